"""Runs of bytes that are UTF-8, found among bytes that are something else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.lazy import lazy_pattern

__all__ = ["ANY", "SEVERAL", "is_utf8", "likely_runs"]

_TWO = rb"[\xc2-\xdf][\x80-\xbf]"
_THREE = (
    rb"(?:\xe0[\xa0-\xbf][\x80-\xbf]|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2})"
)
_FOUR = (
    rb"(?:\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
ANY = lazy_pattern(rb"(?:%b|%b|%b){2,}" % (_TWO, _THREE, _FOUR))
"""Two characters or more."""
SEVERAL = lazy_pattern(rb"%b{2,}|(?:%b){3,}|%b+" % (_THREE, _TWO, _FOUR))
"""What is seldom met in other encodings by chance."""
_CJK = lazy_pattern(rb"(?:%b|%b){2,}" % (_THREE, _FOUR))
"""What is met in encodings of two bytes by chance even less."""

_CHUNK = 1 << 16
"""Bytes at once: few enough to stay in a processor's cache."""
_SHORT = 1024
"""Bytes in which the pattern alone finds them sooner."""
_OVERLAP = 8
"""Bytes of the two longest characters."""
_LENGTHS = ((4, 0xF0, 0xF5), (3, 0xE0, 0xF0), (2, 0xC2, 0xE0))
"""How many bytes a character has, by the least of the bytes that lead it and the next greater."""


def is_utf8(data: bytes) -> bool:
    """Whether all of the bytes are UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def likely_runs(data: bytes, *, double_byte: bool) -> list[tuple[int, int]]:
    """Runs of UTF-8 of two characters or more, as spans of bytes.

    In text of a ``double_byte`` encoding, only characters of three and four bytes count, since
    others are met there all the time.

    >>> likely_runs("é中文".encode("gbk", "replace") + "中文".encode(), double_byte=True)
    [(6, 12)]
    """
    if compiled.IS_COMPILED:
        return compiled.utf8_runs(data, 3 if double_byte else 2)
    pattern = _CJK if double_byte else ANY
    if len(data) <= _SHORT:
        return [match.span() for match in pattern.finditer(data)]
    runs: list[tuple[int, int]] = []
    end = 0
    for place in _places(data, double_byte):
        if place >= end and (match := pattern.match(data, place)):
            runs.append(match.span())
            end = match.end()
    return runs


def _places(data: bytes, double_byte: bool) -> Iterator[int]:
    """Where a run may begin, in order; some of them twice."""
    every = np.frombuffer(bytes(_OVERLAP) + data + bytes(_OVERLAP), np.uint8)
    for start in range(0, len(data), _CHUNK):
        part = every[start : start + _CHUNK + 2 * _OVERLAP]
        yield from (_leads(part, double_byte) + (start - _OVERLAP)).tolist()


def _leads(part: NDArray[np.uint8], double_byte: bool) -> NDArray[np.int64]:
    """Where two characters of UTF-8 may begin, one behind the other.

    Where they meet stand a byte that continues, one that leads, and one that continues; with
    characters of three bytes and more, two that continue on both sides.
    """
    least = 0xE0 if double_byte else 0xC2
    continues = part.view(np.int8) < -0x40  # 0x80 to 0xBF
    leads = part - np.uint8(least) < 0xF5 - least
    if double_byte:
        two = continues[:-1] & continues[1:]
        second = np.flatnonzero(two[:-3] & leads[2:-2] & two[3:]) + 2
    else:
        second = np.flatnonzero(continues[:-2] & leads[1:-1] & continues[2:]) + 1
    first = np.full(len(second), -1)
    for length, low, high in _LENGTHS:
        if low >= least:
            lead = part[second - length]
            first = np.where((lead >= low) & (lead < high), second - length, first)
    return first[first >= 0]
