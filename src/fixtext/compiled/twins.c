/* Characters with several pairs of bytes in the wrong codec: fixtext/encodings/twins.py has it in
   numpy, and says why. */

#include "bounds.h"

#define AROUND 8
#define NORMALISED 48 /* units that it costs that Korean text was normalised */
#define PIECE (2 * AROUND + 2)

/* What is read with the twins of a text: its bytes as they are laid out, and where a character of the
   right codec begins. */
typedef struct {
    const Reading *reading;
    unsigned char *shown;
    unsigned char *begins;
    Py_ssize_t size;
} Twins;

#define FIRST_UNMEANT 0xF8F0u

/* Read what begins at a place as Python does: Shift_JIS of Windows makes characters of bytes that are
   none of its own, whatever is behind them. */
static Read
read_as_python(const Decoder *decoder, const unsigned char *data, Py_ssize_t size, Py_ssize_t place)
{
    Read read = read_at(decoder, data, size, place);
    unsigned byte = data[place];
    int is_unmeant = byte == 0x80 || byte == 0xA0 || byte >= 0xFD;
    if ((read.length == 0 || read.stray) && is_unmeant && decoder->name != NULL &&
        strcmp(decoder->name, "cp932") == 0) {
        uint32_t code = byte == 0x80 ? byte : FIRST_UNMEANT + (byte == 0xA0 ? 0 : byte - 0xFC);
        return (Read){code, 1, 0};
    }
    return read;
}

/* The units of some bytes in the right codec, as if they began a line; CANNOT_TELL where tables do
   not read them. */
static int64_t
units_of(const Reading *reading, const unsigned char *data, Py_ssize_t size)
{
    Context context = line_start(reading->scorer);
    int64_t units = 0;
    Read read;
    for (Py_ssize_t place = 0; place < size; place += read.length) {
        read = read_as_python(reading->decoder, data, size, place);
        if (read.length == 0) {
            return CANNOT_TELL;
        }
        units += next_units(reading->scorer, &context, read.code);
    }
    return units;
}

/* The units of what is near a pair, with another one in its place. */
static int64_t
units_with(const Twins *twins, Py_ssize_t start, unsigned long pair)
{
    Py_ssize_t low = start > AROUND ? start - AROUND : 0, size = 0;
    while (low < start && !twins->begins[low]) {
        low++;
    }
    unsigned char piece[PIECE];
    for (Py_ssize_t place = low; place < start; place++) {
        piece[size++] = twins->shown[place];
    }
    piece[size++] = (unsigned char)(pair >> 8);
    piece[size++] = (unsigned char)pair;
    for (Py_ssize_t place = start + 2; place < start + 2 + AROUND && place < twins->size; place++) {
        piece[size++] = twins->shown[place];
    }
    return units_of(twins->reading, piece, size);
}

/* Put the pair in place with which the text reads best; 1, 0 where that is not told, or -1 with an
   error set. */
static int
put_best(const Twins *twins, PyObject *pairs, int doubt, Py_ssize_t start, unsigned char *data)
{
    unsigned long best = (unsigned long)(data[start] << 8 | data[start + 1]);
    int64_t least = units_with(twins, start, best);
    for (Py_ssize_t index = 0; least >= 0 && index < PyTuple_Size(pairs); index++) {
        unsigned long pair = PyLong_AsUnsignedLong(PyTuple_GetItem(pairs, index));
        if (PyErr_Occurred() != NULL) {
            return -1;
        }
        int64_t units = units_with(twins, start, pair);
        if (units < 0) {
            return 0;
        }
        if (units + doubt < least) {
            least = units + doubt;
            best = pair;
        }
    }
    data[start] = (unsigned char)(best >> 8);
    data[start + 1] = (unsigned char)best;
    return least >= 0;
}

static int
put_all(const Twins *twins, PyObject *further, int doubt, Laid *laid)
{
    int told = 1;
    for (Py_ssize_t place = 0; told > 0 && place < laid->size; place++) {
        if (laid->first[place] < 0) {
            continue;
        }
        PyObject *code = PyLong_FromUnsignedLong(code_at(laid->codes, laid->first[place]));
        PyObject *pairs = code == NULL ? NULL : PyDict_GetItemWithError(further, code);
        Py_XDECREF(code);
        if (pairs != NULL) {
            told = put_best(twins, pairs, doubt, place, laid->data);
        }
        else if (PyErr_Occurred() != NULL) {
            told = -1;
        }
    }
    return told;
}

int
put_twins(PyObject *further, int is_korean, const Reading *reading, Laid *laid)
{
    Twins twins = {.reading = reading, .size = laid->size};
    twins.shown = PyMem_Calloc((size_t)laid->size + 1, 2);
    if (twins.shown == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    twins.begins = twins.shown + laid->size + 1;
    memcpy(twins.shown, laid->data, (size_t)laid->size);
    int told = 1;
    Read read;
    for (Py_ssize_t place = 0; told && place < laid->size; place += read.length) {
        twins.begins[place] = 1;
        read = read_as_python(reading->decoder, laid->data, laid->size, place);
        told = read.length > 0;
    }
    if (told) {
        told = put_all(&twins, further, is_korean ? NORMALISED : 0, laid);
    }
    PyMem_Free(twins.shown);
    return told;
}
