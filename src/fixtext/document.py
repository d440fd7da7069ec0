"""The text that a kind of garbling looks at, with what has been learnt of it so far."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fixtext.recall import Recalling
from fixtext.scan import SIGNS, beyond_ascii, code_points
from fixtext.signs import Glance, glance, glance_by_blocks
from fixtext.spans import Edit
from fixtext.types import Options

__all__ = ["LONG", "NOTED", "UNFINISHED", "Document", "Stretch", "heeds_signs"]

LONG = 1 << 16
"""A text of so many code points is looked at in parts, where that is enough."""


UNFINISHED = "most of the text was repaired at once, and what is left was not looked at"
"""What a kind settles in a document in which it is to be asked again."""
NOTED = 1.0
"""Bits that are no evidence: what a kind only notes down for the windows to come."""
_LEAST = 10.0
"""If less evidence is enough, it may come from what is no sign."""


_Parts = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]


class Stretch(Protocol):
    """A part of a text, in code points."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    def moved(self, by: int) -> Stretch:
        """The same, so many code points further on."""


def _moved(stretches: Sequence[Stretch], edits: Sequence[Edit]) -> list[Stretch]:
    """Stretches where they are after these edits, without those that the edits touch."""
    result: list[Stretch] = []
    shift = index = 0
    for stretch in stretches:
        while index < len(edits) and edits[index].end <= stretch.start:
            edit = edits[index]
            shift += len(edit.after or "") - (edit.end - edit.start)
            index += 1
        if index == len(edits) or edits[index].start >= stretch.end:
            result.append(stretch.moved(shift))
    return result


def heeds_signs(options: Options) -> bool:
    """Whether what shows no sign needs no look with these options."""
    return options.min_bits >= _LEAST


class Document(Recalling):
    """A text on its way through the kinds: the current text, and the evidence of the document.

    ``evidence`` holds, by cause (:mod:`fixtext.causes`), the bits by which kinds undone before
    have proven that the cause was at work in this document.
    """

    def __init__(self, text: str, options: Options, evidence: dict[str, float]) -> None:
        super().__init__(options)
        self.text = text
        self.evidence = evidence
        self.settled: set[object] = set()
        """What was looked at and found right, so that nobody looks again after a repair."""
        self.undone: set[str] = set()
        """The causes in the evidence that were found in this very text, and undone all over it."""
        self.pending: Sequence[Stretch] = ()
        """What was found, and is for another kind than the one that repairs first."""
        self.telling = True
        """Whether an account is asked for, which says how many bits there are for each repair."""
        self._seen_before: int | None = None
        self._glance_before: Glance | None = None
        self._whole: Document | None = None
        self._by_class: dict[int, _Parts] = {}

    @classmethod
    def looked_at(cls, text: str, options: Options, seen: int) -> Document:
        """A fresh document of which it is known what it shows."""
        document = cls(text, options, {})
        document._seen_before = seen
        return document

    def after(self, text: str, edits: Sequence[Edit]) -> Document:
        """The document with its text repaired, knowing what was learnt of it before."""
        document = self.excerpt(text)
        document._whole = None
        document.pending = _moved(self.pending, edits)
        if document.is_long and self._glance:
            document._glance_before = self._glance.after(text, edits)
        return document

    def excerpt(self, text: str) -> Document:
        """A part of the document's text as one that shares what was learnt of the whole."""
        document = Document(text, self.options, self.evidence)
        document.settled = self.settled
        document.undone = self.undone
        document.telling = self.telling
        document._whole = self.whole
        return document

    @property
    def whole(self) -> Document:
        """The document that this is an excerpt of; itself, where it is none."""
        return self._whole or self  # that it does not hold itself lets it go as soon as it can

    @functools.cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code points, shape (len(text),)."""
        return code_points(self.text)

    @functools.cached_property
    def beyond_ascii(self) -> int:
        """How many of the characters are beyond ASCII."""
        return beyond_ascii(self.codes)

    @functools.cached_property
    def seen(self) -> int:
        """The classes of characters that the text holds, and its signs, as :class:`Seen` has them.

        All signs, where something is proven already, and less is then worth a look.
        """
        seen = self._seen_before
        if seen is None:
            seen = self._glance.seen if self._glance else glance(self.text)
        return seen if self.is_fresh and heeds_signs(self.options) else seen | SIGNS

    def shows(self, wanted: int) -> bool:
        """Whether the text has any of these classes and signs."""
        return int.__and__(self.seen, wanted) != 0  # flags are told ten times as slowly

    @functools.cached_property
    def _glance(self) -> Glance | None:
        if not self.is_long:
            return None
        return self._glance_before or glance_by_blocks(self.text)

    def spans_with(self, wanted: int) -> list[tuple[int, int]] | None:
        """The parts of a long text that have some of these classes and signs.

        None where that is not known, or no reason to look only there.
        """
        return (
            self._glance.spans_with(wanted) if self._glance and heeds_signs(self.options) else None
        )

    def parts_with(self, wanted: int, *, few: bool = False) -> list[tuple[int, int]]:
        """As :meth:`spans_with`; all of the text, where that is not known.

        Also those with signs of which the text has too ``few`` to be any, if that is wanted.
        """
        if few and self._glance and heeds_signs(self.options):
            return self._glance.spans_with(wanted, few=True)
        spans = self.spans_with(wanted)
        return [(0, len(self.text))] if spans is None else spans

    def count(self, first: int, last: int, among: int) -> int:
        """How many characters are in a range of code points, all of which have a class."""
        return self.places(first, last, among).size

    def places(self, first: int, last: int, among: int) -> NDArray[np.int64]:
        """Where the characters are that :meth:`count` counts, ascending."""
        codes, ends, shifts = self._of_class(among)
        found = np.flatnonzero((codes - first) <= last - first)
        places: NDArray[np.int64] = found + shifts[np.searchsorted(ends, found, side="right")]
        return places

    def _of_class(self, among: int) -> _Parts:
        """The parts with a class as one row: code points, where each ends, and how far it moved.

        Several ranges are looked for in the same parts, of which a long text has hundreds.
        """
        if among not in self._by_class:
            parts = self.parts_with(among)
            codes = [self.codes[low:high] for low, high in parts]
            lows, highs = np.array(parts, np.int64).reshape(-1, 2).T
            row = codes[0] if len(codes) == 1 else np.concatenate([self.codes[:0], *codes])
            ends = np.cumsum(highs - lows)
            self._by_class[among] = row, ends, highs - ends
        return self._by_class[among]

    @property
    def is_long(self) -> bool:
        """Whether it is looked at in parts, where that is enough."""
        return len(self.text) >= LONG

    @property
    def is_fresh(self) -> bool:
        """Whether nothing is known of the text yet, nor was said of it."""
        if self.pending or self.options.chain:
            return False
        return all(bits <= NOTED for bits in self.evidence.values())

    def proven(self, cause: str | None) -> float:
        """The bits of evidence for a cause in this document so far."""
        return self.evidence.get(cause, 0.0) if cause else 0.0
