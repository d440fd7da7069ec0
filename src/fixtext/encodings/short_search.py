"""What routes make of a short text, told in one loop over its bytes.

The same as :mod:`fixtext.encodings.candidates` tells of one part by each route in turn, in numpy,
whose price is by the call. Most attempts come to nothing, and are no objects here; what is left of
the others are their stretches, as numbers, and what made them for who asks.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.alphabets import loops_of_letters
from fixtext.encodings.attempts import CLEAN_BITS, Attempt, Shown
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.codecs import CODECS, PARTLY, Decoding, codec
from fixtext.encodings.decoders import kept_open, kind_of
from fixtext.encodings.edges import Steps
from fixtext.encodings.lattice import REPLACEMENT, lay_out, mark_of
from fixtext.encodings.mixture import mixture_tables
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.stretches import settled_stretch, stretches
from fixtext.encodings.twins import read_with_twins
from fixtext.encodings.weighing import IDEOGRAPHIC, Reversal, Weighed, letters_for_letters
from fixtext.language import Model

if TYPE_CHECKING:
    from fixtext.compiled._loops import Told, TriesKeptOpen

__all__ = [
    "Asked",
    "Made",
    "Part",
    "Row",
    "found_by",
    "found_in",
    "row_of",
    "that_fit",
    "tries_kept_open",
]

_BETWEEN = 3
_MOST, _MOST_PARTS = 2000, 16
"""Characters of texts that are short, and parts that are looked at together."""
_ANYTHING, _CONTROLS, _BY_HALVES = range(3)
_WHAT = {"iso-8859-1": _CONTROLS, PARTLY: _BY_HALVES}
"""What some wrong codecs must have shown, that they are tried at all."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: its code points, and what each costs as it stands; shape (n,)."""

    codes: _Codes
    bits: _Bits


@dataclasses.dataclass(frozen=True)
class Row:
    """Parts laid end to end, with line ends between, and where each begins and ends."""

    codes: _Codes
    bits: _Bits
    starts: _Places
    ends: _Places

    @functools.cached_property
    def odd(self) -> NDArray[np.bool_]:
        """Which characters beyond ASCII cost more than those of right text."""
        odd: NDArray[np.bool_] = (self.codes > 0x7F) & (self.bits > CLEAN_BITS)
        return odd

    @functools.cached_property
    def lost(self) -> NDArray[np.bool_]:
        """Which stand where bytes were lost."""
        lost: NDArray[np.bool_] = self.codes == REPLACEMENT
        return lost

    @functools.cached_property
    def odd_in_parts(self) -> _Places:
        """How many of each part are odd, shape (parts,)."""
        return self.counts(self.odd)

    @functools.cached_property
    def edges(self) -> _Places:
        """Where parts begin and end, one after the other."""
        edges = np.empty((self.starts.size, 2), np.int64)
        edges[:, 0], edges[:, 1] = self.starts, self.ends
        return edges.ravel()

    def counts(self, which: NDArray[np.bool_]) -> _Places:
        """How many characters of each part are so, shape (parts,)."""
        counts: _Places = np.add.reduceat(which, self.edges, dtype=np.int64)[::2]
        return counts


def row_of(parts: Sequence[Part]) -> Row:
    """Parts laid end to end."""
    gap, none = np.full(_BETWEEN, 10, np.uint32), np.zeros(_BETWEEN)
    codes = [piece for part in parts for piece in (gap, part.codes)]
    bits = [piece for part in parts for piece in (none, part.bits)]
    sizes = np.array([part.codes.size for part in parts])
    ends = (sizes + _BETWEEN).cumsum()
    return Row(np.concatenate((*codes, gap)), np.concatenate((*bits, none)), ends - sizes, ends)


def that_fit(sizes: Sequence[int], first: int = 0) -> int:
    """How many parts of so many characters, from the ``first`` on, are looked at together.

    >>> that_fit([900, 900, 900]), that_fit([5000, 1]), that_fit([5000, 1], 1), that_fit([9] * 40)
    (2, 0, 1, 16)
    """
    row = _BETWEEN
    some = sizes[first : first + _MOST_PARTS]
    for number, size in enumerate(some):
        row += size + _BETWEEN
        if row > _MOST:
            return number
    return len(some)


class Asked(NamedTuple):
    """What decides whether stretches of some parts are of interest.

    Stretches that gain less than a ``share`` of what the best one does in their part, or save less
    than is ``needed`` there, are of no interest; routes that are ``known``, as words, cost no more
    than a bit.
    """

    needed: _Bits
    share: _Bits
    known: frozenset[str]
    every: bool = False
    """Whether all stretches are of interest, whatever they gain."""


class _Tried:
    """A route that was tried on a row of parts."""

    def __init__(self, row: Row, told: Told, known: frozenset[str]) -> None:
        self._row = row
        self._codes, self._offsets = told[1:3]
        self.route = ROUTES[told[0]]
        self.cost = 1.0 if known and str(self.route) in known else self.route.cost

    @functools.cached_property
    def attempt(self) -> Attempt:
        """The attempt that this was."""
        shown = Shown(self._row.codes, self._row.bits, self.route.read)
        codes = np.frombuffer(self._codes, np.uint32)
        return Attempt(self.route, shown, Decoding(codes, np.frombuffer(self._offsets, np.int64)))


class Made:
    """What a route makes of a part: of all parts, the ``number`` of it, ``start:stop`` of a row."""

    def __init__(self, tried: _Tried, number: int, start: int, stop: int, told: Told) -> None:
        self._tried = tried
        self._told = told
        self.number = number
        self.start = start
        self.stop = stop

    def attempt(self) -> Attempt:
        """The attempt that this was, the same each time."""
        return self._tried.attempt

    def stretches(self, model: Model) -> Iterator[Reversal]:
        """The stretches of the part that were found."""
        _, _, _, wholes, lossy, _, all_of_it = self._told
        shift = self.start
        if all_of_it is not None:
            weighed, low, high = self._weighed()
            for one in stretches(model, weighed, low, high):
                yield one.moved(-shift)
        routes = (self._tried.route,)
        for start, end, codes, bits, edges in wholes:
            text = np.frombuffer(codes, np.uint32)
            within = functools.partial(self._settled, model, *edges) if edges else None
            yield Reversal(start, end, text, bits, routes, within=within, shift=-shift)
        for start, end, codes, bits, gaps, unheard in lossy:
            text = np.frombuffer(codes, np.uint32)
            yield Reversal(start, end, text, bits, routes, gaps, unheard=unheard, shift=-shift)

    def _settled(self, model: Model, first: int, last: int, gain: float) -> Reversal | None:
        """A stretch of some steps with its edges where they fit best; None if they are there."""
        return settled_stretch(model, self._steps, self._tried.cost, (first, last), gain)

    @functools.cached_property
    def _steps(self) -> Steps:
        """The steps of the part, lost bytes impossible."""
        steps = self._told[5]
        assert steps is not None
        gains = np.frombuffer(steps[0])
        both, old = (np.frombuffer(places, np.int64) for places in steps[1:])
        return Steps(self.attempt(), gains, both, old, self.attempt().shown.borders[old])

    def _weighed(self) -> tuple[Weighed, int, int]:
        """All of the attempt as it was weighed, and which steps are those of the part."""
        all_of_it = self._told[6]
        assert all_of_it is not None
        both, old, as_it_is, raw, gains, lost, doubt, any_lost, low, high = all_of_it
        weighed = Weighed(
            self.attempt(),
            self._tried.cost,
            np.frombuffer(both, np.int64),
            np.frombuffer(old, np.int64),
            np.frombuffer(as_it_is),
            np.frombuffer(raw),
            np.frombuffer(gains),
            np.frombuffer(lost, np.int64) if any_lost else None,
            np.frombuffer(doubt) if any_lost else None,
        )
        return weighed, low, high


def found_in(
    model: Model, parts: Sequence[Part], asked: Asked, routes: Sequence[Route]
) -> list[Made] | None:
    """What routes make of parts, where that is of interest; None where it is not told so."""
    if model.scorer is None:
        return None
    return _found_in(model, row_of(parts), parts, asked, routes)


def found_by(model: Model, codes: _Codes, bits: _Bits, route: Route) -> list[Made] | None:
    """All that a route makes of a text, at the price of one that is known; None if not told so."""
    if model.scorer is None:
        return None
    none = np.zeros(1)
    row = Row(codes, bits, np.zeros(1, np.int64), np.array([codes.size], np.int64))
    asked = Asked(none, none, frozenset((str(route),)), every=True)
    return _found_in(model, row, (), asked, [route])


def _found_in(
    model: Model, row: Row, parts: Sequence[Part], asked: Asked, routes: Sequence[Route]
) -> list[Made] | None:
    """The same, of parts that were laid end to end."""
    numbers, scorer = _numbers(), model.scorer
    if scorer is None or row.codes.size > _MOST or not numbers.keys() >= set(routes):
        return None
    rows = {tuple(range(row.starts.size)): row}

    def row_with(names: tuple[int, ...]) -> Row:
        if names not in rows:
            rows[names] = row_of([parts[name] for name in names])
        return rows[names]

    def read(number: int, data: bytes | None, names: tuple[int, ...]) -> tuple[_Codes, _Places]:
        return _read(model, row_with(names).codes, ROUTES[number], data)

    told = scorer.candidates(
        np.ascontiguousarray(row.codes, np.uint32),
        np.ascontiguousarray(row.bits, np.float64),
        row.edges,
        tries_kept_open(),
        np.array([numbers[route] for route in routes], np.int32),
        _known(routes, asked.known),
        asked.needed,
        asked.share,
        asked.every,
        read,
    )
    if told is None:
        return None
    tried: dict[int, _Tried] = {}
    made: list[Made] = []
    for number, part, names, start, stop, one in told:
        if number not in tried:
            tried[number] = _Tried(row_with(names), one, asked.known)
        made.append(Made(tried[number], part, start, stop, one))
    return made


def _known(routes: Sequence[Route], known: Collection[str]) -> NDArray[np.bool_]:
    if not known:
        return np.zeros(len(routes), np.bool_)
    return np.array([str(route) in known for route in routes], np.bool_)


def _read(model: Model, codes: _Codes, route: Route, data: bytes | None) -> tuple[_Codes, _Places]:
    """What a route makes of bytes, or of all of a text, with further pairs that it may have had."""
    wrong, right = codec(route.read), codec(route.meant)
    if data is None:
        decoding = read_with_twins(model, codes, lay_out(codes, wrong), wrong, right)
    else:
        decoding = right.decode(np.frombuffer(data, np.uint8))
    return np.ascontiguousarray(decoding.codes), np.ascontiguousarray(decoding.offsets)


@functools.cache
def _wrong() -> tuple[str, ...]:
    """All wrong codecs."""
    return tuple(dict.fromkeys(route.read for route in ROUTES))


@functools.cache
def _numbers() -> dict[Route, int]:
    return {route: number for number, route in enumerate(ROUTES)}


@functools.cache
def tries_kept_open() -> TriesKeptOpen:
    """What compiled code takes of all routes."""
    alphabets, vietnamese = loops_of_letters()
    wrong = _wrong()
    bits = {label: number for number, label in enumerate(CODECS)}
    groups = tuple(
        (
            codec(label).to_bytes,
            {} if codec(label).single else codec(label).twins,
            mark_of(label),
            kind_of(label),
            _WHAT.get(label, _ANYTHING),
            label == "euc-kr",
            label in DOUBLE_BYTE,
            bits.get(label, -1),
        )
        for label in wrong
    )
    routes = tuple(
        (
            kept_open(route.meant),
            route.cost,
            bits[route.meant],
            wrong.index(route.read),
            letters_for_letters(route),
            route.meant in IDEOGRAPHIC,
            route.meant in DOUBLE_BYTE,
        )
        for route in ROUTES
    )
    return compiled.keep_tries_open((*mixture_tables(), alphabets, vietnamese, groups, routes))
