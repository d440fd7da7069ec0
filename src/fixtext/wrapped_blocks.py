"""How much the line ends of a text's blocks may tell of a program that broke its lines.

What :func:`fixtext.line_ends.is_wrapped` says of each block, but for tables, whose lines are looked
at one by one.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import HANGUL, classes, width
from fixtext.line_ends import (
    BEFORE_WORD,
    CLOSING,
    ITEM,
    LETTERS,
    OPENING,
    SENTENCE_END,
    SLACK,
    width_of_most,
)
from fixtext.wrapped_widths import Rules, as_loops_take, full_line

__all__ = ["LineEnds", "line_ends_of", "most_of_blocks", "traits_and_cells"]

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]

_BMP, _CODE_POINTS = 0x10000, 0x110000
_FIRST_PRINTED, _LAST_PRINTED = 0x21, 0x7E
_UNKNOWN = 0
_WHITE, _BEFORE, _CLOSE, _SENTENCE, _OPENS, _ITEM, _HANGUL = (1 << bit for bit in range(7))
"""What a character is, as bits of one byte; loops have the same."""
_ENDS, _ANEW = 1, 2
"""What loops tell of a line end, as bits."""


class LineEnds(NamedTuple):
    """The line ends between lines that are not blank, shape (ends,) each.

    ``cells`` is the width of the line before, and ``word`` that of what is kept together at the
    beginning of the next, with a space where one may have stood between them.
    """

    cells: _Places
    word: _Places
    sentence: _Flags
    """Whether a sentence may end there."""
    anew: _Flags
    """Whether the next line is of another paragraph."""
    block: _Places
    """Line ends with no blank line between them have the same number."""

    def are_full(self, limit: int) -> _Flags:
        """As :func:`fixtext.line_ends.is_full`, of lines of which the width is not known."""
        full = (self.cells + self.word > limit) | (self.cells >= limit - SLACK)
        return full & (self.cells <= limit + 2)


def most_of_blocks(codes: _Codes, rules: Rules) -> float:
    """The most bits that the line ends of a text's blocks tell, which blank lines set apart.

    Nothing where none may be wrapped. A block tells against it if it was not wrapped, and that it
    was is not sure of any, since it may be a table.
    """
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(codes, np.uint32)
        tables, numbers = as_loops_take(rules)
        told = compiled.most_of_blocks(codes, *traits_and_cells(), *tables, numbers)
        if told is not None:
            return told
    ends = line_ends_of(codes)
    if not ends.cells.size:
        return 0.0
    limit = width_of_most(ends.cells[~ends.anew])
    if limit < rules.narrowest:
        return 0.0
    full = ends.are_full(limit) & ~ends.anew
    first = np.flatnonzero(np.diff(ends.block, prepend=-1))
    longer = ~ends.anew & ~full & (ends.cells > limit + 2)
    early = ~ends.anew & ~full & ~longer & ~ends.sentence
    kinds = (full | ends.sentence, full, full & ~ends.sentence, longer, early)
    sums = [np.add.reduceat(kind, first, dtype=np.int64) for kind in kinds]
    like, filled, inside, too_long, too_short = sums
    wrapped = (filled > 0) & (10 * like >= 6 * np.diff(first, append=full.size))
    if not wrapped.any():
        return 0.0
    each, at_end = full_line(limit, rules)
    told_by = each * inside + at_end * (filled - inside)
    told_by += rules.inside * inside
    told_by -= rules.longer * too_long + rules.early * too_short
    told_by = np.where(wrapped, np.maximum(told_by, -rules.unlike), -rules.unlike)
    return max(float(np.cumsum(told_by)[-1]) + rules.rest, 0.0)


def traits_and_cells() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What each character of the BMP is, and the cells of each code point, as loops take them.

    The latter are written to when a character is met whose cells are not known.
    """
    return _traits(), _widths()


def line_ends_of(codes: _Codes) -> LineEnds:
    """The line ends of all blocks of a text, which is given as code points."""
    return _in_a_loop(codes) if compiled.IS_COMPILED else _in_numpy(codes)


def _in_a_loop(codes: _Codes) -> LineEnds:
    codes, cells = np.ascontiguousarray(codes, np.uint32), _widths()
    while isinstance(found := compiled.line_ends(codes, _traits(), cells), int):
        _learn(codes, cells)
    each = np.frombuffer(found, np.int64).reshape(-1, 4)
    told = each[:, 2]
    return LineEnds(each[:, 0], each[:, 1], told & _ENDS > 0, told & _ANEW > 0, each[:, 3])


def _learn(codes: _Codes, cells: NDArray[np.uint8]) -> None:
    """Fill in the cells of the characters of a text, as far as they are not known."""
    for code in np.unique(codes[cells[codes] == _UNKNOWN]).tolist():
        cells[code] = width(chr(code))


def _in_numpy(codes: _Codes) -> LineEnds:
    traits = _traits().take(codes, mode="clip")
    starts = np.concatenate(([0], np.flatnonzero(codes == 0x0A) + 1))
    behind = np.append(starts[1:] - 1, codes.size)
    printed = np.flatnonzero(traits & _WHITE == 0)
    low, high = np.searchsorted(printed, starts), np.searchsorted(printed, behind)
    filled = low < high
    before = np.flatnonzero(filled[:-1] & filled[1:])
    if not before.size:
        none, no = np.empty(0, np.int64), np.empty(0, np.bool_)
        return LineEnds(none, none, no, no, none)
    after = before + 1
    first, last = printed[low[after]], printed[high[before] - 1]
    sums = np.concatenate(([0], np.cumsum(_cells(codes), dtype=np.int64)))
    white = np.concatenate(([0], np.cumsum(codes == 0x20)))
    edges = traits[last], traits[first]
    space = (white[first] > white[last + 1]) | ((edges[0] | edges[1]) & _HANGUL > 0)
    word = sums[_words(codes, traits, first, printed[high[after] - 1] + 1)] - sums[first]
    indents = printed[low[before]] - starts[before], first - starts[after]
    return LineEnds(
        sums[last + 1] - sums[starts[before]],
        word + space,
        edges[0] & _SENTENCE > 0,
        _begins_anew(edges, indents),
        np.cumsum(np.diff(before, prepend=-2) > 1),
    )


def _begins_anew(
    edges: tuple[NDArray[np.uint8], NDArray[np.uint8]], indents: tuple[_Places, _Places]
) -> _Flags:
    """As :func:`fixtext.line_ends.begins_anew`, by what stands at line ends, and the indents."""
    (last, first), (before, after) = edges, indents
    speech = (last & _SENTENCE > 0) & (first & _OPENS > 0)
    indented = (first & _ITEM > 0) | (after > before) | (after > 4)
    anew: _Flags = speech | indented & ((after != 1) | (first & _HANGUL == 0))
    return anew


def _words(codes: _Codes, traits: NDArray[np.uint8], starts: _Places, ends: _Places) -> _Places:
    """Where that ends which is kept together at the beginning of each line."""
    inner = np.minimum(_behind(traits & _BEFORE > 0, starts), ends - 1)
    printed = (codes >= _FIRST_PRINTED) & (codes <= _LAST_PRINTED)
    inner = np.maximum(_behind(printed, inner), inner + 1)
    return np.minimum(_behind(traits & _CLOSE > 0, inner), ends)


def _behind(which: _Flags, places: _Places) -> _Places:
    """The first place from each on where a character is not so."""
    others = np.append(np.flatnonzero(~which), which.size)
    found: _Places = others[np.searchsorted(others, places)]
    return found


@functools.cache
def _traits() -> NDArray[np.uint8]:
    """What each code point of the BMP is, and all beyond."""
    table = np.zeros(_BMP + 1, np.uint8)
    white = (chr(code) for code in range(_BMP) if chr(code).isspace())
    for characters, trait in (
        (white, _WHITE),
        (BEFORE_WORD, _BEFORE),
        (CLOSING, _CLOSE),
        (SENTENCE_END, _SENTENCE),
        (OPENING, _OPENS),
        (ITEM, _ITEM),
    ):
        table[[ord(character) for character in characters]] |= np.uint8(trait)
    table[classes(np.arange(_BMP + 1, dtype=np.uint32)) & LETTERS == HANGUL] |= np.uint8(_HANGUL)
    table.setflags(write=False)
    return table


@functools.cache
def _widths() -> NDArray[np.uint8]:
    """The cells of each code point, as far as any was met."""
    return np.zeros(_CODE_POINTS, np.uint8)


def _cells(codes: _Codes) -> NDArray[np.uint8]:
    """The cells that each character takes."""
    table = _widths()
    cells = table[codes]
    if (cells == _UNKNOWN).any():
        _learn(codes, table)
        cells = table[codes]
    return cells
