"""The parts of a text that are worth a look: what is surprising, with some text around."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.alphabets import has_vietnamese, mixed_lines
from fixtext.encodings.as_it_is import rows_of
from fixtext.encodings.candidates import Part
from fixtext.encodings.clearing import is_clear
from fixtext.encodings.gone_controls import CONTINUED, FEWEST, lacks_controls, may_begin, may_go_on
from fixtext.encodings.half_width_fields import half_width_fields
from fixtext.encodings.shared_kana import fields_of_euc_jp
from fixtext.encodings.surprise import Stretch, surprising
from fixtext.language.pair_screen import FIRST_WIDE
from fixtext.scan import Seen

__all__ = ["Block", "all_blocks", "blocks", "blocks_without_controls", "is_much", "is_much_of"]

_Codes = NDArray[np.uint32]

_AROUND = 12
_IN_LINE, _FEW_WIDE = 120, 2
_LARGEST = 2000
_MIXED = 10.0
_NO_TEXT = np.uint32(0xFFFFFFFF ^ sum(1 << code for code in b"\t\n\f\r\x0e\x0f\x1b"))
"""The controls that hardly stand in text, as bits: not line ends, shifts, escapes."""
_FEWEST_CONTROLS, _CONTROLS = 3, 0.03
"""So many of them, and such a share, are no text."""
_ENOUGH_TO_SAMPLE, _PART = 100, 0.05
"""Surprising characters, and their part of the text, from which on samples are looked at first."""
_MANY_PLACES = 16
"""Fewer odd words, with right text between them, are looked at one by one."""
_CORE = 2
"""Characters around what is surprising that belong to it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A part of the text; ``letters`` if only letters of Latin code pages can be wrong in it.

    ``bits`` is how surprising it is, and ``cores`` are what is so in it.
    """

    start: int
    end: int
    letters: bool
    bits: float
    cores: tuple[tuple[int, int], ...]

    @property
    def inside(self) -> list[tuple[int, int]]:
        """Where the cores lie in the block."""
        return [(low - self.start, high - self.start) for low, high in self.cores]

    def inside_of(self, part: slice) -> list[tuple[int, int]]:
        """Where the cores lie in a part of the text, as far as they do."""
        return [
            (max(low, part.start) - part.start, min(high, part.stop) - part.start)
            for low, high in self.cores
            if low < part.stop and part.start < high
        ]

    def cores_of(self, part: Part, start: int) -> list[Part]:
        """The cores, with a little text around, in a part of the text that begins at ``start``."""
        found: list[Part] = []
        for low, high in self.cores:
            core = slice(max(low - _CORE - start, 0), max(high + _CORE - start, 0))
            if part.codes[core].size:
                found.append(Part(part.codes[core], part.bits[core]))
        return found


def blocks(document: Document) -> list[Block]:
    """The parts of a document that are worth a look, ordered and not overlapping."""
    return document.recall(_with_bytes_and_without)[0]


def all_blocks(document: Document) -> list[Block]:
    """As :func:`blocks`, where some damage is proven: of a long text, more is worth a look then."""
    return _in_two(document, _blocks(document, proven=True))[0]


def blocks_without_controls(document: Document) -> list[Block]:
    """Parts that would be worth a look, had they not lost so much that nothing can be known."""
    return document.recall(_with_bytes_and_without)[1]


def _with_bytes_and_without(document: Document) -> tuple[list[Block], list[Block]]:
    return _in_two(document, _blocks(document, proven=False))


def _in_two(document: Document, every: list[Block]) -> tuple[list[Block], list[Block]]:
    """Some blocks, and apart those of UTF-8 that lost the C1 controls which its bytes were."""
    lacking = _lacking(document, every)
    kept = [block for block, lacks in zip(every, lacking, strict=True) if not lacks]
    return kept, list(itertools.compress(every, lacking))


def _lacking(document: Document, every: list[Block]) -> list[bool]:
    """Whether each of some blocks lost these."""
    if not every or not document.shows(Seen.LATIN):
        return [False] * len(every)
    texts = [document.codes[block.start : block.end] for block in every]
    whole = np.concatenate(texts)
    fewest = 1 if lacks_controls(whole) else FEWEST
    firsts = np.cumsum([0, *(codes.size for codes in texts[:-1])])
    begun = np.add.reduceat(may_begin(whole), firsts, dtype=np.int64)
    going_on = np.add.reduceat(may_go_on(whole), firsts, dtype=np.int64)
    may_be = (begun >= fewest) & (going_on >= CONTINUED * begun)
    return [
        lacks and lacks_controls(codes, fewest)
        for lacks, codes in zip(may_be.tolist(), texts, strict=True)
    ]


def is_much(places: Sequence[Block], size: int) -> bool:
    """Whether so much of a text of that size is surprising that samples of it tell of the rest."""
    whole = sum(block.end - block.start for block in places)
    cores = sum(high - low for block in places for low, high in block.cores)
    return is_much_of(len(places), whole, cores, size)


def is_much_of(places: int, whole: int, cores: int, size: int) -> bool:
    """As :func:`is_much`, of so many places by the characters in all of them, and in their cores.

    >>> is_much_of(3, 300, 20, 2000), is_much_of(3, 300, 200, 2000)
    (False, True)
    """
    few_words = places < _MANY_PLACES and 2 * cores < whole
    return whole > max(_ENOUGH_TO_SAMPLE, _PART * size) and not few_words


def _blocks(document: Document, *, proven: bool) -> list[Block]:
    if document.text.isascii() or is_clear(document, proven=proven):
        return []
    codes = document.codes
    beyond = document.beyond_ascii
    found = surprising(document, beyond, proven=proven)
    result = _parts(document, found[0], letters=False)
    weak = _parts(document, found[1], letters=True)
    for start, end in _mixed_lines(codes, result) if document.shows(Seen.LATIN) else ():
        last = min(end, start + _LARGEST)
        weak.append(Block(start, last, True, _MIXED, ((start, last),)))
    if weak:
        _add_apart(result, weak, codes.size)
    spans = [(start, end) for start, end, *_ in document.recall(fields_of_euc_jp)]
    spans += [(start, end) for start, end, _ in document.recall(half_width_fields)]
    if spans:
        some = [Block(start, end, False, _MIXED, ((start, end),)) for start, end in spans]
        _add_apart(result, some, codes.size)
    if document.shows(Seen.CONTROL):
        result = _of_text(document, result)
    return sorted(result, key=lambda block: block.start)


def _of_text(document: Document, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, which need not be ordered, but for those that are no text."""
    lows, highs = np.array(document.parts_with(Seen.CONTROL), np.int64).reshape(-1, 2).T
    starts, ends = np.array([(each.start, each.end) for each in blocks], np.int64).reshape(-1, 2).T
    nearby = np.searchsorted(highs, starts, side="right") < np.searchsorted(lows, ends)
    return [
        block
        for block, may_be in zip(blocks, nearby.tolist(), strict=True)
        if not may_be or not _is_binary(document.codes[block.start : block.end])
    ]


def _is_binary(codes: _Codes) -> bool:
    """Whether bytes that are no text were taken for some, as their many controls tell.

    No wrong codec makes controls of ASCII out of text.
    """
    controls = (codes < 0x20) & (_NO_TEXT >> codes & np.uint32(1) > 0)
    return int(np.count_nonzero(controls)) >= max(_FEWEST_CONTROLS, codes.size * _CONTROLS)


def _mixed_lines(codes: _Codes, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """The lines with letters of several languages, but for those in blocks, which are ordered."""
    first = 0
    lines = mixed_lines(codes)
    vietnamese = has_vietnamese(codes) if lines and blocks else None
    for start, end in lines:
        while first < len(blocks) and blocks[first].end <= start:
            first += 1
        index = first
        line = codes[start:end]
        if index < len(blocks) and blocks[index].start < end:
            line = line.copy()
        while index < len(blocks) and blocks[index].start < end:
            line[max(blocks[index].start - start, 0) : blocks[index].end - start] = 0x20
            index += 1
        if index == first or mixed_lines(line, vietnamese=vietnamese):
            yield start, end


def _add_apart(result: list[Block], weak: Sequence[Block], size: int) -> None:
    """Add the blocks that meet none that is there already, the first ones first."""
    taken = np.zeros(size, np.bool_)
    for block in result:
        taken[block.start : block.end] = True
    for block in weak:
        if not taken[block.start : block.end].any():
            result.append(block)
            taken[block.start : block.end] = True


def _parts(document: Document, found: list[Stretch], *, letters: bool) -> list[Block]:
    """Surprising stretches with some text around them, in parts of bearable size."""
    if not found:
        return []
    codes = document.codes
    merged: list[tuple[int, int, list[Stretch]]] = []
    for (low, last), core in zip(_around(document, found), found, strict=True):
        if merged and low <= merged[-1][1]:
            start, end, cores = merged[-1]
            cores.append(core)
            merged[-1] = (start, max(last, end), cores)
        else:
            merged.append((low, last, [core]))
    parts: list[Block] = []
    for start, end, cores in merged:
        bits = sum(core[2] for core in cores)
        at = start
        first = 0
        while at < end:
            cut = _cut(codes, at, end)
            inside: list[tuple[int, int]] = []
            while first < len(cores) and cores[first][0] < cut:
                low, high, _ = cores[first]
                inside.append((max(at, low), min(cut, high)))
                if high > cut:  # it goes on in the next part
                    break
                first += 1
            parts.append(Block(at, cut, letters, bits, tuple(inside)))
            at = cut
    return parts


def _around(document: Document, found: list[Stretch]) -> list[tuple[int, int]]:
    """The stretches with some text around; with most of their line, where that is in letters."""
    codes, text = document.codes, document.text
    edges = np.array([(start - _AROUND, end + _AROUND) for start, end, _ in found], np.int64)
    edges = np.clip(edges, 0, codes.size)
    wide = codes[rows_of(edges[:, 0], edges[:, 1])] >= FIRST_WIDE
    sums = np.concatenate(([0], np.cumsum(wide)))
    ends = np.cumsum(edges[:, 1] - edges[:, 0])
    few = sums[ends] - np.append(0, sums[ends[:-1]]) <= _FEW_WIDE
    result: list[tuple[int, int]] = []
    every = zip(found, edges.tolist(), few.tolist(), strict=True)
    for (start, end, _), (first, behind_it), has_few in every:
        low, last = first, behind_it
        if has_few:
            far = max(start - _IN_LINE, 0), min(end + _IN_LINE, codes.size)
            behind = text.find("\n", end, far[1])
            low = min(low, max(text.rfind("\n", far[0], start) + 1, far[0]))
            last = max(last, behind if behind >= 0 else far[1])
        result.append((low, last))
    return result


def _cut(codes: _Codes, low: int, high: int) -> int:
    """Where to end a part: at a line end or an ASCII sign, which no garbled character reaches."""
    if high - low <= _LARGEST:
        return high
    part = codes[low + _LARGEST // 2 : low + _LARGEST]
    for places in (np.flatnonzero(part == 10), np.flatnonzero(part < 0x30)):
        if places.size:
            return low + _LARGEST // 2 + int(places[-1]) + 1
    return low + _LARGEST
