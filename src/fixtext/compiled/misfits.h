/* By how many bits another form of a family is likelier at a place than the one that stands there. */

#ifndef FIXTEXT_MISFITS_H
#define FIXTEXT_MISFITS_H

#include "form_weights.h"

/* Besides the flags of scripts.h, what is told of a character: it may be a member of a family; phrases
   simplify it in several ways; phrases have it. fixtext/hanscript/bounds.py owns these flags. */
enum { MEMBER = 32, VARIABLE = 64, IN_PHRASES = 128 };

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

/* Weigh what stands at up to so many places of a text, which are in order; -1 if there is no room for
   that. */
int weigh_misfits(const Known *known, const Py_buffer *codes, const int64_t *places, int count,
                  Clauses *clauses, Misfit *found);

#endif
