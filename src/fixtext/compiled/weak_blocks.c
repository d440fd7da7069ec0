/* What the code pages of the Latin script make of what is weakly surprising in a short text: the bound
   of fixtext/encodings/second_look.py, of many routes at once. Such a route changes some letters only,
   so that nothing but these and what stands right behind them is weighed again. */

#include "weak_blocks.h"

#define MOST_PAGES 16 /* code pages */
#define ONLY_CONTROLS 2.0 /* routes.py has it */
#define NO_BOUND (-1)

/* A block with what it costs as it is shown. `as_it_is` is what each character gains if nothing is
   changed, and `next` the next place from there on that is beyond ASCII, or gains or loses by itself. */
typedef struct {
    const Asked *asked;
    Laid laid;
    int32_t *as_it_is;
    int32_t *next;
} Weak;

/* A code page that can have shown the block: its bytes, and the bounds by right codec, as far as they
   are known. */
typedef struct {
    const Wrong *wrong;
    int64_t *bounds;
} Page;

static int32_t
within(const Weak *weak, Py_ssize_t place, int32_t gain)
{
    uint32_t code = code_at(weak->laid.codes, place);
    uint32_t before = place > 0 ? code_at(weak->laid.codes, place - 1) : NEWLINE;
    if (code < 0x80 && gain < SAME) {
        gain = SAME;
    }
    return code == before && gain > 0 ? 0 : gain; /* what stands in a row counts once */
}

static void
weigh(Weak *weak)
{
    weigh_as_shown(weak->asked->scorer, &weak->laid);
    Py_ssize_t count = weak->laid.count, next = count;
    weak->next[count] = (int32_t)count;
    for (Py_ssize_t place = count - 1; place >= 0; place--) {
        int32_t gain = within(weak, place, weak->laid.units[place] - weak->laid.as_shown[place]);
        next = gain != 0 || code_at(weak->laid.codes, place) > 0x7F ? place : next;
        weak->as_it_is[place] = gain;
        weak->next[place] = (int32_t)next;
    }
}

/* The units that a stretch gains at most if the bytes of a code page are read in another one, NULL if
   all stays as it is. */
static int64_t
most_gained(const Weak *weak, const Wrong *wrong, const uint32_t *right)
{
    int64_t sum = 0, most = 0;
    Py_ssize_t place = 0, until = 0; /* up to where characters are weighed again */
    Context context = {{0, 0, 0}, 0, 0, 0};
    while ((place = place < until ? place : weak->next[place]) < weak->laid.count) {
        uint32_t code = code_at(weak->laid.codes, place), shown = code;
        int32_t gain = weak->as_it_is[place];
        unsigned byte = right != NULL && code > 0x7F ? bytes_of(&wrong->shown, code) : 0;
        int is_absent = right != NULL && code > 0x7F && byte == 0;
        if (right != NULL && code > 0x7F) {
            shown = right[byte];
        }
        if (shown != code) {
            context = place < until ? context : weak->laid.before[place];
            until = place + 1 + CONTEXT;
        }
        if (place < until) {
            int32_t units = next_units(weak->asked->scorer, &context, shown);
            gain = within(weak, place, weak->laid.units[place] - units);
        }
        gain = is_absent ? IMPOSSIBLE : gain;
        sum = (sum > 0 ? sum : 0) + gain;
        most = sum > most ? sum : most;
        place++;
    }
    return most;
}

/* Whether two code pages show the block of the same bytes. */
static int
are_same(const Weak *weak, const Wrong *one, const Wrong *other)
{
    for (Py_ssize_t place = weak->next[0]; place < weak->laid.count;
         place = weak->next[place + 1]) {
        uint32_t code = code_at(weak->laid.codes, place);
        if (code > 0x7F && bytes_of(&one->shown, code) != bytes_of(&other->shown, code)) {
            return 0;
        }
    }
    return 1;
}

/* The bits that a stretch lacks, at least, by all routes from one page. */
static double
lacking_by_page(const Weak *weak, const Page *page, const Wrong *wrong, double needed, double least)
{
    const Ways *ways = weak->asked->ways;
    for (Py_ssize_t index = 0; index < ways->number; index++) {
        int32_t route = wrong->numbers[index];
        if (route < 0 || !ways->latin[route]) {
            continue;
        }
        int64_t *bound = &page->bounds[index];
        if (*bound == NO_BOUND) {
            *bound = most_gained(weak, page->wrong, ways->decoders[index].single);
        }
        double lacking = ways->seconds[route] * needed + ways->costs[route];
        lacking -= (double)*bound / UNITS;
        least = lacking < least ? lacking : least;
    }
    return least;
}

static int
is_of_latin(const Ways *ways, const Wrong *wrong)
{
    for (Py_ssize_t index = 0; index < ways->number; index++) {
        if (wrong->numbers[index] >= 0 && ways->latin[wrong->numbers[index]]) {
            return 1;
        }
    }
    return 0;
}

/* The bits that a stretch of a block that was weighed lacks, at least. The route that only reads
   controls changes nothing here. */
static double
lacking_by_all(const Weak *weak, double needed, int64_t *bounds)
{
    const Ways *ways = weak->asked->ways;
    Page pages[MOST_PAGES];
    int number = 0;
    double share = 1.0;
    for (Py_ssize_t route = 0; route < ways->routes; route++) {
        share = ways->latin[route] && ways->seconds[route] < share ? ways->seconds[route] : share;
    }
    double unchanged = (double)most_gained(weak, NULL, NULL) / UNITS;
    double least = share * needed + ONLY_CONTROLS - unchanged;
    for (Py_ssize_t index = 0; index < ways->wrong_number; index++) {
        const Wrong *wrong = &ways->wrongs[index];
        if (!is_of_latin(ways, wrong)) {
            continue;
        }
        int same = 0;
        while (same < number && !are_same(weak, pages[same].wrong, wrong)) {
            same++;
        }
        if (same == MOST_PAGES) {
            return 0.0;
        }
        if (same == number) {
            pages[number] = (Page){wrong, bounds + number * ways->number};
            number++;
        }
        least = lacking_by_page(weak, &pages[same], wrong, needed, least);
    }
    return least;
}

/* Whether a block holds what this does not tell of: controls, and what stands for lost bytes. */
static int
is_strange(const Py_buffer *codes)
{
    for (Py_ssize_t place = 0; place < codes_in(codes); place++) {
        uint32_t code = code_at(codes, place);
        if (code == REPLACEMENT || (code >= 0x80 && code < 0xA0)) {
            return 1;
        }
    }
    return codes_in(codes) > LONGEST_BLOCK;
}

/* The bits that a stretch of a block lacks, at least; none where that is not told; negative with an
   error set. */
static double
lacking_in(const Asked *asked, const Block *block)
{
    Core whole = block->whole;
    Py_buffer part = part_of(asked->blocks.text, whole);
    size_t count = (size_t)(whole.high - whole.low) + 1;
    size_t bounds = MOST_PAGES * (size_t)asked->ways->number;
    if (is_strange(&part)) {
        return 0.0;
    }
    Weak weak = {.asked = asked, .laid.count = (Py_ssize_t)count - 1, .laid.codes = &part};
    weak.laid.units = asked->units + whole.low;
    void *room = room_for(&weak.laid, (Py_ssize_t)count - 1);
    int64_t *memory = PyMem_Malloc(bounds * sizeof(int64_t) + 2 * count * sizeof(int32_t));
    double lacking = -1.0;
    if (room == NULL || memory == NULL) {
        PyErr_NoMemory();
    }
    else {
        for (size_t index = 0; index < bounds; index++) {
            memory[index] = NO_BOUND;
        }
        weak.as_it_is = (int32_t *)(memory + bounds);
        weak.next = weak.as_it_is + count;
        weigh(&weak);
        int is_all = (double)beyond_in(asked->blocks.text, whole) >= asked->most_of_it;
        lacking = lacking_by_all(&weak, is_all ? asked->needed_then : asked->needed, memory);
        lacking = lacking > ROUNDED ? lacking : 0.0;
    }
    PyMem_Free(memory);
    PyMem_Free(room);
    return lacking;
}

static int
meets(const Block *block, const Blocks *others)
{
    for (Py_ssize_t index = 0; index < others->number; index++) {
        const Core *other = &others->items[index].whole;
        if (block->whole.low < other->high && other->low < block->whole.high) {
            return 1;
        }
    }
    return 0;
}

/* Leave those that meet no other block. */
static void
leave_apart(Blocks *blocks, const Blocks *strong)
{
    Py_ssize_t left = 0;
    for (Py_ssize_t index = 0; index < blocks->number; index++) {
        if (!meets(&blocks->items[index], strong)) {
            blocks->items[left++] = blocks->items[index];
        }
    }
    blocks->number = left;
}

/* Add mixed lines to the blocks, but for those that meet one; whether that is all that is to be done
   with them, or -1 with an error set. */
static int
add_lines(Blocks *blocks, PyObject *lines, const Blocks *strong)
{
    for (Py_ssize_t index = 0; lines != NULL && index < PyList_Size(lines); index++) {
        Block line = {0};
        if (!PyArg_ParseTuple(PyList_GetItem(lines, index), "nn:line", &line.whole.low,
                              &line.whole.high)) {
            return -1;
        }
        if (line.whole.low < 0 || line.whole.low > line.whole.high ||
            line.whole.high > blocks->text->count) {
            PyErr_SetString(PyExc_ValueError, "a line reaches out of the text");
            return -1;
        }
        line.inside = line.whole.high - line.whole.low;
        if (meets(&line, strong)) {
            return 0; /* what is left of it may be mixed, or not */
        }
        if (!meets(&line, blocks)) { /* lines do not meet each other */
            if (blocks->number == MOST_BLOCKS) {
                return 0;
            }
            blocks->items[blocks->number++] = line;
        }
    }
    return 1;
}

PyObject *
weak_blocks(const Asked *asked, PyObject *stretches)
{
    const Blocks *strong = &asked->blocks;
    Blocks blocks = {.text = strong->text};
    int told = make_blocks(&blocks, stretches);
    if (told > 0) {
        leave_apart(&blocks, strong);
        told = add_lines(&blocks, asked->lines, strong);
    }
    if (told <= 0) {
        return told < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *result = PyList_New(0);
    for (Py_ssize_t index = 0; result != NULL && index < blocks.number; index++) {
        const Block *block = &blocks.items[index];
        double lacking = lacking_in(asked, block);
        if (lacking == 0.0) {
            Py_DECREF(result);
            return Py_NewRef(Py_None);
        }
        if (lacking < 0.0 || append_new(result, Py_BuildValue("(nnnd)", block->whole.low,
                                                              block->whole.high, block->inside,
                                                              lacking)) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}
