/* Where a short text is surprising, at once: fixtext/encodings/surprise.py has it in numpy. */

#include "costs.h"
#include "scorer.h"
#include "surprise.h"

/* A text, and room for what is worked out of it. */
typedef struct {
    const Py_buffer *codes;
    Py_ssize_t count;
    int16_t *units, *strong, *weak;
    uint16_t *traits;
} Worked;

enum { CODES, TRAITS, FOREIGN, STRONGLY, WEAKLY, ARRAYS };

static PyObject *
stretches(const Worked *text, const int16_t *gains, const double *bits, Py_ssize_t fewest)
{
    Search search = {.codes = text->codes, .gains = gains, .count = text->count};
    search.least = bits[0];
    search.drop = bits[1];
    search.fewest = fewest;
    search.found = PyList_New(0);
    if (search.found != NULL && search_all(&search) < 0) {
        Py_CLEAR(search.found);
    }
    return search.found;
}

/* Fill in how surprising the text is; whether that can be told. */
static int
work_out(const Scorer *self, Worked *text, const Py_buffer *views, int many)
{
    Traits traits = {.traits = views[TRAITS].buf, .foreign = views[FOREIGN].buf};
    Context context = line_start(self);
    for (Py_ssize_t place = 0; place < text->count; place++) {
        text->units[place] = (int16_t)next_units(self, &context, code_at(text->codes, place));
    }
    if (find_lonely(NULL, text->codes) ||
        !add_costs_of_traits(&traits, text->codes, text->units, text->traits)) {
        return 0;
    }
    Surprise work = {.count = text->count, .units = text->units, .traits = text->traits};
    work.many = many;
    work.tables[0] = views[STRONGLY].buf;
    work.tables[1] = views[WEAKLY].buf;
    work.out[0] = text->strong;
    work.out[1] = text->weak;
    fill_surprise(&work);
    return 1;
}

static PyObject *
surprising(const Scorer *self, const Py_buffer *views, const double *bits, int many)
{
    Worked text = {.codes = &views[CODES], .count = codes_in(&views[CODES])};
    size_t room = (size_t)text.count + 2;
    int16_t *all = PyMem_Calloc(4 * room, sizeof *all);
    if (all == NULL) {
        return PyErr_NoMemory();
    }
    text.units = all;
    text.strong = all + room;
    text.weak = all + 2 * room;
    text.traits = (uint16_t *)(all + 3 * room);
    PyObject *result = NULL;
    if (!work_out(self, &text, views, many)) {
        result = Py_NewRef(Py_None);
    }
    else {
        double weakly[2] = {bits[2], bits[1]};
        PyObject *strong = stretches(&text, text.strong, bits, many ? 2 : 1);
        PyObject *weak = strong == NULL ? NULL : stretches(&text, text.weak, weakly, 1);
        result = weak == NULL ? NULL
                              : Py_BuildValue("(OOy#)", strong, weak, (const char *)text.units,
                                              text.count * 2);
        Py_XDECREF(strong);
        Py_XDECREF(weak);
    }
    PyMem_Free(all);
    return result;
}

/* Arguments: code points, uint32 (n,); the traits of the BMP, uint16, and which of it is foreign to
   Japanese, uint8; two tables of surprise, int16 (2048,); what a stretch must gain, by how much it may
   fall inside, and what a weak one must gain; whether there are many characters beyond ASCII. The
   stretches that are surprising, those that are weakly so, and the units of all, int16 (n,), as
   bytes; None where that cannot be told. */
PyObject *
scorer_surprising(PyObject *object, PyObject *args)
{
    static const ArrayKind kinds[ARRAYS] = {
        [CODES] = {"codes", 4, -1, READ_ANYWHERE},      [TRAITS] = {"traits", 2, TRAITS_KNOWN},
        [FOREIGN] = {"foreign", 1, TRAITS_KNOWN},       [STRONGLY] = {"strongly", 2, STEPS * KINDS},
        [WEAKLY] = {"weakly", 2, STEPS * KINDS},
    };
    PyObject *sources[ARRAYS];
    Py_buffer views[ARRAYS];
    double bits[3];
    int many;
    if (!PyArg_ParseTuple(args, "OOOOOdddp:surprising", &sources[CODES], &sources[TRAITS],
                          &sources[FOREIGN], &sources[STRONGLY], &sources[WEAKLY], &bits[0],
                          &bits[1], &bits[2], &many) ||
        open_arrays(sources, kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    PyObject *result = surprising((const Scorer *)object, views, bits, many);
    close_arrays(views, ARRAYS);
    return result;
}
