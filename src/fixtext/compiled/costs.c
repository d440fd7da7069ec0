/* What the language model cannot see added to its costs: fixtext/encodings/as_it_is.py has it in
   numpy, and says why. */

#include "costs.h"

#define SCRIPT 0x0F
#define LATIN 1
#define CJK 2
#define LATIN_1_SIGN 0x10
#define CONTROL 0x20
#define KANA 0x40
#define ASCII_LETTER 0x80
#define CLASS 0x700
#define SIGN 0x200
#define BOPOMOFO 0x2000
#define RARE 0x1800 /* half-width kana and points: left to numpy */
#define IS_LONE 0x8000 /* no trait, so free for a note */

#define SIGN_UNITS 96
#define LONE_SIGN_UNITS 64
#define ODD_UNITS 96
#define CONTROL_UNITS 48
#define FOREIGN_UNITS 88
#define MIXED_UNITS 40
#define ISLAND_UNITS 64
#define BOPOMOFO_UNITS 48
#define TONE_UNITS 16
#define NEAR_SIGN 4
#define NEAR_KANA 6
#define SEVERAL_KANA 2

enum { TABLE_TRAITS, TABLE_FOREIGN, TABLES };

static const ArrayKind kinds[TABLES] = {
    [TABLE_TRAITS] = {"traits", 2, TRAITS_KNOWN},
    [TABLE_FOREIGN] = {"foreign", 1, TRAITS_KNOWN},
};

/* A text with what is known of each character; `traits` has one more at both ends, which is 0. */
typedef struct {
    const Py_buffer *codes;
    Py_ssize_t count;
    int16_t *units;
    uint16_t *traits;
} Text;

static inline uint32_t
in_table(uint32_t code)
{
    return code < TRAITS_KNOWN ? code : TRAITS_KNOWN - 1;
}

static inline void
lower(Text *text, Py_ssize_t place, int16_t most)
{
    if (text->units[place] > most) {
        text->units[place] = most;
    }
}

static inline void
add(Text *text, Py_ssize_t place, uint32_t units)
{
    text->units[place] = (int16_t)wrapped((uint32_t)text->units[place] + units);
}

/* How many characters within so many places have a trait. */
static Py_ssize_t
near_with(const Text *text, Py_ssize_t place, Py_ssize_t radius, unsigned trait)
{
    Py_ssize_t low = place > radius ? place - radius : 0;
    Py_ssize_t high = text->count - place > radius ? place + radius + 1 : text->count;
    Py_ssize_t number = 0;
    for (; low < high; low++) {
        number += (text->traits[low + 1] & trait) != 0;
    }
    return number;
}

static void
lower_signs(Text *text)
{
    for (Py_ssize_t place = 0; place < text->count; place++) {
        if ((text->traits[place + 1] & CLASS) == SIGN &&
            !(text->traits[place] & ASCII_LETTER)) {
            lower(text, place, SIGN_UNITS);
        }
    }
}

static int
is_tone(uint32_t code)
{
    return code == 0x2CA || code == 0x2C7 || code == 0x2CB || code == 0x2D9;
}

/* Readings in bopomofo, of two letters or more, with their tones. */
static void
lower_bopomofo(Text *text)
{
    int went_on = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        int goes_on = 0, tone = 0;
        if (text->traits[place + 1] & BOPOMOFO) {
            uint32_t after = place + 1 < text->count ? code_at(text->codes, place + 1) : 0;
            tone = is_tone(after);
            goes_on = after != code_at(text->codes, place) &&
                      (tone || (text->traits[place + 2] & BOPOMOFO));
            if (goes_on || went_on) {
                lower(text, place, BOPOMOFO_UNITS);
            }
            if ((goes_on || went_on) && tone) {
                lower(text, place + 1, TONE_UNITS);
            }
        }
        went_on = goes_on;
    }
}

/* Whether a sign of Latin-1 stands alone: nothing beyond ASCII beside it, and nothing else odd
   near. */
static int
is_lone(const Text *text, Py_ssize_t place)
{
    const uint16_t *traits = text->traits + place + 1;
    if (!(*traits & LATIN_1_SIGN) || traits[-1] & CLASS || traits[1] & CLASS) {
        return 0;
    }
    Py_ssize_t low = place > NEAR_SIGN ? place - NEAR_SIGN : 0, odd = 0;
    for (; low < text->count && low <= place + NEAR_SIGN; low++) {
        odd += (text->traits[low + 1] & CLASS) && text->units[low] > ODD_UNITS;
    }
    return odd <= 1;
}

static void
lower_lone_signs(Text *text)
{
    for (Py_ssize_t place = 0; place < text->count; place++) {
        if (is_lone(text, place)) {
            text->traits[place + 1] |= IS_LONE; /* the costs of others are looked at first */
        }
    }
    for (Py_ssize_t place = 0; place < text->count; place++) {
        if (text->traits[place + 1] & IS_LONE) {
            text->traits[place + 1] ^= IS_LONE;
            lower(text, place, LONE_SIGN_UNITS);
        }
    }
}

static uint32_t
mixture_units(const Traits *self, const Text *text, Py_ssize_t place, int kana)
{
    unsigned left = text->traits[place] & SCRIPT, here = text->traits[place + 1] & SCRIPT;
    if (left != here && left != 0 && here != 0) {
        if (left != CJK && here != CJK) {
            return MIXED_UNITS;
        }
        if (left == LATIN && (text->traits[place + 2] & SCRIPT) == LATIN) {
            return ISLAND_UNITS;
        }
    }
    if (kana && self->foreign[in_table(code_at(text->codes, place))] &&
        near_with(text, place, NEAR_KANA, KANA) >= SEVERAL_KANA) {
        return FOREIGN_UNITS;
    }
    return 0;
}

static void
add_costs(const Traits *self, Text *text, unsigned seen)
{
    lower_signs(text);
    if (seen & BOPOMOFO) {
        lower_bopomofo(text);
    }
    if (seen & LATIN_1_SIGN) {
        lower_lone_signs(text);
    }
    for (Py_ssize_t place = 0; place < text->count; place++) {
        if (text->traits[place + 1] & CONTROL) {
            add(text, place, CONTROL_UNITS);
        }
        if (text->count > 1) {
            add(text, place, mixture_units(self, text, place, (seen & KANA) != 0));
        }
    }
}

/* Fill in the traits, and add to the units; whether that was possible. */
static int
add_to(const Traits *self, Text *text)
{
    unsigned seen = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        text->traits[place + 1] = self->traits[in_table(code_at(text->codes, place))];
        seen |= text->traits[place + 1];
    }
    text->traits[0] = text->traits[text->count + 1] = 0;
    if (seen & RARE) {
        return 0;
    }
    if (seen & CLASS) {
        add_costs(self, text, seen);
    }
    return 1;
}

int
add_costs_of_traits(const Traits *self, const Py_buffer *codes, int16_t *units, uint16_t *traits)
{
    Text text = {codes, codes_in(codes), units, traits};
    return add_to(self, &text);
}

/* Arguments: the code points, uint32 (n,); their units, int16 (n,), which are changed; their
   traits, uint16 (n + 2,), which are written. */
static PyObject *
traits_add_costs(PyObject *object, PyObject *args)
{
    PyObject *sources[3];
    Py_buffer codes, units, traits;
    if (!PyArg_ParseTuple(args, "OOO:add_costs", &sources[0], &sources[1], &sources[2]) ||
        open_array(sources[0], &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t count = codes_in(&codes);
    int done = -1;
    if (open_table(sources[1], &units, "units", 2, count, 1) == 0) {
        if (open_table(sources[2], &traits, "traits", 2, count + 2, 1) == 0) {
            done = add_costs_of_traits((const Traits *)object, &codes, units.buf, traits.buf);
            PyBuffer_Release(&traits);
        }
        PyBuffer_Release(&units);
    }
    PyBuffer_Release(&codes);
    return done < 0 ? NULL : PyBool_FromLong(done);
}

static PyObject *
traits_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *object = new_with_tables(type, args, keywords, kinds, TABLES);
    if (object != NULL) {
        Traits *self = (Traits *)object;
        self->traits = self->tables.views[TABLE_TRAITS].buf;
        self->foreign = self->tables.views[TABLE_FOREIGN].buf;
    }
    return object;
}

static PyMethodDef traits_methods[] = {
    {"add_costs", traits_add_costs, METH_VARARGS,
     "Write traits, and add to the units what the model cannot see; whether that was possible."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot traits_slots[] = {
    {Py_tp_doc, "The traits of characters, and what they cost for these."},
    {Py_tp_new, traits_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, traits_methods},
    {0, NULL},
};

PyType_Spec traits_spec = {
    .name = "fixtext.compiled._loops.Traits",
    .basicsize = sizeof(Traits),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = traits_slots,
};
