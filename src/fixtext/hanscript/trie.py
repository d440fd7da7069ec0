"""A double-array trie that numpy walks at every position of a text at once.

Phrases are strings of characters; each character of the trie's alphabet has a small number (its
*symbol*, 1 and up; 0 is any other character). A node is a slot of three parallel arrays: the
child of ``slot`` by ``symbol`` is ``base[slot] + symbol``, and is one only if ``check`` there
says ``slot``. The first character's slot is its symbol. J. Aoe, "An Efficient Digital Search
Algorithm by Using a Double-Array Structure", 1989.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.tables import REACH

__all__ = ["FIRST", "LENGTH", "Spans", "Trie", "compile_trie", "is_border", "leftmost", "words"]

LENGTH = 0x7F
"""Of what :func:`words` tells of a character: how long its phrase is. No phrase is longer."""
FIRST = 0x80
"""Of what it tells: the phrase begins here."""


@dataclasses.dataclass(frozen=True, slots=True)
class Spans:
    """Matches in a text: ``starts`` (int64, code points), ``lengths`` and ``payloads`` (int32)."""

    starts: NDArray[np.int64]
    lengths: NDArray[np.int32]
    payloads: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, keep: NDArray[np.bool_] | NDArray[np.int64]) -> Spans:
        return Spans(self.starts[keep], self.lengths[keep], self.payloads[keep])


@dataclasses.dataclass(frozen=True, slots=True)
class Trie:
    """Phrases with a payload each; ``symbols`` is a table over all of Unicode (uint16)."""

    symbols: NDArray[np.uint16]
    base: NDArray[np.int32]
    check: NDArray[np.int32]
    payload: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        alphabet: NDArray[np.uint32],
        base: NDArray[np.int32],
        check: NDArray[np.int32],
        payload: NDArray[np.int32],
    ) -> Trie:
        """The trie from the arrays that :func:`compile_trie` made."""
        symbols = np.zeros(REACH, np.uint16)
        symbols[alphabet] = np.arange(1, len(alphabet) + 1, dtype=np.uint16)
        return cls(symbols, base, check, payload)

    def phrase(self, slot: int) -> list[int]:
        """The symbols of the phrase that ends in a slot."""
        symbols = []
        while (before := int(self.check[slot])) >= 0:
            symbols.append(slot - int(self.base[before]))
            slot = before
        return [slot, *reversed(symbols)]

    def rows(self, count: int) -> NDArray[np.uint32]:
        """The symbols that phrases have in a row, so many and two at least: (count, rows)."""
        slots: NDArray[np.integer[Any]] = np.flatnonzero(self.check >= 0)
        result: list[NDArray[np.integer[Any]]] = []
        for _ in range(count - 1):
            before = self.check[slots]
            result = [each[before >= 0] for each in (slots - self.base[before], *result)]
            slots = before[before >= 0]
        inner = self.check[slots] >= 0
        own = np.where(inner, slots - self.base[self.check[slots]], slots)
        return np.stack([own, *result]).astype(np.uint32)

    def longest(self, codes: NDArray[np.uint32], starts: NDArray[np.bool_] | None = None) -> Spans:
        """The longest phrase at every position where there is one; they may overlap.

        ``codes`` are code points. Where ``starts`` is true a segment begins, and no phrase
        reaches over it.
        """
        symbols = self.symbols.take(codes, mode="clip")
        length = len(symbols)
        if length < 2:
            return _no_spans()
        slots = self.base.take(symbols[:-1])
        slots += symbols[1:]
        found = self.check.take(slots) == symbols[:-1]
        if starts is not None:
            found &= ~starts[1:]
        alive = np.flatnonzero(found)
        if not len(alive):
            return _no_spans()
        return self._deepen(symbols, alive, slots[alive], starts)

    def _deepen(
        self,
        symbols: NDArray[np.uint16],
        positions: NDArray[np.int64],
        slots: NDArray[np.int32],
        starts: NDArray[np.bool_] | None,
    ) -> Spans:
        """The longest phrases, from positions whose first two characters begin one."""
        payloads = self.payload.take(slots)
        lengths = np.where(payloads > 0, 2, 0).astype(np.int32)
        alive = np.arange(len(positions))
        for depth in range(2, min(len(symbols), LENGTH)):
            base = self.base.take(slots)
            going = np.flatnonzero((base != 0) & (positions[alive] + depth < len(symbols)))
            alive, slots, base = alive[going], slots[going], base[going]
            where = positions[alive] + depth
            following = base + symbols[where]
            good = self.check.take(following) == slots
            if starts is not None:
                good &= ~starts[where]
            alive, slots = alive[good], following[good]
            if not len(alive):
                break
            ending = self.payload.take(slots)
            final = ending > 0
            lengths[alive[final]] = depth + 1
            payloads[alive[final]] = ending[final]
        return Spans(positions, lengths, payloads)[lengths > 0]


def _no_spans() -> Spans:
    return Spans(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))


def leftmost(spans: Spans) -> Spans:
    """The spans that a scan from left to right takes: each first one that overlaps no earlier.

    ``spans`` are ordered by start, one a start. Spans that do not touch another are taken at
    once; Python looks only at runs of overlapping ones.
    """
    if len(spans) < 2:
        return spans
    ends = spans.starts + spans.lengths
    # A span is free of everything before it if it starts at or after the furthest end so far.
    furthest = np.maximum.accumulate(ends)
    begins = np.ones(len(spans), np.bool_)
    begins[1:] = spans.starts[1:] >= furthest[:-1]
    keep = begins.copy()
    crowded = np.flatnonzero(~begins)
    if not len(crowded):
        return spans
    # Only the second and later spans of a run need a decision.
    end = 0
    previous = -1
    starts_list = spans.starts[crowded].tolist()
    ends_list = ends[crowded].tolist()
    heads = ends[crowded - 1].tolist()
    is_second = begins[crowded - 1].tolist()
    for index, start, stop, head, second in zip(
        crowded.tolist(), starts_list, ends_list, heads, is_second, strict=True
    ):
        if second or index != previous + 1:
            end = head
        previous = index
        if start >= end:
            keep[index] = True
            end = stop
    return spans[keep]


def words(spans: Spans, count: int) -> NDArray[np.uint8]:
    """Which characters of a text of so many are in phrases that do not overlap; 0 for none.

    >>> spans = Spans(np.array([1]), np.array([2], np.int32), np.array([1], np.int32))
    >>> [(int(each) & LENGTH, bool(each & FIRST)) for each in words(spans, 4)]
    [(0, False), (2, True), (2, False), (0, False)]
    """
    steps = np.zeros(count + 1, np.int16)
    steps[spans.starts] += spans.lengths.astype(np.int16)
    steps[spans.starts + spans.lengths] -= spans.lengths.astype(np.int16)
    result: NDArray[np.uint8] = np.cumsum(steps[:-1]).astype(np.uint8)
    result[spans.starts] |= FIRST
    return result


def is_border(segments: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where phrases begin and where they end, as :func:`words` tells them: bool (n,)."""
    result = segments >= FIRST
    result[1:] |= (segments[1:] == 0) & (segments[:-1] != 0)
    return result


def compile_trie(
    phrases: Mapping[str, int],
) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Alphabet (uint32 code points), base, check and payload of phrases with payloads over 0.

    Every phrase has two characters or more. The same phrases give the same arrays.
    """
    counts = Counter(char for phrase in phrases for char in phrase)
    alphabet = sorted(counts, key=lambda char: (-counts[char], char))
    symbol = {char: number for number, char in enumerate(alphabet, 1)}
    children: list[dict[int, int]] = [{}]
    depths = [0]
    payloads = [0]
    for phrase in sorted(phrases):
        node = 0
        for depth, char in enumerate(phrase, 1):
            following = children[node].get(symbol[char])
            if following is None:
                following = len(children)
                children[node][symbol[char]] = following
                children.append({})
                depths.append(depth)
                payloads.append(0)
            node = following
        payloads[node] = phrases[phrase]
    return (
        np.array([ord(char) for char in alphabet], np.uint32),
        *_place(children, depths, payloads, len(alphabet)),
    )


def _place(
    children: list[dict[int, int]], depths: list[int], payloads: list[int], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Slots for all nodes, first fit; ``size`` is the number of symbols."""
    room = len(children) * 2 + 4 * size + 64
    base = np.zeros(room, np.int32)
    check = np.full(room, -1, np.int32)
    payload = np.zeros(room, np.int32)
    used = np.zeros(room, np.bool_)
    used[: size + 1] = True
    slot_of = {node: symbol for symbol, node in children[0].items()}
    # By depth, so that the slots that every position of a text asks for lie together.
    order = sorted(
        (node for node in range(1, len(children)) if children[node]),
        key=lambda node: (depths[node], -len(children[node]), node),
    )
    lowest = size + 1
    for node in order:
        symbols = np.array(sorted(children[node]), np.int64)
        while used[lowest]:
            lowest += 1
        offset = _first_fit(used, symbols, lowest, size)
        slot = slot_of[node]
        base[slot] = offset
        for symbol, child in children[node].items():
            place = offset + symbol
            slot_of[child] = place
            used[place] = True
            check[place] = slot
            payload[place] = payloads[child]
    # Reading past a base by the largest symbol must stay inside the arrays.
    length = int(base.max()) + size + 1
    return base[:length], check[:length], payload[:length]


def _first_fit(used: NDArray[np.bool_], symbols: NDArray[np.int64], lowest: int, size: int) -> int:
    """The smallest positive offset at which all of a node's children find free slots."""
    begin = max(lowest, int(symbols[0]) + 1)
    window = 256
    while True:
        free = begin + np.flatnonzero(~used[begin : begin + window])
        offsets = free - symbols[0]
        offsets = offsets[offsets + size < len(used)]
        for symbol in symbols[1:]:
            offsets = offsets[~used[offsets + symbol]]
            if not len(offsets):
                break
        if len(offsets):
            return int(offsets[0])
        begin, window = begin + window, window * 2
