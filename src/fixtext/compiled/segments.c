/* Stretches of a sequence whose sum is high: fixtext/encodings/segments.py has it in Python. */

#include <math.h>

#include "segments.h"

/* Where the stretch begins that the way is in, the sum up to there, and the stretch before. */
typedef struct {
    Py_ssize_t begin, before;
    double sum;
} Begun;

/* Whether a stretch may begin or end in front of a place. */
static inline int
may_be_edge(const double *gains, const double *borders, Py_ssize_t size, Py_ssize_t place)
{
    if (place == 0 || place == size) {
        return 1;
    }
    return (gains[place] > 0) != (gains[place - 1] > 0) || borders[place] < borders[place + 1] ||
           borders[place] < borders[place - 1];
}

/* The Viterbi path through two states, outside and inside; the last stretch on it. */
static Py_ssize_t
walk(const double *gains, const double *borders, Py_ssize_t size, WayStretch *ways)
{
    double outside = 0.0, inside = -INFINITY, sum = 0.0;
    Begun begun = {-1, -1, 0.0};
    Py_ssize_t count = 0, last = -1;
    for (Py_ssize_t place = 0; place <= size; place++) {
        if (may_be_edge(gains, borders, size, place)) {
            double border = borders[place], left = inside + sum - border;
            Begun entered = begun;
            if (outside - border - sum > inside) {
                inside = outside - border - sum;
                entered = (Begun){place, last, sum};
            }
            if (left > outside && begun.begin >= 0) {
                outside = left;
                double gain = sum - begun.sum - borders[begun.begin] - border;
                ways[count] = (WayStretch){begun.begin, place, begun.before, gain};
                last = count++;
            }
            begun = entered;
        }
        if (place < size) {
            sum += gains[place];
        }
    }
    return last;
}

static int
gains_any(const double *gains, Py_ssize_t size)
{
    Py_ssize_t first = 0;
    while (first < size && !(gains[first] > 0)) {
        first++;
    }
    return first < size;
}

Py_ssize_t
best_way(const double *gains, const double *borders, Py_ssize_t size, WayStretch *ways)
{
    return gains_any(gains, size) ? walk(gains, borders, size, ways) : -1;
}

/* The stretches on the path that gain enough, in their order: starts, ends and gains, as bytes. */
static PyObject *
listed(const WayStretch *ways, Py_ssize_t last, double least)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t way = last; way >= 0; way = ways[way].before) {
        count += ways[way].gain >= least;
    }
    PyObject *arrays[3];
    char *items[3];
    int failed = 0;
    for (int array = 0; array < 3; array++) {
        arrays[array] = PyBytes_FromStringAndSize(NULL, count * 8);
        items[array] = arrays[array] == NULL ? NULL : PyBytes_AsString(arrays[array]);
        failed |= items[array] == NULL;
    }
    for (; !failed && last >= 0; last = ways[last].before) {
        const WayStretch *way = &ways[last];
        if (way->gain >= least) {
            int64_t begin = way->begin, end = way->end;
            count--;
            memcpy(items[0] + count * 8, &begin, 8);
            memcpy(items[1] + count * 8, &end, 8);
            memcpy(items[2] + count * 8, &way->gain, 8);
        }
    }
    PyObject *result = failed ? NULL : PyTuple_Pack(3, arrays[0], arrays[1], arrays[2]);
    for (int array = 0; array < 3; array++) {
        Py_XDECREF(arrays[array]);
    }
    return result;
}

static PyObject *
best_of(const double *gains, const double *borders, Py_ssize_t size, double least)
{
    if (!gains_any(gains, size)) {
        return listed(NULL, -1, least);
    }
    WayStretch *ways = PyMem_Calloc((size_t)size + 1, sizeof(WayStretch));
    if (ways == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t last;
    if (size < WORTH_RELEASING) {
        last = walk(gains, borders, size, ways);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        last = walk(gains, borders, size, ways);
        Py_END_ALLOW_THREADS
    }
    PyObject *result = listed(ways, last, least);
    PyMem_Free(ways);
    return result;
}

/* Arguments: the gains, the borders, one more of these, and the least that a stretch gains. */
PyObject *
best_stretches(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"gains", 8, -1}, {"borders", 8, -1}};
    PyObject *sources[2], *result = NULL;
    Py_buffer views[2];
    double least;
    if (!PyArg_ParseTuple(args, "OOd:best_stretches", &sources[0], &sources[1], &least) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    Py_ssize_t size = views[0].len / 8;
    if (has_items(&views[1], kinds[1].name, size + 1)) {
        result = best_of(views[0].buf, views[1].buf, size, least);
    }
    close_arrays(views, 2);
    return result;
}
