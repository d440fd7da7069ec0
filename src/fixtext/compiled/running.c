/* Rows, lines and runs that a text is made of, followed character by character. */

#include "running.h"

#define FEWEST_SPACED 5
#define FEWEST_RUBY 5
#define FEWEST_WRAPPED 3
#define LONG_PART 10
#define WIDEST_GAP 4
#define MOST_APART 20

static inline int
is_rich(const Row *row, int numerator, int denominator)
{
    return row->size >= FEWEST_HALVES && denominator * row->rich >= numerator * row->size;
}

int
any_rich(const Rows *rows)
{
    return is_rich(&rows->ascii, 11, 10) || is_rich(&rows->swapped, 1, 4);
}

/* Whether one of the rows is rich that end where these do not go on. */
static int
ends_rich(const Rows *rows, int64_t ascii, int64_t swapped)
{
    Rows ended = *rows;
    ended.ascii.size &= ~ascii;
    ended.swapped.size &= ~swapped;
    return any_rich(&ended);
}

uint64_t
follow_rows(Rows *rows, const uint16_t *traits, Py_ssize_t count)
{
    Rows known = *rows;
    int any = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        unsigned each = traits[place];
        /* all bits where a row goes on, none where it ends: few are long, so that the one branch is
           nearly always right */
        int64_t ascii = -(int64_t)((each & BOTH_ASCII) != 0);
        int64_t swapped = -(int64_t)((each & COMMON) != 0);
        int64_t ended = (known.ascii.size & ~ascii) | (known.swapped.size & ~swapped);
        if (ended >= FEWEST_HALVES) {
            any |= ends_rich(&known, ascii, swapped);
        }
        known.ascii.size = (known.ascii.size + 1) & ascii;
        known.ascii.rich = (known.ascii.rich + (each >> SMALL_SHIFT & 3)) & ascii;
        known.swapped.size = (known.swapped.size + 1) & swapped;
        known.swapped.rich = (known.swapped.rich + ((each & ODD) != 0)) & swapped;
    }
    *rows = known;
    return any ? HALVES : 0;
}

#define WINDOW 9 /* nearly twice as long as the shortest row, so that any row is made up of such */
#define NO_MEMBER (-640)
#define ALL (BEFORE + BLOCK)

/* Whether windows of five to nine, of characters that speak so much more for a row than each needs to,
   speak enough. The loops do the same for all places, which a compiler makes use of. */
static int
any_window(const int16_t *more)
{
    int16_t most[ALL], greatest = -1;
    for (Py_ssize_t place = 0; place < ALL; place++) {
        const int16_t *each = more + place;
        int16_t five = (int16_t)(each[0] + each[1] + each[2] + each[3] + each[4]);
        int16_t six = (int16_t)(five + each[5]), seven = (int16_t)(six + each[6]);
        int16_t eight = (int16_t)(seven + each[7]), nine = (int16_t)(eight + each[8]);
        int16_t one = five > six ? five : six, other = seven > eight ? seven : eight;
        one = one > other ? one : other;
        most[place] = one > nine ? one : nine;
    }
    for (Py_ssize_t place = 0; place < ALL; place++) {
        greatest = most[place] > greatest ? most[place] : greatest;
    }
    return greatest >= 0;
}

/* Whether a row that is rich may end or go on among these characters, as no row does that is not made
   up of windows one of which is. */
static int
may_be_rich(const uint16_t *traits)
{
    int16_t ascii[ALL + WINDOW], swapped[ALL + WINDOW];
    for (Py_ssize_t place = 0; place < ALL; place++) {
        uint16_t each = traits[place];
        int16_t small = (int16_t)((each >> SMALL_SHIFT & 3) * 10 - 11);
        int16_t odd = each & ODD ? 3 : -1;
        ascii[place] = each & BOTH_ASCII ? small : NO_MEMBER;
        swapped[place] = each & COMMON ? odd : NO_MEMBER;
    }
    for (Py_ssize_t place = ALL; place < ALL + WINDOW; place++) {
        ascii[place] = swapped[place] = NO_MEMBER;
    }
    return any_window(ascii) || any_window(swapped);
}

/* Go on by characters among which no row that is rich ends. */
static void
pass_rows(Rows *rows, const uint16_t *traits, Py_ssize_t count)
{
    Py_ssize_t start = count;
    while (start > 0 && traits[start - 1] & (BOTH_ASCII | COMMON)) {
        start--;
    }
    if (start > 0) {
        *rows = (Rows){{0, 0}, {0, 0}};
    }
    follow_rows(rows, traits + start, count - start);
}

uint64_t
add_to_rows(Rows *rows, const uint16_t *traits, Py_ssize_t count, unsigned any)
{
    const uint16_t *here = traits + BEFORE;
    if (!(any & (BOTH_ASCII | COMMON))) {
        uint64_t signs = any_rich(rows) ? HALVES : 0;
        *rows = (Rows){{0, 0}, {0, 0}};
        return signs;
    }
    int is_long = rows->ascii.size >= FEWEST_HALVES || rows->swapped.size >= FEWEST_HALVES;
    if (count < BLOCK || is_long || may_be_rich(traits)) {
        return follow_rows(rows, here, count);
    }
    pass_rows(rows, here, count);
    return 0;
}

/* Ideographs of a part of a line are set apart, if they are many. */
static void
end_part(Line *line, Counts *counts)
{
    counts->apart += line->in_part >= LONG_PART ? line->in_part : 0;
    line->in_part = 0;
}

void
add_touching(Line *line, Counts *counts)
{
    line->touching = 1;
    end_part(line, counts);
}

uint64_t
add_gap(const Text *text, Line *line, Counts *counts, Py_ssize_t place)
{
    if (place < 2) {
        return 0;
    }
    Py_ssize_t start = place - 1;
    while (start > 0 && place - start < WIDEST_GAP &&
           traits_of(text, text->codes[start - 1]) & GAP) {
        start--;
    }
    unsigned before = start > 0 ? traits_of(text, text->codes[start - 1]) : 0;
    line->spaces += (before & LETTERS) != 0;
    if (!(before & traits_of(text, text->codes[place]) & HAN)) {
        return 0;
    }
    line->between_han++;
    line->in_part++;
    counts->spaced++;
    return SPACED;
}

void
end_line(Line *line, Counts *counts)
{
    if (line->between_han > 0 && !line->touching) {
        counts->apart += line->spaces;
    }
    else {
        end_part(line, counts);
    }
    *line = (Line){0};
}

int
is_between_glyphs(const Text *text, Py_ssize_t start, Py_ssize_t end)
{
    for (; start < end; start++) {
        uint32_t code = at(text, start);
        if (code < ' ' || code >= 0x7F || is_letter(code)) {
            return 0;
        }
    }
    return 1;
}

static void
add_block(Glyphs *glyphs, uint32_t block)
{
    for (int index = 0; index < glyphs->different; index++) {
        if (glyphs->blocks[index] == block) {
            return;
        }
    }
    if (glyphs->different < FEWEST_BLOCKS) {
        glyphs->blocks[glyphs->different++] = block;
    }
}

/* Rows of letters of the same block, which right text has, cost next to nothing. */
uint64_t
add_glyph(const Text *text, Glyphs *glyphs, Py_ssize_t place)
{
    uint32_t block = at(text, place) >> BLOCK_BITS;
    if (glyphs->count == 0 || !is_between_glyphs(text, glyphs->last + 1, place)) {
        *glyphs = (Glyphs){.blocks = {block}, .different = 1, .last = place, .count = 1};
        return 0;
    }
    int changed = glyphs->last == place - 1 && at(text, glyphs->last) >> BLOCK_BITS != block;
    add_block(glyphs, block);
    glyphs->last = place;
    glyphs->count++;
    if (!changed) {
        return 0;
    }
    Py_ssize_t *oldest = &glyphs->changed_at[glyphs->changes++ % FEWEST_CHANGES];
    *oldest = glyphs->count;
    Py_ssize_t first = glyphs->changed_at[glyphs->changes % FEWEST_CHANGES];
    int dense = glyphs->changes >= FEWEST_CHANGES && glyphs->count - first < MOST_APART;
    return dense && glyphs->different == FEWEST_BLOCKS ? MANY_BLOCKS : 0;
}

uint64_t
too_few(const Counts *counts)
{
    int ruby = counts->kana >= FEWEST_RUBY || counts->hangul >= FEWEST_RUBY ||
               counts->bopomofo >= FEWEST_RUBY;
    uint64_t signs = ruby ? 0 : RUBY;
    signs |= counts->spaced >= FEWEST_SPACED && counts->apart >= FEWEST_SPACED ? 0 : SPACED;
    signs |= counts->commas >= FEWEST_COMMAS ? 0 : COMMAS;
    return signs | (counts->wrapped >= FEWEST_WRAPPED ? 0 : WRAPPED);
}
