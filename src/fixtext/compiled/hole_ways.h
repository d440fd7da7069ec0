/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py and narrowing.py
   have it in Python. */

#ifndef FIXTEXT_HOLE_WAYS_H
#define FIXTEXT_HOLE_WAYS_H

#include "loops.h"

#define MOST_SIZE 56 /* bytes of a way: a region has 24, and a hole is two at most */
#define INVALID 999.0
#define NEEDS 4

/* Some bytes; what they cost; what their whole characters do, one after the other; and, of the
   character that they end in, how many bytes are still to come, its bits, and the least that a
   character of its length has. */
typedef struct {
    double cost, surprise;
    uint32_t value, least;
    uint8_t size, need, is_invalid;
    uint8_t data[MOST_SIZE];
} HoleWay;

typedef struct {
    HoleWay *items;
    Py_ssize_t count, room;
} HoleWays;

/* The bytes that a hole can have been: each its size, its first and its second byte, and what it
   costs; `groups` are where those begin that need so many bytes before, and so many behind, them. */
typedef struct {
    const uint8_t *bytes;
    const double *extras;
    const int64_t *groups;
    int first_need, last_need; /* those that the place behind the hole can have */
} Hole;

typedef struct {
    const double *likely;
    Py_ssize_t most_ways, most_halves, most_whole, most_begun;
} Limits;

/* Room for one more way; NULL if there is none. */
HoleWay *new_way(HoleWays *ways);

/* How many continuation bytes must follow a byte in front of which so many had to; -1 if it cannot
   be there. */
int left_to_come(int need, unsigned byte);

/* Put a byte that can be there behind a way. */
void put_byte(HoleWay *way, unsigned byte, const double *likely);

/* The likely ones of very many ways on, found byte by byte; -1 if there is no room. */
int narrow(const HoleWays *ways, const Hole *hole, const Limits *limits, HoleWays *onward);

/* A number and where it stands, by which of equal ones the first is the least. */
typedef struct {
    double key;
    Py_ssize_t place;
} Ranked;

/* Put the least so many in front, in order. */
void put_least_first(Ranked *ranked, Py_ssize_t count, Py_ssize_t most);

static inline double
likely_of(const double *likely, uint32_t code)
{
    return likely[code < 0xFFFF ? code : 0xFFFF];
}

#endif
