/* The stretches of a short text that an attempt makes: fixtext/encodings/stretches.py has it in numpy. */

#include "letters.h"
#include "told_stretches.h"

#define IN_ROW 72 /* units that a border costs in a row of letters or ideographs */
#define AROUND 60
#define STRANGER 5.0
#define FOREIGN 2.5
#define MOST_FROM_FOREIGN 7.5
#define NOT_ITS_SCRIPT 8.0
#define STRAY 14.0
#define KNOWN_TO_LOST 1.75
static int
changes_nothing(const Steps *steps, const Stretch *stretch)
{
    if (stretch->end - stretch->begin != stretch->high - stretch->low) {
        return 0;
    }
    for (Py_ssize_t place = 0; place < stretch->end - stretch->begin; place++) {
        if (steps->attempt->codes[stretch->begin + place] !=
            code_at(steps->text->codes, stretch->low + place)) {
            return 0;
        }
    }
    return 1;
}

static Py_ssize_t
strangers(const Steps *steps, uint32_t *codes, Py_ssize_t count)
{
    Py_buffer view = {.buf = codes, .len = count * 4, .itemsize = 4};
    return strangers_in(steps->text->tries->alphabets, &view, steps->text->tries->vietnamese);
}

/* How many letters are foreign to the others in some text, with what is around a stretch. */
static Py_ssize_t
strangers_around(const Steps *steps, const Stretch *stretch, int as_shown)
{
    const Py_buffer *codes = steps->text->codes;
    Py_ssize_t from = stretch->low, to = stretch->high, count = 0;
    while (from > 0 && stretch->low - from < AROUND && code_at(codes, from - 1) != NEWLINE) {
        from--;
    }
    while (to < steps->text->count && to - stretch->high < AROUND && code_at(codes, to) != NEWLINE) {
        to++;
    }
    for (Py_ssize_t place = from; place < stretch->low; place++) {
        steps->codes[count++] = code_at(codes, place);
    }
    if (as_shown) {
        for (Py_ssize_t place = stretch->low; place < stretch->high; place++) {
            steps->codes[count++] = code_at(codes, place);
        }
    }
    else {
        size_t size = (size_t)(stretch->end - stretch->begin);
        memcpy(steps->codes + count, steps->attempt->codes + stretch->begin, size * 4);
        count += (Py_ssize_t)size;
    }
    for (Py_ssize_t place = stretch->high; place < to; place++) {
        steps->codes[count++] = code_at(codes, place);
    }
    return strangers(steps, steps->codes, count);
}

static int
is_latin(const Steps *steps, const Stretch *stretch, Py_ssize_t place)
{
    if (place < stretch->begin || place >= stretch->end) {
        return 0;
    }
    uint32_t code = steps->attempt->codes[place] | 0x20;
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
}

/* What it costs that text in an East Asian codec has nothing of its script, or hardly any. */
static double
strays(const Steps *steps, const Stretch *stretch)
{
    Py_ssize_t wide = 0, last = 0;
    for (Py_ssize_t place = stretch->begin; place < stretch->end; place++) {
        if (steps->attempt->codes[place] >= FIRST_WIDE) {
            wide++;
            last = place;
        }
    }
    if (wide != 1) {
        return wide > 0 ? 0.0 : NOT_ITS_SCRIPT;
    }
    return is_latin(steps, stretch, last - 1) || is_latin(steps, stretch, last + 1) ? STRAY : 0.0;
}

/* What a stretch saves when letters, and what a script lacks, are counted in. */
static double
counted(const Steps *steps, const Stretch *stretch)
{
    double saved = stretch->gain - steps->attempt->cost;
    if (steps->route->letters) {
        double more = STRANGER * (double)(strangers_around(steps, stretch, 1) -
                                          strangers_around(steps, stretch, 0));
        saved += more < MOST_FROM_STRANGERS ? more : MOST_FROM_STRANGERS;
    }
    else {
        uint32_t *codes = steps->attempt->codes + stretch->begin;
        double less = FOREIGN * (double)strangers(steps, codes, stretch->end - stretch->begin);
        saved -= less < MOST_FROM_FOREIGN ? less : MOST_FROM_FOREIGN;
    }
    return steps->route->ideographic ? saved - strays(steps, stretch) : saved;
}

static PyObject *
as_bytes(const void *items, Py_ssize_t count, size_t size)
{
    return PyBytes_FromStringAndSize(items, count * (Py_ssize_t)size);
}

static PyObject *
made_by(const Steps *steps, const Stretch *stretch)
{
    return as_bytes(steps->attempt->codes + stretch->begin, stretch->end - stretch->begin, 4);
}

/* A stretch without lost bytes; with its steps and its gain where its edges may fit better elsewhere. */
static PyObject *
whole(const Steps *steps, const Stretch *stretch, double saved, int *any_edges)
{
    Py_ssize_t start = stretch->low - steps->part->low, end = stretch->high - steps->part->low;
    if (steps->text->borders[stretch->low] < IN_ROW && steps->text->borders[stretch->high] < IN_ROW) {
        return Py_BuildValue("(nnNdO)", start, end, made_by(steps, stretch), saved, Py_None);
    }
    *any_edges = 1;
    return Py_BuildValue("(nnNd(nnd))", start, end, made_by(steps, stretch), saved, stretch->first,
                         stretch->last, stretch->gain);
}

/* Add the stretches without lost bytes; NOT_TOLD, or FAILED with an error set. */
static int
add_whole(const Steps *steps, PyObject *list, int *any_edges)
{
    const Attempt *attempt = steps->attempt;
    for (Py_ssize_t step = 0; step < steps->size; step++) {
        steps->gains[step] = strict_gain(attempt, steps->low + step);
    }
    /* hardly a line is UTF-8 by accident */
    Py_ssize_t number = find_stretches(steps, is_utf8(&steps->route->decoder));
    for (Py_ssize_t index = 0; index < number; index++) {
        const Stretch *stretch = &steps->found[index];
        double saved = changes_nothing(steps, stretch) ? 0.0 : counted(steps, stretch);
        if (saved >= LEAST_BITS &&
            append_new(list, whole(steps, stretch, saved, any_edges)) < 0) {
            return FAILED;
        }
    }
    return number < 0 ? NOT_TOLD : 0;
}

/* Whether a stretch has too few whole characters between its gaps to prove anything. */
static int
is_thin(const Steps *steps, const RowBytes *row, const Stretch *stretch, Py_ssize_t gaps)
{
    Py_ssize_t whole_ones = 0, lost = 0, marks = 0, known = 0;
    for (Py_ssize_t place = stretch->begin; place < stretch->end; place++) {
        uint32_t code = steps->attempt->codes[place];
        whole_ones += code > 0x7F && !(code >= 0xDC80 && code <= 0xDCFF);
    }
    for (int64_t byte = row->starts[stretch->low]; byte < row->starts[stretch->high]; byte++) {
        int hole = row->holes[byte];
        lost += hole != KNOWN_BYTE && hole != EURO;
        marks += hole == MARK_OF_TWO;
        known += row->data[byte] > 0x7F && hole == KNOWN_BYTE;
    }
    if (lost > 0 && (double)known >= KNOWN_TO_LOST * (double)(lost + marks)) {
        return 0;
    }
    int few = 3 * whole_ones < gaps;
    return steps->group->shown_by == SINGLE || lost > 0 ? few : whole_ones < 2 * gaps;
}

/* The same of those that have lost bytes in them. */
static int
add_lossy(const Steps *steps, const RowBytes *row, PyObject *list)
{
    const Attempt *attempt = steps->attempt;
    Py_ssize_t shift = steps->part->low;
    for (Py_ssize_t step = 0; step < steps->size; step++) {
        steps->gains[step] = lenient_gain(attempt, steps->low + step);
    }
    Py_ssize_t number = find_stretches(steps, 0);
    for (Py_ssize_t index = 0; index < number; index++) {
        const Stretch *stretch = &steps->found[index];
        Py_ssize_t gaps = 0;
        double unheard = 0.0;
        for (Py_ssize_t step = stretch->first; step < stretch->last; step++) {
            if (attempt->lost[steps->low + step] > 0) {
                gaps++;
            }
            else {
                unheard += attempt->raw[steps->low + step] - steps->gains[step];
            }
        }
        if (gaps == 0 || is_thin(steps, row, stretch, gaps) || changes_nothing(steps, stretch)) {
            continue;
        }
        double saved = counted(steps, stretch);
        if (saved >= LEAST_BITS &&
            append_new(list, Py_BuildValue("(nnNdnd)", stretch->low - shift, stretch->high - shift,
                                           made_by(steps, stretch), saved, gaps, unheard)) < 0) {
            return FAILED;
        }
    }
    return number < 0 ? NOT_TOLD : 0;
}

/* The steps of the part, for who finds where stretches fit better: gains, and places in both texts. */
static PyObject *
steps_of(const Steps *steps)
{
    const Attempt *attempt = steps->attempt;
    Py_ssize_t size = steps->size;
    for (Py_ssize_t step = 0; step < size; step++) {
        steps->gains[step] = strict_gain(attempt, steps->low + step);
    }
    return Py_BuildValue("(NNN)", as_bytes(steps->gains, size, 8),
                         as_bytes(attempt->both + steps->low, size + 1, 8),
                         as_bytes(attempt->old + steps->low, size + 1, 8));
}

/* All of an attempt, as it was weighed, and the steps of the part. */
static PyObject *
weighed(const Steps *steps)
{
    const Attempt *attempt = steps->attempt;
    Py_ssize_t size = attempt->steps;
    return Py_BuildValue("(NNNNNNNinn)", as_bytes(attempt->both, size + 1, 8),
                         as_bytes(attempt->old, size + 1, 8), as_bytes(attempt->as_it_is, size, 8),
                         as_bytes(attempt->raw, size, 8), as_bytes(attempt->gains, size, 8),
                         as_bytes(attempt->lost, size, 8), as_bytes(attempt->doubt, size, 8),
                         attempt->any_lost, steps->low, steps->low + steps->size);
}

/* What was found, with the attempt that it is of. */
static PyObject *
told(const Attempt *attempt, PyObject *wholes, PyObject *lossy, PyObject *steps, PyObject *all)
{
    return Py_BuildValue("(nNNOONN)", attempt->route, as_bytes(attempt->codes, attempt->made, 4),
                         as_bytes(attempt->offsets, attempt->made + 1, 8), wholes, lossy, steps, all);
}

/* All that was weighed, of whose stretches nothing is told. */
static PyObject *
untold(const Steps *steps)
{
    PyObject *none = PyTuple_New(0), *found = NULL;
    if (none != NULL) {
        found = told(steps->attempt, none, none, Py_NewRef(Py_None), weighed(steps));
        Py_DECREF(none);
    }
    return found;
}

static PyObject *
found_in(Steps *steps, RowBytes *row, PyObject *wholes, PyObject *lossy)
{
    const Attempt *attempt = steps->attempt;
    int any_lost = 0, any_edges = 0;
    for (Py_ssize_t step = 0; step < steps->size; step++) {
        any_lost |= attempt->lost[steps->low + step] > 0;
        steps->borders[step] = steps->text->borders[attempt->old[steps->low + step]] / UNITS;
    }
    steps->borders[steps->size] = steps->text->borders[attempt->old[steps->low + steps->size]] / UNITS;
    int state = add_whole(steps, wholes, &any_edges);
    if (state == 0 && any_lost && is_utf8(&steps->route->decoder)) {
        lay_out_row(steps->text, steps->group, row);
        state = add_lossy(steps, row, lossy);
    }
    if (state != 0) {
        return state == FAILED ? NULL : untold(steps);
    }
    if (PyList_Size(wholes) == 0 && PyList_Size(lossy) == 0) {
        return Py_NewRef(Py_None);
    }
    PyObject *edges = any_edges ? steps_of(steps) : Py_NewRef(Py_None);
    return told(attempt, wholes, lossy, edges, Py_NewRef(Py_None));
}

PyObject *
stretches_of(RowBytes *row, const Attempt *attempt, Py_ssize_t part)
{
    const Text *text = attempt->text;
    const Gained *gained = &attempt->gained[part];
    const Route *route = &text->tries->routes[attempt->route];
    Steps steps = {.text = text, .part = &text->parts[part], .attempt = attempt, .route = route,
                   .group = &text->tries->groups[route->group],
                   .low = gained->low, .size = gained->high - gained->low};
    size_t room = (size_t)steps.size + 1, most = (size_t)(attempt->made + text->count) + 2 * AROUND;
    size_t forms = steps.part->has_lines ? 4 * room : room; /* of each stretch */
    char *memory = PyMem_Malloc(room * (16 + sizeof(WayStretch)) + forms * sizeof(Stretch) + most * 4);
    PyObject *wholes = PyList_New(0), *lossy = PyList_New(0), *found = NULL;
    if (memory == NULL) {
        PyErr_NoMemory();
    }
    else if (wholes != NULL && lossy != NULL) {
        steps.gains = (double *)memory;
        steps.borders = steps.gains + room;
        steps.ways = (WayStretch *)(steps.borders + room);
        steps.found = (Stretch *)(steps.ways + room);
        steps.codes = (uint32_t *)(steps.found + forms);
        found = found_in(&steps, row, wholes, lossy);
    }
    Py_XDECREF(wholes);
    Py_XDECREF(lossy);
    PyMem_Free(memory);
    return found;
}
