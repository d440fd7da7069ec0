/* The routes by which a stretch of a text may save enough: fixtext/encodings/second_look.py has it
   in numpy. */

#include "agreed.h"

/* A part of a text, and what is known of its bytes: all of it, and as the wrong codec at hand shows it,
   NULL where it is not laid out by that. */
typedef struct {
    Py_buffer views[2];
    Laid laid;
    void *room;
    Agreed *all;
    Agreed *shown;
} Part;

/* What is asked of all routes: the evidence that is needed, and what is forgiven to Latin letters, in
   bits; of which text, and of which cores that must save as much together; and what was found. */
typedef struct {
    double needed;
    double forgiven;
    Part whole;
    Part *cores;
    Py_ssize_t cores_number;
    PyObject *found;
} Asked;

/* The routes of one wrong codec. */
typedef struct {
    PyObject *decoders;
    const double *shares; /* of the evidence */
    const double *costs;
    const uint8_t *latin;
    Py_ssize_t count;
    long first; /* number */
} Routes;

static double
least_of(const Asked *asked, const Routes *routes, Py_ssize_t route)
{
    double least = routes->shares[route] * asked->needed + routes->costs[route];
    return routes->latin[route] ? least - asked->forgiven : least;
}

static int
is_enough(const Asked *asked, const Routes *routes, Py_ssize_t route, int64_t units)
{
    return (double)units / UNITS >= least_of(asked, routes, route);
}

static int
is_enough_for_any(const Asked *asked, const Routes *routes, int64_t units)
{
    for (Py_ssize_t route = 0; route < routes->count; route++) {
        if (is_enough(asked, routes, route, units)) {
            return 1;
        }
    }
    return 0;
}

static int
open_part(const Scorer *scorer, PyObject *const *sources, Part *part)
{
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"units", 4, -1}};
    *part = (Part){.room = NULL};
    if (open_arrays(sources, kinds, 2, part->views) < 0) {
        return -1;
    }
    Py_ssize_t count = codes_in(&part->views[0]);
    if (has_items(&part->views[1], kinds[1].name, count)) {
        part->laid = (Laid){.count = count, .codes = &part->views[0], .units = part->views[1].buf};
        part->room = room_for(&part->laid, count);
        if (part->room != NULL) {
            weigh_as_shown(scorer, &part->laid);
            return 0;
        }
        PyErr_NoMemory();
    }
    close_arrays(part->views, 2);
    return -1;
}

static void
close_part(Part *part)
{
    free_agreed(part->all);
    PyMem_Free(part->room);
    close_arrays(part->views, 2);
}

static void
close_cores(Asked *asked)
{
    while (asked->cores_number > 0) {
        close_part(&asked->cores[--asked->cores_number]);
    }
    PyMem_Free(asked->cores);
}

/* Open the cores in a list of tuples, each its code points and what these cost. */
static int
open_cores(const Scorer *scorer, PyObject *list, Asked *asked)
{
    Py_ssize_t number = PyList_Size(list);
    asked->cores = PyMem_Malloc((size_t)(number + 1) * sizeof *asked->cores);
    if (asked->cores == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    while (asked->cores_number < number) {
        PyObject *sources[2];
        if (!PyArg_ParseTuple(PyList_GetItem(list, asked->cores_number), "OO:core", &sources[0],
                              &sources[1]) ||
            open_part(scorer, sources, &asked->cores[asked->cores_number]) < 0) {
            close_cores(asked);
            return -1;
        }
        asked->cores_number++;
    }
    return 0;
}

/* What a part saves at most in a right codec. */
static int
bounds_of(Part *part, Reading *reading, PyObject *decoder, Bounds *bounds)
{
    if (part->shown == NULL) {
        lay_out(reading, &part->laid);
        part->shown = agreed_on(&part->all, reading, &part->laid);
    }
    return part->shown == NULL ? -1
                               : find_bounds(part->shown, reading, &part->laid, decoder, bounds);
}

/* Whether the cores may save enough together, which are shorter than the text; -1 with an error set. */
static int
cores_may_save(Reading *reading, Asked *asked, const Routes *routes, Py_ssize_t route)
{
    PyObject *decoder = PyTuple_GetItem(routes->decoders, route);
    int64_t units = 0;
    for (Py_ssize_t index = 0; index < asked->cores_number; index++) {
        Bounds bounds;
        if (bounds_of(&asked->cores[index], reading, decoder, &bounds) < 0) {
            return -1;
        }
        if (bounds.higher == CANNOT_TELL) {
            return 1;
        }
        units += bounds.higher;
    }
    return asked->cores_number == 0 || is_enough(asked, routes, route, units);
}

static int
try_route(Reading *reading, Asked *asked, const Routes *routes, Py_ssize_t route)
{
    int may_save = cores_may_save(reading, asked, routes, route);
    if (may_save <= 0) {
        return may_save;
    }
    Bounds found;
    PyObject *decoder = PyTuple_GetItem(routes->decoders, route);
    if (bounds_of(&asked->whole, reading, decoder, &found) < 0) {
        return -1;
    }
    if (found.higher != CANNOT_TELL && !is_enough(asked, routes, route, found.higher)) {
        return 0;
    }
    long number = routes->first + (long)route;
    return append_new(asked->found, Py_BuildValue("(lL)", number, (long long)found.bound));
}

/* Try the routes of a wrong codec, by which no part is laid out yet. */
static int
try_routes(Reading *reading, Asked *asked, const Routes *routes)
{
    asked->whole.shown = NULL;
    for (Py_ssize_t index = 0; index < asked->cores_number; index++) {
        asked->cores[index].shown = NULL;
    }
    for (Py_ssize_t route = 0; route < routes->count; route++) {
        if (try_route(reading, asked, routes, route) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
try_group(Reading *reading, Asked *asked, PyObject *group)
{
    static const ArrayKind kinds[] = {
        {"to_bytes", 2, -1}, {"shares", 8, -1}, {"costs", 8, -1}, {"latin", 1, -1}};
    Routes routes = {0};
    PyObject *sources[4];
    Py_buffer views[4];
    if (!PyArg_ParseTuple(group, "OIiO!OOOl:group", &sources[0], &reading->mark,
                          &reading->shown_by, &PyTuple_Type, &routes.decoders, &sources[1],
                          &sources[2], &sources[3], &routes.first) ||
        open_arrays(sources, kinds, 4, views) < 0) {
        return -1;
    }
    routes.count = PyTuple_Size(routes.decoders);
    int failed = read_shown(&views[0], &reading->shown);
    for (int array = 1; failed == 0 && array < 4; array++) {
        failed = has_items(&views[array], kinds[array].name, routes.count) ? 0 : -1;
    }
    if (failed == 0) {
        routes.shares = views[1].buf;
        routes.costs = views[2].buf;
        routes.latin = views[3].buf;
        if (is_enough_for_any(asked, &routes, most_by_any(reading, &asked->whole.laid))) {
            failed = try_routes(reading, asked, &routes);
        }
    }
    close_arrays(views, 4);
    return failed;
}

static PyObject *
try_all(Reading *reading, Asked *asked, PyObject *groups)
{
    asked->found = PyList_New(0);
    int failed = asked->found == NULL;
    for (Py_ssize_t group = 0; group < PyTuple_Size(groups) && !failed; group++) {
        failed = try_group(reading, asked, PyTuple_GetItem(groups, group)) < 0;
    }
    if (failed) {
        Py_CLEAR(asked->found);
    }
    return asked->found;
}

/* Arguments: code points, uint32 (n,), and what each costs, int32 (n,), in units; groups of routes
   by wrong codec; the bits that a stretch must save, and those that Latin letters need not; whether
   what stands in a row counts once; and a list of cores, each a tuple of the same two arrays, which must
   save as much together, if there are any. Of a group: bytes by code point in the wrong codec, uint16;
   what it shows where it makes no character; whether it has single bytes (0), pairs (1), or is GBK
   (2); a tuple of decoders of right codecs (decoders.h); of each, the share of the evidence that is
   enough, what the route costs, and whether it changes Latin letters; the number of the first. */
PyObject *
scorer_may_save(PyObject *object, PyObject *args)
{
    Reading reading = {.scorer = (const Scorer *)object};
    Asked asked = {0};
    PyObject *sources[2], *groups, *cores, *found = NULL;
    if (!PyArg_ParseTuple(args, "OOO!ddpO!:may_save", &sources[0], &sources[1], &PyTuple_Type,
                          &groups, &asked.needed, &asked.forgiven, &reading.once, &PyList_Type,
                          &cores) ||
        open_part(reading.scorer, sources, &asked.whole) < 0) {
        return NULL;
    }
    if (open_cores(reading.scorer, cores, &asked) == 0) {
        found = try_all(&reading, &asked, groups);
        close_cores(&asked);
    }
    close_part(&asked.whole);
    return found;
}
