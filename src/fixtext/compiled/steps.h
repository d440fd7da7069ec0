/* The steps from one place, where characters of two texts begin, to the next, and what a search counts of
   them more than a look does. */

#ifndef FIXTEXT_STEPS_H
#define FIXTEXT_STEPS_H

#include "bounds.h"

#define DRAWN 80
#define NO_BOUND (1 << 24)
#define NO_TEXT 0x40000u /* planes of which nothing is assigned, but tags, or all is private */
#define FIRST_TAG 0xE0000u
#define LAST_TAG 0xE01EFu

/* What a step adds up to, from one place where characters of both texts begin to the next. */
typedef struct {
    Py_ssize_t begin; /* the character that it begins with */
    int64_t old;
    int64_t new;
    int64_t low;
    int64_t high;
    int lost;
    int unknown;
    int whole;
    int known;
    int marks;
    int holes;
    uint32_t first, last; /* characters that it makes */
    int made;
    int wide;
    int beside; /* bounds.h */
} Step;

/* Sums of the best stretches so far, and the greatest they got to. */
enum { STRICT, LENIENT, FEW, FEWER, BESIDE, THIN_FEW, THIN_FEWER, THIN_BESIDE, SUMS };

typedef struct {
    int64_t begins; /* what it costs that a stretch begins with the step, */
    int64_t ends;   /* and that it ends with it */
    int64_t gained; /* by all steps that gain any */
    uint32_t first; /* character that the step before made */
    int64_t sum[SUMS];
    int64_t most[SUMS];
} Sums;

static inline int64_t
within(const Step *step, int64_t gain)
{
    gain = gain > step->low ? gain : step->low;
    return gain < step->high ? gain : step->high;
}

static inline int
is_plain(uint32_t code)
{
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'z');
}

/* Limit what a step may gain as a search does: ASCII that stays as it is, and what stands there once more
   and becomes the same. */
static inline void
limit_as_searched(const Reading *reading, const Laid *laid, Step *step, const Sums *sums)
{
    uint32_t code = code_at(laid->codes, step->begin);
    if (code < 0x80 && step->first == code) {
        step->high = step->high < -SAME ? step->high : -SAME;
    }
    if (code < 0x80 && step->first != code && step->low == SAME) {
        step->low = -NO_BOUND;
    }
    int is_text = step->first < NO_TEXT || (step->first >= FIRST_TAG && step->first <= LAST_TAG);
    if (!is_text && step->lost == 0) {
        step->high = step->high < 0 ? step->high : 0;
    }
    if (step->lost == 0 && step->begin > 0 && code == code_at(laid->codes, step->begin - 1) &&
        (is_single(reading->decoder) || step->first == sums->first)) {
        step->high = step->high < 0 ? step->high : 0;
    }
}

/* Write down a step of a search. */
static inline void
note(Searched *search, const Step *step, const Sums *sums, int64_t strict, int64_t lenient)
{
    int last = (step->last >= FIRST_WIDE ? LAST_IS_WIDE : 0) | (is_plain(step->last) ? LAST_IS_PLAIN : 0);
    search->steps[search->number++] = (WeighedStep){
        .strict = (int32_t)within(step, strict),
        .lenient = (int32_t)within(step, lenient),
        .begins = (int32_t)sums->begins,
        .ends = (int32_t)sums->ends,
        .lost = (int16_t)step->lost,
        .holes = (int16_t)step->holes,
        .marks = (int16_t)step->marks,
        .whole = (int16_t)step->whole,
        .known = (int16_t)step->known,
        .wide = (int16_t)step->wide,
        .beside = step->beside | last,
    };
}

/* Add a character that a step makes, and what it costs, as a search counts it. */
static inline void
add_character(Step *step, uint32_t code, int is_unsure)
{
    int wide = code >= FIRST_WIDE, plain = is_plain(code);
    if (step->made++ == 0) {
        step->first = code;
        step->beside = (wide ? FIRST_IS_WIDE : 0) | (plain ? FIRST_IS_PLAIN : 0);
    }
    else if ((wide && is_plain(step->last)) || (plain && step->last >= FIRST_WIDE)) {
        step->beside |= INSIDE;
    }
    step->last = code;
    step->wide += is_unsure ? 2 : wide; /* it may be anything */
}

/* What a search counts for a character at least that is cheap in a row; attempts.py has it. */
static inline int64_t
as_drawn(uint32_t code, int64_t units)
{
    int drawn = (code >= 0x2500 && code < 0x25A0) || code == 0xA0 || code == 0xAD;
    return drawn && units < DRAWN ? DRAWN : units;
}

/* The scripts of mixture.py, and the units that it has for words of several. */
enum { NO_SCRIPT, LATIN, CJK, GREEK };

#define SCRIPT 0x0F
#define MIXED_WORD 40
#define WITHOUT_A_SPACE 64

/* The scripts of the characters so far that words may mix: of the last and the one before; whether
   there were kana and ideographs. */
typedef struct {
    unsigned last, earlier;
    int kana, ideographs;
} Mixed;

/* What it costs at least that a character is of another script than the one before. What may cost more,
   ideographs beside kana and between Latin letters, makes a search unsure. */
static inline int64_t
mixture_units(Searched *search, Mixed *mixed, uint32_t code)
{
    unsigned before = mixed->last, here = code < 0x10000 ? search->traits[code] & SCRIPT : NO_SCRIPT;
    mixed->kana |= code >= 0x3041 && code <= 0x30FF;
    mixed->ideographs |= code >= 0x4E00 && code <= 0x9FFF;
    search->is_unsure |= (mixed->kana && mixed->ideographs) ||
                         (mixed->earlier == LATIN && before == CJK && here == LATIN);
    mixed->earlier = before;
    mixed->last = here;
    if (before == here || before == NO_SCRIPT || here == NO_SCRIPT) {
        return 0;
    }
    if (before != CJK && here != CJK) {
        return MIXED_WORD;
    }
    return before > GREEK || here > GREEK ? WITHOUT_A_SPACE : 0;
}

#endif
