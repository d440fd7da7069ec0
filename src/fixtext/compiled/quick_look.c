/* One look at a short text, and at what surprises in it: most are right, and are told so here.
   fixtext/quick_look.py has it in Python. */

#include "glance.h"
#include "quick_search.h"
#include "screen.h"

/* Classes and signs, as fixtext/scan.py has them. */
#define HAN 0x1
#define KANA_HANGUL 0x2
#define LATIN 0x20
#define CONTROL 0x200
#define LINE_FEED 0x2000
#define SPACE 0x4000
#define HALF_WIDTH_KANA 0x40000

#define FIRST_KANA 0x3041u
#define LAST_KANA 0x30FEu

/* What a rule says: that the kinds are told by what is asked here, whether surprise is, and whether
   traditional characters are. */
enum { IS_TOLD = 1, BY_SURPRISE = 2, BY_TRADITION = 4 };

/* How much must surprise, where hardly any are beyond ASCII and where more are, without Latin letters
   and signs, and with some. */
#define LEVELS_OF_PAIRS 4

/* What a look takes: tables of code points; how much must surprise, by how many are wide, in rows; of a search, traits, what is foreign to Japanese, tables of surprise by
   weight, one behind the other, up to how many wide ones each of these but the last is for, and what
   is to be saved by how many are beyond ASCII. */
enum {
    LOOK_CLASSES,
    LOOK_TRAITS,
    LOOK_FLAGS,
    LOOK_ENOUGH,
    LOOK_SEARCH,
    LOOK_COSTS = LOOK_SEARCH,
    LOOK_FOREIGN,
    LOOK_STRONGLY,
    LOOK_WEAKLY,
    LOOK_WEIGHTS,
    LOOK_NEEDED,
    LOOK_TABLES
};

static const ArrayKind kinds[LOOK_TABLES] = {
    [LOOK_CLASSES] = {"classes", 4, CODE_POINTS}, [LOOK_TRAITS] = {"traits", 2, TRAITS_KNOWN},
    [LOOK_FLAGS] = {"flags", 1, -1},              [LOOK_ENOUGH] = {"enough", 8, -1},
    [LOOK_COSTS] = {"costs", 2, TRAITS_KNOWN},    [LOOK_FOREIGN] = {"foreign", 1, TRAITS_KNOWN},
    [LOOK_STRONGLY] = {"strongly", 2, -1},        [LOOK_WEAKLY] = {"weakly", 2, -1},
    [LOOK_WEIGHTS] = {"weights", 8, -1},          [LOOK_NEEDED] = {"needed", 8, -1},
};

/* Lengths, all of them numbers of characters that quick_look.py gives. */
typedef struct {
    Py_ssize_t hardly_any; /* beyond ASCII */
    Py_ssize_t strangers;  /* letters of a line that is not mixed, at most */
    Py_ssize_t not_few;    /* beyond ASCII, in a text that is */
    Py_ssize_t not_long;
    Py_ssize_t few_kana;    /* beyond ASCII, in a text with kana that is read as EUC-JP at once */
    Py_ssize_t traditional; /* ones that make a text count as such */
    Py_ssize_t few;         /* of blocks that are told by their cores */
    Py_ssize_t brief;       /* of texts whose blocks need not be listed */
    Py_ssize_t many;        /* beyond ASCII, of which one proves nothing */
    Py_ssize_t sparse;      /* if no more than one in so many is beyond ASCII, each is worth a look */
} Lengths;

typedef struct {
    PyObject_HEAD
    int open; /* so many of the views */
    Py_buffer views[LOOK_TABLES];
    PyObject *screen, *scorer, *rules, *capsule; /* the last is NULL where nothing is searched */
    int flag;
    Lengths lengths;
    double levels[LEVELS];
    double mostly; /* the part of a text that is nearly all of it */
    double needed_then;
} QuickLook;

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
    return found;
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

/* Letters beyond ASCII of the Latin script; alphabets.py has them. */
static Py_ssize_t
count_letters(const Glimpse *shown)
{
    Py_ssize_t letters = 0;
    for (Py_ssize_t place = 0; place < shown->count; place++) {
        uint32_t code = shown->codes[place];
        letters += code >= 0xC0 && code < 0x250 && code != 0xD7 && code != 0xF7;
    }
    return letters;
}

/* Whether pairs tell how surprising a text is: it is short, and no line of it may be mixed, for which
   it would have to have more such letters than there must be strangers. */
static int
is_told_by_pairs(const QuickLook *self, const Glimpse *shown)
{
    return !(shown->seen & HALF_WIDTH_KANA) &&
           (shown->pairs.beyond >= self->lengths.not_few || shown->count < self->lengths.not_long) &&
           (!(shown->seen & LATIN) || count_letters(shown) <= self->lengths.strangers);
}

/* Whether hardly anything surprises in such a text. */
static int
is_clear(const QuickLook *self, const Glimpse *shown)
{
    const int64_t *enough = self->views[LOOK_ENOUGH].buf;
    Py_ssize_t known = self->views[LOOK_ENOUGH].len / 8 / LEVELS_OF_PAIRS;
    Py_ssize_t wide = shown->pairs.wide < known ? shown->pairs.wide : known - 1;
    int level = (shown->pairs.beyond > self->lengths.hardly_any) + (shown->seen & LATIN ? 2 : 0);
    return shown->pairs.highest < enough[level * known + wide];
}

/* What loops tell of a text in which something surprises; NULL with an error set. */
static PyObject *
search(const QuickLook *self, const Glimpse *shown)
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
    Asked asked = {.scorer = (const Scorer *)self->scorer, .few = lengths->few};
    asked.ways = ways_of(self->capsule);
    asked.most_of_few = self->mostly * (double)beyond;
    asked.most_of_it = (double)beyond;
    asked.needed_then = self->needed_then;
    asked.needed = ((const double *)self->views[LOOK_NEEDED].buf)[beyond];
    asked.in_brief = shown->count <= lengths->brief && shown->pairs.wide >= beyond &&
                     !shown->has_fields;
    int many = beyond > lengths->many && beyond * lengths->sparse >= shown->count;
    return unexplained(&asked, views, self->levels, many);
}

/* What is told of a text by what surprises in it: True if nothing is to be done with it, False where
   nobody looked; None where some route may explain it, or what `unexplained` lists. */
static PyObject *
told_by_surprise(const QuickLook *self, const Glimpse *shown)
{
    if (!is_told_by_pairs(self, shown)) {
        return Py_NewRef(Py_False);
    }
    int clear = is_clear(self, shown);
    if (clear || shown->seen & CONTROL || self->capsule == NULL || shown->pairs.beyond == 0 ||
        shown->count >= self->views[LOOK_NEEDED].len / 8) {
        return Py_NewRef(clear && !shown->has_fields ? Py_True : Py_False);
    }
    PyObject *found = search(self, shown);
    if (found == NULL || found == Py_None || shown->has_fields ||
        PyList_Size(PyTuple_GetItem(found, 0)) > 0 || PyList_Size(PyTuple_GetItem(found, 1)) > 0) {
        return found;
    }
    Py_DECREF(found);
    return Py_NewRef(Py_True);
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
    shown->flagged = count_flagged(&codes, &self->views[LOOK_FLAGS], self->flag, shown->count);
    shown->has_fields = may_have_fields(self, shown);
    int told = rule & IS_TOLD &&
               !(rule & BY_TRADITION && shown->flagged >= self->lengths.traditional);
    if (told && !(rule & BY_SURPRISE)) {
        return Py_NewRef(Py_None);
    }
    PyObject *found = told_by_surprise(self, shown);
    if (found == NULL || (told && found == Py_True)) {
        Py_XDECREF(found);
        return found == NULL ? NULL : Py_NewRef(Py_None);
    }
    return Py_BuildValue("(KnnLnN)", (unsigned long long)shown->seen, shown->pairs.beyond,
                         shown->pairs.wide, (long long)shown->pairs.highest, shown->flagged,
                         found);
}

/* A str. None if it is right; or its classes and signs, its overview, how many characters have the
   flag, and what `told_by_surprise` gives. */
static PyObject *
look(PyObject *object, PyObject *text)
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
        told = look(object, text);
    }
    if (told == NULL || told == Py_None) {
        Py_XDECREF(told);
        return told == NULL ? -1 : 0;
    }
    return append_new(left, Py_BuildValue("(nN)", place, told));
}

/* Arguments: a list, and the most characters of a text that is looked at. The places of those that are
   not told to be right, each with what `look` gives, or False where nobody looked. */
static PyObject *
look_at_each_of(PyObject *object, PyObject *args)
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

static void
quick_look_dealloc(PyObject *object)
{
    QuickLook *self = (QuickLook *)object;
    PyTypeObject *type = Py_TYPE(object);
    close_arrays(self->views, self->open);
    Py_XDECREF(self->screen);
    Py_XDECREF(self->scorer);
    Py_XDECREF(self->rules);
    Py_XDECREF(self->capsule);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}

/* Keep an object that must be of one of the types of this module; -1 with an error set. */
static int
keep(PyTypeObject *type, PyObject *object, const char *name, PyObject **kept)
{
    PyObject *module = PyType_GetModule(type);
    PyObject *wanted = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    int fits = wanted == NULL ? -1 : PyObject_IsInstance(object, wanted);
    Py_XDECREF(wanted);
    if (fits == 0) {
        PyErr_Format(PyExc_TypeError, "a %s is wanted", name);
    }
    *kept = fits > 0 ? Py_NewRef(object) : NULL;
    return fits > 0 ? 0 : -1;
}

/* Whether the tables of a search are as long as they must be; an error is set if not. */
static int
fit_together(const QuickLook *self)
{
    const Py_buffer *views = self->views;
    Py_ssize_t tables = (views[LOOK_WEIGHTS].len / 8 + 1) * STEPS * KINDS;
    return has_items(&views[LOOK_STRONGLY], kinds[LOOK_STRONGLY].name, tables) &&
           has_items(&views[LOOK_WEAKLY], kinds[LOOK_WEAKLY].name, tables);
}

/* Open the tables of a search: a tuple of them, of levels, of lengths, of two numbers, and of a
   capsule. */
static int
open_search(QuickLook *self, PyObject *search)
{
    PyObject *sources[LOOK_TABLES], *capsule;
    Lengths *lengths = &self->lengths;
    if (!PyArg_ParseTuple(search, "OOOOOO(ddd)(nnnn)ddO:search", &sources[LOOK_COSTS],
                          &sources[LOOK_FOREIGN], &sources[LOOK_STRONGLY], &sources[LOOK_WEAKLY],
                          &sources[LOOK_WEIGHTS], &sources[LOOK_NEEDED], &self->levels[LEAST],
                          &self->levels[DROP], &self->levels[WEAK_LEAST], &lengths->few,
                          &lengths->brief, &lengths->many, &lengths->sparse, &self->mostly,
                          &self->needed_then, &capsule) ||
        ways_of(capsule) == NULL ||
        open_arrays(sources + LOOK_SEARCH, kinds + LOOK_SEARCH, LOOK_TABLES - LOOK_SEARCH,
                    self->views + LOOK_SEARCH) < 0) {
        return -1;
    }
    self->open = LOOK_TABLES;
    self->capsule = Py_NewRef(capsule);
    return fit_together(self) ? 0 : -1;
}

static int
open_look(PyTypeObject *type, QuickLook *self, PyObject *args)
{
    PyObject *sources[LOOK_SEARCH], *screen, *scorer, *rules, *search;
    Lengths *lengths = &self->lengths;
    if (!PyArg_ParseTuple(args, "OOO!OOOiO(nnnnnn)O:QuickLook", &screen, &scorer, &PyDict_Type,
                          &rules, &sources[LOOK_CLASSES], &sources[LOOK_TRAITS],
                          &sources[LOOK_FLAGS], &self->flag, &sources[LOOK_ENOUGH],
                          &lengths->hardly_any, &lengths->strangers, &lengths->not_few, &lengths->not_long,
                          &lengths->few_kana, &lengths->traditional, &search) ||
        keep(type, screen, "Screen", &self->screen) < 0 ||
        keep(type, scorer, "Scorer", &self->scorer) < 0 ||
        open_arrays(sources, kinds, LOOK_SEARCH, self->views) < 0) {
        return -1;
    }
    self->open = LOOK_SEARCH;
    self->rules = Py_NewRef(rules);
    if (self->views[LOOK_ENOUGH].len < 8 * LEVELS_OF_PAIRS) {
        PyErr_SetString(PyExc_ValueError, "enough has too few items");
        return -1;
    }
    return search == Py_None ? 0 : open_search(self, search);
}

static PyObject *
quick_look_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    if (keywords != NULL && PyDict_Size(keywords) > 0) {
        PyErr_SetString(PyExc_TypeError, "arguments are told by their places");
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    QuickLook *self = (QuickLook *)allocate(type, 0); /* filled with zeros, so nothing is open */
    if (self != NULL && open_look(type, self, args) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static PyMethodDef quick_look_methods[] = {
    {"look", look, METH_O,
     "None if a text is right; or its classes and signs, its overview, how many have the flag, more."},
    {"look_at_each", look_at_each_of, METH_VARARGS,
     "The places of those of many texts that are not told to be right, with what a look gives."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot quick_look_slots[] = {
    {Py_tp_doc, "What tells that a short text is right, with all tables open."},
    {Py_tp_new, quick_look_new},
    {Py_tp_dealloc, quick_look_dealloc},
    {Py_tp_methods, quick_look_methods},
    {0, NULL},
};

PyType_Spec quick_look_spec = {
    .name = "fixtext.compiled._loops.QuickLook",
    .basicsize = sizeof(QuickLook),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = quick_look_slots,
};
