"""What can speak for leftovers of a conversion at most, told by one loop over a text of any length.

Most right text has nothing that a closer look could take for damage, and is done with then. The
loop gives an upper bound of what ``repair`` finds: a form that neighbours make likeliest whatever
word it may be in is right, and only at other places are words looked for.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.hanscript.characters import ENOUGH_TRADITIONAL
from fixtext.hanscript.conversion import Dictionary, dictionary
from fixtext.hanscript.eligible import QUOTATION, count_sorts, told_apart
from fixtext.hanscript.evidence import (
    BLOCK,
    CONVERTED,
    CONVERTED_ALL,
    DISTINGUISHED,
    FAMILY,
    LOCAL,
    OLD,
    PICKED,
    weak,
)
from fixtext.hanscript.families import canonical, families, simplification, styled
from fixtext.hanscript.neighbours import (
    FORM_BITS,
    LEVELS,
    MOST_FORMS,
    is_common,
    load,
    mixed,
    no_doubt,
)
from fixtext.hanscript.tables import REACH
from fixtext.hanscript.weigh import NO_FORM

__all__ = ["Bounds", "bounds"]

_BEGINNING = 1 << 14  # code points, which tell a text that hardly is traditional
_OPERATORS = slice(0x2FF0, 0x3000)
_OPERATOR = 4 + 8  # kana and hangul: no character is both
_IDEOGRAPH, _MEMBER, _VARIABLE, _IN_PHRASES = 16, 32, 64, 128
_VARIES, _IS_IDEOGRAPH = np.uint32(1 << 31), np.uint32(1 << 30)
_SET_SHIFT = 12  # of hashes
_BUCKET = np.uint32(16)  # of hashes
_LAST_HASH, _AT_ONCE = np.uint32(0xFFFFFFFF), 4
# How a member stands in a text.
_SIGN, _LEFT, _FORM_BIT, _NO_FORM, _BOTH, _OLD, _FAMILY_BIT = 1, 2, 2, 7, 32, 64, 8


class Bounds(NamedTuple):
    """What a text, and each of its blocks, may have in bits of damage at most.

    ``whole`` is of all of it, ``blocks`` are starts and ends of those that may have enough, int64
    (n, 2), ``marked`` is in how many ideographs damage is looked for, and ``may_be_simplified``
    tells that it may have many simplified characters.
    """

    whole: float
    blocks: NDArray[np.int64]
    marked: int
    may_be_simplified: bool


def bounds(codes: NDArray[np.uint32], enough: float) -> Bounds | None:
    """The bounds of a text where so many bits are enough; None where the loop does not tell."""
    if not compiled.IS_COMPILED or enough <= 0.0:
        return None
    traditional, *others = count_sorts(codes[:_BEGINNING])
    if traditional < max(others):
        return None
    found = _loop().most_in(codes, enough)
    if found is None:
        return None
    whole, blocks, marked, may_be_simplified = found
    starts_and_ends = np.frombuffer(blocks, np.int64).reshape(-1, 2)
    return Bounds(whole, starts_and_ends, marked, may_be_simplified)


@functools.cache
def _loop() -> compiled.LongLeftovers:
    return compiled.LongLeftovers(
        simplification().loops,
        dictionary("st").loops,
        load().loops,
        (*_tables(), _inverse(load().plain), *_phrases(), *_contexts()),
        (ENOUGH_TRADITIONAL, QUOTATION, BLOCK),
        no_doubt(LOCAL),
        NO_FORM,
        (DISTINGUISHED, FAMILY, PICKED, CONVERTED, CONVERTED_ALL),
    )


@functools.cache
def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint32], NDArray[np.uint32]]:
    """What kind of character each code point is, how each member of a family stands, and what
    each becomes alone, with flags.
    """
    simple = simplification().characters
    symbols = simplification().phrases.symbols
    number = families().number.take(simple).astype(np.uint32)
    varies = np.zeros(int(symbols.max()) + 1, np.bool_)
    varies[_variable(simplification())] = True
    variable = varies.take(symbols)
    in_phrases = (symbols > 0) | (dictionary("st").phrases.symbols.take(simple) > 0)
    kinds = told_apart().copy()
    kinds[_OPERATORS] = _OPERATOR
    kinds[:REACH][(number > 0) | variable] |= _MEMBER
    kinds[:REACH][variable] |= _VARIABLE
    become = simple.copy()
    become[variable] |= _VARIES
    become[(kinds[:REACH] & _IDEOGRAPH) != 0] |= _IS_IDEOGRAPH
    kinds[:REACH][in_phrases] |= _IN_PHRASES
    members = np.flatnonzero(number)
    standing = np.zeros(REACH, np.uint32)
    standing[members] = _standing(canonical()[members], simple[members], number[members])
    return kinds, standing, become


def _inverse(plain: NDArray[np.float32]) -> NDArray[np.float32]:
    """One over how likely forms are alone; 0 for those that are none."""
    result: NDArray[np.float32] = np.divide(1, plain, out=np.zeros_like(plain), where=plain > 0)
    return result.ravel()


def _contexts() -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Every context once, with the levels of its forms, and where those with the same upper bits
    begin.

    A context is a number: its hash, then four levels and one, 0 for forms that it does not have.
    """
    known = load()
    is_first = np.append(True, known.hashes[1:] != known.hashes[:-1])
    hashes = np.append(known.hashes[is_first], [_LAST_HASH] * _AT_ONCE)
    levels = np.zeros((len(hashes), MOST_FORMS), np.uint8)
    form, level = known.records >> FORM_BITS, (known.records & (LEVELS - 1)) + 1
    levels[np.cumsum(is_first) - 1, form] = level
    contexts = hashes.astype(np.uint64) << np.uint64(32) | levels.view("<u4")[:, 0]
    counts = np.bincount(hashes[:-_AT_ONCE] >> _BUCKET, minlength=1 << (32 - int(_BUCKET)))
    return contexts, np.append(0, np.cumsum(counts)).astype(np.int32)


def _standing(
    stands: NDArray[np.uint32], simple: NDArray[np.uint32], number: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """How canonical forms stand for their families, in one number each."""
    owner, forms = families().of(simple)
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    form = np.full(len(stands), _NO_FORM, np.uint32)
    own = stands[owner] == forms
    form[owner[own]] = place[own]
    left = stands == simple
    sign = np.where(left, ~weak()[number], is_common(stands)) & ~styled()[simple]
    is_old = (simple[:, None] == np.array(OLD)).any(axis=1)
    flags = np.where(left, _LEFT, 0) | np.where(sign, _SIGN, 0)
    flags |= np.where(families().both[simple], _BOTH, 0) | np.where(is_old, _OLD, 0)
    result: NDArray[np.uint32] = (number << _FAMILY_BIT | form << _FORM_BIT | flags).astype(
        np.uint32
    )
    return result


def _phrases() -> tuple[
    NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint8]
]:
    """Symbols of two dictionaries, with sets of what stands in their phrases: two, three."""
    simplifying, words = simplification().phrases, dictionary("st").phrases
    pairs, threes = simplifying.rows(2), words.rows(3)
    return (
        *(simplifying.symbols, _set(_two(pairs))),
        *(words.symbols, _set(mixed(_two(threes) ^ threes[2]))),
    )


def _two(rows: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return mixed(rows[0] + (rows[1] << np.uint32(16)))


def _set(hashes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """A bit for each value of the upper bits of hashes."""
    bits = np.zeros(1 << (32 - _SET_SHIFT), np.bool_)
    bits[hashes >> _SET_SHIFT] = True
    return np.packbits(bits, bitorder="little")


def _variable(known: Dictionary) -> list[int]:
    """The symbols of characters that some phrase makes something else of than they are alone."""
    trie = known.phrases
    found: set[int] = set()
    for slot in np.flatnonzero(trie.payload > 1).tolist():
        payload = int(trie.payload[slot])
        symbols = trie.phrase(slot)
        changed = known.override_offsets[
            known.override_ends[payload - 1] : known.override_ends[payload]
        ]
        found.update(symbols[offset] for offset in changed.tolist())
    return sorted(found)
