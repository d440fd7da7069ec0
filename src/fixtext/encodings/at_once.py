"""Documents that were garbled as a whole: some lines tell how, and the codecs themselves undo it.

A page that went through one wrong reading is text again when its bytes are decoded, line by line,
and what no line's bytes say is left for a closer look. That costs little more than the decoding.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.bulk import undone
from fixtext.encodings.candidates import grouped
from fixtext.encodings.circumstances import are_listed
from fixtext.encodings.codecs import PARTLY
from fixtext.encodings.reversal import DEPTH
from fixtext.encodings.routes import PROVEN, ROUTES, Route
from fixtext.encodings.strictly import lines_written, read
from fixtext.encodings.throughout import SAMPLE, is_garbled, sample_places
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model
from fixtext.language.layout import UNITS
from fixtext.scan import code_points

__all__ = ["taken_at_once", "through_chain"]

_LINES_TAKEN = "whole lines were taken through the chain of most of the text"
_CHAIN_UNDONE = "the chain that the caller knows was undone"
_LEAST_IN_CHAIN = 6.0
"""Bits that undoing the caller's chain must save in a stretch, so that right text stays."""
_LONG = 300
_LONGEST = 2000
"""Characters of a line that is part of a sample, at most."""
_COMMON, _ANY, _FLUENT = 9.0, 1e9, 11.0
"""What a route may cost that is tried, and the bits that a character of text does, on average."""
_WAYS = 2
"""The best ways that are followed further, and of those that lead to UTF-8."""
_MOST = 0.7
"""The part of the characters beyond ASCII that a chain must explain."""
_LEAST = 8.0
"""Bits that a line must save."""
_TOGETHER = 256
"""Lines that are read in one call."""
_PIECE = 2000
"""Characters that one finding tells of, at most, unless a line is longer."""

_Codes = NDArray[np.uint32]


class _Lines(NamedTuple):
    """Lines that were others: where each starts and ends, its text, and the bits that this saves.

    Of a long document they are tens of thousands.
    """

    starts: list[int]
    ends: list[int]
    texts: list[str]
    bits: list[float]

    def only(self, places: Sequence[int]) -> _Lines:
        """Some of them."""
        return _Lines(
            [self.starts[place] for place in places],
            [self.ends[place] for place in places],
            [self.texts[place] for place in places],
            [self.bits[place] for place in places],
        )


def taken_at_once(document: Document) -> list[Reversal]:
    """The lines that went through the chain that most of a long document did, ordered.

    None where most of it is right, or lost bytes, or went through several; nor a second time.
    """
    if _LINES_TAKEN in document.settled:
        return []
    document.settled.add(_LINES_TAKEN)
    found = _lines_of_most(document)
    bits = sum(one.bits for one in found)
    document.evidence.update({f"{PROVEN}{route}": bits for one in found for route in one.routes})
    return found


def _lines_of_most(document: Document) -> list[Reversal]:
    codes = document.codes
    if codes.size < _LONG or not is_garbled(document.model.screen, codes) or are_listed(codes):
        return []
    chain = _chain(document.model, _sample(document.text))
    lines = _better(document, chain) if chain else None
    if lines is None:
        return []
    high = np.concatenate(([0], np.cumsum(codes > 0x7F)))
    if int((high[lines.ends] - high[lines.starts]).sum()) < _MOST * high[-1]:
        return []
    return [_joined(document, lines, group, chain) for group in _groups(lines, high)]


def _sample(text: str) -> str:
    """Some lines from all over the text."""
    lines: dict[int, str] = {}
    for place in sample_places(len(text)):
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place + SAMPLE // 2)
        end = len(text) if end < 0 else end
        if end - start <= _LONGEST:
            lines[start] = text[start:end]
    return "\n".join(lines.values())


def _chain(model: Model, sample: str) -> tuple[Route, ...]:
    """The readings that all of a sample can have gone through, none if they make no text of it."""
    as_it_is = _Way((), sample, model.bits(sample))
    ways = [as_it_is]
    for _ in range(DEPTH):
        further = sorted(
            (longer for way in ways for longer in _longer(model, way, _COMMON)),
            key=lambda way: way.bits,
        )
        if not further:
            break
        if _is_fluent(model, further[0].text):
            return further[0].chain
        # text that is garbled again is mostly UTF-8 by then, whatever else its bytes seem to be
        from_utf8 = [way for way in further if way.chain[-1].meant == "utf-8"]
        ways = list({way.chain: way for way in further[:_WAYS] + from_utf8[:_WAYS]}.values())
    rare = min(_longer(model, as_it_is, _ANY), key=lambda way: way.bits, default=as_it_is)
    return rare.chain if _is_fluent(model, rare.text) else ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """Some readings, what a sample is with them undone, and the bits that this and they cost."""

    chain: tuple[Route, ...]
    text: str
    bits: float


def _is_fluent(model: Model, text: str) -> bool:
    codes = code_points(text)
    high = codes > 0x7F
    return not high.any() or bool(model.units(codes)[high].mean() <= _FLUENT * UNITS)


def _longer(model: Model, way: _Way, most: float) -> list[_Way]:
    """The same with one more reading undone, of those that save something on nearly all lines.

    Of routes that cost so much at most.
    """
    codes = code_points(way.text)
    beyond = np.concatenate(([0], np.cumsum(codes > 0x7F)))
    routes: list[Route] = []
    texts: list[str] = []
    meant = way.chain[-1].meant if way.chain else None
    for label, group in grouped(ROUTES).items():
        if label == meant:
            continue  # read as what they were meant for, the bytes stay what they are
        lines = list(lines_written(way.text, codes, label)) if label != PARTLY else []
        if sum(int(beyond[end] - beyond[start]) for start, end, _ in lines) < _MOST * beyond[-1]:
            continue
        for route in group.routes:
            if route.cost <= most:
                back = _read_lines(way.text, lines, route.meant)
                if _changed(way.text, back) >= _MOST * len(lines):
                    routes.append(route)
                    texts.append(back)
    if not texts:
        return []
    before = model.bits(way.text)
    paid = way.bits - before
    return [
        _Way((*way.chain, route), text, paid + bits + route.cost)
        for route, text, bits in zip(routes, texts, model.bits_many(texts).tolist(), strict=True)
        if bits + route.cost < before
    ]


def _read_lines(text: str, lines: Sequence[tuple[int, int, bytes]], label: str) -> str:
    """A text with some lines as their bytes read in a codec, where they do."""
    parts: list[str] = []
    place = 0
    for start, end, data in lines:
        with contextlib.suppress(ValueError):
            back = read(data, label)
            parts += (text[place:start], back)
            place = end
    parts.append(text[place:])
    return "".join(parts)


def _changed(before: str, after: str) -> int:
    """In how many lines two texts differ."""
    both = zip(before.split("\n"), after.split("\n"), strict=False)
    return sum(one != other for one, other in both)


def _better(document: Document, chain: Sequence[Route]) -> _Lines | None:
    """The lines that a chain of readings, undone, makes far likelier; None if there are none."""
    text = document.text
    starts, ends, texts = _undone(text, document.codes, chain)
    if not starts:
        return None
    spans = zip(starts, ends, strict=True)
    saved = document.model.bits_many([text[start:end] for start, end in spans])
    saved -= document.model.bits_many(texts)
    lines = _Lines(starts, ends, texts, saved.tolist())
    if not (saved >= _LEAST).all():
        lines = lines.only(np.flatnonzero(saved >= _LEAST).tolist())
    return lines if lines.starts else None


def _undone(
    text: str, codes: _Codes, chain: Sequence[Route]
) -> tuple[list[int], list[int], list[str]]:
    """Lines that are not all ASCII, and what they are with a chain undone, where all of it can.

    Where they start, where they end, and what they are.
    """
    lines = list(lines_written(text, codes, chain[0].read))
    starts, ends = [start for start, _, _ in lines], [end for _, end, _ in lines]
    backs = _all_read([data for _, _, data in lines], chain[0].meant)
    for route in chain[1:]:
        possible = [back if back and "\n" not in back else "" for back in backs]
        backs = [None] * len(possible)
        place_of = {
            place: index
            for index, place in enumerate(itertools.accumulate(map(_with_end, possible), initial=0))
        }
        joined = "\n".join(possible)
        further = list(lines_written(joined, code_points(joined), route.read))
        several = _all_read([data for _, _, data in further], route.meant)
        for (start, _, _), back in zip(further, several, strict=True):
            backs[place_of[start]] = back
    changed = [
        (start, end, back)
        for start, end, back in zip(starts, ends, backs, strict=True)
        if back is not None and "\n" not in back and back != text[start:end]
    ]
    return (
        [start for start, _, _ in changed],
        [end for _, end, _ in changed],
        [back for _, _, back in changed],
    )


def _with_end(line: str) -> int:
    return len(line) + 1


def _all_read(lines: Sequence[bytes], label: str) -> list[str | None]:
    """Lines in a codec, many in one call; None for those that make no text in it.

    No codec that is asked here has the byte of a line end within a character.
    """
    result: list[str | None] = []
    parts = [(low, min(low + _TOGETHER, len(lines))) for low in range(0, len(lines), _TOGETHER)]
    parts.reverse()
    while parts:
        low, high = parts.pop()
        try:
            texts = read(b"\n".join(lines[low:high]), label).split("\n")
        except ValueError:
            texts = []
        if len(texts) == high - low:
            result += texts
        elif high - low == 1:
            result.append("\n".join(texts) if texts else None)
        else:
            middle = (low + high) // 2
            parts += ((middle, high), (low, middle))
    return result


def _groups(lines: _Lines, high: NDArray[np.int64]) -> Iterator[slice]:
    """Lines that nothing but ASCII stands between, by pieces."""
    apart = (high[lines.starts[1:]] != high[lines.ends[:-1]]).tolist()
    first, begin = 0, lines.starts[0]
    for index, (end, is_apart) in enumerate(zip(lines.ends[1:], apart, strict=True), 1):
        if is_apart or end - begin > _PIECE:
            yield slice(first, index)
            first, begin = index, lines.starts[index]
    yield slice(first, len(lines.starts))


def _joined(document: Document, lines: _Lines, group: slice, chain: Sequence[Route]) -> Reversal:
    """One stretch of some lines, with what stands between."""
    start, end = lines.starts[group.start], lines.ends[group.stop - 1]
    parts: list[str] = []
    place = start
    for low, high, back in zip(*(items[group] for items in lines[:3]), strict=True):
        parts += (document.text[place:low], back)
        place = high
    bits = sum(lines.bits[group])
    codes = code_points("".join(parts))
    one = Reversal(start, end, codes, bits, tuple(chain), raw=bits)
    return one.trimmed(document.codes[start:end])


def through_chain(document: Document) -> list[Reversal]:
    """The stretches that went through the chain that the caller knows of, once a document."""
    if _CHAIN_UNDONE in document.settled:
        return []
    document.settled.add(_CHAIN_UNDONE)
    chain = [Route(meant, read, 0.0) for meant, read in reversed(document.options.chain)]
    codes, bits = document.codes, document.recall(costs_as_it_is)[:]
    found = [
        dataclasses.replace(
            one.trimmed(codes[one.start : one.end]), bits=one.bits + document.options.min_bits
        )
        for one in undone(document.model, codes, bits, [chain])
        if one.bits >= _LEAST_IN_CHAIN
    ]
    document.pending = [one for one in found if one.gaps]
    return found
