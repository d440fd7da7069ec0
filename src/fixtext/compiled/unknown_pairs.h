/* Which pairs of neighbours the screen does not know, and how surprising these are. */

#ifndef FIXTEXT_UNKNOWN_PAIRS_H
#define FIXTEXT_UNKNOWN_PAIRS_H

#include "screen.h"

#define PART 512

/* A part of a text: the records of its characters, behind that of the one before; which of these are not
   known to follow the one before, and how surprising each of them is. */
typedef struct {
    uint32_t records[1 + PART];
    int32_t unknown[PART];
    int16_t excess[PART];
    Py_ssize_t count;
} Unknown;

/* Most pairs are known, and a processor does not foresee which are not; so those are put on a list. */
static inline void
find_unknown(const Screen *self, const Py_buffer *codes, Py_ssize_t start, Py_ssize_t size,
             Unknown *part)
{
    uint32_t first = part->records[0];
    part->count = 0;
    for (Py_ssize_t index = 0; index < size; index++) {
        uint32_t second = screen_record(self->without_marks, code_at(codes, start + index));
        part->records[1 + index] = second;
        part->unknown[part->count] = (int32_t)index;
        part->count += !is_known(self, first, second);
        first = second;
    }
}

/* Fill in how surprising what is unknown is, and go on with the sum of surprise that falls no lower than
   nothing; the most that it gets to. */
static inline int64_t
rise_of(const Screen *self, Unknown *part, Py_ssize_t size, int64_t *rise)
{
    for (Py_ssize_t turn = 0; turn < part->count; turn++) {
        const uint32_t *both = part->records + part->unknown[turn];
        part->excess[turn] = (int16_t)surprise_if_unknown(self, both[0], both[1]);
    }
    int64_t sum = *rise, highest = sum;
    Py_ssize_t next = 0;
    for (Py_ssize_t turn = 0; turn < part->count; turn++) {
        int64_t excess = part->excess[turn], least_sum = excess > 0 ? excess : 0;
        sum += KNOWN_SURPRISE * (part->unknown[turn] - next) + excess;
        sum = sum > least_sum ? sum : least_sum; /* no lower than nothing before it and behind it */
        highest = sum > highest ? sum : highest;
        next = part->unknown[turn] + 1;
    }
    sum += KNOWN_SURPRISE * (size - next);
    *rise = sum > 0 ? sum : 0;
    return highest;
}

#endif
