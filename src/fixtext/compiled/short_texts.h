/* What a short text costs, and how surprising its characters are. */

#ifndef FIXTEXT_SHORT_TEXTS_H
#define FIXTEXT_SHORT_TEXTS_H

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

/* What short texts are asked about: their code points, and tables. */
enum { CODES, TRAITS, FOREIGN, STRONGLY, WEAKLY, ARRAYS };

/* The kinds of these, in this order. */
extern const ArrayKind short_text_kinds[ARRAYS];

/* What a stretch must gain, by how much it may fall inside, and what a weak one must gain. */
enum { LEAST, DROP, WEAK_LEAST, LEVELS };

/* Room for a text, which is to be freed by `free_worked`; -1 with an error set if there is none. */
int make_room(Worked *text, const Py_buffer *views);
void free_worked(Worked *text);

/* Fill in how surprising the text is; whether that can be told. */
int work_out(const Scorer *self, Worked *text, const Py_buffer *views, int many);

/* The same of a part of a text of which it is known that no ideograph in it is lonely. */
int work_out_near(const Scorer *self, Worked *text, const Py_buffer *views, int many);

/* Its surprising stretches, as a list of their starts, ends and gains; NULL with an error set. */
PyObject *strong_stretches(const Worked *text, const double *levels, int many);
PyObject *weak_stretches(const Worked *text, const double *levels);

#endif
