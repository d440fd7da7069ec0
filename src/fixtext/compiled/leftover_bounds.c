/* What can speak at most for leftovers of a conversion, in a text and in each of its blocks: an upper bound
   of what fixtext/hanscript/repair.py finds there, in one pass. */

#include "long_leftovers.h"

#include <stdlib.h>

/* What a family says in a stretch of text: what speaks for damage by forms that are simplified, or not;
   and which of these there are. */
typedef struct {
    double bits[2];
    uint8_t seen[2], right[2], is_old;
} Evidence;

typedef struct {
    Evidence *families;
    unsigned *touched;
    Py_ssize_t count;
} Stretch;

typedef struct {
    const LongLeftovers *self;
    const Py_buffer *codes;
    Py_ssize_t all;
    Py_ssize_t counts[COUNTED], traditional; /* of the text, and in lines that are no quotations */
    Numbers members, found;                  /* of a block; and where blocks begin and end */
    Py_ssize_t line;                         /* the first of the line's members */
    Py_ssize_t in_all;                       /* members of the text */
    double enough;                           /* bits, for a block to be found */
    Clauses clauses;
    Stretch whole, block;
    Py_ssize_t begin, last, marked, blocks;
} Search;

static void
add_evidence(Stretch *stretch, const Misfit *misfit)
{
    Evidence *family = stretch->families + misfit->family;
    if (!family->seen[0] && !family->seen[1]) {
        stretch->touched[stretch->count++] = misfit->family;
    }
    family->seen[misfit->is_left] = 1;
    family->right[misfit->is_left] |= misfit->is_right != 0;
    family->is_old |= misfit->is_old != 0;
    family->bits[misfit->is_left] += misfit->bits;
}

static double
least_of(double one, double other)
{
    return one < other ? one : other;
}

/* What speaks for damage in a stretch at most; nothing is known of it then. As `damage` of repair.py: forms
   that are simplified, and others, each have the right ones of the other kind against them. */
static double
take_bits(Stretch *stretch, const Bits *bits)
{
    const double most[2] = {bits->picked, bits->left};
    double sum = 0, sums[2] = {0, 0}, old[2] = {0, 0}, against[2] = {0, 0};
    for (Py_ssize_t which = 0; which < stretch->count; which++) {
        Evidence *family = stretch->families + stretch->touched[which];
        if (family->seen[0] && family->seen[1]) {
            sum -= bits->distinguished;
        }
        for (int choice = 0; choice < 2 && !(family->seen[0] && family->seen[1]); choice++) {
            if (family->is_old) {
                old[choice] += family->bits[choice];
            }
            else {
                sums[choice] += least_of(family->bits[choice], most[choice]);
            }
            against[1 - choice] += family->right[choice] ? bits->converted : 0;
        }
        *family = (Evidence){{0, 0}, {0, 0}, {0, 0}, 0};
    }
    for (int choice = 0; choice < 2; choice++) {
        sums[choice] += least_of(old[choice], most[choice]);
        sums[choice] -= least_of(against[choice], bits->converted_all);
        sum += sums[choice] > 0 ? sums[choice] : 0;
    }
    stretch->count = 0;
    return sum;
}

/* Count a line's characters, and find those that may be members of families: the end of the line, -1 if
   there is no room. */
static Py_ssize_t
scan_line(Search *search, Py_ssize_t begin, Py_ssize_t *counts)
{
    const Py_buffer codes = *search->codes;
    const uint8_t *known = search->self->known.kinds;
    const uint64_t *tallies = search->self->tallies;
    Numbers *members = &search->members;
    Py_ssize_t place = begin, all = search->all;
    uint32_t code = 0;
    search->line = members->count;
    do {
        Py_ssize_t end = all - place < MOST_IN_FIELD ? all : place + MOST_IN_FIELD;
        if (members->room - members->count <= MOST_IN_FIELD) {
            Py_ssize_t room = 2 * members->room + MOST_IN_FIELD + 1;
            int64_t *more = realloc(members->items, (size_t)room * sizeof *more);
            if (more == NULL) {
                return -1;
            }
            members->items = more;
            members->room = room;
        }
        int64_t *items = members->items + members->count;
        uint64_t sums = 0;
        for (; place < end; place++) {
            code = code_at(&codes, place);
            if (code == NEWLINE && place > begin) {
                break;
            }
            unsigned kind = code < CODE_POINTS ? known[code] : 0;
            sums += tallies[kind];
            *items = place;
            items += (kind & MEMBER) != 0;
        }
        members->count = items - members->items;
        for (int which = 0; which < COUNTED; which++) {
            counts[which] += (Py_ssize_t)(sums >> (which * FIELD) & MOST_IN_FIELD);
        }
    } while (place < all && !(code == NEWLINE && place > begin));
    return place;
}

static int
is_quotation(const Search *search, Py_ssize_t simplified, Py_ssize_t traditional)
{
    return simplified >= search->self->fewest.quotation && simplified > traditional;
}

/* Keep the members of a line that are in no clause that is a quotation: how many ideographs are so. A
   clause begins with what is no ideograph. */
static Py_ssize_t
keep_unquoted(Search *search, Py_ssize_t begin, Py_ssize_t end)
{
    Numbers *members = &search->members;
    Py_ssize_t kept = search->line, next = kept, first = begin, marked = 0;
    Py_ssize_t simplified = 0, traditional = 0, ideographs = 0;
    for (Py_ssize_t place = begin; place <= end; place++) {
        uint32_t code = place < end ? code_at(search->codes, place) : NEWLINE;
        unsigned kind = code < CODE_POINTS ? search->self->known.kinds[code] : 0;
        if (place == end || (!(kind & IDEOGRAPH) && place > first)) {
            int is_kept = !is_quotation(search, simplified, traditional);
            for (; next < members->count && members->items[next] < place; next++) {
                members->items[kept] = members->items[next];
                kept += is_kept;
            }
            marked += is_kept ? ideographs : 0;
            simplified = traditional = ideographs = 0;
            first = place;
        }
        traditional += (kind & TRADITIONAL) != 0;
        simplified += (kind & SIMPLIFIED) != 0;
        ideographs += (kind & IDEOGRAPH) != 0;
    }
    members->count = kept;
    return marked;
}

/* Add the evidence of the members before the line to the whole text and to a block, which ends there. */
static int
end_block(Search *search, Py_ssize_t end)
{
    Misfit misfits[MISFITS_AT_ONCE];
    int failed = 0;
    for (Py_ssize_t first = 0; first < search->line; first += MISFITS_AT_ONCE) {
        Py_ssize_t left = search->line - first;
        int count = (int)(left < MISFITS_AT_ONCE ? left : MISFITS_AT_ONCE);
        if (weigh_misfits(&search->self->known, search->codes, search->members.items + first, count,
                          &search->clauses, misfits) < 0) {
            return -1;
        }
        for (int which = 0; which < count; which++) {
            if (misfits[which].family > 0) {
                add_evidence(&search->whole, misfits + which);
                add_evidence(&search->block, misfits + which);
            }
        }
    }
    if (take_bits(&search->block, &search->self->bits) >= search->enough) {
        failed = add_number(&search->found, search->begin) < 0 || add_number(&search->found, end) < 0;
    }
    search->begin = end;
    return -failed;
}

/* Add a line to a block, or begin one with it: as find_blocks of scripts.c has it. */
static int
add_line(Search *search, Py_ssize_t end, Py_ssize_t marked)
{
    Py_ssize_t size = search->self->fewest.block;
    Numbers *members = &search->members;
    search->marked += marked;
    if (search->last > 0 && search->marked / size > search->blocks) {
        if (end_block(search, search->last) < 0) {
            return -1;
        }
        members->count -= search->line;
        memmove(members->items, members->items + search->line,
                (size_t)members->count * sizeof *members->items);
    }
    search->blocks = search->marked / size;
    search->last = end < search->all ? end + 1 : end;
    return 0;
}

/* Look at all lines: 1 if that tells nothing, 0 if it does, -1 if there is no room. */
static int
search_lines(Search *search)
{
    Py_ssize_t begin = 0;
    do {
        Py_ssize_t counts[COUNTED] = {0}, marked;
        Py_ssize_t end = scan_line(search, begin, counts);
        if (end < 0) {
            return -1;
        }
        for (int which = 0; which < COUNTED; which++) {
            search->counts[which] += counts[which];
        }
        search->in_all += search->members.count - search->line;
        marked = counts[IDEOGRAPHS];
        if (counts[KANAS] > 0 || is_quotation(search, counts[SIMPLIFIEDS], counts[TRADITIONALS])) {
            search->members.count = search->line;
            marked = 0;
        }
        else {
            search->traditional += counts[TRADITIONALS];
            if (counts[SIMPLIFIEDS] >= search->self->fewest.quotation) {
                marked = keep_unquoted(search, begin, end);
            }
        }
        if (search->counts[OPERATORS] > 0) {
            return 1;
        }
        if (add_line(search, end, marked) < 0) {
            return -1;
        }
        begin = end;
    } while (begin < search->all);
    search->line = search->members.count;
    return end_block(search, search->all);
}

/* Whether a text is traditional by its characters, as eligible.py has it. */
static int
is_traditional(const Search *search)
{
    const Py_ssize_t *counts = search->counts;
    Py_ssize_t needed = search->self->fewest.traditional;
    needed = needed < 2 * counts[SIMPLIFIEDS] ? 2 * counts[SIMPLIFIEDS] : needed;
    needed = needed < counts[KANAS] ? counts[KANAS] : needed;
    return counts[TRADITIONALS] >= needed && counts[TRADITIONALS] >= counts[HANGULS] &&
           search->traditional >= needed;
}

static int
open_stretch(Stretch *stretch, Py_ssize_t families)
{
    stretch->families = calloc((size_t)families, sizeof *stretch->families);
    stretch->touched = calloc((size_t)families, sizeof *stretch->touched);
    return stretch->families == NULL || stretch->touched == NULL ? -1 : 0;
}

static void
close_search(Search *search)
{
    free(search->whole.families);
    free(search->whole.touched);
    free(search->block.families);
    free(search->block.touched);
    free(search->clauses.simple);
    free(search->members.items);
    free(search->found.items);
}

/* What the search came to, as an object. */
static PyObject *
told(Search *search)
{
    double bits = take_bits(&search->whole, &search->self->bits);
    const Py_ssize_t *counts = search->counts;
    if (!is_traditional(search)) {
        bits = 0;
        search->found.count = 0;
    }
    /* characters that are only simplified, and are so of several traditional ones, are members */
    Py_ssize_t simplified = counts[SIMPLIFIEDS] + search->in_all;
    int is_open = simplified >= 2 * counts[TRADITIONALS];
    PyObject *blocks = taken_numbers(&search->found, 0);
    search->found.items = NULL;
    return blocks == NULL ? NULL
                          : Py_BuildValue("dNnN", bits, blocks, search->marked,
                                          PyBool_FromLong(is_open));
}

/* Arguments: code points, uint32 (n,); the bits that are enough for a block to be found. */
PyObject *
long_leftovers_most_in(PyObject *object, PyObject *args)
{
    const LongLeftovers *self = (const LongLeftovers *)object;
    PyObject *source;
    Py_buffer codes;
    Search search = {.self = self, .codes = &codes};
    if (!PyArg_ParseTuple(args, "Od:most_in", &source, &search.enough) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    search.all = codes_in(&codes);
    Py_ssize_t families = self->known.forms->families;
    int failed = open_stretch(&search.whole, families) < 0 || open_stretch(&search.block, families) < 0;
    if (failed) {
        failed = -1;
    }
    else {
        Py_BEGIN_ALLOW_THREADS
        failed = search_lines(&search);
        Py_END_ALLOW_THREADS
    }
    PyObject *result = failed < 0 ? PyErr_NoMemory() : failed ? Py_NewRef(Py_None) : told(&search);
    close_search(&search);
    PyBuffer_Release(&codes);
    return result;
}
