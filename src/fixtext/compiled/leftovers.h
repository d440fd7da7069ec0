/* Whether a conversion may have left something in a short text. */

#ifndef FIXTEXT_LEFTOVERS_H
#define FIXTEXT_LEFTOVERS_H

#include "loops.h"

/* Whether anything may be found in a text of these code points, by an object of the type Leftovers: where
   it says no, nothing is. -1 with an error set. */
int may_have_leftovers(PyObject *leftovers, const Py_buffer *codes);

#endif
