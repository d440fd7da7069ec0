/* Whether what a sign stands for may be in a short text. */

#ifndef FIXTEXT_SIGNS_TOLD_H
#define FIXTEXT_SIGNS_TOLD_H

#include "costs.h"
#include "scorer.h"

/* Whether a row of characters costs less by so much somewhere with the bytes of each swapped; and whether
   it does if each of them is two of ASCII. */
int may_be_swapped(const Scorer *scorer, const uint32_t *codes, Py_ssize_t count, int64_t least);
int may_be_pairs(const Scorer *scorer, const uint32_t *codes, Py_ssize_t count, int64_t least);

/* Whether some row of characters may save so many units if their bytes are swapped, or are ASCII; by
   the traits of a glance. */
int may_be_halves(const Scorer *scorer, const uint16_t *traits, const uint32_t *codes,
                  Py_ssize_t count, int64_t least);

/* Whether a bracket behind an ideograph may hold a reading. */
int may_have_reading(const uint32_t *codes, Py_ssize_t count);

#endif
