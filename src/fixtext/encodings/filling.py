"""Filling holes: of several ways to fill each gap in a text, those that make it most probable.

Gaps that stand apart are decided all at once; in gaps that stand close together each choice is
context for the next, so a beam of the best choices goes from gap to gap. One call of the model
serves the n-th gap of every group of the text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.language import Model

__all__ = ["Filling", "Gap", "fill"]

_CONTEXT = 3
_BEAM = 12
_MOST_GROUPS = 512

_Codes = NDArray[np.uint32]


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A gap between two known stretches: what may stand there, each a tuple of code points.

    ``penalties`` are bits that an option costs beyond what the model says.
    """

    options: tuple[tuple[int, ...], ...]
    penalties: tuple[float, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Filling:
    """The option chosen for a gap, its posterior probability, and the runners-up with theirs."""

    option: tuple[int, ...]
    probability: float
    others: tuple[tuple[tuple[int, ...], float], ...]


@dataclasses.dataclass(slots=True)
class _Beam:
    """The best ways through a group so far."""

    costs: list[float]
    contexts: list[tuple[int, ...]]
    choices: list[tuple[int, ...]]


def fill(model: Model, known: Sequence[_Codes], gaps: Sequence[Gap]) -> list[Filling]:
    """The best filling of each gap; ``known`` are the stretches around them, one more than gaps.

    Linear in the number of gaps.
    """
    groups = _groups(known, len(gaps))
    result: list[Filling] = []
    for first in range(0, len(groups), _MOST_GROUPS):
        result += _fill_groups(model, known, gaps, groups[first : first + _MOST_GROUPS])
    return result


def _groups(known: Sequence[_Codes], count: int) -> list[range]:
    """Runs of gaps with fewer than three known characters between them."""
    groups: list[range] = []
    start = 0
    for index in range(1, count + 1):
        if index == count or known[index].size >= _CONTEXT:
            groups.append(range(start, index))
            start = index
    return groups


def _fill_groups(
    model: Model, known: Sequence[_Codes], gaps: Sequence[Gap], groups: Sequence[range]
) -> list[Filling]:
    beams = [_Beam([0.0], [_before(known, group[0])], [()]) for group in groups]
    for turn in range(max(map(len, groups))):
        active = [i for i, group in enumerate(groups) if turn < len(group)]
        _step(model, known, gaps, [(groups[i][turn], beams[i]) for i in active])
    return [
        filling
        for group, beam in zip(groups, beams, strict=True)
        for filling in _decide(gaps, group, beam)
    ]


def _before(known: Sequence[_Codes], gap: int) -> tuple[int, ...]:
    context = [10] * _CONTEXT + known[gap][-_CONTEXT:].tolist()
    return tuple(context[-_CONTEXT:])


def _step(
    model: Model,
    known: Sequence[_Codes],
    gaps: Sequence[Gap],
    turns: Sequence[tuple[int, _Beam]],
) -> None:
    """One more gap of every group: all options after all ways so far, weighed in one call."""
    rows: list[int] = []
    lengths: list[int] = []
    for gap, beam in turns:
        behind = tuple(known[gap + 1][:_CONTEXT].tolist())
        for context in beam.contexts:
            for option in gaps[gap].options:
                row = (*context, *option, *behind)
                rows += row
                lengths.append(len(row))
    ends = np.cumsum(lengths)
    sums = np.concatenate(([0.0], np.cumsum(model.score(np.array(rows, np.uint32)), dtype=float)))
    costs = (sums[ends] - sums[ends - np.array(lengths) + _CONTEXT]).tolist()
    position = 0
    for gap, beam in turns:
        size = len(beam.contexts) * len(gaps[gap].options)
        _extend(beam, gaps[gap], known[gap + 1], costs[position : position + size])
        position += size


def _extend(beam: _Beam, gap: Gap, behind: _Codes, costs: Sequence[float]) -> None:
    """Keep the best ways through the gap that was just weighed."""
    count = len(gap.options)
    totals = [
        beam.costs[index // count] + cost + gap.penalties[index % count]
        for index, cost in enumerate(costs)
    ]
    best = sorted(range(len(totals)), key=totals.__getitem__)[:_BEAM]
    tail = tuple(behind[:_CONTEXT].tolist())
    beam.contexts = [
        (*beam.contexts[i // count], *gap.options[i % count], *tail)[-_CONTEXT:] for i in best
    ]
    beam.choices = [(*beam.choices[i // count], i % count) for i in best]
    beam.costs = [totals[i] for i in best]


def _decide(gaps: Sequence[Gap], group: range, beam: _Beam) -> list[Filling]:
    """The best way through a group, with the probability of each choice among the ways kept."""
    least = beam.costs[0]
    weights = [2.0 ** (least - cost) for cost in beam.costs]
    total = sum(weights)
    result = []
    for turn, gap in enumerate(group):
        shares: dict[int, float] = {}
        for choices, weight in zip(beam.choices, weights, strict=True):
            shares[choices[turn]] = shares.get(choices[turn], 0.0) + weight / total
        chosen = beam.choices[0][turn]
        options = gaps[gap].options
        others = sorted(((s, c) for c, s in shares.items() if c != chosen), reverse=True)
        runners_up = tuple((options[choice], share) for share, choice in others[:4])
        result.append(Filling(options[chosen], shares[chosen], runners_up))
    return result
