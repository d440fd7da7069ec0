"""Lines of a stretch that went through another reading than the rest of it, left out.

Where the lines of a document were read with one codec, but are of several, bytes of one are often
characters of another as well: a stretch goes on where it should end.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.edges import Steps
from fixtext.encodings.weighing import Weighed

__all__ = [
    "Span",
    "are_no_text",
    "line_ends",
    "lines_alike",
    "without_edges",
    "without_other_lines",
]

_FEW = 64
"""Stretches of several lines that are offered in several forms."""
_SEVERAL_LINES, _GONE, _GONE_SHARE, _TIMES_AS_MUCH = 4, 4, 0.3, 3.0
"""Of so many lines, one that loses so many bytes, such a share of these and of the characters that
are whole, and so many times as many as most do, went through another reading."""

_TELLING, _FLUENT, _NO_LINE = 3, 13.0, 16.0
"""Of lines of which half cost at most so many bits a character beyond ASCII, one that has so many
of them, and costs so much, is no text. Of 150 lines in six languages, one in a hundred costs more
than 14; in another reading that shares the codec it was read with, nearly all more than 16."""
_MANY, _LITTLE, _MUCH_MORE = 12, 4.5, 1.7
"""Where a line of letters costs so little, one with so many of them that costs so many times as
much is no text: Russian lines cost 3.5, and seldom more than 5.5."""
_FIRST_HANGUL = 0x1100

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
_Bits = NDArray[np.float64]
Span = tuple[int, int, float]
"""The steps of a stretch, the first and the one behind the last, and its gain."""


def line_ends(steps: Steps) -> list[int]:
    """The steps behind those that end a line."""
    is_end = _shown_at(steps, 0, steps.gains.size) == 0x0A
    ends: list[int] = (is_end.nonzero()[0] + 1).tolist()
    return ends


def lines_alike(
    weighed: Weighed, part: slice, steps: Steps, spans: Sequence[Span], ends: Sequence[int]
) -> Iterator[Span]:
    """The parts of stretches between lines that are no text in this reading, if others are.

    They went through another one, in which many of the same bytes are characters as well.
    """
    several = [
        [start, *ends[bisect.bisect_right(ends, start) : bisect.bisect_left(ends, end)], end]
        for start, end, _ in spans
    ]
    if max(map(len, several)) < 3:
        yield from spans
        return
    flat = np.array([place for places in several for place in places])
    lasts = np.cumsum([len(places) for places in several]) - 1
    counts, sums, wide = _told(weighed, part, steps, flat)
    counts[lasts[:-1]] = 0  # from the end of one to the beginning of the next
    each = sums / np.maximum(counts, 1)
    begins = np.append(0, lasts[:-1] + 1)
    looked_at = _may_hold_another(counts, each, begins, wide).tolist()
    every = zip(spans, several, begins.tolist(), looked_at, strict=True)
    for span, places, begin, is_looked_at in every:
        if not is_looked_at or len(places) < 3:
            yield span
            continue
        lines = slice(begin, begin + len(places) - 1)
        parts = _are_parts(steps, places[0], places[-1], len(places) - 1)
        other = are_no_text(counts[lines], each[lines], wide, parts)
        yield from _without(steps, span, np.array(places), other)


def _told(
    weighed: Weighed, part: slice, steps: Steps, places: _Places
) -> tuple[_Places, _Bits, bool]:
    """How many characters beyond ASCII stand between places, their bits, and if most are wide.

    Those that lost bytes do not count.
    """
    size = steps.gains.size
    those = slice(part.start or 0, (part.start or 0) + size)
    made = steps.attempt.decoding.codes[steps.both[:-1]]
    beyond = np.zeros(size + 1, np.bool_)
    np.greater(made, 0x7F, out=beyond[:-1])
    if weighed.lost is not None:
        beyond[:-1] &= weighed.lost[those] == 0
    new = np.zeros(size + 1)
    np.subtract(weighed.as_it_is[those], weighed.raw[those], out=new[:-1])
    new *= beyond
    counts = np.add.reduceat(beyond, places, dtype=np.int64)[:-1]
    wide = np.count_nonzero((made >= _FIRST_HANGUL) & beyond[:-1])
    is_wide = bool(2 * wide > np.count_nonzero(beyond))
    return counts, np.add.reduceat(new, places)[:-1], is_wide


def _may_hold_another(
    counts: _Places, each: _Bits, begins: _Places, wide: bool
) -> NDArray[np.bool_]:
    """Which stretches, whose lines begin at some places among all, may have some that are no text.

    At least where :func:`are_no_text` says so of their lines, and told of all at once.
    """
    told = np.append(counts >= _TELLING, False)
    least = np.minimum.reduceat(np.where(told, np.append(each, 0.0), np.inf), begins)
    most = np.where((least < _LITTLE) & (not wide), _MUCH_MORE * _LITTLE, _NO_LINE)
    strange = told & (np.append(each, 0.0) > np.repeat(most, np.diff(begins, append=told.size)))
    may: NDArray[np.bool_] = np.logical_or.reduceat(strange, begins) & (least <= _FLUENT)
    return may


def _are_parts(steps: Steps, start: int, end: int, lines: int) -> NDArray[np.bool_]:
    """Which of the lines from one step to another are only in part between them."""
    codes = steps.attempt.shown.codes
    before, behind = int(steps.old[start]) - 1, int(steps.old[end])
    parts = np.zeros(lines, np.bool_)
    parts[0] = before >= 0 and codes[before] != 0x0A
    parts[-1] |= behind < codes.size and codes[behind - 1] != 0x0A and codes[behind] != 0x0A
    return parts


def are_no_text(
    counts: _Places, each: _Bits, wide: bool, parts: NDArray[np.bool_] | bool = False
) -> NDArray[np.bool_]:
    """Which of some lines are no text, if most of them are; none otherwise; shape (lines,).

    ``counts`` are their characters beyond ASCII, ``each`` is what one costs in bits, and ``wide``
    says that they are ideographs. Of what is only a ``part`` of its line, fewer tell.
    """
    told = counts >= _TELLING
    most = np.full(counts.size, _NO_LINE)
    if told.any() and each[told].min() < _LITTLE and not wide:
        most[parts | (counts >= _MANY)] = _MUCH_MORE * _LITTLE
    no_text: NDArray[np.bool_] = told & (each > most)
    if no_text.any() and _most_exceed(each[told], _FLUENT):
        no_text[:] = False
    return no_text


def _most_exceed(each: _Bits, limit: float) -> bool:
    """Whether the median of some numbers is greater than a limit, which counts mostly tell."""
    above = 2 * int(np.count_nonzero(each > limit))
    return above > each.size or (above == each.size and bool(np.median(each) > limit))


def has_ideographs(codes: _Codes) -> bool:
    """Whether half of some characters, and more, are syllables or ideographs."""
    return 2 * int(np.count_nonzero(codes >= _FIRST_HANGUL)) > codes.size


def without_edges(
    steps: Steps, starts: _Places, stops: _Places, ends: Sequence[int]
) -> Iterator[Span]:
    """Stretches of several lines without the part of a line that they begin with, or end, or both.

    A few bytes at the edge of a line that went through another reading may fit this one.
    """
    if not ends:
        return
    codes = steps.attempt.shown.codes
    firsts, lasts = np.searchsorted(ends, starts, side="right"), np.searchsorted(ends, stops)
    several = np.flatnonzero(firsts < lasts)[:_FEW].tolist()
    if not several:
        return
    sums, borders = np.concatenate(([0.0], np.cumsum(steps.gains))), steps.borders
    for index in several:
        start, end = int(starts[index]), int(stops[index])
        first, last = int(firsts[index]), int(lasts[index])
        before, behind = int(steps.old[start]) - 1, int(steps.old[end])
        low = start if before < 0 or codes[before] == 0x0A else ends[first]
        high = end if behind == codes.size or codes[behind] == 0x0A else ends[last - 1]
        for part in dict.fromkeys(((low, end), (start, high), (low, high))):
            if part != (start, end) and part[0] < part[1]:
                gain = sums[part[1]] - sums[part[0]] - (borders[part[0]] + borders[part[1]])
                yield *part, float(gain)


def without_other_lines(steps: Steps, lost: _Places, spans: Sequence[Span]) -> list[Span]:
    """The parts of stretches between lines that lose far more bytes than most of theirs do.

    What went through another reading loses a third of them and more in this one, though no sign
    stands for any, and would all be guessed.
    """
    ends = line_ends(steps)
    if not spans or len(ends) < _SEVERAL_LINES - 1:
        return list(spans)
    several = [
        [start, *ends[bisect.bisect_right(ends, start) : bisect.bisect_left(ends, end)], end]
        for start, end, _ in spans
    ]
    flat = np.array([place for places in several for place in places])
    lasts = np.cumsum([len(places) for places in several]) - 1
    laid = steps.attempt.shown.laid
    bounds = laid.offsets[steps.old[flat]]
    part = slice(bounds.min(), bounds.max())
    gone = np.add.reduceat(np.append(lost, 0), flat)[:-1]
    holes = np.append(laid.holes[part] > 0, False)
    gone[np.logical_or.reduceat(holes, bounds - part.start)[:-1]] = 0
    gone[lasts[:-1]] = 0  # from the end of one to the beginning of the next
    losing = np.maximum.reduceat(np.append(gone, 0), np.append(0, lasts[:-1] + 1)) >= _GONE
    result: list[Span] = []
    for span, places, loses_much in zip(spans, several, losing.tolist(), strict=True):
        looked_at = loses_much and len(places) > _SEVERAL_LINES
        result += _without_losing(steps, lost, span) if looked_at else [span]
    return result


def _without_losing(steps: Steps, lost: _Places, span: Span) -> list[Span]:
    """The same, of one stretch of several lines of which some lose much."""
    start, end, _ = span
    first = _shown_at(steps, start, end)
    begins = np.concatenate(([0], np.flatnonzero(first[:-1] == 0x0A) + 1))
    gone = np.add.reduceat(lost[start:end], begins)
    laid = steps.attempt.shown.laid
    bounds = laid.offsets[steps.old[np.append(begins, end - start) + start]]
    holes = np.concatenate(([0], np.cumsum(laid.holes[bounds[0] : bounds[-1]] > 0)))
    signed = np.diff(holes[bounds - bounds[0]]) > 0
    gone[signed] = 0  # where signs stand for it, it is known to be lost
    made = steps.attempt.decoding.codes[steps.both[start:end]]
    whole = np.add.reduceat((made > 0x7F) & (lost[start:end] == 0), begins, dtype=np.int64)
    shares = gone / np.maximum(gone + whole, 1)
    usual = float(np.median(shares[whole > 0])) if whole.any() else 0.0
    other = (gone >= _GONE) & (shares >= max(_GONE_SHARE, _TIMES_AS_MUCH * usual))
    return list(_without(steps, span, np.append(begins, end - start) + start, other))


def _without(steps: Steps, span: Span, places: _Places, other: NDArray[np.bool_]) -> Iterator[Span]:
    """The parts of a stretch between some of its lines, which begin, and end, at these places."""
    if not other.any():
        yield span
        return
    edges = np.flatnonzero(np.diff(np.concatenate(([True], other, [True])))).reshape(-1, 2)
    for low, high in places[edges].tolist():
        yield low, high, steps.gain(low, high)


def _shown_at(steps: Steps, start: int, end: int) -> _Codes:
    """What stands in the text where each of some steps begins."""
    codes = steps.attempt.shown.codes
    # a pair may be two characters, the second of which begins behind the text
    return codes[np.minimum(steps.old[start:end], codes.size - 1)]
