/* Double-byte text as the bytes that it was, to be read one byte off. */

#ifndef FIXTEXT_LAID_BYTES_H
#define FIXTEXT_LAID_BYTES_H

#include "shifts.h"

#define ROOM 3

/* A text laid out as bytes, with line ends around: its characters, the bytes of each, and all in
   one row. What the codec does not have is a line end, over which nothing reaches. `natural` is the
   character that begins at each byte, 0 for none; `lengths` its bytes, and `before` where the one
   begins that most likely ends in front of it. `costs` are the units of each character as it is, and
   `gains` what is to be summed of each. */
typedef struct {
    Py_ssize_t count;
    Py_ssize_t size;
    uint32_t *codes;
    uint16_t *packed;
    unsigned char *data;
    uint32_t *natural;
    unsigned char *lengths;
    int32_t *before;
    int32_t *costs;
    int16_t *gains;
} LaidBytes;

/* What was read one byte off so far: the context behind the character that begins at `last`. */
typedef struct {
    Context context;
    Py_ssize_t last;
} Off;

/* Room for a text to be laid out in, which the caller frees; NULL with an error set. */
void *room_for_bytes(LaidBytes *laid);

void lay_out_bytes(const Codec *codec, const Py_buffer *codes, LaidBytes *laid);

/* Find the character that begins at each byte; 0 where one may be longer than two bytes. */
int find_natural(const Codec *codec, LaidBytes *laid);

void find_before(LaidBytes *laid);

/* What the characters cost, of ASCII so much at most. */
void find_costs(const Codec *codec, LaidBytes *laid, int32_t of_ascii);

/* What a pair saves one byte off, with the single byte behind it that may be its second half; `at`
   is where its bytes begin. */
int64_t gain_off(const Codec *codec, const LaidBytes *laid, Off *off, Py_ssize_t place,
                 Py_ssize_t at);

#endif
