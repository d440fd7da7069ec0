"""Differences of case and form that a search does not make.

What it looks like: ``STRASSE`` and ``Straße``, ``①`` and ``1``, ``㎞`` and ``km``, ``²`` and ``2``.

How it happens: it is no damage. An index, and the queries to it, hold one form of all that a
reader takes to be the same.

How it is recognised: by Unicode's data: Normalisation Form KC with case folded.

What stays: everything, but in the search profile; there, letters with more than 64 marks.

When the repair is a guess: never, but the differences are lost: a folded text is for comparing,
not for reading.

References: Unicode Standard Annex #15, "Unicode Normalization Forms"; the Unicode Standard,
chapter 5, "Caseless Matching".

>>> import fixtext
>>> fixtext.fix("Ein STRAẞENSCHILD, ① ㎞", profile="search")
'ein strassenschild, 1 km'
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.forms.normalising import changed_by, folded
from fixtext.forms.weighing import EQUIVALENT
from fixtext.garbling import FOLDED, Edit, Garbling, Seen

__all__ = ["CompatibilityForm"]


class CompatibilityForm(Garbling):
    """What a search takes to be the same."""

    name = "compatibility-form"
    title = "case, and forms of compatibility: ① and STRASSE for 1 and strasse"
    group = "character"
    lossless = False
    needs = (
        *("mojibake", "kangxi-radical", "compatibility-ideograph", "private-use"),
        *("halfwidth-kana", "fullwidth-ascii", "ligature", "combining-split", "curly-quote"),
        *("folded-punctuation", "script-mix"),
    )
    signal = (Seen.NOTHING,)
    profiles = FOLDED
    worst = ("①ß", ("a", "\u0301"))

    def find(self, document: Document) -> Sequence[Edit]:
        """The stretches that differ from their folded form."""
        return [
            Edit(one.start, one.end, one.after, EQUIVALENT) for one in changed_by(document, folded)
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """In capitals."""
        return text.upper()
