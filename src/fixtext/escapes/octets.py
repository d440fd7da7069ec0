"""Bytes that were written as escapes: which text they are, and in which encoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from fixtext.lazy import lazy_pattern

__all__ = ["LEGACY_COST", "Octets", "Unit", "read_octets", "unit_of"]

LEGACY_COST = 8.0
"""Bits that an encoding other than UTF-8 costs."""
_LEAST_MARGIN = 10.0
"""Bits by which an encoding must be better than the next: a wrong reading is worse than none."""
_MOST_READ = 1 << 16
_BESIDE = 8
_ASCII_AT_END = lazy_pattern(r"[a-zA-Z ]{1,8}\Z")
_ASCII_AT_START = lazy_pattern(r"[@-~ ]{1,8}")
_CONTINUATIONS = lazy_pattern(rb"[\x80-\xbf]{0,3}")
_UNFINISHED = lazy_pattern(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)


class Unit(NamedTuple):
    """Bytes that belong together, and the ASCII text beside them, which helps to tell."""

    data: bytes
    before: bytes = b""
    behind: bytes = b""


class Octets(NamedTuple):
    """Text of some bytes, and in which encoding.

    ``lead`` and ``tail`` count bytes at either end that are parts of cut characters, ``taken``
    those behind the unit that belong to its last character.
    """

    text: str
    label: str
    lead: int = 0
    tail: int = 0
    taken: int = 0


def unit_of(text: str, start: int, end: int, data: bytes) -> Unit:
    """The unit of bytes that a stretch of the text stands for."""
    before = _ASCII_AT_END.search(text, max(0, start - _BESIDE), start)
    behind = _ASCII_AT_START.match(text, end, end + _BESIDE)
    return Unit(data, before[0].encode() if before else b"", behind[0].encode() if behind else b"")


def read_octets(
    units: Sequence[Unit], may_be_legacy: Callable[[int], bool] | None = None
) -> list[Octets | None]:
    r"""The text of each of a document's stretches of bytes, or None where they are none.

    UTF-8 is what it is by its form; all that is not is of one other encoding, which the language
    model tells from the whole, unless ``may_be_legacy`` says of none, by its place, that it counts.

    >>> read_octets([Unit(b"\x9a\xe8\xae\xae\xe6")])
    [Octets(text='议', label='utf-8', lead=1, tail=1, taken=0)]
    >>> read_octets([Unit("医疗数据中心".encode("gbk"))])[0].label
    'gbk'
    """
    result = [_utf8(unit.data) for unit in units]
    others = [index for index, found in enumerate(result) if found is None]
    if not others or (may_be_legacy and not any(map(may_be_legacy, others))):
        return result
    from fixtext.decoding import decode  # UTF-8, which most of it is, needs none of it
    from fixtext.decoding.reading import read

    decoded = decode(b"\n".join(map(b"".join, (units[i] for i in others)))[:_MOST_READ])
    label = decoded.encoding
    if decoded.bits < _LEAST_MARGIN or label.startswith("utf-") or decoded.segments:
        return result
    for index in others:
        data, _, behind = units[index]
        for taken in (0, 1):
            reading = read(data + behind[:taken], label)
            if not reading.stray and len(behind) >= taken:
                result[index] = Octets(reading.text, label, taken=taken)
                break
    return result


def _utf8(data: bytes) -> Octets | None:
    match = _CONTINUATIONS.match(data)
    lead = match.end() if match else 0
    cut = _UNFINISHED.search(data, lead)
    end = cut.start() if cut else len(data)
    try:
        text = data[lead:end].decode()
    except UnicodeDecodeError:
        return None
    if (lead or end < len(data)) and text.isascii():
        return None
    return Octets(text, "utf-8", lead, len(data) - end)
