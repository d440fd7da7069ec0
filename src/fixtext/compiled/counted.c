/* How many characters a text has of each sort: fixtext/hanscript/characters.py has it in numpy. */

#include "counted.h"

#include <stdlib.h>

/* Argument: a str. Its code points, uint32, as bytes. */
PyObject *
code_points(PyObject *module, PyObject *source)
{
    (void)module;
    Py_ssize_t count = PyUnicode_GetLength(source);
    if (count <= 0) {
        return count < 0 ? NULL : PyBytes_FromStringAndSize(NULL, 0);
    }
    if (count > PY_SSIZE_T_MAX / 8) {
        return PyErr_NoMemory();
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, count * 4);
    /* nobody has the bytes yet, so they may be written to */
    if (result != NULL &&
        PyUnicode_AsUCS4(source, (uint32_t *)PyBytes_AsString(result), count, 0) == NULL) {
        Py_CLEAR(result);
    }
    return result;
}

/* By turns, since a sum waits for the one before it, and most characters have the same flags. */
#define TURNS 2
#define AT_ONCE 512 /* characters */

Py_ssize_t
count_flagged(const Py_buffer *codes, const Py_buffer *flags, int flag, Py_ssize_t enough)
{
    const uint8_t *known = flags->buf;
    Py_ssize_t found = 0;
    for (Py_ssize_t place = 0; place < codes_in(codes) && found < enough; place++) {
        uint32_t code = code_at(codes, place);
        found += code < (uint64_t)flags->len && known[code] & flag;
    }
    return found;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8 (m,). How many characters have
   each of the eight flags. */
PyObject *
count_flags(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"flags", 1, -1}};
    Py_buffer views[2];
    if (open_arguments(args, kinds, 2, views) < 0) {
        return NULL;
    }
    const uint8_t *flags = views[1].buf;
    Py_ssize_t counts[TURNS][256] = {{0}};
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t place = 0; place < codes_in(&views[0]); place++) {
        uint32_t code = code_at(&views[0], place);
        counts[place % TURNS][code < (uint64_t)views[1].len ? flags[code] : 0]++;
    }
    Py_END_ALLOW_THREADS
    close_arrays(views, 2);
    PyObject *result = PyList_New(0);
    for (unsigned bit = 0; result != NULL && bit < 8; bit++) {
        Py_ssize_t count = 0;
        for (unsigned which = 0; which < 256; which++) {
            for (int turn = 0; which >> bit & 1 && turn < TURNS; turn++) {
                count += counts[turn][which];
            }
        }
        if (append_new(result, PyLong_FromSsize_t(count)) < 0) {
            Py_CLEAR(result);
        }
    }
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
    Py_ssize_t enough, found;
    if (!PyArg_ParseTuple(args, "OOin:has_enough", &sources[0], &sources[1], &flag, &enough) ||
        open_array(sources[0], &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(sources[1], &flags, "flags", 1, -1, 0) < 0) {
        PyBuffer_Release(&codes);
        return NULL;
    }
    found = count_flagged(&codes, &flags, flag, enough);
    PyBuffer_Release(&flags);
    PyBuffer_Release(&codes);
    return PyBool_FromLong(found >= enough);
}

/* All bits that any of some code points has. */
static uint32_t
bits_of(const uint32_t *codes, Py_ssize_t count)
{
    uint32_t bits = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        bits |= codes[place];
    }
    return bits;
}

#define PLANE 0x10000
#define PAGE_BITS 12
#define PAGE (1 << PAGE_BITS) /* code points */
#define PAGES (CODE_POINTS >> PAGE_BITS)

/* How many times each code point was met: those of the BMP at each turn by themselves, and others in pages,
   of which hardly a text has any. Memory that no text needs takes longer to clear than most texts to count. */
typedef struct {
    uint32_t plain[TURNS][PLANE];
    uint32_t *beyond[PAGES];
} Met;

/* Count some code points, not all of which are of the BMP; one that is as high as the highest. */
static int
count_beyond(Met *met, const uint32_t *some, Py_ssize_t size)
{
    for (Py_ssize_t place = 0; place < size; place++) {
        uint32_t code = some[place] < CODE_POINTS ? some[place] : CODE_POINTS - 1;
        if (code < PLANE) {
            met->plain[0][code]++;
            continue;
        }
        uint32_t **page = &met->beyond[code >> PAGE_BITS];
        if (*page == NULL && (*page = calloc(PAGE, sizeof **page)) == NULL) {
            return -1;
        }
        (*page)[code % PAGE]++;
    }
    return 0;
}

/* Count the code points of a text; -1 if there is no room. */
static int
count_all(Met *met, const Py_buffer *codes)
{
    uint32_t some[AT_ONCE];
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t start = 0; start < count; start += AT_ONCE) {
        Py_ssize_t size = AT_ONCE < count - start ? AT_ONCE : count - start;
        memcpy(some, (const char *)codes->buf + start * 4, (size_t)size * 4);
        if (bits_of(some, size) >= PLANE) {
            if (count_beyond(met, some, size) < 0) {
                return -1;
            }
            continue;
        }
        for (Py_ssize_t place = 0; place + 1 < size; place += TURNS) {
            met->plain[0][some[place]]++;
            met->plain[1][some[place + 1]]++;
        }
        met->plain[0][some[size - 1]] += size % TURNS != 0;
    }
    return 0;
}

static int
add_count(int64_t code, int64_t count, Numbers *found)
{
    return count > 0 && (add_number(found, code) < 0 || add_number(found, count) < 0) ? -1 : 0;
}

/* Put each code point on the list that a text has, with how many of it. */
static int
add_counts(const Met *met, Numbers *found)
{
    for (int64_t code = 0; code < PLANE; code++) {
        if (add_count(code, (int64_t)met->plain[0][code] + met->plain[1][code], found) < 0) {
            return -1;
        }
    }
    for (int64_t page = 0; page < PAGES; page++) {
        for (int64_t place = 0; met->beyond[page] != NULL && place < PAGE; place++) {
            if (add_count(page * PAGE + place, met->beyond[page][place], found) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static void
free_met(Met *met)
{
    for (int page = 0; met != NULL && page < PAGES; page++) {
        free(met->beyond[page]);
    }
    free(met);
}

/* Arguments: code points, uint32 (n,). The different ones, in order, each with how many there are of
   it, int64, as bytes. */
PyObject *
count_characters(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    Met *met = calloc(1, sizeof *met);
    failed = met == NULL || count_all(met, &codes) < 0 || add_counts(met, &found) < 0 ? -1 : 0;
    free_met(met);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}

/* Arguments: code points, uint32 (n,). How many of them are beyond ASCII. */
PyObject *
beyond_ascii(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    const char *data = codes.buf;
    Py_ssize_t count = codes_in(&codes), found = 0;
    for (Py_ssize_t start = 0; start < count; start += AT_ONCE) {
        Py_ssize_t end = AT_ONCE < count - start ? start + AT_ONCE : count;
        uint32_t some = 0;
        for (Py_ssize_t place = start; place < end; place++) {
            uint32_t code;
            memcpy(&code, data + place * 4, 4);
            some += code > 0x7F;
        }
        found += (Py_ssize_t)some;
    }
    PyBuffer_Release(&codes);
    return PyLong_FromSsize_t(found);
}
