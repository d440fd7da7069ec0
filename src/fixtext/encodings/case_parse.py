"""Characters of one codec in bytes of which some may be one of two: where each begins and ends.

Each character that was shown is one byte. A character of the right codec is one to four of them; of
all ways through the bytes those are kept on which the fewest bytes make nothing, and if there are
several, the one that the model finds likeliest.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import grammar
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, NEWLINE
from fixtext.language.pair_screen import PUNCTUATION

__all__ = ["Edge", "Parse", "parsed"]

_LONGEST, _MOST = 4, 32
"""Bytes of a character, and what it may be; in text, it is one of eight at most."""
_SPACE = 0x20
_BEGINS_A_GRAVE, _A_GRAVE = 0xC3, 0xE0

_Codes = NDArray[np.uint32]
_Bytes = NDArray[np.uint8]


@dataclasses.dataclass(frozen=True, slots=True)
class Edge:
    """Characters ``start`` to ``end`` as they are shown, and what they can have been.

    ``options`` are code points, none if their bytes make nothing; ``plain`` is what these are if
    none was changed, 0 for nothing.
    """

    start: int
    end: int
    options: tuple[int, ...]
    plain: int


_LINE_START = Edge(0, 0, (), 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Parse:
    """One character behind the other, and how many shown ones make nothing."""

    edges: tuple[Edge, ...]
    errors: int


def parsed(model: Model, codes: _Codes, possible: _Bytes, label: str) -> Parse:
    """The way through a text; ``possible`` are the bytes of its characters, shape (n, m)."""
    alone = _alone(codes, possible, label)
    lengths = _lengths(codes, possible, label)
    for place in alone.keys() - {place for place, some in enumerate(lengths) if some}:
        lengths[place] = (1,)
    alive, errors = _with_fewest_errors(lengths, int(codes.size))
    rows = possible.tolist()
    edges = [
        [
            Edge(start, start + 1, (alone[start],), alone[start])
            if size == 1 and start in alone
            else _edge(start, tuple(map(tuple, rows[start : start + size])), label)
            for size in sizes
        ]
        for start, sizes in enumerate(alive)
    ]
    if all(len(some) <= 1 for some in edges):
        return Parse(tuple(edge for some in edges for edge in some), errors)
    return Parse(tuple(_likeliest(model, edges)), errors)


def _alone(codes: _Codes, possible: _Bytes, label: str) -> dict[int, int]:
    """Characters that stand for one, if no more of them do, with what they stand for.

    ASCII stands for itself, and so may marks that were not garbled, where bytes are of UTF-8; and
    ``Ã`` that lost a no-break space or has a space in its place is ``à``.
    """
    ascii_ = np.flatnonzero(codes < 0x80)
    alone = dict(zip(ascii_.tolist(), codes[ascii_].tolist(), strict=True))
    if label == "utf-8":
        marks = np.flatnonzero((codes >= PUNCTUATION[0]) & (codes <= PUNCTUATION[1]))
        alone |= dict(zip(marks.tolist(), codes[marks].tolist(), strict=True))
        space = np.append(codes[1:] == _SPACE, True)
        begun = np.flatnonzero(np.any(possible == _BEGINS_A_GRAVE, axis=1) & space)
        alone |= dict.fromkeys(begun.tolist(), _A_GRAVE)
    return alone


def _lengths(codes: _Codes, possible: _Bytes, label: str) -> list[tuple[int, ...]]:
    """Of how many shown characters one may be that begins with each; 0 if none makes any."""
    size = codes.size
    can = np.zeros((_LONGEST + 1, size), np.bool_)
    ascii_ = codes < 0x80
    can[1] = ascii_
    if label == "utf-8":
        goes_on = np.zeros(size + _LONGEST, np.bool_)
        goes_on[:size] = ((possible & 0xC0) == 0x80).any(axis=1)
        for length, first, last in ((2, 0xC2, 0xDF), (3, 0xE0, 0xEF), (4, 0xF0, 0xF4)):
            row = np.any((possible >= first) & (possible <= last), axis=1)
            for behind in range(1, length):
                row &= goes_on[behind : behind + size]
            can[length] = row
    elif codec(label).single:
        can[1] = True
    else:
        rules = grammar(label)
        single = (rules.single[possible] > 0x7F) & (possible > 0x7F)
        can[1] |= single.any(axis=1)
        pairs = possible[:-1, :, None].astype(np.int64) << 8 | possible[1:, None, :]
        both = (rules.pairs[pairs] > 0) & (possible[:-1, :, None] > 0) & (possible[1:, None, :] > 0)
        can[2, :-1] = both.any(axis=(1, 2)) & ~ascii_[:-1]
    rows = can[1:].T.tolist()
    return [tuple(length for length, may in enumerate(row, 1) if may) for row in rows]


def _with_fewest_errors(
    lengths: Sequence[tuple[int, ...]], size: int
) -> tuple[list[list[int]], int]:
    """The lengths on ways with the fewest errors; of a character that makes none, 1."""
    behind = [0] * (size + _LONGEST + 1)
    for place in range(size - 1, -1, -1):
        least = behind[place + 1] + 1
        for length in lengths[place]:
            least = min(least, behind[place + length])
        behind[place] = least
    reached = bytearray(size + _LONGEST + 1)
    reached[0] = 1
    alive: list[list[int]] = []
    for place in range(size):
        some: list[int] = []
        if reached[place]:
            some = [each for each in lengths[place] if behind[place + each] == behind[place]]
            if 1 not in lengths[place] and behind[place + 1] + 1 == behind[place]:
                some.append(1)
            for each in some:
                reached[place + each] = 1
        alive.append(some)
    return alive, behind[0]


def _edge(start: int, rows: tuple[tuple[int, ...], ...], label: str) -> Edge:
    return Edge(start, start + len(rows), *_options(rows, label))


@functools.lru_cache(maxsize=20_000)
def _options(rows: tuple[tuple[int, ...], ...], label: str) -> tuple[tuple[int, ...], int]:
    """The characters that some bytes are, each of which is one of a few, and that of the first."""
    every = [tuple(filter(None, row)) for row in rows]
    options = tuple(dict.fromkeys(itertools.islice(_characters(every, label), _MOST)))
    whole = all(row[0] for row in rows)
    return options, next(_characters([row[:1] for row in rows], label), 0) if whole else 0


def _characters(rows: Sequence[Sequence[int]], label: str) -> Iterator[int]:
    if label == "utf-8":
        for data in itertools.product(*rows):
            text = bytes(data).decode("utf-8", "replace")
            if len(text) == 1 and "\x7f" < text != "\ufffd":
                yield ord(text)
        return
    if codec(label).single:
        yield from codec(label).to_unicode[list(rows[0])].tolist()
        return
    rules = grammar(label)
    if len(rows) == 1:
        found = (int(rules.single[byte]) for byte in rows[0] if byte > 0x7F)
    else:
        found = (int(rules.pairs[lead << 8 | trail]) for lead in rows[0] for trail in rows[1])
    yield from (code for code in found if code > 0x7F)


class _State(NamedTuple):
    """A way up to some place: what it costs, its last character, and which state is before that."""

    cost: float
    edge: Edge
    code: int
    before: int


def _likeliest(model: Model, edges: Sequence[Sequence[Edge]]) -> Iterator[Edge]:
    """The likeliest way, as pairs of characters tell."""
    costs = iter(_costs_of_pairs(model, edges))
    states: list[list[_State]] = [[] for _ in range(len(edges) + 1)]
    states[0] = [_State(0.0, _LINE_START, NEWLINE, 0)]
    for some in edges:
        for edge in some:
            before = states[edge.start]
            for code in _codes_of(edge):
                sums = [state.cost + next(costs) for state in before]
                least = min(sums)
                states[edge.end].append(_State(least, edge, code, sums.index(least)))
    path: list[Edge] = []
    state = min(states[-1], key=lambda state: state.cost)
    while state.edge is not _LINE_START:
        path.append(state.edge)
        state = states[state.edge.start][state.before]
    return reversed(path)


def _costs_of_pairs(model: Model, edges: Sequence[Sequence[Edge]]) -> list[float]:
    """The bits of each character behind each that may be before it, in the order of the states."""
    ending: list[list[int]] = [[] for _ in range(len(edges) + 1)]
    ending[0] = [NEWLINE]
    before: list[int] = []
    codes: list[int] = []
    for some in edges:
        for edge in some:
            for code in _codes_of(edge):
                ending[edge.end].append(code)
                before += ending[edge.start]
                codes += [code] * len(ending[edge.start])
    context = np.full((len(codes), CONTEXT), REPLACEMENT, np.uint32)
    context[:, -1] = before
    costs: list[float] = model.cost(context, np.array(codes, np.uint32)).tolist()
    return costs


def _codes_of(edge: Edge) -> tuple[int, ...]:
    return edge.options or (REPLACEMENT,)
