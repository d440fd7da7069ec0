/* One look at a text: the classes of its characters, and the signs of what stands beside what. */

#include "glance.h"
#include "running.h"
#include "signs.h"


/* What a block shows at one go. A processor does not foresee what comes next in a text, so that what is
   worth a closer look is put on lists: characters that may be signs of something, each with the place
   where two ideographs touched last before it, and what may be glyph ids. Places are those in the block,
   -1 for none. */
typedef struct {
    uint16_t traits[BEFORE + BLOCK]; /* and what they are of characters before the block */
    unsigned any_traits;
    int32_t worth[BLOCK];
    int32_t touched[BLOCK];
    int32_t glyphs[BLOCK];
    Py_ssize_t worth_count, glyph_count, commas;
    int32_t last_touched;
    uint32_t classes;
} Shown;

/* Look over a row of ASCII that begins in a block, and say where it ends. */
static Py_ssize_t
look_over_ascii(const Text *text, Py_ssize_t start, Py_ssize_t place, Py_ssize_t end, Shown *shown)
{
    uint32_t all = 0;
    uint16_t *traits = shown->traits + BEFORE + (place - start);
    Py_ssize_t worth = shown->worth_count, commas = 0, first = place;
    for (; place < end && text->codes[place] <= 0x7F; place++) {
        uint32_t code = text->codes[place], classes = text->classes[code];
        all |= classes;
        shown->worth[worth] = (int32_t)(place - start);
        worth += (classes & CLASSES_OF_INTEREST) != 0;
        commas += code == ',';
    }
    if (place > first) {
        memset(traits, 0, (size_t)(place - first) * sizeof *traits);
        traits[place - first - 1] = text->traits[text->codes[place - 1]];
    }
    for (; shown->worth_count < worth; shown->worth_count++) {
        shown->touched[shown->worth_count] = shown->last_touched;
    }
    shown->commas += commas;
    shown->classes |= all;
    return place;
}

#define LONG_ROW 16 /* of ASCII, which is looked over by itself, since that takes less */

/* The same of other characters, and short rows of ASCII between them. */
static Py_ssize_t
look_over_others(const Text *text, Py_ssize_t start, Py_ssize_t place, Py_ssize_t end, Shown *shown)
{
    const uint32_t *class_of = text->classes;
    uint32_t all = shown->classes;
    unsigned any = shown->any_traits, before = shown->traits[BEFORE + place - start - 1];
    int32_t touched = shown->last_touched, row = 0;
    Py_ssize_t worth = shown->worth_count, glyphs = shown->glyph_count, commas = 0;
    for (; place < end && row < LONG_ROW; place++) {
        int32_t index = (int32_t)(place - start);
        uint32_t code = text->codes[place];
        unsigned traits = traits_of(text, code);
        all |= class_of[code < CODE_POINTS ? code : CODE_POINTS - 1];
        any |= traits;
        row = (row + 1) & -(int32_t)(code <= 0x7F);
        commas += code == ',';
        shown->traits[BEFORE + index] = (uint16_t)traits;
        touched = before & traits & HAN ? index : touched;
        shown->worth[worth] = index;
        shown->touched[worth] = touched;
        worth += ((traits & OF_INTEREST) | (before & GAP & (0u - (traits & LETTERS)))) != 0;
        shown->glyphs[glyphs] = index;
        glyphs += (traits & GLYPH) != 0;
        before = traits;
    }
    shown->classes = all;
    shown->any_traits = any;
    shown->last_touched = touched;
    shown->worth_count = worth;
    shown->glyph_count = glyphs;
    shown->commas += commas;
    return place;
}

static void
look_over(const Text *text, Py_ssize_t start, Py_ssize_t end, Shown *shown)
{
    shown->worth_count = shown->glyph_count = shown->commas = 0;
    shown->last_touched = -1;
    shown->any_traits = shown->classes = 0;
    for (Py_ssize_t place = start; place < end;) {
        place = look_over_ascii(text, start, place, end, shown);
        place = look_over_others(text, start, place, end, shown);
    }
}

/* Look closer at a character that may be a sign. */
static uint64_t
look_closer(const Text *text, Known *known, Py_ssize_t place, unsigned before, unsigned traits)
{
    uint32_t code = text->codes[place];
    uint32_t classes = text->classes[code < CODE_POINTS ? code : CODE_POINTS - 1];
    uint64_t signs = 0;
    if (classes & CLASSES_OF_INTEREST) {
        signs = signs_at(text, place, classes, &known->counts);
        if (classes & LINE_FEED) {
            end_line(&known->line, &known->counts);
        }
    }
    if (code >= FIRST_BOPOMOFO && code <= LAST_BOPOMOFO) {
        known->counts.bopomofo++;
        signs |= RUBY;
    }
    if (traits & LETTERS && before & GAP) {
        signs |= add_gap(text, &known->line, &known->counts, place);
    }
    return signs;
}

/* The classes and signs from one place to another, those of which a few are none included. */
static uint64_t
look_at(const Text *text, Known *known, Py_ssize_t start, Py_ssize_t end)
{
    Shown shown;
    const uint16_t *traits = shown.traits + BEFORE;
    memcpy(shown.traits, known->last, sizeof known->last);
    look_over(text, start, end, &shown);
    uint64_t seen = shown.classes;
    seen |= add_to_rows(&known->rows, shown.traits, end - start, shown.any_traits);
    int32_t touched = -1;
    for (Py_ssize_t turn = 0; turn < shown.worth_count; turn++) {
        int32_t index = shown.worth[turn];
        if (shown.touched[turn] > touched) {
            touched = shown.touched[turn];
            add_touching(&known->line, &known->counts);
        }
        seen |= look_closer(text, known, start + index, traits[index - 1], traits[index]);
    }
    if (shown.last_touched > touched) {
        add_touching(&known->line, &known->counts);
    }
    for (Py_ssize_t turn = 0; turn < shown.glyph_count; turn++) {
        Py_ssize_t place = start + shown.glyphs[turn];
        seen |= goes_on(text, &known->glyphs, place) ? 0 : add_glyph(text, &known->glyphs, place);
    }
    memcpy(known->last, traits + (end - start) - BEFORE, sizeof known->last);
    known->counts.commas += shown.commas;
    return seen | (shown.commas > 0 ? COMMAS : 0);
}

static uint64_t
look(const Text *text)
{
    Known known;
    memset(&known, 0, sizeof known);
    uint64_t seen = traits_of(text, at(text, 0)) & FIRST_OF_MARK ? SHOWN_MARK : 0;
    for (Py_ssize_t place = 0; place < text->count; place += BLOCK) {
        Py_ssize_t end = BLOCK < text->count - place ? place + BLOCK : text->count;
        seen |= look_at(text, &known, place, end);
    }
    seen |= any_rich(&known.rows) ? HALVES : 0;
    end_line(&known.line, &known.counts);
    return seen & ~too_few(&known.counts);
}

uint64_t
seen_in(const uint32_t *codes, Py_ssize_t count, const uint32_t *classes, const uint16_t *traits)
{
    Text text = {.classes = classes, .traits = traits, .codes = codes, .count = count};
    return look(&text);
}

static PyObject *
look_at_text(Text *text, PyObject *source)
{
    uint32_t few[ON_STACK];
    text->count = PyUnicode_GetLength(source);
    uint32_t *codes = codes_of(source, few, text->count);
    if (codes == NULL) {
        return NULL;
    }
    text->codes = codes;
    uint64_t seen;
    if (codes == few) {
        seen = look(text);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        seen = look(text);
        Py_END_ALLOW_THREADS
        PyMem_Free(codes);
    }
    return PyLong_FromUnsignedLongLong(seen);
}

/* Arguments: a str; the classes of each code point, uint32 (0x110000,); the traits of those of the
   BMP, uint16 (0x10000,). */
PyObject *
glance(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *source, *classes_source, *traits_source;
    Py_buffer classes, traits;
    if (!PyArg_ParseTuple(args, "UOO:glance", &source, &classes_source, &traits_source) ||
        open_table(classes_source, &classes, "classes", 4, CODE_POINTS, 0) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (open_table(traits_source, &traits, "traits", 2, TRAITS, 0) == 0) {
        Text text = {.classes = classes.buf, .traits = traits.buf};
        result = look_at_text(&text, source);
        PyBuffer_Release(&traits);
    }
    PyBuffer_Release(&classes);
    return result;
}
