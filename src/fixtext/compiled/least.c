/* The least of many numbers, of which no more are kept than asked for. */

#include "least.h"

#include <stdlib.h>

static int
compare_places(const void *one, const void *other)
{
    int64_t first = ((const Ranked *)one)->place, second = ((const Ranked *)other)->place;
    return first < second ? -1 : first > second;
}

/* Move what comes before the one in the middle in front of what comes behind it: nothing up to `right` comes
   behind anything from `left` on. */
static void
split(Ranked *ranked, Py_ssize_t low, Py_ssize_t high, Py_ssize_t *left, Py_ssize_t *right)
{
    Ranked middle = ranked[low + (high - low) / 2];
    while (low <= high) {
        while (comes_first(&ranked[low], &middle)) {
            low++;
        }
        while (comes_first(&middle, &ranked[high])) {
            high--;
        }
        if (low <= high) {
            Ranked moved = ranked[low];
            ranked[low++] = ranked[high];
            ranked[high--] = moved;
        }
    }
    *left = low;
    *right = high;
}

/* Move the least so many to the front, in any order. */
static void
part(Ranked *ranked, Py_ssize_t count, Py_ssize_t most)
{
    Py_ssize_t low = 0, high = count - 1, left, right;
    while (low < high) {
        split(ranked, low, high, &left, &right);
        if (most <= right) {
            high = right;
        }
        else if (most >= left) {
            low = left;
        }
        else {
            return;
        }
    }
}

#define FEW 12 /* that are put in order one by one */

static void
sort(Ranked *ranked, Py_ssize_t low, Py_ssize_t high)
{
    while (high - low >= FEW) {
        Py_ssize_t left, right;
        split(ranked, low, high, &left, &right);
        if (right - low < high - left) { /* so that it is never deep */
            sort(ranked, low, right);
            low = left;
        }
        else {
            sort(ranked, left, high);
            high = right;
        }
    }
    for (Py_ssize_t index = low + 1; index <= high; index++) {
        Ranked each = ranked[index];
        Py_ssize_t place = index;
        for (; place > low && comes_first(&each, &ranked[place - 1]); place--) {
            ranked[place] = ranked[place - 1];
        }
        ranked[place] = each;
    }
}

void
put_least_first(Ranked *ranked, Py_ssize_t count, Py_ssize_t most)
{
    if (most < count) {
        part(ranked, count, most);
    }
    sort(ranked, 0, (most < count ? most : count) - 1);
}

int
begin_least(Least *least, Py_ssize_t most)
{
    *least = (Least){.most = most, .is_in_order = 1};
    least->items = malloc(2 * (size_t)most * sizeof *least->items);
    return least->items != NULL ? 0 : -1;
}

void
end_least(Least *least)
{
    free(least->items);
    least->items = NULL;
}

void
cut_to_least(Least *least)
{
    least->is_full = 1;
    if (least->is_in_order) {
        least->limit = least->items[least->count - 1];
        return;
    }
    least->were_more = 1;
    part(least->items, least->count, least->most);
    least->count = least->most;
    least->limit = least->items[0];
    for (Py_ssize_t index = 1; index < least->count; index++) {
        if (comes_first(&least->limit, &least->items[index])) {
            least->limit = least->items[index];
        }
    }
}

void
put_in_order(Least *least)
{
    if (!least->were_more && least->count <= least->most) {
        qsort(least->items, (size_t)least->count, sizeof *least->items, compare_places);
        return;
    }
    if (!least->is_in_order) {
        put_least_first(least->items, least->count, least->most);
    }
    least->count = least->most;
}

Py_ssize_t
in_order_of_places(Least *least, Py_ssize_t most)
{
    most = most < least->most ? most : least->most;
    if (least->count > most) {
        part(least->items, least->count, most);
        least->count = most;
    }
    for (Py_ssize_t index = 0; index < least->count; index++) {
        least->items[index].key = 0.0;
    }
    sort(least->items, 0, least->count - 1);
    return least->count;
}
