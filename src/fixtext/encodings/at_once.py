"""Documents that were garbled as a whole: some lines tell how, and the codecs themselves undo it.

A page that went through one wrong reading is text again when its bytes are decoded, line by line,
and what no line's bytes say is left for a closer look. That costs little more than the decoding.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.bulk import undone
from fixtext.encodings.candidates import grouped
from fixtext.encodings.codecs import PARTLY
from fixtext.encodings.lines_left import beyond_beside_lost
from fixtext.encodings.lists import are_listed
from fixtext.encodings.reversal import DEPTH
from fixtext.encodings.routes import PROVEN, ROUTES, Route
from fixtext.encodings.strictly import Written, lines_written, read
from fixtext.encodings.throughout import SAMPLE, is_garbled, sample_places
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model
from fixtext.language.layout import UNITS
from fixtext.scan import beyond_ascii, code_points, line_edges

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
"""The part of the characters beyond ASCII that a chain must explain, in lines that lost none."""
_LEAST_OF_ALL = 0.6
"""The same part, with the lines that lost bytes."""
_LOST = "\ufffd"
_LEAST = 8.0
"""Bits that a line must save."""
_FEW_BAD = 8
"""So many lines that make no text in a codec are read around."""
_TOGETHER = 256
"""Lines that are read in one call, where more are."""
_PIECE = 2000
"""Characters that one finding tells of, at most, unless a line is longer."""

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
_Bits = NDArray[np.float64]


class _Lines(NamedTuple):
    """Lines of a document that were others: where each starts and ends, and what it was.

    That is from ``lows`` to ``highs`` of ``text``, in which line ends stand between them. Of a long
    document they are tens of thousands.
    """

    starts: _Places
    ends: _Places
    text: str
    codes: _Codes
    lows: _Places
    highs: _Places

    @classmethod
    def of(cls, text: str, starts: _Places, ends: _Places) -> _Lines:
        """Those that are the lines of a text, which is empty if they are none."""
        codes = code_points(text)
        lows, highs = line_edges(codes)
        return cls(starts, ends, text, codes, lows[: starts.size], highs[: starts.size])

    def only(self, which: _Places | NDArray[np.bool_]) -> _Lines:
        """Some of them."""
        places = (each[which] for each in (self.starts, self.ends, self.lows, self.highs))
        starts, ends, lows, highs = places
        return _Lines(starts, ends, self.text, self.codes, lows, highs)


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
    every = beyond_ascii(codes)
    whole = every - beyond_beside_lost(codes)
    if whole < _LEAST_OF_ALL * every:
        return []  # no codec shows U+FFFD for the bytes of a line
    chain = _chain(document.model, _sample(document.text))
    lines = _better(document, chain) if chain else None
    if lines is None:
        return []
    inside, between = _beyond(codes, lines[0])
    taken = int(inside.sum())
    if taken < max(_LEAST_OF_ALL * every, _MOST * whole):
        return []
    apart = _apart(lines[0])
    found: list[Reversal] = []
    for group in _groups(lines[0], between):
        start, end, back, bits = _joined(document, *lines, group, apart)
        one = Reversal(start, end, back, bits, chain, raw=bits)
        found.append(one.trimmed(codes[start:end]))
    return found


def _beyond(codes: _Codes, lines: _Lines) -> tuple[_Places, _Places]:
    """How many characters beyond ASCII some lines have, and how many stand between two of them."""
    edges = np.stack((lines.starts, lines.ends), axis=1).ravel()[:-1]
    part = codes[lines.starts[0] : lines.ends[-1]] > 0x7F
    counts = np.add.reduceat(part, edges - edges[0], dtype=np.int64)
    return counts[::2], counts[1::2]


def _sample(text: str) -> str:
    """Some lines from all over the text, none that lost bytes."""
    lines: dict[int, str] = {}
    for place in sample_places(len(text)):
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place + SAMPLE // 2)
        end = len(text) if end < 0 else end
        if end - start <= _LONGEST:
            lines[start] = text[start:end]
    every = "\n".join(lines.values()).split("\n")
    return "\n".join(line for line in every if _LOST not in line)


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
        if label == PARTLY:
            continue
        lines = lines_written(way.text, codes, label)
        if int((beyond[lines.ends] - beyond[lines.starts]).sum()) < _MOST * beyond[-1]:
            continue
        for route in group.routes:
            if route.cost <= most:
                back = _read_lines(way.text, lines, route.meant)
                if _changed(way.text, back) >= _MOST * lines.starts.size:
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


def _read_lines(text: str, lines: Written, label: str) -> str:
    """A text with some lines as their bytes read in a codec, where they do."""
    parts: list[str] = []
    place = 0
    every = zip(lines.starts.tolist(), lines.ends.tolist(), lines.lines, strict=True)
    for start, end, data in every:
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


def _better(document: Document, chain: Sequence[Route]) -> tuple[_Lines, _Bits] | None:
    """The lines that a chain of readings, undone, makes far likelier; None if there are none.

    With the bits that this saves in each.
    """
    lines = _undone(document.text, document.codes, chain)
    saved = document.model.bits_between(document.codes, lines.starts, lines.ends)
    saved -= document.model.bits_between(lines.codes, lines.lows, lines.highs)
    better = saved >= _LEAST
    if not better.all():
        lines, saved = lines.only(better), saved[better]
    return (lines, saved) if saved.size else None


def _undone(text: str, codes: _Codes, chain: Sequence[Route]) -> _Lines:
    """The lines that are not all ASCII, and what they are with a chain undone, where all of it can.

    Some may be the same with it undone, which saves nothing.
    """
    starts, ends = line_edges(codes)
    lines = _Lines(starts, ends, text, codes, starts, ends)
    for route in chain:
        written = lines_written(lines.text, lines.codes, route.read)
        which = np.searchsorted(lines.lows, written.starts)
        back, is_text = _lines_read(written, route.meant)
        which = which[is_text]
        lines = _Lines.of(back, lines.starts[which], lines.ends[which])
    return lines


def _lines_read(written: Written, label: str) -> tuple[str, NDArray[np.bool_]]:
    """Lines in a codec, with line ends between those that make text in it, and which these are."""
    every = written.starts.size
    with contextlib.suppress(ValueError):
        text, bad = _read_around(written.data, label)
        if text.count("\n") == every - len(bad) - 1:
            is_text = np.ones(every, np.bool_)
            is_text[bad] = False
            return text, is_text
    backs = _all_read(written.lines, label)
    good = [back is not None and "\n" not in back for back in backs]
    texts = [back for back in backs if back is not None and "\n" not in back]
    return "\n".join(texts), np.array(good, np.bool_)


def _read_around(data: bytes, label: str) -> tuple[str, list[int]]:
    """The lines of some bytes that make text in a codec, and the numbers of the few that do not.

    Raises UnicodeDecodeError if they are many.
    """
    texts: list[str] = []
    bad: list[int] = []
    begin = number = 0
    while begin <= len(data):
        try:
            texts.append(read(data[begin:], label))
            break
        except UnicodeDecodeError as error:
            if len(bad) == _FEW_BAD:
                raise
            place = begin + error.start
            low = data.rfind(b"\n", begin, place)
            if low >= 0:
                texts.append(read(data[begin:low], label))
                number += data.count(b"\n", begin, low) + 1
            bad.append(number)
            number += 1
            high = data.find(b"\n", place)
            begin = high + 1 if high >= 0 else len(data) + 1
    return "\n".join(texts), bad


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


def _groups(lines: _Lines, between: _Places) -> Iterator[slice]:
    """Lines that nothing but ASCII stands between, by pieces.

    ``between`` is how many other characters stand between each and the next one.
    """
    apart = np.append(np.flatnonzero(between) + 1, lines.starts.size).tolist()
    first = 0
    for last in apart:
        while first < last:
            most = int(lines.starts[first]) + _PIECE
            stop = int(np.searchsorted(lines.ends, most, side="right"))
            stop = min(max(stop, first + 1), last)
            yield slice(first, stop)
            first = stop


def _apart(lines: _Lines) -> _Places:
    """The lines behind which more than a line end stands before the next one, then or now."""
    apart = lines.starts[1:] != lines.ends[:-1] + 1
    apart |= lines.lows[1:] != lines.highs[:-1] + 1
    return np.flatnonzero(apart)


def _joined(
    document: Document, lines: _Lines, bits: _Bits, group: slice, apart: _Places
) -> tuple[int, int, _Codes, float]:
    """One stretch of some lines, with what stands between: where it is, its codes, and its bits.

    Some lines are ``apart``.
    """
    start, end = int(lines.starts[group.start]), int(lines.ends[group.stop - 1])
    parts: list[_Codes] = []
    first = group.start
    low, high = np.searchsorted(apart, (first, group.stop - 1))
    for last in apart[low:high].tolist():
        parts += (
            lines.codes[lines.lows[first] : lines.highs[last]],
            document.codes[lines.ends[last] : lines.starts[last + 1]],
        )
        first = last + 1
    parts.append(lines.codes[lines.lows[first] : lines.highs[group.stop - 1]])
    codes = np.concatenate(parts) if len(parts) > 1 else parts[0]
    return start, end, codes, float(bits[group].sum())


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
