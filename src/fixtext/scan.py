"""The one scan: which classes of characters a text holds. All that clean text pays for.

Each code point has a byte of class flags in a table; the scan is one look-up of all code points
and one OR over the result.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["Seen", "code_points", "scan", "scan_ascii", "text_of"]


_MARKS = ",:;!()"


class Seen(enum.IntFlag):
    """The classes of characters that a scan tells apart."""

    NOTHING = 0
    HAN = 1
    """Ideographs, of all blocks."""
    KANA_HANGUL = 2
    """Kana, bopomofo, hangul."""
    QUESTION = 4
    """``?``, U+FFFD, katakana middle dot: what stands where bytes were lost."""
    MARK = 8
    """ASCII punctuation that full-width marks are folded to: ``, : ; ! ( )``."""
    STOP = 16
    """``。`` and ``、``."""
    LATIN = 32
    """Letters and signs of U+0080 to U+024F, and what single-byte codecs have beyond them."""
    LETTER = 64
    """Letters of other alphabets, U+0370 to U+1FFF."""
    STRANGE = 128
    """Private use, C1 controls, unassigned blocks, U+FFFD, surrogates."""


def _ranges() -> Iterator[tuple[int, int, Seen]]:
    yield 0x80, 0x9F, Seen.STRANGE | Seen.LATIN
    yield 0xA0, 0x24F, Seen.LATIN
    yield 0x2B0, 0x2FF, Seen.LATIN
    yield 0x300, 0x36F, Seen.LETTER
    yield 0x370, 0x10FF, Seen.LETTER
    yield 0x1E00, 0x1FFF, Seen.LATIN
    yield 0x2000, 0x22FF, Seen.LATIN
    yield 0x2300, 0x25FF, Seen.LATIN
    yield 0x2E80, 0x2FDF, Seen.HAN
    yield 0x3040, 0x318F, Seen.KANA_HANGUL
    yield 0x3400, 0x4DBF, Seen.HAN
    yield 0x4E00, 0x9FFF, Seen.HAN
    yield 0xAC00, 0xD7A3, Seen.KANA_HANGUL
    yield 0xD800, 0xF8FF, Seen.STRANGE
    yield 0xF900, 0xFAFF, Seen.HAN
    yield 0xFB00, 0xFB06, Seen.LATIN
    yield 0xFF61, 0xFF9F, Seen.KANA_HANGUL
    yield 0x20000, 0x323AF, Seen.HAN
    yield 0xE0000, 0x10FFFF, Seen.STRANGE


@functools.cache
def _table() -> NDArray[np.uint8]:
    table = np.zeros(0x110000, np.uint8)
    for low, high, seen in _ranges():
        table[low : high + 1] = seen
    table[0xFFFD] = Seen.QUESTION | Seen.STRANGE
    for characters, seen in (("?？・", Seen.QUESTION), (_MARKS, Seen.MARK), ("。、", Seen.STOP)):
        for character in characters:
            table[ord(character)] |= seen
    table.setflags(write=False)
    return table


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as an array of code points, shape (len(text),), lone surrogates included.

    >>> code_points("a中").tolist()
    [97, 20013]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def text_of(codes: NDArray[np.uint32]) -> str:
    """The text of an array of code points, lone surrogates included.

    >>> text_of(code_points("a中"))
    'a中'
    """
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def scan_ascii(text: str) -> Seen:
    """As :func:`scan`, of a text that is all ASCII; nearly free.

    >>> scan_ascii("what?")
    <Seen.QUESTION: 4>
    """
    seen = Seen.QUESTION if "?" in text else Seen.NOTHING
    return seen | Seen.MARK if any(mark in text for mark in _MARKS) else seen


def scan(codes: NDArray[np.uint32]) -> Seen:
    """The classes of characters among these code points.

    >>> scan(code_points("中文。"))
    <Seen.HAN|STOP: 17>
    """
    if not codes.size:
        return Seen.NOTHING
    return Seen(int(np.bitwise_or.reduce(_table()[codes])))
