"""Where an offset lies in a text, as an editor counts: lines and columns from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = ["places"]

_LINE_END = re.compile(r"\r\n?|\n")


def places(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    r"""Line and column, in code points and from 1, for each of the ascending offsets.

    Takes one pass over the text, however many offsets there are.

    >>> list(places("a\r\nbc\nd", [0, 4, 6]))
    [(1, 1), (2, 2), (3, 1)]
    """
    ends = (match.end() for match in _LINE_END.finditer(text))
    line, start = 1, 0
    end = next(ends, None)
    for offset in offsets:
        while end is not None and end <= offset:
            line, start = line + 1, end
            end = next(ends, None)
        yield line, offset - start + 1
