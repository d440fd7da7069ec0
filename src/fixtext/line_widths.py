"""How wide the lines of a text are, in cells: East Asian characters take two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import class_table, classes, width
from fixtext.line_ends import ANEW, LETTERS, SLACK

__all__ = ["is_narrow", "lines_about", "widths", "widths_between_letters"]


_FIRST_WIDE = 0x2E80
_WIDEST = 4096
"""Cells up to which the widths of lines are told apart."""


def widths_between_letters(
    codes: NDArray[np.uint32], breaks: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The cells of the lines that end between two East Asian letters; ``breaks`` are line feeds."""
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(codes, np.uint32)
        breaks = np.ascontiguousarray(breaks)
        found = compiled.widths_between_letters(codes, class_table(), breaks, LETTERS)
        return np.frombuffer(found, np.int64)
    ends = breaks[(breaks > 1) & (breaks < len(codes) - 1)]
    if not len(ends):
        return ends
    last = codes[ends - 1 - (codes[ends - 1] == 0x0D)]
    letters = (classes(last) & LETTERS > 0) & (classes(codes[ends + 1]) & LETTERS > 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    return widths(codes, starts, ends)[letters]


def widths(
    codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The cells of lines that follow each other, but for white space between them."""
    if compiled.IS_COMPILED:
        wide = np.empty(len(starts), np.int64)
        edges = np.append(starts, ends[-1])
        compiled.count_wide(np.ascontiguousarray(codes, np.uint32), edges, wide)
    else:
        wide = np.add.reduceat(codes[: ends[-1] + 1] >= _FIRST_WIDE, starts, dtype=np.int64)
    cells: NDArray[np.int64] = ends - starts + wide
    return cells


def lines_about(counts: NDArray[np.int64], cells: int) -> NDArray[np.int64]:
    """How many lines are as wide as each width, or little narrower."""
    sums = np.concatenate((np.zeros(cells, np.int64), np.cumsum(counts)))
    running: NDArray[np.int64] = sums[cells:] - sums[:-cells]
    return running


def is_narrow(
    text: str,
    codes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    cells: int,
) -> bool:
    """Whether :func:`fixtext.line_ends.common_width` of a text is surely less than so many cells.

    Lines are told apart from those of another block, and of another paragraph, by their first
    characters: it is looked at what is common with those of which that is not sure, and without.
    """
    followed = (starts[:-1] < ends[:-1]) & (ends[:-1] < codes.size)
    starts, ends, behind = starts[:-1][followed], ends[:-1][followed], ends[:-1][followed] + 1
    if not starts.size:
        return True
    last = codes[ends - 1]
    spaces = np.isin(last, [code for code in set(last.tolist()) if chr(code).isspace()])
    for index in np.flatnonzero(spaces).tolist():  # which do not count as a part of their line
        line = text[starts[index] : ends[index]]
        ends[index] -= len(line) - len(line.rstrip())
    first = codes[np.minimum(behind, codes.size - 1)]
    unsure = np.isin(first, [code for code in set(first.tolist()) if _may_begin_anew(chr(code))])
    unsure |= (behind >= codes.size) | (ends <= starts)
    wide = np.zeros(int(codes.max()) + 1, np.bool_)
    wide[[ord(char) for char in set(text) if width(char) > 1]] = True
    sums = np.concatenate(([0], np.cumsum(wide[codes], dtype=np.int64)))
    each = np.minimum(ends - starts + sums[ends] - sums[starts], _WIDEST)
    size = int(each.max()) + SLACK + 1
    at_most, at_least = (
        lines_about(np.bincount(some, minlength=size), SLACK + 1) for some in (each, each[~unsure])
    )
    return int(at_least[:cells].max(initial=0)) > int(at_most[cells:].max(initial=0))


def _may_begin_anew(char: str) -> bool:
    return char == "\n" or char.isspace() or char in ANEW
