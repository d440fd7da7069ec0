/* The tables with which leftovers of a conversion are looked for in a text of any length. */

#include "long_leftovers.h"

#define CONTEXT_BUCKETS ((1 << (32 - CONTEXT_BUCKET)) + 1)

static const ArrayKind kinds[TABLES] = {[TABLE_KINDS] = {"kinds", 1, CODE_POINTS},
                                        [TABLE_STANDING] = {"standing", 4, REACH},
                                        [TABLE_SIMPLIFIED] = {"simplified", 4, REACH},
                                        [TABLE_INVERSE] = {"inverse", 4, -1},
                                        [TABLE_VARIABLE] = {"variable", 2, REACH},
                                        [TABLE_PAIRS] = {"pairs", 1, SET_BYTES},
                                        [TABLE_WORDS] = {"words", 2, REACH},
                                        [TABLE_THREES] = {"threes", 1, SET_BYTES},
                                        [TABLE_CONTEXTS] = {"contexts", 8, -1},
                                        [TABLE_BUCKETS] = {"buckets", 4, CONTEXT_BUCKETS}};

static void
long_leftovers_dealloc(PyObject *object)
{
    LongLeftovers *self = (LongLeftovers *)object;
    close_arrays(self->views, self->open);
    for (int index = 0; index < OBJECTS; index++) {
        Py_XDECREF(self->objects[index]);
    }
    release(object);
}

/* What each kind of character adds to six counts. */
static void
set_tallies(uint64_t *tallies)
{
    static const unsigned flags[COUNTED] = {TRADITIONAL, SIMPLIFIED, KANA, HANGUL, IDEOGRAPH};
    for (unsigned kind = 0; kind < 256; kind++) {
        tallies[kind] = 0;
        for (int which = 0; which < OPERATORS; which++) {
            tallies[kind] |= (uint64_t)((kind & flags[which]) != 0) << (which * FIELD);
        }
        if ((kind & OPERATOR) == OPERATOR) {
            tallies[kind] = (uint64_t)1 << (OPERATORS * FIELD);
        }
    }
}

/* Whether a search for any hash ends among so many contexts. */
static int
are_contexts(const Known *known, Py_ssize_t count)
{
    Py_ssize_t last = count - AT_ONCE;
    int are_good = last >= 0;
    for (Py_ssize_t place = last; are_good && place < count; place++) {
        are_good = known->contexts[place] == (uint64_t)UINT32_MAX << 32;
    }
    for (Py_ssize_t bucket = 0; are_good && bucket < CONTEXT_BUCKETS; bucket++) {
        are_good = known->buckets[bucket] >= 0 && known->buckets[bucket] <= last;
    }
    return are_good;
}

/* What is known of characters, from what is open. */
static int
set_known(LongLeftovers *self)
{
    Known *known = &self->known;
    known->forms = (const Forms *)self->objects[FORMS];
    known->simplification = self->objects[SIMPLIFICATION];
    known->traditionalisation = self->objects[TRADITIONALISATION];
    known->kinds = self->views[TABLE_KINDS].buf;
    known->standing = self->views[TABLE_STANDING].buf;
    known->simplified = self->views[TABLE_SIMPLIFIED].buf;
    known->inverse = self->views[TABLE_INVERSE].buf;
    if (!has_items(&self->views[TABLE_INVERSE], "inverse", known->forms->families * MOST_FORMS)) {
        return -1;
    }
    known->variable_symbols = self->views[TABLE_VARIABLE].buf;
    known->pairs = self->views[TABLE_PAIRS].buf;
    known->word_symbols = self->views[TABLE_WORDS].buf;
    known->threes = self->views[TABLE_THREES].buf;
    for (int length = 0; length < WEIGHED_WORDS; length++) {
        float odds = known->forms->weights[WORD_ODDS + length];
        known->odds = length <= 2 && odds > known->odds ? odds : known->odds;
        known->most_odds = odds > known->most_odds ? odds : known->most_odds;
    }
    known->contexts = self->views[TABLE_CONTEXTS].buf;
    known->buckets = self->views[TABLE_BUCKETS].buf;
    for (int level = 0; level < LEVELS; level++) {
        known->levels[level + 1] = known->forms->levels[level];
    }
    if (!are_contexts(known, self->views[TABLE_CONTEXTS].len / 8)) {
        PyErr_SetString(PyExc_ValueError, "the contexts are not in order");
        return -1;
    }
    for (Py_ssize_t code = 0; code < REACH; code++) {
        if (known->standing[code] >> 8 >= known->forms->families - 1) {
            PyErr_SetString(PyExc_ValueError, "a member stands for no family");
            return -1;
        }
    }
    return 0;
}

static int
open_long_leftovers(PyTypeObject *type, PyObject *object, PyObject *args)
{
    LongLeftovers *self = (LongLeftovers *)object;
    static const char *const names[OBJECTS] = {"Phrases", "Phrases", "Forms"};
    PyObject *sources[TABLES], *objects[OBJECTS];
    Fewest *fewest = &self->fewest;
    Bits *bits = &self->bits;
    Known *known = &self->known;
    if (!PyArg_ParseTuple(args, "OOO(OOOOOOOOOO)(iii)dd(ddddd):LongLeftovers",
                          &objects[SIMPLIFICATION], &objects[TRADITIONALISATION], &objects[FORMS],
                          &sources[TABLE_KINDS], &sources[TABLE_STANDING],
                          &sources[TABLE_SIMPLIFIED], &sources[TABLE_INVERSE],
                          &sources[TABLE_VARIABLE], &sources[TABLE_PAIRS], &sources[TABLE_WORDS],
                          &sources[TABLE_THREES], &sources[TABLE_CONTEXTS],
                          &sources[TABLE_BUCKETS], &fewest->traditional, &fewest->quotation,
                          &fewest->block, &known->least, &known->no_form, &bits->distinguished,
                          &bits->left, &bits->picked, &bits->converted, &bits->converted_all)) {
        return -1;
    }
    if (fewest->block < 1) {
        PyErr_SetString(PyExc_ValueError, "a block has one character or more");
        return -1;
    }
    if (keep_all(type, objects, names, OBJECTS, self->objects) < 0 ||
        open_arrays(sources, kinds, TABLES, self->views) < 0) {
        return -1;
    }
    self->open = TABLES;
    set_tallies(self->tallies);
    return set_known(self);
}

static PyObject *
long_leftovers_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return new_by_places(type, args, keywords, open_long_leftovers);
}

static PyMethodDef long_leftovers_methods[] = {
    {"most_in", long_leftovers_most_in, METH_VARARGS,
     "The bits that speak for damage at most, where blocks with enough of them begin and end, in how\n"
     "many ideographs damage is looked for, and whether the text may be simplified; None where that\n"
     "is not told."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot long_leftovers_slots[] = {
    {Py_tp_doc, "What can speak for leftovers of a conversion in a text of any length."},
    {Py_tp_new, long_leftovers_new},
    {Py_tp_dealloc, long_leftovers_dealloc},
    {Py_tp_methods, long_leftovers_methods},
    {0, NULL},
};

PyType_Spec long_leftovers_spec = {
    .name = "fixtext.compiled._loops.LongLeftovers",
    .basicsize = sizeof(LongLeftovers),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = long_leftovers_slots,
};
