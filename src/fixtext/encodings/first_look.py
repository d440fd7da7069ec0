"""A first look at what is surprising in right text: can any route save enough on it?

A full search tries each route on its own, which takes milliseconds even for a title. What is
surprising in right text is mostly a rare word, and whatever codec its bytes are read in, it costs
as much again. So the bytes of the surprising characters are read in every codec, and all readings
are weighed together.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import CODECS, PARTLY, codec
from fixtext.encodings.other_readings import OtherReadings
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.shared_kana import reads_as_euc_jp
from fixtext.encodings.strictly import written
from fixtext.language import Model
from fixtext.lazy import lazy_pattern
from fixtext.scan import text_of

__all__ = ["likely_routes"]

_KINDRED = ("iso-8859-1", PARTLY)
"""What shows nothing but Latin letters and controls, which are not looked at here."""
_KANA = lazy_pattern("[\u3041-\u30fa]")
_PLAIN, _LETTER, _SIGN, _LOST_BYTE, _TOLD_ELSEWHERE = range(5)
"""What a character tells: nothing by itself; that a codec shows it; nothing but beside letters;
that bytes are gone; more than can be told here."""
_FIRST_FOREIGN, _FIRST_WIDE = 0x300, 0x2E80
"""Letters beyond the Latin ones, and ideographs, kana and hangul, begin here."""
_DOUBLE_BYTE = ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp")
_SHOWN_AS_LOST = {
    0x3F: _DOUBLE_BYTE,
    0xFF1F: _DOUBLE_BYTE,
    0xFFFD: _DOUBLE_BYTE,
    0x30FB: ("shift_jis", "euc-jp"),
}
"""Signs that stand where bytes were lost, and the codecs that ideographs beside them are of."""
_LONGEST, _MOST_CORES = 16, 4
_NONE = -1
"""The number of no route."""
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
    looked_at = [_core(part.codes[low:high].tolist(), low) for low, high in cores]
    if any(core.tells == _TOLD_ELSEWHERE for core in looked_at):
        return None
    text = text_of(part.codes)
    if _KANA.search(text) and reads_as_euc_jp(model, part.codes):
        return None
    bits: list[float] = part.bits.tolist()
    ways = _ways()
    enough = ways.costs + needed * ways.shares
    most = sum(sum(bits[low:high]) for low, high in cores)
    readings = OtherReadings(text, bits, ways.meant)
    for core in looked_at:
        for start, codes in core.lines:
            for label in _shown_by(ways, codes):
                low, high = _longest(codes, label)
                for data in _bytes(text[start + low : start + high], label):
                    readings.add(start + low, start + high, data, ways.numbers[label])
    saved = readings.saved(model)
    good = sorted(number for number, bits in saved.items() if most > enough[number] <= bits)
    lossy = sorted({label for core in looked_at for label in core.lossy})
    good += [number for label in lossy for number in ways.numbers[label]]
    return [ways.routes[number] for number in dict.fromkeys(good) if number != _NONE]


class _Core(NamedTuple):
    """What is surprising: what it tells, the codecs that lose bytes so, and its lines.

    Lines without a letter are none: marks stand anywhere.
    """

    tells: int
    lossy: tuple[str, ...]
    lines: list[tuple[int, list[int]]]


def _core(codes: list[int], start: int) -> _Core:
    kinds = _kinds()
    tells = max(kinds[min(code, 0xFFFF)] for code in codes) if codes else _PLAIN
    lossy: tuple[str, ...] = ()
    if tells >= _SIGN and not any(
        code >= (_FIRST_WIDE if tells == _LOST_BYTE else _FIRST_FOREIGN)
        and kinds[min(code, 0xFFFF)] <= _LETTER
        for code in codes
    ):
        tells = _TOLD_ELSEWHERE
    elif tells == _LOST_BYTE:
        lossy = tuple(label for code in codes for label in _SHOWN_AS_LOST.get(code, ()))
    return _Core(tells, lossy, list(_lines(codes, start)))


def _lines(codes: list[int], start: int) -> Iterator[tuple[int, list[int]]]:
    """The lines with letters, over whose ends no garbled stretch goes on, and where they begin."""
    while codes:
        end = codes.index(0x0A) if 0x0A in codes else len(codes)
        line = codes[:end]
        if any(_is_letter(code) for code in line):
            yield start, line
        codes, start = codes[end + 1 :], start + end + 1


def _is_letter(code: int) -> bool:
    return _FIRST_FOREIGN <= code < 0x2000 or code >= _FIRST_WIDE


@functools.cache
def _kinds() -> bytes:
    """What the characters of the BMP tell.

    Letters of the Latin script are weighed by the words around them, elsewhere.
    """
    kinds = np.full(0x10000, _PLAIN, np.uint8)
    for label in CODECS:
        if codec(label).single:
            signs = codec(label).to_unicode[0x80:]
            kinds[signs[signs >= 0x2000]] = _SIGN
    kinds[0x2010:0x2028] = _PLAIN
    kinds[0x80:_FIRST_FOREIGN] = kinds[0xFF61:0xFFA0] = kinds[0xD800:0xF900] = _TOLD_ELSEWHERE
    kinds[0xA1:0xC0] = _SIGN
    kinds[:0x20] = _TOLD_ELSEWHERE
    kinds[0x0A] = _PLAIN
    kinds[[0x7F, 0xAA, 0xAD, 0xBA, 0x3000, 0xFFFF]] = _TOLD_ELSEWHERE
    kinds[list(_SHOWN_AS_LOST)] = _LOST_BYTE
    return kinds.tobytes()


class _Ways(NamedTuple):
    """All routes; what each costs, and the part of the evidence that must be seen.

    ``meant`` are all right codecs, and ``numbers``, by wrong codec, the routes to each of them.
    ``shown`` tells by code point of the BMP, in the bits of these codecs, which of them show it.
    """

    routes: tuple[Route, ...]
    costs: NDArray[np.float64]
    shares: NDArray[np.float64]
    meant: tuple[str, ...]
    numbers: dict[str, list[int]]
    shown: NDArray[np.uint32]


@functools.cache
def _ways() -> _Ways:
    routes = tuple(route for route in ROUTES if route.read not in _KINDRED)
    meant = tuple(dict.fromkeys(route.meant for route in routes))
    wrong = dict.fromkeys(route.read for route in routes)
    place = {(route.read, route.meant): number for number, route in enumerate(routes)}
    numbers = {read: [place.get((read, label), _NONE) for label in meant] for read in wrong}
    shares = [_LOSSY_SHARE if route.meant == "utf-8" else _SHARE for route in routes]
    shown = np.zeros(0x10000, np.uint32)
    for bit, label in enumerate(wrong):
        shown[codec(label).to_bytes[: shown.size] > 0] |= np.uint32(1 << bit)
    # the last is no route: what is right as it is
    costs = np.array([*(route.cost for route in routes), np.inf])
    return _Ways(routes, costs, np.array([*shares, 0.0]), meant, numbers, shown)


def _shown_by(ways: _Ways, codes: list[int]) -> Iterator[str]:
    """The codecs that show a letter of a line."""
    letters = 0
    for code in codes:
        if _is_letter(code):
            letters |= int(ways.shown[min(code, 0xFFFF)])
    for bit, label in enumerate(ways.numbers):
        if letters >> bit & 1:
            yield label


def _longest(codes: list[int], label: str) -> tuple[int, int]:
    """The longest stretch of a line that a codec has all characters of."""
    known = codec(label).to_bytes
    best = 0, 0
    start = 0
    for place, code in enumerate([*codes, -1]):
        if code < 0 or (code and not known[min(code, known.size - 1)]):
            if place - start > best[1] - best[0]:
                best = start, place
            start = place + 1
    return best


def _bytes(shown: str, label: str) -> Iterator[bytes]:
    """The bytes that a codec shows as these characters, none for what it writes in four bytes.

    Where it has several pairs of bytes for a character, also with each of those.
    """
    try:
        yield written(shown, label)
    except UnicodeEncodeError:
        return
    if codec(label).single:
        return
    twins = codec(label).twins
    if twins.keys().isdisjoint(map(ord, shown)):
        return
    for place, character in enumerate(shown):
        pairs = twins.get(ord(character), ())
        if pairs:
            before, behind = (
                written(piece, label) for piece in (shown[:place], shown[place + 1 :])
            )
            yield from (before + pair.to_bytes(2, "big") + behind for pair in pairs)
