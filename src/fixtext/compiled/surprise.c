/* How surprising characters are by their costs, and where that adds up: fixtext/encodings has it in
   numpy, in surprise.py and segments.py. */

#include "surprise.h"

#define CLASS 0x700
#define LETTER 0x100
#define LONE 0x500
#define MARK 0x4000

void
fill_surprise(const Surprise *work)
{
    for (Py_ssize_t place = 0; place < work->count; place++) {
        const uint16_t *traits = work->traits + place + 1;
        unsigned kind = *traits & CLASS;
        if (kind == LETTER && !(traits[-1] & CLASS) && !(traits[1] & CLASS)) {
            kind = LONE;
        }
        int units = work->units[place];
        units = units < 0 ? 0 : units < STEPS ? units : STEPS - 1;
        int16_t strong = work->tables[0][kind | (unsigned)units];
        work->out[0][place] = work->many && *traits & MARK && strong > 0 ? 0 : strong;
        work->out[1][place] = work->tables[1][kind | (unsigned)units];
    }
}

static Surprise
work_on(const Py_buffer *views, int many)
{
    Surprise work = {.count = views[0].len / 2, .units = views[0].buf, .traits = views[1].buf};
    work.many = many;
    for (int table = 0; table < 2; table++) {
        work.tables[table] = views[2 + table].buf;
        work.out[table] = views[4 + table].buf;
    }
    return work;
}

/* Arguments: units, int16 (n,); traits, uint16 (n + 2,); two tables, int16 (2048,); two arrays to
   write to, int16 (n,); whether marks are not surprising. */
PyObject *
surprise(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"units", 2, -1},
                                      {"traits", 2, -1},
                                      {"strongly", 2, STEPS * KINDS},
                                      {"weakly", 2, STEPS * KINDS},
                                      {"strong", 2, -1, WRITTEN},
                                      {"weak", 2, -1, WRITTEN}};
    PyObject *sources[6];
    Py_buffer views[6];
    int many;
    if (!PyArg_ParseTuple(args, "OOOOOOp:surprise", &sources[0], &sources[1], &sources[2],
                          &sources[3], &sources[4], &sources[5], &many) ||
        open_arrays(sources, kinds, 6, views) < 0) {
        return NULL;
    }
    Py_ssize_t count = views[0].len / 2;
    int failed = !has_items(&views[1], kinds[1].name, count + 2) ||
                 !has_items(&views[4], kinds[4].name, count) ||
                 !has_items(&views[5], kinds[5].name, count);
    if (!failed) {
        Surprise work = work_on(views, many);
        Py_BEGIN_ALLOW_THREADS
        fill_surprise(&work);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 6);
    return failed ? NULL : Py_NewRef(Py_None);
}

/* A stretch that may go on: where it began, its sum so far, and where that was greatest. */
typedef struct {
    Py_ssize_t begin; /* -1: there is none */
    int64_t total;
    int64_t best;
    Py_ssize_t best_end;
} Stretch;

/* Put a stretch on the list, if it is high enough and has enough characters beyond ASCII; where
   more than one is wanted, those that gain. */
static int
end_stretch(const Search *search, const Stretch *stretch)
{
    if ((double)stretch->best < search->least) {
        return 0;
    }
    Py_ssize_t beyond = 0;
    for (Py_ssize_t place = stretch->begin; place < stretch->best_end; place++) {
        int counts = search->fewest <= 1 || search->gains[place] > 0;
        beyond += counts && code_at(search->codes, place) > 0x7F;
    }
    if (beyond < search->fewest) {
        return 0;
    }
    if (search->numbers != NULL) {
        int failed = add_number(search->numbers, search->offset + stretch->begin) < 0 ||
                     add_number(search->numbers, search->offset + stretch->best_end) < 0 ||
                     add_number(search->numbers, stretch->best) < 0;
        return failed ? -1 : 0;
    }
    return append_new(search->found, Py_BuildValue("(nnL)", stretch->begin, stretch->best_end,
                                                   (long long)stretch->best));
}

/* Go on by a run of gains of one sign. */
static int
add_run(const Search *search, Stretch *stretch, Py_ssize_t start, Py_ssize_t end, int64_t gain)
{
    if (stretch->begin < 0) {
        if (gain > 0) {
            *stretch = (Stretch){start, gain, gain, end};
        }
        return 0;
    }
    stretch->total += gain;
    if (stretch->total > stretch->best) {
        stretch->best = stretch->total;
        stretch->best_end = end;
    }
    else if (stretch->total <= 0 ||
             (double)(stretch->best - stretch->total) > search->drop) {
        int failed = end_stretch(search, stretch);
        stretch->begin = -1;
        return failed;
    }
    return 0;
}

int
search_all(const Search *search)
{
    Stretch stretch = {-1, 0, 0, 0};
    for (Py_ssize_t start = 0, end; start < search->count; start = end) {
        int positive = search->gains[start] > 0;
        int64_t gain = 0;
        for (end = start; end < search->count && (search->gains[end] > 0) == positive; end++) {
            gain += search->gains[end];
        }
        if (add_run(search, &stretch, start, end, gain) < 0) {
            return -1;
        }
    }
    return stretch.begin < 0 ? 0 : end_stretch(search, &stretch);
}

/* Arguments: the code points, uint32 (n,); gains, int16 (n,); what a stretch must gain; by how much
   it may fall inside; how many characters beyond ASCII it must have. */
PyObject *
high_stretches(PyObject *module, PyObject *args)
{
    (void)module;
    Search search = {0};
    PyObject *source, *gains_source;
    Py_buffer codes, gains;
    if (!PyArg_ParseTuple(args, "OOddn:high_stretches", &source, &gains_source, &search.least,
                          &search.drop, &search.fewest) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(gains_source, &gains, "gains", 2, codes_in(&codes), 0) == 0) {
        search.codes = &codes;
        search.gains = gains.buf;
        search.count = codes_in(&codes);
        search.found = PyList_New(0);
        if (search.found != NULL && search_all(&search) < 0) {
            Py_CLEAR(search.found);
        }
        PyBuffer_Release(&gains);
    }
    PyBuffer_Release(&codes);
    return search.found;
}
