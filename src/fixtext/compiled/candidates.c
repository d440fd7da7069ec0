/* The stretches that routes make in a short text: fixtext/encodings/candidates.py has it in numpy. */

#include "candidates.h"

#define TWO_BORDERS 3.0
#define MOST_LETTERS 5
#define MOST_TRIED 2000 /* characters, */
#define MOST_PARTS 16   /* and parts, which are looked through for each step */

static int
add_attempt(Asked *asked, const Text *text, Py_ssize_t index)
{
    double cost = asked->known[index] ? 1.0 : route_at(asked, index)->cost;
    Attempt *attempt = attempt_of(text, &asked->row, asked->numbers[index], cost);
    if (attempt != NULL) {
        asked->attempts[asked->attempts_number++] = attempt;
    }
    return attempt == NULL && PyErr_Occurred() != NULL ? -1 : 0;
}

/* Fill in what letters save in each part that only become others, where they save any. */
static void
find_saved_by_letters(const Asked *asked, const Text *text, const Route *route, double *saved)
{
    const RowBytes *row = &asked->row;
    Context context = line_start(text->scorer);
    Py_ssize_t part = -1;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        double gain = text->bits[place];
        for (int64_t byte = row->starts[place]; byte < row->starts[place + 1]; byte++) {
            uint32_t made = route->decoder.single[row->data[byte]];
            made = row->holes[byte] == ONE_LOST ? REPLACEMENT : made;
            gain -= next_units(text->scorer, &context, made) / UNITS;
        }
        if (part + 1 < text->parts_number && place == text->parts[part + 1].low) {
            saved[++part] = 0.0;
        }
        if (part >= 0) {
            saved[part] += gain > 0.0 ? gain : 0.0;
        }
    }
}

static int
is_of_letters(const Asked *asked, Py_ssize_t index, int group)
{
    const Route *route = route_at(asked, index);
    return route->group == group && is_single(&route->decoder);
}

/* Whether one of the single-byte codecs is among the best in some part, and saves enough there. */
static int
is_among_best(const Asked *asked, const Text *text, Py_ssize_t index, int group)
{
    Py_ssize_t parts = text->parts_number;
    for (Py_ssize_t part = 0; part < parts; part++) {
        double saved = asked->saved[index * parts + part];
        double lacking = route_at(asked, index)->cost - saved;
        Py_ssize_t better = 0;
        for (Py_ssize_t other = 0; other < asked->count; other++) {
            if (is_of_letters(asked, other, group)) {
                double theirs = route_at(asked, other)->cost - asked->saved[other * parts + part];
                better += theirs < lacking || (theirs == lacking && other < index);
            }
        }
        if (better < MOST_LETTERS && saved >= LEAST_BITS) {
            return 1;
        }
    }
    return 0;
}

/* Make attempts with the best single-byte codecs, in their order. */
static int
add_letters(Asked *asked, const Text *text, int group)
{
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        if (is_of_letters(asked, index, group)) {
            double *saved = asked->saved + index * text->parts_number;
            find_saved_by_letters(asked, text, route_at(asked, index), saved);
        }
    }
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        if (is_of_letters(asked, index, group) && is_among_best(asked, text, index, group) &&
            add_attempt(asked, text, index) < 0) {
            return -1;
        }
    }
    return 0;
}

static int
try_group(Asked *asked, const Text *text, int group)
{
    lay_out_row(text, &text->tries->groups[group], &asked->row);
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        const Route *route = route_at(asked, index);
        if (route->group == group && !is_single(&route->decoder) &&
            add_attempt(asked, text, index) < 0) {
            return -1;
        }
    }
    return add_letters(asked, text, group);
}

/* Try the routes of a wrong codec on the parts that it can have shown. */
static int
try_parts(Asked *asked, int group)
{
    Py_ssize_t number = 0;
    for (Py_ssize_t index = 0; index < asked->text.parts_number; index++) {
        if (asked->all || is_fresh(asked, group, &asked->text.parts[index])) {
            asked->names[number++] = index;
        }
    }
    const Text *text = number == 0 ? NULL : text_of_parts(asked, number);
    return number == 0 ? 0 : text == NULL ? -1 : try_group(asked, text, group);
}

/* Try the routes, those of one wrong codec after the other, in their order. */
static int
try_all(Asked *asked)
{
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        int group = route_at(asked, index)->group;
        Py_ssize_t first = 0;
        while (route_at(asked, first)->group != group) {
            first++;
        }
        if (first == index && try_parts(asked, group) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Whether an attempt may save far more where pairs are filled of which a byte was lost. */
static int
may_fill(const Text *text, const Part *part, const Route *route)
{
    const Group *group = &text->tries->groups[route->group];
    if (!route->may_fill) {
        return 0;
    }
    for (Py_ssize_t place = part->low; place < part->high; place++) {
        uint32_t code = code_at(text->codes, place);
        if (code == REPLACEMENT || (group->marks_pairs && code == group->mark)) {
            return 1;
        }
    }
    return 0;
}

/* Whether an attempt is of interest in one of the parts of its text. */
static int
is_enough(const Asked *asked, const Attempt *attempt, Py_ssize_t index)
{
    const Part *part = &attempt->text->parts[index];
    const Route *route = &asked->text.tries->routes[attempt->route];
    double most = attempt->gained[index].most, beyond = least_beyond(route, attempt->cost);
    double enough = LEAST_BITS + beyond + TWO_BORDERS;
    double share = asked->share[part->number] * asked->best[part->number];
    double more = route->letters ? MOST_FROM_STRANGERS - attempt->cost : 0.0;
    enough = share > enough ? share : enough;
    return most >= enough && (most >= asked->needed[part->number] + beyond - more ||
                              may_fill(attempt->text, part, route));
}

/* Add what an attempt, of some number, makes in one of the parts of its text. */
static int
add_found(Asked *asked, PyObject *found, Py_ssize_t number, Py_ssize_t index)
{
    const Attempt *attempt = asked->attempts[number];
    const Part *part = &attempt->text->parts[index];
    PyObject *stretches = stretches_of(&asked->row, attempt, index);
    if (stretches == NULL || stretches == Py_None) {
        Py_XDECREF(stretches);
        return stretches == NULL ? -1 : 0;
    }
    return append_new(found, Py_BuildValue("(nnOnnN)", number, part->number, attempt->text->names,
                                           part->low, part->high, stretches));
}

static PyObject *
all_found(Asked *asked)
{
    for (Py_ssize_t number = 0; number < asked->attempts_number; number++) {
        const Attempt *attempt = asked->attempts[number];
        for (Py_ssize_t index = 0; index < attempt->text->parts_number; index++) {
            double most = attempt->gained[index].most;
            double *best = &asked->best[attempt->text->parts[index].number];
            *best = most > *best ? most : *best;
        }
    }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t number = 0; found != NULL && number < asked->attempts_number; number++) {
        const Attempt *attempt = asked->attempts[number];
        for (Py_ssize_t index = 0; found != NULL && index < attempt->text->parts_number; index++) {
            if ((asked->all || is_enough(asked, attempt, index)) &&
                add_found(asked, found, number, index) < 0) {
                Py_CLEAR(found);
            }
        }
    }
    return found;
}

/* Room for all that is filled in; NULL with an error set. */
static void *
room_for_asked(Asked *asked)
{
    Text *text = &asked->text;
    size_t count = (size_t)text->count + 1, most = MOST_OF_ONE * count;
    size_t routes = (size_t)asked->count + 1, parts = (size_t)text->parts_number + 1;
    size_t seen = routes * parts;
    char *memory = PyMem_Calloc(count * (2 * 8 + 4) + most * (4 + 3) + routes * 8 +
                                    seen * (sizeof(Seen) + 8) + routes * count * 2 +
                                    parts * (8 + sizeof(Part) + sizeof(Py_ssize_t)),
                                1);
    if (memory == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    text->sums = (double *)memory;
    asked->row.starts = (int64_t *)(text->sums + count);
    asked->attempts = (Attempt **)(asked->row.starts + count);
    asked->seen = (Seen *)(asked->attempts + routes);
    asked->saved = (double *)(asked->seen + seen);
    asked->best = asked->saved + seen;
    text->parts = (Part *)(asked->best + parts);
    asked->names = (Py_ssize_t *)(text->parts + parts);
    text->borders = (int32_t *)(asked->names + parts);
    asked->row.first = text->borders + count;
    asked->shown = (uint16_t *)(asked->row.first + most);
    asked->row.data = (unsigned char *)(asked->shown + routes * count);
    asked->row.holes = asked->row.data + most;
    asked->row.others = asked->row.holes + most;
    return memory;
}

static PyObject *
search(Asked *asked, const int64_t *edges)
{
    void *room = room_for_asked(asked);
    if (room == NULL) {
        return NULL;
    }
    PyObject *found = NULL;
    if (take_parts(&asked->text, edges) == 0) {
        found = try_all(asked) < 0 ? NULL : all_found(asked);
    }
    while (asked->attempts_number > 0) {
        PyMem_Free(asked->attempts[--asked->attempts_number]);
    }
    free_texts(asked);
    Py_XDECREF(asked->text.names);
    PyMem_Free(room);
    return found;
}

static int
are_of_tries(const Asked *asked)
{
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        if (asked->numbers[index] < 0 ||
            asked->numbers[index] >= asked->text.tries->routes_number) {
            PyErr_SetString(PyExc_ValueError, "a number is of no route");
            return 0;
        }
    }
    return 1;
}

/* Arguments: code points, uint32 (n,), and what each costs, in bits, float64 (n,); where the parts that are
   searched start and end, int64 (parts, 2), with three line ends between; all routes (tries.c); the
   numbers of those that are asked for, int32 (m,), and which are known, bool (m,); by part, the
   bits below which nothing is of interest, float64 (parts,), and the share of the best that others must
   gain, float64 (parts,); whether all that is found is of interest, as where what a route is known to have
   shown is searched for more; what reads the bytes of a route's text, or the text of some parts with its
   further pairs if there are none: a tuple of characters and offsets. A list of what attempts make of
   parts: the number of the attempt and of the part, those of all parts that it is of, where the part starts
   and ends there, and what it makes of it; None if the text is too long. */
PyObject *
scorer_candidates(PyObject *object, PyObject *args)
{
    enum { CODES, BITS, EDGES, NUMBERS, KNOWN, NEEDED, SHARE, ARRAYS };
    static const ArrayKind kinds[ARRAYS] = {
        [CODES] = {"codes", 4, -1},     [BITS] = {"bits", 8, -1},   [EDGES] = {"edges", 8, -1},
        [NUMBERS] = {"numbers", 4, -1}, [KNOWN] = {"known", 1, -1}, [NEEDED] = {"needed", 8, -1},
        [SHARE] = {"share", 8, -1}};
    Asked asked = {.text.scorer = (const Scorer *)object};
    Text *text = &asked.text;
    PyObject *sources[ARRAYS], *capsule, *found = NULL;
    Py_buffer views[ARRAYS];
    if (!PyArg_ParseTuple(args, "OOOOOOOOpO:candidates", &sources[CODES], &sources[BITS],
                          &sources[EDGES], &capsule, &sources[NUMBERS], &sources[KNOWN],
                          &sources[NEEDED], &sources[SHARE], &asked.all, &text->read) ||
        (text->tries = tries_of(capsule)) == NULL ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    text->count = codes_in(&views[CODES]);
    text->codes = &views[CODES];
    text->bits = views[BITS].buf;
    text->parts_number = views[EDGES].len / 16;
    asked.count = views[NUMBERS].len / 4;
    asked.numbers = views[NUMBERS].buf;
    asked.known = views[KNOWN].buf;
    asked.needed = views[NEEDED].buf;
    asked.share = views[SHARE].buf;
    const Py_ssize_t counts[ARRAYS] = {
        text->count, text->count, 2 * text->parts_number, asked.count,
        asked.count, text->parts_number, text->parts_number};
    int fits = are_of_tries(&asked);
    for (int array = 0; array < ARRAYS && fits; array++) {
        fits = has_items(&views[array], kinds[array].name, counts[array]);
    }
    if (fits) {
        int is_much = text->count > MOST_TRIED || text->parts_number > MOST_PARTS;
        found = is_much ? Py_NewRef(Py_None) : search(&asked, views[EDGES].buf);
    }
    close_arrays(views, ARRAYS);
    return found;
}
