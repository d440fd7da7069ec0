"""The pieces that texts are worked on in: long ones by windows, short ones together."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator

__all__ = ["PIECE", "SHORT", "WINDOW", "batches", "joined", "lists", "require_text", "windows"]

WINDOW = 8_000_000
"""Code points of a text that are worked on at once; what the work takes is many times that."""
PIECE = 500_000
"""Code points that are worked on at once of a text that is longer than a window."""
SHORT, _TOGETHER = 2000, 200_000
"""Code points of texts that are looked at together, and of all of them."""
_AT_ONCE = 1000
"""Texts that are looked at in one go."""


def require_text(text: object) -> str:
    """The text; raises TypeError for what is none."""
    if not isinstance(text, str):
        raise TypeError(f"a text must be str, not {type(text).__name__}; decode bytes first")
    return text


def windows(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Starts and ends of stretches of at most ``size`` code points, cut behind line ends.

    Only a line that is longer is cut inside. A text without characters is one stretch too.
    """
    start = 0
    while len(text) - start > size:
        most = start + size
        end = text.rfind("\n", start, most) + 1
        if not end:  # a CR alone ends a line too, but one before an LF is half of a line end
            end = text.rfind("\r", start, most - (text[most] == "\n")) + 1
        end = end or most
        yield start, end
        start = end
    yield start, len(text)


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in lists of so many characters together, or a little more."""
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(require_text(text)) + 3
        if size >= _TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


def lists(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts in lists that are not long, between which others have their turn."""
    rest = iter(texts)
    while some := list(itertools.islice(rest, _AT_ONCE)):
        yield some


def joined(parts: Iterable[str], size: int, piece: int) -> Iterator[str]:
    """The windows of a text that comes in parts: the same as of the whole text.

    They are of ``size``, or of a ``piece`` where the text is longer than that. Of what waits for a
    window to be full, no more is joined than goes into the next one.
    """
    held: deque[str] = deque()
    waiting, most = 0, size
    for part in parts:
        held.append(require_text(part))
        waiting += len(part)
        most = piece if waiting > most else most
        while waiting > most:
            text = _first_of(held, most)
            *whole, (start, _) = windows(text, most)
            for low, high in whole:
                yield text[low:high]
            held.appendleft(text[start:])
            waiting -= start
    yield "".join(held)


def _first_of(held: deque[str], most: int) -> str:
    """The first of some parts, taken out and joined: so many that they have more characters."""
    taken: list[str] = []
    size = 0
    while size <= most:
        taken.append(held.popleft())
        size += len(taken[-1])
    return "".join(taken)
