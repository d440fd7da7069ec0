"""What ftfy knows of single-byte mojibake, weighed in bits.

ftfy's patterns catch what bytes alone do not show: an ``à`` whose second half became a space that
was then lost, ``Â`` in front of a space, sequences with U+FFFD in them. Its author reckons on one
wrong change in some million lines, which is the evidence that a change of its is given here; the
language model must not speak against it.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import re
import sys
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.blocks import Block
from fixtext.lazy import lazy_pattern
from fixtext.scan import Seen
from fixtext.spans import Edit

__all__ = ["bad_signs", "known_to_ftfy", "looks_bad", "may_be_bad", "may_be_known_to_ftfy"]

_FTFY_BITS = 20.0
_WORD = lazy_pattern(r"\w+")
_LONGEST = 2000
_KNOWN_PATTERN = 0x56BEE9B6
"""The checksum of ftfy's pattern of what is bad, as far as it was read for what it must have."""
_BAD, _LOST = Seen.LATIN | Seen.LETTER | Seen.PRIVATE_USE, "\ufffd"
"""The classes of the characters that it has, and the one that is of none of them."""
_ALONE = "\x80-\x9fÃÂ\u0402Œœ"
_LETTERS = ("upper_accented", "lower_accented", "kaomoji", "upper_common", "lower_common")


def known_to_ftfy(document: Document, places: Sequence[Block]) -> Iterator[Edit]:
    """Edits to the lines that these places lie in, where ftfy finds something."""
    if not _may_hold_bad(document):
        return
    for low, line in _bad_lines(document.text, places):
        import ftfy

        fixed = ftfy.fix_encoding(line)
        edit = _difference(document, line, fixed, low) if fixed != line else None
        if edit:
            yield edit


def may_be_known_to_ftfy(text: str, places: Sequence[Block]) -> bool:
    """Whether a line that one of these places lies in looks bad to ftfy."""
    return next(_bad_lines(text, places), None) is not None


def looks_bad(text: str) -> bool:
    """Whether a line of a short text may look bad to ftfy, whatever is surprising in it."""
    return "\n" in text or bool(_badness().is_bad(text))


def _bad_lines(text: str, places: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """The lines of these places that look bad to ftfy, and where each begins."""
    if not places:
        return
    done = 0
    told: dict[str, bool] = {}  # text that comes back is looked at once
    for block in places:
        low = max(text.rfind("\n", done, block.start) + 1, done)
        high = text.find("\n", block.end, low + _LONGEST)
        high = min(high if high >= 0 else len(text), low + _LONGEST)
        done = max(done, high)
        line = text[low:high]
        if line not in told:
            told[line] = may_be_bad(line) and bool(_badness().is_bad(line))
        if told[line]:
            yield low, line


def _may_hold_bad(document: Document) -> bool:
    """Whether a text has any character that the neighbours begin with which look bad to ftfy."""
    known = _bad_neighbours() is not None
    return not known or document.shows(_BAD) or _LOST in document.text


def may_be_bad(line: str) -> bool:
    """Whether a line has any two neighbours that look bad to ftfy.

    Its pattern has dozens of alternatives, each of which is tried at every character of a line.

    >>> may_be_bad("l’été, à l’œuvre"), may_be_bad("l’Ã©tÃ©")
    (False, True)
    """
    pattern = _bad_neighbours()
    return pattern is None or pattern.search(line) is not None


@functools.cache
def _badness() -> ModuleType:
    """ftfy's module of what looks bad, without all the others that its package imports.

    Those take longer than the whole repair of a first text.
    """
    package = importlib.util.find_spec("ftfy")
    folders = package.submodule_search_locations if package else None
    spec = PathFinder.find_spec("badness", folders) if folders else None
    if "ftfy" not in sys.modules and spec and spec.loader:
        module = importlib.util.module_from_spec(spec)
        with contextlib.suppress(ImportError):  # it needs others in some other version
            spec.loader.exec_module(module)
            return module
    return importlib.import_module("ftfy.badness")


@functools.cache
def _bad_neighbours() -> re.Pattern[str] | None:
    """What is in all that ftfy's pattern matches; None for a pattern that is not known here."""
    if zlib.crc32(_badness().BADNESS_RE.pattern.encode()) != _KNOWN_PATTERN:
        return None
    kinds = dict(_badness().MOJIBAKE_CATEGORIES)
    common, upper = kinds.pop("common"), kinds["upper_accented"]
    letters = "".join(kinds.pop(kind) for kind in _LETTERS)
    signs = "".join(kinds.values()) + "\u00b0"
    return re.compile(
        f"(?=[{signs}{letters}])(?:[\x80-\x9fÃÂ\u0402]|[Œœ](?![A-Za-z])"
        f"|[{letters}][{signs}{upper}]|[{signs}][{signs}{letters}]|[ÎÐØÙ√][{common}œšž])"
    )


@functools.cache
def bad_signs() -> NDArray[np.uint8]:
    """Which characters of the BMP may look bad to ftfy: 1 beside another one, 2 by themselves.

    Where this says nothing of a line, :func:`may_be_bad` does not either; shape (65536,). Of a
    pattern that is not known here, shape (0,).
    """
    if _bad_neighbours() is None:
        return np.zeros(0, np.uint8)
    table = np.zeros(0x10000, np.uint8)
    text = "".join(map(chr, range(0x80, 0x10000)))
    kinds = "".join(dict(_badness().MOJIBAKE_CATEGORIES).values())
    for flag, signs in ((1, f"{kinds}{_ALONE}\u00b0šž"), (2, _ALONE)):
        table[[ord(sign) for sign in re.findall(f"[{signs}]", text)]] |= flag
    return table


def _difference(document: Document, line: str, fixed: str, shift: int) -> Edit | None:
    """The part of the line that changed, if the language model is for it."""
    start = 0
    while start < min(len(line), len(fixed)) and line[start] == fixed[start]:
        start += 1
    tail = 0
    while tail < min(len(line), len(fixed)) - start and line[-1 - tail] == fixed[-1 - tail]:
        tail += 1
    saved = document.model.bits(line) - document.model.bits(fixed)
    bits = _FTFY_BITS + saved
    if saved <= 0 or bits < document.options.min_bits:
        return None
    after = fixed[start : len(fixed) - tail]
    if not _is_text(after):
        return None
    letters = any(c.isalpha() and c > "\x7f" for c in after)
    if (letters or after == "\ufeff") and set(_WORD.findall(fixed)) <= set(_WORD.findall(line)):
        return None  # each word stands there right as well: the line is about garbled words
    inferred = after.count("\ufffd") > line.count("\ufffd")
    note = "single-byte mojibake, as ftfy knows it"
    return Edit(start + shift, len(line) - tail + shift, after, bits, inferred, note)


def _is_text(after: str) -> bool:
    """Whether what ftfy made is what any language has: no private use, nothing unassigned."""
    return not any(unicodedata.category(character) in ("Cn", "Co", "Cs") for character in after)
