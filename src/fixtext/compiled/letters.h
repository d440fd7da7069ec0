/* Letters of several languages, which do not go together. */

#ifndef FIXTEXT_LETTERS_H
#define FIXTEXT_LETTERS_H

#include "loops.h"

/* The lines of a text with a letter that is foreign to the others, by an object of the type Alphabets and
   the column of Vietnamese in it, which counts (1), or not (0), or if the text has letters of its own (-1):
   a list of their starts and ends; NULL with an error set. */
PyObject *mixed_lines_in(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column, int vietnamese);

/* Whether no language but Vietnamese has all letters of a text, as if it were one line. */
int are_of_several(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column);

/* How many letters of a text are foreign to the language that fits them best. */
Py_ssize_t strangers_in(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column);

#endif
