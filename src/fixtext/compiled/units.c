/* What characters of a text cost, many at once: what is asked of all of them is fetched before the first is
   weighed. */

#include "scorer.h"

/* What is asked of some characters, behind those that stand before each: their weights and where the pairs
   and the longer rows stand that end with them, with what is to stand there, as products of a hash and a
   number of slots. */
typedef struct {
    uint16_t weights[WEIGHED_AT_ONCE];
    uint8_t is_told[WEIGHED_AT_ONCE]; /* 0 where a character is none that rows are of */
    uint64_t pairs[WEIGHED_AT_ONCE], triples[WEIGHED_AT_ONCE], longest[WEIGHED_AT_ONCE];
} Wanted;

/* Find what is asked of so many characters, and have it fetched; `before` are the symbols before them. */
static void
find_wanted(const Scorer *self, const Py_buffer *codes, Py_ssize_t start, Py_ssize_t size,
            uint32_t *before, Wanted *wanted)
{
    uint32_t first = before[0], second = before[1], third = before[2];
    for (Py_ssize_t index = 0; index < size; index++) {
        uint32_t record = record_of(self, code_at(codes, start + index)), symbol = SYMBOL(record);
        uint32_t hash = (first << 16 | symbol) * HASH_PAIR;
        wanted->weights[index] = (uint16_t)WEIGHTS(record);
        wanted->is_told[index] = symbol != 0 && first != 0;
        wanted->pairs[index] = hash * self->pair_slots;
        hash += second * HASH_THIRD;
        wanted->triples[index] = hash * self->ngram_slots;
        hash += third * HASH_FOURTH;
        wanted->longest[index] = hash * self->ngram_slots;
        FETCH(&self->pairs[wanted->pairs[index] >> 32]);
        FETCH(&self->gains[wanted->pairs[index] >> 32]);
        FETCH(&self->ngrams[wanted->triples[index] >> 32]);
        FETCH(&self->ngrams[wanted->longest[index] >> 32]);
        third = second;
        second = first;
        first = symbol;
    }
    before[0] = first;
    before[1] = second;
    before[2] = third;
}

/* The units of characters of which all is fetched, as `next_units` counts them. There is no branch, since
   a processor does not foresee what is known, and each wrong guess takes longer than to ask for all. */
static void
weigh_wanted(const Scorer *self, const Wanted *wanted, Py_ssize_t size, Context *context,
             int16_t *units)
{
    uint32_t before = context->weights, pair_level = context->pair_level;
    uint32_t triple_level = context->triple_level;
    for (Py_ssize_t index = 0; index < size; index++) {
        uint32_t weights = wanted->weights[index], told = all_if(wanted->is_told[index]);
        uint32_t sum = (weights & 0xFF) + ((before >> 8) & 15) * BACKOFF_STEP;
        sum += (uint32_t)(int32_t)self->transitions[(before >> 12) << 4 | weights >> 12];
        sum += (pair_level + triple_level) * LEVEL_STEP;
        uint64_t product = wanted->pairs[index];
        uint32_t check = ((uint32_t)(product >> 16) & PAIR_CHECK) ^ self->pairs[product >> 32];
        uint32_t known = told & all_if(check < (1u << 2));
        uint32_t found = ngram_at(self, wanted->triples[index]) & told & all_if(pair_level != 0);
        uint32_t longest = ngram_at(self, wanted->longest[index]) & told & all_if(triple_level != 0);
        sum -= self->gains[product >> 32] & known;
        sum -= ((found & 15) + (longest & 15)) * GAIN_STEP;
        int32_t cost = wrapped(sum);
        units[index] = (int16_t)(cost > 0 ? cost : 0);
        before = weights;
        pair_level = check & known;
        triple_level = found >> 4;
    }
    context->weights = before;
    context->pair_level = pair_level;
    context->triple_level = triple_level;
}

void
weigh_codes(const Scorer *self, Context *context, const Py_buffer *codes, Py_ssize_t start,
            Py_ssize_t end, int16_t *units)
{
    Wanted wanted;
    for (; start < end; start += WEIGHED_AT_ONCE) {
        Py_ssize_t size = WEIGHED_AT_ONCE < end - start ? WEIGHED_AT_ONCE : end - start;
        find_wanted(self, codes, start, size, context->symbols, &wanted);
        weigh_wanted(self, &wanted, size, context, units);
        units += size;
    }
}

int64_t
sum_of_units(const Scorer *self, Context context, const Py_buffer *codes, Py_ssize_t start,
             Py_ssize_t end)
{
    int64_t sum = 0;
    for (; start < end; start += WEIGHED_AT_ONCE) {
        int16_t units[WEIGHED_AT_ONCE];
        Py_ssize_t size = WEIGHED_AT_ONCE < end - start ? WEIGHED_AT_ONCE : end - start;
        weigh_codes(self, &context, codes, start, start + size, units);
        for (Py_ssize_t index = 0; index < size; index++) {
            sum += units[index];
        }
    }
    return sum;
}

void
fill_units(const Scorer *self, const Py_buffer *codes, int16_t *units)
{
    Context context = line_start(self);
    weigh_codes(self, &context, codes, 0, codes_in(codes), units);
}
