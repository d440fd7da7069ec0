/* The forms of families, and which of them stands at a place. */

#ifndef FIXTEXT_FORMS_H
#define FIXTEXT_FORMS_H

#include "loops.h"

/* fixtext/hanscript/neighbours.py owns these numbers; the tests compare both. */
#define MOST_FORMS 4
#define FORM_BITS 5
#define LEVELS (1 << FORM_BITS)
#define BUCKET 14
#define BUCKETS ((1 << (32 - BUCKET)) + 1)
#define WORD 0x7Fu /* of what is told of words: how long one is */
enum { BELIEF, SETTLED, WORD_ODDS, WEIGHED_WORDS = 5, WEIGHTS_IN_ALL = WORD_ODDS + WEIGHED_WORDS };

typedef struct {
    Tables tables;
    const uint16_t *number;
    const int64_t *begins;
    const uint32_t *forms, *canonical;
    const float *plain;
    const uint32_t *hashes;
    const uint8_t *records;
    const int32_t *buckets;
    const float *levels, *weights;
    Py_ssize_t families, contexts;
} Forms;

/* The forms of one family. */
typedef struct {
    const uint32_t *forms;
    int count;
    const float *plain;
} Family;

static inline uint32_t
mixed(uint32_t value)
{
    value *= HASH_PAIR;
    value ^= value >> 15;
    value *= HASH_THIRD;
    return value ^ value >> 13;
}

/* A character beside another; digits are one, and so are letters of ASCII. */
static inline uint32_t
folded(uint32_t code)
{
    uint32_t letter = code | 0x20;
    if (code >= '0' && code <= '9') {
        return '0';
    }
    return letter >= 'a' && letter <= 'z' ? 'a' : code;
}

/* The family of a character; it has no forms if that is in none. */
Family family_of(const Forms *self, uint32_t code);

/* Which form of a family a character is; their number if none. */
int form_of(const Family *family, uint32_t code);

/* What stands for all variants of a traditional character. */
uint32_t canonical(const Forms *self, uint32_t code);

/* How many times less likely than the best each form of a family is at a place, where OpenCC's word
   has `proposal`. */
void weigh(const Forms *self, const Family *family, const Py_buffer *codes, Py_ssize_t place,
           uint32_t proposal, unsigned word, float *odds);

/* How many times less likely than the best the form is that stands at a place of a text, which is given as
   simplified, with OpenCC's conversion of that, as it is, and with the words of the second; not a number
   where that is no form of the family. */
float odds_at(const Forms *self, const Py_buffer *views, Py_ssize_t place);

/* Open the arrays that a method takes, of which the first `parallel` are as long as the text. */
int open_text(PyObject *const *sources, const ArrayKind *wanted, int number, int parallel,
              Py_buffer *views);

/* The methods of Forms that another file has. */
PyObject *forms_revise(PyObject *object, PyObject *args);
PyObject *forms_standing(PyObject *object, PyObject *args);
PyObject *forms_doubt(PyObject *object, PyObject *args);

#endif
