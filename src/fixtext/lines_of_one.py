"""Where a text has lines of one character each, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fixtext.lazy import lazy_pattern

__all__ = ["lines_of_one"]

_ONE_EACH = lazy_pattern(r"(?:(?<=\n)|\A)(?:\S[ \t]*\r?\n){9,}\S(?=[ \t\r]*(?:\n|\Z))")


def lines_of_one(text: str, rows: Iterable[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Runs of ten lines or more of one character each, in rows of short ones.

    ``rows`` are where these begin, and where the line behind them ends: most short lines are of
    several characters, which takes no pattern to tell.
    """
    for start, end in rows:
        yield from _ONE_EACH.finditer(text, start, end)
