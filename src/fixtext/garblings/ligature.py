"""Letters that are joined in one code point.

What it looks like: ``ﬁnd``, ``eﬀect``, ``eﬃcient``; ``ǆ`` and ``ĳ`` for two letters; in the
search profile also the shapes of Arabic letters, ``ﻻ`` for لا.

How it happens: a text was set in type, with one glyph for some letters side by side, and was taken
from its glyphs, as from a PDF file. The digraphs of Croatian and Dutch came from older character
sets. Arabic shapes came from programs that chose them where the display could not.

How it is recognised: by the code points.

What stays: everything, in faithful repair; a text that was written so is right. ``ß``, ``æ`` and
``œ`` are letters, and stay everywhere.

When the repair is a guess: never, but where letters were joined is lost.

References: Unicode Standard, chapter 7, "Latin Ligatures", and chapter 9, "Arabic Presentation
Forms".

>>> import fixtext
>>> fixtext.fix("an eﬃcient ﬂow", profile="web")
'an efficient flow'
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.forms.weighing import EQUIVALENT
from fixtext.garbling import TIDY, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["Ligature"]

_LATIN = "\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06"
_LIGATURE = lazy_pattern(f"[{_LATIN}]")
_SHAPE = lazy_pattern(f"[{_LATIN}\ufb07-\ufb4f]|[\ufb50-\ufdff\ufe70-\ufefc]+")
_LONG_S = {"\ufb05": "\u017ft"}
"""Which the compatibility form takes for another s."""
_JOINED = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_JOIN = lazy_pattern("|".join(_JOINED))


class Ligature(Garbling):
    """Letters joined in one code point."""

    name = "ligature"
    title = "letters joined in one code point: ﬁnd for find"
    group = "character"
    lossless = True
    needs = ("mojibake",)
    signal = (Seen.COMPATIBLE, Seen.LATIN)
    profiles = TIDY
    worst = ("\ufb01",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The joined letters of Latin, for a search also those of other alphabets."""
        pattern = _SHAPE if document.options.profile == "search" else _LIGATURE
        edits = []
        for match in pattern.finditer(document.text):
            after = _LONG_S.get(match[0]) or unicodedata.normalize("NFKC", match[0])
            if after != match[0]:
                edits.append(Edit(match.start(), match.end(), after, EQUIVALENT))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Every f joined with what is behind it."""
        return _JOIN.sub(lambda letters: _JOINED[letters[0]], text)
