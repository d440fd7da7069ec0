"""The byte lattice: the bytes that a wrong codec showed, with holes where some are unknown.

What stands for lost bytes says something about them. U+FFFD stands for one byte that began no
character of the wrong codec: together with the byte behind it, it was none of its pairs. ``?`` (in
windows-932, ``・``) stands for two bytes that were none of its pairs, and the second may have been
an ASCII character; or for itself. A byte of which nothing is left shows only when the bytes around
it make no character, and so does one that was turned into a space or folded to ASCII.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
from fixtext.encodings.codecs import Codec, Decoding, codec, stray_bytes
from fixtext.encodings.filling import Gap
from fixtext.encodings.repertoire import script_of
from fixtext.language import Model
from fixtext.lazy import lazy_pattern

__all__ = [
    "REPLACEMENT",
    "Bytes",
    "Gaps",
    "bad_bytes",
    "gaps_between",
    "gaps_of_all",
    "lay_out",
    "mark_of",
    "unknown_among",
]

REPLACEMENT = 0xFFFD
_MOST_BYTES = 24
"""A region of more bytes than this is not filled: nothing holds it together."""
_MOST_WIDE = 60
"""Regions of several marks, each with thousands of ways to fill it, that are filled in one text."""
_EACH_UNREAD = 11.0
"""Bits that each byte costs that stays unread: a byte says eight, and that it makes no text."""
_A_GRAVE = b"\xc3 "
_CONTRACTED = lazy_pattern(rb"(?:quel[ea]s?|quilo)\b")
"""``àquele``, ``àquela`` and ``àquilo`` of Portuguese, in which no space follows the ``à``."""
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


@dataclasses.dataclass(frozen=True, slots=True)
class Gaps:
    """A stretch of bytes read anew: known text, one piece more than there are gaps between."""

    known: list[NDArray[np.uint32]]
    gaps: list[Gap]


def gaps_between(
    model: Model,
    laid: Bytes,
    decoding: Decoding,
    bad: NDArray[np.bool_],
    span: tuple[int, int],
    wrong: Codec,
    stop: int,
) -> Gaps:
    """The known UTF-8 text of ``data[start:end]``, and what may fill the gaps in it.

    Bytes from ``stop`` on are of another text.
    ``decoding`` is that of the whole of the data as UTF-8, ``bad`` its :func:`bad_bytes`.
    """
    (gaps,) = gaps_of_all(model, laid, decoding, bad, [(*span, stop)], wrong)
    return gaps


def gaps_of_all(
    model: Model,
    laid: Bytes,
    decoding: Decoding,
    bad: NDArray[np.bool_],
    spans: Sequence[tuple[int, int, int]],
    wrong: Codec,
) -> list[Gaps]:
    """As :func:`gaps_between`, of several spans, each with where its text stops."""
    first, last = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
    part = slice(first, last)
    lows, highs = _regions(bad[part], laid.data[part], laid.holes[part])
    rows = _Rows(model, laid, decoding, wrong, (lows + first).tolist(), (highs + first).tolist())
    return [rows.gaps(*span) for span in spans]


_Key = tuple[bytes, bytes, int, str]
"""The bytes of a region, the kinds of its holes, the byte behind it, and the script around it:
all that tells what may fill it, where it has holes."""


class _Rows:
    """Regions of bytes that make no character, and the known text between them."""

    def __init__(
        self,
        model: Model,
        laid: Bytes,
        decoding: Decoding,
        wrong: Codec,
        lows: list[int],
        highs: list[int],
    ) -> None:
        self._model, self._wrong = model, wrong
        self._laid, self._decoding = laid, decoding
        self._data, self._holes = laid.data.tobytes(), laid.holes.tobytes()
        self._lows, self._highs = lows, highs
        self._befores = np.searchsorted(decoding.offsets, lows).tolist()
        self._afters = np.searchsorted(decoding.offsets, highs).tolist()
        self._seen: dict[_Key, Gap] = {}

    def gaps(self, start: int, end: int, stop: int) -> Gaps:
        """The known text of a span, and what may fill the gaps in it."""
        codes = self._decoding.codes
        begin, behind = np.searchsorted(self._decoding.offsets, (start, end)).tolist()
        script = script_of(codes[begin:behind])
        some = slice(bisect.bisect_right(self._highs, start), bisect.bisect_left(self._lows, end))
        lows, highs = self._lows[some], self._highs[some]
        befores, afters = self._befores[some], self._afters[some]
        if lows and lows[0] < start:
            lows[0], befores[0] = start, begin
        if highs and highs[-1] > end:
            highs[-1], afters[-1] = end, behind
        pieces = zip([begin, *afters], [*befores, behind], strict=True)
        known = [codes[low:high] for low, high in pieces]
        data, holes = self._data, self._holes
        keys = [
            (data[low:high], holes[low:high], data[high] if high < stop else NOTHING, script)
            for low, high in zip(lows, highs, strict=True)
        ]
        gaps: list[Gap] = []
        wide = 0
        for low, high, key in zip(lows, highs, keys, strict=True):
            gap = self._seen.get(key)
            if gap is None:
                several = key[1].count(MARK) > 1
                wide += several
                given_up = high - low > _MOST_BYTES or (several and wide > _MOST_WIDE)
                gap = self._unread(low, high) if given_up else self._gap(low, high, key)
                if not several and any(key[1]) and key[0] != _A_GRAVE:
                    self._seen[key] = gap
            gaps.append(gap)
        return Gaps(known, gaps)

    def _gap(self, low: int, high: int, key: _Key) -> Gap:
        """What may fill one gap."""
        data, kinds, following, script = key
        if data == _A_GRAVE and _CONTRACTED.match(self._data, high):
            return Gap(((0xE0,),), (0.0,))
        bounds = () if any(kinds) else _bounds(self._laid.offsets, low, high)
        region = Region(data, kinds, following, bounds, script)
        return options_of(self._model, self._wrong.label, region) or self._unread(low, high)

    def _unread(self, low: int, high: int) -> Gap:
        """What stands for bytes that make no character."""
        unread = _unread(self._data[low:high], self._wrong)
        return Gap((unread,), (_EACH_UNREAD * (high - low),))


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


def _bounds(offsets: NDArray[np.int64], low: int, high: int) -> tuple[int, ...]:
    """Where characters of the wrong codec begin and end among the bytes of a region."""
    first, last = np.searchsorted(offsets, (low, high + 1)).tolist()
    return tuple((offsets[first:last] - low).tolist())


def unknown_among(laid: Bytes, decoding: Decoding) -> NDArray[np.bool_]:
    """Which characters of a decoding are bytes that make none, and that were not known either."""
    unknown = stray_bytes(decoding.codes)
    # only these are asked: a mark that came out of one pair with its letter begins at no byte
    unknown[unknown] = laid.holes[decoding.offsets[:-1][unknown]] > 0
    return unknown


def bad_bytes(laid: Bytes, decoding: Decoding, wrong: Codec) -> NDArray[np.bool_]:
    """The bytes that make no character as they stand, with the holes that belong to them.

    Marks in ``laid`` the holes that show only beside such bytes: spaces and folded letters.
    """
    bad = np.zeros(laid.data.size + 2, np.bool_)
    lost = stray_bytes(decoding.codes)
    bad[decoding.offsets[:-1][lost] + 1] = True
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
