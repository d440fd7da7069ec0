/* Rows that may save enough by the halves of their characters. */

#ifndef FIXTEXT_HALVES_H
#define FIXTEXT_HALVES_H

#include "scorer.h"

PyObject *scorer_may_be_halves(PyObject *object, PyObject *args);

#endif
