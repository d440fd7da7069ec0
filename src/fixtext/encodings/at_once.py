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
from fixtext.encodings.as_it_is import costs_as_it_is, rows_of
from fixtext.encodings.bulk import most_told, undone
from fixtext.encodings.lines_left import beyond_beside_lost
from fixtext.encodings.lists import are_listed
from fixtext.encodings.lost_at_once import MOSTLY_LOST
from fixtext.encodings.routes import PROVEN, Route
from fixtext.encodings.sampled_chain import MOST, chain_of, sample_of
from fixtext.encodings.strictly import Written, lines_written, read
from fixtext.encodings.throughout import is_garbled
from fixtext.encodings.weighing import Reversal
from fixtext.excerpt import parted_codes
from fixtext.scan import beyond_ascii, code_points, line_edges

__all__ = ["taken_at_once", "through_chain"]

_LINES_TAKEN = "whole lines were taken through the chain of most of the text"
_CHAIN_UNDONE = "the chain that the caller knows was undone"
_LEAST_IN_CHAIN = 6.0
"""Bits that undoing the caller's chain must save in a stretch, so that right text stays."""
_LONG = 300
_LEAST_OF_ALL = 0.6
"""The same part, with the lines that lost bytes."""
_LEAST = 8.0
"""Bits that a line must save."""
_PLENTY = 64.0
"""Bits beyond which a line is no surer."""
_FEW_BAD = 8
"""So many lines that make no text in a codec are read around."""
_TOGETHER = 256
"""Lines that are read in one call, where more are."""

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
        document.settled.add(MOSTLY_LOST)
        return []  # no codec shows U+FFFD for the bytes of a line
    chain = chain_of(document.model, sample_of(document.text))
    lines = _better(document, chain) if chain else None
    if lines is None:
        return []
    taken, between = _beyond(parted_codes(document), lines[0])
    if taken < max(_LEAST_OF_ALL * every, MOST * whole):
        return []
    apart = _apart(lines[0])
    found: list[Reversal] = []
    for group in _groups(lines[0], between, most_told(codes.size)):
        start, end, back, bits = _joined(document, *lines, group, apart)
        one = Reversal(start, end, back, bits, chain, raw=bits)
        found.append(one.trimmed(codes[start:end]))
    return found


def _beyond(codes: _Codes, lines: _Lines) -> tuple[int, NDArray[np.bool_]]:
    """The characters beyond ASCII in some lines, and if some stand between each and the next.

    Most lines follow each other, so that only what does not belong to them is looked at.
    """
    apart = np.zeros(lines.starts.size - 1, np.bool_)
    places = np.flatnonzero(lines.starts[1:] > lines.ends[:-1] + 1)
    every = beyond_ascii(codes[lines.starts[0] : lines.ends[-1]])
    if not places.size:
        return every, apart
    lows, highs = lines.ends[places], lines.starts[places + 1]
    between = codes[rows_of(lows, highs)] > 0x7F
    sizes = highs - lows
    counts = np.add.reduceat(between, np.cumsum(sizes) - sizes, dtype=np.int64)
    apart[places] = counts > 0
    return every - int(counts.sum()), apart


def _better(document: Document, chain: Sequence[Route]) -> tuple[_Lines, _Bits] | None:
    """The lines that a chain of readings, undone, makes far likelier; None if there are none.

    With the bits that this saves in each: exactly if an account is asked for, else no more than
    prove it.
    """
    lines = _undone(document.text, document.codes, chain)
    before = document.codes, lines.starts, lines.ends
    most = np.inf if document.telling else max(_PLENTY, document.options.min_bits)
    saved = document.model.saved_between(before, (lines.codes, lines.lows, lines.highs), most)
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


def _groups(lines: _Lines, between: NDArray[np.bool_], size: int) -> Iterator[slice]:
    """Lines that nothing but ASCII stands between, by pieces of so many characters or a line.

    ``between`` says if others stand between each and the next one.
    """
    apart = np.append(np.flatnonzero(between) + 1, lines.starts.size).tolist()
    first = 0
    for last in apart:
        while first < last:
            most = int(lines.starts[first]) + size
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
