/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py has it in Python,
   says what may stand in a hole, and owns the numbers. */

#include "hole_ways.h"

#include <stdlib.h>

#define ROUNDED 1e-6 /* bits that sums in another order differ by at most */

HoleWay *
room_for_way(HoleWays *ways)
{
    if (ways->count == ways->room) {
        Py_ssize_t room = ways->room > 0 ? 2 * ways->room : 64;
        HoleWay *items = realloc(ways->items, (size_t)room * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        ways->items = items;
        ways->room = room;
    }
    return &ways->items[ways->count++];
}

/* The ways with a byte that is known behind each; those of which it can be none are gone. */
static void
go_on_by(HoleWays *ways, unsigned byte, const double *likely)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        if (left_to_come(ways->items[place].need, byte) >= 0) {
            ways->items[kept] = ways->items[place];
            put_byte(&ways->items[kept++], byte, likely);
        }
    }
    ways->count = kept;
}

/* Where the fills of a hole begin and end that fit behind so many bytes to come. */
static int64_t
begin_of(const Hole *hole, int before)
{
    return hole->groups[before * NEEDS + hole->first_need];
}

static int64_t
end_of(const Hole *hole, int before)
{
    return hole->groups[before * NEEDS + hole->last_need];
}

static int
fill_hole(HoleWays *ways, const Hole *hole, const Limits *limits)
{
    Py_ssize_t number = 0;
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        int before = ways->items[place].need;
        number += (Py_ssize_t)(end_of(hole, before) - begin_of(hole, before));
    }
    HoleWays onward = {NULL, 0, 0};
    int failed = 0;
    if (number > limits->most_ways) {
        failed = narrow(ways, hole, limits, &onward) < 0;
    }
    for (Py_ssize_t place = 0; number <= limits->most_ways && place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        for (int64_t fill = begin_of(hole, way->need); fill < end_of(hole, way->need); fill++) {
            failed |= add_way(&onward, way, hole, fill, limits->likely) < 0;
        }
    }
    free(ways->items);
    *ways = onward;
    return failed ? -1 : 0;
}

/* A way that was met before, by a hash of its bytes; none if its place is below 0. */
typedef struct {
    uint32_t hash;
    int32_t place;
} Met;

/* Keep whole ways, of those with the same bytes the first, at the lowest cost; -1 if there is no
   room. */
static int
keep_different(HoleWays *ways)
{
    size_t room = 64;
    while (room < 2 * (size_t)ways->count) {
        room *= 2;
    }
    Met *table = malloc(room * sizeof *table);
    if (table == NULL) {
        return -1;
    }
    memset(table, 0xFF, room * sizeof *table);
    Py_ssize_t kept = 0;
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        if (way->need > 0) {
            continue;
        }
        uint32_t hash = (uint32_t)(way->hash ^ way->hash >> 32);
        size_t slot = hash & (room - 1);
        for (; table[slot].place >= 0; slot = (slot + 1) & (room - 1)) {
            HoleWay *there = &ways->items[table[slot].place];
            if (table[slot].hash == hash && there->size == way->size &&
                memcmp(there->data, way->data, way->size) == 0) {
                there->cost = way->cost < there->cost ? way->cost : there->cost;
                break;
            }
        }
        if (table[slot].place < 0) {
            table[slot] = (Met){hash, (int32_t)kept};
            ways->items[kept++] = *way;
        }
    }
    ways->count = kept;
    free(table);
    return 0;
}

/* The characters of a whole way; how many, or -1 if some bytes are none, or zero. */
static int
read_way(const HoleWay *way, uint32_t *codes)
{
    int count = 0;
    for (int index = 0; index < way->size;) {
        unsigned byte = way->data[index++];
        int need = left_to_come(0, byte);
        uint32_t code = need > 0 ? byte & (0x3Fu >> need) : byte;
        for (; need > 0; need--) {
            code = code << 6 | (way->data[index++] & 0x3F);
        }
        if (code == 0) {
            return -1;
        }
        codes[count++] = code;
    }
    return way->is_invalid ? -1 : count;
}

/* What a text costs more than the bytes that it was. */
typedef struct {
    const double *foreign;
    double drawn, each;
} Prices;

/* The cost of a way as it is told; `surprise` is that with what its characters cost. */
static double
price(const HoleWay *way, const uint32_t *codes, int count, const Prices *prices,
      const double *likely, double *surprise)
{
    double more = 0.0;
    for (int index = 0; index < count; index++) {
        more += likely_of(prices->foreign, codes[index]);
        more += codes[index] >= 0x2500 && codes[index] < 0x25A0 ? prices->drawn : 0.0;
    }
    double cost = way->cost + more + prices->each;
    *surprise = cost;
    for (int index = 0; index < count; index++) {
        *surprise += likely_of(likely, codes[index]);
    }
    return cost;
}

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
as_options(const HoleWays *ways, const Ranked *chosen, Py_ssize_t count, const Prices *prices,
           const double *likely)
{
    PyObject *texts = PyTuple_New(count), *costs = PyTuple_New(count), *result = NULL;
    int failed = texts == NULL || costs == NULL;
    for (Py_ssize_t index = 0; !failed && index < count; index++) {
        const HoleWay *way = &ways->items[chosen[index].place];
        uint32_t codes[MOST_SIZE];
        double surprise;
        int size = read_way(way, codes);
        PyObject *text = text_of(codes, size);
        failed = text == NULL || PyTuple_SetItem(texts, index, text) < 0;
        PyObject *cost =
            failed ? NULL : PyFloat_FromDouble(price(way, codes, size, prices, likely, &surprise));
        failed = failed || cost == NULL || PyTuple_SetItem(costs, index, cost) < 0;
    }
    if (!failed) {
        result = PyTuple_Pack(2, texts, costs);
    }
    Py_XDECREF(texts);
    Py_XDECREF(costs);
    return result;
}

/* Find the cheapest of the ways that are text. */
static void
find_cheapest(const HoleWays *ways, const Prices *prices, const double *likely, Least *cheapest)
{
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        uint32_t codes[MOST_SIZE];
        double surprise;
        /* what is foreign or drawn only costs more */
        if (is_too_much(cheapest, way->cost + way->surprise + prices->each - ROUNDED)) {
            continue;
        }
        int size = read_way(way, codes);
        if (size >= 0) {
            price(way, codes, size, prices, likely, &surprise);
            add_to_least(cheapest, surprise, place);
        }
    }
    put_in_order(cheapest);
}

/* The cheapest of the ways that are text, at most so many. */
static PyObject *
options_among(HoleWays *ways, const Prices *prices, const double *likely, Py_ssize_t most)
{
    if (ways->count == 0) {
        return Py_NewRef(Py_None);
    }
    Least cheapest;
    if (keep_different(ways) < 0 || begin_least(&cheapest, most) < 0) {
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    if (ways->count == 0) {
        result = Py_NewRef(Py_None);
    }
    else {
        find_cheapest(ways, prices, likely, &cheapest);
        result = as_options(ways, cheapest.items, cheapest.count, prices, likely);
    }
    end_least(&cheapest);
    return result;
}

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

/* All ways through a region; -1 with an error set. */
static int
go_through(const char *data, const char *kinds, Py_ssize_t size, PyObject *holes,
           const Limits *limits, HoleWays *ways)
{
    HoleWay *empty = new_way(ways);
    if (empty == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(empty, 0, sizeof *empty);
    empty->hash = 14695981039346656037ull;
    Py_ssize_t number = 0;
    for (Py_ssize_t place = 0; place < size; place++) {
        if (kinds[place] == 0) {
            go_on_by(ways, (unsigned char)data[place], limits->likely);
            continue;
        }
        Hole hole;
        Py_buffer views[OF_HOLE];
        PyObject *source = PyTuple_GetItem(holes, number++);
        if (source == NULL || open_hole(source, &hole, views) < 0) {
            return -1;
        }
        int failed;
        Py_BEGIN_ALLOW_THREADS
        failed = fill_hole(ways, &hole, limits);
        Py_END_ALLOW_THREADS
        close_arrays(views, OF_HOLE);
        if (failed) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
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
    const char *data, *kinds;
    Py_ssize_t size, kinds_size, most;
    PyObject *holes, *sources[2], *result = NULL;
    Py_buffer views[2];
    Prices prices;
    Limits limits;
    if (!PyArg_ParseTuple(args, "y#y#O!OOddnnnnn:ways_to_fill", &data, &size, &kinds, &kinds_size,
                          &PyTuple_Type, &holes, &sources[0], &sources[1], &prices.drawn,
                          &prices.each, &limits.most_ways, &limits.most_halves,
                          &limits.most_whole, &limits.most_begun, &most)) {
        return NULL;
    }
    if (limits.most_ways < 1 || limits.most_halves < 1 || limits.most_whole < 1 ||
        limits.most_begun < 1 || most < 1) {
        PyErr_SetString(PyExc_ValueError, "a limit is less than one");
        return NULL;
    }
    Py_ssize_t longest = MOST_SIZE / 2;
    if (size != kinds_size || size > longest) {
        PyErr_SetString(PyExc_ValueError, "a region is too long, or has other kinds than bytes");
        return NULL;
    }
    if (open_arrays(sources, tables, 2, views) < 0) {
        return NULL;
    }
    limits.likely = views[0].buf;
    prices.foreign = views[1].buf;
    HoleWays ways = {NULL, 0, 0};
    if (go_through(data, kinds, size, holes, &limits, &ways) == 0) {
        result = options_among(&ways, &prices, limits.likely, most);
    }
    free(ways.items);
    close_arrays(views, 2);
    return result;
}
