/* How surprising pairs of neighbours are. */

#ifndef FIXTEXT_SCREEN_H
#define FIXTEXT_SCREEN_H

#include "loops.h"

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

/* What a line shows at a glance: its code points, as an array. */
Overview overview_of(const Screen *self, const Py_buffer *codes);

#endif
