/* The language model's costs, character by character: fixtext/language/model.py has it in numpy. */

#include "loops.h"

enum { TABLE_CHARACTERS, TABLE_TRANSITIONS, TABLE_PAIRS, TABLE_GAINS, TABLE_NGRAMS, TABLES };

static const TableKind kinds[TABLES] = {
    [TABLE_CHARACTERS] = {"characters", 4, CHARACTERS},
    [TABLE_TRANSITIONS] = {"transitions", 2, CLASSES * CLASSES},
    [TABLE_PAIRS] = {"pairs", 2, -1},
    [TABLE_GAINS] = {"pair_gains", 1, -1},
    [TABLE_NGRAMS] = {"ngrams", 2, -1},
};

typedef struct {
    Tables tables;
    const uint32_t *characters;
    const int16_t *transitions;
    const uint16_t *pairs;
    const uint8_t *gains;
    const uint16_t *ngrams;
    uint64_t pair_slots;
    uint64_t ngram_slots;
} Scorer;

/* What the characters so far say of the next one. Symbols are those of the latest character, the
   one before and the one before that; a level is how much having been in a context costs. */
typedef struct {
    uint32_t symbols[CONTEXT];
    uint32_t weights;
    uint32_t pair_level;
    uint32_t triple_level;
} Context;

static inline uint32_t
record_of(const Scorer *self, uint32_t code)
{
    if (code >= BLOCKS_START) {
        code = (code >> 8) + (BLOCKS_START - (BLOCKS_START >> 8));
        if (code >= CHARACTERS) {
            code = CHARACTERS - 1;
        }
    }
    return self->characters[code];
}

/* Gain and level of an n-gram in 6 bits, 0 where it is not there. */
static inline uint32_t
ngram(const Scorer *self, uint32_t hash)
{
    uint64_t product = hash * self->ngram_slots;
    uint32_t check = (uint32_t)(product >> 16) & NGRAM_CHECK;
    check ^= self->ngrams[product >> 32];
    return check < (1u << 6) ? check : 0;
}

/* The units of 1/8 bit of the next character, which is of the context from now on. Sums are kept
   without a sign and cut to 16 bits at the end, as numpy's wrap around. */
static inline int32_t
next_units(const Scorer *self, Context *context, uint32_t code)
{
    uint32_t record = record_of(self, code);
    uint32_t symbol = SYMBOL(record), weights = WEIGHTS(record), before = context->weights;
    uint32_t pair_level = 0, triple_level = 0;
    uint32_t units = (weights & 0xFF) + ((before >> 8) & 15) * BACKOFF_STEP;
    units += (uint32_t)(int32_t)self->transitions[(before >> 12) << 4 | weights >> 12];
    units += context->pair_level * LEVEL_STEP + context->triple_level * LEVEL_STEP;
    if (symbol != 0 && context->symbols[0] != 0) {
        uint32_t hash = (context->symbols[0] << 16 | symbol) * HASH_PAIR;
        uint64_t product = hash * self->pair_slots;
        uint32_t check = (uint32_t)(product >> 16) & PAIR_CHECK;
        check ^= self->pairs[product >> 32];
        if (check < (1u << 2)) {
            units -= self->gains[product >> 32];
            pair_level = check;
        }
        hash += context->symbols[1] * HASH_THIRD;
        if (context->pair_level != 0) {
            uint32_t found = ngram(self, hash);
            units -= (found & 15) * GAIN_STEP;
            triple_level = found >> 4;
        }
        if (context->triple_level != 0) {
            hash += context->symbols[2] * HASH_FOURTH;
            units -= (ngram(self, hash) & 15) * GAIN_STEP;
        }
    }
    context->symbols[2] = context->symbols[1];
    context->symbols[1] = context->symbols[0];
    context->symbols[0] = symbol;
    context->weights = weights;
    context->pair_level = pair_level;
    context->triple_level = triple_level;
    int32_t cost = wrapped(units);
    return cost > 0 ? cost : 0;
}

static Context
line_start(const Scorer *self)
{
    Context context = {{0, 0, 0}, 0, 0, 0};
    for (int place = 0; place < CONTEXT; place++) {
        next_units(self, &context, NEWLINE);
    }
    return context;
}

static void
fill_units(const Scorer *self, const Py_buffer *codes, int16_t *units)
{
    Context context = line_start(self);
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        units[place] = (int16_t)next_units(self, &context, code_at(codes, place));
    }
}

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

static PyMethodDef scorer_methods[] = {
    {"units", scorer_units, METH_VARARGS,
     "Write the units of each code point: uint32 (n,) to int16 (n,)."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot scorer_slots[] = {
    {Py_tp_doc, "The language model's tables, and what characters cost by them."},
    {Py_tp_new, scorer_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, scorer_methods},
    {0, NULL},
};

PyType_Spec scorer_spec = {
    .name = "fixtext.compiled._loops.Scorer",
    .basicsize = sizeof(Scorer),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = scorer_slots,
};
