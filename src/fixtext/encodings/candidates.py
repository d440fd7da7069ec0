"""Candidates: for many parts of a text at once, the stretches that some route saves bits on.

Numpy's price is by the call, not by the character. So all parts that are worth a look are laid end
to end, with line ends between, and each route is tried on all of them in one go. Only where a
route can save enough in a part is that part then looked at by itself.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import (
    LEAST,
    Attempt,
    Shown,
    attempts_of,
    score_texts,
)
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.lattice import REPLACEMENT, mark_of
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.short_search import Asked, Part, Row, found_in, row_of, that_fit
from fixtext.encodings.stretches import stretches
from fixtext.encodings.weighing import (
    MOST_FROM_STRANGERS,
    Reversal,
    Weighed,
    lenient_gains,
    letters_for_letters,
    weigh,
)
from fixtext.language import Model

__all__ = [
    "Candidate",
    "Group",
    "Part",
    "Row",
    "candidates",
    "fresh",
    "greatest",
    "grouped",
    "is_half_repaired",
    "row_of",
]

_APART = -1000.0
_SHOWN_SHARE = 0.1
_SHARE = 0.15
"""What a stretch must promise of what the best one does in the same part of a line."""
_TWO_BORDERS = 3.0
_MOST_AT_ONCE = 12_000
"""Characters that are laid end to end, at most."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Routes of one wrong codec, and the codecs that the bytes were meant for."""

    routes: tuple[Route, ...]
    meant: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of a part, which is ``shift:stop`` of the attempt's text."""

    reversal: Reversal
    attempt: Callable[[], Attempt]
    shift: int
    stop: int


def candidates(
    model: Model,
    parts: Sequence[Part],
    routes: Sequence[Route],
    known: frozenset[str],
    least: Sequence[float] | None = None,
) -> list[list[Candidate]]:
    """For each part, every stretch that a route saves bits on.

    ``least`` are the bits of each part below which a stretch need not be told of.
    """
    result: list[list[Candidate]] = [[] for _ in parts]
    for some in _together([part.codes.size for part in parts], loops=model.scorer is not None):
        together = parts[some]
        needed = np.zeros(len(together)) if least is None else np.array(least[some], float)
        share = np.array([_share_of(part) for part in together])
        told = _in_one_loop(model, together, routes, Asked(needed, share, known))
        if told is None:
            told = list(_of_some(model, together, grouped(routes), known, needed))
        for index, candidate in told:
            result[some.start + index].append(candidate)
    return result


def _together(sizes: Sequence[int], *, loops: bool) -> Iterator[slice]:
    """Which parts to look at together: as many as loops take, and without these as is bearable."""
    if not loops:
        yield from bearable(sizes, _MOST_AT_ONCE)
        return
    first = 0
    while first < len(sizes):
        last = first + max(that_fit(sizes, first), 1)
        yield slice(first, last)
        first = last


def bearable(sizes: Sequence[int], most: int) -> Iterator[slice]:
    """Which parts to look at together: by their characters, so many until they are ``most``.

    >>> [(some.start, some.stop) for some in bearable([5, 5, 1, 20], 10)]
    [(0, 2), (2, 4)]
    """
    first = size = 0
    for last, each in enumerate(sizes, 1):
        size += each
        if size >= most or last == len(sizes):
            yield slice(first, last)
            first, size = last, 0


def grouped(routes: Sequence[Route]) -> Mapping[str, Group]:
    """These routes by wrong codec, in their order."""
    return _every() if routes is ROUTES else _grouped(routes)


@functools.cache
def _every() -> Mapping[str, Group]:
    return _grouped(ROUTES)


def _grouped(routes: Sequence[Route]) -> dict[str, Group]:
    by_wrong: dict[str, list[Route]] = {}
    for route in routes:
        by_wrong.setdefault(route.read, []).append(route)
    return {
        label: Group(tuple(some), frozenset(route.meant for route in some))
        for label, some in by_wrong.items()
    }


def _in_one_loop(
    model: Model, parts: Sequence[Part], routes: Sequence[Route], asked: Asked
) -> list[tuple[int, Candidate]] | None:
    """The same in one loop over short parts; None where that does not tell them."""
    made = found_in(model, parts, asked, routes)
    if made is None:
        return None
    return [
        (one.number, Candidate(reversal, one.attempt, one.start, one.stop))
        for one in made
        for reversal in one.stretches(model)
    ]


def _share_of(part: Part) -> float:
    """What a stretch must promise of what the best one does.

    Of several lines, one may have gone through another reading than the rest.
    """
    return 0.0 if (part.codes == 0x0A).any() else _SHARE


def _of_some(
    model: Model,
    parts: Sequence[Part],
    by_wrong: Mapping[str, Group],
    known: frozenset[str],
    needed: _Bits,
) -> Iterator[tuple[int, Candidate]]:
    everything = row_of(parts)
    seen: dict[tuple[int, bytes], set[str]] = {}
    attempts: list[tuple[Attempt, list[int], Row]] = []
    for label, group in by_wrong.items():
        chosen = fresh(everything, label, group, known, seen)
        if chosen:
            is_all = len(chosen) == len(parts)
            row = everything if is_all else row_of([parts[index] for index in chosen])
            shown = Shown(row.codes, row.bits, label)
            tried = attempts_of(model, shown, group.routes, row.starts)
            attempts += [(attempt, chosen, row) for attempt in tried]
    if not attempts:
        return
    scores = score_texts(model, [attempt.decoding.codes for attempt, _, _ in attempts])
    best = np.zeros(len(parts))
    share = np.array([_share_of(part) for part in parts])
    promised: list[tuple[Weighed, list[int], Row, _Bits]] = []
    for (attempt, chosen, row), score in zip(attempts, scores, strict=True):
        cost = 1.0 if str(attempt.route) in known else attempt.route.cost
        weighed = weigh(attempt, score, cost)
        if weighed:
            most = _most_in_parts(weighed, row)
            best[chosen] = np.maximum(best[chosen], most)
            promised.append((weighed, chosen, row, most))
    for weighed, chosen, row, most in promised:
        least = LEAST + weighed.least + _TWO_BORDERS
        enough = np.maximum(share[chosen] * best[chosen], least)
        # of what a stretch gains, its route is paid; only letters may tell more
        further = needed[chosen] + weighed.least - _more_of(weighed)
        some = [
            place
            for place in (most >= enough).nonzero()[0].tolist()
            if most[place] >= further[place] or _may_fill(weighed, parts[chosen[place]].codes)
        ]
        for place, candidate in _in_parts(model, weighed, row, some):
            yield chosen[place], candidate


def _more_of(weighed: Weighed) -> float:
    """The bits that letters may tell beyond what a stretch gains, whose route is not paid then."""
    if not letters_for_letters(weighed.attempt.route):
        return 0.0
    return MOST_FROM_STRANGERS - weighed.cost


def _may_fill(weighed: Weighed, codes: _Codes) -> bool:
    """Whether an attempt may save far more where pairs are filled of which a byte was lost."""
    route = weighed.attempt.route
    if route.meant not in DOUBLE_BYTE:
        return False
    mark = mark_of(route.read) if route.read in DOUBLE_BYTE else REPLACEMENT
    return bool(((codes == REPLACEMENT) | (codes == mark)).any())


def fresh(
    row: Row,
    label: str,
    group: Group,
    known: frozenset[str],
    seen: dict[tuple[int, bytes], set[str]],
    names: Sequence[int] | None = None,
) -> list[int]:
    """The parts in which the codec can have shown a good deal of what is odd.

    Without those that it shows with the same bytes as another one that was tried: they tell
    nothing new, unless a route is known. ``seen`` remembers parts by their ``names``.
    """
    wrong = codec(label)
    shown = wrong.to_bytes.take(row.codes, mode="clip")
    can = row.counts(row.odd & ((shown > 0) | row.lost))
    possible = (can > _SHOWN_SHARE * row.odd_in_parts).nonzero()[0].tolist()
    if label == "iso-8859-1":  # differs from windows-1252 in C1 controls only
        return [index for index in possible if _has_controls(row, index)]
    if label == PARTLY:
        spans = zip(row.starts.tolist(), row.ends.tolist(), strict=True)
        parts = [shown[start:end] for start, end in spans]
        return [index for index in possible if _is_half_repaired(parts[index])]
    if not wrong.single or (known and any(str(route) in known for route in group.routes)):
        return list(possible)
    meant = group.meant
    fresh: list[int] = []
    for index in possible:
        data = shown[row.starts[index] : row.ends[index]].tobytes()
        done = seen.setdefault((names[index] if names else index, data), set())
        if not meant <= done:
            fresh.append(index)
        done |= meant
        done.add(label)
    return fresh


def _has_controls(row: Row, index: int) -> bool:
    part = row.codes[row.starts[index] : row.ends[index]]
    return bool(((part >= 0x80) & (part < 0xA0)).any())


def is_half_repaired(codes: _Codes) -> bool:
    """Whether a part has both bytes beyond ASCII and characters that were decoded of such."""
    return _is_half_repaired(codec(PARTLY).to_bytes.take(codes, mode="clip"))


def _is_half_repaired(shown: NDArray[np.uint16]) -> bool:
    """The same, of what a codec has for its characters."""
    return bool((shown > 0xFF).any() and np.count_nonzero((shown > 0x7F) & (shown <= 0xFF)) > 1)


def _most_in_parts(weighed: Weighed, row: Row) -> _Bits:
    """The greatest sum of gains in a stretch of each part."""
    most = greatest(weighed, row, weighed.gains)
    if weighed.lost is not None and weighed.attempt.route.meant == "utf-8":
        most = np.maximum(most, greatest(weighed, row, lenient_gains(weighed)))
    return most


def _in_parts(
    model: Model, weighed: Weighed, row: Row, places: Sequence[int]
) -> Iterator[tuple[int, Candidate]]:
    """The stretches of some parts, where an attempt can save enough."""
    lows, highs = (weighed.old.searchsorted(edges) for edges in (row.starts, row.ends))
    for place in places:
        start, stop = int(row.starts[place]), int(row.ends[place])
        for reversal in stretches(model, weighed, int(lows[place]), int(highs[place])):
            yield place, Candidate(reversal.moved(-start), lambda: weighed.attempt, start, stop)


def greatest(weighed: Weighed, row: Row, gains: _Bits) -> _Bits:
    """The greatest sum of these gains in a stretch that lies within each part."""
    lows, highs = (weighed.old.searchsorted(places) for places in (row.starts, row.ends))
    if lows.size == 1:
        sums = np.zeros(int(highs[0] - lows[0]) + 1)
        gains[lows[0] : highs[0]].cumsum(out=sums[1:])
        return np.array([(sums - np.minimum.accumulate(sums)).max()])
    first, last = np.concatenate(([0], highs)), np.concatenate((lows, [gains.size]))
    apart = gains.copy()
    apart[first[first < last]] = _APART  # so that nothing reaches from one part into the next
    sums = np.zeros(apart.size + 1)
    apart.cumsum(out=sums[1:])
    rise = sums - np.minimum.accumulate(sums)
    edges = np.minimum(np.stack((lows, highs + 1), axis=1).ravel(), rise.size - 1)
    most: _Bits = np.maximum.reduceat(rise, edges)[::2]
    return most
