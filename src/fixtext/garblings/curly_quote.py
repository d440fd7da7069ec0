"""Quotation marks and apostrophes that are curled, where straight ones are wanted.

What it looks like: ``“it’s”``, ``„so“``, ``‚so‘``.

How it happens: word processors put them for the straight marks of the keyboard. They are right,
and the better typography; but a search for ``it's`` does not find ``it’s``, and ftfy, whose users
may move over, makes them straight by default.

How it is recognised: by the code points.

What stays: everything, but in the search and ftfy profiles; there ``«»``, ``「」``, primes and
``´`` do.

When the repair is a guess: never, but which way they curled is lost.

References: Unicode Standard, chapter 6, "Quotation Marks".

>>> import fixtext
>>> fixtext.fix("“it’s”", profile="search")
'"it\\'s"'
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.forms.weighing import EQUIVALENT
from fixtext.garbling import Edit, Garbling, Seen, Treatment
from fixtext.lazy import lazy_pattern

__all__ = ["CurlyQuote"]

_STRAIGHT = dict.fromkeys("\u02bc\u2018\u2019\u201a\u201b", "'")
_STRAIGHT |= dict.fromkeys("\u201c\u201d\u201e\u201f", '"')
_CURLY = lazy_pattern(f"[{''.join(_STRAIGHT)}]")
_PAIR = lazy_pattern(r'"([^"\n]{1,200})"')


class CurlyQuote(Garbling):
    """Quotation marks that are curled."""

    name = "curly-quote"
    title = 'curled quotation marks: “it’s” for "it\'s"'
    group = "character"
    lossless = False
    needs = ("mojibake", "unrecoverable", "ligature")
    signal = (Seen.LATIN,)
    profiles = dict.fromkeys(("search", "ftfy"), Treatment.REPAIR)
    worst = ("“it’s”",)

    def find(self, document: Document) -> Sequence[Edit]:
        """Every one."""
        return [
            Edit(match.start(), match.end(), _STRAIGHT[match[0]], EQUIVALENT)
            for match in _CURLY.finditer(document.text)
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every straight one curled."""
        return _PAIR.sub(r"“\1”", text).replace("'", "’")
