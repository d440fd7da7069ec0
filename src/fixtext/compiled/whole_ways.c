/* Ways that end with a region: whole texts, of which the different ones are told apart, and the cheapest
   kept. */

#include "whole_ways.h"

#include <stdlib.h>

static uint32_t
hash_of(const HoleWay *way)
{
    return (uint32_t)(way->hash ^ way->hash >> 32);
}

static int
make_room(Onward *onward)
{
    size_t room = onward->room > 0 ? 2 * onward->room : FIRST_ROOM;
    Met *met = malloc(room * sizeof *met);
    if (met == NULL) {
        return -1;
    }
    memset(met, 0xFF, room * sizeof *met);
    for (size_t slot = 0; slot < onward->room; slot++) {
        if (onward->met[slot].place >= 0) {
            size_t at = onward->met[slot].hash & (room - 1);
            while (met[at].place >= 0) {
                at = (at + 1) & (room - 1);
            }
            met[at] = onward->met[slot];
        }
    }
    free(onward->met);
    onward->met = met;
    onward->room = room;
    return 0;
}

int
begin_texts(Onward *onward)
{
    if (make_room(onward) < 0) {
        return -1;
    }
    onward->is_choosing = begin_least(&onward->likeliest, onward->limits->most_options) == 0;
    return onward->is_choosing - 1;
}

int
read_way(const HoleWay *way, uint32_t *codes)
{
    int count = 0;
    for (int index = 0; index < way->size;) {
        unsigned byte = way->data[index++];
        int need = left_to_come(0, byte);
        uint32_t code = need > 0 ? byte & (0x3Fu >> need) : byte;
        for (; need > 0; need--) {
            code = code << 6 | (way->data[index++] & 0x3F);
        }
        if (code == 0) {
            return -1;
        }
        codes[count++] = code;
    }
    return way->told.is_invalid ? -1 : count;
}

double
price_of(const HoleWay *way, const uint32_t *codes, int count, const Onward *onward,
         double *surprise)
{
    double more = 0.0;
    for (int index = 0; index < count; index++) {
        more += likely_of(onward->prices->foreign, codes[index]);
        more += codes[index] >= 0x2500 && codes[index] < 0x25A0 ? onward->prices->drawn : 0.0;
    }
    double cost = way->told.cost + more + onward->prices->each;
    *surprise = cost;
    for (int index = 0; index < count; index++) {
        *surprise += likely_of(onward->limits->likely, codes[index]);
    }
    return cost;
}

double
surprise_of(const Onward *onward, const HoleWay *way)
{
    uint32_t codes[MOST_SIZE];
    double surprise = -1.0;
    int size = read_way(way, codes);
    if (size >= 0) {
        price_of(way, codes, size, onward, &surprise);
    }
    return surprise;
}

/* Where a way with the same bytes is noted, or may be. */
static Met *
met_as(const Onward *onward, const HoleWay *way)
{
    uint32_t hash = hash_of(way);
    size_t slot = hash & (onward->room - 1);
    for (; onward->met[slot].place >= 0; slot = (slot + 1) & (onward->room - 1)) {
        const HoleWay *there = &onward->ways.items[onward->met[slot].place];
        if (onward->met[slot].hash == hash && there->size == way->size &&
            memcmp(there->data, way->data, way->size) == 0) {
            break;
        }
    }
    return &onward->met[slot];
}

/* Whether one of two ways with the same bytes is cheaper, or as cheap and comes first. */
static int
is_before(const HoleWay *one, const HoleWay *other)
{
    double cost = one->told.cost, than = other->told.cost;
    return cost < than || (cost == than && one->place < other->place);
}

/* Take a whole way that is the last one as what it is: a new text, or one that was met before at a higher
   cost or a lower one. Of those that are the same, the first of the cheapest is kept. */
static int
tell_apart(Onward *onward)
{
    HoleWays *ways = &onward->ways;
    const HoleWay *way = &ways->items[ways->count - 1];
    Met *met = met_as(onward, way);
    int is_new = met->place < 0;
    HoleWay *there = is_new ? NULL : &ways->items[met->place];
    double surprise = is_new || is_before(way, there) ? surprise_of(onward, way) : -1.0;
    if (surprise < 0.0) {
        ways->count--;
        return 0;
    }
    *met = (Met){hash_of(way), (int32_t)(ways->count - 1)};
    if (!is_new) {
        there->is_gone = 1;
        return 0;
    }
    add_to_least(&onward->likeliest, surprise, PLACE(way->place, ways->count - 1));
    return 2 * (size_t)ways->count > onward->room ? make_room(onward) : 0;
}

int
add_text(Onward *onward, const HoleWay *way, int64_t fill, const Told *told)
{
    if (told->need > 0) {
        return 0;
    }
    onward->is_any = 1;
    if (told->is_invalid || is_passed(onward, told->cost + told->surprise)) {
        return 0;
    }
    return keep_way(onward, way, fill, told) != NULL ? tell_apart(onward) : -1;
}
