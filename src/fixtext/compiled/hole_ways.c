/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py has it in Python,
   says what may stand in a hole, and owns the numbers. */

#include "whole_ways.h"

#include <stdlib.h>

static PyObject *
text_of(const uint32_t *codes, int count)
{
    PyObject *text = PyTuple_New(count);
    for (int index = 0; text != NULL && index < count; index++) {
        PyObject *code = PyLong_FromUnsignedLong(codes[index]);
        if (code == NULL || PyTuple_SetItem(text, index, code) < 0) {
            Py_CLEAR(text);
        }
    }
    return text;
}

/* The ways that were chosen, as texts and costs. */
static PyObject *
as_options(const Onward *onward, const Ranked *chosen, Py_ssize_t count)
{
    PyObject *texts = PyTuple_New(count), *costs = PyTuple_New(count), *result = NULL;
    int failed = texts == NULL || costs == NULL;
    for (Py_ssize_t index = 0; !failed && index < count; index++) {
        const HoleWay *way = &onward->ways.items[INDEX(chosen[index].place)];
        uint32_t codes[MOST_SIZE];
        double surprise;
        int size = read_way(way, codes);
        PyObject *text = text_of(codes, size);
        failed = text == NULL || PyTuple_SetItem(texts, index, text) < 0;
        PyObject *cost =
            failed ? NULL : PyFloat_FromDouble(price_of(way, codes, size, onward, &surprise));
        failed = failed || cost == NULL || PyTuple_SetItem(costs, index, cost) < 0;
    }
    if (!failed) {
        result = PyTuple_Pack(2, texts, costs);
    }
    Py_XDECREF(texts);
    Py_XDECREF(costs);
    return result;
}

/* The cheapest of the texts that the ways are, at most so many; None if there is no way at all. */
static PyObject *
options_among(const Onward *onward)
{
    if (!onward->is_any) {
        return Py_NewRef(Py_None);
    }
    Least cheapest;
    if (begin_least(&cheapest, onward->limits->most_options) < 0) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t index = 0; index < onward->ways.count; index++) {
        const HoleWay *way = &onward->ways.items[index];
        if (!way->is_gone) {
            add_to_least(&cheapest, surprise_of(onward, way), PLACE(way->place, index));
        }
    }
    put_in_order(&cheapest);
    PyObject *result = as_options(onward, cheapest.items, cheapest.count);
    end_least(&cheapest);
    return result;
}

#define MOST_HOLES (MOST_SIZE / 2)

enum { BYTES, EXTRAS, GROUPS, OF_HOLE };

/* A region: its bytes, the kind of hole of each, 0 for none, and what its holes can have been. */
typedef struct {
    const char *data, *kinds;
    Py_ssize_t size, number;
    Hole holes[MOST_HOLES];
    Py_buffer views[MOST_HOLES][OF_HOLE];
} Region;

/* Open the arrays of a hole: a tuple of the least and the most bytes to come behind it, and three
   arrays. */
static int
open_hole(PyObject *source, Hole *hole, Py_buffer *views)
{
    static const ArrayKind kinds[OF_HOLE] = {[BYTES] = {"bytes", 1, -1},
                                             [EXTRAS] = {"extras", 8, -1},
                                             [GROUPS] = {"groups", 8, NEEDS * NEEDS + 1}};
    PyObject *sources[OF_HOLE];
    if (!PyArg_ParseTuple(source, "iiOOO:hole", &hole->first_need, &hole->last_need,
                          &sources[BYTES], &sources[EXTRAS], &sources[GROUPS]) ||
        open_arrays(sources, kinds, OF_HOLE, views) < 0) {
        return -1;
    }
    hole->bytes = views[BYTES].buf;
    hole->extras = views[EXTRAS].buf;
    hole->groups = views[GROUPS].buf;
    int fits = hole->first_need >= 0 && hole->last_need <= NEEDS &&
               hole->first_need <= hole->last_need &&
               hole->groups[NEEDS * NEEDS] * 8 == views[EXTRAS].len &&
               hole->groups[NEEDS * NEEDS] * 3 == views[BYTES].len;
    for (int group = 0; group < NEEDS * NEEDS; group++) {
        fits = fits && hole->groups[group] <= hole->groups[group + 1] && hole->groups[0] == 0;
    }
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "the groups of a hole do not fit its fills");
        close_arrays(views, OF_HOLE);
        return -1;
    }
    return 0;
}

static void
close_holes(Region *region)
{
    while (region->number > 0) {
        close_arrays(region->views[--region->number], OF_HOLE);
    }
}

/* Open what the holes of a region can have been; -1 with an error set, and nothing open. */
static int
open_holes(PyObject *holes, Region *region)
{
    region->number = 0;
    for (Py_ssize_t place = 0; place < region->size; place++) {
        Py_ssize_t index = region->number;
        if (region->kinds[place] == 0) {
            continue;
        }
        PyObject *source = PyTuple_GetItem(holes, index);
        if (source == NULL || open_hole(source, &region->holes[index], region->views[index]) < 0) {
            close_holes(region);
            return -1;
        }
        region->number++;
    }
    return 0;
}

/* Go on from all ways by all fills that fit, or from the likeliest ones; -1 if there is no room. */
static int
fill_hole(const HoleWays *ways, Onward *onward)
{
    if (ways->onward > onward->limits->most_ways) {
        return narrow(ways, onward);
    }
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        int64_t end = end_of(onward->hole, way->told.need);
        for (int64_t fill = begin_of(onward->hole, way->told.need); fill < end; fill++) {
            if (add_onward(onward, way, fill) < 0) {
                return -1;
            }
            onward->place++;
        }
    }
    return 0;
}

/* What stands in front of a region, and has one way on: nothing. */
static const uint8_t no_bytes[3] = {0};
static const double no_extra = 0.0;
static const int64_t one_group[NEEDS * NEEDS + 1] = {0, 1, 1, 1, 1, 1, 1, 1, 1,
                                                     1, 1, 1, 1, 1, 1, 1, 1};
static const Hole in_front = {no_bytes, &no_extra, one_group, 0, 1};

/* All ways through a region up to its end, in `onward`; -1 if there is no room. */
static int
go_through(const Region *region, const Limits *limits, const Prices *prices, Onward *onward)
{
    HoleWay empty = {.hash = 14695981039346656037ull};
    HoleWays ways = {.items = &empty, .count = 1, .total = 1, .onward = 1, .needs = 1};
    Py_ssize_t place = 0;
    int failed = 0;
    for (Py_ssize_t number = 0; number <= region->number && !failed; number++) {
        Onward further = {.limits = limits, .prices = prices};
        further.hole = number > 0 ? &region->holes[number - 1] : &in_front;
        further.known = (const uint8_t *)region->data + place;
        for (; place < region->size && region->kinds[place] == 0; place++) {
            further.size++;
        }
        place++;
        further.next = number < region->number ? &region->holes[number] : NULL;
        failed = begin_onward(&further, &ways) < 0 || fill_hole(&ways, &further) < 0 ||
                 make_ways(&further) < 0;
        end_onward(onward);
        *onward = further;
        ways = further.ways;
    }
    return failed ? -1 : 0;
}

/* What can have been in the holes of a region; NULL with an error set. */
static PyObject *
options_of(const Region *region, const Limits *limits, const Prices *prices)
{
    Onward onward = {0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = go_through(region, limits, prices, &onward);
    Py_END_ALLOW_THREADS
    PyObject *result = failed ? PyErr_NoMemory() : options_among(&onward);
    end_onward(&onward);
    return result;
}

/* Arguments: the bytes of a region, and the kind of hole of each, 0 for none, as bytes; a tuple with
   what each hole can have been; the bits of the characters of the BMP, float64 (65536,), and the least
   of each 64 of them, (1024,); the bits that they cost more where they are foreign, (65536,); the bits
   that drawn lines cost more, and that the region costs; the most ways, halves, whole ones, begun ones
   and options. None if there is no way; else texts, as tuples of code points, and what they cost. */
PyObject *
ways_to_fill(PyObject *module, PyObject *args)
{
    (void)module;
    enum { LIKELY, ROWS, FOREIGN, TABLES };
    static const ArrayKind tables[TABLES] = {[LIKELY] = {"likely", 8, 0x10000, 0},
                                             [ROWS] = {"rows", 8, 0x10000 / ROW, 0},
                                             [FOREIGN] = {"foreign", 8, 0x10000, 0}};
    Region region;
    Py_ssize_t kinds_size;
    PyObject *holes, *sources[TABLES], *result = NULL;
    Py_buffer views[TABLES];
    Prices prices;
    Limits limits;
    if (!PyArg_ParseTuple(args, "y#y#O!OOOddnnnnn:ways_to_fill", &region.data, &region.size,
                          &region.kinds, &kinds_size, &PyTuple_Type, &holes, &sources[LIKELY],
                          &sources[ROWS], &sources[FOREIGN], &prices.drawn, &prices.each,
                          &limits.most_ways, &limits.most_halves, &limits.most_whole,
                          &limits.most_begun, &limits.most_options)) {
        return NULL;
    }
    if (limits.most_ways < 1 || limits.most_halves < 1 || limits.most_whole < 1 ||
        limits.most_begun < 1 || limits.most_options < 1) {
        PyErr_SetString(PyExc_ValueError, "a limit is less than one");
        return NULL;
    }
    if (region.size != kinds_size || region.size > MOST_HOLES) {
        PyErr_SetString(PyExc_ValueError, "a region is too long, or has other kinds than bytes");
        return NULL;
    }
    if (open_arrays(sources, tables, TABLES, views) < 0) {
        return NULL;
    }
    limits.likely = views[LIKELY].buf;
    limits.rows = views[ROWS].buf;
    prices.foreign = views[FOREIGN].buf;
    if (open_holes(holes, &region) == 0) {
        result = options_of(&region, &limits, &prices);
        close_holes(&region);
    }
    close_arrays(views, TABLES);
    return result;
}
