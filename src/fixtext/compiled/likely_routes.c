/* The routes by which what is surprising in a text may save enough: fixtext/encodings/first_look.py
   has it in Python. */

#include "first_look.h"

#include <math.h>

/* What a character tells. */
enum { PLAIN, SIGN, LOST_BYTE, TOLD_ELSEWHERE };

/* Which marks stand where bytes were lost: those of most codecs, and that of Shift_JIS. */
enum { ANY_LOST = 1, KATAKANA_DOT_LOST = 2 };

#define FIRST_FOREIGN 0x300u
#define PUNCTUATION 0x2000u

static int
is_letter(const Look *look, uint32_t code)
{
    if (code < FIRST_WIDE) {
        return code >= FIRST_FOREIGN && code < PUNCTUATION;
    }
    return look->ways->kinds[in_bmp(code)] != LOST_BYTE;
}

/* What a core tells: the marks of lost bytes in it, 0 for none, or -1 where it cannot be told. */
static int
told_by(const Look *look, Py_ssize_t low, Py_ssize_t high)
{
    int signs = 0, letters = 0, wide = 0, lost = 0;
    for (Py_ssize_t place = low; place < high; place++) {
        uint32_t code = code_at(look->codes, place);
        int kind = look->ways->kinds[in_bmp(code)];
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

static int
look_at_line(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    const Ways *ways = look->ways;
    uint32_t shown_by = 0;
    for (Py_ssize_t place = low; place < high; place++) {
        uint32_t code = code_at(look->codes, place);
        shown_by |= is_letter(look, code) ? ways->shown[in_bmp(code)] : 0;
    }
    for (Py_ssize_t wrong = 0; shown_by >> wrong && wrong < ways->wrong_number; wrong++) {
        if (shown_by >> wrong & 1 && read_line(look, &ways->wrongs[wrong], low, high) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Whether a core is looked at in pieces up to here: up to the end of a line, over which no garbled stretch
   goes on, and in a long one up to a sign that is no part of a character in any codec. */
static int
ends_piece(const Look *look, Py_ssize_t place, Core core)
{
    uint32_t code = place < core.high ? code_at(look->codes, place) : NEWLINE;
    return code == NEWLINE || (core.high - core.low > LONGEST && code > ' ' && code < '0');
}

static int
has_long_piece(const Look *look, Core core)
{
    Py_ssize_t start = core.low;
    for (Py_ssize_t place = core.low; place <= core.high; place++) {
        if (ends_piece(look, place, core)) {
            if (place - start > LONGEST) {
                return 1;
            }
            start = place + 1;
        }
    }
    return 0;
}

/* Look at the pieces of a core; the last one of all ends at `end`. */
static int
look_at_core(Look *look, Core core, Py_ssize_t end)
{
    for (Py_ssize_t place = core.low, start = core.low; place <= core.high; place++) {
        if (ends_piece(look, place, core)) {
            look->is_last = place == core.high && place == end;
            if (look_at_line(look, start, place) < 0) {
                return -1;
            }
            start = place + 1;
        }
    }
    return 0;
}

int
look_at_all(Look *look, const Core *cores, Py_ssize_t number)
{
    int lost = 0;
    look->most = 0.0;
    for (Py_ssize_t index = 0; index < number; index++) {
        int told = told_by(look, cores[index].low, cores[index].high);
        if (told < 0 || has_long_piece(look, cores[index])) {
            return NOT_TOLD;
        }
        lost |= told;
        for (Py_ssize_t place = cores[index].low; place < cores[index].high; place++) {
            look->most += look->bits[place];
        }
    }
    for (Py_ssize_t index = 0; index < number; index++) {
        if (look_at_core(look, cores[index], cores[number - 1].high) < 0) {
            return FAILED;
        }
    }
    return lost;
}

int
begin_look(Look *look)
{
    look->saved = PyMem_Calloc((size_t)look->ways->routes + 1, sizeof *look->saved);
    if (look->saved == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

void
end_look(Look *look)
{
    PyMem_Free(look->saved);
}

static PyObject *
routes_saving(const Look *look)
{
    PyObject *good = PyList_New(0);
    for (Py_ssize_t route = 0; good != NULL && route < look->ways->routes; route++) {
        if (saves_enough(look, route) &&
            append_new(good, PyLong_FromSsize_t(route)) < 0) {
            Py_CLEAR(good);
        }
    }
    return good;
}

/* Read the cores from a list of their starts and ends; how many, or -1 with an error set. */
static Py_ssize_t
read_cores(PyObject *list, Py_ssize_t count, Core *cores)
{
    Py_ssize_t number = PyList_Size(list);
    if (number > MOST_CORES) {
        PyErr_SetString(PyExc_ValueError, "too many cores");
        return -1;
    }
    for (Py_ssize_t index = 0; index < number; index++) {
        Core *core = &cores[index];
        if (!PyArg_ParseTuple(PyList_GetItem(list, index), "nn:core", &core->low, &core->high)) {
            return -1;
        }
        if (core->low < 0 || core->low > core->high || core->high > count) {
            PyErr_SetString(PyExc_ValueError, "a core reaches out of the text");
            return -1;
        }
    }
    return number;
}

static PyObject *
look_first(Look *look, const Core *cores, Py_ssize_t number)
{
    if (begin_look(look) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    int lost = look_at_all(look, cores, number);
    if (lost == NOT_TOLD) {
        result = Py_NewRef(Py_None);
    }
    else if (lost != FAILED) {
        PyObject *good = routes_saving(look);
        result = good == NULL ? NULL : Py_BuildValue("(Ni)", good, lost);
    }
    end_look(look);
    return result;
}

enum { CODES, BITS, ARRAYS };

/* Arguments: code points, uint32 (n,), and their bits, float64 (n,); a list of cores, each its
   start and end; the bits that must be saved; and all ways (ways.c). None where it cannot be told;
   or the numbers of the routes that save enough, and which marks of lost bytes there are. */
PyObject *
scorer_likely_routes(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[ARRAYS] = {[CODES] = {"codes", 4, -1}, [BITS] = {"bits", 8, -1}};
    Look look = {.scorer = (const Scorer *)object};
    PyObject *sources[ARRAYS], *list, *capsule, *result = NULL;
    Py_buffer views[ARRAYS];
    if (!PyArg_ParseTuple(args, "OOO!dO:likely_routes", &sources[CODES], &sources[BITS],
                          &PyList_Type, &list, &look.needed, &capsule) ||
        (look.ways = ways_of(capsule)) == NULL ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    look.count = codes_in(&views[CODES]);
    look.codes = &views[CODES];
    look.bits = views[BITS].buf;
    if (has_items(&views[BITS], kinds[BITS].name, look.count)) {
        Core cores[MOST_CORES];
        Py_ssize_t number = read_cores(list, look.count, cores);
        result = number < 0 ? NULL : look_first(&look, cores, number);
    }
    close_arrays(views, ARRAYS);
    return result;
}

/* Write what the readings of each core save by each route. */
static int
read_cores_in_all(Look *look, const int64_t *cores, Py_ssize_t number, double *saved)
{
    char *data = PyMem_Malloc(2 * (size_t)look->count + 1);
    if (data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int failed = 0;
    for (Py_ssize_t index = 0; index < number && !failed; index++) {
        Core core = {(Py_ssize_t)cores[2 * index], (Py_ssize_t)cores[2 * index + 1]};
        look->saved = saved + index * look->ways->routes;
        failed = core.low < 0 || core.low > core.high || core.high > look->count;
        if (failed) {
            PyErr_SetString(PyExc_ValueError, "a core reaches out of the text");
        }
        for (Py_ssize_t wrong = 0; wrong < look->ways->wrong_number && !failed; wrong++) {
            failed = read_core(look, &look->ways->wrongs[wrong], core, data) < 0;
        }
    }
    PyMem_Free(data);
    return failed ? -1 : 0;
}

/* Arguments: code points, uint32 (n,), and their bits, float64 (n,); the start and the end of each core,
   int64 (cores, 2); all ways (ways.c); what the readings of each core save by each route, in bits, to
   write to: float64 (cores, routes), which is nothing so far. */
PyObject *
scorer_saved_by_routes(PyObject *object, PyObject *args)
{
    enum { CORES = ARRAYS, SAVED, ALL };
    static const ArrayKind kinds[ALL] = {[CODES] = {"codes", 4, -1},
                                         [BITS] = {"bits", 8, -1},
                                         [CORES] = {"cores", 8, -1},
                                         [SAVED] = {"saved", 8, -1, WRITTEN}};
    Look look = {.scorer = (const Scorer *)object, .most = INFINITY};
    PyObject *sources[ALL], *capsule;
    Py_buffer views[ALL];
    if (!PyArg_ParseTuple(args, "OOOOO:saved_by_routes", &sources[CODES], &sources[BITS],
                          &sources[CORES], &capsule, &sources[SAVED]) ||
        (look.ways = ways_of(capsule)) == NULL ||
        open_arrays(sources, kinds, ALL, views) < 0) {
        return NULL;
    }
    look.count = codes_in(&views[CODES]);
    look.codes = &views[CODES];
    look.bits = views[BITS].buf;
    Py_ssize_t number = views[CORES].len / 16;
    int failed = !has_items(&views[BITS], kinds[BITS].name, look.count) ||
                 !has_items(&views[CORES], kinds[CORES].name, 2 * number) ||
                 !has_items(&views[SAVED], kinds[SAVED].name, number * look.ways->routes) ||
                 read_cores_in_all(&look, views[CORES].buf, number, views[SAVED].buf) < 0;
    close_arrays(views, ALL);
    return failed ? NULL : Py_NewRef(Py_None);
}
