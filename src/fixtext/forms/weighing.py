"""What the language model makes of replacements, in time that is linear in their number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from fixtext.document import Document
from fixtext.language import Model
from fixtext.language.layout import CONTEXT

__all__ = ["EQUIVALENT", "Replacement", "holds", "replaced", "saved", "weigh"]

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


def holds(document: Document, among: int, *ranges: tuple[int, int]) -> bool:
    """Whether a text has a code point of one of these ranges, their ends included.

    All code points of the ranges have the classes ``among``, and are looked for where these are.
    """
    return any(document.count(low, high, among) for low, high in ranges)


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
    groups = list(_groups(replacements))
    gains: list[float] = []
    for group, gain in zip(groups, _saved(document.model, document.text, groups), strict=True):
        gains += [gain / len(group)] * len(group)
    return gains


def saved(model: Model, text: str, replacements: Sequence[Replacement]) -> float:
    """The bits that all replacements save together; they are ordered and do not overlap."""
    return sum(_saved(model, text, list(_groups(replacements))))


def _saved(model: Model, text: str, groups: Iterable[Sequence[Replacement]]) -> list[float]:
    """The bits that each group saves, told by the text around it that it can change the bits of."""
    texts: list[str] = []
    for group in groups:
        start, end = max(0, group[0].start - CONTEXT), group[-1].end + CONTEXT
        texts += (text[start:end], replaced(text, group, start, end))
    bits = model.bits_many(texts)
    gains: list[float] = (bits[::2] - bits[1::2]).tolist()
    return gains
