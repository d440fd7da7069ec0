/* Parts of a text that may have one of some words: fixtext/escapes/words.py says how these are given. */

#include "loops.h"

#define KNOWN 0x10000 /* code points that may be letters of the words */
#define LETTERS 256
#define MOST_WORDS 64
#define LONGEST 16

/* Of each code point, which letter it is, 0 for none of the words; of each letter, the words that begin
   with it, and those that go on with it, a bit each; and the letters of each word, 0 behind them. */
typedef struct {
    const uint8_t *letters;
    const uint64_t *firsts;
    const uint64_t *seconds;
    const uint8_t *words;
    Py_ssize_t number;
} Words;

static inline uint8_t
letter_at(const Words *words, const Py_buffer *codes, Py_ssize_t place)
{
    uint32_t code = code_at(codes, place);
    return code < KNOWN ? words->letters[code] : 0;
}

static int
is_word(const Words *words, Py_ssize_t word, const Py_buffer *codes, Py_ssize_t place, Py_ssize_t end)
{
    const uint8_t *letters = words->words + word * LONGEST;
    for (Py_ssize_t letter = 0; letter < LONGEST && letters[letter] != 0; letter++) {
        if (place + letter >= end || letter_at(words, codes, place + letter) != letters[letter]) {
            return 0;
        }
    }
    return 1;
}

static int
is_any(const Words *words, uint64_t likely, const Py_buffer *codes, Py_ssize_t place, Py_ssize_t end)
{
    for (Py_ssize_t word = 0; word < words->number; word++) {
        if (likely >> word & 1 && is_word(words, word, codes, place, end)) {
            return 1;
        }
    }
    return 0;
}

static int
has_any(const Words *words, const Py_buffer *codes, Py_ssize_t place, Py_ssize_t end)
{
    uint64_t before = 0;
    for (; place < end; place++) {
        uint8_t letter = letter_at(words, codes, place);
        uint64_t likely = before & words->seconds[letter];
        if (likely != 0 && is_any(words, likely, codes, place - 1, end)) {
            return 1;
        }
        before = words->firsts[letter];
    }
    return 0;
}

static void
mark_parts(const Words *words, const Py_buffer *codes, const Py_buffer *parts, uint8_t *found)
{
    const int64_t *edges = parts->buf;
    for (Py_ssize_t part = 0; part < parts->len / 16; part++) {
        found[part] = (uint8_t)has_any(words, codes, (Py_ssize_t)edges[2 * part],
                                       (Py_ssize_t)edges[2 * part + 1]);
    }
}

static int
fit(const Py_buffer *views)
{
    const int64_t *edges = views[1].buf;
    Py_ssize_t count = codes_in(&views[0]), numbers = views[1].len / 8;
    if (numbers % 2 != 0 || views[5].len % LONGEST != 0 || views[5].len > LONGEST * MOST_WORDS) {
        PyErr_SetString(PyExc_ValueError, "a part has no end, or words have no size");
        return 0;
    }
    for (Py_ssize_t edge = 0; edge < numbers; edge++) {
        if (edges[edge] < 0 || edges[edge] > count) {
            PyErr_SetString(PyExc_ValueError, "parts lie beyond the text");
            return 0;
        }
    }
    return 1;
}

/* Arguments: code points, uint32 (n,); starts and ends of parts of them, int64 (2 * m,); letters, uint8
   (0x10000,); words by first and second letters, uint64 (256,) each; letters of words, uint8 (16 * w,);
   what is written of each part: whether it has a word, uint8 (m,). */
PyObject *
mark_words(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE},
                                      {"parts", 8, -1},
                                      {"letters", 1, KNOWN},
                                      {"firsts", 8, LETTERS},
                                      {"seconds", 8, LETTERS},
                                      {"words", 1, -1},
                                      {"found", 1, -1, WRITTEN}};
    Py_buffer views[7];
    if (open_arguments(args, kinds, 7, views) < 0) {
        return NULL;
    }
    Words words = {views[2].buf, views[3].buf, views[4].buf, views[5].buf, views[5].len / LONGEST};
    int fits = fit(views) && has_items(&views[6], kinds[6].name, views[1].len / 16);
    if (fits) {
        Py_BEGIN_ALLOW_THREADS
        mark_parts(&words, &views[0], &views[1], views[6].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 7);
    return fits ? Py_NewRef(Py_None) : NULL;
}
