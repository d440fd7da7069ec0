"""Restoring stretches of which bytes are gone: their gaps filled by what is most probable."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alternatives import ONE
from fixtext.encodings.attempts import Attempt, score_texts
from fixtext.encodings.filling import Filling, fill
from fixtext.encodings.lattice import REPLACEMENT, Gaps, gaps_between
from fixtext.encodings.weighing import Filled, Reversal
from fixtext.language import Model

__all__ = ["LEAST_PROBABILITY", "Lossy", "restored"]

LEAST_PROBABILITY = 0.35
_UNKNOWN = np.array([REPLACEMENT], np.uint32)
_LINE_ENDS = np.full(3, 10, np.uint32)
_AROUND = 3

_Codes = NDArray[np.uint32]


@dataclasses.dataclass(frozen=True, slots=True)
class Lossy:
    """A stretch with lost bytes, in places of its attempt's text, of which its own ends at stop."""

    reversal: Reversal
    attempt: Attempt
    stop: int

    @property
    def end(self) -> int:
        """The end of the stretch, with what stands for lost bytes behind it.

        That saves nothing by itself, so no stretch would reach over it.
        """
        laid = self.attempt.shown.laid
        end = self.reversal.end
        while end < self.stop and laid.holes[laid.offsets[end]] == ONE:
            end += 1
        return end


def restored(model: Model, several: Sequence[Lossy]) -> list[Reversal]:
    """The stretches with their gaps filled; U+FFFD stands where nothing is probable enough."""
    if not several:
        return []
    ends = [lossy.end for lossy in several]
    read = [_read(model, lossy, end) for lossy, end in zip(several, ends, strict=True)]
    fillings = _fill_all(model, read)
    texts = [
        _text(lossy, end, gaps, chosen)
        for lossy, end, gaps, chosen in zip(several, ends, read, fillings, strict=True)
    ]
    scores = score_texts(model, [text.whole for text in texts])
    return [
        _weighed(lossy, end, chosen, text, float(score[text.before :].sum()))
        for lossy, end, chosen, text, score in zip(
            several, ends, fillings, texts, scores, strict=True
        )
    ]


def _read(model: Model, lossy: Lossy, end: int) -> Gaps:
    """The known text of a stretch and its gaps; what ends a text is followed by a line end."""
    attempt, laid = lossy.attempt, lossy.attempt.shown.laid
    span = int(laid.offsets[lossy.reversal.start]), int(laid.offsets[end])
    stop = int(laid.offsets[lossy.stop])
    return gaps_between(model, laid, attempt.decoding, attempt.bad, span, attempt.shown.wrong, stop)


def _fill_all(model: Model, read: Sequence[Gaps]) -> list[list[Filling]]:
    """The fillings of all stretches, in one go, with line ends between them."""
    known: list[_Codes] = [read[0].known[0]]
    for this, following in zip(read, [*read[1:], None], strict=True):
        known += this.known[1:]
        first = following.known[0] if following else _LINE_ENDS
        known[-1] = np.concatenate((known[-1], _LINE_ENDS, first))
    fillings = fill(model, known, [gap for this in read for gap in this.gaps])
    result: list[list[Filling]] = []
    position = 0
    for this in read:
        result.append(fillings[position : position + len(this.gaps)])
        position += len(this.gaps)
    return result


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """The text of a stretch as it is given, and with all gaps filled and some text around it."""

    codes: _Codes
    whole: _Codes
    before: int
    fillings: tuple[Filled, ...]


def _text(lossy: Lossy, end: int, read: Gaps, fillings: Sequence[Filling]) -> _Text:
    codes, start = lossy.attempt.shown.codes, lossy.reversal.start
    before = codes[max(0, start - _AROUND) : start]
    best: list[_Codes] = [before, read.known[0]]
    pieces = [read.known[0]]
    filled: list[Filled] = []
    place = read.known[0].size
    for filling, behind in zip(fillings, read.known[1:], strict=True):
        option = np.array(filling.option, np.uint32)
        best += (option, behind)
        if filling.probability < LEAST_PROBABILITY:
            sure = np.array(filling.each) >= LEAST_PROBABILITY
            option = np.where(sure, option, _UNKNOWN) if sure.any() else _UNKNOWN
        pieces += (option, behind)
        filled.append(Filled(place, place + option.size, filling))
        place += option.size + behind.size
    best.append(codes[end : min(end + _AROUND, lossy.stop)])
    return _Text(np.concatenate(pieces), np.concatenate(best), before.size, tuple(filled))


def _weighed(
    lossy: Lossy, end: int, fillings: Sequence[Filling], text: _Text, now: float
) -> Reversal:
    reversal, shown = lossy.reversal, lossy.attempt.shown
    start = reversal.start
    saved = float(shown.each[start : min(end + _AROUND, lossy.stop)].sum()) - now
    saved -= reversal.unheard + float(shown.borders[start] + shown.borders[end])
    saved -= lossy.attempt.route.cost
    saved -= sum(filling.penalty for filling in fillings)
    return Reversal(start, end, text.codes, saved, reversal.routes, len(fillings), text.fillings)
