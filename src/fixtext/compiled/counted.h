/* How many characters of a text there are of some sort. */

#ifndef FIXTEXT_COUNTED_H
#define FIXTEXT_COUNTED_H

#include "loops.h"

/* How many characters have a flag; as soon as there are enough, no more are counted. */
Py_ssize_t count_flagged(const Py_buffer *codes, const Py_buffer *flags, int flag,
                         Py_ssize_t enough);

#endif
