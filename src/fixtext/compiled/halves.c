/* Whether any row of a long text may save enough by the halves of its characters, told near where a glance
   saw that some may: fixtext/garblings/utf_16_bytes.py looks closer then. */

#include "halves.h"

#include "running.h"
#include "signs_told.h"

/* Whether a row of characters that share a trait is rich, and may save enough. */
static int
row_may_save(const Scorer *scorer, const uint16_t *traits, const uint32_t *row, Py_ssize_t size,
             unsigned trait, int64_t least)
{
    Rows rows = {{0, 0}, {0, 0}};
    Row *counted = trait == BOTH_ASCII ? &rows.ascii : &rows.swapped;
    for (Py_ssize_t place = 0; place < size; place++) {
        unsigned each = traits[row[place]];
        counted->rich += trait == BOTH_ASCII ? each >> SMALL_SHIFT & 3 : (each & ODD) != 0;
    }
    counted->size = size;
    if (!any_rich(&rows)) {
        return 0;
    }
    return trait == BOTH_ASCII ? may_be_pairs(scorer, row, size, least)
                               : may_be_swapped(scorer, row, size, least);
}

/* Whether any row of a part of a text may, of which both kinds are followed together. */
static int
any_may_save(const Scorer *scorer, const uint16_t *traits, const uint32_t *codes, Py_ssize_t count,
             int64_t least)
{
    Py_ssize_t pairs = 0, swapped = 0; /* characters of the row of each kind */
    for (Py_ssize_t place = 0; place <= count; place++) {
        uint32_t code = place < count ? codes[place] : TRAITS;
        unsigned each = code < TRAITS ? traits[code] : 0;
        /* all bits where a row goes on, none where it ends, as nobody foresees; few rows are long */
        Py_ssize_t of_pairs = -(Py_ssize_t)((each & BOTH_ASCII) != 0);
        Py_ssize_t of_swapped = -(Py_ssize_t)((each & COMMON) != 0);
        if (((pairs & ~of_pairs) | (swapped & ~of_swapped)) >= FEWEST_HALVES) {
            const uint32_t *end = codes + place;
            if ((pairs >= FEWEST_HALVES && !of_pairs &&
                 row_may_save(scorer, traits, end - pairs, pairs, BOTH_ASCII, least)) ||
                (swapped >= FEWEST_HALVES && !of_swapped &&
                 row_may_save(scorer, traits, end - swapped, swapped, COMMON, least))) {
                return 1;
            }
        }
        pairs = (pairs + 1) & of_pairs;
        swapped = (swapped + 1) & of_swapped;
    }
    return 0;
}

static int
in_row(PyObject *text, const uint16_t *traits, Py_ssize_t place)
{
    uint32_t code = PyUnicode_ReadChar(text, place);
    return code < TRAITS && (traits[code] & (BOTH_ASCII | COMMON)) != 0;
}

/* The same of a part of a text, with the rows that reach into it; what was looked at up to a place, where
   no row goes on, is not looked at again. */
static int
part_may_save(const Scorer *scorer, const uint16_t *traits, PyObject *text, Py_ssize_t low,
              Py_ssize_t high, int64_t least, Py_ssize_t *done)
{
    Py_ssize_t all = PyUnicode_GetLength(text);
    low = low > *done ? low : *done;
    if (low >= high) {
        return 0;
    }
    while (low > *done && in_row(text, traits, low - 1)) {
        low--;
    }
    while (high < all && in_row(text, traits, high)) {
        high++;
    }
    *done = high;
    PyObject *part = PyUnicode_Substring(text, low, high);
    uint32_t *codes = part == NULL ? NULL : PyUnicode_AsUCS4Copy(part);
    Py_XDECREF(part);
    if (codes == NULL) {
        return -1;
    }
    int may = any_may_save(scorer, traits, codes, high - low, least);
    PyMem_Free(codes);
    return may;
}

/* Arguments: a str; the traits of the BMP, uint16 (0x10000,); starts and ends of the parts in which such
   rows end, int64, ascending; the units that they must save. Whether any may. */
PyObject *
scorer_may_be_halves(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[] = {{"traits", 2, TRAITS}, {"parts", 8, -1}};
    PyObject *text, *sources[2];
    Py_buffer views[2];
    long long least;
    if (!PyArg_ParseTuple(args, "UOOL:may_be_halves", &text, &sources[0], &sources[1], &least) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    const int64_t *edges = views[1].buf;
    Py_ssize_t count = PyUnicode_GetLength(text), done = 0;
    int may = 0;
    for (Py_ssize_t index = 0; may == 0 && index + 1 < views[1].len / 8; index += 2) {
        int64_t low = edges[index], high = edges[index + 1];
        if (low >= 0 && low < high && high <= count) {
            may = part_may_save((const Scorer *)object, views[0].buf, text, (Py_ssize_t)low,
                                (Py_ssize_t)high, least, &done);
        }
    }
    close_arrays(views, 2);
    return may < 0 ? NULL : PyBool_FromLong(may);
}
