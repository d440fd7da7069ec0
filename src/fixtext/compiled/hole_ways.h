/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py and narrowing.py
   have it in Python. */

#ifndef FIXTEXT_HOLE_WAYS_H
#define FIXTEXT_HOLE_WAYS_H

#include "least.h"

#define MOST_SIZE 56 /* bytes of a way: a region has 24, and a hole is two at most */
#define INVALID 999.0
#define NEEDS 4

/* Some bytes; what they cost; what their whole characters do, one after the other; and, of the
   character that they end in, how many bytes are still to come, its bits, and the least that a
   character of its length has; `hash` is one of the bytes. */
typedef struct {
    double cost, surprise;
    uint64_t hash;
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

/* One more way; NULL if there is no room for it. */
HoleWay *room_for_way(HoleWays *ways);

static inline HoleWay *
new_way(HoleWays *ways)
{
    return ways->count < ways->room ? &ways->items[ways->count++] : room_for_way(ways);
}

/* The likely ones of very many ways on, found byte by byte; -1 if there is no room. */
int narrow(const HoleWays *ways, const Hole *hole, const Limits *limits, HoleWays *onward);

static inline double
likely_of(const double *likely, uint32_t code)
{
    return likely[code < 0xFFFF ? code : 0xFFFF];
}

/* How many continuation bytes must follow a byte in front of which so many had to; -1 if it cannot
   be there. */
static inline int
left_to_come(int need, unsigned byte)
{
    int continues = byte >= 0x80 && byte < 0xC0;
    if (need > 0) {
        return continues ? need - 1 : -1;
    }
    if (byte < 0x80) {
        return 0;
    }
    return byte < 0xC2 || byte > 0xF4 ? -1 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
}

/* Whether no character is made of these bits, with so many more continuation bytes behind them. */
static inline int
makes_none(uint32_t value, int need, uint32_t least)
{
    uint32_t low = value << (6 * need), high = low + (1u << (6 * need)) - 1;
    return high < least || low > 0x10FFFF || (low >= 0xD800 && high <= 0xDFFF);
}

/* Put a byte that can be there behind a way. */
static inline void
put_byte(HoleWay *way, unsigned byte, const double *likely)
{
    static const uint32_t least[NEEDS] = {0, 0x80, 0x800, 0x10000};
    int need = left_to_come(way->need, byte);
    way->data[way->size++] = (uint8_t)byte;
    way->hash = (way->hash ^ byte) * 1099511628211ull;
    if (way->need > 0) {
        way->value = way->value << 6 | (byte & 0x3F);
        way->is_invalid |= makes_none(way->value, need, way->least);
    }
    else {
        way->value = need > 0 ? byte & (0x3Fu >> need) : byte;
        way->least = least[need];
    }
    way->need = (uint8_t)need;
    if (need == 0 && !way->is_invalid) {
        way->surprise += likely_of(likely, way->value);
    }
}

/* Add a way that goes on with a fill of a hole; -1 if there is no room. */
static inline int
add_way(HoleWays *onward, const HoleWay *way, const Hole *hole, int64_t fill, const double *likely)
{
    const uint8_t *bytes = hole->bytes + 3 * fill;
    HoleWay *longer = new_way(onward);
    if (longer == NULL) {
        return -1;
    }
    *longer = *way;
    put_byte(longer, bytes[1], likely);
    if (bytes[0] > 1) {
        put_byte(longer, bytes[2], likely);
    }
    longer->cost += hole->extras[fill];
    return 0;
}

#endif
