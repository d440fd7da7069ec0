"""What tells references that were left in a text from those that are meant to be read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.escapes.context import Nearby, Surroundings
from fixtext.escapes.leaves import Leaf
from fixtext.escapes.weighing import savings
from fixtext.forms.weighing import Replacement
from fixtext.lazy import lazy_pattern
from fixtext.spans import Edit

__all__ = ["ABOUT", "ABOUT_WITHIN", "EMBEDDED", "NEAR", "STEMS", "Leaves", "References"]

# what a word begins with comes first, small and great: a place with anything else is passed at once
ABOUT = lazy_pattern(
    "|".join(
        (
            *(
                rf"{first}(?<![.\w].)(?i:{rest})"
                for small, rest in (
                    ("h", r"tml5?\b|tmlspecialchars\b"),
                    ("x", r"html5?\b|ml\b"),
                    ("s", r"gml\b"),
                    ("e", r"ntit(?:y|ies)\b|scap(?:e|es|ed|ing)\b"),
                    ("c", r"haracter references?\b"),
                    ("u", r"nescap\w+\b"),
                    ("m", r"arkup\b|arkdown\b"),
                )
                for first in (small, small.upper())
            ),
            *(
                f"{first}(?i:{rest})"
                for small, rest in (("с", "ущност"), ("м", "немоник"), ("э", "кранир"))
                for first in (small, small.upper())
            ),
            "实体|實體|转义|轉義|エスケープ|実体参照|文字参照|特殊文字|엔티티|이스케이프",
        )
    )
)
"""Words of a text about HTML or escapes."""
STEMS = (
    *("html", "xhtml", "xml", "sgml", "entit", "escap", "character ref", "unescap"),
    *("markup", "markdown", "сущност", "мнемоник", "экранир"),
    *("实体", "實體", "转义", "轉義", "エスケープ", "実体参照", "文字参照", "特殊文字"),
    *("엔티티", "이스케이프"),
)
"""What each of them begins with, in either case."""
ABOUT_WITHIN = 120
EMBEDDED = 6
NEAR = 12
_PLAIN_AMPERSAND = lazy_pattern("&(?![a-zA-Z#])")


class References(Protocol):
    """References of a document, ordered."""

    def __len__(self) -> int:
        """How many there are."""

    def to_be_undone(self) -> References:
        """Those that are not there to be read as they are, in code or in quotes."""

    def are_beside_characters(self) -> bool:
        """Whether half of them, or more, have their characters nearby."""

    def are_in_words(self) -> bool:
        """Whether several are letters inside words of an alphabet, or in a row."""

    def about(self) -> int:
        """How many have words near them that tell that the text is about such."""

    def saved(self) -> NDArray[np.float64]:
        """The bits that each saves by what it stands for, shape (references,)."""

    def usual(self) -> NDArray[np.bool_]:
        """Whether people and programs write them, shape (references,)."""

    def replacements(self) -> list[Replacement]:
        """What would stand in the text for them."""

    def edits(self, bits: float) -> list[Edit]:
        """All of them undone, for so many bits of evidence."""


class Leaves:
    """References that are looked at one by one."""

    def __init__(self, document: Document, every: Sequence[Leaf]) -> None:
        self._document = document
        self._every = every

    def __len__(self) -> int:
        return len(self._every)

    def __iter__(self) -> Iterator[Leaf]:
        return iter(self._every)

    def to_be_undone(self) -> Leaves:
        """Those that are not there to be read as they are, in code or in quotes."""
        around = Surroundings(self._document.text, self._document)
        kept = [
            one
            for one in self._every
            if not (around.code(one.start) or around.quoted(one.start, one.end))
        ]
        return Leaves(self._document, kept)

    def are_beside_characters(self) -> bool:
        """Whether half of them, or more, have their characters nearby."""
        text = self._document.text
        others = (True for one in self._every if not _beside_its_character(text, one))
        enough = len(self._every) // 2 + 1
        return sum(itertools.islice(others, enough)) < enough

    def are_in_words(self) -> bool:
        """Whether several are letters inside words of an alphabet, or in a row."""
        text = self._document.text
        count = 0
        last = -1
        for start, end, after, _ in self._every:
            is_letter = after.isalpha()
            if is_letter or after in "'’":
                before, behind = text[max(0, start - 1) : start], text[end : end + 1]
                inside = before.isalpha() and before < "\u2e80" and behind.isalpha()
                count += (inside and behind < "\u2e80") or (is_letter and start == last)
                if count >= EMBEDDED:
                    return True
            last = end if is_letter else -1
        return False

    def about(self) -> int:
        """How many have words near them that tell that the text is about such."""
        text = self._document.text
        spans: list[tuple[int, int]] = []
        for one in self._every:
            low, high = max(0, one.start - ABOUT_WITHIN), one.end + ABOUT_WITHIN
            if spans and low <= spans[-1][1]:
                spans[-1] = spans[-1][0], high
            else:
                spans.append((low, high))
        if not any(ABOUT.search(text, low, high) for low, high in spans):
            return 0  # in most texts, of which each part was looked at once
        words = Nearby(ABOUT, text, ABOUT_WITHIN)
        return sum(words.beside(one.start, one.end) for one in self._every)

    def saved(self) -> NDArray[np.float64]:
        """The bits that each saves by what it stands for, shape (references,)."""
        return savings(self._document, self._every)

    def usual(self) -> NDArray[np.bool_]:
        """Whether people and programs write them, shape (references,)."""
        return np.array([one.usual for one in self._every], np.bool_)

    def replacements(self) -> list[Replacement]:
        """What would stand in the text for them."""
        return [Replacement(one.start, one.end, one.after) for one in self._every]

    def edits(self, bits: float) -> list[Edit]:
        """All of them undone, for so many bits of evidence."""
        return [Edit(one.start, one.end, one.after, bits) for one in self._every]


def _beside_its_character(text: str, one: Leaf) -> bool:
    """Whether the character that is no letter stands nearby as well, as in a list of references."""
    start, end, after, _ = one
    if after.isalnum() or after.isspace():
        return False
    before, behind = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    if after == "&":
        return bool(_PLAIN_AMPERSAND.search(before) or _PLAIN_AMPERSAND.search(behind))
    return after in before or after in behind
