"""What the kinds of the group ``invisible`` share: which scripts need which characters, and edits.

The classes are the inside of a regular expression's brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fixtext.document import Document
from fixtext.garbling import Edit, Treatment

__all__ = [
    "EMOJI",
    "JOINING",
    "REPORTED_AND_REMOVED",
    "RIGHT_TO_LEFT",
    "SHOWS_NOTHING",
    "UNKNOWN_TO_FTFY",
    "WITHOUT_SPACES",
    "removals",
]

SHOWS_NOTHING = 60.0
"""Bits for the removal of what shows nothing, in the profiles that ask for it.

A constant, not a measurement: that nobody writes such a character to be read is what the profile's
user says, and no text proves it more or less.
"""

UNKNOWN_TO_FTFY: Mapping[str, Treatment] = dict.fromkeys(("web", "search"), Treatment.REPAIR)
"""For what is in the way of scrapers, and ftfy leaves alone."""

REPORTED_AND_REMOVED: Mapping[str, Treatment] = {
    "faithful": Treatment.REPORT,
    **UNKNOWN_TO_FTFY,
}
"""For what can hide something: told of, and removed where that is asked for."""

RIGHT_TO_LEFT = (
    "\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
"""Hebrew, Arabic, Syriac, Thaana, N'Ko and the other scripts that are written from the right."""

JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1700-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
"""Scripts in which a joiner or a non-joiner changes what is shown, or spells a word."""

WITHOUT_SPACES = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\uaa60-\uaadf"
"""Thai, Lao, Tibetan, Burmese, Khmer and kin: U+200B stands between their words."""

EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u20e3"
    "\U0001f000-\U0001faff\U000e007f"
)
"""What can stand beside the joiner of an emoji sequence."""


def removals(
    document: Document, pattern: re.Pattern[str], bits: float = SHOWS_NOTHING, note: str = ""
) -> list[Edit]:
    """An edit that removes each match, if the bits are as many as the options ask for."""
    if bits < document.options.min_bits:
        return []
    return [
        Edit(match.start(), match.end(), "", bits, note=note)
        for match in pattern.finditer(document.text)
    ]
