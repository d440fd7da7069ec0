"""Filling holes: of several ways to fill each gap in a text, those that make it most probable.

What is probable is found for all gaps of a text at once (:mod:`beam`); a guess in all its detail is
made of that when it is asked for, which it seldom is.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.beam import Gaps, Shares, flat, shares_of, starts_of
from fixtext.findings import Candidate, Inference
from fixtext.language import Model
from fixtext.scan import text_of

__all__ = [
    "AllFilled",
    "Filled",
    "Filling",
    "Fillings",
    "Gap",
    "Spans",
    "arrays_of",
    "arrays_of_kinds",
    "fill",
    "fill_all",
]

_RUNNERS_UP = 4
_SURE = 0.999

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclasses.dataclass(frozen=True)
class Gap:
    """A gap between two known stretches: what may stand there, each a tuple of code points.

    ``penalties`` are bits that an option costs beyond what the model says.
    """

    options: tuple[tuple[int, ...], ...]
    penalties: tuple[float, ...]

    @functools.cached_property
    def flat(self) -> tuple[_Codes, _Places]:
        """The code points of all options, one behind the other, and how many each has."""
        sizes = np.array([len(option) for option in self.options], np.int64)
        return np.array([code for option in self.options for code in option], np.uint32), sizes

    @functools.cached_property
    def costs(self) -> _Bits:
        """The penalties as an array."""
        return np.array(self.penalties)


@dataclasses.dataclass(frozen=True, slots=True)
class Filling:
    """The option chosen for a gap, its posterior probability, and the runners-up with theirs.

    ``penalty`` is what the option costs beyond what the model says; ``each`` are the probabilities
    of its characters, each by itself: of the first whatever comes behind it, of the others among
    the options of as many characters.
    """

    option: tuple[int, ...]
    probability: float
    penalty: float
    each: tuple[float, ...]
    others: tuple[tuple[tuple[int, ...], float], ...]


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


class Spans:
    """Where some of many fillings begin and end in a text, of which few ask."""

    __slots__ = ("_ends", "_shift", "_starts", "_which")

    def __init__(self, starts: _Places, ends: _Places, which: slice, shift: int) -> None:
        self._starts, self._ends = starts, ends
        self._which, self._shift = which, shift

    def __len__(self) -> int:
        return int(self._which.stop - self._which.start)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        places = (each[self._which] - self._shift for each in (self._starts, self._ends))
        return zip(*(each.tolist() for each in places), strict=True)


_Part = tuple[int, Sequence[tuple[int, int]] | Spans, Sequence[Filling]]
"""How much further on the places are than they say; the places; and their fillings."""


class AllFilled(Sequence[Filled]):
    """Fillings, and where what was put in for them begins and ends; each made when asked for."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[_Part] = ()) -> None:
        self._parts = tuple(parts)

    @classmethod
    def of(cls, spans: Sequence[tuple[int, int]] | Spans, fillings: Sequence[Filling]) -> AllFilled:
        """As many fillings as there are places."""
        return cls([(0, spans, fillings)] if spans else [])

    @classmethod
    def joined(cls, several: Sequence[AllFilled]) -> AllFilled:
        """Those of several, one behind the other."""
        return cls([part for each in several for part in each._parts])

    def moved(self, by: int) -> AllFilled:
        """The same, so many code points further on."""
        return AllFilled([(shift + by, spans, fillings) for shift, spans, fillings in self._parts])

    @property
    def places(self) -> _Places:
        """Where each begins and ends, shape (n, 2), without that any is made."""
        every = [
            np.array(list(spans), np.int64).reshape(-1, 2) + shift
            for shift, spans, _ in self._parts
        ]
        return np.concatenate(every) if every else np.empty((0, 2), np.int64)

    def at(self, places: _Places) -> AllFilled:
        """The same, put in at other places, shape (n, 2)."""
        parts: list[_Part] = []
        first = 0
        for _, spans, fillings in self._parts:
            last = first + len(spans)
            parts.append((0, list(map(tuple, places[first:last].tolist())), fillings))
            first = last
        return AllFilled(parts)

    def those(self, indices: Iterable[int]) -> Iterator[Filled]:
        """Those at some ascending places, of which no others are made."""
        parts = iter(self._parts)
        first = last = 0
        for index in indices:
            while index >= last:
                shift, spans, fillings = next(parts)
                every = list(spans)
                first, last = last, last + len(every)
            start, end = every[index - first]
            yield Filled(start + shift, end + shift, fillings[index - first])

    def __len__(self) -> int:
        return sum(len(spans) for _, spans, _ in self._parts)

    @overload
    def __getitem__(self, index: int) -> Filled: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Filled]: ...
    def __getitem__(self, index: int | slice) -> Filled | Sequence[Filled]:
        """Those that are asked for; all are made for that."""
        return list(self)[index]

    def __iter__(self) -> Iterator[Filled]:
        for shift, spans, fillings in self._parts:
            for (start, end), filling in zip(spans, fillings, strict=True):
                yield Filled(start + shift, end + shift, filling)


class Fillings(Sequence[Filling]):
    """What most probably fills each of some gaps; each made when it is asked for."""

    def __init__(self, gaps: Sequence[Gap], shares: Shares, which: range | None = None) -> None:
        self._gaps = gaps
        self._shares = shares
        self._which = range(len(gaps)) if which is None else which

    @property
    def _rows(self) -> slice | list[int]:
        """Which rows of the arrays these are."""
        every = self._which == range(len(self._gaps))
        return slice(None) if every else list(self._which)

    @property
    def best(self) -> _Places:
        """Which option of each gap is the most probable."""
        best: _Places = self._shares.options[:, 0][self._rows]
        return best

    @property
    def probabilities(self) -> _Bits:
        """How probable these are."""
        probabilities: _Bits = self._shares.shares[:, 0][self._rows]
        return probabilities

    def of_characters(self, arrays: Gaps, gaps: _Places) -> _Bits:
        """How probable each character of the best options of some gaps is, in one row.

        As each :class:`Filling` says, and of all at once; ``arrays`` are those of all the gaps.
        """
        shares = self._shares
        first = starts_of(arrays.kind_ends, arrays.kinds[gaps])
        options = first[:, None] + shares.options[gaps]
        begins = starts_of(arrays.option_ends, options)
        sizes = arrays.option_ends[options] - begins
        row = np.repeat(np.arange(gaps.size), sizes[:, 0])
        place = rows_of(np.zeros(gaps.size, np.int64), sizes[:, 0])
        chosen = arrays.options[begins[row, 0] + place]
        each = np.zeros(row.size)
        for rank in range(shares.options.shape[1]):
            size = sizes[row, rank]
            told = (rank < shares.kept[gaps][row]) & (size > place)
            told &= (size == sizes[row, 0]) | (place == 0)
            told[told] = arrays.options[begins[row, rank][told] + place[told]] == chosen[told]
            each[told] += shares.shares[gaps, rank][row[told]]
        return each

    def __len__(self) -> int:
        return len(self._which)

    @overload
    def __getitem__(self, index: int) -> Filling: ...
    @overload
    def __getitem__(self, index: slice) -> Fillings: ...
    def __getitem__(self, index: int | slice) -> Filling | Fillings:
        """The filling of one gap, or those of several."""
        shares = self._shares
        if isinstance(index, slice):
            return Fillings(self._gaps, shares, self._which[index])
        index = self._which[index]
        kept = int(shares.kept[index])
        if not kept:
            raise ValueError("a gap that nothing fills")
        options = shares.options[index, :kept].tolist()
        return _filling(self._gaps[index], options, shares.shares[index, :kept].tolist())


def fill(model: Model, known: Sequence[_Codes], gaps: Sequence[Gap]) -> list[Filling]:
    """The best filling of each gap; ``known`` are the stretches around them, one more than gaps.

    Linear in the number of gaps.
    """
    return list(fill_all(model, gaps, arrays_of(known, gaps))) if gaps else []


def fill_all(model: Model, gaps: Sequence[Gap], arrays: Gaps) -> Fillings:
    """The same as what is made when it is asked for; ``arrays`` are those of the gaps."""
    return Fillings(gaps, shares_of(model, arrays))


def arrays_of(known: Sequence[_Codes], gaps: Sequence[Gap]) -> Gaps:
    """Gaps and the stretches around them as arrays; there is at least one gap."""
    distinct = {id(gap): gap for gap in gaps}
    numbers = {key: number for number, key in enumerate(distinct)}
    kinds = np.array([numbers[id(gap)] for gap in gaps], np.int64)
    return arrays_of_kinds(*flat(known), kinds, list(distinct.values()))


def arrays_of_kinds(
    text: _Codes, text_ends: _Places, kinds: _Places, distinct: Sequence[Gap]
) -> Gaps:
    """The same, of a text in pieces and gaps between them that are of some kinds."""
    sizes = np.concatenate([gap.flat[1] for gap in distinct])
    return Gaps(
        text,
        text_ends,
        kinds,
        np.cumsum([len(gap.options) for gap in distinct], dtype=np.int64),
        np.concatenate([gap.flat[0] for gap in distinct]),
        np.cumsum(sizes),
        np.concatenate([gap.costs for gap in distinct]),
    )


def _filling(gap: Gap, options: Sequence[int], shares: Sequence[float]) -> Filling:
    best, *others = options[: _RUNNERS_UP + 1]
    chosen = gap.options[best]
    return Filling(
        chosen,
        shares[0],
        gap.penalties[best],
        _each(gap, chosen, options, shares),
        tuple((gap.options[option], shares[rank]) for rank, option in enumerate(others, 1)),
    )


def _each(
    gap: Gap, chosen: tuple[int, ...], options: Sequence[int], shares: Sequence[float]
) -> tuple[float, ...]:
    """The probability of each character of the option that was chosen."""
    each = [0.0] * len(chosen)
    for option, share in zip(options, shares, strict=True):
        other = gap.options[option]
        for place in range(len(chosen)) if len(other) == len(chosen) else (0,):
            if other[place : place + 1] == chosen[place : place + 1] != ():
                each[place] += share
    return tuple(each)
