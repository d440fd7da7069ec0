"""What was left as it is between stretches of one line that went through the same chain.

A stretch ends where its reading saves nothing: at a character that happens to make sense as it is
shown. But hardly a program reads one word of a line otherwise than the words around it. So what was
left is weighed once more, in the text as it comes back, in which it is what is foreign.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import PARTLY, codec, stray_bytes
from fixtext.encodings.routes import Route
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model
from fixtext.scan import beyond_ascii

__all__ = ["with_left_over"]

_BETWEEN, _BESIDE = 12.0, 10.0
"""Bits by which what is left may cost more when it is read as well: between two stretches, and
beside one, with no ASCII between."""
_LONGEST, _PART, _PART_UTF8 = 16, 4, 2
"""The most characters of what is left; and how small a part of the stretches it must be, in
characters beyond ASCII."""
_BEFORE, _BEHIND = 6, 3
"""Characters around what is left that are weighed with it."""

_LINE_END = 0x0A

_Codes = NDArray[np.uint32]


def with_left_over(model: Model, codes: _Codes, found: Iterable[Reversal]) -> list[Reversal]:
    """The stretches, ordered, joined with what was left beside them where it belongs to them.

    ``codes`` are the code points of the text. None of the stretches overlap.
    """
    groups: list[tuple[list[Reversal], list[_Codes]]] = []
    for one in sorted(found, key=lambda one: one.start):
        read = _between(model, codes, groups[-1][0][-1], one) if groups else None
        if read is None:
            groups.append(([one], [one.codes]))
        else:
            groups[-1][0].append(one)
            groups[-1][1].extend((read, one.codes))
    joined = [_as_one(*group) for group in groups]
    edges = [0, *(edge for one in joined for edge in (one.start, one.end)), codes.size]
    return [
        _up_to_the_ends(model, codes, one, edges[2 * index], edges[2 * index + 3])
        for index, one in enumerate(joined)
    ]


def _between(model: Model, codes: _Codes, one: Reversal, other: Reversal) -> _Codes | None:
    """What is left between two stretches, read as they were; None if it is not one of them."""
    if one.routes != other.routes or one.gaps or other.gaps:
        return None
    left = codes[one.end : other.start]
    read = _read(left, one.routes, beyond_ascii(one.codes) + beyond_ascii(other.codes))
    if read is None or _costs(model, one.codes, left, read, other.codes) > _BETWEEN:
        return None
    return read


def _as_one(several: Sequence[Reversal], pieces: Sequence[_Codes]) -> Reversal:
    """Stretches as one, whose text are these pieces."""
    first, last = several[0], several[-1]
    if first is last:
        return first
    return dataclasses.replace(
        first,
        end=last.end,
        codes=np.concatenate(pieces),
        bits=sum(one.bits for one in several),
        raw=sum(one.raw for one in several),
        cut=(first.cut[0], last.cut[1]),
        rivals=None,
        within=None,
    )


def _up_to_the_ends(model: Model, codes: _Codes, one: Reversal, low: int, high: int) -> Reversal:
    """A stretch with what is left of the row around it, between these places, if it belongs to it.

    A row goes on up to the next character of ASCII, over which a stretch may end, or to the end of
    the line, if what was meant is UTF-8: hardly anything else is valid in it.
    """
    if one.gaps:
        return one
    nothing = codes[:0]
    last = _LINE_END if one.routes[-1].meant == "utf-8" else 0x7F
    row = codes[max(low, one.start - _LONGEST - 1) : one.start]
    edges = np.flatnonzero(row <= last)
    left = row[int(edges[-1]) + 1 :] if edges.size else row
    read = _read(left, one.routes, beyond_ascii(one.codes))
    if read is not None and _costs(model, nothing, left, read, one.codes) <= _BESIDE:
        after = np.concatenate((read, one.codes))
        start = one.start - left.size
        one = dataclasses.replace(one, start=start, codes=after, rivals=None, within=None)
    row = codes[one.end : min(high, one.end + _LONGEST + 1)]
    edges = np.flatnonzero(row <= last)
    left = row[: int(edges[0])] if edges.size else row
    read = _read(left, one.routes, beyond_ascii(one.codes))
    if read is not None and _costs(model, one.codes, left, read, nothing) <= _BESIDE:
        after = np.concatenate((one.codes, read))
        end = one.end + left.size
        one = dataclasses.replace(one, end=end, codes=after, rivals=None, within=None)
    return one


def _read(left: _Codes, routes: Sequence[Route], beyond: int) -> _Codes | None:
    """What is left through the chain; None if nothing is, too much, or that is no text."""
    part = _PART_UTF8 if routes[-1].meant == "utf-8" else _PART
    if left.size > _LONGEST or not 0 < part * beyond_ascii(left) <= beyond:
        return None
    if (left == _LINE_END).any():
        return None
    read = left
    for route in routes:
        if route.read == PARTLY or not codec(route.read).has(read).all():
            return None
        read = codec(route.meant).decode(codec(route.read).encode(read).data).codes
        if stray_bytes(read).any():
            return None
    return None if np.array_equal(read, left) else read


def _costs(model: Model, before: _Codes, left: _Codes, read: _Codes, behind: _Codes) -> float:
    """The bits that it costs to read what is left as well, in the text as it comes back."""
    before, behind = before[-_BEFORE:], behind[:_BEHIND]
    both = (np.concatenate((before, one, behind)) for one in (read, left))
    after, as_it_is = (float(model.score(codes)[before.size :].sum()) for codes in both)
    return after - as_it_is
