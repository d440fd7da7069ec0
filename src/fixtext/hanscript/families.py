"""Characters of traditional text that simplification makes one, and which of them a text has.

A *family* is a simplified character with several traditional ones that are more than variants
of one another: 于 and 於; 后 and 後; 制 and 製. Variants (為 and 爲, 裡 and 裏, 台 and 臺) are one
form of a family, since choosing among them is style.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.hanscript import tables
from fixtext.hanscript.characters import Characters, readings
from fixtext.hanscript.conversion import Dictionary, become, dictionary, normalized
from fixtext.hanscript.ideographic import description_sequences
from fixtext.hanscript.trie import FIRST, LENGTH
from fixtext.scan import UNICODE

__all__ = [
    "Families",
    "Occurrences",
    "canonical",
    "families",
    "occurrences",
    "simplifiable",
    "simplification",
    "simplify",
    "styled",
]

# Families that Taiwan writes in either form in most of their words: 發布 and 發佈.
_STYLED = "布"


class Writing(Protocol):
    """How a text writes traditional characters."""

    def regional(self, forms: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """OpenCC's standard forms, as the text's region has them."""
        ...


@functools.cache
def canonical() -> NDArray[np.uint32]:
    """A table up to ``REACH``: one representative for all variants of a traditional character."""
    table = np.arange(tables.REACH, dtype=np.uint32)
    table[tables.array("canonical/from")] = tables.array("canonical/to")
    return table


@dataclasses.dataclass(frozen=True, slots=True)
class Families:
    """All families: ``number`` over Unicode is a simplified character's family, 0 for none;
    ``both`` is where that character is one of its forms.

    The forms of family ``n``, canonical and the preferred one first, are
    ``forms[begins[n]:begins[n + 1]]``.
    """

    number: NDArray[np.uint16]
    both: NDArray[np.bool_]
    begins: NDArray[np.int64]
    forms: NDArray[np.uint32]

    def of(self, simple: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        """The forms of each of some characters, one after the other: whose they are, and they."""
        numbers = self.number[simple].astype(np.int64)
        counts = self.begins[numbers + 1] - self.begins[numbers]
        owner = np.repeat(np.arange(len(simple)), counts)
        ends = np.cumsum(counts)
        which = np.arange(len(owner)) - np.repeat(ends - counts - self.begins[numbers], counts)
        return owner, self.forms[which]


@functools.cache
def families() -> Families:
    """The families that OpenCC's characters make."""
    number = np.zeros(UNICODE, np.uint16)
    both = np.zeros(UNICODE, np.bool_)
    simple, begins = tables.array("families/simple"), tables.array("families/begins")
    number[simple] = np.arange(1, len(simple) + 1)
    both[simple] = tables.array("families/both")
    return Families(number, both, begins.astype(np.int64), tables.array("families/forms"))


@functools.cache
def styled() -> NDArray[np.bool_]:
    """A table over Unicode: simplified characters of whose families most words have either form.

    Only what Taiwan itself writes says which word has one form, and what stands stays otherwise.
    """
    table = np.zeros(UNICODE, np.bool_)
    table[[ord(char) for char in _STYLED]] = True
    return table


@functools.cache
def _single() -> NDArray[np.uint32]:
    """A table over Unicode: for simplified characters with one traditional form, it; else 0.

    Variants are one form: 棱 is OpenCC's standard, and what 稜 of Taiwan and Hong Kong became.
    """
    table = np.zeros(UNICODE, np.uint32)
    for char, values in readings("st").items():
        if not families().number[ord(char)]:
            table[ord(char)] = ord(values[0])
    return table


def single_forms(
    codes: NDArray[np.uint32], habit: Writing
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Where characters are simplified for want of any choice, and what they are traditionally."""
    forms = _single().take(codes)
    where = np.flatnonzero(forms)
    after = habit.regional(forms[where])
    other = after != codes[where]
    return where[other], after[other]


@functools.cache
def _standard() -> NDArray[np.uint32]:
    """A table up to ``REACH``: regional forms as OpenCC's standard, but for simplified ones."""
    table = np.arange(tables.REACH, dtype=np.uint32)
    for name in ("hk-reverse", "tw-reverse"):
        for form, standard in readings(name).items():
            if form not in readings("st"):
                table[ord(form)] = ord(standard[0])
    return table


@dataclasses.dataclass(frozen=True, slots=True)
class Occurrences:
    """The members of families in a text, and what OpenCC's words would have there.

    ``positions`` and ``simple`` are of one length. The others are as long as the whole text:
    ``simplified`` is that converted to simplified, ``proposal`` is this converted back, and
    ``words`` the phrases in it, as ``trie.words`` tells them: both only at the positions, and as
    far as a phrase that covers one may reach.
    """

    positions: NDArray[np.int64]
    simple: NDArray[np.uint32]
    simplified: NDArray[np.uint32]
    proposal: NDArray[np.uint32]
    words: NDArray[np.uint8]

    def only(self, keep: NDArray[np.bool_] | slice) -> Occurrences:
        """Some of the occurrences."""
        return dataclasses.replace(
            self,
            positions=self.positions[keep],
            simple=self.simple[keep],
        )

    def between(self, start: int, end: int) -> Occurrences:
        """The occurrences from one place of the text up to another."""
        first, last = np.searchsorted(self.positions, (start, end))
        return self.only(slice(int(first), int(last)))

    def word(self, index: int) -> tuple[int, int] | None:
        """Start and end of the word that covers an occurrence, if one does."""
        start = int(self.positions[index])
        length = int(self.words[start]) & LENGTH
        if not length:
            return None
        while self.words[start] < FIRST:
            start -= 1
        return start, start + length


def occurrences(simple: NDArray[np.uint32], places: NDArray[np.bool_] | None = None) -> Occurrences:
    """The members of families in a text, given as simplified code points.

    ``places`` is a mask over the text, where only some count.
    """
    if compiled.IS_COMPILED:
        proposal, words = np.zeros(len(simple), np.uint32), np.zeros(len(simple), np.uint8)
        loops = dictionary("st").loops
        members = loops.members(simple, families().number, places, proposal, words)
        positions = np.frombuffer(members, np.int64)
    else:
        proposal, words = dictionary("st").apply(simple)
        number = families().number.take(simple)
        positions = np.flatnonzero(number if places is None else (number > 0) & places)
    return Occurrences(positions, simple[positions], simple, proposal, words)


@functools.cache
def _simplifiable() -> NDArray[np.bool_]:
    table = np.zeros(UNICODE, np.bool_)
    table[[ord(char) for char in readings("st")]] = True
    return table


def simplifiable(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are simplified ones, be they traditional ones too."""
    return _simplifiable().take(codes)


@functools.cache
def simplification() -> Dictionary:
    """OpenCC's dictionary of traditional characters, for text with any region's forms."""
    ts = dictionary("ts")
    read = normalized(_standard())
    phrases = dataclasses.replace(ts.phrases, symbols=ts.phrases.symbols.take(read))
    return dataclasses.replace(ts, characters=ts.characters.take(read), phrases=phrases)


def simplify(codes: NDArray[np.uint32], characters: Characters | None = None) -> NDArray[np.uint32]:
    """Traditional text of any region simplified; what is simplified already stays.

    It may be known which ``characters`` these are.
    """
    frozen = description_sequences(codes, characters.codes if characters else None)
    simple, _ = simplification().apply(codes, None, frozen)
    if frozen is not None:
        simple[frozen] = become(_standard(), codes[frozen])
    return simple
