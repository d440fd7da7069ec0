"""Losses moved to where the text reads best, once it is known what can have been lost there.

The way through the bytes knows nothing of the character that a loss leaves (:mod:`byte_path`), so
that it may take a place near the right one. Where only few characters are possible, each of them is
weighed at each of the places near it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import Grammar
from fixtext.encodings.byte_path import UNKNOWN, Edge, Operation, Stream
from fixtext.encodings.placing import Region, other_places
from fixtext.encodings.rereading import Allowed, options_of_edge
from fixtext.language import Model

__all__ = ["well_placed"]

_NEAR = 6
"""Characters before a loss and behind it that are looked at."""
_MOST = 8
"""Characters that one byte may be a part of."""
_LINE_ENDS = (10, 10, 10)


def well_placed(
    model: Model, rules: Grammar, stream: Stream, path: Sequence[Edge], allowed: Allowed
) -> list[Edge]:
    """The edges of a way with each of its losses where they make the best text."""
    edges = list(path)
    place = 0
    while place < len(edges):
        if edges[place].operation == Operation.LOST:
            first, last = max(place - _NEAR, 0), min(place + _NEAR + 1, len(edges))
            region = Region(0, 0, edges[first:last])
            around = edges[max(first - 3, 0) : first], edges[last : last + 3]
            best = _best(model, rules, stream, region, around, allowed)
            edges[first:last] = best
            place = first + max(
                index for index, edge in enumerate(best) if edge.operation == Operation.LOST
            )
        place += 1
    return edges


def _best(
    model: Model,
    rules: Grammar,
    stream: Stream,
    region: Region,
    around: tuple[Sequence[Edge], Sequence[Edge]],
    allowed: Allowed,
) -> Sequence[Edge]:
    """The edges of a region with its first loss where it makes the best text."""
    places = [region, *other_places(rules, stream, region, 0)]
    texts: list[int] = []
    ends: list[int] = []
    which: list[int] = []
    before, behind = ([edge.code for edge in some if edge.code] for some in around)
    for index, one in enumerate(places):
        first = next(at for at, edge in enumerate(one.edges) if edge.operation == Operation.LOST)
        gap = options_of_edge(model, rules, stream, one.edges[first], allowed)
        left, right = (
            [edge.code for edge in some if edge.code]
            for some in (one.edges[:first], one.edges[first + 1 :])
        )
        for option in gap.options[:_MOST] if gap else ():
            texts += (*_LINE_ENDS, *before, *left, *option, *right, *behind)
            ends.append(len(texts))
            which.append(index if option != (UNKNOWN,) else 0)
    if not ends:
        return region.edges
    bits = _sums(model.score(np.array(texts, np.uint32)), ends)
    return places[which[int(np.argmin(bits))]].edges


def _sums(each: NDArray[np.float32], ends: Sequence[int]) -> NDArray[np.float64]:
    starts = np.array([0, *ends[:-1]])
    sums: NDArray[np.float64] = np.add.reduceat(each.astype(np.float64), starts)
    return sums
