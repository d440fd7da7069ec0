"""Restoring a stretch of which bytes are gone: the gaps in it filled by what is most probable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alternatives import ONE
from fixtext.encodings.attempts import Attempt, score_texts
from fixtext.encodings.filling import fill
from fixtext.encodings.lattice import REPLACEMENT, gaps_between
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model

__all__ = ["restored"]

_LOSSY, _EACH_GAP = 3.0, 2.0
"""Bits that it costs that bytes were lost at all, and at each place."""
_LEAST_PROBABILITY = 0.35
_UNKNOWN = np.array([REPLACEMENT], np.uint32)

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]


def restored(model: Model, reversal: Reversal, attempt: Attempt, stop: int) -> Reversal:
    """A stretch with lost bytes, its gaps filled; U+FFFD where nothing is probable enough.

    The text that the stretch is part of ends at ``stop``, in characters of the attempt's text.
    """
    codes, bits = attempt.shown.codes[:stop], attempt.shown.each[:stop]
    start, end = reversal.start, reversal.end
    laid = attempt.shown.laid
    while end < codes.size and laid.holes[laid.offsets[end]] == ONE:
        end += 1  # what stands for lost bytes saves nothing by itself
    span = int(laid.offsets[start]), int(laid.offsets[end])
    read = gaps_between(
        model,
        laid,
        attempt.decoding,
        attempt.bad,
        span,
        attempt.shown.wrong,
        int(laid.offsets[stop]),
    )
    if end == codes.size:  # what ends a text is followed by a line end
        read.known[-1] = np.append(read.known[-1], np.uint32(10))
    fillings = fill(model, read.known, read.gaps)
    if end == codes.size:
        read.known[-1] = read.known[-1][:-1]
    before, after = codes[max(0, start - 3) : start], codes[end : end + 3]
    best: list[_Codes] = [before, read.known[0]]
    pieces = [read.known[0]]
    places: list[int] = []
    place = read.known[0].size
    for filling, behind in zip(fillings, read.known[1:], strict=True):
        option = np.array(filling.option, np.uint32)
        best += (option, behind)
        if filling.probability < _LEAST_PROBABILITY:
            sure = filling.first >= _LEAST_PROBABILITY and option.size > 1
            option = np.concatenate((option[:1], _UNKNOWN)) if sure else _UNKNOWN
        pieces += (option, behind)
        places.append(place)
        place += option.size + behind.size
    whole = np.concatenate((*best, after))
    scores = score_texts(model, [whole])[0]
    saved = bits[start : end + 3].sum() - scores[before.size :].sum()
    saved -= reversal.unheard + attempt.shown.borders[start] + attempt.shown.borders[end] + _LOSSY
    saved -= attempt.route.cost + sum(_EACH_GAP + filling.penalty for filling in fillings)
    inferred = tuple(zip(places, fillings, strict=True))
    text = np.concatenate(pieces)
    return Reversal(start, end, text, float(saved), reversal.routes, len(fillings), inferred)
