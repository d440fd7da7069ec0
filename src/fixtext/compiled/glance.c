/* One look at a text: the classes of its characters, and the signs of what stands beside what. */

#include "glance.h"
#include "signs.h"

#define BLOCK 512 /* fixtext/signs.py has the same */
#define FEWEST_HALVES 5
#define FEWEST_SPACED 5
#define LONG_PART 10
#define WIDEST_GAP 4
#define FEWEST_RUBY 5
#define FEWEST_COMMAS 8
#define FEWEST_WRAPPED 3
#define FEWEST_BLOCKS 4
#define FEWEST_CHANGES 4
#define MOST_APART 20
#define FIRST_GLYPH 0x100
#define LAST_GLYPH 0x2FFF
#define BLOCK_BITS 7
#define TURNS 2

/* A row of characters that share a trait, and how many of them speak for it. */
typedef struct {
    Py_ssize_t size, rich;
} Row;

/* A row of what may be glyph ids, with anything but letters of ASCII between them: the blocks that
   they are of, where the last one stands, and how many there were at the last changes of block. */
typedef struct {
    uint32_t blocks[FEWEST_BLOCKS];
    int different;
    Py_ssize_t last, count, changes;
    Py_ssize_t changed_at[FEWEST_CHANGES];
} Glyphs;

/* Whether a row that ends here is long, and speaks enough for what it may be. */
static inline int
is_rich(const Row *row, int numerator, int denominator)
{
    return row->size >= FEWEST_HALVES && denominator * row->rich >= numerator * row->size;
}

typedef struct {
    Row ascii, swapped;
} Rows;

static inline int
any_rich(const Rows *rows)
{
    return is_rich(&rows->ascii, 11, 10) || is_rich(&rows->swapped, 1, 4);
}

/* Go on by a character: few rows are long, so that the one branch is nearly always right. */
static inline uint64_t
add_to_rows(Rows *rows, unsigned traits)
{
    Py_ssize_t ascii = (traits & BOTH_ASCII) != 0, swapped = (traits & COMMON) != 0;
    uint64_t signs = 0;
    if ((rows->ascii.size >= FEWEST_HALVES && !ascii) ||
        (rows->swapped.size >= FEWEST_HALVES && !swapped)) {
        Rows ended = *rows;
        ended.ascii.size *= !ascii;
        ended.swapped.size *= !swapped;
        signs = any_rich(&ended) ? HALVES : 0;
    }
    rows->ascii.size = (rows->ascii.size + 1) * ascii;
    rows->ascii.rich = (rows->ascii.rich + (traits >> SMALL_SHIFT & 3)) * ascii;
    rows->swapped.size = (rows->swapped.size + 1) * swapped;
    rows->swapped.rich = (rows->swapped.rich + ((traits & ODD) != 0)) * swapped;
    return signs;
}

/* A line's spaces between letters of East Asia, those between two ideographs, those of them since two
   ideographs touched, and whether any did. */
typedef struct {
    Py_ssize_t spaces, between_han, in_part;
    unsigned before; /* the traits of the character before, if it is none of ASCII */
    int touching;
} Line;

/* Ideographs of a part of a line are set apart, if they are many. */
static inline void
end_part(Line *line, Counts *counts)
{
    counts->apart += line->in_part >= LONG_PART ? line->in_part : 0;
    line->in_part = 0;
}

/* A space of any width that a line can have between two letters; garblings/spaced_hanzi.py has the same. */
static inline int
is_gap(uint32_t code)
{
    return code == ' ' || code == 0xA0 || code == 0x3000 || (code >= 0x2002 && code <= 0x200A);
}

/* Go on by a character beyond ASCII. */
static inline uint64_t
add_to_line(const Text *text, Line *line, Counts *counts, Py_ssize_t place, unsigned traits)
{
    unsigned before = line->before;
    line->before = traits;
    if (before & traits & HAN) {
        line->touching = 1;
        end_part(line, counts);
    }
    if (place < 2 || !(traits & LETTERS) || !is_gap(text->codes[place - 1])) {
        return 0;
    }
    Py_ssize_t start = place - 1;
    while (start > 0 && place - start < WIDEST_GAP && is_gap(text->codes[start - 1])) {
        start--;
    }
    before = start > 0 ? traits_of(text, text->codes[start - 1]) : 0;
    line->spaces += (before & LETTERS) != 0;
    if (!(before & traits & HAN)) {
        return 0;
    }
    line->between_han++;
    line->in_part++;
    counts->spaced++;
    return SPACED;
}

static void
end_line(Line *line, Counts *counts)
{
    if (line->between_han > 0 && !line->touching) {
        counts->apart += line->spaces;
    }
    else {
        end_part(line, counts);
    }
    *line = (Line){0};
}

/* Whether what stands between two places is ASCII without letters. */
static int
is_between_glyphs(const Text *text, Py_ssize_t start, Py_ssize_t end)
{
    for (; start < end; start++) {
        uint32_t code = at(text, start);
        if (code < ' ' || code >= 0x7F || is_letter(code)) {
            return 0;
        }
    }
    return 1;
}

static void
add_block(Glyphs *glyphs, uint32_t block)
{
    for (int index = 0; index < glyphs->different; index++) {
        if (glyphs->blocks[index] == block) {
            return;
        }
    }
    if (glyphs->different < FEWEST_BLOCKS) {
        glyphs->blocks[glyphs->different++] = block;
    }
}

/* Go on by a character that may be a glyph id. Rows of letters of the same block, which right text
   has, cost next to nothing. */
static uint64_t
add_glyph(const Text *text, Glyphs *glyphs, Py_ssize_t place)
{
    uint32_t block = at(text, place) >> BLOCK_BITS;
    if (glyphs->count == 0 || !is_between_glyphs(text, glyphs->last + 1, place)) {
        *glyphs = (Glyphs){.blocks = {block}, .different = 1, .last = place, .count = 1};
        return 0;
    }
    int changed = glyphs->last == place - 1 && at(text, glyphs->last) >> BLOCK_BITS != block;
    add_block(glyphs, block);
    glyphs->last = place;
    glyphs->count++;
    if (!changed) {
        return 0;
    }
    Py_ssize_t *oldest = &glyphs->changed_at[glyphs->changes++ % FEWEST_CHANGES];
    *oldest = glyphs->count;
    Py_ssize_t first = glyphs->changed_at[glyphs->changes % FEWEST_CHANGES];
    int dense = glyphs->changes >= FEWEST_CHANGES && glyphs->count - first < MOST_APART;
    return dense && glyphs->different == FEWEST_BLOCKS ? MANY_BLOCKS : 0;
}

/* What is known of a text up to some place. */
typedef struct {
    Counts counts;
    Rows rows;
    Glyphs glyphs;
    Line line;
} Known;

/* Look at a row of ASCII, and say where it ends. */
static Py_ssize_t
look_at_ascii(const Text *text, Py_ssize_t place, Py_ssize_t end, Known *known, uint64_t *seen)
{
    uint32_t all = 0;
    known->line.before = 0;
    for (; place < end && text->codes[place] <= 0x7F; place++) {
        uint32_t classes = text->classes[text->codes[place]];
        all |= classes;
        if (classes & CLASSES_OF_INTEREST) {
            *seen |= signs_at(text, place, classes, &known->counts);
            if (classes & LINE_FEED) {
                end_line(&known->line, &known->counts);
            }
        }
        known->counts.commas += text->codes[place] == ',';
    }
    *seen |= all;
    return place;
}

/* The classes and signs from one place to another, those of which a few are none included. */
static uint64_t
look_at(const Text *text, Known *known, Py_ssize_t place, Py_ssize_t end)
{
    uint64_t seen = 0;
    Py_ssize_t commas = known->counts.commas;
    while (place < end) {
        uint32_t code = text->codes[place];
        if (code <= 0x7F) {
            seen |= add_to_rows(&known->rows, 0);
            place = look_at_ascii(text, place, end, known, &seen);
            continue;
        }
        uint32_t classes = text->classes[code < CODE_POINTS ? code : CODE_POINTS - 1];
        unsigned traits = traits_of(text, code);
        seen |= classes | add_to_rows(&known->rows, traits);
        if (classes & CLASSES_OF_INTEREST) {
            seen |= signs_at(text, place, classes, &known->counts);
        }
        if (code >= FIRST_GLYPH && code <= LAST_GLYPH) {
            seen |= add_glyph(text, &known->glyphs, place);
        }
        seen |= add_to_line(text, &known->line, &known->counts, place, traits);
        if (code >= 0x3105 && code <= 0x3129) {
            known->counts.bopomofo++;
            seen |= RUBY;
        }
        place++;
    }
    return seen | (known->counts.commas > commas ? COMMAS : 0);
}

/* The same of a text that is all ASCII. */
static uint64_t
look_at_bytes(const Text *text, Known *known, Py_ssize_t place, Py_ssize_t end)
{
    uint64_t seen = 0;
    Py_ssize_t commas = 0;
    for (; place < end; place++) {
        uint32_t classes = text->classes[text->ascii[place] & 0x7F];
        seen |= classes;
        if (classes & CLASSES_OF_INTEREST) {
            seen |= signs_at(text, place, classes, &known->counts);
        }
        commas += text->ascii[place] == ',';
    }
    known->counts.commas += commas;
    return seen | (commas > 0 ? COMMAS : 0);
}

/* The signs of which there are too few. */
static uint64_t
too_few(const Counts *counts)
{
    int ruby = counts->kana >= FEWEST_RUBY || counts->hangul >= FEWEST_RUBY ||
               counts->bopomofo >= FEWEST_RUBY;
    uint64_t signs = ruby ? 0 : RUBY;
    signs |= counts->spaced >= FEWEST_SPACED && counts->apart >= FEWEST_SPACED ? 0 : SPACED;
    signs |= counts->commas >= FEWEST_COMMAS ? 0 : COMMAS;
    return signs | (counts->wrapped >= FEWEST_WRAPPED ? 0 : WRAPPED);
}

/* Look at a text; where `blocks` are wanted, tell what each has too, as many of them as it has. */
static uint64_t
look(const Text *text, uint64_t *blocks)
{
    Known known;
    memset(&known, 0, sizeof known);
    Py_ssize_t step = blocks != NULL ? BLOCK : text->count;
    uint64_t seen = 0, last = traits_of(text, at(text, 0)) & FIRST_OF_MARK ? SHOWN_MARK : 0;
    for (Py_ssize_t place = 0; place < text->count; place += step) {
        Py_ssize_t end = step < text->count - place ? place + step : text->count;
        last |= text->ascii != NULL ? look_at_bytes(text, &known, place, end)
                                    : look_at(text, &known, place, end);
        last |= end == text->count && any_rich(&known.rows) ? HALVES : 0;
        if (blocks != NULL) {
            *blocks++ = last;
        }
        seen |= last;
        last = 0;
    }
    end_line(&known.line, &known.counts);
    return seen & ~too_few(&known.counts);
}

uint64_t
seen_in(const uint32_t *codes, Py_ssize_t count, const uint32_t *classes, const uint16_t *traits)
{
    Text text = {.classes = classes, .traits = traits, .codes = codes, .count = count};
    return look(&text, NULL);
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
        seen = look(text, NULL);
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        seen = look(text, NULL);
        Py_END_ALLOW_THREADS
        PyMem_Free(codes);
    }
    return PyLong_FromUnsignedLongLong(seen);
}

Py_ssize_t
count_flagged(const Py_buffer *codes, const Py_buffer *flags, int flag, Py_ssize_t enough)
{
    const uint8_t *known = flags->buf;
    Py_ssize_t found = 0;
    for (Py_ssize_t place = 0; place < codes_in(codes) && found < enough; place++) {
        uint32_t code = code_at(codes, place);
        found += code < (uint64_t)flags->len && known[code] & flag;
    }
    return found;
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

/* Arguments: a text, as code points, uint32 (n,), or bytes of ASCII, uint8 (n,); the classes of each
   code point, uint32 (0x110000,); the traits of those of the BMP, uint16 (0x10000,); an array to
   write to, uint64, with an item for each 512 characters that begin. */
PyObject *
glance_by_blocks(PyObject *module, PyObject *args)
{
    (void)module;
    ArrayKind kinds[] = {{"text", 4, -1},
                         {"classes", 4, CODE_POINTS},
                         {"traits", 2, TRAITS},
                         {"blocks", 8, -1, WRITTEN}};
    PyObject *sources[4];
    Py_buffer views[4];
    int ascii;
    if (!PyArg_ParseTuple(args, "OOOOp:glance_by_blocks", &sources[0], &sources[1], &sources[2],
                          &sources[3], &ascii)) {
        return NULL;
    }
    kinds[0].item = ascii ? 1 : 4;
    if (open_arrays(sources, kinds, 4, views) < 0) {
        return NULL;
    }
    Text text = {.classes = views[1].buf, .traits = views[2].buf, .count = views[0].len};
    if (ascii) {
        text.ascii = views[0].buf;
    }
    else {
        text.codes = views[0].buf;
        text.count /= 4;
    }
    PyObject *result = NULL;
    if (has_items(&views[3], kinds[3].name, (text.count + BLOCK - 1) / BLOCK)) {
        uint64_t seen;
        Py_BEGIN_ALLOW_THREADS
        seen = look(&text, views[3].buf);
        Py_END_ALLOW_THREADS
        result = PyLong_FromUnsignedLongLong(seen);
    }
    close_arrays(views, 4);
    return result;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8 (m,). How many characters have
   each of the eight flags. */
PyObject *
count_flags(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"flags", 1, -1}};
    Py_buffer views[2];
    if (open_arguments(args, kinds, 2, views) < 0) {
        return NULL;
    }
    const uint8_t *flags = views[1].buf;
    /* by turns, since most characters have the same flags, and a sum waits for the one before it */
    Py_ssize_t counts[TURNS][256] = {{0}};
    Py_BEGIN_ALLOW_THREADS
    for (Py_ssize_t place = 0; place < codes_in(&views[0]); place++) {
        uint32_t code = code_at(&views[0], place);
        counts[place % TURNS][code < (uint64_t)views[1].len ? flags[code] : 0]++;
    }
    Py_END_ALLOW_THREADS
    close_arrays(views, 2);
    PyObject *result = PyList_New(0);
    for (unsigned bit = 0; result != NULL && bit < 8; bit++) {
        Py_ssize_t count = 0;
        for (unsigned which = 0; which < 256; which++) {
            for (int turn = 0; which >> bit & 1 && turn < TURNS; turn++) {
                count += counts[turn][which];
            }
        }
        if (append_new(result, PyLong_FromSsize_t(count)) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8 (m,); a flag; how many characters
   with it are enough. Whether there are. */
PyObject *
has_enough(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *sources[2];
    Py_buffer codes, flags;
    int flag;
    Py_ssize_t enough, found;
    if (!PyArg_ParseTuple(args, "OOin:has_enough", &sources[0], &sources[1], &flag, &enough) ||
        open_array(sources[0], &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(sources[1], &flags, "flags", 1, -1, 0) < 0) {
        PyBuffer_Release(&codes);
        return NULL;
    }
    found = count_flagged(&codes, &flags, flag, enough);
    PyBuffer_Release(&flags);
    PyBuffer_Release(&codes);
    return PyBool_FromLong(found >= enough);
}
