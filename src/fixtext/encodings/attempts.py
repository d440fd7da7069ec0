"""Attempts: the ways in which the bytes of a text can be decoded anew, and what each then costs."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.distinct import distinct
from fixtext.encodings.alternatives import ONE
from fixtext.encodings.codecs import Decoding, codec, stray_bytes
from fixtext.encodings.lattice import REPLACEMENT, Bytes, bad_bytes, lay_out
from fixtext.encodings.mixture import mixture_bits
from fixtext.encodings.routes import Route
from fixtext.encodings.twins import read_with_twins
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, NEWLINE, UNITS

__all__ = ["CLEAN_BITS", "IN_ROW", "LEAST", "Attempt", "Shown", "attempts_of", "score_texts"]

LEAST = 1.0
"""Bits that a stretch must save, beyond the cost of its route, to be considered at all."""
CLEAN_BITS = 9.0
"""A character of text in any language costs less than this on average."""
_DRAWN = 10.0
"""Lines, boxes and invisible spaces are cheap in a row, and prove nothing of a reading."""
_FIRST_DRAWN, _MANY_DRAWN = np.uint32(0x2500), np.uint32(0xA0)
_MOST_LETTERS = 5
_VALID_SHARE = 20
_EDGE, _SPACE, _SIGN, _LETTER, IN_ROW, _IN_WORD = 1.0, 2.5, 3.5, 5.0, 9.0, 20.0
"""Bits that it costs that a garbled stretch begins or ends at such a place."""

_BEHIND_ONE = 6.0
"""Bits that it costs more behind a word of one letter: what comes before it would be cut off."""

_ASCII = np.array(
    [
        _EDGE
        if chr(code) in "\n\r"
        else _SPACE
        if chr(code).isspace()
        else _LETTER
        if chr(code).isalnum()
        else _SIGN
        for code in range(0x80)
    ]
)

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


class Shown:
    """The text as bytes of one wrong codec, with what it costs as it stands at every byte."""

    def __init__(self, codes: _Codes, bits: _Bits, label: str) -> None:
        self.codes = codes
        self.size = codes.size
        self.wrong = codec(label)
        self.laid: Bytes = lay_out(codes, self.wrong)
        starts = self.laid.offsets
        self.place = np.full(int(starts[-1]) + 1, -1, np.int64)
        self.place[starts] = np.arange(starts.size)
        self.each = bits
        self.bits = np.zeros(bits.size + 1)
        bits.cumsum(out=self.bits[1:])

    @functools.cached_property
    def borders(self) -> _Bits:
        """What it costs that a stretch begins or ends in front of each character, and behind."""
        each = np.full(self.codes.size, IN_ROW / 2)
        ascii_ = self.codes < 0x80
        each[ascii_] = _ASCII[self.codes[ascii_]]
        edge = [_EDGE]
        borders = np.minimum(np.concatenate((edge, each)), np.concatenate((each, edge)))
        rows = ~np.concatenate(([True], ascii_)) & ~np.concatenate((ascii_, [True]))
        borders[rows] = IN_ROW
        letters = np.concatenate(([False], _alphabetic(self.codes), [False]))
        borders[letters[1:] & letters[:-1]] = _IN_WORD
        spaces = self.codes == 0x20
        behind = np.flatnonzero(letters[2:-2] & spaces[:-2] & spaces[2:]) + 2
        borders[behind] += _BEHIND_ONE
        borders[behind + 1] += _BEHIND_ONE
        return borders


def _alphabetic(codes: _Codes) -> NDArray[np.bool_]:
    """Letters beyond ASCII of scripts that write words with them."""
    letters: NDArray[np.bool_] = (
        (codes >= 0xC0) & (codes < 0x2000) & (codes != 0xD7) & (codes != 0xF7)
    )
    return letters


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One way to decode the text anew, before it is weighed."""

    route: Route
    shown: Shown
    decoding: Decoding

    @functools.cached_property
    def bad(self) -> NDArray[np.bool_]:
        """The bytes that make no character as they stand."""
        return bad_bytes(self.shown.laid, self.decoding, self.shown.wrong)


def attempts_of(
    model: Model,
    shown: Shown,
    routes: Sequence[Route],
    starts: _Places,
    least: _Bits | float = LEAST,
) -> Iterator[Attempt]:
    """The right codecs of these routes behind one wrong codec, those that make text of the bytes.

    ``starts`` are where the parts of the text begin that were laid end to end; where letters only
    become others, an attempt must save ``least`` bits in one of them.
    """
    for route in routes:
        right = codec(route.meant)
        if right.single:
            continue
        decoding = read_with_twins(model, shown.codes, shown.laid, shown.wrong, right)
        if starts.size > 1 or not _hopeless(decoding, shown.laid):
            yield Attempt(route, shown, decoding)
    letters = [route for route in routes if codec(route.meant).single]
    if letters and shown.laid.data.size:
        yield from _letter_attempts(model, shown, letters, starts, least)


def _letter_attempts(
    model: Model, shown: Shown, routes: Sequence[Route], starts: _Places, least: _Bits | float
) -> Iterator[Attempt]:
    """Single-byte right codecs: all weighed at once, and only the best of each part kept."""
    data = shown.laid.data
    texts = np.stack([codec(route.meant).to_unicode[data] for route in routes])
    texts[:, shown.laid.holes == ONE] = REPLACEMENT
    gap = np.full((len(routes), 3), 10, np.uint32)
    rows = model.score(np.hstack((gap, texts)).ravel()).reshape(len(routes), -1)[:, 3:]
    gains = shown.each - np.add.reduceat(rows, shown.laid.offsets[:-1], axis=1)
    savings = np.add.reduceat(np.maximum(gains, 0.0), starts, axis=1)
    costs = np.array([[route.cost] for route in routes])
    ranked = np.argsort(costs - savings, axis=0, kind="stable")[:_MOST_LETTERS]
    worth = savings[ranked, np.arange(starts.size)] >= least
    offsets = np.arange(data.size + 1, dtype=np.int64)
    for index in distinct(ranked[worth]).tolist():
        yield Attempt(routes[index], shown, Decoding(texts[index], offsets))


def _hopeless(decoding: Decoding, laid: Bytes) -> bool:
    """Whether the bytes can hardly be of this codec: nearly none of the high ones make anything.

    Where bytes are lost, those beside them make nothing, and yet may be of it.
    """
    if laid.holes.any():
        return False
    high = decoding.codes > 0x7F
    valid = np.count_nonzero(high & ~stray_bytes(decoding.codes))
    return bool(valid * _VALID_SHARE < np.count_nonzero(laid.data > 0x7F))


def score_texts(model: Model, texts: Sequence[_Codes], apart: int = CONTEXT) -> list[_Bits]:
    """Bits of every character of several texts, each as if it began a line, in one call.

    So many line ends are ``apart`` of them; kana are looked for farther than the model looks back.
    """
    if not texts:
        return []
    gap = np.full(apart, NEWLINE, np.uint32)
    parts: list[_Codes] = []
    for text in texts:
        parts += (gap, text)
    codes = np.concatenate(parts)
    scores = np.multiply(model.units(codes), 1.0 / UNITS, dtype=np.float64)
    drawn = (codes - _FIRST_DRAWN < _MANY_DRAWN) | (codes == 0xA0) | (codes == 0xAD)
    if drawn.any():
        scores[drawn] = np.maximum(scores[drawn], _DRAWN)
    scores += mixture_bits(codes)
    result = []
    position = 0
    for text in texts:
        position += apart
        result.append(scores[position : position + text.size])
        position += text.size
    return result
