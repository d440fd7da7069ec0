/* What right codecs make of bytes, for those that agree on them. */

#ifndef FIXTEXT_AGREED_H
#define FIXTEXT_AGREED_H

#include "bounds.h"

/* The units that a stretch saves at most, CANNOT_TELL where that is not told; and a bound that may be
   too high, for bytes of which two make several characters. */
typedef struct {
    int64_t bound;
    int64_t higher;
} Bounds;

/* What some bytes save in the right codecs that were asked. */
typedef struct Agreed Agreed;

/* What is known of a text as it is laid out, in a list that begins with `all`, which gets one more
   where nothing is; NULL with an error set on failure. */
Agreed *agreed_on(Agreed **all, const Reading *reading, const Laid *laid);
void free_agreed(Agreed *all);

/* What a text that is laid out saves at most in a right codec, as `open_decoder` takes it; -1 with an
   error set on failure. */
int find_bounds(Agreed *agreed, Reading *reading, Laid *laid, PyObject *source, Bounds *bounds);

#endif
