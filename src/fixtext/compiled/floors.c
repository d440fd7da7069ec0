/* What bytes cost at least in all single-byte codecs at once: a reading that costs too much so need
   not be weighed, and nearly all do.

   What a character costs behind another is least if the model knows the longest row of characters
   before it, and none of their levels. All codecs have theirs side by side, so that two bytes take
   one look at memory where the model takes several for each codec. */

#include "floors.h"

#define WORTH_MAKING 6000 /* lines that were read in all codecs */
#define MOST_GAINED (15 * GAIN_STEP) /* by a row of three characters, and by one of four */
#define MAY_GO_ON 0x80u

static int32_t
within(int32_t units)
{
    return units < 0 ? 0 : units < MOST_UNITS ? units : MOST_UNITS;
}

/* What a character costs behind another, as far as rows of three are not known. */
static uint8_t
units_of_pair(const Scorer *scorer, uint32_t before, uint32_t code)
{
    uint32_t record = record_of(scorer, code);
    Pair pair = pair_of(scorer, SYMBOL(before), SYMBOL(record));
    int32_t units = within(units_behind(scorer, before, record) - pair.gain);
    units = code == REPLACEMENT ? LOST_UNITS : units;
    return (uint8_t)((uint32_t)units | (pair.level != 0 ? MAY_GO_ON : 0));
}

static void
fill_floors(const Scorer *scorer, const Decoder *decoder, uint8_t *units)
{
    for (unsigned first = FIRST_BYTE; first < 256; first++) {
        uint32_t before = record_of(scorer, decoder->single[first]);
        for (unsigned second = FIRST_BYTE; second < 256; second++) {
            *units = units_of_pair(scorer, before, decoder->single[second]);
            units += LANES;
        }
    }
}

enum { BEFORE_WIDE = 1, BEHIND_WIDE = 2 };

/* What is known of each symbol beside ideographs, kana and hangul: of all pairs that are known, each of
   which has one hash in its slot. */
static void
find_beside(const Scorer *scorer, uint8_t *symbols)
{
    for (uint64_t slot = 0; slot < scorer->pair_slots; slot++) {
        if (scorer->gains[slot] == 0 && (scorer->pairs[slot] & ~PAIR_CHECK) == 0) {
            continue;
        }
        uint64_t product = slot << 32 | (uint64_t)(scorer->pairs[slot] & PAIR_CHECK) << 16;
        uint32_t hash = (uint32_t)((product + scorer->pair_slots - 1) / scorer->pair_slots);
        uint32_t both = hash * HASH_PAIR_INVERSE;
        symbols[both >> 16] |= (both & 0xFFFF) >= FIRST_WIDE ? BEFORE_WIDE : 0;
        symbols[both & 0xFFFF] |= both >> 16 >= FIRST_WIDE ? BEHIND_WIDE : 0;
    }
}

static void
fill_beside(const Scorer *scorer, const Decoder *decoder, const uint8_t *symbols, uint8_t *beside)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t known = symbols[SYMBOL(record_of(scorer, decoder->single[byte]))];
        *beside = (known & BEHIND_WIDE ? MAY_GO_ON : 0) | (known & BEFORE_WIDE);
        beside += LANES;
    }
}

static void
fill_lanes(const Scorer *scorer, const Ways *ways, Floors *floors, uint8_t *beside, int8_t *lanes,
           const uint8_t *symbols)
{
    int8_t lane = 0;
    for (Py_ssize_t index = 0; index < ways->number; index++) {
        const Decoder *decoder = &ways->decoders[index];
        int single = is_single(decoder) && lane < LANES;
        if (single) {
            fill_floors(scorer, decoder, floors->units + lane);
            fill_beside(scorer, decoder, symbols, beside + lane);
        }
        lanes[index] = single ? lane++ : -1;
    }
}

static Floors *
make_floors(const Scorer *scorer, const Ways *ways)
{
    size_t units = (size_t)ROW * ROW * LANES, beside = (size_t)256 * LANES;
    Floors *floors = PyMem_Calloc(1, sizeof(Floors) + units + beside + (size_t)ways->number);
    uint8_t *symbols = PyMem_Calloc(BMP, 1);
    if (floors != NULL && symbols != NULL) {
        int8_t *lanes = (int8_t *)floors->units + units + beside;
        floors->ways = ways;
        floors->lanes = lanes;
        floors->beside = floors->units + units;
        memset(floors->unsure, MAY_GO_ON, LANES);
        find_beside(scorer, symbols);
        fill_lanes(scorer, ways, floors, floors->units + units, lanes, symbols);
    }
    if (symbols == NULL) {
        PyMem_Free(floors);
        floors = NULL;
    }
    PyMem_Free(symbols);
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

/* What bytes cost behind others, in all lanes: nothing where that is not told. */
static const uint8_t *
row_of(const Floors *floors, unsigned before, unsigned byte)
{
    if (before < FIRST_BYTE || byte < FIRST_BYTE) {
        return floors->unsure;
    }
    return floors->units + ((size_t)(before - FIRST_BYTE) * ROW + byte - FIRST_BYTE) * LANES;
}

/* Add what a character costs at least, less what it may gain by longer rows. */
static void
add_row(const uint8_t *row, const uint8_t *last, const uint8_t *earlier, uint16_t *sums)
{
    for (int lane = 0; lane < LANES; lane++) {
        int gained = MOST_GAINED * ((last[lane] >> 7) + (earlier[lane] >> 7));
        int units = (int)(row[lane] & ~MAY_GO_ON) - gained;
        sums[lane] = (uint16_t)(sums[lane] + (units > 0 ? units : 0));
    }
}

void
find_floors(const Floors *floors, const Place *place, const unsigned char *data, Py_ssize_t size,
            Rest *rest)
{
    const uint8_t *last = floors->sure, *earlier = floors->sure;
    memset(rest->rest, 0, sizeof rest->rest);
    memset(rest->alone, 0, sizeof rest->alone);
    rest->earlier = place->before.pair_level != 0 ? floors->unsure : floors->sure;
    int is_wide = size > 0 && place->before.symbols[0] >= FIRST_WIDE;
    rest->last = is_wide ? floors->beside + (size_t)data[0] * LANES : floors->unsure;
    for (Py_ssize_t index = 1; index < size; index++) {
        const uint8_t *row = row_of(floors, data[index - 1], data[index]);
        add_row(row, rest->last, rest->earlier, rest->rest);
        add_row(row, last, earlier, rest->alone);
        rest->earlier = rest->last;
        rest->last = row;
        earlier = last;
        last = row;
    }
}

int64_t
least_behind(const Floors *floors, const Place *place, const Rest *rest, int lane,
             const Decoder *decoder, unsigned char byte)
{
    if (place->behind_size == 0 || rest->last[lane] & MAY_GO_ON) {
        return 0;
    }
    const Scorer *scorer = place->scorer;
    uint32_t before = record_of(scorer, decoder->single[byte]), code = place->behind[0];
    uint32_t record = record_of(scorer, code);
    Pair pair = {0, 0};
    if (code < FIRST_WIDE || floors->beside[(size_t)byte * LANES + lane] & BEFORE_WIDE) {
        pair = pair_of(scorer, SYMBOL(before), SYMBOL(record));
    }
    int32_t longer = rest->earlier[lane] & MAY_GO_ON ? MOST_GAINED : 0;
    int32_t units = within(within(units_behind(scorer, before, record) - pair.gain) - longer);
    int64_t both = code == REPLACEMENT ? LOST_UNITS : units;
    if (place->behind_size > 1) {
        code = place->behind[1];
        units = units_behind(scorer, record, record_of(scorer, code)) - place->gained;
        units = within(within(units) - (pair.level != 0 ? MOST_GAINED : 0));
        both += code == REPLACEMENT ? LOST_UNITS : units;
    }
    return both;
}

int64_t
units_in_lane(const Place *place, const Decoder *decoder, const unsigned char *data, Py_ssize_t size,
              const Rest *rest, int lane, int64_t behind)
{
    Context context = place->before;
    int64_t units = counted(place, &context, decoder->single[data[0]]);
    int is_alone = context.pair_level == 0 && context.triple_level == 0;
    int64_t least = (is_alone ? rest->alone[lane] : rest->rest[lane]) + behind;
    if (units + least > place->limit) {
        return units + least;
    }
    for (Py_ssize_t index = 1; index < size && units + behind <= place->limit; index++) {
        units += counted(place, &context, decoder->single[data[index]]);
    }
    if (units + behind > place->limit) {
        return units + behind;
    }
    add_behind(place, &context, &units);
    return units;
}
