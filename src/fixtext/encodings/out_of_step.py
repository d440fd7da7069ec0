"""Where bytes of a double-byte codec may be out of step: the only places that are read anew.

They are around bytes that make no character, and where text makes no sense that would make more
if it were read one byte off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.byte_grammar import Grammar
from fixtext.encodings.byte_path import UNKNOWN, Stream, one_byte_off
from fixtext.encodings.codecs import codec, stray_bytes
from fixtext.encodings.segments import high_stretches
from fixtext.language import Model
from fixtext.language.layout import UNITS

__all__ = [
    "PERIODS",
    "better_off",
    "may_be_better_off",
    "strays",
    "suspicious",
    "units_off",
    "widened",
]

_EXPECTED, _LEAST, _DROP = 9.5, 14.0, 14.0
"""Bits that a character beyond ASCII costs in text; how many more are a sign, and then none."""
_STRAY, _MOST, _LOWEST, _ASCII = 30.0, 10.0, -6.0, 0.5
_DROP_OFF = 20.0
_EDGES = 4.0
"""Bits by which windows may say more of a stretch than all of its line does."""
_APART = -1000.0
_ANY = 1000.0
_ROOM = b"\n\n\n"
_AROUND = 8
"""Characters on both sides of what is suspicious that are read anew with it."""
_LONGEST = 4000
"""Characters that are read anew at a time."""
PERIODS = 3
"""What stands again so many places further on counts once."""

_Codes = NDArray[np.uint32]


def may_be_better_off(
    model: Model,
    rules: Grammar,
    codes: _Codes,
    least: float,
    *,
    again: float = 0.0,
    of_ascii: float = _ANY,
    single: _Codes | None = None,
) -> list[tuple[int, int]] | None:
    """Where some text may read better one byte off, by ``least`` bits: stretches in code points.

    At least where :func:`suspicious` says so, and much sooner told. With ``again``, it has to save
    that many bits more, unless a single byte ends the stretch: behind any other there is a second
    edit, which brings the reading into step. A character of ASCII costs ``of_ascii`` bits at most,
    and single bytes cost what ``single`` has for them, shape (256,), if that is not the codec's.
    None where that is not known, and always if loops are not compiled. What the codec does not have
    is taken for a line end.
    """
    if model.scorer is None:
        return None
    codes = np.ascontiguousarray(codes, np.uint32)
    units = units_off(least), units_off(least + again), int(of_ascii * UNITS)
    shown_by = codec(rules.label).to_bytes
    single = rules.single if single is None else single
    return model.scorer.one_byte_off(codes, shown_by, single, rules.pairs, *units)


def units_off(least: float) -> int:
    """The units that loops ask for where a stretch must save so many bits one byte off."""
    return int((least - _EDGES) * UNITS)


def strays(codes: _Codes) -> NDArray[np.bool_]:
    """Which characters stand for bytes that make none, shape (characters,)."""
    stray: NDArray[np.bool_] = stray_bytes(codes) | (codes == UNKNOWN)
    return stray


def suspicious(model: Model, rules: Grammar, stream: Stream, least: float) -> list[tuple[int, int]]:
    """The stretches to read anew, in characters.

    They are around strays, and where text makes no sense that makes more one byte off.
    """
    codes = stream.codes
    bits = model.score(codes).astype(np.float64)
    stray = strays(codes)
    excess = np.clip(bits - _EXPECTED, _LOWEST, np.where(codes > 0x7F, _MOST, _ASCII))
    excess[stray] = _STRAY
    odd = widened([(start, end) for start, end, _ in high_stretches(excess, _LEAST, _DROP)], codes)
    found = [(place, place + 1) for place in np.flatnonzero(stray).tolist()]
    found += better_off(model, rules, stream, bits, odd, least)
    return [
        (at, min(at + _LONGEST, high))
        for low, high in widened(sorted(found), codes)
        for at in range(low, high, _LONGEST)
    ]


def widened(stretches: Sequence[tuple[int, int]], codes: _Codes) -> list[tuple[int, int]]:
    """Stretches with some text on both sides; those that then touch are one."""
    merged: list[tuple[int, int]] = []
    for start, end in stretches:
        low, high = max(start - _AROUND, 0), min(end + _AROUND, codes.size)
        if merged and low <= merged[-1][1]:
            low, before = merged.pop()
            high = max(high, before)
        merged.append((low, high))
    return merged


def better_off(
    model: Model,
    rules: Grammar,
    stream: Stream,
    bits: NDArray[np.float64],
    windows: Sequence[tuple[int, int]],
    least: float,
) -> list[tuple[int, int]]:
    """The stretches of some windows that read better one byte off."""
    if not windows:
        return []
    lows, highs = np.array(windows).T
    starts, ends = stream.offsets[lows], stream.offsets[highs]
    pieces = [
        stream.data[low:high] for low, high in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    off = one_byte_off(model, rules, _ROOM + _ROOM.join(pieces) + _ROOM)
    sizes = highs - lows
    at = rows_of(lows, highs)
    laid = np.cumsum(ends - starts + len(_ROOM)) - ends
    inside = stream.offsets[at] + np.repeat(laid, sizes) + 1
    two = stream.offsets[at + 1] - stream.offsets[at] == 2
    gains = np.where(two, bits[at] - off[inside], 0.0)
    taken = ~two[1:] & two[:-1] & (stream.codes[at[1:]] >= 0x40)
    gains[:-1][taken] += bits[at[1:][taken]]  # the pair before them has them for its second half
    for period in range(1, PERIODS + 1):
        again = stream.codes[at[period:]] == stream.codes[at[period:] - period]
        gains[period:][again] = np.minimum(gains[period:][again], 0.0)
    borders = np.cumsum(sizes)[:-1]
    gains, at = np.insert(gains, borders, _APART), np.insert(at, borders, 0)
    return [
        (int(at[start]), int(at[end - 1]) + 1)
        for start, end, _ in high_stretches(gains, least, _DROP_OFF)
    ]
