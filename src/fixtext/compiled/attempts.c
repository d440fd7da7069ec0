/* The ways in which the bytes of a short text can be decoded anew, and what each gains where:
   fixtext/encodings/attempts.py and weighing.py have it in numpy. */

#include "attempts.h"

#define LOST_BITS 7.0
#define BESIDE_LOST_BITS 2.5
#define MOST_BITS 24.0
#define SAME_BITS 3.0
#define IMPOSSIBLE_BITS (-60.0)
#define APART (-1000.0) /* bits of a step between parts; candidates.py has it */
#define DRAWN_BITS 10.0
#define NO_TEXT 0x40000u      /* planes of which nothing is assigned, but tags, or all is private */
#define FIRST_TAG 0xE0000u
#define LAST_TAG 0xE01EFu

static inline int
is_stray(uint32_t code)
{
    return code >= 0xDC80 && code <= 0xDCFF;
}

/* Room for an attempt at so many bytes, of which none makes more than one character. */
static Attempt *
room_for_attempt(const Text *text, Py_ssize_t bytes)
{
    size_t most = (size_t)bytes + 2, parts = (size_t)text->parts_number * sizeof(Gained);
    char *memory = PyMem_Malloc(sizeof(Attempt) + parts + most * (9 * 8 + sizeof(uint32_t)));
    if (memory == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Attempt *attempt = (Attempt *)memory;
    *attempt = (Attempt){.text = text, .gained = (Gained *)(memory + sizeof(Attempt))};
    memset(attempt->gained, 0, parts);
    attempt->offsets = (int64_t *)(attempt->gained + text->parts_number);
    attempt->both = attempt->offsets + most;
    attempt->old = attempt->both + most;
    attempt->lost = attempt->old + most;
    attempt->score = (double *)(attempt->lost + most);
    attempt->as_it_is = attempt->score + most;
    attempt->raw = attempt->as_it_is + most;
    attempt->gains = attempt->raw + most;
    attempt->doubt = attempt->gains + most;
    attempt->codes = (uint32_t *)(attempt->doubt + most);
    return attempt;
}

/* Take what Python reads: a tuple of the characters and the offsets; -1 with an error set. */
static int
take_read(PyObject *read, const RowBytes *row, Attempt *attempt)
{
    static const ArrayKind kinds[] = {{"codes", 4, -1}, {"offsets", 8, -1}};
    PyObject *sources[2];
    Py_buffer views[2];
    if (!PyArg_ParseTuple(read, "OO:read", &sources[0], &sources[1]) ||
        open_arrays(sources, kinds, 2, views) < 0) {
        return -1;
    }
    attempt->made = codes_in(&views[0]);
    int fits = attempt->made <= row->size &&
               has_items(&views[1], kinds[1].name, attempt->made + 1) &&
               are_ends(views[1].buf, attempt->made + 1, row->size);
    if (fits) {
        memcpy(attempt->codes, views[0].buf, (size_t)views[0].len);
        memcpy(attempt->offsets, views[1].buf, (size_t)views[1].len);
    }
    else if (PyErr_Occurred() == NULL) {
        PyErr_SetString(PyExc_ValueError, "what was read is not of these bytes");
    }
    close_arrays(views, 2);
    return fits ? 0 : -1;
}

/* Have Python read bytes, or the text with its further pairs if there are none. */
static int
read_in_python(const Text *text, const RowBytes *row, const unsigned char *data, Attempt *attempt)
{
    PyObject *bytes = data == NULL ? Py_NewRef(Py_None)
                                   : PyBytes_FromStringAndSize((const char *)data, row->size);
    PyObject *read = NULL;
    if (bytes != NULL) {
        read = PyObject_CallFunction(text->read, "nOO", attempt->route, bytes, text->names);
        Py_DECREF(bytes);
    }
    int failed = read == NULL ? -1 : take_read(read, row, attempt);
    Py_XDECREF(read);
    return failed;
}

static int
read_bytes(const Text *text, const RowBytes *row, const unsigned char *data, Attempt *attempt)
{
    const Decoder *decoder = &text->tries->routes[attempt->route].decoder;
    Py_ssize_t made = 0;
    Read read;
    for (Py_ssize_t place = 0; place < row->size; place += read.length) {
        read = read_at(decoder, data, row->size, place);
        if (read.length == 0) {
            return read_in_python(text, row, data, attempt);
        }
        /* a byte of which a single-byte codec has all is lost as one */
        int is_hole = is_single(decoder) && row->holes[place] == ONE_LOST;
        attempt->codes[made] = is_hole ? REPLACEMENT : read.code;
        attempt->offsets[made++] = place;
    }
    attempt->made = made;
    attempt->offsets[made] = row->size;
    return 0;
}

static int
has_twins(const Text *text, const Group *group)
{
    for (Py_ssize_t place = 0; group->twinned != NULL && place < text->count; place++) {
        uint32_t code = code_at(text->codes, place);
        if (code < 0xFFFF && group->twinned[code >> 3] >> (code & 7) & 1) {
            return 1;
        }
    }
    return 0;
}

static int
read_row(const Text *text, const RowBytes *row, Attempt *attempt)
{
    const Route *route = &text->tries->routes[attempt->route];
    const Group *group = &text->tries->groups[route->group];
    if (is_single(&route->decoder) || !has_twins(text, group)) {
        return read_bytes(text, row, row->data, attempt);
    }
    Reading reading = {.scorer = text->scorer, .decoder = &route->decoder};
    Laid laid = {.count = text->count, .size = row->size, .codes = text->codes,
                 .data = row->others, .first = row->first};
    memcpy(row->others, row->data, (size_t)row->size);
    int told = put_twins(group->twins, group->is_korean, &reading, &laid);
    if (told < 0) {
        return -1;
    }
    return told ? read_bytes(text, row, row->others, attempt)
                : read_in_python(text, row, NULL, attempt);
}

/* Whether the bytes can hardly be of a codec: nearly none of the high ones make anything. */
static int
is_hopeless(const RowBytes *row, const Attempt *attempt)
{
    Py_ssize_t high = 0, valid = 0;
    for (Py_ssize_t place = 0; place < row->size; place++) {
        high += row->data[place] > 0x7F;
    }
    for (Py_ssize_t place = 0; place < attempt->made; place++) {
        valid += attempt->codes[place] > 0x7F && !is_stray(attempt->codes[place]);
    }
    return !row->holed && valid * VALID_SHARE < high;
}

static void
score_attempt(const Text *text, Attempt *attempt)
{
    Py_buffer view = {.buf = attempt->codes, .len = attempt->made * 4, .itemsize = 4};
    Words words = text->tries->words;
    words.codes = &view;
    fill_mixture(&words, attempt->score);
    Context context = line_start(text->scorer);
    int16_t units[WEIGHED_AT_ONCE];
    for (Py_ssize_t place = 0; place < attempt->made; place++) {
        if (place % WEIGHED_AT_ONCE == 0) {
            Py_ssize_t end = WEIGHED_AT_ONCE < attempt->made - place ? place + WEIGHED_AT_ONCE : attempt->made;
            weigh_codes(text->scorer, &context, &view, place, end, units);
        }
        uint32_t code = attempt->codes[place];
        double bits = units[place % WEIGHED_AT_ONCE] / UNITS;
        int is_drawn = (code >= 0x2500 && code < 0x25A0) || code == 0xA0 || code == 0xAD;
        attempt->score[place] += is_drawn && bits < DRAWN_BITS ? DRAWN_BITS : bits;
    }
}

/* Find the steps, what each costs as it is and as it was, and the bytes that are lost in it. */
static void
find_steps(const Text *text, const RowBytes *row, Attempt *attempt)
{
    double sum = 0.0, sum_before = 0.0;
    int64_t lost = 0, unknown = 0;
    Py_ssize_t number = 0;
    for (Py_ssize_t place = 0; place <= attempt->made; place++) {
        int64_t old = row->first[attempt->offsets[place]];
        if (old >= 0) {
            attempt->both[number] = place;
            attempt->old[number] = old;
            if (number > 0) {
                double as_it_is = text->sums[old] - text->sums[attempt->old[number - 1]];
                attempt->as_it_is[number - 1] = as_it_is;
                attempt->raw[number - 1] = as_it_is - (sum - sum_before);
                attempt->lost[number - 1] = lost;
                double beside = unknown > 0 ? BESIDE_LOST_BITS : LOST_BITS;
                attempt->doubt[number - 1] = LOST_BITS * unknown + beside * (lost - unknown);
            }
            sum_before = sum;
            lost = unknown = 0;
            number++;
        }
        if (place < attempt->made) {
            sum += attempt->score[place];
            if (is_stray(attempt->codes[place])) {
                lost++;
                unknown += row->holes[attempt->offsets[place]] != KNOWN_BYTE;
                attempt->any_lost = 1;
            }
        }
    }
    attempt->steps = number - 1;
}

static double
at_most(double gain, double limit)
{
    return gain < limit ? gain : limit;
}

/* The gains, of which some are limited or left out of account. */
static void
limit_gains(const Text *text, Attempt *attempt)
{
    int single = is_single(&text->tries->routes[attempt->route].decoder);
    for (Py_ssize_t step = 0; step < attempt->steps; step++) {
        uint32_t first = attempt->codes[attempt->both[step]];
        int64_t old = attempt->old[step];
        uint32_t shown = code_at(text->codes, old < text->count ? old : text->count - 1);
        double gain = attempt->raw[step];
        if (first < 0x80 && first == shown) {
            gain = gain < -SAME_BITS ? -SAME_BITS : at_most(gain, SAME_BITS);
        }
        if (step > 0 && shown == code_at(text->codes, old > 0 ? old - 1 : 0) &&
            (single || first == attempt->codes[attempt->both[step - 1]])) {
            gain = at_most(gain, 0.0);
        }
        if (first >= NO_TEXT && (first < FIRST_TAG || first > LAST_TAG)) {
            gain = at_most(gain, 0.0);
        }
        for (int64_t place = attempt->both[step]; place < attempt->both[step + 1]; place++) {
            gain = attempt->codes[place] == 0 ? IMPOSSIBLE_BITS : gain;
        }
        attempt->gains[step] = gain;
    }
}

double
strict_gain(const Attempt *attempt, Py_ssize_t step)
{
    return attempt->lost[step] > 0 ? IMPOSSIBLE_BITS : attempt->gains[step];
}

double
lenient_gain(const Attempt *attempt, Py_ssize_t step)
{
    return attempt->lost[step] > 0 ? at_most(attempt->as_it_is[step], MOST_BITS) - attempt->doubt[step]
                                   : attempt->gains[step];
}

/* Whether an attempt gains enough, in all, to be looked at. */
static int
gains_enough(const Text *text, const RowBytes *row, Attempt *attempt)
{
    const Route *route = &text->tries->routes[attempt->route];
    double least = LEAST_BITS + attempt->cost - (route->letters ? MOST_FROM_STRANGERS : 0.0);
    least = least > LEAST_BITS ? least : LEAST_BITS;
    double sum = 0.0;
    for (Py_ssize_t step = 0; step < attempt->steps; step++) {
        sum += attempt->raw[step] > 0.0 ? attempt->raw[step] : 0.0;
    }
    if (sum < least && !(attempt->any_lost && is_utf8(&route->decoder) && row->holed)) {
        return 0;
    }
    limit_gains(text, attempt);
    if (sum >= least) {
        return 1;
    }
    sum = 0.0;
    for (Py_ssize_t step = 0; step < attempt->steps; step++) {
        double gain = lenient_gain(attempt, step);
        sum += gain > 0.0 ? gain : 0.0;
    }
    return sum >= least;
}

/* Find which steps are of each part. */
static void
find_parts(Attempt *attempt)
{
    Py_ssize_t step = 0;
    for (Py_ssize_t index = 0; index < attempt->text->parts_number; index++) {
        const Part *part = &attempt->text->parts[index];
        Gained *gained = &attempt->gained[index];
        while (step < attempt->steps && attempt->old[step] < part->low) {
            step++;
        }
        gained->low = step;
        while (step < attempt->steps && attempt->old[step] < part->high) {
            step++;
        }
        gained->high = step;
    }
}

/* Whether some steps between parts begin with one. */
static int
begins_gap(const Attempt *attempt, Py_ssize_t step)
{
    Py_ssize_t number = attempt->text->parts_number, first = 0;
    for (Py_ssize_t index = 0; index <= number; index++) {
        Py_ssize_t last = index < number ? attempt->gained[index].low : attempt->steps;
        if (step == first && first < last) {
            return 1;
        }
        first = index < number ? attempt->gained[index].high : 0;
    }
    return 0;
}

/* Find the greatest sum of gains in a stretch of each part, where lost bytes are doubted or impossible. */
static void
find_most(Attempt *attempt, double (*gain_of)(const Attempt *, Py_ssize_t))
{
    Py_ssize_t number = attempt->text->parts_number;
    double sum = 0.0; /* which falls no lower than nothing */
    for (Py_ssize_t step = 0; step <= attempt->steps; step++) {
        for (Py_ssize_t index = 0; index < number; index++) {
            Gained *gained = &attempt->gained[index];
            sum = number == 1 && step == gained->low ? 0.0 : sum;
            if (step >= gained->low && step <= gained->high && sum > gained->most &&
                (number == 1 || step < attempt->steps)) {
                gained->most = sum;
            }
        }
        if (step < attempt->steps) {
            int is_apart = number > 1 && begins_gap(attempt, step);
            sum += is_apart ? APART : gain_of(attempt, step);
            sum = sum > 0.0 ? sum : 0.0;
        }
    }
}

static double
any_gain(const Attempt *attempt, Py_ssize_t step)
{
    return attempt->gains[step];
}

Attempt *
attempt_of(const Text *text, const RowBytes *row, Py_ssize_t route, double cost)
{
    Attempt *attempt = room_for_attempt(text, row->size);
    if (attempt == NULL) {
        return NULL;
    }
    attempt->route = route;
    attempt->cost = cost;
    int good = read_row(text, row, attempt) == 0 &&
               (is_single(&text->tries->routes[route].decoder) || text->parts_number > 1 ||
                !is_hopeless(row, attempt));
    if (good) {
        score_attempt(text, attempt);
        find_steps(text, row, attempt);
        good = gains_enough(text, row, attempt);
    }
    if (!good) {
        PyMem_Free(attempt);
        return NULL;
    }
    find_parts(attempt);
    find_most(attempt, any_gain);
    if (attempt->any_lost && is_utf8(&text->tries->routes[route].decoder)) {
        find_most(attempt, lenient_gain);
    }
    return attempt;
}
