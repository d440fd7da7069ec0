/* Where a long text is surprising by pairs of neighbours: fixtext/language/pair_screen.py has it in
   numpy. */

#include "unknown_pairs.h"

#define ROW 16 /* the longest row that is summed up */

/* A part of a text, of which rows are followed: how surprising every character is, and which are middles of
   rows. In front of these is what is known of so many characters before the part. */
typedef struct {
    Unknown pairs;
    int16_t surprise[ROW + PART];
    uint8_t is_middle[ROW + PART];
    int any_middle;
} Part;

/* Fill in how surprising each character of a part is from a place on, as far as it is of so many. */
static void
fill_surprise(Part *part, Py_ssize_t from, Py_ssize_t size)
{
    for (Py_ssize_t index = from; index < size; index++) {
        part->surprise[ROW + index] = KNOWN_SURPRISE;
    }
    for (Py_ssize_t turn = part->pairs.count - 1; turn >= 0 && part->pairs.unknown[turn] >= from; turn--) {
        part->surprise[ROW + part->pairs.unknown[turn]] = part->pairs.excess[turn];
    }
}

/* Mark the middles of the rows of a part that are surprising enough; `start` is where it begins, and
   `rise` is the sum that the part before ended with. */
static void
mark_middles(Part *part, Py_ssize_t start, Py_ssize_t size, int64_t rise, int64_t least)
{
    for (Py_ssize_t index = ROW; index < ROW + size; index++) {
        rise = rise + part->surprise[index] > 0 ? rise + part->surprise[index] : 0;
        if (rise < least) {
            continue;
        }
        Py_ssize_t row = 1, place = start + index - ROW;
        int64_t sum = part->surprise[index];
        for (Py_ssize_t length = 2; length <= ROW && length <= place; length *= 2) {
            for (; row < length; row++) {
                sum += part->surprise[index - row];
            }
            if (sum >= least) {
                part->is_middle[index - (length / 2 - 1)] = 1;
                part->any_middle = 1;
            }
        }
    }
}

/* Put the middles among so many characters of a part on the list, which begins at a place. */
static int
take_middles(Part *part, Py_ssize_t start, Py_ssize_t size, Numbers *found)
{
    for (Py_ssize_t index = 0; index < size; index++) {
        if (part->is_middle[index] && add_number(found, start - ROW + index) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Keep what is known of the last characters of a part of so many, in front of the next one. */
static void
keep_last(Part *part, Py_ssize_t size)
{
    part->pairs.records[0] = part->pairs.records[size];
    memmove(part->surprise, part->surprise + size, ROW * sizeof(int16_t));
    if (part->any_middle) {
        memmove(part->is_middle, part->is_middle + size, ROW);
        memset(part->is_middle + ROW, 0, PART);
        part->any_middle = memchr(part->is_middle, 1, ROW) != NULL;
    }
}

/* -1 if there is no room for what is found. */
static int
find_suspicious(const Screen *self, const Py_buffer *codes, int64_t least, Numbers *found)
{
    Py_ssize_t count = codes_in(codes), start = 1, size;
    Part part;
    memset(&part, 0, sizeof part);
    int64_t rise = 0;
    part.pairs.records[0] = count > 0 ? screen_record(self->without_marks, code_at(codes, 0)) : 0;
    for (; start < count; start += size) {
        size = count - start < PART ? count - start : PART;
        find_unknown(self, codes, start, size, &part.pairs);
        int64_t before = rise;
        int any = rise_of(self, &part.pairs, size, &rise) >= least;
        /* of other parts, only rows of the next one ask for the last few */
        fill_surprise(&part, any || size < ROW ? 0 : size - ROW, size);
        if (any) {
            mark_middles(&part, start, size, before, least);
        }
        /* the last ones may still be those of rows of the next part */
        if (part.any_middle && take_middles(&part, start, size, found) < 0) {
            return -1;
        }
        keep_last(&part, size);
    }
    return part.any_middle ? take_middles(&part, start, ROW, found) : 0;
}

/* Arguments: code points, uint32 (n,); the units that a row must be surprising by. The middles of such
   rows, int64, as bytes. */
PyObject *
screen_suspicious(PyObject *object, PyObject *args)
{
    PyObject *source;
    Py_buffer codes;
    long long least;
    Numbers found = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OL:suspicious", &source, &least) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_suspicious((const Screen *)object, &codes, least, &found);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}
