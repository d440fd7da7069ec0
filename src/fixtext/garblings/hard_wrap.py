"""Line ends inside sentences of Chinese, Japanese or Korean.

What it looks like: lines that are cut at a fixed width, in the middle of sentences and of words, or
one character a line.

How it happens: a program for mail, a terminal or a column of print breaks lines where they are
full, and what comes after it takes each line for a paragraph; or text is taken from a PDF line
by line; or from a page in which each character is an element of its own. Where words are set apart
a line end can pass for a space; in Chinese and Japanese it cannot, and splits the word.

How it is recognised: by the document. Each line that is full, so that not even the first character
of the next would have had room, adds bits, the more the wider the lines are; one that ends
early, without a sentence's end, takes some away. Then what stands at the line end: in bits by
the model, how much better what follows is explained by what stands before the line end than by a
beginning. Where writers end their lines this is nothing; where a word was cut, it is many bits.
Lines with the end of a sentence inside, each at another place, and none at their own end, add two
each, as do last lines of paragraphs, which are shorter and have one, up to eight each. One letter
by itself between a mark and a line end adds two, since clauses of one letter are rare, and a mark
that begins a line five. All lines together must be cut rather than ended, however wide they are,
and verse, whose marks stand in columns, is left alone. One character a line needs punctuation or
kana, and must be text when joined.

What is joined: full lines of paragraphs that are wrapped on the whole; Chinese and Japanese without
a space, foreign words with one, Korean with or without as the model has it. Where some of the full
lines end with a space, these are the spaces that there were, and all of them. Where a sentence ends
in a full line, its paragraph may have ended, too: it goes on if nine of ten sentences do, as told
from those that end inside of lines and in short lines.

What stays: poems, lyrics, lists, tables, dialogue, addresses, headings, code, quoted mail, text
with a sentence on each line, Korean and Latin text that is wrapped between words, and lines that
end before they are full.

When the repair is a guess: where a full line ends with a sentence, which may have been the end of
its paragraph, and where the model chooses the space, between Korean or foreign words.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.east_asian import HANGUL, classes, width
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.lazy import lazy_pattern
from fixtext.line_ends import (
    LETTERS,
    SENTENCE_END,
    SLACK,
    LineEnd,
    begins_anew,
    blocks,
    broken,
    common_width,
    cut_clauses,
    ends_sentence,
    goes_on,
    is_full,
    is_wrapped,
    letter,
    parts_mark,
    slack_of,
)
from fixtext.line_widths import Widths, line_widths
from fixtext.lines_of_one import lines_of_one
from fixtext.scan import code_points
from fixtext.wrapped_blocks import most_of_blocks
from fixtext.wrapped_widths import Rules, most_of_widths

__all__ = ["FEWEST", "LEAST_SHARE", "RULES", "HardWrap"]

FEWEST = 3
"""Line ends between East Asian letters, of which fewer prove nothing."""
LEAST_SHARE = 0.35
"""Of the line ends between letters, how many a common width must explain."""
_NARROWEST = 20
"""Cells; verse and columns of lists have lines as short."""
_KOREAN_END = frozenset("다요까죠")
"""What sentences of Korean end with, with a mark behind it or without."""
_SPACE = lazy_pattern(r"\s+")
_SENTENCE_INSIDE = lazy_pattern("[。！？；](?=.)")
_BESIDE = tuple(
    (
        lazy_pattern(f"[\u3400-\u9fff] {sort}|{sort} [\u3400-\u9fff]"),
        lazy_pattern(f"[\u3400-\u9fff]{sort}|{sort}[\u3400-\u9fff]"),
    )
    for sort in ("[A-Za-z]", "[0-9]")
)
"""Latin letters and digits beside ideographs, with a space and without."""
_RUNNING = lazy_pattern("[，。、；！？,;!?]")

# bits; see the manual page for what each stands for
_EARLY, _LONGER, _ENDS_WITH_SENTENCE, _UNLIKE = 4.0, 4.0, 2.5, 2.0
_LEAST_INSIDE, _LEAST_KOREAN = 5.0, 1.0
"""All lines together; and each on average in Korean, which most programs wrap between words."""
_RUNS_ON, _MOST_RUN_ON = 2.0, 4
"""Of a line that has the end of a sentence inside, and none where it ends itself, and of the last
line of a paragraph, which is shorter and has one; some writers leave out the last mark of a line,
so that no more than four count."""
_GAINS = (-3.0, -1.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0, 14.0)
"""Bits by which what stands before a line end explains what follows."""
_WORTH = (-2.0, -1.6, -1.2, -0.8, 1.0, 3.5, 5.0, 6.0, 8.0)
"""How much oftener lines that are cut gain so much than lines that a writer ended, in bits."""
_CLAUSE_CUT, _CLAUSE_WHOLE = 2.2, -0.13
"""Of one letter between a line end and a mark: a clause of one letter is rare where lines were
ended, and cuts leave one at a seventh of the lines."""
_MARK_PARTED = 5.0
"""Of a mark that begins a line, as one of ten does where a program counts characters alone."""
_GOES_ON = 0.9
"""How sure it must be that a paragraph goes on behind a sentence that fills its line."""
_EACH_CHARACTER = 2.0
_KOREAN_SPACE = 6.0
"""Bits that the model, which knows Korean by its words, asks for a space between two too much."""
_FEW_TYPED = 2
"""Spaces at line ends that show that none was removed there."""
RULES = Rules(
    narrowest=_NARROWEST,
    at_end=_ENDS_WITH_SENTENCE,
    inside=_WORTH[-1] + 2 * _CLAUSE_CUT,
    longer=_LONGER,
    rest=(2 * _RUNS_ON + _MARK_PARTED) * _MOST_RUN_ON,
    early=_EARLY,
    unlike=_UNLIKE,
)


class HardWrap(Garbling):
    """Line ends inside sentences."""

    name = "hard-wrap"
    title = "lines that are cut inside sentences, at a fixed width or at each character"
    group = "layout"
    lossless = False
    needs = ("mojibake", "byte-shift", "pinyin-annotation", "spaced-hanzi")
    signal = (
        Seen.HAN | Seen.LINE_FEED | Seen.WRAPPED,
        Seen.KANA_HANGUL | Seen.LINE_FEED | Seen.WRAPPED,
    )
    worst = ("中文\n", "中\n")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where the widths of lines tell too little."""
        return RuledOut.IF_NOT_WRAPPED

    def find(self, document: Document) -> Sequence[Edit]:
        """The line ends, if the document has enough evidence for them as a whole."""
        may_be_single, may_be_wrapped = _may_be_wrapped(document)
        single = _one_each(document) if may_be_single else []
        if single or not may_be_wrapped:
            return single
        if _at_most(document) < document.options.min_bits:
            return []
        every = list(blocks(document.text))
        limit = common_width([one for block in every for one in block])
        if limit < _NARROWEST:
            return []
        wrapped = [block for block in every if is_wrapped(block, limit)]
        bits = _evidence(document, wrapped, limit) - _UNLIKE * (len(every) - len(wrapped))
        if bits < document.options.min_bits:
            return []
        slack = slack_of(wrapped, limit)
        on = goes_on(wrapped, limit, slack) >= _GOES_ON
        full = [
            one
            for block in wrapped
            for one in block
            if is_full(one, limit, slack) and not begins_anew(one)
        ]
        habits = _Habits(*_tight(document.text), *_spaces_kept(full))
        chosen = (one for one in full if on or not ends_sentence(one.before))
        edits = [_join(document, one, bits, habits) for one in chosen]
        return [edit for edit in edits if document.options.infer or not edit.inferred]

    def garble(self, text: str, chance: random.Random) -> str:
        """Lines cut at a width between 40 and 78 cells."""
        cells = 2 * chance.randint(20, 39)
        return "\n".join(piece for line in text.split("\n") for piece in broken(line, cells))


def _widths(document: Document) -> Widths:
    """What the widths of a document's lines tell."""
    return line_widths(document.codes, _NARROWEST)


def _may_be_wrapped(document: Document) -> tuple[bool, bool]:
    """Whether there are lines of one character, and whether most lines are as wide as each other.

    Only line ends between two East Asian letters count.
    """
    widths = document.recall(_widths)
    if widths.total < FEWEST:
        return False, False
    # most lines that end so are as wide as each other, or hold one character
    return widths.single >= FEWEST, widths.alike >= LEAST_SHARE * widths.total


def _one_each(document: Document) -> list[Edit]:
    """The line ends of runs of lines of one character each."""
    edits: list[Edit] = []
    for match in lines_of_one(document.text, document.recall(_widths).short):
        joined = _SPACE.sub("", match[0])
        kinds = classes(code_points(joined))
        count = int((kinds & LETTERS > 0).sum())
        if 2 * count < len(joined) or not _RUNNING.search(joined):
            continue
        model = document.model
        gain = float(model.bits_many(list(joined)).sum()) - model.bits(joined)
        bits = min(gain, _EACH_CHARACTER * count)
        if gain < count or bits < document.options.min_bits:
            continue
        for space in _SPACE.finditer(document.text, match.start(), match.end()):
            edits.append(Edit(space.start(), space.end(), "", bits))
    return edits


def _at_most(document: Document) -> float:
    """The most bits that line ends can tell, told from the widths of lines alone.

    At each width that is common, lines that are as wide speak for it and longer ones against it;
    where blank lines set blocks apart, or that is much, what is in blocks that may be wrapped.
    """
    told = most_of_widths(document.codes, RULES)
    if told is not None and told < document.options.min_bits:
        return told
    return most_of_blocks(document.codes, RULES)


def _evidence(document: Document, wrapped: Sequence[Sequence[LineEnd]], limit: int) -> float:
    """Bits for a program's line ends against a writer's."""
    bits = 0.0
    inside: list[LineEnd] = []
    parted = 0
    for one in (one for block in wrapped for one in block if not begins_anew(one)):
        ends = one.before[-1] in SENTENCE_END
        if is_full(one, limit):
            bits += np.log2(limit / (SLACK + 2)) - _ENDS_WITH_SENTENCE * ends
            parted += parts_mark(one)
            if _may_run_on(one.before[-1], one.continuation[0]):
                inside.append(one)
        elif one.cells > limit + 2:
            bits -= _LONGER
        elif not ends:
            bits -= _EARLY
    if len(inside) < FEWEST or _is_verse(inside):
        return 0.0
    kept = _spaces_kept(inside)[1]
    if kept:
        inside = [one for one in inside if not one.spaced]
    gains = _continuity(document, inside, kept)
    # between words of Korean, a line end is as good as a space
    tight = [one for one in inside if letter(one.before[-1]) != HANGUL]
    if 2 * len(tight) < len(inside) and float(gains.mean()) < _LEAST_KOREAN:
        return 0.0
    ended = (_SENTENCE_INSIDE.search(one.before) for one in tight)
    runs_on = min(len({end.start() for end in ended if end}), _MOST_RUN_ON)
    runs_on += min(sum(_ends_short(one, limit) for one in tight), _MOST_RUN_ON)
    is_cut = float(np.interp(gains, _GAINS, _WORTH).sum())
    is_cut += _RUNS_ON * runs_on + _MARK_PARTED * min(parted, _MOST_RUN_ON)
    edges = [edge for one in tight for edge in cut_clauses(one)]
    is_cut += sum(_CLAUSE_CUT if edge else _CLAUSE_WHOLE for edge in edges)
    return float(bits) + is_cut if is_cut >= _LEAST_INSIDE else 0.0


def _may_run_on(last: str, first: str) -> bool:
    """Whether two characters can stand in a word: East Asian letters, or one beside a number."""
    kinds = {letter(last), letter(first)}
    if kinds == {0} or last in _KOREAN_END or kinds == {0, HANGUL}:
        return False
    return all(letter(one) or (one.isascii() and one.isalnum()) for one in (last, first))


def _ends_short(one: LineEnd, limit: int) -> bool:
    """Whether the next line ends with a sentence, long before it is full."""
    return one.after[-1] in SENTENCE_END and 4 * width(one.after) < 3 * limit


def _is_verse(lines: Sequence[LineEnd]) -> bool:
    """Whether the marks of most lines stand at the same places."""
    marks = (tuple(mark.start() for mark in _RUNNING.finditer(one.before)) for one in lines)
    columns = Counter(places for places in marks if places)
    return 3 * max(columns.values(), default=0) > 2 * len(lines)


def _continuity(
    document: Document, breaks: Sequence[LineEnd], spaces_kept: bool
) -> NDArray[np.float64]:
    """By how many bits each line end's text before it explains what follows.

    Where a space would explain it as well, as in Korean between words, it explains nothing, unless
    spaces were kept at line ends and there was none.
    """
    model = document.model
    tails = [one.before[-3:] for one in breaks]
    heads = [one.continuation[:4] for one in breaks]
    alone, known = model.bits_many(heads), model.bits_many(tails)
    joined = model.bits_many([a + b for a, b in zip(tails, heads, strict=True)]) - known
    spaced = model.bits_many([a + " " + b for a, b in zip(tails, heads, strict=True)]) - known
    if spaces_kept:  # where the model would have one all the same, they are there by chance
        more = spaced - joined - _KOREAN_SPACE
        return np.where(more < 0, more, alone - joined)
    return np.asarray(np.minimum(alone, spaced) - joined)


def _tight(text: str) -> tuple[bool, bool]:
    """Whether Latin words, and numbers, stand beside ideographs without a space in this document.

    Where nothing tells, words do as numbers, and numbers do.
    """
    words, numbers = (
        2 * len(spaced.findall(text)) - len(touching.findall(text)) for spaced, touching in _BESIDE
    )
    return (words or numbers) < 0, numbers <= 0


class _Habits(NamedTuple):
    """What a document does with spaces."""

    words_tight: bool
    """Foreign words stand beside ideographs without one."""
    numbers_tight: bool
    typed: bool
    """One at a line end was there before the line was cut."""
    all_kept: bool
    """Where there is none at a line end, there was none."""


def _spaces_kept(ends: Sequence[LineEnd]) -> tuple[bool, bool]:
    """Whether spaces at line ends mean something, as where some have one, and tell them all."""
    typed = sum(one.spaced for one in ends)
    some = 3 * typed < 2 * len(ends)
    return some, some and typed >= _FEW_TYPED


def _join(document: Document, one: LineEnd, bits: float, habits: _Habits) -> Edit:
    """The line end replaced by nothing, or by a space."""
    last, first = one.before[-1], one.continuation[0]
    ends = last in SENTENCE_END
    typed = habits.typed and one.spaced
    words = [c.isascii() and c.isalnum() for c in last + first]
    inferred = ends
    if typed or habits.all_kept:
        space = typed
    elif HANGUL in (letter(last), letter(first)) or all(words):
        tail, head = one.before[-3:], one.continuation[:4]
        more = document.model.bits(f"{tail} {head}") - document.model.bits(tail + head)
        space = more < (0.0 if all(words) else _KOREAN_SPACE)
        inferred = True
    else:
        tight = habits.numbers_tight if last.isdigit() or first.isdigit() else habits.words_tight
        wide = any(ord(c) >= 0x2E80 for c in last + first)
        space = any(words) and wide and not tight and not ends
    return Edit(one.start, one.end, " " if space else "", bits, inferred=inferred)
