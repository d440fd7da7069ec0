/* Characters that do not go together: letters of several languages (fixtext/encodings/alphabets.py),
   what two codecs share (shared_kana.py), and lonely ideographs (as_it_is.py). */

#include "costs.h"

#define FIRST_LETTER 0xC0u
#define LETTERS 0x250
#define MOST_LANGUAGES 64
#define FIRST_KANA 0x3041u
#define LAST_KANA 0x30FEu

static const ArrayKind kinds[] = {{"languages", 1, -1}};

/* Which languages have each letter: a row of so many bytes for each code point, and as bits. */
typedef struct {
    Tables tables;
    const uint8_t *languages;
    Py_ssize_t number;
    uint64_t bits[LETTERS];
} Alphabets;

static inline int
is_letter(uint32_t code)
{
    return code >= FIRST_LETTER && code < LETTERS && code != 0xD7 && code != 0xF7;
}

/* Whether hardly any language but Vietnamese has a letter. */
static inline int
is_vietnamese(uint32_t code)
{
    return (code >= 0x1EA0 && code < 0x1F00) || code == 0x110 || code == 0x111 ||
           code == 0x1A0 || code == 0x1A1 || code == 0x1AF || code == 0x1B0;
}

/* The letters of a line: how many, and how many of them each language has. */
typedef struct {
    Py_ssize_t letters;
    Py_ssize_t fitting[MOST_LANGUAGES];
} Line;

static void
add_letter(const Alphabets *self, Line *line, uint32_t code)
{
    const uint8_t *has = self->languages + (Py_ssize_t)code * self->number;
    line->letters++;
    for (Py_ssize_t language = 0; language < self->number; language++) {
        line->fitting[language] += has[language];
    }
}

/* Put a line that ends here on the list, if it is mixed, and begin the next. */
static int
end_line(const Alphabets *self, Line *line, Py_ssize_t least, Py_ssize_t left_out,
         PyObject *mixed, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t most = 0;
    for (Py_ssize_t language = 0; language < self->number; language++) {
        if (language != left_out && line->fitting[language] > most) {
            most = line->fitting[language];
        }
    }
    int is_mixed = line->letters > 0 && line->letters - most >= least;
    memset(line, 0, sizeof(*line));
    if (!is_mixed) {
        return 0;
    }
    return append_new(mixed, Py_BuildValue("(nn)", start, end));
}

static void
set_bits(Alphabets *self)
{
    for (Py_ssize_t code = 0; code < LETTERS; code++) {
        for (Py_ssize_t language = 0; language < self->number; language++) {
            uint64_t has = self->languages[code * self->number + language] != 0;
            self->bits[code] |= has << language;
        }
    }
}

/* The lines whose letters no language has all of, which one that is foreign makes mixed. */
static int
add_lines_of_none(const Alphabets *self, const Py_buffer *codes, Py_ssize_t left_out,
                  PyObject *mixed)
{
    int counts_all = left_out < 0 || left_out >= MOST_LANGUAGES;
    uint64_t every = counts_all ? ~0ull : ~(1ull << left_out), common = every;
    Py_ssize_t start = 0, count = codes_in(codes), letters = 0;
    for (Py_ssize_t place = 0; place <= count; place++) {
        uint32_t code = place < count ? code_at(codes, place) : NEWLINE;
        if (is_letter(code)) {
            common &= self->bits[code];
            letters = 1;
        }
        else if (code == NEWLINE) {
            if (letters && common == 0 &&
                append_new(mixed, Py_BuildValue("(nn)", start, place)) < 0) {
                return -1;
            }
            common = every;
            letters = 0;
            start = place + 1;
        }
    }
    return 0;
}

static int
add_mixed_lines(const Alphabets *self, const Py_buffer *codes, Py_ssize_t least,
                Py_ssize_t left_out, PyObject *mixed)
{
    if (least == 1) {
        return add_lines_of_none(self, codes, left_out, mixed);
    }
    Line line = {0};
    Py_ssize_t start = 0, count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = code_at(codes, place);
        if (is_letter(code)) {
            add_letter(self, &line, code);
        }
        else if (code == NEWLINE) {
            if (line.letters > 0 &&
                end_line(self, &line, least, left_out, mixed, start, place) < 0) {
                return -1;
            }
            start = place + 1;
        }
    }
    return end_line(self, &line, least, left_out, mixed, start, count);
}

/* Arguments: the code points; how many letters must be foreign; the column of Vietnamese; whether
   it counts: 1, 0, or -1 for if the text has letters of its own. */
static PyObject *
alphabets_mixed_lines(PyObject *object, PyObject *args)
{
    const Alphabets *self = (const Alphabets *)object;
    PyObject *source;
    Py_buffer codes;
    Py_ssize_t least, column;
    int vietnamese;
    if (!PyArg_ParseTuple(args, "Onni:mixed_lines", &source, &least, &column, &vietnamese) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t letters = 0, own = 0, count = codes_in(&codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = code_at(&codes, place);
        letters += is_letter(code);
        own += is_vietnamese(code);
    }
    Py_ssize_t left_out = (vietnamese < 0 ? own > 0 : vietnamese) ? -1 : column;
    PyObject *mixed = PyList_New(0);
    if (mixed != NULL && letters > least &&
        add_mixed_lines(self, &codes, least, left_out, mixed) < 0) {
        Py_DECREF(mixed);
        mixed = NULL;
    }
    PyBuffer_Release(&codes);
    return mixed;
}

static PyObject *
alphabets_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *object = new_with_tables(type, args, keywords, kinds, 1);
    if (object == NULL) {
        return NULL;
    }
    Alphabets *self = (Alphabets *)object;
    const Py_buffer *view = &self->tables.views[0];
    self->languages = view->buf;
    self->number = view->len / LETTERS;
    memset(self->bits, 0, sizeof(self->bits));
    if (view->len % LETTERS != 0 || self->number > MOST_LANGUAGES) {
        PyErr_Format(PyExc_ValueError, "languages has %zd bytes", view->len);
        Py_DECREF(object);
        return NULL;
    }
    set_bits(self);
    return object;
}

static PyMethodDef alphabets_methods[] = {
    {"mixed_lines", alphabets_mixed_lines, METH_VARARGS,
     "Start and end of each line with letters that are foreign to the others."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot alphabets_slots[] = {
    {Py_tp_doc, "Which languages have which letters."},
    {Py_tp_new, alphabets_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, alphabets_methods},
    {0, NULL},
};

PyType_Spec alphabets_spec = {
    .name = "fixtext.compiled._loops.Alphabets",
    .basicsize = sizeof(Alphabets),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = alphabets_slots,
};

/* What a text, or a field of one, has that matters here. */
typedef struct {
    Py_ssize_t kana, others;
    int in_rows;
} Row;

static const Row EMPTY_ROW = {0, 0, 1};

static void
add_to_row(Row *row, uint32_t code, const Py_buffer *table, unsigned first)
{
    if (code <= 0x7F) {
        return;
    }
    int is_kana = code >= FIRST_KANA && code <= LAST_KANA;
    row->kana += is_kana;
    row->others += !is_kana;
    if (row->in_rows) {
        size_t known = (size_t)table->len / 2;
        unsigned pair = ((const uint16_t *)table->buf)[code < known ? code : known - 1];
        row->in_rows = pair >> 8 >= first && (pair & 0xFF) >= first;
    }
}

static int
all_in_rows(const Py_buffer *codes, const Py_buffer *table, unsigned first)
{
    Row row = EMPTY_ROW;
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count && row.in_rows; place++) {
        add_to_row(&row, code_at(codes, place), table, first);
    }
    return row.in_rows && row.kana > 0 && row.others > 0;
}

/* Fields stand between spaces and line ends; ``looked_at`` are those beyond ASCII. */
static int
append_fields(PyObject *fields, const Py_buffer *codes, const Py_buffer *table, unsigned first,
              Py_ssize_t most, Py_ssize_t *looked_at)
{
    Row row = EMPTY_ROW;
    Py_ssize_t count = codes_in(codes), start = 0;
    for (Py_ssize_t place = 0; place <= count; place++) {
        uint32_t code = place < count ? code_at(codes, place) : '\n';
        if (code != ' ' && code != '\n') {
            add_to_row(&row, code, table, first);
            continue;
        }
        *looked_at += row.kana + row.others > 0;
        if (row.in_rows && row.kana > 0 && row.others > 0 && row.kana + row.others <= most &&
            append_new(fields, Py_BuildValue("(nn)", start, place)) < 0) {
            return -1;
        }
        row = EMPTY_ROW;
        start = place + 1;
    }
    return 0;
}

/* Arguments: the code points; the bytes of each code point in a codec, uint16; the first byte. */
PyObject *
is_in_rows(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *source, *pairs;
    Py_buffer codes, table;
    unsigned int first;
    if (!PyArg_ParseTuple(args, "OOI:is_in_rows", &source, &pairs, &first) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    int result = -1;
    if (open_table(pairs, &table, "pairs", 2, -1, 0) == 0) {
        if (table.len > 0) {
            result = all_in_rows(&codes, &table, first);
        }
        else {
            PyErr_SetString(PyExc_ValueError, "pairs has no items");
        }
        PyBuffer_Release(&table);
    }
    PyBuffer_Release(&codes);
    return result < 0 ? NULL : PyBool_FromLong(result);
}

/* Arguments: as those of is_in_rows; and the most characters beyond ASCII of a field. */
PyObject *
fields_in_rows(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *source, *pairs;
    Py_buffer codes, table;
    unsigned int first;
    Py_ssize_t most, looked_at = 0;
    if (!PyArg_ParseTuple(args, "OOIn:fields_in_rows", &source, &pairs, &first, &most) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    PyObject *fields = NULL;
    if (open_table(pairs, &table, "pairs", 2, -1, 0) == 0) {
        if (table.len == 0) {
            PyErr_SetString(PyExc_ValueError, "pairs has no items");
        }
        else if ((fields = PyList_New(0)) != NULL &&
                 append_fields(fields, &codes, &table, first, most, &looked_at) < 0) {
            Py_CLEAR(fields);
        }
        PyBuffer_Release(&table);
    }
    PyBuffer_Release(&codes);
    return fields == NULL ? NULL : Py_BuildValue("(Nn)", fields, looked_at);
}

#define FAR 30

static inline int
is_ideograph(uint32_t code)
{
    return code >= 0x3400 && code < 0xD7A4;
}

static inline int
is_small_letter(uint32_t code)
{
    return code >= 'a' && code <= 'z';
}

static int
append_lonely(PyObject *places, const Py_buffer *codes, Py_ssize_t place)
{
    int ends = place > 0 && is_small_letter(code_at(codes, place - 1));
    int begins = place + 1 < codes_in(codes) && is_small_letter(code_at(codes, place + 1));
    if (!ends && !begins) {
        return 0;
    }
    if (places == NULL) {
        return 1;
    }
    return append_new(places, PyLong_FromSsize_t(place)) < 0 ? -1 : 0;
}

/* Not 0 as soon as one is found that is not wanted on a list, or with an error set. */
static int
append_all_lonely(PyObject *places, const Py_buffer *codes)
{
    Py_ssize_t before = -FAR, last = -1, count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        if (!is_ideograph(code_at(codes, place))) {
            continue;
        }
        int is_alone = last >= 0 && last - before >= FAR && place - last >= FAR;
        int ended = is_alone ? append_lonely(places, codes, last) : 0;
        if (ended != 0) {
            return ended;
        }
        before = last >= 0 ? last : before;
        last = place;
    }
    int is_alone = last >= 0 && last - before >= FAR;
    return is_alone ? append_lonely(places, codes, last) : 0;
}

int
find_lonely(PyObject *places, const Py_buffer *codes)
{
    Py_ssize_t ideographs = 0, count = codes_in(codes);
    for (Py_ssize_t place = 0; place < count; place++) {
        ideographs += is_ideograph(code_at(codes, place));
    }
    return ideographs > 0 && ideographs <= count / FAR ? append_all_lonely(places, codes) : 0;
}

PyObject *
lonely(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    PyObject *places = PyList_New(0);
    if (places != NULL && find_lonely(places, &codes) < 0) {
        Py_CLEAR(places);
    }
    PyBuffer_Release(&codes);
    return places;
}
