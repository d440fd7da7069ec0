/* Of very many ways to fill a hole in UTF-8, the likeliest ones, found byte by byte:
   fixtext/encodings/narrowing.py has it in Python. */

#include "onward.h"

#include <stdlib.h>

/* The fills of a hole by their first bytes, in the order in which these come first. */
typedef struct {
    unsigned firsts[256];
    Py_ssize_t number;
    Py_ssize_t begin[257]; /* in `fills`, of each of the first bytes */
    int32_t *fills;
} Fitting;

/* The likeliest of some ways, by their whole characters, in order; all as they are, if they are few.
   The places of those are written to `chosen`. */
static Py_ssize_t
choose_likeliest(const HoleWays *ways, Py_ssize_t most, Ranked *chosen)
{
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const Told *told = &ways->items[place].told;
        double key = told->is_invalid ? INVALID : told->cost + told->surprise;
        chosen[place] = (Ranked){key < INVALID ? key : INVALID, place};
    }
    if (ways->total <= most) {
        return ways->count;
    }
    put_least_first(chosen, ways->count, most);
    return most;
}

static int
fit(const Hole *hole, int before, Fitting *fitting)
{
    int64_t low = hole->groups[before * NEEDS], high = hole->groups[before * NEEDS + NEEDS];
    Py_ssize_t places[256] = {0};
    fitting->fills = malloc((size_t)(high - low + 1) * sizeof *fitting->fills);
    fitting->number = 0;
    if (fitting->fills == NULL) {
        return -1;
    }
    int64_t from = begin_of(hole, before), to = end_of(hole, before);
    for (int64_t fill = from; fill < to; fill++) {
        unsigned first = hole->bytes[3 * fill + 1];
        if (places[first]++ == 0) {
            fitting->firsts[fitting->number++] = first;
        }
    }
    Py_ssize_t at = 0;
    for (Py_ssize_t index = 0; index < fitting->number; index++) {
        Py_ssize_t count = places[fitting->firsts[index]];
        fitting->begin[index] = places[fitting->firsts[index]] = at;
        at += count;
    }
    fitting->begin[fitting->number] = at;
    for (int64_t fill = from; fill < to; fill++) {
        fitting->fills[places[hole->bytes[3 * fill + 1]]++] = (int32_t)fill;
    }
    return 0;
}

/* A way, by its number among those chosen, and one more byte, by its number among the first ones that
   fit: both in one number, in whose order halves come. */
#define HALF(way, first) ((way) << 8 | (first))
#define WAY_OF(half) ((half) >> 8)
#define FIRST_OF(half) ((half) & 0xFF)

/* The ways that are gone on from, as they were chosen, and again by what they cost. */
typedef struct {
    const HoleWays *ways;
    const Hole *hole;
    const Fitting *fitting;
    const double *likely;
    const Ranked *chosen;
    Ranked *by_cost;
    Py_ssize_t count;
} Halves;

static const HoleWay *
way_of(const Halves *halves, Py_ssize_t number)
{
    return &halves->ways->items[halves->chosen[number].place];
}

static const Told *
told_of(const Halves *halves, Py_ssize_t number)
{
    return &way_of(halves, number)->told;
}

/* Whether a byte behind so many to come ends a character. */
static int
is_whole(int need, unsigned byte)
{
    return left_to_come(need, byte) == 0;
}

/* How many halves end with a whole character, or do not. */
static Py_ssize_t
count_halves(const Halves *halves, int whole)
{
    Py_ssize_t of_need[NEEDS] = {0}, count = 0;
    for (int need = 0; need < NEEDS; need++) {
        for (Py_ssize_t first = 0; first < halves->fitting[need].number; first++) {
            of_need[need] += is_whole(need, halves->fitting[need].firsts[first]) == whole;
        }
    }
    for (Py_ssize_t number = 0; number < halves->count; number++) {
        count += of_need[told_of(halves, number)->need];
    }
    return count;
}

/* What a way costs with one more byte behind it; `cost` is what it costs without. */
static double
cost_with(const Told *told, double cost, unsigned byte, const double *likely)
{
    int need = left_to_come(told->need, byte);
    uint32_t value = byte;
    if (told->need > 0) {
        value = told->value << 6 | (byte & 0x3F);
        if (makes_none(value, need, told->least)) {
            return INVALID;
        }
    }
    cost += need == 0 ? likely_of(likely, value) : 0.0;
    return cost < INVALID ? cost : INVALID;
}

/* Find those of one way. */
static void
find_behind(const Halves *halves, Py_ssize_t number, int whole, Least *found)
{
    const Told *told = told_of(halves, number);
    const Fitting *fits = &halves->fitting[told->need];
    double cost = halves->chosen[number].key;
    for (Py_ssize_t first = 0; first < fits->number; first++) {
        unsigned byte = fits->firsts[first];
        if (is_whole(told->need, byte) == whole) {
            double with = cost < INVALID ? cost_with(told, cost, byte, halves->likely) : INVALID;
            add_to_least(found, with, HALF(number, first));
        }
    }
}

/* Go on from a half by all that it can be. */
static int
add_half(const Halves *halves, Py_ssize_t half, Onward *onward)
{
    const HoleWay *way = way_of(halves, WAY_OF(half));
    const Fitting *fits = &halves->fitting[way->told.need];
    for (Py_ssize_t at = fits->begin[FIRST_OF(half)]; at < fits->begin[FIRST_OF(half) + 1]; at++) {
        int32_t fill = fits->fills[at];
        if (add_onward(onward, way, halves->hole->bytes + 3 * fill, halves->hole->extras[fill]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Go on from some halves, as far as something may come of them. */
static int
add_halves(const Halves *halves, const Least *found, Onward *onward)
{
    for (Py_ssize_t index = 0; index < found->count; index++) {
        const Ranked *half = &found->items[index];
        double cost = told_of(halves, WAY_OF(half->place))->cost;
        if (!is_passed(onward, half->key, cost) && add_half(halves, half->place, onward) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The likeliest halves that end with a whole character, or of those that do not, made ways. One more byte
   makes nothing cheaper, so that those behind ways that cost too much are not looked at. */
static int
add_likeliest(const Halves *halves, int whole, Py_ssize_t most, Onward *onward)
{
    Py_ssize_t number = count_halves(halves, whole);
    Least found;
    if (begin_least(&found, most) < 0) {
        return -1;
    }
    const Ranked *order = number > most ? halves->by_cost : NULL;
    for (Py_ssize_t index = 0; index < halves->count; index++) {
        if (order != NULL && is_too_much(&found, order[index].key)) {
            break;
        }
        find_behind(halves, order != NULL ? order[index].place : index, whole, &found);
    }
    put_in_order(&found);
    int failed = add_halves(halves, &found, onward);
    end_least(&found);
    return failed;
}

/* The ways by what they cost, of which each is known by its number among those chosen. */
static int
put_by_cost(Halves *halves)
{
    halves->by_cost = malloc((size_t)(halves->count + 1) * sizeof *halves->by_cost);
    if (halves->by_cost == NULL) {
        return -1;
    }
    for (Py_ssize_t number = 0; number < halves->count; number++) {
        halves->by_cost[number] = (Ranked){halves->chosen[number].key, number};
    }
    put_least_first(halves->by_cost, halves->count, halves->count);
    return 0;
}

int
narrow(const HoleWays *ways, const Hole *hole, const Limits *limits, Onward *onward)
{
    Fitting fitting[NEEDS];
    memset(fitting, 0, sizeof fitting);
    int failed = 0;
    Py_ssize_t most = 1;
    for (int before = 0; before < NEEDS && !failed; before++) {
        failed = ways->needs >> before & 1 ? fit(hole, before, &fitting[before]) : 0;
        most = fitting[before].number > most ? fitting[before].number : most;
    }
    Ranked *chosen = malloc((size_t)(ways->count + 1) * sizeof *chosen);
    Halves halves = {ways, hole, fitting, limits->likely, chosen, NULL, 0};
    failed = failed || chosen == NULL;
    if (!failed) {
        halves.count = choose_likeliest(ways, limits->most_halves / most, chosen);
        failed = put_by_cost(&halves) < 0 ||
                 add_likeliest(&halves, 1, limits->most_whole, onward) < 0 ||
                 add_likeliest(&halves, 0, limits->most_begun, onward) < 0;
    }
    for (int before = 0; before < NEEDS; before++) {
        free(fitting[before].fills);
    }
    free(chosen);
    free(halves.by_cost);
    return failed ? -1 : 0;
}
