/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py has it in Python,
   says what may stand in a hole, and owns the numbers. */

#include "onward.h"

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
        const HoleWay *way = &onward->ways.items[chosen[index].place];
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
    for (Py_ssize_t place = 0; place < onward->ways.count; place++) {
        const HoleWay *way = &onward->ways.items[place];
        uint32_t codes[MOST_SIZE];
        double surprise;
        price_of(way, codes, read_way(way, codes), onward, &surprise);
        add_to_least(&cheapest, surprise, place);
    }
    put_in_order(&cheapest);
    PyObject *result = as_options(onward, cheapest.items, cheapest.count);
    end_least(&cheapest);
    return result;
}

#define MOST_HOLES (MOST_SIZE / 2)

/* A region: its bytes, the kind of hole of each, 0 for none, and what its holes can have been. */
typedef struct {
    const char *data, *kinds;
    Py_ssize_t size, number;
    Hole holes[MOST_HOLES];
    Py_buffer views[MOST_HOLES][3];
} Region;

enum { BYTES, EXTRAS, GROUPS, OF_HOLE };

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
fill_hole(const HoleWays *ways, const Hole *hole, Onward *onward)
{
    if (ways->onward > onward->limits->most_ways) {
        return narrow(ways, hole, onward->limits, onward);
    }
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        for (int64_t fill = begin_of(hole, way->told.need); fill < end_of(hole, way->told.need);
             fill++) {
            if (add_onward(onward, way, hole->bytes + 3 * fill, hole->extras[fill]) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* Take the bytes that are known from a place on, and the hole behind them; where that is. */
static Py_ssize_t
take_known(const Region *region, Py_ssize_t place, Py_ssize_t number, Onward *onward)
{
    onward->known = (const uint8_t *)region->data + place;
    while (place < region->size && region->kinds[place] == 0) {
        place++;
    }
    onward->size = place - (onward->known - (const uint8_t *)region->data);
    onward->next = place < region->size ? &region->holes[number] : NULL;
    return place;
}

/* All ways through a region, which end with it; -1 if there is no room. */
static int
go_through(const Region *region, Onward *onward)
{
    static const uint8_t nothing[3] = {0};
    HoleWay empty = {.hash = 14695981039346656037ull};
    Py_ssize_t place = take_known(region, 0, 0, onward);
    int failed = begin_onward(onward, NULL, NULL) < 0 || add_onward(onward, &empty, nothing, 0.0) < 0;
    for (Py_ssize_t number = 0; number < region->number && !failed; number++) {
        HoleWays ways = onward->ways;
        const Hole *hole = &region->holes[number];
        end_onward(onward);
        place = take_known(region, place + 1, number + 1, onward);
        failed = begin_onward(onward, &ways, hole) < 0 || fill_hole(&ways, hole, onward) < 0;
        free(ways.items);
    }
    return failed ? -1 : 0;
}

/* What can have been in the holes of a region; NULL with an error set. */
static PyObject *
options_of(const Region *region, const Limits *limits, const Prices *prices)
{
    Onward onward = {.limits = limits, .prices = prices};
    PyObject *result = NULL;
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = go_through(region, &onward);
    Py_END_ALLOW_THREADS
    result = failed ? PyErr_NoMemory() : options_among(&onward);
    end_onward(&onward);
    free(onward.ways.items);
    return result;
}

/* Arguments: the bytes of a region, and the kind of hole of each, 0 for none, as bytes; a tuple with
   what each hole can have been; the bits of the characters of the BMP, and those that they cost more
   where they are foreign, float64 (65536,); the bits that drawn lines cost more, and that the region
   costs; the most ways, halves, whole ones, begun ones and options. None if there is no way; else
   texts, as tuples of code points, and what they cost. */
PyObject *
ways_to_fill(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind tables[2] = {{"likely", 8, 0x10000, 0}, {"foreign", 8, 0x10000, 0}};
    Region region;
    Py_ssize_t kinds_size;
    PyObject *holes, *sources[2], *result = NULL;
    Py_buffer views[2];
    Prices prices;
    Limits limits;
    if (!PyArg_ParseTuple(args, "y#y#O!OOddnnnnn:ways_to_fill", &region.data, &region.size,
                          &region.kinds, &kinds_size, &PyTuple_Type, &holes, &sources[0],
                          &sources[1], &prices.drawn, &prices.each, &limits.most_ways,
                          &limits.most_halves, &limits.most_whole, &limits.most_begun,
                          &limits.most_options)) {
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
    if (open_arrays(sources, tables, 2, views) < 0) {
        return NULL;
    }
    limits.likely = views[0].buf;
    prices.foreign = views[1].buf;
    if (open_holes(holes, &region) == 0) {
        result = options_of(&region, &limits, &prices);
        close_holes(&region);
    }
    close_arrays(views, 2);
    return result;
}
