"""Ideographic description sequences: an operator (⿰) and its parts, which stand for one character.

Unicode, chapter 18.2. Converters leave them alone, since they describe a shape.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["description_sequences", "may_describe"]

_FIRST, _LAST = 0x2FF0, 0x2FFF
_ARITY = {0x2FF2: 3, 0x2FF3: 3, 0x2FFE: 1, 0x2FFF: 1}  # and 2 for the others

# OpenCC's limits: a sequence that is nested deeper or is longer counts as plain text.
_DEPTH = 16
_LENGTH = 64


def description_sequences(
    codes: NDArray[np.uint32], different: NDArray[np.uint32] | None = None
) -> NDArray[np.bool_] | None:
    """A mask of what belongs to complete description sequences; None if there are none.

    It may be known which ``different`` code points the text has.
    """
    if different is not None and not ((different >= _FIRST) & (different <= _LAST)).any():
        return None
    operators = np.flatnonzero((codes >= _FIRST) & (codes <= _LAST))
    if not len(operators):
        return None
    mask = np.zeros(len(codes), np.bool_)
    end = 0
    for start in operators.tolist():
        if start >= end:
            length = _length(codes[start : start + _LENGTH].tolist())
            if length:
                end = start + length
                mask[start:end] = True
    return mask if end else None


def may_describe(codes: NDArray[np.uint32], end: int) -> bool:
    """Whether a description sequence that began before ``end`` could still go on there."""
    tail = codes[max(0, end - _LENGTH) : end]
    return bool(((tail >= _FIRST) & (tail <= _LAST)).any())


def _length(codes: list[int]) -> int:
    """The length of the complete sequence at the beginning, 0 if there is none."""
    missing: list[int] = []  # for each operator still open, how many parts it waits for
    for position, code in enumerate(codes):
        if len(missing) >= _DEPTH:
            return 0
        if _FIRST <= code <= _LAST:
            missing.append(_ARITY.get(code, 2))
            continue
        while missing:
            missing[-1] -= 1
            if missing[-1]:
                break
            missing.pop()
        if not missing:
            return position + 1
    return 0
