/* The routes by which what is surprising in a text may save enough: fixtext/encodings/first_look.py
   has it in Python. */

#include "first_look.h"

/* What a character tells. */
enum { PLAIN, SIGN, LOST_BYTE, TOLD_ELSEWHERE };

/* Which marks stand where bytes were lost: those of most codecs, and that of Shift_JIS. */
enum { ANY_LOST = 1, KATAKANA_DOT_LOST = 2 };

#define KATAKANA_DOT 0x30FBu
#define FIRST_FOREIGN 0x300u
#define PUNCTUATION 0x2000u
#define FIRST_WIDE 0x2E80u

static int
is_letter(const Look *look, uint32_t code)
{
    if (code < FIRST_WIDE) {
        return code >= FIRST_FOREIGN && code < PUNCTUATION;
    }
    return look->kinds[in_bmp(code)] != LOST_BYTE;
}

/* What a core tells: the marks of lost bytes in it, 0 for none, or -1 where it cannot be told. */
static int
told_by(const Look *look, Py_ssize_t low, Py_ssize_t high)
{
    int signs = 0, letters = 0, wide = 0, lost = 0;
    for (Py_ssize_t place = low; place < high; place++) {
        uint32_t code = code_at(look->codes, place);
        int kind = look->kinds[in_bmp(code)];
        if (kind == TOLD_ELSEWHERE) {
            return -1;
        }
        signs += kind == SIGN;
        if (kind == LOST_BYTE) {
            lost |= code == KATAKANA_DOT ? KATAKANA_DOT_LOST : ANY_LOST;
        }
        if (is_letter(look, code)) {
            letters = 1;
            wide |= code >= FIRST_WIDE;
        }
    }
    if (lost) {
        return wide && signs == 0 ? lost : -1;
    }
    return signs > 0 && (!letters || signs > 1) ? -1 : 0;
}

/* Look at a line of a core with one of the wrong codecs. */
static int
look_with(Look *look, PyObject *label, Py_ssize_t low, Py_ssize_t high)
{
    static const ArrayKind kinds[] = {{"to_bytes", 2, -1}, {"numbers", 4, -1}};
    Wrong wrong;
    PyObject *sources[2];
    Py_buffer views[2];
    if (!PyArg_ParseTuple(label, "OO!O:label", &sources[0], &PyDict_Type, &wrong.twins,
                          &sources[1]) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return -1;
    }
    int failed = read_shown(&views[0], &wrong.shown);
    if (failed == 0 && !has_items(&views[1], kinds[1].name, look->number)) {
        failed = -1;
    }
    wrong.numbers = views[1].buf;
    for (Py_ssize_t index = 0; failed == 0 && index < look->number; index++) {
        if (wrong.numbers[index] >= look->routes) {
            PyErr_SetString(PyExc_ValueError, "a number is of no route");
            failed = -1;
        }
    }
    if (failed == 0) {
        failed = read_line(look, &wrong, low, high);
    }
    close_arrays(views, 2);
    return failed;
}

static int
look_at_line(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    uint32_t shown_by = 0;
    for (Py_ssize_t place = low; place < high; place++) {
        uint32_t code = code_at(look->codes, place);
        shown_by |= is_letter(look, code) ? look->shown[in_bmp(code)] : 0;
    }
    for (Py_ssize_t label = 0; shown_by >> label && label < PyTuple_Size(look->labels); label++) {
        if (shown_by >> label & 1 &&
            look_with(look, PyTuple_GetItem(look->labels, label), low, high) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Look at the lines of a core, over whose ends no garbled stretch goes on. */
static int
look_at_core(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    for (Py_ssize_t place = low, start = low; place <= high; place++) {
        if (place == high || code_at(look->codes, place) == NEWLINE) {
            look->is_one &= place == high && start == low;
            if (look_at_line(look, start, place) < 0) {
                return -1;
            }
            start = place + 1;
        }
    }
    return 0;
}

/* Look at all cores; the marks of lost bytes in them, -1 where they cannot be told of, -2 with an
   error set. Adds up what they cost. */
static int
look_at_all(Look *look, PyObject *cores, double *most)
{
    int lost = 0;
    for (Py_ssize_t index = 0; index < PyList_Size(cores); index++) {
        Py_ssize_t low, high;
        if (!PyArg_ParseTuple(PyList_GetItem(cores, index), "nn:core", &low, &high)) {
            return -2;
        }
        if (low < 0 || low > high || high > look->count || high - low > LONGEST) {
            PyErr_SetString(PyExc_ValueError, "a core is too long, or reaches out of the text");
            return -2;
        }
        int told = told_by(look, low, high);
        if (told < 0) {
            return -1;
        }
        lost |= told;
        for (Py_ssize_t place = low; place < high; place++) {
            *most += look->bits[place];
        }
    }
    for (Py_ssize_t index = 0; index < PyList_Size(cores); index++) {
        Py_ssize_t low = 0, high = 0;
        if (!PyArg_ParseTuple(PyList_GetItem(cores, index), "nn:core", &low, &high) ||
            look_at_core(look, low, high) < 0) {
            return -2;
        }
    }
    return lost;
}

static PyObject *
routes_saving(const Look *look, double most)
{
    PyObject *good = PyList_New(0);
    for (Py_ssize_t route = 0; good != NULL && route < look->routes; route++) {
        double enough = look->enough[route];
        if (look->saved[route] > 0.0 && most > enough && enough <= look->saved[route]) {
            if (append_new(good, PyLong_FromSsize_t(route)) < 0) {
                Py_CLEAR(good);
            }
        }
    }
    return good;
}

static PyObject *
look_first(Look *look, PyObject *cores)
{
    double most = 0.0;
    PyObject *result = NULL;
    look->is_one = PyList_Size(cores) == 1;
    int lost = look_at_all(look, cores, &most);
    if (lost == -1) {
        result = Py_NewRef(Py_None);
    }
    else if (lost >= 0) {
        PyObject *good = routes_saving(look, most);
        result = good == NULL ? NULL : Py_BuildValue("(Ni)", good, lost);
    }
    return result;
}

/* With all decoders open, and room for what each route saves. */
static PyObject *
look_with_all(Look *look, PyObject *sources, PyObject *cores, const double *costs,
              const double *shares, double needed)
{
    Py_ssize_t all = PyTuple_Size(sources);
    Decoder *decoders = PyMem_Calloc((size_t)all + 1, sizeof(Decoder));
    look->saved = PyMem_Calloc((size_t)look->routes + 1, sizeof(double));
    look->enough = PyMem_Calloc((size_t)look->routes + 1, sizeof(double));
    PyObject *result = NULL;
    look->decoders = decoders;
    if (decoders == NULL || look->saved == NULL || look->enough == NULL) {
        PyErr_NoMemory();
    }
    else {
        for (Py_ssize_t route = 0; route < look->routes; route++) {
            look->enough[route] = costs[route] + needed * shares[route];
        }
        while (look->number < all &&
               open_decoder(PyTuple_GetItem(sources, look->number), &decoders[look->number]) == 0) {
            look->number++;
        }
        if (look->number == all) {
            result = look_first(look, cores);
        }
        while (look->number > 0) {
            close_decoder(&decoders[--look->number]);
        }
    }
    PyMem_Free(look->enough);
    PyMem_Free(look->saved);
    PyMem_Free(decoders);
    return result;
}

enum { CODES, BITS, KINDS, SHOWN, COSTS, SHARES, ARRAYS };

/* Arguments: code points, uint32 (n,), and their bits, float64 (n,); a list of cores, each its
   start and end; the bits that must be saved; and of all ways: what each character of the BMP
   tells, uint8 (65536,), and which wrong codecs show it, uint32 (65536,); of each route, its cost
   and the share of the evidence that is enough, float64 (m,); a tuple of decoders (decoders.h),
   and one of wrong codecs, each with its bytes by code point, uint16, a dict of further pairs, and
   the numbers of its routes by decoder, int32, -1 for none. None where it cannot be told; or the
   numbers of the routes that save enough, and which marks of lost bytes there are. */
PyObject *
scorer_likely_routes(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[ARRAYS] = {
        [CODES] = {"codes", 4, -1},  [BITS] = {"bits", 8, -1},   [KINDS] = {"kinds", 1, BMP},
        [SHOWN] = {"shown", 4, BMP}, [COSTS] = {"costs", 8, -1}, [SHARES] = {"shares", 8, -1},
    };
    Look look = {.scorer = (const Scorer *)object};
    PyObject *sources[ARRAYS], *cores, *decoders, *result = NULL;
    Py_buffer views[ARRAYS];
    double needed;
    if (!PyArg_ParseTuple(args, "OOO!d(OOOOO!O!):likely_routes", &sources[CODES], &sources[BITS],
                          &PyList_Type, &cores, &needed, &sources[KINDS], &sources[SHOWN],
                          &sources[COSTS], &sources[SHARES], &PyTuple_Type, &decoders,
                          &PyTuple_Type, &look.labels) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    look.count = codes_in(&views[CODES]);
    look.routes = views[COSTS].len / 8;
    if (has_items(&views[BITS], kinds[BITS].name, look.count) &&
        has_items(&views[SHARES], kinds[SHARES].name, look.routes)) {
        look.codes = &views[CODES];
        look.bits = views[BITS].buf;
        look.kinds = views[KINDS].buf;
        look.shown = views[SHOWN].buf;
        const double *costs = views[COSTS].buf, *shares = views[SHARES].buf;
        result = look_with_all(&look, decoders, cores, costs, shares, needed);
    }
    close_arrays(views, ARRAYS);
    return result;
}
