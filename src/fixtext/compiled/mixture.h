/* What words of mixed scripts cost. */

#ifndef FIXTEXT_MIXTURE_H
#define FIXTEXT_MIXTURE_H

#include "loops.h"

#define MIXTURES 4 /* that cost something */

typedef struct {
    const Py_buffer *codes;
    const uint8_t *scripts, *foreign; /* of the first code points; the last for all above */
    Py_ssize_t known;
    const double *costs;
    unsigned first_kana, last_kana;
    Py_ssize_t near;
} Words;

/* Take three open tables: scripts, foreign characters and costs. What is near is told already; -1 with
   an error set where they do not fit. */
int take_words(const Py_buffer *tables, Words *words);

/* Fill in the bits that each character costs more. */
void fill_mixture(const Words *words, double *bits);

#endif
