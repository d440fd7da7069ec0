/* The parts of a short text that are worth a look: fixtext/encodings/blocks.py and shifted_blocks.py have
   them in Python. */

#include "short_blocks.h"

#include "shifts.h"


/* fixtext/encodings/blocks.py owns these numbers. */
#define AROUND 12
#define IN_LINE 120
#define FEW_WIDE 2

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

/* Add the next stretch to the blocks; whether there was room for it. */
static int
add_stretch(Blocks *blocks, Core core, long long gain)
{
    Core around = with_around(blocks->text, core);
    Block *last = blocks->number > 0 ? &blocks->items[blocks->number - 1] : NULL;
    if (last == NULL || around.low > last->whole.high) {
        if (blocks->number == MOST_BLOCKS) {
            return 0;
        }
        last = &blocks->items[blocks->number++];
        *last = (Block){.whole = around, .first = blocks->read, .lacking = NOTHING_LACKS};
    }
    else if (around.high > last->whole.high) {
        last->whole.high = around.high;
    }
    blocks->read++;
    last->stretches++;
    last->gain += gain;
    last->inside += core.high - core.low;
    if (last->number == MOST_CORES) {
        last->has_more = 1;
    }
    else {
        last->cores[last->number++] = core;
    }
    return 1;
}

int
make_blocks(Blocks *blocks, PyObject *stretches)
{
    blocks->stretches = stretches;
    for (Py_ssize_t index = 0; index < PyList_Size(stretches); index++) {
        Core core;
        long long gain;
        if (!PyArg_ParseTuple(PyList_GetItem(stretches, index), "nnL:stretch", &core.low,
                              &core.high, &gain)) {
            return -1;
        }
        if (!add_stretch(blocks, core, gain)) {
            return 0;
        }
    }
    return 1;
}

Py_buffer
part_of(const Worked *text, Core core)
{
    Py_buffer part = *text->codes;
    part.buf = (char *)part.buf + 4 * core.low;
    part.len = 4 * (core.high - core.low);
    return part;
}

/* Whether a block is one of those before it once more. */
static int
is_repeated(const Blocks *blocks, Py_ssize_t index)
{
    Py_buffer part = part_of(blocks->text, blocks->items[index].whole);
    for (Py_ssize_t other = 0; other < index; other++) {
        Py_buffer before = part_of(blocks->text, blocks->items[other].whole);
        if (part.len == before.len && memcmp(part.buf, before.buf, (size_t)part.len) == 0) {
            return 1;
        }
    }
    return 0;
}

Py_ssize_t
size_of_all(const Blocks *blocks)
{
    Py_ssize_t all = 0;
    for (Py_ssize_t index = 0; index < blocks->number; index++) {
        Core whole = blocks->items[index].whole;
        all += is_repeated(blocks, index) ? 0 : whole.high - whole.low;
    }
    return all;
}

Py_ssize_t
beyond_in(const Worked *text, Core core)
{
    Py_ssize_t beyond = 0;
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        beyond += code_at(text->codes, place) > 0x7F;
    }
    return beyond;
}

/* The start and the end of each core of a block. */
static PyObject *
listed_cores(const Blocks *blocks, const Block *block)
{
    PyObject *cores = PyList_New(0);
    for (Py_ssize_t index = 0; cores != NULL && index < block->stretches; index++) {
        PyObject *stretch = PyList_GetItem(blocks->stretches, block->first + index);
        if (append_new(cores, stretch == NULL ? NULL : PyTuple_GetSlice(stretch, 0, 2)) < 0) {
            Py_CLEAR(cores);
        }
    }
    return cores;
}

PyObject *
listed_blocks(const Blocks *blocks)
{
    PyObject *result = PyList_New(0);
    for (Py_ssize_t index = 0; result != NULL && index < blocks->number; index++) {
        const Block *block = &blocks->items[index];
        PyObject *cores = listed_cores(blocks, block);
        if (cores == NULL ||
            append_new(result, Py_BuildValue("(nnLOid)", block->whole.low, block->whole.high,
                                             (long long)block->gain, cores, block->shifted,
                                             block->lacking)) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(cores);
    }
    return result;
}
