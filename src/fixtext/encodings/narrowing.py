"""Of very many ways to fill a hole in UTF-8, the likeliest ones, found byte by byte."""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_BEGUN", "MOST_HALVES", "MOST_WHOLE", "Fill", "Way", "left_to_come", "narrowed"]

MOST_HALVES, MOST_WHOLE, MOST_BEGUN = 40_000, 100, 600
_INVALID = 999.0
"""Bits of what is no UTF-8."""

_Bits = NDArray[np.float64]
Way = tuple[bytes, float, int]
"""Bytes, what they cost in bits, and how many of a character are still to come."""
Fill = tuple[bytes, float]


def left_to_come(need: int, byte: int) -> int:
    """How many continuation bytes must follow, where so many had to; -1 if the byte cannot be."""
    if need:
        return need - 1 if 0x80 <= byte < 0xC0 else -1
    if byte < 0x80:
        return 0
    if byte < 0xC2 or byte > 0xF4:
        return -1
    return 1 if byte < 0xE0 else 2 if byte < 0xF0 else 3


def narrowed(
    ways: list[Way], fills: dict[tuple[int, int], list[Fill]], needs: range, likely: _Bits
) -> list[Way]:
    """The likely ones of very many ways on, found byte by byte."""
    fitting: dict[int, dict[bytes, list[Way]]] = {}
    for before in {way[2] for way in ways}:
        by_first = fitting.setdefault(before, {})
        for need in needs:
            for fill, extra in fills[before, need]:
                by_first.setdefault(fill[:1], []).append((fill[1:], extra, need))
    most = max(len(by_first) for by_first in fitting.values())
    halves = _Halves(_likeliest(ways, MOST_HALVES // max(most, 1), likely), fitting, likely)
    return [
        (way + first + second, cost + extra, need)
        for some in (halves.likeliest(MOST_WHOLE, whole=True), halves.likeliest(MOST_BEGUN))
        for (way, cost, before), first in some
        for second, extra, need in fitting[before][first]
    ]


def _likeliest(ways: list[Way], most: int, likely: _Bits) -> list[Way]:
    """Of many ways, those whose whole characters are the likeliest."""
    if len(ways) <= most:
        return ways
    return sorted(ways, key=lambda way: min(way[1] + _surprise(way[0], likely), _INVALID))[:most]


def _surprise(data: bytes, likely: _Bits) -> float:
    """What the whole characters of some bytes cost, of which the last may only have begun."""
    try:
        text, read = codecs.utf_8_decode(data, "strict", False)
    except UnicodeDecodeError:
        return _INVALID
    if data[read : read + 1] == b"\xed" and data[read + 1 : read + 2] >= b"\xa0":
        return _INVALID  # half a surrogate, which the codec takes for what may be gone on
    return float(sum(likely[min(ord(character), 0xFFFF)] for character in text))


class _Halves:
    """Ways with one byte more, each of those that fit behind it, by how likely they are."""

    def __init__(
        self, ways: list[Way], fitting: dict[int, dict[bytes, list[Way]]], likely: _Bits
    ) -> None:
        self._ways = ways
        self._firsts = {
            before: [first for first in by_first if first] for before, by_first in fitting.items()
        }
        self._sizes = np.cumsum([0, *(len(self._firsts[before]) for _, _, before in ways)])
        self._surprises = np.zeros(self._sizes[-1])
        self._are_whole = np.zeros(self._sizes[-1], np.bool_)
        for before, firsts in self._firsts.items():
            owners = [owner for owner, way in enumerate(ways) if way[2] == before]
            if owners and firsts:
                some = [ways[owner] for owner in owners]
                places = self._sizes[owners][:, np.newaxis] + np.arange(len(firsts))
                self._surprises[places] = _surprises(some, before, b"".join(firsts), likely)
                self._are_whole[places] = [left_to_come(before, first[0]) == 0 for first in firsts]

    def likeliest(self, most: int, *, whole: bool = False) -> list[tuple[Way, bytes]]:
        """The likeliest that end with a ``whole`` character, or of those that do not."""
        places = np.flatnonzero(self._are_whole == whole)
        if places.size > most:
            places = places[np.argsort(self._surprises[places], kind="stable")[:most]]
        owners = np.searchsorted(self._sizes, places, side="right") - 1
        firsts = (places - self._sizes[owners]).tolist()
        ways = [self._ways[owner] for owner in owners.tolist()]
        return [(way, self._firsts[way[2]][first]) for way, first in zip(ways, firsts, strict=True)]


def _surprises(ways: list[Way], before: int, firsts: bytes, likely: _Bits) -> _Bits:
    """What ways cost with each of some bytes behind them, shape (ways, bytes).

    All of them have ``before`` bytes of a character still to come.
    """
    leads = [_last_lead(data) if before else len(data) for data, _, _ in ways]
    costs = [
        cost + _surprise(data[:lead], likely)
        for (data, cost, _), lead in zip(ways, leads, strict=True)
    ]
    behind = np.frombuffer(firsts, np.uint8).astype(np.int64)
    if not before:
        last = np.where(behind < 0x80, likely.take(behind, mode="clip"), 0.0)
        return np.minimum(np.add.outer(costs, last), _INVALID)
    begun = [_begun(data[lead:]) for (data, _, _), lead in zip(ways, leads, strict=True)]
    values, least = np.array(begun, np.int64).T[..., np.newaxis]
    left = 6 * (before - 1)
    low = (values << 6 | behind & 0x3F) << left
    high = low + (1 << left) - 1
    valid = (high >= least) & (low <= 0x10FFFF) & ((low < 0xD800) | (high > 0xDFFF))
    every = np.array(costs)[:, np.newaxis]
    every = every + (np.zeros_like(low) if left else likely.take(low, mode="clip"))
    return np.minimum(np.where(valid, every, _INVALID), _INVALID)


def _begun(data: bytes) -> tuple[int, int]:
    """The bits of a character that begins with these bytes, and the least one of its length."""
    size = 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
    bits = data[0] & 0x7F >> size
    for byte in data[1:]:
        bits = bits << 6 | byte & 0x3F
    return bits, (0x80, 0x800, 0x10000)[size - 2]


def _last_lead(data: bytes) -> int:
    """Where the last character begins that is not whole."""
    lead = len(data) - 1
    while 0x80 <= data[lead] < 0xC0:
        lead -= 1
    return lead
