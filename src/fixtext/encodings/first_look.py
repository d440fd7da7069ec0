"""A first look at short text: can any route save enough on what is surprising in it?

A full search tries each route on its own, which takes milliseconds even for a title. What is
surprising in right text is mostly a rare word, and whatever codec its bytes are read in, it costs
as much again. So the bytes of the surprising characters are read in every codec, and all readings
are weighed in one call.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import CODECS, PARTLY, codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.shared_kana import reads_as_euc_jp
from fixtext.encodings.strictly import read, written
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, UNITS
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points, text_of

__all__ = ["likely_routes"]

_KINDRED = ("iso-8859-1", PARTLY)
"""What shows nothing but Latin letters and controls, which are not looked at here."""
_FOREIGN = lazy_pattern("[\u0300-\u1fff\u2e80-\uffff]")
"""Letters beyond the Latin ones, and ideographs, kana and hangul."""
_WIDE = lazy_pattern("[\u2e80-\uffff]")
_KANA = lazy_pattern("[\u3041-\u30fa]")
_PLAIN, _SIGN, _LOST_BYTE, _TOLD_ELSEWHERE = range(4)
"""What a character tells: nothing by itself; nothing among letters; that bytes are gone; more."""
_DOUBLE_BYTE = ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp")
_SHOWN_AS_LOST = {
    "?": _DOUBLE_BYTE,
    "\uff1f": _DOUBLE_BYTE,
    "\ufffd": _DOUBLE_BYTE,
    "\u30fb": ("shift_jis", "euc-jp"),
}
"""Signs that stand where bytes were lost, and the codecs that ideographs beside them are of."""
_LONGEST, _MOST_CORES = 16, 4
_BEHIND = 2
_MOST, _LOST = 14 * UNITS, 7 * UNITS
"""Units that a character of a reading counts at most, since a few at its ends may not be of it; and
one for bytes that make none."""
_SHARE, _LOSSY_SHARE = 0.45, 0.4
"""The part of the evidence that must be seen here; less where bytes may be lost."""


def likely_routes(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> list[Route] | None:
    """The routes by which a part of a text may save enough; ``cores`` are what is surprising in it.

    None for text that this cannot tell of.
    """
    if len(cores) > _MOST_CORES or any(high - low > _LONGEST for low, high in cores):
        return None
    text = text_of(part.codes)
    lossy: set[str] = set()
    for low, high in cores:
        kinds = _kinds().take(part.codes[low:high], mode="clip")
        foreign = _FOREIGN.search(text, low, high)
        if kinds.max() > (_SIGN if foreign else _PLAIN):
            if kinds.max() > _LOST_BYTE or not _WIDE.search(text, low, high):
                return None
            lossy.update(*(_SHOWN_AS_LOST.get(sign, ()) for sign in text[low:high]))
    if _KANA.search(text) and reads_as_euc_jp(model, part.codes):
        return None
    most = sum(float(part.bits[low:high].sum()) for low, high in cores)
    ways = _ways()
    enough = ways.costs + needed * ways.shares
    readings = _Readings(text, part.bits)
    pieces = [piece for piece in _lines(text, cores) if _FOREIGN.search(text, *piece)]
    for label, several in ways.of.items() if pieces else ():
        worth = [way for way in several if most > enough[way[0]]]
        for low, high in pieces if worth else ():
            readings.add(label, low, high, worth)
    saved = readings.saved(model, enough.size)
    good = np.flatnonzero(saved >= enough).tolist()
    good += [number for label in sorted(lossy) for number, _ in ways.of[label]]
    return [ways.routes[number] for number in dict.fromkeys(good)]


def _lines(text: str, cores: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The cores, cut at line ends, over which no garbled stretch goes on."""
    for low, high in cores:
        place = low
        for line in text[low:high].split("\n"):
            yield place, place + len(line)
            place += len(line) + 1


_Way = tuple[int, str]
"""The number of a route among all, and the codec that the bytes were meant for."""


class _Ways(NamedTuple):
    """All routes; what each costs, and the part of the evidence that must be seen; by codec."""

    routes: tuple[Route, ...]
    costs: NDArray[np.float64]
    shares: NDArray[np.float64]
    of: Mapping[str, Sequence[_Way]]


@functools.cache
def _ways() -> _Ways:
    routes = tuple(route for route in ROUTES if route.read not in _KINDRED)
    of: dict[str, list[_Way]] = {}
    for number, route in enumerate(routes):
        of.setdefault(route.read, []).append((number, route.meant))
    shares = [_LOSSY_SHARE if route.meant == "utf-8" else _SHARE for route in routes]
    return _Ways(routes, np.array([route.cost for route in routes]), np.array(shares), of)


@functools.cache
def _kinds() -> NDArray[np.uint8]:
    """What the characters of the BMP tell.

    Letters of the Latin script are weighed by the words around them, elsewhere.
    """
    kinds = np.full(0x10000, _PLAIN, np.uint8)
    for label in CODECS:
        if codec(label).single:
            signs = codec(label).to_unicode[0x80:]
            kinds[signs[signs >= 0x2000]] = _SIGN
    kinds[0x2010:0x2028] = _PLAIN
    kinds[0x80:0x300] = kinds[0xFF61:0xFFA0] = kinds[0xD800:0xF900] = _TOLD_ELSEWHERE
    kinds[0xA1:0xC0] = _SIGN
    for character in "\x7f\u00aa\u00ad\u00ba\u3000\uffff":
        kinds[ord(character)] = _TOLD_ELSEWHERE
    kinds[:0x20] = _TOLD_ELSEWHERE
    kinds[0x0A] = _PLAIN
    for sign in _SHOWN_AS_LOST:
        kinds[ord(sign)] = _LOST_BYTE
    kinds.setflags(write=False)
    return kinds


class _Readings:
    """What the bytes of some places of a text say in other codecs, each reading made once."""

    def __init__(self, text: str, bits: NDArray[np.float64]) -> None:
        self._text = text
        self._bits = bits
        self._read: dict[tuple[int, bytes], dict[str, int]] = {}
        self._pieces: list[str] = []
        self._sizes: list[int] = []
        self._by: list[tuple[int, int, float]] = []

    def add(self, label: str, low: int, high: int, ways: Sequence[_Way]) -> None:
        """Read the bytes that a codec shows as ``text[low:high]``, or as most of it."""
        text = self._text
        start, end = _longest(text, low, high, label)
        if not _FOREIGN.search(text, start, end):
            return
        cost = float(self._bits[start:end].sum())
        cost += float(np.minimum(self._bits[end : end + _BEHIND], _MOST / UNITS).sum())
        for data in _bytes(text[start:end], label):
            known = self._read.setdefault((start, data), {})
            for number, meant in ways:
                if meant not in known:
                    known[meant] = len(self._sizes)
                    self._add(start, read(data, meant, "replace"), end)
                self._by.append((number, known[meant], cost))

    def _add(self, start: int, reading: str, end: int) -> None:
        """Remember a reading of ``start:end``, with what stands before it and behind."""
        before = ("\n" * CONTEXT + self._text[max(start - CONTEXT, 0) : start])[-CONTEXT:]
        behind = self._text[end : end + _BEHIND]
        self._pieces += (before, reading, behind)
        self._sizes.append(len(reading) + len(behind))

    def saved(self, model: Model, ways: int) -> NDArray[np.float64]:
        """The bits that the readings save by each of so many routes, shape (ways,)."""
        if not self._sizes:
            return np.zeros(ways)
        codes = code_points("".join(self._pieces))
        units = np.minimum(model.units(codes), _MOST)
        units[codes == REPLACEMENT] = _LOST
        sizes = np.full((len(self._sizes), 2), CONTEXT, np.int64)
        sizes[:, 1] = self._sizes
        edges = np.cumsum(sizes.ravel()) - sizes.ravel()
        sums = np.add.reduceat(units, edges, dtype=np.int64)[1::2]
        numbers, places, costs = zip(*self._by, strict=True)
        bits = np.array(costs) - sums[list(places)] / UNITS
        saved = np.bincount(numbers, np.maximum(bits, 0.0), ways)
        return saved.astype(np.float64)


def _longest(text: str, low: int, high: int, label: str) -> tuple[int, int]:
    """The longest stretch of ``text[low:high]`` that a codec has all characters of."""
    best = low, low
    while low < high:
        try:
            written(text[low:high], label)
        except UnicodeEncodeError as error:
            end, following = low + error.start, low + error.end
        else:
            end = following = high
        if end - low > best[1] - best[0]:
            best = low, end
        low = max(following, low + 1)
    return best


def _bytes(shown: str, label: str) -> Iterator[bytes]:
    """The bytes that a codec shows as these characters.

    Where it has several pairs of bytes for a character, also with each of those.
    """
    yield written(shown, label)
    if codec(label).single:
        return
    twins = codec(label).twins
    for place, character in enumerate(shown):
        pairs = twins.get(ord(character), ())
        if pairs:
            before, behind = (
                written(piece, label) for piece in (shown[:place], shown[place + 1 :])
            )
            yield from (before + pair.to_bytes(2, "big") + behind for pair in pairs)
