/* Blocks of a text that may be one byte off. */

#ifndef FIXTEXT_SHIFTED_BLOCKS_H
#define FIXTEXT_SHIFTED_BLOCKS_H

#include "first_look.h"

/* What a block must gain to be looked at, in eightieths of a bit, as gains are;
   fixtext/encodings/shifted_blocks.py has it. */
#define SURPRISING 1120

/* The units that a line of a short text must save one byte off; the same file has them, in bits. */
#define LEAST_OFF 144

/* Whether bytes may be lost in a part of a text, or it may save so many units one byte off, with some of its
   line; looked at more closely, if that is wanted, where its line is all of the text. -1 with an error set. */
int may_be_shifted(const Scorer *scorer, const Ways *ways, const Py_buffer *codes, Core core,
                   int64_t least, int closely);

PyObject *scorer_may_be_shifted(PyObject *object, PyObject *args);

#endif
