/* Which blocks of a text may be one byte off, as far as that is soon told:
   fixtext/encodings/shifted_blocks.py looks closer then. */

#include "shifted_blocks.h"

/* fixtext/encodings/shifted_blocks.py owns these numbers, which are units: what saves enough in a window, and ASCII,
   which is not limited. */
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
script_of(const Ways *ways, const Py_buffer *codes, Core core)
{
    Script script = {0};
    for (Py_ssize_t place = core.low; place < core.high; place++) {
        uint32_t code = code_at(codes, place);
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

/* A part with some of its line on both sides. */
static Core
in_line(const Py_buffer *codes, Core core)
{
    Py_ssize_t count = codes_in(codes);
    Py_ssize_t start = core.low > BESIDE ? core.low - BESIDE : 0;
    Py_ssize_t end = core.high + BESIDE < count ? core.high + BESIDE : count;
    while (core.low > start && code_at(codes, core.low - 1) != NEWLINE) {
        core.low--;
    }
    while (core.high < end && code_at(codes, core.high) != NEWLINE) {
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

/* Whether it may be so in any of some codecs; if the line is all that is read anew, more is told. -1 with an
   error set. */
static int
may_be_off(const Scorer *scorer, const Ways *ways, int first, int last, const Py_buffer *line,
           int64_t least, int is_all)
{
    int told = 0;
    for (int index = first; told == 0 && index <= last; index++) {
        Codec codec = ways->shifted[index];
        codec.scorer = scorer;
        told = may_be_better_off(&codec, line, &(Enough){least, least, ANY});
        told = told > 0 && is_all ? may_be_suspicious(&codec, line, LEAST_TOLD) : told;
    }
    return told;
}

int
may_be_shifted(const Scorer *scorer, const Ways *ways, const Py_buffer *codes, Core core, int64_t least,
               int closely)
{
    Script script = script_of(ways, codes, core);
    int shown = shown_by(&script);
    if (script.lost || shown == BY_NONE) {
        return script.lost;
    }
    core = in_line(codes, core);
    Py_buffer line = {
        .buf = (char *)codes->buf + core.low * 4, .len = (core.high - core.low) * 4, .itemsize = 4};
    Script around = script_of(ways, codes, core);
    int is_all = closely && core.low == 0 && core.high == codes_in(codes) && !around.lost &&
                 shown_by(&around) == shown;
    if (shown == BY_KOREAN) {
        return may_be_off(scorer, ways, KOREAN_OFF, KOREAN_OFF, &line, least, is_all);
    }
    if (shown == BY_JAPANESE) {
        return may_be_off(scorer, ways, SHIFT_JIS_OFF, EUC_JP_OFF, &line, least, 0);
    }
    int last = shown == BY_GBK ? GBK_OFF : BIG5_OFF;
    return may_be_off(scorer, ways, GBK_OFF, last, &line, least, is_all);
}

static PyObject *
told_of_each(const Scorer *scorer, const Ways *ways, const Py_buffer *codes, const Py_buffer *edges,
             int64_t least)
{
    const int64_t *every = edges->buf;
    Py_ssize_t number = edges->len / 16;
    PyObject *result = PyBytes_FromStringAndSize(NULL, number);
    for (Py_ssize_t index = 0; result != NULL && index < number; index++) {
        int64_t low = every[2 * index], high = every[2 * index + 1];
        int told = 0;
        if (low >= 0 && low < high && high <= codes_in(codes)) {
            Core core = {.low = (Py_ssize_t)low, .high = (Py_ssize_t)high};
            told = may_be_shifted(scorer, ways, codes, core, least, 0);
        }
        if (told < 0) {
            Py_CLEAR(result);
        }
        else {
            PyBytes_AsString(result)[index] = (char)told;
        }
    }
    return result;
}

/* Arguments: code points, uint32 (n,); starts and ends of parts, int64 (2 * m,); all ways (ways.c); the units
   that are enough, one byte off. Of each part whether bytes may be lost in it, or it may save enough one byte off, bool (m,), as bytes. */
PyObject *
scorer_may_be_shifted(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"parts", 8, -1}};
    PyObject *sources[2], *capsule;
    Py_buffer views[2];
    const Ways *ways;
    long long least;
    if (!PyArg_ParseTuple(args, "OOOL:may_be_shifted", &sources[0], &sources[1], &capsule, &least) ||
        (ways = ways_of(capsule)) == NULL || open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    PyObject *result = told_of_each((const Scorer *)object, ways, &views[0], &views[1], least);
    close_arrays(views, 2);
    return result;
}
