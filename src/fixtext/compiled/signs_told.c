/* Whether what a sign stands for may be in a short text: most that show one are right. What the kinds
   look for, in fixtext/garblings, is told here as far as it takes no more than a look. */

#include "signs_told.h"

#include "signs.h"

/* fixtext/garblings/utf_16_bytes.py owns these numbers, which are units here. */
#define FEWEST 5
#define MOST_AS_IT_IS 128
#define COST 80

int
may_be_swapped(const Scorer *scorer, const uint32_t *codes, Py_ssize_t count, int64_t least)
{
    Context before = line_start(scorer), after = before;
    Py_buffer shown = {.buf = (void *)codes, .len = 4 * count, .itemsize = 4};
    uint32_t room[WEIGHED_AT_ONCE];
    Py_buffer turned = {.buf = room, .len = sizeof room, .itemsize = 4};
    int16_t units[WEIGHED_AT_ONCE], units_turned[WEIGHED_AT_ONCE];
    int64_t rise = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        if (place % WEIGHED_AT_ONCE == 0) {
            Py_ssize_t size = WEIGHED_AT_ONCE < count - place ? WEIGHED_AT_ONCE : count - place;
            for (Py_ssize_t index = 0; index < size; index++) {
                uint32_t code = codes[place + index];
                room[index] = (code & 0xFF) << 8 | code >> 8;
            }
            weigh_codes(scorer, &before, &shown, place, place + size, units);
            weigh_codes(scorer, &after, &turned, 0, size, units_turned);
        }
        int32_t as_it_is = units[place % WEIGHED_AT_ONCE], swapped = units_turned[place % WEIGHED_AT_ONCE];
        rise += (as_it_is < MOST_AS_IT_IS ? as_it_is : MOST_AS_IT_IS) - swapped;
        rise = rise > 0 ? rise : 0;
        if (rise >= least) {
            return 1;
        }
    }
    return 0;
}

int
may_be_pairs(const Scorer *scorer, const uint32_t *codes, Py_ssize_t count, int64_t least)
{
    Context before = line_start(scorer), little = before, big = before;
    int64_t as_it_is = 0, by_little = 0, by_big = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        uint32_t code = codes[place], low = code & 0xFF, high = code >> 8;
        as_it_is += next_units(scorer, &before, code);
        by_little += next_units(scorer, &little, low);
        by_little += next_units(scorer, &little, high);
        by_big += next_units(scorer, &big, high);
        by_big += next_units(scorer, &big, low);
    }
    return as_it_is - (by_little < by_big ? by_little : by_big) >= least + COST;
}

static int
has_trait(const uint16_t *traits, uint32_t code, int trait)
{
    return code < TRAITS && traits[code] & trait;
}

int
may_be_halves(const Scorer *scorer, const uint16_t *traits, const uint32_t *codes,
              Py_ssize_t count, int64_t least)
{
    static const int kinds[] = {BOTH_ASCII, COMMON};
    for (int kind = 0; kind < 2; kind++) {
        for (Py_ssize_t place = 0, end; place < count; place = end + 1) {
            for (end = place; end < count && has_trait(traits, codes[end], kinds[kind]); end++) {
            }
            if (end - place < FEWEST) {
                continue;
            }
            const uint32_t *row = codes + place;
            if (kind == 0 ? may_be_pairs(scorer, row, end - place, least)
                          : may_be_swapped(scorer, row, end - place, least)) {
                return 1;
            }
        }
    }
    return 0;
}

/* Whether a letter may be a reading by itself: vowels and nasals are. */
static int
is_one(uint32_t code)
{
    uint32_t small = code | 0x20;
    return code > 0x7F || small == 'a' || small == 'e' || small == 'o' || small == 'm' || small == 'n';
}

int
may_have_reading(const uint32_t *codes, Py_ssize_t count)
{
    Text text = {.codes = codes, .count = count};
    for (Py_ssize_t place = 1; place < count; place++) {
        if ((codes[place] != '(' && codes[place] != 0xFF08) || codes[place - 1] < FIRST_HAN) {
            continue;
        }
        Py_ssize_t end = end_of_reading(&text, place);
        if (end > 0 && (end - place > 2 || is_one(codes[place + 1]))) {
            return 1;
        }
    }
    return 0;
}
