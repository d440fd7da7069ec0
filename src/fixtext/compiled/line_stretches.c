/* Where the stretches of a short text with high gains begin and end: fixtext/encodings/stretches.py and
   other_lines.py have it in numpy. */

#include "told_stretches.h"

#define IMPOSSIBLE_BITS (-60.0)
#define FAR 12           /* steps, */
#define RELUCTANT (-8.0) /* and bits against them, over which a stretch is extended */
#define TELLING 3         /* characters beyond ASCII of a line, */
#define TELLING_BITS 7.6  /* which is text if they cost no more: a little less than other_lines.py has */
#define MANY_LINES 3      /* ends of them in a stretch, which may be taken for several then */
#define MOST_SEVERAL 64   /* stretches of several lines that are offered in several forms */


/* How many steps away the first is that cannot be of a stretch; none if there is too much between. */
static Py_ssize_t
reach(const double *gains, Py_ssize_t count, int direction, int to_the_edge)
{
    double total = 0.0;
    for (Py_ssize_t size = 0; size < count; size++) {
        double gain = gains[direction * size];
        if (gain <= IMPOSSIBLE_BITS) {
            return total > RELUCTANT ? size : 0;
        }
        total += gain;
    }
    return to_the_edge && total > RELUCTANT ? count : 0;
}

static double
sum_of(const double *gains, Py_ssize_t first, Py_ssize_t last)
{
    double sum = 0.0;
    for (; first < last; first++) {
        sum += gains[first];
    }
    return sum;
}

/* Extend a stretch over what lies between it and what cannot be of it, if that is little. */
static void
extend(const Steps *steps, Stretch *stretch)
{
    Py_ssize_t first = stretch->first, last = stretch->last, left = steps->size - last;
    Py_ssize_t before = first == 0 ? 0
                                   : reach(steps->gains + first - 1, first < FAR ? first : FAR, -1,
                                           first <= FAR);
    Py_ssize_t behind = reach(steps->gains + last, left < FAR ? left : FAR, 1, left <= FAR);
    stretch->first -= before;
    stretch->last += behind;
    stretch->gain += sum_of(steps->gains, stretch->first, stretch->last) -
                     sum_of(steps->gains, first, last);
}

static void
find_places(const Steps *steps, Stretch *stretch)
{
    const Attempt *attempt = steps->attempt;
    stretch->low = (Py_ssize_t)attempt->old[steps->low + stretch->first];
    stretch->high = (Py_ssize_t)attempt->old[steps->low + stretch->last];
    stretch->begin = (Py_ssize_t)attempt->both[steps->low + stretch->first];
    stretch->end = (Py_ssize_t)attempt->both[steps->low + stretch->last];
}

/* Find where a stretch is; of single bytes, it is extended before. */
static Stretch
stretch_of(const Steps *steps, const WayStretch *way)
{
    Stretch stretch = {.first = way->begin, .last = way->end, .gain = way->gain};
    if (steps->group->shown_by == SINGLE) {
        extend(steps, &stretch);
    }
    find_places(steps, &stretch);
    return stretch;
}

/* Find the best way through the steps; the last stretch on it, -1 for none. The way is turned around, so
   that the first one comes first. */
static Py_ssize_t
find_way(const Steps *steps)
{
    Py_ssize_t place = best_way(steps->gains, steps->borders, steps->size, steps->ways), first = -1;
    while (place >= 0) {
        Py_ssize_t before = steps->ways[place].before;
        steps->ways[place].before = first;
        first = place;
        place = before;
    }
    return first;
}

/* Whether a step begins with the end of a line, as it is shown. */
static int
ends_line(const Steps *steps, Py_ssize_t step)
{
    int64_t old = steps->attempt->old[steps->low + step];
    return code_at(steps->text->codes, old < steps->text->count ? old : steps->text->count - 1) ==
           NEWLINE;
}

/* Whether some steps of a line may be no text in this reading; one that is would have others kept. */
static int
may_be_no_text(const Steps *steps, Py_ssize_t first, Py_ssize_t last)
{
    const Attempt *attempt = steps->attempt;
    Py_ssize_t beyond = 0;
    double bits = 0.0;
    for (Py_ssize_t step = steps->low + first; step < steps->low + last; step++) {
        if (attempt->codes[attempt->both[step]] > 0x7F && attempt->lost[step] == 0) {
            beyond++;
            bits += attempt->as_it_is[step] - attempt->raw[step];
        }
    }
    return beyond >= TELLING && bits > TELLING_BITS * (double)beyond;
}

/* How many line ends a stretch goes on over, with the step behind the first and behind the last; NOT_TOLD
   where a line of it may be of another reading, or where it has many. */
static Py_ssize_t
lines_in(const Steps *steps, const Stretch *stretch, int alike, Py_ssize_t *first, Py_ssize_t *last)
{
    Py_ssize_t number = 0, begin = stretch->first;
    for (Py_ssize_t step = stretch->first; step + 1 < stretch->last; step++) {
        if (ends_line(steps, step)) {
            if (!alike && may_be_no_text(steps, begin, step + 1)) {
                return NOT_TOLD;
            }
            *first = number++ == 0 ? step + 1 : *first;
            *last = begin = step + 1;
        }
    }
    int is_told = alike || number == 0 ||
                  (number < MANY_LINES && !may_be_no_text(steps, begin, stretch->last));
    return is_told ? number : NOT_TOLD;
}

/* Add a stretch of other edges, if it is any, and another one than those before it. */
static void
add_part(const Steps *steps, Py_ssize_t from, Py_ssize_t first, Py_ssize_t last, Py_ssize_t *number)
{
    for (Py_ssize_t index = from; index < *number; index++) {
        if (steps->found[index].first == first && steps->found[index].last == last) {
            return;
        }
    }
    if (first < last) {
        double borders = steps->borders[first] + steps->borders[last];
        steps->found[(*number)++] = (Stretch){
            .first = first, .last = last, .gain = sum_of(steps->gains, first, last) - borders};
    }
}

/* Add stretches of several lines without the part of a line that they begin with, or end, or both. */
static void
add_parts(const Steps *steps, Stretch whole_one, Py_ssize_t behind_first, Py_ssize_t behind_last,
          Py_ssize_t *number)
{
    const Text *text = steps->text;
    Py_ssize_t first = whole_one.first, last = whole_one.last, from = *number;
    if (whole_one.low > 0 && code_at(text->codes, whole_one.low - 1) != NEWLINE) {
        first = behind_first;
    }
    if (whole_one.high != text->count && code_at(text->codes, whole_one.high) != NEWLINE) {
        last = behind_last;
    }
    if (first != whole_one.first) {
        add_part(steps, from, first, whole_one.last, number);
    }
    if (last != whole_one.last) {
        add_part(steps, from, whole_one.first, last, number);
    }
    if (first != whole_one.first || last != whole_one.last) {
        add_part(steps, from, first, last, number);
    }
}

Py_ssize_t
find_stretches(const Steps *steps, int alike)
{
    double least = LEAST_BITS + least_beyond(steps->route, steps->attempt->cost);
    Py_ssize_t number = 0;
    for (Py_ssize_t way = find_way(steps); way >= 0; way = steps->ways[way].before) {
        if (steps->ways[way].gain >= least) {
            steps->found[number++] = stretch_of(steps, &steps->ways[way]);
        }
    }
    Py_ssize_t all = number, several = 0;
    for (Py_ssize_t index = 0; steps->part->has_lines && index < all; index++) {
        Py_ssize_t first = 0, last = 0;
        Py_ssize_t lines = lines_in(steps, &steps->found[index], alike, &first, &last);
        several += lines > 0;
        if (lines == NOT_TOLD || several > MOST_SEVERAL) {
            return NOT_TOLD;
        }
        if (lines > 0) {
            add_parts(steps, steps->found[index], first, last, &number);
        }
    }
    for (Py_ssize_t index = all; index < number; index++) {
        find_places(steps, &steps->found[index]);
    }
    return number;
}
