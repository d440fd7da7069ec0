"""Characters with two byte sequences in the wrong codec: which of the two was it?

windows-932 has 400 characters twice, from NEC and from IBM. Which bytes were there cannot be seen
in what it showed, so the one is taken with which the text around it reads better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import Codec
from fixtext.encodings.lattice import Bytes
from fixtext.language import Model
from fixtext.scan import code_points

__all__ = ["chosen_twins"]

_AROUND = 8
"""Bytes on both sides that are read with a twin."""
_BLANK = 3
_MOST = 2000


def chosen_twins(
    model: Model, codes: NDArray[np.uint32], laid: Bytes, wrong: Codec, right: Codec
) -> NDArray[np.uint8]:
    """The bytes of a text as the right codec reads them best; the bytes of ``laid`` without twins.

    Linear in the text: each twin is decided by what is near it, and twins beyond some thousand
    keep the bytes that the codec itself writes.
    """
    if not wrong.twins:
        return laid.data
    has_twin = np.isin(codes, np.fromiter(wrong.twins, np.uint32))
    places = np.flatnonzero(has_twin)[:_MOST]
    if not places.size:
        return laid.data
    data = laid.data.copy()
    starts = laid.offsets[places]
    whole = right.decode(data).offsets  # where characters begin that may be right
    lows = whole[np.searchsorted(whole, np.maximum(starts - _AROUND, 0))].tolist()
    parts: list[NDArray[np.uint32]] = []
    blank = np.full(_BLANK, 10, np.uint32)
    for place, start, low in zip(places.tolist(), starts.tolist(), lows, strict=True):
        high = start + 2 + _AROUND
        before, behind = data[min(low, start) : start].tobytes(), data[start + 2 : high].tobytes()
        twin = wrong.twins[int(codes[place])].to_bytes(2, "big")
        for middle in (data[start : start + 2].tobytes(), twin):
            text = (before + middle + behind).decode(right.python, "surrogateescape")
            parts += (blank, code_points(text))
    bits = _sums(model, parts)
    for start, place, ours, twins in zip(starts, places, bits[::2], bits[1::2], strict=True):
        if twins < ours:
            pair = wrong.twins[int(codes[place])]
            data[start], data[start + 1] = pair >> 8, pair & 0xFF
    return data


def _sums(model: Model, parts: list[NDArray[np.uint32]]) -> list[float]:
    """Bits of every second part, the first being blanks."""
    scores = np.concatenate(([0.0], np.cumsum(model.score(np.concatenate(parts)), dtype=float)))
    ends = np.cumsum([part.size for part in parts])
    sums: list[float] = (scores[ends[1::2]] - scores[ends[::2]]).tolist()
    return sums
