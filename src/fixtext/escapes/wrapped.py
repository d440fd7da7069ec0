"""What a text is once all that it is wrapped in is undone: escapes of escapes, and the like.

What an escape stands for may be no text yet, but an escape itself, or bytes in the wrong order.
Then only what is innermost tells whether there was an escape at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fixtext.document import Document
from fixtext.forms.weighing import Replacement, replaced
from fixtext.garbling import WRAPPINGS, registry
from fixtext.spans import edited

__all__ = ["lines_replaced", "saved_inside"]

_DEEPEST = 2
"""So many kinds of wrapping are undone in what was unwrapped."""
_MOST = 1 << 14
"""Characters that are enough to tell."""


class _Inner(Document):
    """What was unwrapped from another document; whoever looks at it unwraps so much less."""

    depth = 0


def saved_inside(
    document: Document, kind: str, pairs: Sequence[tuple[str, str]], others: Collection[str] = ()
) -> float:
    """The bits that unwrapping saves, where what comes out is wrapped once more.

    ``pairs`` are stretches of the document as they are, and without what the kind undoes. Zero, if
    nothing is found in the latter; what is found in the former without the kind counts against it.
    ``others`` are kinds that are undone as well, though they wrap nothing.
    """
    if not pairs or getattr(document, "depth", 0) >= _DEEPEST:
        return 0.0
    before, after = (_joined(document, part) for part in zip(*pairs, strict=True))
    inside = _unwrapped(after, "", others)
    if inside == after.text:
        return 0.0
    bits = document.model.bits_many([_unwrapped(before, kind, others), inside])
    return float(bits[0] - bits[1])


def lines_replaced(text: str, made: Sequence[Replacement]) -> list[tuple[str, str]]:
    """The lines of a text that replacements are in, before and after; enough of them to tell."""
    pairs: list[tuple[str, str]] = []
    size = index = 0
    while index < len(made) and size < _MOST:
        start = text.rfind("\n", 0, made[index].start) + 1
        start = max(start, made[index].start - _MOST)
        end = text.find("\n", made[index].end)
        end = min(end if end >= 0 else len(text), made[index].end + _MOST)
        inside = []
        while index < len(made) and made[index].end <= end:
            inside.append(made[index])
            index += 1
        pairs.append((text[start:end], replaced(text, inside, start, end)))
        size += end - start
        if index < len(made) and made[index].start < end:
            break  # the line is longer than what is looked at
    return pairs


def _joined(document: Document, parts: Sequence[str]) -> _Inner:
    """Some of the parts as a document of their own."""
    taken: list[str] = []
    size = 0
    for part in parts:
        taken.append(part[: _MOST - size])
        size += len(part)
        if size >= _MOST:
            break
    inner = _Inner("\n".join(taken), document.options, {})
    inner.depth = getattr(document, "depth", 0) + 1
    return inner


def _unwrapped(document: _Inner, without: str, others: Collection[str]) -> str:
    """The text without what it is wrapped in, but for one kind of wrapping."""
    kinds = [
        kind
        for kind in registry().values()
        if (kind.group in WRAPPINGS and kind.name != without) or kind.name in others
    ]
    for _ in range(_DEEPEST):
        before = document
        for kind in kinds:
            if not kind.treatment("faithful") or not kind.signalled(document.seen):
                continue
            edits = [edit for edit in kind.find(document) if edit.after is not None]
            if edits:
                text = edited(document.text, edits)
                inner = _Inner(text, document.options, {})
                inner.depth = document.depth
                document = inner
                break
        if document is before:
            break
    return document.text
