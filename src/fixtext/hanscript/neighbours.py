"""Which traditional character a simplified one stands for, by the characters beside it.

``后`` is 後 after 以 and 后 after 皇. A generated table counts, in text that was written in
traditional characters, which form of a family (see ``families``) stood beside which characters:
one or two on the left, one or two on the right. Neighbours are looked at as simplified, so that
what damage did to them does not matter, and one table serves text of every script.

The probability of a form is what its left neighbours say, times what its right neighbours say,
over what is known without them; two characters are believed as far as they were counted, and one
for the rest (linear interpolation after Witten and Bell, "The Zero-Frequency Problem", 1991).
OpenCC's word at the place, if there is one, weighs in.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import os

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.errors import TableError
from fixtext.hanscript.families import Occurrences, canonical, families, occurrences, simplify
from fixtext.hanscript.trie import LENGTH
from fixtext.scan import UNICODE
from fixtext.tables import read_table

__all__ = [
    "FILE",
    "FORM_BITS",
    "KINDS",
    "LEVEL",
    "LEVELS",
    "MOST_FORMS",
    "Neighbours",
    "are_forms",
    "beside",
    "contexts",
    "doubt",
    "form_bits",
    "is_common",
    "left_bits",
    "load",
    "mixed",
    "no_doubt",
    "over_line_ends",
    "share_alone",
    "standing",
]

FILE = os.path.join(os.path.dirname(__file__), "data", "neighbours.table")
MOST_FORMS = 4
"""The most forms that a family has."""

LEVELS = 32
"""Counts are stored as one of so many levels, each the square root of two times the last."""

KINDS = ("alone", "left", "right", "left two", "right two")
"""What a context is of: the family by itself, and its neighbours."""

FORM_BITS = 5
"""A record is a form's number in its family, and below these bits its count's level."""
LEVEL = np.float32(0.5) * np.float32(2) ** (np.arange(LEVELS, dtype=np.float32) / np.float32(2))
"""How often, by level."""
_BELIEF = np.float32(5)  # a context counted so often is believed as much as a shorter one
# How many times likelier the form is that OpenCC gives: with no word, with a word of two
# characters, three, more.
_WORD_ODDS = np.array([2, 2, 2, 8, 32], np.float32)
_SETTLED = np.float32(256)  # times likelier than any other
_NEARLY = 0.99  # of odds, so that what is rounded is not missed
_RARE = 0.04  # of a family: a form that has less is an old variant
_MOST_BITS = np.float32(24)

_LINE_FEED = 10
_FIRST_LETTER = 0x80
_BUCKET = np.uint32(14)
_FEW = 500  # contexts, which a binary search finds sooner than buckets do
_MIX = np.uint32(0x9E3779B1)


@functools.cache
def _folded() -> NDArray[np.uint32]:
    """ASCII digits as one character, letters as another."""
    table = np.arange(_FIRST_LETTER, dtype=np.uint32)
    for char in map(chr, range(_FIRST_LETTER)):
        if char.isdigit():
            table[ord(char)] = ord("0")
        elif char.isalpha():
            table[ord(char)] = ord("a")
    return table


def beside(simple: NDArray[np.uint32], positions: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The characters one to the left, one to the right, two to the left, two to the right."""
    result = np.full((4, len(positions)), _LINE_FEED, np.uint32)
    for row, offset in enumerate((-1, 1, -2, 2)):
        where = positions + offset
        inside = (where >= 0) & (where < len(simple))
        result[row, inside] = simple[where[inside]]
    return result


def over_line_ends(simple: NDArray[np.uint32], positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which contexts reach over the beginning or end of a line: bool (5, places), by ``KINDS``."""
    ends = beside(simple, positions) == _LINE_FEED
    over = (np.zeros_like(ends[0]), ends[0], ends[1], ends[0] | ends[2], ends[1] | ends[3])
    return np.stack(over)


def contexts(simple: NDArray[np.uint32], positions: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The contexts of places in a simplified text, as hashes: uint32 (5, places), by ``KINDS``."""
    characters = beside(simple, positions)
    small = characters < _FIRST_LETTER
    characters[small] = _folded()[characters[small]]
    own = mixed(simple[positions])
    left, right = (mixed(own + characters[row] * np.uint32(2) + np.uint32(row)) for row in (0, 1))
    rows = (own, left, right, mixed(left ^ characters[2]), mixed(right ^ characters[3]))
    return np.stack(rows)


def mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Hashes of numbers."""
    values = values * _MIX
    values ^= values >> np.uint32(15)
    values *= np.uint32(0x85EBCA77)
    values ^= values >> np.uint32(13)
    return values


@dataclasses.dataclass(frozen=True)
class Neighbours:
    """Counts of forms by context: ``hashes`` (uint32, sorted), a record (uint8) for each.

    ``plain`` is how likely each form of a family is without neighbours: (families, MOST_FORMS).
    """

    hashes: NDArray[np.uint32]
    records: NDArray[np.uint8]
    plain: NDArray[np.float32]

    @functools.cached_property
    def _buckets(self) -> NDArray[np.int32]:
        """Where the hashes of each value of their upper bits begin, and the last end."""
        counts = np.bincount(self.hashes >> _BUCKET, minlength=1 << (32 - int(_BUCKET)))
        return np.append(np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32))

    def counted(self, hashes: NDArray[np.uint32]) -> NDArray[np.float32]:
        """How often each form stood in some contexts: float32 (contexts, MOST_FORMS)."""
        result = np.zeros((len(hashes), MOST_FORMS), np.float32)
        if len(hashes) < _FEW:
            place = np.searchsorted(self.hashes, hashes).astype(np.int32)
            end = np.searchsorted(self.hashes, hashes, "right").astype(np.int32)
        else:
            bucket = hashes >> _BUCKET
            place, end = self._buckets.take(bucket), self._buckets.take(bucket + 1)
        alive = np.flatnonzero(place < end)
        place, end, wanted = place[alive], end[alive], hashes[alive]
        while len(alive):
            found = self.hashes.take(place) == wanted
            record = self.records[place[found]]
            result[alive[found], record >> FORM_BITS] = LEVEL[record & (LEVELS - 1)]
            place += 1
            going = place < end
            alive, place, end, wanted = alive[going], place[going], end[going], wanted[going]
        return result

    @functools.cached_property
    def loops(self) -> compiled.Forms:
        """What is compiled, with these tables open."""
        known = families()
        weights = np.array([_BELIEF, _SETTLED, *_WORD_ODDS], np.float32)
        return compiled.Forms(
            *(known.number, known.begins, known.forms, canonical(), self.plain),
            *(self.hashes, self.records, self._buckets, LEVEL, weights),
        )

    def form_bits(self, found: Occurrences) -> NDArray[np.float32]:
        """What each form costs at each occurrence, float32, in the order of ``families().of``.

        The best form of each costs nothing; the others, what they are less likely, in bits.
        """
        bits = np.log2(self.odds(found)[are_forms(found)])
        return np.minimum(bits, _MOST_BITS)

    def odds(self, found: Occurrences) -> NDArray[np.float32]:
        """How many times less likely than the best each form is: float32 (found, MOST_FORMS).

        Infinite for what is no form of the family.
        """
        if compiled.IS_COMPILED:
            result = np.empty((len(found.positions), MOST_FORMS), np.float32)
            parts = found.simplified, found.proposal, found.words, found.positions
            self.loops.odds(*parts, result.reshape(-1))
            return result
        known = families()
        numbers = known.number[found.simple].astype(np.int64)
        owner, each = known.of(found.simple)
        proposed = canonical()[found.proposal[found.positions]][owner] == each
        lengths = np.minimum(found.words[found.positions] & LENGTH, len(_WORD_ODDS) - 1)
        opencc = np.ones((len(numbers), MOST_FORMS), np.float32)
        opencc[are_forms(found)] = np.where(proposed, _WORD_ODDS[lengths][owner], np.float32(1))
        hashes = contexts(found.simplified, found.positions)
        plain = self.plain[numbers]
        before, after = (_believed(self.counted(hashes[kind]), plain) for kind in (1, 2))
        odds = _odds(before, after, plain, opencc)
        # Two neighbours are asked where one on each side does not settle it.
        open_ = np.flatnonzero(np.partition(odds, 1, axis=1)[:, 1] < _SETTLED)
        before = _believed(self.counted(hashes[3, open_]), before[open_])
        after = _believed(self.counted(hashes[4, open_]), after[open_])
        odds[open_] = _odds(before, after, plain[open_], opencc[open_])
        return odds


def are_forms(found: Occurrences) -> NDArray[np.bool_]:
    """Which of MOST_FORMS columns are a form of the family of each occurrence."""
    known = families()
    numbers = known.number[found.simple].astype(np.int64)
    sizes = known.begins[numbers + 1] - known.begins[numbers]
    result: NDArray[np.bool_] = np.arange(MOST_FORMS)[None, :] < sizes[:, None]
    return result


def _odds(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    plain: NDArray[np.float32],
    opencc: NDArray[np.float32],
) -> NDArray[np.float32]:
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = plain / (before * after) / opencc
    odds[plain == 0] = np.inf
    result: NDArray[np.float32] = odds / odds.min(axis=1, keepdims=True)
    return result


@functools.cache
def load() -> Neighbours:
    """The shipped table; raises TableError where it is missing or damaged."""
    arrays = read_table(FILE).arrays
    names = [field.name for field in dataclasses.fields(Neighbours)]
    if not set(names) <= set(arrays) or len(arrays["plain"]) != len(families().begins):
        raise TableError(f"{FILE}: rebuild it with python -m fixtext.hanscript.train")
    return Neighbours(*(arrays[name] for name in names))


def form_bits(found: Occurrences) -> NDArray[np.float32]:
    """:meth:`Neighbours.form_bits` of the shipped table."""
    return load().form_bits(found)


def standing(found: Occurrences, codes: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The bits by which the form that stands in a text is less likely than the best: float32.

    Not a number where what stands is no form of the family.
    """
    if compiled.IS_COMPILED:
        odds = np.empty(len(found.positions), np.float32)
        parts = found.simplified, found.proposal, codes, found.words, found.positions
        load().loops.standing(*parts, odds)
    else:
        owner, forms = families().of(found.simple)
        odds = np.full(len(found.positions), np.nan, np.float32)
        own = canonical()[codes[found.positions]][owner] == forms
        odds[owner[own]] = load().odds(found)[are_forms(found)][own]
    return np.minimum(np.log2(odds), _MOST_BITS)


def doubt(
    found: Occurrences, codes: NDArray[np.uint32], least: float, no_form: float, enough: float
) -> float:
    """The bits by which the forms that stand in a text are less likely than the best, in all.

    Those of less than ``least`` do not count, and what is no form of its family counts ``no_form``.
    What is ``enough`` or more need not be the sum: without loops in C it is not looked for.
    """
    if not compiled.IS_COMPILED:
        return enough
    parts = found.simplified, found.proposal, codes, found.words, found.positions
    return load().loops.doubt(*parts, no_doubt(least), no_form, enough)


def no_doubt(least: float) -> float:
    """The odds that are less than so many bits, so that they do not count."""
    return _NEARLY * math.pow(2.0, least)


def _believed(counts: NDArray[np.float32], shorter: NDArray[np.float32]) -> NDArray[np.float32]:
    result: NDArray[np.float32] = (counts + _BELIEF * shorter) / (
        counts.sum(axis=1, keepdims=True) + _BELIEF
    )
    return result


@functools.cache
def _common() -> NDArray[np.bool_]:
    """A table over Unicode: forms that are no rarity in their families."""
    known = families()
    simple = np.flatnonzero(known.number).astype(np.uint32)
    hashes = contexts(simple, np.arange(len(simple)))
    alone = load().counted(hashes[0])
    owner, forms = known.of(simple)
    place = np.arange(len(owner)) - np.searchsorted(owner, owner)
    table = np.zeros(UNICODE, np.bool_)
    share = alone[owner, place] >= _RARE * alone.sum(axis=1)[owner]
    table[forms[share]] = True
    return table


def share_alone(simple: NDArray[np.uint32], forms: NDArray[np.uint32]) -> NDArray[np.float32]:
    """The share that canonical forms have of their families, without regard to neighbours."""
    known = families()
    numbers = known.number[simple].astype(np.int64)
    result = np.zeros(len(simple), np.float32)
    for index in range(MOST_FORMS):
        place = known.begins[numbers] + index
        inside = place < known.begins[numbers + 1]
        same = inside & (known.forms[np.where(inside, place, 0)] == forms)
        result[same] = load().plain[numbers[same], index]
    return result


def is_common(forms: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which canonical forms are often met: what a conversion may have taken for all."""
    return _common().take(forms)


def left_bits(
    codes: NDArray[np.uint32],
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Where a text has simplified characters that are traditional too, and what they cost there.

    In bits, as if the text were traditional: int64 positions, float32 costs.
    """
    places = families().both[codes] & (families().number[codes] > 0)
    found = occurrences(simplify(codes), places)
    owner, forms = families().of(found.simple)
    own = forms == canonical()[codes[found.positions]][owner]
    return found.positions, form_bits(found)[own]
