/* Which regions of bytes that make no character are alike: fixtext/encodings/lattice.py has it in
   Python. */

#include "loops.h"

enum {
    DATA,      /* bytes */
    HOLES,     /* the kind of hole that each is, 0 for known ones */
    BEGINS,    /* whether a character of the wrong codec begins there, and behind the last */
    LOWS,      /* where each region begins */
    HIGHS,     /* and ends */
    FOLLOWING, /* the byte behind each */
    SCRIPTS,   /* a number for the script around it */
    KINDS,     /* which of the distinct regions each is */
    ARRAYS
};

static const ArrayKind kinds[ARRAYS] = {
    [DATA] = {"data", 1, -1},      [HOLES] = {"holes", 1, -1},
    [BEGINS] = {"begins", 1, -1},  [LOWS] = {"lows", 8, -1},
    [HIGHS] = {"highs", 8, -1},    [FOLLOWING] = {"following", 8, -1},
    [SCRIPTS] = {"scripts", 8, -1}, [KINDS] = {"kinds", 8, -1, WRITTEN},
};

#define FEW_BYTES 24 /* of a region; more are not filled */

typedef struct {
    const uint8_t *data, *holes, *begins;
    const int64_t *lows, *highs, *following, *scripts;
    int64_t *kinds;
} Regions;

static int
has_holes(const Regions *self, int64_t low, int64_t high)
{
    int any = 0;
    for (int64_t at = low; at < high; at++) {
        any |= self->holes[at];
    }
    return any != 0;
}

/* All that tells what may fill a region, as bytes; NULL with an error set. */
static PyObject *
key_of(const Regions *self, Py_ssize_t region)
{
    int64_t low = self->lows[region], size = self->highs[region] - low;
    int64_t shown = size > FEW_BYTES || has_holes(self, low, low + size) ? 0 : size + 1;
    int64_t beside[2] = {self->following[region], self->scripts[region]};
    Py_ssize_t length = (Py_ssize_t)(sizeof beside + 2 * size + shown);
    PyObject *key = PyBytes_FromStringAndSize(NULL, length);
    if (key == NULL) {
        return NULL;
    }
    char *to = PyBytes_AsString(key);
    memcpy(to, beside, sizeof beside);
    to += sizeof beside;
    memcpy(to, self->data + low, (size_t)size);
    memcpy(to + size, self->holes + low, (size_t)size);
    memcpy(to + 2 * size, self->begins + low, (size_t)shown);
    return key;
}

/* The number of a key that was met before; the next one, which it has from now on, if it was not.
   -1 with an error set. */
static int64_t
number_of(PyObject *numbers, PyObject *key, int64_t next)
{
    PyObject *known = PyDict_GetItemWithError(numbers, key);
    if (known != NULL) {
        return PyLong_AsLongLong(known);
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    PyObject *number = PyLong_FromLongLong(next);
    int failed = number == NULL || PyDict_SetItem(numbers, key, number) < 0;
    Py_XDECREF(number);
    return failed ? -1 : next;
}

/* Write the kind of each region; how many there are, or -1 with an error set. */
static int64_t
tell_apart(const Regions *self, Py_ssize_t count, PyObject *numbers)
{
    int64_t next = 0;
    for (Py_ssize_t region = 0; region < count; region++) {
        int64_t low = self->lows[region], high = self->highs[region], number = next;
        int grave = high - low == 2 && self->data[low] == 0xC3 && self->data[low + 1] == ' ';
        if (!grave) {
            PyObject *key = key_of(self, region);
            number = key == NULL ? -1 : number_of(numbers, key, next);
            Py_XDECREF(key);
        }
        if (number < 0) {
            return -1;
        }
        self->kinds[region] = number;
        next += number == next;
    }
    return next;
}

static int
fit(const Py_buffer *views)
{
    Py_ssize_t size = views[DATA].len, count = views[LOWS].len / 8;
    int fits = views[HOLES].len == size && views[BEGINS].len == size + 1;
    for (int array = HIGHS; array < ARRAYS; array++) {
        fits = fits && views[array].len / 8 == count;
    }
    const int64_t *lows = views[LOWS].buf, *highs = views[HIGHS].buf;
    for (Py_ssize_t region = 0; fits && region < count; region++) {
        fits = 0 <= lows[region] && lows[region] <= highs[region] && highs[region] <= size;
    }
    return fits;
}

PyObject *
alike_regions(PyObject *module, PyObject *args)
{
    (void)module;
    Py_buffer views[ARRAYS];
    PyObject *sources[ARRAYS];
    Regions self;
    if (!PyArg_ParseTuple(args, "OOOOOOOO:alike_regions", &sources[0], &sources[1], &sources[2],
                          &sources[3], &sources[4], &sources[5], &sources[6], &sources[7]) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    int64_t distinct = -1;
    PyObject *numbers = fit(views) ? PyDict_New() : NULL;
    if (numbers != NULL) {
        self.data = views[DATA].buf;
        self.holes = views[HOLES].buf;
        self.begins = views[BEGINS].buf;
        self.lows = views[LOWS].buf;
        self.highs = views[HIGHS].buf;
        self.following = views[FOLLOWING].buf;
        self.scripts = views[SCRIPTS].buf;
        self.kinds = views[KINDS].buf;
        distinct = tell_apart(&self, views[LOWS].len / 8, numbers);
        Py_DECREF(numbers);
    }
    else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "the arrays of the regions do not fit each other");
    }
    close_arrays(views, ARRAYS);
    return distinct < 0 ? NULL : PyLong_FromLongLong(distinct);
}
