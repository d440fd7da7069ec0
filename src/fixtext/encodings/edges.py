"""Where a stretch begins and ends, looked at again with what stands around it.

Gains are told by the step, each new character weighed behind what the route makes of the text in
front of it. At the edges of a stretch that is not what stands there: the first characters of it
follow the text as it is, and the text as it is follows its last ones. Between a blank and a word
that hardly matters; where a stretch begins or ends in a row of letters or ideographs, it tells
which of them belong to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import IN_ROW, Attempt, score_texts
from fixtext.language import Model

__all__ = ["IMPOSSIBLE", "Steps", "reaching", "settled"]

IMPOSSIBLE = -60.0
"""Bits of a step that cannot be of a stretch."""
_FAR, _RELUCTANT = 12, -8.0
"""Steps, and bits against them, over which a stretch is extended to what cannot be of it."""

_REACH = 8
"""Steps that an edge is moved, at most."""
_AROUND = 3
_KEPT = 0.7
"""The part of its gain that a stretch keeps, at least; what would lose more is another stretch."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


def reaching(gains: _Bits, start: int, end: int) -> tuple[int, int]:
    """A stretch with what lies between it and what cannot be of it, if that is little.

    A letter or two at its end hardly save anything, and yet went the same way.
    """
    before = gains[max(0, start - _FAR) : start][::-1].tolist()
    behind = gains[end : end + _FAR].tolist()
    return start - _reach(before, start <= _FAR), end + _reach(behind, end + _FAR >= gains.size)


def _reach(gains: Sequence[float], to_the_edge: bool) -> int:
    """How many steps away the first is that cannot be; none if there is too much between."""
    total = 0.0
    for size, gain in enumerate(gains):
        if gain <= IMPOSSIBLE:
            return size if total > _RELUCTANT else 0
        total += gain
    return len(gains) if to_the_edge and total > _RELUCTANT else 0


class Steps(NamedTuple):
    """Steps from one place to the next, where characters of both texts begin: what each gains.

    ``gains`` has shape (n,); ``both`` and ``old``, the places in the new and the old text, and
    ``borders``, the bits that it costs that a stretch begins or ends there, have shape (n + 1,).
    """

    attempt: Attempt
    gains: _Bits
    both: _Places
    old: _Places
    borders: _Bits

    def gain(self, start: int, end: int) -> float:
        """The bits that a stretch of some steps gains, its borders paid."""
        return float(self.gains[start:end].sum() - self.borders[[start, end]].sum())


def settled(model: Model, steps: Steps, first: int, last: int) -> tuple[int, int]:
    """The first step of a stretch and the one behind its last, where they fit best.

    An edge is moved if it is in a row of letters or ideographs, by some steps, never over one
    that gains no more than what cannot be of it.
    """
    sums = np.concatenate(([0.0], np.cumsum(steps.gains)))
    start, end = first, last
    if steps.borders[first] >= IN_ROW:
        start = _start(model, steps, sums, first, last)
    if steps.borders[last] >= IN_ROW:
        end = _end(model, steps, sums, start, last)
    was, now = (
        sums[high] - sums[low] - steps.borders[low] - steps.borders[high]
        for low, high in ((first, last), (start, end))
    )
    return (start, end) if now >= _KEPT * was else (first, last)


def _start(model: Model, steps: Steps, sums: _Bits, first: int, last: int) -> int:
    low = first
    while low > max(first - _REACH, 0) and steps.gains[low - 1] > IMPOSSIBLE:
        low -= 1
    places = np.arange(low, min(first + _REACH, last - 1) + 1)
    codes, new = steps.attempt.shown.codes, steps.attempt.decoding.codes
    texts: list[_Codes] = []
    sizes: list[int] = []
    for place in places.tolist():
        at, stop = int(steps.both[place]), int(steps.both[last])
        begins = new[at : min(at + _AROUND, stop)]
        before = codes[max(int(steps.old[place]) - _AROUND, 0) : steps.old[place]]
        texts += (
            np.concatenate((before, begins)),
            np.concatenate((new[max(at - _AROUND, 0) : at], begins)),
        )
        sizes += (begins.size, begins.size)
    worse = _differences(model, texts, sizes)
    value = -sums[places] - steps.borders[places] - worse
    return int(places[np.argmax(value)])


def _end(model: Model, steps: Steps, sums: _Bits, first: int, last: int) -> int:
    high = last
    while high < min(last + _REACH, steps.gains.size) and steps.gains[high] > IMPOSSIBLE:
        high += 1
    places = np.arange(max(last - _REACH, first + 1), high + 1)
    codes, new = steps.attempt.shown.codes, steps.attempt.decoding.codes
    texts: list[_Codes] = []
    sizes: list[int] = []
    for place in places.tolist():
        at, stop = int(steps.old[place]), int(steps.both[place])
        follows = codes[at : at + _AROUND]
        ends = new[max(int(steps.both[first]), stop - _AROUND) : stop]
        texts += (
            np.concatenate((ends, follows)),
            np.concatenate((codes[max(at - _AROUND, 0) : at], follows)),
        )
        sizes += (follows.size, follows.size)
    worse = _differences(model, texts, sizes)
    value = sums[places] - steps.borders[places] - worse
    return int(places[np.argmax(value)])


def _differences(model: Model, texts: Sequence[_Codes], sizes: Sequence[int]) -> _Bits:
    """By how many bits the last characters of each first text cost more than in each second."""
    scores = score_texts(model, texts)
    bits = np.array(
        [score[score.size - size :].sum() for score, size in zip(scores, sizes, strict=True)]
    )
    difference: _Bits = bits[::2] - bits[1::2]
    return difference
