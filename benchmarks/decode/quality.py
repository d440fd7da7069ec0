"""How many texts each reader gets right."""

from __future__ import annotations

import difflib
import random

from benchmarks.decode.readers import readers
from benchmarks.decode.texts import cases

_NEAR = 2

Quality = dict[str, dict[str, tuple[int, int]]]
"""How many of each case each reader got right, of how many."""


def is_right(out: str | None, right: str, case: str) -> bool:
    """Whether a text is right, or where bytes were damaged nearly so."""
    if out is None:
        return False
    if case in ("3 KB", "titles") or out == right:
        return out == right
    matcher = difflib.SequenceMatcher(None, out, right, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return len(right) - same <= _NEAR and len(out) - same <= 2 * _NEAR


def measure_quality(count: int) -> Quality:
    """How many of each case each reader got right, of how many."""
    results: Quality = {}
    everyone = readers()
    for case, right, data in cases(random.Random(1), count):
        row = results.setdefault(case, dict.fromkeys(everyone, (0, 0)))
        for name, reader in everyone.items():
            try:
                out = reader(data)
            except (UnicodeError, LookupError, ValueError):
                out = None
            good, of = row[name]
            row[name] = good + is_right(out, right, case), of + 1
    return results
