"""What else is asked of right text in the Latin script, where lone letters are weakly surprising.

Most pages in it hold some words that the language model hardly knows. One loop tells by how many
bits any route between the code pages of the Latin script fails to explain each; here is the
question that it leaves open.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.screening import MOST_FORGIVEN, forgiven_in

__all__ = ["lack_too_little"]

_ROUNDED = 1e-6
"""Bits that sums of the same numbers in another order differ by at most."""
_SPACE, _LINE_END = 0x20, 0x0A
_TWO_LETTERS = (0xE9, 0xE9, _LINE_END)
"""A line that is not mixed: fewer letters are not looked at."""

_Codes = NDArray[np.uint32]


def lack_too_little(codes: _Codes, blocks: Sequence[tuple[int, int, float]]) -> bool:
    """Whether a stretch of a block may save enough, its words of several languages forgiven.

    Of each block, its start and end among the code points of the text, and the bits that it lacks
    if they are not.

    >>> from fixtext.scan import code_points
    >>> codes = code_points("pøeèkám bez potíží")
    >>> lack_too_little(codes, [(0, 18, 8.0)]), lack_too_little(codes, [(0, 18, 11.0)])
    (True, False)
    """
    near = [block for block in blocks if block[2] <= MOST_FORGIVEN]
    if not near:
        return False
    sizes = [end - start + 1 for start, end, _ in near]
    starts = [*itertools.accumulate(sizes, initial=0)]
    lines = np.full(starts[-1] + len(_TWO_LETTERS), _LINE_END, np.uint32)
    for place, (start, end, _) in zip(starts, near, strict=False):
        lines[place : place + end - start] = codes[start:end]
    lines[lines == _LINE_END] = _SPACE
    lines[np.array(starts[1:]) - 1] = _LINE_END
    lines[starts[-1] :] = _TWO_LETTERS
    mixed = {start for start, _ in mixed_lines(lines, vietnamese=False)}
    return any(
        forgiven_in(codes[start:end]) >= lacking - _ROUNDED
        for place, (start, end, lacking) in zip(starts, near, strict=False)
        if place in mixed
    )
