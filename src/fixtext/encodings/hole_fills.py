"""What a hole can have been: for each kind of hole, the bytes that a wrong codec did not show."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import FIRST_TRAIL, array
from fixtext.encodings.codecs import codec
from fixtext.encodings.narrowing import Fill, left_to_come

__all__ = [
    "AFTER",
    "ANY",
    "EURO",
    "FOLDED",
    "LINE_ENDS",
    "MARK",
    "NOTHING",
    "ONE",
    "SPACE",
    "fills",
    "packed_fills",
    "pairs_shown",
    "undefined",
]

ONE, MARK, SPACE, FOLDED, EURO = 1, 2, 3, 4, 5
"""Kinds of holes: one lost byte; a mark for two; a space for A0; an ASCII sign for a wide one; and
``€``, which some programs show for one byte of GBK and some for two."""

NOTHING = -2
"""Stands for the byte behind the last one."""
ANY = -1
"""Stands for a byte of which nothing is known."""
LINE_ENDS = (NOTHING, 0x0A, 0x0D)
"""Programs that go line by line lose half a pair at its end."""

_REAL_MARK = 3.0
_USER_DEFINED = 1.0
_NOT_WINDOWS = 3.0
"""Bits that it costs that a mark stands for a pair that Windows shows as private use."""
_LINES_JOINED = 5.0
"""Bits that it costs that a line end was swallowed with half a character."""
_TWO_AT_ONCE = 4.0
_HALF_A_PAIR = 5.0
_SEEN = 4.0
_TRAILS = np.array([9, 10, 13, *range(0x20, 0x7F), *range(0x80, 0xF5)], np.uint8)
"""Bytes that a mark can have swallowed as the second of a pair."""

_Bits = NDArray[np.float64]
_Rows = NDArray[np.uint8]
_Packed = tuple[_Rows, _Bits]
"""Fills as rows of how many bytes they have, and these, shape (n, 3); and what they cost."""

AFTER = tuple(tuple(left_to_come(need, byte) for need in range(4)) for byte in range(256))
"""How many continuation bytes must follow, by the byte and how many had to before it; -1 if it
cannot be."""
_AFTER_OF = np.array(AFTER, np.int8).T


@functools.lru_cache(maxsize=4096)
def packed_fills(
    wrong: str, kind: int, byte: int, following: int, strict: bool
) -> tuple[_Rows, _Bits, NDArray[np.int64]]:
    """What :func:`fills` gives, as loops take it: sizes and bytes, costs, and where groups end."""
    rows, costs = _every(wrong, kind, byte, following, strict)
    size, first, second = rows.T
    afters = _AFTER_OF[:, first]
    further = (size > 1) & (afters >= 0)
    afters[further] = _AFTER_OF[afters, second][further]
    groups = [np.flatnonzero(before == after) for before in afters for after in range(4)]
    order = np.concatenate(groups)
    return rows[order].ravel(), costs[order], np.cumsum([0, *map(len, groups)])


@functools.lru_cache(maxsize=4096)
def fills(
    wrong: str, kind: int, byte: int, following: int, strict: bool
) -> dict[tuple[int, int], list[Fill]]:
    """The bytes that a hole can have been.

    By how many continuation bytes must come first in it, and how many it leaves to come.
    """
    data, costs, ends = packed_fills.__wrapped__(wrong, kind, byte, following, strict)
    rows = data.tobytes()
    every = [
        (rows[place + 1 : place + 1 + rows[place]], cost)
        for place, cost in zip(range(0, len(rows), 3), costs.tolist(), strict=True)
    ]
    groups = [(before, after) for before in range(4) for after in range(4)]
    return {
        group: every[low:high]
        for group, low, high in zip(groups, ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    }


def _every(wrong: str, kind: int, byte: int, following: int, strict: bool) -> _Packed:
    """All of them, in no groups."""
    match kind:
        case 1:
            return _packed(_one(wrong, following)) if strict else _two(wrong)
        case 2:
            return _mark(wrong, following in LINE_ENDS, strict)
        case 3:
            return _packed([(b"\xa0", 0.0), (b" ", 0.0), (b"\xa0 ", 1.0)])
        case 5:
            return _packed([(b"\x80", 0.0), (b"\xa2\xe3", 0.5)])
        case _:
            return _packed([(bytes((byte,)), 0.0), *_wide(wrong, byte)])


def _packed(every: Iterable[Fill]) -> _Packed:
    """Fills of one byte or two as arrays."""
    listed = list(every)
    data = b"".join([bytes((len(fill), *fill, 0))[:3] for fill, _ in listed])
    costs = np.array([cost for _, cost in listed], np.float64)
    return np.frombuffer(data, np.uint8).reshape(-1, 3), costs


def _wide(wrong: str, byte: int) -> Iterator[Fill]:
    """The bytes of the full-width form of an ASCII character."""
    try:
        yield chr(byte + 0xFEE0).encode(codec(wrong).python), 1.0
    except UnicodeEncodeError:
        return


def _one(wrong: str, following: int) -> Iterator[Fill]:
    """One byte that with the byte behind it made no character."""
    if codec(wrong).single:
        yield from ((bytes((byte,)), cost) for byte, cost in undefined(wrong))
        return
    valid, user_defined = pairs_shown(wrong)
    for byte in _unshown(wrong):
        if following < 0 or not valid[byte, following]:
            yield bytes((byte,)), 0.0
        elif user_defined[byte, following]:
            yield bytes((byte,)), _USER_DEFINED


def _two(wrong: str) -> _Packed:
    """Two bytes that together made no character, as browsers show them."""
    valid, _ = pairs_shown(wrong)
    leads = np.array(_unshown(wrong)[1:], np.uint8)
    trails = np.arange(0x80, 0xF5, dtype=np.uint8)
    lead, trail = np.nonzero(~valid[np.ix_(leads, trails)])
    rows = np.stack((np.full(lead.size, 2, np.uint8), leads[lead], trails[trail]), 1)
    return rows, np.full(lead.size, _TWO_AT_ONCE)


def _mark(wrong: str, at_end: bool, strict: bool) -> _Packed:
    """The mark itself, or two bytes that made no character."""
    if codec(wrong).single:
        some = ((bytes((byte,)), cost + _REAL_MARK) for byte, cost in undefined(wrong))
        return _packed([(b"?", 0.0), *some])
    leads = _unshown(wrong)
    itself = _packed([(b"?", 0.0) if wrong != "shift_jis" else (b"\x81E", _REAL_MARK)])
    halves = _packed((bytes((lead,)), _REAL_MARK) for lead in leads if at_end)
    every = itself, halves, _swallowed(wrong, np.array(leads, np.uint8), not strict and not at_end)
    return np.concatenate([rows for rows, _ in every]), np.concatenate(
        [costs for _, costs in every]
    )


def _swallowed(wrong: str, leads: _Rows, halves: bool) -> _Packed:
    """Pairs with these leads that a mark stands for; with halves, each lead alone before them."""
    valid, user_defined = (table[np.ix_(leads, _TRAILS)] for table in pairs_shown(wrong))
    costs = np.zeros((leads.size, 1 + _TRAILS.size))
    costs[:, 0] = _HALF_A_PAIR
    costs[:, 1:] = _REAL_MARK + np.where(_TRAILS < 0x20, _LINES_JOINED, 0.0)
    costs[:, 1:] += np.where(user_defined, _NOT_WINDOWS, 0.0)
    some = np.full(costs.shape, halves)
    some[:, 1:] = ~valid | user_defined
    lead, trail = np.nonzero(some)
    seconds = np.append(np.uint8(0), _TRAILS)[trail]
    sizes = np.where(trail > 0, 2, 1).astype(np.uint8)
    return np.stack((sizes, leads[lead], seconds), 1), costs[some]


@functools.cache
def undefined(wrong: str) -> list[tuple[int, float]]:
    """Bytes that a single-byte codec may not have shown: those without a character, and spaces."""
    table = codec(wrong).to_unicode
    c1 = [(byte, 0.0) for byte in range(0x80, 0x100) if 0x80 <= table[byte] < 0xA0]
    seen = {byte for byte, _ in c1}
    return c1 + [
        (byte, 1.0 if byte in (0xA0, 0xAD) else _SEEN)
        for byte in range(0x80, 0xC0)
        if byte not in seen
    ]


@functools.cache
def _unshown(wrong: str) -> list[int]:
    """Bytes that UTF-8 has and that alone are no character of a double-byte codec."""
    shown = codec(wrong).to_bytes
    alone = set(shown[(shown > 0x7F) & (shown <= 0xFF)].tolist())
    if wrong == "gbk":
        alone.discard(0x80)  # not all programs show it
    return [byte for byte in range(0x80, 0xF5) if byte not in alone]


@functools.cache
def pairs_shown(wrong: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pairs of bytes a double-byte codec shows, and which of them as private use."""
    valid = np.zeros((256, 256), np.bool_)
    private = np.zeros((256, 256), np.bool_)
    shown = codec(wrong).to_bytes
    codes = np.flatnonzero(shown > 0xFF)
    pairs = shown[codes].astype(np.int64)
    valid[pairs >> 8, pairs & 0xFF] = True
    user = (codes >= 0xE000) & (codes <= 0xE765 if wrong == "gbk" else codes < 0xF900)
    private[pairs[user] >> 8, pairs[user] & 0xFF] = True
    if wrong == "gbk":  # GB 18030 has new ones
        known = array("gbk/known") > 0
        valid[0x81:0xFF, FIRST_TRAIL:0xFF] &= known | private[0x81:0xFF, FIRST_TRAIL:0xFF]
    return valid, private
