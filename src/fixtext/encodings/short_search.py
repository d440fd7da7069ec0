"""What routes make of a short text, told in one loop over its bytes.

The same as :mod:`fixtext.encodings.candidates` tells of one part by each route in turn, in numpy,
whose price is by the call. Most attempts come to nothing, and are no objects here; what is left of
the others are their stretches, as numbers, and what made them for who asks.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.alphabets import loops_of_letters
from fixtext.encodings.attempts import Attempt, Shown
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.codecs import CODECS, PARTLY, Decoding, codec
from fixtext.encodings.decoders import kept_open, kind_of
from fixtext.encodings.edges import Steps
from fixtext.encodings.lattice import lay_out, mark_of
from fixtext.encodings.mixture import mixture_tables
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.stretches import settled_stretch, stretches
from fixtext.encodings.twins import read_with_twins
from fixtext.encodings.weighing import IDEOGRAPHIC, Reversal, Weighed, letters_for_letters
from fixtext.language import Model

if TYPE_CHECKING:
    from fixtext.compiled._loops import Told, TriesKeptOpen

__all__ = ["Made", "Searched", "found_by", "found_in", "tries_kept_open"]

_ANYTHING, _CONTROLS, _BY_HALVES = range(3)
_WHAT = {"iso-8859-1": _CONTROLS, PARTLY: _BY_HALVES}
"""What some wrong codecs must have shown, that they are tried at all."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


class Searched(NamedTuple):
    """A part of a text with line ends around, and the rest of what decides on a stretch of it.

    The part is ``start:stop`` of ``codes``, each of which costs so many ``bits``. Stretches that
    gain less than a ``share`` of what the best one does, or save less than ``needed``, are of no
    interest; routes that are ``known``, as words, cost no more than a bit.
    """

    codes: _Codes
    bits: _Bits
    start: int
    stop: int
    needed: float
    share: float
    known: frozenset[str]
    every: bool = False
    """Whether all stretches are of interest, whatever they gain."""


class Made:
    """What a route makes of a text that was searched."""

    def __init__(self, searched: Searched, told: Told) -> None:
        self._searched = searched
        self._told = told
        self.route = ROUTES[told[0]]

    def attempt(self) -> Attempt:
        """The attempt that this was, the same each time."""
        return self._attempt

    @functools.cached_property
    def _attempt(self) -> Attempt:
        searched = self._searched
        shown = Shown(searched.codes, searched.bits, self.route.read)
        _, codes, offsets, *_ = self._told
        decoding = Decoding(np.frombuffer(codes, np.uint32), np.frombuffer(offsets, np.int64))
        return Attempt(self.route, shown, decoding)

    @functools.cached_property
    def cost(self) -> float:
        """What the route costs."""
        return 1.0 if str(self.route) in self._searched.known else self.route.cost

    def stretches(self, model: Model) -> Iterator[Reversal]:
        """The stretches of the part that were found."""
        _, _, _, wholes, lossy, _, all_of_it = self._told
        shift = self._searched.start
        if all_of_it is not None:
            weighed, low, high = self._weighed()
            for one in stretches(model, weighed, low, high):
                yield one.moved(-shift)
        routes = (self.route,)
        for start, end, codes, bits, edges in wholes:
            text = np.frombuffer(codes, np.uint32)
            within = functools.partial(self._settled, model, *edges) if edges else None
            yield Reversal(start, end, text, bits, routes, within=within, shift=-shift)
        for start, end, codes, bits, gaps, unheard in lossy:
            text = np.frombuffer(codes, np.uint32)
            yield Reversal(start, end, text, bits, routes, gaps, unheard=unheard, shift=-shift)

    def _settled(self, model: Model, first: int, last: int, gain: float) -> Reversal | None:
        """A stretch of some steps with its edges where they fit best; None if they are there."""
        return settled_stretch(model, self._steps, self.cost, (first, last), gain)

    @functools.cached_property
    def _steps(self) -> Steps:
        """The steps of the part, lost bytes impossible."""
        steps = self._told[5]
        assert steps is not None
        gains = np.frombuffer(steps[0])
        both, old = (np.frombuffer(places, np.int64) for places in steps[1:])
        return Steps(self._attempt, gains, both, old, self._attempt.shown.borders[old])

    def _weighed(self) -> tuple[Weighed, int, int]:
        """All of the attempt as it was weighed, and which steps are those of the part."""
        all_of_it = self._told[6]
        assert all_of_it is not None
        both, old, as_it_is, raw, gains, lost, doubt, any_lost, low, high = all_of_it
        weighed = Weighed(
            self._attempt,
            self.cost,
            np.frombuffer(both, np.int64),
            np.frombuffer(old, np.int64),
            np.frombuffer(as_it_is),
            np.frombuffer(raw),
            np.frombuffer(gains),
            np.frombuffer(lost, np.int64) if any_lost else None,
            np.frombuffer(doubt) if any_lost else None,
        )
        return weighed, low, high


def found_in(model: Model, searched: Searched, routes: Sequence[Route]) -> list[Made] | None:
    """What routes make of a text, where that is of interest; None where it is not told so."""
    numbers = _numbers()
    if model.scorer is None or not numbers.keys() >= set(routes):
        return None
    several = np.array([numbers[route] for route in routes], np.int32)
    told = model.scorer.candidates(
        np.ascontiguousarray(searched.codes, np.uint32),
        np.ascontiguousarray(searched.bits, np.float64),
        searched.start,
        searched.stop,
        tries_kept_open(),
        several,
        _known(routes, searched.known),
        searched.needed,
        searched.share,
        searched.every,
        functools.partial(_read, model, searched.codes),
    )
    return None if told is None else [Made(searched, one) for one in told]


def found_by(model: Model, codes: _Codes, bits: _Bits, route: Route) -> list[Made] | None:
    """All that a route makes of a text, at the price of one that is known; None if not told so."""
    known = frozenset((str(route),))
    searched = Searched(codes, bits, 0, codes.size, 0.0, 0.0, known, every=True)
    return found_in(model, searched, [route])


def _known(routes: Sequence[Route], known: Collection[str]) -> NDArray[np.bool_]:
    if not known:
        return np.zeros(len(routes), np.bool_)
    return np.array([str(route) in known for route in routes], np.bool_)


def _read(model: Model, codes: _Codes, number: int, data: bytes | None) -> tuple[_Codes, _Places]:
    """What a route makes of bytes, or of all of a text, with further pairs that it may have had."""
    route = ROUTES[number]
    wrong, right = codec(route.read), codec(route.meant)
    if data is None:
        decoding = read_with_twins(model, codes, lay_out(codes, wrong), wrong, right)
    else:
        decoding = right.decode(np.frombuffer(data, np.uint8))
    return np.ascontiguousarray(decoding.codes), np.ascontiguousarray(decoding.offsets)


@functools.cache
def _numbers() -> dict[Route, int]:
    return {route: number for number, route in enumerate(ROUTES)}


@functools.cache
def tries_kept_open() -> TriesKeptOpen:
    """What compiled code takes of all routes."""
    alphabets, vietnamese = loops_of_letters()
    wrong = list(dict.fromkeys(route.read for route in ROUTES))
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
