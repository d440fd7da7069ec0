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
   what the second costs behind the first, where no longer row is known, and in the highest bit whether
   longer ones may be known that begin with both. `beside` tells by byte and lane whether anything is
   known of its character behind ideographs, kana and hangul (in the highest bit) and before such. */
typedef struct Floors {
    const Ways *ways;
    const int8_t *lanes;
    const uint8_t *beside;
    uint8_t unsure[LANES], sure[LANES]; /* rows of which that bit is set, and is not */
    uint8_t units[];
} Floors;

/* What some bytes cost at least, in units, without the first: of every lane, if anything is known of that
   one behind what stands before it, and if nothing is; and whether longer rows may be known that begin
   with the last two, and with those before them. */
typedef struct {
    uint16_t rest[LANES], alone[LANES];
    const uint8_t *last, *earlier;
} Rest;

/* The floors by a model; NULL as long as it hardly reads bytes, since to make them takes as long as to
   look at two thousand titles. */
const Floors *floors_of(const Scorer *scorer, const Ways *ways);

void find_floors(const Floors *floors, const Place *place, const unsigned char *data, Py_ssize_t size,
                 Rest *rest);

/* What stands behind the bytes costs at least in a lane, by the last of them. */
int64_t least_behind(const Floors *floors, const Place *place, const Rest *rest, int lane,
                     const Decoder *decoder, unsigned char byte);

/* The units of some bytes in the codec of a lane, behind which stands what costs so many at least; of what
   is not cheaper, of a part of them. */
int64_t units_in_lane(const Place *place, const Decoder *decoder, const unsigned char *data,
                      Py_ssize_t size, const Rest *rest, int lane, int64_t behind);

#endif
