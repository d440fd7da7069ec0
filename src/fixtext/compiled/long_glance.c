/* One look at a long text, block by block: what glance.c tells, at a fraction of the price.

   Most characters are plain: one byte says all that there is to say of each, and what they are a sign of
   is told by loops over these bytes that do the same for all, which a compiler makes use of. Only
   characters that are not plain are looked at one by one; and lines and rows are only followed where
   something depends on them. */

#include "long_glance.h"

#include "eight.h"
#include "running.h"

static uint64_t
follow_rows_between(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    uint16_t traits[QUARTER];
    for (Py_ssize_t place = low; place < high; place++) {
        traits[place - low] = (uint16_t)traits_of(&look->text, at(&look->text, place));
    }
    return follow_rows(&look->known.rows, traits, high - low);
}

/* Whether any of a quarter, and of some before it, may be of a row. */
static int
has_members(const uint8_t *flags)
{
    uint8_t any = 0;
    for (Py_ssize_t place = 0; place < BEFORE + QUARTER; place++) {
        any |= flags[place];
    }
    return (any & (SMALL | SWAPPED)) != 0;
}

static uint64_t
look_at_quarter(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    Rows *rows = &look->known.rows;
    const uint8_t *flags = look->flags, *first = flags + low - BEFORE;
    int is_long = rows->ascii.size >= FEWEST_HALVES || rows->swapped.size >= FEWEST_HALVES;
    if (high - low < QUARTER || is_long || (has_members(first) && may_be_rich(first))) {
        return follow_rows_between(look, low, high);
    }
    Py_ssize_t start = high;
    while (start > low && flags[start - 1] & (SMALL | SWAPPED)) {
        start--;
    }
    if (start > low) {
        *rows = (Rows){{0, 0}, {0, 0}};
    }
    return follow_rows_between(look, start, high);
}

/* Go on by the rows of a block. */
static uint64_t
look_at_rows(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    uint64_t signs = 0;
    for (; low < high; low += QUARTER) {
        signs |= look_at_quarter(look, low, QUARTER < high - low ? low + QUARTER : high);
    }
    return signs;
}

/* Where the characters of a block are that are not plain: their number. */
static Py_ssize_t
list_marked(const uint8_t *closer, int32_t *marked)
{
    Py_ssize_t count = 0;
    for (int32_t place = 0; place < BLOCK; place += MARKS) {
        for (uint64_t bits = marked_of(closer + place); bits != 0; bits &= bits - 1) {
            marked[count++] = place + lowest_bit(bits);
        }
    }
    return count;
}

/* The classes of characters that are not plain, and behind them in `marked` those of which there is more to
   say. A processor does not foresee which these are, so that all are written down, and few of them kept. */
static uint64_t
look_at_marked(Look *look, const uint8_t *closer, Py_ssize_t low)
{
    const Text *text = &look->text;
    const uint32_t *codes = text->codes + low;
    int32_t marked[BLOCK];
    Py_ssize_t count = list_marked(closer, marked), kept = 0, commas = 0;
    uint32_t seen = 0;
    for (Py_ssize_t turn = 0; turn < count; turn++) {
        int32_t place = marked[turn];
        uint32_t code = codes[place], before = codes[place - 1];
        uint32_t classes = text->classes[code < CODE_POINTS ? code : CODE_POINTS - 1];
        uint32_t traits = traits_of(text, code);
        uint32_t behind_gap = look->flags[low + place - 1] & OF_GAP ? traits & HAN : 0;
        uint32_t glyphs = (code - FIRST_GLYPH < GLYPHS) & (before - FIRST_GLYPH < GLYPHS) &
                          ((code ^ before) >> BLOCK_BITS != 0);
        seen |= classes;
        commas += code == ',';
        marked[kept] = place;
        kept += ((traits & OF_INTEREST) | behind_gap | glyphs) != 0;
    }
    uint64_t signs = commas > 0 ? COMMAS : 0;
    look->known.counts.commas += commas;
    for (Py_ssize_t turn = 0; turn < kept; turn++) {
        Py_ssize_t place = low + marked[turn];
        signs |= text->codes[place] == NEWLINE ? look_at_line_end(look, place)
                                               : look_closer(look, place);
    }
    return signs | seen;
}

/* The classes and signs of a block. */
static uint64_t
look_at_block(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    uint8_t closer[BLOCK];
    const uint8_t *flags = look->flags + low;
    unsigned any;
    uint64_t seen = mark_closer(flags, closer, &any);
    if (any & ALPHABET) {
        seen |= look_at_letters(look->text.codes + low, flags, closer);
    }
    if (any & (SMALL | SWAPPED) || look->known.rows.ascii.size + look->known.rows.swapped.size > 0) {
        seen |= look_at_rows(look, low, high);
    }
    return seen | look_at_marked(look, closer, low);
}

/* The classes and signs of a block that is all ASCII. */
static uint64_t
look_at_ascii(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    uint8_t closer[BLOCK] = {0};
    const unsigned char *ascii = look->text.ascii + low;
    uint64_t seen = mark_closer_ascii(ascii, high - low, closer);
    Counts *counts = &look->known.counts;
    for (Py_ssize_t place = low; seen & COMMAS && counts->commas < FEWEST_COMMAS && place < high;
         place++) {
        counts->commas += ascii[place - low] == ',';
    }
    for (Py_ssize_t start = 0; start < high - low; start += 8) {
        uint64_t eight = eight_at(closer + start);
        for (int first; eight != 0; eight = without(eight, first)) {
            first = first_of(eight);
            Py_ssize_t place = start + first;
            uint32_t classes = look->text.classes[ascii[place]];
            seen |= classes | signs_at(&look->text, low + place, classes, counts);
        }
    }
    return seen;
}

/* Go on by a part that is all ASCII, as far as rows and lines that began before are concerned. */
static uint64_t
pass_ascii(Look *look, Py_ssize_t low, Py_ssize_t high)
{
    Known *known = &look->known;
    if (memchr(look->text.ascii + low, NEWLINE, (size_t)(high - low)) != NULL) {
        end_line(&known->line, &known->counts);
    }
    uint64_t signs = any_rich(&known->rows) ? HALVES : 0;
    known->rows = (Rows){{0, 0}, {0, 0}};
    return signs;
}

/* What was followed up to the end of a part, told in places of the next one: those of this one, less so
   many. */
static void
end_part(Look *look, Py_ssize_t end, Py_ssize_t less)
{
    Glyphs *glyphs = &look->known.glyphs;
    if (look->text.ascii == NULL) {
        follow_line(&look->text, &look->known, &look->line_from, end);
        follow_glyphs(&look->text, glyphs, &look->glyphs_from, end);
    }
    if (glyphs->count > 0 && glyphs->last < end - 1) {
        /* where the last one stands in front of others is all one, as long as these break no row */
        glyphs->count = is_between_glyphs(&look->text, glyphs->last + 1, end) ? glyphs->count : 0;
        glyphs->last = end - 2;
    }
    glyphs->last -= less;
    look->line_from = look->glyphs_from = end - less;
}

/* What a part of a text shows, and each of its blocks; it begins at `low` of what is at hand. */
static uint64_t
look_at_part(Look *look, Py_ssize_t low, Py_ssize_t high, uint64_t *blocks)
{
    uint64_t seen = 0;
    int ascii = look->text.ascii != NULL;
    uint64_t passed = ascii ? pass_ascii(look, low, high) : 0;
    for (Py_ssize_t start = low; start < high; start += BLOCK) {
        Py_ssize_t end = BLOCK < high - start ? start + BLOCK : high;
        *blocks = passed | (ascii ? look_at_ascii(look, start, end) : look_at_block(look, start, end));
        seen |= *blocks++;
        passed = 0;
    }
    return seen;
}

static void
set_flags(Look *look, Py_ssize_t count)
{
    const uint8_t *of_code = look->of_code;
    uint8_t *flags = look->room_of_flags + BESIDE;
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = look->text.codes[place];
        flags[place] = of_code[code < TRAITS ? code : TRAITS];
    }
    memset(flags + count, 0, BLOCK);
    look->flags = flags;
}

/* Have a part of a text at hand, as bytes if it is all ASCII: `part` is it, with what is beside it. */
static int
open_part(Look *look, PyObject *part)
{
    Text *text = &look->text;
    text->count = PyUnicode_GetLength(part);
    PyObject *is_ascii = PyObject_CallMethod(part, "isascii", NULL);
    if (is_ascii == NULL) {
        return -1;
    }
    Py_DECREF(is_ascii);
    if (is_ascii == Py_True) {
        text->ascii = (const unsigned char *)PyUnicode_AsUTF8AndSize(part, NULL);
        return text->ascii != NULL ? 0 : -1;
    }
    text->ascii = NULL;
    text->codes = PyUnicode_AsUCS4(part, look->room_of_codes + BESIDE, MOST_AT_HAND, 0);
    if (text->codes == NULL) {
        return -1;
    }
    set_flags(look, text->count);
    return 0;
}

/* Look at a text, part by part. */
static int
look_at_all(Look *look, PyObject *source, uint64_t *blocks, uint64_t *seen)
{
    Py_ssize_t count = PyUnicode_GetLength(source);
    for (Py_ssize_t start = 0; start < count; start += PART) {
        Py_ssize_t end = PART < count - start ? start + PART : count;
        Py_ssize_t first = start < BESIDE ? 0 : start - BESIDE;
        Py_ssize_t last = count - end < BESIDE ? count : end + BESIDE;
        PyObject *part = PyUnicode_Substring(source, first, last);
        if (part == NULL || open_part(look, part) < 0) {
            Py_XDECREF(part);
            return -1;
        }
        *seen |= look_at_part(look, start - first, end - first, blocks + start / BLOCK);
        end_part(look, end - first, end - BESIDE - first);
        Py_DECREF(part);
    }
    return 0;
}

static uint64_t
sign_of_start(const Look *look, PyObject *source)
{
    uint32_t first = PyUnicode_GetLength(source) > 0 ? PyUnicode_ReadChar(source, 0) : 0;
    return traits_of(&look->text, first) & FIRST_OF_MARK ? SHOWN_MARK : 0;
}

static PyObject *
seen_in_all(Look *look, PyObject *source, uint64_t *blocks)
{
    uint64_t seen = sign_of_start(look, source), first = seen;
    Py_ssize_t count = PyUnicode_GetLength(source);
    if (look_at_all(look, source, blocks, &seen) < 0) {
        return NULL;
    }
    end_line(&look->known.line, &look->known.counts);
    if (count > 0) {
        uint64_t last = any_rich(&look->known.rows) ? HALVES : 0;
        blocks[0] |= first;
        blocks[(count - 1) / BLOCK] |= last;
        seen |= last;
    }
    return PyLong_FromUnsignedLongLong(seen & ~too_few(&look->known.counts));
}

/* Arguments: a str; the classes of each code point, uint32 (0x110000,); the traits of those of the BMP,
   uint16 (0x10000,); the flags of the same, and of all beyond, uint8 (0x10001,); an array to write to,
   uint64, with an item for each 512 characters that begin. */
PyObject *
glance_by_blocks(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"classes", 4, CODE_POINTS},
                                      {"traits", 2, TRAITS},
                                      {"flags", 1, TRAITS + 1},
                                      {"blocks", 8, -1, WRITTEN}};
    PyObject *source, *sources[4];
    Py_buffer views[4];
    if (!PyArg_ParseTuple(args, "UOOOO:glance_by_blocks", &source, &sources[0], &sources[1],
                          &sources[2], &sources[3]) ||
        open_arrays(sources, kinds, 4, views) < 0) {
        return NULL;
    }
    Look look;
    memset(&look, 0, sizeof look);
    look.text = (Text){.classes = views[0].buf, .traits = views[1].buf};
    look.of_code = views[2].buf;
    Py_ssize_t count = PyUnicode_GetLength(source);
    PyObject *result = NULL;
    if (has_items(&views[3], kinds[3].name, (count + BLOCK - 1) / BLOCK)) {
        result = seen_in_all(&look, source, views[3].buf);
    }
    close_arrays(views, 4);
    return result;
}
