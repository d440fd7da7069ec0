/* Which form of a family stands at a place, by the characters beside it:
   fixtext/hanscript/neighbours.py has it in numpy. Each product is a statement of its own, so that no
   compiler adds to it what has not been rounded. */

#include "forms.h"

#include <math.h>

enum {
    TABLE_NUMBER, TABLE_BEGINS, TABLE_FORMS, TABLE_CANONICAL, TABLE_PLAIN, TABLE_HASHES,
    TABLE_RECORDS, TABLE_BUCKETS, TABLE_LEVELS, TABLE_WEIGHTS, TABLES
};

static const ArrayKind kinds[TABLES] = {
    [TABLE_NUMBER] = {"number", 2, CODE_POINTS},
    [TABLE_BEGINS] = {"begins", 8, -1},
    [TABLE_FORMS] = {"forms", 4, -1},
    [TABLE_CANONICAL] = {"canonical", 4, REACH},
    [TABLE_PLAIN] = {"plain", 4, -1},
    [TABLE_HASHES] = {"hashes", 4, -1},
    [TABLE_RECORDS] = {"records", 1, -1},
    [TABLE_BUCKETS] = {"buckets", 4, BUCKETS},
    [TABLE_LEVELS] = {"levels", 4, LEVELS},
    [TABLE_WEIGHTS] = {"weights", 4, WEIGHTS_IN_ALL},
};

/* The character at a place, folded. */
static uint32_t
beside(const Py_buffer *codes, Py_ssize_t place)
{
    if (place < 0 || place >= codes_in(codes)) {
        return NEWLINE;
    }
    return folded(code_at(codes, place));
}

static void
counted(const Forms *self, uint32_t hash, float *counts)
{
    for (int form = 0; form < MOST_FORMS; form++) {
        counts[form] = 0;
    }
    int64_t end = self->buckets[(hash >> BUCKET) + 1];
    end = end < self->contexts ? end : self->contexts;
    for (int64_t place = self->buckets[hash >> BUCKET]; place >= 0 && place < end; place++) {
        unsigned record = self->records[place];
        if (self->hashes[place] == hash && record >> FORM_BITS < MOST_FORMS) {
            counts[record >> FORM_BITS] = self->levels[record & (LEVELS - 1)];
        }
    }
}

/* How likely each of so many forms is by a context, which is believed as far as it was counted. */
static void
believe(const Forms *self, int forms, uint32_t hash, float *chances)
{
    float counts[MOST_FORMS], sum = 0;
    counted(self, hash, counts);
    for (int form = 0; form < MOST_FORMS; form++) {
        sum += counts[form];
    }
    sum += self->weights[BELIEF];
    for (int form = 0; form < forms; form++) {
        float believed = self->weights[BELIEF] * chances[form];
        believed = counts[form] + believed;
        chances[form] = believed / sum;
    }
}

/* How many times less likely than the best each form is; and this of the second best. */
static float
compare(const Family *family, const float *before, const float *after, const float *word,
        float *odds)
{
    float best = INFINITY, second = INFINITY;
    for (int form = 0; form < MOST_FORMS; form++) {
        float both = before[form] * after[form];
        odds[form] = family->plain[form] / both;
        odds[form] = family->plain[form] == 0 ? (float)INFINITY : odds[form] / word[form];
        best = odds[form] < best ? odds[form] : best;
    }
    int is_first = 1;
    for (int form = 0; form < MOST_FORMS; form++) {
        odds[form] /= best;
        if (odds[form] == 1 && is_first) {
            is_first = 0;
        }
        else {
            second = odds[form] < second ? odds[form] : second;
        }
    }
    return second;
}

Family
family_of(const Forms *self, uint32_t code)
{
    unsigned number = code < CODE_POINTS ? self->number[code] : 0;
    Family family = {self->forms, 0, self->plain};
    if (number > 0 && number + 1 < (unsigned)self->families) {
        family.forms += self->begins[number];
        family.count = (int)(self->begins[number + 1] - self->begins[number]);
        family.plain += number * MOST_FORMS;
    }
    return family;
}

int
form_of(const Family *family, uint32_t code)
{
    int form = 0;
    while (form < family->count && family->forms[form] != code) {
        form++;
    }
    return form;
}

uint32_t
canonical(const Forms *self, uint32_t code)
{
    return code < REACH ? self->canonical[code] : code;
}

void
weigh(const Forms *self, const Family *family, const Py_buffer *codes, Py_ssize_t place,
      uint32_t proposal, unsigned word, float *odds)
{
    float before[MOST_FORMS], after[MOST_FORMS], words[MOST_FORMS];
    unsigned length = word & WORD;
    length = length < WEIGHED_WORDS ? length : WEIGHED_WORDS - 1;
    proposal = canonical(self, proposal);
    for (int form = 0; form < MOST_FORMS; form++) {
        int is_proposed = form < family->count && family->forms[form] == proposal;
        words[form] = is_proposed ? self->weights[WORD_ODDS + length] : 1;
        before[form] = after[form] = family->plain[form];
    }
    uint32_t own = mixed(code_at(codes, place));
    uint32_t left = mixed(own + beside(codes, place - 1) * 2);
    uint32_t right = mixed(own + beside(codes, place + 1) * 2 + 1);
    believe(self, family->count, left, before);
    believe(self, family->count, right, after);
    /* Two neighbours are asked where one on each side does not settle it. */
    if (compare(family, before, after, words, odds) < self->weights[SETTLED]) {
        believe(self, family->count, mixed(left ^ beside(codes, place - 2)), before);
        believe(self, family->count, mixed(right ^ beside(codes, place + 2)), after);
        compare(family, before, after, words, odds);
    }
}

int
open_text(PyObject *const *sources, const ArrayKind *wanted, int number, int parallel,
          Py_buffer *views)
{
    if (open_arrays(sources, wanted, number, views) < 0) {
        return -1;
    }
    for (int array = 1; array < parallel; array++) {
        if (!has_items(&views[array], wanted[array].name, codes_in(&views[0]))) {
            close_arrays(views, number);
            return -1;
        }
    }
    return 0;
}

static int
write_odds(const Forms *self, const Py_buffer *views)
{
    const Py_buffer *codes = &views[0];
    const uint8_t *words = views[2].buf;
    const int64_t *places = views[3].buf;
    float *odds = views[4].buf;
    for (Py_ssize_t index = 0; index < views[3].len / 8; index++) {
        if (places[index] < 0 || places[index] >= codes_in(codes)) {
            return -1;
        }
        Py_ssize_t place = (Py_ssize_t)places[index];
        Family family = family_of(self, code_at(codes, place));
        weigh(self, &family, codes, place, code_at(&views[1], place), words[place],
              odds + index * MOST_FORMS);
    }
    return 0;
}

static PyObject *
forms_odds(PyObject *object, PyObject *args)
{
    static const ArrayKind wanted[] = {{"codes", 4, -1, READ_ANYWHERE},
                                       {"proposal", 4, -1, READ_ANYWHERE},
                                       {"words", 1, -1},
                                       {"places", 8, -1},
                                       {"odds", 4, -1, WRITTEN}};
    PyObject *sources[5];
    Py_buffer views[5];
    if (!PyArg_ParseTuple(args, "OOOOO:odds", &sources[0], &sources[1], &sources[2], &sources[3],
                          &sources[4]) ||
        open_text(sources, wanted, 5, 3, views) < 0) {
        return NULL;
    }
    int failed = !has_items(&views[4], "odds", views[3].len / 8 * MOST_FORMS);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        failed = write_odds((const Forms *)object, views) < 0;
        Py_END_ALLOW_THREADS
        if (failed) {
            PyErr_SetString(PyExc_ValueError, "a place is not in the text");
        }
    }
    close_arrays(views, 5);
    return failed ? NULL : Py_NewRef(Py_None);
}

/* Whether the families are in order, and no family has too many forms. */
static int
are_families(const Forms *self, Py_ssize_t forms)
{
    for (Py_ssize_t family = 0; family + 1 < self->families; family++) {
        int64_t begin = self->begins[family], end = self->begins[family + 1];
        if (begin < 0 || end < begin || end > begin + MOST_FORMS || end > forms) {
            PyErr_SetString(PyExc_ValueError, "the forms of families are not in order");
            return 0;
        }
    }
    return 1;
}

static PyObject *
forms_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Forms *self = (Forms *)new_with_tables(type, args, keywords, kinds, TABLES);
    if (self == NULL) {
        return NULL;
    }
    const Py_buffer *views = self->tables.views;
    self->number = views[TABLE_NUMBER].buf;
    self->begins = views[TABLE_BEGINS].buf;
    self->forms = views[TABLE_FORMS].buf;
    self->canonical = views[TABLE_CANONICAL].buf;
    self->plain = views[TABLE_PLAIN].buf;
    self->hashes = views[TABLE_HASHES].buf;
    self->records = views[TABLE_RECORDS].buf;
    self->buckets = views[TABLE_BUCKETS].buf;
    self->levels = views[TABLE_LEVELS].buf;
    self->weights = views[TABLE_WEIGHTS].buf;
    self->families = views[TABLE_BEGINS].len / 8;
    self->contexts = views[TABLE_HASHES].len / 4;
    if (!has_items(&views[TABLE_PLAIN], "plain", self->families * MOST_FORMS) ||
        !has_items(&views[TABLE_RECORDS], "records", self->contexts) ||
        !are_families(self, views[TABLE_FORMS].len / 4)) {
        Py_DECREF((PyObject *)self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyMethodDef forms_methods[] = {
    {"odds", forms_odds, METH_VARARGS,
     "Write how many times less likely than the best each form is at some places: float32 (n, 4)."},
    {"revise", forms_revise, METH_VARARGS,
     "Write the forms that their neighbours make likelier than OpenCC's."},
    {"standing", forms_standing, METH_VARARGS,
     "Write how many times less likely than the best each form is that stands: float32 (n,)."},
    {"doubt", forms_doubt, METH_VARARGS,
     "What the forms that stand in a text are less likely than the best ones at most, in bits."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot forms_slots[] = {
    {Py_tp_doc, "The forms of families, and how often each stood beside what."},
    {Py_tp_new, forms_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, forms_methods},
    {0, NULL},
};

PyType_Spec forms_spec = {
    .name = "fixtext.compiled._loops.Forms",
    .basicsize = sizeof(Forms),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = forms_slots,
};
