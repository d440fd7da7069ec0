/* The lines of a text, one after the other. */

#ifndef FIXTEXT_EACH_LINE_H
#define FIXTEXT_EACH_LINE_H

#include "eight.h"

#define AT_ONCE 1024 /* characters, eight by eight */

/* Mark the line feeds of a part of a text by all bits. */
static inline void
mark_lines(const Py_buffer *codes, Py_ssize_t low, Py_ssize_t high, uint8_t *ends)
{
    const char *data = (const char *)codes->buf + low * 4;
    for (Py_ssize_t place = 0; place < high - low; place++) {
        uint32_t code;
        memcpy(&code, data + place * 4, 4);
        ends[place] = (uint8_t)-(uint8_t)(code == NEWLINE);
    }
    memset(ends + (high - low), 0, (size_t)(AT_ONCE - (high - low)));
}

/* A line: where it begins and ends. */
typedef struct {
    int64_t start, end;
} Bounds;

/* What is done with each line of a text; -1 if there is no room. */
typedef int (*WithLine)(void *state, const Py_buffer *codes, const Bounds *line);

/* Here, so that a compiler makes one loop of this and of what is done. */
static inline int
with_lines(const Py_buffer *codes, WithLine with_line, void *state)
{
    uint8_t ends[AT_ONCE];
    Bounds line = {0, 0};
    Py_ssize_t all = codes_in(codes);
    for (Py_ssize_t low = 0; low < all; low += AT_ONCE) {
        mark_lines(codes, low, AT_ONCE < all - low ? low + AT_ONCE : all, ends);
        for (int place = 0; place < AT_ONCE; place += 8) {
            uint64_t eight = eight_at(ends + place);
            for (int first; eight != 0; eight = without(eight, first)) {
                first = first_of(eight);
                line.end = low + place + first;
                if (with_line(state, codes, &line) < 0) {
                    return -1;
                }
                line.start = line.end + 1;
            }
        }
    }
    line.end = all;
    return with_line(state, codes, &line);
}

/* How wide a line is: most characters of East Asia take two cells. */
static inline int64_t
cells_of(const Py_buffer *codes, const Bounds *line)
{
    const char *data = (const char *)codes->buf;
    uint32_t wide = 0;
    for (int64_t place = line->start; place < line->end; place++) {
        uint32_t code;
        memcpy(&code, data + place * 4, 4);
        wide += code >= FIRST_WIDE;
    }
    return line->end - line->start + wide;
}

#endif
