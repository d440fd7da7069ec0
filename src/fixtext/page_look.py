"""Whether lines of a short text may have been cut, or its marks folded, told by loops.

Most right pages are told so to be right by all that their layout says, before any kind is asked.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import class_table
from fixtext.garblings.folded_punctuation import EACH_FULL, FOLDED, LEAST, STOPS, WEIGHT
from fixtext.garblings.hard_wrap import FEWEST, LEAST_SHARE, RULES
from fixtext.line_ends import LETTERS, SLACK
from fixtext.wrapped_blocks import traits_and_cells
from fixtext.wrapped_widths import as_loops_take, marks_of_lines

__all__ = ["page_look"]


@functools.lru_cache(maxsize=16)
def page_look(min_bits: float) -> compiled.PageLook:
    """The loops, where nothing is proven, and so many bits are enough."""
    tables, numbers = as_loops_take(RULES)
    weights = np.array([*WEIGHT.values()], np.float64)
    return compiled.PageLook(
        class_table(),
        marks_of_lines(),
        *tables,
        *traits_and_cells(),
        _folds(),
        weights,
        LETTERS,
        2 * SLACK,
        numbers,
        FEWEST,
        LEAST_SHARE,
        LEAST,
        EACH_FULL,
        min_bits,
    )


@functools.cache
def _folds() -> NDArray[np.uint8]:
    """What each character of the BMP is, and all beyond, where marks may be folded.

    One that others are folded to, by its number among the weights; one that is not folded; or one
    of the others that Chinese text has.
    """
    table = np.zeros(0x10001, np.uint8)
    for number, mark in enumerate(WEIGHT, 1):
        table[ord(mark)] = number
    table[list(map(ord, FOLDED.values()))] = len(WEIGHT) + 1
    table[list(map(ord, STOPS))] = len(WEIGHT) + 2
    table.setflags(write=False)
    return table
