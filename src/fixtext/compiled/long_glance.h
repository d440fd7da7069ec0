/* One look at a long text: what it takes of each character, and what is known of the text so far. */

#ifndef FIXTEXT_LONG_GLANCE_H
#define FIXTEXT_LONG_GLANCE_H

#include "running.h"

/* The flags of a character, in one byte; fixtext/signs.py makes them. */
#define ALPHABET 0x03 /* a letter, or of these two alone: */
#define OF_HAN 0x01
#define OF_KANA_HANGUL 0x02
#define SMALL 0x0C /* both bytes are ASCII of running text, and so many of them are small letters: */
#define NO_SMALL 0x04
#define ALL_SMALL 0x0C
#define SWAPPED 0x30 /* its low byte is a common high byte, and it is rare or not: */
#define OF_COMMON 0x10
#define OF_ODD 0x20
#define OF_GAP 0x40
#define NOT_PLAIN 0x80 /* there is more to say of it */

/* The classes of plain characters. */
#define SEEN_HAN 1u
#define KANA_HANGUL 2u
#define MARK 8u
#define LATIN 32u
#define LETTER 64u
#define SPACE 16384u
#define BEYOND_ASCII (1u << 24)

#define FIRST_LETTER 0x370u /* of alphabets but the Latin one */
#define FIRST_GLYPH 0x100u
#define GLYPHS 0x2F00u /* and so many from there on */

#define PART 4096 /* characters that are at hand at once, few enough for a core's cache */
#define BESIDE 16 /* those on either side that what stands in the part may make a sign with */
#define MOST_AT_HAND (PART + 2 * BESIDE)

/* The part that is at hand, in whose places all is told, and what was found up to there. A line and a row
   of glyph ids are followed up to some place, behind which nothing depends on them yet. */
typedef struct {
    Text text;
    const uint8_t *of_code; /* flags by code point */
    const uint8_t *flags;   /* of the characters at hand */
    Known known;
    Py_ssize_t line_from, glyphs_from;
    uint32_t room_of_codes[BESIDE + MOST_AT_HAND]; /* both behind some of none */
    uint8_t room_of_flags[BESIDE + MOST_AT_HAND + BLOCK];
} Look;

/* What arrays are that nothing else is written to or read by. */
#ifdef _MSC_VER
#define RESTRICT __restrict
#else
#define RESTRICT restrict
#endif

/* Mark the characters of a block that want a closer look, all bits of theirs or the highest; the classes of
   the others, and all flags that `any` has. A block has always 512 flags, behind that of another. */
uint64_t mark_closer(const uint8_t *RESTRICT flags, uint8_t *RESTRICT closer, unsigned *any);

/* Mark letters of alphabets too whose neighbour is of another block; and tell the classes of letters. */
uint64_t look_at_letters(const uint32_t *RESTRICT codes, const uint8_t *RESTRICT flags,
                         uint8_t *RESTRICT closer);

/* The same of ASCII, and of so many. */
uint64_t mark_closer_ascii(const unsigned char *RESTRICT ascii, Py_ssize_t count,
                           uint8_t *RESTRICT closer);

#define QUARTER (BLOCK / 4) /* characters of which rows are told at once */

/* Whether a row that is rich may end or go on among so many characters behind some `BEFORE` them. */
int may_be_rich(const uint8_t *flags);

/* Add what stands in a part of a line that nothing followed yet; and the glyph ids of such a part, which
   make a sign or not. */
void follow_line(const Text *text, Known *known, Py_ssize_t *from, Py_ssize_t to);
uint64_t follow_glyphs(const Text *text, Glyphs *glyphs, Py_ssize_t *from, Py_ssize_t to);

/* The signs of a character that is of interest, or stands behind a gap or beside a glyph id of another
   block; and of a line end. */
uint64_t look_closer(Look *look, Py_ssize_t place);
uint64_t look_at_line_end(Look *look, Py_ssize_t place);

#endif
