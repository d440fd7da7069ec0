/* Where another form of a family is likelier than the one that stands there, or that OpenCC has:
   fixtext/hanscript/mixed.py and repair.py have it in numpy. */

#include "forms.h"

#include <math.h>

/* What speaks for another form than OpenCC's. */
typedef struct {
    const uint8_t *styled; /* by code point: either form will do */
    float commonest, sure;
} Doubt;

/* The form that stands at a place instead of OpenCC's, or 0. */
static uint32_t
better_form(const Forms *self, const Py_buffer *codes, Py_ssize_t place, uint32_t proposal,
            unsigned word, const Doubt *doubt)
{
    uint32_t code = code_at(codes, place), better = 0;
    Family family = family_of(self, code);
    if (family.count == 0 || doubt->styled[code]) {
        return 0;
    }
    int own = form_of(&family, canonical(self, proposal));
    if (own == family.count || family.plain[own] >= doubt->commonest) {
        return 0;
    }
    float odds[MOST_FORMS];
    weigh(self, &family, codes, place, proposal, word, odds);
    for (int form = 0; form < family.count && odds[own] >= doubt->sure; form++) {
        better = odds[form] == 1 ? family.forms[form] : better;
    }
    return better;
}

PyObject *
forms_revise(PyObject *object, PyObject *args)
{
    static const ArrayKind wanted[] = {{"codes", 4, -1, READ_ANYWHERE},
                                       {"result", 4, -1, WRITTEN},
                                       {"words", 1, -1},
                                       {"styled", 1, CODE_POINTS}};
    PyObject *sources[4];
    Py_buffer views[4];
    Doubt doubt;
    if (!PyArg_ParseTuple(args, "OOOOff:revise", &sources[0], &sources[1], &sources[2],
                          &sources[3], &doubt.commonest, &doubt.sure) ||
        open_text(sources, wanted, 4, 3, views) < 0) {
        return NULL;
    }
    uint32_t *result = views[1].buf;
    const uint8_t *words = views[2].buf;
    doubt.styled = views[3].buf;
    const uint16_t *number = ((const Forms *)object)->number;
    Py_ssize_t count = codes_in(&views[0]);
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = code_at(&views[0], place);
        if (code < CODE_POINTS && number[code] > 0) {
            uint32_t better = better_form((const Forms *)object, &views[0], place, result[place],
                                          words[place], &doubt);
            result[place] = better ? better : result[place];
        }
    }
    Py_END_ALLOW_THREADS
    close_arrays(views, 4);
    Py_RETURN_NONE;
}

float
odds_at(const Forms *self, const Py_buffer *views, Py_ssize_t place)
{
    Family family = family_of(self, code_at(&views[0], place));
    int own = form_of(&family, canonical(self, code_at(&views[2], place)));
    if (own == family.count) {
        return (float)NAN;
    }
    float odds[MOST_FORMS];
    const uint8_t *words = views[3].buf;
    weigh(self, &family, &views[0], place, code_at(&views[1], place), words[place], odds);
    return odds[own];
}

/* A text as simplified, OpenCC's conversion of that, and the text itself; the words of the second; and
   places. */
enum { TEXT_ARRAYS = 5 };

static const ArrayKind text_kinds[TEXT_ARRAYS] = {{"simplified", 4, -1, READ_ANYWHERE},
                                                  {"proposal", 4, -1, READ_ANYWHERE},
                                                  {"codes", 4, -1, READ_ANYWHERE},
                                                  {"words", 1, -1},
                                                  {"places", 8, -1}};

static int
open_places(PyObject *const *sources, Py_buffer *views)
{
    if (open_text(sources, text_kinds, TEXT_ARRAYS, TEXT_ARRAYS - 1, views) < 0) {
        return -1;
    }
    const int64_t *places = views[TEXT_ARRAYS - 1].buf;
    for (Py_ssize_t index = 0; index < views[TEXT_ARRAYS - 1].len / 8; index++) {
        if (places[index] < 0 || places[index] >= codes_in(&views[0])) {
            PyErr_SetString(PyExc_ValueError, "a place is not in the text");
            close_arrays(views, TEXT_ARRAYS);
            return -1;
        }
    }
    return 0;
}

/* Arguments: those five arrays, and the odds of the forms that stand, float32, which are written. */
PyObject *
forms_standing(PyObject *object, PyObject *args)
{
    PyObject *sources[TEXT_ARRAYS], *target;
    Py_buffer views[TEXT_ARRAYS], odds;
    if (!PyArg_ParseTuple(args, "OOOOOO:standing", &sources[0], &sources[1], &sources[2],
                          &sources[3], &sources[4], &target) ||
        open_places(sources, views) < 0) {
        return NULL;
    }
    const int64_t *places = views[4].buf;
    Py_ssize_t count = views[4].len / 8;
    int failed = open_table(target, &odds, "odds", 4, count, 1) < 0;
    if (!failed) {
        float *written = odds.buf;
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t index = 0; index < count; index++) {
            written[index] = odds_at((const Forms *)object, views, (Py_ssize_t)places[index]);
        }
        Py_END_ALLOW_THREADS
        PyBuffer_Release(&odds);
    }
    close_arrays(views, TEXT_ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}

/* Arguments: the same five arrays; the odds that are no doubt; the bits of what is no form; and bits
   that are enough. The bits by which what stands is less likely than the best, of all places, or of so
   many from the beginning that it is enough. */
PyObject *
forms_doubt(PyObject *object, PyObject *args)
{
    PyObject *sources[TEXT_ARRAYS];
    Py_buffer views[TEXT_ARRAYS];
    double least, no_form, enough, doubt = 0;
    if (!PyArg_ParseTuple(args, "OOOOOddd:doubt", &sources[0], &sources[1], &sources[2],
                          &sources[3], &sources[4], &least, &no_form, &enough) ||
        open_places(sources, views) < 0) {
        return NULL;
    }
    const int64_t *places = views[4].buf;
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t index = 0; index < views[4].len / 8 && doubt < enough; index++) {
        float odds = odds_at((const Forms *)object, views, (Py_ssize_t)places[index]);
        doubt += isnan(odds) ? no_form : odds < least ? 0 : log2(odds);
    }
    Py_END_ALLOW_THREADS
    close_arrays(views, TEXT_ARRAYS);
    return PyFloat_FromDouble(doubt);
}
