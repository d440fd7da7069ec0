/* How the bytes of each codec are read, as tables. */

#ifndef FIXTEXT_DECODERS_H
#define FIXTEXT_DECODERS_H

#include "loops.h"

#define BYTES 256
#define PAIRS 65536
#define SEVERAL 0xFFFFFFFFu /* characters that one pair makes */
#define FOUR 0xFFFFFFFEu    /* bytes, of which these are the first two */
#define NONE 0u
#define DECODER_TABLES 3

/* The bytes by code point of a codec that shows them: one below 0x100, else two; 0 for none. */
typedef struct {
    const uint16_t *to_bytes;
    Py_ssize_t codes_known; /* at least one; what is beyond is as the last */
} Shown;

static inline uint32_t
bytes_of(const Shown *shown, uint32_t code)
{
    Py_ssize_t last = shown->codes_known - 1;
    return shown->to_bytes[code < (uint32_t)last ? (Py_ssize_t)code : last];
}

/* Take an open table of uint16; -1 with an error set where it is empty. */
int read_shown(const Py_buffer *view, Shown *shown);

typedef struct {
    const char *name;       /* Python's */
    const uint32_t *single; /* NULL: UTF-8 */
    const uint32_t *pairs;  /* NULL: single bytes only */
    const uint32_t *threes; /* behind 0x8F; NULL: there are none */
    Py_buffer views[DECODER_TABLES];
    int is_open[DECODER_TABLES];
} Decoder;

/* Open a decoder: one that is kept open, or a tuple of Python's name of the codec and of three tables
   or None in their places. -1 with an error set on failure, and then there is nothing to close. */
int open_decoder(PyObject *source, Decoder *decoder);
void close_decoder(Decoder *decoder);

static inline int
is_utf8(const Decoder *decoder)
{
    return decoder->single == NULL;
}

static inline int
is_single(const Decoder *decoder)
{
    return decoder->pairs == NULL && !is_utf8(decoder);
}

/* A character that was read, or a byte that makes none, which is U+DC80 to U+DCFF. */
typedef struct {
    uint32_t code;
    int length; /* 0: cannot be told */
    int stray;
} Read;

Read read_at(const Decoder *decoder, const unsigned char *data, Py_ssize_t size, Py_ssize_t place);

/* Whether two bytes, of which the first is one that cannot be told, make several characters. */
static inline int
make_several(const Decoder *decoder, const unsigned char *data, Py_ssize_t place)
{
    return decoder->pairs != NULL && decoder->pairs[data[place] << 8 | data[place + 1]] == SEVERAL;
}

/* How many bytes the character of UTF-8 has that begins at a place; 0 for none, and for ASCII. */
int utf8_character_at(const unsigned char *data, Py_ssize_t size, Py_ssize_t place);

/* How many bytes that make no character Python's codec replaces by one U+FFFD; 0 where that takes
   the codec itself. */
int lost_at(const Decoder *decoder, const unsigned char *data, Py_ssize_t size, Py_ssize_t place);

#endif
