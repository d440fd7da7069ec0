"""How wide the lines of a text are, in cells: East Asian characters take two."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import class_table, classes
from fixtext.line_ends import LETTERS, SLACK
from fixtext.scan import line_edges

__all__ = ["Lines", "Widths", "line_widths", "lines_about", "measured_lines"]


_FIRST_WIDE = 0x2E80
_CARRIAGE_RETURN = 0x0D
_MOST_CELLS, _FEW_CELLS = 1 << 16, 4
"""Wider lines count as so wide; and lines of one character are narrower."""
_FEWEST_SHORT, _FEWEST_SINGLE, _SHORT = 10, 9, 16
"""A line of one character and white space is shorter than the last."""
_WHITE = tuple(map(ord, " \t\r"))
"""What can stand behind the one character of a line."""

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]


class Lines(NamedTuple):
    """The lines of a text: where each begins and ends, in code points, and its cells."""

    starts: _Places
    ends: _Places
    cells: _Places


class Widths(NamedTuple):
    """What the widths of lines tell of a text: of those that end between two East Asian letters."""

    total: int
    """How many there are."""
    single: int
    """How many of them are of one character."""
    alike: int
    """The most of them that are as wide as each other, or nearly so, and not too narrow."""
    short: list[tuple[int, int]]
    """Starts and ends, in code points, of rows of ten short lines or more, and the line behind, in
    which nine or more in a row may be of one character each."""


def measured_lines(codes: _Codes) -> Lines:
    """The lines of a text, given as code points; the last one ends with it.

    >>> codes = np.array([ord(character) for character in "中文a\\n字"], np.uint32)
    >>> [each.tolist() for each in measured_lines(codes)]
    [[0, 4], [3, 5], [5, 2]]
    """
    if compiled.IS_COMPILED:
        found = compiled.measured_lines(np.ascontiguousarray(codes, np.uint32))
        ends, cells = np.frombuffer(found, np.int64).reshape(-1, 2).T.copy()
        return Lines(np.concatenate(([0], ends[:-1] + 1)), ends, cells)
    starts, ends = line_edges(codes)
    wide = np.concatenate(([0], np.cumsum(codes >= _FIRST_WIDE)))
    return Lines(starts, ends, ends - starts + wide[ends] - wide[starts])


def line_widths(codes: _Codes, narrowest: int) -> Widths:
    """What the widths of a text's lines tell, in one pass; lines that are too narrow are not alike.

    >>> codes = np.array([ord(character) for character in "中文\\n字体\\n字"], np.uint32)
    >>> line_widths(codes, 1)
    Widths(total=2, single=0, alike=2, short=[])
    """
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(codes, np.uint32)
        told = compiled.line_widths(codes, class_table(), LETTERS, 2 * SLACK, narrowest)
        edges = np.frombuffer(told[3], np.int64).tolist()
        return Widths(*told[:3], list(zip(edges[::2], edges[1::2], strict=True)))
    lines = measured_lines(codes)
    cells_of = np.minimum(lines.cells[_between_letters(codes, lines.ends)], _MOST_CELLS)
    counts = np.bincount(cells_of, minlength=1)
    near = np.convolve(counts, np.ones(2 * SLACK + 1, np.int64))
    return Widths(
        int(counts.sum()),
        int(counts[:_FEW_CELLS].sum()),
        int(near[narrowest:].max(initial=0)),
        _short_rows(codes, lines),
    )


def _between_letters(codes: _Codes, ends: _Places) -> NDArray[np.bool_]:
    """Which lines end between two East Asian letters."""
    between = (ends > 1) & (ends + 1 < codes.size)
    places = ends[between]
    last = codes[places - 1 - (codes[places - 1] == _CARRIAGE_RETURN)]
    letters = (classes(last) & LETTERS > 0) & (classes(codes[places + 1]) & LETTERS > 0)
    between[between] = letters
    return between


def _short_rows(codes: _Codes, lines: Lines) -> list[tuple[int, int]]:
    """Rows of short lines with enough in a row that may be of one character each."""
    starts, ends, _ = lines
    sizes = ends - starts
    rows = _rows_of(sizes < _SHORT)
    rows = rows[rows[:, 1] - rows[:, 0] >= _FEWEST_SHORT]
    if not rows.size:
        return []
    second = codes.take(starts + 1, mode="clip")
    single = (sizes == 1) | np.isin(second, _WHITE) & (sizes > 1) & (sizes < _SHORT)
    begins = _rows_of(single)
    begins = begins[begins[:, 1] - begins[:, 0] >= _FEWEST_SINGLE, 0]
    kept = np.searchsorted(begins, rows[:, 0]) < np.searchsorted(begins, rows[:, 1])
    first, last = rows[kept].T
    return list(
        zip(starts[first].tolist(), ends[np.minimum(last, ends.size - 1)].tolist(), strict=True)
    )


def _rows_of(which: NDArray[np.bool_]) -> _Places:
    """Where rows of true values begin and end, shape (rows, 2)."""
    return np.flatnonzero(np.diff(which, prepend=False, append=False)).reshape(-1, 2)


def lines_about(counts: NDArray[np.int64], cells: int) -> NDArray[np.int64]:
    """How many lines are as wide as each width, or little narrower."""
    sums = np.concatenate((np.zeros(cells, np.int64), np.cumsum(counts)))
    running: NDArray[np.int64] = sums[cells:] - sums[:-cells]
    return running
