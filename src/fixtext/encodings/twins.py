"""Characters with two byte sequences in the wrong codec: which of the two was it?

windows-932 has 400 characters twice, from NEC and from IBM. Korean has some hanja once for each of
their readings, and normalisation makes them one. Which bytes were there cannot be seen in what was
shown, so those are taken with which the text around them reads best.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import Codec, Decoding
from fixtext.encodings.lattice import Bytes
from fixtext.language import Model
from fixtext.scan import code_points

__all__ = ["read_with_twins"]

_AROUND = 8
"""Bytes on both sides that are read with a twin."""
_BLANKS = "\n\n\n"
_NORMALISED = 6.0
"""Bits that it costs that text was normalised on its way, which not all is."""
_MOST = 2000


def read_with_twins(
    model: Model, codes: NDArray[np.uint32], laid: Bytes, wrong: Codec, right: Codec
) -> Decoding:
    """A text as the right codec reads its bytes, with those twins that read best.

    Linear in the text: each twin is decided by what is near it, and twins beyond some thousand
    keep the bytes that the codec itself writes.
    """
    as_laid = right.decode(laid.data)
    if not wrong.twins:
        return as_laid
    places = np.flatnonzero(_has_twin(wrong).take(codes, mode="clip"))[:_MOST]
    if not places.size:
        return as_laid
    data = laid.data.copy()
    shown = data.tobytes()
    starts = laid.offsets[places]
    whole = as_laid.offsets  # where characters begin that may be right
    lows = whole[np.searchsorted(whole, np.maximum(starts - _AROUND, 0))].tolist()
    pieces: list[bytes] = []
    tried: list[tuple[int, bytes, float]] = []
    for place, start, low in zip(places.tolist(), starts.tolist(), lows, strict=True):
        before = shown[min(low, start) : start]
        behind = shown[start + 2 : start + 2 + _AROUND]
        own = shown[start : start + 2]
        twins = (pair.to_bytes(2, "big") for pair in wrong.twins[int(codes[place])])
        for pair in (own, *twins):
            doubt = _NORMALISED if pair != own and wrong.label == "euc-kr" else 0.0
            pieces.append(before + pair + behind)
            tried.append((start, pair, doubt))
    best: dict[int, tuple[float, bytes]] = {}
    for (start, pair, doubt), bits in zip(tried, _sums(model, _read(pieces, right)), strict=True):
        if start not in best or bits + doubt < best[start][0]:
            best[start] = (bits + doubt, pair)
    for start, (_, pair) in best.items():
        data[start], data[start + 1] = pair
    return as_laid if (data == laid.data).all() else right.decode(data)


@functools.cache
def _has_twin(wrong: Codec) -> NDArray[np.bool_]:
    table = np.zeros(0x10000, np.bool_)
    table[[code for code in wrong.twins if code < 0xFFFF]] = True
    return table


def _read(pieces: list[bytes], right: Codec) -> list[str]:
    """Pieces in a codec, lone surrogates for bytes that make no character."""
    if right.label == "utf-8":  # in which no zero is part of another character
        together = b"\0".join(pieces)
        if together.count(0) == len(pieces) - 1:
            return together.decode("utf-8", "surrogateescape").split("\0")
    return [piece.decode(right.python, "surrogateescape") for piece in pieces]


def _sums(model: Model, texts: list[str]) -> list[float]:
    """The bits of each text, as if it began a line."""
    codes = code_points("".join([_BLANKS + text for text in texts]))
    scores = np.concatenate(([0.0], np.cumsum(model.score(codes), dtype=float)))
    sizes = np.array([len(text) for text in texts])
    ends = np.cumsum(sizes + len(_BLANKS))
    sums: list[float] = (scores[ends] - scores[ends - sizes]).tolist()
    return sums
