/* Character references of HTML in a text: fixtext/escapes/references.py has what they look like as a
   regular expression. */

#include "loops.h"

#include <stdlib.h>

#define MOST_DIGITS 8
#define MOST_ZEROS 5
#define LONGEST_NAME 32
#define SHORTEST_BARE 4
#define LONGEST_BARE 5
#define SLOTS 4096 /* a power of two */
#define TRIES 8

/* Zero beyond the ends of a text, which nothing here looks for. */
static inline uint32_t
code_or_none(const Py_buffer *codes, Py_ssize_t place)
{
    return place >= 0 && place < codes_in(codes) ? code_at(codes, place) : 0;
}

static inline int
is_digit(uint32_t code)
{
    return code >= '0' && code <= '9';
}

static inline int
is_letter(uint32_t code)
{
    return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
}

static inline int
is_hexadecimal(uint32_t code)
{
    return is_digit(code) || ((code | 0x20) >= 'a' && (code | 0x20) <= 'f');
}

static inline int
is_x(uint32_t code)
{
    return (code | 0x20) == 'x';
}

/* Behind an ampersand's name or number and its semicolon; the place itself, if there is none. */
static Py_ssize_t
behind_ampersand(const Py_buffer *codes, Py_ssize_t place)
{
    uint32_t first = code_or_none(codes, place), second = code_or_none(codes, place + 1);
    uint32_t third = code_or_none(codes, place + 2);
    if (first != '#') {
        int is_name = (first == 'a' && second == 'm' && third == 'p') ||
                      (first == 'A' && ((second == 'm' && third == 'p') || (second == 'M' && third == 'P')));
        return is_name && code_or_none(codes, place + 3) == ';' ? place + 4 : place;
    }
    int by_sixteen = is_x(second);
    Py_ssize_t digits = place + 1 + by_sixteen;
    for (int zeros = 0; zeros < MOST_ZEROS && code_or_none(codes, digits) == '0'; zeros++) {
        digits++;
    }
    int is_it = code_or_none(codes, digits) == (by_sixteen ? '2' : '3') &&
                code_or_none(codes, digits + 1) == (by_sixteen ? '6' : '8') &&
                code_or_none(codes, digits + 2) == ';';
    return is_it ? digits + 3 : place;
}

static Py_ssize_t
behind_digits(const Py_buffer *codes, Py_ssize_t place, int by_sixteen, int most)
{
    Py_ssize_t end = place;
    while (end - place < most && (by_sixteen ? is_hexadecimal(code_or_none(codes, end))
                                             : is_digit(code_or_none(codes, end)))) {
        end++;
    }
    return end;
}

/* Behind a number that begins with `#`, whose semicolon may have been left out; the place itself, if there
   is none. */
static Py_ssize_t
behind_number(const Py_buffer *codes, Py_ssize_t place)
{
    int by_sixteen = is_x(code_or_none(codes, place + 1));
    Py_ssize_t first = place + 1 + by_sixteen;
    Py_ssize_t end = behind_digits(codes, first, by_sixteen, MOST_DIGITS);
    uint32_t next = code_or_none(codes, end);
    if (end == first) {
        return place;
    }
    if (next == ';') {
        return end + 1;
    }
    return is_digit(next) || (by_sixteen && is_letter(next)) ? place : end;
}

static Py_ssize_t
behind_name(const Py_buffer *codes, Py_ssize_t place)
{
    Py_ssize_t end = place;
    while (end - place < LONGEST_NAME &&
           (is_letter(code_or_none(codes, end)) ||
            (end > place && is_digit(code_or_none(codes, end))))) {
        end++;
    }
    return end - place > 1 && code_or_none(codes, end) == ';' ? end + 1 : place;
}

/* Behind a reference that begins with an ampersand, or that has lost it. */
static Py_ssize_t
end_of_reference(const Py_buffer *codes, Py_ssize_t place)
{
    if (code_at(codes, place) == '&') {
        Py_ssize_t end = place + 1, again;
        while ((again = behind_ampersand(codes, end)) > end) {
            end = again;
        }
        return code_or_none(codes, end) == '#' ? behind_number(codes, end)
                                               : behind_name(codes, end);
    }
    uint32_t before = code_or_none(codes, place - 1);
    int by_sixteen = is_x(code_or_none(codes, place + 1));
    Py_ssize_t first = place + 1 + by_sixteen;
    Py_ssize_t end = behind_digits(codes, first, by_sixteen, LONGEST_BARE);
    int is_it = before != '&' && before != '#' && before != '/' && end - first >= SHORTEST_BARE &&
                code_or_none(codes, end) == ';';
    return is_it ? end + 1 : place;
}

/* References, each with where it begins, and as which of the different ones it is written; where the first
   of each of these begins and ends; and which are in which slot, one added. What finds no slot soon is
   taken for another one, so that no text takes long. */
typedef struct {
    Numbers rows;
    Numbers firsts;
    int32_t slots[SLOTS];
} Found;

static int
is_alike(const Py_buffer *codes, const int64_t *first, Py_ssize_t start, Py_ssize_t size)
{
    const char *text = codes->buf;
    return first[1] - first[0] == size &&
           memcmp(text + first[0] * 4, text + start * 4, (size_t)size * 4) == 0;
}

/* As which of the different ones it is written; -1 if there is no room. */
static Py_ssize_t
which_of(Found *found, const Py_buffer *codes, Py_ssize_t start, Py_ssize_t end)
{
    uint32_t hash = 0;
    for (Py_ssize_t place = start; place < end; place++) {
        hash = (hash ^ code_at(codes, place)) * HASH_PAIR;
    }
    hash ^= hash >> 15;
    Py_ssize_t number = found->firsts.count / 2;
    for (int turn = 0; turn < TRIES; turn++) {
        int32_t *slot = &found->slots[(hash + (uint32_t)turn) % SLOTS];
        if (*slot == 0) {
            *slot = (int32_t)(number < INT32_MAX ? number + 1 : 0);
            break;
        }
        if (is_alike(codes, found->firsts.items + 2 * (*slot - 1), start, end - start)) {
            return *slot - 1;
        }
    }
    if (add_number(&found->firsts, start) < 0 || add_number(&found->firsts, end) < 0) {
        return -1;
    }
    return number;
}

static int
add_reference(Found *found, const Py_buffer *codes, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t which = which_of(found, codes, start, end);
    if (which < 0 || add_number(&found->rows, start) < 0) {
        return -1;
    }
    return add_number(&found->rows, which);
}

/* Find all that begin in some parts of a text, ascending; -1 if there is no room. */
static int
find_references(const Py_buffer *codes, const Py_buffer *parts, Found *found)
{
    const int64_t *edges = parts->buf;
    Py_ssize_t end = 0;
    for (Py_ssize_t part = 0; part < parts->len / 16; part++) {
        Py_ssize_t low = (Py_ssize_t)edges[2 * part], high = (Py_ssize_t)edges[2 * part + 1];
        for (Py_ssize_t place = low > end ? low : end; place < high; place++) {
            uint32_t code = code_at(codes, place);
            if (code != '&' && code != '#') {
                continue;
            }
            end = end_of_reference(codes, place);
            if (end > place + 1 && add_reference(found, codes, place, end) < 0) {
                return -1;
            }
            end = end > place ? end : place + 1;
            place = end - 1;
        }
    }
    return 0;
}

static int
lie_inside(const Py_buffer *parts, Py_ssize_t count)
{
    const int64_t *edges = parts->buf;
    for (Py_ssize_t edge = 0; edge < parts->len / 8; edge++) {
        if (edges[edge] < 0 || edges[edge] > count) {
            PyErr_SetString(PyExc_ValueError, "parts lie beyond the text");
            return 0;
        }
    }
    if (parts->len % 16 != 0) {
        PyErr_SetString(PyExc_ValueError, "a part has no end");
    }
    return parts->len % 16 == 0;
}

/* Arguments: code points, uint32 (n,); starts and ends of parts of them, int64 (2 * m,), ascending. Start,
   and which of the different ones it is, of each reference; start and end of the first of each of these:
   int64, as bytes. */
PyObject *
references(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"parts", 8, -1}};
    Py_buffer views[2];
    if (open_arguments(args, kinds, 2, views) < 0) {
        return NULL;
    }
    if (!lie_inside(&views[1], codes_in(&views[0]))) {
        close_arrays(views, 2);
        return NULL;
    }
    Found found;
    memset(&found, 0, sizeof found);
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_references(&views[0], &views[1], &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, 2);
    PyObject *rows = taken_numbers(&found.rows, failed);
    PyObject *firsts = taken_numbers(&found.firsts, failed);
    if (rows == NULL || firsts == NULL) {
        Py_XDECREF(rows);
        Py_XDECREF(firsts);
        return NULL;
    }
    return Py_BuildValue("NN", rows, firsts);
}
