/* The bytes of what is surprising in a text, read in every codec. */

#ifndef FIXTEXT_FIRST_LOOK_H
#define FIXTEXT_FIRST_LOOK_H

#include "readings.h"

#define BMP 0x10000
#define LONGEST 16 /* characters of a core */

/* A wrong codec: its bytes by code point, further pairs of some, and the numbers of its routes. */
typedef struct {
    Shown shown;
    PyObject *twins;
    int has_twins; /* whether a character of the line has some */
    const int32_t *numbers;
} Wrong;

typedef struct {
    const Scorer *scorer;
    const Py_buffer *codes;
    const double *bits;
    Py_ssize_t count;
    const uint8_t *kinds;
    const uint32_t *shown;
    const Decoder *decoders;
    Py_ssize_t number; /* of decoders */
    PyObject *labels;
    double *saved; /* by route */
    double *enough; /* by route: the bits to be saved */
    int is_one; /* whether there is but one line to read, so that what it saves is all */
    Py_ssize_t routes;
} Look;

static inline uint32_t
in_bmp(uint32_t code)
{
    return code < BMP ? code : BMP - 1;
}

/* Read the bytes of a line of a core in every codec, and add up what that saves by each route; -1
   with an error set on failure. */
int read_line(Look *look, Wrong *wrong, Py_ssize_t low, Py_ssize_t high);

#endif
