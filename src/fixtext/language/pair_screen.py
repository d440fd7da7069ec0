"""A quick look at text: which characters the model would find surprising, by pairs alone.

Most pairs of neighbours in right text are pairs that the model knows, and hardly any in garbled
text are. One bit for each such pair fits into a core's cache, so that a look costs a fraction of
what the model does; and where a pair is not known, what the model says is known without a look at
longer contexts, since none is longer than its pair.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.language.layout import (
    BACKOFF_STEP,
    BLOCKS_START,
    NEWLINE,
    PAIR_CHECK,
    UNITS,
    hash_pairs,
    pairs_of_hashes,
    stored_hashes,
)

__all__ = [
    "FIRST_WIDE",
    "MARKS",
    "PUNCTUATION",
    "Overview",
    "PairScreen",
    "Sampled",
    "lindley_sums",
]

_SLOTS = 20
_SHIFT_SLOT = np.uint32(32 - _SLOTS)
_SHIFT_BIT = np.uint32(32 - _SLOTS - 3)
_SEVEN = np.uint32(7)
_SYMBOL = np.uint32(0xFFFF)
_SIXTEEN = np.uint32(16)
_BYTE, _EIGHT, _FOUR_BITS, _TWELVE = (np.uint16(value) for value in (0xFF, 8, 15, 12))
_BACKOFF = np.uint16(BACKOFF_STEP)

_EXPECTED, _WIDE_EXPECTED, _HALF_EXPECTED = 8 * UNITS, 12 * UNITS, 10 * UNITS
"""Units that a character beyond ASCII may cost in right text; ideographs, kana and hangul more,
half-width kana less than these."""
_MOST, _LEAST = np.int16(12 * UNITS), np.int16(-3 * UNITS)
_KNOWN = np.int16(-3 * UNITS)
_OFFSET = 128
_LIKELY = UNITS
"""A pair is known if its second character is surprising by no more than this."""
_HALF_WIDTH = (0xFF61, 0xFF9F)
"""Kana of half the width, which any bytes of Shift_JIS look like: no pair of them is known."""
_SIGNS, _SIGN_EXPECTED = (0x2190, 0x27BF), 6 * UNITS
"""Arrows, boxes and other signs, which right text has few of."""
PUNCTUATION = (0x2010, 0x2027)
"""Quotation marks, dashes and dots, which stand in text of any script."""
MARKS = (
    *(PUNCTUATION, (0x2030, 0x205E)),
    *(
        (0x3000, 0x3003),
        (0x3008, 0x3011),
        (0xFF01, 0xFF0F),
        (0xFF1A, 0xFF20),
        (0xFF3B, 0xFF40),
        (0xFF5B, 0xFF65),
    ),
)
"""Quotation marks, dashes and other punctuation, which stands beside anything in right text."""

_CHUNK, _ROW = 1 << 14, 16
"""Code points that are looked at together without compiled loops, and the longest row of them."""
_LINE_START = np.array([NEWLINE], np.uint32)
FIRST_WIDE = 0x2E80
"""The first of ideographs, kana and hangul."""

_Codes = NDArray[np.uint32]
_Signed = NDArray[np.int16]
_Places = NDArray[np.int64]


class Overview(NamedTuple):
    """What a line shows at a glance."""

    beyond: int
    """Characters beyond ASCII."""
    wide: int
    """Ideographs, kana and hangul, and what stands between them in Unicode."""
    surprise: float
    """The bits that what is surprising adds up to."""


def lindley_sums(surprise: NDArray[np.int16] | NDArray[np.int64]) -> NDArray[np.int32]:
    """The sum up to each place that falls no lower than nothing: (n,) to int32 (n,).

    >>> lindley_sums(np.array([-2, 3, 4, -9, 1])).tolist()
    [0, 3, 7, 0, 1]
    """
    sums = np.cumsum(surprise, dtype=np.int32)
    sums -= np.minimum(np.minimum.accumulate(sums), 0)
    return sums


class Sampled(NamedTuple):
    """What samples of a text show."""

    size: int
    """Characters."""
    beyond: int
    """Those beyond ASCII."""
    wide: int
    """Ideographs, kana and hangul."""
    beside: int
    """Characters beyond ASCII that stand beside another one."""
    surprising: int
    """Characters that surprise behind the one before, of the same sample."""


class PairScreen:
    """Which characters of a text are surprising behind the one before, as far as pairs tell."""

    def __init__(
        self,
        characters: _Codes,
        transitions: _Signed,
        pairs: NDArray[np.uint16],
        gains: NDArray[np.uint8],
    ) -> None:
        self._transitions = transitions
        self._table = _table(characters)
        self._without_marks = _without_marks(self._table)
        self._known = _bits(self._table, transitions, pairs, gains)
        self._compiled = (
            compiled.Screen(self._table, self._without_marks, self._transitions, self._known)
            if compiled.IS_COMPILED
            else None
        )

    def surprise(self, before: _Codes, here: _Codes) -> _Signed:
        """How surprising each code point is behind another: uint32 (n,) twice to int16 (n,).

        In units of 1/8 bit above what right text may cost; at most 12 bits, at least -3 bits,
        which is also what is said of ASCII and of pairs that the model knows.
        """
        if self._compiled is not None:
            result = np.empty(len(here), np.int16)
            self._compiled.surprise(_in_a_row(before), _in_a_row(here), result)
            return result
        first = self._table.take(before, mode="clip")
        second = self._table.take(here, mode="clip")
        return self._surprise(first, second)

    def surprise_along(self, codes: _Codes) -> _Signed:
        """As :meth:`surprise`, of each code point but the first of a text behind the one before.

        Punctuation that stands beside anything in right text is none, as if it were ASCII.
        """
        if self._compiled is not None:
            result = np.empty(max(len(codes) - 1, 0), np.int16)
            self._compiled.surprise_along(_in_a_row(codes), result)
            return result
        records = self._without_marks.take(codes, mode="clip")
        return self._surprise(records[:-1], records[1:])

    def suspicious(self, codes: _Codes, least: int) -> _Places:
        """The middles of rows of 2, 4, 8 or 16 that are surprising by so many units together.

        Code points, uint32 (n,), to ascending places, int64 (m,).
        """
        if self._compiled is not None:
            return np.frombuffer(self._compiled.suspicious(_in_a_row(codes), least), np.int64)
        found = np.zeros(codes.size, np.bool_)
        for start in range(0, codes.size, _CHUNK):
            first = max(start - _ROW, 1)
            sums = self.surprise_along(codes[first - 1 : start + _CHUNK])
            size = 1
            while size < _ROW and sums.size > size:
                sums = sums[:-size] + sums[size:]
                size *= 2
                place = first + size // 2
                found[place : place + sums.size] |= sums >= least
        return np.flatnonzero(found)

    def overview(self, codes: _Codes) -> Overview:
        """What a line shows at a glance: its code points, uint32 (n,)."""
        if self._compiled is not None:
            beyond, wide, highest = self._compiled.overview(_in_a_row(codes))
        else:
            beyond, wide = (int(np.count_nonzero(codes >= low)) for low in (0x80, FIRST_WIDE))
            surprise = self.surprise_along(np.concatenate((_LINE_START, codes)))
            highest = int(lindley_sums(surprise).max(initial=0))
        return Overview(beyond, wide, highest / UNITS)

    def sampled(self, codes: _Codes, places: list[int], size: int) -> Sampled:
        """What so many characters from each of some places of a text on show, as if one text.

        Code points, uint32 (n,).
        """
        if self._compiled is not None:
            return Sampled(*self._compiled.sampled(_in_a_row(codes), places, size))
        parts = [codes[place : place + size] for place in places]
        every = np.concatenate([np.empty(0, np.uint32), *parts])
        beyond = every > 0x7F
        beside = np.zeros(every.size, np.bool_)
        beside[1:] = beyond[:-1]
        beside[:-1] |= beyond[1:]
        wide = every >= FIRST_WIDE
        surprising = sum(int(np.count_nonzero(self.surprise_along(one) > 0)) for one in parts)
        counts = [int(np.count_nonzero(some)) for some in (beyond, wide, beyond & beside)]
        return Sampled(every.size, counts[0], counts[1], counts[2], surprising)

    @property
    def loops(self) -> compiled.Screen | None:
        """What other loops take of this; None where they are not compiled."""
        return self._compiled

    def _surprise(self, first: _Codes, second: _Codes) -> _Signed:
        hashes = hash_pairs(first & _SYMBOL, second & _SYMBOL)
        known = self._known.take(hashes >> _SHIFT_SLOT, mode="clip")
        hashes >>= _SHIFT_BIT
        hashes &= _SEVEN
        known >>= hashes.astype(np.uint8)
        known &= np.uint8(1)
        earlier, later = (
            (first >> _SIXTEEN).astype(np.uint16),
            (second >> _SIXTEEN).astype(np.uint16),
        )
        result = (later & _BYTE).view(np.int16)
        changes = (earlier >> _EIGHT) & np.uint16(0xF0)
        changes |= later >> _TWELVE
        result += self._transitions.take(changes, mode="clip")
        earlier >>= _EIGHT
        earlier &= _FOUR_BITS
        earlier *= _BACKOFF
        result += earlier.view(np.int16)
        result -= np.int16(_OFFSET)
        np.putmask(result, known.view(np.bool_), _KNOWN)
        np.minimum(result, _MOST, out=result)
        np.maximum(result, _LEAST, out=result)
        return result


def _in_a_row(codes: _Codes) -> _Codes:
    """The code points as compiled code reads them; nearly always they are so."""
    return np.ascontiguousarray(codes, np.uint32)


def _table(characters: _Codes) -> _Codes:
    """The model's records of the BMP, and one for all above, with what each costs too much.

    As in :mod:`fixtext.language.layout`, but for the cost without context, which is told from
    what is expected, plus 128; none of ASCII.
    """
    table = characters[: BLOCKS_START + 1].copy()
    cost = ((table >> _SIXTEEN) & np.uint32(0xFF)).astype(np.int16)  # the first text waits for this
    excess = cost + np.int16(_OFFSET - _WIDE_EXPECTED)
    excess[:FIRST_WIDE] += _WIDE_EXPECTED - _EXPECTED
    excess[_HALF_WIDTH[0] : _HALF_WIDTH[1] + 1] += _WIDE_EXPECTED - _HALF_EXPECTED
    excess[_SIGNS[0] : _SIGNS[1] + 1] += _EXPECTED - _SIGN_EXPECTED
    excess[:0x80] = 0
    table &= np.uint32(0xFF00FFFF)
    table |= np.clip(excess, 0, 0xFF).astype(np.uint32) << _SIXTEEN
    table.setflags(write=False)
    return table


def _without_marks(table: _Codes) -> _Codes:
    """The same records, with none of marks either."""
    table = table.copy()
    for low, high in MARKS:
        table[low : high + 1] &= np.uint32(0xFF00FFFF)
    table.setflags(write=False)
    return table


def _bits(
    table: _Codes, transitions: _Signed, pairs: NDArray[np.uint16], gains: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """A bit for each hash of a pair that is likely enough, in 2^20 bytes; some are so by chance."""
    record_of = np.zeros(1 << 16, np.uint32)
    record_of[table & _SYMBOL] = table
    bits = np.zeros(1 << _SLOTS, np.uint8)
    if compiled.IS_COMPILED:
        compiled.set_likely_pairs(record_of, transitions, pairs, gains, bits)
    else:
        likely = _likely_pairs(record_of, transitions, pairs, gains)
        which = np.uint8(1) << ((likely >> _SHIFT_BIT) & _SEVEN).astype(np.uint8)
        np.bitwise_or.at(bits, likely >> _SHIFT_SLOT, which)
    bits.setflags(write=False)
    return bits


def _likely_pairs(
    record_of: _Codes, transitions: _Signed, pairs: NDArray[np.uint16], gains: NDArray[np.uint8]
) -> _Codes:
    """The hashes of pairs that are likely enough; ``record_of`` has a record of each symbol."""
    slots = np.flatnonzero(gains)
    hashes = stored_hashes(slots, pairs[slots] & PAIR_CHECK, len(pairs))
    symbols = pairs_of_hashes(hashes)
    first, second = record_of[symbols[0]], record_of[symbols[1]]
    excess = ((second >> _SIXTEEN) & np.uint32(0xFF)).astype(np.int64) - _OFFSET
    excess += ((first >> np.uint32(24)) & np.uint32(15)).astype(np.int64) * BACKOFF_STEP
    excess += transitions[(first >> np.uint32(28) << np.uint32(4)) | (second >> np.uint32(28))]
    known = excess - gains[slots] <= _LIKELY
    known &= (symbols[1] < _HALF_WIDTH[0]) | (symbols[1] > _HALF_WIDTH[1])
    return hashes[known]
