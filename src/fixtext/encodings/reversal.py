"""The way back: of all routes, which one makes a stretch of text the shortest to describe.

For each wrong codec that can have shown the stretch, its bytes are laid out and decoded anew with
each right codec. Where the characters of the two texts begin at the same byte, their bits can be
compared; the stretches in which the new reading saves most are the candidates. A candidate that is
still surprising is taken back once more, up to four times.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import CLEAN_BITS, score_texts
from fixtext.encodings.best_routes import best_of_each, union_of
from fixtext.encodings.candidates import Candidate, Part, candidates
from fixtext.encodings.codecs import codec
from fixtext.encodings.missing import with_missing
from fixtext.encodings.mixture import KANA
from fixtext.encodings.pairs_with_holes import can_be_filled, filled_pairs
from fixtext.encodings.restoring import Lossy, restored
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.screening import Screened
from fixtext.encodings.second_look import may_save
from fixtext.encodings.stripped_pairs import with_stripped
from fixtext.encodings.weighing import Reading, Reversal
from fixtext.language import Model

__all__ = ["DEPTH", "compete", "reverse", "saved_in_each", "settled", "share_of_first_step"]

DEPTH = 4
"""The longest chain of wrong readings."""
_BRANCHES = 4
_READINGS = 8
_DEEPER = 2
_DEEPER_BITS = 2.0
"""What a further step of a chain must save beyond its cost."""
_FIRST_IDEOGRAPH = 0x3400
_WITHOUT_KANA, _KANA_ABROAD = frozenset({"gbk", "big5", "euc-kr"}), 9.0
"""Codecs of countries without kana, which hardly one in five hundred Japanese texts is in."""
_IDEOGRAPHS_TO_KANA = 2
_NO_RIVAL = 12.0
"""Bits that make a reading four thousand times less probable than another one."""
_OF_A_CHAIN = 0.5
"""What the first step of a chain saves of what all of it must."""
_PAIRS, _PAIRS_BITS = 2, 5.0
"""Double-byte routes that are tried with lost bytes, and what they must save without."""
_PARTIAL = 30.0
"""What it must save if it leaves some of the text as the step before it made it."""


def reverse(
    model: Model,
    parts: Sequence[Part],
    known: Iterable[str] = (),
    routes: Sequence[Route] = ROUTES,
    depth: int = DEPTH,
    *,
    each: Sequence[Sequence[Route]] | None = None,
    least: Sequence[float] | None = None,
) -> list[list[Reversal]]:
    """For each part, the best stretches to take back, ordered and not overlapping.

    ``known`` are routes (as words) that the document has proven already, and which cost no more
    than a bit. ``each`` are the routes for each part, where not all are for all of them; ``least``
    are the bits below which nothing of a part is of interest, so that no chain is followed that
    does not get there.
    """
    already = frozenset(known)
    share = share_of_first_step(depth)
    first_step = None if least is None else [share * bits for bits in least]
    tried = _tried(model, parts, routes, already, each, first_step)
    found = [[_at_home(one) for one in _filled(model, several)] for several in tried]
    best = _Best(found, parts)
    _add_pairs(model, parts, best.now(), found, already)
    if depth == DEPTH:
        for index, (part, several, every) in enumerate(zip(parts, best.now(), found, strict=True)):
            some = routes if each is None else each[index]
            every.extend(with_stripped(model, part, several, some, already))
        before = best.now()
        for several, every, part in zip(before, found, parts, strict=True):
            more = (with_missing(model, one, part.codes[one.start : one.end]) for one in several)
            every.extend(one for one in more if one)
    else:
        before = best.now()
    if depth > 1:
        _add_deeper(model, before, found, already, depth, least or [0.0] * len(parts))
        before = best.now()
    ends = [settled(several, part.codes) for several, part in zip(before, parts, strict=True)]
    return [
        sorted((_with_rivals(one, every, part) for one in several), key=lambda one: one.start)
        for several, every, part in zip(ends, found, parts, strict=True)
    ]


def _tried(
    model: Model,
    parts: Sequence[Part],
    routes: Sequence[Route],
    known: frozenset[str],
    each: Sequence[Sequence[Route]] | None,
    least: Sequence[float] | None,
) -> list[list[Candidate]]:
    """For each part, the stretches that its routes save bits on.

    Where not all are for all of them, each is looked at by itself: the routes of a few take less
    than those of all for all of them.
    """
    if each is None:
        return candidates(model, parts, routes, known, least=least)
    bits = [None] * len(parts) if least is None else [[bits] for bits in least]
    return [
        candidates(model, [part], some, known, least=one)[0]
        for part, some, one in zip(parts, each, bits, strict=True)
    ]


def share_of_first_step(depth: int) -> float:
    """What the first step of a chain of so many saves, at least, of what all of it does."""
    return _OF_A_CHAIN if depth > 1 else 1.0


def saved_in_each(
    model: Model,
    parts: Sequence[Part],
    each: Sequence[Sequence[Route]],
    least: NDArray[np.float64],
    depth: int = DEPTH,
) -> NDArray[np.float64]:
    """The bits that the best stretch of each part saves, shape (parts,), if these are the least.

    By the routes for ``each``.
    """
    if not parts:
        return np.zeros(0)
    found = reverse(
        model, parts, (), union_of(each, ROUTES), depth, each=each, least=least.tolist()
    )
    return np.array([max((one.bits for one in several), default=0.0) for several in found])


def _at_home(one: Reversal) -> Reversal:
    """The stretch, which saves less if a third of it is kana, in a codec of another country."""
    if one.routes[-1].meant not in _WITHOUT_KANA:
        return one
    kana = np.count_nonzero((one.codes >= KANA[0]) & (one.codes <= KANA[1]))
    others = np.count_nonzero(one.codes >= _FIRST_IDEOGRAPH)
    if not kana or others > _IDEOGRAPHS_TO_KANA * kana:
        return one
    return dataclasses.replace(one, bits=one.bits - _KANA_ABROAD)


class _Best:
    """The best of the stretches that were found in each part, to which more may be added."""

    def __init__(self, found: Sequence[list[Reversal]], parts: Sequence[Part]) -> None:
        self._found = found
        self._parts = parts
        self._best: list[list[Reversal]] = [[] for _ in parts]
        self._counts = [0] * len(parts)

    def now(self) -> list[list[Reversal]]:
        """The best of those that there are by now."""
        for index, (every, part) in enumerate(zip(self._found, self._parts, strict=True)):
            if len(every) > self._counts[index]:
                self._best[index] = compete(every, part.codes)
                self._counts[index] = len(every)
        return list(self._best)


def settled(best: Iterable[Reversal], codes: NDArray[np.uint32]) -> list[Reversal]:
    """The stretches with their edges where they fit best; where these meet, those that save most.

    Only what is the best as it was found is looked at so: a part of a worse one might seem better.
    ``codes`` are those that they are stretches of.
    """
    as_found = list(best)
    moved = [one.settled() for one in as_found]
    if all(one is other for one, other in zip(moved, as_found, strict=True)):
        return as_found
    kept = compete(moved, codes)
    if len(kept) < len(as_found):  # one that grew into its neighbour would take its place
        return compete([*moved, *as_found], codes)
    return kept


def _add_pairs(
    model: Model,
    parts: Sequence[Part],
    best: Sequence[Sequence[Reversal]],
    found: Sequence[list[Reversal]],
    known: frozenset[str],
) -> None:
    """Add what the double-byte routes of the best stretches make of the lost bytes around them."""
    for part, several, every in zip(parts, best, found, strict=True):
        saved: dict[Route, float] = {}
        for one in several:
            route = one.routes[0]
            if not one.gaps and can_be_filled(route, part.codes):
                saved[route] = saved.get(route, 0.0) + one.bits
        for route in sorted(saved, key=lambda route: -saved[route])[:_PAIRS]:
            if saved[route] >= _PAIRS_BITS:
                cost = 1.0 if str(route) in known else route.cost
                every.extend(filled_pairs(model, part, route, cost))


def _with_rivals(one: Reversal, found: Sequence[Reversal], part: Part) -> Reversal:
    """A stretch that knows what else it may have been, if asked for that."""
    rivals = functools.partial(_readings, one.start, one.end, one.codes, found, part)
    return dataclasses.replace(one, rivals=rivals)


def _readings(
    start: int, end: int, text: NDArray[np.uint32], found: Iterable[Reversal], part: Part
) -> tuple[Reading, ...]:
    """The best other readings of a stretch than this text."""
    readings: dict[bytes, Reading] = {}
    for rival in sorted(found, key=lambda rival: -rival.bits):
        if rival.start < start or rival.end > end:
            continue
        before, behind = part.codes[start : rival.start], part.codes[rival.end : end]
        codes = np.concatenate((before, rival.codes, behind))
        if not np.array_equal(codes, text):
            readings.setdefault(codes.tobytes(), Reading(codes, rival.bits))
        if len(readings) == _READINGS:
            break
    return tuple(readings.values())


def _filled(model: Model, found: Sequence[Candidate]) -> list[Reversal]:
    """The stretches without lost bytes, and of those with some the best, their gaps filled."""
    whole = [one.reversal for one in found if not one.reversal.gaps]
    lossy = sorted((one for one in found if one.reversal.gaps), key=lambda one: -one.reversal.bits)
    if not lossy:
        return whole
    best = [
        (one.shift, Lossy(one.reversal.moved(one.shift), one.attempt(), one.stop))
        for one in lossy[:_BRANCHES]
    ]
    best = [(shift, one) for shift, one in best if one.is_worth_filling]
    filled = restored(model, [one for _, one in best])
    for (shift, _), reversal in zip(best, filled, strict=True):
        whole.append(reversal.moved(-shift))
    return whole


def compete(found: Iterable[Reversal], codes: NDArray[np.uint32] | None = None) -> list[Reversal]:
    """The candidates that do not overlap and together save most.

    What stays as it is at the end of one may be the beginning of another, if the ``codes`` are
    given that they are stretches of.
    """
    claimed = [
        ((one.start, one.end) if codes is None else one.changes(codes), one) for one in found
    ]
    ranked = sorted(claimed, key=lambda each: (*reversed(each[0]), len(each[1].routes)))
    ends = [end for (_, end), _ in ranked]
    saved = [0.0]
    for index, ((start, _), one) in enumerate(ranked):
        before = bisect.bisect_right(ends, start, hi=index)
        saved.append(max(saved[-1], saved[before] + one.bits))
    taken: list[Reversal] = []
    index = len(ranked)
    while index:
        (start, _), one = ranked[index - 1]
        if saved[index] > saved[index - 1]:
            taken.append(one)
            index = bisect.bisect_right(ends, start, hi=index - 1)
        else:
            index -= 1
    return taken


def _add_deeper(
    model: Model,
    best: Sequence[Sequence[Reversal]],
    found: Sequence[list[Reversal]],
    known: frozenset[str],
    depth: int,
    least: Sequence[float],
) -> None:
    """Add the chains through the best candidates of each stretch that are still surprising."""
    rivals: list[tuple[list[Reversal], Reversal, float]] = []
    for several, every, fewest in zip(best, found, least, strict=True):
        for one in several:
            rivals += (
                (every, rival, max(fewest, _instead_of(rival, several)) - rival.bits)
                for rival in _different(one, every)
            )
    if not rivals:
        return
    costs = score_texts(model, [rival.codes for _, rival, _ in rivals])
    # many ways lead to the same text, above all to none: it is looked at once
    once: dict[bytes, tuple[Part, float]] = {}
    for (_, rival, needed), bits in zip(rivals, costs, strict=True):
        high = rival.codes > 0x7F
        if high.any() and bits[high].mean() >= CLEAN_BITS:
            name = rival.codes.tobytes()
            _, before = once.get(name, (None, np.inf))
            once[name] = Part(rival.codes, bits), min(before, max(needed, _DEEPER_BITS))
    inner = _deeper(model, once, known, depth - 1)
    for every, rival, _ in rivals:
        stretches = inner.get(rival.codes.tobytes())
        if stretches is not None:
            part = once[rival.codes.tobytes()][0]
            chains = (_chained(rival, one, part) for one in stretches)
            every.extend(chain for chain in chains if chain)


def _instead_of(rival: Reversal, best: Sequence[Reversal]) -> float:
    """The bits with which a stretch is nearly as good as those of the best that it overlaps."""
    return (
        sum(one.bits for one in best if one.start < rival.end and rival.start < one.end) - _NO_RIVAL
    )


def _deeper(
    model: Model, once: dict[bytes, tuple[Part, float]], known: frozenset[str], depth: int
) -> dict[bytes, list[Reversal]]:
    """The best stretches of texts that came out of one reading, where they may save enough.

    The texts and what each needs are given by name. Of a chain, the first step saves its share.
    """
    names: list[bytes] = []
    parts: list[Part] = []
    each: list[list[Route]] = []
    share = share_of_first_step(depth)
    for name, (part, needed) in once.items():
        screened = Screened(part, (part,), share * needed)
        likely = may_save(model, screened, ROUTES, once=False)
        if likely:
            names.append(name)
            parts.append(part)
            each.append(likely)
    if not parts:
        return {}
    cores = [(part, [(0, part.codes.size)]) for part in parts]
    best = [frozenset(some) for some in best_of_each(model, cores, ROUTES)]
    each = [
        [route for route in some if route in among] for some, among in zip(each, best, strict=True)
    ]
    some_of_all = union_of(each, ROUTES)
    least = [needed for _, needed in map(once.__getitem__, names)]
    found = reverse(model, parts, known, some_of_all, depth, each=each, least=least)
    return dict(zip(names, found, strict=True))


def _chained(rival: Reversal, inner: Reversal, part: Part) -> Reversal | None:
    """A stretch that went through one more reading, if that saves enough."""
    if inner.routes[0].read == rival.routes[-1].meant:
        return None  # read as what they were meant for, the bytes stay what they are
    high = part.codes > 0x7F
    elsewhere = np.count_nonzero(high) - np.count_nonzero(high[inner.start : inner.end])
    if inner.bits < (_PARTIAL if elsewhere else _DEEPER_BITS):
        return None
    pieces = (rival.codes[: inner.start], inner.codes, rival.codes[inner.end :])
    return Reversal(
        rival.start,
        rival.end,
        np.concatenate(pieces),
        rival.bits + inner.bits,
        (*rival.routes, *inner.routes),
        rival.gaps + inner.gaps,
        inner.fillings.moved(inner.start),
    )


def _different(best: Reversal, found: Iterable[Reversal]) -> list[Reversal]:
    """The best rivals, and the best of UTF-8, in which most text is when it is garbled again."""
    rivals = [
        rival
        for rival in found
        if rival.start < best.end
        and best.start < rival.end
        and not codec(rival.routes[-1].meant).single
    ]
    distinct: dict[bytes, Reversal] = {}
    for rival in sorted(rivals, key=lambda reversal: -reversal.bits):
        distinct.setdefault(rival.codes.tobytes(), rival)
    ranked = list(distinct.values())
    from_utf8 = [rival for rival in ranked if rival.routes[-1].meant == "utf-8"]
    chosen = ranked[:_DEEPER] + from_utf8[:_DEEPER]
    return list({id(rival): rival for rival in chosen}.values())
