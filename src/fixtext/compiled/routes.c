/* The routes by which a stretch of a text may save enough: fixtext/encodings/second_look.py has it
   in numpy. */

#include "agreed.h"

/* What is asked of all routes: the evidence that is needed, and what is forgiven to Latin letters, in
   bits; and what was found. */
typedef struct {
    double needed;
    double forgiven;
    PyObject *found;
    Agreed *agreed; /* what is known of the bytes of the text */
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
try_routes(Reading *reading, Laid *laid, Asked *asked, const Routes *routes)
{
    lay_out(reading, laid);
    Agreed *agreed = agreed_on(&asked->agreed, reading, laid);
    if (agreed == NULL) {
        return -1;
    }
    for (Py_ssize_t route = 0; route < routes->count; route++) {
        PyObject *decoder = PyTuple_GetItem(routes->decoders, route);
        Bounds found;
        if (find_bounds(agreed, reading, laid, decoder, &found) < 0) {
            return -1;
        }
        if (found.higher == CANNOT_TELL || is_enough(asked, routes, route, found.higher)) {
            long number = routes->first + (long)route;
            if (append_new(asked->found, Py_BuildValue("(lL)", number, (long long)found.bound)) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int
try_group(Reading *reading, Laid *laid, Asked *asked, PyObject *group)
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
        if (is_enough_for_any(asked, &routes, most_by_any(reading, laid))) {
            failed = try_routes(reading, laid, asked, &routes);
        }
    }
    close_arrays(views, 4);
    return failed;
}

static int
try_all(Reading *reading, Laid *laid, Asked *asked, PyObject *groups)
{
    void *memory = room_for(laid, laid->count);
    if (memory == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    weigh_as_shown(reading->scorer, laid);
    int failed = 0;
    for (Py_ssize_t group = 0; group < PyTuple_Size(groups) && !failed; group++) {
        failed = try_group(reading, laid, asked, PyTuple_GetItem(groups, group)) < 0;
    }
    free_agreed(asked->agreed);
    asked->agreed = NULL;
    PyMem_Free(memory);
    return failed ? -1 : 0;
}

/* Arguments: code points, uint32 (n,), and what each costs, int32 (n,), in units; groups of routes
   by wrong codec; the bits that a stretch must save, and those that Latin letters need not; whether
   what stands in a row counts once. Of a group: bytes by code point in the wrong codec, uint16;
   what it shows where it makes no character; whether it has single bytes (0), pairs (1), or is GBK
   (2); a tuple of decoders of right codecs (decoders.h); of each, the share of the evidence that is
   enough, what the route costs, and whether it changes Latin letters; the number of the first. */
PyObject *
scorer_may_save(PyObject *object, PyObject *args)
{
    Reading reading = {.scorer = (const Scorer *)object};
    Asked asked = {0};
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"units", 4, -1}};
    PyObject *sources[2], *groups;
    Py_buffer views[2];
    if (!PyArg_ParseTuple(args, "OOO!ddp:may_save", &sources[0], &sources[1], &PyTuple_Type,
                          &groups, &asked.needed, &asked.forgiven, &reading.once) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    Py_ssize_t count = codes_in(&views[0]);
    if (has_items(&views[1], kinds[1].name, count)) {
        Laid laid = {.count = count, .codes = &views[0], .units = views[1].buf};
        asked.found = PyList_New(0);
        if (asked.found != NULL && try_all(&reading, &laid, &asked, groups) < 0) {
            Py_CLEAR(asked.found);
        }
    }
    close_arrays(views, 2);
    return asked.found;
}
