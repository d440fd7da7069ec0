r"""Soft hyphens: where a word may be divided, written into the text.

What it looks like: nothing at all, until a search for ``hyphenation`` does not find
``hy\u00adphen\u00ada\u00adtion``.

How it happens: a page marks by ``&shy;`` where its long words may be divided, or a program that
divides words writes U+00AD and the text is copied from it.

How it is recognised: by itself, U+00AD. One at the end of a line was shown, and the word goes on in
the next line: it is joined.

What stays: in the profile ``faithful``, all of them. They are right where they are, and only in the
way of who searches, counts or compares words. ftfy leaves them alone as well.

When the repair is a guess: never, but the places are lost.

>>> import fixtext
>>> fixtext.fix("hy\u00adphen\u00ada\u00adtion", profile="web")
'hyphenation'

References: the Unicode Standard, section 23.2; the HTML Standard on ``&shy;``.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.invisible import UNKNOWN_TO_FTFY, removals
from fixtext.lazy import lazy_pattern

__all__ = ["SoftHyphen"]

_SOFT_HYPHEN = lazy_pattern(r"\u00ad+(?:\r?\n[ \t]{0,40}(?=[^\W\d_]))?")
_IN_A_WORD = lazy_pattern(r"(?<=[^\W\d_]{2})(?=[^\W\d_]{2})")


class SoftHyphen(Garbling):
    """Soft hyphens removed."""

    name = "soft-hyphen"
    title = r"soft hyphens, which nobody sees: hy\u00adphen\u00ada\u00adtion"
    lossless = True
    group = "invisible"
    profiles = UNKNOWN_TO_FTFY
    needs = ("mojibake", "lost-bytes", "byte-shift")
    signal = (Seen.INVISIBLE,)
    worst = ("a\u00ad",)

    def find(self, document: Document) -> Sequence[Edit]:
        """Every soft hyphen, and the line end behind one that divides a word."""
        return removals(document, _SOFT_HYPHEN) if "\u00ad" in document.text else []

    def garble(self, text: str, chance: random.Random) -> str:
        """A soft hyphen at some of the places inside words."""
        return _IN_A_WORD.sub(lambda match: "\u00ad" if chance.random() < 0.1 else "", text)
