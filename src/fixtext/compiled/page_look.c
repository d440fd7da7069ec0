/* Whether lines of a short text may have been cut, or its marks folded, as hard_wrap.py and
   folded_punctuation.py in fixtext/garblings ask. */

#include "page_look.h"

#include "wrapped.h"

#include <math.h>
#include <stdlib.h>

enum {
    TABLE_CLASSES,
    TABLE_MARKS,
    TABLE_EACH,
    TABLE_AT_ENDS,
    TABLE_TRAITS,
    TABLE_CELLS,
    TABLE_FOLDS,
    TABLE_WEIGHTS,
    TABLES
};

/* What a character is to folded marks: nothing; one that others are folded to, by their weights; one that is
   not folded; or another one that Chinese text has. */
#define FOLDED_MARKS 6
enum { FULL = FOLDED_MARKS + 1, STOP, FOLD_KINDS };
#define COMMA 1 /* the first of those that others are folded to */

typedef struct {
    PyObject_HEAD
    int open; /* so many of the views */
    Py_buffer views[TABLES];
    unsigned letters;
    long long within;
    WidthRules rules;
    long long fewest;       /* line ends between letters, lines of one character */
    double share;           /* of the former, that are alike */
    long long fewest_marks; /* commas, and other marks */
    double each_full;       /* bits against, of each mark that is not folded */
    double least;           /* bits that a document must have */
} PageLook;

static const ArrayKind kinds[TABLES] = {
    [TABLE_CLASSES] = {"classes", 1, EAST_ASIAN}, [TABLE_MARKS] = {"marks", 1, MARKS_KNOWN},
    [TABLE_EACH] = {"each", 8, -1},               [TABLE_AT_ENDS] = {"at_ends", 8, -1},
    [TABLE_TRAITS] = {"traits", 1, MARKS_KNOWN},  [TABLE_CELLS] = {"cells", 1, CODE_POINTS},
    [TABLE_FOLDS] = {"folds", 1, MARKS_KNOWN},    [TABLE_WEIGHTS] = {"weights", 8, FOLDED_MARKS},
};

/* Whether the bits are enough that the widths of lines tell at most, if blank lines set none apart, and those
   that the line ends of blocks tell, which takes longer; -1 if there is no room. */
static int
may_tell_enough(const PageLook *self, const Py_buffer *codes)
{
    double most;
    int told = find_most_of_widths(codes, &self->rules, &most);
    if (told > 0 || (told == 0 && most >= self->least)) {
        told = find_most_of_blocks(codes, self->views[TABLE_TRAITS].buf,
                                   self->views[TABLE_CELLS].buf, &self->rules, &most);
    }
    return told == NO_ROOM ? -1 : told == NOT_KNOWN || most >= self->least;
}

int
may_have_wrapped_lines(PyObject *object, const Py_buffer *codes)
{
    const PageLook *self = (const PageLook *)object;
    Alphabet alphabet = {self->views[TABLE_CLASSES].buf, self->letters};
    LineWidths told;
    int may = find_line_widths(codes, alphabet, self->within, self->rules.narrowest, &told);
    if (may == 0 && told.total >= self->fewest) {
        if (told.single >= self->fewest && told.rows.count > 0) {
            may = 1;
        }
        else if ((double)told.alike >= self->share * (double)told.total) {
            may = may_tell_enough(self, codes);
        }
    }
    free(told.rows.items);
    if (may < 0) {
        PyErr_NoMemory();
    }
    return may;
}

int
may_have_folded_marks(PyObject *object, const Py_buffer *codes)
{
    const PageLook *self = (const PageLook *)object;
    const uint8_t *folds = self->views[TABLE_FOLDS].buf;
    const double *weights = self->views[TABLE_WEIGHTS].buf;
    Py_ssize_t counts[FOLD_KINDS] = {0};
    for (Py_ssize_t place = 0; place < codes_in(codes); place++) {
        uint32_t code = code_at(codes, place);
        unsigned kind = folds[code < MARKS_KNOWN ? code : MARKS_KNOWN - 1];
        counts[kind < FOLD_KINDS ? kind : 0]++;
    }
    if (counts[COMMA] < self->fewest_marks || counts[STOP] < self->fewest_marks) {
        return 0;
    }
    double most = 0.0;
    for (int mark = 0; mark < FOLDED_MARKS; mark++) {
        most += weights[mark] * (1.0 - pow(0.5, (double)counts[COMMA + mark]));
    }
    return most - self->each_full * (double)counts[FULL] >= self->least;
}

static void
page_look_dealloc(PyObject *object)
{
    PageLook *self = (PageLook *)object;
    close_arrays(self->views, self->open);
    release(object);
}

static int
open_page_look(PyTypeObject *type, PyObject *object, PyObject *args)
{
    (void)type;
    PageLook *self = (PageLook *)object;
    WidthRules *rules = &self->rules;
    PyObject *sources[TABLES];
    if (!PyArg_ParseTuple(args, "OOOOOOOOIL" RULES_FORMAT "LdLdd:PageLook", &sources[TABLE_CLASSES],
                          &sources[TABLE_MARKS], &sources[TABLE_EACH], &sources[TABLE_AT_ENDS],
                          &sources[TABLE_TRAITS], &sources[TABLE_CELLS], &sources[TABLE_FOLDS],
                          &sources[TABLE_WEIGHTS], &self->letters, &self->within,
                          RULES_OF(rules), &self->fewest, &self->share, &self->fewest_marks,
                          &self->each_full, &self->least) ||
        open_arrays(sources, kinds, TABLES, self->views) < 0) {
        return -1;
    }
    self->open = TABLES;
    self->within = self->within > 0 ? self->within : 0;
    const Py_buffer *views = self->views;
    int fits = take_widths(&views[TABLE_MARKS], &views[TABLE_EACH], &views[TABLE_AT_ENDS], rules);
    return fits ? 0 : -1;
}

static PyObject *
page_look_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return new_by_places(type, args, keywords, open_page_look);
}

typedef int MayHave(PyObject *page_look, const Py_buffer *codes);

static PyObject *
told_of(MayHave *may_have, PyObject *object, PyObject *source)
{
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    int may = may_have(object, &codes);
    PyBuffer_Release(&codes);
    return may < 0 ? NULL : PyBool_FromLong(may);
}

static PyObject *
page_look_may_be_wrapped(PyObject *object, PyObject *source)
{
    return told_of(may_have_wrapped_lines, object, source);
}

static PyObject *
page_look_may_be_folded(PyObject *object, PyObject *source)
{
    return told_of(may_have_folded_marks, object, source);
}

static PyMethodDef page_look_methods[] = {
    {"may_be_wrapped", page_look_may_be_wrapped, METH_O,
     "Whether lines of these code points, uint32 (n,), may have been cut."},
    {"may_be_folded", page_look_may_be_folded, METH_O,
     "Whether marks of these code points, uint32 (n,), may have been folded."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot page_look_slots[] = {
    {Py_tp_doc, "What tells that no line of a text was cut, and no mark folded."},
    {Py_tp_new, page_look_new},
    {Py_tp_dealloc, page_look_dealloc},
    {Py_tp_methods, page_look_methods},
    {0, NULL},
};

PyType_Spec page_look_spec = {
    .name = "fixtext.compiled._loops.PageLook",
    .basicsize = sizeof(PageLook),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = page_look_slots,
};
