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
"""The number of a way, what its core costs as it stands, and the size of what it becomes."""


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
    most = sum(float(part.bits[low:high].sum()) for low, high in cores)
    enough = {way.number: way.cost + needed * way.share for way in _ways()}
    readings: list[str] = []
    places: list[_Reading] = []
    for low, high in cores:
        if not _WIDE.search(text, low, high):
            continue  # marks stand anywhere
        for label in _WRONG:
            start, end = _longest(text, low, high, _python(label))
            before = ("\n" * CONTEXT + text[max(start - CONTEXT, 0) : start])[-CONTEXT:]
            behind = text[end : end + _BEHIND]
            cost = float(part.bits[start:end].sum())
            cost += float(np.minimum(part.bits[end : end + _BEHIND], _MOST / UNITS).sum())
            for data in _bytes(text[start:end], label):
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
    """The bytes that a codec shows as these characters, none for none.

    Where it has several pairs of bytes for a character, also with each of those.
    """
    python, twins = _python(label), codec(label).twins
    if shown:
        yield shown.encode(python)
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
