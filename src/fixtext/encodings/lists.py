"""Lists of characters that stand one by one, or in their order: they are right text."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.weighing import Reversal

__all__ = ["are_ascii_letters", "are_letters", "are_listed", "lists_some", "was_a_list"]

_SEVERAL, _LISTED_BESIDE, _LISTED_NEAR = 3, 0.1, 24
"""So many characters are a list; the part of these that touch another, at most; and how far around
what changed they are looked for."""
_IN_ORDER, _FOLLOWING = 4, 0.6
"""So many are in order, and the part of them that is followed by the next one, at least."""
_FIRST_LISTED, _AT_ONCE = 0x370, 1 << 15
"""The first code point of these; and of so many characters it is told at once."""
_SEPARATORS = "·・\u3000、。「」『』（），．／：；｜"
_WIDE_LETTERS, _HALF_WIDTH_KANA = ((0x3041, 0xD7A3), (0xF900, 0xFAFF)), (0xFF66, 0xFF9F)
_FULL_WIDTH = 0xFF10, 0xFF5A


def was_a_list(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> bool:
    """Whether what changed is of a list of characters that stand one by one, or in their order.

    Radicals, strokes and alphabets are listed so; hardly a text is of words of one character. Nor
    do the signs between them tell anything, if nothing else changed.
    """
    near = slice(max(0, low - _LISTED_NEAR), high + _LISTED_NEAR)
    around, inside = codes[near], slice(low - near.start, high - near.start)
    letters, alone = _listed_ones(around)
    count = int(np.count_nonzero(letters[inside]))
    touching = count - int(np.count_nonzero(alone[inside]))
    if np.count_nonzero(alone) >= _SEVERAL and touching <= _LISTED_BESIDE * count > 0:
        return True
    part = around[inside]
    if _are_in_order(part[np.flatnonzero((part > 0x7F) & ~_are_separators(part))]):
        return True
    differs = around[inside] != one.codes if one.codes.size == high - low else None
    return (
        differs is not None
        and bool(_are_wide(around[inside]).any())
        and not (letters[inside] & differs).any()
        and not are_letters(one.codes[differs]).any()
    )


def are_listed(codes: NDArray[np.uint32]) -> bool:
    """Whether hardly any ideographs, kana, syllables and letters of a text touch another."""
    every = touching = 0
    for start in range(0, codes.size, _AT_ONCE):
        part = codes[max(start - 1, 0) : start + _AT_ONCE + 1]  # with what stands beside it
        if part.max() < _FIRST_LISTED:
            continue
        letters, alone = (each[min(start, 1) :][:_AT_ONCE] for each in _listed_ones(part))
        every += int(np.count_nonzero(letters))
        touching += int(np.count_nonzero(letters & ~alone))
        if touching > _LISTED_BESIDE * codes.size:
            return False  # whatever stands in the rest
    return every > 0 and touching <= _LISTED_BESIDE * every


def lists_some(codes: NDArray[np.uint32]) -> bool:
    """Whether several ideographs, kana, syllables and letters of a text stand one by one."""
    return int(np.count_nonzero(_listed_ones(codes)[1])) >= _SEVERAL


def _listed_ones(codes: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which characters are letters that lists have, and which of them stand between separators.

    Not those of the Latin script, which are words by themselves in some languages.
    """
    kinds = _kinds().take(codes, mode="clip")
    letters = (kinds & _LISTED) > 0
    apart = np.ones(codes.size + 2, np.bool_)
    np.greater(kinds, _LISTED, out=apart[1:-1])
    return letters, letters & apart[:-2] & apart[2:]


_LISTED, _APART = np.uint8(1), np.uint8(2)
"""A sign may be both."""


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """Which of the BMP are letters that lists have, and which are signs between them."""
    codes = np.arange(0x10000, dtype=np.uint32)
    letters = _are_wide(codes) | (codes >= _FIRST_LISTED) & (codes < 0x1E00)
    letters |= (codes >= _FULL_WIDTH[0]) & (codes <= _FULL_WIDTH[1])
    words = are_ascii_letters(codes) | (codes >= 0x30) & (codes <= 0x39)
    apart = (codes < 0x80) & ~words | _are_separators(codes)
    kinds: NDArray[np.uint8] = letters * _LISTED | apart * _APART
    kinds.setflags(write=False)
    return kinds


def _are_separators(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters stand between those of lists, in East Asian text."""
    return _separators().take(codes, mode="clip")


@functools.cache
def _separators() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[ord(sign) for sign in _SEPARATORS]] = True
    table.setflags(write=False)
    return table


def _are_in_order(codes: NDArray[np.uint32]) -> bool:
    """Whether most of some characters are followed by the next one of Unicode."""
    following = np.count_nonzero(codes[1:] == codes[:-1] + np.uint32(1))
    return bool(codes.size >= _IN_ORDER and following >= _FOLLOWING * (codes.size - 1))


def _are_wide(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are ideographs, kana or syllables."""
    wide = np.zeros(codes.size, np.bool_)
    for first, last in _WIDE_LETTERS:
        wide |= (codes >= first) & (codes <= last)
    return wide


def are_ascii_letters(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are A to Z or a to z."""
    lower = codes | 0x20
    return (lower >= 0x61) & (lower <= 0x7A)


def are_letters(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are letters of alphabets, ideographs, kana or syllables."""
    ascii_ones = are_ascii_letters(codes)
    others = (codes >= 0xC0) & (codes < 0x2000) & (codes != 0xD7) & (codes != 0xF7)
    half_wide = (codes >= _HALF_WIDTH_KANA[0]) & (codes <= _HALF_WIDTH_KANA[1])
    letters: NDArray[np.bool_] = ascii_ones | others | _are_wide(codes) | half_wide
    return letters
