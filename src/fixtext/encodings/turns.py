"""Very much surprising text that no sample explains: in turns, as long as something comes of it.

A full search takes a millisecond a character. Text that went through a machine comes back nearly
whole when it is searched; of noise, a few characters at most. So where much promises something,
what promises most is searched first, and it ends when hardly anything of two turns in a row was
restored: what promises less would not be either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import UNIT
from fixtext.encodings.candidates import Part, bearable, grouped, row_of
from fixtext.encodings.codecs import codec
from fixtext.encodings.routes import Route
from fixtext.encodings.screening import Screened, Shown, promising
from fixtext.language import Model

__all__ = ["MOST", "MUCH", "PART", "PATIENCE", "Turns"]

MUCH = 2000
"""Characters that promise something and are searched whatever comes of it."""
PART, MOST = 12, 100_000
"""What is no greater part of a text is not noise, up to so many characters: so are rare words."""
_TURN = 1000
_LEAST = 0.1
"""The part of a turn that is restored at least, where text is garbled."""
PATIENCE = 2
"""Turns with less that end a search."""
_AT_ONCE = 1 << 16
"""Characters that are ranked together, a kilobyte for each."""
_PIECE = 64
"""Characters of each part that tell how much it promises."""


class Turns:
    """The parts to search, turn after turn; all at once unless too many promise much."""

    def __init__(
        self, model: Model, screened: Sequence[Screened], routes: Sequence[Route], patience: int
    ) -> None:
        """``patience`` is how many turns may come to nothing."""
        self._model = model
        self._screened = screened
        self._routes = routes
        self._patience = patience
        self.in_vain = False
        """Whether some were left out, after so many turns came to nothing."""

    def taken(self, restored: Callable[[], int]) -> Iterator[list[int]]:
        """Each turn, by the numbers of its parts, before the next is asked for.

        ``restored`` tells how many characters were, so far. What promises nothing comes last: only
        what was proven by then is a reason to search it.
        """
        sizes = [each.whole.codes.size for each in self._screened]
        told = [
            promising(self._model, self._screened[some], self._routes)[0]
            for some in bearable(sizes, _AT_ONCE)
        ]
        good = np.flatnonzero(np.concatenate(told)) if told else np.zeros(0, np.int64)
        if self._size(good.tolist()) <= MUCH:
            yield list(range(len(self._screened)))
            return
        in_vain = 0
        for turn in self._ranked(good) if self._patience else ():
            before = restored()
            yield turn
            in_vain = in_vain + 1 if restored() - before < _LEAST * self._size(turn) else 0
            if in_vain == self._patience:
                break
        self.in_vain = in_vain == self._patience
        yield sorted(set(range(len(self._screened))).difference(good.tolist()))

    def _size(self, parts: Sequence[int]) -> int:
        return sum(self._screened[index].whole.codes.size for index in parts)

    def _ranked(self, good: NDArray[np.int64]) -> Iterator[list[int]]:
        """Parts that promise something, those first that promise most of their bits."""
        parts = [self._screened[index].whole for index in good.tolist()]
        pieces = [_middle(part) for part in parts]
        some_shares = [
            _shares(self._model, pieces[some], self._routes)
            for some in bearable([piece.codes.size for piece in pieces], _AT_ONCE)
        ]
        shares = np.concatenate(some_shares)
        ranked = good[np.argsort(-shares, kind="stable")]
        sizes = np.array([self._screened[index].whole.codes.size for index in ranked.tolist()])
        edges = np.flatnonzero(np.diff(np.cumsum(sizes) // _TURN)) + 1
        for turn in np.split(ranked, edges):
            yield sorted(turn.tolist())


def _shares(model: Model, pieces: Sequence[Part], routes: Sequence[Route]) -> NDArray[np.float64]:
    """The part of its bits that the best route may save of each piece."""
    row = row_of(pieces)
    most = np.zeros(len(pieces))
    for label, group in grouped(routes).items():
        shown = Shown(model, row, codec(label))
        for route, saved in zip(group.routes, shown.saved(group.routes), strict=True):
            np.maximum(most, saved * UNIT - route.cost, out=most)
    bits = np.array([piece.bits.sum() for piece in pieces])
    shares: NDArray[np.float64] = most / np.maximum(bits, 1.0)
    return shares


def _middle(part: Part) -> Part:
    first = max(0, (part.codes.size - _PIECE) // 2)
    piece = slice(first, first + _PIECE)
    return Part(part.codes[piece], part.bits[piece])
