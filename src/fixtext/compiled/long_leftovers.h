/* What can speak at most for leftovers of a conversion. */

#ifndef FIXTEXT_LONG_LEFTOVERS_H
#define FIXTEXT_LONG_LEFTOVERS_H

#include "misfits.h"
#include "scripts.h"

enum { SIMPLIFICATION, TRADITIONALISATION, FORMS, OBJECTS };
enum { TABLE_KINDS, TABLE_STANDING, TABLE_SIMPLIFIED, TABLE_INVERSE,
       TABLE_VARIABLE, TABLE_PAIRS, TABLE_WORDS, TABLE_THREES, TABLE_CONTEXTS, TABLE_BUCKETS, TABLES };

/* What is counted in lines; a character may be several of the first. An ideographic operator, which takes
   sequences out of conversion, has the flags of kana and hangul, as no character has. */
enum { TRADITIONALS, SIMPLIFIEDS, KANAS, HANGULS, IDEOGRAPHS, OPERATORS, COUNTED };
#define OPERATOR (KANA | HANGUL)
#define FIELD 10 /* bits of a number that is six counts */
#define MOST_IN_FIELD ((1 << FIELD) - 1)

/* Numbers of characters, as eligible.py and repair.py have them. */
typedef struct {
    int traditional; /* that make a text count as such */
    int quotation;   /* that make a quotation */
    int block;       /* ideographs in a block */
} Fewest;

/* Bits, as repair.py has them. */
typedef struct {
    double distinguished, left, picked, converted, converted_all;
} Bits;

typedef struct {
    PyObject_HEAD
    int open;
    Py_buffer views[TABLES];
    PyObject *objects[OBJECTS];
    Known known;
    Fewest fewest;
    Bits bits;
    uint64_t tallies[256]; /* what each kind of character adds to six counts */
} LongLeftovers;

/* The method of LongLeftovers. */
PyObject *long_leftovers_most_in(PyObject *object, PyObject *args);

#endif
