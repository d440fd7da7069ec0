"""A byte gone without a trace from double-byte text: everything behind it is read one byte off.

Programs strip no-break spaces, soft hyphens and C1 controls from text that windows-1252 and its
kin showed. In UTF-8 the gap shows at once (:mod:`lattice`); in a double-byte codec the characters
behind it are other characters, until an ASCII one puts the reading right again. So each byte that
can have been stripped is put back at each place, and the text that this gives is weighed.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alternatives import stripped
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.codecs import Codec, codec, stray_bytes
from fixtext.encodings.filling import AllFilled, Filling
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model

__all__ = ["GONE", "with_missing"]

_LONGEST = 160
_FLUENT = 9.0
GONE = 7.0
"""Bits that it costs that a byte was stripped."""
_LEAST = 4.0
_RUNNERS_UP = 4
_BETWEEN = 3


def with_missing(model: Model, one: Reversal, codes: NDArray[np.uint32]) -> Reversal | None:
    """A stretch with one byte put back that was stripped; None where that saves too little.

    ``codes`` are the code points of the stretch as they stand.
    """
    route = one.routes[0]
    wrong, right = codec(route.read), codec(route.meant)
    if len(one.routes) > 1 or one.gaps or not wrong.single or right.single:
        return None
    high = one.codes > 0x7F
    if right.label == "utf-8" or not high.any() or not wrong.has(codes).all():
        return None
    now = score_texts(model, [one.codes])[0]
    data = wrong.encode(codes).data
    if data.size > _LONGEST or now[high].mean() < _FLUENT:
        return None
    places = np.flatnonzero(np.append(data, 0) > 0x7F)
    tries = [(place, byte) for place in places.tolist() for byte in stripped(route.read)]
    if not tries:
        return None
    readings = _Readings(right, data, tries)
    bits = readings.bits(model)
    order = np.argsort(bits, kind="stable")
    best = int(order[0])
    saved = float(now.sum() - bits[best]) - GONE - math.log2(len(tries))
    text = readings.codes(best).copy()  # that the others may go
    over = int(stray_bytes(text[-1:]).sum())  # the stretch ends in the middle of a pair
    text, at = text[: text.size - over], readings.place(best)
    if saved < _LEAST or at >= text.size or stray_bytes(text).any():
        return None
    shares = np.exp2(bits[best] - bits)
    others = tuple(
        ((int(readings.codes(index)[at]),), float(shares[index] / shares.sum()))
        for index in order[1 : _RUNNERS_UP + 1].tolist()
        if at < readings.codes(index).size and readings.codes(index)[at] != text[at]
    )
    share = float(1.0 / shares.sum())
    filling = Filling((int(text[at]),), share, GONE, (share,), others)
    return dataclasses.replace(
        one,
        end=one.end - over,
        codes=text,
        bits=one.bits + saved,
        gaps=1,
        fillings=AllFilled.of([(at, at + 1)], [filling]),
        within=None,
    )


class _Readings:
    """What bytes are with one more put in, for each of some tries: a place, and the byte.

    All are decoded in one call, with line ends between, which end whatever was begun.
    """

    def __init__(
        self, right: Codec, data: NDArray[np.uint8], tries: Sequence[tuple[int, int]]
    ) -> None:
        places = np.array([place for place, _ in tries], np.int64)[:, None]
        columns = np.arange(data.size + 1)
        rows = np.full((len(tries), columns.size + _BETWEEN), 0x0A, np.uint8)
        rows[:, :-_BETWEEN] = np.append(data, 0)[columns - (columns > places)]
        rows[np.arange(len(tries)), places[:, 0]] = [byte for _, byte in tries]
        self._decoding = right.decode(rows.ravel())
        self._first_bytes = np.arange(len(tries)) * rows.shape[1]
        self._places = places[:, 0]
        self._starts = np.searchsorted(self._decoding.offsets, self._first_bytes)
        ends = np.searchsorted(self._decoding.offsets, self._first_bytes + columns.size)
        self._edges = np.stack((self._starts, ends), axis=1)

    def bits(self, model: Model) -> NDArray[np.float64]:
        """What each of them costs."""
        scores = score_texts(model, [self._decoding.codes])[0]
        bits: NDArray[np.float64] = np.add.reduceat(scores, self._edges.ravel())[::2]
        return bits

    def codes(self, index: int) -> NDArray[np.uint32]:
        """One of them."""
        return self._decoding.codes[slice(*self._edges[index].tolist())]

    def place(self, index: int) -> int:
        """The character of one of them that the byte went into."""
        byte = self._first_bytes[index] + self._places[index]
        after = np.searchsorted(self._decoding.offsets, byte, side="right")
        return int(after - self._starts[index]) - 1
