"""Double-byte text that was read as another codec, with holes where bytes are lost.

Behind a hole the bytes are in step again only by luck: what is lost may have been the first byte of
a pair or the second, and the byte beside it is then taken for half of another character. So the way
through the bytes is searched for (:mod:`byte_path`), with the unknown bytes where the wrong codec
left its marks: one for U+FFFD, two, one or none for ``?`` and ``・``. The characters of which only
one byte is known are then filled by the language model, as those of UTF-8 are.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.distinct import distinct
from fixtext.encodings.alternatives import pairs_shown, stripped
from fixtext.encodings.attempts import LEAST, Shown, score_texts
from fixtext.encodings.byte_grammar import DOUBLE_BYTE, Grammar, grammar
from fixtext.encodings.byte_path import ONE as ONE_BYTE
from fixtext.encodings.byte_path import UNKNOWN, Edge, Stream, best_paths
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import Codec, codec, stray_bytes
from fixtext.encodings.filling import AllFilled, Filling, fill
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.marked_bytes import marked_bytes
from fixtext.encodings.missing import GONE
from fixtext.encodings.python_codecs import decoded_alone
from fixtext.encodings.rereading import PAID, Allowed, options_of_edge
from fixtext.encodings.restoring import LEAST_PROBABILITY
from fixtext.encodings.routes import Route
from fixtext.encodings.segments import best_stretches
from fixtext.encodings.weighing import Reversal
from fixtext.encodings.where_lost import well_placed
from fixtext.language import Model

__all__ = ["can_be_filled", "filled_pairs", "put_back"]

_LONGEST = 2000
"""Characters that are searched at a time."""
_DENSE = 3
"""Of so many characters one is lost, at most; where more are, nothing says what they were."""
_FEWEST, _STRIPPED = 6, (0xA0, 0xAD)
_EACH_GAP = 2.5
_SAME = 3.0
_PAID_FOR_STRIPPED = (0.0, GONE, *PAID[2:])
_UNKNOWN = np.array([UNKNOWN], np.uint32)
_LINE_ENDS = (10, 10, 10)

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


def can_be_filled(route: Route, codes: _Codes) -> bool:
    """Whether a route leads to a double-byte codec, and the text has marks of the other one.

    Of a single-byte codec these are U+FFFD for the few bytes in which it has no character.
    """
    if route.meant not in DOUBLE_BYTE:
        return False
    if route.read not in DOUBLE_BYTE and not _undefined(route.read):
        return False
    return bool(_lost(codes, route.read).any())


def _lost(codes: _Codes, read: str) -> NDArray[np.bool_]:
    """Which characters stand for bytes that the codec made nothing of."""
    lost: NDArray[np.bool_] = codes == UNKNOWN
    return lost | (codes == mark_of(read)) if read in DOUBLE_BYTE else lost


@functools.cache
def _undefined(read: str) -> frozenset[int]:
    """The bytes in which a single-byte codec has no character; none of another codec."""
    one = codec(read)
    if not one.single:
        return frozenset()
    return frozenset(np.flatnonzero(stray_bytes(decoded_alone(one.python))).tolist())


def filled_pairs(model: Model, part: Part, route: Route, cost: float) -> list[Reversal]:
    """The stretches of a part that a route saves bits on with the lost bytes in them filled.

    ``cost`` is what the route costs. Takes time in proportion to the part.
    """
    shown = Shown(part.codes, part.bits, route.read)
    found: list[Reversal] = []
    for start, end in _windows(shown, part.codes, route):
        piece = Part(part.codes[start:end], part.bits[start:end])
        found += _found(model, _Laid.of(piece, route), route, cost, shown.borders[start:], start)
    return found


def put_back(model: Model, part: Part, route: Route, cost: float) -> list[Reversal]:
    """The same where bytes were stripped without a trace, by what a single-byte codec shows.

    No-break spaces, soft hyphens and controls are what programs strip; behind each, the text is
    one byte off up to the next ASCII character.
    """
    shown = Shown(part.codes, part.bits, route.read)
    found: list[Reversal] = []
    for start, end in _shown_by(shown.wrong, part.codes):
        piece = Part(part.codes[start:end], part.bits[start:end])
        laid = _Laid.of(piece, route, stripped_bytes(route.read))
        found += _found(model, laid, route, cost, shown.borders[start:], start)
    return found


@functools.cache
def stripped_bytes(read: str) -> frozenset[int]:
    """The bytes of a codec that programs strip; not all controls, which no one would miss."""
    few = _STRIPPED if read == "iso-8859-1" else range(0x80, 0x100)
    return frozenset(few).intersection(stripped(read))


def _shown_by(wrong: Codec, codes: _Codes) -> Iterator[tuple[int, int]]:
    """Where a codec can have shown everything, and much is beyond ASCII."""
    for low, high in _pieces(wrong.has(codes) & (codes != 10)):
        part = codes[low:high]
        if distinct(part[part > 0x7F]).size >= _FEWEST:  # not a row of the same
            yield low, high


def _pieces(possible: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where rows of characters that are possible begin and end, in pieces that are not too long."""
    edges = np.flatnonzero(np.diff(possible, prepend=False, append=False))
    for start, end in edges.reshape(-1, 2).tolist():
        for low in range(start, end, _LONGEST):
            yield low, min(low + _LONGEST, end)


def _windows(shown: Shown, codes: _Codes, route: Route) -> Iterator[tuple[int, int]]:
    """Where the wrong codec can have shown everything, and something is lost."""
    lost = _lost(codes, route.read)
    for low, high in _pieces((shown.wrong.has(codes) | lost) & (codes != 10)):
        holes = np.count_nonzero(lost[low:high])
        if 0 < holes * _DENSE <= high - low and (codes[low:high] > 0x7F).any():
            yield low, high


class _Laid(NamedTuple):
    """The bytes of a piece, two of them for a mark, and where its characters begin among them."""

    piece: Part
    stream: Stream
    rules: Grammar
    allowed: Allowed
    place: _Places
    stripped: frozenset[int] | None

    @classmethod
    def of(cls, piece: Part, route: Route, gone: frozenset[int] | None = None) -> _Laid:
        wrong, rules = codec(route.read), grammar(route.meant)
        codes = piece.codes
        marks = np.zeros(codes.size, np.bool_) if wrong.single else _touching(codes)
        (data, holes, offsets), _ = marked_bytes(codes, wrong, marks)
        decoding = codec(route.meant).decode(data)
        stream = Stream(data.tobytes(), decoding.codes, decoding.offsets, holes)
        place = np.full(data.size + 1, -1, np.int64)
        place[offsets] = np.arange(offsets.size)
        if gone is None:
            allowed = _allowed(route.read, data, holes)
        else:
            allowed = dict.fromkeys(range(data.size), gone)
        return cls(piece, stream, rules, allowed, place, gone)


def _touching(codes: _Codes) -> NDArray[np.bool_]:
    """Which characters touch one beyond ASCII, or a row of marks that does."""
    beyond = np.concatenate(([False], codes > 0x7F, [False]))
    near = beyond[:-2] | beyond[2:]
    same = np.concatenate(([False], codes[1:] == codes[:-1], [False]))
    for _ in range(3):
        grown = np.concatenate(([False], near, [False]))
        near = near | (same[:-1] & grown[:-2]) | (same[1:] & grown[2:])
    return near


def _allowed(read: str, data: NDArray[np.uint8], holes: NDArray[np.uint8]) -> Allowed:
    """What each lost byte can have been, that is: none that makes a pair with the one behind it."""
    if undefined := _undefined(read):
        return dict.fromkeys(np.flatnonzero(holes == ONE_BYTE).tolist(), undefined)
    return {
        place: _leads(read, int(data[place + 1]))
        for place in np.flatnonzero(holes[:-1] == ONE_BYTE).tolist()
        if not holes[place + 1]
    }


@functools.lru_cache(maxsize=2048)
def _leads(read: str, following: int) -> frozenset[int]:
    valid, private = pairs_shown(read)
    shown = valid[:, following] & ~private[:, following]
    return frozenset((np.flatnonzero(~shown[0x80:]) + 0x80).tolist())


def _found(
    model: Model, laid: _Laid, route: Route, cost: float, borders: _Bits, shift: int
) -> list[Reversal]:
    size = laid.stream.codes.size
    (path,) = best_paths(model, laid.rules, laid.stream, [(0, size)], laid.stripped)
    if not path:
        return []
    if laid.stripped is not None:
        path = well_placed(model, laid.rules, laid.stream, path, laid.allowed)
    fillings = _filled(model, laid, path)
    pieces = [_codes_of(edge, filling) for edge, filling in zip(path, fillings, strict=True)]
    paid = PAID if laid.stripped is None else _PAID_FOR_STRIPPED
    costs = _costs(model, path, fillings, pieces, paid)
    # a step goes from one place where both texts have a beginning to the next
    starts = np.array([edge.start for edge in path] + [path[-1].end])
    both = np.flatnonzero(laid.place[starts] >= 0)
    old = laid.place[starts[both]]
    as_it_is = np.add.reduceat(laid.piece.bits, old[:-1])
    gains = as_it_is - np.add.reduceat(costs, both[:-1])
    codes = laid.piece.codes
    first = np.array([piece[0] if piece.size else 0 for piece in pieces])[both[:-1]]
    same = (first == codes[old[:-1]]) & (np.diff(both) == 1) & (np.diff(old) == 1)
    gains[same] = np.clip(gains[same], -_SAME, _SAME)
    found: list[Reversal] = []
    for low, high, gained in best_stretches(gains, borders[old], LEAST + cost):
        edges = slice(int(both[low]), int(both[high]))
        text, filled = _joined(pieces[edges], fillings[edges])
        if filled:
            start, end = int(old[low]) + shift, int(old[high]) + shift
            saved = gained - cost
            found.append(Reversal(start, end, text, saved, (route,), len(filled), filled))
    return found


def _filled(model: Model, laid: _Laid, path: Sequence[Edge]) -> list[Filling | None]:
    """What the unknown characters of a way most probably are."""
    known: list[_Codes] = []
    gaps = [options_of_edge(model, laid.rules, laid.stream, edge, laid.allowed) for edge in path]
    piece: list[int] = list(_LINE_ENDS)
    for edge, gap in zip(path, gaps, strict=True):
        if gap:
            known.append(np.array(piece, np.uint32))
            piece = []
        elif edge.code:
            piece.append(edge.code)
    known.append(np.array([*piece, *_LINE_ENDS], np.uint32))
    fillings = iter(fill(model, known, [gap for gap in gaps if gap]))
    return [next(fillings) if gap else None for gap in gaps]


def _codes_of(edge: Edge, filling: Filling | None) -> _Codes:
    if filling:
        return np.array(filling.option, np.uint32)
    return np.array([edge.code] if edge.code else [], np.uint32)


def _costs(
    model: Model,
    path: Sequence[Edge],
    fillings: Sequence[Filling | None],
    pieces: Sequence[_Codes],
    paid: Sequence[float],
) -> _Bits:
    """What each edge of the way costs: its characters, what it did, and what was guessed."""
    sizes = np.array([piece.size for piece in pieces])
    score = score_texts(model, [np.concatenate(pieces)])[0]
    sums = np.concatenate(([0.0], np.cumsum(score)))
    ends = np.cumsum(sizes)
    extra = [
        paid[edge.operation] + (filling.penalty + _EACH_GAP if filling else 0.0)
        for edge, filling in zip(path, fillings, strict=True)
    ]
    costs: _Bits = sums[ends] - sums[ends - sizes] + np.array(extra)
    return costs


def _joined(
    pieces: Sequence[_Codes], fillings: Sequence[Filling | None]
) -> tuple[_Codes, AllFilled]:
    """The text of some edges, U+FFFD where nothing is probable enough, and its fillings."""
    text: list[_Codes] = []
    spans: list[tuple[int, int]] = []
    place = 0
    for piece, filling in zip(pieces, fillings, strict=True):
        codes = piece
        if filling and filling.probability < LEAST_PROBABILITY:
            codes = _UNKNOWN
        if filling:
            spans.append((place, place + codes.size))
        text.append(codes)
        place += codes.size
    chosen = [filling for filling in fillings if filling]
    return np.concatenate(text), AllFilled.of(spans, chosen)
