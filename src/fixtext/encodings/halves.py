"""The two bytes of each character, as UTF-16 has them: what they are by themselves."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BOTH_ASCII",
    "COMMON",
    "ODD_SHIFT",
    "OF_TWO_BYTES",
    "SMALL_SHIFT",
    "half_traits",
    "traits_of",
]

BOTH_ASCII, COMMON, OF_TWO_BYTES = np.uint8(1), np.uint8(8), np.uint8(32)
"""Both bytes are ASCII of running text; the low byte is a common high byte; it has a high byte."""
SMALL_SHIFT, ODD_SHIFT = 1, 4
"""Where the number of small letters is, of two bits; and whether the character is rare."""
_ONE = 0x4E00
"""一, whose low byte is zero as well."""


def _table(bytes_: str) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[[ord(c) for c in bytes_]] = True
    return table


_LETTERS = _table(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;'\"!?()-/<>=_@\r\n\t"
)
_SMALL = _table("abcdefghijklmnopqrstuvwxyz ")
_HIGH = np.zeros(256, np.bool_)
"""High bytes of what is common: alphabets, marks, kana, ideographs, hangul, full width."""
for _first, _last in ((0, 6), (9, 0xE), (0x1E, 0x20), (0x30, 0x30), (0x4E, 0x9F), (0xAC, 0xD7)):
    _HIGH[_first : _last + 1] = True
_HIGH[0xFF] = True
_NATURAL = np.zeros(256, np.bool_)
"""High bytes of what East Asian text has many of."""
for _first, _last in ((0, 6), (0x20, 0x20), (0x30, 0x30), (0x4E, 0x9F), (0xAC, 0xD7), (0xFF, 0xFF)):
    _NATURAL[_first : _last + 1] = True


@functools.cache
def half_traits() -> NDArray[np.uint8]:
    """What each character of two bytes is, in one table of U+0000 to U+FFFF.

    Bit 0: both bytes are ASCII of running text; 1 and 2: how many of them are small letters or
    spaces; 3: the low byte is a common high byte; 4: the high byte is none of East Asian text, or
    the low byte is zero or the high byte of an alphabet; 5: it has a high byte.
    """
    code = np.arange(0x10000, dtype=np.uint16)  # narrow numbers: the first text waits for this
    low, high = code.astype(np.uint8), (code >> 8).astype(np.uint8)
    inside = (code > 0x2000) & (code < 0x8000)
    letters = inside & _LETTERS[low] & _LETTERS[high]
    small = letters * (_SMALL[low].view(np.uint8) + _SMALL[high].view(np.uint8))
    wide = (code > 0xFF) & (code < 0xFFFF)
    common = wide & _HIGH[low]
    alphabets = (low >= 3) & (low <= 6)
    odd = ~_NATURAL[high] | (low == 0) | alphabets
    odd &= code != _ONE
    table = letters.view(np.uint8) | small << np.uint8(1)
    for bit, trait in enumerate((common, odd, wide), 3):
        table |= trait.view(np.uint8) << np.uint8(bit)
    table.setflags(write=False)
    return table


def traits_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """What each code point is in the table of traits, shape (n,)."""
    # clip: what is above U+FFFF counts as that, which is nothing
    return half_traits().take(codes, mode="clip")
