r"""Names of domains in Punycode, ``xn--fiq228c``, for 中文.

What it looks like: ``xn--fiq228c.com``, ``xn--mnchen-3ya``.

How it happens: names of domains are ASCII on the wire, and programs show them as they are sent.

How it is recognised: a label that begins with ``xn--``, decodes to text, and is encoded to the very
same again.

What stays: everything, unless this kind is selected by name: a domain in Punycode is right, and
safe from letters that look alike. Labels that are not Punycode of their text stay even then.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("xn--mnchen-3ya.example", select="punycode")
'münchen.example'

References: RFC 3492; RFC 5891.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.escapes.weighing import Proposal, is_text, weigh
from fixtext.garbling import ON_REQUEST, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["Punycode"]

_LABEL = lazy_pattern(
    r"(?<![\w-])xn--([a-z0-9](?:[a-z0-9-]{0,57}[a-z0-9])?)(?![\w-])", re.IGNORECASE
)
_WORD = lazy_pattern(r"[^\W_]+")
_LONGEST = 59


class Punycode(Garbling):
    """Names of domains in Punycode."""

    name = "punycode"
    title = "names of domains in Punycode: xn--fiq228c for 中文"
    group = "escape"
    lossless = True
    signal = (Seen.NOTHING,)
    profiles = ON_REQUEST
    worst = ("xn--fiq228c ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The labels that are Punycode of text."""
        text = document.text
        if "xn--" not in text and "XN--" not in text:
            return []
        proposals = []
        for match in _LABEL.finditer(text):
            label = _decoded(match[1].lower())
            if label is not None:
                proposals.append(Proposal(*match.span(), label))
        return weigh(document, proposals, 0.0)

    def garble(self, text: str, chance: random.Random) -> str:
        """The words that are not ASCII as labels, where nothing is lost by it."""

        def encoded(match: re.Match[str]) -> str:
            word = match[0]
            if word.isascii() or (not word.islower() and word.upper() != word.lower()):
                return word
            label = word.encode("punycode").decode()
            fits = len(label) <= _LONGEST and _decoded(label) == word
            return f"xn--{label}" if fits and _LABEL.fullmatch(f"xn--{label}") else word

        return _WORD.sub(encoded, text)


def _decoded(label: str) -> str | None:
    try:
        text = label.encode("ascii").decode("punycode")
        same = text.encode("punycode").decode() == label
    except (UnicodeError, ValueError, OverflowError):
        return None
    return text if same and not text.isascii() and is_text(text) else None
