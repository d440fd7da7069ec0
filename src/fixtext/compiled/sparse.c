/* Where a long text is surprising of which few characters are beyond ASCII: fixtext/encodings/glance.py
   has it in numpy, and says why. */

#include "eight.h"
#include "screen.h"

#define APART 8 /* units that each ASCII character between two others takes away */
#define FARTHEST 16
#define NO_LETTER 0x250
#define MOST_LETTER 64

/* Mark those of a few characters that are beyond ASCII. */
static void
mark_beyond(const Py_buffer *codes, Py_ssize_t start, Py_ssize_t size, uint8_t *marks)
{
    memset(marks, 0, MARKS);
    for (Py_ssize_t index = 0; index < size; index++) {
        marks[index] = (uint8_t)(0u - (code_at(codes, start + index) > 0x7F));
    }
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

/* What adds up to a place: the sum, which is no less than nothing, and the place behind the last character
   that was beyond ASCII. */
typedef struct {
    int64_t sum;
    Py_ssize_t behind;
} Rise;

static void
add_surprise(const Screen *self, const Py_buffer *codes, Py_ssize_t place, Rise *rise)
{
    Py_ssize_t between = place - rise->behind < FARTHEST ? place - rise->behind : FARTHEST;
    int64_t sum = rise->sum - APART * between;
    sum = (sum > 0 ? sum : 0) + surprise_at(self, codes, place, codes_in(codes));
    rise->sum = sum > 0 ? sum : 0;
    rise->behind = place + 1;
}

/* -1 if there is no room for what is found. */
static int
find_among(const Screen *self, const Py_buffer *codes, int64_t least, Numbers *found)
{
    Py_ssize_t count = codes_in(codes);
    Rise rise = {0, 0};
    uint8_t marks[MARKS];
    for (Py_ssize_t start = 0; start < count; start += MARKS) {
        mark_beyond(codes, start, count - start < MARKS ? count - start : MARKS, marks);
        for (uint64_t left = marked_of(marks); left != 0; left &= left - 1) {
            Py_ssize_t place = start + lowest_bit(left);
            add_surprise(self, codes, place, &rise);
            if (rise.sum >= least && add_number(found, place) < 0) {
                return -1;
            }
        }
    }
    return 0;
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
