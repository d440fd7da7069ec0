/* What the forms of families weigh beside what stands beside them: most that stand are right, which is told
   without OpenCC's words, and without a division. fixtext/hanscript/neighbours.py has it in numpy. */

#include "form_weights.h"

#define ROUNDED 1.01f /* times: so much may be lost in products of floats */

/* As `counted` of forms.c, from where the contexts begin that have the upper bits of a hash: most are found
   without a branch for each. */
static inline void
count_beside(const Known *known, uint32_t hash, const uint64_t *context, float *counts)
{
    uint32_t levels = 0;
    for (; (uint32_t)(context[AT_ONCE - 1] >> 32) < hash; context += AT_ONCE - 1) {
    }
    for (int which = 0; which < AT_ONCE; which++) {
        levels = (uint32_t)(context[which] >> 32) == hash ? (uint32_t)context[which] : levels;
    }
    for (unsigned form = 0; form < MOST_FORMS; form++) {
        counts[form] = known->levels[levels >> 8 * form & 0xFF];
    }
}

void
count_batch(const Known *known, Batch *batch)
{
    for (int which = 0; which < batch->count * CONTEXTS; which++) {
        batch->first[which] = known->contexts + known->buckets[batch->hashes[which] >> CONTEXT_BUCKET];
        FETCH(batch->first[which]);
    }
    for (int which = 0; which < batch->count * CONTEXTS; which++) {
        count_beside(known, batch->hashes[which], batch->first[which], batch->counts[which]);
    }
}

/* What the forms weigh on one side, with what is believed without that; the sum of it. */
static inline float
weigh_side(const float *counts, float belief, float more, float *weights)
{
    for (int form = 0; form < MOST_FORMS; form++) {
        weights[form] = counts[form] * more + belief * weights[form];
    }
    return counts[0] + counts[1] + counts[2] + counts[3] + belief;
}

static inline void
weigh_both(const float *inverse, const float *before, const float *after, float *both)
{
    for (int form = 0; form < MOST_FORMS; form++) {
        both[form] = before[form] * after[form] * inverse[form];
    }
}

/* What a form weighs, and the best of all others. */
static inline float
part(const float *weights, unsigned own, float *other)
{
    *other = 0;
    for (unsigned form = 0; form < MOST_FORMS; form++) {
        *other = form != own && weights[form] > *other ? weights[form] : *other;
    }
    return weights[own];
}

/* Whether a form is the best by its weights, or hardly less likely than that, whatever word there may be
   that makes others so many times likelier: all that `weigh` and `compare` of forms.c could come to. */
Standing
judge(const Known *known, const Weights *weights, unsigned own, float most)
{
    float settled = known->forms->weights[SETTLED], other;
    float stands = part(weights->one, own, &other);
    most *= ROUNDED;
    if (other * most * settled < stands) {
        return RIGHT; /* so that no second neighbour is asked */
    }
    if (other * most >= stands * settled) {
        return DOUBTFUL; /* the same for another form */
    }
    stands = part(weights->two, own, &other);
    if (other * most < stands) {
        return RIGHT;
    }
    return other * most < stands * (float)known->least ? PASSABLE : DOUBTFUL;
}

void
weigh_forms(const Known *known, const Batch *batch, int index, Weights *weights)
{
    Py_ssize_t first = (Py_ssize_t)FAMILY(batch->standing[index]) * MOST_FORMS;
    const float *inverse = known->inverse + first;
    const float(*counts)[MOST_FORMS] = batch->counts + (Py_ssize_t)index * CONTEXTS;
    float before[MOST_FORMS], after[MOST_FORMS], belief = known->forms->weights[BELIEF];
    memcpy(before, known->forms->plain + first, sizeof before);
    memcpy(after, before, sizeof after);
    float sum_before = weigh_side(counts[BEFORE], belief, 1, before);
    float sum_after = weigh_side(counts[AFTER], belief, 1, after);
    weigh_both(inverse, before, after, weights->one);
    weigh_side(counts[TWO_BEFORE], belief, sum_before, before);
    weigh_side(counts[TWO_AFTER], belief, sum_after, after);
    weigh_both(inverse, before, after, weights->two);
}

/* The same for the word that there is: one that makes the form that stands likelier harms no other. */
Standing
judge_in_word(const Known *known, const Weights *weights, uint32_t standing, uint32_t proposal,
                 unsigned word)
{
    const float *odds = known->forms->weights + WORD_ODDS;
    unsigned length = word & WORD, own = FORM(standing);
    int64_t first = known->forms->begins[FAMILY(standing)];
    float most = odds[length < WEIGHED_WORDS ? length : WEIGHED_WORDS - 1];
    int is_own = known->forms->forms[first + own] == canonical(known->forms, proposal);
    return judge(known, weights, own, is_own ? 1 : most);
}
