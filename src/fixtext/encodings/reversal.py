"""The way back: of all routes, which one makes a stretch of text the shortest to describe.

For each wrong codec that can have shown the stretch, its bytes are laid out and decoded anew with
each right codec. Where the characters of the two texts begin at the same byte, their bits can be
compared; the stretches in which the new reading saves most are the candidates. A candidate that is
still surprising is taken back once more, up to four times.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import CLEAN_BITS, Attempt, attempts_of, score_texts
from fixtext.encodings.codecs import codec
from fixtext.encodings.restoring import restored
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.weighing import Reversal, stretches, weigh
from fixtext.language import Model

__all__ = ["Reversal", "reverse"]

DEPTH = 4
"""The longest chain of wrong readings."""
_BRANCHES = 4
_MOST_ATTEMPTS = 16
_DEEPER = 2
_DEEPER_BITS = 12.0
"""What a further step of a chain must save beyond its cost."""
_PARTIAL = 20.0
"""What it must save more if it leaves some of the text as the step before it made it."""
_SAMPLE = 300
_BEST_ROUTES = 8

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]


def reverse(
    model: Model,
    codes: _Codes,
    bits: _Bits,
    known: Iterable[str] = (),
    routes: Sequence[Route] = ROUTES,
    depth: int = DEPTH,
) -> list[Reversal]:
    """The best stretches to take back, ordered and not overlapping.

    ``codes`` are code points and ``bits`` what each costs as it stands, shape (n,). ``known`` are
    routes (as words) that the document has proven already, and which cost no more than a bit.
    """
    already = frozenset(known)
    if codes.size > _SAMPLE:
        routes = _promising(model, codes, bits, already, routes)
    found, lossy = _candidates(model, codes, bits, routes, already)
    found += _fill_best(model, codes, bits, lossy)
    best = _compete(found)
    if depth > 1:
        found += [deeper for one in best for deeper in _deeper(model, one, found, already, depth)]
        best = _compete(found)
    return sorted(best, key=lambda reversal: reversal.start)


def _promising(
    model: Model, codes: _Codes, bits: _Bits, known: frozenset[str], routes: Sequence[Route]
) -> tuple[Route, ...]:
    """The routes that save something in the most surprising part of a long text."""
    sums = np.concatenate(([0.0], np.cumsum(np.where(codes > 0x7F, bits, 0.0))))
    start = int(np.argmax(sums[_SAMPLE:] - sums[:-_SAMPLE]))
    part = slice(start, start + _SAMPLE)
    found, lossy = _candidates(model, codes[part], bits[part], routes, known)
    found += [reversal for reversal, _ in lossy]
    best = sorted(found, key=lambda reversal: -reversal.bits)
    return tuple(dict.fromkeys(reversal.routes[0] for reversal in best))[:_BEST_ROUTES]


def _candidates(
    model: Model, codes: _Codes, bits: _Bits, routes: Iterable[Route], known: frozenset[str]
) -> tuple[list[Reversal], list[tuple[Reversal, Attempt]]]:
    """The stretches that the best attempts save bits on: without lost bytes, and with them."""
    attempts: list[Attempt] = []
    by_wrong: dict[str, list[Route]] = {}
    for route in routes:
        by_wrong.setdefault(route.read, []).append(route)
    seen: dict[bytes, set[str]] = {}
    for label, right in by_wrong.items():
        attempts += attempts_of(model, codes, bits, label, right, known, seen)
    if not attempts:
        return [], []
    scores = score_texts(model, [attempt.decoding.codes for attempt in attempts])
    weighed = [
        one
        for attempt, score in zip(attempts, scores, strict=True)
        if (
            one := weigh(attempt, score, 1.0 if str(attempt.route) in known else attempt.route.cost)
        )
    ]
    weighed.sort(key=lambda one: one.cost - one.most)
    found: list[Reversal] = []
    lossy: list[tuple[Reversal, Attempt]] = []
    for one in weighed[:_MOST_ATTEMPTS]:
        for reversal in stretches(one):
            if reversal.gaps:
                lossy.append((reversal, one.attempt))
            else:
                found.append(reversal)
    return found, lossy


def _fill_best(
    model: Model, codes: _Codes, bits: _Bits, lossy: list[tuple[Reversal, Attempt]]
) -> list[Reversal]:
    """The most promising stretches with lost bytes, with their gaps filled."""
    lossy.sort(key=lambda item: -item[0].bits)
    return [
        restored(model, codes, bits, reversal, attempt) for reversal, attempt in lossy[:_BRANCHES]
    ]


def _compete(found: Iterable[Reversal]) -> list[Reversal]:
    """The candidates that do not overlap and together save most."""
    ranked = sorted(found, key=lambda r: (r.end, r.start, len(r.routes)))
    ends = [reversal.end for reversal in ranked]
    saved = [0.0]
    for index, one in enumerate(ranked):
        before = bisect.bisect_right(ends, one.start, hi=index)
        saved.append(max(saved[-1], saved[before] + one.bits))
    taken: list[Reversal] = []
    index = len(ranked)
    while index:
        one = ranked[index - 1]
        if saved[index] > saved[index - 1]:
            taken.append(one)
            index = bisect.bisect_right(ends, one.start, hi=index - 1)
        else:
            index -= 1
    return taken


def _deeper(
    model: Model, best: Reversal, found: Sequence[Reversal], known: frozenset[str], depth: int
) -> list[Reversal]:
    """Chains through the best candidates of one stretch that are still surprising."""
    rivals = [
        r
        for r in found
        if r.start < best.end and best.start < r.end and not codec(r.routes[-1].meant).single
    ]
    result = []
    for rival in _different(rivals):
        high = rival.codes > 0x7F
        if not high.any():
            continue
        bits = score_texts(model, [rival.codes])[0]
        if bits[high].mean() < CLEAN_BITS:
            continue
        for inner in reverse(model, rival.codes, bits, known, depth=depth - 1):
            elsewhere = np.count_nonzero(high) - np.count_nonzero(high[inner.start : inner.end])
            saved = inner.bits - (_PARTIAL if elsewhere else 0.0)
            if saved < _DEEPER_BITS:
                continue
            codes = np.concatenate(
                (rival.codes[: inner.start], inner.codes, rival.codes[inner.end :])
            )
            routes = (*rival.routes, *inner.routes)
            result.append(
                Reversal(
                    rival.start,
                    rival.end,
                    codes,
                    rival.bits + inner.bits,
                    routes,
                    rival.gaps + inner.gaps,
                    tuple((place + inner.start, filling) for place, filling in inner.fillings),
                )
            )
    return result


def _different(rivals: Iterable[Reversal]) -> list[Reversal]:
    """The best rivals, and the best of UTF-8, in which most text is when it is garbled again."""
    distinct: dict[bytes, Reversal] = {}
    for rival in sorted(rivals, key=lambda reversal: -reversal.bits):
        distinct.setdefault(rival.codes.tobytes(), rival)
    ranked = list(distinct.values())
    from_utf8 = [rival for rival in ranked if rival.routes[-1].meant == "utf-8"]
    chosen = ranked[:_DEEPER] + from_utf8[:_DEEPER]
    return list({id(rival): rival for rival in chosen}.values())
