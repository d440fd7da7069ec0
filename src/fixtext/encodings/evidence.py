"""The evidence that a stretch has in its document, with all that speaks for it and against it."""

from __future__ import annotations

from fixtext.distinct import distinct
from fixtext.document import Document
from fixtext.encodings.circumstances import (
    all_alone,
    divides_words,
    in_capitals,
    is_pointed,
    is_quoted,
    latin_only,
    made_unlike,
    mended_case,
    place_cost,
    variety,
)
from fixtext.encodings.codecs import stray_bytes
from fixtext.encodings.half_width_fields import is_spelt_out
from fixtext.encodings.its_language import brings_into_language
from fixtext.encodings.lists import was_a_list
from fixtext.encodings.names import are_homoglyphs, may_be_names, may_be_words
from fixtext.encodings.quick_search import BORDERS_PAID
from fixtext.encodings.weighing import Reversal
from fixtext.scan import beyond_ascii

__all__ = ["KNOWN", "KNOWN_UTF8", "evidence_in_place"]

KNOWN, KNOWN_UTF8 = 9.0, 15.0
"""Bits that a route proven elsewhere in the document spares the next stretch."""
_QUOTED = 30.0
"""Bits against a stretch that is more likely shown on purpose."""
_PLENTY = 300.0
_NAME = 25.0
"""Bits against a reading of what may be the name of a person: all that is spared to what stands by
itself."""
_ACRONYM = 45.0
"""The same of a word in capitals, in which any letter may stand behind any other."""


def evidence_in_place(
    document: Document,
    one: Reversal,
    low: int,
    changed: Reversal,
    part: slice,
    beyond: int,
    *,
    known: bool,
) -> float | None:
    """The bits of a stretch that begins at ``low``; None if it is right as it stands.

    Of it, ``part`` is what changes, as ``changed``. The document has ``beyond`` characters beyond
    ASCII, and the routes of the stretch are ``known`` if they were proven elsewhere in it.
    """
    codes = document.codes
    high = low + one.end - one.start
    if stray_bytes(one.codes).any() or all_alone(one, part):  # bytes that are left over are no text
        return None
    if was_a_list(codes, low, high, one) or is_pointed(codes, low, high):
        return None
    if is_spelt_out(document.model, codes[low:high], one.codes):
        return None
    if not known and divides_words(codes, low, high, one):
        return None
    of_utf8 = one.routes[-1].meant == "utf-8"  # as hardly any text is by chance
    if not (known or of_utf8) and are_homoglyphs(codes, low, high, one.codes):
        return None
    share = 1.0 if one.bits >= _PLENTY else variety(codes[low:high])
    paid = one.bits * share
    of_it = one.codes if latin_only(one) else changed.codes  # what stays bears witness, too
    several = latin_only(one) or of_utf8
    several = several and beyond_ascii(of_it) > 1
    if several or distinct(changed.codes[changed.codes > 0x7F]).size > 1:
        paid += BORDERS_PAID
    place = -place_cost(codes, low, high, one, beyond)
    place *= share if place > 0 else 1.0
    if known:
        place = max(place, KNOWN_UTF8 if of_utf8 else KNOWN)
    paid += place
    if not (known or of_utf8):
        paid -= _against_names(document, low, high, one)
    paid -= _QUOTED if is_quoted(document.text, changed) else 0.0
    paid += mended_case(codes[low:high], one) - made_unlike(codes, low, high, one)
    paid -= in_capitals(document.model, codes[low:high], one)
    return paid + brings_into_language(codes, low, high, one)


def _against_names(document: Document, low: int, high: int, one: Reversal) -> float:
    """Bits against a reading of what may be a name or an acronym."""
    if may_be_names(document.codes, low, high):
        return _NAME
    if not may_be_words(document.text, low, high, one.text):
        return 0.0
    part = document.text[low:high]
    return _ACRONYM if part == part.upper() else _NAME
