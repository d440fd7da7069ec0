/* Fields of a text with kana of which all beyond ASCII has another reading. */

#ifndef FIXTEXT_KANA_FIELDS_H
#define FIXTEXT_KANA_FIELDS_H

#include "loops.h"

/* Whether a text, or a field of one, has another reading, by what else each character may be; `most`
   characters beyond ASCII are not too many. */
int may_be_read_otherwise(const Py_buffer *codes, const Py_buffer *meant, Py_ssize_t most);

#endif
