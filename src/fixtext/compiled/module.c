/* The module fixtext.compiled._loops. */

#include "loops.h"

static int
add_types(PyObject *module)
{
    PyType_Spec *const specs[] = {&scorer_spec, &screen_spec, &alphabets_spec};
    for (size_t place = 0; place < sizeof(specs) / sizeof(specs[0]); place++) {
        PyObject *type = PyType_FromModuleAndSpec(module, specs[place], NULL);
        if (type == NULL) {
            return -1;
        }
        int failed = PyModule_AddType(module, (PyTypeObject *)type);
        Py_DECREF(type);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static PyMethodDef methods[] = {
    {"is_in_rows", is_in_rows, METH_VARARGS,
     "Whether a text has kana and others, and all beyond ASCII have two bytes from one on."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_types},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixtext.compiled._loops",
    .m_doc = "Loops over characters, compiled.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__loops(void)
{
    return PyModuleDef_Init(&definition);
}
