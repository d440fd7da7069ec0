"""A few kilobytes of a long text that stand for it: lines that are not all ASCII."""

from __future__ import annotations

from collections.abc import Iterable

from fixtext.decoding.reading import CUT
from fixtext.lazy import lazy_pattern

__all__ = ["sample"]

_WINDOW = 512
_SLACK = 64
"""Bytes, at most, that a window has before the place that it is for, and at its end to be cut."""
_REACH = 256
"""Bytes before that place in which it is sought where a character may begin."""

_HIGH = lazy_pattern(rb"[\x80-\xff]")


def sample(
    data: bytes, places: Iterable[int] = (), windows: int = 10, size: int = _WINDOW
) -> bytes:
    """Lines of the bytes that are not all ASCII, up to some kilobytes, cut between characters.

    It is made of ``windows`` of ``size`` bytes each, and of those at ``places``, offsets in bytes
    at which it has to look too.

    >>> sample(b"a\\nb\\xe9\\nc")
    b'b\\xe9'
    """
    if len(data) <= size * windows:
        return _lines(data)
    parts, end = [], 0
    spaced = (len(data) * turn // windows for turn in range(windows))
    for place in sorted((*spaced, *places)):
        match = _HIGH.search(data, max(place, end))
        if match is None:
            break
        start, end = _window(data, end, match.start(), size)
        parts.append(data[start:end])
    return _lines(b"\n".join(parts))


def _window(data: bytes, low: int, place: int, size: int) -> tuple[int, int]:
    """The bytes around a place, from no further before than ``low``, cut between characters."""
    low, slack = max(low, place - _REACH), min(_SLACK, size // 2)
    cut = CUT.search(data[low:place][::-1])
    start = place - cut.start() if cut else low
    if place - start > slack:
        # behind the cut, most characters have two bytes
        start = place - slack + (place - slack - start) % 2
    end = min(len(data), place + size - slack)
    if end < len(data) and (cut := CUT.search(data, end, end + slack)):
        end = cut.start()
    return start, end


def _lines(data: bytes) -> bytes:
    """The lines that are not all ASCII; of a text of one line, that line."""
    if b"\n" not in data:
        return data
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())
