"""One look at a text: the classes of its characters, and the signs of what stands beside what.

Most text is right, and most kinds are told to be absent here, before any of them is asked.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.east_asian import HAN, classes
from fixtext.encodings.halves import BOTH_ASCII, COMMON, ODD_SHIFT, SMALL_SHIFT, half_traits
from fixtext.scan import SIGNS, Seen, class_table, code_points, scan, scan_ascii
from fixtext.spans import Edit

__all__ = ["BLOCK", "SHOWN_MARKS", "Glance", "glance", "glance_by_blocks", "trait_table"]

# fmt: off
SHOWN_MARKS = (
    "´╗┐", "Ôªø", "ï»¿", "ï»؟", "ď»ż", "ďťż", "ļ»æ", "ο»Ώ",
    "О╩©", "п»ї", "пїњ", "яЛП", "я╗┐", "ן»¿", "๏ปฟ", "∩╗┐",
)
# fmt: on
"""What single-byte codecs show of the bytes that a byte order mark has in UTF-8."""
BLOCK = 512
"""Code points of a long text that are told of together."""
_AROUND, _PART = 64, 8
"""A repair can make signs with so many characters around it; and how small a part of a text they
are looked for in."""
_LETTERS = 7
"""The classes of letters of East Asia; they are the same in loops."""
_FIRST_OF_MARK, _GAP, _OF_INTEREST, _GLYPH = 0x200, 0x400, 0x800, 0x1000
_HALVES_SHIFT, _HALVES = 4, 0x1F
_INTEREST = Seen.QUESTION | Seen.ESCAPE | Seen.CONTROL | Seen.LINE_FEED | Seen.OPENING
"""Classes of what may be signs of something."""
_BOPOMOFO, _GLYPHS = (0x3105, 0x3129), (0x100, 0x2FFF)
"""Characters that are looked at more closely, too; and those that may be glyph ids."""
_BMP, _LATIN, _OTHERS = 0x10000, slice(0xC0, 0x370), slice(0x370, 0x2000)
"""Letters of the Latin alphabet, and of others, are among these."""
_GAPS = (0x20, 0xA0, 0x3000, *range(0x2002, 0x200B))
"""Spaces of any width that a line can have between two letters; ``spaced-hanzi`` has the same."""


def glance(text: str) -> int:
    """What a text holds, as the numbers of :class:`fixtext.scan.Seen`.

    Where loops are not compiled, all signs: then each kind looks for its own.

    >>> from fixtext.scan import Seen
    >>> bool(glance("100%E4") & Seen.PERCENT_CODE)
    True
    """
    if compiled.IS_COMPILED:
        return compiled.glance(text, class_table(), trait_table())
    return SIGNS | int(scan_ascii(text) if text.isascii() else scan(code_points(text)))


class Glance(NamedTuple):
    """What a long text holds, and what each block of it does: ``blocks`` has shape (blocks,).

    All as the numbers of :class:`fixtext.scan.Seen`; a block has a sign of which the text has
    enough, or too few, as soon as it is there once. ``edges``, shape (blocks + 1,), are where the
    blocks begin and the last one ends, in code points.
    """

    seen: int
    blocks: NDArray[np.uint64]
    edges: NDArray[np.int64]

    def spans_with(self, wanted: int, *, few: bool = False) -> list[tuple[int, int]]:
        """Starts and ends of the parts of the text that have some of these, in code points.

        Signs of which the text has too ``few`` are none, unless these are wanted, too.
        """
        wanted = wanted if few else wanted & self.seen
        if not wanted:
            return []
        which = np.zeros(self.blocks.size + 2, np.bool_)
        np.not_equal(self.blocks & np.uint64(wanted), 0, out=which[1:-1])
        turns = np.flatnonzero(which[1:] != which[:-1])
        bounds = self.edges[turns].tolist()
        return list(zip(bounds[::2], bounds[1::2], strict=True))

    def after(self, text: str, edits: Sequence[Edit]) -> Glance | None:
        """What the text shows after some edits, told by what stood there and stands there.

        None where they are a large part of it.
        """
        part = _beside(text, edits)
        found = None if part is None else glance_by_blocks(part)
        if found is None:
            return None
        shown = np.bitwise_or.reduce(found.blocks)
        blocks = self.blocks.copy()
        starts = np.array([edit.start for edit in edits], np.int64)
        ends = np.array([edit.end for edit in edits], np.int64)
        first = np.searchsorted(self.edges, starts - _AROUND, side="right") - 1
        last = np.searchsorted(self.edges, ends + _AROUND, side="left")
        for low, high in zip(np.maximum(first, 0).tolist(), last.tolist(), strict=True):
            blocks[low:high] |= shown
        return Glance(self.seen | found.seen, blocks, _moved(self.edges, edits, starts, ends))


def _beside(text: str, edits: Sequence[Edit]) -> str | None:
    """What stands in a text after some edits, and beside them; None where that is much of it."""
    parts: list[str] = []
    shift = size = 0
    for edit in edits:
        start = edit.start + shift
        shift += len(edit.after or "") - (edit.end - edit.start)
        parts.append(text[max(start - _AROUND, 0) : edit.end + shift + _AROUND])
        size += len(parts[-1])
        if size * _PART > len(text):
            return None
    return "\n".join(parts)


def _moved(
    edges: NDArray[np.int64],
    edits: Sequence[Edit],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Where places of a text are after some edits; those inside of one are where it begins."""
    grown = np.array([len(edit.after or "") for edit in edits], np.int64) - (ends - starts)
    grown = np.concatenate(([0], np.cumsum(grown)))
    before = np.searchsorted(ends, edges, side="right")
    near = np.minimum(before, len(edits) - 1)
    inside = (starts[near] < edges) & (edges < ends[near])
    moved: NDArray[np.int64] = np.where(inside, starts[near], edges) + grown[before]
    return moved


def glance_by_blocks(text: str) -> Glance | None:
    """As :func:`glance`, and of each block; None where loops are not compiled.

    >>> from fixtext.scan import Seen
    >>> found = glance_by_blocks("a" * 5000 + "%E4")
    >>> found is None or found.spans_with(Seen.PERCENT_CODE)
    [(4608, 5003)]
    """
    if not compiled.IS_COMPILED:
        return None
    blocks = np.empty(-(-len(text) // BLOCK), np.uint64)
    tables = class_table(), trait_table(), _flag_table()
    seen = compiled.glance_by_blocks(text, *tables, blocks)
    edges = np.minimum(np.arange(blocks.size + 1) * BLOCK, len(text))
    return Glance(seen, blocks, edges)


@functools.cache
def trait_table() -> NDArray[np.uint16]:
    """The class in East Asian text of each code point of the BMP, and what its two bytes are.

    And whether it is a gap, the first of what shows a byte order mark, or what else loops look for.
    """
    table = classes(np.arange(0x10000, dtype=np.uint32)).astype(np.uint16)
    table |= (half_traits() & np.uint8(_HALVES)).astype(np.uint16) << np.uint16(_HALVES_SHIFT)
    table[[ord(shown[0]) for shown in SHOWN_MARKS]] |= np.uint16(_FIRST_OF_MARK)
    table[list(_GAPS)] |= np.uint16(_GAP)
    of_interest = class_table()[: table.size] & np.uint32(_INTEREST) != 0
    of_interest[_BOPOMOFO[0] : _BOPOMOFO[1] + 1] = True
    table[of_interest] |= np.uint16(_OF_INTEREST)
    table[_GLYPHS[0] : _GLYPHS[1] + 1] |= np.uint16(_GLYPH)
    table.setflags(write=False)
    return table


@functools.cache
def _flag_table() -> NDArray[np.uint8]:
    """What loops look for first, one byte for each code point of the BMP, and one for all beyond.

    Bits 0 and 1: an ideograph, kana or hangul, or a letter of an alphabet. Bits 2 and 3: one more
    than the small letters that its two bytes are, where both are ASCII. Bits 4 and 5: its low byte
    is a common high byte, and it is not rare, or is. Bit 6: a gap. Bit 7: this is not all.
    """
    traits, seen = trait_table(), class_table()[:_BMP]
    halves = half_traits()
    letters = np.zeros(_BMP, np.bool_)
    for part, known in ((_LATIN, Seen.LATIN), (_OTHERS, Seen.LETTER)):
        letters[part] = seen[part] == known | Seen.BEYOND_ASCII
    kinds = (
        (seen == Seen.HAN | Seen.BEYOND_ASCII)
        & (traits & _LETTERS == HAN)
        & (traits & _GLYPH == 0),
        (seen == Seen.KANA_HANGUL | Seen.BEYOND_ASCII)
        & (traits & (HAN | _GLYPH) == 0)
        & (traits & _LETTERS != 0),
        letters,
    )
    plain = np.zeros(_BMP, np.bool_)
    plain[0x20:0x7F] = seen[0x20:0x7F] & ~np.uint32(Seen.SPACE) == 0
    table = np.zeros(_BMP + 1, np.uint8)
    told = table[:_BMP]
    for number, kind in enumerate(kinds, 1):
        of_kind = kind & (traits & _OF_INTEREST == 0)
        told[of_kind] = number
        plain |= of_kind
    both, small = halves & BOTH_ASCII, halves >> SMALL_SHIFT & 3
    told |= both * (small + 1) << 2
    told |= (halves & COMMON != 0) * (1 + (halves >> ODD_SHIFT & 1)) << 4
    told[traits & _GAP != 0] |= np.uint8(0x40)
    told[~plain] |= np.uint8(0x80)
    table[_BMP] = 0x80
    table.setflags(write=False)
    return table
