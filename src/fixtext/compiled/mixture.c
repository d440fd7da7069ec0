/* What words of mixed scripts cost: fixtext/encodings/mixture.py has it in numpy. */

#include "mixture.h"

/* Scripts that it tells apart; those above are of other alphabets. */
enum { NO_SCRIPT, LATIN, CJK, GREEK };

enum { FOREIGN, MIXED, WITHOUT_SPACE, ISLAND };

static inline Py_ssize_t
place_of(const Words *words, uint32_t code)
{
    return code < (uint64_t)words->known ? (Py_ssize_t)code : words->known - 1;
}

static int
is_near_kana(const Words *words, Py_ssize_t place)
{
    Py_ssize_t low = place > words->near ? place - words->near : 0, count = codes_in(words->codes);
    for (; low < count && low <= place + words->near; low++) {
        uint32_t code = code_at(words->codes, low);
        if (code >= words->first_kana && code <= words->last_kana) {
            return 1;
        }
    }
    return 0;
}

/* What it costs that one script stands behind another one. */
static inline double
change_of(const Words *words, int before, int here, double otherwise)
{
    if (before == here || before == NO_SCRIPT || here == NO_SCRIPT) {
        return otherwise;
    }
    if (before != CJK && here != CJK) {
        return words->costs[MIXED];
    }
    return before > GREEK || here > GREEK ? words->costs[WITHOUT_SPACE] : otherwise;
}

void
fill_mixture(const Words *words, double *bits)
{
    Py_ssize_t count = codes_in(words->codes);
    int before[2] = {NO_SCRIPT, NO_SCRIPT};
    for (Py_ssize_t place = 0; place < count; place++) {
        Py_ssize_t code = place_of(words, code_at(words->codes, place));
        int here = words->scripts[code];
        double cost = 0.0;
        if (words->foreign[code] && is_near_kana(words, place)) {
            cost = words->costs[FOREIGN];
        }
        bits[place] = change_of(words, before[0], here, cost);
        if (before[0] == CJK && before[1] == LATIN && here == LATIN) {
            bits[place - 1] = words->costs[ISLAND];
        }
        before[1] = before[0];
        before[0] = here;
    }
}

int
take_words(const Py_buffer *tables, Words *words)
{
    words->scripts = tables[0].buf;
    words->foreign = tables[1].buf;
    words->costs = tables[2].buf;
    words->known = tables[0].len;
    if (!has_items(&tables[1], "foreign", words->known)) {
        return -1;
    }
    if (words->known == 0 || words->near < 0) {
        PyErr_SetString(PyExc_ValueError, "no scripts are known, or nothing is near");
        return -1;
    }
    return 0;
}

/* Arguments: code points, uint32 (n,); scripts by code point, uint8 (m,), and which are foreign to
   Japanese, bool (m,), the last for all above; what four kinds of mixture cost, float64 (4,); the
   first and the last kana; how near they are; bits to write to, float64 (n,). */
PyObject *
mixture(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE},
                                      {"scripts", 1, -1},
                                      {"foreign", 1, -1},
                                      {"costs", 8, MIXTURES},
                                      {"bits", 8, -1, WRITTEN}};
    PyObject *sources[5];
    Py_buffer views[5];
    Words words;
    if (!PyArg_ParseTuple(args, "OOOOIInO:mixture", &sources[0], &sources[1], &sources[2],
                          &sources[3], &words.first_kana, &words.last_kana, &words.near,
                          &sources[4]) ||
        open_arrays(sources, kinds, 5, views) < 0) {
        return NULL;
    }
    words.codes = &views[0];
    int failed = take_words(&views[1], &words) < 0 ||
                 !has_items(&views[4], kinds[4].name, codes_in(&views[0]));
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        fill_mixture(&words, views[4].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 5);
    return failed ? NULL : Py_NewRef(Py_None);
}
