/* Which parts of a text a codec can have shown, and with other bytes than those before it:
   fixtext/encodings/candidates.py has it in numpy. */

#include "candidates.h"

#define CLEAN_BITS 9.0
#define SHOWN_SHARE 0.1

static int
has_controls(const Text *text, const Part *part)
{
    for (Py_ssize_t place = part->low; place < part->high; place++) {
        if (code_at(text->codes, place) - 0x80 < 0x20) {
            return 1;
        }
    }
    return 0;
}

/* Whether there are both bytes beyond ASCII and characters that were decoded of such. */
static int
is_half_repaired(const uint16_t *shown, Py_ssize_t count)
{
    Py_ssize_t bytes = 0, decoded = 0;
    for (Py_ssize_t place = 0; place < count; place++) {
        bytes += shown[place] > 0x7F && shown[place] <= 0xFF;
        decoded += shown[place] > 0xFF;
    }
    return decoded > 0 && bytes > 1;
}

/* Whether bytes were shown that not all of some right codecs were tried on, as they are now. */
static int
is_new(Asked *asked, const Group *group, const Part *part, uint64_t meant)
{
    Py_ssize_t index = 0, size = part->high - part->low;
    while (index < asked->seen_number &&
           (asked->seen[index].part != part->number ||
            memcmp(asked->seen[index].bytes, asked->shown, (size_t)size * 2) != 0)) {
        index++;
    }
    Seen *seen = &asked->seen[index];
    if (index == asked->seen_number) {
        *seen = (Seen){asked->shown, part->number, 0};
        asked->shown += size; /* where there is room for the next ones */
        asked->seen_number++;
    }
    int new = (meant & ~seen->done) != 0;
    seen->done |= meant | group->bit;
    return new;
}

int
is_fresh(Asked *asked, int number, const Part *part)
{
    const Text *text = &asked->text;
    const Group *group = &text->tries->groups[number];
    Py_ssize_t can = 0, odd = 0;
    for (Py_ssize_t place = part->low; place < part->high; place++) {
        uint32_t code = code_at(text->codes, place);
        uint16_t shown = (uint16_t)bytes_of(&group->shown, code);
        int is_odd = code > 0x7F && text->bits[place] > CLEAN_BITS;
        odd += is_odd;
        can += is_odd && (shown > 0 || code == REPLACEMENT);
        asked->shown[place - part->low] = shown;
    }
    if (!((double)can > SHOWN_SHARE * (double)odd)) {
        return 0;
    }
    if (group->what != ANYTHING) {
        return group->what == CONTROLS ? has_controls(text, part)
                                       : is_half_repaired(asked->shown, part->high - part->low);
    }
    uint64_t meant = 0;
    int any_known = group->shown_by != SINGLE;
    for (Py_ssize_t index = 0; index < asked->count; index++) {
        const Route *route = route_at(asked, index);
        if (route->group == number) {
            meant |= route->meant;
            any_known |= asked->known[index];
        }
    }
    return any_known || is_new(asked, group, part, meant);
}
