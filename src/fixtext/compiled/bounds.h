/* A text as the bytes of a wrong codec, and what it saves at most to read these in another one. */

#ifndef FIXTEXT_BOUNDS_H
#define FIXTEXT_BOUNDS_H

#include "decoders.h"
#include "scorer.h"

#define CANNOT_TELL (-1)

/* Units, as in weighing: what cannot be, and what ASCII may lose; screening.py has them. */
#define IMPOSSIBLE (-480)
#define SAME (-24)

/* What kind of codec the wrong one is. */
enum { SINGLE, DOUBLE, GBK };

/* What stands in the place of a byte: alternatives.py has it. */
enum { KNOWN_BYTE, ONE_LOST, MARK_OF_TWO, EURO };

#define EURO_SIGN 0x20ACu
#define VALID_SHARE 20 /* attempts.py has it */

/* The bytes of a character, one or two as `bytes_of` has them, and what they stand for. */
typedef struct {
    uint32_t packed;
    int hole;
} ShownAs;

/* What a wrong codec, of some mark and kind, shows a character for. */
static inline ShownAs
shown_as(const Shown *shown, uint32_t mark, int shown_by, uint32_t code)
{
    if (code == REPLACEMENT) {
        return (ShownAs){0xFF, ONE_LOST};
    }
    if (code == mark) {
        return (ShownAs){'?', MARK_OF_TWO};
    }
    /* GBK's sign of the euro is one byte that others do not have */
    int is_euro = shown_by == GBK && code == EURO_SIGN;
    return (ShownAs){bytes_of(shown, code), is_euro ? EURO : KNOWN_BYTE};
}

typedef struct {
    const Scorer *scorer;
    Shown shown;
    uint32_t mark;
    int shown_by;
    int once; /* whether what stands in a row counts once, whatever it becomes */
    const Decoder *decoder;
} Reading;

/* What a step from one place, where characters of both texts begin, to the next is in a search: what it
   gains, where lost bytes are impossible and where they are doubted; what it costs that a stretch begins
   or ends with it; the bytes that make nothing, signs of lost ones, and those for two, the whole
   characters and the bytes that are known; how many wide ones it makes, and what stands beside such. */
typedef struct {
    int32_t strict, lenient, begins, ends;
    int16_t lost, holes, marks, whole, known, wide;
    int beside;
} WeighedStep;

/* What stands beside a wide character of a step, or would if it were the next one: its first or its last
   is wide, or a Latin letter or digit; or such a pair is inside. */
enum { FIRST_IS_WIDE = 1, LAST_IS_WIDE = 2, FIRST_IS_PLAIN = 4, LAST_IS_PLAIN = 8, INSIDE = 16 };

/* What a search counts: the units that it costs that a stretch begins or ends in front of each
   character, and behind the last; the scripts of the BMP, in the lowest bits of its traits, of which
   words should not be mixed; and the units that all of a text must gain where it gains any. The steps
   are filled in, one for each character at most. */
typedef struct {
    const int32_t *borders;
    const uint16_t *traits;
    int64_t least;
    WeighedStep *steps;
    Py_ssize_t number;
    int is_unsure; /* whether some steps may gain less than is said */
} Searched;

/* A text laid out as bytes. `first` tells by byte which character begins there, -1 for none; `low` and
   `high` are the units that each character gains at least, and at most, whatever it becomes.
   `as_shown` are the units of the characters as they are shown, without what `units` adds, and
   `before` is what stands before each of them. `search` is what a search counts more than a look; NULL
   where that is not asked. `several` if two bytes that make several characters are taken for such as
   cost nothing, and whatever stands behind them, too, in place of CANNOT_TELL. */
typedef struct {
    Py_ssize_t count;
    Py_ssize_t size;
    const Py_buffer *codes;
    const int32_t *units;
    int32_t *as_shown;
    Context *before;
    unsigned char *data;
    unsigned char *holes;
    int32_t *first;
    int32_t *low, *high;
    Searched *search;
    int holed;
    int several;
} Laid;

/* Room for what of a text of so many characters is filled in, which is to be freed; NULL if there is
   none. */
void *room_for(Laid *laid, Py_ssize_t characters);

/* Fill in what the characters cost as they are shown. */
void weigh_as_shown(const Scorer *scorer, Laid *laid);

/* Fill in the bytes, for which there must be room: two for each character. */
void lay_out(const Reading *reading, Laid *laid);

/* Put, in the place of characters with further pairs in the wrong codec (a dict), those bytes with
   which the text reads best in the right one, as a search does; normalised text is doubted where it
   is Korean. 1, 0 where that is not told, or -1 with an error set; what is laid out is not as it was. */
int put_twins(PyObject *further, int is_korean, const Reading *reading, Laid *laid);

/* Fill in the borders of a text, one more than it has characters. */
void find_borders(const Py_buffer *codes, int32_t *borders);

/* The units that a stretch saves at most by one route, the route not paid; CANNOT_TELL where bytes
   make more than can be told here. As a search counts, 0 if it would not try the route. */
int64_t most_saved(const Reading *reading, const Laid *laid);

#define MOST_STEPS 128 /* of a text that is looked at by stretches: no more than it has characters */

/* Whether a search of one line finds a candidate, which gains so many bits, by one route between codecs of
   several bytes; where that is not told, it may. The steps are those of `most_saved`. */
int has_candidate(const Searched *search, int is_utf8, double least);

/* The units that it saves if what it becomes is as good as text gets, whatever that is. */
int64_t most_by_any(const Reading *reading, const Laid *laid);

#endif
