/* What bytes cost at least in all single-byte codecs at once: a reading that costs too much so need
   not be weighed, and nearly all do.

   What a character costs behind another is least if the model knows the longest row of characters
   before it, and none of their levels. All codecs have theirs side by side, so that two bytes take
   one look at memory where the model takes several for each codec. */

#include "floors.h"

#define WORTH_MAKING 3000 /* lines that were read in all codecs */
#define MOST_GAINED (2 * 15 * GAIN_STEP) /* by rows of three and of four characters */

/* What a character costs at least behind another, by their records. */
static uint8_t
least_units(const Scorer *scorer, uint32_t before, uint32_t code)
{
    if (code == REPLACEMENT) {
        return LOST_UNITS;
    }
    uint32_t record = record_of(scorer, code), earlier = WEIGHTS(before), later = WEIGHTS(record);
    int32_t units = (int32_t)((later & 0xFF) + ((earlier >> 8) & 15) * BACKOFF_STEP);
    units += scorer->transitions[(earlier >> 12) << 4 | later >> 12];
    if (SYMBOL(before) != 0 && SYMBOL(record) != 0) {
        uint32_t hash = (SYMBOL(before) << 16 | SYMBOL(record)) * HASH_PAIR;
        uint64_t product = hash * scorer->pair_slots;
        uint32_t check = (uint32_t)(product >> 16) & PAIR_CHECK;
        check ^= scorer->pairs[product >> 32];
        units -= check < (1u << 2) ? scorer->gains[product >> 32] + MOST_GAINED : 0;
    }
    return (uint8_t)(units < 0 ? 0 : units < MOST_UNITS ? units : MOST_UNITS);
}

static void
fill_floors(const Scorer *scorer, const Decoder *decoder, uint8_t *units)
{
    for (unsigned first = FIRST_BYTE; first < 256; first++) {
        uint32_t before = record_of(scorer, decoder->single[first]);
        for (unsigned second = FIRST_BYTE; second < 256; second++) {
            *units = least_units(scorer, before, decoder->single[second]);
            units += LANES;
        }
    }
}

static Floors *
make_floors(const Scorer *scorer, const Ways *ways)
{
    size_t size = (size_t)ROW * ROW * LANES;
    Floors *floors = PyMem_Calloc(1, sizeof *floors + size + (size_t)ways->number);
    if (floors != NULL) {
        int8_t *lanes = (int8_t *)floors->units + size, lane = 0;
        floors->ways = ways;
        floors->lanes = lanes;
        for (Py_ssize_t index = 0; index < ways->number; index++) {
            const Decoder *decoder = &ways->decoders[index];
            int single = is_single(decoder) && lane < LANES;
            if (single) {
                fill_floors(scorer, decoder, floors->units + lane);
            }
            lanes[index] = single ? lane++ : -1;
        }
    }
    return floors;
}

const Floors *
floors_of(const Scorer *scorer, const Ways *ways)
{
    Scorer *self = (Scorer *)scorer; /* which only remembers them */
    if (self->floors == NULL && ++self->read >= WORTH_MAKING) {
        self->floors = make_floors(scorer, ways);
        self->read = 0;
    }
    return self->floors != NULL && self->floors->ways == ways ? self->floors : NULL;
}

/* What bytes cost at least behind others, in all lanes; NULL for those that are not told. */
static inline const uint8_t *
row_of(const Floors *floors, unsigned before, unsigned byte)
{
    if (before < FIRST_BYTE || byte < FIRST_BYTE) {
        return NULL;
    }
    return floors->units + ((size_t)(before - FIRST_BYTE) * ROW + byte - FIRST_BYTE) * LANES;
}

void
find_floors(const Floors *floors, const unsigned char *data, Py_ssize_t size, uint16_t *units)
{
    memset(units, 0, LANES * sizeof *units);
    for (Py_ssize_t place = 1; place < size; place++) {
        const uint8_t *each = row_of(floors, data[place - 1], data[place]);
        for (int lane = 0; each != NULL && lane < LANES; lane++) {
            units[lane] = (uint16_t)(units[lane] + each[lane]);
        }
    }
}

int64_t
units_in_lane(const Floors *floors, int lane, const Place *place, const Decoder *decoder,
              const unsigned char *data, Py_ssize_t size, int64_t rest)
{
    Context context = place->before;
    int64_t units = 0;
    for (Py_ssize_t index = 0; index < size && units + rest <= place->limit; index++) {
        const uint8_t *each = index > 0 ? row_of(floors, data[index - 1], data[index]) : NULL;
        rest -= each != NULL ? each[lane] : 0;
        units += counted(place, &context, decoder->single[data[index]]);
    }
    units += rest;
    add_behind(place, &context, &units);
    return units;
}
