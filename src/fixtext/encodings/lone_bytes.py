"""Ways to read the bytes of GBK of which some are not known, and the most probable of them.

For text that goes on one byte off: what byte was left alone is told by what it makes with the byte
before it, and with the next.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

import numpy as np

from fixtext.encodings.double_byte import FIRST, LAST, pair_of, pair_table
from fixtext.language import Model
from fixtext.readings import with_reading

__all__ = ["State", "by_known", "by_lone", "most_probable"]

_BEAM = 24
"""States that are gone on with."""
_LINE_START = (10, 10, 10)


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """A way to read the bytes so far; ``pending`` is a lead byte, -1 an unknown one, None none."""

    cost: float
    text: str
    pending: int | None
    last: int
    """The byte before the next, 0 if unknown."""
    lone: int
    """How many unknown bytes were read."""

    def then(self, pending: int | None, last: int) -> State:
        """The same with one byte more."""
        return State(self.cost, self.text, pending, last, self.lone)


def by_known(state: State, data: Sequence[int]) -> list[tuple[State, str]]:
    """The states after known bytes, each with the characters that came out.

    >>> start = State(0.0, "", None, 0, 0)
    >>> [out for _, out in by_known(start, "中a文".encode("gbk"))]
    ['中a文']
    """
    now = [(state, "")]
    for byte in data:
        following: list[tuple[State, str]] = []
        for at, out in now:
            if at.pending is None:
                if byte < 0x80:
                    following.append((at.then(None, byte), out + chr(byte)))
                elif FIRST <= byte <= LAST:
                    following.append((at.then(byte, byte), out))
                continue
            after = at.then(None, byte)
            following += [(after, out + character) for character in _pairs(at.pending, byte)]
        now = following
    return now


@functools.lru_cache(maxsize=65536)
def _pairs(lead: int, trail: int) -> tuple[str, ...]:
    """The characters of a pair, whose lead byte may be unknown (-1)."""
    leads = range(FIRST, LAST + 1) if lead < 0 else (lead,)
    codes = (int(pair_table()[lead, trail]) for lead in leads)
    return tuple(chr(code) for code in codes if code)


def by_lone(state: State, reading: str) -> list[tuple[State, str]]:
    """The states after one unknown byte, which makes a character of that reading with the last."""
    state = dataclasses.replace(state, lone=state.lone + 1)
    if reading:
        pairs = [pair_of(character) for character in with_reading(reading)]
        bytes_ = sorted({pair[1] for pair in pairs if pair and state.last in (0, pair[0])})
        return [grown for byte in bytes_ for grown in by_known(state, (byte,))]
    if state.pending is None:
        return [(state.then(-1, 0), "")]
    if state.pending < 0:
        return []
    after = state.then(None, 0)
    return [
        (after, character)
        for byte in range(0x80, LAST + 1)
        for character in _pairs(state.pending, byte)
    ]


def most_probable(model: Model, before: str, grown: Sequence[tuple[State, str]]) -> list[State]:
    """The best of the states, each charged for the characters that came out."""
    longest = max((len(out) for _, out in grown), default=0)
    contexts: list[tuple[int, ...]] = []
    characters: list[int] = []
    owner: list[int] = []
    for index, (state, out) in enumerate(grown):
        history = (*_LINE_START, *map(ord, before + state.text[-3:] + out))
        for offset in range(len(out), 0, -1):
            contexts.append(history[len(history) - offset - 3 : len(history) - offset])
            characters.append(history[len(history) - offset])
            owner.append(index)
    costs = np.array([state.cost for state, _ in grown])
    if longest:
        bits = model.cost(np.array(contexts, np.uint32), np.array(characters, np.uint32))
        np.add.at(costs, owner, bits)
    order = np.argsort(costs, kind="stable")[:_BEAM].tolist()
    return [
        dataclasses.replace(grown[i][0], cost=float(costs[i]), text=grown[i][0].text + grown[i][1])
        for i in order
    ]
