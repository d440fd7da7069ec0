/* Where double-byte text may save enough when it is read one byte off:
   fixtext/encodings/out_of_step.py has it in numpy, of some windows of it. */

#include "laid_bytes.h"

#define NO_CHARACTER 192
#define FIRST_TRAIL 0x40
#define PERIODS 3

static void
put_room(LaidBytes *laid)
{
    memset(laid->data + laid->size, NEWLINE, ROOM);
    laid->size += ROOM;
}

void
lay_out_bytes(const Codec *codec, const Py_buffer *codes, LaidBytes *laid)
{
    put_room(laid);
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        uint32_t code = code_at(codes, place), packed = bytes_of(&codec->shown, code);
        if (code >= 0x80 && packed == 0) {
            code = packed = NEWLINE;
        }
        laid->codes[place] = code;
        laid->packed[place] = (uint16_t)packed;
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
may_be_long(const LaidBytes *laid, Py_ssize_t place)
{
    const unsigned char *data = laid->data + place;
    if (laid->size - place > 3 && data[0] > 0x80 && is_digit(data[1]) && data[2] > 0x80 &&
        is_digit(data[3])) {
        return 1;
    }
    return data[0] == 0x8F;
}

/* Find the character that begins at each byte; 0 where one may be longer than two bytes. */
int
find_natural(const Codec *codec, LaidBytes *laid)
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

void
find_before(LaidBytes *laid)
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

void
find_costs(const Codec *codec, LaidBytes *laid, int32_t of_ascii)
{
    Context context = line_start(codec->scorer);
    Py_buffer codes = {.buf = laid->codes, .len = laid->count * 4, .itemsize = 4};
    int16_t units[WEIGHED_AT_ONCE];
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        if (place % WEIGHED_AT_ONCE == 0) {
            Py_ssize_t end = WEIGHED_AT_ONCE < laid->count - place ? place + WEIGHED_AT_ONCE : laid->count;
            weigh_codes(codec->scorer, &context, &codes, place, end, units);
        }
        int32_t cost = units[place % WEIGHED_AT_ONCE];
        laid->costs[place] = laid->codes[place] < 0x80 && cost > of_ascii ? of_ascii : cost;
    }
}

static void
go_on(const Codec *codec, const LaidBytes *laid, Context *context, Py_ssize_t place)
{
    uint32_t code = laid->natural[place];
    next_units(codec->scorer, context, code != 0 ? code : REPLACEMENT);
}

/* What the character costs that begins at a byte, after those that most likely end before it. */
static int32_t
units_at(const Codec *codec, const LaidBytes *laid, Off *off, Py_ssize_t place)
{
    if (laid->lengths[place] == 0) {
        return NO_CHARACTER;
    }
    Py_ssize_t first = laid->before[place];
    if (first != off->last) {
        Py_ssize_t second = laid->before[first];
        memset(&off->context, 0, sizeof(off->context));
        go_on(codec, laid, &off->context, laid->before[second]);
        go_on(codec, laid, &off->context, second);
        go_on(codec, laid, &off->context, first);
    }
    off->last = place;
    return next_units(codec->scorer, &off->context, laid->natural[place]);
}

/* Whether a character stands again so near that it counts once. */
static int
is_again(const LaidBytes *laid, Py_ssize_t place)
{
    for (Py_ssize_t period = 1; period <= PERIODS && period <= place; period++) {
        if (laid->codes[place - period] == laid->codes[place]) {
            return 1;
        }
    }
    return 0;
}

/* The stretch that is summed: gains from where they begin to add up. */
typedef struct {
    Py_ssize_t start;
    int64_t sum;
    int is_enough;
} Summed;

/* End the stretch before a place, where it is put on a list if it may save enough. */
static int
end_stretch(Summed *stretch, Py_ssize_t place, PyObject *list)
{
    int failed = 0;
    if (stretch->is_enough) {
        failed = append_new(list, Py_BuildValue("(nn)", stretch->start, place));
    }
    stretch->sum = 0;
    stretch->is_enough = 0;
    stretch->start = place + 1;
    return failed;
}

int64_t
gain_off(const Codec *codec, const LaidBytes *laid, Off *off, Py_ssize_t place, Py_ssize_t at)
{
    int64_t gain = laid->costs[place] - units_at(codec, laid, off, at + 1);
    Py_ssize_t next = place + 1;
    if (next < laid->count && laid->packed[next] <= 0xFF && laid->codes[next] >= FIRST_TRAIL) {
        gain += laid->costs[next];
    }
    return gain > 0 && is_again(laid, place) ? 0 : gain;
}

/* Add to a list where the gains of the characters can add up to enough, each from where they begin
   to add up to where nothing of it is left. */
static int
add_off(const Codec *codec, const LaidBytes *laid, const Enough *enough, PyObject *list)
{
    Off off = {{{0, 0, 0}, 0, 0, 0}, -1};
    Summed stretch = {0, 0, 0};
    Py_ssize_t at = ROOM;
    int step_by_step = enough->to_the_end < enough->anywhere;
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        int pair = laid->packed[place] > 0xFF;
        if (pair) {
            stretch.sum += gain_off(codec, laid, &off, place, at);
            stretch.is_enough |= stretch.sum >= enough->anywhere;
        }
        else {
            stretch.is_enough |= stretch.sum >= enough->to_the_end;
        }
        if ((stretch.sum <= 0 || (step_by_step && !pair)) &&
            end_stretch(&stretch, place, list) < 0) {
            return -1;
        }
        at += 1 + pair;
    }
    stretch.is_enough |= stretch.sum >= enough->to_the_end;
    return end_stretch(&stretch, laid->count, list);
}

/* The stretches as a list; None where a character may be of more than two bytes. */
static PyObject *
stretches_off(const Codec *codec, const Py_buffer *codes, LaidBytes *laid, const Enough *enough)
{
    lay_out_bytes(codec, codes, laid);
    if (!find_natural(codec, laid)) {
        Py_RETURN_NONE;
    }
    find_before(laid);
    find_costs(codec, laid, enough->of_ascii);
    PyObject *list = PyList_New(0);
    if (list != NULL && add_off(codec, laid, enough, list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

void *
room_for_bytes(LaidBytes *laid)
{
    size_t most = 2 * (size_t)laid->count + 2 * ROOM;
    char *memory = PyMem_Malloc(most * (4 * sizeof(uint32_t) + 2 * sizeof(uint16_t) + 2));
    if (memory == NULL) {
        return PyErr_NoMemory();
    }
    laid->natural = (uint32_t *)memory;
    laid->codes = laid->natural + most;
    laid->before = (int32_t *)(laid->codes + most);
    laid->costs = laid->before + most;
    laid->packed = (uint16_t *)(laid->costs + most);
    laid->gains = (int16_t *)(laid->packed + most);
    laid->data = (unsigned char *)(laid->gains + most);
    laid->lengths = laid->data + most;
    return memory;
}

static PyObject *
stretches_of(const Codec *codec, const Py_buffer *codes, const Enough *enough)
{
    LaidBytes laid = {.count = codes_in(codes)};
    void *memory = room_for_bytes(&laid);
    PyObject *result = memory == NULL ? NULL : stretches_off(codec, codes, &laid, enough);
    PyMem_Free(memory);
    return result;
}

int
may_be_better_off(const Codec *codec, const Py_buffer *codes, const Enough *enough)
{
    PyObject *found = stretches_of(codec, codes, enough);
    int may = found == NULL ? -1 : found == Py_None || PyList_Size(found) > 0;
    Py_XDECREF(found);
    return may;
}

/* Arguments: code points, uint32 (n,); the bytes by code point in a double-byte codec, uint16; its
   characters by byte, uint32 (256,), and by pair, uint32 (65536,); the units that are enough up to
   where a single byte stands, and anywhere; and those of a character of ASCII at most. */
PyObject *
scorer_one_byte_off(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE},
                                      {"to_bytes", 2, -1},
                                      {"single", 4, BYTES},
                                      {"pairs", 4, PAIRS}};
    PyObject *sources[4];
    Py_buffer views[4];
    long long to_the_end, anywhere;
    int of_ascii;
    if (!PyArg_ParseTuple(args, "OOOOLLi:one_byte_off", &sources[0], &sources[1], &sources[2],
                          &sources[3], &to_the_end, &anywhere, &of_ascii) ||
        open_arrays(sources, kinds, 4, views) < 0) {
        return NULL;
    }
    Codec codec = {
        .scorer = (const Scorer *)object, .single = views[2].buf, .pairs = views[3].buf};
    PyObject *result = NULL;
    if (read_shown(&views[1], &codec.shown) == 0) {
        Enough enough = {to_the_end, anywhere, of_ascii};
        result = stretches_of(&codec, &views[0], &enough);
    }
    close_arrays(views, 4);
    return result;
}
