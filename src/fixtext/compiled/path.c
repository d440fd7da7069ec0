/* The way through damaged double-byte data: fixtext/encodings/byte_path.py has it in Python, says
   what the ways and their prices are, and owns the numbers of ends and operations. */

#include "loops.h"

enum { END_ONE, END_TWO, END_MORE, END_HOLE, END_SPLIT, END_NONE, ENDS };
enum { AS_IT_IS, LOST, REPLACED, PUT_IN, PUT_INSIDE };

/* The best way to an end: the place and the end before, and what was done between. */
typedef struct {
    double cost;
    Py_ssize_t place;
    signed char end;
    signed char operation;
} Way;

/* The ways to a place by their ends, which are in the order in which they were first reached. */
typedef struct {
    Way ways[ENDS];
    signed char ends[ENDS];
    signed char rank[ENDS]; /* in that order, from 1 on; 0 where an end was not reached */
    signed char count;
} Reached;

typedef struct {
    const int64_t *lengths;
    const double *lost, *put_in, *replaced;
    const uint8_t *inside;
    const float *plain, *parted;
    Py_ssize_t start, size;
    double character, put_in_price, drop;
    Reached *reached;
} Search;

static inline void
go(const Search *self, Py_ssize_t to, int end, double cost, Py_ssize_t from, int before,
   int operation)
{
    Reached *there = &self->reached[to];
    if (there->rank[end] == 0) {
        there->ends[there->count++] = (signed char)end;
        there->rank[end] = there->count;
    }
    else if (!(cost < there->ways[end].cost)) {
        return;
    }
    there->ways[end] = (Way){cost, from, (signed char)before, (signed char)operation};
}

/* Every way on from one end at a place. */
static void
go_on(const Search *self, Py_ssize_t place, int end, double cost)
{
    Py_ssize_t at = self->start + place, left = self->size - place;
    int64_t length = self->lengths[at];
    if (length > 0 && length <= left) {
        int after = length > 2 ? END_MORE : length == 2 ? END_TWO : END_ONE;
        double whole = cost + (double)self->plain[at * ENDS + end];
        go(self, place + (Py_ssize_t)length, after, whole, place, end, AS_IT_IS);
    }
    double unknown = cost + self->character;
    if (self->lost[at] != 0) {
        go(self, place + 1, END_HOLE, unknown + self->lost[at], place, end, LOST);
    }
    if (self->put_in[at] != 0 && end != END_NONE) {
        go(self, place + 1, END_NONE, cost + self->put_in[at], place, end, PUT_IN);
    }
    if (self->replaced[at] != 0 && left >= 2) {
        go(self, place + 2, END_HOLE, unknown + self->replaced[at], place, end, REPLACED);
    }
    if (self->inside[at] && left >= 3) {
        double whole = cost + self->put_in_price + (double)self->parted[at * ENDS + end];
        go(self, place + 3, END_SPLIT, whole, place, end, PUT_INSIDE);
    }
}

static void
search(const Search *self)
{
    go(self, 0, END_ONE, 0.0, -1, -1, AS_IT_IS);
    for (Py_ssize_t place = 0; place < self->size; place++) {
        const Reached *here = &self->reached[place];
        if (here->count == 0) {
            continue;
        }
        double least = here->ways[here->ends[0]].cost;
        for (int rank = 1; rank < here->count; rank++) {
            double cost = here->ways[here->ends[rank]].cost;
            least = cost < least ? cost : least;
        }
        for (int rank = 0; rank < here->count; rank++) {
            int end = here->ends[rank];
            if (!(here->ways[end].cost > least + self->drop)) {
                go_on(self, place, end, here->ways[end].cost);
            }
        }
    }
}

/* The way from the last place back to the first: start, end and operation of each step. */
static PyObject *
traced(const Search *self)
{
    const Reached *last = &self->reached[self->size];
    if (last->count == 0) {
        PyErr_SetString(PyExc_ValueError, "there is no way through these bytes");
        return NULL;
    }
    int end = last->ends[0];
    for (int rank = 1; rank < last->count; rank++) {
        if (last->ways[last->ends[rank]].cost < last->ways[end].cost) {
            end = last->ends[rank];
        }
    }
    PyObject *steps = PyList_New(0);
    Py_ssize_t place = self->size;
    while (steps != NULL && place > 0) {
        const Way *way = &self->reached[place].ways[end];
        PyObject *step = Py_BuildValue("(nni)", way->place, place, (int)way->operation);
        if (append_new(steps, step) < 0) {
            Py_CLEAR(steps);
        }
        place = way->place;
        end = way->end;
    }
    if (steps != NULL && PyList_Reverse(steps) < 0) {
        Py_CLEAR(steps);
    }
    return steps;
}

static PyObject *
found_way(Search *self)
{
    self->reached = PyMem_Calloc((size_t)self->size + 1, sizeof(Reached));
    if (self->reached == NULL) {
        return PyErr_NoMemory();
    }
    if (self->size < WORTH_RELEASING) {
        search(self);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        search(self);
        Py_END_ALLOW_THREADS
    }
    PyObject *steps = traced(self);
    PyMem_Free(self->reached);
    return steps;
}

enum { LENGTHS, PRICES, INSIDE, COSTS, ARRAYS };

/* Arguments: how long the character is that begins at each byte; what it costs that the byte is
   half a character, is put in, or begins a pair with one replaced; whether a byte may be put in
   behind it; what the characters cost behind each end, as they are and with a byte put inside; the
   first byte and the one behind the last; what an unknown character costs, and a byte put in; and
   how much more than the best one a way may cost. */
PyObject *
best_path(PyObject *module, PyObject *args)
{
    static const ArrayKind kinds[ARRAYS] = {
        {"lengths", 8, -1}, {"prices", 8, -1}, {"inside", 1, -1}, {"costs", 4, -1}};
    static const Py_ssize_t each[ARRAYS] = {1, 3, 1, 2 * ENDS};
    (void)module;
    PyObject *sources[ARRAYS], *steps = NULL;
    Py_buffer views[ARRAYS];
    Search self = {0};
    Py_ssize_t stop;
    if (!PyArg_ParseTuple(args, "OOOOnnddd:best_path", &sources[LENGTHS], &sources[PRICES],
                          &sources[INSIDE], &sources[COSTS], &self.start, &stop,
                          &self.character, &self.put_in_price, &self.drop) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    Py_ssize_t size = views[LENGTHS].len / 8;
    int fit = 1;
    for (int array = PRICES; fit && array < ARRAYS; array++) {
        fit = has_items(&views[array], kinds[array].name, size * each[array]);
    }
    if (fit && (self.start < 0 || self.start > stop || stop > size)) {
        PyErr_Format(PyExc_ValueError, "no part of %zd bytes", size);
    }
    else if (fit) {
        self.size = stop - self.start;
        self.lengths = views[LENGTHS].buf;
        self.lost = views[PRICES].buf;
        self.put_in = self.lost + size;
        self.replaced = self.put_in + size;
        self.inside = views[INSIDE].buf;
        self.plain = views[COSTS].buf;
        self.parted = self.plain + size * ENDS;
        steps = found_way(&self);
    }
    close_arrays(views, ARRAYS);
    return steps;
}
