"""Whether a text is garbled throughout, as samples of it tell: then its lines are taken at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.language.pair_screen import PairScreen, Sampled

__all__ = ["SAMPLE", "is_garbled", "sample_places"]

SAMPLE = 500
"""Characters of a sample."""
_SAMPLES = 8
_GARBLED = 0.4
"""The part of the characters that are surprising in garbled text; less than a seventh are in right
text."""
_OF_BEYOND = 0.47
"""The same part of those beyond ASCII; less than 0.46 in any right text, that of Old Chinese."""
_IF_SPARSE = 0.05
"""The same where few characters are beyond ASCII: pairs like ``Ã©`` are hardly surprising."""
_FEWEST, _FEW_WIDE, _IN_ROWS = 12, 0.1, 0.7
"""So many characters beyond ASCII tell of a text that has few; so few of them may be wide, and so
many must have another one beside them."""

_Codes = NDArray[np.uint32]


def sample_places(size: int) -> list[int]:
    """Where samples of a text of so many characters begin, from all over it.

    >>> sample_places(900)
    [0, 57, 114, 171, 228, 285, 342, 400]
    """
    last = max(size - SAMPLE, 0)
    return [*(int(turn * (last / (_SAMPLES - 1))) for turn in range(_SAMPLES - 1)), last]


def is_garbled(screen: PairScreen, codes: _Codes) -> bool:
    """Whether pairs of characters that no language has are common all over a text.

    Of text that is mostly ASCII, whether what is not stands side by side, as bytes of UTF-8 do.

    >>> from fixtext.language import load
    >>> from fixtext.scan import code_points
    >>> texts = "le café est fermé, " * 40, "鎴戜滑鐨勭敓娲?" * 60, "le cafÃ© est fermÃ©, " * 40
    >>> [is_garbled(load().screen, code_points(text)) for text in texts]
    [False, True, True]
    """
    sampled = screen.sampled(codes, sample_places(codes.size), SAMPLE)
    is_sparse = sampled.beyond / sampled.size <= _GARBLED  # nothing of ASCII is surprising
    if is_sparse and not _is_in_rows(sampled):
        return False
    of_beyond = sampled.surprising / sampled.beyond
    if is_sparse:
        return of_beyond > _IF_SPARSE
    followed = sampled.size - _SAMPLES
    return sampled.surprising / followed > _GARBLED or of_beyond > _OF_BEYOND


def _is_in_rows(sampled: Sampled) -> bool:
    """Whether letters and signs beyond ASCII mostly stand side by side."""
    every = sampled.beyond
    if every < _FEWEST or sampled.wide > _FEW_WIDE * every:
        return False
    return sampled.beside >= _IN_ROWS * every
