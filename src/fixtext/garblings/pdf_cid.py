"""Glyph ids of a PDF's font, taken for code points.

What it looks like: ``ɾࣗ෼ͷҙݟ͕͋ͬͯ`` for ``・自分の意見があって``: kana have become Greek letters and
combining marks, and kanji letters of Arabic, Indic, Georgian, Ethiopic and other scripts, one for
each character.

How it happens: fonts of East Asian PDFs number their glyphs by one of Adobe's character
collections (CIDs). Where a PDF lacks the table that leads back to Unicode, or a program does not
know the collection, the number itself is written out as if it were a code point.

How it is recognised: in no language do letters of half a dozen scripts stand side by side. Runs
of such letters are read as glyph ids of Adobe-Japan1, -GB1, -CNS1 and -Korea1, with the marks at
their ends and without, and the reading that is shortest in bits by the model must save more than
was to be chosen from; at most sixteen and a half bits are counted for a character as it is.

>>> import fixtext
>>> fixtext.fix("ɾࣗ෼ͷҙݟ͕͋ͬͯ΋ൃݴ͸͠ͳ͍")
'・自分の意見があっても発言はしない'

What stays: words of several scripts beside each other, lists of letters, phonetic transcription,
zalgo, and polytonic Greek.

When the repair is a guess: where Unicode normalisation has put one letter for another (U+02B9 for
U+0374), and the model tells which of the two it was.

References: Adobe Technical Notes 5078, 5079, 5080, 5093; Adobe's CMap resources.
"""

from __future__ import annotations

import functools
import random
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.cids import COLLECTIONS, characters
from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.language.pair_screen import PUNCTUATION
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points, text_of

__all__ = ["PdfCid"]

_LOW, _HIGH = 0x100, 0x3000
"""Glyph ids of nearly all kana, hangul and common ideographs are between these."""
_BLOCK = 7
"""Scripts have blocks of 128 code points, more or less."""
_CHANGES, _BLOCKS = 4, 4
"""Changes of block between two neighbours, and different blocks, of which fewer prove nothing."""
_MOST_AS_IT_IS = 16.5
"""Letters taken at random read as rare ideographs, which cost about a bit more."""
_FIRST_MARK, _LAST_MARK = PUNCTUATION  # which right text has beside a damaged stretch, too
_ASCII = lazy_pattern("[A-Za-z]")
_COST, _ALSO, _CLEARLY = 12.0, -10.0, 6.0


class _Reading(NamedTuple):
    """A run, what it saves to read it as glyph ids, and of which collection."""

    run: tuple[int, int]
    bits: float
    collection: str


class PdfCid(Garbling):
    """Glyph ids taken for code points."""

    name = "pdf-cid"
    title = "glyph ids of a PDF taken for code points: ɾࣗ෼ͷҙݟ for ・自分の意見"
    group = "layout"
    lossless = True
    local = True
    signal = (Seen.MANY_BLOCKS,)
    near = Seen.MANY_BLOCKS
    worst = ("ɾࣗ෼ͷҙݟ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The runs that read better as glyph ids."""
        codes = document.codes
        runs = list(_runs(codes))
        if not runs:
            return []
        weighed = _with_or_without_marks(document, runs, COLLECTIONS)
        proven = {run: one for run, one in weighed.items() if one.bits >= document.options.min_bits}
        if not proven:
            return []
        # what is too short to prove anything is damaged too, in lines that are proven
        breaks = np.flatnonzero(codes == 0x0A)
        lines = set(np.searchsorted(breaks, [start for start, _ in proven]).tolist())
        every = np.array(list(_runs(codes, few=True)), np.int64)
        numbers = np.searchsorted(breaks, every[:, 0]).tolist()
        also = [
            (start, end)
            for (start, end), number in zip(every.tolist(), numbers, strict=True)
            if number in lines and (start, end) not in proven
        ]
        bits = max(one.bits for one in proven.values())
        collections = sorted({one.collection for one in proven.values()})
        also_read = _with_or_without_marks(document, also, collections)
        more = [one for one in also_read.values() if one.bits > _ALSO]
        readings = [*proven.values(), *(one._replace(bits=bits) for one in more)]
        edits = [_edit(document, one) for one in sorted(readings)]
        return [edit for edit in edits if document.options.infer or not edit.inferred]

    def garble(self, text: str, chance: random.Random) -> str:
        """Lines of characters that a collection has, and no ASCII letters, as its glyph ids."""
        lines = text.split("\n")
        return "\n".join(line if _ASCII.search(line) else _glyphs(line) for line in lines)


@functools.cache
def _glyph_of(collection: str) -> Mapping[int, int]:
    table = characters(collection)
    cids = np.flatnonzero(table)[::-1]  # the first of several glyphs is the usual one
    chosen = cids[(cids >= _LOW) & (cids < _HIGH) & (table[cids] > 0x7F)]
    return dict(zip(table[chosen].tolist(), chosen.tolist(), strict=True))


def _glyphs(line: str) -> str:
    """A line as glyph ids of the collection that has most of it, but for what none has."""
    best = line
    most = 0
    for collection in COLLECTIONS:
        glyph_of = _glyph_of(collection)
        known = [glyph_of.get(ord(character)) for character in line]
        count = sum(cid is not None for cid in known)
        if count > most and all(
            cid is not None or character <= "\x7f"
            for character, cid in zip(line, known, strict=True)
        ):
            most = count
            best = "".join(
                character if cid is None else chr(cid)
                for character, cid in zip(line, known, strict=True)
            )
    # what normalisation would change, or what shows too few letters, is not damaged
    return (
        best
        if unicodedata.normalize("NFC", best) == best and list(_runs(code_points(best)))
        else line
    )


def _runs(codes: NDArray[np.uint32], few: bool = False) -> Iterator[tuple[int, int]]:
    """Stretches without ASCII letters in which neighbours are of many blocks.

    ``few`` is for lines that are proven to be damaged: any letter will do.
    """
    inside = (codes >= _LOW) & (codes < _HIGH)
    blocks = codes >> _BLOCK
    changes = np.flatnonzero(inside[1:] & inside[:-1] & (blocks[1:] != blocks[:-1]))
    if len(changes) < _CHANGES or len(np.unique(blocks[changes])) < _BLOCKS:
        return
    # marks and digits of ASCII may be inside a stretch, letters may not
    small = codes | 0x20
    loose = inside | ((codes >= 0x20) & (codes < 0x7F) & ~((small >= 0x61) & (small <= 0x7A)))
    edges = np.flatnonzero(np.diff(loose, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    counts = np.searchsorted(changes, ends - 1) - np.searchsorted(changes, starts)
    for index in np.flatnonzero(counts >= (0 if few else _CHANGES)).tolist():
        start, end = int(starts[index]), int(ends[index])
        letters = np.flatnonzero(inside[start:end])
        if not len(letters):
            continue
        start, end = start + int(letters[0]), start + int(letters[-1]) + 1
        share = counts[index] / len(letters)
        different = len(np.unique(blocks[start:end][inside[start:end]]))
        if few or (share > 0.3 and different >= _BLOCKS):
            yield start, end


def _with_or_without_marks(
    document: Document, runs: Sequence[tuple[int, int]], collections: Sequence[str]
) -> dict[tuple[int, int], _Reading]:
    """The best reading of each run that has one, with the marks at its ends or without them."""
    found = {one.run: one for one in _weigh(document, runs, collections)}
    pairs = ((run, _without_marks(document.codes, run)) for run in runs)
    run_of = {letters: run for run, letters in pairs if letters != run}
    for one in _weigh(document, list(run_of), collections):
        run = run_of[one.run]
        if run not in found or one.bits > found[run].bits:
            found[run] = one
    return found


def _without_marks(codes: NDArray[np.uint32], run: tuple[int, int]) -> tuple[int, int]:
    letters = np.flatnonzero((codes[slice(*run)] < _FIRST_MARK) | (codes[slice(*run)] > _LAST_MARK))
    return (run[0] + int(letters[0]), run[0] + int(letters[-1]) + 1) if len(letters) else run


def _weigh(
    document: Document, runs: Sequence[tuple[int, int]], collections: Sequence[str]
) -> list[_Reading]:
    """The best reading of each run as glyph ids, of those that have one."""
    if not runs:
        return []
    codes, model = document.codes, document.model
    starts, ends = np.array(runs, np.int64).T
    steps = np.zeros(len(codes) + 1, np.int8)
    steps[starts] += 1
    steps[ends] -= 1
    glyphs = (np.cumsum(steps[:-1]) > 0) & (codes >= _LOW)
    as_it_is = _sums(np.minimum(model.score(codes), _MOST_AS_IT_IS), starts, ends)
    saved = np.full((len(collections), len(runs)), -np.inf)
    for row, collection in enumerate(collections):
        table = characters(collection)
        read = codes.copy()
        read[glyphs] = table[np.minimum(codes[glyphs], len(table) - 1)]
        missing = _sums((read == 0) & glyphs, starts, ends)
        bits = as_it_is - _sums(model.score(read), starts, ends) - _COST
        saved[row] = np.where(missing > 0, -np.inf, bits)
    best = saved.argmax(0)
    return [
        _Reading(run, float(saved[row, place]), collections[row])
        for place, (run, row) in enumerate(zip(runs, best.tolist(), strict=True))
        if saved[row, place] > -np.inf
    ]


def _sums(
    values: NDArray[Any], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The sum of the values of each run."""
    totals = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    result: NDArray[np.float64] = totals[ends] - totals[starts]
    return result


def _edit(document: Document, reading: _Reading) -> Edit:
    start, end = reading.run
    codes, table = document.codes[start:end], characters(reading.collection)
    read = codes.copy()
    glyphs = codes >= _LOW
    read[glyphs] = table[np.minimum(codes[glyphs], len(table) - 1)]
    after, inferred = _unnormalised(document, text_of(codes), text_of(read), table)
    note = f"glyph ids of {reading.collection}"
    return Edit(start, end, after, reading.bits, inferred, note)


@functools.cache
def _normalised_to() -> Mapping[str, str]:
    """Letters that normalisation puts for another one, and that other."""
    return {
        normal: chr(code)
        for code in range(_LOW, _HIGH)
        if len(normal := unicodedata.normalize("NFC", chr(code))) == 1 and normal != chr(code)
    }


def _unnormalised(
    document: Document, before: str, after: str, table: NDArray[np.uint16]
) -> tuple[str, bool]:
    """The reading with the glyphs that normalisation took away, where they are shorter."""
    inferred = False
    if not any(letter in _normalised_to() for letter in before):
        return after, inferred
    for place, letter in enumerate(before):
        other = _normalised_to().get(letter)
        code = int(table[ord(other)]) if other and ord(other) < len(table) else 0
        if code:
            changed = after[:place] + chr(code) + after[place + 1 :]
            around = slice(max(place - 3, 0), place + 4)
            saved = document.model.bits(after[around]) - document.model.bits(changed[around])
            if saved > _CLEARLY:
                after, inferred = changed, True
    return after, inferred
