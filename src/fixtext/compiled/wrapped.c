/* How much the widths of a text's lines may tell of a program that cut them: fixtext/wrapped_widths.py
   has it in numpy. */

#include "wrapped.h"

#include "each_line.h"

#include <stdlib.h>

/* What a character is, as bits; wrapped_widths.py has them. */
enum { ENDS_SENTENCE = 1, IS_MARK = 2, IS_BLANK = 4 };

/* How many lines have each width, of which `known` are told, and the last for all that are wider: of all, of
   those that end a sentence, and with any mark; the widest of them; and whether blank lines, or indented
   ones, set blocks apart. */
typedef struct {
    const uint8_t *marks;
    int64_t *all, *ended, *marked;
    int64_t known, widest;
    int is_apart;
} Counted;

static unsigned
marks_of(const Counted *counted, uint32_t code)
{
    return counted->marks[code < MARKS_KNOWN ? code : MARKS_KNOWN - 1];
}

static int
count_filled(void *state, const Py_buffer *codes, const Bounds *line)
{
    Counted *counted = state;
    if (line->start > 0 && line->start < codes_in(codes)) {
        uint32_t first = code_at(codes, (Py_ssize_t)line->start);
        counted->is_apart |= marks_of(counted, first) & IS_BLANK;
    }
    if (line->start < line->end) {
        unsigned last = marks_of(counted, code_at(codes, (Py_ssize_t)line->end - 1));
        int64_t cells = cells_of(codes, line);
        cells = cells < counted->known ? cells : counted->known - 1;
        counted->widest = cells > counted->widest ? cells : counted->widest;
        counted->all[cells]++;
        counted->ended[cells] += (last & ENDS_SENTENCE) != 0;
        counted->marked[cells] += (last & IS_MARK) != 0;
    }
    return 0;
}

/* Go on with a sum of how many lines have so many cells, or up to so many fewer. */
static void
slide(int64_t *sum, const int64_t *counts, int64_t cells, long long about)
{
    *sum += counts[cells];
    *sum -= cells >= about ? counts[cells - about] : 0;
}

/* Behind this width no line is full, nor is any common that is not as common before. */
static int64_t
last_width(const Counted *counted, const WidthRules *rules)
{
    int64_t last = counted->widest + rules->about;
    return last < counted->known ? last : counted->known - 1;
}

static int64_t
most_near(const Counted *counted, const WidthRules *rules)
{
    int64_t sum = 0, most = 0;
    for (int64_t cells = 0; cells <= last_width(counted, rules); cells++) {
        slide(&sum, counted->all, cells, rules->near);
        most = sum > most ? sum : most;
    }
    return most;
}

/* The most bits that all lines tell, at a width that is nearly as common as any. */
static double
most_at_any(const Counted *counted, const WidthRules *rules)
{
    int64_t most_common = most_near(counted, rules), common = 0, longer = 0;
    int64_t full = 0, ended = 0, marked = 0;
    double most = 0.0;
    for (int64_t cells = 0; cells <= counted->widest; cells++) {
        longer += counted->all[cells];
    }
    if (longer == 0) {
        return rules->rest > 0.0 && rules->narrowest < counted->known ? rules->rest : 0.0;
    }
    for (int64_t cells = 0; cells <= last_width(counted, rules); cells++) {
        longer -= counted->all[cells];
        slide(&common, counted->all, cells, rules->near);
        slide(&full, counted->all, cells, rules->about);
        slide(&ended, counted->ended, cells, rules->about);
        slide(&marked, counted->marked, cells, rules->about);
        if (cells < rules->narrowest || 10 * common < 9 * most_common) {
            continue;
        }
        double bits = rules->each[cells] * (double)(full - ended) + rules->at_ends[cells] * (double)ended;
        bits += (double)(full - marked) * rules->inside - rules->longer * (double)longer;
        bits += rules->rest;
        most = bits > most ? bits : most;
    }
    return most;
}

int
take_widths(const Py_buffer *marks, const Py_buffer *each, const Py_buffer *at_ends,
            WidthRules *rules)
{
    rules->marks = marks != NULL ? marks->buf : NULL;
    rules->each = each->buf;
    rules->at_ends = at_ends->buf;
    rules->widest = each->len / 8 - 1;
    if (rules->widest < 0 || rules->near < 1 || rules->about < rules->near) {
        PyErr_SetString(PyExc_ValueError, "there is no width");
        return 0;
    }
    return has_items(at_ends, "at_ends", each->len / 8);
}

int
find_most_of_widths(const Py_buffer *codes, const WidthRules *rules, double *most)
{
    int64_t known = 2 * (int64_t)codes_in(codes) + rules->about + 1;
    known = known <= rules->widest ? known : rules->widest + 1;
    int64_t *counts = calloc(3 * (size_t)known, sizeof *counts);
    if (counts == NULL) {
        return -1;
    }
    Counted counted = {rules->marks, counts, counts + known, counts + 2 * known, known, 0, 0};
    with_lines(codes, count_filled, &counted);
    *most = counted.is_apart ? 0.0 : most_at_any(&counted, rules);
    free(counts);
    return counted.is_apart != 0;
}

/* Arguments: code points, uint32 (n,); what each character of the BMP is, and all beyond, uint8 (65537,);
   what a line tells by its width, with no sentence's end and with one, in bits, float64 (w,) each, of which
   longer lines count as the last; and the other numbers of rules. The most bits that the lines tell, or None
   where some are set apart. */
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
    WidthRules rules;
    if (!PyArg_ParseTuple(args, "OOOO" RULES_FORMAT ":most_of_widths", &sources[CODES],
                          &sources[MARKS_OF], &sources[EACH], &sources[AT_ENDS],
                          RULES_OF(&rules)) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    if (take_widths(&views[MARKS_OF], &views[EACH], &views[AT_ENDS], &rules)) {
        double most;
        int apart = find_most_of_widths(&views[CODES], &rules, &most);
        result = apart < 0   ? PyErr_NoMemory()
                 : apart > 0 ? Py_NewRef(Py_None)
                             : PyFloat_FromDouble(most);
    }
    close_arrays(views, ARRAYS);
    return result;
}
