/* Marks in a row, looked at as one number: most rows have none. */

#ifndef FIXTEXT_EIGHT_H
#define FIXTEXT_EIGHT_H

#include "loops.h"

static inline uint64_t
eight_at(const uint8_t *marks)
{
    uint64_t eight;
    memcpy(&eight, marks, 8);
    return eight;
}

/* Of eight bytes, all or no bits of each of which are set, the first that has some. */
static inline int
first_of(uint64_t eight)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_ctzll(eight) / 8;
#else
    unsigned char bytes[8];
    int first = 0;
    memcpy(bytes, &eight, 8);
    while (!bytes[first]) {
        first++;
    }
    return first;
#endif
}

/* And the eight without it. */
static inline uint64_t
without(uint64_t eight, int first)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return eight & ~(0xFFull << (8 * first));
#else
    unsigned char bytes[8];
    memcpy(bytes, &eight, 8);
    bytes[first] = 0;
    memcpy(&eight, bytes, 8);
    return eight;
#endif
}

#define MARKS 64

/* Which of 64 bytes are marked, by the highest bit of each: a bit for each, the lowest for the first. */
static inline uint64_t
marked_of(const uint8_t *marks)
{
    uint64_t bits = 0;
    for (int turn = 0; turn < MARKS; turn += 8) {
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        /* the top bit of each byte goes to a place of its own among the top eight */
        uint64_t eight = eight_at(marks + turn) & 0x8080808080808080ull;
        bits |= (eight * 0x0002040810204081ull >> 56) << turn;
#else
        for (int index = turn; index < turn + 8; index++) {
            bits |= (uint64_t)(marks[index] >> 7) << index;
        }
#endif
    }
    return bits;
}

/* The lowest bit that is set, of which there is one. */
static inline int
lowest_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int lowest = 0;
    while (!(bits >> lowest & 1)) {
        lowest++;
    }
    return lowest;
#endif
}

#endif
