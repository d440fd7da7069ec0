/* The line ends between lines that are not blank: fixtext/wrapped_blocks.py has it in numpy. */

#include "wrapped.h"

#include <stdlib.h>

/* What a character is, as bits; wrapped_blocks.py has them. */
enum { WHITE = 1, BEFORE = 2, CLOSE = 4, SENTENCE = 8, OPENS = 16, ITEM = 32, HANGUL = 64 };

/* What is told of a line end, as bits. */
enum { ENDS_SENTENCE = 1, BEGINS_ANEW = 2 };

#define TRAITS MARKS_KNOWN
#define FIRST_PRINTED 0x21u
#define LAST_PRINTED 0x7Eu
#define MOST_INDENTED 4

typedef struct {
    const Py_buffer *codes;
    const uint8_t *traits, *cells;
    Numbers found;
    int64_t block;
    int64_t unknown; /* a code point of which the cells are not known; -1 if there was none */
} Text;

/* A line: what of it is printed, from its first character that is no white space to behind the last, and
   the cells up to there. */
typedef struct {
    Py_ssize_t start, first, last;
    int64_t cells;
} Line;

static inline unsigned
traits_at(const Text *text, Py_ssize_t place)
{
    uint32_t code = code_at(text->codes, place);
    return text->traits[code < TRAITS ? code : TRAITS - 1];
}

static inline int64_t
cells_at(Text *text, Py_ssize_t place)
{
    uint32_t code = code_at(text->codes, place);
    unsigned cells = text->cells[code < CODE_POINTS ? code : CODE_POINTS - 1];
    if (cells == 0) {
        text->unknown = code;
    }
    return cells;
}

/* Read the line that begins at a place: where it ends. */
static Py_ssize_t
read_line(Text *text, Py_ssize_t place, Line *line)
{
    Py_ssize_t count = codes_in(text->codes);
    int64_t cells = 0;
    *line = (Line){place, place, place, 0};
    int any = 0;
    for (; place < count && code_at(text->codes, place) != NEWLINE; place++) {
        cells += cells_at(text, place);
        if (!(traits_at(text, place) & WHITE)) {
            line->first = any ? line->first : place;
            line->last = place + 1;
            line->cells = cells;
            any = 1;
        }
    }
    return place;
}

static int
is_printed(const Text *text, Py_ssize_t place)
{
    uint32_t code = code_at(text->codes, place);
    return code >= FIRST_PRINTED && code <= LAST_PRINTED;
}

/* The cells of what is kept together at the beginning of a line. */
static int64_t
word_of(Text *text, const Line *line)
{
    Py_ssize_t place = line->first, last = line->last - 1;
    while (place < last && traits_at(text, place) & BEFORE) {
        place++;
    }
    Py_ssize_t least = place + 1;
    while (place < line->last && is_printed(text, place)) {
        place++;
    }
    place = place > least ? place : least;
    while (place < line->last && traits_at(text, place) & CLOSE) {
        place++;
    }
    int64_t cells = 0;
    for (Py_ssize_t index = line->first; index < place; index++) {
        cells += cells_at(text, index);
    }
    return cells;
}

/* Whether a space may have stood between two lines: one stands there, or they are Korean. */
static int
may_be_spaced(const Text *text, const Line *line, const Line *next)
{
    int spaced = (traits_at(text, line->last - 1) | traits_at(text, next->first)) & HANGUL;
    for (Py_ssize_t place = line->last; place < next->first && !spaced; place++) {
        spaced = code_at(text->codes, place) == ' ';
    }
    return spaced != 0;
}

static int
begins_anew(unsigned last, unsigned first, Py_ssize_t before, Py_ssize_t after)
{
    int indented = first & ITEM || after > before || after > MOST_INDENTED;
    return (last & SENTENCE && first & OPENS) || (indented && (after != 1 || !(first & HANGUL)));
}

/* Put the end of a line, behind which another one follows, on the list. */
static int
add_line_end(Text *text, const Line *line, const Line *next)
{
    unsigned last = traits_at(text, line->last - 1), first = traits_at(text, next->first);
    int anew = begins_anew(last, first, line->first - line->start, next->first - next->start);
    int64_t told = (last & SENTENCE ? ENDS_SENTENCE : 0) | (anew ? BEGINS_ANEW : 0);
    int64_t word = word_of(text, next) + may_be_spaced(text, line, next);
    return add_number(&text->found, line->cells) < 0 || add_number(&text->found, word) < 0 ||
                   add_number(&text->found, told) < 0 || add_number(&text->found, text->block) < 0
               ? -1
               : 0;
}

static int
find_line_ends(Text *text)
{
    Py_ssize_t count = codes_in(text->codes);
    Line line = {0, 0, 0, 0}, next;
    int followed = 0;
    for (Py_ssize_t place = 0; place <= count && text->unknown < 0; place++) {
        place = read_line(text, place, &next);
        int is_end = line.first < line.last && next.first < next.last;
        text->block += is_end && !followed;
        if (is_end && add_line_end(text, &line, &next) < 0) {
            return -1;
        }
        followed = is_end;
        line = next;
    }
    return 0;
}

/* Arguments: code points, uint32 (n,); what each of the BMP is, and all beyond, uint8 (65537,); the cells
   that each takes, uint8 (0x110000,), 0 where that is not known. A code point of which it is not; or, of
   each line end between two lines that are not blank, the cells of the line before, those of what is kept
   together behind it, with a space, what else is told, and the number of its block; int64, as bytes. */
PyObject *
line_ends(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"traits", 1, TRAITS}, {"cells", 1, CODE_POINTS}};
    Py_buffer views[3];
    if (open_arguments(args, kinds, 3, views) < 0) {
        return NULL;
    }
    Text text = {&views[0], views[1].buf, views[2].buf, {NULL, 0, 0}, 0, -1};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_line_ends(&text);
    Py_END_ALLOW_THREADS
    close_arrays(views, 3);
    PyObject *found = taken_numbers(&text.found, failed);
    if (found != NULL && text.unknown >= 0) {
        Py_DECREF(found);
        return PyLong_FromLongLong((long long)text.unknown);
    }
    return found;
}

/* What was found of a line end, in the order of `add_line_end`. */
enum { CELLS, WORD, TOLD, BLOCK, FOUND };

#define SLACK 4      /* cells that a full line may be short of the width; fixtext/line_ends.py has it */
#define MOST_BEYOND 2 /* and that it may have more */
#define WIDEST (1 << 16) /* cells of a line; where one is wider, numpy is asked */

/* The width that most lines have which no paragraph ends with, or little less; 0 where there are none;
   NO_ROOM, or NOT_KNOWN where one is too wide. */
static int64_t
width_of_most(const Numbers *found)
{
    int64_t widest = 0, best = 0, most = 0, sum = 0;
    for (Py_ssize_t at = 0; at < found->count; at += FOUND) {
        widest = found->items[at + CELLS] > widest ? found->items[at + CELLS] : widest;
    }
    if (widest > WIDEST) {
        return NOT_KNOWN;
    }
    int64_t *counts = calloc((size_t)widest + 1, sizeof *counts);
    if (counts == NULL) {
        return NO_ROOM;
    }
    for (Py_ssize_t at = 0; at < found->count; at += FOUND) {
        counts[found->items[at + CELLS]] += !(found->items[at + TOLD] & BEGINS_ANEW);
    }
    for (int64_t cells = 0; cells <= widest; cells++) {
        sum += counts[cells] - (cells > SLACK ? counts[cells - SLACK - 1] : 0);
        if (sum > most) {
            most = sum;
            best = cells; /* which some line has, since the sum grew */
        }
    }
    free(counts);
    return best;
}

static int
is_full(const int64_t *end, int64_t limit)
{
    int fills = end[CELLS] + end[WORD] > limit || end[CELLS] >= limit - SLACK;
    return fills && end[CELLS] <= limit + MOST_BEYOND && !(end[TOLD] & BEGINS_ANEW);
}

/* What the line ends of a block are: how many there are, that are full, full without a sentence's end, longer
   than that, and neither full nor the end of a sentence. */
typedef struct {
    int64_t ends, full, inside, longer, early, sentences;
} Block;

static void
count_end(Block *block, const int64_t *end, int64_t limit)
{
    int full = is_full(end, limit), sentence = (end[TOLD] & ENDS_SENTENCE) != 0;
    int anew = (end[TOLD] & BEGINS_ANEW) != 0, longer = end[CELLS] > limit + MOST_BEYOND;
    block->ends++;
    block->full += full;
    block->inside += full && !sentence;
    block->longer += !anew && !full && longer;
    block->early += !anew && !full && !longer && !sentence;
    block->sentences += !full && sentence;
}

/* Whether some of the lines of a block are full, and of all of them most are or end with a sentence. */
static int
is_wrapped(const Block *block)
{
    return block->full > 0 && 10 * (block->full + block->sentences) >= 6 * block->ends;
}

/* The most bits that a block tells: nothing but against it, where it is none that was wrapped; `each` are
   those of a full line, without a sentence's end and with one. */
static double
most_of_block(const Block *block, const WidthRules *rules, const double *each)
{
    if (!is_wrapped(block)) {
        return -rules->unlike;
    }
    double bits = each[0] * (double)block->inside + each[1] * (double)(block->full - block->inside);
    bits += rules->inside * (double)block->inside;
    bits -= rules->longer * (double)block->longer + rules->early * (double)block->early;
    return bits > -rules->unlike ? bits : -rules->unlike; /* it may be a table, which is not wrapped */
}

static double
most_of_all(const Numbers *found, const WidthRules *rules, int64_t limit)
{
    const double each[] = {rules->each[limit], rules->at_ends[limit]};
    double most = 0.0;
    int any = 0;
    for (Py_ssize_t at = 0; at < found->count;) {
        Block block = {0};
        int64_t number = found->items[at + BLOCK];
        for (; at < found->count && found->items[at + BLOCK] == number; at += FOUND) {
            count_end(&block, &found->items[at], limit);
        }
        most += most_of_block(&block, rules, each);
        any |= is_wrapped(&block);
    }
    most += rules->rest;
    return any && most > 0.0 ? most : 0.0;
}

int
find_most_of_blocks(const Py_buffer *codes, const uint8_t *traits, const uint8_t *cells,
                    const WidthRules *rules, double *most)
{
    Text text = {codes, traits, cells, {NULL, 0, 0}, 0, -1};
    int64_t limit = find_line_ends(&text) < 0 ? NO_ROOM
                    : text.unknown >= 0       ? NOT_KNOWN
                                              : width_of_most(&text.found);
    *most = 0.0;
    limit = limit > rules->widest ? NOT_KNOWN : limit;
    if (limit > 0 && limit >= rules->narrowest) {
        *most = most_of_all(&text.found, rules, limit);
    }
    free(text.found.items);
    return limit < 0 ? (int)limit : 0;
}

/* Arguments: code points, what each character is, and its cells, as of `line_ends`; the bits of a full line of
   each width, without a sentence's end and with one, float64 (w,) each; and the other numbers of rules. The
   most bits that the line ends of blocks tell; None where numpy is to be asked. */
PyObject *
most_of_blocks(PyObject *module, PyObject *args)
{
    (void)module;
    enum { CODES, TRAITS_OF, CELLS_OF, EACH, AT_ENDS, ARRAYS };
    static const ArrayKind kinds[ARRAYS] = {[CODES] = {"codes", 4, -1, READ_ANYWHERE},
                                            [TRAITS_OF] = {"traits", 1, TRAITS},
                                            [CELLS_OF] = {"cells", 1, CODE_POINTS},
                                            [EACH] = {"each", 8, -1},
                                            [AT_ENDS] = {"at_ends", 8, -1}};
    PyObject *sources[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    WidthRules rules;
    if (!PyArg_ParseTuple(args, "OOOOO" RULES_FORMAT ":most_of_blocks", &sources[CODES],
                          &sources[TRAITS_OF], &sources[CELLS_OF], &sources[EACH],
                          &sources[AT_ENDS], RULES_OF(&rules)) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    if (take_widths(NULL, &views[EACH], &views[AT_ENDS], &rules)) {
        double most;
        int told;
        Py_BEGIN_ALLOW_THREADS
        told = find_most_of_blocks(&views[CODES], views[TRAITS_OF].buf, views[CELLS_OF].buf, &rules,
                                   &most);
        Py_END_ALLOW_THREADS
        result = told == NO_ROOM     ? PyErr_NoMemory()
                 : told == NOT_KNOWN ? Py_NewRef(Py_None)
                                     : PyFloat_FromDouble(most);
    }
    close_arrays(views, ARRAYS);
    return result;
}
