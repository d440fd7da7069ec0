/* What bytes cost at least in all single-byte codecs at once. */

#ifndef FIXTEXT_FLOORS_H
#define FIXTEXT_FLOORS_H

#include "readings.h"
#include "ways.h"

#define MOST_UNITS 112 /* that a character of a reading counts */
#define LOST_UNITS 56  /* and U+FFFD; fixtext/encodings/other_readings.py has both */

#define LANES 32 /* single-byte codecs, at most */
#define FIRST_BYTE 0x40
#define ROW (256 - FIRST_BYTE)

/* `lanes` are the lanes of decoders, -1 for those of several bytes; `units` tell by two bytes and lane
   what the second costs at least behind the first. */
typedef struct Floors {
    const Ways *ways;
    const int8_t *lanes;
    uint8_t units[];
} Floors;

/* The floors by a model; NULL as long as it hardly reads bytes, since to make them takes as long as to
   look at a thousand titles. */
const Floors *floors_of(const Scorer *scorer, const Ways *ways);

/* What some bytes cost at least, in units, without the first: of every lane. */
void find_floors(const Floors *floors, const unsigned char *data, Py_ssize_t size, uint16_t *units);

/* The units of some bytes in the codec of a lane, which cost so many at least without the first; of what
   is not cheaper, of a part of them, and of what the rest costs at least. */
int64_t units_in_lane(const Floors *floors, int lane, const Place *place, const Decoder *decoder,
                      const unsigned char *data, Py_ssize_t size, int64_t rest);

#endif
