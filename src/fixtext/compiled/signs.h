/* What stands beside what in a text, and what that is a sign of: fixtext/scan.py says what each class
   and each sign is. */

#ifndef FIXTEXT_SIGNS_H
#define FIXTEXT_SIGNS_H

#include "loops.h"

#define CODE_POINTS 0x110000
#define TRAITS 0x10000

/* The classes of single characters that are looked at more closely. */
#define QUESTION 4
#define ESCAPE 256
#define CONTROL 512
#define LINE_FEED 8192
#define OPENING (1u << 23)
#define CLASSES_OF_INTEREST (QUESTION | ESCAPE | CONTROL | LINE_FEED | OPENING)

/* The signs, in the bits above those of the classes. */
#define PERCENT_CODE (1ull << 32)
#define QUOTED_BYTE (1ull << 33)
#define ENCODED_WORD (1ull << 34)
#define REFERENCE (1ull << 35)
#define BACKSLASH_CODE (1ull << 36)
#define SHIFTED (1ull << 37)
#define PAIRS_OF_ASCII (1ull << 38)
#define SPACED (1ull << 39)
#define READING (1ull << 40)
#define RUBY (1ull << 41)
#define COMMAS (1ull << 42)
#define WRAPPED (1ull << 43)
#define HALVES (1ull << 44)
#define STRADDLED (1ull << 45)
#define SHOWN_MARK (1ull << 46)
#define MANY_BLOCKS (1ull << 47)

/* The traits of single characters. */
#define HAN 1
#define LETTERS 7 /* ideographs, kana, hangul */
#define BOTH_ASCII 0x10
#define SMALL_SHIFT 5
#define COMMON 0x80
#define ODD 0x100
#define FIRST_OF_MARK 0x200
#define OF_INTEREST 0x800 /* one of these classes, or bopomofo */
#define GLYPH 0x1000      /* what may be a glyph id */
#define GAP 0x400 /* a space of any width that a line can have between two letters */

#define FIRST_HAN 0x3400u
#define FIRST_BOPOMOFO 0x3105u
#define LAST_BOPOMOFO 0x3129u

/* A text as code points or, if it is all ASCII, as bytes. */
typedef struct {
    const uint32_t *classes;
    const uint16_t *traits;
    const uint32_t *codes;
    const unsigned char *ascii;
    Py_ssize_t count;
} Text;

/* What has been counted so far, of signs of which a few are none. */
typedef struct {
    Py_ssize_t spaced, apart, kana, hangul, bopomofo, commas, wrapped;
} Counts;

static inline uint32_t
at(const Text *text, Py_ssize_t place)
{
    if (place < 0 || place >= text->count) {
        return 0;
    }
    return text->ascii != NULL ? text->ascii[place] : text->codes[place];
}

static inline unsigned
traits_of(const Text *text, uint32_t code)
{
    return code < TRAITS ? text->traits[code] : code >= 0x20000 ? HAN : 0;
}

static inline int
is_letter(uint32_t code)
{
    return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

/* Where the closing bracket is of brackets that hold a few letters, and nothing else; 0 for none. */
Py_ssize_t end_of_reading(const Text *text, Py_ssize_t opening);

/* The signs that begin at a place, whose character has these classes; counted ones are counted. */
uint64_t signs_at(const Text *text, Py_ssize_t place, uint32_t classes, Counts *counts);

#endif
