/* Loops over a block that do the same for all of its characters, which a compiler makes use of. */

#include "long_glance.h"

/* All bits where something is so, none where not: with these, a compiler does the same for many
   characters at once. */
#define ALL_IF(so) ((uint8_t) - (uint8_t)(so))

/* Mark the characters of a block that want a closer look; the classes of plain ones, and all flags that
   any has. */
uint64_t
mark_closer(const uint8_t *RESTRICT flags, uint8_t *RESTRICT closer, unsigned *any)
{
    uint8_t all = 0, han = 0, kana_hangul = 0, gap = 0;
    for (Py_ssize_t place = 0; place < BLOCK; place++) {
        uint8_t each = flags[place], before = flags[place - 1];
        uint8_t plain = each & ALL_IF(each < NOT_PLAIN);
        uint8_t is_han = ALL_IF((each & ALPHABET) == OF_HAN);
        closer[place] = (uint8_t)((each | (is_han & (uint8_t)(before << 1))) & NOT_PLAIN);
        all |= each;
        han |= ALL_IF((plain & ALPHABET) == OF_HAN);
        kana_hangul |= ALL_IF((plain & ALPHABET) == OF_KANA_HANGUL);
        gap |= plain & OF_GAP;
    }
    *any = all;
    return (han ? SEEN_HAN | BEYOND_ASCII : 0) | (kana_hangul ? KANA_HANGUL | BEYOND_ASCII : 0) |
           (gap ? SPACE : 0);
}

/* Mark the letters of alphabets whose neighbour is of another block; and tell their classes. */
uint64_t
look_at_letters(const uint32_t *RESTRICT codes, const uint8_t *RESTRICT flags,
                uint8_t *RESTRICT closer)
{
    uint16_t low[BLOCK + 1];
    uint8_t latin = 0, others = 0;
    for (Py_ssize_t place = 0; place < BLOCK + 1; place++) {
        low[place] = (uint16_t)codes[place - 1]; /* of letters, it is all there is */
    }
    for (Py_ssize_t place = 0; place < BLOCK; place++) {
        uint16_t code = low[place + 1], before = low[place];
        uint8_t letter = ALL_IF((flags[place] & ALPHABET) == ALPHABET);
        uint8_t differ = ALL_IF((code ^ before) >= 1 << BLOCK_BITS);
        uint8_t glyphs = ALL_IF(code >= FIRST_GLYPH);
        uint8_t is_latin = ALL_IF(code < FIRST_LETTER);
        latin |= letter & is_latin;
        others |= letter & (uint8_t)~is_latin;
        closer[place] |= letter & differ & glyphs & NOT_PLAIN;
    }
    return (latin ? LATIN | BEYOND_ASCII : 0) | (others ? LETTER | BEYOND_ASCII : 0);
}

#define LONGEST_WINDOW 9 /* nearly twice as long as the shortest row, so that any row is made up of such */
#define NO_MEMBER (-10)
#define IN_WINDOWS (BEFORE + QUARTER)

/* Whether windows of five to nine have a sum above some number. */
static int
any_window(const int8_t *each, int8_t least)
{
    uint8_t found = 0;
    for (Py_ssize_t place = 0; place < IN_WINDOWS; place++) {
        const int8_t *first = each + place;
        int8_t five = (int8_t)(first[0] + first[1] + first[2] + first[3] + first[4]);
        int8_t six = (int8_t)(five + first[5]), seven = (int8_t)(six + first[6]);
        int8_t eight = (int8_t)(seven + first[7]), nine = (int8_t)(eight + first[8]);
        found |= (uint8_t)((five > least) | (six > least) | (seven > least) | (eight > least) |
                           (nine > least));
    }
    return found;
}

/* Whether a row that is rich may end or go on among these characters: running.c says which are. Of a row
   of ASCII, small letters are more than characters, in some window; of one of swapped bytes, two of up to
   eight are odd, and so of any nine of which a quarter are. */
int
may_be_rich(const uint8_t *flags)
{
    int8_t ascii[IN_WINDOWS + LONGEST_WINDOW], swapped[IN_WINDOWS + LONGEST_WINDOW];
    for (Py_ssize_t place = 0; place < IN_WINDOWS; place++) {
        uint8_t small = flags[place] & SMALL, odd = flags[place] & SWAPPED;
        ascii[place] = (int8_t)(small == NO_SMALL    ? -1
                                : small == ALL_SMALL ? 1
                                : small == 0         ? NO_MEMBER
                                                     : 0);
        swapped[place] = (int8_t)(odd == OF_ODD ? 1 : odd == OF_COMMON ? 0 : NO_MEMBER);
    }
    for (Py_ssize_t place = IN_WINDOWS; place < IN_WINDOWS + LONGEST_WINDOW; place++) {
        ascii[place] = swapped[place] = NO_MEMBER;
    }
    return any_window(ascii, 0) || any_window(swapped, 1);
}

uint64_t
mark_closer_ascii(const unsigned char *RESTRICT ascii, Py_ssize_t count, uint8_t *RESTRICT closer)
{
    uint8_t marks = 0, spaces = 0, commas = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        uint8_t code = ascii[place];
        /* what is of interest, and the rest of what has a class; fixtext/scan.py has them */
        closer[place] = ALL_IF(code < ' ') | ALL_IF((uint8_t)(code - '#') < 4) |
                        ALL_IF(code == '(') | ALL_IF(code == '+') | ALL_IF(code == '=') |
                        ALL_IF(code == '?') | ALL_IF(code == '\\') | ALL_IF(code >= '~');
        marks |= ALL_IF(code == ':') | ALL_IF(code == ';') | ALL_IF(code == '!') |
                 ALL_IF(code == ')');
        spaces |= ALL_IF(code == ' ');
        commas |= ALL_IF(code == ',');
    }
    return (marks | commas ? MARK : 0) | (spaces ? SPACE : 0) | (commas ? COMMAS : 0);
}
