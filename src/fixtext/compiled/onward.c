/* Behind a hole: the ways that its fills make. There may be a hundred thousand, of which a few hundred
   are gone on from, so that none is made that costs more than so many others do. */

#include "whole_ways.h"

#include <stdlib.h>

#define FEW 1024 /* ways of which all are kept */

/* How many bytes a fill has. */
static int
size_of(const uint8_t *bytes)
{
    return bytes[0] < 2 ? bytes[0] : 2;
}

/* How many first bytes can stand in the next hole behind so many bytes to come. */
static Py_ssize_t
count_firsts(const Onward *onward, int need)
{
    uint8_t met[256] = {0};
    Py_ssize_t number = 0;
    int64_t end = end_of(onward->next, need);
    for (int64_t fill = begin_of(onward->next, need); fill < end; fill++) {
        unsigned first = bytes_of(onward->next, fill)[1];
        number += !met[first];
        met[first] = 1;
    }
    return number;
}

/* How many bytes are to come behind those that are known; -1 if these cannot be there. */
static int
need_behind(const Onward *onward, int need)
{
    for (Py_ssize_t place = 0; place < onward->size && need >= 0; place++) {
        need = left_to_come(need, onward->known[place]);
    }
    return need;
}

/* How many fills of the next hole fit behind so many bytes to come. */
static Py_ssize_t
count_next(const Onward *onward, int need)
{
    return (Py_ssize_t)(end_of(onward->next, need) - begin_of(onward->next, need));
}

static unsigned
needs_behind(const Onward *onward, const HoleWays *ways)
{
    const Hole *hole = onward->hole;
    unsigned needs = 0;
    for (int before = 0; before < NEEDS; before++) {
        for (int need = hole->first_need; need < hole->last_need; need++) {
            const int64_t *group = &hole->groups[before * NEEDS + need];
            int behind = need_behind(onward, need);
            int is_any = ways->needs >> before & 1 && group[1] > group[0] && behind >= 0;
            needs |= is_any && count_next(onward, behind) > 0 ? 1u << behind : 0;
        }
    }
    return needs;
}

/* The most first bytes that fit in the next hole behind any of some numbers of bytes to come: the more there
   are, the fewer of the ways are gone on from. */
static Py_ssize_t
most_firsts(const Onward *onward, unsigned needs)
{
    Py_ssize_t most = 1;
    for (int need = 0; need < NEEDS; need++) {
        Py_ssize_t number = needs >> need & 1 ? onward->firsts[need] : 0;
        most = number > most ? number : most;
    }
    return most;
}

/* How many of the ways so far are gone on from, and one more. */
static Py_ssize_t
most_onward(const Onward *onward)
{
    return onward->limits->most_halves / most_firsts(onward, onward->ways.needs) + 1;
}

/* Tell what fits in the next hole behind each number of bytes to come that there can be, and which of these
   leave most open. */
static void
look_ahead(Onward *onward)
{
    for (int need = 0; need < NEEDS; need++) {
        onward->firsts[need] = onward->may_need >> need & 1 ? count_firsts(onward, need) : 0;
    }
    Py_ssize_t most = most_firsts(onward, onward->may_need);
    for (int need = 0; need < NEEDS; need++) {
        onward->open_needs |= onward->firsts[need] == most ? 1u << need : 0;
    }
}

int
begin_onward(Onward *onward, const HoleWays *ways)
{
    if (onward->next != NULL) {
        onward->may_need = needs_behind(onward, ways);
        return 0;
    }
    return begin_texts(onward);
}

void
end_onward(Onward *onward)
{
    if (onward->is_choosing) {
        end_least(&onward->likeliest);
    }
    free(onward->met);
    free(onward->steps);
    free(onward->ways.items);
}

/* Begin to tell which ways are among the likeliest that a hole is narrowed to, or more, if those to come
   leave more open than those so far; -1 if there is no room. */
static int
begin_choosing(Onward *onward)
{
    look_ahead(onward);
    if (begin_least(&onward->likeliest, most_onward(onward)) < 0) {
        return -1;
    }
    onward->is_choosing = 1;
    for (Py_ssize_t index = 0; index < onward->count; index++) {
        const Step *step = &onward->steps[index];
        add_to_least(&onward->likeliest, step->key, PLACE(step->place, index));
    }
    return 0;
}

static HoleWay *
new_way(HoleWays *ways)
{
    if (ways->count == ways->room) {
        Py_ssize_t room = ways->room > 0 ? 2 * ways->room : FIRST_ROOM;
        HoleWay *items = realloc(ways->items, (size_t)room * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        ways->items = items;
        ways->room = room;
    }
    return &ways->items[ways->count++];
}

static void
put_bytes(HoleWay *way, const uint8_t *bytes, Py_ssize_t size)
{
    for (Py_ssize_t index = 0; index < size; index++) {
        way->data[way->size++] = bytes[index];
        way->hash = (way->hash ^ bytes[index]) * 1099511628211ull;
    }
}

HoleWay *
keep_way(Onward *onward, const HoleWay *way, int64_t fill, const Told *told)
{
    const uint8_t *bytes = bytes_of(onward->hole, fill);
    HoleWay *longer = new_way(&onward->ways);
    if (longer != NULL) {
        longer->told = *told;
        longer->is_gone = 0;
        longer->place = onward->place;
        longer->hash = way->hash;
        longer->size = way->size;
        memcpy(longer->data, way->data, MOST_SIZE);
        put_bytes(longer, bytes + 1, size_of(bytes));
        put_bytes(longer, onward->known, onward->size);
    }
    return longer;
}

static int
keep_step(Onward *onward, Step step)
{
    if (onward->count == onward->steps_room) {
        Py_ssize_t room = onward->steps_room > 0 ? 2 * onward->steps_room : FIRST_ROOM;
        Step *steps = realloc(onward->steps, (size_t)room * sizeof *steps);
        if (steps == NULL) {
            return -1;
        }
        onward->steps = steps;
        onward->steps_room = room;
    }
    onward->steps[onward->count++] = step;
    return 0;
}

static int
add_before_hole(Onward *onward, const HoleWay *way, int64_t fill, const Told *told)
{
    HoleWays *ways = &onward->ways;
    Py_ssize_t number = count_next(onward, told->need);
    if (number == 0) {
        return 0;
    }
    ways->total++;
    ways->onward += number;
    ways->needs |= 1u << told->need;
    if (onward->count == FEW && !onward->is_choosing && begin_choosing(onward) < 0) {
        return -1;
    }
    double key = key_of(told);
    if (onward->is_choosing) {
        int64_t place = PLACE(onward->place, onward->count);
        if (!may_be_least(&onward->likeliest, key, place)) {
            return 0;
        }
        add_to_least(&onward->likeliest, key, place);
    }
    return keep_step(onward, (Step){key, way, fill, onward->place});
}

/* Tell a way on by a fill of the hole, or by what is behind its first byte, and by what is known behind it;
   whether that can be there. */
static int
tell_onward(const Onward *onward, Told *told, int64_t fill, int behind_first)
{
    const double *likely = onward->limits->likely;
    const uint8_t *bytes = bytes_of(onward->hole, fill);
    for (int index = 1 + behind_first; index <= size_of(bytes); index++) {
        go_on_by(told, bytes[index], likely);
    }
    for (Py_ssize_t place = 0; place < onward->size; place++) {
        if (left_to_come(told->need, onward->known[place]) < 0) {
            return 0;
        }
        go_on_by(told, onward->known[place], likely);
    }
    return 1;
}

double
surprise_onward(const Onward *onward, int64_t fill, int behind_first)
{
    Told told = {0};
    int can_be = tell_onward(onward, &told, fill, behind_first);
    return can_be && !told.is_invalid ? told.surprise : INVALID;
}

/* Tell of a way with a fill of the hole behind it; whether it can be. */
static int
tell_way(const Onward *onward, const HoleWay *way, int64_t fill, Told *told)
{
    *told = way->told;
    told->cost += onward->hole->extras[fill];
    return tell_onward(onward, told, fill, 0);
}

int
add_onward(Onward *onward, const HoleWay *way, int64_t fill)
{
    Told told;
    if (!tell_way(onward, way, fill, &told)) {
        return 0;
    }
    return onward->next != NULL ? add_before_hole(onward, way, fill, &told)
                                : add_text(onward, way, fill, &told);
}

static int
compare_steps(const void *one, const void *other)
{
    int64_t first = ((const Step *)one)->place, second = ((const Step *)other)->place;
    return first < second ? -1 : first > second;
}

static int
make_way(Onward *onward, const Step *step)
{
    Told told;
    tell_way(onward, step->way, step->fill, &told);
    onward->place = step->place;
    return keep_way(onward, step->way, step->fill, &told) != NULL ? 0 : -1;
}

int
make_ways(Onward *onward)
{
    if (onward->next == NULL) {
        return 0;
    }
    Py_ssize_t count = onward->count;
    if (onward->is_choosing) {
        count = in_order_of_places(&onward->likeliest, most_onward(onward));
    }
    else if (count > 0) {
        qsort(onward->steps, (size_t)count, sizeof *onward->steps, compare_steps);
    }
    int failed = 0;
    for (Py_ssize_t number = 0; number < count && !failed; number++) {
        int64_t place = onward->is_choosing ? onward->likeliest.items[number].place : number;
        failed = make_way(onward, &onward->steps[INDEX(place)]) < 0;
    }
    return failed ? -1 : 0;
}
