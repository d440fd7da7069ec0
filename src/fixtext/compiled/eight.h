/* Eight marks in a row, looked at as one number: most rows have none. */

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

#endif
