"""What may have stood in a hole: for each gap in UTF-8 bytes, the characters that fit into it."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Gap
from fixtext.encodings.hole_fills import (
    AFTER,
    ANY,
    EURO,
    FOLDED,
    LINE_ENDS,
    MARK,
    NOTHING,
    ONE,
    SPACE,
    fills,
    packed_fills,
    pairs_shown,
)
from fixtext.encodings.narrowing import (
    MOST_BEGUN,
    MOST_HALVES,
    MOST_WHOLE,
    Fill,
    Way,
    left_to_come,
    narrowed,
)
from fixtext.encodings.repertoire import (
    DRAWN,
    foreign_to,
    likely_characters,
    likely_rows,
    read_all,
)
from fixtext.language import Model

__all__ = [
    "EURO",
    "FOLDED",
    "MARK",
    "NOTHING",
    "ONE",
    "SPACE",
    "Region",
    "options_of",
    "pairs_shown",
    "stripped",
]

_OPTIONS = 64
_MOST_MARKS = 4
_MOST_WAYS = 6000
_LOST, _DISGUISED = 2.5, 0.5
"""Bits that each gap costs: bytes that are gone, and bytes that were changed for others."""
_NOTHING_LEFT = 7.0
"""Bits that it costs that a byte is gone without a trace."""

_Bits = NDArray[np.float64]


class Region(NamedTuple):
    """Bytes that make no character as they stand: the bytes, the kind of hole each is (0: known).

    ``following`` is the byte behind the region, ``bounds`` are the places in it at which something
    may be missing without a trace. ``script`` is the script of the text around.
    """

    data: bytes
    kinds: bytes
    following: int
    bounds: tuple[int, ...]
    script: str


@functools.lru_cache(maxsize=5_000)
def options_of(model: Model, wrong: str, region: Region) -> Gap | None:
    """The characters that the bytes of a region can have been; None if nothing fits."""
    if region.kinds.count(MARK) > _MOST_MARKS:
        return None  # so much is lost that nothing is known
    if not any(region.kinds):
        return _gap(model, region, list(_complete(wrong, region)), _LOST)
    each = _LOST if {ONE, MARK} & set(region.kinds) else _DISGUISED
    if compiled.IS_COMPILED:
        return _gap_in_loops(model, wrong, region, each)
    likely = likely_characters(model, region.script)
    ways = _ways(wrong, region, likely, True) or _ways(wrong, region, likely, False)
    return _gap(model, region, ways, each)


def _gap(model: Model, region: Region, ways: Sequence[Fill], each: float) -> Gap | None:
    """The characters that some bytes are, the likeliest of very many; each way costs ``each``."""
    rows, costs = read_all(_cheapest(ways), region.script)
    if not costs.size:
        return None
    costs += each
    if costs.size > _OPTIONS:
        likely = likely_characters(model, region.script)
        surprise = costs.copy()
        for codes in rows.T:
            surprise += likely.take(codes, mode="clip")
        best = np.argsort(surprise, kind="stable")[:_OPTIONS]
        rows, costs = rows[best], costs[best]
    options = [tuple(code for code in row if code) for row in rows.tolist()]
    return Gap(tuple(options), tuple(costs.tolist()))


def _gap_in_loops(model: Model, wrong: str, region: Region, each: float) -> Gap | None:
    """As :func:`_gap`, of all ways to fill the holes of a region."""
    script = region.script
    tables = likely_characters(model, script), likely_rows(model, script), foreign_to(script)
    limits = _MOST_WAYS, MOST_HALVES, MOST_WHOLE, MOST_BEGUN, _OPTIONS
    for strict in (True, False):
        holes = tuple(
            (needs.start, needs.stop, *packed_fills(wrong, *hole, strict))
            for hole, needs in _holes(region, strict)
        )
        asked = (region.data, region.kinds, holes, *tables, DRAWN, each, *limits)
        found = compiled.ways_to_fill(*asked)
        if found is not None:
            return Gap(*found) if found[0] else None
    return None


def _holes(region: Region, strict: bool) -> Iterator[tuple[tuple[int, int, int], range]]:
    """The kind of each hole, its byte and the one behind it; and what can be left to come there."""
    size = len(region.data)
    for place, (byte, kind) in enumerate(zip(region.data, region.kinds, strict=True)):
        if kind == 0:
            continue
        following = region.data[place + 1] if place + 1 < size else region.following
        if place + 1 < size and region.kinds[place + 1]:
            following = ANY
        if kind != ONE or not strict:  # then it only matters whether it ends a line
            following = NOTHING if following in LINE_ENDS else ANY
        yield (kind, byte if kind == FOLDED else 0, following), _needs(region, place + 1)


def _cheapest(ways: Sequence[Fill]) -> dict[bytes, float]:
    """The ways by their bytes, each where it first has its lowest cost."""
    costs: dict[bytes, float] = {}
    for way, cost in ways:
        if cost < costs.get(way, math.inf):
            costs.pop(way, None)
            costs[way] = cost
    return costs


def _ways(wrong: str, region: Region, likely: _Bits, strict: bool) -> list[Fill]:
    """Every valid way to fill the holes of a region; if ``strict``, in the usual manner.

    Of very many, only those whose characters are likely ones; none where even that is too many.
    """
    ways: list[Way] = [(b"", 0.0, 0)]
    holes = _holes(region, strict)
    for byte, kind in zip(region.data, region.kinds, strict=True):
        if kind == 0:
            known, after = bytes((byte,)), AFTER[byte]
            ways = [
                (way + known, cost, after[before])
                for way, cost, before in ways
                if after[before] >= 0
            ]
            continue
        hole, needs = next(holes)
        some = fills(wrong, *hole, strict)
        ways = [way for way in ways if any(some[way[2], need] for need in needs)]
        if sum(len(some[before, need]) for _, _, before in ways for need in needs) > _MOST_WAYS:
            ways = narrowed(ways, some, needs, likely)
            continue
        ways = [
            (way + fill, cost + extra, need)
            for way, cost, before in ways
            for need in needs
            for fill, extra in some[before, need]
        ]
    return [(way, cost) for way, cost, need in ways if need == 0]


def _needs(region: Region, place: int) -> range:
    """How many continuation bytes a hole in front of this place can have left to come."""
    at = place
    while at < len(region.data) and not region.kinds[at] and 0x80 <= region.data[at] < 0xC0:
        at += 1
    least = min(at - place, 3)
    open_end = at < len(region.data) and region.kinds[at]
    return range(least, 4 if open_end else least + 1)


def _complete(wrong: str, region: Region) -> Iterator[Fill]:
    """Ways to complete bytes of which some are gone without a trace."""
    data = region.data
    need = sum(_missing(data))
    single = codec(wrong).single
    if not need or need > 2 or len(data) > 5 or (not single and need != 2):
        return
    for place in region.bounds:
        before, behind = data[:place], data[place:]
        for gone, cost in _gone(wrong, need):
            yield before + gone + behind, cost


def _missing(data: bytes) -> Iterator[int]:
    """How many continuation bytes each of the sequences that are begun here lacks."""
    need = 0
    for byte in data:
        if 0x80 <= byte < 0xC0:
            if not need:
                yield 9  # a continuation of nothing
                return
            need -= 1
            continue
        yield need
        need = max(left_to_come(0, byte), 0)
    yield need


def stripped(wrong: str) -> list[int]:
    """Bytes that a single-byte codec shows as C1 controls, no-break spaces or soft hyphens."""
    table = codec(wrong).to_unicode
    return [
        byte
        for byte in range(0x80, 0xC0)
        if 0x80 <= table[byte] < 0xA0 or table[byte] in (0xA0, 0xAD)
    ]


@functools.cache
def _gone(wrong: str, need: int) -> tuple[Fill, ...]:
    """What programs strip: C1 controls, no-break spaces and soft hyphens; private use."""
    if codec(wrong).single:
        ones = [bytes((byte,)) for byte in stripped(wrong)]
        every = ones if need == 1 else [a + b for a in ones for b in ones]
    else:
        _, private = pairs_shown(wrong)
        every = [bytes(pair) for pair in np.argwhere(private).tolist()]
    return tuple((data, _NOTHING_LEFT * need) for data in every)
