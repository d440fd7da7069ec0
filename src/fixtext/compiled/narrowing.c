/* Of very many ways to fill a hole in UTF-8, the likeliest ones, found byte by byte:
   fixtext/encodings/narrowing.py has it in Python. */

#include "hole_ways.h"

#include <stdlib.h>

/* The fills of a hole by their first bytes, in the order in which these come first. */
typedef struct {
    unsigned firsts[256];
    Py_ssize_t number;
    Py_ssize_t begin[257]; /* in `fills`, of each of the first bytes */
    int32_t *fills;
    uint8_t *needs; /* how many bytes are to come behind each fill */
} Fitting;

static int
comes_first(const Ranked *one, const Ranked *other)
{
    return one->key < other->key || (one->key == other->key && one->place < other->place);
}

static int
compare(const void *one, const void *other)
{
    return comes_first(one, other) ? -1 : comes_first(other, one);
}

/* Move the least so many to the front, in any order. */
static void
part(Ranked *ranked, Py_ssize_t count, Py_ssize_t most)
{
    Py_ssize_t low = 0, high = count - 1;
    while (low < high) {
        Ranked middle = ranked[low + (high - low) / 2];
        Py_ssize_t left = low, right = high;
        while (left <= right) {
            while (comes_first(&ranked[left], &middle)) {
                left++;
            }
            while (comes_first(&middle, &ranked[right])) {
                right--;
            }
            if (left <= right) {
                Ranked moved = ranked[left];
                ranked[left++] = ranked[right];
                ranked[right--] = moved;
            }
        }
        if (most <= right) {
            high = right;
        }
        else if (most >= left) {
            low = left;
        }
        else {
            return;
        }
    }
}

void
put_least_first(Ranked *ranked, Py_ssize_t count, Py_ssize_t most)
{
    if (most < count) {
        part(ranked, count, most);
    }
    qsort(ranked, (size_t)(most < count ? most : count), sizeof *ranked, compare);
}

/* The likeliest of some ways, by their whole characters, in order; all as they are, if they are few.
   The places of those are written to `chosen`. */
static Py_ssize_t
choose_likeliest(const HoleWays *ways, Py_ssize_t most, Ranked *chosen)
{
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        const HoleWay *way = &ways->items[place];
        double key = way->is_invalid ? INVALID : way->cost + way->surprise;
        chosen[place] = (Ranked){key < INVALID ? key : INVALID, place};
    }
    if (ways->count <= most) {
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
    fitting->needs = malloc((size_t)(high - low + 1));
    fitting->number = 0;
    if (fitting->fills == NULL || fitting->needs == NULL) {
        return -1;
    }
    int64_t from = hole->groups[before * NEEDS + hole->first_need];
    int64_t to = hole->groups[before * NEEDS + hole->last_need];
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
    int need = hole->first_need;
    for (int64_t fill = from; fill < to; fill++) {
        while (fill >= hole->groups[before * NEEDS + need + 1]) {
            need++;
        }
        Py_ssize_t place = places[hole->bytes[3 * fill + 1]]++;
        fitting->fills[place] = (int32_t)fill;
        fitting->needs[place] = (uint8_t)need;
    }
    return 0;
}

/* What a way costs with one more byte. */
static double
cost_with(const HoleWay *way, unsigned byte, const double *likely)
{
    if (way->is_invalid) {
        return INVALID;
    }
    double cost = way->cost + way->surprise;
    if (way->need == 0) {
        cost += byte < 0x80 ? likely_of(likely, byte) : 0.0;
        return cost < INVALID ? cost : INVALID;
    }
    HoleWay longer = *way;
    put_byte(&longer, byte, likely);
    if (longer.is_invalid) {
        return INVALID;
    }
    cost += longer.need == 0 ? likely_of(likely, longer.value) : 0.0;
    return cost < INVALID ? cost : INVALID;
}

/* A way, by where it stands, and one more byte, by its number among the first ones that fit. */
typedef struct {
    Py_ssize_t way, first;
} Half;

static int
add_halves(const HoleWays *ways, const Hole *hole, const Fitting *fitting, const Half *halves,
           Ranked *ranked, Py_ssize_t count, HoleWays *onward, const double *likely)
{
    for (Py_ssize_t index = 0; index < count; index++) {
        Half half = halves[ranked[index].place];
        const HoleWay *way = &ways->items[half.way];
        const Fitting *fits = &fitting[way->need];
        for (Py_ssize_t at = fits->begin[half.first]; at < fits->begin[half.first + 1]; at++) {
            const uint8_t *fill = hole->bytes + 3 * fits->fills[at];
            HoleWay *longer = new_way(onward);
            if (longer == NULL) {
                return -1;
            }
            *longer = *way;
            put_byte(longer, fill[1], likely);
            if (fill[0] > 1) {
                put_byte(longer, fill[2], likely);
            }
            longer->cost = way->cost + hole->extras[fits->fills[at]];
        }
    }
    return 0;
}

/* The likeliest halves that end with a whole character, or of those that do not, made ways. */
static int
add_likeliest(const HoleWays *ways, const Hole *hole, const Fitting *fitting, const Half *halves,
              const double *costs, Py_ssize_t number, int whole, Py_ssize_t most,
              HoleWays *onward, const double *likely)
{
    Ranked *ranked = malloc((size_t)(number + 1) * sizeof *ranked);
    if (ranked == NULL) {
        return -1;
    }
    Py_ssize_t count = 0;
    for (Py_ssize_t place = 0; place < number; place++) {
        const HoleWay *way = &ways->items[halves[place].way];
        unsigned byte = fitting[way->need].firsts[halves[place].first];
        if ((left_to_come(way->need, byte) == 0) == whole) {
            ranked[count++] = (Ranked){costs[place], place};
        }
    }
    if (count > most) {
        put_least_first(ranked, count, most);
        count = most;
    }
    int failed = add_halves(ways, hole, fitting, halves, ranked, count, onward, likely);
    free(ranked);
    return failed;
}

/* Every way with one byte more, and what that costs; how many, or -1 if there is no room. */
static Py_ssize_t
make_halves(const HoleWays *ways, const Ranked *chosen, Py_ssize_t count, const Fitting *fitting,
            const double *likely, Half **halves, double **costs)
{
    Py_ssize_t number = 0, place = 0;
    for (Py_ssize_t index = 0; index < count; index++) {
        number += fitting[ways->items[chosen[index].place].need].number;
    }
    *halves = malloc((size_t)(number + 1) * sizeof **halves);
    *costs = malloc((size_t)(number + 1) * sizeof **costs);
    if (*halves == NULL || *costs == NULL) {
        return -1;
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        const HoleWay *way = &ways->items[chosen[index].place];
        const Fitting *fits = &fitting[way->need];
        for (Py_ssize_t first = 0; first < fits->number; first++) {
            (*halves)[place] = (Half){chosen[index].place, first};
            (*costs)[place++] = cost_with(way, fits->firsts[first], likely);
        }
    }
    return number;
}

int
narrow(const HoleWays *ways, const Hole *hole, const Limits *limits, HoleWays *onward)
{
    Fitting fitting[NEEDS];
    memset(fitting, 0, sizeof fitting);
    int seen[NEEDS] = {0}, failed = 0;
    Py_ssize_t most = 1, number = -1;
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        seen[ways->items[place].need] = 1;
    }
    for (int before = 0; before < NEEDS && !failed; before++) {
        failed = seen[before] ? fit(hole, before, &fitting[before]) : 0;
        most = fitting[before].number > most ? fitting[before].number : most;
    }
    Ranked *chosen = malloc((size_t)(ways->count + 1) * sizeof *chosen);
    Half *halves = NULL;
    double *costs = NULL;
    if (chosen != NULL && !failed) {
        Py_ssize_t count = choose_likeliest(ways, limits->most_halves / most, chosen);
        number = make_halves(ways, chosen, count, fitting, limits->likely, &halves, &costs);
    }
    failed = number < 0;
    if (!failed) {
        failed = add_likeliest(ways, hole, fitting, halves, costs, number, 1, limits->most_whole,
                               onward, limits->likely) < 0 ||
                 add_likeliest(ways, hole, fitting, halves, costs, number, 0, limits->most_begun,
                               onward, limits->likely) < 0;
    }
    for (int before = 0; before < NEEDS; before++) {
        free(fitting[before].fills);
        free(fitting[before].needs);
    }
    free(chosen);
    free(halves);
    free(costs);
    return failed ? -1 : 0;
}
