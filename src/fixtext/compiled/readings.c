/* Bytes read in many codecs, and what each reading costs: fixtext/encodings/first_look.py has it in
   numpy. */

#include "readings.h"

/* Add the units of some code points, up to where there is nothing to gain any more: none takes away
   from a sum. */
static void
add_codes(const Place *place, Context *context, const uint32_t *codes, Py_ssize_t size,
          int64_t *units)
{
    for (Py_ssize_t index = 0; index < size && *units <= place->limit; index++) {
        *units += counted(place, context, codes[index]);
    }
}

void
add_behind(const Place *place, Context *context, int64_t *units)
{
    add_codes(place, context, place->behind, place->behind_size, units);
}

/* The units of bytes in a codec of single bytes; of a reading that is not cheaper, of a part of it. */
static int64_t
single_units(Place *place, const Decoder *decoder, const unsigned char *data, Py_ssize_t size)
{
    Context context = place->before;
    int64_t units = 0;
    for (Py_ssize_t index = 0; index < size && units <= place->limit; index++) {
        units += counted(place, &context, decoder->single[data[index]]);
    }
    place->is_nothing = 0;
    add_behind(place, &context, &units);
    return units;
}

/* The units of bytes by the tables of a decoder, the same; -1 where that takes the codec itself. */
static int64_t
table_units(Place *place, const Decoder *decoder, const unsigned char *data, Py_ssize_t size)
{
    if (is_single(decoder)) {
        return single_units(place, decoder, data, size);
    }
    Context context = place->before;
    int64_t units = 0;
    int made = 0;
    Py_ssize_t index = 0;
    while (index < size && units <= place->limit) {
        Read read = read_at(decoder, data, size, index);
        int length = read.stray ? lost_at(decoder, data, size, index) : read.length;
        if (length == 0) {
            return -1;
        }
        made |= !read.stray && read.code >= 0x80 && read.code != REPLACEMENT;
        units += counted(place, &context, read.stray ? REPLACEMENT : read.code);
        index += length;
    }
    place->is_nothing = !made;
    add_behind(place, &context, &units);
    return units;
}

static int
all_ascii_or_lost(const uint32_t *codes, Py_ssize_t size)
{
    Py_ssize_t index = 0;
    while (index < size && (codes[index] < 0x80 || codes[index] == REPLACEMENT)) {
        index++;
    }
    return index == size;
}

#define FIRST_UNMEANT 0xF8F0u /* what Python's windows-932 makes of four bytes that mean nothing there */
#define UNMEANT 4

/* The same in a codec of Python's; -1 with an error set where there is none. */
static int64_t
codec_units(Place *place, const char *codec, const char *data, Py_ssize_t size)
{
    PyObject *text = PyUnicode_Decode(data, size, codec, "replace");
    if (text == NULL) {
        return -1;
    }
    Py_ssize_t length = PyUnicode_GetLength(text);
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(text);
    Py_DECREF(text);
    if (codes == NULL) {
        return -1;
    }
    for (Py_ssize_t index = 0; strcmp(codec, "cp932") == 0 && index < length; index++) {
        codes[index] = codes[index] - FIRST_UNMEANT < UNMEANT ? REPLACEMENT : codes[index];
    }
    Context context = place->before;
    int64_t units = 0;
    add_codes(place, &context, codes, length, &units);
    add_behind(place, &context, &units);
    place->is_nothing = all_ascii_or_lost(codes, length);
    PyMem_Free(codes);
    return units;
}

int64_t
decoder_units(Place *place, const Decoder *decoder, const char *data, Py_ssize_t size)
{
    int64_t units = table_units(place, decoder, (const unsigned char *)data, size);
    return units < 0 ? codec_units(place, decoder->name, data, size) : units;
}

static int
read_around(Place *place, PyObject *before, PyObject *behind)
{
    uint32_t codes[MOST_AROUND];
    Py_ssize_t size = PyUnicode_GetLength(before);
    place->behind_size = PyUnicode_GetLength(behind);
    if (size > MOST_AROUND || place->behind_size > MOST_AROUND) {
        PyErr_Format(PyExc_ValueError, "more than %d characters around", MOST_AROUND);
        return -1;
    }
    if (PyUnicode_AsUCS4(before, (Py_UCS4 *)codes, MOST_AROUND, 0) == NULL ||
        PyUnicode_AsUCS4(behind, (Py_UCS4 *)place->behind, MOST_AROUND, 0) == NULL) {
        return -1;
    }
    memset(&place->before, 0, sizeof(place->before));
    for (Py_ssize_t index = 0; index < size; index++) {
        next_units(place->scorer, &place->before, codes[index]);
    }
    return 0;
}

/* Arguments: the bytes; a tuple of decoders (decoders.h); the three characters before the bytes and
   some behind them; the most that a character counts, and what U+FFFD does, in units; the bits that
   the bytes cost as they are shown. */
PyObject *
scorer_cheaper_readings(PyObject *object, PyObject *args)
{
    Place place = {.scorer = (const Scorer *)object};
    const char *data;
    Py_ssize_t size;
    PyObject *decoders, *before, *behind;
    int most, lost;
    if (!PyArg_ParseTuple(args, "y#O!UUiid:cheaper_readings", &data, &size, &PyTuple_Type,
                          &decoders, &before, &behind, &most, &lost, &place.cost) ||
        read_around(&place, before, behind) < 0) {
        return NULL;
    }
    place.most = most > 0 ? most : 0;
    place.lost = lost > 0 ? lost : 0;
    set_least(&place, 0.0);
    PyObject *cheaper = PyList_New(0);
    Py_ssize_t number = cheaper == NULL ? 0 : PyTuple_Size(decoders);
    for (Py_ssize_t index = 0; index < number; index++) {
        Decoder decoder;
        int failed = open_decoder(PyTuple_GetItem(decoders, index), &decoder) < 0;
        int64_t units = 0;
        if (!failed) {
            units = decoder_units(&place, &decoder, data, size);
            failed = units < 0;
            close_decoder(&decoder);
        }
        if (!failed && is_cheaper(&place, units)) {
            PyObject *found = Py_BuildValue("(nL)", index, (long long)units);
            failed = append_new(cheaper, found) < 0;
        }
        if (failed) {
            Py_DECREF(cheaper);
            return NULL;
        }
    }
    return cheaper;
}
