/* What is weakly surprising in a short text: letters among those of the Latin script, which only the
   code pages of that script can have changed. */

#ifndef FIXTEXT_WEAK_BLOCKS_H
#define FIXTEXT_WEAK_BLOCKS_H

#include "quick_search.h"

/* The blocks of weak stretches, given as a list, and mixed lines that meet no other: each its start, end,
   the size of all its cores, and the bits that a stretch lacks at least to be worth a search by any
   route, if no words of several languages are forgiven. None where that is not told; NULL with an
   error set. */
PyObject *weak_blocks(const Asked *asked, PyObject *stretches);

#endif
