/* What a text saves in right codecs, once for those that make the same of its bytes, and for wrong
   codecs that show it with the same bytes: of letters among ASCII, most do. */

#include "agreed.h"

#define MOST_RIGHT 64 /* codecs that are remembered */

/* A right codec, and what the bytes in use make in it. */
typedef struct {
    PyObject *source;
    int is_single;
    Bounds bounds;
} Right;

struct Agreed {
    Agreed *next;
    uint32_t mark;
    int shown_by;
    Py_ssize_t size;
    const int32_t *first;
    const unsigned char *data;
    const unsigned char *holes;
    int used_number;
    unsigned char used[BYTES];
    int number;
    Right rights[MOST_RIGHT];
    uint32_t made[]; /* by each right codec, of the bytes in use */
};

static int
is_laid_out_so(const Agreed *agreed, const Reading *reading, const Laid *laid)
{
    size_t size = (size_t)laid->size;
    return agreed->size == laid->size && agreed->shown_by == reading->shown_by &&
           agreed->mark == reading->mark && memcmp(agreed->data, laid->data, size) == 0 &&
           memcmp(agreed->holes, laid->holes, size) == 0 &&
           memcmp(agreed->first, laid->first, size * sizeof *laid->first) == 0;
}

/* Fill in which bytes a text has; how many. */
static int
find_used(const Laid *laid, unsigned char *used)
{
    unsigned char is_used[BYTES] = {0};
    int number = 0;
    for (Py_ssize_t place = 0; place < laid->size; place++) {
        is_used[laid->data[place]] = 1;
    }
    for (int byte = BYTES; byte-- > 0;) { /* the high ones first, on which codecs differ */
        used[number] = (unsigned char)byte;
        number += is_used[byte];
    }
    return number;
}

static Agreed *
begin_agreed(const Reading *reading, const Laid *laid)
{
    unsigned char used[BYTES + 1];
    int number = find_used(laid, used);
    size_t size = (size_t)laid->size, made = MOST_RIGHT * (size_t)number * sizeof(uint32_t);
    Agreed *agreed = PyMem_Malloc(sizeof *agreed + made + size * (sizeof(int32_t) + 2));
    if (agreed == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    int32_t *first = (int32_t *)(agreed->made + MOST_RIGHT * number);
    unsigned char *data = (unsigned char *)(first + size), *holes = data + size;
    memcpy(first, laid->first, size * sizeof *first);
    memcpy(data, laid->data, size);
    memcpy(holes, laid->holes, size);
    agreed->next = NULL;
    agreed->mark = reading->mark;
    agreed->shown_by = reading->shown_by;
    agreed->size = laid->size;
    agreed->first = first;
    agreed->data = data;
    agreed->holes = holes;
    agreed->used_number = number;
    memcpy(agreed->used, used, (size_t)number);
    agreed->number = 0;
    return agreed;
}

Agreed *
agreed_on(Agreed **all, const Reading *reading, const Laid *laid)
{
    for (Agreed *agreed = *all; agreed != NULL; agreed = agreed->next) {
        if (is_laid_out_so(agreed, reading, laid)) {
            return agreed;
        }
    }
    Agreed *agreed = begin_agreed(reading, laid);
    if (agreed != NULL) {
        agreed->next = *all;
        *all = agreed;
    }
    return agreed;
}

void
free_agreed(Agreed *all)
{
    while (all != NULL) {
        Agreed *next = all->next;
        PyMem_Free(all);
        all = next;
    }
}

/* The right codec that makes the same of all bytes; NULL if none is known. What this one makes is put
   behind what the others do. */
static const Right *
right_alike(Agreed *agreed, const Decoder *decoder)
{
    size_t number = (size_t)agreed->used_number;
    uint32_t *made = agreed->made + (size_t)agreed->number * number;
    for (size_t index = 0; index < number; index++) {
        made[index] = decoder->single[agreed->used[index]];
    }
    for (int right = 0; right < agreed->number; right++) {
        const uint32_t *theirs = agreed->made + (size_t)right * number;
        if (agreed->rights[right].is_single &&
            memcmp(theirs, made, number * sizeof *made) == 0) {
            return &agreed->rights[right];
        }
    }
    return NULL;
}

/* The bounds by the decoder of a reading. */
static Bounds
reckoned(const Reading *reading, Laid *laid)
{
    Bounds bounds = {0, 0};
    if (laid->size > 0) {
        bounds.bound = bounds.higher = most_saved(reading, laid);
    }
    if (bounds.bound == CANNOT_TELL) {
        laid->several = 1;
        bounds.higher = most_saved(reading, laid);
        laid->several = 0;
    }
    return bounds;
}

int
find_bounds(Agreed *agreed, Reading *reading, Laid *laid, PyObject *source, Bounds *bounds)
{
    for (int right = 0; right < agreed->number; right++) {
        if (agreed->rights[right].source == source) {
            *bounds = agreed->rights[right].bounds;
            return 0;
        }
    }
    Decoder decoder;
    if (open_decoder(source, &decoder) < 0) {
        return -1;
    }
    int has_room = agreed->number < MOST_RIGHT, single = is_single(&decoder);
    const Right *alike = has_room && single ? right_alike(agreed, &decoder) : NULL;
    reading->decoder = &decoder;
    *bounds = alike != NULL ? alike->bounds : reckoned(reading, laid);
    reading->decoder = NULL;
    if (has_room) {
        agreed->rights[agreed->number++] = (Right){source, single, *bounds};
    }
    close_decoder(&decoder);
    return 0;
}
