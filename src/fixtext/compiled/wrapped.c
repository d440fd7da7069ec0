/* How much the widths of a text's lines may tell of a program that cut them: fixtext/wrapped_widths.py
   has it in numpy. */

#include "each_line.h"

#define MARKS_KNOWN (0x10000 + 1) /* of the BMP, and of all beyond */

/* What a character is, as bits; wrapped_widths.py has them. */
enum { ENDS_SENTENCE = 1, IS_MARK = 2, IS_BLANK = 4 };

/* How many lines have each width, which is no more than `widest`: of all, of those that end a sentence, and
   with any mark; and how many bits a line tells that is as wide as others, by that, with no sentence's end
   and with one. */
typedef struct {
    const uint8_t *marks;
    const double *each, *at_ends;
    int64_t widest;
    int64_t *all, *ended, *marked;
    int is_apart; /* whether blank lines, or indented ones, set blocks apart */
} Told;

/* What else counts, in bits, but for cells: of a line that no mark ends, of a longer one, and of all. */
typedef struct {
    double inside, longer, rest;
    long long narrowest, near, about; /* cells */
} Rules;

static unsigned
marks_of(const Told *told, uint32_t code)
{
    return told->marks[code < MARKS_KNOWN ? code : MARKS_KNOWN - 1];
}

static int
count_filled(void *state, const Py_buffer *codes, const Bounds *line)
{
    Told *told = state;
    if (line->start > 0 && line->start < codes_in(codes)) {
        uint32_t first = code_at(codes, (Py_ssize_t)line->start);
        told->is_apart |= marks_of(told, first) & IS_BLANK;
    }
    if (line->start < line->end) {
        unsigned last = marks_of(told, code_at(codes, (Py_ssize_t)line->end - 1));
        int64_t cells = cells_of(codes, line);
        cells = cells < told->widest ? cells : told->widest;
        told->all[cells]++;
        told->ended[cells] += (last & ENDS_SENTENCE) != 0;
        told->marked[cells] += (last & IS_MARK) != 0;
    }
    return 0;
}

/* Go on with a sum of what lines have so many cells, or up to so many fewer. */
static void
slide(int64_t *sum, const int64_t *counts, int64_t cells, long long about)
{
    *sum += counts[cells];
    *sum -= cells >= about ? counts[cells - about] : 0;
}

static int64_t
most_near(const Told *told, long long near)
{
    int64_t sum = 0, most = 0;
    for (int64_t cells = 0; cells <= told->widest; cells++) {
        slide(&sum, told->all, cells, near);
        most = sum > most ? sum : most;
    }
    return most;
}

/* The most bits that all lines tell, at a width that is nearly as common as any. */
static double
most_at_any(const Told *told, const Rules *rules)
{
    int64_t most_common = most_near(told, rules->near), common = 0, longer = 0;
    int64_t full = 0, ended = 0, marked = 0;
    double most = 0.0;
    for (int64_t cells = 0; cells <= told->widest; cells++) {
        longer += told->all[cells];
    }
    for (int64_t cells = 0; cells <= told->widest; cells++) {
        longer -= told->all[cells];
        slide(&common, told->all, cells, rules->near);
        slide(&full, told->all, cells, rules->about);
        slide(&ended, told->ended, cells, rules->about);
        slide(&marked, told->marked, cells, rules->about);
        if (cells < rules->narrowest || 10 * common < 9 * most_common) {
            continue;
        }
        double bits = told->each[cells] * (double)(full - ended) + told->at_ends[cells] * (double)ended;
        bits += (double)(full - marked) * rules->inside - rules->longer * (double)longer;
        bits += rules->rest;
        most = bits > most ? bits : most;
    }
    return most;
}

/* Arguments: code points, uint32 (n,); what each character of the BMP is, and all beyond, uint8 (65537,);
   what a line tells by its width, with no sentence's end and with one, in bits, float64 (w,) each, of which
   longer lines count as the last; what else counts: of a line without a mark, of a longer one, and of all,
   in bits; the narrowest width, how near to it the lines are of which most must be, and how far lines may
   be from it that are full, in cells. The most bits that the lines tell, or None where some are set apart. */
PyObject *
most_of_widths(PyObject *module, PyObject *args)
{
    (void)module;
    enum { CODES, MARKS_OF, EACH, AT_ENDS, ARRAYS };
    static const ArrayKind kinds[ARRAYS] = {[CODES] = {"codes", 4, -1, READ_ANYWHERE},
                                            [MARKS_OF] = {"marks", 1, MARKS_KNOWN},
                                            [EACH] = {"each", 8, -1},
                                            [AT_ENDS] = {"at_ends", 8, -1}};
    PyObject *sources[ARRAYS], *result = NULL;
    Py_buffer views[ARRAYS];
    Rules rules;
    if (!PyArg_ParseTuple(args, "OOOOdddLLL:most_of_widths", &sources[CODES], &sources[MARKS_OF],
                          &sources[EACH], &sources[AT_ENDS], &rules.inside, &rules.longer,
                          &rules.rest, &rules.narrowest, &rules.near, &rules.about) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    Py_ssize_t known = views[EACH].len / 8;
    int fits = has_items(&views[AT_ENDS], kinds[AT_ENDS].name, known);
    if (fits && (known == 0 || rules.near < 1 || rules.about < 1)) {
        PyErr_SetString(PyExc_ValueError, "there is no width");
        fits = 0;
    }
    int64_t *counts = fits ? PyMem_Calloc(3 * (size_t)known, sizeof *counts) : NULL;
    if (counts != NULL) {
        Told told = {views[MARKS_OF].buf, views[EACH].buf, views[AT_ENDS].buf, known - 1,
                     counts,              counts + known,  counts + 2 * known, 0};
        with_lines(&views[CODES], count_filled, &told);
        result = told.is_apart ? Py_NewRef(Py_None) : PyFloat_FromDouble(most_at_any(&told, &rules));
    }
    else if (fits) {
        PyErr_NoMemory();
    }
    PyMem_Free(counts);
    close_arrays(views, ARRAYS);
    return result;
}
