"""Where the lines of East Asian text end, and whether a program broke them there.

A line is full if what must stand together at the beginning of the next one had no room in it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fixtext.east_asian import HAN, HANGUL, KANA, classes, width
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points

__all__ = [
    "LETTERS",
    "SENTENCE_END",
    "SLACK",
    "LineEnd",
    "begins_anew",
    "blocks",
    "broken",
    "common_width",
    "is_full",
    "is_wrapped",
    "letter",
]

LETTERS = HAN | KANA | HANGUL
"""What is written without spaces, or can be broken without a hyphen."""
SLACK = 4
"""Cells that a full line may be short of the width, since marks and words are kept together."""
SENTENCE_END = frozenset("。！？!?.…」』”’）):：;；】》")
_CLOSING = frozenset("，。、！？：；」』”’）】》〉…—～·ー々!?.,:;)]}%％℃")
"""What no line begins with."""
_OPENING = frozenset("「『“‘（(【[-—－•·●■◆*>|#　")
"""What speech and items of lists begin with."""
_BEFORE_WORD = frozenset("「『“‘（(【《〈[{")
"""What no line ends with."""
_TABLE = lazy_pattern(r"\t|\S {2,}\S|[|│｜]")
_WORD = lazy_pattern(
    "[「『“‘（(【《〈]*(?:[!-~]+|.)[，。、！？：；」』”’）】》〉…—～·ー々!?.,:;)%]*"
)
"""What is kept together with the first character of a line."""


class LineEnd(NamedTuple):
    """A line end between two lines that are not blank."""

    start: int
    end: int
    """The end of its white space, where the next line's text begins."""
    before: str
    after: str
    cells: int
    """The width of the line before."""


def blocks(text: str) -> Iterator[list[LineEnd]]:
    """The line ends of each stretch of lines between two blank ones."""
    block: list[LineEnd] = []
    previous, end_of_text, start = "", 0, 0
    for line in text.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if previous and stripped:
            place = end_of_text, start + indent
            block.append(LineEnd(*place, previous, line.rstrip(), width(previous)))
        elif block:
            yield block
            block = []
        previous, end_of_text = line.rstrip(), start + len(line.rstrip())
        start += len(line) + 1
    if block:
        yield block


def common_width(breaks: Sequence[LineEnd]) -> int:
    """The width in cells at which most lines end; 0 if there is none."""
    widths = np.array([one.cells for one in breaks if not begins_anew(one)], np.int64)
    if not len(widths):
        return 0
    counts = np.bincount(widths, minlength=SLACK + 1)
    near = np.convolve(counts, np.ones(SLACK + 1, np.int64))[: len(counts)]
    best = int(near.argmax())
    return int(widths[(widths <= best)].max(initial=0))


def is_full(one: LineEnd, limit: int, nearly: bool = False) -> bool:
    """Whether the first word of the next line had no room in this one.

    ``nearly`` is for documents whose width is known: marks that are kept together took a little
    more of the line.
    """
    cells = one.cells
    if cells > limit + 2:
        return False
    word = _WORD.match(one.after.lstrip())
    if word is not None and cells + width(word[0]) > limit:
        return True
    if nearly and letter(one.before[-1]) and letter(one.after.lstrip()[0]):
        return cells >= limit - 2 * SLACK
    # where a sentence ended and the next word had room, the paragraph did
    return cells >= limit - SLACK and not (nearly and one.before[-1] in SENTENCE_END)


def begins_anew(one: LineEnd) -> bool:
    """Whether the next line is not of the same paragraph, by its first character or indent."""
    first = one.after.lstrip()[:1]
    if one.before[-1] in SENTENCE_END and first in _OPENING:
        return True
    indents = [len(line) - len(line.lstrip()) for line in (one.before, one.after)]
    return first in "-•·●■◆*>|#│" or indents[1] > indents[0] or indents[1] > 4


def is_wrapped(block: Sequence[LineEnd], limit: int) -> bool:
    """Whether most lines of a block are full, or end with a sentence."""
    full = [is_full(one, limit) and not begins_anew(one) for one in block]
    like = sum(
        fills or one.before[-1] in SENTENCE_END for one, fills in zip(block, full, strict=True)
    )
    tables = sum(1 for one in block if _TABLE.search(one.before.strip()))
    return any(full) and 10 * like >= 7 * len(block) and 4 * tables <= len(block)


@functools.lru_cache(maxsize=8192)
def letter(character: str) -> int:
    """The class of an East Asian letter, 0 for what is none.

    >>> letter("中") == HAN, letter("，")
    (True, 0)
    """
    return int(classes(code_points(character))[0]) & LETTERS


def broken(line: str, cells: int) -> list[str]:
    """The lines that a program makes of one with East Asian letters, each so many cells at most.

    No line begins or ends with a mark that belongs to the other; words of ASCII stay whole, and
    white space stays behind what it follows, so that nothing is lost.

    >>> broken("我们在山上，看见了一座（很小的）房子。", 12)
    ['我们在山上，', '看见了一座', '（很小的）房', '子。']
    """
    if not (classes(code_points(line)) & LETTERS).any():
        return [line]
    pieces: list[str] = []
    start, taken, last = 0, 0, 0
    for place, character in enumerate(line):
        if place > start and _may_break(line[place - 1], character):
            last = place
        taken += width(character)
        if taken > cells and last > start:
            pieces.append(line[start:last])
            start, taken = last, width(line[last : place + 1])
    return [*pieces, line[start:]]


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if before.isspace() or after.isspace():
        return not after.isspace()
    if before.isascii() and after.isascii():
        return False
    return before not in _BEFORE_WORD and after not in _CLOSING
