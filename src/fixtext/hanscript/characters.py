"""What is known of single characters: script, forms, and what they convert to."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.hanscript import tables
from fixtext.hanscript.classes import (
    HONGKONG_FORM,
    JAPANESE_ONLY,
    ONE_TO_MANY,
    SIMPLIFIED_ONLY,
    TAIWAN_FORM,
    TRADITIONAL_ONLY,
)
from fixtext.scan import UNICODE

__all__ = [
    "ENOUGH_TRADITIONAL",
    "HAN",
    "HONGKONG_FORM",
    "JAPANESE_ONLY",
    "ONE_TO_MANY",
    "SIMPLIFIED_ONLY",
    "TAIWAN_FORM",
    "TRADITIONAL_ONLY",
    "Characters",
    "character_classes",
    "characters",
    "class_table",
    "counted",
    "has_traditional",
    "how_many",
    "readings",
    "simplified",
    "traditional_candidates",
]

HAN = 1
_MANY = 1 << 15
ENOUGH_TRADITIONAL = 2
"""Characters that are only traditional, before a text counts as traditional."""

# Ideographs: the zero, the unified ones with extensions A to J, the compatibility ones.
_IDEOGRAPHS = (
    (0x3007, 0x3008),
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xF900, 0xFB00),
    (0x20000, 0x2FFFE),
    (0x30000, 0x3FFFE),
)


@functools.cache
def class_table() -> NDArray[np.uint8]:
    """The classes of every code point, shape (0x110000,); see :func:`character_classes`."""
    table = np.zeros(UNICODE, np.uint8)
    table[tables.array("classes/characters")] = tables.array("classes/flags")
    for start, end in _IDEOGRAPHS:
        table[start:end] |= HAN
    return table


def character_classes(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The classes of characters as bit flags, an array as long as ``codes`` (code points).

    HAN is any ideograph. SIMPLIFIED_ONLY is never right in traditional text, TRADITIONAL_ONLY
    never in simplified. TAIWAN_FORM and HONGKONG_FORM are what the standards there prefer over
    OpenCC's. ONE_TO_MANY is a simplified character with several traditional ones, itself among
    them. JAPANESE_ONLY is in JIS X 0208, and in no standard of Chinese. From OpenCC's
    dictionaries and the character sets of the standards.

    >>> codes = np.array([ord("a"), ord("后"), ord("国")], np.uint32)
    >>> [int(flags) for flags in character_classes(codes)]
    [0, 33, 3]
    """
    return class_table().take(codes)


def has_traditional(codes: NDArray[np.uint32]) -> bool:
    """Whether a text has characters enough that are only traditional to count as such.

    >>> has_traditional(np.array([ord("國"), ord("語")], np.uint32))
    True
    """
    if compiled.IS_COMPILED:
        return compiled.has_enough(codes, class_table(), TRADITIONAL_ONLY, ENOUGH_TRADITIONAL)
    traditional = (character_classes(codes) & TRADITIONAL_ONLY) != 0
    return int(np.count_nonzero(traditional)) >= ENOUGH_TRADITIONAL


def how_many(codes: NDArray[np.uint32], *flags: int) -> list[int]:
    """How many characters of a text have each of some flags.

    >>> how_many(np.array([ord("國"), ord("語"), ord("国")], np.uint32), TRADITIONAL_ONLY)
    [2]
    """
    if compiled.IS_COMPILED:
        every = compiled.count_flags(np.ascontiguousarray(codes, np.uint32), class_table())
        return [every[int(flag).bit_length() - 1] for flag in flags]
    classes = character_classes(codes)
    return [int(np.count_nonzero(classes & flag)) for flag in flags]


class Characters(NamedTuple):
    """The different code points of a text, in order, and how many of each; shapes (m,)."""

    codes: NDArray[np.uint32]
    numbers: NDArray[np.int64]

    def count(self, of: str) -> int:
        """How many there are of some characters."""
        sought = np.array(list(map(ord, of)), np.uint32)
        places = np.minimum(np.searchsorted(self.codes, sought), self.codes.size - 1)
        return int(self.numbers[places[self.codes[places] == sought]].sum())

    def flagged(self, table: NDArray[np.uint8], *flags: int | np.uint8) -> list[int]:
        """How many characters of the text have each of some flags, which a table has."""
        told = table.take(self.codes, mode="clip")
        return [int(self.numbers[(told & flag) != 0].sum()) for flag in flags]


def characters(document: Document) -> Characters | None:
    """The characters of a long text; None of a short one, which is counted in no time."""
    return Characters(*counted(document.codes)) if document.is_long else None


def counted(codes: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The different code points, in order, and how many of each; many are not sorted for that.

    >>> [each.tolist() for each in counted(np.array([5, 3, 5], np.uint32))]
    [[3, 5], [1, 2]]
    """
    if len(codes) < _MANY:
        return np.unique(codes, return_counts=True)
    if compiled.IS_COMPILED:
        found = compiled.count_characters(np.ascontiguousarray(codes, np.uint32))
        both = np.frombuffer(found, np.int64).reshape(-1, 2)
        return both[:, 0].astype(np.uint32), both[:, 1]
    counts = np.bincount(codes)
    used = np.flatnonzero(counts)
    return used.astype(np.uint32), counts[used]


@functools.cache
def readings(name: str) -> dict[str, tuple[str, ...]]:
    """A dictionary's characters, each with all that it may become, the preferred one first."""
    lines = tables.text(f"{name}/readings").split("\n")
    return {line[0]: tuple(line[1:]) for line in lines}


def traditional_candidates(char: str, regions: tuple[str, ...] = ("tw", "hk")) -> tuple[str, ...]:
    """All traditional forms of a simplified character, Taiwan's and Hong Kong's among them.

    It includes the character itself where that is a traditional one too. ``regions=()`` leaves
    out regional variants of forms.

    >>> traditional_candidates("后")
    ('後', '后')
    >>> traditional_candidates("里"), traditional_candidates("里", regions=())
    (('裏', '里', '哩', '裡'), ('裏', '里', '哩'))
    """
    standard = readings("st").get(char, (char,))
    forms = dict.fromkeys(standard)
    for name in regions:
        for form in standard:
            forms.update(dict.fromkeys(readings(name).get(form, ())))
    if char in _regional():
        forms[char] = None
    return tuple(forms)


@functools.cache
def _regional() -> frozenset[str]:
    """Characters that Taiwan or Hong Kong prefers over OpenCC's standard."""
    entries = (*readings("tw").items(), *readings("hk").items())
    return frozenset(forms[0] for standard, forms in entries if forms[0] != standard)


@functools.lru_cache(maxsize=1 << 14)
def simplified(char: str) -> str:
    """The simplified form of a character, by itself, without regard to words.

    >>> simplified("裡"), simplified("爲"), simplified("山")
    ('里', '为', '山')
    """
    for name in ("tw-reverse", "hk-reverse"):
        if char in readings("ts"):
            break
        char = readings(name).get(char, (char,))[0]
    return readings("ts").get(char, (char,))[0]
