/* Behind a hole: the ways that its fills make, through the bytes that are known up to the next hole, or
   to the end of the region. */

#ifndef FIXTEXT_ONWARD_H
#define FIXTEXT_ONWARD_H

#include "hole_ways.h"

#define FIRST_ROOM 64

/* A way that was met before, by a hash of its bytes; none if its place is below 0. */
typedef struct {
    uint32_t hash;
    int32_t place;
} Met;

/* How a way is made: another one, and the fill of the hole behind it; and which of all ways it is. */
typedef struct {
    double key;
    const HoleWay *way;
    int64_t fill, place;
} Step;

/* Which of all ways one is, and its index: both in one number, in whose order ways come. */
#define PLACE(place, index) ((place) << 24 | (index))
#define INDEX(place) ((place) & 0xFFFFFF)

/* The hole that is filled; the bytes that are known behind it, and the hole behind these, if there is any;
   which numbers of bytes to come there can be there, which leave most open, by how many first bytes fit
   behind each; which of all ways the next one is; the ways so far, and which of them are the likeliest,
   once that is asked for. Before a hole, ways are steps until all are told. At the end they are whole
   texts: the different ones, and whether there is any at all. */
typedef struct {
    const Limits *limits;
    const Prices *prices;
    const Hole *hole;
    const uint8_t *known;
    Py_ssize_t size;
    const Hole *next;
    unsigned may_need, open_needs;
    Py_ssize_t firsts[NEEDS];
    int64_t place;
    HoleWays ways;
    Step *steps;
    Py_ssize_t count, steps_room;
    Least likeliest;
    int is_choosing, is_any;
    Met *met;
    size_t room;
} Onward;

/* Begin behind a hole up to which there are some ways, with all zero but what stands where; and make those
   that may be among the likeliest. -1 if there is no room. */
int begin_onward(Onward *onward, const HoleWays *ways);
int make_ways(Onward *onward);
void end_onward(Onward *onward);

/* Go on from a way by a fill of the hole, which is the way of that place; -1 if there is no room. */
int add_onward(Onward *onward, const HoleWay *way, int64_t fill);

/* What the whole characters cost that begin in a fill, or only behind its first byte, and in what is
   known behind it; as much as what is none does, if these bytes cannot be there. */
double surprise_onward(const Onward *onward, int64_t fill, int behind_first);

/* Whether it is known how many ways are gone on from at the next hole, and that not all are. */
static inline int
is_narrowed(const Onward *onward)
{
    return onward->ways.onward > onward->limits->most_ways &&
           (onward->ways.needs & onward->open_needs) != 0;
}

/* Whether nothing that is made of what costs so much is of interest any more. */
static inline int
is_passed(const Onward *onward, double key)
{
    if (!onward->is_choosing) {
        return 0;
    }
    if (onward->next == NULL) {
        return is_too_much(&onward->likeliest, key + onward->prices->each - ROUNDED);
    }
    return is_too_much(&onward->likeliest, key - ROUNDED) && is_narrowed(onward);
}

/* Whether the next way, if it costs exactly so much or more, is none of the likeliest up to the hole. */
static inline int
comes_too_late(const Onward *onward, double key)
{
    return onward->is_choosing && onward->next != NULL && is_narrowed(onward) &&
           !may_be_least(&onward->likeliest, key, PLACE(onward->place, 0));
}

/* One more way, of which all is told; NULL if there is no room for it. */
HoleWay *keep_way(Onward *onward, const HoleWay *way, int64_t fill, const Told *told);

/* The likely ones of very many ways on, found byte by byte; -1 if there is no room. */
int narrow(const HoleWays *ways, Onward *onward);

#endif
