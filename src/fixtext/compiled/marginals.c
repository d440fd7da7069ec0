/* How probable each option of a gap is among the best ways: fixtext/encodings/beam.py has it in
   numpy. */

#include "beam.h"
#include "loops.h"

enum { PARENTS, CHOICES, COUNTS, FIRST, WEIGHTS, OPTIONS, SHARES, KEPT, ARRAYS };

static const ArrayKind kinds[ARRAYS] = {
    [PARENTS] = {"parents", 8, -1},
    [CHOICES] = {"choices", 8, -1},
    [COUNTS] = {"counts", 8, -1}, /* how many ways each gap has */
    [FIRST] = {"first", 1, -1},   /* whether a gap begins a group */
    [WEIGHTS] = {"weights", 8, -1}, /* of the ways through the last gap of a group */
    [OPTIONS] = {"options", 8, -1, WRITTEN},
    [SHARES] = {"shares", 8, -1, WRITTEN},
    [KEPT] = {"kept", 8, -1, WRITTEN},
};

typedef struct {
    const int64_t *parents, *choices, *counts;
    const uint8_t *first;
    const double *weights;
    int64_t *options, *kept;
    double *shares;
} Beams;

/* Add up the weights of the ways by their options, ordered by these. */
static int
summed(const int64_t *choices, const double *weights, int count, int64_t *options, double *shares)
{
    int kept = 0;
    for (int way = 0; way < count; way++) {
        int place = kept;
        while (place > 0 && options[place - 1] > choices[way]) {
            place--;
        }
        if (place > 0 && options[place - 1] == choices[way]) {
            shares[place - 1] += weights[way];
            continue;
        }
        for (int at = kept; at > place; at--) {
            options[at] = options[at - 1];
            shares[at] = shares[at - 1];
        }
        options[place] = choices[way];
        shares[place] = weights[way];
        kept++;
    }
    return kept;
}

/* Order options by their shares, the greatest first; equal ones stay as they are. */
static void
rank(int64_t *options, double *shares, int kept)
{
    for (int next = 1; next < kept; next++) {
        int64_t option = options[next];
        double share = shares[next];
        int place = next;
        while (place > 0 && share > shares[place - 1]) {
            options[place] = options[place - 1];
            shares[place] = shares[place - 1];
            place--;
        }
        options[place] = option;
        shares[place] = share;
    }
}

/* From the last gap back to the first: which ways through each the ways through a group went. */
static void
go_back(const Beams *self, Py_ssize_t gaps)
{
    int64_t at[BEAM], choices[BEAM];
    const double *weights = NULL;
    int count = 0;
    for (Py_ssize_t gap = gaps - 1; gap >= 0; gap--) {
        Py_ssize_t row = gap * BEAM;
        int ways = (int)self->counts[gap];
        if (weights == NULL) {
            weights = self->weights + row;
            count = ways;
            for (int way = 0; way < count; way++) {
                at[way] = way;
            }
        }
        for (int way = 0; way < count; way++) {
            if (at[way] < 0 || at[way] >= ways) {
                at[way] = 0; /* no such way; there is room for one */
            }
            choices[way] = self->choices[row + at[way]];
            at[way] = self->parents[row + at[way]];
        }
        int kept = summed(choices, weights, count, self->options + row, self->shares + row);
        rank(self->options + row, self->shares + row, kept);
        self->kept[gap] = kept;
        if (self->first[gap]) {
            weights = NULL;
        }
    }
}

static int
fit(const Py_buffer *views, Py_ssize_t gaps)
{
    for (int array = 0; array < ARRAYS; array++) {
        int each = array == COUNTS || array == FIRST || array == KEPT ? 1 : BEAM;
        if (views[array].len / views[array].itemsize != gaps * each) {
            return 0;
        }
    }
    const int64_t *counts = views[COUNTS].buf;
    for (Py_ssize_t gap = 0; gap < gaps; gap++) {
        if (counts[gap] < 0 || counts[gap] > BEAM) {
            return 0;
        }
    }
    return 1;
}

PyObject *
marginals(PyObject *module, PyObject *args)
{
    (void)module;
    Py_buffer views[ARRAYS];
    if (open_arguments(args, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    Py_ssize_t gaps = views[COUNTS].len / 8;
    int failed = !fit(views, gaps);
    if (failed) {
        PyErr_SetString(PyExc_ValueError, "the arrays of the gaps do not fit each other");
    }
    else {
        Beams self = {
            views[PARENTS].buf, views[CHOICES].buf, views[COUNTS].buf, views[FIRST].buf,
            views[WEIGHTS].buf, views[OPTIONS].buf, views[KEPT].buf,   views[SHARES].buf,
        };
        go_back(&self, gaps);
    }
    close_arrays(views, ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}
