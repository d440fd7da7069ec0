/* What surprises in a short text, and what a search would make of it. */

#ifndef FIXTEXT_QUICK_SEARCH_H
#define FIXTEXT_QUICK_SEARCH_H

#include "bounds.h"
#include "short_blocks.h"

#define FORGIVEN 5.0 /* bits for each letter of another language; screening.py has both */
#define MOST_STRANGERS 4

/* What is asked of all blocks. */
typedef struct {
    const Scorer *scorer;
    const Ways *ways;
    double *bits;
    int32_t *units;
    int32_t *borders;
    Searched search;
    Laid laid; /* of one block at a time */
    Blocks blocks;
    PyObject *lines;    /* with letters of several languages: a list of their starts and ends */
    int only_lines;     /* whether nothing else surprises */
    int in_brief;       /* whether blocks need not be listed that cannot be shifted */
    Py_ssize_t few;     /* blocks of fewer characters are told by their cores */
    double most_of_few; /* so many characters beyond ASCII are nearly all, of cores */
    double most_of_it;  /* and of blocks */
    double needed_then; /* what a stretch of these must save */
    double needed;
    int has_lines; /* whether the text is of several */
} Asked;

/* What is told of a route, and of a block by its routes: none saves enough; some may, but not if the
   borders are paid, so that a search finds no candidate; some may; or FAILED with an error set. */
enum { TOO_LITTLE, NO_CANDIDATE, MAY_SAVE };

/* What a second look tells of a block, which is laid out, by the routes that a first one leaves; where
   bytes may be lost, by all routes of codecs that lose some. */
int second_look(Asked *asked, const Look *look, int is_lossy, Reading *reading, double needed);

/* The same by all routes, where a first look tells nothing; and the bits that a stretch lacks at least by
   those between code pages of the Latin script, if no words of several languages are forgiven. */
int look_by_all(Asked *asked, Reading *reading, double needed, double *lacking);

/* What a search makes of a block by all routes, if it shows nothing of single-byte codecs. */
int search_by_all(Asked *asked, Reading *reading);

/* Look at a text, by its code points and tables, and whether there are many characters beyond ASCII: as
   the method of Scorer tells, with no mixed lines where `lines` is NULL. */
PyObject *unexplained(Asked *asked, const Py_buffer *views, const double *levels, int many);

#endif
