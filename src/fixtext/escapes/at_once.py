"""The references of a text as arrays, for where loops are compiled: text may have thousands.

It is the same that :class:`fixtext.escapes.left_in_text.Leaves` tells one by one.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.escapes.context import Nearby, Surroundings
from fixtext.escapes.leaves import Others, told
from fixtext.escapes.left_in_text import ABOUT, ABOUT_WITHIN, EMBEDDED, NEAR, STEMS
from fixtext.escapes.references import REFERENCE
from fixtext.escapes.weighing import savings_at
from fixtext.escapes.words import Words
from fixtext.forms.weighing import Replacement
from fixtext.spans import Edit

__all__ = ["References", "references"]

_AMPERSAND = ord("&")
_BEYOND_WORDS = 0x2E80
_NO_CHARACTER = 0xFFFFFFFF
_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]


class _Afters(NamedTuple):
    """What references stand for, and what is known of it: arrays of one item for each."""

    texts: list[str]
    usual: _Flags
    letters: _Flags
    in_words: _Flags
    """Letters and apostrophes."""
    codes: NDArray[np.uint32]
    """The character that is looked for nearby; none where that is a letter, a digit or a space."""
    several: _Flags
    """What is looked for is more than a character."""


def _afters(told_of: Sequence[tuple[str, bool]]) -> _Afters:
    texts = [after for after, _ in told_of]
    letters = np.array([after.isalpha() for after in texts], np.bool_)
    sought = [not (after.isalnum() or after.isspace()) for after in texts]
    return _Afters(
        texts,
        np.array([usual for _, usual in told_of], np.bool_),
        letters,
        letters | np.array([after in "'’" for after in texts], np.bool_),
        np.array(
            [
                ord(after) if is_sought and len(after) == 1 else _NO_CHARACTER
                for after, is_sought in zip(texts, sought, strict=True)
            ],
            np.uint32,
        ),
        np.array(
            [is_sought and len(after) != 1 for after, is_sought in zip(texts, sought, strict=True)],
            np.bool_,
        ),
    )


def references(document: Document, within: Sequence[tuple[int, int]]) -> References:
    """All references of a text that begin within some parts of it."""
    text = document.text
    rows, firsts = compiled.references(document.codes, np.array(within, np.int64).reshape(-1, 2))
    starts, which = np.frombuffer(rows, np.int64).reshape(-1, 2).T.copy()
    edges = np.frombuffer(firsts, np.int64).reshape(-1, 2).tolist()
    by_themselves = [told(text[start:end]) for start, end in edges]
    others = np.array([one is None for one in by_themselves], np.bool_)
    meanings = [one or ("", 0, False) for one in by_themselves]
    sizes = np.array([size for _, size, _ in meanings], np.int64)
    every = References(
        document,
        (starts, starts + sizes[which], which),
        _afters([(after, usual) for after, _, usual in meanings]),
    ).of(sizes[which] > 0)
    return every.merged(starts[others[which]]) if others.any() else every


class References:
    """References of a document, ordered: starts, ends, and which of what they stand for."""

    def __init__(
        self, document: Document, rows: tuple[_Places, _Places, _Places], afters: _Afters
    ) -> None:
        self._document = document
        self._starts, self._ends, self._which = rows
        self._afters = afters

    def __len__(self) -> int:
        return self._starts.size

    def of(self, chosen: _Flags) -> References:
        """Some of them."""
        rows = self._starts[chosen], self._ends[chosen], self._which[chosen]
        return References(self._document, rows, self._afters)

    def merged(self, starts: _Places) -> References:
        """These with others, of which what stands beside them says more, where they begin."""
        text = self._document.text
        others = Others(text)
        found = (REFERENCE.match(text, start) for start in starts.tolist())
        leaves = [leaf for match in found if match and (leaf := others.leaf(match))]
        known = len(self._afters.texts)
        told_of = zip(self._afters.texts, self._afters.usual.tolist(), strict=True)
        afters = _afters([*told_of, *((leaf.after, leaf.usual) for leaf in leaves)])
        rows = np.array([leaf[:2] for leaf in leaves], np.int64).reshape(-1, 2).T
        every = (
            np.concatenate((self._starts, rows[0])),
            np.concatenate((self._ends, rows[1])),
            np.concatenate((self._which, known + np.arange(len(leaves)))),
        )
        order = np.argsort(every[0], kind="stable")
        starts, ends, which = (each[order] for each in every)
        return References(self._document, (starts, ends, which), afters)

    def to_be_undone(self) -> References:
        """Those that are not there to be read as they are, in code or in quotes."""
        around = Surroundings(self._document.text, self._document)
        quoted = around.quoted_at(self._document.codes, self._starts, self._ends)
        return self.of(~(around.code_at(self._document.codes, self._starts) | quoted))

    def are_beside_characters(self) -> bool:
        """Whether half of them, or more, have their characters nearby."""
        sought = self._afters.codes[self._which]
        beside = self._nearby(sought)
        for index in np.flatnonzero(self._afters.several[self._which]).tolist():
            beside[index] = self._has_nearby(index)
        return len(self) - int(beside.sum()) < len(self) // 2 + 1

    def _nearby(self, sought: NDArray[np.uint32]) -> _Flags:
        """Whether characters stand near them; an ampersand only where it begins no reference."""
        codes = self._document.codes
        beside = np.zeros(len(self), np.bool_)
        ampersands = np.flatnonzero(sought == _AMPERSAND)
        for by in range(1, NEAR + 1):
            for places, last in (
                (self._starts - by, self._starts - 1),
                (self._ends + by - 1, self._ends + NEAR - 1),
            ):
                there = (places >= 0) & (places < codes.size)
                found = there & (codes.take(places, mode="clip") == sought)
                if ampersands.size:  # what begins a reference does, also beyond the end
                    plain = self._are_plain(places[ampersands], last[ampersands])
                    found[ampersands] &= plain
                beside |= found
        return beside

    def _are_plain(self, places: _Places, last: _Places) -> _Flags:
        """Whether what may be a reference does not go on behind some places, up to the last."""
        codes = self._document.codes
        behind = codes.take(places + 1, mode="clip")
        small = behind | np.uint32(0x20)
        goes_on = (small >= ord("a")) & (small <= ord("z")) | (behind == ord("#"))
        plain: _Flags = ~goes_on | (places >= np.minimum(last, codes.size - 1))
        return plain

    def _has_nearby(self, index: int) -> bool:
        text, after = self._document.text, self._afters.texts[int(self._which[index])]
        start, end = int(self._starts[index]), int(self._ends[index])
        return after in text[max(0, start - NEAR) : start] or after in text[end : end + NEAR]

    def are_in_words(self) -> bool:
        """Whether several are letters inside words of an alphabet, or in a row."""
        text, codes = self._document.text, self._document.codes
        letters = self._afters.letters[self._which]
        in_row = letters.copy()
        in_row[:1] = False
        in_row[1:] &= letters[:-1] & (self._ends[:-1] == self._starts[1:])
        before, behind = self._starts - 1, self._ends
        may_be = self._afters.in_words[self._which] & (before >= 0) & (behind < codes.size)
        for places in (before, behind):
            may_be &= _may_be_letters(codes.take(places, mode="clip"))
        count = int(np.count_nonzero(in_row))
        if count >= EMBEDDED:
            return True
        may_be &= ~in_row
        for start, end in zip(before[may_be].tolist(), behind[may_be].tolist(), strict=True):
            count += text[start].isalpha() and text[end].isalpha()
            if count >= EMBEDDED:
                return True
        return False

    def about(self) -> int:
        """How many have words near them that tell that the text is about such."""
        text, codes = self._document.text, self._document.codes
        lows = np.maximum(self._starts - ABOUT_WITHIN, 0)
        highs = np.minimum(self._ends + ABOUT_WITHIN, codes.size)
        first = np.append(True, lows[1:] > highs[:-1])[: len(self)]
        last = np.append(first[1:], True)[: len(self)]
        edges = np.stack((lows[first], highs[last]), axis=1)
        may_be = _stems().may_be_in(codes, edges)
        if not any(ABOUT.search(text, low, high) for low, high in edges[may_be].tolist()):
            return 0
        words = Nearby(ABOUT, text, ABOUT_WITHIN)
        asked = may_be[np.cumsum(first) - 1]
        spans = zip(self._starts[asked].tolist(), self._ends[asked].tolist(), strict=True)
        return sum(words.beside(start, end) for start, end in spans)

    def saved(self) -> NDArray[np.float64]:
        """The bits that each saves by what it stands for, shape (references,)."""
        return savings_at(self._document, self._starts, self._ends, self._texts())

    def usual(self) -> _Flags:
        """Whether people and programs write them, shape (references,)."""
        return self._afters.usual[self._which]

    def replacements(self) -> list[Replacement]:
        """What would stand in the text for them."""
        spans = zip(self._starts.tolist(), self._ends.tolist(), self._texts(), strict=True)
        return [Replacement(*one) for one in spans]

    def edits(self, bits: float) -> list[Edit]:
        """All of them undone, for so many bits of evidence."""
        made = functools.partial(tuple.__new__, Edit)  # a third of the time that its name takes
        rest = [[each] * len(self) for each in Edit(0, 0, "", bits)[3:]]
        rows = zip(self._starts.tolist(), self._ends.tolist(), self._texts(), *rest, strict=True)
        return list(map(made, rows))

    def _texts(self) -> list[str]:
        return list(map(self._afters.texts.__getitem__, self._which.tolist()))


def _may_be_letters(codes: NDArray[np.uint32]) -> _Flags:
    """Which characters may be letters of an alphabet: surely all that are."""
    small = codes | np.uint32(0x20)
    ascii_letters = (small >= ord("a")) & (small <= ord("z"))
    return ascii_letters | (codes > 0x7F) & (codes < _BEYOND_WORDS)


@functools.cache
def _stems() -> Words:
    return Words(STEMS)
