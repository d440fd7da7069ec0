/* Whether a program may have cut the lines of a text. */

#ifndef FIXTEXT_WRAPPED_H
#define FIXTEXT_WRAPPED_H

#include "loops.h"

#define EAST_ASIAN 0x20001 /* classes that fixtext/east_asian.py tells apart */
#define MARKS_KNOWN (0x10000 + 1) /* of the BMP, and of all beyond; and so for other traits */

/* Classes of code points, the last of them for all above, and which are letters. */
typedef struct {
    const uint8_t *classes;
    unsigned letters;
} Alphabet;

/* Of the lines that end between two letters, how many there are, how many of one character, and the most
   that are as wide as each other, or nearly; and rows of lines of one character, starts and ends. */
typedef struct {
    int64_t total, single, alike;
    Numbers rows;
} LineWidths;

/* What the widths of lines tell, of which those are alike that are within so many cells of each other and
   no narrower than the narrowest; -1 if there is no room. The rows are to be freed. */
int find_line_widths(const Py_buffer *codes, Alphabet alphabet, int64_t within, int64_t narrowest,
                     LineWidths *told);

/* How much lines tell by their widths: `marks` say what each character is, `each` and `at_ends` are the
   bits of a full line of each width, `widest` at most, with no sentence's end and with one; what else
   counts, of a line without a mark, of a longer one, of all, of one that ends early, and of a block that
   is none of such; and the narrowest width, how near to it the lines are of which most must be, and how far
   lines may be from it that are full, in cells. */
typedef struct {
    const uint8_t *marks;
    const double *each, *at_ends;
    int64_t widest;
    double inside, longer, rest, early, unlike;
    long long narrowest, near, about;
} WidthRules;

/* Take the tables of rules of which the numbers are there, without marks where these are NULL: whether they
   fit together; an error is set if not. */
int take_widths(const Py_buffer *marks, const Py_buffer *each, const Py_buffer *at_ends,
                WidthRules *rules);

/* The most bits that the widths of lines tell; 1 where blank lines set some apart, and nothing is told, -1
   if there is no room. */
int find_most_of_widths(const Py_buffer *codes, const WidthRules *rules, double *most);

enum { NOT_KNOWN = -2, NO_ROOM = -1 };

/* The most bits that the line ends of blocks tell, by what each character of the BMP is, and the cells that
   each takes; or one of these two. */
int find_most_of_blocks(const Py_buffer *codes, const uint8_t *traits, const uint8_t *cells,
                        const WidthRules *rules, double *most);

/* The numbers of rules, in a tuple of arguments. */
#define RULES_FORMAT "(dddddLLL)"
#define RULES_OF(rules)                                                                            \
    &(rules)->inside, &(rules)->longer, &(rules)->rest, &(rules)->early, &(rules)->unlike,          \
        &(rules)->narrowest, &(rules)->near, &(rules)->about

#endif
