"""Weighing: on which stretches of a text an attempt saves bits, and how many."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import strangers
from fixtext.encodings.alternatives import EURO
from fixtext.encodings.attempts import LEAST, Attempt
from fixtext.encodings.codecs import stray_bytes
from fixtext.encodings.filling import Filling
from fixtext.encodings.routes import LATIN, Route
from fixtext.encodings.segments import best_stretches
from fixtext.scan import text_of
from fixtext.types import Candidate, Inference

__all__ = [
    "IDEOGRAPHIC",
    "Filled",
    "Reading",
    "Reversal",
    "Weighed",
    "lenient_gains",
    "stretches",
    "weigh",
]

_IMPOSSIBLE = -60.0
_REACH, _RELUCTANT = 12, -8.0
"""Steps, and bits against them, over which a stretch is extended to what cannot be of it."""
_LOST = 7.0
"""Bits by which a byte that makes no character is held against a reading, before it is filled."""
_MOST = 24.0
_SAME = 3.0
"""Bits by which an ASCII character that stays what it is may speak for or against a reading."""
_STRANGER = 5.0
"""Bits that a letter tells that is foreign to the language of the others."""
_MOST_FROM_STRANGERS = 20.0
_CONTEXT = 60
"""Characters on both sides of a stretch that tell what language it is in."""
IDEOGRAPHIC = ("gbk", "big5", "shift_jis", "euc-jp", "euc-kr")
_NOT_ITS_SCRIPT = 8.0
"""Bits that it costs that text in such a codec has nothing of its own script."""
_STRAY = 14.0
"""Bits that it costs that the only ideograph of a stretch is glued to a Latin word or a number."""
_FOREIGN, _MOST_FROM_FOREIGN = 2.5, 7.5
"""The same where it only tells two readings apart."""

_SURE = 0.999
_UNKNOWN = np.array([0xFFFD], np.uint32)
_NOTHING = np.empty(0, np.uint32)

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """A filling, and where the text that was put in for it begins and ends."""

    start: int
    end: int
    filling: Filling

    def moved(self, by: int) -> Filled:
        """The same, so many code points further on."""
        return Filled(self.start + by, self.end + by, self.filling)

    @property
    def proven(self) -> bool:
        """Whether the bytes leave no choice but of a space, as behind ``à`` whose A0 is one."""
        filling = self.filling
        letters = filling.option, *(option for option, _ in filling.others)
        alike = len({tuple(code for code in option if code != 0x20) for option in letters}) == 1
        return alike and filling.probability + sum(share for _, share in filling.others) >= _SURE

    def inference(self, codes: _Codes) -> Inference:
        """What was guessed in a text of these code points."""
        filling, text = self.filling, text_of(codes[self.start : self.end])
        best = "".join(map(chr, filling.option))
        others = [Candidate("".join(map(chr, option)), share) for option, share in filling.others]
        if text != best:  # nothing was probable enough
            others.insert(0, Candidate(best, filling.probability))
        return Inference(self.start, self.end, text, filling.probability, tuple(others))


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of a stretch, and what it saves."""

    codes: _Codes
    bits: float


@dataclasses.dataclass(frozen=True, slots=True)
class Reversal:
    """A stretch ``start:end`` that was ``codes``; ``bits`` is what this saves, routes paid for.

    ``routes`` are in the order in which they are undone: the last wrong reading first.
    """

    start: int
    end: int
    codes: _Codes
    bits: float
    routes: tuple[Route, ...]
    gaps: int = 0
    """How many gaps the language model filled, or had to leave."""
    fillings: tuple[Filled, ...] = ()
    unheard: float = 0.0
    """Bits that the model sees in it and that were left out of account."""
    raw: float = 0.0
    """The bits before what the document says for and against them was counted in."""
    readings: tuple[Reading, ...] = ()
    """Other readings of the whole stretch, before anything was trimmed off."""
    cut: tuple[_Codes, _Codes] = (_NOTHING, _NOTHING)
    """What was trimmed off at its ends."""

    def moved(self, by: int) -> Reversal:
        """The same stretch, so many code points further on."""
        return dataclasses.replace(self, start=self.start + by, end=self.end + by)

    def trimmed(self, codes: _Codes) -> Reversal:
        """Without what stays as it is at its ends; ``codes`` are those of the stretch."""
        size = min(codes.size, self.codes.size)
        if not size:
            return self
        before = _alike(codes[:size], self.codes[:size])
        size -= before
        behind = _alike(codes[::-1][:size], self.codes[::-1][:size]) if size else 0
        end = self.codes.size - behind
        return dataclasses.replace(
            self,
            start=self.start + before,
            end=self.end - behind,
            codes=self.codes[before:end],
            fillings=tuple(filled.moved(-before) for filled in self.fillings),
            cut=(self.codes[:before], self.codes[end:]),
        )

    @property
    def account(self) -> str:
        """What happened, in words, in the order in which it happened."""
        words = "; then ".join(route.account for route in reversed(self.routes))
        if self.gaps:
            words += f"; bytes were lost in {self.gaps} place{'s' if self.gaps > 1 else ''}"
        return words

    @property
    def proven(self) -> _Codes:
        """The restored code points, U+FFFD where the bytes leave a choice."""
        pieces: list[_Codes] = []
        position = 0
        for filled in self.fillings:
            if not filled.proven:
                pieces += (self.codes[position : filled.start], _UNKNOWN)
                position = filled.end
        pieces.append(self.codes[position:])
        return np.concatenate(pieces)

    def inferences(self) -> tuple[Inference, ...]:
        """What was guessed, with its posterior probability and the runners-up."""
        return tuple(filled.inference(self.codes) for filled in self.fillings)

    def candidates(self) -> tuple[Candidate, ...]:
        """Other readings of the stretch, the most probable first."""
        before, behind = self.cut
        best = max([self.bits, *(reading.bits for reading in self.readings)])
        total = sum(2.0 ** (reading.bits - best) for reading in self.readings)
        total += 2.0 ** (self.bits - best)
        result: list[Candidate] = []
        for reading in self.readings:
            codes, end = reading.codes, reading.codes.size - behind.size
            same = np.array_equal(codes[: before.size], before)
            if same and end >= before.size and np.array_equal(codes[end:], behind):
                share = 2.0 ** (reading.bits - best) / total
                result.append(Candidate(text_of(codes[before.size : end]), share))
        return tuple(result)

    @property
    def text(self) -> str:
        """The restored text."""
        return text_of(self.codes)


def _alike(these: _Codes, those: _Codes) -> int:
    """How many codes are the same before the first that are not."""
    other = these != those
    return int(np.argmax(other)) if other.any() else int(these.size)


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """An attempt with what each step of it gains, a step being from one place to the next.

    ``both`` are new characters that begin where an old one does, ``old`` are those old ones;
    ``lost`` counts the bytes that make no character in a step, ``raw`` are the gains before some
    were left out of account.
    """

    attempt: Attempt
    cost: float
    both: _Places
    old: _Places
    as_it_is: _Bits
    raw: _Bits
    gains: _Bits
    lost: _Places | None

    @property
    def least(self) -> float:
        """What a stretch must gain to be considered, beyond what all must."""
        return 0.0 if _letters_for_letters(self.attempt.route) else self.cost


def weigh(attempt: Attempt, score: _Bits, cost: float, *, always: bool = False) -> Weighed | None:
    """What an attempt gains where; None if that is too little anywhere, but with ``always``."""
    shown, new = attempt.shown, attempt.decoding
    old = shown.place[new.offsets]
    both = np.flatnonzero(old >= 0)
    old = old[both]
    as_it_is = np.diff(shown.bits[old])
    gains = as_it_is - np.diff(np.concatenate(([0.0], np.cumsum(score)))[both])
    least = LEAST + cost - (_MOST_FROM_STRANGERS if _letters_for_letters(attempt.route) else 0.0)
    if not always and gains[gains > 0].sum() < max(least, LEAST):
        return None
    first, shown_first = new.codes[both[:-1]], shown.codes[np.minimum(old[:-1], shown.size - 1)]
    raw = gains.copy()
    unchanged = (first < 0x80) & (first == shown_first)
    gains[unchanged] = np.clip(gains[unchanged], -_SAME, _SAME)
    # a character that stands in a row counts once: the second is no further evidence
    again = shown_first == shown.codes[np.maximum(old[:-1], 1) - 1]
    again[0] = False
    gains[again] = np.minimum(gains[again], 0.0)
    missing = new.codes == 0
    if missing.any():
        gains[_within(missing, both) > 0] = _IMPOSSIBLE
    escaped = stray_bytes(new.codes)
    lost = _within(escaped, both) if escaped.any() else None
    return Weighed(attempt, cost, both, old, as_it_is, raw, gains, lost)


def _letters_for_letters(route: Route) -> bool:
    return route.meant in LATIN and route.read in LATIN


def _within(which: NDArray[np.bool_], both: _Places) -> _Places:
    """How many characters that are so lie in each step from one common beginning to the next."""
    return np.diff(np.concatenate(([0], np.cumsum(which)))[both])


def lenient_gains(weighed: Weighed, steps: slice = slice(None)) -> _Bits:
    """The gains where bytes that make no character count as lost, not as impossible."""
    gains = weighed.gains[steps]
    if weighed.lost is None:
        return gains
    lost = weighed.lost[steps]
    return np.where(lost > 0, np.minimum(weighed.as_it_is[steps], _MOST) - _LOST * lost, gains)


def stretches(weighed: Weighed, low: int = 0, high: int | None = None) -> list[Reversal]:
    """Where one way to decode the text anew saves bits, without lost bytes and with them.

    Only among the steps ``low:high``, all of them by default.
    """
    steps = slice(low, high)
    if weighed.lost is None or not weighed.lost[steps].any():
        return _found(weighed, steps, weighed.gains[steps], None)
    lost = weighed.lost[steps]
    strict = np.where(lost > 0, _IMPOSSIBLE, weighed.gains[steps])
    result = _found(weighed, steps, strict, None)
    if weighed.attempt.route.meant == "utf-8":
        result += _found(weighed, steps, lenient_gains(weighed, steps), lost)
    return result


def _reaching(gains: _Bits, start: int, end: int) -> tuple[int, int]:
    """A stretch with what lies between it and what cannot be of it, if that is little.

    A letter or two at its end hardly save anything, and yet went the same way.
    """
    before = gains[max(0, start - _REACH) : start][::-1].tolist()
    behind = gains[end : end + _REACH].tolist()
    return start - _reach(before, start <= _REACH), end + _reach(behind, end + _REACH >= gains.size)


def _reach(gains: Sequence[float], to_the_edge: bool) -> int:
    """How many steps away the first is that cannot be; none if there is too much between."""
    total = 0.0
    for size, gain in enumerate(gains):
        if gain <= _IMPOSSIBLE:
            return size if total > _RELUCTANT else 0
        total += gain
    return len(gains) if to_the_edge and total > _RELUCTANT else 0


def _around(codes: _Codes, low: int, high: int) -> tuple[_Codes, _Codes]:
    """Some text of the same line before a stretch and behind it."""
    before, behind = codes[max(0, low - _CONTEXT) : low], codes[high : high + _CONTEXT]
    ends, begins = np.flatnonzero(before == 0x0A), np.flatnonzero(behind == 0x0A)
    return before[ends[-1] + 1 if ends.size else 0 :], behind[: begins[0] if begins.size else None]


def _strays(text: _Codes) -> float:
    """What it costs that text in an East Asian codec has nothing of its script, or hardly any.

    One ideograph glued to a Latin word or to a number is what any two bytes can look like.
    """
    places = np.flatnonzero(text >= 0x2E80)
    if places.size != 1:
        return 0.0 if places.size else _NOT_ITS_SCRIPT
    beside = text[max(0, places[0] - 1) : places[0] + 2] | 0x20
    latin = (beside >= 0x61) & (beside <= 0x7A) | (beside >= 0x30) & (beside <= 0x39)
    return _STRAY if latin.any() else 0.0


def _thin(attempt: Attempt, text: _Codes, gaps: int, low: int, high: int) -> bool:
    """Whether there are too few whole characters between the gaps to prove anything."""
    whole = np.count_nonzero((text > 0x7F) & ~stray_bytes(text))
    laid = attempt.shown.laid
    holes = laid.holes[laid.offsets[low] : laid.offsets[high]]
    if attempt.shown.wrong.single or ((holes > 0) & (holes != EURO)).any():
        return bool(3 * whole < gaps)
    return bool(whole < 2 * gaps)


def _found(weighed: Weighed, steps: slice, gains: _Bits, lost: _Places | None) -> list[Reversal]:
    """The stretches with high gains; with ``lost``, only those with lost bytes in them."""
    result = []
    attempt, route = weighed.attempt, weighed.attempt.route
    old, both = (places[steps.start :][: gains.size + 1] for places in (weighed.old, weighed.both))
    codes, new = attempt.shown.codes, attempt.decoding.codes
    letters = _letters_for_letters(route)
    for first, last, gained in best_stretches(
        gains, attempt.shown.borders[old], LEAST + weighed.least
    ):
        start, end = first, last
        if attempt.shown.wrong.single:  # of letters, not of ideographs that each stand for a word
            start, end = _reaching(gains, first, last)
        gain = gained + float(gains[start:first].sum() + gains[last:end].sum())
        gaps = 0 if lost is None else int(np.count_nonzero(lost[start:end]))
        if lost is not None and not gaps:
            continue
        low, high = int(old[start]), int(old[end])
        text = new[both[start] : both[end]]
        if np.array_equal(text, codes[low:high]) or (
            gaps and _thin(attempt, text, gaps, low, high)
        ):
            continue
        saved = gain - weighed.cost
        if letters:
            before, behind = _around(codes, low, high)
            fewer = strangers(np.concatenate((before, codes[low:high], behind)))
            fewer -= strangers(np.concatenate((before, text, behind)))
            saved += min(_STRANGER * fewer, _MOST_FROM_STRANGERS)
        else:
            saved -= min(_FOREIGN * strangers(text), _MOST_FROM_FOREIGN)
        if route.meant in IDEOGRAPHIC:
            saved -= _strays(text)
        if saved < LEAST:
            continue
        unheard = 0.0
        if lost is not None:
            known = lost[start:end] == 0
            unheard = float((weighed.raw[steps] - gains)[start:end][known].sum())
        result.append(Reversal(low, high, text, saved, (route,), gaps, unheard=unheard))
    return result
