"""Holes: bytes that a wrong codec could not show, and what UTF-8 text they can have been part of.

What stands for lost bytes says something about them. U+FFFD stands for one byte that began no
character of the wrong codec: together with the byte behind it, it was none of its pairs. ``?`` (in
windows-932, ``・``) stands for two bytes that were none of its pairs, and the second may have been
an ASCII character. With the known bytes on both sides, few characters are left to choose from.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import Codec, codec
from fixtext.encodings.filling import Gap
from fixtext.language import Model
from fixtext.scan import code_points

__all__ = ["REPLACEMENT", "Bytes", "lay_out", "parts"]

REPLACEMENT = 0xFFFD
_ONE, _PAIR = 1, 2
_SWALLOWED = b" 0123456789\"'()*+,-./:;<=>?!#$%&\r\n\t"
_OPTIONS = 48
_MOST_WAYS = 20_000
_REAL_MARK = 3.0  # bits that a hole costs more than a real question mark


@dataclasses.dataclass(frozen=True, slots=True)
class Bytes:
    """The bytes of a garbled text: ``data`` (uint8), and ``holes``, 0 for a known byte.

    A hole is one byte of ``data``, whatever its value: 1 stands for one lost byte, 2 for a mark
    that stands for two, or for itself.
    """

    data: NDArray[np.uint8]
    holes: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def lay_out(codes: NDArray[np.uint32], wrong: Codec) -> Bytes:
    """The bytes of a text that a wrong codec showed, with holes; 0 for what it cannot show."""
    lost = codes == REPLACEMENT
    mark = 0x30FB if wrong.label == "shift_jis" else 0x3F
    pair = (codes == mark) & (not wrong.single)
    placed = np.where(wrong.has(codes) & ~lost & ~pair, codes, 0)
    encoding = wrong.encode(placed)
    holes = np.zeros(encoding.data.size, np.uint8)
    data = encoding.data
    starts = encoding.offsets[:-1]
    holes[starts[lost]] = _ONE
    holes[starts[pair]] = _PAIR
    data[starts[lost]] = 0xFF
    data[starts[pair]] = 0x3F
    return Bytes(data, holes, encoding.offsets)


def parts(
    model: Model, laid: Bytes, start: int, end: int, wrong: Codec
) -> tuple[list[NDArray[np.uint32]], list[Gap]] | None:
    """The known UTF-8 text between the holes of ``data[start:end]``, and the gaps.

    None if some hole cannot be filled with UTF-8 at all.
    """
    known: list[NDArray[np.uint32]] = []
    gaps: list[Gap] = []
    data = laid.data[start:end].tobytes()
    holes = np.flatnonzero(laid.holes[start:end]).tolist()
    position = 0
    index = 0
    while index < len(holes):
        first = holes[index]
        last = index
        while last + 1 < len(holes) and not _ends_character(data, holes[last] + 1, holes[last + 1]):
            last += 1
        low = _character_start(data, position, first)
        high = _continued(data, holes[last] + 1, holes[last + 1] if last + 1 < len(holes) else end)
        if last == index and low == first and high == first + 1 and data[first] == 0x3F:
            index += 1  # a question mark between whole characters is one
            continue
        shape = tuple(
            (int(laid.holes[start + at]), data[at + 1] if at + 1 < len(data) else 0x0A)
            for at in holes[index : last + 1]
        )
        pieces = _pieces(data, low, high, holes[index : last + 1])
        gap = _gap(model, wrong.label, pieces, shape)
        if gap is None:
            return None
        known.append(_decoded(data[position:low]))
        gaps.append(gap)
        position = high
        index = last + 1
    known.append(_decoded(data[position:]))
    return known, gaps


def _decoded(data: bytes) -> NDArray[np.uint32]:
    return code_points(data.decode("utf-8", "replace"))


def _character_start(data: bytes, least: int, hole: int) -> int:
    """Where the character begins that the hole may cut."""
    for back in range(1, 4):
        at = hole - back
        if at < least or data[at] < 0x80:
            return hole
        if data[at] >= 0xC0:
            return at if _length(data[at]) > back else hole
    return hole


def _continued(data: bytes, at: int, most: int) -> int:
    """The end of the continuation bytes behind a hole."""
    stop = min(at + 3, most, len(data))
    while at < stop and 0x80 <= data[at] < 0xC0:
        at += 1
    return at


def _ends_character(data: bytes, at: int, hole: int) -> bool:
    """Whether a character ends between two holes, so that they can be filled one by one."""
    at = _continued(data, at, hole)
    return at < hole and _character_start(data, at, hole) >= at


def _length(lead: int) -> int:
    return 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def _pieces(data: bytes, low: int, high: int, holes: list[int]) -> tuple[bytes, ...]:
    """The known bytes around and between the holes of one gap."""
    edges = [low, *(edge for hole in holes for edge in (hole, hole + 1)), high]
    return tuple(data[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2))


@functools.lru_cache(maxsize=20_000)
def _gap(
    model: Model, wrong: str, pieces: tuple[bytes, ...], shape: tuple[tuple[int, int], ...]
) -> Gap | None:
    """What the holes between these bytes can have been; None if nothing fits."""
    ways: list[tuple[bytes, float]] = [(pieces[0], 0.0)]
    for (hole, following), piece in zip(shape, pieces[1:], strict=True):
        fills = _fills(wrong, hole, following)
        if len(ways) * len(fills) > _MOST_WAYS:
            return None  # so much is lost that nothing is known
        ways = [
            (way + fill + piece, cost + extra)
            for way, cost in ways
            for fill, extra in fills
            if _can_begin(way + fill + piece)
        ]
    texts: dict[str, float] = {}
    for way, cost in ways:
        try:
            text = way.decode("utf-8")
        except UnicodeDecodeError:
            continue
        texts[text] = min(cost, texts.get(text, cost))
    if not texts:
        return None
    bits = model.bits_many(list(texts))
    ranked = sorted(zip(bits.tolist(), texts.items(), strict=True))[:_OPTIONS]
    return Gap(
        tuple(tuple(map(ord, text)) for _, (text, _) in ranked),
        tuple(cost for _, (_, cost) in ranked),
    )


def _can_begin(data: bytes) -> bool:
    """Whether bytes can begin UTF-8 text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


@functools.lru_cache(maxsize=512)
def _fills(wrong: str, hole: int, following: int) -> tuple[tuple[bytes, float], ...]:
    """The bytes that a hole can have been, and their cost."""
    return tuple(_one(wrong, following) if hole == _ONE else _pair(wrong))


def _one(wrong: str, following: int) -> Iterator[tuple[bytes, float]]:
    valid = _valid_pairs(wrong)
    for byte in range(0x80, 0xF5):
        if following == 0xFF or not valid[byte, following]:
            yield bytes((byte,)), 0.0


def _pair(wrong: str) -> Iterator[tuple[bytes, float]]:
    yield b"?" if wrong != "shift_jis" else b"\x81E", 0.0
    valid = _valid_pairs(wrong)
    for lead in range(0x80, 0xF5):
        yield bytes((lead,)), _REAL_MARK
        for trail in (*_SWALLOWED, *range(0x80, 0xF0)):
            if not valid[lead, trail]:
                yield bytes((lead, trail)), _REAL_MARK


@functools.cache
def _valid_pairs(wrong: str) -> NDArray[np.bool_]:
    """Which pairs of bytes a double-byte codec shows as something, shape (256, 256)."""
    valid = np.zeros((256, 256), np.bool_)
    if codec(wrong).single:
        return valid
    shown = codec(wrong).to_bytes
    pairs = shown[shown > 0xFF].astype(np.int64)
    valid[pairs >> 8, pairs & 0xFF] = True
    return valid
