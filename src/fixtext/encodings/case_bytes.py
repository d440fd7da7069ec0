"""Which bytes a character may have been that a code page showed, if its case was changed then.

Where letters were made small or capital, two bytes of a code page became one character: of ``À``
and ``à`` in windows-1252, C0 and E0, the second is left. Nothing else of the bytes is lost.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import codec
from fixtext.scan import code_points

__all__ = ["CAPITAL", "SMALL", "as_shown", "case_of", "possible_bytes"]

SMALL, CAPITAL = "small", "capital"
_CASES: dict[str, Callable[[str], str]] = {SMALL: str.lower, CAPITAL: str.upper}
"""What a program does to letters, by what it makes of them."""
_C1 = range(0x80, 0xA0)
_ALIKE = 4
"""Bytes that one character can be, at most: those of Mac Roman's Omega are three."""
_BMP = 0x10000
_SIGMA, _FINAL_SIGMA = 0x3A3, 0x3C2
"""At the end of a word, the small letter is another one."""


def case_of(text: str) -> str | None:
    """What the letters of a text are, if they are all the same; None if some are, or it has none.

    >>> case_of("ä¸å"), case_of("Ä¸Å"), case_of("中文")
    ('small', 'capital', None)
    """
    lower, upper = text.lower() == text, text.upper() == text
    if lower == upper:
        return None
    return SMALL if lower else CAPITAL


@functools.cache
def possible_bytes(label: str, case: str) -> NDArray[np.uint8]:
    """The bytes of a code page by code point, uint8 of shape (0x10000, 4); 0 stands for none.

    The first one is that of the character itself, 0 if the code page has not got it. ASCII letters
    are those of both cases.

    >>> possible_bytes("windows-1252", "small")[ord("à")].tolist()
    [224, 192, 0, 0]
    """
    table = np.zeros((_BMP, _ALIKE), np.uint8)
    count = np.ones(_BMP, np.int64)
    for code, byte, kept in _pairs(label, case):
        if kept and not table[code, 0]:
            table[code, 0] = byte
        elif code < _BMP and count[code] < _ALIKE and byte not in table[code]:
            table[code, count[code]] = byte
            count[code] += 1
    table.setflags(write=False)
    return table


def _pairs(label: str, case: str) -> Iterator[tuple[int, int, bool]]:
    """Characters that are shown in the end, bytes that they may have been, and if none changed."""
    changed = _CASES[case]
    shown = list(enumerate(codec(label).to_unicode.tolist()))
    for byte, code in shown:
        text = changed(chr(code))
        if len(text) > 1 or text == chr(code):
            yield code, byte, True
    yield from ((byte, byte, True) for byte in _C1)
    for byte, code in shown:
        text = changed(chr(code))
        if len(text) == 1 and text != chr(code):
            yield ord(text), byte, False
        if code == _SIGMA and case == SMALL:
            yield _FINAL_SIGMA, byte, False


@functools.cache
def _longer(label: str, case: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What becomes several characters, behind where these stand: ``ß`` becomes ``SS``."""
    changed = _CASES[case]
    result: list[tuple[re.Pattern[str], str]] = []
    for char in map(chr, codec(label).to_unicode.tolist()):
        several = changed(char)
        if len(several) > 1:
            some = rf"(?<=[^\0-\x7f]){several}(?=[^\0-\x7f])" if several.isascii() else several
            result.append((re.compile(some), char))
    return tuple(result)


def as_shown(text: str, label: str, case: str) -> NDArray[np.uint32]:
    """The code points of a text, with what became several characters as the one that it was.

    ASCII letters are only taken for one that stands between characters beyond ASCII.

    >>> "".join(map(chr, as_shown("ÄSSÄ SS", "windows-1252", "capital")))
    'ÄßÄ SS'
    """
    for several, char in _longer(label, case):
        text = several.sub(char, text)
    return code_points(text)
