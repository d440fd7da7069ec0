/* What it costs that a garbled stretch begins or ends at some place of a text:
   fixtext/encodings/attempts.py has it in numpy, and owns these numbers, which are units here. */

#include "bounds.h"

#define EDGE 8
#define SPACE 20
#define SIGN 28
#define LETTER 40
#define BEYOND_ASCII 36
#define IN_ROW 72
#define IN_WORD 160
#define BEHIND_ONE 48

static int
is_blank(uint32_t code)
{
    return code == ' ' || (code >= '\t' && code <= '\r') || (code >= 0x1C && code <= 0x1F);
}

static int
is_alphanumeric(uint32_t code)
{
    return (code >= '0' && code <= '9') || ((code | 0x20) >= 'a' && (code | 0x20) <= 'z');
}

static int32_t
beside(uint32_t code)
{
    if (code > 0x7F) {
        return BEYOND_ASCII;
    }
    if (code == '\n' || code == '\r') {
        return EDGE;
    }
    return is_blank(code) ? SPACE : is_alphanumeric(code) ? LETTER : SIGN;
}

/* Letters beyond ASCII of scripts that write words with them. */
static int
is_alphabetic(uint32_t code)
{
    return code >= 0xC0 && code < 0x2000 && code != 0xD7 && code != 0xF7;
}

void
find_borders(const Py_buffer *codes, int32_t *borders)
{
    Py_ssize_t count = codes_in(codes);
    uint32_t before = '\n';
    for (Py_ssize_t place = 0; place <= count; place++) {
        uint32_t here = place < count ? code_at(codes, place) : '\n';
        int32_t left = beside(before), right = beside(here);
        borders[place] = left < right ? left : right;
        if (before > 0x7F && here > 0x7F) {
            borders[place] = is_alphabetic(before) && is_alphabetic(here) ? IN_WORD : IN_ROW;
        }
        before = here;
    }
    for (Py_ssize_t place = 1; place + 1 < count; place++) {
        if (code_at(codes, place - 1) == ' ' && is_alphabetic(code_at(codes, place)) &&
            code_at(codes, place + 1) == ' ') {
            borders[place + 1] += BEHIND_ONE;
            borders[place + 2] += BEHIND_ONE;
        }
    }
}
