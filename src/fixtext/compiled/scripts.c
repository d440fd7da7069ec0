/* What the lines of a text say of its script: fixtext/hanscript/eligible.py and script.py have it in
   numpy. */

#include "scripts.h"

/* How many characters of each kind a stretch has. */
typedef struct {
    Py_ssize_t traditional, simplified, kana;
} Tally;

static void
count(Tally *tally, unsigned flags)
{
    tally->traditional += (flags & TRADITIONAL) != 0;
    tally->simplified += (flags & SIMPLIFIED) != 0;
    tally->kana += (flags & KANA) != 0;
}

static int
is_quotation(const Tally *tally, int least)
{
    return tally->simplified >= least && tally->simplified > tally->traditional;
}

/* Of the flags of a clause that ends before a place, whether each is of an ideograph in which damage is
   looked for. */
static void
mark_clause(uint8_t *flags, Py_ssize_t begin, Py_ssize_t end, int is_good)
{
    for (Py_ssize_t place = begin; place < end; place++) {
        flags[place] = is_good && (flags[place] & IDEOGRAPH) != 0;
    }
}

/* The same of a line with so many simplified characters; a clause begins with what is no ideograph. */
static void
mark_line(uint8_t *flags, Py_ssize_t begin, Py_ssize_t end, Py_ssize_t simplified, int quotation)
{
    Tally clause = {0, 0, 0};
    Py_ssize_t first = begin;
    if (simplified < quotation) {
        mark_clause(flags, begin, end, 1); /* then no clause of it is one either */
        return;
    }
    for (Py_ssize_t place = begin; place < end; place++) {
        if (!(flags[place] & IDEOGRAPH) && place > first) {
            mark_clause(flags, first, place, !is_quotation(&clause, quotation));
            clause = (Tally){0, 0, 0};
            first = place;
        }
        count(&clause, flags[place]);
    }
    mark_clause(flags, first, end, !is_quotation(&clause, quotation));
}

/* A line begins with the line feed before it. */
Py_ssize_t
mark_ideographs(const Py_buffer *codes, const uint8_t *told, int quotation, uint8_t *flags)
{
    Py_ssize_t all = codes_in(codes), traditional = 0, begin = 0;
    Tally line = {0, 0, 0};
    for (Py_ssize_t place = 0; place <= all; place++) {
        uint32_t code = place < all ? code_at(codes, place) : NEWLINE;
        if (code == NEWLINE && place > begin) {
            if (line.kana == 0 && !is_quotation(&line, quotation)) {
                traditional += line.traditional;
                mark_line(flags, begin, place, line.simplified, quotation);
            }
            else {
                memset(flags + begin, 0, (size_t)(place - begin));
            }
            line = (Tally){0, 0, 0};
            begin = place;
        }
        if (place < all) {
            flags[place] = code < CODE_POINTS ? told[code] : 0;
            count(&line, flags[place]);
        }
    }
    return traditional;
}

/* Arguments: code points, uint32 (n,); flags by code point, uint8; the fewest characters that make a
   quotation; a mask of the places in which damage is looked for, bool (n,), which is written. How many
   characters are only traditional in lines that are no quotations. */
PyObject *
mark_eligible(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"told", 1, CODE_POINTS}, {"mask", 1, -1, WRITTEN}};
    PyObject *sources[3];
    Py_buffer views[3];
    int quotation;
    if (!PyArg_ParseTuple(args, "OOiO:mark_eligible", &sources[0], &sources[1], &quotation,
                          &sources[2]) ||
        open_arrays(sources, kinds, 3, views) < 0) {
        return NULL;
    }
    Py_ssize_t traditional = -1;
    if (has_items(&views[2], "mask", codes_in(&views[0]))) {
        Py_BEGIN_ALLOW_THREADS
        traditional = mark_ideographs(&views[0], views[1].buf, quotation, views[2].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 3);
    return traditional < 0 ? NULL : PyLong_FromSsize_t(traditional);
}

/* Places behind line ends, each the first behind so many marked characters or more from the last; and
   the end. */
static int
find_blocks(const Py_buffer *codes, const uint8_t *mask, Py_ssize_t size, Numbers *found)
{
    Py_ssize_t all = codes_in(codes), marked = 0, blocks = 0, last = 0;
    int failed = add_number(found, 0);
    for (Py_ssize_t place = 0; place < all && !failed; place++) {
        marked += mask[place];
        if (code_at(codes, place) != NEWLINE && place + 1 < all) {
            continue;
        }
        if (last > 0 && marked / size > blocks) {
            failed = add_number(found, last);
        }
        blocks = marked / size;
        last = place + 1;
    }
    return failed || add_number(found, last);
}

/* Arguments: code points, uint32 (n,); a mask, bool (n,); how many characters of it a block has. Where
   blocks begin and end, int64, as bytes. */
PyObject *
blocks_of_lines(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE}, {"mask", 1, -1}};
    PyObject *sources[2];
    Py_buffer views[2];
    Numbers found = {NULL, 0, 0};
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "OOn:blocks_of_lines", &sources[0], &sources[1], &size) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return NULL;
    }
    int failed = !has_items(&views[1], "mask", codes_in(&views[0]));
    if (!failed && size < 1) {
        PyErr_SetString(PyExc_ValueError, "a block has one character or more");
        failed = 1;
    }
    if (failed) {
        close_arrays(views, 2);
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    failed = find_blocks(&views[0], views[1].buf, size, &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, 2);
    return taken_numbers(&found, failed);
}

/* fixtext/hanscript/script.py owns these numbers. */
#define SCRIPTS 4
#define FIRST_LETTER 0x1100u
#define REGIONS 2

/* What characters are, and what they cost in each script. */
typedef struct {
    const uint8_t *classes;
    const float *costs;
    int ideograph, regions[REGIONS];
} Known;

static void
add_character(const Known *known, uint32_t code, double *sums, int64_t *letters, int64_t *forms)
{
    const float *costs = known->costs + (size_t)code * SCRIPTS;
    int classes = known->classes[code], costs_any = 0;
    for (int script = 0; script < SCRIPTS; script++) {
        sums[script] += costs[script];
        costs_any |= costs[script] != 0;
    }
    if (costs_any || classes & known->ideograph) {
        ++*letters;
        for (int region = 0; region < REGIONS; region++) {
            forms[region] += (classes & (known->regions[0] | known->regions[1])) ==
                             known->regions[region];
        }
    }
}

static int
add_lines(const Known *known, const Py_buffer *views)
{
    double *sums = views[3].buf;
    int64_t *letters = views[4].buf, *forms = views[5].buf;
    Py_ssize_t line = 0, lines = views[4].len / 8, all = codes_in(&views[0]);
    for (Py_ssize_t place = 0; place < all; place++) {
        uint32_t code = code_at(&views[0], place);
        if (code == NEWLINE && ++line >= lines) {
            return -1;
        }
        if (code >= FIRST_LETTER && code < CODE_POINTS) {
            add_character(known, code, sums + line * SCRIPTS, letters + line,
                          forms + line * REGIONS);
        }
    }
    return 0;
}

/* Arguments: code points, uint32 (n,); classes by code point, uint8; what each costs in the scripts,
   float32 (code points * 4,); the flags of an ideograph and of the two regions' forms; sums of costs,
   float64 (lines * 4,), of letters, int64 (lines,), and of the regions' forms, int64 (lines * 2,), that
   are added to. */
PyObject *
add_scripts(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {{"codes", 4, -1, READ_ANYWHERE},
                                      {"classes", 1, CODE_POINTS},
                                      {"costs", 4, CODE_POINTS * SCRIPTS},
                                      {"sums", 8, -1, WRITTEN},
                                      {"letters", 8, -1, WRITTEN},
                                      {"forms", 8, -1, WRITTEN}};
    PyObject *sources[6];
    Py_buffer views[6];
    Known known;
    if (!PyArg_ParseTuple(args, "OOOiiiOOO:add_scripts", &sources[0], &sources[1], &sources[2],
                          &known.ideograph, &known.regions[0], &known.regions[1], &sources[3],
                          &sources[4], &sources[5]) ||
        open_arrays(sources, kinds, 6, views) < 0) {
        return NULL;
    }
    known.classes = views[1].buf;
    known.costs = views[2].buf;
    Py_ssize_t lines = views[4].len / 8;
    int failed = !has_items(&views[3], "sums", lines * SCRIPTS) ||
                 !has_items(&views[5], "forms", lines * REGIONS);
    if (!failed) {
        Py_BEGIN_ALLOW_THREADS
        failed = lines < 1 || add_lines(&known, views) < 0;
        Py_END_ALLOW_THREADS
        if (failed) {
            PyErr_SetString(PyExc_ValueError, "there are more lines than sums");
        }
    }
    close_arrays(views, 6);
    return failed ? NULL : Py_NewRef(Py_None);
}
