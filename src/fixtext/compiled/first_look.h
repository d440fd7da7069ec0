/* The bytes of what is surprising in a text, read in every codec. */

#ifndef FIXTEXT_FIRST_LOOK_H
#define FIXTEXT_FIRST_LOOK_H

#include "readings.h"
#include "ways.h"

#define LONGEST 16   /* characters of a piece of a core */
#define MOST_CORES 4 /* of a part of a text */
#define LEAST_SHOWN 0.25 /* of the characters beyond ASCII of a core; best_routes.py has it */
#define ROUNDED 1e-6 /* bits that sums in another order differ by at most */

typedef struct {
    const Scorer *scorer;
    const Ways *ways;
    const Py_buffer *codes;
    const double *bits;
    Py_ssize_t count;
    double needed;
    double most;   /* that all cores cost */
    double *saved; /* by route, of those that may save enough */
    int any;       /* whether any does save */
    Place place; /* of the last stretch that was read, which all codecs have together */
    Py_ssize_t low, high;
    int is_last; /* whether it is the last line that is read, so that what all save is known then */
} Look;

/* A stretch of a text. */
typedef struct {
    Py_ssize_t low, high;
} Core;

/* What a first look at some cores tells. */
enum { FAILED = -2, NOT_TOLD = -1 };

/* Look at the cores of a text, of which an array of so many is given, each within the text: the marks of
   lost bytes in them, NOT_TOLD, or FAILED with an error set. */
int look_at_all(Look *look, const Core *cores, Py_ssize_t number);

/* The bits that a route must save. */
static inline double
enough_of(const Look *look, Py_ssize_t route)
{
    return look->ways->costs[route] + look->needed * look->ways->shares[route];
}

/* Whether a route saves enough. */
static inline int
saves_enough(const Look *look, Py_ssize_t route)
{
    double enough = enough_of(look, route);
    return look->saved[route] > 0.0 && look->most > enough && enough <= look->saved[route];
}

/* Room for what routes save, for a look; -1 with an error set if there is none. */
int begin_look(Look *look);
void end_look(Look *look);

/* Read the bytes of a line of a core in every codec, and add up what that saves by each route; -1
   with an error set on failure. */
int read_line(Look *look, const Wrong *wrong, Py_ssize_t low, Py_ssize_t high);

/* The same of the longest stretch of a whole core that a codec has all characters of, if that is a good
   deal of it. There must be room for two bytes of each character. */
int read_core(Look *look, const Wrong *wrong, Core core, char *data);

#endif
