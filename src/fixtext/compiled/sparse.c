/* Where a long text is surprising of which few characters are beyond ASCII: fixtext/encodings/glance.py
   has it in numpy, and says why. */

#include "screen.h"

#define STRIDE 16
#define APART 8 /* units that each ASCII character between two others takes away */
#define FARTHEST 16
#define NO_LETTER 0x250
#define MOST_LETTER 64

/* The first place from here on of a character beyond ASCII, or the end. */
static Py_ssize_t
next_beyond(const Py_buffer *codes, Py_ssize_t place, Py_ssize_t count)
{
    for (; place + STRIDE <= count; place += STRIDE) {
        uint32_t all = 0;
        for (Py_ssize_t index = 0; index < STRIDE; index++) {
            all |= code_at(codes, place + index);
        }
        if (all > 0x7F) {
            break;
        }
    }
    while (place < count && code_at(codes, place) <= 0x7F) {
        place++;
    }
    return place;
}

/* ASCII but no letter, or punctuation. */
static int
is_sign(uint32_t code)
{
    uint32_t lower = code | 0x20;
    return (code < 0x80 && (lower < 'a' || lower > 'z')) || (code >= 0x2010 && code <= 0x2027);
}

/* Whether a quotation mark or apostrophe is where English has it. */
static int
is_quote(const Py_buffer *codes, Py_ssize_t place, Py_ssize_t count)
{
    switch (code_at(codes, place)) {
    case 0x2018:
    case 0x201C:
        return place == 0 || is_sign(code_at(codes, place - 1));
    case 0x2019:
        return place > 0 && code_at(codes, place - 1) < 0x80;
    case 0x201D:
        return place == count - 1 || is_sign(code_at(codes, place + 1));
    default:
        return 0;
    }
}

/* How surprising a character beyond ASCII is behind the one before, in units. */
static int64_t
surprise_at(const Screen *self, const Py_buffer *codes, Py_ssize_t place, Py_ssize_t count)
{
    uint32_t code = code_at(codes, place);
    if (is_quote(codes, place, count)) {
        return 0;
    }
    uint32_t first = screen_record(self->records, code_at(codes, place > 0 ? place - 1 : 0));
    int64_t units = surprise_of(self, first, screen_record(self->records, code));
    return code < NO_LETTER && units > MOST_LETTER ? MOST_LETTER : units;
}

/* -1 if there is no room for what is found. */
static int
find_among(const Screen *self, const Py_buffer *codes, int64_t least, Numbers *found)
{
    Py_ssize_t count = codes_in(codes), behind = 0;
    int64_t sum = 0;
    for (;;) {
        Py_ssize_t place = next_beyond(codes, behind, count);
        if (place == count) {
            return 0;
        }
        Py_ssize_t between = place - behind < FARTHEST ? place - behind : FARTHEST;
        sum -= APART * between;
        sum = (sum > 0 ? sum : 0) + surprise_at(self, codes, place, count);
        sum = sum > 0 ? sum : 0;
        if (sum >= least && add_number(found, place) < 0) {
            return -1;
        }
        behind = place + 1;
    }
}

/* Arguments: code points, uint32 (n,); the units that must add up. The places beyond ASCII where they do,
   int64, as bytes. */
PyObject *
screen_suspicious_among(PyObject *object, PyObject *args)
{
    PyObject *source;
    Py_buffer codes;
    long long least;
    Numbers found = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OL:suspicious_among", &source, &least) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_among((const Screen *)object, &codes, least, &found);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}
