/* One look at a text: the classes of its characters, and what stands beside what in it.
   fixtext/scan.py says what each class and each sign is. */

#include "loops.h"

#define CODE_POINTS 0x110000
#define TRAITS 0x10000
#define ON_STACK 512

/* The classes of single characters that are looked at more closely. */
#define QUESTION 4
#define ESCAPE 256
#define CONTROL 512
#define LINE_FEED 8192
#define OPENING (1u << 23)
#define CLASSES_OF_INTEREST (QUESTION | ESCAPE | CONTROL | LINE_FEED | OPENING)

/* The signs, in the bits above those of the classes. */
#define PERCENT_CODE (1ull << 32)
#define QUOTED_BYTE (1ull << 33)
#define ENCODED_WORD (1ull << 34)
#define REFERENCE (1ull << 35)
#define BACKSLASH_CODE (1ull << 36)
#define SHIFTED (1ull << 37)
#define PAIRS_OF_ASCII (1ull << 38)
#define SPACED (1ull << 39)
#define READING (1ull << 40)
#define RUBY (1ull << 41)
#define COMMAS (1ull << 42)
#define WRAPPED (1ull << 43)
#define HALVES (1ull << 44)
#define STRADDLED (1ull << 45)
#define SHOWN_MARK (1ull << 46)

/* The traits of single characters. */
#define HAN 1
#define LETTERS 7 /* ideographs, kana, hangul */
#define BOTH_ASCII 0x10
#define SMALL_SHIFT 5
#define COMMON 0x80
#define ODD 0x100
#define FIRST_OF_MARK 0x200

#define FEWEST_HALVES 5
#define FEWEST_SPACED 5
#define FEWEST_RUBY 5
#define FEWEST_COMMAS 8
#define FEWEST_WRAPPED 3

#define FIRST_HAN 0x3400

typedef struct {
    const uint32_t *classes;
    const uint16_t *traits;
    const uint32_t *codes;
    Py_ssize_t count;
} Text;

/* What has been counted so far. */
typedef struct {
    Py_ssize_t spaced, kana, hangul, bopomofo, commas, wrapped;
} Counts;

/* A row of characters that share a trait, and how many of them speak for it. */
typedef struct {
    Py_ssize_t size, rich;
} Row;

static inline uint32_t
at(const Text *text, Py_ssize_t place)
{
    return place >= 0 && place < text->count ? text->codes[place] : 0;
}

static inline unsigned
traits_of(const Text *text, uint32_t code)
{
    return code < TRAITS ? text->traits[code] : code >= 0x20000 ? HAN : 0;
}

static int
is_hex(uint32_t code)
{
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'f');
}

static int
is_letter(uint32_t code)
{
    return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

static int
is_base64(uint32_t code)
{
    return is_letter(code) || (code >= '0' && code <= '9') || code == '+' || code == '/';
}

static int
is_pair_sign(uint32_t code)
{
    return code == '$' || code == '%';
}

static uint64_t
signs_of_equals(uint32_t next, uint32_t third)
{
    if (next == '?') {
        return ENCODED_WORD;
    }
    int quoted = next >= '8' && is_hex(next) && is_hex(third);
    return quoted || next == '\n' || (next == '\r' && third == '\n') ? QUOTED_BYTE : 0;
}

static uint64_t
signs_of_pairs(const Text *text, Py_ssize_t place)
{
    uint32_t code = at(text, place), next = at(text, place + 1);
    if ((code == '$' && (next == 'B' || next == '@')) || (code == '~' && next == '{')) {
        return PAIRS_OF_ASCII;
    }
    int several = is_pair_sign(at(text, place + 2)) && is_pair_sign(at(text, place + 4));
    return is_pair_sign(code) && several ? PAIRS_OF_ASCII : 0;
}

static uint64_t
signs_of_escape(const Text *text, Py_ssize_t place)
{
    uint32_t next = at(text, place + 1), third = at(text, place + 2);
    int digit = next >= '0' && next <= '9';
    uint64_t signs = signs_of_pairs(text, place);
    switch (at(text, place)) {
    case '%':
        return signs | ((is_hex(next) && is_hex(third)) || next == 'u' ? PERCENT_CODE : 0);
    case '=':
        return signs_of_equals(next, third);
    case '&':
        return next == '#' || is_letter(next) ? REFERENCE : 0;
    case '#':
        return digit || (next | 0x20) == 'x' ? REFERENCE : 0;
    case '\\':
        return (next | 0x20) == 'u' || next == 'x' || digit ? BACKSLASH_CODE : 0;
    case '+':
        return next == '-' || (is_base64(next) && is_base64(third)) ? SHIFTED : 0;
    default:
        return signs;
    }
}

/* Whether a letter may be one of a reading in Latin letters. */
static int
may_be_reading(uint32_t code)
{
    return is_letter(code) || (code >= 0xC0 && code < 0x370) || (code >= 0x1E00 && code < 0x1F00);
}

static uint64_t
signs_of_opening(const Text *text, Py_ssize_t place, Counts *counts)
{
    uint32_t next = at(text, place + 1);
    counts->kana += next >= 0x3041 && next <= 0x30F6;
    counts->hangul += next >= 0xAC00 && next <= 0xD7A3;
    return place > 0 && at(text, place - 1) >= FIRST_HAN && may_be_reading(next) ? READING : 0;
}

static uint64_t
signs_of_question(const Text *text, Py_ssize_t place)
{
    uint32_t next = at(text, place + 1);
    if (next == '!' || next == ',' || next == ':' || next == ';' || next == '?') {
        next = at(text, place + 2);
    }
    return next > 0x7F || is_letter(next) ? STRADDLED : 0;
}

static void
count_line_end(const Text *text, Py_ssize_t place, Counts *counts)
{
    if (place < 2 || place + 1 >= text->count) {
        return;
    }
    uint32_t last = at(text, place - 1 - (at(text, place - 1) == '\r'));
    counts->wrapped += traits_of(text, last) & LETTERS &&
                       traits_of(text, at(text, place + 1)) & LETTERS;
}

static uint64_t
signs_at(const Text *text, Py_ssize_t place, uint32_t classes, Counts *counts)
{
    uint64_t signs = classes & ESCAPE ? signs_of_escape(text, place) : 0;
    if (classes & LINE_FEED) {
        count_line_end(text, place, counts);
    }
    if (classes & OPENING) {
        signs |= signs_of_opening(text, place, counts);
    }
    if (classes & QUESTION && at(text, place) == '?') {
        signs |= signs_of_question(text, place);
    }
    if (classes & CONTROL && at(text, place) == 0x0E) {
        signs |= PAIRS_OF_ASCII;
    }
    return signs;
}

/* Whether a row that ends here is long, and speaks enough for what it may be. */
static inline int
is_rich(const Row *row, int numerator, int denominator)
{
    return row->size >= FEWEST_HALVES && denominator * row->rich >= numerator * row->size;
}

typedef struct {
    Row ascii, swapped;
} Rows;

static inline int
any_rich(const Rows *rows)
{
    return is_rich(&rows->ascii, 11, 10) || is_rich(&rows->swapped, 1, 4);
}

/* Go on by a character: few rows are long, so that the one branch is nearly always right. */
static inline uint64_t
add_to_rows(Rows *rows, unsigned traits)
{
    Py_ssize_t ascii = (traits & BOTH_ASCII) != 0, swapped = (traits & COMMON) != 0;
    uint64_t signs = 0;
    if ((rows->ascii.size >= FEWEST_HALVES && !ascii) ||
        (rows->swapped.size >= FEWEST_HALVES && !swapped)) {
        Rows ended = *rows;
        ended.ascii.size *= !ascii;
        ended.swapped.size *= !swapped;
        signs = any_rich(&ended) ? HALVES : 0;
    }
    rows->ascii.size = (rows->ascii.size + 1) * ascii;
    rows->ascii.rich = (rows->ascii.rich + (traits >> SMALL_SHIFT & 3)) * ascii;
    rows->swapped.size = (rows->swapped.size + 1) * swapped;
    rows->swapped.rich = (rows->swapped.rich + ((traits & ODD) != 0)) * swapped;
    return signs;
}

static inline int
ends_space(const Text *text, Py_ssize_t place)
{
    return place > 1 && text->codes[place - 1] == ' ' &&
           traits_of(text, text->codes[place - 2]) & HAN;
}

/* Look at a row of ASCII, and say where it ends. */
static Py_ssize_t
look_at_ascii(const Text *text, Py_ssize_t place, Counts *counts, uint64_t *seen)
{
    uint32_t all = 0;
    for (; place < text->count && text->codes[place] <= 0x7F; place++) {
        uint32_t classes = text->classes[text->codes[place]];
        all |= classes;
        if (classes & CLASSES_OF_INTEREST) {
            *seen |= signs_at(text, place, classes, counts);
        }
        counts->commas += text->codes[place] == ',';
    }
    *seen |= all;
    return place;
}

static uint64_t
look(const Text *text)
{
    Counts counts = {0};
    Rows rows = {{0, 0}, {0, 0}};
    uint64_t seen = traits_of(text, at(text, 0)) & FIRST_OF_MARK ? SHOWN_MARK : 0;
    Py_ssize_t place = 0;
    while (place < text->count) {
        uint32_t code = text->codes[place];
        if (code <= 0x7F) {
            seen |= add_to_rows(&rows, 0);
            place = look_at_ascii(text, place, &counts, &seen);
            continue;
        }
        uint32_t classes = text->classes[code < CODE_POINTS ? code : CODE_POINTS - 1];
        unsigned traits = traits_of(text, code);
        seen |= classes | add_to_rows(&rows, traits);
        if (classes & CLASSES_OF_INTEREST) {
            seen |= signs_at(text, place, classes, &counts);
        }
        counts.spaced += traits & HAN && ends_space(text, place);
        counts.bopomofo += code >= 0x3105 && code <= 0x3129;
        place++;
    }
    int ruby = counts.kana >= FEWEST_RUBY || counts.hangul >= FEWEST_RUBY ||
               counts.bopomofo >= FEWEST_RUBY;
    seen |= (any_rich(&rows) ? HALVES : 0) | (ruby ? RUBY : 0);
    seen |= (counts.spaced >= FEWEST_SPACED ? SPACED : 0);
    seen |= (counts.commas >= FEWEST_COMMAS ? COMMAS : 0);
    seen |= (counts.wrapped >= FEWEST_WRAPPED ? WRAPPED : 0);
    return seen;
}

static PyObject *
look_at(Text *text, PyObject *source)
{
    uint32_t few[ON_STACK], *codes = few;
    text->count = PyUnicode_GetLength(source);
    if (text->count > ON_STACK) {
        codes = PyUnicode_AsUCS4Copy(source);
    }
    else if (PyUnicode_AsUCS4(source, few, ON_STACK, 0) == NULL) {
        codes = NULL;
    }
    if (codes == NULL) {
        return NULL;
    }
    text->codes = codes;
    uint64_t seen;
    if (text->count > ON_STACK) {
        Py_BEGIN_ALLOW_THREADS
        seen = look(text);
        Py_END_ALLOW_THREADS
        PyMem_Free(codes);
    }
    else {
        seen = look(text);
    }
    return PyLong_FromUnsignedLongLong(seen);
}

/* Arguments: a str; the classes of each code point, uint32 (0x110000,); the traits of those of the
   BMP, uint16 (0x10000,). */
PyObject *
glance(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *source, *classes_source, *traits_source;
    Py_buffer classes, traits;
    if (!PyArg_ParseTuple(args, "UOO:glance", &source, &classes_source, &traits_source) ||
        open_table(classes_source, &classes, "classes", 4, CODE_POINTS, 0) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (open_table(traits_source, &traits, "traits", 2, TRAITS, 0) == 0) {
        Text text = {.classes = classes.buf, .traits = traits.buf};
        result = look_at(&text, source);
        PyBuffer_Release(&traits);
    }
    PyBuffer_Release(&classes);
    return result;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8 (m,); a flag; how many characters
   with it are enough. Whether there are. */
PyObject *
has_enough(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *sources[2];
    Py_buffer codes, flags;
    int flag;
    Py_ssize_t enough, found = 0;
    if (!PyArg_ParseTuple(args, "OOin:has_enough", &sources[0], &sources[1], &flag, &enough) ||
        open_array(sources[0], &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(sources[1], &flags, "flags", 1, -1, 0) < 0) {
        PyBuffer_Release(&codes);
        return NULL;
    }
    const uint8_t *known = flags.buf;
    for (Py_ssize_t place = 0; place < codes_in(&codes) && found < enough; place++) {
        uint32_t code = code_at(&codes, place);
        found += code < (uint64_t)flags.len && known[code] & flag;
    }
    PyBuffer_Release(&flags);
    PyBuffer_Release(&codes);
    return PyBool_FromLong(found >= enough);
}
