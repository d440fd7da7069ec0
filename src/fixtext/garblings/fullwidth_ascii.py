"""Letters, digits and marks of ASCII in the width of an ideograph.

What it looks like: ``Ｈｅｌｌｏ``, ``２０２４年``, ``ＬＯＵＤ　ＮＯＩＳＥＳ``.

How it happens: a keyboard for Chinese, Japanese or Korean has a mode for it, and forms demand it.
It is right in the text that it was typed for, and in the way when one searches it, reads numbers
from it, or follows its addresses.

How it is recognised: by the code points, U+FF01 to U+FF5E.

What is restored: in the web profile letters and digits, with the marks and ideographic spaces that
stand between them; the marks of Chinese and Japanese text (``，！？（）``) are right, and stay. The
search and ftfy profiles turn all into ASCII, ideographic spaces too, and with them the signs and
hangul of U+FFA0 to U+FFEE.

What stays: everything, in faithful repair.

When the repair is a guess: never, but the width is lost.

References: Unicode Standard Annex #11, "East Asian Width".

>>> import fixtext
>>> fixtext.fix("Ｈｅｌｌｏ，２０２４年！", profile="web")
'Hello，2024年！'
>>> fixtext.fix("ＬＯＵＤ　ＮＯＩＳＥＳ！", profile="ftfy")
'LOUD NOISES!'
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.forms.weighing import EQUIVALENT
from fixtext.garbling import TIDY, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["FullwidthAscii"]

_ALPHANUMERIC = "[Ａ-Ｚａ-ｚ０-９]"
_BETWEEN = "[\u3000＇＆＃％＋－．／＠＿]|(?<=[０-９])[，：](?=[０-９])"
_WORDS = lazy_pattern(f"{_ALPHANUMERIC}+(?:(?:{_BETWEEN}){_ALPHANUMERIC}+)*")
_ALL = lazy_pattern("[\u3000\uff01-\uff60\uffa0-\uffee]+")
_TO_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code).isalnum()}


class FullwidthAscii(Garbling):
    """ASCII in full width."""

    name = "fullwidth-ascii"
    title = "letters and digits in the width of an ideograph: Ｈｅｌｌｏ"
    group = "character"
    lossless = True
    needs = ("mojibake", "byte-shift", "folded-punctuation")
    signal = (Seen.COMPATIBLE,)
    profiles = TIDY
    worst = ("Ａ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """Letters and digits, or all, by the profile."""
        pattern = _ALL if document.options.profile in {"search", "ftfy"} else _WORDS
        edits = []
        for match in pattern.finditer(document.text):
            after = unicodedata.normalize("NFKC", match[0])
            if after != match[0]:
                edits.append(Edit(match.start(), match.end(), after, EQUIVALENT))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Every letter and digit in full width."""
        return text.translate(_TO_FULL)
