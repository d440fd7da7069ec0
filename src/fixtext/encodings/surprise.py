"""Where in a text to look: around what no language explains.

Most text is right, and pays only for this. A character beyond ASCII is surprising by the bits that
it costs above what such characters cost; where that adds up, every way back is tried. Single
letters among ASCII ones are weaker signs; there, only the code pages of the Latin script are.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.mixture import mixture_bits
from fixtext.encodings.segments import high_stretches

__all__ = ["Block", "bits_as_it_is", "blocks"]

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]

_EXPECTED, _LEAST = 8.0, 10.0
_WIDE_EXPECTED, _WIDE_LEAST = 12.0, -6.0
_SHORT, _IN_SHORT, _IN_LONG = 40, 2.0, 0.7
"""How much surprising ideographs, kana and hangul weigh: in a text of few, each is worth a look."""
_WEAKLY_EXPECTED, _WEAK_LEAST = 7.5, 6.0
_DROP = 12.0
_MOST_LETTER, _MOST = 8.0, 12.0
_MOST_ASCII, _WEAKLY_MOST_ASCII = 0.5, 1.0
_LONE_LETTER, _SIGN = 2.0, 2.0
_AROUND = 12
_IN_LINE, _FEW_WIDE = 120, 2
_LARGEST = 2000
_STRANGERS, _MIXED = 2, 10.0
_SIGN_BITS = 12.0
"""Arrows, boxes and other signs stand anywhere, so they never cost more than this."""
_LONE_SIGN_BITS = 8.0
_CONTROL = 6.0
"""Bits that a C1 control costs more than the model says: no text has any."""
_FAR, _LONELY = 30, 12.0
"""How far the next ideograph is from one that no writer put there; and what that says."""
_NEAR, _ODD = 4, 12.0
"""A sign is alone if nothing else so surprising is so near."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A part of the text; ``letters`` if only letters of Latin code pages can be wrong in it.

    ``bits`` is how surprising it is.
    """

    start: int
    end: int
    letters: bool
    bits: float = 0.0


def bits_as_it_is(document: Document) -> _Bits:
    """What each character costs; signs that stand anywhere, at most so much."""
    codes = document.codes
    bits = document.model.score(codes).astype(np.float64)
    signs = _signs(codes) & ~_behind_letter(codes)
    bits[signs] = np.minimum(bits[signs], _SIGN_BITS)
    odd = (codes > 0x7F) & (bits > _ODD)
    sums = np.concatenate(([0], np.cumsum(odd)))
    places = np.arange(codes.size)
    others = sums[np.minimum(places + _NEAR + 1, codes.size)] - sums[np.maximum(places - _NEAR, 0)]
    lone = _lone(codes) & _latin_1_signs(codes) & (others <= 1)
    bits[lone] = np.minimum(bits[lone], _LONE_SIGN_BITS)
    bits[(codes >= 0x80) & (codes < 0xA0)] += _CONTROL
    bits += mixture_bits(codes, kanji=False)
    bits[_lonely(codes)] += _LONELY
    return bits


def _lonely(codes: _Codes) -> NDArray[np.int64]:
    """The ideographs that end a Latin word, with no other ideograph far and wide."""
    wide = np.flatnonzero((codes >= 0x3400) & (codes < 0xD7A4))
    if not wide.size or wide.size * _FAR > codes.size:
        return np.empty(0, np.int64)
    apart = np.diff(wide, prepend=-_FAR, append=codes.size + _FAR) >= _FAR
    alone = wide[apart[:-1] & apart[1:]]
    before = codes[np.maximum(alone, 1) - 1]
    ending: NDArray[np.int64] = alone[(alone > 0) & (before >= 0x61) & (before <= 0x7A)]
    return ending


def blocks(document: Document) -> list[Block]:
    """The parts of a document that are worth a look, ordered and not overlapping."""
    codes, bits = document.codes, document.recall(bits_as_it_is)
    high = codes > 0x7F
    letters = high & (codes < 0x250)
    surprise = np.maximum(bits - _EXPECTED, -3.0)
    surprise[_lone(codes) & letters] -= _LONE_LETTER
    surprise[_signs(codes)] += _SIGN
    wide = codes >= 0x2E80
    weight = _IN_SHORT if np.count_nonzero(wide) <= _SHORT else _IN_LONG
    surprise[wide] = np.maximum((bits[wide] - _WIDE_EXPECTED) * weight, _WIDE_LEAST)
    most = np.where(high, np.where(letters, _MOST_LETTER, _MOST), _MOST_ASCII)
    strong = _parts(codes, np.minimum(surprise, most), _LEAST)
    most = np.where(letters, _MOST_LETTER, np.where(high, -3.0, _WEAKLY_MOST_ASCII))
    surprise = np.minimum(np.maximum(bits - _WEAKLY_EXPECTED, -3.0), most)
    result = [Block(start, end, False, bits) for start, end, bits in strong]
    taken = np.zeros(codes.size + 1, np.bool_)
    for start, end, _ in strong:
        taken[start:end] = True
    weak = _parts(codes, surprise, _WEAK_LEAST)
    mixed = mixed_lines(codes, _STRANGERS)
    weak += [(start, min(end, start + _LARGEST), _MIXED) for start, end in mixed]
    for start, end, bits_of_it in weak:
        if not taken[start:end].any():
            result.append(Block(start, end, True, bits_of_it))
            taken[start:end] = True
    return sorted(result, key=lambda block: block.start)


def _signs(codes: _Codes) -> NDArray[np.bool_]:
    signs: NDArray[np.bool_] = (codes >= 0x2190) & (codes <= 0x27BF)
    return signs


def _behind_letter(codes: _Codes) -> NDArray[np.bool_]:
    """Characters glued to an ASCII letter: no place for a sign."""
    lower = codes | 0x20
    letter = (lower >= 0x61) & (lower <= 0x7A)
    return np.concatenate(([False], letter[:-1])) if codes.size else letter


def _latin_1_signs(codes: _Codes) -> NDArray[np.bool_]:
    signs: NDArray[np.bool_] = (codes >= 0xA1) & (codes <= 0xBF) | (codes == 0xD7) | (codes == 0xF7)
    return signs


def _lone(codes: _Codes) -> NDArray[np.bool_]:
    """Characters beyond ASCII between ASCII ones: garbled bytes mostly come in rows."""
    high = np.concatenate(([False], codes > 0x7F, [False]))
    lone: NDArray[np.bool_] = high[1:-1] & ~high[:-2] & ~high[2:]
    return lone


def _parts(codes: _Codes, surprise: _Bits, least: float) -> list[tuple[int, int, float]]:
    """Surprising stretches with some text around them, in parts of bearable size."""
    high = np.concatenate(([0], np.cumsum(codes > 0x7F)))
    found = [
        (start, end, bits)
        for start, end, bits in high_stretches(surprise, least, _DROP)
        if high[start] < high[end]
    ]
    if not found:
        return []
    merged: list[tuple[int, int, float]] = []
    for (low, last), (_, _, bits) in zip(_around(codes, found), found, strict=True):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]), merged[-1][2] + bits)
        else:
            merged.append((low, last, bits))
    parts: list[tuple[int, int, float]] = []
    for start, end, bits in merged:
        at = start
        while at < end:
            cut = _cut(codes, at, end)
            parts.append((at, cut, bits))
            at = cut
    return parts


def _around(codes: _Codes, found: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The stretches with some text around; with most of their line, where that is in letters."""
    starts, ends = (np.array(places) for places in list(zip(*found, strict=True))[:2])
    wide = np.concatenate(([0], np.cumsum(codes >= 0x2E80)))
    line_ends = np.flatnonzero(codes == 0x0A)
    edges = np.concatenate(([-1], line_ends, [codes.size]))
    begin = np.maximum(edges[np.searchsorted(line_ends, starts)] + 1, starts - _IN_LINE)
    behind = np.minimum(edges[np.searchsorted(line_ends, ends) + 1], ends + _IN_LINE)
    near = np.maximum(starts - _AROUND, 0), np.minimum(ends + _AROUND, codes.size)
    letters = wide[near[1]] - wide[near[0]] <= _FEW_WIDE
    low, last = np.maximum(starts - _AROUND, 0), np.minimum(ends + _AROUND, codes.size)
    low[letters] = np.minimum(low, begin)[letters]
    last[letters] = np.maximum(last, behind)[letters]
    return list(zip(low.tolist(), last.tolist(), strict=True))


def _cut(codes: _Codes, low: int, high: int) -> int:
    """Where to end a part: at a line end or an ASCII sign, which no garbled character reaches."""
    if high - low <= _LARGEST:
        return high
    part = codes[low + _LARGEST // 2 : low + _LARGEST]
    for places in (np.flatnonzero(part == 10), np.flatnonzero(part < 0x30)):
        if places.size:
            return low + _LARGEST // 2 + int(places[-1]) + 1
    return low + _LARGEST
