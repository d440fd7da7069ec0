/* Letters of several languages, which do not go together: fixtext/encodings/alphabets.py has it in
   numpy. */

#include "letters.h"

#include "costs.h"

#define FIRST_LETTER 0xC0u
#define LETTERS 0x250
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
    return (code - 0x1EA0 < LAST_OF_VIETNAMESE - 0x1EA0) | (code - 0x110 < 2) | (code - 0x1A0 < 2) |
           (code - 0x1AF < 2);
}

#define AT_ONCE 32
#define PART 512

/* Whether any of some characters is a letter or beyond, up to an end, which a compiler makes a few
   instructions of. */
static int
any_below(const Py_buffer *codes, Py_ssize_t place, Py_ssize_t behind, uint32_t end)
{
    uint32_t any = 0;
    for (; place < behind; place++) {
        any |= code_at(codes, place) - FIRST_LETTER < end - FIRST_LETTER;
    }
    return any != 0;
}

/* The first letter from a place on; the end if there is none. */
static Py_ssize_t
next_letter(const Py_buffer *codes, Py_ssize_t place)
{
    Py_ssize_t count = codes_in(codes);
    while (place < count) {
        Py_ssize_t end = count - place < AT_ONCE ? count : place + AT_ONCE;
        if (any_below(codes, place, end, LETTERS)) {
            for (; place < end; place++) {
                if (is_letter(code_at(codes, place))) {
                    return place;
                }
            }
        }
        place = end;
    }
    return count;
}

/* How many letters there are, and whether any of them is Vietnamese. */
static Py_ssize_t
count_letters(const Py_buffer *codes, int *vietnamese)
{
    Py_ssize_t letters = 0, count = codes_in(codes);
    uint32_t any = 0;
    for (Py_ssize_t place = 0, end; place < count; place = end) {
        uint32_t some = 0;
        end = count - place < PART ? count : place + PART;
        if (!any_below(codes, place, end, LAST_OF_VIETNAMESE)) {
            continue;
        }
        for (; place < end; place++) { /* no branch, so that several are looked at together */
            uint32_t code = code_at(codes, place);
            some += (uint32_t)is_letter(code);
            any |= (uint32_t)is_vietnamese(code);
        }
        letters += some;
    }
    *vietnamese = any != 0;
    return letters;
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

/* Put a line that ends here on the list, if it is mixed, and begin the next. */
static int
end_line(const Alphabets *self, Line *line, Py_ssize_t least, Py_ssize_t left_out,
         PyObject *mixed, Py_ssize_t start, Py_ssize_t end)
{
    int is_mixed = line->letters > 0 && foreign_in(self, line, left_out) >= least;
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

/* The lines whose letters no language has all of, which one that is foreign makes mixed. Most lines
   have no letters, so that only those are followed which do. */
static int
add_lines_of_none(const Alphabets *self, const Py_buffer *codes, Py_ssize_t left_out,
                  PyObject *mixed)
{
    int counts_all = left_out < 0 || left_out >= MOST_LANGUAGES;
    uint64_t every = counts_all ? ~0ull : ~(1ull << left_out);
    Py_ssize_t count = codes_in(codes), done = 0;
    for (Py_ssize_t place = next_letter(codes, 0); place < count;
         place = next_letter(codes, place)) {
        Py_ssize_t start = place;
        while (start > done && code_at(codes, start - 1) != NEWLINE) {
            start--;
        }
        uint64_t common = every;
        for (; place < count && code_at(codes, place) != NEWLINE; place++) {
            uint32_t code = code_at(codes, place);
            common &= is_letter(code) ? self->bits[code] : ~0ull;
        }
        if (common == 0 && append_new(mixed, Py_BuildValue("(nn)", start, place)) < 0) {
            return -1;
        }
        done = place;
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

PyObject *
mixed_lines_in(PyObject *alphabets, const Py_buffer *codes, Py_ssize_t least, Py_ssize_t column,
               int vietnamese)
{
    const Alphabets *self = (const Alphabets *)alphabets;
    int own;
    Py_ssize_t letters = count_letters(codes, &own);
    Py_ssize_t left_out = (vietnamese < 0 ? own : vietnamese) ? -1 : column;
    PyObject *mixed = PyList_New(0);
    if (mixed != NULL && letters > least &&
        add_mixed_lines(self, codes, least, left_out, mixed) < 0) {
        Py_DECREF(mixed);
        mixed = NULL;
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

/* Arguments: the code points; how many letters must be foreign; the column of Vietnamese; whether
   it counts: 1, 0, or -1 for if the text has letters of its own. */
static PyObject *
alphabets_mixed_lines(PyObject *object, PyObject *args)
{
    PyObject *source;
    Py_buffer codes;
    Py_ssize_t least, column;
    int vietnamese;
    if (!PyArg_ParseTuple(args, "Onni:mixed_lines", &source, &least, &column, &vietnamese) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    PyObject *mixed = mixed_lines_in(object, &codes, least, column, vietnamese);
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
     "Start and end of each line with letters that are foreign to the others."},
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
