/* How many characters a text has of each sort: fixtext/hanscript/characters.py has it in numpy. */

#include "counted.h"

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
    Py_ssize_t found = 0, count = codes_in(codes), known_to = flags->len;
    for (Py_ssize_t start = 0; known_to > 0 && start < count && found < enough;
         start += AT_ONCE) {
        Py_ssize_t end = AT_ONCE < count - start ? start + AT_ONCE : count;
        for (Py_ssize_t place = start; place < end; place++) {
            uint32_t code = code_at(codes, place);
            int is_known = code < (uint64_t)known_to;
            found += is_known & ((known[is_known ? code : 0] & flag) != 0);
        }
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

/* Count the code points of a text, at each turn by themselves; one that is as high as the highest. */
static uint32_t
count_all(const Py_buffer *codes, uint32_t *counts)
{
    uint32_t some[AT_ONCE], all = 0;
    uint32_t *others = counts + CODE_POINTS;
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t start = 0; start < count; start += AT_ONCE) {
        Py_ssize_t size = AT_ONCE < count - start ? AT_ONCE : count - start;
        memcpy(some, (const char *)codes->buf + start * 4, (size_t)size * 4);
        uint32_t bits = bits_of(some, size);
        for (Py_ssize_t place = 0; bits >= CODE_POINTS && place < size; place++) {
            some[place] = some[place] < CODE_POINTS ? some[place] : CODE_POINTS - 1;
        }
        all |= bits;
        for (Py_ssize_t place = 0; place + 1 < size; place += TURNS) {
            counts[some[place]]++;
            others[some[place + 1]]++;
        }
        counts[some[size - 1]] += size % TURNS != 0;
    }
    return all < CODE_POINTS ? all : CODE_POINTS - 1;
}

/* Put each code point on the list that a text has, with how many of it, from how many times it was
   met at each turn. */
static int
add_counts(const uint32_t *counts, Py_ssize_t highest, Numbers *found)
{
    for (Py_ssize_t code = 0; code <= highest; code++) {
        int64_t count = (int64_t)counts[code] + counts[CODE_POINTS + code];
        if (count > 0 && (add_number(found, code) < 0 || add_number(found, count) < 0)) {
            return -1;
        }
    }
    return 0;
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
    /* memory that is not touched costs nothing */
    uint32_t *counts = PyMem_Calloc((size_t)TURNS * CODE_POINTS, sizeof(uint32_t));
    if (counts == NULL) {
        PyBuffer_Release(&codes);
        return PyErr_NoMemory();
    }
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    uint32_t highest = count_all(&codes, counts);
    failed = add_counts(counts, (Py_ssize_t)highest, &found);
    Py_END_ALLOW_THREADS
    PyMem_Free(counts);
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}
