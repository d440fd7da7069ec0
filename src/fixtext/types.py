"""What fixtext takes, and what is to be known of its kinds. All frozen, all plain data."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from typing import TypedDict

__all__ = [
    "CONVERSION",
    "DECLARED_CHARSET",
    "Kind",
    "OptionArguments",
    "Options",
    "ascii_visible",
]

CONVERSION = "script-conversion"
"""The ``kind`` of findings that ``to=`` asked for: a change of script, not damage."""


DECLARED_CHARSET = "declared-charset"
"""The ``kind`` of the finding that makes a page that is now UTF-8 say so: not damage."""


class OptionArguments(TypedDict, total=False):
    """The options, as keyword arguments: each is a field of :class:`Options`."""

    profile: str
    select: tuple[str, ...] | list[str] | str | None
    ignore: tuple[str, ...] | list[str] | str
    to: str | None
    vocabulary: str | None
    min_bits: float
    infer: bool
    infer_letters: bool
    chain: Sequence[Sequence[str]] | str
    html: bool
    model: str | os.PathLike[str] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """How to repair; every entry point of the library and the command takes these.

    ``profile`` names a set of kinds (``faithful``: damage, nothing else). ``select`` and ``ignore``
    are names of kinds; ``select=None`` means all of the profile. ``to`` is the script that the
    result shall be in, and ``vocabulary`` the region (TW, HK or CN) whose words it shall have.
    ``min_bits`` is the evidence in bits that a repair must have: n bits are a chance of about 1 in
    2**n that right text is taken for damage. ``infer=False`` keeps only repairs that the text
    proves, none that guess lost information; ``infer_letters=True`` guesses letters of alphabets
    too where U+FFFD marks a lost byte, one in nine of them wrongly. ``chain`` is for a caller who
    knows what happened: the wrong readings in the order in which they happened, each a pair of what
    the bytes were meant for and what they were read as. ``model`` is the path of a language model
    made by ``python -m fixtext.language.train``; None is the one that is shipped.

    >>> Options().min_bits
    20.0
    """

    profile: str = "faithful"
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    to: str | None = None
    vocabulary: str | None = None
    min_bits: float = 20.0
    infer: bool = True
    infer_letters: bool = False
    chain: tuple[tuple[str, str], ...] = ()
    html: bool = False
    model: str | None = None


def ascii_visible(text: str, limit: int = 60) -> str:
    r"""The text in quotes on one line, with what cannot be shown escaped, cut at ``limit``.

    >>> ascii_visible("a\n\ud800")
    "'a\\n\\ud800'"
    """
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """What is to be known of a kind of garbling: its name, and its manual page.

    ``profiles`` says what each profile does with it: ``repairs`` or ``reports only``; it is off in
    those that are not named.
    """

    name: str
    title: str
    lossless: bool
    manual: str
    group: str
    profiles: Mapping[str, str]
