"""The classes of characters that decide how East Asian text is set: what stands without spaces.

Sources: the blocks of Unicode; UAX #11 (East Asian Width) by way of :mod:`unicodedata`.
"""

from __future__ import annotations

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "HAN",
    "HANGUL",
    "HAN_LETTERS",
    "IDEOGRAPHS",
    "KANA",
    "MARK",
    "class_table",
    "classes",
    "width",
]

IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""For the brackets of a pattern: unified and compatibility ideographs."""
HAN_LETTERS = "\u3005-\u3007" + IDEOGRAPHS
"""The same, with the marks of repetition and zero that stand among them."""

HAN, KANA, HANGUL, MARK = 1, 2, 4, 8
"""Ideographs, kana with bopomofo, hangul syllables, and full-width punctuation."""

_RANGES = (
    (0x3005, 0x3007, HAN),
    (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN),
    (0x3041, 0x312F, KANA),
    (0x31F0, 0x31FF, KANA),
    (0xFF66, 0xFF9F, KANA),
    (0xAC00, 0xD7A3, HANGUL),
    (0x3001, 0x3003, MARK),
    (0x3008, 0x3011, MARK),
    (0x3014, 0x301F, MARK),
    (0xFF01, 0xFF0F, MARK),
    (0xFF1A, 0xFF20, MARK),
    (0xFF3B, 0xFF3D, MARK),
    (0xFF5B, 0xFF5E, MARK),
)
_PLANES = 0x20000


@functools.cache
def class_table() -> NDArray[np.uint8]:
    """The classes of the code points below U+20000, and that of all above, behind them."""
    table = np.zeros(_PLANES + 1, np.uint8)
    for low, high, value in _RANGES:
        table[low : high + 1] = value
    table[_PLANES] = HAN  # the planes of ideographs; what lies above them is hardly text
    table.setflags(write=False)
    return table


def classes(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The class of each code point, 0 for what is of none.

    >>> from fixtext.scan import code_points
    >>> classes(code_points("中か한，a")).tolist()
    [1, 2, 4, 8, 0]
    """
    return class_table()[np.minimum(codes, _PLANES)]


@functools.lru_cache(maxsize=8192)
def _cells(character: str) -> int:
    return 1 + (unicodedata.east_asian_width(character) in "WFA" and character >= "\u2010")


def width(line: str) -> int:
    """How many cells a line takes on a grid on which a letter takes one and an ideograph two.

    >>> width("中文, ok")
    8
    """
    return len(line) if line.isascii() else sum(map(_cells, line))
