"""The only loop: ask each kind, repair what it finds, repeat until nothing changes."""

from __future__ import annotations

import bisect
import dataclasses
import operator
from collections.abc import Callable, Sequence

from fixtext.document import UNFINISHED, Document
from fixtext.excerpt import Excerpt, Spans, moved, near
from fixtext.garbling import WRAPPINGS, Garbling, Treatment
from fixtext.spans import Edit, Patchwork, edited

__all__ = ["Asked", "Rounds"]

ROUNDS = 12
"""At most so many rounds over the kinds; damage is rarely stacked deeper than three."""
_PART, _BESIDE, _AROUND = 6, 128, 500
"""A long text is looked at near what shows a kind, and again near its repairs, if that is so small
a part of it; and how many code points beside each of these."""

Asked = Sequence[tuple[int, Garbling, Treatment]]
"""Kinds, their places among all, and what is done with what they find."""


@dataclasses.dataclass(slots=True)
class _Looked:
    """What a kind knew when it looked at a text, and where the text was repaired since then.

    That is told up to so many of the ``repairs``, since most kinds do not ask for it.
    """

    proven: float
    changed: Spans
    repairs: int


class Rounds:
    """A text on its way through the kinds, round after round.

    ``asked`` tells the kinds that a text with some classes and signs can show; ``told`` is whether
    the patches are asked for, too.
    """

    def __init__(
        self, document: Document, asked: Callable[[int], Asked], *, told: bool = True
    ) -> None:
        document.telling = told
        self.document = document
        self.patchwork = Patchwork(document.text) if told else None
        self.reported: dict[str, Sequence[Edit]] = {}
        self._asked = asked
        self._looked: dict[str, _Looked] = {}
        self._repairs: list[Sequence[Edit]] = []
        self._moved: dict[tuple[Spans, int], Spans] = {}
        self._excerpts: dict[Spans, Excerpt] = {}
        self._lines: dict[int, tuple[Sequence[tuple[int, int]], Spans]] = {}

    def run(self) -> None:
        """Repair the document until nothing changes."""
        for _ in range(ROUNDS):
            before = self.document
            self._round()
            if self.document is before:
                break

    def _round(self) -> None:
        """Ask each kind once, in order, and repair what it finds."""
        asked, index, left = self._asked(self.document.seen), 0, ROUNDS
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
                if garbling.again and UNFINISHED in self.document.settled and left:
                    again, left = garbling.looks_with or garbling.name, left - 1
                    index = next(
                        (at for at, one in enumerate(asked) if one[1].name == again), index
                    )

    def _repair(self, garbling: Garbling, edits: Sequence[Edit]) -> None:
        document = self.document
        if garbling.cause:
            strongest = max(edit.bits for edit in edits)
            proven = max(document.proven(garbling.cause), strongest)
            document.evidence[garbling.cause] = proven
        if self.patchwork is not None:
            self.patchwork = self.patchwork.after(garbling.name, edits, document.text)
        self.document = document.after(edited(document.text, edits), edits)
        self._excerpts.clear()
        self._lines.clear()
        if self.document.is_long:
            self._repairs.append(edits)
            return
        for looked in self._looked.values():  # all of a short text is looked at again
            looked.changed = ((0, len(self.document.text)),)
            looked.repairs = len(self._repairs)

    def _changed(self, looked: _Looked) -> Spans:
        """Where the text was repaired since a kind looked."""
        for number in range(looked.repairs, len(self._repairs)):
            key = looked.changed, number  # most kinds looked at the same text
            if key not in self._moved:
                self._moved[key] = moved(looked.changed, self._repairs[number])
            looked.changed = self._moved[key]
        looked.repairs = len(self._repairs)
        return looked.changed

    def _find(self, garbling: Garbling) -> Sequence[Edit]:
        """What a kind finds in the document, or near what changed since it looked before."""
        document = self.document
        proven = document.proven(garbling.cause)
        before = self._looked.get(garbling.name)
        if before is None and garbling.looks_with:
            before = self._looked.get(garbling.looks_with)
        self._looked[garbling.name] = _Looked(proven, (), len(self._repairs))
        if (
            before is None
            or document.pending
            or proven > before.proven
            or self.reported.get(garbling.name)
        ):
            somewhere = garbling.near and not document.pending
            places = document.spans_with(garbling.near) if somewhere else None
            return self._look(garbling, places, _BESIDE)
        if not before.changed and before.repairs == len(self._repairs):
            return ()  # it saw this very text, and found nothing to repair
        is_part = garbling.local and document.is_long
        return self._look(garbling, self._changed(before) if is_part else None, _AROUND)

    def _look(
        self, garbling: Garbling, places: Sequence[tuple[int, int]] | None, around: int
    ) -> Sequence[Edit]:
        """What a kind finds in the lines around these places, if they are few; else in all."""
        document = self.document
        if places is not None and _is_part(places, document.text):
            spans = self._near(places, around)
            if not spans:
                return ()
            if _is_part(spans, document.text):
                excerpt = self._excerpt_of(spans)
                edits = excerpt.edits(_found(garbling, excerpt.document))
                document.pending = excerpt.stretches(excerpt.document.pending)
                return edits
        return _found(garbling, document)

    def _near(self, places: Sequence[tuple[int, int]], around: int) -> Spans:
        """The lines around these places, which many kinds ask for that look where others did."""
        known = self._lines.get(around)
        if known is None or known[0] is not places:
            known = self._lines[around] = places, near(places, self.document.text, around)
        return known[1]

    def _excerpt_of(self, spans: Spans) -> Excerpt:
        """These parts of the document, which several kinds look at."""
        if spans not in self._excerpts:
            self._excerpts[spans] = Excerpt(self.document, spans)
        return self._excerpts[spans]


def _is_part(spans: Sequence[tuple[int, int]], text: str) -> bool:
    """Whether parts of a text are so small that they are looked at by themselves."""
    return sum(end - start for start, end in spans) * _PART <= len(text)


def _found(garbling: Garbling, document: Document) -> Sequence[Edit]:
    return garbling.find(document) if garbling.may_be_in(document) else ()


def _only_reported(edit: Edit) -> Edit:
    """The edit as a report, with what it would have made."""
    if edit.after is None:
        return edit
    note = edit.note or f"would be {edit.after!r}"
    return edit._replace(after=None, note=note, inferences=None)
