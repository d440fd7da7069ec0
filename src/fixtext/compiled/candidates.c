/* The stretches that routes make in a short text: fixtext/encodings/candidates.py has it in numpy. */

#include "attempts.h"

#define CLEAN_BITS 9.0
#define SHOWN_SHARE 0.1
#define TWO_BORDERS 3.0
#define MOST_FROM_STRANGERS 20.0
#define MOST_LETTERS 5
#define MOST_TRIED 2000 /* characters */

/* Bytes that one codec showed, and the right codecs that were tried on them, as bits. */
typedef struct {
    const uint16_t *bytes;
    uint64_t done;
} Seen;

/* What is asked: some routes by number, in their order, and which of them are known; the bits below
   which nothing is of interest, and the share of what the best stretch gains that others must. `seen` are
   the bytes so far, each the last of `shown`; `attempts` is what was made of them. */
typedef struct {
    Text text;
    const int32_t *numbers;
    const uint8_t *known;
    Py_ssize_t count;
    double needed, share;
    int all; /* whether any stretch at all is of interest */
    uint16_t *shown;
    Seen *seen;
    Py_ssize_t seen_number;
    RowBytes row;
    Attempt **attempts;
    Py_ssize_t attempts_number;
} Asked;

static inline const Route *
route_at(const Asked *asked, Py_ssize_t index)
{
    return &asked->text.tries->routes[asked->numbers[index]];
}

static int
has_controls(const Text *text)
{
    for (Py_ssize_t place = text->low; place < text->high; place++) {
        if (code_at(text->codes, place) - 0x80 < 0x20) {
            return 1;
        }
    }
    return 0;
}

/* Whether there are both bytes beyond ASCII and characters that were decoded of such. */
static int
is_half_repaired(const uint16_t *shown, Py_ssize_t count)
{
    Py_ssize_t bytes = 0, decoded = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        bytes += shown[place] > 0x7F && shown[place] <= 0xFF;
        decoded += shown[place] > 0xFF;
    }
    return decoded > 0 && bytes > 1;
}

/* Whether bytes were shown that not all of some right codecs were tried on, as they are now. */
static int
is_new(Asked *asked, const Group *group, uint64_t meant)
{
    Py_ssize_t index = 0, size = asked->text.high - asked->text.low;
    while (index < asked->seen_number &&
           memcmp(asked->seen[index].bytes, asked->shown, (size_t)size * 2) != 0) {
        index++;
    }
    Seen *seen = &asked->seen[index];
    if (index == asked->seen_number) {
        *seen = (Seen){asked->shown, 0};
        asked->shown += size; /* where there is room for the next ones */
        asked->seen_number++;
    }
    int new = (meant & ~seen->done) != 0;
    seen->done |= meant | group->bit;
    return new;
}

/* Whether a codec can have shown a good deal of what is odd, and not with the bytes of another one. */
static int
is_fresh(Asked *asked, int number)
{
    const Text *text = &asked->text;
    const Group *group = &text->tries->groups[number];
    Py_ssize_t can = 0, odd = 0;
    for (Py_ssize_t place = text->low; place < text->high; place++) {
        uint32_t code = code_at(text->codes, place);
        uint16_t shown = (uint16_t)bytes_of(&group->shown, code);
        int is_odd = code > 0x7F && text->bits[place] > CLEAN_BITS;
        odd += is_odd;
        can += is_odd && (shown > 0 || code == REPLACEMENT);
        asked->shown[place - text->low] = shown;
    }
    if (!((double)can > SHOWN_SHARE * (double)odd)) {
        return 0;
    }
    if (group->what != ANYTHING) {
        return group->what == CONTROLS ? has_controls(text)
                                       : is_half_repaired(asked->shown, text->high - text->low);
    }
    uint64_t meant = 0;
    int any_known = group->shown_by != SINGLE;
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        const Route *route = route_at(asked, index);
        if (route->group == number) {
            meant |= route->meant;
            any_known |= asked->known[index];
        }
    }
    return any_known || is_new(asked, group, meant);
}

static int
add_attempt(Asked *asked, Py_ssize_t index)
{
    double cost = asked->known[index] ? 1.0 : route_at(asked, index)->cost;
    Attempt *attempt = attempt_of(&asked->text, &asked->row, asked->numbers[index], cost);
    if (attempt != NULL) {
        asked->attempts[asked->attempts_number++] = attempt;
    }
    return attempt == NULL && PyErr_Occurred() != NULL ? -1 : 0;
}

/* What letters save that only become others, where they save any. */
static double
saved_by_letters(const Asked *asked, const Route *route)
{
    const Text *text = &asked->text;
    const RowBytes *row = &asked->row;
    Context context = line_start(text->scorer);
    double saved = 0.0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        double gain = text->bits[place];
        for (int64_t byte = row->starts[place]; byte < row->starts[place + 1]; byte++) {
            uint32_t made = route->decoder.single[row->data[byte]];
            made = row->holes[byte] == 1 ? REPLACEMENT : made; /* which one lost byte is */
            gain -= next_units(text->scorer, &context, made) / UNITS;
        }
        saved += place >= text->low && gain > 0.0 ? gain : 0.0;
    }
    return saved;
}

/* Make attempts with the best single-byte codecs, in their order. */
static int
add_letters(Asked *asked, int group)
{
    Py_ssize_t best[MOST_LETTERS], found = 0;
    double lacking[MOST_LETTERS], saved[MOST_LETTERS];
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        const Route *route = route_at(asked, index);
        if (route->group != group || !is_single(&route->decoder)) {
            continue;
        }
        double saves = saved_by_letters(asked, route), lacks = route->cost - saves;
        Py_ssize_t rank = found;
        while (rank > 0 && lacks < lacking[rank - 1]) {
            rank--;
        }
        if (rank == MOST_LETTERS) {
            continue;
        }
        found += found < MOST_LETTERS;
        for (Py_ssize_t place = found - 1; place > rank; place--) {
            best[place] = best[place - 1];
            lacking[place] = lacking[place - 1];
            saved[place] = saved[place - 1];
        }
        best[rank] = index;
        lacking[rank] = lacks;
        saved[rank] = saves;
    }
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        for (Py_ssize_t rank = 0; rank < found; rank++) {
            if (best[rank] == index && saved[rank] >= LEAST_BITS && add_attempt(asked, index) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int
try_group(Asked *asked, int group)
{
    lay_out_row(&asked->text, &asked->text.tries->groups[group], &asked->row);
    int letters = 0;
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        const Route *route = route_at(asked, index);
        if (route->group != group) {
            continue;
        }
        if (is_single(&route->decoder)) {
            letters = 1;
        }
        else if (add_attempt(asked, index) < 0) {
            return -1;
        }
    }
    return letters ? add_letters(asked, group) : 0;
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
        if (first == index && (asked->all || is_fresh(asked, group)) &&
            try_group(asked, group) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Whether an attempt may save far more where pairs are filled of which a byte was lost. */
static int
may_fill(const Text *text, const Route *route)
{
    const Group *group = &text->tries->groups[route->group];
    if (!route->may_fill) {
        return 0;
    }
    for (Py_ssize_t place = text->low; place < text->high; place++) {
        uint32_t code = code_at(text->codes, place);
        if (code == REPLACEMENT || (group->marks_pairs && code == group->mark)) {
            return 1;
        }
    }
    return 0;
}

static PyObject *
all_found(Asked *asked)
{
    double best = 0.0;
    for (Py_ssize_t index = 0; index < asked->attempts_number; index++) {
        double most = asked->attempts[index]->most;
        best = most > best ? most : best;
    }
    PyObject *found = PyList_New(0);
    for (Py_ssize_t index = 0; found != NULL && index < asked->attempts_number; index++) {
        const Attempt *attempt = asked->attempts[index];
        const Route *route = &asked->text.tries->routes[attempt->route];
        double beyond = least_beyond(route, attempt->cost);
        double enough = LEAST_BITS + beyond + TWO_BORDERS, share = asked->share * best;
        enough = share > enough ? share : enough;
        double more = route->letters ? MOST_FROM_STRANGERS - attempt->cost : 0.0;
        int is_enough = attempt->most >= enough && (attempt->most >= asked->needed + beyond - more ||
                                                    may_fill(&asked->text, route));
        if (!asked->all && !is_enough) {
            continue;
        }
        PyObject *stretches = stretches_of(&asked->text, &asked->row, attempt);
        if (stretches == Py_None) {
            Py_DECREF(stretches);
        }
        else if (append_new(found, stretches) < 0) {
            Py_CLEAR(found);
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
    size_t routes = (size_t)asked->count + 1;
    char *memory = PyMem_Malloc(count * (2 * 8 + 4) + most * (4 + 3) + routes * (8 + sizeof(Seen)) +
                                routes * count * 2);
    if (memory == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    text->sums = (double *)memory;
    asked->row.starts = (int64_t *)(text->sums + count);
    asked->attempts = (Attempt **)(asked->row.starts + count);
    asked->seen = (Seen *)(asked->attempts + routes);
    text->borders = (int32_t *)(asked->seen + routes);
    asked->row.first = text->borders + count;
    asked->shown = (uint16_t *)(asked->row.first + most);
    asked->row.data = (unsigned char *)(asked->shown + routes * count);
    asked->row.holes = asked->row.data + most;
    asked->row.others = asked->row.holes + most;
    return memory;
}

static PyObject *
search(Asked *asked)
{
    Text *text = &asked->text;
    void *room = room_for_asked(asked);
    if (room == NULL) {
        return NULL;
    }
    text->sums[0] = 0.0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        text->sums[place + 1] = text->sums[place] + text->bits[place];
        text->has_lines |= place >= text->low && place < text->high &&
                           code_at(text->codes, place) == NEWLINE;
    }
    find_borders(text->codes, text->borders);
    PyObject *found = try_all(asked) < 0 ? NULL : all_found(asked);
    while (asked->attempts_number > 0) {
        PyMem_Free(asked->attempts[--asked->attempts_number]);
    }
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

/* Arguments: code points, uint32 (n,), and what each costs, in bits, float64 (n,); the first of the part
   that is searched, and the one behind it; all routes (tries.c); the numbers of
   those that are asked for, int32 (m,), and which are known, bool (m,); the bits below which nothing is of
   interest, and the share of the best that others must gain; whether all that is found is of interest, as
   where what a route is known to have shown is searched for more; what reads the bytes of a route's text, or
   the text with its further pairs if there are none: a tuple of characters and offsets. A list of what
   attempts make; None if the text is too long. */
PyObject *
scorer_candidates(PyObject *object, PyObject *args)
{
    enum { CODES, BITS, NUMBERS, KNOWN, ARRAYS };
    static const ArrayKind kinds[ARRAYS] = {[CODES] = {"codes", 4, -1},
                                            [BITS] = {"bits", 8, -1},
                                            [NUMBERS] = {"numbers", 4, -1},
                                            [KNOWN] = {"known", 1, -1}};
    Asked asked = {.text.scorer = (const Scorer *)object};
    Text *text = &asked.text;
    PyObject *sources[ARRAYS], *capsule, *found = NULL;
    Py_buffer views[ARRAYS];
    if (!PyArg_ParseTuple(args, "OOnnOOOddpO:candidates", &sources[CODES], &sources[BITS],
                          &text->low, &text->high, &capsule, &sources[NUMBERS], &sources[KNOWN],
                          &asked.needed, &asked.share, &asked.all, &text->read) ||
        (text->tries = tries_of(capsule)) == NULL ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    text->count = codes_in(&views[CODES]);
    text->codes = &views[CODES];
    text->bits = views[BITS].buf;
    asked.count = views[NUMBERS].len / 4;
    asked.numbers = views[NUMBERS].buf;
    asked.known = views[KNOWN].buf;
    if (has_items(&views[BITS], kinds[BITS].name, text->count) &&
        has_items(&views[KNOWN], kinds[KNOWN].name, asked.count) && are_of_tries(&asked)) {
        if (text->low < 0 || text->low > text->high || text->high > text->count) {
            PyErr_SetString(PyExc_ValueError, "the part is not within the text");
        }
        else {
            found = text->count > MOST_TRIED ? Py_NewRef(Py_None) : search(&asked);
        }
    }
    close_arrays(views, ARRAYS);
    return found;
}
