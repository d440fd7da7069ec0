"""Traditional characters that a conversion to simplified left.

The damage: a converter went through its table, and the table lacks some characters. So in the
result each of these is traditional wherever it stands, among others that are simplified.

The evidence: a text that is simplified by nearly all of its characters, and in it, within clauses
that were converted, several characters that stay traditional throughout. A character that the text
has in both forms speaks against it: people mix, converters don't.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.forms.weighing import Replacement, weigh
from fixtext.hanscript.characters import (
    HAN,
    SIMPLIFIED_ONLY,
    TRADITIONAL_ONLY,
    character_classes,
    characters,
    class_table,
    how_many,
    simplified,
)

__all__ = ["FEWEST", "SHARE", "unconverted"]

FEWEST = 3
"""Different characters: one or two are a writer's habit, or names."""
SHARE = 2
"""So many simplified characters for each traditional one."""
_LINE_FEED = 10
_KANA = (0x3041, 0x3100)

# bits
_EACH, _EACH_MORE, _MOST_FROM_MORE, _MIXED, _COST = 10.0, 2.0, 6.0, -12.0, 8.0
_MISFIT = -6.0
"""What the model may prefer the traditional form by: names."""


def unconverted(document: Document) -> list[tuple[Replacement, float]]:
    """The characters of a simplified text that a conversion left, and the bits for that.

    Empty for a text that is not simplified. Clauses in which other characters are traditional too
    are quotations, and stay; so do Japanese lines.
    """
    places = _places(document)
    if places is None:
        return []
    text = document.text
    found = [Replacement(place, place + 1, simplified(text[place])) for place in places]
    gains: dict[str, list[float]] = {}
    for one, gain in zip(found, weigh(document, found), strict=True):
        gains.setdefault(text[one.start], []).append(gain)
    bits = -_COST
    throughout = set(map(chr, _throughout(document)))
    names = {c for c, several in gains.items() if sum(several) / len(several) <= _MISFIT}
    left = throughout & gains.keys() - names
    for character, several in gains.items():
        if character in left:
            bits += _EACH + min(_EACH_MORE * (len(several) - 1), _MOST_FROM_MORE)
        elif character not in throughout:
            bits += _MIXED
    if len(left) < FEWEST or bits < document.options.min_bits:
        return []
    left = throughout - names  # also in clauses that could be either: 介紹
    return [
        (Replacement(place, place + 1, simplified(text[place])), bits)
        for place in _all_places(document, left)
    ]


def _all_places(document: Document, left: set[str]) -> list[int]:
    """Where these characters stand, but in clauses with other traditional ones: quotations."""
    codes = document.codes
    classes = character_classes(codes)
    ours = np.isin(codes, [ord(character) for character in left])
    others = ((classes & TRADITIONAL_ONLY) != 0) & ~ours
    clauses = np.cumsum((classes & HAN) == 0)
    lines = np.cumsum(codes == _LINE_FEED)
    quoted = _counts(clauses, others) > 0
    japanese = _counts(lines, (codes >= _KANA[0]) & (codes < _KANA[1])) > 0
    places: list[int] = np.flatnonzero(ours & ~quoted[clauses] & ~japanese[lines]).tolist()
    return places


def _places(document: Document) -> list[int] | None:
    """Where traditional characters stand in clauses that are simplified by the rest."""
    codes = document.codes
    simples, traditionals = _counted(document, SIMPLIFIED_ONLY, TRADITIONAL_ONLY)
    if simples < SHARE * traditionals or len(_throughout(document)) < FEWEST:
        return None
    classes = character_classes(codes)
    traditional = (classes & TRADITIONAL_ONLY) != 0
    simple = (classes & SIMPLIFIED_ONLY) != 0
    lines = np.cumsum(codes == _LINE_FEED)
    japanese = _counts(lines, (codes >= _KANA[0]) & (codes < _KANA[1])) > 0
    traditional &= ~japanese[lines]
    clauses = np.cumsum((classes & HAN) == 0)
    of_simple, of_traditional = _counts(clauses, simple), _counts(clauses, traditional)
    converted = (of_simple > 0) & (of_simple >= of_traditional)
    places: list[int] = np.flatnonzero(traditional & converted[clauses]).tolist()
    return places


def _counted(document: Document, *flags: int) -> list[int]:
    """How many characters of a document have each of some flags."""
    known = document.recall(characters)
    return known.flagged(class_table(), *flags) if known else how_many(document.codes, *flags)


def _throughout(document: Document) -> list[int]:
    """The traditional characters of a text whose simplified form it lacks."""
    known = document.recall(characters)
    different = known.codes if known else np.unique(document.codes)
    traditional = different[(character_classes(different) & TRADITIONAL_ONLY) != 0]
    if len(traditional) < FEWEST:
        return []
    forms = [ord(simplified(chr(one))) for one in traditional.tolist()]
    lacking: list[int] = traditional[~np.isin(forms, different)].tolist()
    return lacking


def _counts(groups: NDArray[np.int64], which: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(groups[which], minlength=int(groups[-1]) + 1)
