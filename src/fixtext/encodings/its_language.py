"""Letters of the Latin script that other code pages show, weighed by the language around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import strangers
from fixtext.encodings.circumstances import latin_only
from fixtext.encodings.weighing import Reversal

__all__ = ["brings_into_language"]

_OF_ITS_LANGUAGE = 6.0
"""Bits for a letter that the language of its line has, where there was one that it has not."""
_SEVERAL = 3
"""Letters beyond ASCII of a line, all different, that tell its language."""
_NEAR = 200
"""How far from what changed they are looked for, in code points."""
_LINE_END = 0x0A

_Codes = NDArray[np.uint32]


def brings_into_language(codes: _Codes, low: int, high: int, one: Reversal) -> float:
    """Bits for other letters of the Latin script that are of the language of those around.

    The letters of the line that stay must be of one language, to which what stood there is
    foreign, and what it becomes is not. A stretch tells of the letters in it and near it only.
    """
    if not latin_only(one):
        return 0.0
    changed = one.trimmed(codes[low:high])
    start, end = low + changed.start - one.start, low + changed.end - one.start
    around = _of_the_line(codes, start, end)
    if np.unique(around[(around >= 0xC0) & (around < 0x250)]).size < _SEVERAL:
        return 0.0
    before, after = (
        strangers(np.concatenate((around, part))) for part in (codes[start:end], changed.codes)
    )
    return _OF_ITS_LANGUAGE if before and not after else 0.0


def _of_the_line(codes: _Codes, start: int, end: int) -> _Codes:
    """What stands before a stretch and behind it in the same line."""
    before, behind = codes[max(0, start - _NEAR) : start], codes[end : end + _NEAR]
    ends, begins = np.flatnonzero(before == _LINE_END), np.flatnonzero(behind == _LINE_END)
    before = before[ends[-1] + 1 if ends.size else 0 :]
    return np.concatenate((before, behind[: begins[0] if begins.size else None]))
