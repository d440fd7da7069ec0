"""Where in a document to look for bytes that were read with the wrong codec, and what is there."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.codecs import codec
from fixtext.encodings.reversal import Reversal, reverse
from fixtext.encodings.routes import LATIN
from fixtext.encodings.segments import high_stretches

__all__ = ["reversals", "surprising"]

_EXPECTED = 7.5
"""Bits that a character beyond ASCII may cost before it is surprising."""
_LEAST, _DROP = 6.0, 16.0
_AROUND = 24
_BLOCK = 2000
_SOMEWHERE = 2.0
_FEW = 2
_LONG = 80
_SYMBOL = 12.0
"""Arrows, boxes and other signs stand anywhere, so they are never more surprising than this."""
_LONE_SIGN = 8.0
_NEAR = 200
_SAME_LETTERS = 6
_OWN_SCRIPT = 14.0


def reversals(document: Document) -> list[Reversal]:
    """The stretches of a document that read better in another codec, ordered.

    What is proven in one place makes the same route likelier in the rest of the document.
    """
    codes = document.codes
    bits = document.recall(_bits)
    found: list[Reversal] = []
    known: set[str] = set()
    for start, end in document.recall(surprising):
        for one in reverse(document.model, codes[start:end], bits[start:end], known):
            low, high = one.start + start, one.end + start
            paid = one.bits * _variety(codes[low:high]) - _place_cost(codes, low, high, one)
            if paid >= document.options.min_bits:
                known |= {str(route) for route in one.routes}
            found.append(dataclasses.replace(one, start=low, end=high, bits=paid))
    return found


def surprising(document: Document) -> list[tuple[int, int]]:
    """The parts of a document that are worth a look: around what no language explains."""
    return _blocks(document.codes, document.recall(_bits))


def _bits(document: Document) -> NDArray[np.float64]:
    """What each character costs; signs that stand anywhere, at most so much."""
    codes = document.codes
    bits = document.model.score(codes).astype(np.float64)
    symbols = (codes >= 0x2190) & (codes <= 0x27BF)
    bits[symbols] = np.minimum(bits[symbols], _SYMBOL)
    signs = _lone_signs(codes)
    bits[signs] = np.minimum(bits[signs], _LONE_SIGN)
    return bits


def _lone_signs(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Signs of Latin-1, such as a currency's, that stand alone: garbled bytes come in rows."""
    high = np.concatenate(([False], codes > 0x7F, [False]))
    signs = (codes >= 0xA1) & (codes <= 0xBF) | (codes == 0xD7) | (codes == 0xF7)
    lone: NDArray[np.bool_] = signs & ~high[:-2] & ~high[2:]
    return lone


def _variety(codes: NDArray[np.uint32]) -> float:
    """The share of the evidence that is not the same over again: one word thrice proves it once."""
    high = (codes > 0x7F).astype(np.uint64)
    pairs = (codes[:-1].astype(np.uint64) << np.uint64(32) | codes[1:])[(high[:-1] & high[1:]) > 0]
    single = codes[codes > 0x7F]
    if single.size > _LONG:
        return 1.0
    if np.unique(single).size <= _FEW:
        return np.unique(single).size / max(single.size, 1)
    return np.unique(pairs).size / pairs.size if pairs.size else 1.0


def _place_cost(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> float:
    """Bits for where a stretch lies: none for all of the text, more the more there is of it.

    Where the text around it is in the very letters of the wrong codec, a stretch of such letters
    is more likely a word or a name that the model does not know.
    """
    beyond_ascii = int(np.count_nonzero(codes > 0x7F))
    inside = int(np.count_nonzero(codes[low:high] > 0x7F))
    if inside >= beyond_ascii:
        return 0.0
    cost = _SOMEWHERE + math.log2(beyond_ascii)
    wrong = codec(one.routes[0].read)
    if wrong.single and wrong.label not in LATIN:
        around = np.concatenate((codes[max(0, low - _NEAR) : low], codes[high : high + _NEAR]))
        if np.count_nonzero(wrong.has(around) & (around > 0x7F)) >= _SAME_LETTERS:
            cost += _OWN_SCRIPT
    return cost


def _blocks(codes: NDArray[np.uint32], bits: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The parts of the text to be looked at: around every stretch that no language explains."""
    surprise = bits - _EXPECTED
    np.clip(surprise, -3.0, np.where(codes > 0x7F, 8.0, 1.0), out=surprise)
    merged: list[tuple[int, int]] = []
    for start, end, _ in high_stretches(surprise, _LEAST, _DROP):
        if not (codes[start:end] > 0x7F).any():
            continue
        low, high = max(0, start - _AROUND), min(codes.size, end + _AROUND)
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    blocks: list[tuple[int, int]] = []
    for start, end in merged:
        at = start
        while at < end:
            cut = _cut(codes, at, end)
            blocks.append((at, cut))
            at = cut
    return blocks


def _cut(codes: NDArray[np.uint32], low: int, high: int) -> int:
    """Where to end a block: at a line end or an ASCII character, which no garbled one reaches."""
    if high - low <= _BLOCK:
        return high
    part = codes[low + _BLOCK // 2 : low + _BLOCK]
    for places in (np.flatnonzero(part == 10), np.flatnonzero(part < 0x30)):
        if places.size:
            return low + _BLOCK // 2 + int(places[-1]) + 1
    return low + _BLOCK
