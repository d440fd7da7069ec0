/* One look at a text. */

#ifndef FIXTEXT_GLANCE_H
#define FIXTEXT_GLANCE_H

#include "loops.h"

/* The classes and signs of a text, by the classes of each code point and the traits of the BMP. */
uint64_t seen_in(const uint32_t *codes, Py_ssize_t count, const uint32_t *classes,
                 const uint16_t *traits);

/* How many characters have a flag, by the flags of code points; no more than enough are counted. */
Py_ssize_t count_flagged(const Py_buffer *codes, const Py_buffer *flags, int flag, Py_ssize_t enough);

#endif
