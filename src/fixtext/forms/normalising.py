"""The stretches of a text that a normalisation form would change, found by numpy.

Only characters that change by themselves, or that may go together with what is before them, are
looked at; a stretch reaches from the base of the first to the last mark.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.forms.weighing import Replacement

__all__ = ["changed_by", "composed", "composes", "folded"]

_MOST_MARKS = 64
"""What has more marks than this on one base is left alone: to order them takes their square."""
_MOST_AT_ONCE = 200
"""Characters of neighbouring stretches that are one change."""
_ASSIGNED = (
    (0, 0xD800),
    (0xE000, 0x18000),
    (0x1AF00, 0x1FC00),
    (0x20000, 0x323B0),
    (0xE0000, 0xE1000),
)


def composed(text: str) -> str:
    """The text in Normalisation Form C.

    >>> composed("e\u0301") == "é"
    True
    """
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """The text without differences of case and compatibility, as searches compare it.

    >>> folded("Ｓtraße ①")
    'strasse 1'
    """
    for _ in range(4):  # the few that fold to what folds again do so once
        once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if once == text:
            break
        text = once
    return text


@functools.cache
def _joins() -> NDArray[np.bool_]:
    """Which code points may go together with, or change places with, what is before them."""
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    table[0x1161:0x1176] = table[0x11A8:0x11C3] = True
    for low, high in _ASSIGNED:
        for code in range(low, high):
            character = chr(code)
            if unicodedata.combining(character):
                table[code] = True
            pair = unicodedata.decomposition(character).split()
            if len(pair) == 2 and pair[0][0] != "<":
                table[int(pair[1], 16)] = True
    table[:0x300] = False
    table.setflags(write=False)
    return table


@functools.cache
def _changes(form: Callable[[str], str]) -> NDArray[np.bool_]:
    """Which code points the form changes by themselves."""
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    for low, high in _ASSIGNED:
        table[low:high] = [form(chr(code)) != chr(code) for code in range(low, high)]
    table.setflags(write=False)
    return table


@functools.cache
def _joins_in(form: Callable[[str], str]) -> NDArray[np.bool_]:
    """As :func:`_joins`, with what the form makes such a character of: half-width marks."""
    table = _joins().copy()
    for code in np.flatnonzero(_changes(form)).tolist():
        after = form(chr(code))
        table[code] |= bool(after) and bool(_joins()[ord(after[0])])
    table.setflags(write=False)
    return table


def composes(document: Document) -> NDArray[np.bool_]:
    """Where in a document stand what may compose with what is before it, shape (len(text),)."""
    return _joins()[document.codes]


def changed_by(document: Document, form: Callable[[str], str]) -> Iterator[Replacement]:
    """The stretches that a normalisation form changes, in order, and what it makes of each."""
    text = document.text
    if text.isascii() and form is composed:
        return
    joins = _joins_in(form)[document.codes]
    edges = np.diff(np.concatenate(([False], joins, [False])).astype(np.int8))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    alone = np.flatnonzero(_changes(form)[document.codes] & ~joins)
    followed = np.isin(alone + 1, starts)
    runs = [
        (max(0, start - 1), end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    runs += [(place, place + 1) for place in alone[~followed].tolist()]
    last: Replacement | None = None
    for start, end in sorted(runs):
        after = form(text[start:end]) if end - start <= _MOST_MARKS else text[start:end]
        if after == text[start:end]:
            continue
        one = Replacement(start, end, after)
        if last and last.end == start and last.end - last.start < _MOST_AT_ONCE:
            one = Replacement(last.start, end, last.after + after)
        elif last:
            yield last
        last = one
    if last:
        yield last
