/* How surprising pairs of neighbours are: fixtext/language/pair_screen.py has it in numpy. */

#include "screen.h"

#include "unknown_pairs.h"

enum { TABLE_RECORDS, TABLE_WITHOUT_MARKS, TABLE_TRANSITIONS, TABLE_KNOWN, TABLES };

static const ArrayKind kinds[TABLES] = {
    [TABLE_RECORDS] = {"records", 4, RECORDS},
    [TABLE_WITHOUT_MARKS] = {"without_marks", 4, RECORDS},
    [TABLE_TRANSITIONS] = {"transitions", 2, CLASSES * CLASSES},
    [TABLE_KNOWN] = {"known", 1, KNOWN_BYTES},
};

static void
fill_surprise(const Screen *self, const Py_buffer *before, const Py_buffer *here, int16_t *out)
{
    Py_ssize_t count = codes_in(here);
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t first = screen_record(self->records, code_at(before, place));
        uint32_t second = screen_record(self->records, code_at(here, place));
        out[place] = (int16_t)surprise_of(self, first, second);
    }
}

static void
fill_along(const Screen *self, const Py_buffer *codes, int16_t *out)
{
    Py_ssize_t count = codes_in(codes);
    if (count == 0) {
        return;
    }
    uint32_t first = screen_record(self->without_marks, code_at(codes, 0));
    for (Py_ssize_t place = 1; place < count; place++) {
        uint32_t second = screen_record(self->without_marks, code_at(codes, place));
        out[place - 1] = (int16_t)surprise_of(self, first, second);
        first = second;
    }
}

static PyObject *
screen_surprise(PyObject *object, PyObject *args)
{
    const Screen *self = (const Screen *)object;
    PyObject *sources[3];
    Py_buffer before, here, out;
    if (!PyArg_ParseTuple(args, "OOO:surprise", &sources[0], &sources[1], &sources[2])) {
        return NULL;
    }
    if (open_array(sources[0], &before, "before", 4, -1) < 0) {
        return NULL;
    }
    if (open_array(sources[1], &here, "here", 4, codes_in(&before)) < 0) {
        PyBuffer_Release(&before);
        return NULL;
    }
    int failed = open_table(sources[2], &out, "out", 2, codes_in(&here), 1);
    if (failed == 0) {
        Py_BEGIN_ALLOW_THREADS
        fill_surprise(self, &before, &here, out.buf);
        Py_END_ALLOW_THREADS
        PyBuffer_Release(&out);
    }
    PyBuffer_Release(&here);
    PyBuffer_Release(&before);
    return failed < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *
screen_surprise_along(PyObject *object, PyObject *args)
{
    const Screen *self = (const Screen *)object;
    PyObject *source, *target;
    Py_buffer codes, out;
    if (!PyArg_ParseTuple(args, "OO:surprise_along", &source, &target)) {
        return NULL;
    }
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t count = codes_in(&codes);
    int failed = open_table(target, &out, "out", 2, count > 0 ? count - 1 : 0, 1);
    if (failed == 0) {
        Py_BEGIN_ALLOW_THREADS
        fill_along(self, &codes, out.buf);
        Py_END_ALLOW_THREADS
        PyBuffer_Release(&out);
    }
    PyBuffer_Release(&codes);
    return failed < 0 ? NULL : Py_NewRef(Py_None);
}

/* How many characters of a part of a text are beyond ASCII, and how many are wide. */
static void
count_beyond(const Py_buffer *codes, Py_ssize_t start, Py_ssize_t size, Overview *seen)
{
    uint32_t beyond = 0, wide = 0;
    for (Py_ssize_t place = start; place < start + size; place++) {
        uint32_t code = code_at(codes, place);
        beyond += code > 0x7F;
        wide += code >= FIRST_WIDE;
    }
    seen->beyond += (Py_ssize_t)beyond;
    seen->wide += (Py_ssize_t)wide;
}

Overview
overview_of(const Screen *self, const Py_buffer *codes)
{
    Overview seen = {0, 0, 0};
    Unknown part;
    part.records[0] = screen_record(self->without_marks, NEWLINE);
    int64_t sum = 0;
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t start = 0; start < count; start += PART) {
        Py_ssize_t size = count - start < PART ? count - start : PART;
        count_beyond(codes, start, size, &seen);
        find_unknown(self, codes, start, size, &part);
        int64_t highest = rise_of(self, &part, size, &sum);
        seen.highest = highest > seen.highest ? highest : seen.highest;
        part.records[0] = part.records[size];
    }
    return seen;
}

static PyObject *
screen_overview(PyObject *object, PyObject *source)
{
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Overview seen = overview_of((const Screen *)object, &codes);
    PyBuffer_Release(&codes);
    return Py_BuildValue("(nnL)", seen.beyond, seen.wide, (long long)seen.highest);
}

/* What samples of a text show: how many characters they have, how many of these are beyond ASCII, and wide,
   how many of the former stand beside another one, and how many surprise behind the one before. */
typedef struct {
    Py_ssize_t count, beyond, wide, beside, surprising;
    int before, counted; /* whether the last one is beyond ASCII, and was counted as beside another */
} Sampled;

static void
add_sample(const Screen *self, const Py_buffer *codes, Py_ssize_t start, Py_ssize_t end,
           Sampled *sampled)
{
    uint32_t first = 0;
    for (Py_ssize_t place = start; place < end; place++) {
        uint32_t code = code_at(codes, place);
        uint32_t second = screen_record(self->without_marks, code);
        int is_beyond = code > 0x7F, are_beside = is_beyond && sampled->before;
        sampled->beyond += is_beyond;
        sampled->wide += code >= FIRST_WIDE;
        sampled->beside += are_beside + (are_beside && !sampled->counted);
        sampled->surprising += place > start && surprise_of(self, first, second) > 0;
        sampled->before = is_beyond;
        sampled->counted = are_beside;
        first = second;
    }
    sampled->count += end - start;
}

/* Arguments: code points, uint32 (n,); a list of places in them; and so many characters, which are looked at
   from each place on. How many these are, how many are beyond ASCII, and wide, how many beyond ASCII stand
   beside another one, as if the samples were one text, and how many surprise behind the one before. */
static PyObject *
screen_sampled(PyObject *object, PyObject *args)
{
    PyObject *source, *places;
    Py_ssize_t size;
    Py_buffer codes;
    Sampled sampled = {0};
    if (!PyArg_ParseTuple(args, "OO!n:sampled", &source, &PyList_Type, &places, &size) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Py_ssize_t count = codes_in(&codes);
    int failed = 0;
    for (Py_ssize_t index = 0; index < PyList_Size(places) && !failed; index++) {
        Py_ssize_t start = PyLong_AsSsize_t(PyList_GetItem(places, index));
        failed = PyErr_Occurred() != NULL;
        if (!failed && (start < 0 || start > count || size < 0)) {
            PyErr_SetString(PyExc_ValueError, "a sample is not of the text");
            failed = 1;
        }
        if (!failed) {
            Py_ssize_t end = size < count - start ? start + size : count;
            add_sample((const Screen *)object, &codes, start, end, &sampled);
        }
    }
    PyBuffer_Release(&codes);
    return failed ? NULL
                  : Py_BuildValue("(nnnnn)", sampled.count, sampled.beyond, sampled.wide,
                                  sampled.beside, sampled.surprising);
}

static PyObject *
screen_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *object = new_with_tables(type, args, keywords, kinds, TABLES);
    if (object == NULL) {
        return NULL;
    }
    Screen *self = (Screen *)object;
    const Py_buffer *views = self->tables.views;
    self->records = views[TABLE_RECORDS].buf;
    self->without_marks = views[TABLE_WITHOUT_MARKS].buf;
    self->transitions = views[TABLE_TRANSITIONS].buf;
    self->known = views[TABLE_KNOWN].buf;
    return object;
}

#define LIKELY 8
#define FIRST_HALF_WIDTH 0xFF61u
#define LAST_HALF_WIDTH 0xFF9Fu

/* Whether the model finds a pair likely enough to be known, by its hash and what it gains. */
static int
is_likely(const uint32_t *record_of_symbol, const int16_t *transitions, uint32_t hash, int gain)
{
    uint32_t both = hash * HASH_PAIR_INVERSE, symbol = both & 0xFFFF;
    if (symbol >= FIRST_HALF_WIDTH && symbol <= LAST_HALF_WIDTH) {
        return 0;
    }
    uint32_t first = WEIGHTS(record_of_symbol[both >> 16]);
    uint32_t second = WEIGHTS(record_of_symbol[symbol]);
    int32_t excess = (int32_t)(second & 0xFF) - (int32_t)EXCESS_OFFSET;
    excess += (int32_t)((first >> 8 & 15) * BACKOFF_STEP);
    excess += transitions[(first >> 12) << 4 | second >> 12];
    return excess - gain <= LIKELY;
}

static void
set_known(const Py_buffer *views, uint8_t *bits)
{
    const uint16_t *pairs = views[2].buf;
    const uint8_t *gains = views[3].buf;
    uint64_t slots = (uint64_t)views[3].len;
    for (uint64_t slot = 0; slot < slots; slot++) {
        if (gains[slot] == 0) {
            continue;
        }
        /* the one hash that has this slot and this check */
        uint64_t product = slot << 32 | (uint64_t)(pairs[slot] & PAIR_CHECK) << 16;
        uint32_t hash = (uint32_t)((product + slots - 1) / slots);
        if (is_likely(views[0].buf, views[1].buf, hash, gains[slot])) {
            bits[hash >> KNOWN_BYTE_SHIFT] |= (uint8_t)(1u << (hash >> KNOWN_BIT_SHIFT & 7));
        }
    }
}

/* Arguments: a record of each symbol, uint32 (65536,); the model's transitions, pairs and their
   gains; the bits to set, uint8 (2^20,). */
PyObject *
set_likely_pairs(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind wanted[] = {{"records", 4, BLOCKS_START},
                                       {"transitions", 2, CLASSES * CLASSES},
                                       {"pairs", 2, -1},
                                       {"pair_gains", 1, -1},
                                       {"bits", 1, KNOWN_BYTES, WRITTEN}};
    Py_buffer views[5];
    if (open_arguments(args, wanted, 5, views) < 0) {
        return NULL;
    }
    int failed = !has_items(&views[3], wanted[3].name, views[2].len / 2);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        set_known(views, views[4].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 5);
    return failed ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef screen_methods[] = {
    {"surprise", screen_surprise, METH_VARARGS,
     "Write how surprising each code point is behind another: uint32 (n,) twice to int16 (n,)."},
    {"surprise_along", screen_surprise_along, METH_VARARGS,
     "The same, of each code point behind the one before: uint32 (n,) to int16 (n - 1,)."},
    {"overview", screen_overview, METH_O,
     "How many characters are beyond ASCII, how many wide, and what surprise adds up to."},
    {"sampled", screen_sampled, METH_VARARGS,
     "How many characters of samples there are, of which sorts, and how many surprise."},
    {"suspicious", screen_suspicious, METH_VARARGS,
     "The middles of rows of up to 16 that are surprising by so much: int64 (m,), as bytes."},
    {"suspicious_among", screen_suspicious_among, METH_VARARGS,
     "The places beyond ASCII where what few of these surprise by adds up to so much, as bytes."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot screen_slots[] = {
    {Py_tp_doc, "The pair screen's tables, and how surprising pairs are by them."},
    {Py_tp_new, screen_new},
    {Py_tp_dealloc, dealloc_tables},
    {Py_tp_methods, screen_methods},
    {0, NULL},
};

PyType_Spec screen_spec = {
    .name = "fixtext.compiled._loops.Screen",
    .basicsize = sizeof(Screen),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = screen_slots,
};
