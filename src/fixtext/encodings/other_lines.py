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

__all__ = ["Span", "line_ends", "lines_alike", "without_edges", "without_other_lines"]

_FEW = 64
"""Stretches of several lines that are offered in several forms."""
_SEVERAL_LINES, _GONE, _GONE_SHARE, _TIMES_AS_MUCH = 4, 4, 0.3, 3.0
"""Of so many lines, one that loses so many bytes, such a share of these and of the characters that
are whole, and so many times as many as most do, went through another reading."""

_TELLING, _FLUENT, _NO_LINE = 3, 13.0, 16.0
"""Of lines of which half cost at most so many bits a character beyond ASCII, one that has so many
of them, and costs so much, is no text. Of 150 lines in six languages, one in a hundred costs more
than 14; in another reading that shares the codec it was read with, nearly all more than 16."""

_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
Span = tuple[int, int, float]
"""The steps of a stretch, the first and the one behind the last, and its gain."""


def line_ends(steps: Steps) -> list[int]:
    """The steps behind those that end a line."""
    ends: list[int] = (np.flatnonzero(_shown_at(steps, 0, steps.gains.size) == 0x0A) + 1).tolist()
    return ends


def lines_alike(
    weighed: Weighed, part: slice, steps: Steps, span: Span, ends: Sequence[int]
) -> list[Span]:
    """The parts of a stretch between lines that are no text in this reading, if others are.

    They went through another one, in which many of the same bytes are characters as well.
    """
    start, end, _ = span
    places = [start, *ends[bisect.bisect_right(ends, start) : bisect.bisect_left(ends, end)], end]
    if len(places) < 3:
        return [span]
    begins = np.array(places[:-1]) - start
    those = slice(start + (part.start or 0), end + (part.start or 0))
    beyond = steps.attempt.decoding.codes[steps.both[start:end]] > 0x7F
    if weighed.lost is not None:
        beyond &= weighed.lost[those] == 0
    new = np.where(beyond, weighed.as_it_is[those] - weighed.raw[those], 0.0)
    counts = np.add.reduceat(beyond, begins, dtype=np.int64)
    each = np.add.reduceat(new, begins) / np.maximum(counts, 1)
    told = counts >= _TELLING
    other = told & (each > _NO_LINE)
    if not other.any() or np.median(each[told]) > _FLUENT:
        return [span]
    edges = np.flatnonzero(np.diff(np.concatenate(([True], other, [True])))).tolist()
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [
        (places[low], places[high], steps.gain(places[low], places[high])) for low, high in pairs
    ]


def without_edges(steps: Steps, spans: Sequence[Span], ends: Sequence[int]) -> Iterator[Span]:
    """Stretches of several lines without the part of a line that they begin with, or end, or both.

    A few bytes at the edge of a line that went through another reading may fit this one.
    """
    codes = steps.attempt.shown.codes
    left = _FEW
    for start, end, _ in spans:
        first, last = bisect.bisect_right(ends, start), bisect.bisect_left(ends, end)
        if first >= last or not left:
            continue
        left -= 1
        before, behind = int(steps.old[start]) - 1, int(steps.old[end])
        low = start if before < 0 or codes[before] == 0x0A else ends[first]
        high = end if behind == codes.size or codes[behind] == 0x0A else ends[last - 1]
        for part in dict.fromkeys(((low, end), (start, high), (low, high))):
            if part != (start, end) and part[0] < part[1]:
                yield *part, steps.gain(*part)


def without_other_lines(steps: Steps, lost: _Places, span: Span) -> list[Span]:
    """The parts of a stretch between lines that lose far more bytes than most of its lines do.

    What went through another reading loses a third of them and more in this one, though no sign
    stands for any, and would all be guessed.
    """
    start, end, _ = span
    first = _shown_at(steps, start, end)
    begins = np.concatenate(([0], np.flatnonzero(first[:-1] == 0x0A) + 1))
    if begins.size < _SEVERAL_LINES:
        return [span]
    laid = steps.attempt.shown.laid
    holes = np.concatenate(([0], np.cumsum(laid.holes > 0)))
    bounds = laid.offsets[steps.old[np.append(begins, end - start) + start]]
    made = steps.attempt.decoding.codes[steps.both[start:end]]
    gone = np.add.reduceat(lost[start:end], begins)
    gone[np.diff(holes[bounds]) > 0] = 0  # where signs stand for it, it is known to be lost
    whole = np.add.reduceat((made > 0x7F) & (lost[start:end] == 0), begins, dtype=np.int64)
    shares = gone / np.maximum(gone + whole, 1)
    usual = float(np.median(shares[whole > 0])) if whole.any() else 0.0
    other = (gone >= _GONE) & (shares >= max(_GONE_SHARE, _TIMES_AS_MUCH * usual))
    if not other.any():
        return [span]
    edges = np.flatnonzero(np.diff(np.concatenate(([True], other, [True])))).reshape(-1, 2)
    places = np.append(begins, end - start) + start
    return [(low, high, steps.gain(low, high)) for low, high in places[edges].tolist()]


def _shown_at(steps: Steps, start: int, end: int) -> _Codes:
    """What stands in the text where each of some steps begins."""
    codes = steps.attempt.shown.codes
    # a pair may be two characters, the second of which begins behind the text
    return codes[np.minimum(steps.old[start:end], codes.size - 1)]
