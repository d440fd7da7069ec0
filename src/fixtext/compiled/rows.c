/* Rows and lines of a text that are told by what each character is: fixtext has it in numpy, in
   garblings/utf_16_bytes.py and line_widths.py. */

#include "each_line.h"
#include "wrapped.h"

#include <stdlib.h>

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

static int
is_letter_of(const Alphabet *alphabet, uint32_t code)
{
    uint32_t index = code < EAST_ASIAN ? code : EAST_ASIAN - 1;
    return (alphabet->classes[index] & alphabet->letters) != 0;
}

static int
add_break(void *state, const Py_buffer *codes, const Bounds *line)
{
    return line->end < codes_in(codes) ? add_number(state, line->end) : 0;
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
    failed = with_lines(&codes, add_break, &found);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}

static int
ends_between_letters(const Py_buffer *codes, const Alphabet *alphabet, const Bounds *line)
{
    if (line->end < 2 || line->end + 1 >= codes_in(codes)) {
        return 0;
    }
    uint32_t last = code_at(codes, (Py_ssize_t)line->end - 1);
    last = last == '\r' ? code_at(codes, (Py_ssize_t)line->end - 2) : last;
    return is_letter_of(alphabet, last) &&
           is_letter_of(alphabet, code_at(codes, (Py_ssize_t)line->end + 1));
}

#define MOST_CELLS (1 << 16) /* a line of more counts as one of so many */
#define FEW_CELLS 4          /* a line of one character has fewer */

/* How many lines that end between two letters have each width, and the rows of short lines in which many
   are of one character. */
typedef struct {
    Alphabet alphabet;
    int64_t *counts;
    int64_t widest;
    int64_t row_start, in_row, in_run; /* lines of the row of short ones, and of one character each */
    int has_run;
    Numbers rows;
} Widths;

#define SHORT_LINE 16 /* a line of one character and white space is shorter */
#define FEWEST_SHORT 10
#define FEWEST_SINGLE 9

static int
is_single(const Py_buffer *codes, const Bounds *line)
{
    if (line->end - line->start < 2) {
        return line->end > line->start;
    }
    uint32_t second = code_at(codes, (Py_ssize_t)line->start + 1);
    return second == ' ' || second == '\t' || second == '\r';
}

static int
end_row(Widths *widths, int64_t end)
{
    int is_row = widths->has_run && widths->in_row >= FEWEST_SHORT;
    int failed = is_row && (add_number(&widths->rows, widths->row_start) < 0 ||
                            add_number(&widths->rows, end) < 0);
    widths->in_row = widths->in_run = 0;
    widths->has_run = 0;
    return failed ? -1 : 0;
}

static int
count_line(void *state, const Py_buffer *codes, const Bounds *line)
{
    Widths *widths = state;
    if (ends_between_letters(codes, &widths->alphabet, line)) {
        int64_t cells = cells_of(codes, line);
        cells = cells < MOST_CELLS ? cells : MOST_CELLS;
        widths->counts[cells]++;
        widths->widest = cells > widths->widest ? cells : widths->widest;
    }
    if (line->end - line->start >= SHORT_LINE) {
        return widths->in_row > 0 ? end_row(widths, line->end) : 0;
    }
    widths->row_start = widths->in_row++ > 0 ? widths->row_start : line->start;
    widths->in_run = is_single(codes, line) ? widths->in_run + 1 : 0;
    widths->has_run |= widths->in_run >= FEWEST_SINGLE;
    return line->end == codes_in(codes) ? end_row(widths, line->end) : 0;
}

/* The most lines that are within so many cells of each other, and no narrower than the narrowest. */
static int64_t
most_alike(const Widths *widths, int64_t within, int64_t narrowest)
{
    int64_t alike = 0, most = 0;
    for (int64_t cells = 0; cells <= widths->widest + within; cells++) {
        alike += cells <= widths->widest ? widths->counts[cells] : 0;
        alike -= cells > within ? widths->counts[cells - within - 1] : 0;
        most = cells >= narrowest && alike > most ? alike : most;
    }
    return most;
}

int
find_line_widths(const Py_buffer *codes, Alphabet alphabet, int64_t within, int64_t narrowest,
                 LineWidths *told)
{
    Py_ssize_t most = codes_in(codes) < MOST_CELLS / 2 ? 2 * codes_in(codes) : MOST_CELLS;
    Widths widths = {.alphabet = alphabet, .counts = calloc((size_t)most + 1, sizeof(int64_t))};
    *told = (LineWidths){0};
    if (widths.counts == NULL) {
        return -1;
    }
    int failed = with_lines(codes, count_line, &widths);
    for (int64_t cells = 0; cells <= widths.widest; cells++) {
        told->total += widths.counts[cells];
        told->single += cells < FEW_CELLS ? widths.counts[cells] : 0;
    }
    told->alike = most_alike(&widths, within, narrowest);
    told->rows = widths.rows;
    free(widths.counts);
    return failed;
}

/* Arguments: code points, uint32 (n,); classes by code point, uint8 (m,); the classes of letters; so many
   cells, and how many are the narrowest. Of the lines that end between two letters, how many there are, and
   how many of one character; the most that are within so many cells of each other, and as wide as the
   narrowest up to that; and starts and ends of rows of short lines in which many are of one character
   each, int64, as bytes. */
PyObject *
line_widths(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"classes", 1, EAST_ASIAN}};
    PyObject *sources[2];
    Py_buffer views[2];
    unsigned letters;
    long long within, narrowest;
    if (!PyArg_ParseTuple(args, "OOILL:line_widths", &sources[0], &sources[1], &letters, &within,
                          &narrowest) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    LineWidths told;
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = find_line_widths(&views[0], (Alphabet){views[1].buf, letters}, within > 0 ? within : 0,
                              narrowest, &told);
    Py_END_ALLOW_THREADS
    close_arrays(views, 2);
    PyObject *rows = taken_numbers(&told.rows, failed);
    return rows == NULL ? NULL
                        : Py_BuildValue("(LLLN)", (long long)told.total, (long long)told.single,
                                        (long long)told.alike, rows);
}

static int
list_line(void *state, const Py_buffer *codes, const Bounds *line)
{
    return add_number(state, line->end) < 0 || add_number(state, cells_of(codes, line)) < 0 ? -1 : 0;
}

/* Arguments: code points, uint32 (n,). Of each line, where it ends, and its cells, int64, as bytes. */
PyObject *
measured_lines(PyObject *module, PyObject *source)
{
    (void)module;
    Py_buffer codes;
    if (open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = with_lines(&codes, list_line, &found);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&codes);
    return taken_numbers(&found, failed);
}
