/* Whether what surprises in a short text is nothing that a route makes sense of:
   fixtext/encodings/quick_search.py has it in Python. */

#include "quick_search.h"

#include "shifted_blocks.h"

#include "weak_blocks.h"

/* What a stretch of a block must save. */
static double
needed_in(const Asked *asked, const Block *block, int by_cores)
{
    Py_ssize_t inside = by_cores ? 0 : beyond_in(asked->blocks.text, block->whole);
    for (Py_ssize_t index = 0; by_cores && index < block->number; index++) {
        inside += beyond_in(asked->blocks.text, block->cores[index]);
    }
    double most = by_cores ? asked->most_of_few : asked->most_of_it;
    return (double)inside >= most ? asked->needed_then : asked->needed;
}

/* Whether all routes may be told of in place of a search: that of a few characters takes longer. */
static int
may_search_by_all(const Asked *asked)
{
    return asked->blocks.number == 1 && size_of_all(&asked->blocks) < asked->few;
}

/* What its routes tell of a block; FAILED with an error set. */
static int
told_by_routes(Asked *asked, Block *block, double needed, int by_cores)
{
    Py_ssize_t low = block->whole.low;
    Py_buffer part = part_of(asked->blocks.text, block->whole);
    Look look = {.scorer = asked->scorer, .ways = asked->ways, .codes = &part};
    look.bits = asked->bits + low;
    look.count = codes_in(&part);
    look.needed = needed;
    Core cores[MOST_CORES];
    for (Py_ssize_t index = 0; index < block->number; index++) {
        cores[index] = (Core){block->cores[index].low - low, block->cores[index].high - low};
    }
    int lost = NOT_TOLD, search = may_search_by_all(asked);
    if (!block->has_more) {
        if (begin_look(&look) < 0) {
            return FAILED;
        }
        lost = look_at_all(&look, cores, block->number);
    }
    int told = lost == FAILED ? FAILED : TOO_LITTLE;
    if (lost == NOT_TOLD && by_cores && !search) {
        told = MAY_SAVE;
    }
    else if (lost == NOT_TOLD || lost > 0 || (lost == 0 && look.any)) {
        asked->laid.count = look.count;
        asked->laid.codes = &part;
        asked->laid.units = asked->units + low;
        weigh_as_shown(asked->scorer, &asked->laid);
        find_borders(&part, asked->borders);
        Reading reading = {.scorer = asked->scorer, .once = !by_cores};
        told = lost != NOT_TOLD ? second_look(asked, &look, lost > 0, &reading, needed)
               : search         ? search_by_all(asked, &reading)
                                : look_by_all(asked, &reading, needed, &block->lacking);
    }
    end_look(&look);
    return told;
}

/* Whether no route explains any of the blocks; -1 with an error set. A search takes the routes of
   each block to all that have some, so that no more than one may be without candidates only. */
static int
look_at_each(Asked *asked)
{
    const Worked *text = asked->blocks.text;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        asked->units[place] = text->units[place];
        asked->bits[place] = text->units[place] / UNITS;
    }
    int searched = 0, by_cores = size_of_all(&asked->blocks) < asked->few;
    for (Py_ssize_t index = 0; index < asked->blocks.number; index++) {
        if (asked->blocks.items[index].has_more && by_cores && !may_search_by_all(asked)) {
            return 0;
        }
    }
    for (Py_ssize_t index = 0; index < asked->blocks.number; index++) {
        Block *block = &asked->blocks.items[index];
        double needed = needed_in(asked, block, by_cores);
        int told = told_by_routes(asked, block, needed, by_cores);
        searched += told == NO_CANDIDATE;
        if (told < 0 || told == MAY_SAVE || searched > 1) {
            return told < 0 ? -1 : 0;
        }
    }
    return 1;
}

/* The blocks; none where it is told that they cannot be shifted, and no more is asked. */
static PyObject *
listed_in_brief(Asked *asked)
{
    Blocks *blocks = &asked->blocks;
    int any = 0;
    for (Py_ssize_t index = 0; index < blocks->number; index++) {
        Block *block = &blocks->items[index];
        block->shifted = 0;
        if (block->gain >= SURPRISING) {
            block->shifted = may_be_shifted(asked->scorer, asked->ways, blocks->text->codes,
                                            block->whole, LEAST_OFF, 1);
        }
        if (block->shifted < 0) {
            return NULL;
        }
        any |= block->shifted;
    }
    return any || !asked->in_brief ? listed_blocks(blocks) : PyList_New(0);
}

/* The strong blocks and the weak ones; None where one may be explained, or that is not told. */
static PyObject *
look_at_both(Asked *asked, PyObject *weak)
{
    int told = look_at_each(asked);
    if (told <= 0) {
        return told < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *rest = weak_blocks(asked, weak);
    PyObject *result = rest;
    if (rest != NULL && rest != Py_None) {
        PyObject *strong = listed_in_brief(asked);
        result = strong == NULL ? NULL : PyTuple_Pack(2, strong, rest);
        Py_XDECREF(strong);
        Py_DECREF(rest);
    }
    return result;
}

/* Look at all blocks of a text whose surprise was worked out. */
static PyObject *
look_at_blocks(Asked *asked, PyObject *weak)
{
    size_t count = (size_t)asked->blocks.text->count + 1;
    asked->bits = PyMem_Malloc(count * (sizeof(double) + sizeof(WeighedStep) + 2 * sizeof(int32_t)));
    void *room = room_for(&asked->laid, (Py_ssize_t)count - 1);
    PyObject *result = NULL;
    if (asked->bits == NULL || room == NULL) {
        PyErr_NoMemory();
    }
    else {
        asked->search.steps = (WeighedStep *)(asked->bits + count);
        asked->units = (int32_t *)(asked->search.steps + count);
        asked->borders = asked->units + count;
        for (Py_ssize_t place = 0; place < asked->blocks.text->count; place++) {
            asked->has_lines |= code_at(asked->blocks.text->codes, place) == NEWLINE;
        }
        asked->search.borders = asked->borders;
        result = look_at_both(asked, weak);
    }
    PyMem_Free(room);
    PyMem_Free(asked->bits);
    return result;
}

PyObject *
unexplained(Asked *asked, const Py_buffer *views, const double *levels, int many)
{
    Worked text;
    if (make_room(&text, views) < 0) {
        return NULL;
    }
    asked->blocks.text = &text;
    asked->search.traits = views[TRAITS].buf;
    int told = work_out(asked->scorer, &text, views, many);
    int none = asked->only_lines;
    PyObject *weak = !told ? NULL : none ? PyList_New(0) : weak_stretches(&text, levels);
    PyObject *strong = weak == NULL ? NULL : none ? PyList_New(0) : strong_stretches(&text, levels, many);
    if (told) {
        told = strong == NULL ? -1 : make_blocks(&asked->blocks, strong);
    }
    PyObject *result = told > 0    ? look_at_blocks(asked, weak)
                       : told == 0 ? Py_NewRef(Py_None)
                                   : NULL;
    Py_XDECREF(weak);
    Py_XDECREF(strong);
    free_worked(&text);
    return result;
}

/* Look at a text that is a str. */
static PyObject *
unexplained_text(Asked *asked, PyObject *source, Py_buffer *views, const double *levels, int many)
{
    uint32_t few[ON_STACK];
    Py_ssize_t count = PyUnicode_GetLength(source);
    uint32_t *codes = codes_of(source, few, count);
    if (codes == NULL) {
        return NULL;
    }
    views[CODES] = (Py_buffer){.buf = codes, .len = 4 * count, .itemsize = 4};
    PyObject *result = unexplained(asked, views, levels, many);
    if (codes != few) {
        PyMem_Free(codes);
    }
    return result;
}

/* Arguments: a str; tables, as of `surprising`; what stretches must gain and may fall, and whether
   there are many characters beyond ASCII, the same; blocks of how many characters are told by their
   cores; how many characters beyond ASCII are nearly all of them, in cores and in blocks; what is to
   be saved in a block that has so many, and in others; all ways (ways.c); whether blocks need not be
   listed that cannot be shifted; and a list of the lines with letters of several languages. The blocks
   of the text, as `listed_blocks` lists them, and the weak ones, as `weak_blocks` does, if no route
   saves enough in any of them; None if one may, or that cannot be told. */
PyObject *
scorer_unexplained(PyObject *object, PyObject *args)
{
    Asked asked = {.scorer = (const Scorer *)object};
    PyObject *text, *sources[ARRAYS], *capsule;
    Py_buffer views[ARRAYS];
    double levels[LEVELS];
    int many;
    if (!PyArg_ParseTuple(args, "UOOOOdddpnddddOpO!:unexplained", &text, &sources[TRAITS],
                          &sources[FOREIGN], &sources[STRONGLY], &sources[WEAKLY],
                          &levels[LEAST], &levels[DROP], &levels[WEAK_LEAST], &many,
                          &asked.few, &asked.most_of_few, &asked.most_of_it,
                          &asked.needed_then, &asked.needed, &capsule, &asked.in_brief, &PyList_Type,
                          &asked.lines) ||
        (asked.ways = ways_of(capsule)) == NULL ||
        open_arrays(sources + TRAITS, short_text_kinds + TRAITS, ARRAYS - TRAITS,
                    views + TRAITS) < 0) {
        return NULL;
    }
    PyObject *result = unexplained_text(&asked, text, views, levels, many);
    close_arrays(views + TRAITS, ARRAYS - TRAITS);
    return result;
}
