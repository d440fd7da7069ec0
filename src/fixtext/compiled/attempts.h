/* Attempts: the ways in which the bytes of a short text can be decoded anew, what each gains where, and
   the stretches that it would make. */

#ifndef FIXTEXT_ATTEMPTS_H
#define FIXTEXT_ATTEMPTS_H

#include "bounds.h"
#include "mixture.h"

#define LEAST_BITS 1.0 /* beyond its route, that a stretch saves to be considered at all */
#define MOST_FROM_STRANGERS 20.0 /* bits that letters foreign to the others tell */

/* A route: how its right codec reads bytes, and the bit of that; what it costs, in bits. */
typedef struct {
    Decoder decoder;
    double cost;
    uint64_t meant;
    int group;       /* the number of its wrong codec */
    int letters;     /* whether it takes Latin letters for others */
    int ideographic; /* whether it is meant for ideographs */
    int may_fill;    /* whether pairs of it are filled of which a byte was lost */
} Route;

/* What a wrong codec must have shown: anything, controls, or a text that was repaired by halves. */
enum { ANYTHING, CONTROLS, BY_HALVES };

/* A wrong codec, and the bit of it as a right one, if it is any. */
typedef struct {
    Py_buffer view;
    Shown shown;
    PyObject *twins;
    uint8_t *twinned; /* a bit for each character of the BMP that may have any; NULL where none has */
    uint32_t mark;
    int shown_by;
    int what;
    int is_korean;
    int marks_pairs; /* whether the mark stands for pairs that may be filled */
    uint64_t bit;
} Group;

#define TRIES_TABLES 3

/* All routes, and what else is asked about texts, with the tables that they need, open. */
typedef struct {
    PyObject *source; /* which all of it is of */
    Py_buffer views[TRIES_TABLES];
    Words words;
    PyObject *alphabets;
    Py_ssize_t vietnamese; /* the column */
    Route *routes;
    Py_ssize_t routes_number;
    Group *groups;
    Py_ssize_t groups_number;
} Tries;

/* The routes that a capsule keeps open; NULL with an error set where it is none. */
const Tries *tries_of(PyObject *capsule);

/* A part of a text, its number among all, and whether it has several lines. */
typedef struct {
    Py_ssize_t low, high, number;
    int has_lines;
} Part;

/* A text: characters, what each costs, in bits, and the costs of all in front of each; what it costs that
   a stretch begins or ends there; the parts that are searched, with line ends between, and the tuple of
   their numbers. */
typedef struct {
    const Scorer *scorer;
    const Tries *tries;
    PyObject *read; /* reads bytes, where tables do not */
    PyObject *names;
    const Py_buffer *codes;
    const double *bits;
    double *sums;
    int32_t *borders;
    Py_ssize_t count;
    Part *parts;
    Py_ssize_t parts_number;
} Text;

/* The bytes of a text that a wrong codec showed. `first` tells by byte which character begins there, -1
   for none, and `starts` by character where it does; holes are those of bounds.h. */
typedef struct {
    Py_ssize_t size;
    unsigned char *data, *holes, *others; /* of the same size as the data */
    int32_t *first;
    int64_t *starts;
    int holed;
} RowBytes;

/* A character of three bytes is one of a codec that is in part UTF-8. */
#define MOST_OF_ONE 3

/* Which steps are of a part, and the most that a stretch of them gains. */
typedef struct {
    Py_ssize_t low, high;
    double most;
} Gained;

/* An attempt: characters, and where each begins among the bytes; steps from one place, where characters of
   both texts begin, to the next, with what each is and gains, in bits; what is gained in each part. Of
   `both` and `old` there is one more than of steps, of the offsets one more than of characters. */
typedef struct {
    const Text *text;
    Py_ssize_t route;
    double cost;
    int any_lost;
    Py_ssize_t made, steps;
    Gained *gained;
    int64_t *offsets, *both, *old, *lost;
    double *score, *as_it_is, *raw, *gains, *doubt;
    uint32_t *codes;
} Attempt;

/* What a stretch must gain beyond what all must. */
static inline double
least_beyond(const Route *route, double cost)
{
    return route->letters ? 0.0 : cost;
}

/* Lay out the bytes of a text, for which there must be room: MOST_OF_ONE for each character. */
void lay_out_row(const Text *text, const Group *group, RowBytes *row);

/* An attempt to read bytes by a route, which is to be freed; NULL with an error set if it failed, or with
   none if it comes to nothing. */
Attempt *attempt_of(const Text *text, const RowBytes *row, Py_ssize_t route, double cost);

/* The gain of a step where lost bytes are impossible, or where they are doubted. */
double strict_gain(const Attempt *attempt, Py_ssize_t step);
double lenient_gain(const Attempt *attempt, Py_ssize_t step);

/* The stretches that an attempt makes in one of the parts, as fixtext/encodings/short_search.py takes them; None if
   there are none, or NULL with an error set. The bytes are laid out anew. */
PyObject *stretches_of(RowBytes *row, const Attempt *attempt, Py_ssize_t part);

#endif
