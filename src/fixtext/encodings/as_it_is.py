"""What each character of a text costs as it stands, in eighths of a bit.

The costs are the language model's, with what the model cannot see added: signs stand anywhere,
C1 controls in no text, and words of mixed scripts in hardly any. All of it is whole eighths, so
that sums are exact and two bytes a character are enough; a text is worked through in chunks that
fit into a core's cache. Of a text that is nearly all ASCII only what is near its other characters
is looked at.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.familiar import (
    BOPOMOFO,
    HALF_WIDTH_KANA,
    POINTS,
    TONES,
    as_hiragana,
    familiar,
)
from fixtext.encodings.mixture import KANA, foreign_table, near_kana, script_table
from fixtext.language import Model
from fixtext.language.layout import CONTEXT
from fixtext.language.pair_screen import MARKS

__all__ = [
    "CHUNK",
    "CLASS",
    "HALF",
    "LETTER",
    "MARGIN",
    "MARK",
    "OTHER",
    "SIGN",
    "UNIT",
    "WIDE",
    "Costs",
    "costs_as_it_is",
    "joined_rows",
    "rows_of",
    "trait_tables",
]

UNIT = 0.125
"""Bits."""
CHUNK = 1 << 15
_FEW, _NEARLY_ALL = 8, 0.9
"""Stretches of which fewer are worked out one by one; and the part of a text from which on all of
it is worked out, as what is garbled throughout needs it later."""
MARGIN = 8
"""What a character costs depends on nothing that is further away: on three characters before it, on
kana up to six away, and a lone sign on what others cost up to four away."""

_SIGN_UNITS = 8 * 12
"""Arrows, boxes and other signs stand anywhere, so they never cost more than this."""
_LONE_SIGN_UNITS = 8 * 8
_CONTROL_UNITS = 8 * 6
"""Units that a C1 control costs more than the model says: no text has any."""
_HALF_WIDTH_UNITS, _MARK_UNITS = 8, 8 * 2
"""Units that half the width costs, and a mark of voice or a point."""
_BOPOMOFO_UNITS = 8 * 6
_FAR, _LONELY_UNITS = 30, 8 * 12
"""How far the next ideograph is from one that no writer put there; and what that says."""
_NEAR, _ODD_UNITS = 4, 8 * 12
"""A sign is alone if nothing else so surprising is so near."""
_FOREIGN_UNITS, _MIXED_UNITS, _ISLAND_UNITS = 8 * 11, 8 * 5, 8 * 8

# A character's traits, in one uint16: its script, some flags, and its class in bits 8 to 10.
_SCRIPT, _LATIN, _CJK = 0x0F, 1, 2
_LATIN_1_SIGN, _CONTROL, _KANA, _ASCII_LETTER = 0x10, 0x20, 0x40, 0x80
_IN_HIRAGANA_UNITS = 8 * 8
"""Units for a row of half-width kana that is meant in hiragana."""
_HALF_WIDTH, _POINT, _BOPOMOFO = 0x800, 0x1000, 0x2000
MARK = 0x4000
"""Punctuation that stands beside anything in right text."""
CLASS = 0x700
"""The classes by which surprise is told: 0 is ASCII."""
LETTER, SIGN, WIDE, OTHER, HALF = 0x100, 0x200, 0x300, 0x400, 0x600
"""Beyond ASCII: letters and signs below U+0250; arrows and boxes; U+2E80 and above; the rest; and
half-width kana."""

_Codes = NDArray[np.uint32]
_Units = NDArray[np.int16]
_Traits = NDArray[np.uint16]


@functools.cache
def _table() -> _Traits:
    table = script_table().astype(np.uint16)
    code = np.arange(0x10000)
    lower = code | 0x20
    table[(code < 0x80) & (lower >= 0x61) & (lower <= 0x7A)] |= _ASCII_LETTER
    table[(code >= KANA[0]) & (code <= KANA[1])] |= _KANA
    table[HALF_WIDTH_KANA[0] : HALF_WIDTH_KANA[1] + 1] |= _HALF_WIDTH
    table[BOPOMOFO[0] : BOPOMOFO[1] + 1] |= _BOPOMOFO
    for low, high in POINTS:
        table[low : high + 1] |= _POINT
    table[0xA1:0xC0] |= _LATIN_1_SIGN
    table[[0xD7, 0xF7]] |= _LATIN_1_SIGN
    table[0x80:0xA0] |= _CONTROL
    for low, high, which in (
        (0x80, 0x250, LETTER),
        (0x250, 0x2E80, OTHER),
        (0x2E80, 0x10000, WIDE),
    ):
        table[low:high] |= which
    table[0x2190:0x27C0] ^= OTHER ^ SIGN
    for low, high in MARKS:
        table[low : high + 1] |= MARK
    table[HALF_WIDTH_KANA[0] : HALF_WIDTH_KANA[1] + 1] ^= WIDE ^ HALF
    table.setflags(write=False)
    return table


def traits_of(codes: _Codes) -> _Traits:
    """The traits of code points, those of U+FFFF for all that are above; shape (n,)."""
    return _table().take(codes, mode="clip")


def trait_tables() -> tuple[_Traits, NDArray[np.bool_]]:
    """The traits of the BMP, and which of its characters are foreign to Japanese."""
    return _table(), foreign_table()


@functools.cache
def _compiled() -> compiled.Traits | None:
    return compiled.Traits(*trait_tables()) if compiled.IS_COMPILED else None


def _units_and_traits(model: Model, codes: _Codes) -> tuple[_Units, _Traits]:
    """What each character costs, but for lonely ideographs, whose neighbours may be far away.

    And its traits, with none in front of the first and behind the last.
    """
    units = model.units(codes)
    traits = np.zeros(codes.size + 2, np.uint16)
    table = _compiled()
    if table is None or not table.add_costs(np.ascontiguousarray(codes, np.uint32), units, traits):
        traits[1:-1] = traits_of(codes)
        _add_costs(model, units, codes, traits[1:-1])
    return units, traits


def _add_costs(model: Model, units: _Units, codes: _Codes, traits: _Traits) -> None:
    """Add to the units what the model cannot see."""
    seen = int(np.bitwise_or.reduce(traits))
    if not seen & CLASS:
        return
    if (traits & CLASS == SIGN).any():
        signs = np.flatnonzero(traits & CLASS == SIGN)
        behind_letter = (traits[np.maximum(signs, 1) - 1] & _ASCII_LETTER != 0) & (signs > 0)
        free = signs[~behind_letter]
        units[free] = np.minimum(units[free], _SIGN_UNITS)
    if seen & _BOPOMOFO:
        _lower_bopomofo(units, codes, traits)
    if seen & (_HALF_WIDTH | _POINT):
        _lower_unfamiliar(model, units, codes, traits)
    if seen & _LATIN_1_SIGN:
        _lower_lone_signs(units, traits)
    if seen & _CONTROL:
        units[traits & _CONTROL != 0] += _CONTROL_UNITS
    if codes.size > 1:
        _add_mixture(units, codes, traits, kana=bool(seen & _KANA))


def _lower_unfamiliar(model: Model, units: _Units, codes: _Codes, traits: _Traits) -> None:
    """What the model knows in another form costs what it would in that, and the choice of form."""
    half, points = (traits & flag != 0 for flag in (_HALF_WIDTH, _POINT))
    form, gone, where = familiar(codes, half, points)
    costs = np.full(codes.size, _MARK_UNITS, np.int16)
    kept = np.flatnonzero(~gone)
    sought = np.flatnonzero(where[kept])  # which are few, and cost by a few characters before them
    if sought.size:
        near = kept[rows_of(*joined_rows(sought, sought + 1, CONTEXT, kept.size))]
        costs[near] = model.units(form[near])
        if half.any():
            _lower_hiragana(model, costs, form, near, half)
    costs[half] += _HALF_WIDTH_UNITS
    units[where] = np.minimum(units[where], costs[where])


def _lower_hiragana(
    model: Model, costs: _Units, form: _Codes, near: NDArray[np.int64], half: NDArray[np.bool_]
) -> None:
    """Rows of half-width kana cost less if they are what others write in hiragana: ``ｵﾌﾘｺﾐﾃﾞｽ``.

    They are, with some text before them, among the places ``near``.
    """
    lower = costs.copy()
    lower[near] = model.units(as_hiragana(form, half)[near])
    rows = np.flatnonzero(np.diff(half, prepend=False, append=False))
    starts, ends = rows[::2], rows[1::2]
    sums = (np.concatenate(([0], np.cumsum(each, dtype=np.int64))) for each in (costs, lower))
    as_katakana, otherwise = (each[ends] - each[starts] for each in sums)
    cheaper = otherwise + _IN_HIRAGANA_UNITS < as_katakana
    places = rows_of(starts[cheaper], ends[cheaper])
    costs[places] = lower[places]


def _lower_bopomofo(units: _Units, codes: _Codes, traits: _Traits) -> None:
    """Readings in bopomofo cost one of 37 letters each, and their tones one of four.

    Those of two letters or more: a lone one is what GBK's full-width marks look like in Big5.
    """
    letters = np.zeros(codes.size + 2, np.bool_)
    np.not_equal(traits & _BOPOMOFO, 0, out=letters[1:-1])
    places = np.flatnonzero(letters) - 1
    after = codes[np.minimum(places + 1, codes.size - 1)]
    goes_on = np.zeros(codes.size + 1, np.bool_)  # in front of each, whether the one before does
    goes_on[places + 1] = (after != codes[places]) & (letters[places + 2] | np.isin(after, TONES))
    places = places[goes_on[places + 1] | goes_on[places]]
    units[places] = np.minimum(units[places], _BOPOMOFO_UNITS)
    behind = places[places + 1 < codes.size] + 1
    tones = behind[np.isin(codes[behind], TONES)]
    units[tones] = np.minimum(units[tones], _MARK_UNITS)


def _lower_lone_signs(units: _Units, traits: _Traits) -> None:
    """Signs of Latin-1 that stand alone among ASCII cost no more than so much."""
    signs = np.flatnonzero(traits & _LATIN_1_SIGN)
    high = traits & CLASS != 0
    padded = np.concatenate(([False], high, [False]))
    signs = signs[~padded[signs] & ~padded[signs + 2]]
    if not signs.size:
        return
    odd = high & (units > _ODD_UNITS)
    sums = np.concatenate(([0], np.cumsum(odd, dtype=np.int32)))
    near = np.minimum(signs + _NEAR + 1, traits.size)
    others = sums[near] - sums[np.maximum(signs - _NEAR, 0)]
    lone = signs[others <= 1]
    units[lone] = np.minimum(units[lone], _LONE_SIGN_UNITS)


def _add_mixture(units: _Units, codes: _Codes, traits: _Traits, *, kana: bool) -> None:
    """Add what :func:`fixtext.encodings.mixture.mixture_bits` says, hanzi near kana let pass."""
    script = (traits & _SCRIPT).astype(np.uint8)
    before, here = script[:-1], script[1:]
    change = before != here
    change &= before != 0
    change &= here != 0
    places = np.flatnonzero(change)
    foreign = near_kana(codes, traits & _KANA != 0) if kana else places[:0]
    if not places.size and not foreign.size:
        return
    more = np.zeros(units.size, np.int16)
    more[foreign] = _FOREIGN_UNITS
    left, right = before[places], here[places]
    more[places[(left != _CJK) & (right != _CJK)] + 1] = _MIXED_UNITS
    islands = places[(left == _LATIN) & (right == _CJK)] + 1
    islands = islands[islands < script.size - 1]
    more[islands[script[islands + 1] == _LATIN]] = _ISLAND_UNITS
    units += more


def _lonely(codes: _Codes) -> NDArray[np.int64]:
    """The ideographs at either end of a Latin word, with no other ideograph far and wide."""
    if compiled.IS_COMPILED:
        return np.array(compiled.lonely(np.ascontiguousarray(codes, np.uint32)), np.int64)
    wide = np.flatnonzero((codes >= 0x3400) & (codes < 0xD7A4))
    if not wide.size or wide.size * _FAR > codes.size:
        return np.empty(0, np.int64)
    apart = np.diff(wide, prepend=-_FAR, append=codes.size + _FAR) >= _FAR
    alone = wide[apart[:-1] & apart[1:]]
    before = codes[np.maximum(alone, 1) - 1]
    behind = codes[np.minimum(alone + 1, codes.size - 1)]
    ending = (alone > 0) & (before >= 0x61) & (before <= 0x7A)
    beginning = (behind >= 0x61) & (behind <= 0x7A)
    at_a_word: NDArray[np.int64] = alone[ending | beginning]
    return at_a_word


def rows_of(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places from each start up to its end, one row behind the other."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    rows: NDArray[np.int64] = np.arange(int(sizes.sum())) + np.repeat(starts - before, sizes)
    return rows


def joined_rows(
    starts: NDArray[np.int64], ends: NDArray[np.int64], around: int, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of ordered stretches with so much around them; those that overlap are one.

    Within a text of so many characters.

    >>> [edges.tolist() for edges in joined_rows(np.array([3, 9]), np.array([4, 10]), 2, 11)]
    [[1, 7], [6, 11]]
    """
    lows, highs = np.maximum(starts - around, 0), np.minimum(ends + around, size)
    first = np.flatnonzero(np.append(True, lows[1:] >= np.maximum.accumulate(highs)[:-1]))
    return lows[first], np.maximum.reduceat(highs, first)


class Costs:
    """What each character of a text costs; worked out, and kept, where somebody asks.

    A slice of it is an array of bits, float64. ``units`` are those of all characters, where they
    are known and no ideograph is lonely.
    """

    def __init__(self, model: Model, codes: _Codes, units: _Units | None = None) -> None:
        self._model = model
        self._codes = codes
        chunks = codes.size // CHUNK + 1
        if units is not None:
            self._lonely = np.empty(0, np.int64)
            self._known, self._every = np.ones(chunks, np.bool_), units
            return
        self._lonely = _lonely(codes)
        self._known = np.zeros(chunks, np.bool_)
        self._every = np.empty(codes.size, np.int16)

    @property
    def has_lonely(self) -> bool:
        """Whether an ideograph is at a Latin word, far from all others."""
        return self._lonely.size > 0

    def __getitem__(self, part: slice) -> NDArray[np.float64]:
        """The bits of some characters, shape (n,)."""
        start, stop, _ = part.indices(self._codes.size)
        return np.multiply(self._units(start, stop), UNIT, dtype=np.float64)

    def _units(self, start: int, stop: int) -> _Units:
        first, last = start // CHUNK, max(stop - 1, 0) // CHUNK
        missing = (np.flatnonzero(~self._known[first : last + 1]) + first).tolist()
        if missing and stop - start < CHUNK // 4 < self._codes.size:
            return self._fresh(start, stop)[0]
        for chunk in missing:
            self.chunk(chunk)
        return self._every[start:stop]

    def chunk(self, number: int) -> tuple[_Units, _Traits]:
        """Units and traits of the characters of one of the chunks; see :meth:`near` for those."""
        start, stop = number * CHUNK, min((number + 1) * CHUNK, self._codes.size)
        units, traits = self._fresh(start, stop)
        self._every[start:stop] = units
        self._known[number] = True
        return units, traits

    def _fresh(self, start: int, stop: int) -> tuple[_Units, _Traits]:
        low = max(0, start - MARGIN)
        codes = self._codes[low : stop + MARGIN]
        units, traits = _units_and_traits(self._model, codes)
        units = units[start - low :][: stop - start]
        if self._lonely.size:
            first, last = np.searchsorted(self._lonely, (start, stop))
            units[self._lonely[first:last] - start] += _LONELY_UNITS
        return units, traits[start - low : stop - low + 2]

    def of(self, stretches: Sequence[tuple[int, int]]) -> list[NDArray[np.float64]]:
        """The bits of the characters of many stretches, which are ordered, worked out together."""
        if len(stretches) < _FEW:
            return [self[start:end] for start, end in stretches]
        edges = np.array(stretches, np.int64)
        lows, highs = joined_rows(edges[:, 0], edges[:, 1], MARGIN, self._codes.size)
        units, _ = self.near(rows_of(lows, highs))
        bits = np.multiply(units, UNIT, dtype=np.float64)
        shifts = np.cumsum(highs - lows) - highs
        row = np.searchsorted(lows, edges[:, 0], side="right") - 1
        moved = (edges + shifts[row][:, None]).tolist()
        return [bits[start:end] for start, end in moved]

    def near(self, places: NDArray[np.int64]) -> tuple[_Units, _Traits]:
        """Units and traits of the characters at ascending places, which come in rows.

        Those of the first and the last ``MARGIN`` of each row mean nothing, but at the text's ends.
        There is one more character's traits on both sides.
        """
        if places.size > _NEARLY_ALL * self._codes.size:
            return self._near_all(places)
        codes = self._codes[places]
        units, traits = _units_and_traits(self._model, codes)
        at = np.searchsorted(places, self._lonely)
        at = at[at < places.size]
        at = at[np.isin(places[at], self._lonely)]
        units[at] += _LONELY_UNITS
        return units, traits

    def _near_all(self, places: NDArray[np.int64]) -> tuple[_Units, _Traits]:
        """The same of places that are nearly all: all are worked out, and kept."""
        units, every = _units_and_traits(self._model, self._codes)
        units[self._lonely] += _LONELY_UNITS
        self._every, self._known[:] = units, True
        traits = np.zeros(places.size + 2, np.uint16)
        traits[1:-1] = every[places + 1]
        return units[places], traits


def costs_as_it_is(document: Document) -> Costs:
    """What the characters of a document cost."""
    return Costs(document.model, document.codes)
