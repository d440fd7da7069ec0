"""A first look at what is surprising in right text: can any route save enough on it?

A full search tries each route on its own, which takes milliseconds even for a title. What is
surprising in right text is mostly a rare word, and whatever codec its bytes are read in, it costs
as much again. So the bytes of the surprising characters are read in every codec, and all readings
are weighed together.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.byte_grammar import grammar
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import CODECS, codec
from fixtext.encodings.decoders import kind_of
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.other_readings import OtherReadings, decoders
from fixtext.encodings.repertoire import lacking
from fixtext.encodings.routes import LATIN, Route
from fixtext.encodings.screening import share_of_evidence
from fixtext.encodings.ways import NO_ROUTE, Ways, all_ways, bytes_shown, longest
from fixtext.language import Model
from fixtext.scan import text_of

__all__ = ["likely_routes", "loses_bytes", "ways_kept_open"]

if TYPE_CHECKING:
    from fixtext.compiled._loops import WaysKeptOpen

_PLAIN, _SIGN, _LOST_BYTE, _TOLD_ELSEWHERE = range(4)
"""What a character tells: nothing by itself; nothing if it is one, beside letters; that bytes are
gone; more than can be told here."""
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
_LOSSY = tuple(
    sorted(
        {
            label
            for bit, sign in enumerate((0xFFFD, 0x30FB))
            if signs >> bit & 1
            for label in _SHOWN_AS_LOST[sign]
        }
    )
    for signs in range(4)
)
"""The codecs that lose bytes, by which signs were seen: the first three, the last, or both."""
_LONGEST, _MOST_CORES = 16, 4
"""Characters of a piece of what is surprising; and how many such there may be."""


def likely_routes(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> list[Route] | None:
    """The routes by which a part of a text may save enough; ``cores`` are what is surprising in it.

    None for text that this cannot tell of.
    """
    if len(cores) > _MOST_CORES:
        return None
    found = (
        _in_loops(model, part, cores, needed)
        if model.scorer
        else _in_python(model, part, cores, needed)
    )
    if found is None:
        return None
    ways, (good, lossy) = all_ways(), found
    good += [number for label in lossy for number in ways.numbers[label]]
    return [ways.routes[number] for number in dict.fromkeys(good) if number != NO_ROUTE]


_Found = tuple[list[int], Sequence[str]]
"""The numbers of the routes that save enough, and the codecs that may have lost bytes."""


def _in_loops(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> _Found | None:
    assert model.scorer is not None
    codes = np.ascontiguousarray(part.codes, np.uint32)
    bits = np.ascontiguousarray(part.bits, np.float64)
    found = model.scorer.likely_routes(codes, bits, list(cores), needed, ways_kept_open())
    return None if found is None else (found[0], _LOSSY[found[1]])


@functools.cache
def ways_kept_open() -> WaysKeptOpen:
    """What compiled code takes of all ways."""
    ways = all_ways()
    kinds = np.frombuffer(_kinds(), np.uint8)
    labels = tuple(
        (
            codec(label).to_bytes,
            {} if codec(label).single else codec(label).twins,
            np.array(numbers, np.int32),
            mark_of(label),
            kind_of(label),
            label == "euc-kr",
        )
        for label, numbers in ways.numbers.items()
    )
    costs, shares = ways.costs[:-1], ways.shares[:-1]
    seconds = np.array([share_of_evidence(route.meant == "utf-8") for route in ways.routes])
    latin = np.array([route.meant in LATIN and route.read in LATIN for route in ways.routes])
    return compiled.keep_ways_open(
        (
            kinds,
            ways.shown,
            lacking(),
            _off("gbk"),
            _off("big5"),
            _off("euc-kr"),
            _off("shift_jis"),
            _off("euc-jp"),
            costs,
            shares,
            seconds,
            latin,
            decoders(ways.meant),
            labels,
        )
    )


def _off(label: str) -> tuple[NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint32]]:
    """What loops take of a codec that is read one byte off."""
    return codec(label).to_bytes, grammar(label).single, grammar(label).pairs


def _in_python(
    model: Model, part: Part, cores: Sequence[tuple[int, int]], needed: float
) -> _Found | None:
    looked_at = [_core(part.codes[low:high].tolist(), low) for low, high in cores]
    if any(core.tells == _TOLD_ELSEWHERE for core in looked_at):
        return None
    if any(len(piece) > _LONGEST for core in looked_at for _, piece in core.pieces):
        return None
    text = text_of(part.codes)
    bits: list[float] = part.bits.tolist()
    ways = all_ways()
    enough = ways.costs + needed * ways.shares
    most = sum(sum(bits[low:high]) for low, high in cores)
    readings = OtherReadings(text, bits, ways.meant)
    for core in looked_at:
        for start, piece in core.pieces:
            codes = np.array(piece, np.uint32)
            for label in _shown_by(ways, piece):
                low, high = longest(codes, label)
                for data in bytes_shown(codes[low:high], label):
                    readings.add(start + low, start + high, data, ways.numbers[label])
    saved = readings.saved(model)
    good = sorted(number for number, bits in saved.items() if most > enough[number] <= bits)
    return good, sorted({label for core in looked_at for label in core.lossy})


class _Core(NamedTuple):
    """What is surprising: what it tells, the codecs that lose bytes so, and its pieces.

    Of those without a letter nothing is read: marks stand anywhere.
    """

    tells: int
    lossy: tuple[str, ...]
    pieces: list[tuple[int, list[int]]]


def _core(codes: list[int], start: int) -> _Core:
    kinds = [_kinds()[min(code, 0xFFFF)] for code in codes]
    tells = max(kinds, default=_PLAIN)
    letters = [code for code in codes if _is_letter(code)]
    lossy: tuple[str, ...] = ()
    if tells == _SIGN and (not letters or kinds.count(_SIGN) > 1):
        tells = _TOLD_ELSEWHERE
    elif tells == _LOST_BYTE:
        if any(code >= _FIRST_WIDE for code in letters) and _SIGN not in kinds:
            lossy = tuple(label for code in codes for label in _SHOWN_AS_LOST.get(code, ()))
        else:
            tells = _TOLD_ELSEWHERE
    return _Core(tells, lossy, list(_pieces(codes, start)))


def loses_bytes(codes: list[int]) -> bool:
    """Whether some characters are signs that stand where bytes were lost."""
    return not _SHOWN_AS_LOST.keys().isdisjoint(codes)


def _pieces(codes: list[int], start: int) -> Iterator[tuple[int, list[int]]]:
    """The pieces that a core is looked at in, and where they begin.

    Its lines, over whose ends no garbled stretch goes on; and in a long one what stands between
    signs that are no part of a character in any codec.
    """
    is_long, begin = len(codes) > _LONGEST, 0
    for place, code in enumerate(codes):
        if code == 0x0A or (is_long and 0x20 < code < 0x30):
            yield start + begin, codes[begin:place]
            begin = place + 1
    yield start + begin, codes[begin:]


def _is_letter(code: int) -> bool:
    return _FIRST_FOREIGN <= code < 0x2000 or (code >= _FIRST_WIDE and code not in _SHOWN_AS_LOST)


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


def _shown_by(ways: Ways, codes: list[int]) -> Iterator[str]:
    """The codecs that show a letter of a piece."""
    letters = 0
    for code in codes:
        if _is_letter(code):
            letters |= int(ways.shown[min(code, 0xFFFF)])
    for bit, label in enumerate(ways.numbers):
        if letters >> bit & 1:
            yield label
