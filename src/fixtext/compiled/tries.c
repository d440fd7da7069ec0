/* The tables of all routes by which a short text is searched, which are opened once. */

#include "attempts.h"
#include "ways.h"

#define MOST_BITS 64

static const char TRIES[] = "fixtext.compiled.Tries";

enum { SCRIPTS, FOREIGN, COSTS };

static void
close_group(Group *group)
{
    PyMem_Free(group->twinned);
    PyBuffer_Release(&group->view);
}

static void
close_tries(Tries *tries)
{
    while (tries->groups_number > 0) {
        close_group(&tries->groups[--tries->groups_number]);
    }
    while (tries->routes_number > 0) {
        close_decoder(&tries->routes[--tries->routes_number].decoder);
    }
    if (tries->source != NULL) {
        close_arrays(tries->views, TRIES_TABLES);
        Py_DECREF(tries->source);
    }
    PyMem_Free(tries->groups);
    PyMem_Free(tries->routes);
    PyMem_Free(tries);
}

static void
close_capsule(PyObject *capsule)
{
    Tries *tries = PyCapsule_GetPointer(capsule, TRIES);
    if (tries != NULL) {
        close_tries(tries);
    }
}

const Tries *
tries_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, TRIES);
}

static int
bit_of(int number, uint64_t *bit)
{
    if (number >= MOST_BITS) {
        PyErr_SetString(PyExc_ValueError, "too many codecs");
        return -1;
    }
    *bit = number < 0 ? 0 : (uint64_t)1 << number;
    return 0;
}

/* Open a wrong codec; -1 with nothing open and an error set on failure. */
static int
open_group(PyObject *source, Group *group)
{
    PyObject *to_bytes;
    int number;
    if (!PyArg_ParseTuple(source, "OO!Iiippi:group", &to_bytes, &PyDict_Type, &group->twins,
                          &group->mark, &group->shown_by, &group->what, &group->is_korean,
                          &group->marks_pairs, &number) ||
        bit_of(number, &group->bit) < 0 ||
        open_table(to_bytes, &group->view, "to_bytes", 2, -1, 0) < 0) {
        return -1;
    }
    if (read_shown(&group->view, &group->shown) < 0 || mark_twinned(group->twins, &group->twinned) < 0) {
        close_group(group);
        return -1;
    }
    return 0;
}

/* Open a route; -1 with nothing open and an error set on failure. */
static int
open_route(const Tries *tries, PyObject *source, Route *route)
{
    PyObject *decoder;
    int number;
    if (!PyArg_ParseTuple(source, "Odiippp:route", &decoder, &route->cost, &number, &route->group,
                          &route->letters, &route->ideographic, &route->may_fill) ||
        bit_of(number, &route->meant) < 0) {
        return -1;
    }
    if (route->group < 0 || route->group >= tries->groups_number) {
        PyErr_SetString(PyExc_ValueError, "a route is of no wrong codec");
        return -1;
    }
    return open_decoder(decoder, &route->decoder);
}

static int
open_all(Tries *tries, PyObject *groups, PyObject *routes)
{
    Py_ssize_t groups_number = PyTuple_Size(groups), routes_number = PyTuple_Size(routes);
    tries->groups = PyMem_Calloc((size_t)groups_number + 1, sizeof(Group));
    tries->routes = PyMem_Calloc((size_t)routes_number + 1, sizeof(Route));
    if (tries->groups == NULL || tries->routes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (; tries->groups_number < groups_number; tries->groups_number++) {
        PyObject *group = PyTuple_GetItem(groups, tries->groups_number);
        if (open_group(group, &tries->groups[tries->groups_number]) < 0) {
            return -1;
        }
    }
    for (; tries->routes_number < routes_number; tries->routes_number++) {
        PyObject *route = PyTuple_GetItem(routes, tries->routes_number);
        if (open_route(tries, route, &tries->routes[tries->routes_number]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
open_tries(PyObject *module, Tries *tries, PyObject *source)
{
    static const ArrayKind kinds[TRIES_TABLES] = {[SCRIPTS] = {"scripts", 1, -1},
                                                  [FOREIGN] = {"foreign", 1, -1},
                                                  [COSTS] = {"costs", 8, MIXTURES}};
    PyObject *sources[TRIES_TABLES], *groups, *routes;
    Words *words = &tries->words;
    if (!PyArg_ParseTuple(source, "OOOIInOnO!O!:tries", &sources[SCRIPTS], &sources[FOREIGN],
                          &sources[COSTS], &words->first_kana, &words->last_kana, &words->near,
                          &tries->alphabets, &tries->vietnamese, &PyTuple_Type, &groups,
                          &PyTuple_Type, &routes) ||
        open_arrays(sources, kinds, TRIES_TABLES, tries->views) < 0) {
        return -1;
    }
    tries->source = Py_NewRef(source);
    if (take_words(tries->views, words) < 0 || !is_of_type(module, tries->alphabets, "Alphabets")) {
        return -1;
    }
    return open_all(tries, groups, routes);
}

/* Arguments: a tuple of the scripts by code point, uint8 (m,), and which are foreign to Japanese, bool
   (m,); what four kinds of mixture cost, float64 (4,); the first and the last kana, and how near they
   are; the object of the type Alphabets, and the column of Vietnamese; a tuple of wrong codecs, and one
   of routes. Of a wrong codec: its bytes by code point, uint16; a dict of further pairs; what it shows
   where it makes no character; its kind (bounds.h); what it must have shown (attempts.h); whether it is
   Korean; whether its mark stands for pairs that may be filled; the number of the same right codec, -1 for
   none. Of a route: the decoder (decoders.h); its cost; the numbers of the right codec and of the wrong
   one; whether it takes Latin letters for others, is meant for ideographs, and has pairs that are
   filled. */
PyObject *
keep_tries_open(PyObject *module, PyObject *source)
{
    Tries *tries = PyMem_Calloc(1, sizeof *tries);
    if (tries == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = NULL;
    if (open_tries(module, tries, source) == 0) {
        capsule = PyCapsule_New(tries, TRIES, close_capsule);
    }
    if (capsule == NULL) {
        close_tries(tries);
    }
    return capsule;
}
