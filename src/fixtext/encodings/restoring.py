"""Restoring stretches of which bytes are gone: their gaps filled by what is most probable."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.attempts import Attempt, score_texts
from fixtext.encodings.beam import Gaps as Arrays
from fixtext.encodings.filling import AllFilled, Fillings, Spans, arrays_of_kinds, fill_all
from fixtext.encodings.lattice import REPLACEMENT, Gaps, gaps_of_all
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, NEWLINE

__all__ = ["LEAST_PROBABILITY", "Lossy", "restored"]

LEAST_PROBABILITY = 0.35
_EACH_UNREAD = 3.0
"""Bits that each byte costs, at least, that makes a character only with one that is lost; of 17,000
stretches that came back in text garbled on purpose, none saved less before its gaps were filled,
and of right text that looked lossy three of four did."""
_LINE_ENDS = CONTEXT
"""Line ends that keep a text from being context of the next one."""
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
        codes = self.attempt.shown.codes
        end = self.reversal.end
        while end < self.stop and codes[end] == REPLACEMENT:
            end += 1
        return end

    @property
    def is_worth_filling(self) -> bool:
        """Whether it may save anything with its gaps filled, as what it saves without tells.

        To fill a gap takes some bits for each byte in it that is known and makes no character.
        Where no byte makes any, nothing is told by that.
        """
        laid, bad = self.attempt.shown.laid, self.attempt.bad
        part = slice(int(laid.offsets[self.reversal.start]), int(laid.offsets[self.end]))
        known = (laid.holes[part] == 0) & (laid.data[part] >= 0x80)
        unread = int(np.count_nonzero(known & bad[part]))
        makes_any = unread < int(np.count_nonzero(known))
        return not makes_any or self.reversal.bits >= _EACH_UNREAD * unread


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


def _read(model: Model, several: Sequence[Lossy], ends: Sequence[int]) -> Gaps:
    """The known text of all stretches and their gaps; a text ends as a line does."""
    result: list[Gaps] = []
    both = zip(several, ends, strict=True)
    for _, group in itertools.groupby(both, key=lambda each: id(each[0].attempt)):
        some = list(group)
        attempt = some[0][0].attempt
        laid, bad = attempt.shown.laid, attempt.bad
        places = [(lossy.reversal.start, end, lossy.stop) for lossy, end in some]
        spans: list[tuple[int, int, int]] = list(map(tuple, laid.offsets[places].tolist()))
        wrong = attempt.shown.wrong
        result.append(gaps_of_all(model, laid, attempt.decoding, bad, spans, wrong))
    return result[0] if len(result) == 1 else _one_behind_the_other(result)


def _one_behind_the_other(several: Sequence[Gaps]) -> Gaps:
    distinct = [gap for each in several for gap in each.distinct]
    pieces = np.cumsum([0, *(each.known.size for each in several)])[:-1].tolist()
    first = np.cumsum([0, *(len(each.distinct) for each in several)])[:-1].tolist()
    return Gaps(
        np.concatenate([each.known for each in several]),
        np.concatenate([each.piece_ends + by for each, by in zip(several, pieces, strict=True)]),
        distinct,
        np.concatenate([each.kinds + by for each, by in zip(several, first, strict=True)]),
        np.concatenate([each.counts for each in several]),
    )


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


def _texts(model: Model, several: Sequence[Lossy], ends: Sequence[int], read: Gaps) -> list[_Text]:
    """The texts of all stretches, filled in one go, with line ends between them."""
    gaps_to = np.concatenate(([0], np.cumsum(read.counts)))
    # the piece behind the last gap of a stretch is the last of its own
    text_to = np.concatenate(([0], read.piece_ends[gaps_to[1:] + np.arange(gaps_to.size - 1)]))
    parts = zip(
        *(np.stack((to[:-1], to[1:]), 1).tolist() for to in (text_to, gaps_to)), strict=True
    )
    if not read.kinds.size:
        known = [read.known[low:high] for (low, high), _ in parts]
        return [_unfilled(*each) for each in zip(several, ends, known, strict=True)]
    arrays = _apart(read, text_to)
    fillings = fill_all(model, [read.distinct[kind] for kind in read.kinds.tolist()], arrays)
    options = arrays.chosen(fillings.best)
    best = _Filled.of(arrays, *options)
    given = _Filled.of(arrays, *_likely(arrays, fillings, *options))
    paid = arrays.paid(fillings.best)
    result: list[_Text] = []
    place = 0
    for lossy, end, ((low, high), (first, last)) in zip(several, ends, parts, strict=True):
        size, part = high - low, slice(first, last)
        codes = given.of_stretch(place, size, part)
        before, behind = _around(lossy, end)
        whole = np.concatenate((before, best.of_stretch(place, size, part), behind))
        filled = AllFilled.of(given.spans(place, part), fillings[part])
        result.append(_Text(codes, whole, before.size, float(paid[part].sum()), filled))
        place += size + _LINE_ENDS
    return result


def _apart(read: Gaps, text_to: NDArray[np.int64]) -> Arrays:
    """The gaps of some stretches as those of one text, with line ends between and behind them.

    ``text_to`` is how much known text there is before each stretch, and in all.
    """
    numbers = np.arange(read.counts.size)
    moved = _LINE_ENDS * numbers
    known = rows_of(text_to[:-1] + moved, text_to[1:] + moved)
    text = np.full(read.known.size + _LINE_ENDS * (numbers.size + 1), NEWLINE, np.uint32)
    text[known] = read.known
    ends = read.piece_ends + np.repeat(moved, read.counts + 1)
    # what is behind the last gap of a stretch goes on to the first of the next
    last = np.cumsum(read.counts + 1) - 1
    ends = np.append(np.delete(ends, last), text.size)
    return arrays_of_kinds(text, ends, read.kinds, read.distinct)


def _unfilled(lossy: Lossy, end: int, known: _Codes) -> _Text:
    before, behind = _around(lossy, end)
    whole = np.concatenate((before, known, behind))
    return _Text(known, whole, before.size, 0.0, AllFilled())


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

    def of_stretch(self, place: int, size: int, gaps: slice) -> _Codes:
        """The text of a stretch of so many known characters, with ``gaps`` inside.

        ``place`` is how many known ones come before it.
        """
        low = place + int(self.before[gaps.start])
        return self.codes[low : place + size + int(self.before[gaps.stop])]

    def spans(self, place: int, gaps: slice) -> Spans:
        """Where its fillings are in it."""
        low = place + int(self.before[gaps.start])
        return Spans(self.starts, self.ends, gaps, low)


def _likely(
    arrays: Arrays, fillings: Fillings, options: _Codes, sizes: NDArray[np.int64]
) -> tuple[_Codes, NDArray[np.int64]]:
    """These options with U+FFFD for what is not probable enough, and their sizes."""
    unsure = np.flatnonzero(fillings.probabilities < LEAST_PROBABILITY)
    if not unsure.size:
        return options, sizes
    is_sure = np.ones(options.size, np.bool_)
    begins = np.cumsum(sizes) - sizes
    places = rows_of(begins[unsure], begins[unsure] + sizes[unsure])
    is_sure[places] = fillings.of_characters(arrays, unsure) >= LEAST_PROBABILITY
    sure_to = np.concatenate(([0], np.cumsum(is_sure)))
    none = sure_to[begins + sizes] == sure_to[begins]
    none &= fillings.probabilities < LEAST_PROBABILITY
    kept = np.where(none, 1, sizes)  # one for all
    likely = np.full(int(kept.sum()), REPLACEMENT, np.uint32)
    first = np.cumsum(kept) - kept
    given = np.where(is_sure, options, np.uint32(REPLACEMENT))
    from_, to = begins[~none], first[~none]
    likely[rows_of(to, to + sizes[~none])] = given[rows_of(from_, from_ + sizes[~none])]
    return likely, kept


def _weighed(lossy: Lossy, end: int, text: _Text, now: float) -> Reversal:
    reversal, shown = lossy.reversal, lossy.attempt.shown
    start = reversal.start
    saved = float(shown.bits[min(end + _AROUND, lossy.stop)] - shown.bits[start]) - now
    saved -= reversal.unheard + float(shown.borders[start] + shown.borders[end])
    saved -= lossy.attempt.route.cost
    saved -= text.paid
    gaps = len(text.fillings)
    return Reversal(start, end, text.codes, saved, reversal.routes, gaps, text.fillings)
