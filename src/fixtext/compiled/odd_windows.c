/* Whether double-byte text has a place that makes no sense and reads better one byte off:
   `suspicious` in fixtext/encodings/out_of_step.py has it in numpy. */

#include "laid_bytes.h"
#include "surprise.h"

/* fixtext/encodings/out_of_step.py owns these numbers, of text that makes no sense: units, but for the
   characters around. */
#define EXPECTED 76
#define LEAST_ODD 112
#define DROP_ODD 112
#define MOST_ODD 80
#define LOWEST_ODD (-48)
#define MOST_OF_ASCII 4
#define DROP_OFF 160
#define AROUND_ODD 8

/* The stretches whose gains add up, as a list of starts, ends and gains. */
static PyObject *
summed(const LaidBytes *laid, const Py_buffer *codes, double least, double drop)
{
    Search search = {codes, laid->gains, laid->count, least, drop, 0, PyList_New(0), NULL, 0};
    if (search.found != NULL && search_all(&search) < 0) {
        Py_CLEAR(search.found);
    }
    return search.found;
}

/* Put the gains of a character of text that makes no sense: what it costs more than in other text. */
static void
find_excess(LaidBytes *laid)
{
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        int32_t excess = laid->costs[place] - EXPECTED;
        int32_t most = laid->codes[place] > 0x7F ? MOST_ODD : MOST_OF_ASCII;
        excess = excess < LOWEST_ODD ? LOWEST_ODD : excess > most ? most : excess;
        laid->gains[place] = (int16_t)excess;
    }
}

/* Find the window around the stretches of a list; 0 where they have several, -1 with an error set. */
static int
find_window(PyObject *odd, Py_ssize_t count, Py_ssize_t *low, Py_ssize_t *high)
{
    for (Py_ssize_t index = 0; index < PyList_Size(odd); index++) {
        Py_ssize_t start, end;
        long long gain;
        if (!PyArg_ParseTuple(PyList_GetItem(odd, index), "nnL:odd", &start, &end, &gain)) {
            return -1;
        }
        start = start > AROUND_ODD ? start - AROUND_ODD : 0;
        end = end + AROUND_ODD < count ? end + AROUND_ODD : count;
        if (index > 0 && start > *high) {
            return 0;
        }
        *low = index == 0 ? start : *low;
        *high = end;
    }
    return 1;
}

/* Whether a window of a text that is laid out reads better one byte off; -1 with an error set. */
static int
window_may_be_off(const Codec *codec, const Py_buffer *codes, LaidBytes *laid, Py_ssize_t low,
                  Py_ssize_t high, int64_t least)
{
    Py_buffer inside = {
        .buf = (uint32_t *)codes->buf + low, .len = 4 * (high - low), .itemsize = 4};
    laid->size = 0;
    laid->count = high - low;
    laid->costs += low; /* of the whole text */
    lay_out_bytes(codec, &inside, laid);
    if (!find_natural(codec, laid)) {
        return 1;
    }
    find_before(laid);
    Off off = {{{0, 0, 0}, 0, 0, 0}, -1};
    Py_ssize_t at = ROOM;
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        int pair = laid->packed[place] > 0xFF;
        laid->gains[place] = pair ? (int16_t)gain_off(codec, laid, &off, place, at) : 0;
        at += 1 + pair;
    }
    PyObject *found = summed(laid, &inside, (double)least, DROP_OFF);
    int may = found == NULL ? -1 : PyList_Size(found) > 0;
    Py_XDECREF(found);
    return may;
}

/* The same of what makes no sense in a text. */
static int
odd_may_be_off(const Codec *codec, const Py_buffer *codes, LaidBytes *laid, int64_t least)
{
    lay_out_bytes(codec, codes, laid);
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        if (laid->packed[place] == 0) {
            return 1; /* a character of ASCII that the codec does not have */
        }
    }
    find_costs(codec, laid, INT32_MAX);
    find_excess(laid);
    PyObject *odd = summed(laid, codes, LEAST_ODD, DROP_ODD);
    if (odd == NULL) {
        return -1;
    }
    Py_ssize_t low = 0, high = 0;
    int any = PyList_Size(odd) > 0;
    int one = any ? find_window(odd, laid->count, &low, &high) : 0;
    Py_DECREF(odd);
    if (!any || one < 0) {
        return any ? -1 : 0;
    }
    return one ? window_may_be_off(codec, codes, laid, low, high, least) : 1;
}

int
may_be_suspicious(const Codec *codec, const Py_buffer *codes, int64_t least)
{
    LaidBytes laid = {.count = codes_in(codes)};
    void *memory = room_for_bytes(&laid);
    int may = memory == NULL ? -1 : odd_may_be_off(codec, codes, &laid, least);
    PyMem_Free(memory);
    return may;
}
