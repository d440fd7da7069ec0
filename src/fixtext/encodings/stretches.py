"""Stretches: where an attempt saves bits, and how many.

Of text that lost bytes here and there, what lies between two gaps is a stretch of its own, of which
there are thousands where a few are wanted. So those without lost bytes are numbers first, and made
when they are asked for.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import strangers
from fixtext.encodings.alternatives import EURO, MARK
from fixtext.encodings.attempts import LEAST, Attempt
from fixtext.encodings.codecs import stray_bytes
from fixtext.encodings.edges import IMPOSSIBLE, Steps, reaching, settled
from fixtext.encodings.other_lines import (
    Span,
    line_ends,
    lines_alike,
    without_edges,
    without_other_lines,
)
from fixtext.encodings.segments import best_edges
from fixtext.encodings.weighing import (
    IDEOGRAPHIC,
    KNOWN_TO_LOST,
    MOST_FROM_STRANGERS,
    Reversal,
    Weighed,
    lenient_gains,
    letters_for_letters,
)
from fixtext.language import Model

__all__ = ["Whole", "found", "settled_stretch", "stretches"]

_STRANGER = 5.0
"""Bits that a letter tells that is foreign to the language of the others."""
_FOREIGN, _MOST_FROM_FOREIGN = 2.5, 7.5
"""The same where it only tells two readings apart, and the most that it tells."""
_CONTEXT = 60
"""Characters on both sides of a stretch that tell what language it is in."""
_NOT_ITS_SCRIPT = 8.0
"""Bits that it costs that text in such a codec has nothing of its own script."""
_PART_OF_SUMS = 200
"""Characters that are added up in the time that it takes to count what is so in a stretch."""
_STRAY = 14.0
"""Bits that it costs that the only ideograph of a stretch is glued to a Latin word or a number."""

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


def stretches(
    model: Model, weighed: Weighed, low: int = 0, high: int | None = None
) -> list[Reversal]:
    """Where one way to decode the text anew saves bits, without lost bytes and with them.

    Only among the steps ``low:high``, all of them by default.
    """
    whole, lossy = found(model, weighed, low, high)
    return [*whole, *lossy]


def found(
    model: Model, weighed: Weighed, low: int = 0, high: int | None = None
) -> tuple[Whole, list[Reversal]]:
    """The same, those without lost bytes and those with them."""
    steps = slice(low, high)
    if weighed.lost is None or not weighed.lost[steps].any():
        return _whole(model, weighed, steps, weighed.gains[steps]), []
    lost = weighed.lost[steps]
    strict = np.where(lost > 0, IMPOSSIBLE, weighed.gains[steps])
    whole = _whole(model, weighed, steps, strict)
    if weighed.attempt.route.meant != "utf-8":
        return whole, []
    return whole, _lossy(weighed, steps, lenient_gains(weighed, steps), lost)


def _steps_of(weighed: Weighed, part: slice, gains: _Bits) -> Steps:
    old, both = (places[part.start :][: gains.size + 1] for places in (weighed.old, weighed.both))
    return Steps(weighed.attempt, gains, both, old, weighed.attempt.shown.borders[old])


_Spans = tuple[_Places, _Places, _Bits]
"""The first step of each stretch, the one behind its last, and the gain."""


def _arrays_of(spans: Sequence[Span]) -> _Spans:
    first, last = (np.array([span[at] for span in spans], np.int64) for at in (0, 1))
    return first, last, np.array([gain for _, _, gain in spans], np.float64)


def _listed(spans: _Spans) -> list[Span]:
    return list(zip(*(each.tolist() for each in spans), strict=True))


def _spans(weighed: Weighed, part: slice, steps: Steps, *, alike: bool) -> _Spans:
    """The stretches with high gains.

    Without lines that are no text, unless all are ``alike``.
    """
    gains = steps.gains
    spans = best_edges(gains, steps.borders, LEAST + weighed.least)
    if not spans[0].size:
        return spans
    if weighed.attempt.shown.wrong.single:
        # of letters, not of ideographs that each stand for a word
        spans = _arrays_of([_reaching(gains, span) for span in _listed(spans)])
    ends = line_ends(steps)
    if ends and not alike:
        spans = _arrays_of(list(lines_alike(weighed, part, steps, _listed(spans), ends)))
    more = list(without_edges(steps, *spans[:2], ends))
    if not more:
        return spans
    first, last, gained = _arrays_of(more)
    every = np.concatenate((spans[0], first)), np.concatenate((spans[1], last))
    return *every, np.concatenate((spans[2], gained))


def _reaching(gains: _Bits, span: Span) -> Span:
    """A stretch with what it may reach over at its ends."""
    first, last, gained = span
    start, end = reaching(gains, first, last)
    return start, end, gained + float(gains[start:end].sum() - gains[first:last].sum())


class Whole(Sequence[Reversal]):
    """The stretches of an attempt in which no byte is lost, each made when it is asked for."""

    def __init__(
        self,
        model: Model,
        weighed: Weighed,
        steps: Steps,
        spans: _Spans,
        bits: _Bits,
    ) -> None:
        self._model = model
        self._weighed = weighed
        self._steps = steps
        self._spans = spans
        self._bits = bits

    def numbers(self) -> tuple[_Places, _Places, _Bits]:
        """Where they begin and end in the text, and the bits that they save."""
        first, last, _ = self._spans
        return self._steps.old[first], self._steps.old[last], self._bits

    def only(self, which: NDArray[np.bool_]) -> Whole:
        """Some of them."""
        first, last, gained = self._spans
        spans = first[which], last[which], gained[which]
        return Whole(self._model, self._weighed, self._steps, spans, self._bits[which])

    def __len__(self) -> int:
        return int(self._bits.size)

    @overload
    def __getitem__(self, index: int) -> Reversal: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Reversal]: ...
    def __getitem__(self, index: int | slice) -> Reversal | Sequence[Reversal]:
        """One of them, or several."""
        if isinstance(index, slice):
            return [self[place] for place in range(len(self))[index]]
        steps = self._steps
        start, end, gain = (each[index].item() for each in self._spans)
        return Reversal(
            int(steps.old[start]),
            int(steps.old[end]),
            self._weighed.attempt.decoding.codes[steps.both[start] : steps.both[end]],
            float(self._bits[index]),
            (self._weighed.attempt.route,),
            within=functools.partial(
                settled_stretch, self._model, steps, self._weighed.cost, (start, end), gain
            ),
        )


def _whole(model: Model, weighed: Weighed, part: slice, gains: _Bits) -> Whole:
    """The stretches with high gains."""
    steps = _steps_of(weighed, part, gains)
    # hardly a line is UTF-8 by accident
    spans = _spans(weighed, part, steps, alike=weighed.attempt.route.meant == "utf-8")
    saved = _saved(weighed, steps, *spans) if spans[0].size else spans[2]
    whole = Whole(model, weighed, steps, spans, saved)
    good = saved >= LEAST
    return whole if good.all() else whole.only(good)


def _saved(weighed: Weighed, steps: Steps, first: _Places, last: _Places, gained: _Bits) -> _Bits:
    """What each stretch saves, that gains so much; nothing where it changes nothing."""
    attempt, route = weighed.attempt, weighed.attempt.route
    codes, new = attempt.shown.codes, attempt.decoding.codes
    lows, highs = steps.old[first], steps.old[last]
    begins, ends = steps.both[first], steps.both[last]
    longer = ends - begins != highs - lows
    inside = new[begins.min() : ends.max()]
    letters = _counts((inside >= 0xC0) & (inside < 0x250), begins, ends)
    plain = longer & (letters == 0) & (not letters_for_letters(route))
    if route.meant in IDEOGRAPHIC:
        plain &= _counts(inside >= 0x2E80, begins, ends) > 1
    saved = gained - weighed.cost
    for index in (~plain).nonzero()[0].tolist():
        low, high = int(lows[index]), int(highs[index])
        text = new[begins[index] : ends[index]]
        if np.array_equal(text, codes[low:high]):
            saved[index] = -np.inf
        else:
            saved[index] = _counted(attempt, float(saved[index]), text, low, high)
    return saved


def _counts(which: NDArray[np.bool_], starts: _Places, ends: _Places) -> _Places:
    """How many characters that are so lie in each stretch; the first is where the first begins."""
    starts, ends = starts - starts.min(), ends - starts.min()
    if starts.size * _PART_OF_SUMS > which.size:
        sums = np.zeros(which.size + 1, np.int32)
        which.cumsum(dtype=np.int32, out=sums[1:])
        return (sums[ends] - sums[starts]).astype(np.int64)
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return np.array([np.count_nonzero(which[start:end]) for start, end in spans], np.int64)


def _counted(attempt: Attempt, saved: float, text: _Codes, low: int, high: int) -> float:
    """What a stretch saves when letters, and what a script lacks, are counted in."""
    codes, route = attempt.shown.codes, attempt.route
    if letters_for_letters(route):
        before, behind = _around(codes, low, high)
        fewer = strangers(np.concatenate((before, codes[low:high], behind)))
        fewer -= strangers(np.concatenate((before, text, behind)))
        saved += min(_STRANGER * fewer, MOST_FROM_STRANGERS)
    else:
        saved -= min(_FOREIGN * strangers(text), _MOST_FROM_FOREIGN)
    if route.meant in IDEOGRAPHIC:
        saved -= _strays(text)
    return saved


def _around(codes: _Codes, low: int, high: int) -> tuple[_Codes, _Codes]:
    """Some text of the same line before a stretch and behind it."""
    before, behind = codes[max(0, low - _CONTEXT) : low], codes[high : high + _CONTEXT]
    ends, begins = (before == 0x0A).nonzero()[0], (behind == 0x0A).nonzero()[0]
    return before[ends[-1] + 1 if ends.size else 0 :], behind[: begins[0] if begins.size else None]


def _strays(text: _Codes) -> float:
    """What it costs that text in an East Asian codec has nothing of its script, or hardly any.

    One ideograph glued to a Latin word or to a number is what any two bytes can look like.
    """
    places = (text >= 0x2E80).nonzero()[0]
    if places.size != 1:
        return 0.0 if places.size else _NOT_ITS_SCRIPT
    beside = text[max(0, places[0] - 1) : places[0] + 2] | 0x20
    latin = (beside >= 0x61) & (beside <= 0x7A) | (beside >= 0x30) & (beside <= 0x39)
    return _STRAY if latin.any() else 0.0


def _thin(
    attempt: Attempt, gaps: _Places, lows: _Places, highs: _Places, begins: _Places, ends: _Places
) -> NDArray[np.bool_]:
    """Which stretches have too few whole characters between their gaps to prove anything.

    They are ``lows:highs`` of the text, and ``begins:ends`` of what it was. Where each lost byte
    has two known ones beside it, none is needed: these leave a few characters to choose from.
    """
    made = attempt.decoding.codes[begins.min() : ends.max()]
    whole = _counts((made > 0x7F) & ~stray_bytes(made), begins, ends)
    laid = attempt.shown.laid
    first, last = laid.offsets[lows], laid.offsets[highs]
    part = slice(first.min(), last.max())
    data, holes = laid.data[part], laid.holes[part]
    lost = _counts((holes > 0) & (holes != EURO), first, last)
    marks = _counts(holes == MARK, first, last)
    known = _counts((data > 0x7F) & (holes == 0), first, last)
    enough = (lost > 0) & (known >= KNOWN_TO_LOST * (lost + marks))
    if attempt.shown.wrong.single:
        return ~enough & (3 * whole < gaps)
    thin: NDArray[np.bool_] = np.where(lost > 0, ~enough & (3 * whole < gaps), whole < 2 * gaps)
    return thin


def settled_stretch(
    model: Model, steps: Steps, cost: float, span: tuple[int, int], gain: float
) -> Reversal | None:
    """A stretch of these steps with its edges where they fit best; None if they are there.

    It gains so many bits, of which the ``cost`` of its route is to be paid.
    """
    low, high = settled(model, steps, *span)
    if (low, high) == span:
        return None
    gain += float(steps.gains[low:high].sum() - steps.gains[slice(*span)].sum())
    gain += max(0.0, float(steps.borders[list(span)].sum() - steps.borders[[low, high]].sum()))
    return _stretch(steps, low, high, gain - cost)


def _lossy(weighed: Weighed, part: slice, gains: _Bits, lost: _Places) -> list[Reversal]:
    """The stretches with high gains that have lost bytes in them."""
    steps, attempt = _steps_of(weighed, part, gains), weighed.attempt
    found = _listed(_spans(weighed, part, steps, alike=False))
    spans = without_other_lines(steps, lost, found)
    if not spans:
        return []
    first, last = np.array([(start, end) for start, end, _ in spans], np.int64).T
    known = lost == 0
    gaps = _counts(~known[first.min() : last.max()], first, last)
    lows, highs, begins, ends = (
        steps.old[first],
        steps.old[last],
        steps.both[first],
        steps.both[last],
    )
    chosen = (gaps > 0) & ~_thin(attempt, gaps, lows, highs, begins, ends)
    new = attempt.decoding.codes
    inside = new[begins.min() : ends.max()]
    letters = _counts((inside >= 0xC0) & (inside < 0x250), begins, ends)
    unheard = np.zeros(known.size + 1)
    np.cumsum(np.where(known, weighed.raw[part] - gains, 0.0), out=unheard[1:])
    left_out = unheard[last] - unheard[first]
    result = []
    for index in chosen.nonzero()[0].tolist():
        low, high = int(lows[index]), int(highs[index])
        text = new[begins[index] : ends[index]]
        if np.array_equal(text, attempt.shown.codes[low:high]):
            continue
        saved = spans[index][2] - weighed.cost
        if letters[index]:
            saved = _counted(attempt, saved, text, low, high)
        if saved >= LEAST:
            gone, bits = int(gaps[index]), float(left_out[index])
            result.append(Reversal(low, high, text, saved, (attempt.route,), gone, unheard=bits))
    return result


def _stretch(steps: Steps, start: int, end: int, saved: float) -> Reversal | None:
    """Some steps without lost bytes as a stretch; None where it proves nothing."""
    attempt = steps.attempt
    codes = attempt.shown.codes
    low, high = int(steps.old[start]), int(steps.old[end])
    text = attempt.decoding.codes[steps.both[start] : steps.both[end]]
    if np.array_equal(text, codes[low:high]):
        return None
    saved = _counted(attempt, saved, text, low, high)
    return Reversal(low, high, text, saved, (attempt.route,)) if saved >= LEAST else None
