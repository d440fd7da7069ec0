"""Stretches of a sequence whose sum is high: where evidence begins and where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled

__all__ = ["best_edges", "best_stretches", "excursions", "high_stretches"]

_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


_CHUNK = 1 << 15


def excursions(gains: NDArray[np.int16], least: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where stretches lie whose gains can add up to ``least``: starts and ends, ordered.

    ``gains`` has shape (n,). The sum that falls no lower than nothing (Lindley's) is nothing in
    front of each, and again at its last place, or the text ends there. What
    :func:`high_stretches` finds lies within one of these, and is found in each alone as in all.

    >>> [place.tolist() for place in excursions(np.array([-1, 5, -9, 2, -3], np.int16), 4)]
    [[1], [3]]
    """
    lows: list[int] = []
    highs: list[int] = []
    carried = np.int32(0)
    begin, is_open = 0, False
    for start in range(0, gains.size, _CHUNK):
        sums = np.cumsum(gains[start : start + _CHUNK], dtype=np.int32)
        sums += carried
        lowest = np.minimum.accumulate(sums)
        np.minimum(lowest, 0, out=lowest)
        sums -= lowest
        carried = sums[-1]
        if not is_open and sums.max() < least:
            nothing = int(np.argmin(sums[::-1]))
            if sums[-1 - nothing] == 0:
                begin = start + sums.size - nothing
            continue
        zeros = np.flatnonzero(sums == 0)
        if is_open and zeros.size:
            highs.append(start + int(zeros[0]) + 1)
            is_open = False
        edges = np.concatenate(([begin], zeros + (start + 1)))
        behind = np.unique(np.searchsorted(zeros, np.flatnonzero(sums >= least)))
        if is_open:
            continue
        for place in behind.tolist():
            low = int(edges[place])
            if not highs or low >= highs[-1]:
                lows.append(low)
                is_open = place == zeros.size
                if not is_open:
                    highs.append(int(edges[place + 1]))
        begin = int(edges[-1])
    if is_open:
        highs.append(gains.size)
    return np.array(lows, np.int64), np.array(highs, np.int64)


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


def best_edges(gains: _Bits, borders: _Bits, least: float) -> tuple[_Places, _Places, _Bits]:
    """As :func:`best_stretches`, of which there may be thousands: starts, ends and gains."""
    if compiled.IS_COMPILED:
        gains, borders = np.ascontiguousarray(gains), np.ascontiguousarray(borders)
        starts, ends, gained = compiled.best_stretches(gains, borders, least)
        places = np.frombuffer(starts, np.int64), np.frombuffer(ends, np.int64)
        return *places, np.frombuffer(gained, np.float64)
    found = _best_stretches(gains, borders, least)
    first, last = (np.array([each[at] for each in found], np.int64) for at in (0, 1))
    return first, last, np.array([gained for _, _, gained in found], np.float64)


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
    arrays = best_edges(gains, borders, least)
    return list(zip(*(each.tolist() for each in arrays), strict=True))


def _best_stretches(gains: _Bits, borders: _Bits, least: float) -> list[tuple[int, int, float]]:
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
