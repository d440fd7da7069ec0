"""How much the widths of a text's lines may tell of a program that broke them where full."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.line_ends import SENTENCE_END, SLACK
from fixtext.line_widths import lines_about, measured_lines
from fixtext.scan import line_breaks

__all__ = ["Rules", "as_loops_take", "full_line", "marks_of_lines", "most_of_widths"]

_WIDEST = 4096
"""Cells; lines that are wider count as so wide."""
_BLANK = "\n\r \t\u3000"
"""What blank lines, and lines that are indented, begin with."""
_MARKS = SENTENCE_END | frozenset("，、,;")
"""What no word goes on behind."""
_NEAR, _ABOUT = SLACK + 1, 4 * SLACK
"""So many widths are as common as one, and lines of so many may be full at it."""

_Codes = NDArray[np.uint32]
_Counts = NDArray[np.int64]
_Bits = NDArray[np.float64]


class Rules(NamedTuple):
    """What lines tell, in bits but for the narrowest width, in cells."""

    narrowest: int
    at_end: float
    """How much less a full line tells at whose end a sentence ends."""
    inside: float
    """What a line tells at most that ends without a mark."""
    longer: float
    """What one tells against a width that is longer."""
    rest: float
    """What all of them tell at most by what counts only so many times."""
    early: float
    """What one tells against it that is not full, though no sentence ends."""
    unlike: float
    """What a block tells against it whose lines are not full."""


def most_of_widths(codes: _Codes, rules: Rules) -> float | None:
    """The most bits that the lines of a text tell, given as code points.

    None where blank lines, or indented ones, set some apart.

    >>> text = ("中" * 12 + "\\n") * 4
    >>> codes = np.array([ord(character) for character in text], np.uint32)
    >>> round(most_of_widths(codes, Rules(24, 1.0, 2.0, 1.0, 0.5, 1.0, 1.0)), 1)
    17.4
    """
    if not compiled.IS_COMPILED:
        return _in_numpy(codes, rules)
    codes = np.ascontiguousarray(codes, np.uint32)
    tables, numbers = as_loops_take(rules)
    return compiled.most_of_widths(codes, marks_of_lines(), *tables, numbers)


_Numbers = tuple[float, float, float, float, float, int, int, int]


def as_loops_take(rules: Rules) -> tuple[tuple[_Bits, _Bits], _Numbers]:
    """The bits of a full line of each width, with no sentence's end and with one; and the rest."""
    bits = rules.inside, rules.longer, rules.rest, rules.early, rules.unlike
    return _full(rules.narrowest, rules.at_end), (*bits, rules.narrowest, _NEAR, _ABOUT)


def full_line(cells: int, rules: Rules) -> tuple[float, float]:
    """The bits that a full line of some width tells, with no sentence's end and with one."""
    narrowest, at_end = rules[:2]
    if cells <= _WIDEST:
        each, at_ends = _full(narrowest, at_end)
        return float(each[cells]), float(at_ends[cells])
    each, at_ends = _bits_of(np.array([cells]), narrowest, at_end)
    return float(each[0]), float(at_ends[0])


@functools.cache
def _full(narrowest: int, at_end: float) -> tuple[_Bits, _Bits]:
    return _bits_of(np.arange(_WIDEST + 1), narrowest, at_end)


def _bits_of(cells: _Counts, narrowest: int, at_end: float) -> tuple[_Bits, _Bits]:
    each: _Bits = np.log2(np.maximum(cells, narrowest) / (SLACK + 2))
    return each, np.maximum(each - at_end, 0.0)


@functools.cache
def marks_of_lines() -> NDArray[np.uint8]:
    """What each character of the BMP is, and all beyond: a sentence's end, any mark, a blank."""
    table = np.zeros(0x10001, np.uint8)
    for bit, characters in enumerate((SENTENCE_END, _MARKS, _BLANK)):
        table[list(map(ord, characters))] |= np.uint8(1 << bit)
    table.setflags(write=False)
    return table


def _in_numpy(codes: _Codes, rules: Rules) -> float | None:
    behind = line_breaks(codes) + 1
    if np.isin(codes[behind[behind < codes.size]], list(map(ord, _BLANK))).any():
        return None
    starts, ends, widths = measured_lines(codes)
    filled = starts < ends
    cells = np.minimum(widths[filled], _WIDEST)
    counts, ended, marked = _by_width(cells, codes[ends[filled] - 1])
    longer = counts.sum() - np.cumsum(counts)
    full, ended, marked = (lines_about(each, _ABOUT) for each in (counts, ended, marked))
    each, at_ends = _full(rules.narrowest, rules.at_end)
    most: _Bits = each * (full - ended) + at_ends * ended
    most += (full - marked) * rules.inside - rules.longer * longer
    most += rules.rest
    common = np.convolve(counts, np.ones(_NEAR, np.int64))[: _WIDEST + 1]
    likely = (np.arange(_WIDEST + 1) >= rules.narrowest) & (10 * common >= 9 * common.max())
    return float(most[likely].max(initial=0.0))


def _by_width(cells: _Counts, last: _Codes) -> tuple[_Counts, _Counts, _Counts]:
    """How many lines have each width: of all, of those that end a sentence, or with any mark."""
    kinds = [np.isin(last, [ord(mark) for mark in marks]) for marks in (SENTENCE_END, _MARKS)]
    of_all, ended, marked = (
        np.bincount(each, minlength=_WIDEST + 1)
        for each in (cells, *(cells[kind] for kind in kinds))
    )
    return of_all, ended, marked
