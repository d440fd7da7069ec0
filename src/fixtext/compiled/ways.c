/* The tables of all routes, which are opened once: that takes longer than to read what is surprising
   in a title. */

#include "ways.h"

static const char WAYS[] = "fixtext.compiled.Ways";

static void
close_ways(Ways *ways)
{
    while (ways->wrong_number > 0) {
        PyMem_Free(ways->wrongs[--ways->wrong_number].twinned);
        close_arrays(ways->wrongs[ways->wrong_number].views, WRONG_TABLES);
    }
    while (ways->number > 0) {
        close_decoder(&ways->decoders[--ways->number]);
    }
    if (ways->source != NULL) {
        close_arrays(ways->views, WAYS_TABLES);
        Py_DECREF(ways->source);
    }
    PyMem_Free(ways->wrongs);
    PyMem_Free(ways->decoders);
    PyMem_Free(ways);
}

static void
close_capsule(PyObject *capsule)
{
    Ways *ways = PyCapsule_GetPointer(capsule, WAYS);
    if (ways != NULL) {
        close_ways(ways);
    }
}

const Ways *
ways_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, WAYS);
}

int
mark_twinned(PyObject *twins, uint8_t **twinned)
{
    PyObject *key, *pairs;
    Py_ssize_t place = 0;
    *twinned = PyDict_Size(twins) > 0 ? PyMem_Calloc(BMP / 8, 1) : NULL;
    if (*twinned == NULL && PyDict_Size(twins) > 0) {
        PyErr_NoMemory();
        return -1;
    }
    while (PyDict_Next(twins, &place, &key, &pairs)) {
        unsigned long code = PyLong_AsUnsignedLong(key);
        if (PyErr_Occurred() != NULL) {
            return -1;
        }
        code = in_bmp((uint32_t)code);
        (*twinned)[code >> 3] |= (uint8_t)(1u << (code & 7));
    }
    return 0;
}

/* Open a wrong codec; 0 with nothing open and an error set on failure. */
static int
open_wrong(const Ways *ways, PyObject *source, Wrong *wrong)
{
    static const ArrayKind kinds[WRONG_TABLES] = {{"to_bytes", 2, -1}, {"numbers", 4, -1}};
    PyObject *sources[WRONG_TABLES];
    if (!PyArg_ParseTuple(source, "OO!OIip:wrong", &sources[0], &PyDict_Type, &wrong->twins,
                          &sources[1], &wrong->mark, &wrong->shown_by, &wrong->is_korean) ||
        open_arrays(sources, kinds, WRONG_TABLES, wrong->views) < 0) {
        return 0;
    }
    wrong->numbers = wrong->views[1].buf;
    int fits = read_shown(&wrong->views[0], &wrong->shown) == 0 &&
               has_items(&wrong->views[1], kinds[1].name, ways->number);
    for (Py_ssize_t index = 0; fits && index < ways->number; index++) {
        fits = wrong->numbers[index] < ways->routes;
        if (!fits) {
            PyErr_SetString(PyExc_ValueError, "a number is of no route");
        }
    }
    fits = fits && mark_twinned(wrong->twins, &wrong->twinned) == 0;
    if (!fits) {
        PyMem_Free(wrong->twinned);
        close_arrays(wrong->views, WRONG_TABLES);
    }
    return fits;
}

/* Open all codecs; -1 with an error set on failure, when what is open is to be closed. */
static int
open_codecs(Ways *ways, PyObject *decoders, PyObject *wrongs)
{
    Py_ssize_t number = PyTuple_Size(decoders), wrong_number = PyTuple_Size(wrongs);
    ways->decoders = PyMem_Calloc((size_t)number + 1, sizeof(Decoder));
    ways->wrongs = PyMem_Calloc((size_t)wrong_number + 1, sizeof(Wrong));
    if (ways->decoders == NULL || ways->wrongs == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    while (ways->number < number) {
        PyObject *decoder = PyTuple_GetItem(decoders, ways->number);
        if (open_decoder(decoder, &ways->decoders[ways->number]) < 0) {
            return -1;
        }
        ways->number++;
    }
    while (ways->wrong_number < wrong_number) {
        PyObject *wrong = PyTuple_GetItem(wrongs, ways->wrong_number);
        if (!open_wrong(ways, wrong, &ways->wrongs[ways->wrong_number])) {
            return -1;
        }
        ways->wrong_number++;
    }
    return 0;
}

enum { KINDS, SHOWN, LACKS, OFF, COSTS = OFF + 3 * SHIFTED, SHARES, SECONDS, LATIN };

/* Take the tables of a codec that is read one byte off; -1 with an error set. */
static int
take_shifted(const Py_buffer *views, Codec *codec)
{
    codec->single = views[1].buf;
    codec->pairs = views[2].buf;
    return read_shown(&views[0], &codec->shown);
}

static int
open_ways(Ways *ways, PyObject *source)
{
    static const ArrayKind kinds[WAYS_TABLES] = {
        [KINDS] = {"kinds", 1, BMP},
        [SHOWN] = {"shown", 4, BMP},
        [LACKS] = {"lacks", 1, IDEOGRAPHS},
        [OFF] = {"to_gbk", 2, -1},
        [OFF + 1] = {"single", 4, BYTES},
        [OFF + 2] = {"pairs", 4, PAIRS},
        [OFF + 3] = {"to_big5", 2, -1},
        [OFF + 4] = {"single", 4, BYTES},
        [OFF + 5] = {"pairs", 4, PAIRS},
        [OFF + 6] = {"to_korean", 2, -1},
        [OFF + 7] = {"single", 4, BYTES},
        [OFF + 8] = {"pairs", 4, PAIRS},
        [OFF + 9] = {"to_shift_jis", 2, -1},
        [OFF + 10] = {"single", 4, BYTES},
        [OFF + 11] = {"pairs", 4, PAIRS},
        [OFF + 12] = {"to_euc_jp", 2, -1},
        [OFF + 13] = {"single", 4, BYTES},
        [OFF + 14] = {"pairs", 4, PAIRS},
        [COSTS] = {"costs", 8, -1},
        [SHARES] = {"shares", 8, -1},
        [SECONDS] = {"seconds", 8, -1},
        [LATIN] = {"latin", 1, -1},
    };
    PyObject *sources[WAYS_TABLES], *decoders, *wrongs;
    if (!PyArg_ParseTuple(source, "OOO(OOO)(OOO)(OOO)(OOO)(OOO)OOOOO!O!:ways", &sources[KINDS],
                          &sources[SHOWN], &sources[LACKS], &sources[OFF], &sources[OFF + 1],
                          &sources[OFF + 2], &sources[OFF + 3], &sources[OFF + 4],
                          &sources[OFF + 5], &sources[OFF + 6], &sources[OFF + 7],
                          &sources[OFF + 8], &sources[OFF + 9], &sources[OFF + 10],
                          &sources[OFF + 11], &sources[OFF + 12], &sources[OFF + 13],
                          &sources[OFF + 14], &sources[COSTS], &sources[SHARES], &sources[SECONDS],
                          &sources[LATIN], &PyTuple_Type, &decoders, &PyTuple_Type, &wrongs) ||
        open_arrays(sources, kinds, WAYS_TABLES, ways->views) < 0) {
        return -1;
    }
    ways->source = Py_NewRef(source);
    ways->kinds = ways->views[KINDS].buf;
    ways->shown = ways->views[SHOWN].buf;
    ways->lacks = ways->views[LACKS].buf;
    ways->costs = ways->views[COSTS].buf;
    ways->shares = ways->views[SHARES].buf;
    ways->seconds = ways->views[SECONDS].buf;
    ways->latin = ways->views[LATIN].buf;
    ways->routes = ways->views[COSTS].len / 8;
    for (int array = SHARES; array < WAYS_TABLES; array++) {
        if (!has_items(&ways->views[array], kinds[array].name, ways->routes)) {
            return -1;
        }
    }
    for (int codec = 0; codec < SHIFTED; codec++) {
        if (take_shifted(&ways->views[OFF + 3 * codec], &ways->shifted[codec]) < 0) {
            return -1;
        }
    }
    return open_codecs(ways, decoders, wrongs);
}

/* Arguments: a tuple of what each character of the BMP tells, uint8 (65536,), and which wrong codecs
   show it, uint32 (65536,); which standards lack each ideograph from U+4E00 on, uint8 (20992,); of
   GBK, Big5, the Korean codec, Shift_JIS and EUC-JP, a tuple of its bytes by code point, uint16, its
   characters by byte, uint32 (256,), and by pair, uint32 (65536,); of each route, its cost, the shares of the evidence that
   are enough at a first and at a second look, float64 (m,), and whether it changes Latin letters, bool (m,); a
   tuple of decoders (decoders.h), and one of wrong codecs, each with its bytes by code point, uint16,
   a dict of further pairs, the numbers of its routes by decoder, int32, -1 for none, what it shows
   where it makes no character, its kind (bounds.h), and whether it is Korean. */
PyObject *
keep_ways_open(PyObject *module, PyObject *source)
{
    (void)module;
    Ways *ways = PyMem_Calloc(1, sizeof *ways);
    if (ways == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = NULL;
    if (open_ways(ways, source) == 0) {
        capsule = PyCapsule_New(ways, WAYS, close_capsule);
    }
    if (capsule == NULL) {
        close_ways(ways);
    }
    return capsule;
}
