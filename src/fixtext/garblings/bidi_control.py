r"""Marks of direction where no letter is written from the right.

What it looks like: nothing at all, or letters out of order: ``\u200e+49 30 1234`` is not equal to
``+49 30 1234``; ``photo\u202egpj.exe`` is shown as ``photoexe.jpg``.

How it happens: contacts, calendars and word processors put marks of direction around numbers and
names; copying a page copies them. Some hide with them what a name or a line of a program really
says ("Trojan source").

How it is recognised: U+200E, U+200F, U+061C, U+202A to U+202E and U+2066 to U+2069, by whether
anything in the line is written from the right.

What is repaired: the profiles ``web`` and ``search`` remove them from lines without Hebrew, Arabic
or kin. The profile ``faithful`` reports, and leaves, what turns the order of letters round that are
written from the left; other marks change nothing that is seen, and are not reported.

What stays: every mark in a line with a letter that is written from the right; U+200F, U+061C and
what opens a stretch from the right also in every other line of such a text, since they give a
line its direction.

When the repair is a guess: never, but the places are lost.

>>> import fixtext
>>> fixtext.fix("call \u200e+49 30 1234", profile="web")
'call +49 30 1234'
>>> [finding.kind for finding in fixtext.explain("photo\u202egpj.exe").findings]
['bidi-control']

References: Unicode Standard Annex 9; Boucher and Anderson, "Trojan Source: Invisible
Vulnerabilities" (2021).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.invisible import REPORTED_AND_REMOVED, RIGHT_TO_LEFT, SHOWS_NOTHING
from fixtext.lazy import lazy_pattern
from fixtext.types import ascii_visible

__all__ = ["BidiControl"]

_EACH = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARKS = lazy_pattern(f"[{_EACH}]+")
_FROM_THE_RIGHT = lazy_pattern(f"[{RIGHT_TO_LEFT}]")
_OF_DIRECTION = lazy_pattern("[\u061c\u200f\u202b\u202e\u2067]")
# what an override or an embedding from the right reaches: to its end, or the end of the line
_TURNED = lazy_pattern("[\u202b\u202e\u2067][^\n\u202c\u2069]*[^\\s\u202c\u2069][^\n\u202c\u2069]*")
_NUMBER = lazy_pattern(r"(?<![\d\w])(?=\d)")


class BidiControl(Garbling):
    """Marks of direction: removed where that is asked for, reported where they deceive."""

    name = "bidi-control"
    title = r"marks of direction where nothing is written from the right: \u200e+49 30"
    lossless = True
    group = "invisible"
    profiles = REPORTED_AND_REMOVED
    needs = ("mojibake", "lost-bytes")
    signal = (Seen.INVISIBLE,)
    worst = ("\u202aa\u202c",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The marks that no script needs; in ``faithful``, what they turn round."""
        if document.options.min_bits > SHOWS_NOTHING:
            return []
        if document.options.profile == "faithful":
            return [
                Edit(match.start(), match.start() + 1, None, SHOWS_NOTHING, note=_note(match[0]))
                for start, end in _lines_with_marks(document.text)
                for match in _TURNED.finditer(document.text, start, end)
            ]
        some_from_the_right = bool(_FROM_THE_RIGHT.search(document.text))
        return [
            Edit(match.start(), match.end(), "", SHOWS_NOTHING)
            for start, end in _lines_with_marks(document.text)
            for match in _MARKS.finditer(document.text, start, end)
            if not (some_from_the_right and _OF_DIRECTION.search(match[0]))
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """A mark before some numbers, and around some words, of lines written from the left."""
        lines = text.split("\n")
        return "\n".join(
            line if _FROM_THE_RIGHT.search(text) else _marked(line, chance) for line in lines
        )


def _note(turned: str) -> str:
    return f"shown in another order than it is written in: {ascii_visible(turned[1:])}"


def _lines_with_marks(text: str) -> Iterator[tuple[int, int]]:
    """Where lines begin and end that have marks, and nothing that is written from the right."""
    end = 0
    for match in matches(_MARKS, text, *_EACH):
        if match.start() < end:
            continue
        start = text.rfind("\n", end, match.start()) + 1 or end
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        if not _FROM_THE_RIGHT.search(text, start, end):
            yield start, end


def _marked(line: str, chance: random.Random) -> str:
    if not line or _MARKS.search(line):
        return line
    marked = _NUMBER.sub("\u200e", line)
    if chance.random() < 0.5:
        return f"\u202a{marked}\u202c"
    return f"\u2066{marked}\u2069" if chance.random() < 0.5 else f"{marked}\u200e"
