/* What a stretch of a text saves at most when its bytes are read in another codec:
   fixtext/encodings/screening.py has it in numpy, of many parts at once. */

#include "steps.h"

#define FLUENT 40
#define MOST 192
#define LOST 56
#define BESIDE_LOST 20
#define THIN 48
#define THIN_LOST 84
#define TIMES_THINNER 8 /* which tells more of short stretches, and less of long ones */

static void
put_byte(Laid *laid, unsigned byte, int hole, Py_ssize_t character)
{
    laid->data[laid->size] = (unsigned char)byte;
    laid->holes[laid->size] = (unsigned char)hole;
    laid->first[laid->size] = (int32_t)character;
    laid->size++;
}

void *
room_for(Laid *laid, Py_ssize_t characters)
{
    size_t count = (size_t)characters + 1, most = 2 * count;
    size_t each = sizeof(Context) + 3 * sizeof(int32_t) + 2 * (sizeof(int32_t) + 2);
    char *memory = PyMem_Malloc(count * each);
    if (memory != NULL) {
        laid->before = (Context *)memory;
        laid->as_shown = (int32_t *)(laid->before + count);
        laid->low = laid->as_shown + count;
        laid->high = laid->low + count;
        laid->first = laid->high + count;
        laid->data = (unsigned char *)(laid->first + most);
        laid->holes = laid->data + most;
    }
    return memory;
}

void
weigh_as_shown(const Scorer *scorer, Laid *laid)
{
    Context context = line_start(scorer);
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        laid->before[place] = context;
        laid->as_shown[place] = next_units(scorer, &context, code_at(laid->codes, place));
    }
}

static void
set_limits(const Reading *reading, Laid *laid, Py_ssize_t place, uint32_t code, ShownAs as)
{
    int again = code == (place > 0 ? code_at(laid->codes, place - 1) : NEWLINE);
    laid->low[place] = code < 0x80 ? SAME : -NO_BOUND;
    laid->high[place] = reading->once && again ? 0 : NO_BOUND;
    if (as.hole == KNOWN_BYTE && code >= 0x80 && as.packed == 0) {
        laid->low[place] = laid->high[place] = IMPOSSIBLE;
    }
}

void
lay_out(const Reading *reading, Laid *laid)
{
    laid->size = 0;
    laid->holed = 0;
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        uint32_t code = code_at(laid->codes, place);
        ShownAs as = shown_as(&reading->shown, reading->mark, reading->shown_by, code);
        set_limits(reading, laid, place, code, as);
        laid->holed |= as.hole == ONE_LOST || as.hole == MARK_OF_TWO;
        if (as.packed > 0xFF) {
            put_byte(laid, as.packed >> 8, KNOWN_BYTE, place);
            put_byte(laid, as.packed & 0xFF, KNOWN_BYTE, -1);
        }
        else {
            put_byte(laid, as.packed, as.hole, place);
        }
    }
}

static void
add_gain(const Step *step, Sums *sums, int which, int64_t gain)
{
    int64_t sum = sums->sum[which] > -sums->begins ? sums->sum[which] : -sums->begins;
    sums->sum[which] = sum += within(step, gain);
    sum -= sums->ends;
    sums->most[which] = sum > sums->most[which] ? sum : sums->most[which];
}

static void
end_step(const Reading *reading, const Laid *laid, Step *step, Py_ssize_t end, Sums *sums)
{
    if (laid->search != NULL) {
        sums->begins = laid->search->borders[step->begin];
        sums->ends = laid->search->borders[end];
        limit_as_searched(reading, laid, step, sums);
        sums->first = step->first;
    }
    int64_t gain = step->old - step->new, lenient = gain;
    sums->gained += gain > 0 ? gain : 0;
    if (!is_utf8(reading->decoder)) { /* of which the other sums are not asked */
        if (laid->search != NULL) {
            note(laid->search, step, sums, step->lost > 0 ? IMPOSSIBLE : gain, gain);
        }
        add_gain(step, sums, STRICT, step->lost > 0 ? IMPOSSIBLE : gain);
        return;
    }
    if (step->lost > 0) {
        int beside = step->unknown > 0 ? BESIDE_LOST : LOST;
        lenient = step->old < MOST ? step->old : MOST;
        lenient -= LOST * step->unknown + beside * (step->lost - step->unknown);
        if (laid->holed && lenient > 0) { /* beside a gain, of which a search asks one of both */
            sums->gained += gain > 0 ? lenient > gain ? lenient - gain : 0 : lenient;
        }
    }
    int some = step->lost > 0;
    int64_t few = THIN * (3 * step->whole - some), fewer = THIN * (step->whole - 2 * some);
    int64_t more = (int64_t)THIN * step->known - THIN_LOST * (step->unknown + step->marks);
    add_gain(step, sums, STRICT, some ? IMPOSSIBLE : gain);
    add_gain(step, sums, LENIENT, lenient);
    add_gain(step, sums, FEW, lenient + few);
    add_gain(step, sums, FEWER, lenient + fewer);
    add_gain(step, sums, BESIDE, lenient + more);
    if (laid->search != NULL) {
        note(laid->search, step, sums, some ? IMPOSSIBLE : gain, lenient);
        add_gain(step, sums, THIN_FEW, lenient + TIMES_THINNER * few);
        add_gain(step, sums, THIN_FEWER, lenient + TIMES_THINNER * fewer);
        add_gain(step, sums, THIN_BESIDE, lenient + TIMES_THINNER * more);
    }
}

static void
limit_by(const Laid *laid, Step *step, Py_ssize_t character, int begins)
{
    int64_t high = laid->high[character];
    if (begins) {
        step->low = laid->low[character];
        step->high = NO_BOUND;
    }
    step->high = high < step->high ? high : step->high;
    step->old += laid->units[character];
}

static void
add_byte(const Laid *laid, Step *step, Py_ssize_t place)
{
    step->known += laid->data[place] > 0x7F && laid->holes[place] == KNOWN_BYTE;
    step->marks += laid->holes[place] == MARK_OF_TWO;
    step->holes += laid->holes[place] == MARK_OF_TWO || laid->holes[place] == ONE_LOST;
}

/* The greatest sum of stretches that are not too thin, told by three sums of these. */
static int64_t
greatest_of_lossy(const Reading *reading, const Laid *laid, const int64_t *most)
{
    int64_t greatest = most[laid->holed || reading->shown_by == SINGLE ? 0 : 1];
    if (laid->holed && reading->shown_by != SINGLE && most[2] > greatest) {
        greatest = most[2];
    }
    return greatest;
}

static int64_t
greatest(const Reading *reading, const Laid *laid, const Sums *sums)
{
    if (!is_utf8(reading->decoder)) {
        return sums->most[STRICT];
    }
    int64_t lossy = greatest_of_lossy(reading, laid, &sums->most[FEW]);
    lossy = lossy < sums->most[LENIENT] ? lossy : sums->most[LENIENT];
    if (laid->search != NULL) {
        int64_t thin = greatest_of_lossy(reading, laid, &sums->most[THIN_FEW]);
        lossy = thin < lossy ? thin : lossy;
    }
    return lossy > sums->most[STRICT] ? lossy : sums->most[STRICT];
}

/* The characters of a reading, one after the other. Where the last three are as they are shown,
   what the next one costs is known, if that is as it is shown, too. Behind what cannot be told, as
   many are unsure: they cost nothing at least. */
typedef struct {
    Context context;
    Py_ssize_t same; /* so many */
    int unsure;
    int halves; /* bytes of a pair that makes several characters, which are still to come */
} Way;

/* Read what comes next; length 0 where it cannot be told. */
static Read
read_next(const Reading *reading, const Laid *laid, Way *way, Py_ssize_t place)
{
    if (way->halves == 0) {
        Read read = read_at(reading->decoder, laid->data, laid->size, place);
        if (read.length > 0 || !laid->several || !make_several(reading->decoder, laid->data, place)) {
            return read;
        }
        way->halves = 2;
    }
    way->halves--;
    way->same = 0;
    way->unsure = CONTEXT + 2; /* with itself */
    return (Read){REPLACEMENT, 1, 0};
}

static int64_t
next_of(const Reading *reading, const Laid *laid, Way *way, Py_ssize_t place, const Read *read)
{
    Py_ssize_t character = laid->first[place], end = place + read->length;
    int is_same = character >= 0 && (end >= laid->size || laid->first[end] == character + 1) &&
                  read->code == code_at(laid->codes, character);
    if (is_same && way->same >= CONTEXT) {
        way->same++;
        return laid->as_shown[character];
    }
    if (way->same > CONTEXT) { /* the context was not kept */
        way->context = laid->before[character];
    }
    way->same = is_same ? way->same + 1 : 0;
    int32_t units = next_units(reading->scorer, &way->context, read->code);
    way->unsure -= way->unsure > 0;
    return way->unsure > 0 ? 0 : units;
}

/* Whether a search would not try a codec of several bytes, since of the high bytes hardly any make
   one of its characters, of which there are so many. */
static int
is_hopeless(const Decoder *decoder, const Laid *laid, Py_ssize_t whole)
{
    if (is_single(decoder)) {
        return 0;
    }
    Py_ssize_t high = 0;
    for (Py_ssize_t place = 0; place < laid->size; place++) {
        if (laid->holes[place] != KNOWN_BYTE) {
            return 0;
        }
        high += laid->data[place] > 0x7F;
    }
    return whole * VALID_SHARE < high;
}

/* The same by a codec that makes one character of each byte, and loses none, which most are: nothing but
   gains is asked of it. */
static int64_t
most_saved_by_single(const Reading *reading, const Laid *laid)
{
    const uint32_t *made = reading->decoder->single;
    Way way = {line_start(reading->scorer), CONTEXT, 0, 0};
    int64_t sum = 0, most = 0;
    for (Py_ssize_t place = 0, end; place < laid->size; place = end) {
        Step step = {0};
        limit_by(laid, &step, laid->first[place], 1);
        end = place;
        do {
            Read read = {made[laid->data[end]], 1, 0};
            step.new += next_of(reading, laid, &way, end++, &read);
        } while (end < laid->size && laid->first[end] < 0);
        sum = (sum > 0 ? sum : 0) + within(&step, step.old - step.new);
        most = sum > most ? sum : most;
    }
    return most;
}

int64_t
most_saved(const Reading *reading, const Laid *laid)
{
    if (laid->search == NULL && is_single(reading->decoder)) {
        return most_saved_by_single(reading, laid);
    }
    Way way = {line_start(reading->scorer), CONTEXT, 0, 0};
    if (laid->search != NULL) {
        laid->search->number = 0;
        laid->search->is_unsure = 0;
    }
    Sums sums = {0};
    Step step = {0};
    Read read;
    Mixed mixed = {NO_SCRIPT, NO_SCRIPT, 0, 0};
    Py_ssize_t whole = 0;
    for (Py_ssize_t place = 0; place < laid->size; place += read.length) {
        if (laid->first[place] >= 0 && place > 0) {
            end_step(reading, laid, &step, laid->first[place], &sums);
            step = (Step){.begin = laid->first[place]};
        }
        int begins = laid->first[place] >= 0;
        read = read_next(reading, laid, &way, place);
        if (read.length == 0) {
            return CANNOT_TELL;
        }
        int64_t units = next_of(reading, laid, &way, place, &read);
        if (laid->search != NULL) {
            add_character(&step, read.code, way.unsure > 0);
            laid->search->is_unsure |= way.unsure > 0;
            units = way.unsure > 0 ? units : as_drawn(read.code, units);
            units += mixture_units(laid->search, &mixed, read.code);
            whole += !read.stray && read.code >= 0x80;
        }
        step.new += units;
        step.lost += read.stray;
        step.unknown += read.stray && laid->holes[place] != KNOWN_BYTE;
        step.whole += !read.stray && read.code >= 0x80;
        for (int index = 0; index < read.length; index++) {
            if (laid->first[place + index] >= 0) {
                limit_by(laid, &step, laid->first[place + index], begins && index == 0);
            }
            add_byte(laid, &step, place + index);
        }
    }
    end_step(reading, laid, &step, laid->count, &sums);
    if (laid->search != NULL && (sums.gained < laid->search->least ||
                                 is_hopeless(reading->decoder, laid, whole))) {
        return 0;
    }
    return greatest(reading, laid, &sums);
}


int64_t
most_by_any(const Reading *reading, const Laid *laid)
{
    int64_t sum = 0, most = 0;
    for (Py_ssize_t place = 0; place < laid->count; place++) {
        uint32_t code = code_at(laid->codes, place);
        int32_t units = laid->units[place];
        int64_t gain = code > 0x7F ? units - FLUENT : units < -SAME ? units : -SAME;
        if (code > 0x7F && code != REPLACEMENT && bytes_of(&reading->shown, code) == 0) {
            gain = IMPOSSIBLE;
        }
        sum = sum + gain > 0 ? sum + gain : 0;
        most = sum > most ? sum : most;
    }
    return most;
}
