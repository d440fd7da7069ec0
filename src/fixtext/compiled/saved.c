/* What lines of a text save by having been others, no further than it matters:
   fixtext/language/model.py has it in numpy. */

#include "scorer.h"

#define LEVELS 3 /* steps at most that having been in a context costs */
#define FAR_OFF 30000
#define MOST_UNITS 32767
#define MOST_TOLD ((int64_t)1 << 40)

typedef struct {
    const Py_buffer *codes;
    const int64_t *starts;
    const int64_t *ends;
} Lines;

static Lines
lines_of(const Py_buffer *views)
{
    return (Lines){&views[0], views[1].buf, views[2].buf};
}

/* No less than a line costs: what its characters do where no row of them is known, and a context
   is known to have more. */
static int64_t
most_cost_of(const Scorer *self, const Lines *lines, Py_ssize_t line)
{
    uint32_t before = record_of(self, NEWLINE);
    int64_t sum = 0;
    for (Py_ssize_t place = (Py_ssize_t)lines->starts[line]; place < lines->ends[line]; place++) {
        uint32_t record = record_of(self, code_at(lines->codes, place));
        int32_t units = units_behind(self, before, record) + 2 * LEVELS * LEVEL_STEP;
        if (units < -FAR_OFF || units > FAR_OFF) {
            units = MOST_UNITS; /* the sum may wrap around */
        }
        sum += units > 0 ? units : 0;
        before = record;
    }
    return sum;
}

/* What a line costs, or so much of it that it is enough: of most lines that were garbled, the first third. */
static int64_t
cost_until(const Scorer *self, const Lines *lines, Py_ssize_t line, Context context, int64_t enough)
{
    int64_t sum = 0;
    Py_ssize_t end = (Py_ssize_t)lines->ends[line];
    for (Py_ssize_t place = (Py_ssize_t)lines->starts[line]; place < end && sum < enough; place++) {
        sum += next_units(self, &context, code_at(lines->codes, place));
    }
    return sum;
}

static void
weigh_lines(const Scorer *self, const Py_buffer *views, int64_t *saved)
{
    const Lines as_they_are = lines_of(views), as_they_were = lines_of(views + 3);
    const Context start = line_start(self);
    for (Py_ssize_t line = 0; line < views[1].len / 8; line++) {
        int64_t most = saved[line] < MOST_TOLD ? saved[line] : MOST_TOLD;
        int64_t enough = most_cost_of(self, &as_they_were, line) + most;
        int64_t cost = cost_until(self, &as_they_are, line, start, enough);
        if (cost < enough) { /* then it is of all the line */
            Py_ssize_t low = (Py_ssize_t)as_they_were.starts[line];
            Py_ssize_t high = (Py_ssize_t)as_they_were.ends[line];
            cost -= sum_of_units(self, start, as_they_were.codes, low, high);
        }
        saved[line] = cost < most ? cost : most;
    }
}

/* Arguments: code points, uint32 (n,), and where lines of them start and end, int64 (lines,) each;
   the same of what these were; of each line the units that are told at most, int64 (lines,), which
   what it saves is written over. */
PyObject *
scorer_saved(PyObject *object, PyObject *args)
{
    enum { CODES, STARTS, ENDS, BACK, LOWS, HIGHS, SAVED, ARRAYS };
    static const ArrayKind kinds[ARRAYS] = {
        [CODES] = {"codes", 4, -1, READ_ANYWHERE}, [STARTS] = {"starts", 8, -1},
        [ENDS] = {"ends", 8, -1},                  [BACK] = {"back", 4, -1, READ_ANYWHERE},
        [LOWS] = {"lows", 8, -1},                  [HIGHS] = {"highs", 8, -1},
        [SAVED] = {"saved", 8, -1, WRITTEN}};
    Py_buffer views[ARRAYS];
    if (open_arguments(args, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    Py_ssize_t lines = views[STARTS].len / 8;
    int failed = 0;
    for (int array = ENDS; array < ARRAYS && !failed; array++) {
        failed = array != BACK && !has_items(&views[array], kinds[array].name, lines);
    }
    failed = failed || !lie_in(&views[STARTS], &views[ENDS], &views[CODES]) ||
             !lie_in(&views[LOWS], &views[HIGHS], &views[BACK]);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        weigh_lines((const Scorer *)object, views, views[SAVED].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}
