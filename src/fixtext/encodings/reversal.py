"""The way back: of all routes, which one makes a stretch of text the shortest to describe.

For each wrong codec that can have shown the stretch, its bytes are laid out and decoded anew with
each right codec. Where the characters of the two texts begin at the same byte, their bits can be
compared; the stretches in which the new reading saves most are the candidates. A candidate that is
still surprising is taken back once more, up to four times.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import CLEAN_BITS, LEAST, Attempt, attempts_of, score_texts
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import fill
from fixtext.encodings.holes import REPLACEMENT, parts
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.segments import high_stretches
from fixtext.language import Model
from fixtext.scan import text_of

__all__ = ["Reversal", "reverse"]

DEPTH = 4
"""The longest chain of wrong readings."""
_IMPOSSIBLE = -60.0
_LOST = 7.0
"""Bits by which a byte that makes no character is held against a reading, before it is filled."""
_MOST = 24.0
_EACH_GAP = 2.0
_LEAST_PROBABILITY = 0.35
_DROP = 14.0
_RELUCTANT = -9.0
"""Bits that a character at the end of a row may speak against what the row was."""
_ROW = 7.0
"""Bits that a row of characters beyond ASCII must save by itself to belong to a stretch."""
_PART_OF_ROW = 16.0
"""What a part of a row must save, where the rest of the row stays as it is."""
_BRANCHES = 4
_DEEPER = 2
_DEEPER_BITS = 12.0
"""What a further step of a chain must save beyond its cost."""
_PARTIAL = 20.0
"""What it must save more if it leaves some of the text as the step before it made it."""
_SAMPLE = 300
_BEST_ROUTES = 8

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class Reversal:
    """A stretch ``start:end`` that was ``codes``; ``bits`` is what this saves, routes paid for.

    ``routes`` are in the order in which they are undone: the last wrong reading first.
    """

    start: int
    end: int
    codes: _Codes
    bits: float
    routes: tuple[Route, ...]
    gaps: int = 0
    """How many gaps the language model filled, or had to leave."""

    @property
    def account(self) -> str:
        """What happened, in words."""
        return "; ".join(f"bytes {route}" for route in self.routes)

    @property
    def text(self) -> str:
        """The restored text."""
        return text_of(self.codes)


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
    """Every stretch that a route saves bits on: without lost bytes, and with them."""
    attempts: list[Attempt] = []
    by_wrong: dict[str, list[Route]] = {}
    for route in routes:
        by_wrong.setdefault(route.read, []).append(route)
    for label, right in by_wrong.items():
        attempts += attempts_of(model, codes, bits, label, right)
    if not attempts:
        return [], []
    scores = score_texts(model, [attempt.decoding.codes for attempt in attempts])
    found: list[Reversal] = []
    lossy: list[tuple[Reversal, Attempt]] = []
    for attempt, score in zip(attempts, scores, strict=True):
        cost = 1.0 if str(attempt.route) in known else attempt.route.cost
        for reversal in _stretches(attempt, score, cost):
            if reversal.gaps:
                lossy.append((reversal, attempt))
            else:
                found.append(reversal)
    return found, lossy


def _stretches(attempt: Attempt, score: _Bits, cost: float) -> list[Reversal]:
    """Where one way to decode the text anew saves bits, without lost bytes and with them."""
    shown, new = attempt.shown, attempt.decoding
    old_place = shown.place[new.offsets]
    both = np.flatnonzero(old_place >= 0)  # new characters that begin where an old one does
    old_place = old_place[both]
    old_bits = shown.bits[old_place]
    new_bits = np.concatenate(([0.0], np.cumsum(score)))[both]
    as_it_is = old_bits[1:] - old_bits[:-1]
    gains = as_it_is - (new_bits[1:] - new_bits[:-1])
    if gains[gains > 0].sum() < LEAST + cost:
        return []
    gains[_within(new.codes == 0, both) > 0] = _IMPOSSIBLE
    _repeats_prove_nothing(shown.codes, old_place, gains)
    lost = _within((new.codes >= 0xDC80) & (new.codes <= 0xDCFF), both)
    strict = np.where(lost > 0, _IMPOSSIBLE, gains)
    result = _found(attempt, both, old_place, strict, cost, None)
    if attempt.route.meant == "utf-8" and shown.laid.holes.any() and lost.any():
        lenient = np.where(lost > 0, np.minimum(as_it_is, _MOST) - _LOST * lost, gains)
        result += _found(attempt, both, old_place, lenient, cost, lost)
    return result


def _within(which: NDArray[np.bool_], both: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many characters that are so lie in each step from one common beginning to the next."""
    sums = np.concatenate(([0], np.cumsum(which)))[both]
    return sums[1:] - sums[:-1]


def _repeats_prove_nothing(codes: _Codes, old_place: NDArray[np.int64], gains: _Bits) -> None:
    """Let a character that stands in a row count once: the second is no further evidence."""
    place = old_place[:-1]
    place = np.minimum(place, codes.size - 1)  # marks that share a byte pair stand at its end
    again = codes[place] == codes[np.maximum(place, 1) - 1]
    again &= place > 0
    gains[again] = np.minimum(gains[again], 0.0)


def _whole_run(
    codes: _Codes, old_place: NDArray[np.int64], gains: _Bits, start: int, end: int
) -> tuple[int, int]:
    """The stretch with the rest of its rows of characters beyond ASCII, which share its fate.

    A rare character at an end may save nothing by itself, and yet was garbled with the others.
    """
    place = np.minimum(old_place, codes.size - 1)
    while end < gains.size and gains[end] > _RELUCTANT and codes[place[end]] > 0x7F:
        end += 1
    while start and gains[start - 1] > _RELUCTANT and codes[place[start - 1]] > 0x7F:
        start -= 1
    return start, end


def _without_weak_rows(
    codes: _Codes, old_place: NDArray[np.int64], gains: _Bits, start: int, end: int
) -> tuple[int, int]:
    """The stretch without rows at its ends, beyond an ASCII character, that hardly gain by it."""
    ascii_ = codes[np.minimum(old_place, codes.size - 1)] < 0x80
    stops = np.flatnonzero(ascii_[start:end]) + start
    least = _ROW if ascii_[end] else _PART_OF_ROW
    for stop in stops[::-1].tolist():
        if gains[stop + 1 : end].sum() >= least:
            break
        end, least = stop, _ROW
    least = _ROW if not start or ascii_[start - 1] else _PART_OF_ROW
    for stop in stops.tolist():
        if stop >= end or gains[start:stop].sum() >= least:
            break
        start, least = stop + 1, _ROW
    return start, end


def _found(
    attempt: Attempt,
    both: NDArray[np.int64],
    old_place: NDArray[np.int64],
    gains: _Bits,
    cost: float,
    lost: NDArray[np.int64] | None,
) -> list[Reversal]:
    """The stretches with high gains; with ``lost``, only those with lost bytes in them."""
    result = []
    codes, new = attempt.shown.codes, attempt.decoding.codes
    for first, last, _ in high_stretches(gains, LEAST + cost, _DROP):
        start, end = _whole_run(codes, old_place, gains, first, last)
        start, end = _without_weak_rows(codes, old_place, gains, start, end)
        gain = float(gains[start:end].sum())
        gaps = 0 if lost is None else int(np.count_nonzero(lost[start:end]))
        if lost is not None and not gaps:
            continue
        low, high = int(old_place[start]), int(old_place[end])
        text = new[both[start] : both[end]]
        if not np.array_equal(text, codes[low:high]):
            result.append(Reversal(low, high, text, gain - cost, (attempt.route,), gaps))
    return result


def _fill_best(
    model: Model, codes: _Codes, bits: _Bits, lossy: list[tuple[Reversal, Attempt]]
) -> list[Reversal]:
    """The most promising stretches with lost bytes, with their gaps filled."""
    result = []
    lossy.sort(key=lambda item: -item[0].bits)
    for reversal, attempt in lossy[:_BRANCHES]:
        filled = _filled(model, codes, bits, reversal, attempt)
        if filled:
            result.append(filled)
    return result


def _filled(
    model: Model, codes: _Codes, bits: _Bits, reversal: Reversal, attempt: Attempt
) -> Reversal | None:
    """A stretch with lost bytes, its gaps filled; None where they cannot be."""
    start, end = reversal.start, reversal.end
    holes = attempt.shown.laid
    while end < codes.size and holes.holes[holes.offsets[end]]:
        end += 1  # what stands for lost bytes saves nothing by itself
    low, high = (int(holes.offsets[at]) for at in (start, end))
    laid = parts(model, holes, low, high, attempt.shown.wrong)
    if laid is None:
        return None
    known, gaps = laid
    fillings = fill(model, known, gaps)
    pieces = [known[0]]
    for filling, behind in zip(fillings, known[1:], strict=True):
        sure = filling.probability >= _LEAST_PROBABILITY
        pieces += (np.array(filling.option if sure else (REPLACEMENT,), np.uint32), behind)
    text = np.concatenate(pieces)
    before = codes[max(0, start - 3) : start]
    after = codes[end : end + 3]
    best = np.concatenate(
        [
            before,
            known[0],
            *(
                part
                for f, k in zip(fillings, known[1:], strict=True)
                for part in (np.array(f.option, np.uint32), k)
            ),
            after,
        ]
    )
    saved = bits[start : end + 3].sum()
    saved -= model.score(best)[before.size :].sum(dtype=float)
    saved -= attempt.route.cost + _EACH_GAP * len(gaps)
    return Reversal(start, end, text, float(saved), reversal.routes, max(1, len(gaps)))


def _compete(found: Iterable[Reversal]) -> list[Reversal]:
    """Of overlapping candidates, those that save most."""
    taken: list[Reversal] = []
    for reversal in sorted(found, key=lambda r: (-r.bits, r.start, len(r.routes))):
        if all(reversal.end <= other.start or other.end <= reversal.start for other in taken):
            taken.append(reversal)
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
            result.append(Reversal(rival.start, rival.end, codes, rival.bits + inner.bits, routes))
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
