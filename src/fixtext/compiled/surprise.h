/* How surprising characters are by their costs, and where that adds up. */

#ifndef FIXTEXT_SURPRISE_H
#define FIXTEXT_SURPRISE_H

#include "loops.h"

#define STEPS 256
#define KINDS 8

typedef struct {
    Py_ssize_t count;
    const int16_t *units;
    const uint16_t *traits; /* one more at both ends */
    const int16_t *tables[2];
    int16_t *out[2]; /* strong, and weak */
    int many;
} Surprise;

/* Write how surprising each character is, and how weakly. */
void fill_surprise(const Surprise *work);

typedef struct {
    const Py_buffer *codes;
    const int16_t *gains;
    Py_ssize_t count;
    double least;
    double drop;
    Py_ssize_t fewest;
    PyObject *found;
    Numbers *numbers; /* if not NULL, what is found is put here, three numbers each, without the lock */
    Py_ssize_t offset; /* where the first code point lies, for these */
} Search;

/* Put all stretches that are high enough on the list; -1 with an error set on failure, but of numbers with
   none. */
int search_all(const Search *search);

#endif
