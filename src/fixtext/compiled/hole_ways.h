/* The ways to fill the holes of a region of UTF-8: fixtext/encodings/alternatives.py and narrowing.py
   have it in Python. */

#ifndef FIXTEXT_HOLE_WAYS_H
#define FIXTEXT_HOLE_WAYS_H

#include "least.h"

#define MOST_SIZE 56 /* bytes of a way: a region has 24, and a hole is two at most */
#define INVALID 999.0
#define NEEDS 4
#define ROUNDED 1e-6 /* bits that sums in another order differ by at most */

/* What is told of some bytes: what they cost; what their whole characters do, one after the other; and,
   of the character that they end in, how many bytes are still to come, its bits, and the least that a
   character of its length has. */
typedef struct {
    double cost, surprise;
    uint32_t value, least;
    uint8_t need, is_invalid;
} Told;

/* Some bytes, a hash of them, and which of all ways it is; gone, if the same were met at a lower cost. */
typedef struct {
    Told told;
    uint64_t hash;
    int64_t place;
    uint8_t size, is_gone;
    uint8_t data[MOST_SIZE];
} HoleWay;

/* Ways up to a hole, or to the end: all that may be among the likeliest, in order. How many there are
   with the others, how many ways they go on to behind the hole, and which numbers of bytes to come
   there are, as bits. */
typedef struct {
    HoleWay *items;
    Py_ssize_t count, room;
    Py_ssize_t total, onward;
    unsigned needs;
} HoleWays;

/* The bytes that a hole can have been: each its size, its first and its second byte, and what it
   costs; `groups` are where those begin that need so many bytes before, and so many behind, them. */
typedef struct {
    const uint8_t *bytes;
    const double *extras;
    const int64_t *groups;
    int first_need, last_need; /* those that the place behind the hole can have */
} Hole;

#define ROW 64 /* characters that one more byte tells apart */

/* What each character costs, and at least any of a row; and how many ways are gone on from. */
typedef struct {
    const double *likely, *rows;
    Py_ssize_t most_ways, most_halves, most_whole, most_begun, most_options;
} Limits;

/* What a text costs more than the bytes that it was. */
typedef struct {
    const double *foreign;
    double drawn, each;
} Prices;

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

/* Go on by a byte that can be there. */
static inline void
go_on_by(Told *told, unsigned byte, const double *likely)
{
    static const uint32_t least[NEEDS] = {0, 0x80, 0x800, 0x10000};
    int need = left_to_come(told->need, byte);
    if (told->need > 0) {
        told->value = told->value << 6 | (byte & 0x3F);
        told->is_invalid |= makes_none(told->value, need, told->least);
    }
    else {
        told->value = need > 0 ? byte & (0x3Fu >> need) : byte;
        told->least = least[need];
    }
    told->need = (uint8_t)need;
    if (need == 0 && !told->is_invalid) {
        told->surprise += likely_of(likely, told->value);
    }
}

/* What a way is ranked by. */
static inline double
key_of(const Told *told)
{
    double key = told->is_invalid ? INVALID : told->cost + told->surprise;
    return key < INVALID ? key : INVALID;
}

/* How many bytes a fill of a hole has, and behind that these. */
static inline const uint8_t *
bytes_of(const Hole *hole, int64_t fill)
{
    return hole->bytes + 3 * fill;
}

/* Where the fills of a hole begin and end that fit behind so many bytes to come. */
static inline int64_t
begin_of(const Hole *hole, int before)
{
    return hole->groups[before * NEEDS + hole->first_need];
}

static inline int64_t
end_of(const Hole *hole, int before)
{
    return hole->groups[before * NEEDS + hole->last_need];
}

#endif
