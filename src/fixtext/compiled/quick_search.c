/* Whether what surprises in a short text is nothing that a route makes sense of:
   fixtext/encodings/quick_search.py has it in Python. */

#include "bounds.h"
#include "first_look.h"
#include "short_texts.h"

#define FIRST_WIDE 0x2E80u

/* fixtext/encodings/blocks.py owns these numbers. */
#define AROUND 12
#define IN_LINE 120
#define FEW_WIDE 2
#define MOST_BLOCKS 64
#define CANDIDATE 1.0 /* bits; attempts.py has it */

/* A part of the text that is worth a look: what is surprising, with some text around. */
typedef struct {
    Core whole;
    Core cores[MOST_CORES];
    Py_ssize_t number;
    int64_t gain;
} Block;

/* What is asked of all blocks. */
typedef struct {
    const Scorer *scorer;
    const Ways *ways;
    const Worked *text;
    double *bits;
    int32_t *units;
    int32_t *borders;
    Searched search;
    Laid laid; /* of one block at a time */
    Block blocks[MOST_BLOCKS];
    Py_ssize_t number;
    Py_ssize_t few;     /* blocks of fewer characters are told by their cores */
    double most_of_few; /* so many characters beyond ASCII are nearly all, of cores */
    double most_of_it;  /* and of blocks */
    double needed_then; /* what a stretch of these must save */
    double needed;
} Asked;

static Py_ssize_t
wide_in(const Worked *text, Core core)
{
    Py_ssize_t wide = 0;
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        wide += code_at(text->codes, place) >= FIRST_WIDE;
    }
    return wide;
}

/* A stretch with some text around it; with most of its line, where that is in letters. */
static Core
with_around(const Worked *text, Core core)
{
    Py_ssize_t low = core.low > AROUND ? core.low - AROUND : 0;
    Py_ssize_t high = core.high + AROUND < text->count ? core.high + AROUND : text->count;
    if (wide_in(text, (Core){low, high}) <= FEW_WIDE) {
        Py_ssize_t start = core.low > IN_LINE ? core.low - IN_LINE : 0;
        Py_ssize_t end = core.high + IN_LINE < text->count ? core.high + IN_LINE : text->count;
        Py_ssize_t before = core.low, behind = core.high;
        while (before > start && code_at(text->codes, before - 1) != NEWLINE) {
            before--;
        }
        while (behind < end && code_at(text->codes, behind) != NEWLINE) {
            behind++;
        }
        low = before < low ? before : low;
        high = behind > high ? behind : high;
    }
    return (Core){low, high};
}

/* Add a stretch to the blocks; whether there was room for it. */
static int
add_stretch(Asked *asked, Core core, long long gain)
{
    Core around = with_around(asked->text, core);
    Block *last = asked->number > 0 ? &asked->blocks[asked->number - 1] : NULL;
    if (last == NULL || around.low > last->whole.high) {
        if (asked->number == MOST_BLOCKS) {
            return 0;
        }
        last = &asked->blocks[asked->number++];
        *last = (Block){.whole = around};
    }
    else if (around.high > last->whole.high) {
        last->whole.high = around.high;
    }
    if (last->number == MOST_CORES || core.high - core.low > LONGEST) {
        return 0;
    }
    last->cores[last->number++] = core;
    last->gain += gain;
    return 1;
}

/* Make blocks of the stretches of a list; whether that can be told, or -1 with an error set. */
static int
make_blocks(Asked *asked, PyObject *stretches)
{
    for (Py_ssize_t index = 0; index < PyList_Size(stretches); index++) {
        Core core;
        long long gain;
        if (!PyArg_ParseTuple(PyList_GetItem(stretches, index), "nnL:stretch", &core.low,
                              &core.high, &gain)) {
            return -1;
        }
        if (!add_stretch(asked, core, gain)) {
            return 0;
        }
    }
    return 1;
}

static Py_ssize_t
size_of_all(const Asked *asked)
{
    Py_ssize_t all = 0;
    for (Py_ssize_t index = 0; index < asked->number; index++) {
        all += asked->blocks[index].whole.high - asked->blocks[index].whole.low;
    }
    return all;
}

static Py_ssize_t
beyond_in(const Worked *text, Core core)
{
    Py_ssize_t beyond = 0;
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        beyond += code_at(text->codes, place) > 0x7F;
    }
    return beyond;
}

/* What a stretch of a block must save. */
static double
needed_in(const Asked *asked, const Block *block, int by_cores)
{
    Py_ssize_t inside = by_cores ? 0 : beyond_in(asked->text, block->whole);
    for (Py_ssize_t index = 0; by_cores && index < block->number; index++) {
        inside += beyond_in(asked->text, block->cores[index]);
    }
    double most = by_cores ? asked->most_of_few : asked->most_of_it;
    return (double)inside >= most ? asked->needed_then : asked->needed;
}

/* What is told of a route, and of a block by its routes: none saves enough; some may, but not if the
   borders are paid, so that a search finds no candidate; some may; or FAILED with an error set. */
enum { TOO_LITTLE, NO_CANDIDATE, MAY_SAVE };

/* Whether a character has further pairs of bytes in a wrong codec, of which a search takes the best;
   -1 with an error set. */
static int
has_twins(const Wrong *wrong, const Py_buffer *codes)
{
    int found = 0;
    for (Py_ssize_t place = 0; PyDict_Size(wrong->twins) > 0 && !found && place < codes_in(codes);
         place++) {
        PyObject *code = PyLong_FromUnsignedLong(code_at(codes, place));
        found = code == NULL ? -1 : PyDict_Contains(wrong->twins, code);
        Py_XDECREF(code);
    }
    return found;
}

/* What a stretch of a block that is laid out may save by some route. */
static int
told_by_bounds(Asked *asked, const Wrong *wrong, Reading *reading, Py_ssize_t index, double needed)
{
    const Ways *ways = asked->ways;
    int32_t route = wrong->numbers[index];
    if (ways->latin[route]) {
        return MAY_SAVE; /* words of several languages are forgiven some bits, elsewhere */
    }
    reading->decoder = &ways->decoders[index];
    int64_t bound = most_saved(reading, &asked->laid);
    double least = ways->seconds[route] * needed + ways->costs[route];
    if (bound != CANNOT_TELL && (double)bound / UNITS < least) {
        return TOO_LITTLE;
    }
    int twins = bound == CANNOT_TELL ? 1 : has_twins(wrong, asked->laid.codes);
    if (twins != 0) {
        return twins < 0 ? FAILED : MAY_SAVE;
    }
    double candidate = CANDIDATE + ways->costs[route];
    asked->search.least = (int64_t)(candidate * UNITS); /* whole eighths */
    asked->laid.search = &asked->search;
    bound = most_saved(reading, &asked->laid);
    asked->laid.search = NULL;
    return (double)bound / UNITS < candidate ? NO_CANDIDATE : MAY_SAVE;
}

/* What a second look tells of a block, by the routes that a first one leaves; where bytes may be
   lost, by all routes of codecs that lose some. */
static int
second_look(Asked *asked, const Look *look, double most, int is_lossy, Reading *reading,
            double needed)
{
    const Ways *ways = asked->ways;
    int told = TOO_LITTLE;
    for (Py_ssize_t number = 0; number < ways->wrong_number; number++) {
        const Wrong *wrong = &ways->wrongs[number];
        int is_laid = 0;
        for (Py_ssize_t index = 0; index < ways->number; index++) {
            int32_t route = wrong->numbers[index];
            if (route < 0 || !((is_lossy && wrong->shown_by != SINGLE) ||
                               saves_enough(look, route, most))) {
                continue;
            }
            if (!is_laid) {
                reading->shown = wrong->shown;
                reading->mark = wrong->mark;
                reading->shown_by = wrong->shown_by;
                lay_out(reading, &asked->laid);
                is_laid = 1;
            }
            int by_route = told_by_bounds(asked, wrong, reading, index, needed);
            if (by_route < 0 || by_route == MAY_SAVE) {
                return by_route;
            }
            told = by_route > told ? by_route : told;
        }
    }
    return told;
}

/* What its routes tell of a block; FAILED with an error set. */
static int
told_by_routes(Asked *asked, const Block *block, double needed, int by_cores)
{
    Py_ssize_t low = block->whole.low;
    Py_buffer part = *asked->text->codes;
    part.buf = (char *)part.buf + 4 * low;
    part.len = 4 * (block->whole.high - low);
    Look look = {.scorer = asked->scorer, .ways = asked->ways, .codes = &part};
    look.bits = asked->bits + low;
    look.count = codes_in(&part);
    Core cores[MOST_CORES];
    for (Py_ssize_t index = 0; index < block->number; index++) {
        cores[index] = (Core){block->cores[index].low - low, block->cores[index].high - low};
    }
    if (begin_look(&look, needed) < 0) {
        return FAILED;
    }
    double most;
    int lost = look_at_all(&look, cores, block->number, &most);
    int told = lost == FAILED ? FAILED : MAY_SAVE;
    if (lost >= 0) {
        asked->laid.count = look.count;
        asked->laid.codes = &part;
        asked->laid.units = asked->units + low;
        weigh_as_shown(asked->scorer, &asked->laid);
        find_borders(&part, asked->borders);
        Reading reading = {.scorer = asked->scorer, .once = !by_cores};
        told = second_look(asked, &look, most, lost > 0, &reading, needed);
    }
    end_look(&look);
    return told;
}

/* The blocks as tuples of start, end, gain, and start and end of each core. */
static PyObject *
listed(const Asked *asked)
{
    PyObject *result = PyList_New(0);
    for (Py_ssize_t index = 0; result != NULL && index < asked->number; index++) {
        const Block *block = &asked->blocks[index];
        PyObject *cores = PyList_New(0);
        int failed = cores == NULL;
        for (Py_ssize_t core = 0; !failed && core < block->number; core++) {
            failed = append_new(cores, Py_BuildValue("(nn)", block->cores[core].low,
                                                     block->cores[core].high)) < 0;
        }
        if (failed || append_new(result, Py_BuildValue("(nnLO)", block->whole.low,
                                                       block->whole.high,
                                                       (long long)block->gain, cores)) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(cores);
    }
    return result;
}

/* Whether no route explains any of the blocks; -1 with an error set. A search takes the routes of
   each block to all that have some, so that no more than one may be without candidates only. */
static int
look_at_each(Asked *asked)
{
    const Worked *text = asked->text;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        asked->units[place] = text->units[place];
        asked->bits[place] = text->units[place] / UNITS;
    }
    int searched = 0, by_cores = size_of_all(asked) < asked->few;
    for (Py_ssize_t index = 0; index < asked->number; index++) {
        const Block *block = &asked->blocks[index];
        double needed = needed_in(asked, block, by_cores);
        int told = told_by_routes(asked, block, needed, by_cores);
        searched += told == NO_CANDIDATE;
        if (told < 0 || told == MAY_SAVE || searched > 1) {
            return told < 0 ? -1 : 0;
        }
    }
    return 1;
}

/* Look at all blocks of a text whose surprise was worked out. */
static PyObject *
look_at_blocks(Asked *asked)
{
    size_t count = (size_t)asked->text->count + 1;
    asked->bits = PyMem_Malloc(count * (sizeof(double) + 2 * sizeof(int32_t)));
    void *room = room_for(&asked->laid, (Py_ssize_t)count - 1);
    int told = -1;
    if (asked->bits == NULL || room == NULL) {
        PyErr_NoMemory();
    }
    else {
        asked->units = (int32_t *)(asked->bits + count);
        asked->borders = asked->units + count;
        asked->search.borders = asked->borders;
        told = look_at_each(asked);
    }
    PyMem_Free(room);
    PyMem_Free(asked->bits);
    if (told < 0) {
        return NULL;
    }
    return told ? listed(asked) : Py_NewRef(Py_None);
}

static PyObject *
unexplained(Asked *asked, const Py_buffer *views, const double *levels, int many)
{
    Worked text;
    if (make_room(&text, views) < 0) {
        return NULL;
    }
    asked->text = &text;
    asked->search.traits = views[TRAITS].buf;
    int told = work_out(asked->scorer, &text, views, many);
    PyObject *weak = told ? weak_stretches(&text, levels) : NULL;
    if (told) {
        told = weak == NULL ? -1 : PyList_Size(weak) == 0;
    }
    PyObject *strong = told > 0 ? strong_stretches(&text, levels, many) : NULL;
    if (told > 0) {
        told = strong == NULL ? -1 : make_blocks(asked, strong);
    }
    PyObject *result = told > 0 ? look_at_blocks(asked) : told == 0 ? Py_NewRef(Py_None) : NULL;
    Py_XDECREF(weak);
    Py_XDECREF(strong);
    free_worked(&text);
    return result;
}

/* Arguments: as of `surprising`; blocks of how many characters are told by their cores; how many
   characters beyond ASCII are nearly all of them, in cores and in blocks; what is to be saved in a
   block that has so many, and in others; and all ways (ways.c). The blocks of the text, each its start, end, gain and a list of cores, if no
   route saves enough in any of them; None if one may, or that cannot be told. */
PyObject *
scorer_unexplained(PyObject *object, PyObject *args)
{
    Asked asked = {.scorer = (const Scorer *)object};
    PyObject *sources[ARRAYS], *capsule;
    Py_buffer views[ARRAYS];
    double levels[LEVELS];
    int many;
    if (!PyArg_ParseTuple(args, "OOOOOdddpnddddO:unexplained", &sources[CODES], &sources[TRAITS],
                          &sources[FOREIGN], &sources[STRONGLY], &sources[WEAKLY],
                          &levels[LEAST], &levels[DROP], &levels[WEAK_LEAST], &many,
                          &asked.few, &asked.most_of_few, &asked.most_of_it,
                          &asked.needed_then, &asked.needed, &capsule) ||
        (asked.ways = ways_of(capsule)) == NULL ||
        open_arrays(sources, short_text_kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    PyObject *result = unexplained(&asked, views, levels, many);
    close_arrays(views, ARRAYS);
    return result;
}
