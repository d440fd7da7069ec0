/* What is known of a text up to some place, for signs that take more than a few characters. */

#ifndef FIXTEXT_RUNNING_H
#define FIXTEXT_RUNNING_H

#include "signs.h"

#define FEWEST_HALVES 5
#define FEWEST_COMMAS 8
#define FEWEST_BLOCKS 4
#define FEWEST_CHANGES 4
#define BLOCK 512 /* fixtext/signs.py has the same */
#define BLOCK_BITS 7
#define BEFORE 8  /* characters in front of a block that may make a row with its first ones */

/* A row of characters that share a trait, and how many of them speak for it. */
typedef struct {
    int64_t size, rich;
} Row;

typedef struct {
    Row ascii, swapped;
} Rows;

/* A line's spaces between letters of East Asia, those between two ideographs, those of them since two
   ideographs touched, and whether any did. */
typedef struct {
    Py_ssize_t spaces, between_han, in_part;
    int touching;
} Line;

/* A row of what may be glyph ids, with anything but letters of ASCII between them: the blocks that
   they are of, where the last one stands, and how many there were at the last changes of block. */
typedef struct {
    uint32_t blocks[FEWEST_BLOCKS];
    int different;
    Py_ssize_t last, count, changes;
    Py_ssize_t changed_at[FEWEST_CHANGES];
} Glyphs;

typedef struct {
    Counts counts;
    Rows rows;
    Glyphs glyphs;
    Line line;
    uint16_t last[BEFORE]; /* traits of the last characters */
} Known;

/* Whether a row that ends here is long, and speaks enough for what it may be. */
int any_rich(const Rows *rows);

/* Go on by at most a block of characters, of which there is at least one: the signs of the rows that end
   there. `traits` are theirs, behind those of so many `BEFORE` them, and `any` those that any of them
   has. */
uint64_t add_to_rows(Rows *rows, const uint16_t *traits, Py_ssize_t count, unsigned any);

/* The same of any characters by their traits alone, followed one by one. */
uint64_t follow_rows(Rows *rows, const uint16_t *traits, Py_ssize_t count);

/* The signs of which there are too few to be any. */
uint64_t too_few(const Counts *counts);

/* Go on by two ideographs that touch; by a letter of East Asia with a gap in front of it; and by the
   end of a line. */
void add_touching(Line *line, Counts *counts);
uint64_t add_gap(const Text *text, Line *line, Counts *counts, Py_ssize_t place);
void end_line(Line *line, Counts *counts);

/* Go on by a character that may be a glyph id and stands beside another of its block, as in words of
   right text, if it does. */
static inline int
goes_on(const Text *text, Glyphs *glyphs, Py_ssize_t place)
{
    const uint32_t *code = text->codes + place;
    if (glyphs->count == 0 || glyphs->last != place - 1 ||
        code[-1] >> BLOCK_BITS != code[0] >> BLOCK_BITS) {
        return 0;
    }
    glyphs->last = place;
    glyphs->count++;
    return 1;
}

/* Whether what stands between two places is ASCII without letters, which a row of these may have. */
int is_between_glyphs(const Text *text, Py_ssize_t start, Py_ssize_t end);

/* Go on by any other that may be one. */
uint64_t add_glyph(const Text *text, Glyphs *glyphs, Py_ssize_t place);

#endif
