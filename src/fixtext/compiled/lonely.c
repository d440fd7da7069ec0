/* Lonely ideographs at either end of a Latin word: fixtext/encodings/as_it_is.py has it in numpy. */

#include "costs.h"

#define FAR 30
#define PART 256

static inline int
is_ideograph(uint32_t code)
{
    return code >= 0x3400 && code < 0xD7A4;
}

static inline int
is_small_letter(uint32_t code)
{
    return code >= 'a' && code <= 'z';
}

static int
append_lonely(PyObject *places, const Py_buffer *codes, Py_ssize_t place)
{
    int ends = place > 0 && is_small_letter(code_at(codes, place - 1));
    int begins = place + 1 < codes_in(codes) && is_small_letter(code_at(codes, place + 1));
    if (!ends && !begins) {
        return 0;
    }
    if (places == NULL) {
        return 1;
    }
    return append_new(places, PyLong_FromSsize_t(place)) < 0 ? -1 : 0;
}

/* Not 0 as soon as one is found that is not wanted on a list, or with an error set. */
static int
append_all_lonely(PyObject *places, const Py_buffer *codes)
{
    Py_ssize_t before = -FAR, last = -1, count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        if (!is_ideograph(code_at(codes, place))) {
            continue;
        }
        int is_alone = last >= 0 && last - before >= FAR && place - last >= FAR;
        int ended = is_alone ? append_lonely(places, codes, last) : 0;
        if (ended != 0) {
            return ended;
        }
        before = last >= 0 ? last : before;
        last = place;
    }
    int is_alone = last >= 0 && last - before >= FAR;
    return is_alone ? append_lonely(places, codes, last) : 0;
}

/* How many ideographs there are, or a number above the most that are asked for. Parts are counted without
   a branch, which a compiler makes use of. */
static Py_ssize_t
ideographs_up_to(const Py_buffer *codes, Py_ssize_t most)
{
    Py_ssize_t number = 0, count = codes_in(codes);
    for (Py_ssize_t start = 0, end; start < count && number <= most; start = end) {
        uint32_t in_part = 0;
        end = count - start < PART ? count : start + PART;
        for (Py_ssize_t place = start; place < end; place++) {
            in_part += is_ideograph(code_at(codes, place));
        }
        number += (Py_ssize_t)in_part;
    }
    return number;
}

int
find_lonely(PyObject *places, const Py_buffer *codes)
{
    Py_ssize_t most = codes_in(codes) / FAR, ideographs = ideographs_up_to(codes, most);
    return ideographs > 0 && ideographs <= most ? append_all_lonely(places, codes) : 0;
}

PyObject *
lonely(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    PyObject *places = PyList_New(0);
    if (places != NULL && find_lonely(places, &codes) < 0) {
        Py_CLEAR(places);
    }
    PyBuffer_Release(&codes);
    return places;
}
