/* A closer look at characters of a long text, and at the lines and rows that they stand in. */

#include "long_glance.h"

void
follow_line(const Text *text, Known *known, Py_ssize_t *from, Py_ssize_t to)
{
    unsigned before = traits_of(text, at(text, *from - 1));
    for (; *from < to; ++*from) {
        unsigned traits = traits_of(text, at(text, *from));
        if (before & traits & HAN) {
            add_touching(&known->line, &known->counts);
        }
        if (traits & LETTERS && before & GAP) {
            add_gap(text, &known->line, &known->counts, *from);
        }
        before = traits;
    }
}

static int
is_glyph(const Text *text, Py_ssize_t place)
{
    return (traits_of(text, at(text, place)) & GLYPH) != 0;
}

/* What stands before the last character that breaks a row of them tells nothing. */
uint64_t
follow_glyphs(const Text *text, Glyphs *glyphs, Py_ssize_t *from, Py_ssize_t to)
{
    Py_ssize_t place = to;
    while (place > *from &&
           (is_glyph(text, place - 1) || is_between_glyphs(text, place - 1, place))) {
        place--;
    }
    uint64_t signs = 0;
    if (place > *from) {
        glyphs->count = 0;
    }
    for (; place < to; place++) {
        if (is_glyph(text, place) && !goes_on(text, glyphs, place)) {
            signs |= add_glyph(text, glyphs, place);
        }
    }
    *from = to;
    return signs;
}

/* Whether two characters that touch may be glyph ids of two blocks. */
static int
changes_block(const Text *text, Py_ssize_t place)
{
    return place > 0 && place < text->count && is_glyph(text, place) && is_glyph(text, place - 1) &&
           at(text, place) >> BLOCK_BITS != at(text, place - 1) >> BLOCK_BITS;
}

static uint64_t
look_at_change(Look *look, Py_ssize_t place)
{
    if (place < look->glyphs_from || !changes_block(&look->text, place)) {
        return 0;
    }
    return follow_glyphs(&look->text, &look->known.glyphs, &look->glyphs_from, place + 1);
}

/* An ideograph behind a gap: whether another one stands before that, which is a sign. */
static uint64_t
look_at_gap(Look *look, Py_ssize_t place)
{
    Known *known = &look->known;
    Line line = known->line;
    Counts counts = known->counts;
    if (add_gap(&look->text, &line, &counts, place) == 0) {
        return 0;
    }
    follow_line(&look->text, known, &look->line_from, place + 1);
    return SPACED;
}

/* By far the most of what is of interest in a text are its line ends. */
uint64_t
look_at_line_end(Look *look, Py_ssize_t place)
{
    const Text *text = &look->text;
    Line *line = &look->known.line;
    if (line->between_han > 0) {
        follow_line(text, &look->known, &look->line_from, place);
        end_line(line, &look->known.counts);
    }
    line->touching = 0;
    line->spaces = 0;
    look->line_from = place + 1;
    if (place < 2 || place + 1 >= text->count) {
        return 0;
    }
    const uint32_t *code = text->codes + place;
    unsigned last = traits_of(text, code[-1] == '\r' ? code[-2] : code[-1]);
    int wrapped = last & LETTERS && traits_of(text, code[1]) & LETTERS;
    look->known.counts.wrapped += wrapped;
    return wrapped ? WRAPPED : 0;
}

uint64_t
look_closer(Look *look, Py_ssize_t place)
{
    const Text *text = &look->text;
    uint32_t code = at(text, place);
    uint32_t classes = text->classes[code < CODE_POINTS ? code : CODE_POINTS - 1];
    unsigned traits = traits_of(text, code);
    uint64_t signs = 0;
    if (classes & CLASSES_OF_INTEREST) {
        signs |= signs_at(text, place, classes, &look->known.counts);
    }
    if (code >= FIRST_BOPOMOFO && code <= LAST_BOPOMOFO) {
        look->known.counts.bopomofo++;
        signs |= RUBY;
    }
    if (traits & HAN && place > 0 && traits_of(text, at(text, place - 1)) & GAP) {
        signs |= look_at_gap(look, place);
    }
    return traits & GLYPH ? signs | look_at_change(look, place) : signs;
}
