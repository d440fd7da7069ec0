/* The tables of a quick look, kept open for as long as it lives. */

#include "quick_look.h"

static const ArrayKind kinds[LOOK_TABLES] = {
    [LOOK_CLASSES] = {"classes", 4, CODE_POINTS}, [LOOK_TRAITS] = {"traits", 2, TRAITS_KNOWN},
    [LOOK_FLAGS] = {"flags", 1, -1},              [LOOK_ENOUGH] = {"enough", 8, -1},
    [LOOK_MEANT] = {"meant", 2, -1},
    [LOOK_COSTS] = {"costs", 2, TRAITS_KNOWN},    [LOOK_FOREIGN] = {"foreign", 1, TRAITS_KNOWN},
    [LOOK_STRONGLY] = {"strongly", 2, -1},        [LOOK_WEAKLY] = {"weakly", 2, -1},
    [LOOK_WEIGHTS] = {"weights", 8, -1},          [LOOK_NEEDED] = {"needed", 8, -1},
    [LOOK_DOUBLINGS] = {"doublings", 8, -1},
    [LOOK_BAD] = {"bad", 1, -1},
};

static void
quick_look_dealloc(PyObject *object)
{
    QuickLook *self = (QuickLook *)object;
    close_arrays(self->views, self->open);
    Py_XDECREF(self->screen);
    Py_XDECREF(self->scorer);
    Py_XDECREF(self->alphabets);
    Py_XDECREF(self->leftovers);
    Py_XDECREF(self->page_look);
    Py_XDECREF(self->rules);
    Py_XDECREF(self->capsule);
    release(object);
}

/* Whether the tables of a search are as long as they must be; an error is set if not. */
static int
fit_together(const QuickLook *self)
{
    const Py_buffer *views = self->views;
    Py_ssize_t tables = (views[LOOK_WEIGHTS].len / 8 + 1) * STEPS * KINDS;
    return has_items(&views[LOOK_STRONGLY], kinds[LOOK_STRONGLY].name, tables) &&
           has_items(&views[LOOK_WEAKLY], kinds[LOOK_WEAKLY].name, tables) &&
           has_items(&views[LOOK_DOUBLINGS], kinds[LOOK_DOUBLINGS].name, views[LOOK_NEEDED].len / 8);
}

/* Open the tables of a search: a tuple of them, of levels, of those of long texts, of lengths, of two
   numbers, and of a capsule. */
static int
open_search(QuickLook *self, PyObject *search)
{
    PyObject *sources[LOOK_TABLES], *capsule;
    Lengths *lengths = &self->lengths;
    Levels *levels = &self->by_doublings;
    if (!PyArg_ParseTuple(search, "OOOOOOOO(ddd)(dddddd)(nnnnn)ddO:search", &sources[LOOK_COSTS],
                          &sources[LOOK_FOREIGN], &sources[LOOK_STRONGLY], &sources[LOOK_WEAKLY],
                          &sources[LOOK_WEIGHTS], &sources[LOOK_NEEDED],
                          &sources[LOOK_DOUBLINGS], &sources[LOOK_BAD], &self->levels[LEAST],
                          &self->levels[DROP], &self->levels[WEAK_LEAST], &levels->least,
                          &levels->more, &levels->weak_least, &levels->weak_more,
                          &levels->letters, &levels->scale, &lengths->few,
                          &lengths->brief, &lengths->many, &lengths->sparse,
                          &lengths->not_short, &self->mostly,
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
open_look(PyTypeObject *type, PyObject *object, PyObject *args)
{
    QuickLook *self = (QuickLook *)object;
    PyObject *sources[LOOK_SEARCH], *screen, *scorer, *rules, *alphabets, *leftovers, *page_look;
    PyObject *search;
    Lengths *lengths = &self->lengths;
    if (!PyArg_ParseTuple(args, "OOO!OOOiO(nnnnnn)OOnOOO:QuickLook", &screen, &scorer, &PyDict_Type,
                          &rules, &sources[LOOK_CLASSES], &sources[LOOK_TRAITS],
                          &sources[LOOK_FLAGS], &self->flag, &sources[LOOK_ENOUGH],
                          &lengths->hardly_any, &lengths->not_few, &lengths->not_long,
                          &lengths->few_kana, &lengths->traditional, &lengths->least,
                          &sources[LOOK_MEANT], &alphabets, &self->vietnamese, &leftovers,
                          &page_look, &search) ||
        keep(type, screen, "Screen", &self->screen) < 0 ||
        keep(type, scorer, "Scorer", &self->scorer) < 0 ||
        keep(type, alphabets, "Alphabets", &self->alphabets) < 0 ||
        (leftovers != Py_None && keep(type, leftovers, "Leftovers", &self->leftovers) < 0) ||
        (page_look != Py_None && keep(type, page_look, "PageLook", &self->page_look) < 0) ||
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
    return new_by_places(type, args, keywords, open_look);
}

static PyMethodDef quick_look_methods[] = {
    {"look", quick_look_at, METH_O,
     "None if a text is right; or its classes and signs, its overview, how many have the flag, more."},
    {"look_at_each", quick_look_at_each, METH_VARARGS,
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
