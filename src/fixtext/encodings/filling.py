"""Filling holes: of several ways to fill each gap in a text, those that make it most probable.

Gaps that stand apart are decided all at once; in gaps that stand close together each choice is
context for the next, so a beam of the best choices goes from gap to gap. One call of the model
serves the n-th gap of every group of the text.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.language import Model
from fixtext.scan import text_of
from fixtext.types import Candidate, Inference

__all__ = ["Filled", "Filling", "Gap", "fill"]

_CONTEXT = 3
_BEAM = 12
_LONGEST_GROUP = 24
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
    def rows(self) -> tuple[_Codes, _Places]:
        """Each option with room for three characters before and behind it, and where it ends."""
        room = (10,) * _CONTEXT
        codes: list[int] = []
        ends: list[int] = []
        for option in self.options:
            codes += (*room, *option, *room)
            ends.append(len(codes) - _CONTEXT)
        return np.array(codes, np.uint32), np.array(ends, np.int64)

    @functools.cached_property
    def costs(self) -> _Bits:
        """The penalties as an array."""
        return np.array(self.penalties)

    @functools.cached_property
    def sizes(self) -> _Places:
        """How many code points each option has."""
        return np.array([len(option) for option in self.options], np.int64)


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Ways:
    """The best ways through each group so far, those of a group together, the best first.

    ``parent`` is the way through the gap before that one goes on from, ``choice`` the option.
    """

    group: _Places
    cost: _Bits
    context: _Codes
    parent: _Places
    choice: _Places


def fill(model: Model, known: Sequence[_Codes], gaps: Sequence[Gap]) -> list[Filling]:
    """The best filling of each gap; ``known`` are the stretches around them, one more than gaps.

    Linear in the number of gaps.
    """
    if not gaps:
        return []
    groups = sorted(_groups(known, len(gaps)), key=len, reverse=True)
    lengths = np.array([len(group) for group in groups])
    first = np.array([_before(known, group[0]) for group in groups], np.uint32)
    none = np.arange(len(groups), dtype=np.int64)
    ways = _Ways(none, np.zeros(len(groups)), first, none, none)
    turns: list[_Ways] = []
    for turn in range(int(lengths[0])):
        going = int(np.count_nonzero(lengths > turn))  # the longest groups come first
        active = [group[turn] for group in groups[:going]]
        ways = _step(model, known, [gaps[gap] for gap in active], active, ways)
        turns.append(ways)
    chosen: dict[int, Filling] = {}
    for turn, marginals in _marginals(turns, lengths):
        for group, options, shares in marginals:
            gap = groups[group][turn]
            chosen[gap] = _filling(gaps[gap], options, shares)
    return [chosen[gap] for gap in range(len(gaps))]


def _groups(known: Sequence[_Codes], count: int) -> list[range]:
    """Runs of gaps with fewer than three known characters between them, of bearable length."""
    groups: list[range] = []
    start = 0
    for index in range(1, count + 1):
        apart = index == count or known[index].size >= _CONTEXT
        if apart or index - start >= _LONGEST_GROUP:
            groups.append(range(start, index))
            start = index
    return groups


def _before(known: Sequence[_Codes], gap: int) -> list[int]:
    context: list[int] = [10] * _CONTEXT + known[gap][-_CONTEXT:].tolist()
    return context[-_CONTEXT:]


def _step(
    model: Model,
    known: Sequence[_Codes],
    gaps: Sequence[Gap],
    places: Sequence[int],
    ways: _Ways,
) -> _Ways:
    """One more gap of every group: all options after all ways so far, weighed in one call."""
    kept = int(np.searchsorted(ways.group, len(gaps)))
    of_way = ways.group[:kept].tolist()
    rows = [gaps[group].rows for group in of_way]
    counts = np.array([ends.size for _, ends in rows], np.int64)
    codes = np.concatenate([codes for codes, _ in rows])
    shifts = np.cumsum([0, *(codes.size for codes, _ in rows)])[:-1]
    ends = np.concatenate([ends for _, ends in rows]) + np.repeat(shifts, counts)
    sizes = np.concatenate([gaps[group].sizes for group in of_way])
    behind = np.zeros((len(gaps), _CONTEXT), np.uint32)
    room = np.zeros(len(gaps), np.int64)
    for index, place in enumerate(places):
        piece = known[place + 1][:_CONTEXT]
        behind[index, : piece.size] = piece
        room[index] = piece.size
    group = np.repeat(ways.group[:kept], counts)
    parent = np.repeat(np.arange(kept), counts)
    for offset in range(_CONTEXT):
        codes[ends - sizes - _CONTEXT + offset] = ways.context[parent, offset]
        codes[ends + offset] = behind[group, offset]
    sums = np.concatenate(([0.0], np.cumsum(model.score(codes), dtype=np.float64)))
    ends = ends + room[group]
    costs = sums[ends] - sums[ends - room[group] - sizes]
    costs += ways.cost[parent] + np.concatenate([gaps[index].costs for index in of_way])
    return _best(codes, ends, group, parent, counts, costs)


def _best(
    codes: _Codes, ends: _Places, group: _Places, parent: _Places, counts: _Places, costs: _Bits
) -> _Ways:
    """Of all ways on, the best few of each group."""
    order = np.lexsort((costs, group))
    ranked = group[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=-1))
    rank = np.arange(order.size) - np.repeat(starts, np.diff(starts, append=order.size))
    order = order[rank < _BEAM]
    choice = np.arange(parent.size) - np.repeat(np.cumsum(counts) - counts, counts)
    context = np.stack([codes[ends[order] - _CONTEXT + offset] for offset in range(_CONTEXT)], 1)
    return _Ways(group[order], costs[order], context, parent[order], choice[order])


def _marginals(
    turns: Sequence[_Ways], lengths: _Places
) -> Iterator[tuple[int, Iterator[tuple[int, _Places, _Bits]]]]:
    """For each turn, latest first: each group's options by probability among the ways kept."""
    at = np.empty(0, np.int64)
    weight = np.empty(0)
    for turn in range(len(turns) - 1, -1, -1):
        ways = turns[turn]
        ending = np.flatnonzero(lengths[ways.group] == turn + 1)
        starts = np.flatnonzero(np.diff(ways.group[ending], prepend=-1))
        sizes = np.diff(starts, append=ending.size)
        least = np.repeat(ways.cost[ending][starts], sizes)
        shares = np.exp2(least - ways.cost[ending])
        shares /= np.repeat(np.add.reduceat(shares, starts), sizes) if starts.size else 1.0
        at = np.concatenate((at, ending))
        weight = np.concatenate((weight, shares))
        yield turn, _shares(ways.group[at], ways.choice[at], weight)
        at = ways.parent[at]


def _shares(group: _Places, choice: _Places, weight: _Bits) -> Iterator[tuple[int, _Places, _Bits]]:
    order = np.lexsort((choice, group))
    group, choice, weight = group[order], choice[order], weight[order]
    new = np.flatnonzero((np.diff(group, prepend=-1) != 0) | (np.diff(choice, prepend=-1) != 0))
    total = np.add.reduceat(weight, new)
    group, choice = group[new], choice[new]
    order = np.lexsort((-total, group))
    group, choice, total = group[order], choice[order], total[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1)).tolist()
    for start, end in zip(starts, [*starts[1:], group.size], strict=True):
        yield int(group[start]), choice[start:end], total[start:end]


def _filling(gap: Gap, options: _Places, shares: _Bits) -> Filling:
    ranked = list(zip(options[: _RUNNERS_UP + 1].tolist(), shares.tolist(), strict=False))
    (best, probability), *others = ranked
    chosen = gap.options[best]
    return Filling(
        chosen,
        probability,
        gap.penalties[best],
        _each(gap, chosen, options, shares),
        tuple((gap.options[option], share) for option, share in others),
    )


def _each(gap: Gap, chosen: tuple[int, ...], options: _Places, shares: _Bits) -> tuple[float, ...]:
    """The probability of each character of the option that was chosen."""
    each = [0.0] * len(chosen)
    for option, share in zip(options.tolist(), shares.tolist(), strict=True):
        other = gap.options[option]
        for place in range(len(chosen)) if len(other) == len(chosen) else (0,):
            if other[place : place + 1] == chosen[place : place + 1] != ():
                each[place] += share
    return tuple(each)
