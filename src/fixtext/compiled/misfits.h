/* By how many bits another form of a family is likelier at a place than the one that stands there. */

#ifndef FIXTEXT_MISFITS_H
#define FIXTEXT_MISFITS_H

#include "forms.h"

/* Besides the flags of scripts.h, what is told of a character: it may be a member of a family; phrases
   simplify it in several ways; phrases have it. fixtext/hanscript/bounds.py owns these flags. */
enum { MEMBER = 32, VARIABLE = 64, IN_PHRASES = 128 };

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

/* Some clauses of a text, simplified, and through OpenCC's words. */
typedef struct {
    Py_ssize_t begin, end, room;
    uint32_t *simple, *proposal;
    uint8_t *words;
} Clauses;

/* A member of a family, which is 0 for none; whether it stands as simplified; whether it surely is right
   where a conversion could have changed it; whether its family is one of those that count as one; and by
   how many bits at most another form is likelier, as far as that is a sign of damage. */
typedef struct {
    unsigned family;
    int is_left, is_right, is_old;
    double bits;
} Misfit;

#define SET_BYTES (1 << 17)
#define CONTEXT_BUCKET 16 /* of hashes: contexts of one bucket differ below these bits */
#define AT_ONCE 4 /* so many contexts are compared; as many at the end have the last hash and no forms */
#define MISFITS_AT_ONCE 64

/* Weigh what stands at up to so many places of a text, which are in order; -1 if there is no room for
   that. */
int weigh_misfits(const Known *known, const Py_buffer *codes, const int64_t *places, int count,
                  Clauses *clauses, Misfit *found);

#endif
