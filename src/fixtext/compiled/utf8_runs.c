/* Runs of bytes that are UTF-8: fixtext/decoding/utf8_runs.py has it with numpy. */

#include "decoders.h"

typedef struct {
    const unsigned char *data;
    Py_ssize_t size;
    int least; /* bytes of a character */
} Searched;

#define BLOCK 64
#define BEFORE 4 /* bytes that are looked at before a place, and behind it */
#define BEHIND 2

static inline int
continues(unsigned byte)
{
    return (byte & 0xC0u) == 0x80u;
}

/* Whether two characters may meet at a place: a byte that continues stands before one that leads,
   and one behind it. */
static inline int
may_meet(const unsigned char *at)
{
    return continues(at[-1]) & (at[0] >= 0xC2) & continues(at[1]);
}

/* The same for characters of three bytes and more, with a byte that leads the first of them. */
static inline int
longer_may_meet(const unsigned char *at)
{
    return continues(at[-2]) & continues(at[-1]) & (at[0] >= 0xE0) & continues(at[1]) &
           continues(at[2]) & ((at[-3] >= 0xE0) | (at[-4] >= 0xE0));
}

/* Whether that may be somewhere in a block. There is no branch in these loops, so that compilers
   make them work on many bytes at once. */
static int
may_meet_in_block(const unsigned char *at)
{
    unsigned char any = 0;
    for (int byte = 0; byte < BLOCK; byte++) {
        any |= (unsigned char)may_meet(at + byte);
    }
    return any;
}

static int
longer_may_meet_in_block(const unsigned char *at)
{
    unsigned char any = 0;
    for (int byte = 0; byte < BLOCK; byte++) {
        any |= (unsigned char)longer_may_meet(at + byte);
    }
    return any;
}

/* How many bytes the character has that begins at a place; 0 for none, or a shorter one. */
static int
character_at(const Searched *in, Py_ssize_t place)
{
    int length = utf8_character_at(in->data, in->size, place);
    return length >= in->least ? length : 0;
}

/* Where the character begins that ends at a place, and behind which another one begins; or -1. */
static Py_ssize_t
first_of_two(const Searched *in, Py_ssize_t second)
{
    if (in->data[second] < 0xC2 || character_at(in, second) == 0) {
        return -1;
    }
    for (int length = in->least; length <= 4 && length <= second; length++) {
        if (character_at(in, second - length) == length) {
            return second - length;
        }
    }
    return -1;
}

/* The next place, from one on, at which two characters may meet, or where that is not known. */
static Py_ssize_t
next_place(const Searched *in, Py_ssize_t place)
{
    Py_ssize_t last = in->size - BLOCK - BEHIND;
    int (*in_block)(const unsigned char *) =
        in->least == 2 ? may_meet_in_block : longer_may_meet_in_block;
    while (place >= BEFORE && place <= last) {
        if (!in_block(in->data + place)) {
            place += BLOCK;
            continue;
        }
        for (Py_ssize_t end = place + BLOCK; place < end; place++) {
            const unsigned char *at = in->data + place;
            if (in->least == 2 ? may_meet(at) : longer_may_meet(at)) {
                return place;
            }
        }
    }
    return place;
}

/* Put the runs on a list; -1 with an error set on failure. */
static int
list_runs(const Searched *in, PyObject *runs)
{
    Py_ssize_t place = next_place(in, in->least);
    while (place < in->size) {
        Py_ssize_t start = first_of_two(in, place), length;
        if (start < 0) {
            place = next_place(in, place + 1);
            continue;
        }
        while (place < in->size && (length = character_at(in, place)) > 0) {
            place += length;
        }
        if (append_new(runs, Py_BuildValue("(nn)", start, place)) < 0) {
            return -1;
        }
        place = next_place(in, place + in->least);
    }
    return 0;
}

/* Arguments: the bytes, and how many of them a character has at least, 2 or 3. */
PyObject *
utf8_runs(PyObject *module, PyObject *args)
{
    (void)module;
    Py_buffer view;
    int least;
    if (!PyArg_ParseTuple(args, "y*i:utf8_runs", &view, &least)) {
        return NULL;
    }
    Searched in = {view.buf, view.len, least < 3 ? 2 : 3};
    PyObject *runs = PyList_New(0);
    if (runs != NULL && list_runs(&in, runs) < 0) {
        Py_CLEAR(runs);
    }
    PyBuffer_Release(&view);
    return runs;
}
