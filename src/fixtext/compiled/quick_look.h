/* What tells that a short text is right, with all tables open. */

#ifndef FIXTEXT_QUICK_LOOK_H
#define FIXTEXT_QUICK_LOOK_H

#include "quick_search.h"

/* How much must surprise, where hardly any are beyond ASCII and where more are, without Latin letters
   and signs, and with some. */
#define LEVELS_OF_PAIRS 4

/* What a look takes: tables of code points; how much must surprise, by how many are wide, in rows; what
   each may be in EUC-JP, nothing where that is not known; of a search, traits, what is foreign to Japanese,
   tables of surprise by weight, one behind the other, up to how many wide ones each of these but the last
   is for; by how many are beyond ASCII, what is to be saved, and how many times they are twice as many as
   prove nothing alone; and which characters of the BMP may look bad to ftfy, nothing where that is not
   known. */
enum {
    LOOK_CLASSES,
    LOOK_TRAITS,
    LOOK_FLAGS,
    LOOK_ENOUGH,
    LOOK_MEANT,
    LOOK_SEARCH,
    LOOK_COSTS = LOOK_SEARCH,
    LOOK_FOREIGN,
    LOOK_STRONGLY,
    LOOK_WEAKLY,
    LOOK_WEIGHTS,
    LOOK_NEEDED,
    LOOK_DOUBLINGS,
    LOOK_BAD,
    LOOK_TABLES
};

/* Lengths, all of them numbers of characters that quick_look.py gives. */
typedef struct {
    Py_ssize_t hardly_any; /* beyond ASCII */
    Py_ssize_t not_few;    /* beyond ASCII, in a text that is */
    Py_ssize_t not_long;
    Py_ssize_t few_kana;    /* beyond ASCII, in a text with kana that is read as EUC-JP at once */
    Py_ssize_t traditional; /* ones that make a text count as such */
    Py_ssize_t least;       /* units that a repair must save: no length */
    Py_ssize_t few;         /* of blocks that are told by their cores */
    Py_ssize_t brief;       /* of texts whose blocks need not be listed */
    Py_ssize_t many;        /* beyond ASCII, of which one proves nothing */
    Py_ssize_t sparse;      /* if no more than one in so many is beyond ASCII, each is worth a look */
    Py_ssize_t not_short;   /* of texts that are told by their cores */
} Lengths;

/* How surprising stretches must be in a text that is long, and all of it, in bits: what it takes of few
   characters, and how much more each time that they are twice as many; and so many parts of a bit. */
typedef struct {
    double least, more, weak_least, weak_more, letters, scale;
} Levels;

typedef struct {
    PyObject_HEAD
    int open; /* so many of the views */
    Py_buffer views[LOOK_TABLES];
    PyObject *screen, *scorer, *rules;
    PyObject *alphabets;
    PyObject *leftovers, *page_look; /* NULL where these are not told */
    PyObject *capsule;               /* NULL where nothing is searched */
    int flag;
    Py_ssize_t vietnamese; /* a column of the alphabets */
    Lengths lengths;
    double levels[LEVELS];
    Levels by_doublings;
    double mostly; /* the part of a text that is nearly all of it */
    double needed_then;
} QuickLook;

/* The methods. */
PyObject *quick_look_at(PyObject *object, PyObject *text);
PyObject *quick_look_at_each(PyObject *object, PyObject *args);

#endif
