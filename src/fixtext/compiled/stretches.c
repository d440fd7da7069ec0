/* What the best stretch of a text saves of all that a search would take for candidates: this is what
   fixtext/encodings/stretches.py looks for, in as many steps as it takes. */

#include "bounds.h"

#define MOST_STEPS 128 /* of a text of which every stretch is looked at */
#define KNOWN_TIMES 7  /* known bytes for four lost ones, from which on these leave little choice */
#define LOST_TIMES 4
#define NOT_ITS_SCRIPT 64
#define GLUED 112

/* What some steps in a row have together. */
typedef struct {
    int64_t strict, lenient;
    Py_ssize_t gaps, holes, marks, whole, known, wide;
    Py_ssize_t last_wide; /* the step with the last wide character */
} Row;

static void
add_step(Row *row, const WeighedStep *step, Py_ssize_t place)
{
    row->strict += step->strict;
    row->lenient += step->lenient;
    row->gaps += step->lost > 0;
    row->holes += step->holes;
    row->marks += step->marks;
    row->whole += step->whole;
    row->known += step->known;
    row->wide += step->wide;
    row->last_wide = step->wide > 0 ? place : row->last_wide;
}

/* Whether there are too few whole characters between the gaps to prove anything. */
static int
is_thin(const Row *row)
{
    if (row->holes == 0) {
        return row->whole < 2 * row->gaps;
    }
    return LOST_TIMES * row->known < KNOWN_TIMES * (row->holes + row->marks) &&
           3 * row->whole < row->gaps;
}

/* Whether the only ideograph of a row of steps is beside a Latin letter or a digit in it. */
static int
is_glued(const WeighedStep *steps, const Row *row, Py_ssize_t first, Py_ssize_t last)
{
    Py_ssize_t place = row->last_wide;
    const WeighedStep *step = &steps[place];
    return (step->beside & INSIDE) ||
           (step->beside & FIRST_IS_WIDE && place > first && steps[place - 1].beside & LAST_IS_PLAIN) ||
           (step->beside & LAST_IS_WIDE && place < last && steps[place + 1].beside & FIRST_IS_PLAIN);
}

/* What a stretch from one step to another saves, its borders paid. */
static int64_t
saved_by(const WeighedStep *steps, const Row *row, Py_ssize_t first, Py_ssize_t last, int is_utf8)
{
    int64_t borders = steps[first].begins + steps[last].ends;
    if (row->gaps > 0) {
        return is_utf8 && !is_thin(row) ? row->lenient - borders : 0;
    }
    int64_t saved = row->strict - borders;
    if (!is_utf8 && row->wide <= 1) {
        saved -= row->wide == 0 ? NOT_ITS_SCRIPT
                 : is_glued(steps, row, first, last) ? GLUED : 0;
    }
    return saved;
}

int64_t
most_in_stretches(const Searched *search, int is_utf8, int64_t bound)
{
    if (search->number > MOST_STEPS) {
        return bound;
    }
    int64_t most = 0;
    for (Py_ssize_t first = 0; first < search->number; first++) {
        Row row = {0};
        for (Py_ssize_t last = first; last < search->number; last++) {
            add_step(&row, &search->steps[last], last);
            int64_t saved = saved_by(search->steps, &row, first, last, is_utf8);
            most = saved > most ? saved : most;
        }
    }
    return most < bound ? most : bound;
}
