"""A first look at short text: can any route save enough on what is surprising in it?

A full search tries each route on its own, which takes milliseconds even for a title. What is
surprising in right text is mostly a rare word, and whatever codec its bytes are read in, it costs
as much again. So the bytes of the surprising characters are read in every codec, and all readings
are weighed in one call.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fixtext import compiled
from fixtext.encodings.candidates import Part, grouped
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.shared_kana import reads_as_euc_jp
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, UNITS
from fixtext.scan import code_points, text_of

__all__ = ["likely_routes"]

_WRONG = ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp")
"""The codecs that show ideographs, kana and hangul; text in others is not looked at here."""
_PLAIN = re.compile(
    "[ -%'-/0-=@-}\u2010-\u2027\u3001-\u30fa\u30fc-\u9fff\uac00-\ud7a3\uff01-\uff1e\uff20-\uff60]+"
)
"""Characters that do not say by themselves that a byte is gone."""
_KANA = re.compile("[\u3041-\u30fa]")
_WIDE = re.compile("[\u2e80-\uffff]")
_LONGEST, _MOST_CORES = 16, 4
_BEHIND = 2
_MOST, _LOST = 14 * UNITS, 7 * UNITS
"""Units that a character of a reading counts at most, since a few at its ends may not be of it; and
one for bytes that make none."""
_SHARE, _LOSSY_SHARE = 0.45, 0.4
"""The part of the evidence that must be seen here; less where bytes may be lost."""
_Reading = tuple[int, float, int]
"""The number of a way, the bits of what is shown, and the units of what it becomes."""


class _Ways(NamedTuple):
    """The routes of bytes that one codec shows.

    Their places among all, the bits that each must save, and how each decodes bytes: Python's name
    of the codec, or the 256 code points of one of single bytes.
    """

    numbers: tuple[int, ...]
    enough: tuple[float, ...]
    decoders: tuple[bytes | str, ...]
    most_enough: float
    """The greatest of these bits."""

    def within(self, most: float) -> _Ways:
        """Those that need not save more than is there."""
        if most > self.most_enough:
            return self
        every = zip(self.numbers, self.enough, self.decoders, strict=True)
        return _ways_of([way for way in every if most > way[1]])


def _ways_of(ways: Sequence[tuple[int, float, bytes | str]]) -> _Ways:
    if not ways:
        return _Ways((), (), (), 0.0)
    numbers, enough, decoders = zip(*ways, strict=True)
    return _Ways(numbers, enough, decoders, max(enough))


class _Tried(NamedTuple):
    """Bytes that are read in several ways, what is around them, and what they cost as shown."""

    data: bytes
    ways: _Ways
    before: str
    behind: str
    cost: float


def likely_routes(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> list[Route] | None:
    """The routes by which a part of a text may save enough; ``cores`` are what is surprising in it.

    None for text that this cannot tell of.
    """
    if len(cores) > _MOST_CORES or any(high - low > _LONGEST for low, high in cores):
        return None
    text = text_of(part.codes)
    shown = [text[low:high] for low, high in cores]
    if not all(map(_PLAIN.fullmatch, shown)):
        return None
    if _KANA.search(text) and reads_as_euc_jp(model, part.codes):
        return None
    bits: list[float] = part.bits.tolist()
    most = sum(sum(bits[low:high]) for low, high in cores)
    tried: list[_Tried] = []
    for low, high in cores:
        if not _WIDE.search(text, low, high):
            continue  # marks stand anywhere
        for label in _WRONG:
            ways = _ways_from(label, needed).within(most)
            if not ways.numbers:
                continue
            start, end = _longest(text, low, high, _python(label))
            if start == end:
                continue
            before = ("\n" * CONTEXT + text[max(start - CONTEXT, 0) : start])[-CONTEXT:]
            behind = text[end : end + _BEHIND]
            cost = sum(bits[start:end])
            cost += sum(min(one, _MOST / UNITS) for one in bits[end : end + _BEHIND])
            for data in _bytes(text[start:end], label):
                tried.append(_Tried(data, ways, before, behind, cost))
    saved = _saved(model, tried)
    if not saved:
        return []
    enough = _enough(needed)
    routes = _routes()
    return [routes[number] for number in sorted(saved) if saved[number] >= enough[number]]


@functools.cache
def _routes() -> tuple[Route, ...]:
    return tuple(route for label in _WRONG for route in grouped(ROUTES)[label].routes)


@functools.lru_cache(maxsize=512)
def _ways_from(label: str, needed: float) -> _Ways:
    """The ways of bytes that a codec shows, where so many bits are needed in all."""
    ways: list[tuple[int, float, bytes | str]] = []
    for number, route in enumerate(_routes()):
        if route.read == label:
            share = _LOSSY_SHARE if route.meant == "utf-8" else _SHARE
            ways.append((number, route.cost + needed * share, _decoder(route.meant)))
    return _ways_of(ways)


@functools.lru_cache(maxsize=128)
def _enough(needed: float) -> dict[int, float]:
    """The bits that each way must save, where so many are needed in all."""
    ways = (_ways_from(label, needed) for label in _WRONG)
    return {
        number: least
        for some in ways
        for number, least in zip(some.numbers, some.enough, strict=True)
    }


@functools.cache
def _decoder(label: str) -> bytes | str:
    one = codec(label)
    if not one.single:
        return one.python
    return code_points(bytes(range(256)).decode(one.python, "replace")).astype(np.uint32).tobytes()


def _python(label: str) -> str:
    """Python's name of a codec, without what GB 18030 has in four bytes."""
    return "gbk" if label == "gbk" else codec(label).python


def _longest(text: str, low: int, high: int, python: str) -> tuple[int, int]:
    """The longest stretch of ``text[low:high]`` that a codec has all characters of."""
    best = low, low
    while low < high:
        try:
            text[low:high].encode(python)
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
    python, twins = _python(label), codec(label).twins
    yield shown.encode(python)
    if twins.keys().isdisjoint(map(ord, shown)):
        return
    for place, character in enumerate(shown):
        pairs = twins.get(ord(character), ())
        if pairs:
            before, behind = shown[:place].encode(python), shown[place + 1 :].encode(python)
            yield from (before + pair.to_bytes(2, "big") + behind for pair in pairs)


def _saved(model: Model, tried: Sequence[_Tried]) -> dict[int, float]:
    """The bits that the readings of each way save, of those that save some."""
    if model.scorer is None:
        readings = _readings(model, tried)
    else:
        readings = _cheaper_readings(model.scorer, tried)
    saved: dict[int, float] = {}
    for number, cost, new in readings:
        bits = cost - new / UNITS
        if bits > 0.0:
            saved[number] = saved.get(number, 0.0) + bits
    return saved


def _cheaper_readings(scorer: compiled.Scorer, tried: Sequence[_Tried]) -> Iterator[_Reading]:
    """The readings that cost less than what is shown; others need not be told."""
    for data, ways, before, behind, cost in tried:
        for index, new in scorer.cheaper_readings(
            data, ways.decoders, before, behind, _MOST, _LOST, cost
        ):
            yield ways.numbers[index], cost, new


def _readings(model: Model, tried: Sequence[_Tried]) -> Iterator[_Reading]:
    """All readings, laid end to end, each behind its context."""
    texts: list[str] = []
    sizes: list[int] = []
    places: list[tuple[int, float]] = []
    for data, ways, before, behind, cost in tried:
        for number in ways.numbers:
            reading = data.decode(codec(_routes()[number].meant).python, "replace")
            texts += (before, reading, behind)
            sizes += (CONTEXT, len(reading) + len(behind))
            places.append((number, cost))
    if not places:
        return
    codes = code_points("".join(texts))
    units = np.minimum(model.units(codes), _MOST)
    units[codes == REPLACEMENT] = _LOST
    edges = np.cumsum(sizes, dtype=np.int64) - np.array(sizes, np.int64)
    sums = np.add.reduceat(units, edges, dtype=np.int64)[1::2].tolist()
    for (number, cost), new in zip(places, sums, strict=True):
        yield number, cost, new
