/* Whether lines of a short text may have been cut, or its marks folded. */

#ifndef FIXTEXT_PAGE_LOOK_H
#define FIXTEXT_PAGE_LOOK_H

#include "loops.h"

/* By an object of the type PageLook: where it says no, nothing of that kind is in a text of these code
   points. -1 with an error set. */
int may_have_wrapped_lines(PyObject *page_look, const Py_buffer *codes);
int may_have_folded_marks(PyObject *page_look, const Py_buffer *codes);

#endif
