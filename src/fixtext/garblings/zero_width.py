r"""Characters without width, where neither a script nor an emoji needs them.

What it looks like: nothing at all; but ``pass\u200bword`` is not found by a search, is two words to
a tokenizer, and is not equal to ``password``.

How it happens: editors, chat programs and content management systems put U+200B where a line may
break or a cursor must stand, and U+2060 or U+FEFF where a line must not break; copying a page
copies them. Some mark a text with them, so that a copy can be told.

How it is recognised: U+200B, U+200C, U+200D, U+2060 and U+FEFF, by what stands beside them.

What stays: joiners and non-joiners beside Arabic, Persian, Indic, Mongolian and other letters that
join, since they spell (``می\u200cخواهم``); the joiner between two emoji (👩\u200d💻); U+200B beside
Thai, Lao, Khmer, Burmese and Tibetan, between whose words it stands. In the profile ``faithful``,
all of them: they are right where they are. U+FEFF at the beginning of a text or a line is a
byte-order-mark.

When the repair is a guess: never, but the places are lost.

>>> import fixtext
>>> fixtext.fix("pass\u200bword 👩\u200d💻", profile="web") == "password 👩\u200d💻"
True

References: the Unicode Standard, section 23.2; Unicode Technical Standard 51 for emoji sequences.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.invisible import EMOJI, JOINING, UNKNOWN_TO_FTFY, WITHOUT_SPACES, removals
from fixtext.lazy import lazy_pattern

__all__ = ["ZeroWidth"]

_NOT_NEEDED = lazy_pattern(
    f"(?<![{WITHOUT_SPACES}])\u200b(?![{WITHOUT_SPACES}])"
    f"|(?<![{JOINING}])\u200c(?![{JOINING}])"
    f"|(?<![{JOINING}{EMOJI}])\u200d(?![{JOINING}])"
    f"|(?<![{JOINING}])\u200d(?![{JOINING}{EMOJI}])"
    "|[\u2060\ufeff]"
)
_BETWEEN = lazy_pattern(r"(?<=\w)(?=\w)")


class ZeroWidth(Garbling):
    """Characters without width removed, where nothing needs them."""

    name = "zero-width"
    title = r"characters without width, where no script needs them: pass\u200bword"
    lossless = True
    group = "invisible"
    profiles = UNKNOWN_TO_FTFY
    needs = ("mojibake", "lost-bytes", "byte-order-mark")
    signal = (Seen.INVISIBLE,)
    worst = ("\u200b", "a\u200d")

    def find(self, document: Document) -> Sequence[Edit]:
        """Every one that is not needed where it stands."""
        return removals(document, _NOT_NEEDED)

    def garble(self, text: str, chance: random.Random) -> str:
        """One behind some of the letters that don't need it."""
        beside = re.compile(f"[{JOINING}{EMOJI}\u200b-\u200d\u2060\ufeff]")

        def marked(match: re.Match[str]) -> str:
            around = text[match.start() - 1 : match.start() + 1]
            if chance.random() > 0.05 or beside.search(around):
                return ""
            return chance.choice("\u200b\u200b\u200b\u200c\u200d\u2060\ufeff")

        return _BETWEEN.sub(marked, text)
