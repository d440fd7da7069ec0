/* What the files of the extension share: how the model is laid out, and how arrays come in.

   The extension does what numpy does elsewhere in the package, with the same results bit for bit.
   Numpy's price is by the call, and a title is a few dozen characters. */

#ifndef FIXTEXT_LOOPS_H
#define FIXTEXT_LOOPS_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include <stdint.h>
#include <string.h>

/* fixtext/language/layout.py owns these numbers; the tests compare both. */
#define CONTEXT 3
#define NEWLINE 10
#define GAIN_STEP 5
#define LEVEL_STEP 10
#define BACKOFF_STEP 6
#define CLASSES 16
#define BLOCKS_START 0x10000u
#define CHARACTERS (BLOCKS_START + 0x1000u + 1)
#define PAIR_CHECK 0xFFFCu
#define NGRAM_CHECK 0xFFC0u
#define HASH_PAIR 0x9E3779B1u
#define HASH_PAIR_INVERSE 0xE8B2F51u /* multiplied by HASH_PAIR, it is 1 */
#define HASH_THIRD 0x85EBCA77u
#define HASH_FOURTH 0xC2B2AE3Du

#define SYMBOL(record) ((record) & 0xFFFFu)
#define WEIGHTS(record) ((record) >> 16)

/* Arrays shorter than this are done before another thread could have had a turn. */
#define WORTH_RELEASING 4096

#define CODE_POINTS 0x110000 /* of Unicode */
#define REACH 0x33480 /* up to where ideographs have other forms, as in hanscript.tables */
#define REPLACEMENT 0xFFFDu
#define FIRST_KANA 0x3041u
#define LAST_KANA 0x30FEu
#define KATAKANA_DOT 0x30FBu
#define FIRST_WIDE 0x2E80u /* ideographs, kana and hangul; fixtext/language/pair_screen.py has it */
#define UNITS 8.0          /* of a bit */

/* Open an array of items of so many bytes; `count` is how many there must be, -1 for any number.
   On failure, an error is set, and there is nothing to release. */
int open_array(PyObject *array, Py_buffer *view, const char *name, Py_ssize_t item,
               Py_ssize_t count);

/* The same for a table that is read in place, or an array to write to (`writable`): it must be
   aligned. */
int open_table(PyObject *array, Py_buffer *view, const char *name, Py_ssize_t item,
               Py_ssize_t count, int writable);

/* One of the arrays that a function takes. */
typedef struct {
    const char *name;
    Py_ssize_t item;
    Py_ssize_t count; /* -1: any number */
    int use;
} ArrayKind;

/* Arrays are read in place, unless said otherwise. */
enum { READ_IN_PLACE, READ_ANYWHERE, WRITTEN };

#define MOST_ARGUMENTS 16

/* Open so many arrays, or none, with an error set; and close them. */
int open_arrays(PyObject *const *sources, const ArrayKind *kinds, int number, Py_buffer *views);
void close_arrays(Py_buffer *views, int number);

/* The same for a function that takes nothing but arrays. */
int open_arguments(PyObject *args, const ArrayKind *kinds, int number, Py_buffer *views);

/* Whether an array has so many items; an error is set if not. */
int has_items(const Py_buffer *view, const char *name, Py_ssize_t count);

/* Code points of a str that find room where the caller has it: so many. */
#define ON_STACK 512

/* The code points of a str of so many, in `few` if they find room there; NULL with an error set. What
   is not `few` is to be freed. */
uint32_t *codes_of(PyObject *source, uint32_t *few, Py_ssize_t count);

/* Have what is at an address, which is in no near cache, fetched before it is asked for. A function that
   does nothing else would be taken for one that does nothing, and left out, but for the line of assembler. */
#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) (__builtin_prefetch(address), fetched())
static inline void
fetched(void)
{
    __asm__ volatile("");
}
#else
#define FETCH(address) ((void)(address))
#endif

/* Put a new object, NULL if making it failed, on a list, which keeps it. -1 with an error set. */
int append_new(PyObject *list, PyObject *object);

/* Numbers that are found one after the other, in memory that grows with them. */
typedef struct {
    int64_t *items;
    Py_ssize_t count, room;
} Numbers;

/* Add a number, also without the lock; -1 if there is no room, and no error is set. */
int add_number(Numbers *found, int64_t number);

/* The numbers as bytes, or NULL with an error set if there was no room; they are gone then. */
PyObject *taken_numbers(Numbers *found, int failed);

/* Code points may come out of the middle of some bytes, so they are not read in place. */
static inline uint32_t
code_at(const Py_buffer *codes, Py_ssize_t place)
{
    uint32_t code;
    memcpy(&code, (const char *)codes->buf + place * 4, 4);
    return code;
}

static inline Py_ssize_t
codes_in(const Py_buffer *codes)
{
    return codes->len / 4;
}

/* An object that keeps tables open for as long as it lives. */
#define MOST_TABLES 10

typedef struct {
    PyObject_HEAD
    int open; /* so many of them */
    Py_buffer views[MOST_TABLES];
} Tables;

/* Make an object that begins with `Tables` from as many arguments as there are kinds. */
PyObject *new_with_tables(PyTypeObject *type, PyObject *args, PyObject *keywords,
                          const ArrayKind *kinds, int number);
void dealloc_tables(PyObject *object);

/* Fill in a new object of zeros from arguments that are told by their places; -1 with an error set. */
typedef int Fill(PyTypeObject *type, PyObject *object, PyObject *args);

PyObject *new_by_places(PyTypeObject *type, PyObject *args, PyObject *keywords, Fill *fill);

/* Free an object that has nothing open, and keeps nothing, any more. */
void release(PyObject *object);

/* Whether an object is of a type of a module; an error is set if not. */
int is_of_type(PyObject *module, PyObject *object, const char *name);

/* Keep an object that must be of one of the types of the module that a type is of; -1 with an error set,
   and nothing is kept. */
int keep(PyTypeObject *type, PyObject *object, const char *name, PyObject **kept);

/* The same of several, as many as are of their types. */
int keep_all(PyTypeObject *type, PyObject *const *objects, const char *const *names, int number,
             PyObject **kept);

/* The number that 16 bits are, with a sign; what numpy's int16 wraps around to. */
static inline int32_t
wrapped(uint32_t bits)
{
    bits &= 0xFFFF;
    return bits < 0x8000 ? (int32_t)bits : (int32_t)bits - 0x10000;
}

extern PyType_Spec scorer_spec;
extern PyType_Spec screen_spec;
extern PyType_Spec quick_look_spec;
extern PyType_Spec alphabets_spec;
extern PyType_Spec traits_spec;
extern PyType_Spec double_byte_spec;
extern PyType_Spec phrases_spec;
extern PyType_Spec forms_spec;
extern PyType_Spec leftovers_spec;
extern PyType_Spec page_look_spec;
extern PyType_Spec long_leftovers_spec;

PyObject *add_scripts(PyObject *module, PyObject *args);
PyObject *alike_regions(PyObject *module, PyObject *args);
PyObject *beyond_ascii(PyObject *module, PyObject *source);
PyObject *blocks_of_lines(PyObject *module, PyObject *args);
PyObject *code_points(PyObject *module, PyObject *source);
PyObject *count_characters(PyObject *module, PyObject *source);
PyObject *count_flags(PyObject *module, PyObject *args);
PyObject *glance(PyObject *module, PyObject *args);
PyObject *glance_by_blocks(PyObject *module, PyObject *args);
PyObject *has_enough(PyObject *module, PyObject *args);
PyObject *fields_read(PyObject *module, PyObject *args);
PyObject *keep_open(PyObject *module, PyObject *source);
PyObject *keep_tries_open(PyObject *module, PyObject *source);
PyObject *keep_ways_open(PyObject *module, PyObject *source);
PyObject *line_ends(PyObject *module, PyObject *args);
PyObject *line_widths(PyObject *module, PyObject *args);
PyObject *line_breaks(PyObject *module, PyObject *source);
PyObject *lonely(PyObject *module, PyObject *source);
PyObject *references(PyObject *module, PyObject *args);
PyObject *rich_rows(PyObject *module, PyObject *args);
PyObject *mark_eligible(PyObject *module, PyObject *args);
PyObject *measured_lines(PyObject *module, PyObject *source);
PyObject *most_of_blocks(PyObject *module, PyObject *args);
PyObject *most_of_widths(PyObject *module, PyObject *args);
PyObject *set_likely_pairs(PyObject *module, PyObject *args);
PyObject *surprise(PyObject *module, PyObject *args);
PyObject *high_stretches(PyObject *module, PyObject *args);
PyObject *best_path(PyObject *module, PyObject *args);
PyObject *best_stretches(PyObject *module, PyObject *args);
PyObject *mark_code_lines(PyObject *module, PyObject *args);
PyObject *mark_words(PyObject *module, PyObject *args);
PyObject *marginals(PyObject *module, PyObject *args);
PyObject *mixture(PyObject *module, PyObject *args);
PyObject *utf8_runs(PyObject *module, PyObject *args);
PyObject *ways_to_fill(PyObject *module, PyObject *args);
PyObject *written_lines(PyObject *module, PyObject *args);
PyObject *written_pairs(PyObject *module, PyObject *args);

#endif
