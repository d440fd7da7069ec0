"""Parts of a long text: what is looked at again after a repair, and where it lies in the whole."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document, Stretch
from fixtext.scan import line_breaks
from fixtext.spans import Edit

__all__ = ["NO_CHARACTER", "Excerpt", "Spans", "moved", "near", "parted_codes"]

Spans = tuple[tuple[int, int], ...]
"""Starts and ends of parts of a text, in code points, ordered and not overlapping."""

_IN_LINE = 2000
"""The most code points up to the ends of lines."""
_BETWEEN = "\n\n\n"
"""What stands between two parts, and what the language model takes for the beginning of a text."""
NO_CHARACTER = 0xFFFF
"""A code point that no codec shows, so that no stretch goes on over it."""


class Excerpt:
    """Parts of a document as a document of their own, with the evidence of the whole."""

    def __init__(self, whole: Document, spans: Spans) -> None:
        self.document = whole.excerpt(_BETWEEN.join(whole.text[low:high] for low, high in spans))
        self._spans = spans
        self._starts: list[int] = []
        place = 0
        for low, high in spans:
            self._starts.append(place)
            place += high - low + len(_BETWEEN)

    def edits(self, found: Sequence[Edit]) -> list[Edit]:
        """What is found in the parts, in offsets of the whole; nothing that reaches beyond one."""
        return list(self._moved(found))

    def stretches(self, found: Sequence[Stretch]) -> list[Stretch]:
        """Stretches of the parts as stretches of the whole; none that reaches beyond a part."""
        placed = ((one, self._by(one)) for one in found)
        return [one.moved(by) for one, by in placed if by is not None]

    def _moved(self, found: Sequence[Edit]) -> Iterator[Edit]:
        for edit in found:
            by = self._by(edit)
            if by is not None:
                yield edit._replace(start=edit.start + by, end=edit.end + by)

    def _by(self, stretch: Edit | Stretch) -> int | None:
        """How much further on a stretch is in the whole; None if it reaches beyond its part."""
        index = bisect.bisect_right(self._starts, stretch.start) - 1
        low, high = self._spans[index]
        by = low - self._starts[index]
        return by if stretch.end + by <= high else None


def parted_codes(document: Document) -> NDArray[np.uint32]:
    """The code points of a document; of an excerpt, with what no codec shows between its parts.

    So that no stretch goes on from one to the next, which would be of no use in the whole. It
    stands in the middle of what is between parts, and wherever two lines in a row are empty.
    """
    if document.whole is document:
        return document.codes
    breaks = line_breaks(document.codes)
    meeting = breaks[:-2][breaks[2:] - breaks[:-2] == len(_BETWEEN) - 1]
    codes = document.codes.copy()
    codes[meeting + 1] = NO_CHARACTER
    return codes


def moved(spans: Spans, edits: Sequence[Edit]) -> Spans:
    """Parts of a text where they are after these edits, and what the edits made.

    >>> moved(((1, 2), (8, 9)), [Edit(3, 5, "", 1.0), Edit(8, 8, "abc", 1.0)])
    ((1, 2), (3, 3), (6, 10))
    """
    joined: list[tuple[int, int]] = []
    for low, high in sorted([*spans, *((edit.start, edit.end) for edit in edits)]):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    result: list[tuple[int, int]] = []
    shift = index = 0
    for low, high in joined:  # each edit lies within one
        start = low + shift
        while index < len(edits) and edits[index].start <= high:
            edit = edits[index]
            shift += len(edit.after or "") - (edit.end - edit.start)
            index += 1
        result.append((start, high + shift))
    return tuple(result)


def near(spans: Iterable[tuple[int, int]], text: str, around: int) -> Spans:
    """These parts of a text with the lines around them, those that meet joined.

    ``around`` are the code points beside each of which the lines are taken whole.
    """
    result: list[tuple[int, int]] = []
    for low, high in spans:
        start = max(low - around, 0)
        start = max(text.rfind("\n", max(0, start - _IN_LINE), start) + 1, start - _IN_LINE)
        end = min(high + around, len(text))
        line_end = text.find("\n", end, end + _IN_LINE)
        end = line_end + 1 if line_end >= 0 else min(end + _IN_LINE, len(text))
        if result and start <= result[-1][1]:
            result[-1] = result[-1][0], max(end, result[-1][1])
        else:
            result.append((start, end))
    return tuple(result)
