"""Of all routes, those that may save the most on what is garbled: the others need no closer look.

A closer look weighs where each stretch begins and ends, and takes a route a hundred times as long
as what is done here: the bytes of what is surprising are read in each codec, and all readings are
weighed as they are.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import LEAST
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import codec
from fixtext.encodings.first_look import loses_bytes, ways_kept_open
from fixtext.encodings.other_readings import OtherReadings
from fixtext.encodings.routes import LATIN_ROUTES, ROUTES, Route
from fixtext.encodings.second_look import may_save_bits
from fixtext.encodings.ways import KINDRED, NO_ROUTE, all_ways, bytes_shown, longest
from fixtext.encodings.weighing import IDEOGRAPHIC, letters_for_letters
from fixtext.language import Model
from fixtext.scan import text_of

__all__ = ["best_of_each", "best_routes", "union_of", "union_of_best"]

_SHARE, _NEAR = 0.3, 12.0
"""What a route must save of what the best does; or how many bits less it may."""
_LEAST_SHOWN = 0.25
"""The part of a core's characters beyond ASCII that a codec must show in one row."""
_LONGEST = 400
_MOST_PARTS = 64
"""Of more parts, all routes are tried together, which takes less than a look at each of them."""


def best_routes(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], routes: Sequence[Route]
) -> Sequence[Route]:
    """Of some routes, those that may be the best for a part of a text, and some at any rate.

    ``cores`` are what is surprising in it. All, where bytes may be lost, since then the rest of
    them says too little. Those from UTF-8 stay, since text that is garbled again is mostly UTF-8 by
    then, whatever else its bytes seem to be; and those between code pages of Latin letters, which
    differ in few of them.
    """
    if not cores or any(high - low > _LONGEST for low, high in cores):
        return routes
    if any(loses_bytes(part.codes[low:high].tolist()) for low, high in cores):
        return routes
    ways = all_ways()
    saved = _saved_by_each(model, part, cores)
    paid = np.where(saved > 0.0, saved - ways.costs[:-1], -np.inf)
    least = _least(paid)
    paid[:, _from_utf8()] = -np.inf
    chosen = ((saved > 0.0) & (paid >= _least(paid)[:, None])).nonzero()[1]
    kept = _at_any_rate().union(ways.routes[number] for number in chosen.tolist())
    some = [route for route in routes if route in kept]
    return _within_reach(model, part, some, float(least.min()))


def _saved_by_each(
    model: Model, part: Part, cores: Sequence[tuple[int, int]]
) -> NDArray[np.float64]:
    """What the readings of each core save by each route, shape (cores, routes), if anything.

    Of each codec, that of the longest stretch that it has all characters of.
    """
    ways = all_ways()
    saved = np.zeros((len(cores), len(ways.routes)))
    if model.scorer is not None:
        codes = np.ascontiguousarray(part.codes, np.uint32)
        bits = np.ascontiguousarray(part.bits, np.float64)
        edges = np.array(cores, np.int64)
        model.scorer.saved_by_routes(codes, bits, edges, ways_kept_open(), saved)
        return saved
    text, all_bits = text_of(part.codes), part.bits.tolist()
    for row, (low, high) in zip(saved, cores, strict=True):
        codes = part.codes[low:high]
        readings = OtherReadings(text, all_bits, ways.meant)
        beyond = codes > 0x7F
        fewest = _LEAST_SHOWN * int(np.count_nonzero(beyond))
        for label in ways.numbers:
            start, end = longest(codes, label)
            if np.count_nonzero(beyond[start:end]) >= fewest:
                data = next(bytes_shown(codes[start:end], label))
                readings.add(low + start, low + end, data, ways.numbers[label])
        for number, saves in readings.saved(model).items():
            if number != NO_ROUTE:
                row[number] = saves
    return saved


def _that_save(model: Model, part: Part, routes: Sequence[Route]) -> Sequence[Route]:
    """The routes by which a stretch of a part may save anything."""
    bounded = [route for route in routes if not letters_for_letters(route)]
    return _as_bounded(model, part, routes, bounded, LEAST)


def _within_reach(
    model: Model, part: Part, routes: Sequence[Route], least: float
) -> Sequence[Route]:
    """The routes by which a stretch of a part may save so much, and all from UTF-8."""
    bounded = [route for route in routes if route.meant != "utf-8"]
    return _as_bounded(model, part, routes, bounded, least)


def _as_bounded(
    model: Model, part: Part, routes: Sequence[Route], bounded: Sequence[Route], least: float
) -> Sequence[Route]:
    """The routes but for those bounded ones by which a stretch of a part saves less."""
    unsure = _unsure(part.codes.tolist())
    told = [route for route in bounded if route.read not in unsure]
    gone = set(told) - may_save_bits(model, part, told, least)
    return [route for route in routes if route not in gone]


def _unsure(codes: Collection[int]) -> set[str]:
    """The wrong codecs whose bounds may not hold: which show a character for several pairs."""
    doubles = (codec(label) for label in IDEOGRAPHIC)
    return {*KINDRED, *(one.label for one in doubles if not one.twins.keys().isdisjoint(codes))}


def _least(paid: NDArray[np.float64]) -> NDArray[np.float64]:
    """The bits that a route must save of each core, where the best one saves the most of these."""
    best = paid.max(axis=1)
    best[best == -np.inf] = 0.0
    least: NDArray[np.float64] = np.minimum(best - _NEAR, _SHARE * best)
    return least


@functools.cache
def _from_utf8() -> NDArray[np.bool_]:
    """Which of all ways are from UTF-8, shape (routes,)."""
    return np.array([route.meant == "utf-8" for route in all_ways().routes])


@functools.cache
def _at_any_rate() -> frozenset[Route]:
    """Routes that are always weighed: those from UTF-8, of Latin letters, and of no way."""
    from_utf8 = {route for route in ROUTES if route.meant == "utf-8"}
    no_way = set(ROUTES).difference(all_ways().routes)
    return frozenset(from_utf8.union(LATIN_ROUTES, no_way))


def best_of_each(
    model: Model,
    parts: Sequence[tuple[Part, Sequence[tuple[int, int]]]],
    routes: Sequence[Route],
) -> list[Sequence[Route]]:
    """As :func:`best_routes`, of several parts; where these are all, those that save anything."""
    found = [best_routes(model, part, cores, routes) for part, cores in parts]
    return [
        _that_save(model, part, routes) if best is routes else best
        for best, (part, _) in zip(found, parts, strict=True)
    ]


def union_of_best(
    model: Model,
    parts: Sequence[tuple[Part, Sequence[tuple[int, int]]]],
    routes: Sequence[Route],
) -> Sequence[Route]:
    """As :func:`best_routes`, of several parts: what may be the best for one of them."""
    if len(parts) > _MOST_PARTS:
        return routes
    several: list[Sequence[Route]] = []
    for part, cores in parts:
        best = best_routes(model, part, cores, routes)
        if best is routes:
            return routes
        several.append(best)
    return union_of(several, routes)


def union_of(several: Sequence[Sequence[Route]], routes: Sequence[Route]) -> Sequence[Route]:
    """Those of some routes that are among others, of several parts."""
    some = {route for each in several for route in each}
    return [route for route in routes if route in some]
