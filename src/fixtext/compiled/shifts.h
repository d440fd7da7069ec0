/* Double-byte text that is read one byte off. */

#ifndef FIXTEXT_SHIFTS_H
#define FIXTEXT_SHIFTS_H

#include "decoders.h"
#include "scorer.h"

/* A double-byte codec, and the model that weighs what is read in it. */
typedef struct {
    const Scorer *scorer;
    Shown shown;
    const uint32_t *single;
    const uint32_t *pairs;
} Codec;

/* How much is enough: of a stretch up to where the reading is in step again by itself, which it
   is behind a single byte, and of one that ends anywhere. */
typedef struct {
    int64_t to_the_end;
    int64_t anywhere;
    int32_t of_ascii; /* units of a character of ASCII, at most */
} Enough;

/* Whether some code points may save enough one byte off, as far as can be told; -1 with an error
   set. */
int may_be_better_off(const Codec *codec, const Py_buffer *codes, const Enough *enough);

/* Whether a text has a place that is to be read anew, which makes no sense and saves enough one byte off:
   all of a text, in which no byte is lost. May be, if it has several such places; -1 with an error
   set. */
int may_be_suspicious(const Codec *codec, const Py_buffer *codes, int64_t least);

#endif
