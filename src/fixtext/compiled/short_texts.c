/* Where a short text is surprising, at once: fixtext/encodings/surprise.py has it in numpy. */

#include "short_texts.h"

const ArrayKind short_text_kinds[ARRAYS] = {
    [CODES] = {"codes", 4, -1, READ_ANYWHERE},      [TRAITS] = {"traits", 2, TRAITS_KNOWN},
    [FOREIGN] = {"foreign", 1, TRAITS_KNOWN},       [STRONGLY] = {"strongly", 2, STEPS * KINDS},
    [WEAKLY] = {"weakly", 2, STEPS * KINDS},
};

int
make_room(Worked *text, const Py_buffer *views)
{
    text->codes = &views[CODES];
    text->count = codes_in(&views[CODES]);
    size_t room = (size_t)text->count + 2;
    int16_t *all = PyMem_Calloc(4 * room, sizeof *all);
    text->units = all;
    if (all == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    text->strong = all + room;
    text->weak = all + 2 * room;
    text->traits = (uint16_t *)(all + 3 * room);
    return 0;
}

void
free_worked(Worked *text)
{
    PyMem_Free(text->units);
}

static PyObject *
stretches(const Worked *text, const int16_t *gains, double least, double drop, Py_ssize_t fewest)
{
    Search search = {.codes = text->codes, .gains = gains, .count = text->count};
    search.least = least;
    search.drop = drop;
    search.fewest = fewest;
    search.found = PyList_New(0);
    if (search.found != NULL && search_all(&search) < 0) {
        Py_CLEAR(search.found);
    }
    return search.found;
}

PyObject *
strong_stretches(const Worked *text, const double *levels, int many)
{
    return stretches(text, text->strong, levels[LEAST], levels[DROP], many ? 2 : 1);
}

PyObject *
weak_stretches(const Worked *text, const double *levels)
{
    return stretches(text, text->weak, levels[WEAK_LEAST], levels[DROP], 1);
}

int
work_out_near(const Scorer *self, Worked *text, const Py_buffer *views, int many)
{
    Traits traits = {.traits = views[TRAITS].buf, .foreign = views[FOREIGN].buf};
    fill_units(self, text->codes, text->units);
    if (!add_costs_of_traits(&traits, text->codes, text->units, text->traits)) {
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

int
work_out(const Scorer *self, Worked *text, const Py_buffer *views, int many)
{
    return !find_lonely(NULL, text->codes) && work_out_near(self, text, views, many);
}

static PyObject *
surprising(const Scorer *self, const Py_buffer *views, const double *levels, int many)
{
    Worked text;
    if (make_room(&text, views) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (!work_out(self, &text, views, many)) {
        result = Py_NewRef(Py_None);
    }
    else {
        PyObject *strong = strong_stretches(&text, levels, many);
        PyObject *weak = strong == NULL ? NULL : weak_stretches(&text, levels);
        result = weak == NULL ? NULL
                              : Py_BuildValue("(OOy#)", strong, weak, (const char *)text.units,
                                              text.count * 2);
        Py_XDECREF(strong);
        Py_XDECREF(weak);
    }
    free_worked(&text);
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
    PyObject *sources[ARRAYS];
    Py_buffer views[ARRAYS];
    double levels[LEVELS];
    int many;
    if (!PyArg_ParseTuple(args, "OOOOOdddp:surprising", &sources[CODES], &sources[TRAITS],
                          &sources[FOREIGN], &sources[STRONGLY], &sources[WEAKLY],
                          &levels[LEAST], &levels[DROP], &levels[WEAK_LEAST], &many) ||
        open_arrays(sources, short_text_kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    PyObject *result = surprising((const Scorer *)object, views, levels, many);
    close_arrays(views, ARRAYS);
    return result;
}
