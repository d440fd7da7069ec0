/* A search of some parts of a text by some routes. */

#ifndef FIXTEXT_CANDIDATES_H
#define FIXTEXT_CANDIDATES_H

#include "attempts.h"

/* Bytes that one codec showed of a part, and the right codecs that were tried on them, as bits. */
typedef struct {
    const uint16_t *bytes;
    Py_ssize_t part;
    uint64_t done;
} Seen;

/* Some of the parts, as a text of their own, with what it is made of. */
typedef struct Some {
    struct Some *next;
    Text text;
    Py_buffer view;
} Some;

/* What is asked: some routes by number, in their order, and which of them are known; by part, the
   bits below which nothing is of interest, and the share of what the best stretch gains that others
   must. `seen` are the bytes so far, each the last of `shown`; `attempts` is what was made of them. */
typedef struct {
    Text text;
    Some *some;
    const int32_t *numbers;
    const uint8_t *known;
    Py_ssize_t count;
    const double *needed, *share;
    int all; /* whether any stretch at all is of interest */
    uint16_t *shown;
    Seen *seen;
    Py_ssize_t seen_number;
    RowBytes row;
    Attempt **attempts;
    Py_ssize_t attempts_number;
    double *best, *saved; /* by part, and by route and part */
    Py_ssize_t *names;    /* of the parts that are tried now */
} Asked;

static inline const Route *
route_at(const Asked *asked, Py_ssize_t index)
{
    return &asked->text.tries->routes[asked->numbers[index]];
}

/* Whether a codec can have shown a good deal of what is odd in a part, and not with the bytes of another
   one; which is remembered. */
int is_fresh(Asked *asked, int group, const Part *part);

/* Take the edges of the parts, and fill in what is told of the text of all; -1 with an error set where they
   are none. */
int take_parts(Text *text, const int64_t *edges);

/* So many parts, of those names, as a text; NULL with an error set. */
const Text *text_of_parts(Asked *asked, Py_ssize_t number);

void free_texts(Asked *asked);

#endif
