"""What the language model makes of replacements, in time that is linear in their number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from fixtext.document import Document
from fixtext.language.layout import CONTEXT

__all__ = ["EQUIVALENT", "Replacement", "holds", "replaced", "weigh"]

EQUIVALENT = 100.0
"""Bits for what Unicode declares to be the same, which needs no evidence where it is asked for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Replacement:
    """What could stand at ``start:end`` of a text."""

    start: int
    end: int
    after: str


def _groups(replacements: Sequence[Replacement]) -> Iterator[list[Replacement]]:
    """The replacements that are near enough to matter to one another; they are ordered."""
    group: list[Replacement] = []
    for one in replacements:
        if group and one.start > group[-1].end + CONTEXT:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def holds(document: Document, *ranges: tuple[int, int]) -> bool:
    """Whether a text has a code point of one of these ranges, their ends included.

    Much faster than a search for one by a regular expression.
    """
    codes = document.codes
    return any(
        bool((codes == low).any() if low == high else ((codes - low) <= high - low).any())
        for low, high in ranges
    )


def replaced(text: str, replacements: Sequence[Replacement], start: int, end: int) -> str:
    """The text between two places with the replacements made that are there, ordered."""
    parts: list[str] = []
    for one in replacements:
        parts += (text[start : one.start], one.after)
        start = one.end
    parts.append(text[start:end])
    return "".join(parts)


def weigh(document: Document, replacements: Sequence[Replacement]) -> list[float]:
    """The bits that each replacement saves under the model; those side by side share theirs.

    The replacements are ordered and do not overlap.
    """
    text = document.text
    groups = list(_groups(replacements))
    texts: list[str] = []
    for group in groups:
        start, end = max(0, group[0].start - CONTEXT), group[-1].end + CONTEXT
        texts += (text[start:end], replaced(text, group, start, end))
    bits = document.model.bits_many(texts)
    gains: list[float] = []
    for group, before, after in zip(groups, bits[::2], bits[1::2], strict=True):
        gains += [float(before - after) / len(group)] * len(group)
    return gains
