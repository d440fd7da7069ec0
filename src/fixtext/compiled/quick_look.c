/* One look at a short text, and at what surprises in it: most are right, and are told so here.
   fixtext/quick_look.py has it in Python. */

#include "quick_look.h"

#include "counted.h"
#include "glance.h"
#include "kana_fields.h"
#include "leftovers.h"
#include "letters.h"
#include "page_look.h"
#include "screen.h"
#include "signs_told.h"

/* Classes and signs, as fixtext/scan.py has them. */
#define HAN 0x1
#define KANA_HANGUL 0x2
#define LATIN 0x20
#define CONTROL 0x200
#define LINE_FEED 0x2000
#define SPACE 0x4000
#define HALF_WIDTH_KANA 0x40000

/* What a rule says: that the kinds are told by what is asked here, whether surprise is, whether
   traditional characters are, and what signs may stand for. */
enum {
    IS_TOLD = 1,
    BY_SURPRISE = 2,
    BY_TRADITION = 4,
    BY_HALVES = 8,
    BY_READING = 16,
    BY_WIDTHS = 32,
    BY_MARKS = 64
};

/* Characters beyond ASCII that are not wide, and bits of surprise, of text that may have been garbled and
   had its letters changed then. */
#define FEWEST_CHANGED 4
#define LEAST_CHANGED 25.0
#define LEAST_IN_LATIN 20.0

/* Signs of code pages that hardly stand in a title: not quotation marks, dashes and the like. */
static inline int
is_odd_sign(uint32_t code)
{
    return (code - 0x80 < 0x40 && code != 0xA0 && code != 0xAB && code != 0xBB) ||
           (code - 0x2020 < 0x5E0 && code != 0x2026 && code != 0x2116) || code == 0x201A || code == 0x201E;
}

/* A text, and what it shows. */
typedef struct {
    const uint32_t *codes;
    Py_ssize_t count;
    uint64_t seen;
    Overview pairs;
    Py_ssize_t flagged;
    int has_fields; /* whether it may have fields that are EUC-JP */
} Glimpse;

/* Whether a text may hold a field that is EUC-JP, of which shared_kana.py tells. */
static int
may_have_fields(const QuickLook *self, const Glimpse *shown)
{
    int apart = shown->seen & HAN && shown->seen & (SPACE | LINE_FEED);
    int found = 0;
    if (shown->seen & KANA_HANGUL && (apart || shown->pairs.beyond <= self->lengths.few_kana)) {
        for (Py_ssize_t place = 0; place < shown->count; place++) {
            found |= shown->codes[place] >= FIRST_KANA && shown->codes[place] <= LAST_KANA;
        }
    }
    const Py_buffer *meant = &self->views[LOOK_MEANT];
    Py_buffer codes = {.buf = (void *)shown->codes, .len = 4 * shown->count, .itemsize = 4};
    return found && (meant->len == 0 || may_be_read_otherwise(&codes, meant, self->lengths.few_kana));
}

/* The rule for some classes and signs: 0 if there is none, or kinds must be asked; -1 with an error
   set. */
static int
rule_of(const QuickLook *self, uint64_t seen)
{
    PyObject *key = PyLong_FromUnsignedLongLong(seen);
    PyObject *rule = key == NULL ? NULL : PyDict_GetItemWithError(self->rules, key);
    Py_XDECREF(key);
    return rule != NULL ? (int)PyLong_AsLong(rule) : PyErr_Occurred() == NULL ? 0 : -1;
}

/* Whether pairs tell how surprising a text is. */
static int
is_told_by_pairs(const QuickLook *self, const Glimpse *shown)
{
    return !(shown->seen & HALF_WIDTH_KANA) &&
           (shown->pairs.beyond >= self->lengths.not_few || shown->count < self->lengths.not_long);
}

/* The lines of a text with letters of several languages; NULL with an error set. */
static PyObject *
lines_of_several(const QuickLook *self, const Glimpse *shown)
{
    if (!(shown->seen & LATIN)) {
        return PyList_New(0);
    }
    Py_buffer codes = {.buf = (void *)shown->codes, .len = 4 * shown->count, .itemsize = 4};
    return mixed_lines_in(self->alphabets, &codes, self->vietnamese, -1);
}

/* How many times the characters beyond ASCII are twice as many as prove nothing alone, as far as known. */
static double
doublings_of(const QuickLook *self, const Glimpse *shown)
{
    const Py_buffer *known = &self->views[LOOK_DOUBLINGS];
    int is_known = self->capsule != NULL && shown->pairs.beyond < known->len / 8;
    return is_known ? ((const double *)known->buf)[shown->pairs.beyond] : 0.0;
}

/* Whether hardly anything surprises in such a text. */
static int
is_clear(const QuickLook *self, const Glimpse *shown)
{
    const int64_t *enough = self->views[LOOK_ENOUGH].buf;
    Py_ssize_t known = self->views[LOOK_ENOUGH].len / 8 / LEVELS_OF_PAIRS;
    Py_ssize_t wide = shown->pairs.wide < known ? shown->pairs.wide : known - 1;
    int row = shown->pairs.beyond > self->lengths.hardly_any, latin = (shown->seen & LATIN) != 0;
    double doublings = doublings_of(self, shown);
    if (doublings > 0.0 && latin) {
        const Levels *levels = &self->by_doublings;
        double weak = levels->weak_least + levels->weak_more * doublings - levels->letters;
        double highest = (double)shown->pairs.highest / UNITS;
        return shown->pairs.highest < enough[row * known + wide] && highest < weak;
    }
    return shown->pairs.highest < enough[(row + 2 * latin) * known + wide];
}

/* Whether a line of a text may look bad to ftfy, as far as is known: some characters do beside each
   other, and others by themselves. */
static int
looks_bad(const QuickLook *self, const Glimpse *shown)
{
    const uint8_t *bad = self->views[LOOK_BAD].buf;
    uint32_t known = (uint32_t)self->views[LOOK_BAD].len;
    unsigned before = 0;
    for (Py_ssize_t place = 0; place < shown->count; place++) {
        uint32_t code = shown->codes[place];
        unsigned here = code < known ? bad[code] : 0;
        if (here & 2 || here & before) {
            return 1;
        }
        before = here;
    }
    return known == 0;
}

/* Whether no more is asked of the blocks of a text than whether a route explains them, or they are
   shifted. */
static int
is_in_brief(const QuickLook *self, const Glimpse *shown)
{
    return shown->count <= self->lengths.brief && !shown->has_fields &&
           (shown->pairs.wide >= shown->pairs.beyond || !looks_bad(self, shown));
}

/* What loops tell of a text in which something surprises, or lines are mixed; NULL with an error set. */
static PyObject *
search(const QuickLook *self, const Glimpse *shown, PyObject *lines)
{
    const Lengths *lengths = &self->lengths;
    const int64_t *weights = self->views[LOOK_WEIGHTS].buf;
    Py_ssize_t beyond = shown->pairs.beyond, weight = 0;
    while (weight < self->views[LOOK_WEIGHTS].len / 8 && shown->pairs.wide > weights[weight]) {
        weight++;
    }
    Py_buffer codes = {.buf = (void *)shown->codes, .len = 4 * shown->count, .itemsize = 4};
    Py_buffer views[ARRAYS] = {codes, self->views[LOOK_COSTS], self->views[LOOK_FOREIGN],
                               self->views[LOOK_STRONGLY], self->views[LOOK_WEAKLY]};
    views[STRONGLY].buf = (int16_t *)views[STRONGLY].buf + weight * STEPS * KINDS;
    views[WEAKLY].buf = (int16_t *)views[WEAKLY].buf + weight * STEPS * KINDS;
    Asked asked = {.scorer = (const Scorer *)self->scorer, .lines = lines};
    asked.few = shown->count < lengths->not_short ? lengths->few : 0;
    asked.only_lines = is_clear(self, shown);
    asked.ways = ways_of(self->capsule);
    asked.most_of_few = self->mostly * (double)beyond;
    asked.most_of_it = (double)beyond;
    asked.needed_then = self->needed_then;
    asked.needed = ((const double *)self->views[LOOK_NEEDED].buf)[beyond];
    asked.in_brief = is_in_brief(self, shown);
    int many = beyond > lengths->many && beyond * lengths->sparse >= shown->count;
    double levels[LEVELS], doublings = doublings_of(self, shown);
    memcpy(levels, self->levels, sizeof levels);
    if (doublings > 0.0) {
        const Levels *by = &self->by_doublings;
        levels[LEAST] = many ? (by->least + by->more * doublings) * by->scale : levels[LEAST];
        levels[WEAK_LEAST] = (by->weak_least + by->weak_more * doublings) * by->scale;
    }
    return unexplained(&asked, views, levels, many);
}

/* Whether each of the weak blocks that a search lists lacks bits even if words of several languages are
   forgiven some; -1 with an error set. */
static int
lack_enough(const QuickLook *self, const Glimpse *shown, PyObject *blocks)
{
    for (Py_ssize_t index = 0; index < PyList_Size(blocks); index++) {
        Py_ssize_t start, end, inside;
        double lacking;
        if (!PyArg_ParseTuple(PyList_GetItem(blocks, index), "nnnd:block", &start, &end, &inside,
                              &lacking)) {
            return -1;
        }
        Py_buffer codes = {.buf = (void *)(shown->codes + start), .len = 4 * (end - start)};
        if (lacking <= MOST_STRANGERS * FORGIVEN &&
            are_of_several(self->alphabets, &codes, self->vietnamese)) {
            Py_ssize_t strangers = strangers_in(self->alphabets, &codes, self->vietnamese);
            strangers = strangers < MOST_STRANGERS ? strangers : MOST_STRANGERS;
            if (FORGIVEN * (double)strangers >= lacking - ROUNDED) {
                return 0;
            }
        }
    }
    return 1;
}

/* Whether a text may be garbled, and its letters small or capital: quick_search.py has it in Python. */
static int
may_be_in_changed_case(const Glimpse *shown)
{
    double least = shown->seen & LATIN ? LEAST_IN_LATIN : LEAST_CHANGED;
    if (shown->pairs.beyond - shown->pairs.wide < FEWEST_CHANGED ||
        (double)shown->pairs.highest < least * UNITS) {
        return 0;
    }
    for (Py_ssize_t place = 0; place < shown->count; place++) {
        if (is_odd_sign(shown->codes[place])) {
            return 1;
        }
    }
    return 0;
}

/* Whether what a search lists is nothing to look at, of which more is asked than these blocks only where a
   text is longer, or may be known to ftfy; -1 with an error set. */
static int
is_nothing(const QuickLook *self, const Glimpse *shown, PyObject *found)
{
    if (found == Py_None || shown->has_fields || may_be_in_changed_case(shown)) {
        return 0;
    }
    PyObject *strong = PyTuple_GetItem(found, 0), *weak = PyTuple_GetItem(found, 1);
    if (PyList_Size(strong) > 0 || (PyList_Size(weak) > 0 && !is_in_brief(self, shown))) {
        return 0;
    }
    return lack_enough(self, shown, weak);
}

/* What is told of a text by what surprises in it: True if nothing is to be done with it, False where
   nobody looked; None where some route may explain it, or what `unexplained` lists. */
static PyObject *
told_by_surprise(const QuickLook *self, const Glimpse *shown)
{
    if (!is_told_by_pairs(self, shown)) {
        return Py_NewRef(Py_False);
    }
    PyObject *lines = lines_of_several(self, shown);
    if (lines == NULL) {
        return NULL;
    }
    int clear = is_clear(self, shown) && PyList_Size(lines) == 0;
    PyObject *found;
    if (clear || shown->seen & CONTROL || self->capsule == NULL || shown->pairs.beyond == 0 ||
        shown->pairs.beyond >= self->views[LOOK_NEEDED].len / 8) {
        found = Py_NewRef(clear && !shown->has_fields ? Py_True : Py_False);
    }
    else {
        found = search(self, shown, lines);
        int nothing = found == NULL ? -1 : is_nothing(self, shown, found);
        if (nothing != 0) {
            Py_XDECREF(found);
            found = nothing > 0 ? Py_NewRef(Py_True) : NULL;
        }
    }
    Py_DECREF(lines);
    return found;
}

/* Whether lines may have been cut, or marks folded, as far as a rule asks; -1 with an error set. */
static int
may_be_laid_out(const QuickLook *self, const Py_buffer *codes, int rule)
{
    if (!(rule & (BY_WIDTHS | BY_MARKS)) || self->page_look == NULL) {
        return (rule & (BY_WIDTHS | BY_MARKS)) != 0;
    }
    int may = rule & BY_MARKS ? may_have_folded_marks(self->page_look, codes) : 0;
    return may == 0 && rule & BY_WIDTHS ? may_have_wrapped_lines(self->page_look, codes) : may;
}

/* Whether some kind must be asked, by the rule for the classes and signs of a text; -1 with an error set. */
static int
must_be_asked(const QuickLook *self, const Glimpse *shown, int rule)
{
    Py_buffer codes = {.buf = (void *)shown->codes, .len = 4 * shown->count, .itemsize = 4};
    if (!(rule & IS_TOLD) ||
        (rule & BY_TRADITION && shown->flagged >= self->lengths.traditional) ||
        (rule & BY_READING && may_have_reading(shown->codes, shown->count)) ||
        (rule & BY_HALVES &&
         may_be_halves((const Scorer *)self->scorer, self->views[LOOK_TRAITS].buf, shown->codes,
                       shown->count, self->lengths.least))) {
        return 1;
    }
    return may_be_laid_out(self, &codes, rule);
}

/* Count the traditional characters of a text: none of one in which no conversion left anything, as if it
   had none, and as many as make it traditional, or fewer, of others. -1 with an error set. */
static Py_ssize_t
count_traditional(const QuickLook *self, const Py_buffer *codes)
{
    Py_ssize_t enough = self->lengths.traditional;
    Py_ssize_t found = count_flagged(codes, &self->views[LOOK_FLAGS], self->flag, enough);
    if (found < enough || self->leftovers == NULL) {
        return found;
    }
    int may = may_have_leftovers(self->leftovers, codes);
    return may < 0 ? -1 : may ? found : 0;
}

/* Look at the code points of a text; None if it is right, NULL with an error set. */
static PyObject *
look_at(const QuickLook *self, Glimpse *shown)
{
    Py_buffer codes = {.buf = (void *)shown->codes, .len = 4 * shown->count, .itemsize = 4};
    shown->seen = seen_in(shown->codes, shown->count, self->views[LOOK_CLASSES].buf,
                          self->views[LOOK_TRAITS].buf);
    int rule = rule_of(self, shown->seen);
    if (rule < 0) {
        return NULL;
    }
    shown->pairs = overview_of((const Screen *)self->screen, &codes);
    shown->flagged = count_traditional(self, &codes);
    if (shown->flagged < 0) {
        return NULL;
    }
    shown->has_fields = may_have_fields(self, shown);
    int ask = must_be_asked(self, shown, rule), told = !ask;
    if (ask < 0) {
        return NULL;
    }
    if (told && !(rule & BY_SURPRISE)) {
        return Py_NewRef(Py_None);
    }
    PyObject *found = told_by_surprise(self, shown);
    if (found == NULL || (told && found == Py_True)) {
        Py_XDECREF(found);
        return found == NULL ? NULL : Py_NewRef(Py_None);
    }
    return Py_BuildValue("(KnnLnNN)", (unsigned long long)shown->seen, shown->pairs.beyond,
                         shown->pairs.wide, (long long)shown->pairs.highest, shown->flagged,
                         PyBool_FromLong(!told), found);
}

/* A str. None if it is right; or its classes and signs, its overview, how many characters have the
   flag, whether kinds must be asked, and what `told_by_surprise` gives. */
PyObject *
quick_look_at(PyObject *object, PyObject *text)
{
    uint32_t few[ON_STACK];
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text must be str");
        return NULL;
    }
    Glimpse shown = {.count = PyUnicode_GetLength(text)};
    uint32_t *codes = codes_of(text, few, shown.count);
    if (codes == NULL) {
        return NULL;
    }
    shown.codes = codes;
    PyObject *result = look_at((const QuickLook *)object, &shown);
    if (codes != few) {
        PyMem_Free(codes);
    }
    return result;
}

/* Put the place of a text on the list, if it needs more, with what a look tells; -1 with an error
   set. What is no str, or longer than `most`, is not looked at. */
static int
look_at_next(PyObject *object, PyObject *text, Py_ssize_t most, Py_ssize_t place, PyObject *left)
{
    PyObject *told = Py_NewRef(Py_False);
    if (PyUnicode_Check(text) && PyUnicode_GetLength(text) <= most) {
        Py_DECREF(told);
        told = quick_look_at(object, text);
    }
    if (told == NULL || told == Py_None) {
        Py_XDECREF(told);
        return told == NULL ? -1 : 0;
    }
    return append_new(left, Py_BuildValue("(nN)", place, told));
}

/* Arguments: a list, and the most characters of a text that is looked at. The places of those that are
   not told to be right, each with what `quick_look_at` gives, or False where nobody looked. */
PyObject *
quick_look_at_each(PyObject *object, PyObject *args)
{
    PyObject *texts, *left;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "O!n:look_at_each", &PyList_Type, &texts, &most) ||
        (left = PyList_New(0)) == NULL) {
        return NULL;
    }
    for (Py_ssize_t place = 0; place < PyList_Size(texts); place++) {
        PyObject *text = Py_NewRef(PyList_GetItem(texts, place));
        int failed = look_at_next(object, text, most, place, left);
        Py_DECREF(text);
        if (failed < 0) {
            Py_DECREF(left);
            return NULL;
        }
    }
    return left;
}
