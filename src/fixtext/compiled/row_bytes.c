/* A text laid out as the bytes of the codec that showed it: fixtext/encodings/lattice.py has it in numpy. */

#include "attempts.h"

#define FIRST_OF_THREE 0x800u /* bytes of UTF-8 */

static void
put(RowBytes *row, unsigned byte, int hole, Py_ssize_t character)
{
    row->data[row->size] = (unsigned char)byte;
    row->holes[row->size] = (unsigned char)hole;
    row->first[row->size] = (int32_t)character;
    row->holed |= hole != KNOWN_BYTE;
    row->size++;
}

void
lay_out_row(const Text *text, const Group *group, RowBytes *row)
{
    row->size = 0;
    row->holed = 0;
    for (Py_ssize_t place = 0; place < text->count; place++) {
        uint32_t code = code_at(text->codes, place);
        ShownAs as = shown_as(&group->shown, group->mark, group->shown_by, code);
        row->starts[place] = row->size;
        if (as.packed > 0xFF && group->what == BY_HALVES && code >= FIRST_OF_THREE) {
            put(row, 0xE0 | code >> 12, KNOWN_BYTE, place);
            put(row, 0x80 | (code >> 6 & 0x3F), KNOWN_BYTE, -1);
            put(row, 0x80 | (code & 0x3F), KNOWN_BYTE, -1);
        }
        else {
            put(row, as.packed > 0xFF ? as.packed >> 8 : as.packed, as.hole, place);
            if (as.packed > 0xFF) {
                put(row, as.packed & 0xFF, KNOWN_BYTE, -1);
            }
        }
    }
    row->starts[text->count] = row->size;
    row->first[row->size] = (int32_t)text->count;
}
