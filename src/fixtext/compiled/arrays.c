/* How arrays come in: by the buffer protocol, and with every size checked. */

#include "loops.h"

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
    else if (count >= 0 && view->len / item != count) {
        PyErr_Format(PyExc_ValueError, "%s has %zd items, not %zd", name, view->len / item,
                     count);
    }
    else {
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
open_all(Tables *self, PyObject *sources, const TableKind *kinds, int number)
{
    for (int table = 0; table < number; table++) {
        const TableKind *kind = &kinds[table];
        Py_buffer *view = &self->views[table];
        PyObject *source = PyTuple_GetItem(sources, table);
        if (open_table(source, view, kind->name, kind->item, kind->count, 0) < 0) {
            return -1;
        }
        self->open = table + 1;
        if (view->len == 0 || (uint64_t)view->len > UINT32_MAX) {
            PyErr_Format(PyExc_ValueError, "%s has %zd bytes", kind->name, view->len);
            return -1;
        }
    }
    return 0;
}

PyObject *
new_with_tables(PyTypeObject *type, PyObject *args, PyObject *keywords, const TableKind *kinds,
                int number)
{
    if ((keywords != NULL && PyDict_Size(keywords) > 0) || PyTuple_Size(args) != number) {
        PyErr_Format(PyExc_TypeError, "%d tables are wanted, by their places", number);
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Tables *self = (Tables *)allocate(type, 0); /* filled with zeros, so nothing is open */
    if (self != NULL && open_all(self, args, kinds, number) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

void
dealloc_tables(PyObject *object)
{
    Tables *self = (Tables *)object;
    PyTypeObject *type = Py_TYPE(object);
    while (self->open > 0) {
        PyBuffer_Release(&self->views[--self->open]);
    }
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}
