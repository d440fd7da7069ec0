"""Lines that are left of a document whose other lines were all taken through one chain.

They went through that chain as well, so nothing has to be searched for, and they are looked at
while they stand among others of their kind: all of them together, and apart from right text.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import Costs, rows_of
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.bulk import of_their_lines, undone
from fixtext.encodings.routes import PROVEN, Route
from fixtext.encodings.weighing import Reversal, covered
from fixtext.excerpt import NO_CHARACTER
from fixtext.language.layout import CONTEXT
from fixtext.scan import beyond_ascii, line_edges

__all__ = [
    "beyond_beside_lost",
    "explained",
    "is_all",
    "left_beside",
    "lines_about",
    "lines_left",
    "lines_of",
    "of_the_rest",
    "remember_left",
    "with_left_beside",
]

_APART = np.array([0x0A, NO_CHARACTER, 0x0A], np.uint32)
"""No stretch goes on over it, nor is joined with one behind it."""
_LOST = 0xFFFD
_NO_PLACES = np.empty(0, np.int64)
_LEAST, _AS_THE_REST = 8.0, 15.0
"""Bits that a stretch must save, and what the rest of the document says for it."""
_HALF, _MOSTLY = 2, 2
"""Characters that may be left of a line, as half of one that was cut, or a mark that came after the
rest was garbled; and how many times as many must not be."""
_FLUENT = 13.0
"""Bits that a character of text costs at most, on average, even in a line of a rare name."""
_SURE = 25.0
"""Bits that a stretch saves by a known route, however rare it is what it becomes."""
_LONGEST = 4000
"""Characters beside a part of a text in which its line ends, as far as that is told."""
_LINES_LEFT = "lines that were left when most of the text was taken through its chain"


def with_left_beside(document: Document, taken: Sequence[Reversal]) -> list[Reversal]:
    """The stretches taken, and those of lines with U+FFFD that went the same way, ordered.

    Where they leave nothing, the chain counts as undone in all of the document.
    """
    beside = left_beside(document, taken)
    every = sorted([*taken, *beside], key=lambda one: one.start)
    document.pending = [one for one in every if one.gaps]
    if is_all(document.codes, every):
        document.undone |= {f"{PROVEN}{route}" for route in taken[0].routes}
    return every


def remember_left(document: Document, taken: Sequence[Reversal]) -> None:
    """Remember the lines left beside those taken: the chain is to be looked for in these."""
    codes = document.codes
    left = np.flatnonzero((codes > 0x7F) & ~covered(codes.size, taken))
    document.settled.add(_LINES_LEFT)
    if left.size:
        lows, highs = line_edges(codes)
        some = np.unique(np.searchsorted(highs, left))
        every = zip(lows[some].tolist(), highs[some].tolist(), strict=True)
        document.settled |= {(_LINES_LEFT, document.text[low:high]) for low, high in every}


def lines_of(every: Iterable[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The lines of several parts of a text, each once, in order."""
    return sorted(set(itertools.chain.from_iterable(every)))


def lines_left(document: Document, start: int, end: int) -> list[tuple[int, int]] | None:
    """The lines around a part of a text that were left when the others were taken.

    None if that is not known, as where none were taken.
    """
    text, settled = document.text, document.settled
    every = _lines_around(text, start, end) if _LINES_LEFT in settled else None
    if every is None:
        return None
    return [line for line in every if (_LINES_LEFT, text[slice(*line)]) in settled]


def lines_about(text: str, cores: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    r"""The lines of a text that some ordered parts of it reach into; none where any is very long.

    >>> lines_about("a\nbc\nd", [(0, 3), (3, 4)])
    [(0, 1), (2, 4)]
    """
    lines: dict[tuple[int, int], None] = {}
    for start, end in cores:
        every = _lines_around(text, start, end)
        if every is None:
            return []
        lines.update(dict.fromkeys(line for line in every if line[0] < end and start < line[1]))
    return list(lines)


def _lines_around(text: str, start: int, end: int) -> list[tuple[int, int]] | None:
    """The lines that a part of a text stands in; None where the first or the last is very long."""
    low = text.rfind("\n", max(0, start - _LONGEST), start) + 1
    high = text.find("\n", end, end + _LONGEST)
    if (not low and start > _LONGEST) or (high < 0 and end + _LONGEST < len(text)):
        return None
    lines: list[tuple[int, int]] = []
    for line in text[low : high if high >= 0 else None].split("\n"):
        lines.append((low, low + len(line)))
        low += len(line) + 1
    return lines


def explained(
    document: Document, lines: Sequence[tuple[int, int]], route: Route, *, cut: bool = False
) -> list[Reversal]:
    """The stretches of some lines that a route from UTF-8, undone, makes text of to their end.

    All but a character or two at the end, as what is left of one that was cut, or at the beginning
    if lines may be ``cut`` there: no other route needs to be tried on these. In double-byte codecs
    a line that was cut may make text one byte off.
    """
    if route.meant != "utf-8":
        return []
    codes = document.codes
    found: list[Reversal] = []
    for (low, high), several in _in_lines(document, lines, (route,), scraps=True):
        inside = sum(beyond_ascii(codes[one.start : one.end]) for one in several)
        before = beyond_ascii(codes[low : several[0].start])
        behind = beyond_ascii(codes[several[-1].end : high])
        is_all = before + inside + behind == beyond_ascii(codes[low:high])
        is_all = is_all and behind <= _HALF and (before + behind) * _MOSTLY <= inside
        is_all = is_all and before <= (_HALF if cut else 0)
        is_sure = all(one.bits >= _SURE and not one.gaps for one in several)
        if is_all and (is_sure or _is_text(document, low, several)):
            found += several
    return found


def of_the_rest(
    document: Document, lines: Sequence[tuple[int, int]], route: Route
) -> list[Reversal]:
    """The stretches of some lines that went through a route, as all of the text is read by it."""
    every = _in_lines(document, lines, (route,), by_line=True)
    return [one for _, several in every for one in several]


def _is_text(document: Document, low: int, several: Sequence[Reversal]) -> bool:
    """Whether what some stretches are with a chain undone is text, so that no other is needed.

    ``low`` is where their line begins: what stands in it before each counts.
    """
    before = [document.codes[max(low, one.start - CONTEXT) : one.start] for one in several]
    both = [
        np.concatenate(each) for each in zip(before, (one.codes for one in several), strict=True)
    ]
    scores = score_texts(document.model, both)
    made = np.concatenate([one.codes for one in several])
    bits = np.concatenate([score[each.size :] for each, score in zip(before, scores, strict=True)])
    told = (made > 0x7F) & (made != _LOST)
    return bool(told.any()) and float(bits[told].mean()) <= _FLUENT


def left_beside(document: Document, taken: Sequence[Reversal]) -> list[Reversal]:
    """The stretches of lines with U+FFFD that went through the chain of those taken, ordered.

    That most of the document did counts for each of them.
    """
    lines = _lines_with_lost(document.codes, taken)
    every = _in_lines(document, lines, taken[0].routes)
    return [
        dataclasses.replace(one, bits=one.bits + _AS_THE_REST, raw=one.bits)
        for _, several in every
        for one in several
        if one.bits >= _LEAST
    ]


def _in_lines(
    document: Document,
    lines: Sequence[tuple[int, int]],
    chain: tuple[Route, ...],
    *,
    scraps: bool = False,
    by_line: bool | None = None,
) -> Iterator[tuple[tuple[int, int], list[Reversal]]]:
    """Those of some ordered lines that went through a chain in part, and the stretches that did.

    With ``scraps``, also stretches of a character or two.
    """
    if not lines:
        return
    pieces = [each for low, high in lines for each in (document.codes[low:high], _APART)]
    codes = np.concatenate(pieces)
    costs = Costs(document.model, codes)[:]
    sizes = np.array([high - low + _APART.size for low, high in lines])
    places = (np.cumsum(sizes) - sizes).tolist()
    if by_line is None:
        # rare names are unlike the other lines, but hardly any bytes are UTF-8 by chance
        by_line = chain[-1].meant != "utf-8"
    some = undone(document.model, codes, costs, [chain], by_line=by_line)
    found: dict[int, list[Reversal]] = {}
    for one in some if scraps else of_their_lines(codes, costs, some):
        changed = one.trimmed(codes[one.start : one.end])  # line ends stay as they are
        index = bisect.bisect_right(places, changed.start) - 1
        low, high = lines[index]
        by = low - places[index]
        if changed.end + by <= high:
            found.setdefault(index, []).append(changed.moved(by))
    for index, several in found.items():
        yield lines[index], several


def beyond_beside_lost(codes: NDArray[np.uint32]) -> int:
    """How many characters beyond ASCII stand in lines with U+FFFD."""
    spans = _lines_with_lost(codes, ())
    if not spans:
        return 0
    return beyond_ascii(codes[rows_of(*np.array(spans, np.int64).T)])


def is_all(codes: NDArray[np.uint32], found: Sequence[Reversal]) -> bool:
    """Whether some stretches, ordered, leave nothing beyond ASCII but in lines with U+FFFD."""
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), codes.size]
    rest = [
        np.flatnonzero(codes[low:high] > 0x7F) + low
        for low, high in zip(edges[::2], edges[1::2], strict=True)
        if low < high
    ]
    places = np.concatenate([_NO_PLACES, *rest])
    if not places.size:
        return True
    ends = line_edges(codes)[1]
    lost = np.searchsorted(ends, np.flatnonzero(codes == _LOST))
    return bool(np.isin(np.searchsorted(ends, places), lost).all())


def _lines_with_lost(codes: NDArray[np.uint32], taken: Sequence[Reversal]) -> list[tuple[int, int]]:
    """Where lines with U+FFFD begin and end, those that follow each other as one; none taken."""
    lost = np.flatnonzero(codes == _LOST)
    if not lost.size:
        return []
    lost = lost[~covered(codes.size, taken)[lost]]
    if not lost.size:
        return []
    lows, highs = line_edges(codes)
    which = np.unique(np.searchsorted(highs, lost))
    first = np.flatnonzero(np.append(True, np.diff(which) > 1))
    last = np.append(first[1:], which.size) - 1
    return list(zip(lows[which[first]].tolist(), highs[which[last]].tolist(), strict=True))
