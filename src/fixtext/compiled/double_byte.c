/* Text of a double-byte encoding, by tables: fixtext/decoding/double_byte.py makes them, and reads
   on with Python's codec where they end. */

#include "loops.h"

#include <wchar.h>

#define PAIRS 65536
#define FOURS 39420       /* characters of four bytes below U+10000 */
#define BEYOND_OF(code) ((code) & 0x7FFu)
#define NOTHING 0xDFFFu   /* surrogates are no characters: these say where to look, or that */
#define SUPPLEMENTARY 189000u
#define HIGH_BITS 0x8080808080808080u
#define AT_ONCE 8 /* bytes */

enum { SINGLE, PAIR, BEYOND, THREE, FOUR, TABLES };

static const ArrayKind kinds[TABLES] = {
    {"single", 2, 256, READ_IN_PLACE}, {"pairs", 2, PAIRS, READ_IN_PLACE},
    {"beyond", 4, -1, READ_IN_PLACE},  {"threes", 2, -1, READ_IN_PLACE},
    {"fours", 2, -1, READ_IN_PLACE},
};

typedef struct {
    const uint16_t *single, *pairs, *threes, *fours; /* the last two NULL: there are none */
    const uint32_t *beyond;                          /* two code points each */
    Py_ssize_t beyond_count;
} Layout;

typedef struct {
    const unsigned char *data;
    Py_ssize_t size, place;
    wchar_t *units; /* where the next goes */
} Way;

static inline int
is_plain(unsigned code)
{
    return (code & 0xF800u) != 0xD800u;
}

static void
put(Way *way, uint32_t code)
{
    if (sizeof(wchar_t) == 2 && code > 0xFFFFu) {
        *way->units++ = (wchar_t)(0xD7C0u + (code >> 10));
        code = 0xDC00u | (code & 0x3FFu);
    }
    *way->units++ = (wchar_t)code;
}

/* The number of the character that four bytes of GB 18030 are, or -1. */
static int32_t
number_of_four(const unsigned char *four)
{
    unsigned first = four[0] - 0x81u, second = four[1] - 0x30u, third = four[2] - 0x81u,
             fourth = four[3] - 0x30u;
    if (first > 0x7Du || second > 9u || third > 0x7Du || fourth > 9u) {
        return -1;
    }
    return (int32_t)(((first * 10u + second) * 126u + third) * 10u + fourth);
}

/* Read a character of three or four bytes; how many those are, 0 for none. */
static int
read_longer(const Layout *layout, Way *way)
{
    const unsigned char *at = way->data + way->place;
    Py_ssize_t left = way->size - way->place;
    if (layout->threes != NULL && left >= 3 && at[0] == 0x8F) {
        unsigned code = layout->threes[at[1] << 8 | at[2]];
        if (is_plain(code)) {
            put(way, code);
            return 3;
        }
    }
    if (layout->fours != NULL && left >= 4) {
        int32_t number = number_of_four(at);
        uint32_t above = (uint32_t)number - SUPPLEMENTARY;
        if (number >= 0 && number < FOURS && is_plain(layout->fours[number])) {
            put(way, layout->fours[number]);
            return 4;
        }
        if (number >= (int32_t)SUPPLEMENTARY && above < 0x100000u) {
            put(way, 0x10000u + above);
            return 4;
        }
    }
    return 0;
}

/* Read a character that is no plain pair; how many bytes it has, 0 for none. */
static int
read_other(const Layout *layout, Way *way, unsigned pair)
{
    unsigned single = layout->single[way->data[way->place]];
    if (is_plain(single)) {
        put(way, single);
        return 1;
    }
    Py_ssize_t beyond = (Py_ssize_t)BEYOND_OF(pair);
    if (pair == NOTHING || beyond >= layout->beyond_count) {
        return read_longer(layout, way);
    }
    put(way, layout->beyond[2 * beyond]);
    if (layout->beyond[2 * beyond + 1] != 0) {
        put(way, layout->beyond[2 * beyond + 1]);
    }
    return 2;
}

/* How many of eight bytes, in their order, stand before the first beyond ASCII. */
static inline int
ascii_before(uint64_t eight)
{
    uint64_t beyond = eight & HIGH_BITS;
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return beyond == 0 ? AT_ONCE : __builtin_ctzll(beyond) / 8;
#else
    unsigned char bytes[AT_ONCE];
    int count = 0;
    memcpy(bytes, &beyond, AT_ONCE);
    while (count < AT_ONCE && bytes[count] == 0) {
        count++;
    }
    return count;
#endif
}

/* Eight bytes are written at a time, of which those count that are ASCII: most runs of it are short
   in these encodings, and where each of them ends cannot be foreseen. */
static inline void
read_ascii(Way *way)
{
    int count = AT_ONCE;
    while (count == AT_ONCE && way->size - way->place >= AT_ONCE) {
        const unsigned char *at = way->data + way->place;
        uint64_t eight;
        memcpy(&eight, at, AT_ONCE);
        count = ascii_before(eight);
        for (int byte = 0; byte < AT_ONCE; byte++) {
            way->units[byte] = at[byte];
        }
        way->units += count;
        way->place += count;
    }
    while (way->place < way->size && way->data[way->place] < 0x80) {
        *way->units++ = way->data[way->place++];
    }
}

/* Read as far as the tables go. */
static void
read_all(const Layout *layout, Way *way)
{
    const uint16_t *pairs = layout->pairs;
    while (way->place < way->size) {
        const unsigned char *at = way->data + way->place, *last = way->data + way->size - 1;
        unsigned code = NOTHING;
        wchar_t *units = way->units;
        for (; at < last; at += 2) { /* what begins with ASCII is no pair in any table */
            code = pairs[at[0] << 8 | at[1]];
            if (!is_plain(code)) {
                break;
            }
            *units++ = (wchar_t)code;
        }
        way->place = at - way->data;
        way->units = units;
        if (at > last) {
            return;
        }
        if (*at < 0x80) {
            read_ascii(way);
            continue;
        }
        int length = read_other(layout, way, at < last ? code : NOTHING);
        if (length == 0) {
            return;
        }
        way->place += length;
    }
}

static Layout
layout_of(const Tables *tables)
{
    const Py_buffer *views = tables->views;
    return (Layout){
        views[SINGLE].buf,
        views[PAIR].buf,
        views[THREE].len == 2 * PAIRS ? views[THREE].buf : NULL,
        views[FOUR].len == 2 * FOURS ? views[FOUR].buf : NULL,
        views[BEYOND].buf,
        views[BEYOND].len / 8,
    };
}

static PyObject *
decode(PyObject *self, PyObject *source)
{
    Py_buffer view;
    if (PyObject_GetBuffer(source, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    /* no character has more of them than bytes; eight at a time are written behind the last */
    wchar_t *units = (size_t)view.len < PY_SSIZE_T_MAX / sizeof(wchar_t) - AT_ONCE
                         ? PyMem_Malloc((size_t)(view.len + AT_ONCE) * sizeof(wchar_t))
                         : NULL;
    if (units == NULL) {
        PyErr_NoMemory();
    }
    else {
        Layout layout = layout_of((Tables *)self);
        Way way = {view.buf, view.len, 0, units};
        PyThreadState *thread = view.len >= WORTH_RELEASING ? PyEval_SaveThread() : NULL;
        read_all(&layout, &way);
        if (thread != NULL) {
            PyEval_RestoreThread(thread);
        }
        PyObject *text = PyUnicode_FromWideChar(units, way.units - units);
        result = text == NULL ? NULL : Py_BuildValue("(Nn)", text, way.place);
    }
    PyMem_Free(units);
    PyBuffer_Release(&view);
    return result;
}

static PyObject *
new_double_byte(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    return new_with_tables(type, args, keywords, kinds, TABLES);
}

static PyMethodDef methods[] = {
    {"decode", decode, METH_O, "The text of bytes, and how many of them it is the text of."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "The tables of a double-byte encoding, and what bytes are by them."},
    {Py_tp_new, new_double_byte},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, methods},
    {0, NULL},
};

PyType_Spec double_byte_spec = {
    .name = "fixtext.compiled._loops.DoubleByte",
    .basicsize = sizeof(Tables),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = slots,
};
