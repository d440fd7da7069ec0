"""Offsets: what a chain of repairs did to the text, told in offsets of the original.

A :class:`Patchwork` holds the stretches of the original that were replaced so far. Each pass of a
kind of garbling gives edits in offsets of the *current* text; :meth:`Patchwork.after` composes
them with what was done before, so that stacked repairs of one stretch become one patch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fixtext.findings import Candidate, Finding, Inference

__all__ = ["Edit", "Patch", "Patchwork", "edited"]

_OLD, _NEW = range(2)
_Item = tuple[int, int, int, int]
"""Start and end in the current text of an older patch or a new edit, which of these it is, and its
place among them."""


class Edit(NamedTuple):
    """A replacement in the current text; ``after=None`` only reports the stretch.

    ``inferences`` (their offsets count in ``after``) and ``candidates`` (other readings of the
    whole stretch) are asked for only when a finding is made of the edit, since they take a second
    look that a repair does not need.
    """

    start: int
    end: int
    after: str | None
    bits: float
    inferred: bool = False
    note: str = ""
    inferences: Callable[[], tuple[Inference, ...]] | None = None
    candidates: Callable[[], tuple[Candidate, ...]] | None = None

    def report(self, kind: str, span: tuple[int, int], original: str) -> Finding:
        """The finding of an edit that only reports, at ``span`` of the original text."""
        from fixtext.findings import Finding  # which a repair without an account needs not

        start, end = span
        return Finding(
            kind=kind,
            start=start,
            end=end,
            before=original[start:end],
            after=None,
            bits=self.bits,
            note=self.note,
            candidates=self.candidates() if self.candidates else (),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Patch:
    """A stretch ``start:end`` of the original, what stands there now, and how it came to that."""

    start: int
    end: int
    text: str
    edits: tuple[tuple[str, Edit, str], ...]
    """Kind, edit (its offsets relative to the patch), and the text that the edit replaced."""

    def finding(self, original: str) -> Finding:
        """The patch as a finding on the original text."""
        from fixtext.findings import Finding, Step  # which a repair without an account needs not

        steps = tuple(
            Step(kind, edit.start, edit.end, before, edit.after or "", edit.note)
            for kind, edit, before in self.edits
        )
        edits = [edit for _, edit, _ in self.edits]
        return Finding(
            kind=self.edits[0][0],
            start=self.start,
            end=self.end,
            before=original[self.start : self.end],
            after=self.text,
            bits=round(max(edit.bits for edit in edits), 2),
            inferred=any(edit.inferred for edit in edits),
            steps=steps,
            note="; ".join(dict.fromkeys(edit.note for edit in edits if edit.note)),
            candidates=edits[0].candidates() if len(edits) == 1 and edits[0].candidates else (),
            inferences=self._inferences(),
        )

    def _inferences(self) -> tuple[Inference, ...]:
        """What the edits inferred and no later one touched, in offsets of the patch's text."""
        kept: list[Inference] = []
        for _, edit, _ in self.edits:
            shift = len(edit.after or "") - (edit.end - edit.start)
            kept = [
                _moved(one, shift) if one.start >= edit.end else one
                for one in kept
                if one.end <= edit.start or one.start >= edit.end
            ]
            if edit.inferences:
                kept += [_moved(one, edit.start) for one in edit.inferences()]
        return tuple(sorted(kept, key=lambda one: (one.start, one.end)))


def _moved(inference: Inference, by: int) -> Inference:
    return dataclasses.replace(inference, start=inference.start + by, end=inference.end + by)


@dataclasses.dataclass(frozen=True, slots=True)
class Patchwork:
    """The original text and the ordered, non-overlapping patches on it."""

    original: str
    patches: tuple[Patch, ...] = ()

    @property
    def text(self) -> str:
        """The text as the patches leave it."""
        parts: list[str] = []
        position = 0
        for patch in self.patches:
            parts += (self.original[position : patch.start], patch.text)
            position = patch.end
        parts.append(self.original[position:])
        return "".join(parts)

    def after(self, kind: str, edits: Sequence[Edit], text: str) -> Patchwork:
        """The patchwork with further edits, given in offsets of ``text``, the current text.

        Edits must be ordered, must not overlap, and must not be report-only.
        """
        if not self.patches:
            every = (_single(kind, edit, (edit.start, edit.end), text) for edit in edits)
            return Patchwork(self.original, tuple(every))
        items: list[_Item] = []
        shift = 0
        for index, patch in enumerate(self.patches):
            start = patch.start + shift
            items.append((start, start + len(patch.text), _OLD, index))
            shift += len(patch.text) - (patch.end - patch.start)
        items += [(edit.start, edit.end, _NEW, index) for index, edit in enumerate(edits)]
        items.sort()
        result: list[Patch] = []
        shift = 0  # current offset minus original offset
        for low, high, group in _touching(items):
            old = [self.patches[index] for _, _, which, index in group if which == _OLD]
            start = low - shift
            for patch in old:
                shift += len(patch.text) - (patch.end - patch.start)
            span = start, high - shift
            if len(old) == len(group):
                result += old
            elif len(group) == 1:  # by far the most, in a text of a million line ends
                result.append(_single(kind, edits[group[0][3]], span, text))
            else:
                new = [edits[index] for _, _, which, index in group if which == _NEW]
                result.append(_merge(kind, old, new, span, text, low, high))
        return Patchwork(self.original, tuple(result))

    def boundaries(self) -> list[int]:
        """Where patches begin and end in the current text."""
        places: list[int] = []
        shift = 0
        for patch in self.patches:
            start = patch.start + shift
            places += (start, start + len(patch.text))
            shift += len(patch.text) - (patch.end - patch.start)
        return places

    def untouched(self, stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
        """The stretches of the original that stand at these of the current text, in one pass.

        Stretches are ordered by their start. None is for one that a patch has a part in.
        """
        result: list[tuple[int, int] | None] = []
        shift = 0
        index = 0
        for start, end in stretches:
            while index < len(self.patches):
                patch = self.patches[index]
                if patch.start + shift + len(patch.text) > start:
                    break
                shift += len(patch.text) - (patch.end - patch.start)
                index += 1
            touched = index < len(self.patches) and self.patches[index].start + shift < end
            result.append(None if touched else (start - shift, end - shift))
        return result


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with these edits made, which are ordered, do not overlap, and do not only report.

    >>> edited("a1b2", [Edit(1, 2, "", 1.0), Edit(3, 4, "!", 1.0)])
    'ab!'
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.after or "")
        position = edit.end
    parts.append(text[position:])
    return "".join(parts)


def _touching(items: Sequence[_Item]) -> Iterator[tuple[int, int, Sequence[_Item]]]:
    """Ordered spans in groups that overlap, and where each of these begins and ends."""
    position = 0
    while position < len(items):
        first, (low, high, _, _) = position, items[position]
        position += 1
        while position < len(items) and items[position][0] < high and items[position][1] > low:
            high = max(high, items[position][1])
            position += 1
        yield low, high, items[first:position]


def _merge(
    kind: str,
    patches: Sequence[Patch],
    edits: Sequence[Edit],
    span: tuple[int, int],
    text: str,
    low: int,
    high: int,
) -> Patch:
    """One patch for edits and the older patches that they touch, at low:high of the text."""
    history: list[tuple[str, Edit, str]] = []
    shift = 0
    for patch in patches:
        offset = patch.start - span[0] + shift
        for old_kind, edit, before in patch.edits:
            moved = edit._replace(start=edit.start + offset, end=edit.end + offset)
            history.append((old_kind, moved, before))
        shift += len(patch.text) - (patch.end - patch.start)
    parts: list[str] = []
    position = low
    shift = 0
    for edit in edits:
        after = edit.after or ""
        parts += (text[position : edit.start], after)
        position = edit.end
        start = edit.start - low + shift
        moved = edit._replace(start=start, end=start + edit.end - edit.start)
        history.append((kind, moved, text[edit.start : edit.end]))
        shift += len(after) - (edit.end - edit.start)
    parts.append(text[position:high])
    return Patch(span[0], span[1], "".join(parts), tuple(history))


def _single(kind: str, edit: Edit, span: tuple[int, int], text: str) -> Patch:
    """The patch for an edit that touches no other."""
    after = edit.after or ""
    moved = edit._replace(start=0, end=edit.end - edit.start)
    return Patch(span[0], span[1], after, ((kind, moved, text[edit.start : edit.end]),))
