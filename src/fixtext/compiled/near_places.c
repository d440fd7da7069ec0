/* Where a long text is surprising near some of its places: fixtext/encodings/surprise.py has it in
   numpy. */

#include "short_texts.h"

#define MARGIN 8 /* what a character costs depends on nothing that is further away */
#define NEARLY_ALL 9 /* of ten characters, from which on all are worked out, as they are needed later */
#define RARE 0x1800 /* traits that are left to numpy */
#define ENDS_A_ROW (-(1 << 14))

/* A long text, the places near which it is looked at, ascending, and how near; and what is found. */
typedef struct {
    const Py_buffer *codes;
    const Py_buffer *views;
    const int64_t *places;
    Py_ssize_t count, number, around;
    double levels[LEVELS];
    int many;
    Numbers strong, weak, left; /* the last: rows that are left to numpy */
} Places;

/* A row of characters near places that are near each other, and the first place behind. */
typedef struct {
    Py_ssize_t start, end, next;
} Near;

static Near
row_from(const Places *all, Py_ssize_t index)
{
    Py_ssize_t place = (Py_ssize_t)all->places[index];
    Near row = {place > all->around ? place - all->around : 0, 0, index};
    do {
        place = (Py_ssize_t)all->places[row.next++];
        row.end = all->count - place > all->around ? place + 1 + all->around : all->count;
    } while (row.next < all->number && all->places[row.next] - all->around < row.end);
    return row;
}

static int
is_rare(const Places *all, const Near *row)
{
    const uint16_t *traits = all->views[TRAITS].buf;
    unsigned seen = 0;
    for (Py_ssize_t place = row->start; place < row->end; place++) {
        uint32_t code = code_at(all->codes, place);
        seen |= traits[code < TRAITS_KNOWN ? code : TRAITS_KNOWN - 1];
    }
    return (seen & RARE) != 0;
}

/* Characters in the longest of the rows, or -1 where these are nearly all of the text. */
static Py_ssize_t
longest_row(const Places *all)
{
    Py_ssize_t longest = 0, together = 0;
    for (Near row = {0, 0, 0}; row.next < all->number;) {
        row = row_from(all, row.next);
        together += row.end - row.start;
        longest = row.end - row.start > longest ? row.end - row.start : longest;
    }
    return (double)together > NEARLY_ALL / 10.0 * (double)all->count ? -1 : longest;
}

static int
search_row(const Places *all, const Worked *text, Py_ssize_t offset, int is_weak, Numbers *found)
{
    Search search = {.codes = text->codes, .count = text->count, .offset = offset};
    search.gains = is_weak ? text->weak : text->strong;
    search.least = all->levels[is_weak ? WEAK_LEAST : LEAST];
    search.drop = all->levels[DROP];
    search.fewest = !is_weak && all->many ? 2 : 1;
    search.numbers = found;
    return search_all(&search);
}

/* -1 if there is no room for what is found. */
static int
search_rows(const Scorer *self, Places *all, Worked *text)
{
    for (Near row = {0, 0, 0}; row.next < all->number;) {
        int is_first = row.next == 0;
        row = row_from(all, row.next);
        if (is_rare(all, &row)) {
            if (add_number(&all->left, row.start) < 0 || add_number(&all->left, row.end) < 0) {
                return -1;
            }
            continue;
        }
        Py_buffer codes = {.buf = (char *)all->codes->buf + row.start * 4};
        text->count = row.end - row.start;
        codes.len = text->count * 4;
        text->codes = &codes;
        if (!work_out_near(self, text, all->views, all->many)) {
            return -1; /* never: nothing in it is rare */
        }
        /* what the text goes on with, which these depend on, is not known */
        for (Py_ssize_t index = 0; index < MARGIN; index++) {
            Py_ssize_t last = text->count - 1 - index;
            if (!is_first) {
                text->strong[index] = text->weak[index] = ENDS_A_ROW;
            }
            if (row.next < all->number) {
                text->strong[last] = text->weak[last] = ENDS_A_ROW;
            }
        }
        if (search_row(all, text, row.start, 0, &all->strong) < 0 ||
            search_row(all, text, row.start, 1, &all->weak) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *
taken_lists(Places *all, int failed)
{
    PyObject *strong = taken_numbers(&all->strong, failed);
    PyObject *weak = taken_numbers(&all->weak, failed);
    PyObject *left = taken_numbers(&all->left, failed);
    int every = strong != NULL && weak != NULL && left != NULL;
    PyObject *result = every ? PyTuple_Pack(3, strong, weak, left) : NULL;
    Py_XDECREF(strong);
    Py_XDECREF(weak);
    Py_XDECREF(left);
    return result;
}

static PyObject *
surprising_near(const Scorer *self, Places *all)
{
    Py_ssize_t longest = longest_row(all);
    if (longest < 0) {
        Py_RETURN_NONE;
    }
    Worked text;
    Py_buffer room[ARRAYS] = {[CODES] = {.len = longest * 4}};
    if (make_room(&text, room) < 0) {
        return NULL;
    }
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = search_rows(self, all, &text);
    Py_END_ALLOW_THREADS
    free_worked(&text);
    return taken_lists(all, failed);
}

static int
are_places(const Places *all)
{
    int64_t before = 0;
    for (Py_ssize_t index = 0; index < all->number; index++) {
        if (all->places[index] < before || all->places[index] >= all->count) {
            PyErr_SetString(PyExc_ValueError, "the places are not in the text, or not ascending");
            return 0;
        }
        before = all->places[index];
    }
    return 1;
}

/* Arguments: code points and tables as for `surprising`; places, int64 (m,), ascending; how far around
   them; levels, and whether there are many characters beyond ASCII, as for `surprising`. Starts, ends and
   gains of the stretches that are surprising, and of those that are weakly so, and the starts and ends of
   rows of which this cannot be told, int64, as bytes; None where numpy is better asked of all. No ideograph
   may be lonely. */
PyObject *
scorer_surprising_near(PyObject *object, PyObject *args)
{
    PyObject *sources[ARRAYS], *source;
    Py_buffer views[ARRAYS], places;
    Places all = {0};
    if (!PyArg_ParseTuple(args, "OOOOOOndddp:surprising_near", &sources[CODES], &sources[TRAITS],
                          &sources[FOREIGN], &sources[STRONGLY], &sources[WEAKLY], &source,
                          &all.around, &all.levels[LEAST], &all.levels[DROP],
                          &all.levels[WEAK_LEAST], &all.many) ||
        open_arrays(sources, short_text_kinds, ARRAYS, views) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (open_table(source, &places, "places", 8, -1, 0) == 0) {
        all.codes = &views[CODES];
        all.count = codes_in(all.codes);
        all.views = views;
        all.places = places.buf;
        all.number = places.len / 8;
        all.around = (all.around > 0 ? all.around : 0) + MARGIN;
        result = are_places(&all) ? surprising_near((const Scorer *)object, &all) : NULL;
        PyBuffer_Release(&places);
    }
    close_arrays(views, ARRAYS);
    return result;
}
