/* The parts of a short text that are worth a look: fixtext/encodings/blocks.py and shifted.py have
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
    if (last->number == MOST_CORES || core.high - core.low > LONGEST) {
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

/* fixtext/encodings/shifted.py owns these numbers; the first is in eightieths of a bit, as gains are,
   the others in units: what may save enough, what does in a window, and ASCII, which is not limited. */
#define SURPRISING 1120
#define LEAST_OFF 144
#define LEAST_TOLD 176
#define ANY 8000
#define BESIDE 48
#define TIMES 3 /* repertoire.py has it */

/* What a part of a text is written in. */
typedef struct {
    Py_ssize_t hangul, kana, ideographs, simplified, traditional;
    int lost; /* whether something stands where bytes may be lost */
} Script;

static Script
script_of(const Ways *ways, const Worked *text, Core core)
{
    Script script = {0};
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        uint32_t code = code_at(text->codes, place);
        script.lost |= code == REPLACEMENT || code == '?' || code == KATAKANA_DOT;
        script.hangul += code >= 0xAC00 && code <= 0xD7A3;
        script.kana += code >= 0x3041 && code <= 0x30FF;
        if (code >= FIRST_IDEOGRAPH && code < FIRST_IDEOGRAPH + IDEOGRAPHS) {
            unsigned lacks = ways->lacks[code - FIRST_IDEOGRAPH];
            script.ideographs++;
            script.traditional += (lacks & LACKS_GB2312) != 0;
            script.simplified += (lacks & LACKS_BIG5) != 0;
        }
    }
    return script;
}

/* A stretch with some of its line on both sides. */
static Core
in_line(const Worked *text, Core core)
{
    Py_ssize_t start = core.low > BESIDE ? core.low - BESIDE : 0;
    Py_ssize_t end = core.high + BESIDE < text->count ? core.high + BESIDE : text->count;
    while (core.low > start && code_at(text->codes, core.low - 1) != NEWLINE) {
        core.low--;
    }
    while (core.high < end && code_at(text->codes, core.high) != NEWLINE) {
        core.high++;
    }
    return core;
}

/* By what codecs text is shown: none, the one of Korea, those of Japan, GBK, or that and Big5. */
enum { BY_NONE, BY_KOREAN, BY_JAPANESE, BY_GBK, BY_CHINESE };

static int
shown_by(const Script *script)
{
    if (script->hangul + script->kana + script->ideographs == 0) {
        return BY_NONE;
    }
    if (script->hangul > script->kana + script->ideographs) {
        return BY_KOREAN;
    }
    if (3 * script->kana > script->ideographs) {
        return BY_JAPANESE;
    }
    return script->simplified <= TIMES * script->traditional ? BY_CHINESE : BY_GBK;
}

/* Whether a line may be one byte off in a codec. If it is all that is read anew, more is told. */
static int
may_be_off_in(const Scorer *scorer, const Codec *tables, const Py_buffer *line, int is_all)
{
    Codec codec = *tables;
    codec.scorer = scorer;
    int told = may_be_better_off(&codec, line, &(Enough){LEAST_OFF, LEAST_OFF, ANY});
    return told > 0 && is_all ? may_be_suspicious(&codec, line, LEAST_TOLD) : told;
}

int
may_be_shifted(const Scorer *scorer, const Ways *ways, const Worked *text, const Block *block)
{
    if (block->gain < SURPRISING) {
        return 0;
    }
    Script script = script_of(ways, text, block->whole);
    int shown = shown_by(&script);
    if (script.lost || shown == BY_NONE) {
        return script.lost;
    }
    Core core = in_line(text, block->whole);
    Py_buffer line = part_of(text, core);
    Script around = script_of(ways, text, core);
    int is_all = core.low == 0 && core.high == text->count && !around.lost &&
                 shown_by(&around) == shown;
    if (shown == BY_KOREAN) {
        return may_be_off_in(scorer, &ways->shifted[KOREAN_OFF], &line, is_all);
    }
    if (shown == BY_JAPANESE) {
        return 1; /* in which codec of Japan, is told elsewhere */
    }
    int told = may_be_off_in(scorer, &ways->shifted[GBK_OFF], &line, is_all);
    if (told == 0 && shown == BY_CHINESE) {
        told = may_be_off_in(scorer, &ways->shifted[BIG5_OFF], &line, is_all);
    }
    return told;
}
