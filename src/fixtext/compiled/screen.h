/* How surprising pairs of neighbours are. */

#ifndef FIXTEXT_SCREEN_H
#define FIXTEXT_SCREEN_H

#include "loops.h"

#define RECORDS (BLOCKS_START + 1)
#define KNOWN_BYTES (1 << 20)
#define KNOWN_BYTE_SHIFT 12
#define KNOWN_BIT_SHIFT 9
#define EXCESS_OFFSET 128u
#define MOST_SURPRISE 96
#define LEAST_SURPRISE (-24)
#define KNOWN_SURPRISE (-24)

typedef struct {
    Tables tables;
    const uint32_t *records;
    const uint32_t *without_marks;
    const int16_t *transitions;
    const uint8_t *known;
} Screen;

typedef struct {
    Py_ssize_t beyond; /* ASCII */
    Py_ssize_t wide;
    int64_t highest; /* that the sum of surprise gets which falls no lower than nothing */
} Overview;

static inline uint32_t
screen_record(const uint32_t *records, uint32_t code)
{
    return records[code < RECORDS ? code : RECORDS - 1];
}

static inline uint32_t
is_known(const Screen *self, uint32_t first, uint32_t second)
{
    uint32_t hash = (first << 16 | SYMBOL(second)) * HASH_PAIR;
    return self->known[hash >> KNOWN_BYTE_SHIFT] >> (hash >> KNOWN_BIT_SHIFT & 7) & 1;
}

static inline int32_t
surprise_if_unknown(const Screen *self, uint32_t first, uint32_t second)
{
    uint32_t earlier = WEIGHTS(first), later = WEIGHTS(second);
    uint32_t units = (later & 0xFF) + (earlier >> 8 & 15) * BACKOFF_STEP - EXCESS_OFFSET;
    units += (uint32_t)self->transitions[(earlier >> 12) << 4 | later >> 12];
    int32_t surprise = wrapped(units);
    return surprise > MOST_SURPRISE ? MOST_SURPRISE : surprise < LEAST_SURPRISE ? LEAST_SURPRISE : surprise;
}

static inline int32_t
surprise_of(const Screen *self, uint32_t first, uint32_t second)
{
    return is_known(self, first, second) ? KNOWN_SURPRISE : surprise_if_unknown(self, first, second);
}

/* The same without a branch: a processor foresees which pairs of letters are known, but of ideographs
   it does not, and each wrong guess takes longer than this. */
static inline int32_t
surprise_of_wide(const Screen *self, uint32_t first, uint32_t second)
{
    int32_t surprise = surprise_if_unknown(self, first, second);
    return surprise + ((KNOWN_SURPRISE - surprise) & -(int32_t)is_known(self, first, second));
}

/* What a line shows at a glance: its code points, as an array. */
Overview overview_of(const Screen *self, const Py_buffer *codes);

/* The methods of Screen that other files have. */
PyObject *screen_suspicious(PyObject *object, PyObject *args);
PyObject *screen_suspicious_among(PyObject *object, PyObject *args);

#endif
