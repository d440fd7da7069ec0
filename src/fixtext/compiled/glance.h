/* One look at a text. */

#ifndef FIXTEXT_GLANCE_H
#define FIXTEXT_GLANCE_H

#include "loops.h"

/* The classes and signs of a text, by the classes of each code point and the traits of the BMP. */
uint64_t seen_in(const uint32_t *codes, Py_ssize_t count, const uint32_t *classes,
                 const uint16_t *traits);

#endif
