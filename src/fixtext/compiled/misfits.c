/* By how many bits another form of a family is likelier at a place than the one that stands there. */

#include "misfits.h"

#include "phrases.h"
#include "scripts.h"

#include <math.h>
#include <stdlib.h>

/* What a character becomes alone, and whether phrases make it something else, or it is an ideograph. */
#define CHARACTER 0xFFFFFFu
#define VARIES (1u << 31)
#define IS_IDEOGRAPH (1u << 30)

#define SET_SHIFT 12 /* of hashes, for a set of as many bits as are above that */
#define MOST_BITS 24.0 /* as in fixtext/hanscript/neighbours.py */

static unsigned
kind_at(const Known *known, const Py_buffer *codes, Py_ssize_t place)
{
    uint32_t code = code_at(codes, place);
    return code < CODE_POINTS ? known->kinds[code] : 0;
}

static int
make_room(Clauses *clauses, Py_ssize_t count)
{
    if (count > clauses->room) {
        Py_ssize_t room = 2 * count;
        uint32_t *more = realloc(clauses->simple, (size_t)room * 9);
        if (more == NULL) {
            return -1;
        }
        *clauses = (Clauses){0, 0, room, more, more + room, (uint8_t *)(more + 2 * room)};
    }
    return 0;
}

/* Make sure that what is around a place is among the clauses: these end where no phrase has a
   character. */
static int
reach(const Known *known, const Py_buffer *codes, Py_ssize_t place, Clauses *clauses)
{
    Py_ssize_t count = codes_in(codes);
    Py_ssize_t begin = place > BESIDE ? place - BESIDE : 0;
    Py_ssize_t end = count - place > BESIDE ? place + BESIDE + 1 : count;
    if (clauses->begin <= begin && end <= clauses->end) {
        return 0;
    }
    while (begin > 0 && kind_at(known, codes, begin - 1) & IN_PHRASES) {
        begin--;
    }
    while (end < count && kind_at(known, codes, end) & IN_PHRASES) {
        end++;
    }
    if (make_room(clauses, end - begin) < 0) {
        return -1;
    }
    clauses->begin = begin;
    clauses->end = end;
    Py_buffer text = {.buf = (char *)codes->buf + begin * 4, .len = (end - begin) * 4, .itemsize = 4};
    Py_buffer simple = {.buf = clauses->simple, .len = text.len, .itemsize = 4};
    unsigned kinds = 0;
    for (Py_ssize_t place = 0; place < end - begin; place++) {
        uint32_t code = code_at(&text, place);
        clauses->simple[place] = code < REACH ? known->simplified[code] & CHARACTER : code;
        kinds |= kind_at(known, &text, place);
    }
    if (kinds & VARIABLE) {
        through_phrases(known->simplification, &text, clauses->simple, clauses->words);
    }
    through_phrases(known->traditionalisation, &simple, clauses->proposal, clauses->words);
    return 0;
}

/* The bits of a place by all words around it, which are at hand. */
static void
weigh_with_words(const Known *known, const Py_buffer *codes, Py_ssize_t place,
                 const Clauses *clauses, Misfit *found)
{
    Py_ssize_t at = place - clauses->begin, count = clauses->end - clauses->begin;
    uint32_t simple = clauses->simple[at];
    found->bits = 0;
    found->family = simple < CODE_POINTS ? known->forms->number[simple] : 0;
    if (found->family == 0 || found->family + 1 >= known->forms->families) {
        found->family = 0;
        return;
    }
    Py_buffer views[] = {
        {.buf = clauses->simple, .len = count * 4, .itemsize = 4},
        {.buf = clauses->proposal, .len = count * 4, .itemsize = 4},
        {.buf = (char *)codes->buf + clauses->begin * 4, .len = count * 4, .itemsize = 4},
        {.buf = clauses->words, .len = count, .itemsize = 1}};
    found->is_left = canonical(known->forms, code_at(codes, place)) == simple;
    float odds = odds_at(known->forms, views, at);
    if (isnan(odds)) {
        found->bits = known->no_form;
    }
    else if (odds >= known->least) {
        double bits = log2(odds);
        found->bits = bits < MOST_BITS ? bits : MOST_BITS;
    }
}

static unsigned
symbol_of(const uint16_t *symbols, uint32_t code)
{
    return code < REACH ? symbols[code] : 0;
}

static int
is_in(const uint8_t *bits, uint32_t hash)
{
    return bits[hash >> (SET_SHIFT + 3)] >> (hash >> SET_SHIFT & 7) & 1;
}

/* Whether a phrase may make something else of what stands at a place than it is alone: one that has it, and
   the character before or after it. */
static int
may_vary(const Known *known, const Py_buffer *codes, Py_ssize_t place)
{
    uint32_t near[3];
    for (int which = 0; which < 3; which++) {
        Py_ssize_t where = place + which - 1;
        int is_inside = where >= 0 && where < codes_in(codes);
        near[which] = is_inside ? symbol_of(known->variable_symbols, code_at(codes, where)) : 0;
    }
    return is_in(known->pairs, mixed(near[0] + (near[1] << 16))) ||
           is_in(known->pairs, mixed(near[1] + (near[2] << 16)));
}

/* Whether there may be a word of three characters or more at a place, by the simplified characters beside
   it: it has three that one word has. */
static int
may_be_in_long_word(const Known *known, const uint32_t *near)
{
    uint32_t symbols[NEAR];
    for (int which = 0; which < NEAR; which++) {
        symbols[which] = symbol_of(known->word_symbols, near[which]);
    }
    for (int first = 0; first + 2 < NEAR; first++) {
        uint32_t two = mixed(symbols[first] + (symbols[first + 1] << 16));
        if (is_in(known->threes, mixed(two ^ symbols[first + 2]))) {
            return 1;
        }
    }
    return 0;
}

/* What is to be done about a place. */
typedef enum { NOTHING, TO_WEIGH, TO_WEIGH_WITH_WORDS } Need;

/* What a place needs; what it says without that; and its contexts, to be weighed. */
static Need
look_at(const Known *known, const Py_buffer *codes, Py_ssize_t place, Batch *batch, Misfit *found)
{
    uint32_t near[NEAR], code = code_at(codes, place), any = 0;
    uint32_t standing = code < REACH ? known->standing[code] : 0;
    *found = (Misfit){.family = FAMILY(standing),
                      .is_left = (standing & IS_LEFT) != 0,
                      .is_old = (standing & IS_OLD) != 0};
    if (code >= REACH || (!(known->simplified[code] & VARIES) && !(standing & IS_SIGN))) {
        return NOTHING;
    }
    for (int which = 0; which < NEAR; which++) {
        Py_ssize_t where = place + which - BESIDE;
        code = where < 0 || where >= codes_in(codes) ? NEWLINE : code_at(codes, where);
        near[which] = code < REACH ? known->simplified[code] : code | IS_IDEOGRAPH;
        any |= near[which];
    }
    for (int which = 0; any & VARIES && which < NEAR; which++) {
        if (near[which] & VARIES && may_vary(known, codes, place + which - BESIDE)) {
            return TO_WEIGH_WITH_WORDS;
        }
    }
    if (!(standing & IS_SIGN) || !((near[BESIDE - 1] | near[BESIDE + 1]) & IS_IDEOGRAPH)) {
        return NOTHING; /* as those of lists */
    }
    if (FORM(standing) >= MOST_FORMS) {
        found->bits = known->no_form;
        return NOTHING;
    }
    uint32_t *characters = batch->near + batch->count * NEAR;
    for (int which = 0; which < NEAR; which++) {
        characters[which] = near[which] & CHARACTER;
        near[which] = folded(characters[which]);
    }
    uint32_t own = mixed(near[BESIDE]), *hashes = batch->hashes + batch->count * CONTEXTS;
    hashes[BEFORE] = mixed(own + near[BESIDE - 1] * 2);
    hashes[AFTER] = mixed(own + near[BESIDE + 1] * 2 + 1);
    hashes[TWO_BEFORE] = mixed(hashes[BEFORE] ^ near[BESIDE - 2]);
    hashes[TWO_AFTER] = mixed(hashes[AFTER] ^ near[BESIDE + 2]);
    batch->standing[batch->count++] = standing;
    return TO_WEIGH;
}

/* Whether the weights of a form tell enough. */
static int
is_told(const Known *known, Batch *batch, int index, Misfit *found)
{
    uint32_t standing = batch->standing[index];
    Weights *weights = batch->weights + index;
    weigh_forms(known, batch, index, weights);
    Standing judged = judge(known, weights, FORM(standing), known->most_odds);
    if (judged != RIGHT) {
        Standing in_short_words = judge(known, weights, FORM(standing), known->odds);
        if (in_short_words > judged && !may_be_in_long_word(known, batch->near + index * NEAR)) {
            judged = in_short_words;
        }
    }
    found->is_right = judged == RIGHT && standing & IS_BOTH;
    return judged != DOUBTFUL;
}

/* The same with the word at its place. */
static int
is_told_with_words(const Known *known, const Batch *batch, int index, const Clauses *clauses,
                   Py_ssize_t place, Misfit *found)
{
    uint32_t standing = batch->standing[index];
    Py_ssize_t at = place - clauses->begin;
    Standing judged = judge_in_word(known, batch->weights + index, standing, clauses->proposal[at],
                                    clauses->words[at]);
    found->is_right = judged == RIGHT && standing & IS_BOTH;
    return judged != DOUBTFUL;
}

int
weigh_misfits(const Known *known, const Py_buffer *codes, const int64_t *places, int count,
              Clauses *clauses, Misfit *found)
{
    Need needs[MISFITS_AT_ONCE];
    Batch batch;
    int next = 0;
    batch.count = 0;
    for (int index = 0; index < count; index++) {
        needs[index] = look_at(known, codes, (Py_ssize_t)places[index], &batch, found + index);
    }
    count_batch(known, &batch);
    for (int index = 0; index < count; index++) {
        Py_ssize_t place = (Py_ssize_t)places[index];
        if (needs[index] == TO_WEIGH) {
            next++;
            if (is_told(known, &batch, next - 1, found + index)) {
                continue;
            }
        }
        if (needs[index] == NOTHING) {
            continue;
        }
        if (reach(known, codes, place, clauses) < 0) {
            return -1;
        }
        if (needs[index] == TO_WEIGH_WITH_WORDS ||
            !is_told_with_words(known, &batch, next - 1, clauses, place, found + index)) {
            weigh_with_words(known, codes, place, clauses, found + index);
        }
    }
    return 0;
}
