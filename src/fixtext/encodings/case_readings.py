"""Garbled text in letters of one case, read anew with the case of each byte's letter undone."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import score_texts
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.case_bytes import as_shown, possible_bytes
from fixtext.encodings.case_parse import Edge, parsed
from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.filling import AllFilled, Gap, arrays_of, fill_all
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.routes import ROUTES, Route
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, NEWLINE
from fixtext.scan import beyond_ascii

__all__ = ["Read", "Text", "Way", "read", "ways_that_show"]

_ERRORS = 0.06
"""The part of the characters beyond ASCII that may make nothing."""
_MEANT = ("utf-8", *DOUBLE_BYTE)
_MEANT_OF_ONE = {
    *(*_MEANT, "windows-1251", "koi8-r", "ibm866", "windows-1253", "iso-8859-7"),
    *("windows-874", "windows-1255", "windows-1256"),
}
"""Codecs whose bytes beyond ASCII are other letters than those of the Latin script; code pages
among them are only looked for in those that are in use everywhere:"""
_USUAL = {"windows-1252", "windows-1251", "koi8-r"}

_Codes = NDArray[np.uint32]


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A part of a line, with what its letters are (`case_bytes`) and what it costs as it stands.

    ``beyond`` is how many of its characters are beyond ASCII.
    """

    start: int
    end: int
    text: str
    case: str
    bits: float
    beyond: int

    def sample(self, size: int) -> Text:
        """So many characters of it."""
        return dataclasses.replace(self, text=self.text[:size])


class Way(NamedTuple):
    """A route, and what the letters were made that it showed."""

    route: Route
    case: str


@dataclasses.dataclass(frozen=True, slots=True)
class Read:
    """What a text was: its code points, what each costs, and how some were chosen.

    ``shares`` are how probable those are; ``changed`` are the characters that are others than the
    bytes make as they are shown.
    """

    codes: _Codes
    bits: NDArray[np.float64]
    fillings: AllFilled
    shares: NDArray[np.float64]
    changed: _Codes

    @property
    def cost(self) -> float:
        """The bits of all of it."""
        return float(self.bits.sum())

    @property
    def of_each(self) -> float:
        """The bits of a character beyond ASCII, on average; infinite where there is none."""
        high = self.codes > 0x7F
        return float(self.bits[high].mean()) if high.any() else np.inf


def ways_that_show(text: Text, others: Sequence[Text] = ()) -> list[Way]:
    """The ways that lead through code pages which have all characters of a text.

    Of code pages that have the same bytes for it and for some ``others``, the one that is the most
    usual.
    """
    ways: dict[tuple[str, bytes], Route] = {}
    for label, routes in _routes().items():
        possible = _possible(text, label)
        if possible is not None:
            every = (_possible(other, label) for other in others)
            name = b"".join((possible, *(each or b"" for each in every)))
            for route in routes:
                other = ways.setdefault((route.meant, name), route)
                if route.cost < other.cost:
                    ways[route.meant, name] = route
    return [Way(route, text.case) for route in ways.values()]


def _possible(text: Text, label: str) -> bytes | None:
    """What the characters of a text may have been in a code page; None if this has not got all."""
    codes = as_shown(text.text, label, text.case)
    table = possible_bytes(label, text.case)
    if (codes >= table.shape[0]).any():
        return None
    possible = table[codes]
    return possible.tobytes() if (codes[~np.any(possible, axis=1)] == 0).all() else None


@functools.cache
def _routes() -> dict[str, list[Route]]:
    """The routes through code pages, by these: from codecs of several bytes, and other scripts'."""
    some: dict[str, list[Route]] = {}
    for route in ROUTES:
        of_one = codec(route.read).single and route.read != PARTLY
        among = _MEANT_OF_ONE if route.read in _USUAL else _MEANT
        if of_one and route.meant in among:
            some.setdefault(route.read, []).append(route)
    return some


def read(
    model: Model, texts: Sequence[Text], ways: Sequence[Way], *, changed: bool = True
) -> list[Read | None]:
    """What each of some texts was, if it went its way; None if its bytes make too little.

    Not ``changed`` if all letters are those that were there.
    """
    both = zip(texts, ways, strict=True)
    edges = [_edges(model, text, way, changed=changed) for text, way in both]
    told = iter(_chosen(model, [some for some in edges if some is not None]))
    return [next(told) if some is not None else None for some in edges]


def _edges(model: Model, text: Text, way: Way, *, changed: bool) -> Sequence[Edge] | None:
    """The characters of a text, in order; None if too many make none."""
    codes = as_shown(text.text, way.route.read, way.case)
    possible = possible_bytes(way.route.read, way.case).take(codes, axis=0, mode="clip")
    if not changed:
        possible = possible[:, :1]
    parse = parsed(model, codes, possible, way.route.meant)
    most = max(_ERRORS * beyond_ascii(codes), 1)
    return parse.edges if parse.errors <= most else None


def _chosen(model: Model, several: Sequence[Sequence[Edge]]) -> list[Read]:
    """Some texts with the likeliest of what their characters may be, all of them in one go."""
    gaps = [[_gap(edge.options) for edge in edges if len(edge.options) > 1] for edges in several]
    every = [gap for some in gaps for gap in some]
    options, shares = np.empty(0, np.uint32), np.empty(0)
    fillings = None
    if every:
        arrays = arrays_of(_known(several), every)
        fillings = fill_all(model, every, arrays)
        options, shares = arrays.chosen(fillings.best)[0], fillings.probabilities
    parts: list[tuple[_Codes, AllFilled, NDArray[np.float64], _Codes]] = []
    first = 0
    for edges, some in zip(several, gaps, strict=True):
        part = slice(first, first + len(some))
        first = part.stop
        places = [place for place, edge in enumerate(edges) if len(edge.options) > 1]
        codes = np.array([(edge.options or (REPLACEMENT,))[0] for edge in edges], np.uint32)
        codes[places] = options[part]
        spans = [(place, place + 1) for place in places]
        filled = AllFilled.of(spans, fillings[part]) if fillings is not None else AllFilled()
        plain = np.array([edge.plain for edge in edges], np.uint32)
        changed = codes[(codes != plain) & (codes != REPLACEMENT)]
        parts.append((codes, filled, shares[part], changed))
    bits = score_texts(model, [codes for codes, *_ in parts])
    return [Read(part[0], each, *part[1:]) for part, each in zip(parts, bits, strict=True)]


def _known(several: Sequence[Sequence[Edge]]) -> list[_Codes]:
    """What is known between the gaps of all texts, with line ends between and around these."""
    pieces: list[list[int]] = [[NEWLINE] * CONTEXT]
    for edges in several:
        for edge in edges:
            if len(edge.options) > 1:
                pieces.append([])
            else:
                pieces[-1] += edge.options or (REPLACEMENT,)
        pieces[-1] += [NEWLINE] * CONTEXT
    return [np.array(piece, np.uint32) for piece in pieces]


@functools.lru_cache(maxsize=4096)
def _gap(options: tuple[int, ...]) -> Gap:
    return Gap(tuple((code,) for code in options), (0.0,) * len(options))
