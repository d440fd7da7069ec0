/* Every way that bytes can have gone: fixtext/encodings/ways.py has it. */

#ifndef FIXTEXT_WAYS_H
#define FIXTEXT_WAYS_H

#include "decoders.h"
#include "shifts.h"

#define BMP 0x10000
#define WAYS_TABLES 22
#define WRONG_TABLES 2

/* Ideographs, and which of two standards lack each. */
#define FIRST_IDEOGRAPH 0x4E00u
#define IDEOGRAPHS 0x5200
#define LACKS_GB2312 1
#define LACKS_BIG5 2

/* Codecs that are read one byte off. */
enum { GBK_OFF, BIG5_OFF, KOREAN_OFF, SHIFT_JIS_OFF, EUC_JP_OFF, SHIFTED };

/* A wrong codec: its bytes by code point, further pairs of some, and the numbers of its routes. */
typedef struct {
    Py_buffer views[WRONG_TABLES];
    Shown shown;
    PyObject *twins;
    uint8_t *twinned; /* a bit for each character of the BMP that may have any; NULL where none has */
    const int32_t *numbers;
    uint32_t mark; /* what it shows where it makes no character */
    int shown_by;  /* its kind, as bounds.h has it */
    int is_korean;
} Wrong;

/* All routes, with the tables that they need, open. */
typedef struct {
    PyObject *source; /* which all of it is of */
    Py_buffer views[WAYS_TABLES];
    const uint8_t *kinds;  /* what each character of the BMP tells */
    const uint32_t *shown; /* which wrong codecs show it, as bits */
    const double *costs;   /* of each route */
    const double *shares;  /* of the evidence that is enough for it at a first look */
    const double *seconds; /* and at a second one */
    const uint8_t *latin;  /* whether it changes Latin letters */
    const uint8_t *lacks;  /* which standards lack an ideograph, as bits */
    Codec shifted[SHIFTED]; /* codecs as they are read one byte off, without a model */
    Py_ssize_t routes;
    Decoder *decoders; /* of right codecs */
    Py_ssize_t number;
    Wrong *wrongs;
    Py_ssize_t wrong_number;
} Ways;

/* The ways that a capsule keeps open; NULL with an error set where it is none. */
const Ways *ways_of(PyObject *capsule);

/* A bit for each character of the BMP that a dict has further pairs of, which is to be freed; NULL where
   it has none. -1 with an error set. */
int mark_twinned(PyObject *twins, uint8_t **twinned);

static inline uint32_t
in_bmp(uint32_t code)
{
    return code < BMP ? code : BMP - 1;
}

/* Whether a character may have further pairs. */
static inline int
may_have_twins(const Wrong *wrong, uint32_t code)
{
    code = in_bmp(code);
    return wrong->twinned != NULL && wrong->twinned[code >> 3] >> (code & 7) & 1;
}

#endif
