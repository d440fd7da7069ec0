"""What U+FFFD written as UTF-8 means where it is shown, and memory that nobody wrote to."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["WRITTEN", "Meaning", "Reading"]

WRITTEN = "\ufffd".encode()
"""The bytes of U+FFFD."""


class Meaning(NamedTuple):
    """What happened, what it costs, and the characters that it dictates wholly or in part."""

    note: str
    cost: float
    dictated: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    most_repeated: float = 100.0
    """What a character can tell at most that is the same as the two before it."""
    is_example_beside_others: bool = True
    ends: str = ""
    """The first and the last of the characters that U+FFFD comes out as, three for two of them."""
    as_a_word: re.Pattern[str] | None = None
    """How the same characters look near by if they are words of the text."""


Reading = tuple[str, re.Pattern[str], Meaning]
"""Text without which the pattern cannot match, the pattern, and what a match means."""
