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
    int32_t gained; /* by the second of these behind the first */
    int32_t most; /* that a character counts */
    int32_t lost; /* what U+FFFD counts */
    double cost;  /* of the bytes as they are shown, in bits */
    double least; /* that a reading must save to count */
    int64_t limit; /* what costs more units saves less, and need not be read to its end */
    int is_nothing; /* whether no byte beyond ASCII made a character in the codec that was last */
} Place;

/* Whether some units are fewer than what is shown costs; numpy takes this very difference. */
static inline int
is_cheaper(const Place *place, int64_t units)
{
    double saved = place->cost - (double)units / UNITS;
    return saved > 0.0 && saved >= place->least;
}

/* Say what a reading must save to count. */
static inline void
set_least(Place *place, double least)
{
    place->least = least;
    place->limit = (int64_t)((place->cost - least) * UNITS + 1e-3); /* of no less than all that count */
}

/* The units of a character that is next in a reading. */
static inline int64_t
counted(const Place *place, Context *context, uint32_t code)
{
    int32_t units = next_units(place->scorer, context, code);
    if (code == REPLACEMENT) {
        return place->lost;
    }
    return units < place->most ? units : place->most;
}

/* Add the units of what stands behind the bytes, up to the limit. */
void add_behind(const Place *place, Context *context, int64_t *units);

/* The units of bytes by one decoder, each row of bytes that makes no character as U+FFFD. -1 with
   an error set on failure. */
int64_t decoder_units(Place *place, const Decoder *decoder, const char *data, Py_ssize_t size);

#endif
