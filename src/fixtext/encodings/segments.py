"""Stretches of a sequence whose sum is high: where evidence begins and where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["high_stretches"]


def high_stretches(
    gains: NDArray[np.float64], least: float, drop: float
) -> list[tuple[int, int, float]]:
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
