"""Files in two encodings: UTF-8 and a legacy one, by line, by field, or in the middle of a line.

Logs, subtitles, mailboxes and templates with included files are such. Bytes are taken apart into
pieces beyond ASCII, each piece is read both ways, and the cheapest way through all of them, with a
price for each change, says which is which. Only lines in which something speaks for a change are
looked at; the rest is in the encoding that the file has anyway.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.decoded import Segment
from fixtext.decoding.detection import DOUBLE_BYTE, bits_by_byte, bits_of
from fixtext.decoding.reading import CUT, read, text_as
from fixtext.decoding.single_byte import SINGLE_BYTE
from fixtext.decoding.utf8_runs import ANY, SEVERAL, is_utf8, likely_runs
from fixtext.lazy import lazy_pattern

__all__ = ["lines_of_utf8", "lines_with", "mixed_segments", "unlike_utf8"]

_STRETCH = lazy_pattern(
    rb"(?:[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]|[\x80-\xff]+[\x40-\x7e]?)+"
)
"""Bytes beyond ASCII, with those of ASCII that may be second halves."""
_HIGH = lazy_pattern(rb"[\x80-\xff]")

_NEW_LINE, _IN_LINE, _IN_STRETCH = 8.0, 16.0, 20.0
"""Bits of a change of encoding: at a line end, inside a line, and without ASCII between."""
_SECOND_ENCODING = 20.0
"""Bits that a second encoding must save at least, over all of the file."""
_PROMISING = 12.0
_TEXT = 14.0
"""Bits, at most, of a character of what may be text."""
_CONTEXT = 3
"""Bytes of ASCII before a piece that it is read with."""
_STRAY = 15.0
"""Bits of a byte that makes no character, where most bytes make some."""
_REACH = 256

_UTF8, _LEGACY = 0, 1


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes beyond ASCII; ``price`` is that of a change of encoding before them."""

    start: int
    end: int
    price: float


def unlike_utf8(part: bytes) -> bytes:
    """Some bytes without what is UTF-8 among them: the lines in which something else is left."""

    def rest(match: re.Match[bytes]) -> bytes:
        stretch = match[0]
        if is_utf8(stretch):
            return b" "
        return b" ".join(ANY.split(stretch)) if SEVERAL.search(stretch) else stretch

    lines = _STRETCH.sub(rest, part).split(b"\n")
    return b"\n".join(line for line in lines if not line.isascii())


def lines_of_utf8(data: bytes, label: str) -> list[tuple[int, int]]:
    """Lines of a legacy text in which there is what is likelier UTF-8, as spans of bytes."""
    matches = likely_runs(data, double_byte=label in DOUBLE_BYTE)
    if not matches:
        return []
    lines = lines_with(data, _promising(data, label, matches))
    if not lines:
        return []
    # lines around and between them may be as short as to prove nothing
    start, end = lines[0][0], lines[-1][1]
    while start and is_utf8(data[(before := data.rfind(b"\n", 0, start - 1) + 1) : start]):
        start = before
    while end < len(data) and is_utf8(
        data[end : (after := data.find(b"\n", end) + 1 or len(data))]
    ):
        end = after
    return [(start, end)]


def _promising(data: bytes, label: str, matches: Sequence[tuple[int, int]]) -> list[int]:
    """Where the matches begin that are likelier UTF-8 than the legacy encoding."""
    texts = [data[start:end].decode() for start, end in matches]
    utf8 = [
        (start, end, cost)
        for (start, end), text, cost in zip(matches, texts, bits_of(texts).tolist(), strict=True)
        if cost < _TEXT * len(text)
    ]
    # what came about by chance is hardly ever text, so that few are read the other way
    legacy = bits_of([_inside(data, start, end, label) for start, end, _ in utf8]).tolist()
    return [
        start
        for (start, _, as_utf8), as_legacy in zip(utf8, legacy, strict=True)
        if as_legacy - as_utf8 > _PROMISING
    ]


def _inside(data: bytes, start: int, end: int, label: str) -> str:
    """A match as the legacy encoding reads it, from the beginning of the stretch that it is in."""
    if label in SINGLE_BYTE:
        return read(data[start:end], label).text
    before = max(0, start - _REACH)
    low = CUT.search(data[before:start][::-1])
    text = read(data[start - low.start() if low else before : end + 1], label).text
    return text[-((end - start + 1) // 2) :]


def lines_with(data: bytes, places: Sequence[int]) -> list[tuple[int, int]]:
    """The lines that these offsets are in, in order, as spans of bytes."""
    lines: list[tuple[int, int]] = []
    for place in places:
        if lines and place < lines[-1][1]:
            continue
        start = data.rfind(b"\n", lines[-1][1] if lines else 0, place) + 1
        start = start or (lines[-1][1] if lines else 0)
        end = data.find(b"\n", place) + 1 or len(data)
        if lines and not _HIGH.search(data, lines[-1][1], start):
            lines[-1] = (lines[-1][0], end)  # what is between them is ASCII
        else:
            lines.append((start, end))
    return lines


def mixed_segments(
    data: bytes, label: str, legacy: str, lines: Sequence[tuple[int, int]]
) -> tuple[Segment, ...]:
    """The stretches of a file that is ``label`` but for some lines, which are weighed.

    ``legacy`` is the encoding besides UTF-8; ``label`` is one of the two. Empty where all of the
    file is in that after all.
    """
    outside = _UTF8 if label == "utf-8" else _LEGACY
    names = ("utf-8", legacy)
    changes: list[tuple[int, int]] = []
    saved = 0.0
    by_line = [list(_pieces(data, start, end)) for start, end in lines]
    every = _costs(data, [piece for pieces in by_line for piece in pieces], legacy)
    at = 0
    for (_, end), pieces in zip(lines, by_line, strict=True):
        if not pieces:
            continue
        costs = every[at : at + len(pieces)]
        at += len(pieces)
        states, gain = _cheapest(costs, [piece.price for piece in pieces], outside)
        saved += gain
        previous = outside
        for piece, state in zip(pieces, states, strict=True):
            if state != previous:
                changes.append((piece.start, state))
                previous = state
        if previous != outside:
            changes.append((end, outside))
    if not changes or saved < _SECOND_ENCODING:
        return ()
    return _segments(data, changes, outside, names)


def _pieces(data: bytes, start: int, end: int) -> Iterator[_Piece]:
    """The stretches beyond ASCII, each split where UTF-8 begins or ends inside it."""
    before = start
    for match in _STRETCH.finditer(data, start, end):
        price = _NEW_LINE if data.find(b"\n", before, match.start()) >= 0 else _IN_LINE
        before = match.end()
        if is_utf8(match[0]):
            yield _Piece(match.start(), match.end(), price)
            continue
        at = match.start()
        for run in SEVERAL.finditer(data, match.start(), match.end()):
            # what UTF-8 has not is a piece, then the run, then the rest
            if run.start() > at:
                yield _Piece(at, run.start(), price)
                price = _IN_STRETCH
            yield _Piece(run.start(), run.end(), price)
            price, at = _IN_STRETCH, run.end()
        if at < match.end():
            yield _Piece(at, match.end(), price)


def _costs(data: bytes, pieces: Sequence[_Piece], legacy: str) -> NDArray[np.float64]:
    """Bits of each piece as UTF-8 and as the legacy encoding, shape (pieces, 2)."""
    as_utf8 = bits_of([_with_context(data, piece, "utf-8") for piece in pieces], _STRAY)
    as_legacy = bits_of([_with_context(data, piece, legacy) for piece in pieces], _STRAY)
    _from_stretches(data, pieces, legacy, as_legacy)
    return np.stack((as_utf8, as_legacy), axis=1)


def _with_context(data: bytes, piece: _Piece, label: str) -> str:
    """A piece and the ASCII letters before it, as an encoding reads them."""
    start = piece.start
    while start and piece.start - start < _CONTEXT and data[start - 1] < 0x80:
        start -= 1
    return text_as(data[start : piece.end], label)


def _from_stretches(
    data: bytes, pieces: Sequence[_Piece], legacy: str, as_legacy: NDArray[np.float64]
) -> None:
    """Lower the bits of pieces that cut characters to what they cost inside their stretch."""
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1].start == pieces[last].end:
            last += 1
        if last > first:
            start = pieces[first].start
            bits = bits_by_byte(data[start : pieces[last].end], legacy, _STRAY)
            sums = np.concatenate(([0.0], np.cumsum(bits)))
            for at in range(first, last + 1):
                inside = sums[pieces[at].end - start] - sums[pieces[at].start - start]
                as_legacy[at] = min(as_legacy[at], inside)
        first = last + 1


def _cheapest(
    costs: NDArray[np.float64], prices: Sequence[float], outside: int
) -> tuple[list[int], float]:
    """The encoding of each piece, and how much that saves against the one outside."""
    # the way back to what is outside is at the end of a line
    total = [0.0, 0.0]
    total[1 - outside] = np.inf
    came: list[tuple[int, int]] = []
    for (utf8, legacy), price in zip(costs.tolist(), prices, strict=True):
        from_utf8 = _UTF8 if total[_UTF8] <= total[_LEGACY] + price else _LEGACY
        from_legacy = _LEGACY if total[_LEGACY] <= total[_UTF8] + price else _UTF8
        total = [
            total[from_utf8] + (price if from_utf8 == _LEGACY else 0.0) + utf8,
            total[from_legacy] + (price if from_legacy == _UTF8 else 0.0) + legacy,
        ]
        came.append((from_utf8, from_legacy))
    other = 1 - outside
    state = outside if total[outside] <= total[other] + _NEW_LINE else other
    saved = float(costs[:, outside].sum()) - min(total[outside], total[other] + _NEW_LINE)
    states = []
    for pair in reversed(came):
        states.append(state)
        state = pair[state]
    return states[::-1], saved


def _segments(
    data: bytes, changes: Sequence[tuple[int, int]], outside: int, names: tuple[str, str]
) -> tuple[Segment, ...]:
    """Segments between changes; where only ASCII is between two of them, there is none."""
    segments: list[Segment] = []
    start, state = 0, outside
    for place, following in (*changes, (len(data), outside)):
        if place > start and (_HIGH.search(data, start, place) or place == len(data)):
            if segments and segments[-1].encoding == names[state]:
                segments[-1] = dataclasses.replace(segments[-1], end=place)
            else:
                segments.append(Segment(start, place, names[state]))
            start = place
        state = following
    if segments and not _HIGH.search(data, segments[-1].start, segments[-1].end):
        last = segments.pop()
        if segments:
            segments[-1] = dataclasses.replace(segments[-1], end=last.end)
    return tuple(segments) if {each.encoding for each in segments} != {names[outside]} else ()
