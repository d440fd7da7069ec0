"""Where an offset lies in a text, as an editor counts: lines and columns from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fixtext.lazy import lazy_pattern

__all__ = ["places", "ways_on"]

_LINE_END = lazy_pattern(r"\r\n?|\n")


def places(
    text: str, offsets: Iterable[int], begin: tuple[int, int] = (1, 1)
) -> Iterator[tuple[int, int]]:
    r"""Line and column, in code points and from 1, for each of the ascending offsets.

    Takes one pass over the text, however many offsets there are. ``begin`` is where the text
    begins, if that is a part of a longer one.

    >>> list(places("a\r\nbc\nd", [0, 4, 6]))
    [(1, 1), (2, 2), (3, 1)]
    """
    ends = (match.end() for match in _LINE_END.finditer(text))
    line, start = begin[0], 1 - begin[1]
    end = next(ends, None)
    for offset in offsets:
        while end is not None and end <= offset:
            line, start = line + 1, end
            end = next(ends, None)
        yield line, offset - start + 1


def ways_on(text: str, begin: tuple[int, int]) -> tuple[int, int]:
    r"""Line and column behind a part of a text that begins at a line and column.

    >>> ways_on("a\nbc", (1, 1)), ways_on("d", (2, 3))
    ((2, 3), (2, 4))
    """
    return next(places(text, [len(text)], begin))
