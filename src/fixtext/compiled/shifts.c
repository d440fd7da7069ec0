/* Where double-byte text may save enough when it is read one byte off:
   fixtext/encodings/out_of_step.py has it in numpy, of some windows of it. */

#include "decoders.h"
#include "scorer.h"

#define ROOM 3
#define NO_CHARACTER 192
#define FIRST_TRAIL 0x40
#define PERIODS 3

typedef struct {
    const Scorer *scorer;
    Shown shown;
    const uint32_t *single;
    const uint32_t *pairs;
} Codec;

/* A text laid out as bytes, with line ends around. `natural` is the character that begins at each
   byte, 0 for none; `lengths` its bytes, and `before` where the one begins that most likely ends
   in front of it. */
typedef struct {
    Py_ssize_t count;
    Py_ssize_t size;
    const Py_buffer *codes;
    unsigned char *data;
    uint32_t *natural;
    unsigned char *lengths;
    int32_t *before;
} Laid;

/* The character itself, if the codec has it: a line end otherwise, over which nothing reaches. */
static inline uint32_t
shown_at(const Codec *codec, const Laid *laid, Py_ssize_t place)
{
    uint32_t code = code_at(laid->codes, place);
    return code < 0x80 || bytes_of(&codec->shown, code) != 0 ? code : NEWLINE;
}

static void
put_room(Laid *laid)
{
    memset(laid->data + laid->size, NEWLINE, ROOM);
    laid->size += ROOM;
}

static void
lay_out(const Codec *codec, Laid *laid)
{
    put_room(laid);
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        uint32_t packed = bytes_of(&codec->shown, shown_at(codec, laid, place));
        if (packed > 0xFF) {
            laid->data[laid->size++] = (unsigned char)(packed >> 8);
        }
        laid->data[laid->size++] = (unsigned char)packed;
    }
    put_room(laid);
}

static int
is_digit(unsigned byte)
{
    return byte >= '0' && byte <= '9';
}

/* Whether more than two bytes may be one character here: four of GB18030, or three of EUC-JP. */
static int
may_be_long(const Laid *laid, Py_ssize_t place)
{
    const unsigned char *data = laid->data + place;
    if (laid->size - place > 3 && data[0] > 0x80 && is_digit(data[1]) && data[2] > 0x80 &&
        is_digit(data[3])) {
        return 1;
    }
    return data[0] == 0x8F;
}

/* Find the character that begins at each byte; 0 where one may be longer than two bytes. */
static int
find_natural(const Codec *codec, Laid *laid)
{
    for (Py_ssize_t place = 0; place < laid->size; place++) {
        unsigned byte = laid->data[place];
        uint32_t pair = 0;
        if (place + 1 < laid->size) {
            pair = codec->pairs[byte << 8 | laid->data[place + 1]];
        }
        laid->natural[place] = pair != 0 ? pair : codec->single[byte];
        laid->lengths[place] = pair != 0 ? 2 : codec->single[byte] != 0 || byte == 0;
        if (pair == 0 && may_be_long(laid, place)) {
            return 0;
        }
    }
    return 1;
}

static void
find_before(Laid *laid)
{
    for (Py_ssize_t place = 0; place < laid->size; place++) {
        int pair = place > 1 && laid->lengths[place - 2] == 2;
        laid->before[place] = (int32_t)(place > 0 ? place - 1 - pair : 0);
    }
    for (Py_ssize_t place = 0, next; place < laid->size; place = next) {
        next = place + (laid->lengths[place] > 1 ? laid->lengths[place] : 1);
        if (next < laid->size) {
            laid->before[next] = (int32_t)place;
        }
    }
}

static void
go_on(const Codec *codec, const Laid *laid, Context *context, Py_ssize_t place)
{
    uint32_t code = laid->natural[place];
    next_units(codec->scorer, context, code != 0 ? code : REPLACEMENT);
}

/* What the character costs that begins at a byte, after those that most likely end before it. */
static int32_t
units_at(const Codec *codec, const Laid *laid, Py_ssize_t place)
{
    if (laid->lengths[place] == 0) {
        return NO_CHARACTER;
    }
    Context context = {{0, 0, 0}, 0, 0, 0};
    Py_ssize_t first = laid->before[place], second = laid->before[first];
    go_on(codec, laid, &context, laid->before[second]);
    go_on(codec, laid, &context, second);
    go_on(codec, laid, &context, first);
    return next_units(codec->scorer, &context, laid->natural[place]);
}

/* Whether a character stands again so near that it counts once. */
static int
is_again(const Codec *codec, const Laid *laid, Py_ssize_t place, uint32_t code)
{
    for (Py_ssize_t period = 1; period <= PERIODS && period <= place; period++) {
        if (shown_at(codec, laid, place - period) == code) {
            return 1;
        }
    }
    return 0;
}

/* Add the stretch to a list if it may save enough. */
static int
add_stretch(PyObject *list, Py_ssize_t start, Py_ssize_t end, int64_t most, int64_t least)
{
    return most < least ? 0 : append_new(list, Py_BuildValue("(nn)", start, end));
}

/* Add to a list where the gains of the characters can add up to enough, each from where they begin
   to add up to where nothing of it is left. */
static int
add_off(const Codec *codec, const Laid *laid, int64_t least, PyObject *list)
{
    Context context = line_start(codec->scorer);
    int64_t sum = 0, most = 0;
    Py_ssize_t at = ROOM, start = 0;
    int after_pair = 0;
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        uint32_t code = shown_at(codec, laid, place);
        int pair = bytes_of(&codec->shown, code) > 0xFF;
        int64_t gain = next_units(codec->scorer, &context, code);
        if (pair) {
            gain -= units_at(codec, laid, at + 1);
        }
        else if (!after_pair || code < FIRST_TRAIL) {
            gain = 0;
        }
        if (gain > 0 && is_again(codec, laid, place, code)) {
            gain = 0;
        }
        if (sum + gain <= 0) {
            if (add_stretch(list, start, place, most, least) < 0) {
                return -1;
            }
            sum = most = 0;
            start = place + 1;
        }
        else {
            sum += gain;
            most = sum > most ? sum : most;
        }
        after_pair = pair;
        at += 1 + pair;
    }
    return add_stretch(list, start, laid->count, most, least);
}

/* The stretches as a list; None where a character may be of more than two bytes. */
static PyObject *
stretches_off(const Codec *codec, Laid *laid, int64_t least)
{
    lay_out(codec, laid);
    if (!find_natural(codec, laid)) {
        Py_RETURN_NONE;
    }
    find_before(laid);
    PyObject *list = PyList_New(0);
    if (list != NULL && add_off(codec, laid, least, list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyObject *
stretches_of(const Codec *codec, const Py_buffer *codes, int64_t least)
{
    Laid laid = {.count = codes_in(codes), .codes = codes};
    size_t most = 2 * (size_t)laid.count + 2 * ROOM;
    char *memory = PyMem_Malloc(most * (sizeof(uint32_t) + sizeof(int32_t) + 2));
    if (memory == NULL) {
        return PyErr_NoMemory();
    }
    laid.natural = (uint32_t *)memory;
    laid.before = (int32_t *)(memory + most * sizeof(uint32_t));
    laid.data = (unsigned char *)(laid.before + most);
    laid.lengths = laid.data + most;
    PyObject *result = stretches_off(codec, &laid, least);
    PyMem_Free(memory);
    return result;
}

/* Arguments: code points, uint32 (n,); the bytes by code point in a double-byte codec, uint16; its
   characters by byte, uint32 (256,), and by pair, uint32 (65536,); and the units that are enough. */
PyObject *
scorer_one_byte_off(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE},
                                      {"to_bytes", 2, -1},
                                      {"single", 4, BYTES},
                                      {"pairs", 4, PAIRS}};
    PyObject *sources[4];
    Py_buffer views[4];
    long long least;
    if (!PyArg_ParseTuple(args, "OOOOL:one_byte_off", &sources[0], &sources[1], &sources[2],
                          &sources[3], &least) ||
        open_arrays(sources, kinds, 4, views) < 0) {
        return NULL;
    }
    Codec codec = {
        .scorer = (const Scorer *)object, .single = views[2].buf, .pairs = views[3].buf};
    PyObject *result = NULL;
    if (read_shown(&views[1], &codec.shown) == 0) {
        result = stretches_of(&codec, &views[0], least);
    }
    close_arrays(views, 4);
    return result;
}
