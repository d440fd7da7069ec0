"""Where a text has lines of one character each, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.lazy import lazy_pattern

__all__ = ["lines_of_one"]

_ONE_EACH = lazy_pattern(r"(?:(?<=\n)|\A)(?:\S[ \t]*\r?\n){9,}\S(?=[ \t\r]*(?:\n|\Z))")
_FEWEST = 10
_SHORT = 16
"""A line of one character and white space is no longer."""
_WHITE = tuple(map(ord, " \t\r"))
"""What can stand behind the one character of a line."""

_Places = NDArray[np.int64]


def lines_of_one(
    text: str, codes: NDArray[np.uint32], lines: tuple[_Places, _Places]
) -> Iterator[re.Match[str]]:
    """Runs of ten lines or more of one character each, in rows of so many short ones.

    ``codes`` are the text's code points, and ``lines`` where its lines begin and end.
    """
    starts, ends = lines
    short = ends - starts < _SHORT
    rows = _rows_of(short)
    rows = rows[rows[:, 1] - rows[:, 0] >= _FEWEST]
    if not rows.size:
        return
    # nearly all short lines are of several characters, which takes no pattern to tell
    second = codes.take(starts + 1, mode="clip")
    single = short & ((ends - starts == 1) | np.isin(second, _WHITE) & (ends - starts > 1))
    begins = _rows_of(single)
    begins = begins[begins[:, 1] - begins[:, 0] >= _FEWEST - 1, 0]
    kept = np.searchsorted(begins, rows[:, 0]) < np.searchsorted(begins, rows[:, 1])
    for first, last in rows[kept].tolist():
        start = int(ends[first - 1]) + 1 if first else 0
        end = int(ends[min(last, len(ends) - 1)])
        yield from _ONE_EACH.finditer(text, start, end)


def _rows_of(which: NDArray[np.bool_]) -> _Places:
    """Where rows of true values begin and end, shape (rows, 2)."""
    return np.flatnonzero(np.diff(which, prepend=False, append=False)).reshape(-1, 2)
