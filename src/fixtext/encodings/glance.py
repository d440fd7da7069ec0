"""Where a long text is worth a close look, by its pairs of neighbours alone.

The same sum as in :mod:`fixtext.encodings.surprise`, of what :class:`PairScreen` says in place of
what the model does: more than that in places, hardly ever less, and many times faster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.batch import Batch
from fixtext.language.layout import UNITS
from fixtext.language.pair_screen import PUNCTUATION, PairScreen, lindley_sums

__all__ = ["most_suspicious", "suspicious"]

_CHUNK = 1 << 14
_NO_LETTER, _MOST_LETTER = 0x250, 8 * UNITS
"""One letter of the Latin script says no more than this."""
_APART, _FARTHEST = UNITS, 16
"""What each ASCII character between them takes away, in units; and how many count."""

_LINE_START = np.array([0x0A], np.uint32)
_BETWEEN = np.int16(-3000)
"""What stands between two texts takes away more than one can have."""

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]


def suspicious(screen: PairScreen, codes: _Codes, least: float, *, sparse: bool) -> _Places:
    """Places near which characters are surprising by ``least`` bits together, ascending.

    ``codes`` are the text's code points, shape (n,); where those beyond ASCII are ``sparse``, only
    they are looked at.
    """
    units = int(least * UNITS)
    if not sparse:
        return screen.suspicious(codes, units)
    if screen.loops is None:
        return _among(screen, codes, np.flatnonzero(codes > 0x7F), units)
    codes = np.ascontiguousarray(codes, np.uint32)
    return np.frombuffer(screen.loops.suspicious_among(codes, units), np.int64)


def _among(screen: PairScreen, codes: _Codes, high: _Places, least: int) -> _Places:
    """Of places beyond ASCII, those where what is surprising adds up."""
    steps = np.empty((high.size, 2), np.int64)
    steps[:, 0] = np.minimum(np.diff(high, prepend=-_FARTHEST) - 1, _FARTHEST) * -_APART
    steps[:, 1] = screen.surprise(codes[np.maximum(high - 1, 0)], codes[high])
    steps[_is_quote(codes, high), 1] = 0
    letters = codes[high] < _NO_LETTER
    steps[letters, 1] = np.minimum(steps[letters, 1], _MOST_LETTER)
    found: _Places = high[lindley_sums(steps.ravel())[1::2] >= least]
    return found


def _is_quote(codes: _Codes, high: _Places) -> NDArray[np.bool_]:
    """Which characters are quotation marks and apostrophes where English has them."""
    here = codes[high]
    quotes = (here >= 0x2018) & (here <= 0x201D)
    if not quotes.any():
        return quotes
    places = high[quotes]
    before = codes[np.maximum(places - 1, 0)]
    behind = codes[np.minimum(places + 1, codes.size - 1)]
    starts = _is_sign(before) | (places == 0)
    ends = _is_sign(behind) | (places == codes.size - 1)
    opens = (codes[places] == 0x2018) | (codes[places] == 0x201C)
    closes = codes[places] == 0x201D
    apostrophes = codes[places] == 0x2019
    quotes[quotes] = opens & starts | closes & ends | apostrophes & (before < 0x80)
    return quotes


def _is_sign(codes: _Codes) -> NDArray[np.bool_]:
    """Which are ASCII but no letters, or punctuation."""
    lower = codes | 0x20
    signs: NDArray[np.bool_] = (codes < 0x80) & ((lower < 0x61) | (lower > 0x7A))
    return signs | (codes >= PUNCTUATION[0]) & (codes <= PUNCTUATION[1])


def most_suspicious(batch: Batch) -> NDArray[np.float64]:
    """How much what is surprising adds up to in each of many texts, in bits; shape (texts,).

    The same as :meth:`PairScreen.overview` says of each by itself.
    """
    surprise = np.empty(batch.codes.size, np.int16)
    for start in range(0, surprise.size, _CHUNK):
        part = batch.codes[max(start - 1, 0) : start + _CHUNK]
        if not start:
            part = np.concatenate((_LINE_START, part))
        surprise[start : start + _CHUNK] = batch.model.screen.surprise_along(part)
    surprise[batch.starts - 1] = _BETWEEN
    bits: NDArray[np.float64] = batch.most(lindley_sums(surprise)) / UNITS
    return bits
