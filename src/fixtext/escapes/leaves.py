"""The references in a text: where each is, and what it stands for."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fixtext.anchors import matches
from fixtext.escapes.references import REFERENCE, code_point, reference

__all__ = ["Leaf", "Others", "leaves", "told"]

_SHORT_NAME = 6


class Leaf(NamedTuple):
    """A reference, and what it stands for."""

    start: int
    end: int
    after: str
    usual: bool
    """Whether people and programs write it; ``&in;`` and ``&or;`` hardly anyone does."""


def leaves(text: str, within: Sequence[tuple[int, int]] | None = None) -> Iterator[Leaf]:
    """Every reference that stands for something, those of UTF-16's halves by twos.

    They may be known to begin ``within`` some parts of the text.

    >>> [(one.after, one.end) for one in leaves("caf&eacute; &#x1f600; &c.")]
    [('é', 11), ('😀', 21)]
    """
    # a sign that never stands without the other is not looked for by itself
    parts = [(0, len(text))] if within is None else within
    alone = any(text.count("#", *part) != text.count("&#", *part) for part in parts)
    signs = ("&", "#") if alone else ("&",)
    others = Others(text)
    for match in matches(REFERENCE, text, *signs, within=within):
        by_itself = told(match[0])
        if by_itself is None:
            leaf = others.leaf(match)
            if leaf:
                yield leaf
            continue
        after, size, usual = by_itself
        if after:
            start = match.start()
            yield Leaf(start, start + size, after, usual)


class Others:
    """The references of a text of which what stands beside them says more; in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._half: re.Match[str] | None = None
        self._end_of_bare = -1

    def leaf(self, match: re.Match[str]) -> Leaf | None:
        """What one of them stands for, with the half before it, if that is one."""
        text = self._text
        number = _number(match)
        if match["bare"] or match["bare_hex"]:
            before = text[max(0, match.start() - 1) : match.start()]
            begins = match.start() != self._end_of_bare and not before.isalpha()
            follows = text[match.end() : match.end() + 1] == "#"
            self._end_of_bare = match.end()
            if (begins and not follows) or number is None or number < 0xA0:
                return None
        if number is not None and 0xD800 <= number < 0xDC00:
            self._half = match
            return None
        if number is not None and 0xDC00 <= number < 0xE000:
            half, self._half = self._half, None
            high = _number(half) if half and half.end() == match.start() else None
            if half and high is not None:
                whole = 0x10000 + ((high - 0xD800) << 10) + (number - 0xDC00)
                character = code_point(whole)
                if character:
                    return Leaf(half.start(), match.end(), character, True)
            return None
        return _leaf(match, number)


@functools.lru_cache(maxsize=4096)
def told(shown: str) -> tuple[str, int, bool] | None:
    """What a reference stands for by itself, how much of it does, and whether it is usual.

    None where what stands beside it says more; an empty text, if it stands for nothing.

    >>> told("&amp;lt;"), told("&"), told("#12345;")
    (('<', 8, True), ('', 0, False), None)
    """
    match = REFERENCE.fullmatch(shown)
    if match is None or match["bare"] or match["bare_hex"]:
        return None
    number = _number(match)
    if number is not None and 0xD800 <= number < 0xE000:
        return None
    leaf = _leaf(match, number)
    return (leaf.after, leaf.end, leaf.usual) if leaf else ("", 0, False)


def _number(match: re.Match[str]) -> int | None:
    decimal, hexadecimal = match["decimal"] or match["bare"], match["hex"] or match["bare_hex"]
    if decimal:
        return int(decimal)
    return int(hexadecimal, 16) if hexadecimal else None


def _leaf(match: re.Match[str], number: int | None) -> Leaf | None:
    if number is not None:
        after = code_point(number)
        ended = match[0].endswith(";") or number >= 0xA0
        if after is not None and ended:
            return Leaf(*match.span(), after, True)
    elif match["name"]:
        after = reference(match["name"])
        if after is not None:
            usual = len(match["name"]) >= _SHORT_NAME or _is_usual(match["name"], after)
            return Leaf(*match.span(), after, usual)
    if match["again"]:  # escaped itself, whatever stands behind it
        return Leaf(match.start(), match.start() + 1 + len(match["again"]), "&", True)
    return None


def _is_usual(name: str, after: str) -> bool:
    """Whether a short name is one of HTML 4, and no word that is a sign of mathematics."""
    from html.entities import name2codepoint  # which text without references needs not

    known = name.lower() in name2codepoint
    return after.isascii() or (
        known and not (len(name) < 4 and unicodedata.category(after[0]) == "Sm")
    )
