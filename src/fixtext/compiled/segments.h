/* Stretches of a sequence whose sum is high. */

#ifndef FIXTEXT_SEGMENTS_H
#define FIXTEXT_SEGMENTS_H

#include "loops.h"

/* A stretch of the way so far, what it gains, and the one before it on the way; -1 for none. */
typedef struct {
    Py_ssize_t begin, end, before;
    double gain;
} WayStretch;

/* The stretches that make the sum of gains less borders, one more of these, the greatest: the last of
   them, by its place among all ways, for which there must be room as for the borders; -1 for none. */
Py_ssize_t best_way(const double *gains, const double *borders, Py_ssize_t size, WayStretch *ways);

#endif
