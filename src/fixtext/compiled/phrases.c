/* A text through one of OpenCC's dictionaries: fixtext/hanscript/conversion.py and trie.py have it in
   numpy. */

#include "phrases.h"

/* fixtext/hanscript/trie.py owns these numbers; the tests compare both. */
#define FIRST 0x80u   /* of what is told of words: a phrase begins here */
#define LONGEST 0x7Fu /* characters of a phrase */

enum {
    TABLE_CHARACTERS, TABLE_SYMBOLS, TABLE_BASE, TABLE_CHECK, TABLE_PAYLOAD, TABLE_ENDS,
    TABLE_OFFSETS, TABLE_OVERRIDES, TABLES
};

static const ArrayKind kinds[TABLES] = {
    [TABLE_CHARACTERS] = {"characters", 4, REACH},
    [TABLE_SYMBOLS] = {"symbols", 2, REACH},
    [TABLE_BASE] = {"base", 4, -1},
    [TABLE_CHECK] = {"check", 4, -1},
    [TABLE_PAYLOAD] = {"payload", 2, -1},
    [TABLE_ENDS] = {"override_ends", 2, -1},
    [TABLE_OFFSETS] = {"override_offsets", 1, -1},
    [TABLE_OVERRIDES] = {"override_characters", 4, -1},
};

typedef struct {
    Tables tables;
    const uint32_t *characters;
    const uint16_t *symbols;
    const int32_t *base, *check;
    const uint16_t *payload;
    Py_ssize_t slots;
    const uint16_t *ends;
    Py_ssize_t payloads;
    const uint8_t *offsets;
    const uint32_t *overrides;
    Py_ssize_t changes;
} Phrases;

/* A text, the words that another dictionary found in it, and where no phrase begins; each of these two
   may be NULL. */
typedef struct {
    const Py_buffer *codes;
    const uint8_t *segments, *frozen;
} Text;

static unsigned
symbol_at(const Phrases *self, const Text *text, Py_ssize_t place)
{
    uint32_t code = code_at(text->codes, place);
    return code < REACH ? self->symbols[code] : 0;
}

/* Whether no phrase reaches over a place that is not the first. */
static int
is_border(const uint8_t *segments, Py_ssize_t place)
{
    return segments[place] ? (segments[place] & FIRST) != 0 : segments[place - 1] != 0;
}

/* How long the longest phrase is that begins at a place with a character of some symbol, 0 if there is
   none; and its payload. */
static Py_ssize_t
longest(const Phrases *self, const Text *text, Py_ssize_t place, unsigned symbol, int32_t *payload)
{
    Py_ssize_t length = 0, end = codes_in(text->codes);
    uint64_t slot = symbol;
    if (slot >= (uint64_t)self->slots || (text->frozen && text->frozen[place])) {
        return 0;
    }
    end = end - place > (Py_ssize_t)LONGEST ? place + (Py_ssize_t)LONGEST : end;
    for (Py_ssize_t next = place + 1; next < end; next++) {
        uint64_t child = (uint64_t)(uint32_t)self->base[slot] + symbol_at(self, text, next);
        if (child >= (uint64_t)self->slots || self->check[child] != (int32_t)slot ||
            (text->segments && is_border(text->segments, next))) {
            break;
        }
        slot = child;
        if (self->payload[slot] > 0) {
            length = next + 1 - place;
            *payload = self->payload[slot];
        }
    }
    return length;
}

/* What a phrase changes of what its characters are alone. */
static void
change(const Phrases *self, int32_t payload, uint32_t *result, Py_ssize_t length)
{
    if (payload <= 1 || payload >= self->payloads) {
        return;
    }
    for (Py_ssize_t which = self->ends[payload - 1]; which < self->ends[payload]; which++) {
        if (which < self->changes && self->offsets[which] < length) {
            result[self->offsets[which]] = self->overrides[which];
        }
    }
}

/* Whether a phrase begins with two symbols; without a branch for each, since what comes next in a text is
   hard to foresee. */
static inline int
are_first(const Phrases *self, unsigned symbol, unsigned next)
{
    uint64_t slots = (uint64_t)self->slots, slot = symbol < slots ? symbol : 0;
    uint64_t child = (uint64_t)(uint32_t)self->base[slot] + next;
    child = child < slots ? child : 0;
    return (symbol > 0) & (self->check[child] == (int32_t)symbol);
}

/* Between two places that no phrase reaches over. */
static void
convert(const Phrases *self, const Text *text, Py_ssize_t place, Py_ssize_t end, uint32_t *result,
        uint8_t *words)
{
    /* In names of their own, since the compiler takes them for what may be written to. */
    const Py_buffer codes = *text->codes;
    const uint32_t *characters = self->characters;
    const uint16_t *symbols = self->symbols;
    Py_ssize_t count = codes_in(&codes);
    while (place < end) {
        uint32_t code = code_at(&codes, place);
        uint32_t beside = place + 1 < count ? code_at(&codes, place + 1) : UINT32_MAX;
        unsigned symbol = code < REACH ? symbols[code] : 0;
        int32_t payload = 0;
        Py_ssize_t length = 0;
        if (are_first(self, symbol, beside < REACH ? symbols[beside] : 0)) {
            length = longest(self, text, place, symbol, &payload);
        }
        result[place] = code < REACH ? characters[code] : code;
        words[place] = length > 0 ? (uint8_t)((unsigned)length | FIRST) : 0;
        for (Py_ssize_t next = place + 1; next < place + length && next < end; next++) {
            code = code_at(&codes, next);
            result[next] = code < REACH ? characters[code] : code;
            words[next] = (uint8_t)length;
        }
        if (length > 0 && length <= end - place) {
            change(self, payload, result + place, length);
        }
        place += length > 0 ? length : 1;
    }
}

/* The same around each place that counts and has a member of a family; these places are found. No phrase
   reaches over what is in none. */
static int
convert_members(const Phrases *self, const Text *text, const uint16_t *number, const uint8_t *mask,
                uint32_t *result, uint8_t *words, Numbers *found)
{
    const Py_buffer codes = *text->codes;
    Py_ssize_t count = codes_in(&codes), done = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = code_at(&codes, place);
        if (code >= CODE_POINTS || number[code] == 0 || (mask != NULL && !mask[place])) {
            continue;
        }
        if (add_number(found, place) < 0) {
            return -1;
        }
        if (place >= done) {
            Py_ssize_t begin = place, end = place + 1;
            while (begin > done && symbol_at(self, text, begin - 1) > 0) {
                begin--;
            }
            while (end < count && symbol_at(self, text, end) > 0) {
                end++;
            }
            convert(self, text, begin, end, result, words);
            done = end;
        }
    }
    return 0;
}

void
through_phrases(PyObject *dictionary, const Py_buffer *codes, uint32_t *result, uint8_t *words)
{
    Text text = {codes, NULL, NULL};
    convert((const Phrases *)dictionary, &text, 0, codes_in(codes), result, words);
}

enum { CODES, RESULT, WORDS, SEGMENTS, FROZEN, ARRAYS };

static PyObject *
phrases_apply(PyObject *object, PyObject *args)
{
    static const ArrayKind wanted[ARRAYS] = {{"codes", 4, -1, READ_ANYWHERE},
                                             {"result", 4, -1, WRITTEN},
                                             {"words", 1, -1, WRITTEN},
                                             {"segments", 1, -1},
                                             {"frozen", 1, -1}};
    PyObject *sources[ARRAYS];
    Py_buffer views[ARRAYS];
    if (!PyArg_ParseTuple(args, "OOOOO:apply", &sources[CODES], &sources[SEGMENTS],
                          &sources[FROZEN], &sources[RESULT], &sources[WORDS])) {
        return NULL;
    }
    int has_segments = sources[SEGMENTS] != Py_None, has_frozen = sources[FROZEN] != Py_None;
    sources[SEGMENTS] = has_segments ? sources[SEGMENTS] : sources[WORDS];
    sources[FROZEN] = has_frozen ? sources[FROZEN] : sources[WORDS];
    if (open_arrays(sources, wanted, ARRAYS, views) < 0) {
        return NULL;
    }
    int failed = 0;
    for (int array = RESULT; array < ARRAYS; array++) {
        failed = failed || !has_items(&views[array], wanted[array].name, codes_in(&views[CODES]));
    }
    if (!failed) {
        Text text = {&views[CODES], has_segments ? views[SEGMENTS].buf : NULL,
                     has_frozen ? views[FROZEN].buf : NULL};
        Py_BEGIN_ALLOW_THREADS
        convert((const Phrases *)object, &text, 0, codes_in(&views[CODES]), views[RESULT].buf,
                views[WORDS].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, ARRAYS);
    return failed ? NULL : Py_NewRef(Py_None);
}

/* Arguments: code points, uint32 (n,); numbers of families by code point, uint16; which places count,
   bool (n,), or None for all; what is written around members of families, uint32 (n,) and uint8 (n,). The
   places of these members, int64, as bytes. */
static PyObject *
phrases_members(PyObject *object, PyObject *args)
{
    static const ArrayKind wanted[] = {{"codes", 4, -1, READ_ANYWHERE},
                                       {"number", 2, CODE_POINTS},
                                       {"result", 4, -1, WRITTEN},
                                       {"words", 1, -1, WRITTEN},
                                       {"mask", 1, -1}};
    PyObject *sources[5];
    Py_buffer views[5];
    Numbers found = {NULL, 0, 0};
    if (!PyArg_ParseTuple(args, "OOOOO:members", &sources[0], &sources[1], &sources[4], &sources[2],
                          &sources[3])) {
        return NULL;
    }
    int arrays = sources[4] == Py_None ? 4 : 5, failed = 0;
    if (open_arrays(sources, wanted, arrays, views) < 0) {
        return NULL;
    }
    for (int array = 2; array < arrays; array++) {
        if (!has_items(&views[array], wanted[array].name, codes_in(&views[0]))) {
            close_arrays(views, arrays);
            return NULL;
        }
    }
    Text text = {&views[0], NULL, NULL};
    Py_BEGIN_ALLOW_THREADS
    failed = convert_members((const Phrases *)object, &text, views[1].buf,
                             arrays == 5 ? views[4].buf : NULL, views[2].buf, views[3].buf, &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, arrays);
    return taken_numbers(&found, failed);
}

static PyObject *
phrases_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    Phrases *self = (Phrases *)new_with_tables(type, args, keywords, kinds, TABLES);
    if (self == NULL) {
        return NULL;
    }
    const Py_buffer *views = self->tables.views;
    self->characters = views[TABLE_CHARACTERS].buf;
    self->symbols = views[TABLE_SYMBOLS].buf;
    self->base = views[TABLE_BASE].buf;
    self->check = views[TABLE_CHECK].buf;
    self->payload = views[TABLE_PAYLOAD].buf;
    self->slots = views[TABLE_BASE].len / 4;
    self->ends = views[TABLE_ENDS].buf;
    self->payloads = views[TABLE_ENDS].len / 2;
    self->offsets = views[TABLE_OFFSETS].buf;
    self->overrides = views[TABLE_OVERRIDES].buf;
    self->changes = views[TABLE_OFFSETS].len;
    if (self->slots == 0) {
        PyErr_SetString(PyExc_ValueError, "base has no items");
        Py_DECREF((PyObject *)self);
        return NULL;
    }
    if (!has_items(&views[TABLE_CHECK], "check", self->slots) ||
        !has_items(&views[TABLE_PAYLOAD], "payload", self->slots) ||
        !has_items(&views[TABLE_OVERRIDES], "override_characters", self->changes)) {
        Py_DECREF((PyObject *)self);
        return NULL;
    }
    return (PyObject *)self;
}

static PyMethodDef phrases_methods[] = {
    {"apply", phrases_apply, METH_VARARGS,
     "Write what code points become, and what words there are: uint32 (n,), uint8 (n,)."},
    {"members", phrases_members, METH_VARARGS,
     "Write the same around members of families, and tell where these are: int64, as bytes."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot phrases_slots[] = {
    {Py_tp_doc, "One of OpenCC's dictionaries: characters, and phrases that change some of them."},
    {Py_tp_new, phrases_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, phrases_methods},
    {0, NULL},
};

PyType_Spec phrases_spec = {
    .name = "fixtext.compiled._loops.Phrases",
    .basicsize = sizeof(Phrases),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = phrases_slots,
};
