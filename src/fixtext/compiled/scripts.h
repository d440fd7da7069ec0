/* What the lines of a text say of its script. */

#ifndef FIXTEXT_SCRIPTS_H
#define FIXTEXT_SCRIPTS_H

#include "loops.h"

/* fixtext/hanscript/eligible.py owns these flags; the tests compare both. */
enum { TRADITIONAL = 1, SIMPLIFIED = 2, KANA = 4, HANGUL = 8, IDEOGRAPH = 16 };

/* Mark the ideographs of a text in which damage is looked for, one byte for each code point, by flags by
   code point and the fewest characters that make a quotation. How many characters are only traditional
   in lines that are no quotations. */
Py_ssize_t mark_ideographs(const Py_buffer *codes, const uint8_t *told, int quotation,
                           uint8_t *marks);

#endif
