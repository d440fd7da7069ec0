/* The parts of a short text that are worth a look. */

#ifndef FIXTEXT_SHORT_BLOCKS_H
#define FIXTEXT_SHORT_BLOCKS_H

#include "first_look.h"
#include "short_texts.h"

#define MOST_BLOCKS 64
#define LONGEST_BLOCK 2000 /* characters; blocks.py cuts longer ones */
#define NOTHING_LACKS 1e9 /* bits: no route changes Latin letters, or may save anything */

/* What is surprising, with some text around. */
typedef struct {
    Core whole;
    Core cores[MOST_CORES];
    Py_ssize_t number;
    Py_ssize_t inside; /* characters of all cores */
    int64_t gain;
    int has_more; /* cores than are kept here */
    int shifted;    /* whether it may be one byte off */
    double lacking; /* bits, of routes that change Latin letters, if nothing is forgiven to these */
    Py_ssize_t first, stretches; /* which of the stretches are its cores: the first, and how many */
} Block;

typedef struct {
    const Worked *text;
    PyObject *stretches; /* that the blocks are made of */
    Py_ssize_t read;     /* so many of them */
    Py_ssize_t number;
    Block items[MOST_BLOCKS];
} Blocks;

/* Make blocks of the stretches of a list, which must stay; whether there was room, or -1 with an error set. */
int make_blocks(Blocks *blocks, PyObject *stretches);

/* The code points of a part of the text. */
Py_buffer part_of(const Worked *text, Core core);

/* The characters of all blocks, of which those that come back count once; and those beyond ASCII of a
   part of the text. */
Py_ssize_t size_of_all(const Blocks *blocks);
Py_ssize_t beyond_in(const Worked *text, Core core);

/* The blocks as a list of tuples: start, end, gain, start and end of each core, whether it may be one
   byte off, and what it lacks. */
PyObject *listed_blocks(const Blocks *blocks);

#endif
