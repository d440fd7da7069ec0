"""Text that a double-byte codec showed for damaged bytes, laid out again and brought into step.

A byte that was lost, put in or changed before the text was decoded shifts everything behind it, up
to the next ASCII character or the next byte that makes none. The text still tells the other bytes:
in the codec that it was decoded with, each of its characters is one or two of them, U+FFFD is one
that is not known, and a mark of Windows stands for one, two, or for itself. So the bytes are read
as damaged bytes are (:mod:`resynchronise`), around what is surprising and nowhere else.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.distinct import distinct
from fixtext.document import Document
from fixtext.encodings.blocks import Block, blocks
from fixtext.encodings.byte_grammar import Grammar, grammar
from fixtext.encodings.byte_path import UNKNOWN, Operation, Stream
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Filled
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.marked_bytes import marked_bytes
from fixtext.encodings.out_of_step import suspicious
from fixtext.encodings.placing import FARTHEST, Region
from fixtext.encodings.repertoire import script_of
from fixtext.encodings.rereading import Piece, Rereading, reread
from fixtext.encodings.shifted_blocks import (
    BY_SCRIPT,
    LEAST_OFF,
    are_lost_or_marks,
    is_lost_or_better_off,
    is_surprising,
    line_around,
    may_be_off,
    soon_told,
)
from fixtext.findings import Inference
from fixtext.language import Model
from fixtext.language.layout import CONTEXT
from fixtext.scan import code_points

__all__ = ["Shifted", "better_in_step", "in_step", "reads_as_text", "shifted"]

_EDITS_PAID = 8.0
"""Bits by which edits are paid for twice, since they cost something at each turn of the way, too.
In 70,000 right lines the best reading of any stretch in step lacked twelve bits and more."""
_LOST, _MUCH = 6.0, 24.0
"""Bits that U+FFFD tells: there, bytes were damaged; the question is only which. And bits that are
much, where it stands."""
_TURN, _PATIENCE, _NOISE, _PLENTY = 4000, 4, 0.6, 20.0
"""Where such a part of a text is looked at, and so many turns of so many characters come to nothing
that has so many bits, it is noise: of 300 kB of random code points, the best has none."""
_DENSE = 4
"""Of so many characters one is lost, at most; where more are, nothing says what they were."""
_MOST_EACH, _MOST_MORE = 10.0, 13.0
"""Bits that each character of what comes out may cost on average, and all of them more."""
_RARELY = 3
"""Characters for each edit but one, at least: bytes that mean nothing come into step by many."""
_BETWEEN = 3
_LONGEST = 120
"""Characters of a stretch that another reading is compared with."""
_FEWEST = 3
"""Characters, at least, that a shift changes; fewer are a word that the model does not know."""
_NAMES = {
    Operation.LOST: "a byte was lost",
    Operation.REPLACED: "a byte was changed",
    Operation.PUT_IN: "a byte was put in",
    Operation.PUT_INSIDE: "a byte was put in",
    Operation.HOLE: "bytes are unknown",
}

_Codes = NDArray[np.uint32]


@dataclasses.dataclass(frozen=True, slots=True)
class Shifted:
    """A stretch of a text that is out of step, and what it is in step."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    bits: float
    label: str

    @property
    def note(self) -> str:
        """What happened to the bytes, in words."""
        happened = dict.fromkeys(
            _NAMES[piece.edge.operation] for piece in self.pieces if piece.edge.operation
        )
        return f"read out of step in {self.label}: {', '.join(happened) or 'one byte off'}"

    def text(self, *, infer: bool) -> str:
        """The text in step; without ``infer``, U+FFFD for each character that was chosen."""
        return "".join(
            chr(UNKNOWN) if piece.filling is not None and not infer else piece.sure
            for piece in self.pieces
        )

    def moved(self, by: int) -> Shifted:
        """The same, so many characters further on."""
        if not by:
            return self
        return dataclasses.replace(self, start=self.start + by, end=self.end + by)

    @property
    def is_inferred(self) -> bool:
        """Whether the model chose any character."""
        return any(piece.filling is not None for piece in self.pieces)

    def inferences(self) -> tuple[Inference, ...]:
        """What was chosen, with its posterior probability and the runners-up."""
        codes = code_points(self.text(infer=True))
        found: list[Inference] = []
        place = 0
        for piece in self.pieces:
            end = place + len(piece.sure)
            if piece.filling is not None:
                found.append(Filled(place, end, piece.filling).inference(codes))
            place = end
        return tuple(found)


def shifted(document: Document) -> list[Shifted]:
    """The stretches of a document that make sense in step, ordered and not overlapping.

    Takes time in proportion to what is surprising in the document.
    """
    model, text, codes = document.model, document.text, document.codes
    first: dict[tuple[str, int], Block] = {}  # of text that comes back
    keys: list[tuple[str, int]] = []
    found = [block for block in document.recall(blocks) if is_surprising(block)]
    for block in found:
        low, high = line_around(text, block.start, block.end)
        keys.append((text[low:high], block.start - low))
        first.setdefault(keys[-1], block)
    least = _least_off(document)
    may_be = soon_told(model, codes, list(first.values()), least)
    told = {
        key: may and is_lost_or_better_off(document, block, least)
        for (key, block), may in zip(first.items(), may_be, strict=True)
    }
    surprising = [block for block, key in zip(found, keys, strict=True) if told[key]]
    if not surprising:
        return []
    return list(itertools.chain(*in_step(document, _parts(document.text, surprising))))


def _least_saved(document: Document) -> float:
    """Bits that a stretch of a document must save in step; the more text, the more."""
    return document.options.min_bits + math.log2(1 + document.beyond_ascii) - _EDITS_PAID


def _least_off(document: Document) -> float:
    """Bits that text must save one byte off to be worth a look, not less than it has to in step."""
    return max(LEAST_OFF, _least_saved(document))


def in_step(document: Document, parts: Sequence[tuple[int, int]]) -> list[list[Shifted]]:
    """The stretches of each of some parts of a document that make sense in step, ordered.

    Of parts that read the same, with what stands right before them, the first one is looked at.
    """
    first: dict[tuple[bytes, int], int] = {}
    for low, high in parts:
        before = min(low, CONTEXT)
        first.setdefault((document.codes[low - before : high].tobytes(), before), low)
    different = [(low, low + len(codes) // 4 - before) for (codes, before), low in first.items()]
    found = dict(zip(first, _in_step(document, different), strict=True))
    result: list[list[Shifted]] = []
    for low, high in parts:
        before = min(low, CONTEXT)
        key = document.codes[low - before : high].tobytes(), before
        by = low - first[key]
        result.append([one.moved(by) for one in found[key]])
    return result


def _in_step(document: Document, parts: Sequence[tuple[int, int]]) -> list[list[Shifted]]:
    by_label: dict[str, list[int]] = {}
    off = _least_off(document)
    for index, (low, high) in enumerate(parts):
        codes = document.codes[low:high]
        marks = np.count_nonzero(are_lost_or_marks(codes))
        if marks * _DENSE > codes.size:
            continue
        for label in BY_SCRIPT.get(script_of(codes), ()):
            if _is_worth_it(document.model, label, codes, off):
                by_label.setdefault(label, []).append(index)
    best: dict[int, list[Shifted]] = {}
    for label, chosen in by_label.items():
        found: dict[int, list[Shifted]] = {}
        for index, one in _in_codec(document, label, [parts[index] for index in chosen], off):
            found.setdefault(chosen[index], []).append(one)
        for index, several in found.items():
            if sum(one.bits for one in several) > sum(one.bits for one in best.get(index, ())):
                best[index] = several
    least = document.options.min_bits
    paid = _least_saved(document) - least
    result: list[list[Shifted]] = [[] for _ in parts]
    for index, several in best.items():
        weighed = (dataclasses.replace(one, bits=one.bits - paid) for one in several)
        result[index] = [one for one in weighed if one.bits >= least and _is_text(document, one)]
    return result


def _is_worth_it(model: Model, label: str, codes: _Codes, least: float) -> bool:
    """Whether bytes of a codec may be unknown in some text, or it may read better one byte off."""
    if (codes == UNKNOWN).any() or (codes == mark_of(label)).any():
        return True
    return may_be_off(model, label, codes, least)


def _is_text(document: Document, one: Shifted) -> bool:
    """Whether what comes out is text, and not only less strange than what was there."""
    before = document.text[max(one.start - CONTEXT, 0) : one.start]
    text = one.text(infer=True)
    return reads_as_text(document.model, before, text, _MOST_EACH, _MOST_MORE)


def reads_as_text(model: Model, before: str, text: str, each: float, more: float) -> bool:
    """Whether characters beyond ASCII cost at most so many bits each, and all of them ``more``."""
    bits = model.per_character(before + text)[len(before) :]
    beyond = code_points(text) > 0x7F
    return float(bits[beyond].sum()) <= each * int(np.count_nonzero(beyond)) + more


def better_in_step(document: Document, stretches: Sequence[tuple[int, int, float]]) -> list[bool]:
    """Whether a stretch of which another reading saves so many bits saves more in step.

    Of each, ``(start, end, bits)``. Only short ones are looked at: where much of a text makes no
    sense, no single byte is to blame.
    """
    lines = [
        line_around(document.text, start, end) if end - start <= _LONGEST else None
        for start, end, _ in stretches
    ]
    parts = sorted({line for line in lines if line})
    found = dict(zip(parts, in_step(document, parts), strict=True))
    return [
        line is not None
        and sum(one.bits for one in found[line] if one.start < end and start < one.end) > bits
        for line, (start, end, bits) in zip(lines, stretches, strict=True)
    ]


def _parts(text: str, surprising: Sequence[Block]) -> list[tuple[int, int]]:
    """The surprising blocks with some of their lines around; those that meet are one."""
    parts: list[tuple[int, int]] = []
    for block in surprising:
        low, high = line_around(text, block.start, block.end)
        if parts and low <= parts[-1][1]:
            low, before = parts.pop()
            high = max(high, before)
        parts.append((low, high))
    return parts


def _in_codec(
    document: Document, label: str, parts: Sequence[tuple[int, int]], least: float
) -> Iterator[tuple[int, Shifted]]:
    """The stretches of some parts that make sense in step in a codec, with the index of theirs."""
    gap = np.full(_BETWEEN, 10, np.uint32)
    codes = np.concatenate(
        [piece for part in parts for piece in (document.codes[slice(*part)], gap)]
    )
    codes[~codec(label).has(codes) & (codes != UNKNOWN)] = 10  # no codec reaches over a line end
    rules = grammar(label)
    stream = _stream(label, codes)
    windows = suspicious(document.model, rules, stream, least)
    if not windows or _are_noise(document.model, rules, stream, windows):
        return
    sizes = np.array([high - low + _BETWEEN for low, high in parts])
    starts = np.cumsum(sizes) - sizes

    def wanted(region: Region, *, stray: bool) -> bool:
        return _may_be_shift(stream, region)

    for one in reread(document.model, rules, stream, windows, wanted=wanted):
        index = int(np.searchsorted(starts, one.start, side="right")) - 1
        low, high = parts[index]
        start, end = (low + place - int(starts[index]) for place in (one.start, one.end))
        lost = bool((codes[one.start : one.end] == UNKNOWN).any())
        inside = not (codes[one.start : one.end] == 10).any()
        if inside and end <= high and _is_shift(stream, one, lost=lost):
            bits = one.bits + (_LOST if lost else 0.0)
            yield index, Shifted(start, end, one.pieces, bits, label)


def _are_noise(
    model: Model, rules: Grammar, stream: Stream, windows: Sequence[tuple[int, int]]
) -> bool:
    """Whether a text is windows all over, and nothing comes of the first ones."""
    sizes = np.array([high - low for low, high in windows])
    turns = np.cumsum(sizes) // _TURN
    if turns[-1] < _PATIENCE or sizes.sum() < _NOISE * stream.codes.size:
        return False
    each = np.split(np.arange(sizes.size), np.flatnonzero(np.diff(turns)) + 1)
    return not any(
        one.bits >= _PLENTY and _is_shift(stream, one, lost=False)
        for turn in each[:_PATIENCE]
        for one in reread(model, rules, stream, [windows[index] for index in turn.tolist()])
    )


def _may_be_shift(stream: Stream, region: Region) -> bool:
    """Whether :func:`_is_shift` may be so of a region, wherever in it a byte was lost.

    Told before anything is chosen, which takes longer than to find the region.
    """
    more = FARTHEST if any(edge.operation == Operation.LOST for edge in region.edges) else 0
    changed = stream.codes[max(region.start - more, 0) : region.end]
    if (stream.codes[region.start : region.end] == 10).any():
        return False
    lost = bool((changed == UNKNOWN).any())
    if distinct(changed[changed > 0x7F]).size < _FEWEST - lost:
        return False
    size = len(region.edges) + more
    edits = sum(edge.operation > 0 for edge in region.edges)
    chosen = sum(edge.operation > 0 and edge.code == UNKNOWN for edge in region.edges)
    return _RARELY * (edits - 1) <= size and (lost or 2 * chosen <= size)


def _is_shift(stream: Stream, one: Rereading, *, lost: bool) -> bool:
    """Whether enough different characters changed, and more of them are known than chosen.

    Where U+FFFD stands, much evidence is enough.
    """
    changed = stream.codes[one.start : one.end]
    if distinct(changed[changed > 0x7F]).size < _FEWEST - lost:
        return False
    edits = sum(piece.edge.operation > 0 for piece in one.pieces)
    if _RARELY * (edits - 1) > len(one.pieces):
        return False
    chosen = sum(piece.filling is not None for piece in one.pieces)
    return 2 * chosen <= len(one.pieces) or (lost and one.bits >= _MUCH)


def _stream(label: str, codes: _Codes) -> Stream:
    """The bytes of a text, with holes where some are not known."""
    laid, marks = marked_bytes(codes, codec(label), _beside_wide(codes))
    shown = np.where(marks, np.uint32(UNKNOWN), codes)
    return Stream(laid.data.tobytes(), shown, laid.offsets, laid.holes)


def _beside_wide(codes: _Codes) -> NDArray[np.bool_]:
    wide = np.concatenate(([False], codes >= 0x2E80, [False]))
    beside: NDArray[np.bool_] = wide[:-2] | wide[2:]
    return beside
