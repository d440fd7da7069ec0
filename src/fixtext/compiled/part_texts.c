/* Parts of a text, laid end to end: fixtext/encodings/short_search.py has it in numpy. */

#include "candidates.h"

#define APART 3 /* line ends between two parts */

/* Fill in what all characters in front of each cost, and the borders. */
static void
add_up(Text *text)
{
    text->sums[0] = 0.0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        text->sums[place + 1] = text->sums[place] + text->bits[place];
    }
    find_borders(text->codes, text->borders);
}

int
take_parts(Text *text, const int64_t *edges)
{
    Py_ssize_t before = 0;
    text->names = PyTuple_New(text->parts_number);
    for (Py_ssize_t index = 0; text->names != NULL && index < text->parts_number; index++) {
        Part *part = &text->parts[index];
        *part = (Part){(Py_ssize_t)edges[2 * index], (Py_ssize_t)edges[2 * index + 1], index, 0};
        if (part->low < before || part->high < part->low || part->high > text->count) {
            PyErr_SetString(PyExc_ValueError, "the parts are not within the text");
            return -1;
        }
        before = part->high;
        for (Py_ssize_t place = part->low; place < part->high; place++) {
            part->has_lines |= code_at(text->codes, place) == NEWLINE;
        }
        PyObject *name = PyLong_FromSsize_t(index);
        if (name == NULL || PyTuple_SetItem(text->names, index, name) < 0) {
            return -1;
        }
    }
    if (text->names == NULL) {
        return -1;
    }
    add_up(text);
    return 0;
}

void
free_texts(Asked *asked)
{
    while (asked->some != NULL) {
        Some *next = asked->some->next;
        Py_DECREF(asked->some->text.names);
        PyMem_Free(asked->some);
        asked->some = next;
    }
}

const Text *
text_of_parts(Asked *asked, Py_ssize_t number)
{
    const Text *all = &asked->text;
    if (number == all->parts_number) {
        return all;
    }
    Py_ssize_t count = APART;
    for (Py_ssize_t index = 0; index < number; index++) {
        const Part *part = &all->parts[asked->names[index]];
        count += part->high - part->low + APART;
    }
    size_t room = (size_t)count + 1;
    Some *some = PyMem_Malloc(sizeof *some + room * (8 + 8 + 4 + 4) + (size_t)number * sizeof(Part));
    PyObject *names = some == NULL ? PyErr_NoMemory() : PyTuple_New(number);
    if (names == NULL) {
        PyMem_Free(some);
        return NULL;
    }
    double *sums = (double *)(some + 1), *bits = sums + room;
    Part *parts = (Part *)(bits + room);
    int32_t *borders = (int32_t *)(parts + number);
    uint32_t *codes = (uint32_t *)(borders + room);
    some->text = *all;
    some->text.names = names;
    some->next = asked->some;
    asked->some = some;
    Py_ssize_t place = 0;
    for (Py_ssize_t index = 0; index <= number; index++) {
        for (int gap = 0; gap < APART; gap++) {
            codes[place] = NEWLINE;
            bits[place++] = 0.0;
        }
        if (index < number) {
            const Part *part = &all->parts[asked->names[index]];
            PyObject *name = PyLong_FromSsize_t(part->number);
            if (name == NULL || PyTuple_SetItem(names, index, name) < 0) {
                return NULL;
            }
            parts[index] = *part;
            parts[index].low = place;
            for (Py_ssize_t from = part->low; from < part->high; from++) {
                codes[place] = code_at(all->codes, from);
                bits[place++] = all->bits[from];
            }
            parts[index].high = place;
        }
    }
    some->view = (Py_buffer){.buf = codes, .len = count * 4, .itemsize = 4};
    some->text.codes = &some->view;
    some->text.bits = bits;
    some->text.sums = sums;
    some->text.borders = borders;
    some->text.count = count;
    some->text.parts = parts;
    some->text.parts_number = number;
    add_up(&some->text);
    return &some->text;
}
