"""Where in a text to look: around what no language explains.

Most text is right, and pays only for this. A character beyond ASCII is surprising by the bits that
it costs above what such characters cost; where that adds up, every way back is tried. Single
letters among ASCII ones are weaker signs; there, only the code pages of the Latin script are.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.as_it_is import (
    CLASS,
    HALF,
    LETTER,
    MARGIN,
    MARK,
    OTHER,
    SIGN,
    WIDE,
    Costs,
    costs_as_it_is,
    joined_rows,
    rows_of,
    trait_tables,
)
from fixtext.encodings.clearing import (
    LETTERS,
    LONG,
    NEAR,
    WEAK_LEAST,
    WEAK_MORE,
    doublings_of,
    enough_bits,
    is_rare,
    overview,
)
from fixtext.encodings.familiar import HALF_WIDTH_KANA
from fixtext.encodings.glance import suspicious
from fixtext.encodings.segments import excursions, high_stretches
from fixtext.language.pair_screen import FIRST_WIDE
from fixtext.scan import Seen

__all__ = ["SCALE", "AskedOfShort", "Stretch", "asked_of_any", "asked_of_short", "surprising"]

_Codes = NDArray[np.uint32]
_Surprise = NDArray[np.int16]
_Places = NDArray[np.int64]
_Traits = NDArray[np.uint16]
AskedOfShort = tuple[_Traits, NDArray[np.bool_], _Surprise, _Surprise, float, float, float, bool]
"""Traits, what is foreign to Japanese, two tables of surprise, three levels, whether it is much."""

SCALE = 80
"""Surprise is told in parts of a bit, so that seven tenths of an eighth are whole."""
_EXPECTED, _LEAST = 8.0, 10.0
_WIDE_EXPECTED, _WIDE_LEAST = 12.0, -6.0
_HALF_EXPECTED = 10.5
"""Half-width kana are one of sixty, so they tell less than ideographs, right or wrong."""
_WEIGHTS = ((16, 2.0), (40, 1.0))
_IN_LONG = 0.7
"""How much surprising ideographs, kana and hangul weigh in a text of up to so many, and of more:
in a text of few, each is worth a look."""
_WEAKLY_EXPECTED = 7.5
_DROP = 12.0
_MOST_LETTER, _MOST = 8.0, 12.0
_MOST_ASCII, _WEAKLY_MOST_ASCII = 0.5, 1.0
_LONE_LETTER, _SIGN = 2.0, 2.0
_LOWEST = -3.0
_NEAR_SUSPICIOUS = 24
"""How near to what a glance at pairs finds a long text is looked at."""
_SPARSE = 6
"""If fewer than one character in so many is beyond ASCII, each of them is worth a look."""
_MANY, _MORE = 16, 0.3
"""With more characters beyond ASCII, one alone proves nothing; and by how many bits more a stretch
must be surprising each time that the text is twice as long."""
_LONE = 0x500
"""The class of lone letters among ASCII: garbled bytes mostly come in rows."""
_APART = -(1 << 14)


Stretch = tuple[int, int, float]
"""Start, end and bits of what is surprising."""


class _Levels(NamedTuple):
    """How surprising a stretch of a text must be.

    ``weight`` is how much its ideographs, kana and hangul weigh, ``many`` whether one character
    proves nothing, ``sparse`` whether each is worth a look. Levels are in bits.
    """

    weight: float
    least: float
    weak_least: float
    doublings: float
    many: bool
    sparse: bool


def _levels_of(size: int, beyond: int, wide: int, *, proven: bool) -> _Levels:
    """The levels of a text of so many characters, so many of them beyond ASCII and wide."""
    return _levels_for(beyond, beyond * _SPARSE < size, _weight(wide), proven=proven)


def _levels_for(beyond: int, sparse: bool, weight: float, *, proven: bool) -> _Levels:
    many = beyond > _MANY and not sparse and not proven
    doublings = 0.0 if proven else doublings_of(beyond)
    least = _LEAST + (_MORE * doublings if many else 0.0)
    return _Levels(weight, least, WEAK_LEAST + WEAK_MORE * doublings, doublings, many, sparse)


def surprising(
    document: Document, beyond: int, *, proven: bool
) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches that are surprising, and those that are weakly so."""
    codes = document.codes
    wide = _wide_ones(codes) if codes.size > LONG else document.recall(overview).wide
    level = _levels_of(codes.size, beyond, wide, proven=proven)
    radius = NEAR
    if codes.size > LONG:
        from_pairs = level.least
        if level.sparse:
            from_pairs = min(from_pairs, level.weak_least - LETTERS)
        places_near = suspicious(document.model.screen, codes, from_pairs, sparse=level.sparse)
        radius = _NEAR_SUSPICIOUS
        if document.shows(Seen.HALF_WIDTH_KANA):
            kana = document.places(*HALF_WIDTH_KANA, Seen.HALF_WIDTH_KANA)
            places_near = np.union1d(places_near, kana)
    elif is_rare(beyond, codes.size):
        places_near = np.flatnonzero(codes > 0x7F)
    else:
        places_near = None
        enough = enough_bits(beyond, wide, level.doublings, latin=document.shows(Seen.LATIN))
        half = document.shows(Seen.HALF_WIDTH_KANA)
        if not half and document.recall(overview).surprise < enough:
            return [], []
    if places_near is not None and not places_near.size:
        return [], []
    told = _told(document, level, places_near, radius)
    if told is not None:
        return told
    if places_near is not None:
        rows = joined_rows(places_near, places_near + 1, radius + MARGIN, codes.size)
        return _in_rows(document, level, rows, (int(rows[0][0]), int(rows[1][-1])))
    # all of it, which is less than a chunk
    both = _surprise(*document.recall(costs_as_it_is).chunk(0), level.weight, level.many)
    return _found_in_both(codes, both, None, level)


def _in_rows(
    document: Document, level: _Levels, rows: tuple[_Places, _Places], ends: tuple[int, int]
) -> tuple[list[Stretch], list[Stretch]]:
    """As :func:`surprising`, of rows of the text: their starts and ends.

    ``ends`` are where the first of all rows begins and the last one ends.
    """
    places, apart = _margins(*rows, ends)
    costs = document.recall(costs_as_it_is)
    both = _surprise(*costs.near(places), level.weight, level.many)
    for each in both:
        each[apart] = _APART
    return _found_in_both(document.codes[places], both, places, level)


def _found_in_both(
    codes: _Codes, both: tuple[_Surprise, _Surprise], places: _Places | None, level: _Levels
) -> tuple[list[Stretch], list[Stretch]]:
    found = _found(codes, both[0], places, level.least, fewest=1 + level.many)
    return found, _found(codes, both[1], places, level.weak_least)


def asked_of_short(beyond: int, size: int, wide: int) -> AskedOfShort:
    """What loops take to tell where a text of so many characters is surprising."""
    return _asked_of_short(beyond, beyond * _SPARSE < size, _weight(wide))


@functools.lru_cache(maxsize=4096)
def _asked_of_short(beyond: int, sparse: bool, weight: float) -> AskedOfShort:
    return _asked(_levels_for(beyond, sparse, weight, proven=False))


class AskedOfAny(NamedTuple):
    """What loops take to tell where any short text is surprising.

    Traits, what is foreign to Japanese, tables of surprise by weight in a row, up to how many wide
    characters each of these but the last is for, and three levels; what these are in bits, by how
    many times a text is twice as long as one of few; how many characters are much, and what part of
    a text is so small that each is worth a look.
    """

    traits: _Traits
    foreign: NDArray[np.bool_]
    strongly: _Surprise
    weakly: _Surprise
    weights: NDArray[np.int64]
    levels: tuple[float, float, float]
    by_doublings: tuple[float, float, float, float, float, float]
    many: int
    sparse: int


def asked_of_any() -> AskedOfAny:
    """What :func:`asked_of_short` gives for texts of any number of characters."""
    tables = [_tables(weight) for weight in (*(weight for _, weight in _WEIGHTS), _IN_LONG)]
    strongly, weakly = (np.concatenate(some) for some in zip(*tables, strict=True))
    weights = np.array([most for most, _ in _WEIGHTS], np.int64)
    *_, least, drop, weak_least, _ = asked_of_short(1, 1, 1)
    levels = (least, drop, weak_least)
    by_doublings = _LEAST, _MORE, WEAK_LEAST, WEAK_MORE, LETTERS, float(SCALE)
    tables_of = *trait_tables(), strongly, weakly, weights
    return AskedOfAny(*tables_of, levels, by_doublings, _MANY, _SPARSE)


def _asked(level: _Levels) -> AskedOfShort:
    """What loops take of levels, with their tables."""
    bits = (level.least * SCALE, _DROP * SCALE, level.weak_least * SCALE)
    return *trait_tables(), *_tables(level.weight), *bits, level.many


def _told(
    document: Document, level: _Levels, places: _Places | None, radius: int
) -> tuple[list[Stretch], list[Stretch]] | None:
    """As the rest of :func:`surprising`, near some places or of all; None if loops do not tell."""
    if places is None:
        return _told_at_once(document, level)
    scorer = document.model.scorer
    if scorer is None or document.recall(costs_as_it_is).has_lonely:
        return None
    codes = np.ascontiguousarray(document.codes, np.uint32)
    traits, foreign, strongly, weakly, least, drop, weak_least, many = _asked(level)
    tables = traits, foreign, strongly, weakly
    found = scorer.surprising_near(codes, *tables, places, radius, least, drop, weak_least, many)
    if found is None:
        return None
    *both, left = (np.frombuffer(each, np.int64) for each in found)
    strong, weak = (_in_bits(each.reshape(-1, 3).tolist()) for each in both)
    if left.size:
        around = radius + MARGIN
        ends = max(int(places[0]) - around, 0), min(int(places[-1]) + 1 + around, codes.size)
        others = _in_rows(document, level, (left[::2], left[1::2]), ends)
        strong, weak = sorted(strong + others[0]), sorted(weak + others[1])
    return strong, weak


def _in_bits(stretches: Iterable[Sequence[int]]) -> list[Stretch]:
    return [(start, end, gain / SCALE) for start, end, gain in stretches]


def _told_at_once(document: Document, level: _Levels) -> tuple[list[Stretch], list[Stretch]] | None:
    """As the rest of :func:`surprising` for a short text; None where loops do not tell."""
    scorer = document.model.scorer
    if scorer is None:
        return None
    codes = np.ascontiguousarray(document.codes, np.uint32)
    found = scorer.surprising(codes, *_asked(level))
    if found is None:
        return None
    *both, units = found
    units_of_all = np.frombuffer(units, np.int16)
    document.remember(costs_as_it_is, Costs(document.model, codes, units_of_all))
    return _in_bits(both[0]), _in_bits(both[1])


def _wide_ones(codes: _Codes) -> int:
    """How many of the first characters beyond ASCII are ideographs, kana or hangul."""
    beyond = wide = 0
    for start in range(0, codes.size, LONG):
        part = codes[start : start + LONG]
        high = part[part > 0x7F][: LONG - beyond]
        beyond += high.size
        wide += int(np.count_nonzero(high >= FIRST_WIDE))
        if beyond == LONG:
            break
    return wide


def _weight(wide: int) -> float:
    """How much surprising ideographs, kana and hangul weigh in a text of so many."""
    for most, weight in _WEIGHTS:
        if wide <= most:
            return weight
    return _IN_LONG


def _margins(
    starts: _Places, ends: _Places, of_all: tuple[int, int]
) -> tuple[_Places, NDArray[np.bool_]]:
    """The places of rows, and which of them are of a margin.

    The first and the last of all rows have none at the ends ``of_all``.
    """
    places = rows_of(starts, ends)
    apart = np.zeros(places.size, np.bool_)
    edges = np.cumsum(ends - starts)
    begin, end = (edges - (ends - starts))[starts > of_all[0]], edges[ends < of_all[1]]
    for margin in range(MARGIN):
        apart[begin + margin] = apart[end - 1 - margin] = True
    return places, apart


@functools.cache
def _tables(weight: float) -> tuple[_Surprise, _Surprise]:
    """How surprising a character is, and how weakly, by its class and its units up to 255."""
    bits = np.arange(256) / 8
    plain = np.maximum(bits - _EXPECTED, _LOWEST)
    wide = np.maximum((bits - _WIDE_EXPECTED) * weight, _WIDE_LEAST)
    half = np.maximum((bits - _HALF_EXPECTED) * weight, _WIDE_LEAST)
    weakly = np.maximum(bits - _WEAKLY_EXPECTED, _LOWEST)
    strong, weak = np.zeros((2, 8, 256))
    for kind, surprise, most, weak_most in (
        (0, plain, _MOST_ASCII, _WEAKLY_MOST_ASCII),
        (LETTER, plain, _MOST_LETTER, _MOST_LETTER),
        (_LONE, plain - _LONE_LETTER, _MOST_LETTER, _MOST_LETTER),
        (SIGN, plain + _SIGN, _MOST, _LOWEST),
        (WIDE, wide, _MOST, _LOWEST),
        (HALF, half, _MOST, _LOWEST),
        (OTHER, plain, _MOST, _LOWEST),
    ):
        strong[kind >> 8] = np.minimum(surprise, most)
        weak[kind >> 8] = np.minimum(weakly, weak_most)
    scaled = np.rint(np.stack((strong, weak)) * SCALE).astype(np.int16).reshape(2, -1)
    scaled.setflags(write=False)
    return scaled[0], scaled[1]


def _surprise(
    units: NDArray[np.int16], traits: NDArray[np.uint16], weight: float, many: bool
) -> tuple[_Surprise, _Surprise]:
    """How surprising each character is, and how weakly; ``traits`` has one more on both sides.

    In a text of many characters beyond ASCII, marks are not.
    """
    tables = _tables(weight)
    if compiled.IS_COMPILED:
        strong, weak = np.empty(units.size, np.int16), np.empty(units.size, np.int16)
        compiled.surprise(units, traits, *tables, strong, weak, many)
        return strong, weak
    classes = traits & np.uint16(CLASS)
    if (classes == LETTER).any():
        letters = np.flatnonzero(classes[1:-1] == LETTER)
        lone = letters[(classes[letters] == 0) & (classes[letters + 2] == 0)]
        classes[lone + 1] = _LONE
    index = classes[1:-1]
    index |= np.minimum(units, 255).astype(np.uint16)
    strong, weak = tables[0].take(index), tables[1].take(index)
    if many:
        marks = traits[1:-1] & np.uint16(MARK) != 0
        strong[marks] = np.minimum(strong[marks], 0)
    return strong, weak


def _found(
    codes: _Codes, surprise: _Surprise, places: _Places | None, least: float, fewest: int = 1
) -> list[Stretch]:
    """The stretches of some code points that are surprising; ``places`` are where they lie.

    Only those with at least so many characters beyond ASCII; with two or more, of such as are
    surprising.
    """
    result: list[Stretch] = []
    for first, last, gain in _rising(codes, surprise, least * SCALE, fewest):
        start, end = (first, last)
        if places is not None:
            start, end = int(places[first]), int(places[last - 1]) + 1
        result.append((start, end, gain / SCALE))
    return result


def _rising(codes: _Codes, surprise: _Surprise, least: float, fewest: int) -> Sequence[Stretch]:
    """Stretches of code points that are surprising by so much, with so many beyond ASCII."""
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(codes, np.uint32)
        return compiled.high_stretches(codes, surprise, least, _DROP * SCALE, fewest)
    lows, highs = excursions(surprise, int(least))
    if not lows.size:
        return []
    rows = rows_of(lows, highs)
    # each row ends where the sum is back at nothing, so that none goes on in the next
    found = high_stretches(surprise[rows].astype(float), least, _DROP * SCALE)
    high = codes[rows] > 0x7F
    if fewest > 1:
        high &= surprise[rows] > 0
    count = np.concatenate(([0], np.cumsum(high))).tolist()
    return [
        (int(rows[first]), int(rows[last - 1]) + 1, gain)
        for first, last, gain in found
        if count[last] - count[first] >= fewest
    ]
