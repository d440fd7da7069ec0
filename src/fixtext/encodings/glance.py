"""Where a long text is worth a close look, by its pairs of neighbours alone.

The same sum as in :mod:`fixtext.encodings.surprise`, of what :class:`PairScreen` says in place of
what the model does: more than that in places, hardly ever less, and many times faster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.language.layout import UNITS
from fixtext.language.pair_screen import PairScreen

__all__ = ["suspicious"]

_CHUNK = 1 << 14
_TOGETHER = 4
"""So many characters count as one where nearly all are beyond ASCII."""
_APART, _FARTHEST = UNITS, 16
"""What each ASCII character between them takes away, in units; and how many count."""

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]


def suspicious(
    screen: PairScreen, codes: _Codes, high: _Places, least: float, *, sparse: bool
) -> _Places:
    """Places near which characters are surprising by ``least`` bits together, ascending.

    ``codes`` are the text's code points, shape (n,), ``high`` the places beyond ASCII; where these
    are ``sparse``, only they are looked at.
    """
    units = int(least * UNITS)
    return _among(screen, codes, high, units) if sparse else _everywhere(screen, codes, units)


def _among(screen: PairScreen, codes: _Codes, high: _Places, least: int) -> _Places:
    """Of places beyond ASCII, those where what is surprising adds up."""
    steps = np.empty((high.size, 2), np.int64)
    steps[:, 0] = np.minimum(np.diff(high, prepend=-_FARTHEST) - 1, _FARTHEST) * -_APART
    steps[:, 1] = screen.surprise(codes[np.maximum(high - 1, 0)], codes[high])
    sums = np.cumsum(steps.ravel())
    sums -= np.minimum(np.minimum.accumulate(sums), 0)
    found: _Places = high[sums[1::2] >= least]
    return found


def _everywhere(screen: PairScreen, codes: _Codes, least: int) -> _Places:
    """The places where what is surprising adds up, one of each few characters."""
    found: list[_Places] = []
    carried = np.int32(0)
    for start in range(0, codes.size, _CHUNK):
        part = codes[max(start - 1, 0) : start + _CHUNK]
        surprise = screen.surprise_along(part)
        if not start:
            surprise = np.concatenate((np.zeros(1, np.int16), surprise))
        missing = -surprise.size % _TOGETHER
        if missing:
            surprise = np.concatenate((surprise, np.zeros(missing, np.int16)))
        sums = surprise[0::_TOGETHER] + surprise[1::_TOGETHER]
        sums += surprise[2::_TOGETHER]
        sums += surprise[3::_TOGETHER]
        sums = np.cumsum(sums, dtype=np.int32)
        sums += carried
        lowest = np.minimum.accumulate(sums)
        np.minimum(lowest, 0, out=lowest)
        sums -= lowest
        carried = sums[-1]
        if sums.max() >= least:
            found.append(np.flatnonzero(sums >= least) * _TOGETHER + (start + _TOGETHER // 2))
    places = np.concatenate(found) if found else np.empty(0, np.int64)
    return np.minimum(places, codes.size - 1)
