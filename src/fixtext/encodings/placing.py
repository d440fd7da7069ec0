"""Where else a byte may have been lost: some characters before or behind the place that was found.

The search through the bytes cannot know yet which character the loss left unknown, so it may take
the place beside the right one. From one place to the next, only the characters between them change:
they are in step with what is before the loss, or with what is behind it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from fixtext.encodings.byte_grammar import Grammar
from fixtext.encodings.byte_path import UNKNOWN, Edge, Operation, Stream

__all__ = ["FARTHEST", "Region", "other_places"]

FARTHEST = 4
"""Characters."""


@dataclasses.dataclass(frozen=True, slots=True)
class Region:
    """Characters ``start`` to ``end`` of a stream, and the edges by which they are read anew."""

    start: int
    end: int
    edges: Sequence[Edge]


def other_places(rules: Grammar, stream: Stream, region: Region, begin: int) -> Iterator[Region]:
    """A region with its first loss at other places, none of them before the character ``begin``."""
    place = next(
        (at for at, edge in enumerate(region.edges) if edge.operation == Operation.LOST), None
    )
    if place is not None:
        yield from _before(rules, stream, region, begin, place)
        yield from _behind(rules, stream, region, place)


def _before(
    rules: Grammar, stream: Stream, region: Region, begin: int, place: int
) -> Iterator[Region]:
    """The region with the loss in the characters before it, which then are behind it."""
    edges, first, kept = region.edges, region.start, place
    behind = list(edges[place + 1 :])
    at = edges[place].start
    for _ in range(FARTHEST):
        if kept:
            kept -= 1
            if edges[kept].operation or edges[kept].end - edges[kept].start != 2:
                return
        else:
            first -= 1
            if first < begin or stream.offsets[first] != at - 2:
                return
        at -= 2
        pair = _pair(rules, stream, at + 1)
        if not pair.code:
            return
        behind.insert(0, pair)
        lost = Edge(at, at + 1, Operation.LOST, UNKNOWN)
        yield Region(first, region.end, (*edges[:kept], lost, *behind))


def _behind(rules: Grammar, stream: Stream, region: Region, place: int) -> Iterator[Region]:
    """The region with the loss in the characters behind it, which then are before it."""
    before = list(region.edges[:place])
    at = region.edges[place].start
    for index in range(place + 1, min(place + 1 + FARTHEST, len(region.edges))):
        edge = region.edges[index]
        pair = _pair(rules, stream, at)
        if edge.operation or edge.end - edge.start != 2 or not pair.code:
            return
        before.append(pair)
        at += 2
        lost = Edge(at, at + 1, Operation.LOST, UNKNOWN)
        yield Region(region.start, region.end, (*before, lost, *region.edges[index + 1 :]))


def _pair(rules: Grammar, stream: Stream, at: int) -> Edge:
    """The character of two bytes that begins at a place; its code is 0 if there is none."""
    code = int(rules.pairs[stream.data[at] << 8 | stream.data[at + 1]])
    return Edge(at, at + 2, Operation.AS_IT_IS, code)
