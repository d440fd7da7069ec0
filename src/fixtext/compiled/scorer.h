/* The language model's cost of one character after those before it: fixtext/language/model.py has
   it in numpy. */

#ifndef FIXTEXT_SCORER_H
#define FIXTEXT_SCORER_H

#include "loops.h"

typedef struct {
    Tables tables;
    const uint32_t *characters;
    const int16_t *transitions;
    const uint16_t *pairs;
    const uint8_t *gains;
    const uint16_t *ngrams;
    uint64_t pair_slots;
    uint64_t ngram_slots;
    struct Floors *floors; /* floors.c */
    long read;             /* lines, as long as there are none */
} Scorer;

/* What the characters so far say of the next one. Symbols are those of the latest character, the
   one before and the one before that; a level is how much having been in a context costs. */
typedef struct {
    uint32_t symbols[CONTEXT];
    uint32_t weights;
    uint32_t pair_level;
    uint32_t triple_level;
} Context;

static inline uint32_t
record_of(const Scorer *self, uint32_t code)
{
    if (code >= BLOCKS_START) {
        code = (code >> 8) + (BLOCKS_START - (BLOCKS_START >> 8));
        if (code >= CHARACTERS) {
            code = CHARACTERS - 1;
        }
    }
    return self->characters[code];
}

/* All bits, or none, which takes no branch. */
static inline uint32_t
all_if(int is)
{
    return 0u - (uint32_t)is;
}

/* Gain and level of an n-gram in 6 bits, 0 where it is not there: by the product of its hash and the number
   of slots, and by the hash. */
static inline uint32_t
ngram_at(const Scorer *self, uint64_t product)
{
    uint32_t check = ((uint32_t)(product >> 16) & NGRAM_CHECK) ^ self->ngrams[product >> 32];
    return check & all_if(check < (1u << 6));
}

static inline uint32_t
ngram(const Scorer *self, uint32_t hash)
{
    return ngram_at(self, hash * self->ngram_slots);
}

/* The units of 1/8 bit of the next character, which is of the context from now on. Sums are kept
   without a sign and cut to 16 bits at the end, as numpy's wrap around. */
static inline int32_t
next_units(const Scorer *self, Context *context, uint32_t code)
{
    uint32_t record = record_of(self, code);
    uint32_t symbol = SYMBOL(record), weights = WEIGHTS(record), before = context->weights;
    uint32_t pair_level = 0, triple_level = 0;
    uint32_t units = (weights & 0xFF) + ((before >> 8) & 15) * BACKOFF_STEP;
    units += (uint32_t)(int32_t)self->transitions[(before >> 12) << 4 | weights >> 12];
    units += context->pair_level * LEVEL_STEP + context->triple_level * LEVEL_STEP;
    if (symbol != 0 && context->symbols[0] != 0) {
        uint32_t hash = (context->symbols[0] << 16 | symbol) * HASH_PAIR;
        uint64_t product = hash * self->pair_slots;
        uint32_t check = (uint32_t)(product >> 16) & PAIR_CHECK;
        check ^= self->pairs[product >> 32];
        if (check < (1u << 2)) {
            units -= self->gains[product >> 32];
            pair_level = check;
        }
        hash += context->symbols[1] * HASH_THIRD;
        if (context->pair_level != 0) {
            uint32_t found = ngram(self, hash);
            units -= (found & 15) * GAIN_STEP;
            triple_level = found >> 4;
        }
        if (context->triple_level != 0) {
            hash += context->symbols[2] * HASH_FOURTH;
            units -= (ngram(self, hash) & 15) * GAIN_STEP;
        }
    }
    context->symbols[2] = context->symbols[1];
    context->symbols[1] = context->symbols[0];
    context->symbols[0] = symbol;
    context->weights = weights;
    context->pair_level = pair_level;
    context->triple_level = triple_level;
    int32_t cost = wrapped(units);
    return cost > 0 ? cost : 0;
}

/* What the model knows of a pair, by its symbols: what the second gains, and its level. */
typedef struct {
    int32_t gain;
    uint32_t level;
} Pair;

static inline Pair
pair_of(const Scorer *self, uint32_t first, uint32_t second)
{
    uint32_t hash = (first << 16 | second) * HASH_PAIR;
    uint64_t product = hash * self->pair_slots;
    uint32_t check = (uint32_t)(product >> 16) & PAIR_CHECK;
    check ^= self->pairs[product >> 32];
    if (first == 0 || second == 0 || check >= (1u << 2)) {
        return (Pair){0, 0};
    }
    return (Pair){self->gains[product >> 32], check};
}

/* The units of a character behind another, by their records, as far as the model knows no longer row. */
static inline int32_t
units_behind(const Scorer *self, uint32_t before, uint32_t record)
{
    uint32_t earlier = WEIGHTS(before), later = WEIGHTS(record);
    int32_t units = (int32_t)((later & 0xFF) + ((earlier >> 8) & 15) * BACKOFF_STEP);
    return units + self->transitions[(earlier >> 12) << 4 | later >> 12];
}

static inline Context
line_start(const Scorer *self)
{
    Context context = {{0, 0, 0}, 0, 0, 0};
    for (int place = 0; place < CONTEXT; place++) {
        next_units(self, &context, NEWLINE);
    }
    return context;
}

/* Whether these are places in so many items, in their order, and the last is the end. */
int are_ends(const int64_t *ends, Py_ssize_t count, Py_ssize_t items);

/* Whether texts that start and end at some places, int64 each, lie within so many characters; an error
   is set if not. */
int lie_in(const Py_buffer *starts, const Py_buffer *ends, const Py_buffer *codes);

#define WEIGHED_AT_ONCE 64 /* characters that are weighed at once, by whoever asks for more */

/* Fill in the units of the characters from one place of a text to another, as `next_units` tells of one after
   the other; these are of the context from then on. */
void weigh_codes(const Scorer *self, Context *context, const Py_buffer *codes, Py_ssize_t start,
                 Py_ssize_t end, int16_t *units);

/* All units of them together. */
int64_t sum_of_units(const Scorer *self, Context context, const Py_buffer *codes, Py_ssize_t start,
                     Py_ssize_t end);

/* Fill in the units of each character of a text that begins a line. */
void fill_units(const Scorer *self, const Py_buffer *codes, int16_t *units);

/* The methods of Scorer that other files have. */
PyObject *scorer_best_ways(PyObject *object, PyObject *args);
PyObject *scorer_candidates(PyObject *object, PyObject *args);
PyObject *scorer_cheaper_readings(PyObject *object, PyObject *args);
PyObject *scorer_likely_routes(PyObject *object, PyObject *args);
PyObject *scorer_saved_by_routes(PyObject *object, PyObject *args);
PyObject *scorer_saved(PyObject *object, PyObject *args);
PyObject *scorer_may_save(PyObject *object, PyObject *args);
PyObject *scorer_surprising(PyObject *object, PyObject *args);
PyObject *scorer_surprising_near(PyObject *object, PyObject *args);
PyObject *scorer_unexplained(PyObject *object, PyObject *args);
PyObject *scorer_one_byte_off(PyObject *object, PyObject *args);

#endif
