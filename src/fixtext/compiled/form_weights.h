/* What the forms of families weigh beside what stands beside them, for many places at a time. */

#ifndef FIXTEXT_FORM_WEIGHTS_H
#define FIXTEXT_FORM_WEIGHTS_H

#include "forms.h"

/* How a member stands: it is a sign of damage if another form is likelier; it is the simplified character;
   which form of its family it is; and the number of that. fixtext/hanscript/bounds.py owns these. */
#define IS_SIGN 1u
#define IS_LEFT 2u
#define IS_BOTH 32u /* and the simplified character is one of the forms */
#define IS_OLD 64u
#define FORM(standing) ((standing) >> 2 & 7u)
#define FAMILY(standing) ((standing) >> 8)

#define SET_BYTES (1 << 17)
#define CONTEXT_BUCKET 16 /* of hashes: contexts of one bucket differ below these bits */
#define AT_ONCE 4 /* so many contexts are compared; as many at the end have the last hash and no forms */
#define MISFITS_AT_ONCE 64

#define BESIDE 2 /* so far are neighbours looked at */
#define NEAR (2 * BESIDE + 1)

/* What is known of characters and of what stands beside them. */
typedef struct {
    const Forms *forms;
    PyObject *simplification, *traditionalisation; /* of the type Phrases */
    const uint8_t *kinds;                          /* by code point: flags */
    const uint32_t *standing;                      /* up to REACH: how a member stands */
    const uint32_t *simplified;                    /* up to REACH: what it becomes alone, and flags */
    const float *inverse;                          /* of how likely forms are alone, 0 for 0 */
    const uint64_t *contexts; /* hashes in order, each with levels of four forms, and so many more */
    const int32_t *buckets;   /* where contexts begin that have the same upper bits */
    float levels[256];        /* how often a form stood, by its level and one; 0 for 0 */
    const uint16_t *variable_symbols, *word_symbols; /* up to REACH, of the two dictionaries */
    const uint8_t *pairs, *threes; /* sets of what stands in phrases: two in a row, three */
    float odds, most_odds;         /* that no word or one of two characters has, and any word */
    double least, no_form;                         /* as of the method `doubt` of Forms */
} Known;

/* What the forms of a family weigh at a place, without what is the same for all of them: by one character
   on each side, and by two. What is no form weighs nothing. */
typedef struct {
    float one[MOST_FORMS], two[MOST_FORMS];
} Weights;

/* The contexts of a place: one character before and after it, and two. */
enum { BEFORE, AFTER, TWO_BEFORE, TWO_AFTER, CONTEXTS };

/* Places of which each is looked at by the same steps, so that what one waits for is read for all. */
typedef struct {
    int count;
    uint32_t standing[MISFITS_AT_ONCE];
    uint32_t near[MISFITS_AT_ONCE * NEAR]; /* as simplified */
    uint32_t hashes[MISFITS_AT_ONCE * CONTEXTS];
    const uint64_t *first[MISFITS_AT_ONCE * CONTEXTS];
    float counts[MISFITS_AT_ONCE * CONTEXTS][MOST_FORMS];
    Weights weights[MISFITS_AT_ONCE];
} Batch;

/* What the form that stands may be. */
typedef enum { DOUBTFUL, PASSABLE, RIGHT } Standing;

/* Count the forms in all contexts of a batch. */
void count_batch(const Known *known, Batch *batch);

/* Weigh the forms of one of its places. */
void weigh_forms(const Known *known, const Batch *batch, int index, Weights *weights);

/* Whether a form is the best by its weights, or hardly less likely than that, whatever word there may be
   that makes others so many times likelier. */
Standing judge(const Known *known, const Weights *weights, unsigned own, float most);

/* The same for the word that there is, and what it proposes. */
Standing judge_in_word(const Known *known, const Weights *weights, uint32_t standing,
                       uint32_t proposal, unsigned word);

#endif
