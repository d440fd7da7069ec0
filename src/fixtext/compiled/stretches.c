/* Whether a search would take a stretch of a text for a candidate: fixtext/encodings/stretches.py has it
   in Python. */

#include "bounds.h"
#include "segments.h"

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

/* Whether a search would take some stretch for a candidate, of those that together gain the most: where
   lost bytes are impossible, or where they are doubted. */
static int
any_on_best_way(const Searched *search, int is_utf8, int is_lossy, double least)
{
    double gains[MOST_STEPS], borders[MOST_STEPS + 1];
    WayStretch ways[MOST_STEPS + 1];
    Py_ssize_t number = search->number;
    for (Py_ssize_t place = 0; place < number; place++) {
        const WeighedStep *step = &search->steps[place];
        gains[place] = (is_lossy ? step->lenient : step->strict) / UNITS;
        borders[place] = step->begins / UNITS;
        borders[place + 1] = step->ends / UNITS;
    }
    Py_ssize_t last = best_way(gains, borders, number, ways);
    for (; last >= 0; last = ways[last].before) {
        const WayStretch *way = &ways[last];
        Row row = {0};
        for (Py_ssize_t place = way->begin; place < way->end; place++) {
            add_step(&row, &search->steps[place], place);
        }
        if (way->gain < least || (is_lossy && (row.gaps == 0 || is_thin(&row)))) {
            continue;
        }
        row.gaps = 0; /* which are told */
        if (is_lossy || (double)saved_by(search->steps, &row, way->begin, way->end - 1, is_utf8) /
                                UNITS >= least) {
            return 1;
        }
    }
    return 0;
}

/* Whether any stretch at all saves enough. */
static int
any_stretch(const Searched *search, int is_utf8, double least)
{
    for (Py_ssize_t first = 0; first < search->number; first++) {
        Row row = {0};
        for (Py_ssize_t last = first; last < search->number; last++) {
            add_step(&row, &search->steps[last], last);
            int64_t saved = saved_by(search->steps, &row, first, last, is_utf8);
            if ((double)saved / UNITS >= least) {
                return 1;
            }
        }
    }
    return 0;
}

int
has_candidate(const Searched *search, int is_utf8, double least)
{
    if (search->is_unsure) { /* of which of them are the best */
        return any_stretch(search, is_utf8, least);
    }
    int any_lost = 0;
    for (Py_ssize_t place = 0; place < search->number; place++) {
        any_lost |= search->steps[place].lost > 0;
    }
    return any_on_best_way(search, is_utf8, 0, least) ||
           (is_utf8 && any_lost && any_on_best_way(search, is_utf8, 1, least));
}
