/* The stretches of a short text with high gains, of one attempt at it. */

#ifndef FIXTEXT_TOLD_STRETCHES_H
#define FIXTEXT_TOLD_STRETCHES_H

#include "attempts.h"
#include "segments.h"

enum { FAILED = -2, NOT_TOLD = -1 };

/* The steps of a part: what each gains, and the borders, one more of these; where stretches are found. */
typedef struct {
    const Text *text;
    const Part *part;
    const Attempt *attempt;
    const Route *route;
    const Group *group;
    Py_ssize_t low, size; /* the first of the attempt's, and how many */
    double *gains, *borders;
    WayStretch *ways;
    struct Stretch *found;
    uint32_t *codes; /* room for some, and what is around them */
} Steps;

/* A stretch: its steps, what it gains, and where it is in both texts. */
typedef struct Stretch {
    Py_ssize_t first, last, low, high, begin, end;
    double gain;
} Stretch;

/* Find the stretches with high gains, `alike` if their lines are of one reading at any rate: how many;
   NOT_TOLD where others than these may be offered. */
Py_ssize_t find_stretches(const Steps *steps, int alike);

#endif
