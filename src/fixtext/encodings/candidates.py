"""Candidates: for many parts of a text at once, the stretches that some route saves bits on.

Numpy's price is by the call, not by the character. So all parts that are worth a look are laid end
to end, with line ends between, and each route is tried on all of them in one go. Only where a
route can save enough in a part is that part then looked at by itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import (
    CLEAN_BITS,
    LEAST,
    Attempt,
    Shown,
    attempts_of,
    score_texts,
)
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.routes import Route
from fixtext.encodings.weighing import Reversal, Weighed, lenient_gains, stretches, weigh
from fixtext.language import Model

__all__ = ["Candidate", "Part", "candidates"]

_BETWEEN = 3
_APART = -1000.0
_SHOWN_SHARE = 0.1
_TWO_BORDERS = 3.0
_MOST_AT_ONCE = 60_000
"""Characters that are laid end to end, at most."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: its code points, and what each costs as it stands; shape (n,)."""

    codes: _Codes
    bits: _Bits


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a part, which is ``shift:stop`` of the attempt's text."""

    reversal: Reversal
    attempt: Attempt
    shift: int
    stop: int


def candidates(
    model: Model, parts: Sequence[Part], routes: Sequence[Route], known: frozenset[str]
) -> list[list[Candidate]]:
    """For each part, every stretch that a route saves bits on."""
    result: list[list[Candidate]] = [[] for _ in parts]
    by_wrong: dict[str, list[Route]] = {}
    for route in routes:
        by_wrong.setdefault(route.read, []).append(route)
    first = size = 0
    for last, part in enumerate(parts, 1):
        size += part.codes.size
        if size >= _MOST_AT_ONCE or last == len(parts):
            some = parts[first:last]
            for index, candidate in _of_some(model, some, by_wrong, known):
                result[first + index].append(candidate)
            first, size = last, 0
    return result


def _of_some(
    model: Model,
    parts: Sequence[Part],
    by_wrong: dict[str, list[Route]],
    known: frozenset[str],
) -> Iterator[tuple[int, Candidate]]:
    seen: dict[tuple[int, bytes], set[str]] = {}
    attempts: list[tuple[Attempt, list[int], _Places]] = []
    for label, routes in by_wrong.items():
        shown_in = [index for index, part in enumerate(parts) if _can_show(label, part)]
        if not shown_in:
            continue
        shown, chosen, starts = _laid(parts, shown_in, label, seen, routes, known)
        if shown is None:
            continue
        attempts += [
            (attempt, chosen, starts) for attempt in attempts_of(model, shown, routes, starts)
        ]
    if not attempts:
        return
    scores = score_texts(model, [attempt.decoding.codes for attempt, _, _ in attempts])
    for (attempt, chosen, starts), score in zip(attempts, scores, strict=True):
        cost = 1.0 if str(attempt.route) in known else attempt.route.cost
        weighed = weigh(attempt, score, cost)
        if weighed:
            for place, candidate in _in_parts(weighed, starts, [parts[i] for i in chosen]):
                yield chosen[place], candidate


def _can_show(label: str, part: Part) -> bool:
    """Whether the codec can have shown a good deal of what is odd in a part."""
    shows = codec(label).has(part.codes) | (part.codes == REPLACEMENT)
    odd = (part.codes > 0x7F) & (part.bits > CLEAN_BITS)
    return bool(np.count_nonzero(shows & odd) > _SHOWN_SHARE * np.count_nonzero(odd))


def _laid(
    parts: Sequence[Part],
    chosen: list[int],
    label: str,
    seen: dict[tuple[int, bytes], set[str]],
    routes: Sequence[Route],
    known: frozenset[str],
) -> tuple[Shown | None, list[int], _Places]:
    """Parts end to end as a wrong codec showed them, without those that say nothing new.

    Another wrong codec with the same bytes tells nothing new, unless its route is known.
    """
    meant = {route.meant for route in routes}
    is_known = any(str(route) in known for route in routes)
    fresh: list[int] = []
    wrong = codec(label)
    for index in chosen:
        shown = wrong.to_bytes[np.minimum(parts[index].codes, wrong.to_bytes.size - 1)]
        done = seen.setdefault((index, shown.tobytes()), set())
        if is_known or not meant <= done:
            fresh.append(index)
        done |= meant | {label}
    if not fresh:
        return None, [], np.empty(0, np.int64)
    gap = np.full(_BETWEEN, 10, np.uint32)
    none = np.zeros(_BETWEEN)
    codes = np.concatenate([piece for i in fresh for piece in (gap, parts[i].codes)] + [gap])
    bits = np.concatenate([piece for i in fresh for piece in (none, parts[i].bits)] + [none])
    sizes = np.array([parts[i].codes.size + _BETWEEN for i in fresh])
    starts = np.cumsum(sizes) - sizes + _BETWEEN
    return Shown(codes, bits, label), fresh, starts


def _in_parts(
    weighed: Weighed, starts: _Places, parts: Sequence[Part]
) -> Iterator[tuple[int, Candidate]]:
    """The stretches of each part, where an attempt can save enough there."""
    sizes = np.array([part.codes.size for part in parts])
    lows = np.searchsorted(weighed.old, starts)
    highs = np.searchsorted(weighed.old, starts + sizes)
    inside = np.zeros(weighed.gains.size + 1, np.int64)
    np.add.at(inside, lows, 1)
    np.add.at(inside, highs, -1)
    apart = np.cumsum(inside)[:-1] == 0
    most = _most(np.where(apart, _APART, weighed.gains), lows, highs)
    if weighed.lost is not None and weighed.attempt.route.meant == "utf-8":
        lenient = np.where(apart, _APART, lenient_gains(weighed))
        most = np.maximum(most, _most(lenient, lows, highs))
    least = LEAST + weighed.least + _TWO_BORDERS
    for place in np.flatnonzero(most >= least).tolist():
        low, high, start = int(lows[place]), int(highs[place]), int(starts[place])
        for reversal in stretches(weighed, low, high):
            moved = dataclasses.replace(
                reversal, start=reversal.start - start, end=reversal.end - start
            )
            yield place, Candidate(moved, weighed.attempt, start, start + int(sizes[place]))


def _most(gains: _Bits, lows: _Places, highs: _Places) -> _Bits:
    """The greatest sum of a stretch that ends within each part."""
    sums = np.concatenate(([0.0], np.cumsum(gains)))
    rise = sums - np.minimum.accumulate(sums)
    edges = np.stack((lows, highs + 1), axis=1).ravel()
    edges = np.minimum(edges, rise.size - 1)
    most: _Bits = np.maximum.reduceat(rise, edges)[::2]
    return most
