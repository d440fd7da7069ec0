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

from fixtext.encodings.candidates import Part, grouped
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.routes import ROUTES, Route
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, UNITS
from fixtext.scan import code_points, text_of

__all__ = ["likely_routes"]

_WRONG = ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp")
"""The codecs that show ideographs, kana and hangul; text in others is not looked at here."""
_PLAIN = re.compile(
    "[ -%'-/0-=@-}\u2010-\u2027\u3001-\u30fa\u30fc-\u9fff\uac00-\ud7a3\uff01-\uff1e\uff20-\uff9f]+"
)
"""Characters that do not say by themselves that a byte is gone."""
_WIDE = re.compile("[\u2e80-\uffff]")
_LONGEST, _MOST_CORES = 16, 4
_BEHIND = 2
_MOST, _LOST = 14 * UNITS, 7 * UNITS
"""Units that a character of a reading counts at most, since a few at its ends may not be of it; and
one for bytes that make none."""
_SHARE, _LOSSY_SHARE = 0.6, 0.4
"""The part of the evidence that must be seen here; less where bytes may be lost."""

_Reading = tuple[int, float, int]
"""The number of a way, what its core costs as it stands, and the size of what it becomes."""
_Core = tuple[str, str, str, float]
"""What stands before, the surprising characters, what stands behind, and what both cost."""


def likely_routes(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> list[Route] | None:
    """The routes by which a part of a text may save enough; ``cores`` are what is surprising in it.

    None for text that this cannot tell of.
    """
    if len(cores) > _MOST_CORES or any(high - low > _LONGEST for low, high in cores):
        return None
    text = text_of(part.codes)
    told = [_core(part, text, low, high) for low, high in cores]
    if not all(_PLAIN.fullmatch(shown) for _, shown, _, _ in told):
        return None
    told = [core for core in told if _WIDE.search(core[1])]  # marks stand anywhere
    most = sum(cost for *_, cost in told)
    enough = {way.number: way.cost + needed * way.share for way in _ways()}
    readings: list[str] = []
    places: list[_Reading] = []
    for before, shown, behind, cost in told:
        for label in _WRONG:
            for data in _bytes(shown, label):
                for way in _ways_from(label):
                    if most > enough[way.number]:
                        reading = data.decode(way.python, "replace")
                        readings += (before, reading, behind)
                        places.append((way.number, cost, len(reading) + len(behind)))
    if not places:
        return []
    saved = _saved(model, "".join(readings), places)
    return [way.route for way in _ways() if saved.get(way.number, 0.0) >= enough[way.number]]


class _Way(NamedTuple):
    """A route, with its place among all, what it must save, and Python's name of its codec."""

    number: int
    route: Route
    cost: float
    share: float
    python: str


@functools.cache
def _ways() -> tuple[_Way, ...]:
    routes = [route for label in _WRONG for route in grouped(ROUTES)[label].routes]
    return tuple(
        _Way(
            number,
            route,
            route.cost,
            _LOSSY_SHARE if route.meant == "utf-8" else _SHARE,
            codec(route.meant).python,
        )
        for number, route in enumerate(routes)
    )


@functools.cache
def _ways_from(label: str) -> tuple[_Way, ...]:
    return tuple(way for way in _ways() if way.route.read == label)


def _core(part: Part, text: str, low: int, high: int) -> _Core:
    behind = text[high : high + _BEHIND]
    cost = np.minimum(part.bits[high : high + len(behind)], _MOST / UNITS).sum()
    cost += part.bits[low:high].sum()
    before = ("\n" * CONTEXT + text[max(low - CONTEXT, 0) : low])[-CONTEXT:]
    return before, text[low:high], behind, float(cost)


def _bytes(shown: str, label: str) -> Iterator[bytes]:
    """The bytes that a codec shows as these characters; none if it does not have them all.

    Where it has several pairs of bytes for a character, also with each of those.
    """
    python, twins = codec(label).python, codec(label).twins
    try:
        data = shown.encode(python)
    except UnicodeEncodeError:
        return
    yield data
    for place, character in enumerate(shown):
        pairs = twins.get(ord(character), ())
        if pairs:
            before, behind = shown[:place].encode(python), shown[place + 1 :].encode(python)
            yield from (before + pair.to_bytes(2, "big") + behind for pair in pairs)


def _saved(model: Model, readings: str, places: Sequence[_Reading]) -> dict[int, float]:
    """The bits that the readings of each way save; each stands behind its context."""
    codes = code_points(readings)
    units = np.minimum(model.units(codes), _MOST)
    units[codes == REPLACEMENT] = _LOST
    sizes = np.full((len(places), 2), CONTEXT, np.int64)
    sizes[:, 1] = [size for *_, size in places]
    edges = np.cumsum(sizes.ravel()) - sizes.ravel()
    sums = np.add.reduceat(units, edges, dtype=np.int64)[1::2].tolist()
    saved: dict[int, float] = {}
    for (number, cost, _), new in zip(places, sums, strict=True):
        bits = cost - new / UNITS
        if bits > 0.0:
            saved[number] = saved.get(number, 0.0) + bits
    return saved
