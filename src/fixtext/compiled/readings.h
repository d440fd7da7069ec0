/* What some bytes cost as they are read in one codec or another. */

#ifndef FIXTEXT_READINGS_H
#define FIXTEXT_READINGS_H

#include "scorer.h"

#define MOST_AROUND 8
#define BYTES 256
#define UNITS 8.0

/* What all readings of some bytes have in common. */
typedef struct {
    const Scorer *scorer;
    Context before;
    uint32_t behind[MOST_AROUND];
    Py_ssize_t behind_size;
    int32_t most; /* that a character counts */
    int32_t lost; /* what U+FFFD counts */
    double cost;  /* of the bytes as they are shown, in bits */
    int is_nothing; /* whether no byte beyond ASCII made a character in the codec that was last */
} Place;

/* Whether some units are fewer than what is shown costs; numpy's side takes this very difference. */
static inline int
is_cheaper(const Place *place, int64_t units)
{
    return place->cost - (double)units / UNITS > 0.0;
}

/* The units of bytes by one decoder: a table of 256 code points, or the name of a codec. -1 with an
   error set on failure. */
int64_t decoder_units(Place *place, PyObject *decoder, const char *data, Py_ssize_t size);

#endif
