/* How the bytes of each codec are read: fixtext/encodings/decoders.py makes the tables. */

#include "decoders.h"

int
read_shown(const Py_buffer *view, Shown *shown)
{
    if (view->len == 0) {
        PyErr_SetString(PyExc_ValueError, "to_bytes is empty");
        return -1;
    }
    *shown = (Shown){view->buf, view->len / 2};
    return 0;
}

/* Open one of the tables that there may be none of; 0 with nothing open where it is None. */
static int
open_optional(PyObject *source, Py_buffer *view, const char *name, Py_ssize_t count)
{
    if (source == Py_None) {
        return 0;
    }
    return open_table(source, view, name, 4, count, 0) < 0 ? -1 : 1;
}

void
close_decoder(Decoder *decoder)
{
    for (int table = 0; table < DECODER_TABLES; table++) {
        if (decoder->is_open[table] > 0) {
            PyBuffer_Release(&decoder->views[table]);
        }
    }
}

static const char KEPT_OPEN[] = "fixtext.compiled.Decoder";

/* A decoder that is kept open is what a capsule points to, with the tuple that its tables are of. */
typedef struct {
    Decoder decoder;
    PyObject *source;
} KeptOpen;

static void
close_kept_open(PyObject *capsule)
{
    KeptOpen *kept = PyCapsule_GetPointer(capsule, KEPT_OPEN);
    if (kept != NULL) {
        close_decoder(&kept->decoder);
        Py_DECREF(kept->source);
        PyMem_Free(kept);
    }
}

/* Arguments: a decoder, as a tuple. The same, kept open, since to open it takes longer than to read
   what is surprising in a title. */
PyObject *
keep_open(PyObject *module, PyObject *source)
{
    (void)module;
    KeptOpen *kept = PyMem_Malloc(sizeof *kept);
    if (kept == NULL) {
        return PyErr_NoMemory();
    }
    if (open_decoder(source, &kept->decoder) < 0) {
        PyMem_Free(kept);
        return NULL;
    }
    kept->source = Py_NewRef(source);
    PyObject *capsule = PyCapsule_New(kept, KEPT_OPEN, close_kept_open);
    if (capsule == NULL) {
        close_decoder(&kept->decoder);
        Py_DECREF(source);
        PyMem_Free(kept);
    }
    return capsule;
}

int
open_decoder(PyObject *source, Decoder *decoder)
{
    if (PyCapsule_IsValid(source, KEPT_OPEN)) {
        *decoder = ((KeptOpen *)PyCapsule_GetPointer(source, KEPT_OPEN))->decoder;
        memset(decoder->is_open, 0, sizeof decoder->is_open); /* it is closed by who keeps it */
        return 0;
    }
    static const char *const names[] = {"single", "pairs", "threes"};
    static const Py_ssize_t counts[] = {BYTES, PAIRS, PAIRS};
    PyObject *sources[DECODER_TABLES];
    memset(decoder, 0, sizeof(*decoder));
    if (!PyArg_ParseTuple(source, "sOOO:decoder", &decoder->name, &sources[0], &sources[1],
                          &sources[2])) {
        return -1;
    }
    int failed = 0;
    for (int table = 0; table < DECODER_TABLES && !failed; table++) {
        decoder->is_open[table] =
            open_optional(sources[table], &decoder->views[table], names[table], counts[table]);
        failed = decoder->is_open[table] < 0;
    }
    if (!failed && decoder->is_open[0] < decoder->is_open[1]) {
        PyErr_SetString(PyExc_ValueError, "pairs without single bytes");
        failed = 1;
    }
    if (failed) {
        close_decoder(decoder);
        return -1;
    }
    decoder->single = decoder->is_open[0] ? decoder->views[0].buf : NULL;
    decoder->pairs = decoder->is_open[1] ? decoder->views[1].buf : NULL;
    decoder->threes = decoder->is_open[2] ? decoder->views[2].buf : NULL;
    return 0;
}

typedef struct {
    const unsigned char *data;
    Py_ssize_t size;
} Bytes;

static Read
stray_at(Bytes bytes, Py_ssize_t place)
{
    return (Read){0xDC00u + bytes.data[place], 1, 1};
}

static int
follows(Bytes bytes, Py_ssize_t place, unsigned low, unsigned high)
{
    return place < bytes.size && bytes.data[place] >= low && bytes.data[place] <= high;
}

/* Whether these are two surrogates, of three bytes each, which make one character. */
static int
is_surrogate_pair(Bytes bytes, Py_ssize_t place)
{
    return follows(bytes, place + 1, 0xA0, 0xAF) && follows(bytes, place + 2, 0x80, 0xBF) &&
           follows(bytes, place + 3, 0xED, 0xED) && follows(bytes, place + 4, 0xB0, 0xBF) &&
           follows(bytes, place + 5, 0x80, 0xBF);
}

/* How long the character is that a byte of UTF-8 begins, 1 for none; and what its second byte may
   be. */
static int
utf8_length(unsigned byte, unsigned *low, unsigned *high)
{
    *low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    *high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return byte < 0xC2 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF5 ? 4 : 1;
}

/* How many bytes of it are there. */
static int
utf8_there(Bytes bytes, Py_ssize_t place)
{
    unsigned low, high;
    int length = utf8_length(bytes.data[place], &low, &high), there = 1;
    for (; there < length && follows(bytes, place + there, low, high); there++) {
        low = 0x80;
        high = 0xBF;
    }
    return there;
}

int
utf8_character_at(const unsigned char *data, Py_ssize_t size, Py_ssize_t place)
{
    unsigned low, high;
    int length = utf8_length(data[place], &low, &high);
    return length > 1 && utf8_there((Bytes){data, size}, place) == length ? length : 0;
}

static Read
read_utf8(Bytes bytes, Py_ssize_t place)
{
    unsigned byte = bytes.data[place], low, high;
    int length = utf8_length(byte, &low, &high);
    if (byte < 0x80) {
        return (Read){byte, 1, 0};
    }
    if (byte == 0xED && is_surrogate_pair(bytes, place)) {
        return (Read){0, 0, 0};
    }
    if (length == 1 || utf8_there(bytes, place) < length) {
        return stray_at(bytes, place);
    }
    uint32_t code = byte & (0x7Fu >> length);
    for (int index = 1; index < length; index++) {
        code = code << 6 | (bytes.data[place + index] & 0x3Fu);
    }
    return (Read){code, length, 0};
}

/* Whether four bytes may be one character of GB18030, of which the second is a digit. */
static int
may_be_four(Bytes bytes, Py_ssize_t place)
{
    return follows(bytes, place + 1, '0', '9') && follows(bytes, place + 2, 0x81, 0xFE) &&
           follows(bytes, place + 3, '0', '9');
}

static Read
read_three(const Decoder *decoder, Bytes bytes, Py_ssize_t place)
{
    if (place + 2 >= bytes.size) {
        return stray_at(bytes, place);
    }
    uint32_t code = decoder->threes[bytes.data[place + 1] << 8 | bytes.data[place + 2]];
    return code == NONE ? stray_at(bytes, place) : (Read){code, 3, 0};
}

static Read
read_pair(const Decoder *decoder, Bytes bytes, Py_ssize_t place)
{
    unsigned lead = bytes.data[place];
    if (lead < 0x80 || decoder->single[lead] != NONE) {
        return (Read){lead < 0x80 ? lead : decoder->single[lead], 1, 0};
    }
    if (lead == 0x8F && decoder->threes != NULL) {
        return read_three(decoder, bytes, place);
    }
    if (place + 1 == bytes.size) {
        return stray_at(bytes, place);
    }
    uint32_t code = decoder->pairs[lead << 8 | bytes.data[place + 1]];
    if (code == FOUR) {
        return may_be_four(bytes, place) ? (Read){0, 0, 0} : stray_at(bytes, place);
    }
    if (code == SEVERAL) {
        return (Read){0, 0, 0};
    }
    return code == NONE ? stray_at(bytes, place) : (Read){code, 2, 0};
}

Read
read_at(const Decoder *decoder, const unsigned char *data, Py_ssize_t size, Py_ssize_t place)
{
    Bytes bytes = {data, size};
    if (is_utf8(decoder)) {
        return read_utf8(bytes, place);
    }
    if (decoder->pairs == NULL) {
        return (Read){decoder->single[data[place]], 1, 0};
    }
    return read_pair(decoder, bytes, place);
}

int
lost_at(const Decoder *decoder, const unsigned char *data, Py_ssize_t size, Py_ssize_t place)
{
    if (is_utf8(decoder)) {
        return utf8_there((Bytes){data, size}, place);
    }
    Py_ssize_t left = size - place;
    if (decoder->threes != NULL && data[place] == 0x8F && left == 2) {
        return 0;
    }
    int is_cut = left > 1 && left < 4 && decoder->pairs != NULL &&
                 decoder->pairs[data[place] << 8 | data[place + 1]] == FOUR;
    return is_cut ? 0 : 1;
}
