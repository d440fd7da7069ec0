"""UTF-16 that was read in the wrong byte order, or bytes of which every other one is NUL.

What it looks like: ``獥楬`` and its like where ASCII letters were taken for halves of UTF-16, two a
character; ``愀戀挀`` where the bytes of each character changed places; letters with a NUL
between every two.

How it happens: a program takes bytes for UTF-16 that are ASCII (as a text editor did for short
files), or takes big-endian for little-endian where the byte order mark was lost, or takes UTF-16
for a single-byte encoding. Databases and Windows programs do all three.

How it is recognised: runs of characters whose two bytes are letters, digits, spaces or marks of
ASCII are read as such, in both orders; runs of characters whose low byte is what the high byte
of common characters is are read with their bytes swapped; runs of Latin-1 characters of which
every other one is NUL are read as UTF-16. What is read must save bits by the model; and of what
the run costs as it is, no more is counted than sixteen bits a character, which any character of
two bytes can be written in.

What stays: rare characters of classical texts and names, tables of characters, and NULs that
separate fields.

When the repair is a guess: never. The bytes are read as they were meant, and none is lost.

References: the Unicode Standard, chapter 3.10, on byte order.
"""

from __future__ import annotations

import functools
import itertools
import random
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.halves import (
    BOTH_ASCII,
    COMMON,
    ODD_SHIFT,
    OF_TWO_BYTES,
    SMALL_SHIFT,
    half_traits,
    traits_of,
)
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.language.layout import UNITS
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points, text_of
from fixtext.signs import trait_table

__all__ = ["UTF16Bytes"]

_FEWEST = 5
"""Characters of a run, of which fewer prove nothing."""
_MOST_AS_IT_IS = 16.0
_COST = 10.0
_FEW = 3
"""So few characters at the end of a line were not left out when all the others were swapped."""
_SMALL_SHARE, _ODD_SHARE = 1.1, 0.25
"""Small letters a character of two; characters that are rare in text, or whose low byte is zero
or the high byte of an alphabet: Greek, Cyrillic, Hebrew or Arabic."""
_NO_PLACES = np.empty(0, np.int64)
_NULS = lazy_pattern("(?:[\x01-\xff]\0){4,}[\x01-\xff]?|(?:\0[\x01-\xff]){4,}\0?")
_STRANGE_CONTROLS = lazy_pattern("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd-\uffff]")


class UTF16Bytes(Garbling):
    """UTF-16 in the wrong order or width."""

    name = "utf-16-bytes"
    title = "bytes of UTF-16 in the wrong order, or taken for characters: 愀戀挀 for abc"
    group = "disguise"
    lossless = True
    local = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
    )
    signal = (Seen.HAN | Seen.HALVES, Seen.KANA_HANGUL | Seen.HALVES, Seen.NUL)
    near = Seen.HALVES | Seen.NUL
    worst = ("\ub003\ub103\u2000", "愀戀挀搀攀 ", "a\0")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where no row saves enough by its halves, and no NUL stands."""
        has_nul = int.__and__(seen, Seen.NUL) != 0
        return RuledOut.NOT_TOLD if has_nul else RuledOut.IF_HALVES_STAY

    def find(self, document: Document) -> Sequence[Edit]:
        """The runs that read better by their bytes."""
        if len(document.text) < _FEWEST or _stays(document):
            return []
        places = [*_with_nuls(document), *_pairs(document), *_swapped(document)]
        places.sort(key=lambda edit: (edit.start, -edit.bits))
        edits: list[Edit] = []
        for edit in places:
            if edit.bits < document.options.min_bits:
                continue
            if edits and edit.start < edits[-1].end:
                if edit.bits > edits[-1].bits:
                    edits[-1] = edit
                continue
            edits.append(edit)
        return edits

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Those with a row of characters that can be of this kind, or with NUL."""
        traits = traits_of(batch.codes)
        rows = np.zeros(traits.size, np.uint32)
        both = traits & (BOTH_ASCII | COMMON)
        rows[: 1 - _FEWEST] = functools.reduce(
            np.bitwise_and, (both[place : place + 1 - _FEWEST or None] for place in range(_FEWEST))
        )
        return (batch.any_of(rows) > 0) | batch.signalled((Seen.CONTROL,))

    def garble(self, text: str, chance: random.Random) -> str:
        """The characters of two bytes with their bytes swapped, in lines that have no others."""
        return "\n".join(_swap_line(line) for line in text.split("\n"))


def _stays(document: Document) -> bool:
    """Whether nothing is of this kind in a text, as far as that is soon told."""
    scorer = document.model.scorer
    if scorer is None or document.shows(Seen.NUL):
        return False
    parts = np.array(document.parts_with(Seen.HALVES), np.int64).reshape(-1)
    least = int(document.options.min_bits * UNITS)
    return not scorer.may_be_halves(document.text, trait_table(), parts, least)


def _swap_line(line: str) -> str:
    codes = code_points(line)
    if len(codes) < _FEWEST or (codes > 0xFFFF).any():
        return line
    swapped = _swap(codes)
    bad = (swapped >= 0xD800) & (swapped < 0xE000) | (swapped == 0x0A)
    return line if bad.any() else text_of(swapped)


def _swap(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return codes.astype("<u2").byteswap().astype(np.uint32)


def _runs(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of runs of true values that are long enough."""
    if b"\1" * _FEWEST not in mask.tobytes():  # all that most text pays for
        return _NO_PLACES, _NO_PLACES
    row = mask[:-1] & mask[1:]
    row = row[:-2] & row[2:]
    row = row[:-1] & mask[_FEWEST - 1 :]
    begins = np.flatnonzero(row)  # five from each of these on
    first = np.diff(begins, prepend=-2) > 1
    last = np.append(first[1:], True)
    return begins[first], begins[last] + _FEWEST


def _rich(
    runs: tuple[NDArray[np.int64], NDArray[np.int64]], values: NDArray[np.uint8], share: float
) -> Iterator[tuple[int, int]]:
    """The runs whose mean of values is enough."""
    starts, ends = runs
    if not starts.size:
        return
    edges = np.stack((starts, ends), axis=1).ravel()
    totals = np.add.reduceat(np.append(values, np.uint8(0)), edges, dtype=np.int64)[::2]
    enough = totals >= share * (ends - starts)
    yield from zip(starts[enough].tolist(), ends[enough].tolist(), strict=True)


def _rich_rows(
    document: Document, flag: np.uint8, shift: int, bits: int, share: float
) -> list[tuple[int, int]]:
    """The rows of characters with a flag, in which the mean of the number at a shift is enough."""
    if compiled.IS_COMPILED:
        codes = np.ascontiguousarray(document.codes, np.uint32)
        parts = np.array(document.parts_with(Seen.HALVES), np.int64)
        asked = (int(flag), shift, bits, _FEWEST, share)
        found = compiled.rich_rows(codes, half_traits(), parts, *asked)
        edges = np.frombuffer(found, np.int64).reshape(-1, 2).tolist()
        return [(start, end) for start, end in edges]
    traits = document.recall(_traits_of)
    values = (traits >> shift & bits).astype(np.uint8)
    return list(_rich(_runs((traits & flag) != 0), values, share))


def _traits_of(document: Document) -> NDArray[np.uint8]:
    return traits_of(document.codes)


def _gain(document: Document, start: int, end: int, after: str) -> float:
    """The bits that a reading of a run saves, weighed in its place."""
    if _STRANGE_CONTROLS.search(after):
        return -1.0
    model = document.model
    before = np.minimum(model.per_character(document.text[start:end]), _MOST_AS_IT_IS)
    return float(before.sum(dtype=np.float64)) - model.bits(after) - _COST


def _pairs(document: Document) -> Iterator[Edit]:
    """Runs whose characters are two ASCII characters each."""
    codes = document.codes
    rich = _rich_rows(document, BOTH_ASCII, SMALL_SHIFT, 3, _SMALL_SHARE)
    if not rich:
        return
    for start, end in _worth_reading(document, rich):
        data = codes[start:end].astype("<u2").tobytes()
        swapped = codes[start:end].astype(">u2").tobytes()
        for order, chosen in (("little", data), ("big", swapped)):
            after = chosen.decode("ascii")
            bits = _gain(document, start, end, after)
            if bits >= document.options.min_bits:
                note = f"ASCII read as UTF-16, {order}-endian"
                yield Edit(start, end, after, bits, note=note)


def _worth_reading(
    document: Document, runs: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The runs that may save enough in either order, all weighed at once."""
    model, codes = document.model, document.codes
    as_it_is = model.bits_many([document.text[start:end] for start, end in runs])
    after = np.minimum(
        *(
            model.bits_many([codes[low:high].astype(kind).tobytes().decode() for low, high in runs])
            for kind in ("<u2", ">u2")
        )
    )
    enough = as_it_is - after >= document.options.min_bits + _COST
    yield from itertools.compress(runs, enough.tolist())


def _swapped(document: Document) -> Iterator[Edit]:
    """Runs whose characters are common ones with their bytes swapped."""
    codes = document.codes
    runs = _promising(document, _rich_rows(document, COMMON, ODD_SHIFT, 1, _ODD_SHARE))
    if not runs:
        return
    traits = document.recall(_traits_of)
    mask = traits & COMMON != 0
    odd = (traits >> ODD_SHIFT & 1).astype(np.uint8)
    # characters whose low byte was zero are ASCII now, and tell nothing unless among others
    mask |= (codes >= 0x4E) & (codes < 0xA0)
    wider = list(_rich(_runs(mask), odd, _ODD_SHARE))
    everything = _runs(traits & OF_TWO_BYTES != 0)
    whole_lines = _runs((codes != 0x0A) & (codes != 0x0D) & (codes < 0xFFFF))
    swapped = functools.cache(functools.partial(_swapped_edit, document))  # each stretch once
    for run in sorted({*runs, *wider}):
        start, end = _trimmed(document, *run)
        edit = swapped(start, end)
        if edit is None:
            continue
        # What is between proven runs, and around them, was swapped with them as a rule: also what
        # had a low byte of zero, and is a Latin letter or a control now.
        for starts, ends in (everything, whole_lines):
            place = int(np.searchsorted(starts, start, "right")) - 1
            whole = swapped(int(starts[place]), int(ends[place]))
            edit = whole if whole is not None and whole.bits > edit.bits else edit
        yield edit


def _promising(document: Document, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs in which some characters cost less when their bytes are swapped, all at once."""
    if not runs:
        return []
    gap = np.full(3, 0x0A, np.uint32)
    parts = [piece for start, end in runs for piece in (gap, document.codes[start:end])]
    codes = np.concatenate(parts)
    swapped = np.where(codes == 0x0A, codes, _swap(codes))
    worth = np.minimum(document.model.score(codes), _MOST_AS_IT_IS) - document.model.score(swapped)
    sums = np.cumsum(worth, dtype=np.float64)
    rises = sums - np.minimum.accumulate(sums)
    ends = np.cumsum([len(part) for part in parts])[1::2]
    starts = ends - np.array([end - start for start, end in runs])
    most = np.maximum.reduceat(rises, np.stack((starts, ends), axis=1).ravel()[:-1])[::2]
    least = document.options.min_bits
    return [run for run, bits in zip(runs, most.tolist(), strict=True) if bits >= least]


def _swapped_edit(document: Document, start: int, end: int) -> Edit | None:
    after = text_of(_swap(document.codes[start:end]))
    if start == 0 and after.startswith("\ufeff"):
        after = after[1:]
    bits = _gain(document, start, end, after)
    if bits < document.options.min_bits:
        return None
    return Edit(start, end, after, bits, note="the bytes of each character swapped")


def _trimmed(document: Document, start: int, end: int) -> tuple[int, int]:
    """A run without what reads better as it is at its ends, unless these are ends of lines."""
    codes, text = document.codes[start:end], document.text
    before = np.minimum(document.model.score(codes), _MOST_AS_IT_IS)
    worth = before - document.model.score(_swap(codes))
    sums = np.concatenate(([0.0], np.cumsum(worth, dtype=np.float64)))
    high = int((sums - np.minimum.accumulate(sums)).argmax())
    low = int(sums[: high + 1].argmin())
    if text[end : end + 1] in ("", "\n") and sums[-1] - sums[high] > _most_lost(len(codes) - high):
        high = len(codes)
    if (start == 0 or text[start - 1] == "\n") and sums[low] > _most_lost(low):
        low = 0
    return start + low, start + high


def _most_lost(count: int) -> float:
    """The bits that so many characters at the end of a line may lose with the others."""
    return -_COST * count if count <= _FEW else -_COST


def _with_nuls(document: Document) -> Iterator[Edit]:
    """Runs of bytes of which every other one is NUL."""
    if not document.shows(Seen.NUL) or "\0" not in document.text:
        return
    for match in _NULS.finditer(document.text):
        data = match[0].encode("latin-1")
        order = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        after = data[: len(data) // 2 * 2].decode(order) + match[0][len(data) // 2 * 2 :]
        bits = _gain(document, match.start(), match.end(), after)
        yield Edit(match.start(), match.end(), after, bits, note=f"{order} taken for bytes")
