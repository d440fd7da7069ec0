"""Stretches of a sequence whose sum is high: where evidence begins and where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_stretches", "high_stretches"]

_Bits = NDArray[np.float64]


def high_stretches(gains: _Bits, least: float, drop: float) -> list[tuple[int, int, float]]:
    """The stretches that gain at least ``least`` and nowhere inside fall by more than ``drop``.

    ``gains`` has shape (n,), in bits; each result is (start, end, gain). A stretch begins and ends
    where its gain is greatest. Linear in n. This is the X-drop rule by which BLAST (Altschul et
    al. 1990) extends a match.

    >>> high_stretches(np.array([-1.0, 5, -1, 5, -9, 5]), 4.0, 3.0)
    [(1, 4, 9.0), (5, 6, 5.0)]
    """
    positive = gains > 0
    if not positive.any():
        return []
    edges = np.flatnonzero(np.diff(positive.astype(np.int8))) + 1
    starts = np.concatenate(([0], edges))
    sums = np.add.reduceat(gains, starts).tolist()  # runs of one sign, so few of them
    places = [*starts.tolist(), gains.size]
    result: list[tuple[int, int, float]] = []
    begin, total, best, best_end = -1, 0.0, 0.0, 0
    for index, value in enumerate(sums):
        if begin < 0:
            if value > 0:
                begin, total, best, best_end = index, value, value, index + 1
            continue
        total += value
        if total > best:
            best, best_end = total, index + 1
        elif total <= 0 or best - total > drop:
            if best >= least:
                result.append((places[begin], places[best_end], best))
            begin = -1
    if begin >= 0 and best >= least:
        result.append((places[begin], places[best_end], best))
    return result


def best_stretches(gains: _Bits, borders: _Bits, least: float) -> list[tuple[int, int, float]]:
    """The stretches that make the sum of their gains, less their borders, the greatest.

    ``gains`` has shape (n,) and ``borders`` (n + 1,), both in bits: what a stretch gains at each
    place, and what it costs that one begins or ends in front of it. Each result is (start, end,
    gain), borders paid, of those that gain at least ``least`` so. Linear in n. This is the Viterbi
    path through two states, outside and inside; stretches begin and end where the sign of the
    gains changes or a border is low.

    >>> borders = np.array([0.0, 3, 3, 3, 3, 3, 0])
    >>> best_stretches(np.array([-0.5, 5, -1, 5, -9, 2]), borders, 4.0)
    [(0, 4, 5.5)]
    """
    if not (gains > 0).any():
        return []
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    places = _places(gains, borders)
    outside, inside = 0.0, -np.inf
    begun = (-1, -1)
    ways: list[tuple[int, int, int]] = []  # begin, end, and the way before
    last = -1
    rows = zip(places.tolist(), sums[places].tolist(), borders[places].tolist(), strict=True)
    for place, total, border in rows:
        left = inside + total - border
        if outside - border - total > inside:
            inside = outside - border - total
            entered = (place, last)
        else:
            entered = begun
        if left > outside:
            outside = left
            ways.append((begun[0], place, begun[1]))
            last = len(ways) - 1
        begun = entered
    result: list[tuple[int, int, float]] = []
    while last >= 0:
        start, end, last = ways[last]
        gain = float(sums[end] - sums[start] - borders[start] - borders[end])
        if gain >= least:
            result.append((start, end, gain))
    return result[::-1]


def _places(gains: _Bits, borders: _Bits) -> NDArray[np.int64]:
    """Where a stretch may begin or end."""
    possible = np.zeros(gains.size + 1, np.bool_)
    positive = gains > 0
    possible[1:-1] = positive[1:] != positive[:-1]
    possible[:-1] |= borders[:-1] < borders[1:]
    possible[1:] |= borders[1:] < borders[:-1]
    possible[0] = possible[-1] = True
    return np.flatnonzero(possible)
