/* The least of many numbers, of which no more are kept than asked for. */

#ifndef FIXTEXT_LEAST_H
#define FIXTEXT_LEAST_H

#include "loops.h"

/* A number and where it stands, by which of equal ones the first is the least. */
typedef struct {
    double key;
    int64_t place;
} Ranked;

/* The least of the numbers so far: room for twice so many as are asked for; whether they came in order, are
   enough, and were more than that; and the last that is of interest, once they are enough. */
typedef struct {
    Ranked *items;
    Py_ssize_t count, most;
    int is_in_order, is_full, were_more;
    Ranked limit;
} Least;

/* Put the least so many in front, in order. */
void put_least_first(Ranked *ranked, Py_ssize_t count, Py_ssize_t most);

/* Begin with none, of which one is asked for at least; -1 if there is no room. */
int begin_least(Least *least, Py_ssize_t most);
void end_least(Least *least);

/* Know what is none of the least from now on, and keep no more than so many. */
void cut_to_least(Least *least);

/* The least ones, in order; all of them in the order of their places, if there are no more than asked
   for. */
void put_in_order(Least *least);

static inline int
comes_first(const Ranked *one, const Ranked *other)
{
    return one->key < other->key || (one->key == other->key && one->place < other->place);
}

/* The same, or so many of them that are less, in the order of their places; how many there are, of which
   only the places are left. */
Py_ssize_t in_order_of_places(Least *least, Py_ssize_t most);

/* Whether nothing that costs so much can be among the least. */
static inline int
is_too_much(const Least *least, double key)
{
    return least->were_more && least->is_full && key > least->limit.key;
}

/* Whether a number can be among them, by its place if it is equal to the last one. */
static inline int
may_be_least(const Least *least, double key, int64_t place)
{
    Ranked each = {key, place};
    return !least->were_more || !least->is_full || comes_first(&each, &least->limit);
}

static inline void
add_to_least(Least *least, double key, int64_t place)
{
    Ranked each = {key, place};
    least->were_more |= least->is_full;
    if (least->is_full && !comes_first(&each, &least->limit)) {
        return;
    }
    least->is_in_order &= least->count == 0 || comes_first(&least->items[least->count - 1], &each);
    least->items[least->count++] = each;
    if (least->count == (2 - least->is_in_order) * least->most) {
        cut_to_least(least);
    }
}

#endif
