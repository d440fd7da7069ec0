/* What is weakly surprising in a short text: letters among those of the Latin script, which only the
   code pages of that script can have changed. */

#ifndef FIXTEXT_WEAK_BLOCKS_H
#define FIXTEXT_WEAK_BLOCKS_H

#include "short_blocks.h"

/* A text of which blocks are looked at; of fewer characters in all of them, nothing is told. */
typedef struct {
    const Scorer *scorer;
    const Ways *ways;
    const Worked *text;
    const int32_t *units; /* of all of the text */
    PyObject *lines;      /* with letters of several languages: a list of their starts and ends */
    Py_ssize_t few;
    double most_of_it;  /* characters beyond ASCII that are nearly all, in a block */
    double needed_then; /* what a stretch of these must save */
    double needed;      /* and of others */
} WeaklyAsked;

/* The blocks of weak stretches, given as a list, and mixed lines that meet no other: each its start, end,
   the size of all its cores, and the bits that a stretch lacks at least to be worth a search by any
   route, if no words of several languages are forgiven. None where that is not told; NULL with an
   error set. */
PyObject *weak_blocks(const WeaklyAsked *asked, PyObject *stretches, const Blocks *strong);

#endif
