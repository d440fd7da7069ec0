"""Full-width punctuation of Chinese text folded to ASCII.

What it looks like: ``目前,北方中心已經成功引入平臺(山東);數據中心建設成果盤點!`` in a text whose
``。、“”《》`` are full-width all the same.

How it happens: a tool maps ``，：；！？（）`` of U+FF01 to U+FF5E to ASCII, as NFKC does, and
leaves the marks that have no such form.

How it is recognised: by the document, never by one mark. A writer who types ``。`` and ``、``
types ``，`` too: a text with many of the one and none of the other did not come about by itself.
The more kinds of marks are folded, the stronger the evidence; a single full-width one speaks
against it. Where the tool that glues readings behind characters was at work (pinyin-annotation,
byte-shift), a few marks are enough, since it folds them as well.

What is restored: a mark with a Chinese character, or Chinese punctuation, on at least one side,
and no space behind it. Times, numbers, addresses and foreign words keep theirs (``14:00``,
``1,000``).

When the repair is a guess: always, though a good one. Whether one mark was ASCII before, as the
author wished, cannot be known.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from fixtext.anchors import matches
from fixtext.causes import GBK_BYTE_EDITOR
from fixtext.document import Document
from fixtext.east_asian import IDEOGRAPHS
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.hanscript.characters import characters
from fixtext.lazy import lazy_pattern

__all__ = ["EACH_FULL", "FOLDED", "LEAST", "STOPS", "WEIGHT", "FoldedPunctuation"]

FOLDED = dict(zip(",:;!?()", "，：；！？（）", strict=True))
_FOLD = str.maketrans({full: folded for folded, full in FOLDED.items()})
_CHINESE = f"[{IDEOGRAPHS}\u3001-\u3003\u3008-\u3011\u3014-\u301b“”‘’…—，：；！？（）]"
_IS_CHINESE = lazy_pattern(_CHINESE)
_MARK = lazy_pattern(f"(?<={_CHINESE})[,:;!?](?![ \t\u3000/])|[,;!?](?={_CHINESE})")
_BRACKETS = lazy_pattern(r"\(([^()\n]{1,200})\)")
STOPS = "。、《》“”【】"

# bits that each kind of mark can add at most, and how many of it make half of that
WEIGHT = {",": 10.0, ";": 5.0, ":": 4.0, "(": 3.0, "!": 3.0, "?": 3.0}
_PROVEN_ENOUGH = 16.0
_MOST_IF_PROVEN = 10.0
EACH_FULL = 3.0
_BEGINNING = 50_000
"""Code points that are looked at first."""
LEAST = 8
"""Commas, and marks that are not folded, below which a text says nothing."""


class FoldedPunctuation(Garbling):
    """Full-width marks folded to ASCII."""

    name = "folded-punctuation"
    title = "full-width punctuation folded to ASCII: 目前,中心"
    group = "character"
    lossless = False
    needs = ("byte-shift", "pinyin-annotation", "mojibake")
    signal = (Seen.HAN | Seen.MARK | Seen.COMMAS,)
    cause = GBK_BYTE_EDITOR
    worst = ("目前,中心。",)

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where there are too few marks that may be folded, or too many that are not."""
        return RuledOut.IF_NOT_FOLDED

    def find(self, document: Document) -> Sequence[Edit]:
        """The folded marks, if the document has enough evidence for them as a whole."""
        proven = min(document.proven(self.cause), _PROVEN_ENOUGH)
        if proven + _at_most(document, proven > 0) < document.options.min_bits:
            return []
        marks = dict(_folded(document.text))
        if not marks:
            return []
        bits = proven + _evidence(document, Counter(marks.values()), proven > 0)
        if bits < document.options.min_bits or not document.options.infer:
            return []
        return [
            Edit(place, place + 1, FOLDED[mark], bits, inferred=True)
            for place, mark in sorted(marks.items())
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """All seven marks folded."""
        return text.translate(_FOLD)


def _folded(text: str) -> Iterator[tuple[int, str]]:
    """Places and marks that would be full-width in Chinese text."""
    for match in matches(_MARK, text, *",:;!?"):
        yield match.start(), match[0]
    for match in matches(_BRACKETS, text, "("):
        around = text[max(match.start() - 1, 0) : match.start()] + text[match.end() :][:1]
        inside = match[1][0] + match[1][-1]
        if _IS_CHINESE.search(around) or _IS_CHINESE.search(inside):
            yield match.start(), "("
            yield match.end() - 1, ")"


def _at_most(document: Document, proven: bool) -> float:
    """The most that :func:`_evidence` can come to, told without a look at each mark."""
    text = document.text
    most = _MOST_IF_PROVEN if proven else sum(WEIGHT.values())
    if EACH_FULL * text.count("，", 0, _BEGINNING) >= most:
        return 0.0  # as nearly all text of China shows soon
    count = _count_in(document)
    if not proven:
        if count(",") < LEAST or sum(map(count, STOPS)) < LEAST:
            return 0.0
        most = _for_folding({mark: count(mark) for mark in WEIGHT})
    for full in FOLDED.values():
        most -= EACH_FULL * count(full)
        if most <= 0.0:
            return 0.0
    return most


def _count_in(document: Document) -> Callable[[str], int]:
    """What counts a character; of a long document, all have been counted together."""
    known = document.recall(characters)
    return document.text.count if known is None else known.count


def _for_folding(counts: Mapping[str, int]) -> float:
    """Bits for folding, by how many marks of each kind were."""
    return sum(weight * (1 - 0.5 ** counts[mark]) for mark, weight in WEIGHT.items())


def _evidence(document: Document, counts: Counter[str], proven: bool) -> float:
    """Bits for folding against a writer's own habit."""
    count = _count_in(document)
    against = EACH_FULL * sum(map(count, FOLDED.values()))
    if proven:
        return min(4.0 + counts.total(), _MOST_IF_PROVEN) - against
    stops = sum(map(count, STOPS))
    if stops < LEAST or counts[","] < LEAST:
        return 0.0
    return _for_folding(counts) - against
