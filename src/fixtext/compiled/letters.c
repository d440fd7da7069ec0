/* Letters of several languages, which do not go together: fixtext/encodings/alphabets.py has it in
   numpy. */

#include "letters.h"

#include "costs.h"
#include "eight.h"

#include <stdlib.h>

#define FIRST_LETTER 0xC0u
#define LETTERS 0x250
#define FIRST_OF_VIETNAMESE 0x1EA0u
#define LAST_OF_VIETNAMESE 0x1F00u
#define MOST_LANGUAGES 64

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
    return (code - FIRST_LETTER < LETTERS - FIRST_LETTER) & (code != 0xD7) & (code != 0xF7);
}

/* Whether hardly any language but Vietnamese has a letter. */
static inline int
is_vietnamese(uint32_t code)
{
    return (code - FIRST_OF_VIETNAMESE < LAST_OF_VIETNAMESE - FIRST_OF_VIETNAMESE) |
           (code - 0x110 < 2) | (code - 0x1A0 < 2) | (code - 0x1AF < 2);
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

/* How many of the letters are foreign to the language that fits them best. */
static Py_ssize_t
foreign_in(const Alphabets *self, const Line *line, Py_ssize_t left_out)
{
    Py_ssize_t most = 0;
    for (Py_ssize_t language = 0; language < self->number; language++) {
        if (language != left_out && line->fitting[language] > most) {
            most = line->fitting[language];
        }
    }
    return line->letters - most;
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

/* Mark the letters, those of Vietnamese, and the line ends of a few characters; most are none of these. */
static void
mark_letters(const Py_buffer *codes, Py_ssize_t start, Py_ssize_t size, uint8_t *marks)
{
    memset(marks, 0, MARKS);
    for (Py_ssize_t index = 0; index < size; index++) {
        uint32_t code = code_at(codes, start + index);
        uint32_t is_one = (code - FIRST_LETTER < LETTERS - FIRST_LETTER) | (code == NEWLINE) |
                          (code - FIRST_OF_VIETNAMESE < LAST_OF_VIETNAMESE - FIRST_OF_VIETNAMESE);
        marks[index] = (uint8_t)(0u - is_one);
    }
}

/* What is known of a text up to a place: how many letters there are, and whether any is Vietnamese; where
   the line begins, and the languages that have all of its letters; and lines that no language has all
   letters of, each as its start, its end, and whether Vietnamese has not either. */
typedef struct {
    Py_ssize_t letters;
    int any_vietnamese;
    Py_ssize_t start;
    uint64_t common, vietnamese;
    Numbers lines;
} Reading;

/* -1 if there is no room for a line that ends here. */
static int
end_line(Reading *text, Py_ssize_t end)
{
    uint64_t common = text->common;
    Numbers *lines = &text->lines;
    Py_ssize_t start = text->start;
    text->start = end + 1;
    text->common = ~0ull;
    if ((common & ~text->vietnamese) != 0) {
        return 0;
    }
    return add_number(lines, start) < 0 || add_number(lines, end) < 0 ||
                   add_number(lines, common == 0) < 0
               ? -1
               : 0;
}

static int
read_marked(const Alphabets *self, Reading *text, uint32_t code, Py_ssize_t place)
{
    if (code == NEWLINE) {
        return end_line(text, place);
    }
    text->any_vietnamese |= is_vietnamese(code);
    if (is_letter(code)) {
        text->letters++;
        text->common &= self->bits[code];
    }
    return 0;
}

static int
read_lines(const Alphabets *self, const Py_buffer *codes, Reading *text)
{
    Py_ssize_t count = codes_in(codes);
    uint8_t marks[MARKS];
    for (Py_ssize_t start = 0; start < count; start += MARKS) {
        mark_letters(codes, start, count - start < MARKS ? count - start : MARKS, marks);
        for (uint64_t left = marked_of(marks); left != 0; left &= left - 1) {
            Py_ssize_t place = start + lowest_bit(left);
            if (read_marked(self, text, code_at(codes, place), place) < 0) {
                return -1;
            }
        }
    }
    return end_line(text, count);
}

/* Put the lines on the list that no language has all letters of; `vietnamese` is whether that is one, or
   -1 for if the text has letters of its own. */
static int
list_lines(const Reading *text, int vietnamese, PyObject *mixed)
{
    int is_one = vietnamese < 0 ? text->any_vietnamese : vietnamese;
    const int64_t *line = text->lines.items, *behind = line + text->lines.count;
    for (; line < behind; line += 3) {
        if ((line[2] || !is_one) &&
            append_new(mixed, Py_BuildValue("(LL)", (long long)line[0], (long long)line[1])) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The lines whose letters no language has all of; a text of one letter has none. */
static int
add_lines_of_none(const Alphabets *self, const Py_buffer *codes, Py_ssize_t column, int vietnamese,
                  PyObject *mixed)
{
    Reading text = {.common = ~0ull, .vietnamese = column < MOST_LANGUAGES ? 1ull << column : 0};
    int failed = read_lines(self, codes, &text);
    if (failed < 0) {
        PyErr_NoMemory();
    }
    else if (text.letters > 1) {
        failed = list_lines(&text, vietnamese, mixed);
    }
    free(text.lines.items);
    return failed;
}

PyObject *
mixed_lines_in(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column, int vietnamese)
{
    PyObject *mixed = PyList_New(0);
    const Alphabets *self = (const Alphabets *)alphabets;
    if (mixed != NULL && add_lines_of_none(self, codes, column, vietnamese, mixed) < 0) {
        Py_CLEAR(mixed);
    }
    return mixed;
}

int
are_of_several(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column)
{
    const Alphabets *self = (const Alphabets *)alphabets;
    uint64_t common = ~(1ull << column);
    Py_ssize_t letters = 0;
    for (Py_ssize_t place = 0; place < codes_in(codes); place++) {
        uint32_t code = code_at(codes, place);
        if (is_letter(code)) {
            common &= self->bits[code];
            letters++;
        }
    }
    return letters > 0 && common == 0;
}

/* Arguments: the code points; the column of Vietnamese; whether it counts: 1, 0, or -1 for if the text has
   letters of its own. */
static PyObject *
alphabets_mixed_lines(PyObject *object, PyObject *args)
{
    PyObject *source;
    Py_buffer codes;
    Py_ssize_t column;
    int vietnamese;
    if (!PyArg_ParseTuple(args, "Oni:mixed_lines", &source, &column, &vietnamese) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    PyObject *mixed = mixed_lines_in(object, &codes, column, vietnamese);
    PyBuffer_Release(&codes);
    return mixed;
}

static PyObject *
alphabets_has_vietnamese(PyObject *object, PyObject *source)
{
    (void)object;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t place = 0, count = codes_in(&codes);
    while (place < count && !is_vietnamese(code_at(&codes, place))) {
        place++;
    }
    PyBuffer_Release(&codes);
    return PyBool_FromLong(place < count);
}

Py_ssize_t
strangers_in(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t column)
{
    const Alphabets *self = (const Alphabets *)alphabets;
    Line text = {0};
    int own = 0;
    for (Py_ssize_t place = 0; place < codes_in(codes); place++) {
        uint32_t code = code_at(codes, place);
        own |= is_vietnamese(code);
        if (is_letter(code)) {
            add_letter(self, &text, code);
        }
    }
    return foreign_in(self, &text, own ? -1 : column);
}

/* Arguments: the code points; the column of Vietnamese, which counts if the text has letters of its
   own. */
static PyObject *
alphabets_strangers(PyObject *object, PyObject *args)
{
    PyObject *source;
    Py_buffer codes;
    Py_ssize_t column;
    if (!PyArg_ParseTuple(args, "On:strangers", &source, &column) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t strangers = strangers_in(object, &codes, column);
    PyBuffer_Release(&codes);
    return PyLong_FromSsize_t(strangers);
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
    {"has_vietnamese", alphabets_has_vietnamese, METH_O,
     "Whether code points are among them that hardly any language but Vietnamese has."},
    {"mixed_lines", alphabets_mixed_lines, METH_VARARGS,
     "Start and end of each line with a letter that is foreign to the others."},
    {"strangers", alphabets_strangers, METH_VARARGS,
     "How many letters of a text are foreign to the language that fits them best."},
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
