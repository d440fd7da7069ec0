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
import random
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.scan import code_points, text_of

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
_NULS = re.compile("(?:[\x01-\xff]\0){4,}[\x01-\xff]?|(?:\0[\x01-\xff]){4,}\0?")
_STRANGE_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ud800-\uf8ff\ufffd-\uffff]")


class UTF16Bytes(Garbling):
    """UTF-16 in the wrong order or width."""

    name = "utf-16-bytes"
    title = "bytes of UTF-16 in the wrong order, or taken for characters: 愀戀挀 for abc"
    group = "disguise"
    lossless = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
    )
    signal = (Seen.HAN, Seen.KANA_HANGUL, Seen.CONTROL)
    worst = ("\ub003\ub103\u2000", "愀 ", "a\0")

    def find(self, document: Document) -> Sequence[Edit]:
        """The runs that read better by their bytes."""
        if len(document.text) < _FEWEST:
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

    def garble(self, text: str, chance: random.Random) -> str:
        """The characters of two bytes with their bytes swapped, in lines that have no others."""
        return "\n".join(_swap_line(line) for line in text.split("\n"))


def _swap_line(line: str) -> str:
    codes = code_points(line)
    if len(codes) < _FEWEST or (codes > 0xFFFF).any():
        return line
    swapped = _swap(codes)
    bad = (swapped >= 0xD800) & (swapped < 0xE000) | (swapped == 0x0A)
    return line if bad.any() else text_of(swapped)


def _swap(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return codes.astype("<u2").byteswap().astype(np.uint32)


_Runs = tuple[NDArray[np.int64], NDArray[np.int64]]


def _runs(mask: NDArray[np.bool_]) -> _Runs:
    """Starts and ends of runs of true values that are long enough."""
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    if mask[0]:
        edges = np.concatenate(([0], edges))
    if mask[-1]:
        edges = np.concatenate((edges, [len(mask)]))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _FEWEST
    return starts[long], ends[long]


def _rich(runs: _Runs, values: NDArray[np.int8], share: float) -> Iterator[tuple[int, int]]:
    """The runs whose mean of values is enough."""
    starts, ends = runs
    totals = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    enough = totals[ends] - totals[starts] >= share * (ends - starts)
    yield from zip(starts[enough].tolist(), ends[enough].tolist(), strict=True)


def _table(bytes_: str) -> NDArray[np.bool_]:
    table = np.zeros(256, np.bool_)
    table[[ord(c) for c in bytes_]] = True
    return table


_LETTERS = _table(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;'\"!?()-/<>=_@\r\n\t"
)
_SMALL = _table("abcdefghijklmnopqrstuvwxyz ")
_HIGH = np.zeros(256, np.bool_)
"""High bytes of what is common: alphabets, marks, kana, ideographs, hangul, full width."""
for _first, _last in ((0, 6), (9, 0xE), (0x1E, 0x20), (0x30, 0x30), (0x4E, 0x9F), (0xAC, 0xD7)):
    _HIGH[_first : _last + 1] = True
_HIGH[0xFF] = True
_NATURAL = np.zeros(256, np.bool_)
"""High bytes of what East Asian text has many of."""
for _first, _last in ((0, 6), (0x20, 0x20), (0x30, 0x30), (0x4E, 0x9F), (0xAC, 0xD7), (0xFF, 0xFF)):
    _NATURAL[_first : _last + 1] = True


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
    mask = (codes > 0x2000) & (codes < 0x8000)
    mask[mask] = _LETTERS[codes[mask] & 0xFF] & _LETTERS[codes[mask] >> 8]
    runs = _runs(mask)
    if not len(runs[0]):
        return
    plain = np.zeros(len(codes), np.int8)
    plain[mask] = _SMALL[codes[mask] & 0xFF].astype(np.int8) + _SMALL[codes[mask] >> 8]
    for start, end in _rich(runs, plain, _SMALL_SHARE):
        data = codes[start:end].astype("<u2").tobytes()
        swapped = codes[start:end].astype(">u2").tobytes()
        for order, chosen in (("little", data), ("big", swapped)):
            after = chosen.decode("ascii")
            bits = _gain(document, start, end, after)
            if bits >= document.options.min_bits:
                note = f"ASCII read as UTF-16, {order}-endian"
                yield Edit(start, end, after, bits, note=note)


def _swapped(document: Document) -> Iterator[Edit]:
    """Runs whose characters are common ones with their bytes swapped."""
    codes = document.codes
    mask = (codes > 0xFF) & (codes < 0xFFFF)
    mask[mask] = _HIGH[codes[mask] & 0xFF]
    found = _runs(mask)
    if not len(found[0]):
        return
    low = codes & 0xFF
    odd = ~_NATURAL[np.minimum(codes, 0xFFFF) >> 8] | (low == 0) | ((low - 3) <= 3)
    odd = odd.astype(np.int8)
    runs = list(_rich(found, odd, _ODD_SHARE))
    if not runs:
        return
    # characters whose low byte was zero are ASCII now, and tell nothing unless among others
    mask |= (codes >= 0x4E) & (codes < 0xA0)
    wider = list(_rich(_runs(mask), odd, _ODD_SHARE))
    everything = _runs((codes > 0xFF) & (codes < 0xFFFF))
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
    if "\0" not in document.text:
        return
    for match in _NULS.finditer(document.text):
        data = match[0].encode("latin-1")
        order = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        after = data[: len(data) // 2 * 2].decode(order) + match[0][len(data) // 2 * 2 :]
        bits = _gain(document, match.start(), match.end(), after)
        yield Edit(match.start(), match.end(), after, bits, note=f"{order} taken for bytes")
