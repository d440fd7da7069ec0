/* How arrays come in: by the buffer protocol, and with every size checked. */

#include "loops.h"

#include <stdlib.h>

int
has_items(const Py_buffer *view, const char *name, Py_ssize_t count)
{
    Py_ssize_t there = view->len / view->itemsize;
    if (there == count) {
        return 1;
    }
    PyErr_Format(PyExc_ValueError, "%s has %zd items, not %zd", name, there, count);
    return 0;
}

static int
open_checked(PyObject *array, Py_buffer *view, const char *name, Py_ssize_t item,
             Py_ssize_t count, int flags)
{
    if (PyObject_GetBuffer(array, view, flags) < 0) {
        return -1;
    }
    if (view->itemsize != item || view->len % item != 0) {
        PyErr_Format(PyExc_ValueError, "%s has items of %zd bytes, not of %zd", name,
                     view->itemsize, item);
    }
    else if (count < 0 || has_items(view, name, count)) {
        return 0;
    }
    PyBuffer_Release(view);
    return -1;
}

int
open_array(PyObject *array, Py_buffer *view, const char *name, Py_ssize_t item, Py_ssize_t count)
{
    return open_checked(array, view, name, item, count, PyBUF_SIMPLE);
}

int
open_table(PyObject *array, Py_buffer *view, const char *name, Py_ssize_t item, Py_ssize_t count,
           int writable)
{
    int flags = writable ? PyBUF_WRITABLE : PyBUF_SIMPLE;
    if (open_checked(array, view, name, item, count, flags) < 0) {
        return -1;
    }
    if ((uintptr_t)view->buf % (uintptr_t)item != 0) {
        PyErr_Format(PyExc_ValueError, "%s is not aligned", name);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

static int
open_kind(PyObject *source, Py_buffer *view, const ArrayKind *kind)
{
    if (kind->use == READ_ANYWHERE) {
        return open_array(source, view, kind->name, kind->item, kind->count);
    }
    return open_table(source, view, kind->name, kind->item, kind->count, kind->use == WRITTEN);
}

int
open_arrays(PyObject *const *sources, const ArrayKind *kinds, int number, Py_buffer *views)
{
    for (int array = 0; array < number; array++) {
        if (open_kind(sources[array], &views[array], &kinds[array]) < 0) {
            close_arrays(views, array);
            return -1;
        }
    }
    return 0;
}

void
close_arrays(Py_buffer *views, int number)
{
    while (number > 0) {
        PyBuffer_Release(&views[--number]);
    }
}

int
open_arguments(PyObject *args, const ArrayKind *kinds, int number, Py_buffer *views)
{
    PyObject *sources[MOST_ARGUMENTS];
    if (PyTuple_Size(args) != number) {
        PyErr_Format(PyExc_TypeError, "%d arrays are wanted", number);
        return -1;
    }
    for (int array = 0; array < number; array++) {
        sources[array] = PyTuple_GetItem(args, array);
    }
    return open_arrays(sources, kinds, number, views);
}

int
append_new(PyObject *list, PyObject *object)
{
    int failed = object == NULL ? -1 : PyList_Append(list, object);
    Py_XDECREF(object);
    return failed;
}

static int
open_all(Tables *self, PyObject *sources, const ArrayKind *kinds, int number)
{
    if (open_arguments(sources, kinds, number, self->views) < 0) {
        return -1;
    }
    self->open = number;
    for (int table = 0; table < number; table++) {
        Py_ssize_t size = self->views[table].len;
        if (size == 0 || (uint64_t)size > UINT32_MAX) {
            PyErr_Format(PyExc_ValueError, "%s has %zd bytes", kinds[table].name, size);
            return -1;
        }
    }
    return 0;
}

/* Nothing is open in it. */
static PyObject *
new_of_zeros(PyTypeObject *type)
{
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    return allocate(type, 0);
}

PyObject *
new_with_tables(PyTypeObject *type, PyObject *args, PyObject *keywords, const ArrayKind *kinds,
                int number)
{
    if ((keywords != NULL && PyDict_Size(keywords) > 0) || PyTuple_Size(args) != number) {
        PyErr_Format(PyExc_TypeError, "%d tables are wanted, by their places", number);
        return NULL;
    }
    Tables *self = (Tables *)new_of_zeros(type);
    if (self != NULL && open_all(self, args, kinds, number) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

PyObject *
new_by_places(PyTypeObject *type, PyObject *args, PyObject *keywords, Fill *fill)
{
    if (keywords != NULL && PyDict_Size(keywords) > 0) {
        PyErr_SetString(PyExc_TypeError, "arguments are told by their places");
        return NULL;
    }
    PyObject *object = new_of_zeros(type);
    if (object != NULL && fill(type, object, args) < 0) {
        Py_CLEAR(object);
    }
    return object;
}

void
release(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    freefunc free_object = (freefunc)PyType_GetSlot(type, Py_tp_free);
    free_object(object);
    Py_DECREF(type);
}

void
dealloc_tables(PyObject *object)
{
    Tables *self = (Tables *)object;
    close_arrays(self->views, self->open);
    release(object);
}

int
add_number(Numbers *found, int64_t number)
{
    if (found->count == found->room) {
        Py_ssize_t room = found->room > 0 ? 2 * found->room : 256;
        int64_t *more = realloc(found->items, (size_t)room * sizeof *more);
        if (more == NULL) {
            return -1;
        }
        found->items = more;
        found->room = room;
    }
    found->items[found->count++] = number;
    return 0;
}

PyObject *
taken_numbers(Numbers *found, int failed)
{
    PyObject *result = failed < 0 ? PyErr_NoMemory()
                                  : PyBytes_FromStringAndSize((const char *)found->items,
                                                              found->count * 8);
    free(found->items);
    return result;
}

uint32_t *
codes_of(PyObject *source, uint32_t *few, Py_ssize_t count)
{
    if (count > ON_STACK) {
        return PyUnicode_AsUCS4Copy(source);
    }
    return PyUnicode_AsUCS4(source, few, ON_STACK, 0);
}

int
is_of_type(PyObject *module, PyObject *object, const char *name)
{
    PyObject *wanted = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    int fits = wanted == NULL ? -1 : PyObject_IsInstance(object, wanted);
    Py_XDECREF(wanted);
    if (fits == 0) {
        PyErr_Format(PyExc_TypeError, "a %s is wanted", name);
    }
    return fits > 0;
}

int
keep(PyTypeObject *type, PyObject *object, const char *name, PyObject **kept)
{
    int fits = is_of_type(PyType_GetModule(type), object, name);
    *kept = fits ? Py_NewRef(object) : NULL;
    return fits ? 0 : -1;
}

int
keep_all(PyTypeObject *type, PyObject *const *objects, const char *const *names, int number,
         PyObject **kept)
{
    for (int index = 0; index < number; index++) {
        if (keep(type, objects[index], names[index], &kept[index]) < 0) {
            return -1;
        }
    }
    return 0;
}
