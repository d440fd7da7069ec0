"""The byte lattice: the bytes that a wrong codec showed, with holes where some are unknown.

What stands for lost bytes says something about them. U+FFFD stands for one byte that began no
character of the wrong codec: together with the byte behind it, it was none of its pairs. ``?`` (in
windows-932, ``・``) stands for two bytes that were none of its pairs, and the second may have been
an ASCII character; or for itself. A byte of which nothing is left shows only when the bytes around
it make no character, and so does one that was turned into a space or folded to ASCII.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.alternatives import (
    EURO,
    FOLDED,
    MARK,
    NOTHING,
    ONE,
    SPACE,
    Region,
    options_of,
)
from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.codecs import PARTLY, Codec, Decoding, codec, stray_bytes
from fixtext.encodings.filling import Gap
from fixtext.encodings.repertoire import scripts_of
from fixtext.language import Model
from fixtext.lazy import lazy_pattern

__all__ = [
    "REPLACEMENT",
    "Bytes",
    "Gaps",
    "bad_bytes",
    "gaps_of_all",
    "lay_out",
    "mark_of",
    "unknown_among",
]

REPLACEMENT = 0xFFFD
_MOST_BYTES = 24
"""A region of more bytes than this is not filled: nothing holds it together."""
_NO_HOLES = bytes(_MOST_BYTES)
_EACH_UNREAD = 11.0
"""Bits that each byte costs that stays unread: a byte says eight, and that it makes no text."""
_A_GRAVE = b"\xc3 "
_CONTRACTED = lazy_pattern(rb"(?:quel[ea]s?|quilo)\b")
"""``àquele``, ``àquela`` and ``àquilo`` of Portuguese, in which no space follows the ``à``."""
_LONGEST_CONTRACTED = 7
"""Bytes of such a word, with the one behind it."""
_MARK_BYTE, _LOST_BYTE = 0x3F, 0xFF


@dataclasses.dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of a garbled text: ``data`` (uint8, shape (n,)), and ``holes``, 0 for known bytes.

    A hole is one byte of ``data``, whatever its value: ONE stands for one lost byte, MARK for two,
    or for the mark itself. ``offsets`` (int64) is where each character of the text begins.
    """

    data: NDArray[np.uint8]
    holes: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def mark_of(label: str) -> int:
    """The code point that Windows shows where a codec makes no character of some bytes."""
    return 0x30FB if label == "shift_jis" else 0x3F


def lay_out(codes: NDArray[np.uint32], wrong: Codec) -> Bytes:
    """The bytes of a text that a wrong codec showed, with holes; 0 for what it cannot show."""
    lost = codes == REPLACEMENT
    mark = codes == mark_of(wrong.label)
    if wrong.single and wrong.label != PARTLY:
        return _lay_out_bytes(codes, wrong, lost, mark)
    placed = np.where(wrong.has(codes) & ~lost & ~mark, codes, 0)
    encoding = wrong.encode(placed)
    holes = np.zeros(encoding.data.size, np.uint8)
    data = encoding.data
    starts = encoding.offsets[:-1]
    holes[starts[lost]] = ONE
    holes[starts[mark]] = MARK
    if wrong.label == "gbk":
        holes[starts[codes == 0x20AC]] = EURO
    data[starts[lost]] = _LOST_BYTE
    data[starts[mark]] = _MARK_BYTE
    return Bytes(data, holes, encoding.offsets)


def _lay_out_bytes(
    codes: NDArray[np.uint32], wrong: Codec, lost: NDArray[np.bool_], mark: NDArray[np.bool_]
) -> Bytes:
    """The same of a codec that shows each byte as a character."""
    data = wrong.to_bytes.take(codes, mode="clip").astype(np.uint8)
    holes = np.zeros(codes.size, np.uint8)
    holes[lost], data[lost] = ONE, _LOST_BYTE
    holes[mark] = MARK  # which is in all of them
    return Bytes(data, holes, np.arange(codes.size + 1, dtype=np.int64))


@dataclasses.dataclass(frozen=True, slots=True)
class Gaps:
    """Stretches of bytes read anew, one behind the other: their known text, and gaps in it.

    ``known`` are the code points that are known, in pieces that end at ``piece_ends``, of which
    each stretch has one more than gaps. ``distinct`` are the gaps that there are, ``kinds`` says
    which one each is, and ``counts`` how many each stretch has.
    """

    known: NDArray[np.uint32]
    piece_ends: NDArray[np.int64]
    distinct: list[Gap]
    kinds: NDArray[np.int64]
    counts: NDArray[np.int64]


def gaps_of_all(
    model: Model,
    laid: Bytes,
    decoding: Decoding,
    bad: NDArray[np.bool_],
    spans: Sequence[tuple[int, int, int]],
    wrong: Codec,
) -> Gaps:
    """The known UTF-8 text of some spans of the bytes, and what may fill the gaps in it.

    Each is where a span starts, where it ends, and from where on the bytes are of another text.
    ``decoding`` is that of the whole of the data as UTF-8, ``bad`` its :func:`bad_bytes`.
    """
    starts, ends, stops = np.array(spans, np.int64).T
    first, last = int(starts.min()), int(ends.max())
    part = slice(first, last)
    lows, highs = _regions(bad[part], laid.data[part], laid.holes[part])
    lows, highs = lows + first, highs + first
    from_, to = np.searchsorted(highs, starts, side="right"), np.searchsorted(lows, ends)
    counts = np.maximum(to - from_, 0)
    every = rows_of(from_, from_ + counts)
    span = np.repeat(np.arange(counts.size), counts)
    # a region may reach over the edge of a span
    lows, highs = np.maximum(lows[every], starts[span]), np.minimum(highs[every], ends[span])
    begins, behinds = (np.searchsorted(decoding.offsets, edges) for edges in (starts, ends))
    place = np.arange(every.size) + span
    firsts = np.cumsum(counts + 1) - counts - 1
    piece_starts = np.empty(every.size + counts.size, np.int64)
    piece_ends = np.empty_like(piece_starts)
    piece_starts[place + 1] = np.searchsorted(decoding.offsets, highs)
    piece_starts[firsts] = begins
    piece_ends[place] = np.searchsorted(decoding.offsets, lows)
    piece_ends[firsts + counts] = behinds
    piece_ends = np.maximum(piece_starts, piece_ends)
    known = decoding.codes[rows_of(piece_starts, piece_ends)]
    inside = slice(int(begins.min()), int(behinds.max()))
    scripts = scripts_of(decoding.codes[inside], begins - inside.start, behinds - inside.start)
    following = _following(laid.data, highs, stops[span])
    regions = _Regions(model, laid, wrong, lows, highs, following)
    distinct, kinds = regions.gaps(span, scripts)
    return Gaps(known, np.cumsum(piece_ends - piece_starts), distinct, kinds, counts)


def _following(
    data: NDArray[np.uint8], ends: NDArray[np.int64], stops: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The byte behind each of some regions, unless it is of another text."""
    inside = ends < stops
    following = np.full(ends.size, NOTHING, np.int64)
    following[inside] = data[ends[inside]]
    return following


@dataclasses.dataclass(frozen=True, slots=True)
class _Regions:
    """Regions of bytes that make no character, and the byte behind each."""

    model: Model
    laid: Bytes
    wrong: Codec
    lows: NDArray[np.int64]
    highs: NDArray[np.int64]
    following: NDArray[np.int64]

    def gaps(
        self, spans: NDArray[np.int64], scripts: Sequence[str]
    ) -> tuple[list[Gap], NDArray[np.int64]]:
        """What may fill them: the distinct gaps, and which one each is.

        Each is in one of some ascending ``spans``, of which the ``scripts`` are.
        """
        begins = np.zeros(self.laid.data.size + 1, np.uint8)
        begins[self.laid.offsets] = 1
        kinds = self._alike(spans, scripts, begins)
        first = np.flatnonzero(np.diff(np.maximum.accumulate(kinds), prepend=-1) > 0)
        every = (each[first].tolist() for each in (self.lows, self.highs, self.following, spans))
        data, holes, shown = (each.tobytes() for each in (self.laid.data, self.laid.holes, begins))
        gaps: list[Gap] = []
        for low, high, following, span in zip(*every, strict=True):
            if high - low > _MOST_BYTES:
                gaps.append(self._unread(data[low:high]))
            else:
                some = holes[low:high]
                bounds: tuple[int, ...] = ()
                if _NO_HOLES.startswith(some):
                    marks = enumerate(shown[low : high + 1])
                    bounds = tuple([place for place, is_first in marks if is_first])
                region = Region(data[low:high], some, following, bounds, scripts[span])
                gaps.append(self._gap(region, data[high : high + _LONGEST_CONTRACTED]))
        numbers: dict[int, int] = {}
        which = [numbers.setdefault(id(gap), len(numbers)) for gap in gaps]
        distinct = list({id(gap): gap for gap in gaps}.values())
        return distinct, np.array(which, np.int64)[kinds]

    def _alike(
        self, spans: NDArray[np.int64], scripts: Sequence[str], begins: NDArray[np.uint8]
    ) -> NDArray[np.int64]:
        """Numbers of the regions, the same for those that the same gaps are.

        Which is told by their bytes, the holes among these, where characters of the wrong codec
        begin in a region without holes, the byte behind it, and the script around it. What ``à``
        is depends on what follows: each has its own.
        """
        names = {script: number for number, script in enumerate(dict.fromkeys(scripts))}
        script = np.array([names[script] for script in scripts], np.int64)[spans]
        kinds = np.empty(self.lows.size, np.int64)
        data, holes = self.laid.data, self.laid.holes
        if compiled.IS_COMPILED:
            regions = self.lows, self.highs, self.following, script, kinds
            compiled.alike_regions(data, holes, begins, *regions)
            return kinds
        numbers: dict[tuple[bytes, bytes, bytes, int, int], int] = {}
        shown, some, every = begins.tobytes(), holes.tobytes(), data.tobytes()
        both = zip(self.lows.tolist(), self.highs.tolist(), strict=True)
        beside = zip(self.following.tolist(), script.tolist(), strict=True)
        following = itertools.count()
        for index, ((low, high), more) in enumerate(zip(both, beside, strict=True)):
            region = some[low:high]
            marked = shown[low : high + 1] if _NO_HOLES.startswith(region) else b""
            key = every[low:high], region, marked, *more
            number = numbers.get(key)
            if number is None:
                number = next(following)
                if key[0] != _A_GRAVE:
                    numbers[key] = number
            kinds[index] = number
        return kinds

    def _gap(self, region: Region, behind: bytes) -> Gap:
        """What may fill one of them; ``behind`` are bytes that follow."""
        if region.data == _A_GRAVE and _CONTRACTED.match(behind):
            return Gap(((0xE0,),), (0.0,))
        return options_of(self.model, self.wrong.label, region) or self._unread(region.data)

    def _unread(self, data: bytes) -> Gap:
        """What stands for bytes that make no character."""
        return Gap((_unread(data, self.wrong),), (_EACH_UNREAD * len(data),))


def _unread(data: bytes, wrong: Codec) -> tuple[int, ...]:
    """What stands for bytes that make no character of UTF-8.

    Those that windows-1252 has in place of C1 controls are its quotes, dashes and ellipses.
    """
    if wrong.single and all(0x80 <= byte < 0xA0 for byte in data):
        shown = codec("windows-1252").to_unicode[list(data)].tolist()
        if min(shown) >= 0xA0:
            return tuple(shown)
    return (REPLACEMENT,)


def _regions(
    bad: NDArray[np.bool_], data: NDArray[np.uint8], holes: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where rows of bad bytes begin and end, cut in front of every byte that begins a character."""
    begins = bad & (holes == 0) & ((data < 0x80) | (data >= 0xC2))
    before = np.concatenate(([False], bad[:-1]))
    low = bad & (~before | begins)
    high = np.concatenate((bad[:-1] & (~bad[1:] | low[1:]), bad[-1:]))
    return np.flatnonzero(low), np.flatnonzero(high) + 1


def unknown_among(laid: Bytes, decoding: Decoding) -> NDArray[np.bool_]:
    """Which characters of a decoding are bytes that make none, and that were not known either."""
    # only these are asked: a mark that came out of one pair with its letter begins at no byte
    stray = np.flatnonzero(stray_bytes(decoding.codes))
    unknown = np.zeros(decoding.codes.size, np.bool_)
    unknown[stray] = laid.holes.take(decoding.offsets.take(stray)) > 0
    return unknown


def bad_bytes(laid: Bytes, decoding: Decoding, wrong: Codec) -> NDArray[np.bool_]:
    """The bytes that make no character as they stand, with the holes that belong to them.

    Marks in ``laid`` the holes that show only beside such bytes: spaces and folded letters.
    """
    bad = np.zeros(laid.data.size + 2, np.bool_)
    bad[decoding.offsets.take(np.flatnonzero(stray_bytes(decoding.codes))) + 1] = True
    inner = bad[1:-1]
    marks = np.flatnonzero(laid.holes == MARK)
    if marks.size:
        if wrong.label == "shift_jis":
            inner[marks] = True
        elif not wrong.single:  # two in a row can be a whole character, and more
            row = laid.holes == MARK
            inner[1:] |= row[1:] & row[:-1]
            inner[:-1] |= row[:-1] & row[1:]
        _add_touching(bad, marks)
    _add_disguised(laid, bad, wrong)
    return inner


def _add_touching(bad: NDArray[np.bool_], marks: NDArray[np.int64]) -> None:
    """Add the rows of marks that touch bytes which make no character."""
    breaks = np.flatnonzero(np.diff(marks) > 1) + 1
    for row in np.split(marks, breaks) if marks.size < 64 else _rows_touching(bad, marks, breaks):
        if bad[row[0]] or bad[row[-1] + 2]:
            bad[row + 1] = True


def _rows_touching(
    bad: NDArray[np.bool_], marks: NDArray[np.int64], breaks: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    first = np.concatenate(([0], breaks))
    last = np.concatenate((breaks, [marks.size]))
    touching = bad[marks[first]] | bad[marks[last - 1] + 2]
    return [marks[a:b] for a, b in zip(first[touching], last[touching], strict=True)]


def _add_disguised(laid: Bytes, bad: NDArray[np.bool_], wrong: Codec) -> None:
    """Add known ASCII bytes that may stand for others: spaces for A0, and folded letters."""
    data, holes = laid.data, laid.holes
    inner = bad[1:-1]
    incomplete = bad[:-2] & ~inner & ((holes == 0) | (holes == SPACE) | (holes == FOLDED))
    if wrong.single:
        disguised = incomplete & (data == 0x20)
        disguised[_complete(laid, np.flatnonzero(disguised))] = False
        holes[disguised] = SPACE
    else:
        between = incomplete & bad[2:] & (data > 0x20) & (data < 0x7F)
        disguised = between
        holes[disguised] = FOLDED
    inner |= disguised


def _complete(laid: Bytes, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of these places in front of which a sequence ends that lacks only its holes."""
    data, holes = laid.data, laid.holes
    known = np.where(holes == 0, data, 0x80)
    complete = np.zeros(places.size, np.bool_)
    for size, low, high in ((2, 0xC2, 0xE0), (3, 0xE0, 0xF0), (4, 0xF0, 0xF5)):
        first = places - size
        fits = (first >= 0) & (known[first] >= low) & (known[first] < high)
        for behind in range(1, size):
            fits &= (known[first + behind] & 0xC0) == 0x80
        complete |= fits
    return places[complete]
