/* Behind a hole: the ways that its fills make. There may be a hundred thousand, of which a few hundred
   are gone on from, so that none is made that costs more than so many others do. */

#include "onward.h"

#include <stdlib.h>

#define FEW 1024 /* ways of which all are kept */
#define FIRST_ROOM 64

/* How many bytes a fill has. */
static int
size_of(const uint8_t *fill)
{
    return fill[0] < 2 ? fill[0] : 2;
}

static int
fewest_firsts(const Onward *onward)
{
    int fewest = 256;
    for (int need = 0; need < NEEDS; need++) {
        uint8_t met[256] = {0};
        int number = 0;
        int64_t end = onward->may_need >> need & 1 ? end_of(onward->next, need) : 0;
        for (int64_t fill = begin_of(onward->next, need); fill < end; fill++) {
            unsigned first = onward->next->bytes[3 * fill + 1];
            number += !met[first];
            met[first] = 1;
        }
        fewest = number > 0 && number < fewest ? number : fewest;
    }
    return fewest;
}

/* How many bytes are to come behind those that are known; -1 if these cannot be there. */
static int
need_behind(const Onward *onward, int need)
{
    for (Py_ssize_t place = 0; place < onward->size && need >= 0; place++) {
        need = left_to_come(need, onward->known[place]);
    }
    return need;
}

static unsigned
needs_behind(const Onward *onward, const HoleWays *ways, const Hole *hole)
{
    unsigned needs = 0;
    for (int before = 0; before < NEEDS; before++) {
        for (int need = hole->first_need; need < hole->last_need; need++) {
            int64_t fills = hole->groups[before * NEEDS + need + 1] - hole->groups[before * NEEDS + need];
            int behind = need_behind(onward, need);
            needs |= ways->needs >> before & 1 && fills > 0 && behind >= 0 ? 1u << behind : 0;
        }
    }
    return needs;
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
begin_onward(Onward *onward, const HoleWays *ways, const Hole *hole)
{
    onward->ways = (HoleWays){NULL, 0, 0, 0, 0, 0};
    onward->may_need = hole != NULL ? needs_behind(onward, ways, hole) : 1;
    onward->is_choosing = onward->is_any = 0;
    onward->met = NULL;
    onward->room = 0;
    if (onward->next != NULL) {
        return 0;
    }
    if (make_room(onward) < 0) {
        return -1;
    }
    onward->is_choosing = begin_least(&onward->likeliest, onward->limits->most_options) == 0;
    return onward->is_choosing - 1;
}

void
end_onward(Onward *onward)
{
    if (onward->is_choosing) {
        end_least(&onward->likeliest);
    }
    free(onward->met);
    onward->is_choosing = 0;
    onward->met = NULL;
}

static double
key_of(const Told *told)
{
    double key = told->is_invalid ? INVALID : told->cost + told->surprise;
    return key < INVALID ? key : INVALID;
}

/* Begin to tell which ways are among the likeliest that a hole is narrowed to; -1 if there is no room. */
static int
begin_choosing(Onward *onward)
{
    if (begin_least(&onward->likeliest, onward->limits->most_halves / fewest_firsts(onward) + 1) < 0) {
        return -1;
    }
    onward->is_choosing = 1;
    for (Py_ssize_t place = 0; place < onward->ways.count; place++) {
        add_to_least(&onward->likeliest, key_of(&onward->ways.items[place].told), place);
    }
    return 0;
}

int
is_passed(const Onward *onward, double key, double cost)
{
    if (!onward->is_choosing) {
        return 0;
    }
    if (onward->next == NULL) { /* the same bytes may be made of other fills, which cost less */
        return is_too_much(&onward->likeliest, key - cost + onward->prices->each - ROUNDED);
    }
    int all_told = onward->ways.onward > onward->limits->most_ways &&
                   (onward->ways.needs & onward->may_need) == onward->may_need;
    return all_told && is_too_much(&onward->likeliest, key - ROUNDED);
}

static HoleWay *
new_way(HoleWays *ways)
{
    if (ways->count == ways->room) {
        Py_ssize_t room = ways->room > 0 ? 2 * ways->room : FIRST_ROOM;
        HoleWay *items = realloc(ways->items, (size_t)room * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        ways->items = items;
        ways->room = room;
    }
    return &ways->items[ways->count++];
}

static void
put_bytes(HoleWay *way, const uint8_t *bytes, Py_ssize_t size)
{
    for (Py_ssize_t index = 0; index < size; index++) {
        way->data[way->size++] = bytes[index];
        way->hash = (way->hash ^ bytes[index]) * 1099511628211ull;
    }
}

/* One more way, of which all is told; NULL if there is no room for it. */
static HoleWay *
keep_way(Onward *onward, const HoleWay *way, const uint8_t *fill, const Told *told)
{
    HoleWay *longer = new_way(&onward->ways);
    if (longer != NULL) {
        longer->told = *told;
        longer->hash = way->hash;
        longer->size = way->size;
        memcpy(longer->data, way->data, MOST_SIZE);
        put_bytes(longer, fill + 1, size_of(fill));
        put_bytes(longer, onward->known, onward->size);
    }
    return longer;
}

static int
add_before_hole(Onward *onward, const HoleWay *way, const uint8_t *fill, const Told *told)
{
    HoleWays *ways = &onward->ways;
    ways->total++;
    ways->onward += (Py_ssize_t)(end_of(onward->next, told->need) - begin_of(onward->next, told->need));
    ways->needs |= 1u << told->need;
    if (ways->count == FEW && !onward->is_choosing && begin_choosing(onward) < 0) {
        return -1;
    }
    if (onward->is_choosing) {
        double key = key_of(told);
        if (is_too_much(&onward->likeliest, key)) {
            return 0;
        }
        add_to_least(&onward->likeliest, key, ways->count);
    }
    return keep_way(onward, way, fill, told) != NULL ? 0 : -1;
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

/* Take a whole way that is the last one as what it is: one of a new text, or of one that was met before,
   of which the lowest cost counts. */
static int
tell_apart(Onward *onward)
{
    HoleWays *ways = &onward->ways;
    const HoleWay *way = &ways->items[ways->count - 1];
    uint32_t hash = (uint32_t)(way->hash ^ way->hash >> 32);
    size_t slot = hash & (onward->room - 1);
    for (; onward->met[slot].place >= 0; slot = (slot + 1) & (onward->room - 1)) {
        HoleWay *there = &ways->items[onward->met[slot].place];
        if (onward->met[slot].hash == hash && there->size == way->size &&
            memcmp(there->data, way->data, way->size) == 0) {
            there->told.cost =
                way->told.cost < there->told.cost ? way->told.cost : there->told.cost;
            ways->count--;
            return 0;
        }
    }
    uint32_t codes[MOST_SIZE];
    double surprise;
    int size = read_way(way, codes);
    if (size < 0) {
        ways->count--;
        return 0;
    }
    price_of(way, codes, size, onward, &surprise);
    add_to_least(&onward->likeliest, surprise, ways->count - 1);
    onward->met[slot] = (Met){hash, (int32_t)(ways->count - 1)};
    return 2 * (size_t)ways->count > onward->room ? make_room(onward) : 0;
}

static int
add_at_end(Onward *onward, const HoleWay *way, const uint8_t *fill, const Told *told)
{
    if (told->need > 0) {
        return 0;
    }
    onward->is_any = 1;
    if (told->is_invalid || is_passed(onward, told->surprise, 0.0)) {
        return 0;
    }
    return keep_way(onward, way, fill, told) != NULL ? tell_apart(onward) : -1;
}

int
add_onward(Onward *onward, const HoleWay *way, const uint8_t *fill, double extra)
{
    const double *likely = onward->limits->likely;
    Told told = way->told;
    for (int index = 1; index <= size_of(fill); index++) {
        go_on_by(&told, fill[index], likely);
    }
    told.cost += extra;
    for (Py_ssize_t place = 0; place < onward->size; place++) {
        if (left_to_come(told.need, onward->known[place]) < 0) {
            return 0;
        }
        go_on_by(&told, onward->known[place], likely);
    }
    return onward->next != NULL ? add_before_hole(onward, way, fill, &told)
                                : add_at_end(onward, way, fill, &told);
}
