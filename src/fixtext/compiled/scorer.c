/* The language model's tables, and what the characters of an array cost. */

#include "halves.h"
#include "scorer.h"
#include "shifted_blocks.h"

enum { TABLE_CHARACTERS, TABLE_TRANSITIONS, TABLE_PAIRS, TABLE_GAINS, TABLE_NGRAMS, TABLES };

static const ArrayKind kinds[TABLES] = {
    [TABLE_CHARACTERS] = {"characters", 4, CHARACTERS},
    [TABLE_TRANSITIONS] = {"transitions", 2, CLASSES * CLASSES},
    [TABLE_PAIRS] = {"pairs", 2, -1},
    [TABLE_GAINS] = {"pair_gains", 1, -1},
    [TABLE_NGRAMS] = {"ngrams", 2, -1},
};

static PyObject *
scorer_units(PyObject *object, PyObject *args)
{
    const Scorer *self = (const Scorer *)object;
    PyObject *source, *target;
    Py_buffer codes, units;
    if (!PyArg_ParseTuple(args, "OO:units", &source, &target)) {
        return NULL;
    }
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(target, &units, "units", 2, codes_in(&codes), 1) < 0) {
        PyBuffer_Release(&codes);
        return NULL;
    }
    if (codes_in(&codes) < WORTH_RELEASING) {
        fill_units(self, &codes, units.buf);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        fill_units(self, &codes, units.buf);
        Py_END_ALLOW_THREADS
    }
    PyBuffer_Release(&units);
    PyBuffer_Release(&codes);
    Py_RETURN_NONE;
}

/* Whether these are places in so many items, in their order, and the last is the end. */
int
are_ends(const int64_t *ends, Py_ssize_t count, Py_ssize_t items)
{
    int64_t last = 0;
    for (Py_ssize_t index = 0; index < count; index++) {
        if (ends[index] < last || ends[index] > items) {
            return 0;
        }
        last = ends[index];
    }
    return last == items;
}

static void
add_up(const Scorer *self, const Py_buffer *codes, const Py_buffer *spans, int64_t *sums)
{
    const Context start = line_start(self);
    const int64_t *starts = spans[0].buf, *ends = spans[1].buf;
    for (Py_ssize_t text = 0; text < spans[0].len / 8; text++) {
        Py_ssize_t low = (Py_ssize_t)starts[text], high = (Py_ssize_t)ends[text];
        sums[text] = sum_of_units(self, start, codes, low, high);
    }
}

int
lie_in(const Py_buffer *starts, const Py_buffer *ends, const Py_buffer *codes)
{
    const int64_t *lows = starts->buf, *highs = ends->buf;
    for (Py_ssize_t index = 0; index < starts->len / 8; index++) {
        if (lows[index] < 0 || highs[index] < lows[index] || highs[index] > codes_in(codes)) {
            PyErr_SetString(PyExc_ValueError, "the texts do not lie where the characters do");
            return 0;
        }
    }
    return 1;
}

static PyObject *
scorer_sums(PyObject *object, PyObject *args)
{
    static const ArrayKind wanted[] = {{"codes", 4, -1, READ_ANYWHERE},
                                       {"starts", 8, -1},
                                       {"ends", 8, -1},
                                       {"sums", 8, -1, WRITTEN}};
    Py_buffer views[4];
    if (open_arguments(args, wanted, 4, views) < 0) {
        return NULL;
    }
    Py_ssize_t count = views[1].len / 8;
    int failed = !has_items(&views[2], wanted[2].name, count) ||
                 !has_items(&views[3], wanted[3].name, count) ||
                 !lie_in(&views[1], &views[2], &views[0]);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        add_up((const Scorer *)object, &views[0], &views[1], views[3].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 4);
    return failed ? NULL : Py_NewRef(Py_None);
}

/* Arguments: three code points in front of each character, uint32 (n, 3), and the characters, uint32 (n,);
   what each costs there, in bits, to write to: float32 (n,). */
static PyObject *
scorer_cost(PyObject *object, PyObject *args)
{
    enum { BEFORE, CODES, BITS, ARRAYS };
    static const ArrayKind wanted[ARRAYS] = {[BEFORE] = {"context", 4, -1},
                                             [CODES] = {"char", 4, -1},
                                             [BITS] = {"bits", 4, -1, WRITTEN}};
    const Scorer *self = (const Scorer *)object;
    Py_buffer views[ARRAYS];
    if (open_arguments(args, wanted, ARRAYS, views) < 0) {
        return NULL;
    }
    Py_ssize_t count = codes_in(&views[CODES]);
    int failed = !has_items(&views[BEFORE], wanted[BEFORE].name, CONTEXT * count) ||
                 !has_items(&views[BITS], wanted[BITS].name, count);
    const uint32_t *before = views[BEFORE].buf, *codes = views[CODES].buf;
    float *bits = views[BITS].buf;
    for (Py_ssize_t index = 0; !failed && index < count; index++) {
        Context context = {{0, 0, 0}, 0, 0, 0};
        for (int place = 0; place < CONTEXT; place++) {
            next_units(self, &context, *before++);
        }
        bits[index] = (float)(next_units(self, &context, codes[index]) / UNITS);
    }
    close_arrays(views, ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}

static PyObject *
scorer_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *object = new_with_tables(type, args, keywords, kinds, TABLES);
    if (object == NULL) {
        return NULL;
    }
    Scorer *self = (Scorer *)object;
    const Py_buffer *views = self->tables.views;
    self->characters = views[TABLE_CHARACTERS].buf;
    self->transitions = views[TABLE_TRANSITIONS].buf;
    self->pairs = views[TABLE_PAIRS].buf;
    self->gains = views[TABLE_GAINS].buf;
    self->ngrams = views[TABLE_NGRAMS].buf;
    self->pair_slots = (uint64_t)views[TABLE_PAIRS].len / 2;
    self->ngram_slots = (uint64_t)views[TABLE_NGRAMS].len / 2;
    if ((uint64_t)views[TABLE_GAINS].len != self->pair_slots) {
        PyErr_SetString(PyExc_ValueError, "pairs and pair_gains are not of one size");
        Py_DECREF(object);
        return NULL;
    }
    return object;
}

static void
scorer_dealloc(PyObject *object)
{
    PyMem_Free(((Scorer *)object)->floors);
    dealloc_tables(object);
}

static PyMethodDef scorer_methods[] = {
    {"units", scorer_units, METH_VARARGS,
     "Write the units of each code point: uint32 (n,) to int16 (n,)."},
    {"sums", scorer_sums, METH_VARARGS,
     "Write the units of each of several texts, which lie at some places of a longer one."},
    {"cost", scorer_cost, METH_VARARGS,
     "Write the bits of each character behind three others."},
    {"saved", scorer_saved, METH_VARARGS,
     "Write the units that each of several lines saves by what it was, so many of them at most."},
    {"candidates", scorer_candidates, METH_VARARGS,
     "The stretches that routes make in a short text; None if it is too long."},
    {"saved_by_routes", scorer_saved_by_routes, METH_VARARGS,
     "Write the bits that the readings of cores save by each route."},
    {"cheaper_readings", scorer_cheaper_readings, METH_VARARGS,
     "The codecs in which bytes are text that costs less, and its units."},
    {"likely_routes", scorer_likely_routes, METH_VARARGS,
     "The routes by which what is surprising may save enough, and the marks of lost bytes there."},
    {"may_save", scorer_may_save, METH_VARARGS,
     "The routes by which a stretch may save enough: number, and the units at most; -1: not told."},
    {"one_byte_off", scorer_one_byte_off, METH_VARARGS,
     "Where a text may save enough one byte off, in code points; None where that is not told."},
    {"may_be_halves", scorer_may_be_halves, METH_VARARGS,
     "Whether a row of characters may save enough by the halves of each, in parts of a text."},
    {"may_be_shifted", scorer_may_be_shifted, METH_VARARGS,
     "Whether parts of a text may save enough one byte off, or bytes may be lost there."},
    {"surprising", scorer_surprising, METH_VARARGS,
     "Where a short text is surprising, and where weakly; None where that cannot be told."},
    {"surprising_near", scorer_surprising_near, METH_VARARGS,
     "Where a long text is surprising near some places, and where weakly; None where not told."},
    {"unexplained", scorer_unexplained, METH_VARARGS,
     "The blocks of a short text that surprise, if no route makes sense of any."},
    {"best_ways", scorer_best_ways, METH_VARARGS,
     "Write the best ways through the gaps of a text: costs, parents, choices and how many."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot scorer_slots[] = {
    {Py_tp_doc, "The language model's tables, and what characters cost by them."},
    {Py_tp_new, scorer_new},
    {Py_tp_dealloc, scorer_dealloc},
    {Py_tp_methods, scorer_methods},
    {0, NULL},
};

PyType_Spec scorer_spec = {
    .name = "fixtext.compiled._loops.Scorer",
    .basicsize = sizeof(Scorer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = scorer_slots,
};
