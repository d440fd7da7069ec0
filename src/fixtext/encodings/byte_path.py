"""The way through damaged double-byte data: where bytes were lost, put in or replaced.

A Viterbi search over places among the bytes. At each, a character ends in one of a few ways
(:class:`_End`), which says what the next one follows; what it costs there is asked of the model for
all places at once. Edits cost a fixed number of bits, as does a character of which a byte is gone:
which one it was is found later, from the same model, when it is clear where it stands.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.byte_grammar import Grammar, Natural
from fixtext.encodings.codecs import stray_bytes
from fixtext.language import Model

__all__ = [
    "FIRST",
    "ONE",
    "SECOND",
    "UNKNOWN",
    "Edge",
    "Operation",
    "Stream",
    "best_paths",
    "one_byte_off",
]

UNKNOWN = 0xFFFD
ONE, FIRST, SECOND = 1, 2, 3
"""Kinds of bytes that are not known: one behind U+FFFD; the first and the second of those that a
mark stands for, which may be one, two, or the mark itself."""
HOLE = 0xFF
"""What stands for such a byte in the data: no codec here has it."""

_LOST, _PUT_IN, _REPLACED = 13.0, 23.0, 21.0
"""Bits that it costs that a byte is lost, put in, or replaced by another."""
_NEVER = 13.0
"""What it costs that a byte is put in that no text has."""
_SWALLOWED = 8.0
"""Bits that it costs more that one byte of a replaced pair is no byte of a pair."""
_LINE_END = 8.0
"""Bits that it costs more still that it is a control, which stands where a line or field ends."""
_CHARACTER = 4.0
"""Bits that an unknown character costs, besides what those behind it cost more, not knowing it."""
_NO_CHARACTER = 24.0
_ALONE = {ONE: 1.0, FIRST: 8.0, SECOND: 3.0}
"""Bits that it costs that an unknown byte is no part of a pair: it is a character that is lost, or
an ASCII one that was swallowed."""
_ABSENT = {ONE: 8.0, FIRST: 3.0, SECOND: 3.0}
"""Bits that it costs that there was no such byte in the text."""
_IN_PAIR, _BOTH = 0.5, 6.0
"""Bits that it costs that an unknown byte makes a pair with a known one, and with another."""
_STRIPPED, _ASCII_KEPT, _OF_NO_PAIR = 10.0, 1.0, 40.0
"""Bits that it costs that a byte was stripped; more if an ASCII character was left of it; and that
a byte is none of a text of which only some were stripped."""
_DROP = 60.0
"""Ways that cost so many bits more than the best one are given up."""
_ROOM = b"\n\n\n"


class Operation(enum.IntEnum):
    """What is made of some bytes: a character as they stand, or one by an edit."""

    AS_IT_IS = 0
    LOST = 1
    """One byte of a character whose other is gone."""
    REPLACED = 2
    """Two bytes, of which one is another than it was."""
    PUT_IN = 3
    """A byte that is no part of the text."""
    PUT_INSIDE = 4
    """A character of two bytes with one put in between them."""
    HOLE = 5
    """A character of which the text itself shows that bytes are unknown."""


class Edge(NamedTuple):
    """Bytes ``start`` to ``end`` and what they are: ``code`` is 0 for none, U+FFFD if unknown."""

    start: int
    end: int
    operation: Operation
    code: int


@dataclasses.dataclass(frozen=True, slots=True)
class Stream:
    """Bytes, and the characters that a codec shows for them.

    ``codes`` (uint32, shape (characters,)) has U+DC80 to U+DCFF or U+FFFD for bytes that make no
    character; ``offsets`` (int64, shape (characters + 1,)) is where each begins among the bytes.
    ``holes`` (uint8, shape (bytes,)) is the kind of each byte that is not known, 0 for the others.
    """

    data: bytes
    codes: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    holes: NDArray[np.uint8]


_ONE, _TWO, _MORE, _HOLE, _SPLIT, _NONE = range(6)
"""How the last character ended: as one byte, two, more; unknown; with a byte put inside it; or it
ended one byte before, with a byte put in behind it."""
_ENDS = 6


def best_paths(
    model: Model,
    grammar: Grammar,
    stream: Stream,
    windows: Sequence[tuple[int, int]],
    stripped: frozenset[int] | None = None,
) -> list[list[Edge]]:
    """The best way through each of some windows of a stream, told in characters.

    The edges count in bytes of the stream. If some bytes were ``stripped``, nothing else happened;
    then there may be no way, which has no edges. Takes time in proportion to the bytes.
    """
    if not windows:
        return []
    bounds = [tuple(stream.offsets[[first, last]].tolist()) for first, last in windows]
    data = _ROOM + _ROOM.join(stream.data[low:high] for low, high in bounds) + _ROOM
    natural = grammar.natural(data)
    holes = np.zeros(len(data), np.uint8)
    starts: list[int] = []
    place = len(_ROOM)
    for (first, last), (low, high) in zip(windows, bounds, strict=True):
        starts.append(place)
        holes[place : place + high - low] = stream.holes[low:high]
        _set_shown(natural, stream, first, last, place - low)
        place += high - low + len(_ROOM)
    split = _split(grammar, data)
    costs, inside = _costs(model, natural, split), split > 0
    if stripped is None:
        prices = _prices(data, holes)
    else:
        prices = _prices_of_stripped(grammar, data, stripped)
        inside = np.zeros_like(inside)
    ways = _Ways(natural, split, inside, prices, costs)
    has_holes = holes.tobytes()
    return [
        _best_path(ways, has_holes, start, start + high - low, low)
        for start, (low, high) in zip(starts, bounds, strict=True)
    ]


def _set_shown(natural: Natural, stream: Stream, first: int, last: int, shift: int) -> None:
    """Make the characters that the stream shows those that begin where they are shown."""
    codes = stream.codes[first:last]
    starts = stream.offsets[first:last] + shift
    sizes = np.diff(stream.offsets[first : last + 1])
    shown = (sizes > 0) & (codes != UNKNOWN) & ~stray_bytes(codes)
    natural.codes[starts[shown]] = codes[shown]
    natural.lengths[starts[shown]] = sizes[shown]


def one_byte_off(model: Model, grammar: Grammar, data: bytes) -> NDArray[np.float32]:
    """Bits of the character that begins at each byte, after those that most likely end before it.

    Shape (n,); many bits where no character begins.
    """
    natural = grammar.natural(data)
    before = _before(natural)
    second = before[before]
    rows = natural.codes[np.stack((before[second], second, before), 1)]
    rows[rows == 0] = UNKNOWN
    costs = model.cost(rows, natural.codes)
    costs[natural.lengths == 0] = _NO_CHARACTER
    return costs


def _split(grammar: Grammar, data: bytes) -> NDArray[np.uint32]:
    """The character that begins at each byte if the byte behind it was put in; 0 for none."""
    values = np.frombuffer(data, np.uint8).astype(np.int64)
    split = np.zeros(values.size, np.uint32)
    split[:-2] = grammar.pairs[values[:-2] << 8 | values[2:]]
    return split


def _prices(data: bytes, holes: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What it costs that each byte is half a character, put in, or begins a pair with one replaced.

    Shape (3, n); 0 where it cannot be. A byte of ASCII that was put in between characters is one
    more character, which no one can tell from those that belong there.
    """
    values = np.frombuffer(data, np.uint8)
    high = values > 0x7F
    part = (values >= 0x40) & (values != 0x7F)
    prices = np.zeros((3, values.size))
    prices[0, part] = _LOST
    prices[1, high] = _PUT_IN
    prices[1, values == 0xFF] = _NEVER
    pairs = prices[2, :-1]
    pairs[high[:-1] | high[1:]] = _REPLACED
    pairs[(pairs > 0) & (~high[:-1] | ~part[1:])] += _SWALLOWED
    pairs[(pairs > 0) & ((values[:-1] < 0x20) | (values[1:] < 0x20))] += _LINE_END
    if holes.any():
        _add_holes(prices, holes, high, part)
    return prices


def _prices_of_stripped(
    grammar: Grammar, data: bytes, stripped: frozenset[int]
) -> NDArray[np.float64]:
    """The same where nothing but some bytes were stripped, each half of a pair."""
    pairs = grammar.pairs.reshape(256, 256)
    gone = sorted(stripped)
    price = np.zeros(256)
    price[(pairs[gone] > 0).any(axis=0)] = _STRIPPED
    price[:0x80][price[:0x80] > 0] += _ASCII_KEPT
    price[(pairs[:, gone] > 0).any(axis=1)] = _STRIPPED
    values = np.frombuffer(data, np.uint8)
    prices = np.zeros((3, len(data)))
    prices[0] = price[values]
    prices[1, values > 0x7F] = _OF_NO_PAIR
    return prices


def _add_holes(
    prices: NDArray[np.float64],
    holes: NDArray[np.uint8],
    high: NDArray[np.bool_],
    part: NDArray[np.bool_],
) -> None:
    """Set the prices of bytes that are not known, and of pairs with these."""
    for kind in (ONE, FIRST, SECOND):
        prices[0, holes == kind] = _ALONE[kind]
        prices[1, holes == kind] = _ABSENT[kind]
    pairs, before, behind = prices[2, :-1], holes[:-1], holes[1:]
    pairs[(before > 0) | (behind > 0)] = 0.0
    pairs[(before == 0) & high[:-1] & ((behind == ONE) | (behind == FIRST))] = _IN_PAIR
    pairs[(behind == 0) & part[1:] & ((before == ONE) | (before == SECOND))] = _IN_PAIR
    pairs[(before == ONE) & (behind == ONE)] = _BOTH
    pairs[(before == FIRST) & (behind == SECOND)] = _BOTH


def _costs(model: Model, natural: Natural, split: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Bits of the character that begins at each byte, after each of the ways to end before it.

    Shape (2, n, ends): as it is, and with a byte put inside.
    """
    size = natural.codes.size
    places = np.arange(size)
    before = _before(natural)
    context = np.zeros((size, _ENDS, 3), np.uint32)
    for end, back in ((_ONE, 1), (_TWO, 2), (_SPLIT, 3)):
        start = np.maximum(places - back, 0)
        context[:, end, 2] = split[start] if end == _SPLIT else natural.codes[start]
        context[:, end, 1] = natural.codes[before[start]]
        context[:, end, 0] = natural.codes[before[before[start]]]
    last = before
    for place in (2, 1, 0):
        context[:, _MORE, place] = natural.codes[last]
        last = before[last]
    context[1:, _NONE] = context[:-1, _MORE]
    context[:, _HOLE] = UNKNOWN
    context[context == 0] = UNKNOWN
    costs = np.empty((2, size, _ENDS), np.float32)
    rows = context.reshape(-1, 3)
    for kind, codes in enumerate((natural.codes, split)):
        costs[kind] = model.cost(rows, np.repeat(codes, _ENDS)).reshape(size, _ENDS)
    return costs


def _before(natural: Natural) -> NDArray[np.int64]:
    """Where the character begins that most likely ends in front of each byte.

    On the way that the codec itself goes it is the one before; elsewhere a pair, if there is one.
    """
    lengths = natural.lengths
    places = np.arange(lengths.size)
    before = np.maximum(places - 1, 0)
    for size in (4, 3, 2):
        ends: NDArray[np.int64] = np.flatnonzero(lengths[:-size] == size) + size
        before[ends] = places[ends] - size
    place = 0
    steps = np.maximum(lengths, 1).tolist()
    while place < lengths.size:
        following = place + steps[place]
        if following < lengths.size:
            before[following] = place
        place = following
    return before


_Way = tuple[float, int, int, Operation]
"""The cost of a way to an end; the place and the end before; and what was done between."""


class _Ways(NamedTuple):
    """What can be made of bytes: the characters that begin at each, and those with one put inside.

    ``inside`` says where there are such; ``prices`` and ``costs`` are those of :func:`_prices` and
    :func:`_costs`.
    """

    natural: Natural
    split: NDArray[np.uint32]
    inside: NDArray[np.bool_]
    prices: NDArray[np.float64]
    costs: NDArray[np.float32]


def _best_path(ways: _Ways, holes: bytes, start: int, stop: int, shift: int) -> list[Edge]:
    """The cheapest way from one place to another, if any; the first one counts ``shift``."""
    natural, split, inside, prices, costs = ways
    try:
        if compiled.IS_COMPILED:
            steps = compiled.best_path(
                natural.lengths, prices, inside, costs, start, stop, _CHARACTER, _PUT_IN, _DROP
            )
        else:
            steps = _steps(ways, start, stop)
    except ValueError:
        return []
    edges: list[Edge] = []
    codes = natural.codes[start:stop].tolist()
    for low, high, number in steps:
        operation, code = _OPERATIONS[number], UNKNOWN
        if operation == Operation.AS_IT_IS:
            code = codes[low]
        elif operation == Operation.PUT_INSIDE:
            code = int(split[start + low])
        elif operation == Operation.PUT_IN:
            code = 0
        if operation and any(holes[start + low : start + high]):
            operation = Operation.HOLE
        edges.append(Edge(low + shift, high + shift, operation, code))
    return edges


_OPERATIONS = tuple(Operation)


def _steps(all_ways: _Ways, start: int, stop: int) -> list[tuple[int, int, int]]:
    """The steps of that way: where each starts and ends, and what is done."""
    size = stop - start
    lengths = all_ways.natural.lengths[start:stop].tolist()
    lost, put_in, replaced = all_ways.prices[:, start:stop].tolist()
    inside = all_ways.inside[start:stop].tolist()
    plain, parted = all_ways.costs[:, start:stop].tolist()
    ways: list[dict[int, _Way]] = [{} for _ in range(size + 1)]
    ways[0][_ONE] = (0.0, -1, -1, Operation.AS_IT_IS)

    def go(to: int, end: int, way: _Way) -> None:
        known = ways[to].get(end)
        if known is None or way[0] < known[0]:
            ways[to][end] = way

    for place in range(size):
        here = ways[place]
        if not here:
            continue
        least = min(way[0] for way in here.values()) + _DROP
        length = lengths[place]
        for end, (cost, *_) in here.items():
            if cost > least:
                continue
            if length and place + length <= size:
                after = _MORE if length > 2 else _TWO if length == 2 else _ONE
                whole = cost + plain[place][end]
                go(place + length, after, (whole, place, end, Operation.AS_IT_IS))
            unknown = cost + _CHARACTER
            if lost[place]:
                go(place + 1, _HOLE, (unknown + lost[place], place, end, Operation.LOST))
            if put_in[place] and end != _NONE:
                go(place + 1, _NONE, (cost + put_in[place], place, end, Operation.PUT_IN))
            if replaced[place] and place + 2 <= size:
                go(place + 2, _HOLE, (unknown + replaced[place], place, end, Operation.REPLACED))
            if inside[place] and place + 3 <= size:
                whole = cost + _PUT_IN + parted[place][end]
                go(place + 3, _SPLIT, (whole, place, end, Operation.PUT_INSIDE))
    return _traced(ways)


def _traced(ways: list[dict[int, _Way]]) -> list[tuple[int, int, int]]:
    """The steps of the best way, from the last place back to the first."""
    place = len(ways) - 1
    end = min(ways[place], key=lambda end: ways[place][end][0])
    steps: list[tuple[int, int, int]] = []
    while place > 0:
        _, before, end_before, operation = ways[place][end]
        steps.append((before, place, operation))
        place, end = before, end_before
    return steps[::-1]
