"""Right text that the language model has seen too little of, in the form in which it knows it.

Half-width kana are full-width kana to it, and the points of Hebrew and Arabic are not there: text
with points is rare, but right, and its letters are as likely as without.
"""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BOPOMOFO",
    "HALF_WIDTH_KANA",
    "POINTED",
    "POINTS",
    "TONES",
    "as_hiragana",
    "familiar",
    "in_full_width",
]

HALF_WIDTH_KANA = (0xFF61, 0xFF9F)
POINTED = (0x05D0, 0x06FF)
"""The letters of Hebrew and Arabic, and what is between them."""
POINTS = ((0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED))
BOPOMOFO = (0x3105, 0x312F)
TONES = np.array([0x2CA, 0x2C7, 0x2CB, 0x2D9], np.uint32)
"""The tones that stand behind a reading in bopomofo."""
_FIRST, _LAST = HALF_WIDTH_KANA
_KATAKANA, _TO_HIRAGANA = (0x30A1, 0x30F6), np.uint32(0x60)
_VOICES = (0xFF9E, 0xFF9F)

_Codes = NDArray[np.uint32]
_Which = NDArray[np.bool_]


@functools.cache
def _tables() -> _Codes:
    """Three rows: half-width kana in full width, and with either mark of voice, if there is one."""
    characters = [chr(code) for code in range(_FIRST, _LAST + 1)]
    rows = [[unicodedata.normalize("NFKC", character) for character in characters]]
    for mark in ("\u3099", "\u309a"):
        both = [unicodedata.normalize("NFC", plain + mark) for plain in rows[0]]
        rows.append([one if len(one) == 1 else "" for one in both])
    return np.array([[ord(one) if one else 0 for one in row] for row in rows], np.uint32)


def in_full_width(codes: _Codes, half: _Which) -> tuple[_Codes, _Which]:
    """The code points with the half-width ones in full width, and which are marks gone with them.

    ``half`` says which are half-width. A mark that goes with no kana stays what it is.

    >>> codes = np.array([0xFF8A, 0xFF9F, 0xFF7F], np.uint32)
    >>> full, marks = in_full_width(codes, np.ones(3, np.bool_))
    >>> [chr(code) for code in full[~marks]]
    ['パ', 'ソ']
    """
    tables = _tables()
    full = codes.copy()
    places = np.flatnonzero(half)
    full[places] = tables[0][codes[places] - _FIRST]
    marks = np.zeros(codes.size, np.bool_)
    for row, mark in enumerate(_VOICES, 1):
        behind = places[(codes[places] == mark) & (places > 0)]
        behind = behind[half[behind - 1]]
        whole = tables[row][codes[behind - 1] - _FIRST]
        behind, whole = behind[whole > 0], whole[whole > 0]
        full[behind - 1] = whole
        marks[behind] = True
    return full, marks


def as_hiragana(codes: _Codes, which: _Which) -> _Codes:
    """The code points with hiragana for some katakana, which is the same text to a teleprinter.

    >>> [chr(code) for code in as_hiragana(np.array([0x30AB, 0x30FC]), np.array([True, True]))]
    ['か', 'ー']
    """
    some = which & (codes >= _KATAKANA[0]) & (codes <= _KATAKANA[1])
    return np.where(some, codes - _TO_HIRAGANA, codes)


def familiar(codes: _Codes, half: _Which, points: _Which) -> tuple[_Codes, _Which, _Which]:
    """The code points as the model knows them, which are not there, and for which that counts.

    ``half`` and ``points`` say which are half-width kana, and points of Hebrew and Arabic. Of the
    kana only those in rows count, of the points those that a letter carries.
    """
    padded = np.concatenate(([False], half, [False]))
    half = half & (padded[:-2] | padded[2:])
    full, gone = in_full_width(codes, half)
    if not points.any():
        return full, gone, half
    pointed = (codes >= POINTED[0]) & (codes <= POINTED[1])
    points = points & np.concatenate(([False], pointed[:-1]))
    return full, gone | points, half | pointed
