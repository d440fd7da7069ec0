/* What a second look, and a search, make of a block of a short text: fixtext/encodings/second_look.py
   and search.py have it in Python. */

#include "quick_search.h"

#define CANDIDATE 1.0 /* bits; attempts.py has it */
#define HALF_REPAIRED 2 /* characters of a page of Latin letters that half-repaired text has */

/* Whether a character has further pairs of bytes in a wrong codec, of which a search takes the best;
   -1 with an error set. */
static int
has_twins(const Wrong *wrong, const Py_buffer *codes)
{
    int found = 0;
    for (Py_ssize_t place = 0; wrong->twinned != NULL && !found && place < codes_in(codes); place++) {
        if (may_have_twins(wrong, code_at(codes, place))) {
            PyObject *code = PyLong_FromUnsignedLong(code_at(codes, place));
            found = code == NULL ? -1 : PyDict_Contains(wrong->twins, code);
            Py_XDECREF(code);
        }
    }
    return found;
}

/* What a search makes of a block that is laid out with the bytes that it takes, by a route. */
static int
told_by_bytes(Asked *asked, Reading *reading, int32_t route)
{
    double candidate = CANDIDATE + asked->ways->costs[route];
    asked->search.least = (int64_t)(candidate * UNITS); /* whole eighths */
    asked->laid.search = &asked->search;
    int once = reading->once;
    int may_tell = reading->shown_by != SINGLE && !is_single(reading->decoder) &&
                   asked->laid.count <= MOST_STEPS && !asked->has_lines;
    reading->once = once && !may_tell; /* which a search tells step by step */
    int64_t bound = most_saved(reading, &asked->laid);
    reading->once = once;
    asked->laid.search = NULL;
    if (bound != CANNOT_TELL && (double)bound / UNITS < candidate) {
        return NO_CANDIDATE;
    }
    if (bound == CANNOT_TELL || !may_tell) {
        return MAY_SAVE;
    }
    int found = has_candidate(&asked->search, is_utf8(reading->decoder), candidate);
    return found ? MAY_SAVE : NO_CANDIDATE;
}

static void
lay_out_in(Asked *asked, const Wrong *wrong, Reading *reading)
{
    reading->shown = wrong->shown;
    reading->mark = wrong->mark;
    reading->shown_by = wrong->shown_by;
    asked->laid.several = 1;
    lay_out(reading, &asked->laid);
}

/* What a search makes of a block that is laid out, by a route. */
static int
told_by_search(Asked *asked, const Wrong *wrong, Reading *reading, Py_ssize_t index)
{
    const Ways *ways = asked->ways;
    int32_t route = wrong->numbers[index];
    if (ways->latin[route]) {
        return MAY_SAVE; /* words of several languages are forgiven some bits, elsewhere */
    }
    reading->decoder = &ways->decoders[index];
    int twins = has_twins(wrong, asked->laid.codes);
    if (twins <= 0 || is_single(reading->decoder)) {
        return twins < 0 ? FAILED : told_by_bytes(asked, reading, route);
    }
    int told = put_twins(wrong->twins, wrong->is_korean, reading,
                         &asked->laid);
    told = told < 0 ? FAILED : told == 0 ? MAY_SAVE : told_by_bytes(asked, reading, route);
    lay_out_in(asked, wrong, reading);
    return told;
}

/* What a stretch of a block that is laid out may save by some route. */
static int
told_by_bounds(Asked *asked, const Wrong *wrong, Reading *reading, Py_ssize_t index, double needed)
{
    const Ways *ways = asked->ways;
    int32_t route = wrong->numbers[index];
    if (ways->latin[route]) {
        return MAY_SAVE; /* words of several languages are forgiven some bits, elsewhere */
    }
    reading->decoder = &ways->decoders[index];
    int64_t bound = most_saved(reading, &asked->laid);
    double least = ways->seconds[route] * needed + ways->costs[route];
    if (bound != CANNOT_TELL && (double)bound / UNITS < least) {
        return TOO_LITTLE;
    }
    return told_by_search(asked, wrong, reading, index);
}

int
search_by_all(Asked *asked, Reading *reading)
{
    const Ways *ways = asked->ways;
    uint32_t shown_by = 0;
    for (Py_ssize_t place = 0; place < asked->laid.count; place++) {
        uint32_t code = code_at(asked->laid.codes, place);
        if (code > 0x7F && (code < FIRST_WIDE || code == REPLACEMENT || code >= BMP)) {
            return MAY_SAVE;
        }
        shown_by |= code > 0x7F ? ways->shown[code] : 0;
    }
    for (Py_ssize_t number = 0; number < ways->wrong_number; number++) {
        const Wrong *wrong = &ways->wrongs[number];
        if (!(shown_by >> number & 1)) {
            continue;
        }
        lay_out_in(asked, wrong, reading);
        for (Py_ssize_t index = 0; index < ways->number; index++) {
            int told = wrong->numbers[index] < 0
                           ? NO_CANDIDATE
                           : told_by_search(asked, wrong, reading, index);
            if (told != NO_CANDIDATE) {
                return told;
            }
        }
    }
    return NO_CANDIDATE;
}

int
second_look(Asked *asked, const Look *look, int is_lossy, Reading *reading, double needed)
{
    const Ways *ways = asked->ways;
    int told = TOO_LITTLE;
    for (Py_ssize_t number = 0; number < ways->wrong_number; number++) {
        const Wrong *wrong = &ways->wrongs[number];
        int is_laid = 0;
        for (Py_ssize_t index = 0; index < ways->number; index++) {
            int32_t route = wrong->numbers[index];
            if (route < 0 || !((is_lossy && wrong->shown_by != SINGLE) ||
                               saves_enough(look, route))) {
                continue;
            }
            if (!is_laid) {
                lay_out_in(asked, wrong, reading);
                is_laid = 1;
            }
            int by_route = told_by_bounds(asked, wrong, reading, index, needed);
            if (by_route < 0 || by_route == MAY_SAVE) {
                return by_route;
            }
            told = by_route > told ? by_route : told;
        }
    }
    return told;
}

/* What the characters of a block tell of the routes that it may have gone through: by which codecs any
   of them may be shown, as bits, and what is forgiven to Latin letters at most. `lacking` are the bits
   that a stretch lacks at least by routes that change such letters, if nothing is forgiven. */
typedef struct {
    uint32_t shown_by;
    double forgiven;
    double lacking;
} Signs;

/* Fill in the signs of a block; whether all routes are told of: not of what is half repaired, nor of
   lost bytes. */
static int
read_signs(const Asked *asked, Signs *signs)
{
    Py_ssize_t letters = 0, narrow = 0, wide = 0;
    for (Py_ssize_t place = 0; place < asked->laid.count; place++) {
        uint32_t code = code_at(asked->laid.codes, place);
        if (code == REPLACEMENT || code >= BMP || (code >= 0x80 && code < 0xA0)) {
            return 0;
        }
        narrow += code > 0x7F && code < FIRST_WIDE;
        wide += code >= FIRST_WIDE;
        letters += code >= 0xC0 && code < 0x250;
        signs->shown_by |= code > 0x7F ? asked->ways->shown[code] : 0;
    }
    signs->forgiven = FORGIVEN * (double)(letters < MOST_STRANGERS ? letters : MOST_STRANGERS);
    return (narrow < HALF_REPAIRED || wide == 0) && asked->laid.count <= LONGEST_BLOCK;
}

/* The bits that a stretch must save by a route. */
static double
least_by(const Ways *ways, int32_t route, double needed, const Signs *signs)
{
    double least = ways->seconds[route] * needed + ways->costs[route];
    return ways->latin[route] ? least - signs->forgiven : least;
}

/* What a second look tells of a block by the routes of one wrong codec. */
static int
look_by_one(Asked *asked, const Wrong *wrong, Reading *reading, double needed, Signs *signs)
{
    const Ways *ways = asked->ways;
    int told = TOO_LITTLE, is_laid = 0;
    reading->shown = wrong->shown;
    double most = (double)most_by_any(reading, &asked->laid) / UNITS;
    for (Py_ssize_t index = 0; index < ways->number; index++) {
        int32_t route = wrong->numbers[index];
        if (route < 0 || most < least_by(ways, route, needed, signs)) {
            continue;
        }
        if (!is_laid) {
            lay_out_in(asked, wrong, reading);
            is_laid = 1;
        }
        reading->decoder = &ways->decoders[index];
        int64_t bound = most_saved(reading, &asked->laid);
        double saved = (double)bound / UNITS, least = least_by(ways, route, needed, signs);
        if (bound != CANNOT_TELL && saved < least) {
            continue;
        }
        if (ways->latin[route] && bound != CANNOT_TELL) {
            double lacking = least + signs->forgiven - saved; /* what is forgiven, is told elsewhere */
            signs->lacking = lacking < signs->lacking ? lacking : signs->lacking;
            if (signs->lacking > ROUNDED) {
                continue;
            }
        }
        told = told_by_search(asked, wrong, reading, index);
        if (told != NO_CANDIDATE) {
            return told;
        }
    }
    return told;
}

int
look_by_all(Asked *asked, Reading *reading, double needed, double *lacking)
{
    Signs signs = {0, 0.0, NOTHING_LACKS};
    if (!read_signs(asked, &signs)) {
        return MAY_SAVE;
    }
    int told = TOO_LITTLE;
    for (Py_ssize_t number = 0; number < asked->ways->wrong_number; number++) {
        if (!(signs.shown_by >> number & 1)) {
            continue;
        }
        int by_one = look_by_one(asked, &asked->ways->wrongs[number], reading, needed, &signs);
        if (by_one < 0 || by_one == MAY_SAVE) {
            return by_one;
        }
        told = by_one > told ? by_one : told;
    }
    *lacking = signs.lacking;
    return told;
}
