"""Stretches of double-byte text read anew, in step: what they become, and what that is worth.

The best way through the bytes (:mod:`byte_path`) says where characters are of which some bytes are
not known; here the model chooses them, each with its posterior and the runners-up, and the old
text is weighed against the new.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import Grammar
from fixtext.encodings.byte_path import SECOND, UNKNOWN, Edge, Stream, best_paths
from fixtext.encodings.filling import Filling, Gap, fill
from fixtext.encodings.out_of_step import PERIODS, strays
from fixtext.encodings.placing import Region, other_places
from fixtext.language import Model
from fixtext.scan import code_points, text_of

__all__ = [
    "LEAST_PROBABILITY",
    "PAID",
    "Allowed",
    "Piece",
    "Rereading",
    "Wanted",
    "any_region",
    "options_of_edge",
    "reread",
]

LEAST_PROBABILITY = 0.35
"""What is less probable than that is no guess: U+FFFD stands for it."""
_BY_LEAD, _BY_TRAIL, _ASCII_FLIPPED, _FAR = 0.0, 1.0, 4.0, 6.0
"""Bits that it costs that a byte was the trail of an unknown one, the lead, an ASCII character of
which one bit was flipped; and that more than one bit of a pair was."""
_SWALLOWED = {"": 0.0, "\n": 4.0, **dict.fromkeys(" ,.;:!?\"'()[]<>", 4.0)}
"""What a mark may have swallowed besides half a character, with what that costs."""
PAID = (0.0, 12.0, 20.0, 20.0, 20.0, 0.0)
"""Bits that an edit costs: of which byte it is, and of what it was or is."""
_REGION = 8.0
"""Bits that a stretch costs, whatever is in it."""
_OPTIONS = 96
_FEW, _SPARSE = 64, 64
"""Stretches, and characters for each, of which not more are tried at other places too."""

_Codes = NDArray[np.uint32]
_LINE_ENDS = (10, 10, 10)
_ROOM = "\n\n\n"

Allowed = Mapping[int, frozenset[int]]
"""The values that some unknown bytes can have, by their place."""


class Wanted(Protocol):
    """Which stretches are worth filling, told before any of them is."""

    def __call__(self, region: Region, *, stray: bool) -> bool:
        """Whether this one is; ``stray`` says that bytes in it make no character."""


def any_region(region: Region, *, stray: bool) -> bool:
    """All of them are."""
    return True


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A character that was read anew; ``filling`` is how it was chosen, if it was not known."""

    edge: Edge
    filling: Filling | None

    @property
    def text(self) -> str:
        """The most probable text."""
        if self.filling is not None:
            return "".join(map(chr, self.filling.option))
        return chr(self.edge.code) if self.edge.code else ""

    @property
    def sure(self) -> str:
        """The text, or U+FFFD where none is probable enough."""
        unsure = self.filling is not None and self.filling.probability < LEAST_PROBABILITY
        return chr(UNKNOWN) if unsure else self.text


@dataclasses.dataclass(frozen=True, slots=True)
class Rereading:
    """Characters ``start`` to ``end`` of a stream, read anew.

    ``bits`` is what that saves, the edits paid for; ``stray`` says that bytes were among them that
    made no character.
    """

    start: int
    end: int
    pieces: tuple[Piece, ...]
    bits: float
    stray: bool


def reread(
    model: Model,
    rules: Grammar,
    stream: Stream,
    windows: Sequence[tuple[int, int]],
    allowed: Allowed | None = None,
    wanted: Wanted = any_region,
) -> list[Rereading]:
    """What some windows of a stream become in step, where that is another text and ``wanted``.

    Windows are told in characters. The result is ordered, and none overlaps another.
    """
    strays_to = np.concatenate(([0], np.cumsum(strays(stream.codes))))

    def has_strays(region: Region) -> bool:
        return bool(strays_to[region.end] > strays_to[region.start])

    paths = best_paths(model, rules, stream, windows)
    found = [
        region
        for (start, end), path in zip(windows, paths, strict=True)
        for region in _regions(stream, start, end, path)
        if wanted(region, stray=has_strays(region))
    ]
    if not found:
        return []
    ends = [0, *(region.end for region in found)]
    # where so much is damaged, the likeliest place is as good as another, and takes no time
    seek = len(found) <= max(_FEW, stream.codes.size // _SPARSE)
    placed = [
        [region, *(other_places(rules, stream, region, end) if seek else ())]
        for region, end in zip(found, ends, strict=False)
    ]
    regions = [region for several in placed for region in several]
    gaps = [
        [options_of_edge(model, rules, stream, edge, allowed or {}) for edge in region.edges]
        for region in regions
    ]
    fillings = _fill_all(model, stream, regions, gaps)
    pieces = [
        tuple(map(Piece, region.edges, chosen))
        for region, chosen in zip(regions, fillings, strict=True)
    ]
    saved = _saved(model, stream, regions, pieces)
    every = iter(
        Rereading(region.start, region.end, new, bits, has_strays(region))
        for region, new, bits in zip(regions, pieces, saved, strict=True)
    )
    return [max(itertools.islice(every, len(several)), key=_bits_of) for several in placed]


def _bits_of(one: Rereading) -> float:
    return one.bits


def _regions(stream: Stream, start: int, end: int, path: Sequence[Edge]) -> Iterator[Region]:
    """Where the best way differs from the text as it stands."""
    offsets = stream.offsets[start : end + 1].tolist()
    codes = stream.codes[start:end].tolist()
    own = set(zip(offsets, codes, strict=False))
    run: list[Edge] = []
    for edge in (*path, None):
        if edge and (edge.operation or (edge.start, edge.code) not in own):
            run.append(edge)
            continue
        if run:
            first = bisect.bisect_right(offsets, run[0].start) - 1
            last = bisect.bisect_left(offsets, run[-1].end)
            yield Region(start + first, start + last, run)
            run = []


def options_of_edge(
    model: Model, rules: Grammar, stream: Stream, edge: Edge, allowed: Allowed
) -> Gap | None:
    """What a character can have been of which not all bytes are known; None for any other."""
    if edge.code != UNKNOWN or not edge.operation:
        return None  # U+FFFD that is there as it is, in the four bytes that GB 18030 has for it
    data = stream.data[edge.start : edge.end]
    kinds = stream.holes[edge.start : edge.end].tobytes()
    among = next(
        (allowed[place] for place in range(edge.start, edge.end) if place in allowed), None
    )
    return _options(model, rules, data, kinds, among)


@functools.lru_cache(maxsize=4096)
def _options(
    model: Model, rules: Grammar, data: bytes, kinds: bytes, among: frozenset[int] | None
) -> Gap:
    """The characters that some bytes can have been, the likeliest if they are many."""
    if not any(kinds) and among is not None:
        options = _stripped(rules, data[0], among)
    elif not any(kinds):
        options = _damaged(rules, data)
    elif len(data) == 1:
        options = dict(_SWALLOWED) if kinds[0] == SECOND else {}
    elif all(kinds):
        options = {}
    elif kinds[0]:
        leads = among if among is not None else range(256)
        options = {chr(code): 0.0 for lead in leads if (code := rules.pairs[lead << 8 | data[1]])}
    else:
        trails = among if among is not None else range(256)
        options = {
            chr(code): 0.0 for trail in trails if (code := rules.pairs[data[0] << 8 | trail])
        }
    options = options or {chr(UNKNOWN): 0.0}
    ranked = list(options.items())
    if len(ranked) > _OPTIONS:
        codes = np.array([ord(text) for text, _ in ranked], np.uint32)
        bits = model.cost(np.full((codes.size, 3), UNKNOWN, np.uint32), codes)
        bits = bits + np.array([cost for _, cost in ranked])
        ranked = [ranked[index] for index in np.argsort(bits, kind="stable")[:_OPTIONS].tolist()]
    return Gap(
        tuple(tuple(map(ord, text)) for text, _ in ranked), tuple(cost for _, cost in ranked)
    )


def _stripped(rules: Grammar, byte: int, gone: frozenset[int]) -> dict[str, float]:
    """The characters of which one byte is left, and the other is one of those that are gone."""
    pairs = [pair for other in gone for pair in (byte << 8 | other, other << 8 | byte)]
    return {chr(code): 0.0 for pair in pairs if (code := int(rules.pairs[pair]))}


def _damaged(rules: Grammar, data: bytes) -> dict[str, float]:
    """The characters of which one byte is lost, or of which one was replaced."""
    options: dict[str, float] = {}

    def add(codes: Sequence[int], cost: float) -> None:
        for code in codes:
            options[chr(code)] = min(cost, options.get(chr(code), np.inf))

    if len(data) == 1:
        byte = data[0]
        add(rules.trails[byte], _BY_LEAD)
        add(rules.leads[byte], _BY_TRAIL)
        flipped = [byte ^ 1 << bit for bit in range(8)] if byte > 0x7F else []
        add([code for code in flipped if 0x20 <= code < 0x7F or code == 10], _ASCII_FLIPPED)
    else:
        lead, trail = data
        pair = lead << 8 | trail
        near = (int(rules.pairs[pair ^ 1 << bit]) for bit in range(16))
        add([code for code in near if code], 0.0)
        add(rules.trails[lead], _FAR)
        add(rules.leads[trail], _FAR)
    return options


def _fill_all(
    model: Model,
    stream: Stream,
    regions: Sequence[Region],
    gaps: Sequence[Sequence[Gap | None]],
) -> list[list[Filling | None]]:
    """What the unknown characters most probably are, all regions in one go."""
    known: list[_Codes] = []
    unknown: list[Gap] = []
    piece: list[int] = [*_LINE_ENDS]
    for region, several in zip(regions, gaps, strict=True):
        piece += stream.codes[max(region.start - 3, 0) : region.start].tolist()
        for edge, gap in zip(region.edges, several, strict=True):
            if gap:
                known.append(np.array(piece, np.uint32))
                unknown.append(gap)
                piece = []
            elif edge.code:
                piece.append(edge.code)
        piece += (*stream.codes[region.end : region.end + 3].tolist(), *_LINE_ENDS)
    known.append(np.array(piece, np.uint32))
    fillings = iter(fill(model, known, unknown))
    return [[next(fillings) if gap else None for gap in several] for several in gaps]


def _saved(
    model: Model,
    stream: Stream,
    regions: Sequence[Region],
    pieces: Sequence[Sequence[Piece]],
) -> list[float]:
    """The bits that each region saves, its edits paid for."""
    if not regions:
        return []
    texts: list[str] = []
    for region, new in zip(regions, pieces, strict=True):
        before = text_of(stream.codes[max(region.start - 3, 0) : region.start])
        behind = text_of(stream.codes[region.end : region.end + 3])
        now = text_of(stream.codes[region.start : region.end])
        texts += (before + now + behind, before + "".join(one.text for one in new) + behind)
    bits = _bits_once(model, texts)
    paid = [sum(PAID[one.edge.operation] for one in new) or _REGION for new in pieces]
    return [
        old - new - cost
        for old, new, cost in zip(bits[::2].tolist(), bits[1::2].tolist(), paid, strict=True)
    ]


def _bits_once(model: Model, texts: Sequence[str]) -> NDArray[np.float64]:
    """The bits of each text, without those of what is repeated in it."""
    codes = code_points(_ROOM + "".join(text + _ROOM for text in texts))
    bits = model.score(codes).astype(np.float64)
    for period in range(1, PERIODS + 1):
        bits[period:][codes[period:] == codes[:-period]] = 0.0
    ends = np.cumsum([len(text) + len(_ROOM) for text in texts])
    totals: NDArray[np.float64] = np.add.reduceat(bits, [len(_ROOM), *(ends[:-1] + len(_ROOM))])
    return totals
