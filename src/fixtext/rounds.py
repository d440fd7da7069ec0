"""The only loop: ask each kind, repair what it finds, repeat until nothing changes."""

from __future__ import annotations

import bisect
import dataclasses
import operator
from collections.abc import Callable, Sequence

from fixtext.document import Document
from fixtext.excerpt import Excerpt, Spans, moved, near
from fixtext.garbling import WRAPPINGS, Garbling, Treatment
from fixtext.spans import Edit, Patchwork

__all__ = ["Asked", "Rounds"]

ROUNDS = 12
"""At most so many rounds over the kinds; damage is rarely stacked deeper than three."""
_LONG, _PART = 1 << 16, 8
"""A text so long is looked at again only near its repairs, if that is a small part of it."""

Asked = Sequence[tuple[int, Garbling, Treatment]]
"""Kinds, their places among all, and what is done with what they find."""


@dataclasses.dataclass(slots=True)
class _Looked:
    """What a kind knew when it looked at a text, and where the text was repaired since then."""

    proven: float
    changed: Spans


class Rounds:
    """A text on its way through the kinds, round after round.

    ``asked`` tells the kinds that a text with some classes and signs can show.
    """

    def __init__(self, document: Document, asked: Callable[[int], Asked]) -> None:
        self.document = document
        self.patchwork = Patchwork(document.text)
        self.reported: dict[str, Sequence[Edit]] = {}
        self._asked = asked
        self._looked: dict[str, _Looked] = {}
        self._excerpt: tuple[Document, Spans, Excerpt] | None = None

    def run(self) -> None:
        """Repair the document until nothing changes."""
        for _ in range(ROUNDS):
            before = self.document
            self._round()
            if self.document is before:
                break

    def _round(self) -> None:
        """Ask each kind once, in order, and repair what it finds."""
        asked, index = self._asked(self.document.seen), 0
        while index < len(asked):
            place, garbling, treatment = asked[index]
            index += 1
            edits = self._find(garbling)
            if treatment is Treatment.REPORT:
                edits = [_only_reported(edit) for edit in edits]
            self.reported[garbling.name] = [edit for edit in edits if edit.after is None]
            edits = [edit for edit in edits if edit.after is not None]
            if edits:
                self._repair(garbling, edits)
                if garbling.group in WRAPPINGS:
                    break  # what came out may need kinds that were asked before
                asked = self._asked(self.document.seen)
                index = bisect.bisect_right(asked, place, key=operator.itemgetter(0))

    def _repair(self, garbling: Garbling, edits: Sequence[Edit]) -> None:
        document = self.document
        if garbling.cause:
            strongest = max(edit.bits for edit in edits)
            proven = max(document.proven(garbling.cause), strongest)
            document.evidence[garbling.cause] = proven
        self.patchwork = self.patchwork.after(garbling.name, edits, document.text)
        self.document = document.after(self.patchwork.text, edits)
        for looked in self._looked.values():
            looked.changed = moved(looked.changed, edits)

    def _find(self, garbling: Garbling) -> Sequence[Edit]:
        """What a kind finds in the document, or near what changed since it looked before."""
        document = self.document
        if not garbling.may_be_in(document):
            return ()
        proven = document.proven(garbling.cause)
        before = self._looked.get(garbling.name)
        if before is None and garbling.looks_with:
            before = self._looked.get(garbling.looks_with)
        self._looked[garbling.name] = _Looked(proven, ())
        if (
            before is None
            or document.pending
            or proven > before.proven
            or self.reported.get(garbling.name)
        ):
            return garbling.find(document)
        if not before.changed:
            return ()  # it saw this very text, and found nothing to repair
        if not garbling.local or len(document.text) < _LONG:
            return garbling.find(document)
        spans = near(before.changed, document.text)
        if sum(end - start for start, end in spans) * _PART > len(document.text):
            return garbling.find(document)
        excerpt = self._excerpt_of(spans)
        return excerpt.edits(garbling.find(excerpt.document))

    def _excerpt_of(self, spans: Spans) -> Excerpt:
        """These parts of the document, which several kinds look at."""
        if self._excerpt is None or self._excerpt[:2] != (self.document, spans):
            self._excerpt = self.document, spans, Excerpt(self.document, spans)
        return self._excerpt[2]


def _only_reported(edit: Edit) -> Edit:
    """The edit as a report, with what it would have made."""
    if edit.after is None:
        return edit
    note = edit.note or f"would be {edit.after!r}"
    return dataclasses.replace(edit, after=None, note=note, inferences=None)
