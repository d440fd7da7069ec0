/* What the language model cannot see of the costs of characters. */

#ifndef FIXTEXT_COSTS_H
#define FIXTEXT_COSTS_H

#include "loops.h"

#define TRAITS_KNOWN 0x10000

/* The traits of the characters of the BMP, and which of them are foreign to Japanese. */
typedef struct {
    Tables tables;
    const uint16_t *traits;
    const uint8_t *foreign;
} Traits;

/* Fill in the traits of a text, one more at both ends, and add to its units; whether that was
   possible. */
int add_costs_of_traits(const Traits *self, const Py_buffer *codes, int16_t *units,
                        uint16_t *traits);

/* Whether ideographs stand at a Latin word, far from all others; the places of these, of which it
   tells no more than one if `places` is NULL. -1 with an error set on failure. */
int find_lonely(PyObject *places, const Py_buffer *codes);

#endif
