/* A text through one of OpenCC's dictionaries. */

#ifndef FIXTEXT_PHRASES_H
#define FIXTEXT_PHRASES_H

#include "loops.h"

/* Write what the code points of a text become in a dictionary, an object of the type Phrases, and the
   words in them, which are as many. */
void through_phrases(PyObject *dictionary, const Py_buffer *codes, uint32_t *result, uint8_t *words);

#endif
