"""The best few ways through the gaps of a text, from gap to gap, and what they say of each option.

In gaps that stand close together each choice is context for the next, so a beam of the best choices
goes from gap to gap. One call of the model serves the n-th gap of every group of the text; compiled
code goes through one group after the other.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.as_it_is import rows_of
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, NEWLINE

__all__ = ["BEAM", "Gaps", "Shares", "flat", "shares_of", "starts_of"]

BEAM = 12
"""Ways that are followed."""
_LONGEST_GROUP = 24

_Codes = NDArray[np.uint32]
_Bits = NDArray[np.float64]
_Places = NDArray[np.int64]
_Which = NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a text as arrays: the known ``text``, and what may stand between its pieces.

    ``text_ends`` is where each piece ends, one more than there are gaps. Of the distinct gaps,
    ``kinds`` says which each one is, ``kind_ends`` where their options end among all;
    ``options`` are the code points of these, which end at ``option_ends``, and ``penalties`` the
    bits that they cost beyond what the model says.
    """

    text: _Codes
    text_ends: _Places
    kinds: _Places
    kind_ends: _Places
    options: _Codes
    option_ends: _Places
    penalties: _Bits

    def first(self) -> _Which:
        """Which gaps begin a group.

        A group is a run of gaps with fewer than three known characters between, not a long one.
        """
        apart = np.diff(self.text_ends[:-1], prepend=self.text_ends[:1] - CONTEXT) >= CONTEXT
        starts = np.flatnonzero(apart)
        places = np.arange(apart.size)
        inside = places - starts[np.cumsum(apart) - 1] if apart.size else places
        first: _Which = inside % _LONGEST_GROUP == 0
        return first

    def chosen(self, best: _Places) -> tuple[_Codes, _Places]:
        """The code points of one option of each gap, one behind the other, and their sizes."""
        option = starts_of(self.kind_ends, self.kinds) + best
        begin = starts_of(self.option_ends, option)
        sizes = self.option_ends[option] - begin
        return self.options[rows_of(begin, begin + sizes)], sizes

    def paid(self, best: _Places) -> _Bits:
        """What one option of each gap costs beyond what the model says."""
        paid: _Bits = self.penalties[starts_of(self.kind_ends, self.kinds) + best]
        return paid


@dataclasses.dataclass(frozen=True, slots=True)
class Shares:
    """How probable the options of each gap are, the most probable first.

    ``options`` are numbers of them and ``shares`` their probabilities, both of shape (gaps, BEAM);
    of each row, so many as ``kept`` says are filled.
    """

    options: _Places
    shares: _Bits
    kept: _Places


@dataclasses.dataclass(frozen=True, slots=True)
class _Ways:
    """The best ways through each gap so far, the best first, in rows of BEAM.

    ``parents`` is the way through the gap before that one goes on from, ``choices`` the option;
    ``counts`` is how many each gap has, and ``first`` which begin a group.
    """

    costs: _Bits
    parents: _Places
    choices: _Places
    counts: _Places
    first: _Which

    @classmethod
    def none(cls, first: _Which) -> _Ways:
        shape = first.size, BEAM
        parents, choices = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        return cls(np.zeros(shape), parents, choices, np.zeros(first.size, np.int64), first)


def shares_of(model: Model, gaps: Gaps) -> Shares:
    """How probable the options of each gap are among the best ways through all of them."""
    first = gaps.first()
    ways = _Ways.none(first)
    shares = Shares(
        np.zeros_like(ways.choices), np.zeros_like(ways.costs), np.zeros_like(ways.counts)
    )
    if model.scorer is None:
        _go_through(model, gaps, ways)
        _go_back(ways, _weights(ways), shares)
        return shares
    model.scorer.best_ways(
        gaps.text,
        gaps.text_ends,
        first,
        gaps.kinds,
        gaps.kind_ends,
        gaps.options,
        gaps.option_ends,
        gaps.penalties,
        ways.costs,
        ways.parents,
        ways.choices,
        ways.counts,
    )
    compiled.marginals(
        ways.parents,
        ways.choices,
        ways.counts,
        first,
        _weights(ways),
        shares.options,
        shares.shares,
        shares.kept,
    )
    return shares


def _weights(ways: _Ways) -> _Bits:
    """The probability of each way through the last gap of a group; 0 for those of the others."""
    last = np.append(ways.first[1:], True)
    kept = np.arange(BEAM) < ways.counts[last, None]
    costs = ways.costs[last]
    shares = np.exp2(np.where(kept, costs[:, :1] - costs, -np.inf))
    total = shares[:, 0].copy()
    for rank in range(1, BEAM):
        total += shares[:, rank]
    weights = np.zeros_like(ways.costs)
    weights[last] = shares / total[:, None]
    return weights


def _go_through(model: Model, gaps: Gaps, ways: _Ways) -> None:
    """Enter the best ways, with one call of the model for the n-th gap of every group."""
    starts = np.flatnonzero(ways.first)
    lengths = np.diff(starts, append=ways.first.size)
    context = np.array([_before(gaps, gap) for gap in starts.tolist()], np.uint32)
    context = context.reshape(-1, CONTEXT)
    paid, rank = np.zeros(starts.size), np.zeros(starts.size, np.int64)
    of_group = np.arange(starts.size)
    for turn in range(int(lengths.max(initial=0))):
        going = lengths[of_group] > turn
        of_group, context, paid, rank = of_group[going], context[going], paid[going], rank[going]
        gap = starts[of_group] + turn
        rows = _rows(gaps, gap, context)
        costs = _costs(model, rows) + (paid[rows.way] + gaps.penalties[rows.option])
        order = np.lexsort((costs, of_group[rows.way]))
        ranked = of_group[rows.way][order]
        begins = np.flatnonzero(np.diff(ranked, prepend=-1))
        places = np.arange(order.size) - np.repeat(begins, np.diff(begins, append=order.size))
        order, places = order[places < BEAM], places[places < BEAM]
        way, end = rows.way[order], rows.ends[order]
        at = gap[way], places
        ways.costs[at] = costs[order]
        ways.parents[at] = rank[way]
        ways.choices[at] = rows.option[order] - starts_of(gaps.kind_ends, gaps.kinds[gap[way]])
        np.add.at(ways.counts, gap[way], 1)
        of_group, paid, rank = of_group[way], costs[order], places
        context = np.stack([rows.codes[end - CONTEXT + offset] for offset in range(CONTEXT)], 1)


def _before(gaps: Gaps, gap: int) -> list[int]:
    """The three characters before a gap, the first ones of a text behind line ends."""
    start = int(gaps.text_ends[gap - 1]) if gap else 0
    known: list[int] = gaps.text[start : int(gaps.text_ends[gap])][-CONTEXT:].tolist()
    return [NEWLINE] * (CONTEXT - len(known)) + known


def starts_of(ends: _Places, index: _Places) -> _Places:
    """Where some of the pieces begin that end one behind the other at these places.

    >>> starts_of(np.array([3, 5, 9]), np.array([0, 2])).tolist()
    [0, 5]
    """
    starts: _Places = np.where(index > 0, ends[np.maximum(index - 1, 0)], 0)
    return starts


@dataclasses.dataclass(frozen=True, slots=True)
class _Rows:
    """Every option behind every way: three characters, the option, and what is known behind it.

    ``ends`` is where each row ends, ``starts`` where what it adds begins.
    """

    codes: _Codes
    starts: _Places
    ends: _Places
    way: _Places
    option: _Places


def _rows(gaps: Gaps, gap: _Places, context: _Codes) -> _Rows:
    """All options of the gaps behind ways with these contexts."""
    kind = gaps.kinds[gap]
    first = starts_of(gaps.kind_ends, kind)
    numbers = gaps.kind_ends[kind] - first
    way = np.repeat(np.arange(gap.size), numbers)
    option = rows_of(first, first + numbers)
    begin = starts_of(gaps.option_ends, option)
    sizes = gaps.option_ends[option] - begin
    known = gaps.text_ends[gap]
    room = np.minimum(gaps.text_ends[gap + 1] - known, CONTEXT)[way]
    ends = np.cumsum(CONTEXT + sizes + room)
    starts = ends - sizes - room
    codes = np.empty(int(ends[-1]) if ends.size else 0, np.uint32)
    for offset in range(CONTEXT):
        codes[starts - CONTEXT + offset] = context[way, offset]
    codes[rows_of(starts, starts + sizes)] = gaps.options[rows_of(begin, begin + sizes)]
    codes[rows_of(ends - room, ends)] = gaps.text[rows_of(known[way], known[way] + room)]
    return _Rows(codes, starts, ends, way, option)


def _costs(model: Model, rows: _Rows) -> _Bits:
    """What each row adds; exact, since all are eighths of a bit."""
    sums = np.concatenate(([0.0], np.cumsum(model.score(rows.codes), dtype=np.float64)))
    costs: _Bits = sums[rows.ends] - sums[rows.starts]
    return costs


def _go_back(ways: _Ways, weights: _Bits, shares: Shares) -> None:
    """Enter how probable the options of each gap are, from the last of every group to the first."""
    starts = np.flatnonzero(ways.first)
    lengths = np.diff(starts, append=ways.first.size)
    last = starts + lengths - 1
    group, at = np.nonzero(np.arange(BEAM) < ways.counts[last, None])
    weight = weights[last[group], at]
    for back in range(int(lengths.max(initial=0))):
        going = lengths[group] > back
        group, at, weight = group[going], at[going], weight[going]
        gap = last[group] - back
        _add_up(shares, gap, ways.choices[gap, at], weight)
        at = ways.parents[gap, at]


def _add_up(shares: Shares, gap: _Places, choice: _Places, weight: _Bits) -> None:
    """Enter the weights of some ways, added up by gap and option in their order."""
    order = np.lexsort((choice, gap))
    gap, choice, weight = gap[order], choice[order], weight[order]
    new = (np.diff(gap, prepend=-1) != 0) | (np.diff(choice, prepend=-1) != 0)
    total = np.bincount(np.cumsum(new) - 1, weight)
    gap, choice = gap[new], choice[new]
    order = np.lexsort((-total, gap))
    gap, choice, total = gap[order], choice[order], total[order]
    begins = np.flatnonzero(np.diff(gap, prepend=-1))
    sizes = np.diff(begins, append=gap.size)
    at = gap, np.arange(gap.size) - np.repeat(begins, sizes)
    shares.options[at] = choice
    shares.shares[at] = total
    shares.kept[gap[begins]] = sizes


def flat(pieces: Sequence[_Codes]) -> tuple[_Codes, _Places]:
    """Pieces of code points one behind the other, and where each ends; there is at least one.

    >>> flat([np.array([1, 2]), np.array([3])])
    (array([1, 2, 3]), array([2, 3]))
    """
    ends = np.fromiter(itertools.accumulate(map(len, pieces)), np.int64, len(pieces))
    return np.concatenate(pieces), ends
