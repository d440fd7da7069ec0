"""Weighing: on which stretches of a text an attempt saves bits, and how many."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.attempts import LEAST, Attempt
from fixtext.encodings.codecs import codec, stray_bytes
from fixtext.encodings.edges import IMPOSSIBLE
from fixtext.encodings.filling import AllFilled, Filled
from fixtext.encodings.lattice import REPLACEMENT, unknown_among
from fixtext.encodings.routes import LATIN, Route
from fixtext.findings import Candidate, Inference
from fixtext.scan import text_of

__all__ = [
    "BESIDE_LOST",
    "IDEOGRAPHIC",
    "KNOWN_TO_LOST",
    "LOST",
    "MOST_FROM_STRANGERS",
    "Reading",
    "Reversal",
    "Weighed",
    "lenient_gains",
    "letters_for_letters",
    "weigh",
]

LOST, BESIDE_LOST = 7.0, 2.5
"""Bits by which a byte that makes no character is held against a reading, before it is filled; and
one that is known, where the byte that it belongs to is lost."""
_MOST = 24.0
_SAME = 3.0
"""Bits by which an ASCII character that stays what it is may speak for or against a reading."""
_NO_TEXT, _TAGS = 0x40000, (0xE0000, 0xE01EF)
"""Planes from which on nothing but these is assigned, or all is private: any four bytes are it."""
MOST_FROM_STRANGERS = 20.0
"""Bits that letters tell at most that are foreign to the language of the others."""
IDEOGRAPHIC = ("gbk", "big5", "shift_jis", "euc-jp", "euc-kr")
KNOWN_TO_LOST = 1.75
"""Known bytes for each lost one, from which on they leave little choice."""

_NOTHING = np.empty(0, np.uint32)
_NOTHING_FILLED = AllFilled()

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]
_Number = TypeVar("_Number", np.int32, np.int64, np.float64)


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
    fillings: AllFilled = _NOTHING_FILLED
    unheard: float = 0.0
    """Bits that the model sees in it and that were left out of account."""
    raw: float = 0.0
    """The bits before what the document says for and against them was counted in."""
    rivals: Callable[[], tuple[Reading, ...]] | None = None
    """Makes the other readings of the whole stretch, before anything was trimmed off; few ask."""
    cut: tuple[_Codes, _Codes] = (_NOTHING, _NOTHING)
    """What was trimmed off at its ends."""
    within: Callable[[], Reversal | None] | None = None
    """What the same is with its edges where they fit best, if that is elsewhere; not asked of all,
    since it takes a second look."""
    shift: int = 0
    """How much further on it is than where it was found."""

    def moved(self, by: int) -> Reversal:
        """The same stretch, so many code points further on."""
        return dataclasses.replace(
            self, start=self.start + by, end=self.end + by, shift=self.shift + by
        )

    def settled(self) -> Reversal:
        """The stretch with its edges where they fit best."""
        within = self.within() if self.within else None
        return within.moved(self.shift) if within else self

    def changes(self, codes: _Codes) -> tuple[int, int]:
        """Where what it changes begins and ends in a text of these codes."""
        part = codes[self.start : self.end]
        before, behind = self._same(part)
        return self.start + before, self.end - behind

    def _same(self, codes: _Codes) -> tuple[int, int]:
        """How much stays as it is at its beginning and at its end; ``codes`` are its own."""
        size = min(codes.size, self.codes.size)
        if not size:
            return 0, 0
        before = behind = 0
        if codes[0] == self.codes[0]:  # which of most it is not
            before = _alike(codes[:size], self.codes[:size])
            size -= before
        if size and codes[-1] == self.codes[-1]:
            behind = _alike(codes[::-1][:size], self.codes[::-1][:size])
        return before, behind

    def trimmed(self, codes: _Codes) -> Reversal:
        """Without what stays as it is at its ends; ``codes`` are those of the stretch."""
        before, behind = self._same(codes)
        if not (before or behind or self.cut[0].size or self.cut[1].size):
            return self
        end = self.codes.size - behind
        return dataclasses.replace(
            self,
            start=self.start + before,
            end=self.end - behind,
            codes=self.codes[before:end],
            fillings=self.fillings.moved(-before),
            cut=(self.codes[:before], self.codes[end:]),
        )

    @property
    def account(self) -> str:
        """What happened, in words, in the order in which it happened."""
        words = "; then ".join(route.account for route in reversed(self.routes))
        if self.gaps:
            changed = any(route.then for route in self.routes)
            words += "; that leaves a choice" if changed else "; bytes were lost"
            words += f" in {self.gaps} place{'s' if self.gaps > 1 else ''}"
        return words

    @property
    def proven(self) -> _Codes:
        """The restored code points, U+FFFD where the bytes leave a choice."""
        return self.marked([gap for gap, one in enumerate(self.fillings) if not one.proven]).codes

    def marked(self, gaps: Sequence[int]) -> Reversal:
        """The same with U+FFFD for what was put in for some of its gaps, by their numbers."""
        # what stayed as it was at an end of the stretch is no part of it any more
        places = np.clip(self.fillings.places, 0, self.codes.size)
        sizes = places[:, 1] - places[:, 0]
        size_of_each = sizes.copy()
        which = np.array(gaps, np.int64)
        size_of_each[which] = 1
        grown = np.concatenate(([0], np.cumsum(size_of_each - sizes)))
        starts = places[:, 0] + grown[:-1]
        kept = np.ones(self.codes.size, np.bool_)
        kept[rows_of(*places[which].T)] = False
        is_mark = np.zeros(self.codes.size + int(grown[-1]), np.bool_)
        is_mark[starts[which]] = True
        codes = np.full(is_mark.size, REPLACEMENT, np.uint32)
        codes[~is_mark] = self.codes[kept]
        fillings = self.fillings.at(np.stack((starts, starts + size_of_each), axis=1))
        return dataclasses.replace(self, codes=codes, fillings=fillings)

    def refilled(self, with_what: Callable[[Filled], _Codes]) -> Reversal:
        """The same with other code points put in for its gaps."""
        pieces: list[_Codes] = []
        spans: list[tuple[int, int]] = []
        position = size = 0
        for filled in self.fillings:
            known = self.codes[position : filled.start]
            put_in = with_what(filled)
            pieces += (known, put_in)
            size += known.size + put_in.size
            spans.append((size - put_in.size, size))
            position = filled.end
        pieces.append(self.codes[position:])
        fillings = AllFilled.of(spans, [filled.filling for filled in self.fillings])
        return dataclasses.replace(self, codes=np.concatenate(pieces), fillings=fillings)

    def inferences(self) -> tuple[Inference, ...]:
        """What was guessed, with its posterior probability and the runners-up."""
        return tuple(filled.inference(self.codes) for filled in self.fillings)

    def candidates(self) -> tuple[Candidate, ...]:
        """Other readings of the stretch, the most probable first."""
        before, behind = self.cut
        readings = self.rivals() if self.rivals else ()
        best = max([self.bits, *(reading.bits for reading in readings)])
        total = sum(2.0 ** (reading.bits - best) for reading in readings)
        total += 2.0 ** (self.bits - best)
        result: list[Candidate] = []
        for reading in readings:
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


def covered(size: int, stretches: Iterable[Reversal]) -> NDArray[np.bool_]:
    """Which characters of a text of so many are in one of these stretches, shape (size,)."""
    inside = np.zeros(size, np.bool_)
    for one in stretches:  # of which few overlap
        inside[one.start : one.end] = True
    return inside


def _alike(these: _Codes, those: _Codes) -> int:
    """How many codes are the same before the first that are not."""
    other = these != those
    return int(np.argmax(other)) if other.any() else int(these.size)


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """An attempt with what each step of it gains, a step being from one place to the next.

    ``both`` are new characters that begin where an old one does, ``old`` are those old ones;
    ``lost`` counts the bytes that make no character in a step, ``doubt`` is what is held against
    them; ``raw`` are the gains before some were left out of account.
    """

    attempt: Attempt
    cost: float
    both: _Places
    old: _Places
    as_it_is: _Bits
    raw: _Bits
    gains: _Bits
    lost: _Places | None
    doubt: _Bits | None

    @property
    def least(self) -> float:
        """What a stretch must gain to be considered, beyond what all must."""
        return 0.0 if letters_for_letters(self.attempt.route) else self.cost


def weigh(attempt: Attempt, score: _Bits, cost: float, *, always: bool = False) -> Weighed | None:
    """What an attempt gains where; None if that is too little anywhere, but with ``always``."""
    shown, new = attempt.shown, attempt.decoding
    old = shown.place[new.offsets]
    both = (old >= 0).nonzero()[0]
    old = old[both]
    as_it_is = _steps(shown.bits[old])
    gains = as_it_is - _steps(_sums(score)[both])
    least = LEAST + cost - (MOST_FROM_STRANGERS if letters_for_letters(attempt.route) else 0.0)
    escaped = stray_bytes(new.codes)
    any_lost = bool(escaped.any())
    enough = always or np.maximum(gains, 0.0).sum() >= max(least, LEAST)
    is_lossy = any_lost and attempt.route.meant == "utf-8" and shown.laid.holes.any()
    if not (enough or is_lossy):
        return None
    first, shown_first = new.codes[both[:-1]], shown.codes[np.minimum(old[:-1], shown.size - 1)]
    raw = gains.copy()
    unchanged = (first < 0x80) & (first == shown_first)
    np.maximum(gains, -_SAME, out=gains, where=unchanged)
    np.minimum(gains, _SAME, out=gains, where=unchanged)
    # a character that stands in a row counts once: the second is no further evidence; in
    # double-byte text two that are alike may be halves of others
    again = shown_first == shown.codes[np.maximum(old[:-1], 1) - 1]
    again[0] = False
    if not codec(attempt.route.meant).single:
        again[1:] &= first[1:] == first[:-1]
    np.minimum(gains, 0.0, out=gains, where=again)
    if first.max() >= _NO_TEXT:
        no_text = (first >= _NO_TEXT) & ((first < _TAGS[0]) | (first > _TAGS[1]))
        np.minimum(gains, 0.0, out=gains, where=no_text)
    missing = new.codes == 0
    if missing.any():
        gains[_within(missing, both) > 0] = IMPOSSIBLE
    if not any_lost:
        return Weighed(attempt, cost, both, old, as_it_is, raw, gains, None, None)
    lost = _within(escaped, both)
    holes = _within(unknown_among(shown.laid, new), both)
    doubt = np.where(holes > 0, LOST * holes + BESIDE_LOST * (lost - holes), LOST * lost)
    weighed = Weighed(attempt, cost, both, old, as_it_is, raw, gains, lost, doubt)
    if not enough:
        lenient = lenient_gains(weighed)
        enough = np.maximum(lenient, 0.0).sum() >= max(least, LEAST)
    return weighed if enough else None


def letters_for_letters(route: Route) -> bool:
    """Whether a route only takes letters of the Latin script for others."""
    return route.meant in LATIN and route.read in LATIN


def _within(which: NDArray[np.bool_], both: _Places) -> _Places:
    """How many characters that are so lie in each step from one common beginning to the next."""
    sums = np.zeros(which.size + 1, np.int32)
    which.cumsum(dtype=np.int32, out=sums[1:])
    counts: _Places = _steps(sums.take(both)).astype(np.int64)
    return counts


def _sums(each: _Bits) -> _Bits:
    """The sum in front of each number, and of all."""
    sums = np.zeros(each.size + 1)
    each.cumsum(out=sums[1:])
    return sums


def _steps(sums: NDArray[_Number]) -> NDArray[_Number]:
    """As ``np.diff``, which takes three times as long where there are few."""
    steps: NDArray[_Number] = sums[1:] - sums[:-1]
    return steps


def lenient_gains(weighed: Weighed, steps: slice = slice(None)) -> _Bits:
    """The gains where bytes that make no character count as lost, not as impossible."""
    gains = weighed.gains[steps]
    if weighed.lost is None or weighed.doubt is None:
        return gains
    lenient = np.minimum(weighed.as_it_is[steps], _MOST) - weighed.doubt[steps]
    return np.where(weighed.lost[steps] > 0, lenient, gains)
