/* Behind a hole: the ways that its fills make, through the bytes that are known up to the next hole, or
   to the end of the region. */

#ifndef FIXTEXT_ONWARD_H
#define FIXTEXT_ONWARD_H

#include "hole_ways.h"

/* A way that was met before, by a hash of its bytes; none if its place is below 0. */
typedef struct {
    uint32_t hash;
    int32_t place;
} Met;

/* The bytes that are known, and the hole behind them, if there is any; which numbers of bytes to come
   there can be; the ways so far, and what the likeliest of them cost, once that is asked for. Without
   a hole behind, ways are whole texts: the different ones, and whether there is any at all. */
typedef struct {
    const Limits *limits;
    const Prices *prices;
    const uint8_t *known;
    Py_ssize_t size;
    const Hole *next;
    unsigned may_need;
    HoleWays ways;
    Least likeliest;
    int is_choosing, is_any;
    Met *met;
    size_t room;
} Onward;

/* Begin behind a hole with the bytes that are known, so many, and the hole behind these, or NULL; `ways`
   are those up to the hole. NULL for both, if it is the beginning of the region. -1 if there is no
   room. */
int begin_onward(Onward *onward, const HoleWays *ways, const Hole *hole);
void end_onward(Onward *onward);

/* Go on from a way by the bytes of a fill, which has a size and so many; -1 if there is no room. */
int add_onward(Onward *onward, const HoleWay *way, const uint8_t *fill, double extra);

/* Whether nothing that is made of what costs so much, and has so much of that for fills so far, is of
   interest any more. */
int is_passed(const Onward *onward, double key, double cost);

/* The characters of a whole way; how many, or -1 if some bytes are none, or zero. */
int read_way(const HoleWay *way, uint32_t *codes);

/* The cost of a way as it is told; `surprise` is that with what its characters cost. */
double price_of(const HoleWay *way, const uint32_t *codes, int count, const Onward *onward,
                double *surprise);

/* The likely ones of very many ways on, found byte by byte; -1 if there is no room. */
int narrow(const HoleWays *ways, const Hole *hole, const Limits *limits, Onward *onward);

#endif
