"""Bytes that were written as escapes: which text they are, and in which encoding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from fixtext.decoding import decode
from fixtext.decoding.reading import read

__all__ = ["LEGACY_COST", "Octets", "read_octets"]

LEGACY_COST = 8.0
"""Bits that an encoding other than UTF-8 costs."""
_LEAST_MARGIN = 10.0
"""Bits by which an encoding must be better than the next: a wrong reading is worse than none."""
_MOST_READ = 1 << 16
_CONTINUATIONS = re.compile(rb"[\x80-\xbf]{0,3}")
_UNFINISHED = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")


class Octets(NamedTuple):
    """Text of some bytes, the bytes at either end that are parts of cut characters, the label."""

    text: str
    lead: int
    tail: int
    label: str


def read_octets(units: Sequence[bytes], around: Sequence[bytes] = ()) -> list[Octets | None]:
    r"""The text of each of a document's stretches of bytes, or None where they are none.

    UTF-8 is what it is by its form; all that is not is of one other encoding, which the language
    model tells from the whole. ``around`` gives each stretch with what stands beside it, as that
    helps to tell.

    >>> read_octets([b"\x9a\xe8\xae\xae\xe6"])
    [Octets(text='议', lead=1, tail=1, label='utf-8')]
    >>> read_octets(["医疗数据中心".encode("gbk"), b"\xff\xff"])[0].label
    'gbk'
    """
    result = [_utf8(unit) for unit in units]
    others = [index for index, found in enumerate(result) if found is None]
    if not others:
        return result
    sample = b"\n".join(around[index] if around else units[index] for index in others)
    decoded = decode(sample[:_MOST_READ], complete=False)
    if decoded.bits < _LEAST_MARGIN or decoded.encoding.startswith("utf-") or decoded.segments:
        return result
    for index in others:
        reading = read(units[index], decoded.encoding)
        if not reading.stray:
            result[index] = Octets(reading.text, 0, 0, decoded.encoding)
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
    return Octets(text, lead, len(data) - end, "utf-8")
