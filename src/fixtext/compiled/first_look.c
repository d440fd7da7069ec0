/* The bytes of what is surprising in a text, read in every codec: fixtext/encodings/first_look.py
   has it in Python. */

#include "first_look.h"

#include "floors.h"

#define AROUND 2

/* The longest stretch of a line that a codec has all characters of. */
static void
find_longest(const Look *look, const Wrong *wrong, Py_ssize_t *low, Py_ssize_t *high)
{
    Py_ssize_t best = *low, best_end = *low, start = *low;
    for (Py_ssize_t place = *low; place <= *high; place++) {
        uint32_t code = place < *high ? code_at(look->codes, place) : 0;
        if (place == *high || (code != 0 && bytes_of(&wrong->shown, code) == 0)) {
            if (place - start > best_end - best) {
                best = start;
                best_end = place;
            }
            start = place + 1;
        }
    }
    *low = best;
    *high = best_end;
}

static Py_ssize_t
write_bytes(const Look *look, const Wrong *wrong, Py_ssize_t low, Py_ssize_t high, char *data)
{
    Py_ssize_t size = 0;
    for (Py_ssize_t place = low; place < high; place++) {
        uint32_t packed = bytes_of(&wrong->shown, code_at(look->codes, place));
        if (packed > 0xFF) {
            data[size++] = (char)(packed >> 8);
        }
        data[size++] = (char)packed;
    }
    return size;
}

/* What stands before and behind a stretch, and what it costs as it is shown. */
static Place
place_of(const Look *look, Py_ssize_t low, Py_ssize_t high)
{
    Place place = {.scorer = look->scorer, .most = MOST_UNITS, .lost = LOST_UNITS};
    for (Py_ssize_t index = low - CONTEXT; index < low; index++) {
        next_units(look->scorer, &place.before, index < 0 ? NEWLINE : code_at(look->codes, index));
    }
    for (Py_ssize_t index = low; index < high; index++) {
        place.cost += look->bits[index];
    }
    for (Py_ssize_t index = high; index < look->count && index < high + AROUND; index++) {
        double most = MOST_UNITS / UNITS;
        place.cost += look->bits[index] < most ? look->bits[index] : most;
        place.behind[place.behind_size++] = code_at(look->codes, index);
    }
    if (place.behind_size > 1) {
        uint32_t first = SYMBOL(record_of(look->scorer, place.behind[0]));
        uint32_t second = SYMBOL(record_of(look->scorer, place.behind[1]));
        place.gained = pair_of(look->scorer, first, second).gain;
    }
    return place;
}

/* Whether a route may save enough, as far as all that surprises tells. */
static inline int
is_worth_reading(const Look *look, int32_t number)
{
    return number >= 0 && look->most > enough_of(look, number);
}

/* What a reading must save to count, where it is the last of all: what its route lacks. */
static double
least_of_last(const Look *look, int32_t number)
{
    double lacking = enough_of(look, number) - look->saved[number] - ROUNDED;
    return lacking > 0.0 ? lacking : 0.0;
}

/* The units of bytes in the codec of a lane; of what is not cheaper, of a part of them, or the least of
   them that is known. */
static int64_t
in_lane(const Floors *floors, Place *place, const Decoder *decoder, const unsigned char *data,
        Py_ssize_t size, const Rest *rest, int lane)
{
    int64_t behind = least_behind(floors, place, rest, lane, decoder, data[size - 1]);
    place->is_nothing = 0;
    if (rest->rest[lane] + behind > place->limit) {
        return rest->rest[lane] + behind;
    }
    return units_in_lane(place, decoder, data, size, rest, lane, behind);
}

/* Read some bytes in every codec; `each` if each of them is a character as it is shown, and `last` if
   nothing else is read. */
static int
read_in_all(Look *look, const Wrong *wrong, Place *place, const char *data, Py_ssize_t size,
            int each, int last)
{
    const unsigned char *bytes = (const unsigned char *)data;
    const Floors *floors = size > 0 ? floors_of(look->scorer, look->ways) : NULL;
    Rest rest;
    if (floors != NULL) {
        find_floors(floors, place, bytes, size, &rest);
    }
    for (Py_ssize_t index = 0; index < look->ways->number; index++) {
        int32_t number = wrong->numbers[index];
        if (!is_worth_reading(look, number)) {
            continue;
        }
        const Decoder *decoder = &look->ways->decoders[index];
        int lane = floors != NULL ? floors->lanes[index] : -1;
        set_least(place, last ? least_of_last(look, number) : 0.0);
        if (lane >= 0 && rest.rest[lane] > place->limit) {
            continue;
        }
        int64_t units = lane < 0 ? decoder_units(place, decoder, data, size)
                                 : in_lane(floors, place, decoder, bytes, size, &rest, lane);
        if (units < 0) {
            return -1;
        }
        if (is_cheaper(place, units) && !(each && place->is_nothing)) {
            look->saved[number] += place->cost - (double)units / UNITS;
            look->any = 1;
        }
    }
    return 0;
}

/* The further pairs of a character; NULL where there are none, or with an error set. */
static PyObject *
twins_of(const Look *look, const Wrong *wrong, Py_ssize_t at)
{
    PyObject *code = PyLong_FromUnsignedLong(code_at(look->codes, at));
    PyObject *pairs = code == NULL ? NULL : PyDict_GetItemWithError(wrong->twins, code);
    Py_XDECREF(code);
    return pairs;
}

/* Read the bytes with each of the further pairs of one character in its place. */
static int
read_twins(Look *look, const Wrong *wrong, Place *place, Py_ssize_t low, Py_ssize_t high,
           Py_ssize_t at)
{
    PyObject *pairs = twins_of(look, wrong, at);
    if (pairs == NULL) {
        return PyErr_Occurred() != NULL ? -1 : 0;
    }
    for (Py_ssize_t index = 0; index < PyTuple_Size(pairs); index++) {
        char data[2 * LONGEST];
        unsigned long pair = PyLong_AsUnsignedLong(PyTuple_GetItem(pairs, index));
        if (PyErr_Occurred() != NULL) {
            return -1;
        }
        Py_ssize_t size = write_bytes(look, wrong, low, at, data);
        data[size++] = (char)(pair >> 8);
        data[size++] = (char)pair;
        size += write_bytes(look, wrong, at + 1, high, data + size);
        if (read_in_all(look, wrong, place, data, size, size == high - low, 0) < 0) {
            return -1;
        }
    }
    return 0;
}

int
read_line(Look *look, const Wrong *wrong, Py_ssize_t low, Py_ssize_t high)
{
    char data[2 * LONGEST];
    find_longest(look, wrong, &low, &high);
    int has_twins = 0;
    for (Py_ssize_t at = low; wrong->twinned != NULL && at < high; at++) {
        has_twins |= may_have_twins(wrong, code_at(look->codes, at));
    }
    Py_ssize_t size = write_bytes(look, wrong, low, high, data);
    if (look->place.scorer == NULL || look->low != low || look->high != high) {
        look->place = place_of(look, low, high);
        look->low = low;
        look->high = high;
    }
    Place place = look->place;
    int last = look->is_last && !has_twins;
    if (read_in_all(look, wrong, &place, data, size, size == high - low, last) < 0) {
        return -1;
    }
    for (Py_ssize_t at = low; has_twins && at < high; at++) {
        if (read_twins(look, wrong, &place, low, high, at) < 0) {
            return -1;
        }
    }
    return 0;
}

int
read_core(Look *look, const Wrong *wrong, Core core, char *data)
{
    Py_ssize_t low = core.low, high = core.high, beyond = 0, shown = 0;
    find_longest(look, wrong, &low, &high);
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        int is_beyond = code_at(look->codes, place) > 0x7F;
        beyond += is_beyond;
        shown += is_beyond && place >= low && place < high;
    }
    if ((double)shown < LEAST_SHOWN * (double)beyond) {
        return 0;
    }
    Py_ssize_t size = write_bytes(look, wrong, low, high, data);
    Place place = place_of(look, low, high);
    return read_in_all(look, wrong, &place, data, size, size == high - low, 0);
}
