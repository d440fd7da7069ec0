/* What some bytes cost as they are read in one codec or another. */

#ifndef FIXTEXT_READINGS_H
#define FIXTEXT_READINGS_H

#include "decoders.h"
#include "scorer.h"

#define MOST_AROUND 8

/* What all readings of some bytes have in common. */
typedef struct {
    const Scorer *scorer;
    Context before;
    uint32_t behind[MOST_AROUND];
    Py_ssize_t behind_size;
    int32_t most; /* that a character counts */
    int32_t lost; /* what U+FFFD counts */
    double cost;  /* of the bytes as they are shown, in bits */
    double least; /* that a reading must save to count: what saves less need not be read to its end */
    int is_nothing; /* whether no byte beyond ASCII made a character in the codec that was last */
} Place;

/* Whether some units are fewer than what is shown costs; numpy takes this very difference. */
static inline int
is_cheaper(const Place *place, int64_t units)
{
    double saved = place->cost - (double)units / UNITS;
    return saved > 0.0 && saved >= place->least;
}

/* The units of bytes by one decoder, each row of bytes that makes no character as U+FFFD. -1 with
   an error set on failure. */
int64_t decoder_units(Place *place, const Decoder *decoder, const char *data, Py_ssize_t size);

#endif
