"""What may have stood in a hole: for each gap in UTF-8 bytes, the characters that fit into it."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codec_tables import FIRST_TRAIL, array
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Gap
from fixtext.encodings.narrowing import (
    MOST_BEGUN,
    MOST_HALVES,
    MOST_WHOLE,
    Fill,
    Way,
    left_to_come,
    narrowed,
)
from fixtext.encodings.repertoire import DRAWN, foreign_to, likely_characters, read_all
from fixtext.language import Model

__all__ = [
    "EURO",
    "FOLDED",
    "MARK",
    "NOTHING",
    "ONE",
    "SPACE",
    "Region",
    "options_of",
    "pairs_shown",
    "stripped",
]

ONE, MARK, SPACE, FOLDED, EURO = 1, 2, 3, 4, 5
"""Kinds of holes: one lost byte; a mark for two; a space for A0; an ASCII sign for a wide one; and
``€``, which some programs show for one byte of GBK and some for two."""

NOTHING = -2
"""Stands for the byte behind the last one."""
_ANY = -1
_LINE_ENDS = (NOTHING, 0x0A, 0x0D)
"""Programs that go line by line lose half a pair at its end."""

_OPTIONS = 64
_MOST_MARKS = 4
_MOST_WAYS = 6000
_LOST, _DISGUISED = 2.5, 0.5
"""Bits that each gap costs: bytes that are gone, and bytes that were changed for others."""
_NOTHING_LEFT = 7.0
"""Bits that it costs that a byte is gone without a trace."""
_REAL_MARK = 3.0
_USER_DEFINED = 1.0
_NOT_WINDOWS = 3.0
"""Bits that it costs that a mark stands for a pair that Windows shows as private use."""
_LINES_JOINED = 5.0
"""Bits that it costs that a line end was swallowed with half a character."""
_TWO_AT_ONCE = 4.0
_HALF_A_PAIR = 5.0
_SEEN = 4.0
_SWALLOWED = bytes((9, 10, 13, *range(0x20, 0x7F)))

_Bits = NDArray[np.float64]


class Region(NamedTuple):
    """Bytes that make no character as they stand: the bytes, the kind of hole each is (0: known).

    ``following`` is the byte behind the region, ``bounds`` are the places in it at which something
    may be missing without a trace. ``script`` is the script of the text around.
    """

    data: bytes
    kinds: bytes
    following: int
    bounds: tuple[int, ...]
    script: str


@functools.lru_cache(maxsize=5_000)
def options_of(model: Model, wrong: str, region: Region) -> Gap | None:
    """The characters that the bytes of a region can have been; None if nothing fits."""
    if region.kinds.count(MARK) > _MOST_MARKS:
        return None  # so much is lost that nothing is known
    if not any(region.kinds):
        return _gap(model, region, list(_complete(wrong, region)), _LOST)
    each = _LOST if {ONE, MARK} & set(region.kinds) else _DISGUISED
    if compiled.IS_COMPILED:
        return _gap_in_loops(model, wrong, region, each)
    likely = likely_characters(model, region.script)
    ways = _ways(wrong, region, likely, True) or _ways(wrong, region, likely, False)
    return _gap(model, region, ways, each)


def _gap(model: Model, region: Region, ways: Sequence[Fill], each: float) -> Gap | None:
    """The characters that some bytes are, the likeliest of very many; each way costs ``each``."""
    rows, costs = read_all(_cheapest(ways), region.script)
    if not costs.size:
        return None
    costs += each
    if costs.size > _OPTIONS:
        likely = likely_characters(model, region.script)
        surprise = costs.copy()
        for codes in rows.T:
            surprise += likely.take(codes, mode="clip")
        best = np.argsort(surprise, kind="stable")[:_OPTIONS]
        rows, costs = rows[best], costs[best]
    options = [tuple(code for code in row if code) for row in rows.tolist()]
    return Gap(tuple(options), tuple(costs.tolist()))


def _gap_in_loops(model: Model, wrong: str, region: Region, each: float) -> Gap | None:
    """As :func:`_gap`, of all ways to fill the holes of a region."""
    tables = likely_characters(model, region.script), foreign_to(region.script)
    limits = _MOST_WAYS, MOST_HALVES, MOST_WHOLE, MOST_BEGUN, _OPTIONS
    for strict in (True, False):
        holes = tuple(
            (needs.start, needs.stop, *_packed(wrong, *hole, strict))
            for hole, needs in _holes(region, strict)
        )
        asked = (region.data, region.kinds, holes, *tables, DRAWN, each, *limits)
        found = compiled.ways_to_fill(*asked)
        if found is not None:
            return Gap(*found) if found[0] else None
    return None


def _holes(region: Region, strict: bool) -> Iterator[tuple[tuple[int, int, int], range]]:
    """The kind of each hole, its byte and the one behind it; and what can be left to come there."""
    size = len(region.data)
    for place, (byte, kind) in enumerate(zip(region.data, region.kinds, strict=True)):
        if kind == 0:
            continue
        following = region.data[place + 1] if place + 1 < size else region.following
        if place + 1 < size and region.kinds[place + 1]:
            following = _ANY
        if kind != ONE or not strict:  # then it only matters whether it ends a line
            following = NOTHING if following in _LINE_ENDS else _ANY
        yield (kind, byte if kind == FOLDED else 0, following), _needs(region, place + 1)


@functools.lru_cache(maxsize=4096)
def _packed(
    wrong: str, kind: int, byte: int, following: int, strict: bool
) -> tuple[NDArray[np.uint8], _Bits, NDArray[np.int64]]:
    """What :func:`_fills` gives, as loops take it: sizes and bytes, costs, and where groups end."""
    fills = _fills.__wrapped__(wrong, kind, byte, following, strict)  # which takes far more room
    groups = [fills[before, after] for before in range(4) for after in range(4)]
    every = [fill for group in groups for fill in group]
    data = b"".join(bytes((len(fill), *fill, 0))[:3] for fill, _ in every)
    ends = np.cumsum([0, *map(len, groups)])
    return np.frombuffer(data, np.uint8), np.array([cost for _, cost in every], np.float64), ends


def _cheapest(ways: Sequence[Fill]) -> dict[bytes, float]:
    """The ways by their bytes, each at its lowest cost."""
    costs = dict(ways)
    if len(costs) < len(ways):
        for way, cost in ways:
            costs[way] = min(cost, costs[way])
    return costs


def _ways(wrong: str, region: Region, likely: _Bits, strict: bool) -> list[Fill]:
    """Every valid way to fill the holes of a region; if ``strict``, in the usual manner.

    Of very many, only those whose characters are likely ones; none where even that is too many.
    """
    ways: list[Way] = [(b"", 0.0, 0)]
    holes = _holes(region, strict)
    for byte, kind in zip(region.data, region.kinds, strict=True):
        if kind == 0:
            known, after = bytes((byte,)), _AFTER[byte]
            ways = [
                (way + known, cost, after[before])
                for way, cost, before in ways
                if after[before] >= 0
            ]
            continue
        hole, needs = next(holes)
        fills = _fills(wrong, *hole, strict)
        if sum(len(fills[before, need]) for _, _, before in ways for need in needs) > _MOST_WAYS:
            ways = narrowed(ways, fills, needs, likely)
            continue
        ways = [
            (way + fill, cost + extra, need)
            for way, cost, before in ways
            for need in needs
            for fill, extra in fills[before, need]
        ]
    return [(way, cost) for way, cost, need in ways if need == 0]


def _needs(region: Region, place: int) -> range:
    """How many continuation bytes a hole in front of this place can have left to come."""
    at = place
    while at < len(region.data) and not region.kinds[at] and 0x80 <= region.data[at] < 0xC0:
        at += 1
    least = min(at - place, 3)
    open_end = at < len(region.data) and region.kinds[at]
    return range(least, 4 if open_end else least + 1)


_AFTER = tuple(tuple(left_to_come(need, byte) for need in range(4)) for byte in range(256))
"""The same by the byte and how many had to follow."""


@functools.lru_cache(maxsize=4096)
def _onward(needs: tuple[int, ...], byte: int) -> tuple[int, ...]:
    """How many must follow behind one more byte, where so many had to in each of some cases."""
    after = _AFTER[byte]
    return tuple(after[need] if need >= 0 else -1 for need in needs)


@functools.lru_cache(maxsize=4096)
def _fills(
    wrong: str, kind: int, byte: int, following: int, strict: bool
) -> dict[tuple[int, int], list[Fill]]:
    """The bytes that a hole can have been.

    By how many continuation bytes must come first in it, and how many it leaves to come.
    """
    match kind:
        case 1:
            every = list(_one(wrong, following) if strict else _two(wrong))
        case 2:
            every = list(_mark(wrong, following in _LINE_ENDS, strict))
        case 3:
            every = [(b"\xa0", 0.0), (b" ", 0.0), (b"\xa0 ", 1.0)]
        case 5:
            every = [(b"\x80", 0.0), (b"\xa2\xe3", 0.5)]
        case _:
            every = [(bytes((byte,)), 0.0), *_wide(wrong, byte)]
    table: dict[tuple[int, int], list[Fill]] = {
        (before, after): [] for before in range(4) for after in range(4)
    }
    for fill in every:
        first, *further = fill[0]
        afters = _AFTER[first]
        for behind in further:
            afters = _onward(afters, behind)
        for before, after in enumerate(afters):
            if after >= 0:
                table[before, after].append(fill)
    return table


def _wide(wrong: str, byte: int) -> Iterator[Fill]:
    """The bytes of the full-width form of an ASCII character."""
    try:
        yield chr(byte + 0xFEE0).encode(codec(wrong).python), 1.0
    except UnicodeEncodeError:
        return


def _one(wrong: str, following: int) -> Iterator[Fill]:
    """One byte that with the byte behind it made no character."""
    if codec(wrong).single:
        yield from ((bytes((byte,)), cost) for byte, cost in _undefined(wrong))
        return
    valid, user_defined = pairs_shown(wrong)
    for byte in _unshown(wrong):
        if following < 0 or not valid[byte, following]:
            yield bytes((byte,)), 0.0
        elif user_defined[byte, following]:
            yield bytes((byte,)), _USER_DEFINED


def _two(wrong: str) -> Iterator[Fill]:
    """Two bytes that together made no character, as browsers show them."""
    valid, _ = pairs_shown(wrong)
    for lead in _unshown(wrong)[1:]:
        for trail in range(0x80, 0xF5):
            if not valid[lead, trail]:
                yield bytes((lead, trail)), _TWO_AT_ONCE


def _mark(wrong: str, at_end: bool, strict: bool) -> Iterator[Fill]:
    """The mark itself, or two bytes that made no character."""
    if codec(wrong).single:
        yield b"?", 0.0
        yield from ((bytes((byte,)), cost + _REAL_MARK) for byte, cost in _undefined(wrong))
        return
    yield (b"?", 0.0) if wrong != "shift_jis" else (b"\x81E", _REAL_MARK)
    valid, user_defined = pairs_shown(wrong)
    if at_end:
        yield from ((bytes((lead,)), _REAL_MARK) for lead in _unshown(wrong))
    for lead in _unshown(wrong):
        if not strict and not at_end:
            yield bytes((lead,)), _HALF_A_PAIR
        for trail in (*_SWALLOWED, *range(0x80, 0xF5)):
            extra = 0.0 if trail >= 0x20 else _LINES_JOINED
            extra += _NOT_WINDOWS if user_defined[lead, trail] else 0.0
            if not valid[lead, trail] or user_defined[lead, trail]:
                yield bytes((lead, trail)), _REAL_MARK + extra


@functools.cache
def _undefined(wrong: str) -> list[tuple[int, float]]:
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


def _complete(wrong: str, region: Region) -> Iterator[Fill]:
    """Ways to complete bytes of which some are gone without a trace."""
    data = region.data
    need = sum(_missing(data))
    single = codec(wrong).single
    if not need or need > 2 or len(data) > 5 or (not single and need != 2):
        return
    for place in region.bounds:
        before, behind = data[:place], data[place:]
        for gone, cost in _gone(wrong, need):
            yield before + gone + behind, cost


def _missing(data: bytes) -> Iterator[int]:
    """How many continuation bytes each of the sequences that are begun here lacks."""
    need = 0
    for byte in data:
        if 0x80 <= byte < 0xC0:
            if not need:
                yield 9  # a continuation of nothing
                return
            need -= 1
            continue
        yield need
        need = max(left_to_come(0, byte), 0)
    yield need


def stripped(wrong: str) -> list[int]:
    """Bytes that a single-byte codec shows as C1 controls, no-break spaces or soft hyphens."""
    table = codec(wrong).to_unicode
    return [
        byte
        for byte in range(0x80, 0xC0)
        if 0x80 <= table[byte] < 0xA0 or table[byte] in (0xA0, 0xAD)
    ]


@functools.cache
def _gone(wrong: str, need: int) -> tuple[Fill, ...]:
    """What programs strip: C1 controls, no-break spaces and soft hyphens; private use."""
    if codec(wrong).single:
        ones = [bytes((byte,)) for byte in stripped(wrong)]
        every = ones if need == 1 else [a + b for a in ones for b in ones]
    else:
        _, private = pairs_shown(wrong)
        every = [bytes(pair) for pair in np.argwhere(private).tolist()]
    return tuple((data, _NOTHING_LEFT * need) for data in every)
