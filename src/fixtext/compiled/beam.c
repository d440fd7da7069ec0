/* The best ways through gaps in a text: fixtext/encodings/beam.py has it in numpy. */

#include <math.h>

#include "beam.h"
#include "scorer.h"

#define NOT_WEIGHED (-1)
#define FEW_GAPS 100 /* that take no longer than handing the interpreter over */

/* How a way through the gaps so far ends: `parent` is the way through the gap before that it goes
   on from, `choice` the option, `cell` where the scratch has both. */
typedef struct {
    double cost;
    int parent;
    int64_t choice;
    Py_ssize_t cell;
} Way;

enum {
    TEXT,        /* the known pieces, one behind the other */
    TEXT_ENDS,   /* where each ends; there is one more than gaps */
    FIRST,       /* whether a gap begins a group */
    KINDS,       /* which of the distinct gaps each is */
    KIND_ENDS,   /* where the options of each distinct gap end */
    OPTIONS,     /* the code points of all options, one behind the other */
    OPTION_ENDS, /* where each ends */
    PENALTIES,   /* what each costs beyond what the model says */
    COSTS,       /* BEAM for each gap, as all that follow */
    PARENTS,
    CHOICES,
    COUNTS, /* how many ways each gap has */
    ARRAYS
};

static const ArrayKind kinds[ARRAYS] = {
    [TEXT] = {"text", 4, -1},
    [TEXT_ENDS] = {"text_ends", 8, -1},
    [FIRST] = {"first", 1, -1},
    [KINDS] = {"kinds", 8, -1},
    [KIND_ENDS] = {"kind_ends", 8, -1},
    [OPTIONS] = {"options", 4, -1},
    [OPTION_ENDS] = {"option_ends", 8, -1},
    [PENALTIES] = {"penalties", 8, -1},
    [COSTS] = {"costs", 8, -1, WRITTEN},
    [PARENTS] = {"parents", 8, -1, WRITTEN},
    [CHOICES] = {"choices", 8, -1, WRITTEN},
    [COUNTS] = {"counts", 8, -1, WRITTEN},
};

typedef struct {
    const Scorer *scorer;
    Py_ssize_t gaps;
    const uint32_t *text, *options;
    const int64_t *text_ends, *kinds, *kind_ends, *option_ends;
    const uint8_t *first;
    const double *penalties;
    double *costs;
    int64_t *parents, *choices, *counts;
    /* Scratch, with room for BEAM rows of the options of any gap: what each option costs behind
       a way, and what it is context of then. */
    int64_t *units;
    Context *contexts;
} Gaps;

static inline int64_t
start_of(const int64_t *ends, int64_t index)
{
    return index > 0 ? ends[index - 1] : 0;
}

/* A gap of which the options are weighed: the number of the first, and the known text behind.

   Of characters behind a pair that the model does not know, only the last one tells anything. So
   what all known text but its first character costs then is weighed once, `rest` units, and what
   it is context of, `after`. */
typedef struct {
    int64_t first;
    const uint32_t *behind;
    int64_t size;
    int64_t rest;
    Context after;
} Place;

static Place
place_of(const Gaps *self, Py_ssize_t gap)
{
    int64_t start = self->text_ends[gap], size = self->text_ends[gap + 1] - start;
    Place place = {0};
    place.first = start_of(self->kind_ends, self->kinds[gap]);
    place.behind = self->text + start;
    place.size = size < CONTEXT ? size : CONTEXT;
    for (int64_t at = 0; at < place.size; at++) {
        int32_t units = next_units(self->scorer, &place.after, place.behind[at]);
        place.rest += at > 0 ? units : 0;
    }
    return place;
}

/* What an option and the known text behind it cost after some context, which goes on from then.
   Where that comes to `most` bits with what is `paid` already, it is not weighed to the end: no
   character takes anything away. */
static int64_t
weighed(const Gaps *self, const Place *place, Context *context, int64_t option, double paid,
        double most)
{
    int64_t units = 0, at = start_of(self->option_ends, option), end = self->option_ends[option];
    for (; at < end; at++) {
        units += next_units(self->scorer, context, self->options[at]);
    }
    for (at = 0; at < place->size; at++) {
        if ((double)units / UNITS + paid >= most) {
            return NOT_WEIGHED;
        }
        units += next_units(self->scorer, context, place->behind[at]);
        if (at == 0 && context->pair_level == 0 && context->triple_level == 0) {
            Context after = place->after;
            for (int64_t back = place->size; back < CONTEXT; back++) {
                after.symbols[back] = context->symbols[back - place->size + 1];
            }
            *context = after;
            return units + place->rest;
        }
    }
    return units;
}

/* Enter a way among the best; of those that cost as much, the one that came first. */
static int
enter(Way *best, int count, Way way)
{
    if (count == BEAM && !(way.cost < best[BEAM - 1].cost)) {
        return count;
    }
    int place = count < BEAM ? count : BEAM - 1;
    while (place > 0 && way.cost < best[place - 1].cost) {
        best[place] = best[place - 1];
        place--;
    }
    best[place] = way;
    return count < BEAM ? count + 1 : BEAM;
}

/* The best ways on through one gap, from those through the gap before, whose contexts these are:
   of ways that end alike, the options are weighed once. */
static int
step(const Gaps *self, Py_ssize_t gap, const Way *ways, const Context *contexts, int count,
     Way *best)
{
    Place at = place_of(self, gap);
    int64_t number = self->kind_ends[self->kinds[gap]] - at.first;
    for (int64_t cell = 0; cell < count * number; cell++) {
        self->units[cell] = NOT_WEIGHED;
    }
    int kept = 0;
    for (int parent = 0; parent < count; parent++) {
        int alike = 0;
        while (memcmp(&contexts[alike], &contexts[parent], sizeof(Context)) != 0) {
            alike++;
        }
        for (int64_t choice = 0; choice < number; choice++) {
            double paid = ways[parent].cost + self->penalties[at.first + choice];
            double most = kept == BEAM ? best[BEAM - 1].cost : NAN;
            if (paid >= most) {
                continue;
            }
            Py_ssize_t cell = (Py_ssize_t)(alike * number + choice);
            if (self->units[cell] == NOT_WEIGHED) {
                self->contexts[cell] = contexts[alike];
                self->units[cell] =
                    weighed(self, &at, &self->contexts[cell], at.first + choice, paid, most);
            }
            if (self->units[cell] != NOT_WEIGHED) {
                double cost = (double)self->units[cell] / UNITS + paid;
                kept = enter(best, kept, (Way){cost, parent, choice, cell});
            }
        }
    }
    return kept;
}

/* A group: its gaps, and the text that what fills them depends on, from the context of the first one to
   what stands behind the last one. */
typedef struct {
    Py_ssize_t low, high;
    int64_t start, end;
} Group;

static Group
group_at(const Gaps *self, Py_ssize_t low)
{
    Group group = {low, low + 1, 0, 0};
    while (group.high < self->gaps && !self->first[group.high]) {
        group.high++;
    }
    int64_t before = start_of(self->text_ends, low), behind = self->text_ends[group.high];
    group.start = self->text_ends[low] - CONTEXT;
    group.start = group.start < before ? before : group.start;
    group.end = self->text_ends[group.high - 1] + CONTEXT;
    group.end = group.end > behind ? behind : group.end;
    return group;
}

static uint64_t
hash_of(const Gaps *self, const Group *group)
{
    uint64_t hash = 14695981039346656037ull;
    for (Py_ssize_t gap = group->low; gap < group->high; gap++) {
        hash = (hash ^ (uint64_t)self->kinds[gap]) * 1099511628211ull;
        hash = (hash ^ (uint64_t)(self->text_ends[gap] - group->start)) * 1099511628211ull;
    }
    for (int64_t place = group->start; place < group->end; place++) {
        hash = (hash ^ self->text[place]) * 1099511628211ull;
    }
    return hash ^ hash >> 32;
}

/* Whether the same fills two groups. */
static int
are_alike(const Gaps *self, const Group *one, const Group *other)
{
    Py_ssize_t count = one->high - one->low;
    int64_t size = one->end - one->start;
    int alike = count == other->high - other->low && size == other->end - other->start;
    for (Py_ssize_t gap = 0; alike && gap < count; gap++) {
        alike = self->kinds[one->low + gap] == self->kinds[other->low + gap] &&
                self->text_ends[one->low + gap] - one->start ==
                    self->text_ends[other->low + gap] - other->start;
    }
    return alike && memcmp(self->text + one->start, self->text + other->start,
                           (size_t)size * sizeof *self->text) == 0;
}

/* Go through the gaps of a group. */
static void
go_through_group(const Gaps *self, const Group *group)
{
    Way ways[BEAM] = {{0}}, best[BEAM];
    Context contexts[BEAM];
    int count = 1;
    contexts[0] = line_start(self->scorer);
    for (int64_t place = group->start; place < self->text_ends[group->low]; place++) {
        next_units(self->scorer, &contexts[0], self->text[place]);
    }
    for (Py_ssize_t gap = group->low; gap < group->high; gap++) {
        count = step(self, gap, ways, contexts, count, best);
        self->counts[gap] = count;
        for (int rank = 0; rank < count; rank++) {
            Py_ssize_t place = gap * BEAM + rank;
            contexts[rank] = self->contexts[best[rank].cell];
            ways[rank] = best[rank];
            self->costs[place] = best[rank].cost;
            self->parents[place] = best[rank].parent;
            self->choices[place] = best[rank].choice;
        }
    }
}

/* Take for a group what fills one that is alike. */
static void
copy_group(const Gaps *self, const Group *from, const Group *to)
{
    size_t count = (size_t)(to->high - to->low);
    Py_ssize_t source = from->low * BEAM, target = to->low * BEAM;
    memcpy(self->counts + to->low, self->counts + from->low, count * sizeof *self->counts);
    memcpy(self->costs + target, self->costs + source, count * BEAM * sizeof *self->costs);
    memcpy(self->parents + target, self->parents + source, count * BEAM * sizeof *self->parents);
    memcpy(self->choices + target, self->choices + source, count * BEAM * sizeof *self->choices);
}

/* Go through all gaps, group by group; of those that are alike, through the first one. Their beginnings are
   noted in `met`, which has room for twice as many, a power of two. */
static void
go_through(const Gaps *self, int64_t *met, size_t room)
{
    for (Group group = {0}; group.low < self->gaps; group.low = group.high) {
        group = group_at(self, group.low);
        size_t slot = (size_t)hash_of(self, &group) & (room - 1);
        int is_known = 0;
        for (; met[slot] > 0 && !is_known; slot = (slot + 1) & (room - 1)) {
            Group known = group_at(self, (Py_ssize_t)met[slot] - 1);
            is_known = are_alike(self, &known, &group);
            if (is_known) {
                copy_group(self, &known, &group);
            }
        }
        if (!is_known) {
            go_through_group(self, &group);
            met[slot] = group.low + 1;
        }
    }
}

/* Check that all arrays fit each other, and how many options a gap has at most; -1 if not. */
static Py_ssize_t
most_options(const Gaps *self, const Py_buffer *views)
{
    Py_ssize_t options = views[PENALTIES].len / 8, number = views[KIND_ENDS].len / 8;
    Py_ssize_t most = 1;
    if (views[TEXT_ENDS].len / 8 != self->gaps + 1 || views[FIRST].len != self->gaps ||
        views[OPTION_ENDS].len / 8 != options || views[COUNTS].len / 8 != self->gaps ||
        views[COSTS].len / 8 != self->gaps * BEAM || views[PARENTS].len != views[COSTS].len ||
        views[CHOICES].len != views[COSTS].len ||
        !are_ends(self->text_ends, self->gaps + 1, views[TEXT].len / 4) ||
        !are_ends(self->kind_ends, number, options) ||
        !are_ends(self->option_ends, options, views[OPTIONS].len / 4)) {
        return -1;
    }
    for (Py_ssize_t gap = 0; gap < self->gaps; gap++) {
        if (self->kinds[gap] < 0 || self->kinds[gap] >= number) {
            return -1;
        }
    }
    for (Py_ssize_t kind = 0; kind < number; kind++) {
        int64_t size = self->kind_ends[kind] - start_of(self->kind_ends, kind);
        most = size > most ? (Py_ssize_t)size : most;
    }
    return most;
}

static int
work(Gaps *self, const Py_buffer *views)
{
    Py_ssize_t most = most_options(self, views);
    if (most < 0) {
        PyErr_SetString(PyExc_ValueError, "the arrays of the gaps do not fit each other");
        return -1;
    }
    self->units = PyMem_Calloc((size_t)most, BEAM * sizeof(int64_t));
    self->contexts = PyMem_Calloc((size_t)most, BEAM * sizeof(Context));
    size_t room = 2;
    while (room < 2 * (size_t)self->gaps) {
        room *= 2;
    }
    int64_t *met = PyMem_Calloc(room, sizeof *met);
    int failed = self->units == NULL || self->contexts == NULL || met == NULL;
    if (failed) {
        PyErr_NoMemory();
    }
    else if (self->gaps < FEW_GAPS) {
        go_through(self, met, room);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        go_through(self, met, room);
        Py_END_ALLOW_THREADS
    }
    PyMem_Free(self->units);
    PyMem_Free(self->contexts);
    PyMem_Free(met);
    return failed ? -1 : 0;
}

PyObject *
scorer_best_ways(PyObject *object, PyObject *args)
{
    Py_buffer views[ARRAYS];
    if (open_arguments(args, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    Gaps self = {
        .scorer = (const Scorer *)object,
        .gaps = views[KINDS].len / 8,
        .text = views[TEXT].buf,
        .options = views[OPTIONS].buf,
        .text_ends = views[TEXT_ENDS].buf,
        .kinds = views[KINDS].buf,
        .kind_ends = views[KIND_ENDS].buf,
        .option_ends = views[OPTION_ENDS].buf,
        .first = views[FIRST].buf,
        .penalties = views[PENALTIES].buf,
        .costs = views[COSTS].buf,
        .parents = views[PARENTS].buf,
        .choices = views[CHOICES].buf,
        .counts = views[COUNTS].buf,
    };
    int failed = work(&self, views) < 0;
    close_arrays(views, ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}
