/* What a character and those beside it are a sign of. */

#include "signs.h"

static int
is_hex(uint32_t code)
{
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'f');
}

static int
is_base64(uint32_t code)
{
    return is_letter(code) || (code >= '0' && code <= '9') || code == '+' || code == '/';
}

static int
is_pair_sign(uint32_t code)
{
    return code == '$' || code == '%';
}

/* Whether a sign of percent may begin an escape, by what stands behind it. Controls that no text has, nor any
   codec makes use of, are formats instead: %04d, %15s. */
static int
is_percent_code(uint32_t next, uint32_t third)
{
    if (!is_hex(third) || (next != 'u' && !is_hex(next))) {
        return 0;
    }
    uint32_t letter = third | 0x20;
    int used = next == '0' ? third == '9' || letter == 'a' || letter >= 'd' : letter == 'b';
    return next > '1' || used;
}

static uint64_t
signs_of_equals(uint32_t next, uint32_t third)
{
    if (next == '?') {
        return ENCODED_WORD;
    }
    int quoted = next >= '8' && is_hex(next) && is_hex(third);
    return quoted || next == '\n' || (next == '\r' && third == '\n') ? QUOTED_BYTE : 0;
}

static uint64_t
signs_of_pairs(const Text *text, Py_ssize_t place)
{
    uint32_t code = at(text, place), next = at(text, place + 1);
    if ((code == '$' && (next == 'B' || next == '@')) || (code == '~' && next == '{')) {
        return PAIRS_OF_ASCII;
    }
    int several = is_pair_sign(at(text, place + 2)) && is_pair_sign(at(text, place + 4));
    return is_pair_sign(code) && several ? PAIRS_OF_ASCII : 0;
}

static uint64_t
signs_of_escape(const Text *text, Py_ssize_t place)
{
    uint32_t next = at(text, place + 1), third = at(text, place + 2);
    int digit = next >= '0' && next <= '9';
    uint64_t signs = signs_of_pairs(text, place);
    switch (at(text, place)) {
    case '%':
        return signs | (is_percent_code(next, third) ? PERCENT_CODE : 0);
    case '=':
        return signs_of_equals(next, third);
    case '&':
        return next == '#' || is_letter(next) ? REFERENCE : 0;
    case '#':
        return digit || (next | 0x20) == 'x' ? REFERENCE : 0;
    case '\\':
        return (next | 0x20) == 'u' || next == 'x' || digit ? BACKSLASH_CODE : 0;
    case '+':
        return next == '-' || (is_base64(next) && is_base64(third)) ? SHIFTED : 0;
    default:
        return signs;
    }
}

/* Whether a letter may be one of a reading in Latin letters; pinyin_annotation.py has them. */
static int
may_be_reading(uint32_t code)
{
    return is_letter(code) || (code >= 0xC0 && code < 0x370) || (code >= 0x1E00 && code < 0x1F00);
}

#define LONGEST_READING 8 /* letters */

Py_ssize_t
end_of_reading(const Text *text, Py_ssize_t opening)
{
    Py_ssize_t end = opening + 1;
    while (end <= opening + LONGEST_READING && may_be_reading(at(text, end))) {
        end++;
    }
    uint32_t closing = at(text, end);
    return end > opening + 1 && (closing == ')' || closing == 0xFF09) ? end : 0;
}

static uint64_t
signs_of_opening(const Text *text, Py_ssize_t place, Counts *counts)
{
    uint32_t next = at(text, place + 1);
    int kana = next >= 0x3041 && next <= 0x30F6, hangul = next >= 0xAC00 && next <= 0xD7A3;
    counts->kana += kana;
    counts->hangul += hangul;
    uint64_t ruby = kana || hangul ? RUBY : 0;
    int reading = place > 0 && at(text, place - 1) >= FIRST_HAN &&
                  end_of_reading(text, place) > 0;
    return ruby | (reading ? READING : 0);
}

static uint64_t
signs_of_question(const Text *text, Py_ssize_t place)
{
    uint32_t next = at(text, place + 1);
    if (next == '!' || next == ',' || next == ':' || next == ';' || next == '?') {
        next = at(text, place + 2);
    }
    return next > 0x7F || is_letter(next) ? STRADDLED : 0;
}

static uint64_t
signs_of_line_end(const Text *text, Py_ssize_t place, Counts *counts)
{
    if (place < 2 || place + 1 >= text->count) {
        return 0;
    }
    uint32_t last = at(text, place - 1 - (at(text, place - 1) == '\r'));
    int wrapped = traits_of(text, last) & LETTERS && traits_of(text, at(text, place + 1)) & LETTERS;
    counts->wrapped += wrapped;
    return wrapped ? WRAPPED : 0;
}

uint64_t
signs_at(const Text *text, Py_ssize_t place, uint32_t classes, Counts *counts)
{
    uint64_t signs = classes & ESCAPE ? signs_of_escape(text, place) : 0;
    if (classes & LINE_FEED) {
        signs |= signs_of_line_end(text, place, counts);
    }
    if (classes & OPENING) {
        signs |= signs_of_opening(text, place, counts);
    }
    if (classes & QUESTION && at(text, place) == '?') {
        signs |= signs_of_question(text, place);
    }
    if (classes & CONTROL && at(text, place) == 0x0E) {
        signs |= PAIRS_OF_ASCII;
    }
    return signs;
}
