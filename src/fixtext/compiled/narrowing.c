/* Of very many ways to fill a hole in UTF-8, the likeliest ones, found byte by byte:
   fixtext/encodings/narrowing.py has it in Python. */

#include "onward.h"

#include <stdlib.h>

/* The fills of a hole by their first bytes, in the order in which these come first; and what each costs
   more by the whole characters that begin in it, once it is told of all behind a first byte, with the
   least of these. */
typedef struct {
    unsigned firsts[256];
    Py_ssize_t number;
    Py_ssize_t begin[257]; /* in `fills`, of each of the first bytes */
    int32_t *fills;
    double *more;
    uint8_t is_told[256];
    double least[256];
} Fitting;

/* The likeliest of some ways, by their whole characters, in order; all as they are, if they are few.
   The places of those are written to `chosen`. */
static Py_ssize_t
choose_likeliest(const HoleWays *ways, Py_ssize_t most, Ranked *chosen)
{
    for (Py_ssize_t place = 0; place < ways->count; place++) {
        chosen[place] = (Ranked){key_of(&ways->items[place].told), place};
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
    fitting->more = malloc((size_t)(high - low + 1) * sizeof *fitting->more);
    fitting->number = 0;
    if (fitting->fills == NULL || fitting->more == NULL) {
        return -1;
    }
    int64_t from = begin_of(hole, before), to = end_of(hole, before);
    for (int64_t fill = from; fill < to; fill++) {
        unsigned first = bytes_of(hole, fill)[1];
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
        fitting->fills[places[bytes_of(hole, fill)[1]]++] = (int32_t)fill;
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
    Fitting *fitting;
    const Limits *limits;
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
            double with = cost < INVALID ? cost_with(told, cost, byte, halves->limits->likely) : INVALID;
            add_to_least(found, with, HALF(number, first));
        }
    }
}

/* Whether a half has but one byte of a character to come that began before the hole. */
static int
is_open(int before, unsigned first)
{
    return before > 0 && left_to_come(before, first) == 1;
}

/* Tell what all fills with one first byte cost more than a half with that byte does, by themselves and by
   the characters that begin in them or in what is known behind them: as far as that does not depend on
   what stands before the hole. */
static void
tell_more(const Halves *halves, int before, Py_ssize_t first, const Onward *onward)
{
    Fitting *fits = &halves->fitting[before];
    int is_counted = is_whole(before, fits->firsts[first]); /* in the half */
    int is_known = before == 0 || is_counted;
    double least = INVALID;
    for (Py_ssize_t at = fits->begin[first]; at < fits->begin[first + 1]; at++) {
        int64_t fill = fits->fills[at];
        fits->more[at] = onward->hole->extras[fill];
        fits->more[at] += is_known ? surprise_onward(onward, fill, is_counted) : 0.0;
        least = fits->more[at] < least ? fits->more[at] : least;
    }
    fits->least[first] = least;
    fits->is_told[first] = 1;
}

/* What the character costs at least that one more byte ends, if there is one in each fill or behind. */
static double
least_of_open(const Halves *halves, const Told *told, Py_ssize_t first, const Onward *onward)
{
    const Fitting *fits = &halves->fitting[told->need];
    unsigned byte = fits->firsts[first];
    uint32_t row = told->value << 6 | (byte & 0x3F);
    int is_ended = onward->size > 0 || onward->next == NULL;
    if (!is_open(told->need, byte) || !is_ended) {
        return 0.0;
    }
    return halves->limits->rows[row < 0x10000 / ROW ? row : 0x10000 / ROW - 1];
}

/* What is made of a half costs so much, at least. */
static double
least_behind(const Halves *halves, const Ranked *half, const Onward *onward)
{
    const Told *told = told_of(halves, WAY_OF(half->place));
    Py_ssize_t first = FIRST_OF(half->place);
    if (!halves->fitting[told->need].is_told[first]) {
        tell_more(halves, told->need, first, onward);
    }
    double least = halves->fitting[told->need].least[first];
    return half->key + least + least_of_open(halves, told, first, onward);
}

/* Go on from a half, of which all that is made costs so much, by all that it can be, as far as something may
   come of it; the ways have places from `place` on. */
static int
add_half(const Halves *halves, const Ranked *half, double least, int64_t place, Onward *onward)
{
    const HoleWay *way = way_of(halves, WAY_OF(half->place));
    const Fitting *fits = &halves->fitting[way->told.need];
    Py_ssize_t first = FIRST_OF(half->place);
    if (is_passed(onward, least)) {
        return 0;
    }
    /* if no character ends, ways cost exactly what the half does, or what a fill costs more */
    int may_tie = is_whole(way->told.need, fits->firsts[first]) || least > half->key;
    least -= fits->least[first];
    for (Py_ssize_t at = fits->begin[first]; at < fits->begin[first + 1]; at++) {
        onward->place = place + at;
        int is_too_late = !may_tie && fits->more[at] == 0.0 && comes_too_late(onward, half->key);
        if (!is_too_late && !is_passed(onward, least + fits->more[at]) &&
            add_onward(onward, way, fits->fills[at]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Find the likeliest halves that end with a whole character, or of those that do not. One more byte makes
   nothing cheaper, so that those behind ways that cost too much are not looked at. -1 if there is no
   room. */
static int
find_likeliest(const Halves *halves, int whole, Py_ssize_t most, Least *found)
{
    if (begin_least(found, most) < 0) {
        return -1;
    }
    const Ranked *order = count_halves(halves, whole) > most ? halves->by_cost : NULL;
    for (Py_ssize_t index = 0; index < halves->count; index++) {
        if (order != NULL && is_too_much(found, order[index].key)) {
            break;
        }
        find_behind(halves, order != NULL ? (Py_ssize_t)order[index].place : index, whole, found);
    }
    put_in_order(found);
    return 0;
}

static const Ranked *
half_of(const Least *whole, const Least *begun, Py_ssize_t index)
{
    return index < whole->count ? &whole->items[index] : &begun->items[index - whole->count];
}

#define FIRST_HALVES 64 /* that are put in order */

/* Go on from halves, the likeliest first, so that it is soon told what is too much for the others; -1 if
   there is no room. */
static int
add_halves(const Halves *halves, const Least *whole, const Least *begun, Onward *onward)
{
    Py_ssize_t count = whole->count + begun->count;
    int64_t fills = onward->hole->groups[NEEDS * NEEDS];
    Ranked *order = malloc((size_t)(count + 1) * sizeof *order);
    if (order == NULL) {
        return -1;
    }
    for (Py_ssize_t index = 0; index < count; index++) {
        const Ranked *half = half_of(whole, begun, index);
        order[index] = (Ranked){least_behind(halves, half, onward), index};
    }
    put_least_first(order, count, FIRST_HALVES);
    int failed = 0;
    for (Py_ssize_t index = 0; index < count && !failed; index++) {
        const Ranked *half = half_of(whole, begun, (Py_ssize_t)order[index].place);
        failed = add_half(halves, half, order[index].key, order[index].place * fills, onward) < 0;
    }
    free(order);
    return failed ? -1 : 0;
}

/* The ways by what they cost, of which each is known by its number among those chosen, which may be in
   that order. */
static int
put_by_cost(Halves *halves)
{
    halves->by_cost = malloc((size_t)(halves->count + 1) * sizeof *halves->by_cost);
    if (halves->by_cost == NULL) {
        return -1;
    }
    int is_in_order = 1;
    for (Py_ssize_t number = 0; number < halves->count; number++) {
        halves->by_cost[number] = (Ranked){halves->chosen[number].key, number};
        is_in_order &= number == 0 || halves->chosen[number - 1].key <= halves->chosen[number].key;
    }
    if (!is_in_order) {
        put_least_first(halves->by_cost, halves->count, halves->count);
    }
    return 0;
}

int
narrow(const HoleWays *ways, Onward *onward)
{
    const Limits *limits = onward->limits;
    Fitting fitting[NEEDS];
    memset(fitting, 0, sizeof fitting);
    int failed = 0;
    Py_ssize_t most = 1;
    for (int before = 0; before < NEEDS && !failed; before++) {
        failed = ways->needs >> before & 1 ? fit(onward->hole, before, &fitting[before]) : 0;
        most = fitting[before].number > most ? fitting[before].number : most;
    }
    Ranked *chosen = malloc((size_t)(ways->count + 1) * sizeof *chosen);
    Halves halves = {ways, fitting, limits, chosen, NULL, 0};
    failed = failed || chosen == NULL;
    if (!failed) {
        halves.count = choose_likeliest(ways, limits->most_halves / most, chosen);
        Least whole = {0}, begun = {0};
        failed = put_by_cost(&halves) < 0 ||
                 find_likeliest(&halves, 1, limits->most_whole, &whole) < 0 ||
                 find_likeliest(&halves, 0, limits->most_begun, &begun) < 0 ||
                 add_halves(&halves, &whole, &begun, onward) < 0;
        end_least(&whole);
        end_least(&begun);
    }
    for (int before = 0; before < NEEDS; before++) {
        free(fitting[before].fills);
        free(fitting[before].more);
    }
    free(chosen);
    free(halves.by_cost);
    return failed ? -1 : 0;
}
