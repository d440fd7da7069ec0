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

/* Whether some of the lines of a block are full, and of all of them most are or end with a sentence. */
static int
any_block_is_wrapped(const Numbers *found, int64_t limit)
{
    for (Py_ssize_t at = 0, next; at < found->count; at = next) {
        Py_ssize_t lines = 0, like = 0, full = 0;
        int64_t block = found->items[at + BLOCK];
        for (next = at; next < found->count && found->items[next + BLOCK] == block; next += FOUND) {
            int is = is_full(&found->items[next], limit);
            full += is;
            like += is || found->items[next + TOLD] & ENDS_SENTENCE;
            lines++;
        }
        if (full > 0 && 10 * like >= 6 * lines) {
            return 1;
        }
    }
    return 0;
}

int
is_any_wrapped(const Py_buffer *codes, const uint8_t *traits, const uint8_t *cells,
               int64_t narrowest)
{
    Text text = {codes, traits, cells, {NULL, 0, 0}, 0, -1};
    int64_t limit = find_line_ends(&text) < 0 ? NO_ROOM
                    : text.unknown >= 0       ? NOT_KNOWN
                                              : width_of_most(&text.found);
    int wrapped = limit >= narrowest && limit > 0 && any_block_is_wrapped(&text.found, limit);
    free(text.found.items);
    return limit < 0 ? (int)limit : wrapped;
}

/* Arguments: as of `line_ends`, and the narrowest width, in cells. Whether most lines of some block are full
   at the width that most lines have; None where numpy is to be asked. */
PyObject *
may_be_wrapped(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"traits", 1, TRAITS}, {"cells", 1, CODE_POINTS}};
    PyObject *sources[3];
    Py_buffer views[3];
    long long narrowest;
    if (!PyArg_ParseTuple(args, "OOOL:may_be_wrapped", &sources[0], &sources[1], &sources[2],
                          &narrowest) ||
        open_arrays(sources, kinds, 3, views) < 0) {
        return NULL;
    }
    int wrapped;
    Py_BEGIN_ALLOW_THREADS
    wrapped = is_any_wrapped(&views[0], views[1].buf, views[2].buf, narrowest);
    Py_END_ALLOW_THREADS
    close_arrays(views, 3);
    if (wrapped == NO_ROOM) {
        return PyErr_NoMemory();
    }
    return wrapped == NOT_KNOWN ? Py_NewRef(Py_None) : PyBool_FromLong(wrapped);
}
