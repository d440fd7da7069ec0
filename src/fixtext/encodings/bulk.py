"""Long garbled text: a few samples tell the chain, and the whole text is taken through it at once.

Trying every route on every stretch costs milliseconds a stretch. Where much of a text is
surprising, one tool garbled it in one way, or in a few; so samples of it are searched in full, and
the chains that they show are undone in one pass over the text. What is left is searched as usual.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.attempts import CLEAN_BITS, Shown, attempts_of, score_texts
from fixtext.encodings.candidates import Part
from fixtext.encodings.filling import AllFilled
from fixtext.encodings.other_lines import are_no_text, has_ideographs
from fixtext.encodings.pairs_with_holes import can_be_filled, filled_pairs
from fixtext.encodings.restoring import Lossy, restored
from fixtext.encodings.reversal import compete, settled
from fixtext.encodings.routes import Route
from fixtext.encodings.short_search import found_by
from fixtext.encodings.stretches import Whole
from fixtext.encodings.stretches import found as found_in
from fixtext.encodings.weighing import Reversal, covered, weigh
from fixtext.excerpt import NO_CHARACTER
from fixtext.language import Model
from fixtext.scan import beyond_ascii

__all__ = ["most_told", "of_their_lines", "undone"]


_FEW = 64
"""Stretches whose edges are looked at closely; where there are more, all of the text is of them."""
_SCRAP = 2
"""Characters beyond ASCII."""
_TELLING = 3
"""Characters beyond ASCII by which a stretch shows by itself whether it is text."""
_ROUNDED = 1e-6
"""Bits that sums of thousands may be wrong by."""
_PIECE, _PIECES = 2000, 16
"""Characters that one finding tells of, at most; of a long text, such a part of it: hundreds that
say the same of it tell no more than a few."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]


def undone(
    model: Model,
    codes: _Codes,
    bits: _Bits,
    chains: Sequence[Sequence[Route]],
    *,
    by_line: bool = False,
) -> list[Reversal]:
    """The stretches of a text of any length that these chains save bits on, ordered.

    With ``by_line``, only those that leave less than half of their line and are text as others are.
    """
    # what several routes make of the same lines is weighed before the rest goes with any of them
    once = [chain[0] for chain in chains if len(chain) == 1]
    chosen = _best_of(codes, [one for route in once for one in _by(model, codes, bits, route)])
    if by_line:
        chosen = _in_explained_lines(codes, bits, _as_the_others(model, chosen))
    found = _joined(codes, chosen)
    for chain in chains:
        if len(chain) > 1:
            best = _joined(codes, _best_of(codes, _by(model, codes, bits, chain[0])))
            found += _deeper(model, best, chain[1:]) if best else best
    return sorted(compete(found, codes), key=lambda reversal: reversal.start)


def of_their_lines(codes: _Codes, bits: _Bits, found: Sequence[Reversal]) -> list[Reversal]:
    """The stretches without those in lines of which they leave most that is surprising.

    In a line that went through another reading, a chain finds scraps that happen to fit it; and a
    character or two that are surprising again are such a scrap in any line. ``bits`` are those of
    the text as it stands.
    """
    sums = np.concatenate(([0.0], np.cumsum(bits)))
    found = [one for one in found if not _is_scrap(one, float(sums[one.end] - sums[one.start]))]
    return _in_explained_lines(codes, bits, found)


def _in_explained_lines(codes: _Codes, bits: _Bits, found: Sequence[Reversal]) -> list[Reversal]:
    """The stretches in lines of which they leave less than half of what is surprising."""
    if not found:
        return []
    starts = np.array([one.start for one in found], np.int64)
    ends = np.array([one.end for one in found], np.int64)
    odd = (codes > 0x7F) & (bits > CLEAN_BITS)
    edges = np.concatenate(([0], np.flatnonzero(codes == 0x0A) + 1))
    line = np.searchsorted(edges, starts, side="right") - 1
    high = np.append(edges[1:], codes.size)[line]
    every, explained = (
        np.add.reduceat(np.append(which, False), edges, dtype=np.int64)[line]
        for which in (odd, odd & covered(codes.size, found))
    )
    good = (ends > high) | (2 * explained >= every)
    return [found[index] for index in np.flatnonzero(good).tolist()]


def _is_scrap(one: Reversal, before: float) -> bool:
    """Whether a stretch that cost so much ``before`` is a character or two that still cost much."""
    beyond = beyond_ascii(one.codes)
    return beyond <= _SCRAP and not one.gaps and before - one.bits > CLEAN_BITS * beyond


def _by(model: Model, codes: _Codes, bits: _Bits, route: Route) -> list[Reversal]:
    """The stretches that may have gone through a route."""
    found = _by_in_short(model, codes, bits, route)
    if found is None:
        found = _by_in_long(model, codes, bits, route)
    if found and can_be_filled(route, codes):
        found += filled_pairs(model, Part(codes, bits), route, 1.0)
    return found


def _by_in_short(model: Model, codes: _Codes, bits: _Bits, route: Route) -> list[Reversal] | None:
    """The same of a short text, without what is only in part there; None of one that is not."""
    told = found_by(model, codes, bits, route)
    if told is None:
        return None
    every = [(one, made.attempt) for made in told for one in made.stretches(model)]
    lossy = [Lossy(one, attempt(), codes.size) for one, attempt in every if one.gaps]
    return [*(one for one, _ in every if not one.gaps), *restored(model, lossy)]


def _by_in_long(model: Model, codes: _Codes, bits: _Bits, route: Route) -> list[Reversal]:
    """The same of any text."""
    found: list[Reversal] = []
    shown = Shown(codes, bits, route.read)
    for attempt in attempts_of(model, shown, [route], np.zeros(1, np.int64)):
        weighed = weigh(attempt, score_texts(model, [attempt.decoding.codes])[0], 1.0)
        if weighed:
            whole, lossy = found_in(model, weighed)
            filled = restored(model, [Lossy(one, attempt, codes.size) for one in lossy])
            found += (*_worth_making(whole, filled), *filled)
    return found


def _as_the_others(model: Model, found: Sequence[Reversal]) -> list[Reversal]:
    """The stretches without those of half a line and more that are no text as most of them are."""
    doubted = [one for one in found if one.gaps or one.routes[-1].meant != "utf-8"]
    long = [one for one in doubted if beyond_ascii(one.codes) >= _TELLING]
    if len(long) < 2:
        return list(found)
    bits = np.concatenate(score_texts(model, [one.codes for one in long]))
    made = np.concatenate([one.codes for one in long])
    beyond = made > 0x7F
    starts = np.cumsum([0, *(one.codes.size for one in long[:-1])])
    counts = np.add.reduceat(beyond, starts, dtype=np.int64)
    each = np.add.reduceat(bits * beyond, starts) / counts
    no_text = are_no_text(counts, each, has_ideographs(made[np.flatnonzero(beyond)])).tolist()
    gone = {id(one) for one, is_none in zip(long, no_text, strict=True) if is_none}
    return [one for one in found if id(one) not in gone]


def _best_of(codes: _Codes, found: Sequence[Reversal]) -> list[Reversal]:
    """The stretches that save most together, with their edges where they fit best, ordered."""
    chosen = compete(found)
    if len(chosen) <= _FEW:
        chosen = settled(chosen, codes)
    return sorted(chosen, key=lambda reversal: reversal.start)


def _worth_making(whole: Whole, filled: Sequence[Reversal]) -> Whole:
    """The stretches without lost bytes that may be better than those with some, or beside them.

    Where such a stretch saves more than all that it takes in, and nothing else touches it, these
    have lost: of text with a gap in every few characters, nearly all.
    """
    starts, ends, bits = whole.numbers()
    if not filled or not bits.size:
        return whole
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    sums = np.concatenate(([0.0], np.cumsum(np.maximum(bits[order], 0.0))))
    keep = np.ones(bits.size, np.bool_)
    edge = 0
    for one, following in itertools.zip_longest(filled, filled[1:]):
        low, high = np.searchsorted(starts, (one.start, one.end)).tolist()
        alone = one.start >= edge and (following is None or following.start >= one.end)
        inside = not low or ends[low - 1] <= one.start
        inside = inside and (low == high or ends[high - 1] <= one.end)
        if alone and inside and one.bits > sums[high] - sums[low] + _ROUNDED:
            keep[order[low:high]] = False
        edge = max(edge, one.end)
    return whole.only(keep)


def most_told(size: int) -> int:
    """The characters that one finding tells of at most, in a text of so many.

    >>> most_told(9000), most_told(900_000)
    (2000, 56250)
    """
    return max(_PIECE, size // _PIECES)


def _joined(codes: _Codes, best: Sequence[Reversal]) -> list[Reversal]:
    """The stretches, those joined that only ASCII lies between, in pieces of some lines."""
    most = most_told(codes.size)
    ascii_ends = np.concatenate(([0], np.cumsum(codes > 0x7F)))
    groups: list[list[Reversal]] = []
    for one in best:
        last = groups[-1] if groups else []
        near = last and ascii_ends[one.start] == ascii_ends[last[-1].end]
        if near and one.routes == last[-1].routes and one.end - last[0].start <= most:
            last.append(one)
        else:
            groups.append([one])
    return [_one_of(codes, group) for group in groups]


def _one_of(codes: _Codes, group: Sequence[Reversal]) -> Reversal:
    """One stretch of several, with what lies between."""
    first, last = group[0], group[-1]
    if first is last:
        return first
    text, fillings = _spliced(codes[first.start : last.end], group, first.start)
    return Reversal(
        first.start,
        last.end,
        text,
        sum(one.bits for one in group),
        first.routes,
        sum(one.gaps for one in group),
        fillings,
    )


def _spliced(codes: _Codes, parts: Sequence[Reversal], shift: int) -> tuple[_Codes, AllFilled]:
    """A text with parts of it restored, and their fillings; its first place counts ``shift``."""
    pieces: list[_Codes] = []
    fillings: list[AllFilled] = []
    position = place = 0
    for one in parts:
        pieces += (codes[position : one.start - shift], one.codes)
        place += one.start - shift - position
        fillings.append(one.fillings.moved(place))
        place += one.codes.size
        position = one.end - shift
    pieces.append(codes[position:])
    return np.concatenate(pieces), AllFilled.joined(fillings)


def _deeper(model: Model, best: Sequence[Reversal], rest: Sequence[Route]) -> list[Reversal]:
    """The stretches with the rest of the chain undone, where that saves more."""
    gap = np.array([NO_CHARACTER, 10, 10, 10], np.uint32)
    codes = np.concatenate([part for one in best for part in (gap, one.codes)])
    starts = np.cumsum([gap.size + one.codes.size for one in best])
    starts -= np.array([one.codes.size for one in best])
    found = undone(model, codes, score_texts(model, [codes])[0], [rest])
    inner = [one.trimmed(codes[one.start : one.end]) for one in found]  # they reach over the gap
    result: list[Reversal] = []
    index = 0
    for one, start in zip(best, starts.tolist(), strict=True):
        parts = []
        end = start + one.codes.size
        while index < len(inner) and inner[index].start < end:
            if inner[index].start >= start and inner[index].end <= end:
                parts.append(inner[index])
            index += 1
        result.append(_composed(one, parts, start) if parts else one)
    return result


def _composed(one: Reversal, inner: Sequence[Reversal], shift: int) -> Reversal:
    """A stretch with the stretches inside it, whose places count from ``shift`` on, undone too."""
    text, fillings = _spliced(one.codes, inner, shift)
    return Reversal(
        one.start,
        one.end,
        text,
        one.bits + sum(each.bits for each in inner),
        (*one.routes, *max(inner, key=lambda each: each.bits).routes),
        one.gaps + sum(each.gaps for each in inner),
        fillings,
    )
