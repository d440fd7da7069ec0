"""Restoring stretches of which bytes are gone: their gaps filled by what is most probable."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alternatives import ONE
from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.attempts import Attempt, score_texts
from fixtext.encodings.beam import Gaps as Arrays
from fixtext.encodings.filling import AllFilled, Fillings, arrays_of, fill_all
from fixtext.encodings.lattice import REPLACEMENT, Gaps, gaps_of_all
from fixtext.encodings.weighing import Reversal
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
    read = _read(model, several, ends)
    texts = _texts(model, several, ends, read)
    scores = score_texts(model, [text.whole for text in texts])
    return [
        _weighed(lossy, end, text, float(score[text.before :].sum()))
        for lossy, end, text, score in zip(several, ends, texts, scores, strict=True)
    ]


def _read(model: Model, several: Sequence[Lossy], ends: Sequence[int]) -> list[Gaps]:
    """The known text of each stretch and its gaps; what ends a text is followed by a line end."""
    result: list[Gaps] = []
    both = zip(several, ends, strict=True)
    for _, group in itertools.groupby(both, key=lambda each: id(each[0].attempt)):
        some = list(group)
        attempt = some[0][0].attempt
        laid, bad = attempt.shown.laid, attempt.bad
        places = [(lossy.reversal.start, end, lossy.stop) for lossy, end in some]
        spans: list[tuple[int, int, int]] = list(map(tuple, laid.offsets[places].tolist()))
        result += gaps_of_all(model, laid, attempt.decoding, bad, spans, attempt.shown.wrong)
    return result


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """The text of a stretch as it is given, and with all gaps filled and some text around it.

    ``paid`` is what its fillings cost beyond what the model says.
    """

    codes: _Codes
    whole: _Codes
    before: int
    paid: float
    fillings: AllFilled


def _texts(
    model: Model, several: Sequence[Lossy], ends: Sequence[int], read: Sequence[Gaps]
) -> list[_Text]:
    """The texts of all stretches, filled in one go, with line ends between them."""
    known: list[_Codes] = [read[0].known[0]]
    for this, following in zip(read, [*read[1:], None], strict=True):
        known += this.known[1:]
        first = following.known[0] if following else _LINE_ENDS
        known[-1] = np.concatenate((known[-1], _LINE_ENDS, first))
    gaps = [gap for this in read for gap in this.gaps]
    if not gaps:
        return [_unfilled(*each) for each in zip(several, ends, read, strict=True)]
    arrays = arrays_of(known, gaps)
    fillings = fill_all(model, gaps, arrays)
    options = arrays.chosen(fillings.best)
    best = _Filled.of(arrays, *options)
    given = _Filled.of(arrays, *_likely(fillings, *options))
    paid = arrays.paid(fillings.best)
    result: list[_Text] = []
    place = first_gap = 0
    for lossy, end, this in zip(several, ends, read, strict=True):
        size, last_gap = sum(map(len, this.known)), first_gap + len(this.gaps)
        part = slice(first_gap, last_gap)
        codes, spans = given.of_stretch(place, size, part)
        whole, _ = best.of_stretch(place, size, part)
        before, behind = _around(lossy, end)
        whole = np.concatenate((before, whole, behind))
        filled = AllFilled.of(spans, fillings[part])
        result.append(_Text(codes, whole, before.size, float(paid[part].sum()), filled))
        place += size + _LINE_ENDS.size
        first_gap = last_gap
    return result


def _unfilled(lossy: Lossy, end: int, read: Gaps) -> _Text:
    before, behind = _around(lossy, end)
    whole = np.concatenate((before, read.known[0], behind))
    return _Text(read.known[0], whole, before.size, 0.0, AllFilled())


def _around(lossy: Lossy, end: int) -> tuple[_Codes, _Codes]:
    """A few characters before a stretch and behind it."""
    codes, start = lossy.attempt.shown.codes, lossy.reversal.start
    return codes[max(0, start - _AROUND) : start], codes[end : min(end + _AROUND, lossy.stop)]


@dataclasses.dataclass(frozen=True, slots=True)
class _Filled:
    """A text with all its gaps filled, and where each filling begins and ends in it.

    ``before`` is how many characters were filled in before each gap, and at the end.
    """

    codes: _Codes
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    before: NDArray[np.int64]

    @classmethod
    def of(cls, arrays: Arrays, options: _Codes, sizes: NDArray[np.int64]) -> _Filled:
        before = np.concatenate(([0], np.cumsum(sizes)))
        starts, ends = arrays.text_ends[:-1] + before[:-1], arrays.text_ends[:-1] + before[1:]
        codes = np.empty(arrays.text.size + options.size, np.uint32)
        places = rows_of(starts, ends)
        is_known = np.ones(codes.size, np.bool_)
        is_known[places] = False
        codes[places] = options
        codes[is_known] = arrays.text
        return cls(codes, starts, ends, before)

    def of_stretch(
        self, place: int, size: int, gaps: slice
    ) -> tuple[_Codes, list[tuple[int, int]]]:
        """The text of a stretch of so many known characters, and where its fillings are in it.

        ``place`` is how many known ones come before it, ``gaps`` are those inside.
        """
        low = place + int(self.before[gaps.start])
        high = place + size + int(self.before[gaps.stop])
        starts, ends = self.starts[gaps] - low, self.ends[gaps] - low
        return self.codes[low:high], list(zip(starts.tolist(), ends.tolist(), strict=True))


def _likely(
    fillings: Fillings, options: _Codes, sizes: NDArray[np.int64]
) -> tuple[_Codes, NDArray[np.int64]]:
    """These options with U+FFFD for what is not probable enough, and their sizes."""
    unsure = np.flatnonzero(fillings.probabilities < LEAST_PROBABILITY)
    if not unsure.size:
        return options, sizes
    ends = np.cumsum(sizes)
    spans = zip((ends - sizes)[unsure].tolist(), ends[unsure].tolist(), strict=True)
    pieces: list[_Codes] = []
    kept = sizes.copy()
    place = 0
    for gap, (low, high) in zip(unsure.tolist(), spans, strict=True):
        sure = np.array(fillings[gap].each) >= LEAST_PROBABILITY
        piece = np.where(sure, options[low:high], _UNKNOWN) if sure.any() else _UNKNOWN
        pieces += (options[place:low], piece)
        kept[gap] = piece.size
        place = high
    pieces.append(options[place:])
    return np.concatenate(pieces), kept


def _weighed(lossy: Lossy, end: int, text: _Text, now: float) -> Reversal:
    reversal, shown = lossy.reversal, lossy.attempt.shown
    start = reversal.start
    saved = float(shown.each[start : min(end + _AROUND, lossy.stop)].sum()) - now
    saved -= reversal.unheard + float(shown.borders[start] + shown.borders[end])
    saved -= lossy.attempt.route.cost
    saved -= text.paid
    gaps = len(text.fillings)
    return Reversal(start, end, text.codes, saved, reversal.routes, gaps, text.fillings)
