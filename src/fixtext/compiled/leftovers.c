/* Whether a conversion may have left something in a short text: what fixtext/hanscript/repair.py and
   unconverted.py begin with, as far as most right texts need it. */

#include "leftovers.h"

#include "forms.h"
#include "phrases.h"
#include "scripts.h"

#include <math.h>

/* Objects whose tables are read. */
enum { SIMPLIFICATION, TRADITIONALISATION, FORMS, OBJECTS };

/* Tables by code point: what eligible.py tells apart, and classes. */
enum { TABLE_TOLD, TABLE_CLASSES, TABLES };

static const ArrayKind kinds[TABLES] = {
    [TABLE_TOLD] = {"told", 1, CODE_POINTS}, [TABLE_CLASSES] = {"classes", 1, CODE_POINTS}};

/* Numbers of characters, as eligible.py and unconverted.py have them. */
typedef struct {
    int traditional; /* that make a text count as such */
    int quotation;   /* that make a quotation */
    int fewest;      /* that stay traditional throughout */
    int share;       /* simplified ones for each traditional one */
} Fewest;

typedef struct {
    PyObject_HEAD
    int open;
    Py_buffer views[TABLES];
    PyObject *objects[OBJECTS];
    int simplified, traditional; /* classes */
    Fewest fewest;
    double least, no_form, enough; /* as of the method `doubt` of Forms */
} Leftovers;

/* Ideographic operators, which take sequences of characters out of conversion. */
#define FIRST_OPERATOR 0x2FF0u
#define LAST_OPERATOR 0x2FFFu

/* A text, with room for what is made of it. */
typedef struct {
    const Py_buffer *codes;
    Py_ssize_t count;
    uint32_t *simple, *proposal;
    uint8_t *words, *marks;
} Room;

static Py_ssize_t
most_of(Py_ssize_t one, Py_ssize_t other)
{
    return one > other ? one : other;
}

/* Whether a text is traditional by its characters, so that such ideographs are marked in which damage is
   looked for. */
static int
is_eligible(const Leftovers *self, const Room *text)
{
    const uint8_t *told = self->views[TABLE_TOLD].buf;
    Py_ssize_t traditional = 0, simplified = 0, kana = 0, hangul = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        uint32_t code = code_at(text->codes, place);
        unsigned flags = code < CODE_POINTS ? told[code] : 0;
        traditional += (flags & TRADITIONAL) != 0;
        simplified += (flags & SIMPLIFIED) != 0;
        kana += (flags & KANA) != 0;
        hangul += (flags & HANGUL) != 0;
    }
    Py_ssize_t needed = most_of(most_of(self->fewest.traditional, 2 * simplified), kana);
    return traditional >= most_of(needed, hangul) &&
           mark_ideographs(text->codes, told, self->fewest.quotation, text->marks) >= needed;
}

/* Whether the forms that stand in a text may be doubted by enough bits. */
static int
is_doubted(const Leftovers *self, const Room *text)
{
    const Forms *forms = (const Forms *)self->objects[FORMS];
    through_phrases(self->objects[SIMPLIFICATION], text->codes, text->simple, text->words);
    Py_buffer simple = {.buf = text->simple, .len = 4 * text->count, .itemsize = 4};
    int any = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        uint32_t code = text->simple[place];
        text->marks[place] = text->marks[place] && code < CODE_POINTS && forms->number[code] > 0;
        any |= text->marks[place];
    }
    if (!any) {
        return 0;
    }
    through_phrases(self->objects[TRADITIONALISATION], &simple, text->proposal, text->words);
    Py_buffer views[] = {simple,
                         {.buf = text->proposal, .len = 4 * text->count, .itemsize = 4},
                         *text->codes,
                         {.buf = text->words, .len = text->count, .itemsize = 1}};
    double doubt = 0;
    for (Py_ssize_t place = 0; place < text->count && doubt < self->enough; place++) {
        if (text->marks[place]) {
            float odds = odds_at(forms, views, place);
            doubt += isnan(odds) ? self->no_form : odds < self->least ? 0 : log2(odds);
        }
    }
    return doubt >= self->enough;
}

/* Whether a text has many characters that are only simplified, and some that are only traditional. */
static int
may_be_unconverted(const Leftovers *self, const Room *text)
{
    const uint8_t *classes = self->views[TABLE_CLASSES].buf;
    Py_ssize_t traditional = 0, simplified = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        uint32_t code = code_at(text->codes, place);
        unsigned flags = code < CODE_POINTS ? classes[code] : 0;
        traditional += (flags & (unsigned)self->traditional) != 0;
        simplified += (flags & (unsigned)self->simplified) != 0;
    }
    return traditional >= self->fewest.fewest && simplified >= self->fewest.share * traditional;
}

static int
has_operators(const Room *text)
{
    for (Py_ssize_t place = 0; place < text->count; place++) {
        uint32_t code = code_at(text->codes, place);
        if (code >= FIRST_OPERATOR && code <= LAST_OPERATOR) {
            return 1;
        }
    }
    return 0;
}

int
may_have_leftovers(PyObject *leftovers, const Py_buffer *codes)
{
    const Leftovers *self = (const Leftovers *)leftovers;
    uint32_t few[2 * ON_STACK];
    uint8_t marks[2 * ON_STACK];
    Room text = {codes, codes_in(codes), few, few + ON_STACK, marks, marks + ON_STACK};
    void *room = NULL;
    if (text.count > ON_STACK) {
        room = PyMem_Malloc((size_t)text.count * 10);
        if (room == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        text.simple = room;
        text.proposal = text.simple + text.count;
        text.words = (uint8_t *)(text.proposal + text.count);
        text.marks = text.words + text.count;
    }
    int may = has_operators(&text) || may_be_unconverted(self, &text) ||
              (is_eligible(self, &text) && is_doubted(self, &text));
    PyMem_Free(room);
    return may;
}

static void
leftovers_dealloc(PyObject *object)
{
    Leftovers *self = (Leftovers *)object;
    close_arrays(self->views, self->open);
    for (int index = 0; index < OBJECTS; index++) {
        Py_XDECREF(self->objects[index]);
    }
    release(object);
}

static int
open_leftovers(PyTypeObject *type, PyObject *object, PyObject *args)
{
    Leftovers *self = (Leftovers *)object;
    static const char *const names[OBJECTS] = {"Phrases", "Phrases", "Forms"};
    PyObject *sources[TABLES], *objects[OBJECTS];
    Fewest *fewest = &self->fewest;
    if (!PyArg_ParseTuple(args, "OOOOOii(iiii)ddd:Leftovers", &objects[SIMPLIFICATION],
                          &objects[TRADITIONALISATION], &objects[FORMS], &sources[TABLE_TOLD],
                          &sources[TABLE_CLASSES], &self->simplified, &self->traditional,
                          &fewest->traditional, &fewest->quotation, &fewest->fewest,
                          &fewest->share, &self->least, &self->no_form, &self->enough)) {
        return -1;
    }
    if (keep_all(type, objects, names, OBJECTS, self->objects) < 0 ||
        open_arrays(sources, kinds, TABLES, self->views) < 0) {
        return -1;
    }
    self->open = TABLES;
    return 0;
}

static PyObject *
leftovers_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return new_by_places(type, args, keywords, open_leftovers);
}

static PyObject *
leftovers_may_be_in(PyObject *object, PyObject *source)
{
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    int may = may_have_leftovers(object, &codes);
    PyBuffer_Release(&codes);
    return may < 0 ? NULL : PyBool_FromLong(may);
}

static PyMethodDef leftovers_methods[] = {
    {"may_be_in", leftovers_may_be_in, METH_O,
     "Whether anything may be found in these code points, uint32 (n,)."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot leftovers_slots[] = {
    {Py_tp_doc, "What a conversion leaves, as far as it can be told that there is none."},
    {Py_tp_new, leftovers_new},
    {Py_tp_dealloc, leftovers_dealloc},
    {Py_tp_methods, leftovers_methods},
    {0, NULL},
};

PyType_Spec leftovers_spec = {
    .name = "fixtext.compiled._loops.Leftovers",
    .basicsize = sizeof(Leftovers),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = leftovers_slots,
};
