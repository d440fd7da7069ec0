"""Where the lines of East Asian text end, and whether a program broke them there.

A line is full if what must stand together at the beginning of the next one had no room in it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.east_asian import HAN, HANGUL, KANA, classes, width
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points

__all__ = [
    "BEFORE_WORD",
    "CLOSING",
    "ITEM",
    "LETTERS",
    "OPENING",
    "SENTENCE_END",
    "SLACK",
    "LineEnd",
    "begins_anew",
    "blocks",
    "broken",
    "common_width",
    "cut_clauses",
    "ends_sentence",
    "goes_on",
    "is_full",
    "is_wrapped",
    "letter",
    "parts_mark",
    "slack_of",
    "width_of_most",
]

LETTERS = HAN | KANA | HANGUL
"""What is written without spaces, or can be broken without a hyphen."""
SLACK = 4
"""Cells that a full line may be short of the width, since marks and words are kept together."""
SENTENCE_END = frozenset("。！？!?.…」』”’）):：;；】》")
_SENTENCE_MARKS = frozenset("。！？!?.…")
CLOSING = frozenset("，。、！？：；」』”’）】》〉…—～·ー々!?.,:;)]}%％℃")
"""What no line begins with."""
_NEVER_FIRST = frozenset("，。、！？：；」』）】》")
OPENING = frozenset("「『“‘（(【[-—－•·●■◆*>|#　")
"""What speech and items of lists begin with."""
ITEM = "-•·●■◆*>|#│"
BEFORE_WORD = frozenset("「『“‘（(【《〈[{")
"""What no line ends with."""
_MARK = lazy_pattern(r"[^\w\u3005\u30fc]")
_SENTENCE_INSIDE = lazy_pattern("(?:[。！？…]|[!?.](?= ))[”』」’）)]*(?= ?[^。！？…!?.”』」’）) ])")
"""The last mark of a sentence behind which another begins."""
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
    spaced: bool = False
    """Whether a space stands at the end of one of the lines or at the beginning of the other."""

    @property
    def continuation(self) -> str:
        """The next line's text."""
        return self.after.lstrip()


def blocks(text: str) -> Iterator[list[LineEnd]]:
    """The line ends of each stretch of lines between two blank ones."""
    block: list[LineEnd] = []
    previous, end_of_text, start = "", 0, 0
    for line in text.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        if previous and stripped:
            place = end_of_text, start + indent
            spaced = " " in text[slice(*place)]
            block.append(LineEnd(*place, previous, line.rstrip(), width(previous), spaced))
        elif block:
            yield block
            block = []
        previous, end_of_text = line.rstrip(), start + len(line.rstrip())
        start += len(line) + 1
    if block:
        yield block


def common_width(breaks: Sequence[LineEnd]) -> int:
    """The width in cells at which most lines end; 0 if there is none."""
    return width_of_most(np.array([one.cells for one in breaks if not begins_anew(one)], np.int64))


def width_of_most(widths: NDArray[np.int64]) -> int:
    """The width in cells that most of some lines have, or little less; 0 where there are none."""
    if not len(widths):
        return 0
    counts = np.bincount(widths, minlength=SLACK + 1)
    near = np.convolve(counts, np.ones(SLACK + 1, np.int64))[: len(counts)]
    best = int(near.argmax())
    return int(widths[(widths <= best)].max(initial=0))


def is_full(one: LineEnd, limit: int, slack: int | None = None) -> bool:
    """Whether the first word of the next line had no room in this one.

    ``slack`` is for documents whose width is known: the cells that their full lines may be short
    of it between letters, as :func:`slack_of` tells; then where a sentence ended and the next word
    had room, the paragraph did.
    """
    cells = one.cells
    if cells > limit + 2:
        return False
    word = _WORD.match(one.continuation)
    space = one.spaced or HANGUL in (letter(one.before[-1]), letter(one.continuation[0]))
    if word is not None and cells + space + width(word[0]) > limit:  # in Korean, it may have gone
        return True
    if slack is None:
        return cells >= limit - SLACK
    if not _is_between_letters(one):
        return cells >= limit - min(slack, SLACK) and one.before[-1] not in SENTENCE_END
    return cells >= limit - slack


def slack_of(blocks: Sequence[Sequence[LineEnd]], limit: int) -> int:
    """The cells that a full line may be short of the width in these blocks.

    None where nearly all are full to the last cell, as a program makes them that counts cells; more
    where marks take less room than letters, as print has them.
    """
    ends = [one for block in blocks for one in block if not begins_anew(one)]
    ends = [one for one in ends if _is_between_letters(one)]
    full = sum(is_full(one, limit, 0) for one in ends)
    nearly = sum(is_full(one, limit, 2 * SLACK) for one in ends) - full
    return 2 * SLACK if 4 * nearly > full else 0


def _is_between_letters(one: LineEnd) -> bool:
    return letter(one.before[-1]) > 0 and letter(one.continuation[0]) > 0


def begins_anew(one: LineEnd) -> bool:
    """Whether the next line is not of the same paragraph, by its first character or indent."""
    first = one.continuation[:1]
    if one.before[-1] in SENTENCE_END and first in OPENING:
        return True
    indents = [len(line) - len(line.lstrip()) for line in (one.before, one.after)]
    if indents[1] == 1 and letter(first) == HANGUL:  # the space between two words
        return False
    return first in ITEM or indents[1] > indents[0] or indents[1] > 4


def is_wrapped(block: Sequence[LineEnd], limit: int) -> bool:
    """Whether most lines of a block are full, or end with a sentence."""
    full = [is_full(one, limit) and not begins_anew(one) for one in block]
    like = sum(
        fills or one.before[-1] in SENTENCE_END for one, fills in zip(block, full, strict=True)
    )
    tables = sum(1 for one in block if _TABLE.search(one.before.strip()))
    return any(full) and 10 * like >= 6 * len(block) and 4 * tables <= len(block)


def ends_sentence(line: str) -> bool:
    """Whether a sentence ends where the line does, with its marks of speech.

    >>> ends_sentence("他来了。”"), ends_sentence("《红楼梦》")
    (True, False)
    """
    ends = line.rstrip("\"'”』」’）)")
    return ends[-1:] in _SENTENCE_MARKS


def goes_on(blocks: Sequence[Sequence[LineEnd]], limit: int, slack: int) -> float:
    """The share of sentences whose paragraph goes on behind them, as far as lines show it.

    A sentence ends in the last cells of a full line as often as anywhere else, whether a paragraph
    ends with it or not: so sentences that end inside of lines stand to those that end in short
    lines as the two kinds stand to each other where a line is full.
    """
    inside, last = 0, 0
    for one in (one for block in blocks for one in block):
        inside += sum(1 for _ in _SENTENCE_INSIDE.finditer(one.before))
        last += ends_sentence(one.before) and not is_full(one, limit, slack)
    unknown = 0.25 if len(blocks) < 2 else 0.0  # nothing else sets paragraphs apart
    return (inside + 0.5) / (inside + last + 0.5 + unknown)


def parts_mark(one: LineEnd) -> bool:
    """Whether a mark is parted from its text: at the start of a line, an opening one at its end.

    >>> parts_mark(LineEnd(0, 0, "天黑了", "，我们回家。", 6))
    True
    """
    return one.continuation[0] in _NEVER_FIRST or one.before[-1] in BEFORE_WORD - {"“", "‘"}


def cut_clauses(one: LineEnd) -> tuple[bool, bool]:
    """Whether one letter alone stands behind a line's last mark, and before the first of the next.

    >>> cut_clauses(LineEnd(0, 0, "天黑了，我", "们回家。", 10))
    (True, False)
    """
    before, after = one.before, one.continuation
    return (
        len(before) > 1 and letter(before[-1]) > 0 and _MARK.match(before[-2]) is not None,
        len(after) > 1 and letter(after[0]) > 0 and _MARK.match(after[1]) is not None,
    )


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
    return before not in BEFORE_WORD and after not in CLOSING
