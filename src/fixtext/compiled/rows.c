/* Rows and lines of a text that are told by what each character is: fixtext/garblings has it in numpy,
   in utf_16_bytes.py and hard_wrap.py. */

#include "loops.h"

#define EAST_ASIAN 0x20001 /* classes that fixtext/east_asian.py tells apart */

/* What a row is made of: the flag of its characters, and where in their flags the number is that
   speaks for it; how long it must be at least, and how great the mean of these numbers. */
typedef struct {
    const uint8_t *flags;
    Py_ssize_t known;
    int flag, shift, bits;
    Py_ssize_t fewest;
    double share;
} Wanted;

static unsigned
flags_at(const Py_buffer *codes, const Wanted *wanted, Py_ssize_t place)
{
    uint32_t code = code_at(codes, place);
    return code < (uint64_t)wanted->known ? wanted->flags[code] : 0;
}

/* A row as far as it was followed. */
typedef struct {
    Py_ssize_t end, size, total;
} Followed;

/* The rows that end between two places; one that goes on behind these ends in another part. */
static int
find_rows(const Py_buffer *codes, const Wanted *wanted, Py_ssize_t low, Py_ssize_t high,
          Followed *row, Numbers *found)
{
    Py_ssize_t count = codes_in(codes), place = low;
    unsigned flag = (unsigned)wanted->flag, bits = (unsigned)wanted->bits;
    while (place > row->end && flags_at(codes, wanted, place - 1) & flag) {
        place--;
    }
    if (place > row->end) {
        row->size = row->total = 0;
    }
    Py_ssize_t size = row->size, total = row->total;
    for (; place < high + (high == count); place++) {
        unsigned flags = place < count ? flags_at(codes, wanted, place) : 0;
        /* all bits where the row goes on, none where it ends, as nobody foresees; few rows are long */
        Py_ssize_t on = -(Py_ssize_t)((flags & flag) != 0);
        if ((on == 0) & (size >= wanted->fewest)) {
            if ((double)total >= wanted->share * (double)size &&
                (add_number(found, place - size) < 0 || add_number(found, place) < 0)) {
                return -1;
            }
        }
        size = (size + 1) & on;
        total = (total + (Py_ssize_t)(flags >> wanted->shift & bits)) & on;
    }
    *row = (Followed){high, size, total};
    return 0;
}

static int
find_rows_in_all(const Py_buffer *codes, const Py_buffer *parts, const Wanted *wanted,
                 Numbers *found)
{
    const int64_t *edges = parts->buf;
    Py_ssize_t count = codes_in(codes);
    Followed row = {0, 0, 0};
    for (Py_ssize_t index = 0; index + 1 < parts->len / 8; index += 2) {
        int64_t low = edges[index], high = edges[index + 1];
        if (low < row.end || low > high || high > count) {
            continue; /* no part of the text, or not in order */
        }
        if (find_rows(codes, wanted, (Py_ssize_t)low, (Py_ssize_t)high, &row, found) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8 (m,); starts and ends of the parts
   in which rows may end, int64, ascending; the flag of a row's characters; the shift and the mask of
   the number that counts; the fewest of a row; the least mean of the number. Starts and ends of the
   rows, int64, as bytes. */
PyObject *
rich_rows(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"flags", 1, -1}, {"parts", 8, -1}};
    PyObject *sources[3];
    Py_buffer views[3];
    Wanted wanted;
    if (!PyArg_ParseTuple(args, "OOOiiind:rich_rows", &sources[0], &sources[1], &sources[2],
                          &wanted.flag, &wanted.shift, &wanted.bits, &wanted.fewest,
                          &wanted.share) ||
        open_arrays(sources, kinds, 3, views) < 0) {
        return NULL;
    }
    wanted.flags = views[1].buf;
    wanted.known = views[1].len;
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_rows_in_all(&views[0], &views[2], &wanted, &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, 3);
    return taken_numbers(&found, failed);
}

/* Classes of code points, the last of them for all above. */
typedef struct {
    const uint8_t *classes;
    unsigned letters;
} Alphabet;

static int
is_letter_of(const Alphabet *alphabet, uint32_t code)
{
    uint32_t index = code < EAST_ASIAN ? code : EAST_ASIAN - 1;
    return (alphabet->classes[index] & alphabet->letters) != 0;
}

#define TWO_NEWLINES 0x0000000A0000000Aull
#define TWO_ONES 0x0000000100000001ull
#define TWO_HIGHEST 0x8000000080000000ull

/* Where the next line feed is, or where the text ends; two characters are looked at together. */
static Py_ssize_t
line_end_from(const Py_buffer *codes, Py_ssize_t place)
{
    const char *data = codes->buf;
    Py_ssize_t count = codes_in(codes);
    for (; place + 1 < count; place += 2) {
        uint64_t both;
        memcpy(&both, data + place * 4, 8);
        both ^= TWO_NEWLINES;
        if ((both - TWO_ONES) & ~both & TWO_HIGHEST) {
            break; /* one of them is nothing now, or what follows one that is */
        }
    }
    while (place < count && code_at(codes, place) != NEWLINE) {
        place++;
    }
    return place;
}

static int
find_line_breaks(const Py_buffer *codes, Numbers *found)
{
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t place = line_end_from(codes, 0); place < count;
         place = line_end_from(codes, place + 1)) {
        if (add_number(found, place) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Arguments: code points, uint32 (n,). Where the line feeds are, int64, as bytes. */
PyObject *
line_breaks(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_line_breaks(&codes, &found);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}

/* The cells of the lines that end between two letters. */
static int
find_widths(const Py_buffer *codes, const Alphabet *alphabet, const Py_buffer *breaks,
            Numbers *found)
{
    const int64_t *places = breaks->buf;
    Py_ssize_t start = 0, count = codes_in(codes);
    for (Py_ssize_t turn = 0; turn < breaks->len / 8; turn++) {
        Py_ssize_t place = (Py_ssize_t)places[turn];
        if (place < 2 || place < start || place + 1 >= count) {
            continue;
        }
        uint32_t last = code_at(codes, place - 1);
        last = last == '\r' ? code_at(codes, place - 2) : last;
        if (is_letter_of(alphabet, last) && is_letter_of(alphabet, code_at(codes, place + 1))) {
            Py_ssize_t cells = place - start;
            for (Py_ssize_t inside = start; inside < place; inside++) {
                cells += code_at(codes, inside) >= FIRST_WIDE;
            }
            if (add_number(found, cells) < 0) {
                return -1;
            }
        }
        start = place + 1;
    }
    return 0;
}

/* Arguments: code points, uint32 (n,); classes by code point, uint8 (m,); where the line feeds are,
   int64 (k,), ascending; the classes of letters. The cells of the lines that end between two letters,
   int64, as bytes. */
PyObject *
widths_between_letters(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"classes", 1, EAST_ASIAN}, {"breaks", 8, -1}};
    PyObject *sources[3];
    Py_buffer views[3];
    Alphabet alphabet;
    if (!PyArg_ParseTuple(args, "OOOI:widths_between_letters", &sources[0], &sources[1],
                          &sources[2], &alphabet.letters) ||
        open_arrays(sources, kinds, 3, views) < 0) {
        return NULL;
    }
    alphabet.classes = views[1].buf;
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_widths(&views[0], &alphabet, &views[2], &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, 3);
    return taken_numbers(&found, failed);
}
