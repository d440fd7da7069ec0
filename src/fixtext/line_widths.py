"""How wide the lines of a text are, in cells: East Asian characters take two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import class_table, classes
from fixtext.line_ends import LETTERS

__all__ = ["lines_about", "widths", "widths_between_letters"]


_FIRST_WIDE = 0x2E80


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
