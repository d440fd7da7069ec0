r"""Character references of HTML that were left in plain text.

What it looks like: ``AT&amp;T``, ``&#20013;&#25991;``, ``it&#x2019;s``, ``caf&eacute;``,
``P&EACUTE;REZ`` in a heading, ``&nbsp;`` between words, ``&amp;amp;lt;``, which was escaped three
times, ``&#55357;&#56832;``, which is one emoji in two halves of UTF-16, and ``#xff1a;``, which has
lost its ``&``.

How it happens: a program escapes text for HTML, and another takes it out of the page, a feed or a
database without turning the references back; or text is escaped that was escaped before.

How it is recognised: by the document as a whole. Either it is plain text in which references were
left, and then all of them are turned back; or it is HTML, or about HTML, and then none is. What is
decided for a document holds to its end, however long it is; a stream is decided by its first part
that has references. Each reference tells as many bits as it costs the language
model more than the character that it stands for; they add up. A reference that lost its ``&`` must
stand in a row or behind a letter, since ``#12345;`` is a number otherwise.

What stays: every reference in a text with tags, since there it is right, and ftfy's profile takes
any ``<`` for one; a text that names HTML, XML or escaping, unless letters in its words are
references; source code; lists of references beside their characters; references in quotes; what is
no reference (``AT&T``, ``R&D;``, ``&c.``, ``&nTILDE;``). With ``html=True`` nothing is looked for.
References to controls, lone surrogates and what is no character stay, too; those to C1 controls
are the characters of windows-1252, as the standard has it.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("Procter &amp;amp; Gamble&#8217;s caf&eacute;", select="html-escape")
'Procter & Gamble’s café'

References: the WHATWG HTML Standard, "Named character references" and "Numeric character reference
end state".
"""

from __future__ import annotations

import functools
import itertools
import random
import re
from collections.abc import Mapping, Sequence

import numpy as np

from fixtext import compiled
from fixtext.document import NOTED, Document
from fixtext.escapes.at_once import references
from fixtext.escapes.leaves import leaves
from fixtext.escapes.left_in_text import Leaves, References
from fixtext.escapes.references import code_point
from fixtext.escapes.wrapped import lines_replaced, saved_inside
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["HtmlEscape"]

_ELEMENTS = (
    "a|abbr|article|aside|audio|b|big|blockquote|body|br|button|canvas|caption|center|cite|code|dd"
    "|del|div|dl|dt|em|embed|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input"
    "|ins|kbd|label|li|link|main|mark|meta|nav|object|ol|option|p|param|pre|ruby|s|samp|script"
    "|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th"
    "|thead|title|tr|tt|u|ul|var|video|wbr|item|description|channel|entry|summary"
)
_TAG = lazy_pattern(
    rf"</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}})?/?>|</[a-zA-Z][\w:.-]{{0,60}}\s?>"
    r"|<[a-zA-Z][\w:.-]{0,60}\s[^<>]{0,500}=\s?[\"']|<!(?:--|DOCTYPE|\[CDATA)|<\?(?:xml|php)",
    re.IGNORECASE,
)
_FIRST = 4.0
_LISTED = 6.0
"""Bits of a name that is on the list, or of a number that makes a character, beyond its letters."""
_MOST, _MOST_IF_DOUBTFUL = 40.0, 8.0
_COST_INSIDE = 12.0
_LEAK, _MARKUP = "html-escape: left in text", "html-escape: markup"
_STAYS = "html-escape: not enough to tell"
"""What was decided of a document, for its windows to come."""
_NEW_WINDOW = "html-escape: this window was looked at"
_ENOUGH = 1 << 16
"""References that are enough to decide by."""
_MANY, _APART = 64, 2048
"""References that are many, if they stand no further apart than so many code points."""

_SPECIAL = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


class HtmlEscape(Garbling):
    """Character references left in text."""

    name = "html-escape"
    title = "HTML's character references left in text: AT&amp;T, &#20013;, caf&eacute;"
    group = "escape"
    lossless = True
    needs = ("byte-order-mark", "terminal-escape", "quoted-printable", "encoded-word", "utf-7")
    signal = (Seen.ESCAPE | Seen.REFERENCE,)
    profiles = EVERYWHERE
    worst = (("&", "amp;"), "&lt;", "#12345;")

    def find(self, document: Document) -> Sequence[Edit]:
        """The references, all of them or none."""
        text = document.text
        if document.options.html or ("&" not in text and "#" not in text):
            return []
        if _NEW_WINDOW not in document.settled:
            document.settled.add(_NEW_WINDOW)
            if document.evidence.get(_STAYS):
                document.settled.add(_STAYS)
        if _STAYS in document.settled:
            return []
        parts = document.parts_with(Seen.REFERENCE)
        if compiled.IS_COMPILED and _are_many(text, parts):
            found, bits = _decided(document, references(document, parts))
        else:
            found, bits = _decided(document, Leaves(document, list(leaves(text, parts))))
        return found.edits(bits) if found else []

    def survey(self, document: Document) -> Mapping[str, float]:
        """What the whole of a document decides, by the first of its references and by any tag."""
        if not document.options.html and ("&" in document.text or "#" in document.text):
            some = itertools.islice(leaves(document.text), _ENOUGH)
            _decided(document, Leaves(document, list(some)))
        return document.evidence

    def garble(self, text: str, chance: random.Random) -> str:
        """All that is not ASCII as references, by number or by name, and ``& < >`` by name."""
        style = chance.choice(("decimal", "hexadecimal", "name"))
        again = chance.choice((0, 0, 1))

        def escaped(match: re.Match[str]) -> str:
            code = ord(match[0])
            if code in _SPECIAL:
                return _SPECIAL[code]
            if 0x80 <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code_point(code) is None:
                return match[0]
            if style == "name" and code in _by_name():
                return f"&{_by_name()[code]};"
            return f"&#x{code:x};" if style == "hexadecimal" else f"&#{code};"

        garbled = re.sub("[&<>]|[^\x00-\x7f]", escaped, text)
        return garbled.replace("&", "&amp;") if again else garbled


@functools.cache
def _by_name() -> Mapping[int, str]:
    """The names of HTML 4, by what they stand for."""
    from html.entities import name2codepoint

    return {code: name for name, code in name2codepoint.items() if code > 0x7F}


# Whether they were left in plain text.


def _are_many(text: str, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether there may be so many in some parts of a text that they are looked at together.

    That takes its code points, and some arrays, which costs more than a look at each of a few.
    """
    number = sum(text.count("&", *part) for part in parts)
    return number >= _MANY and number * _APART >= len(text)


def _decided(document: Document, every: References) -> tuple[References | None, float]:
    """The references that are to be turned back, all or none, and the bits for that.

    What is decided holds for the windows to come.
    """
    found = _left(document, every)
    bits = _evidence(found) if found else 0.0
    if bits < document.options.min_bits and not document.evidence.get(_MARKUP):
        inside = _inside(document, every)
        found, bits = (every, inside) if inside > bits else (found, bits)
    bits = max(document.evidence.get(_LEAK, 0.0), bits)
    if not found or bits < document.options.min_bits:
        if every:
            document.evidence[_STAYS] = NOTED
        return None, 0.0
    document.evidence[_LEAK] = bits
    document.evidence.pop(_STAYS, None)
    return found, bits


def _left(document: Document, found: References) -> References | None:
    """The references that were left in text; none if the document is markup, or about it."""
    text = document.text
    if not found or document.evidence.get(_MARKUP):
        return None
    as_ftfy = document.options.profile == "ftfy"
    if document.evidence.get(_LEAK):
        return found if as_ftfy else found.to_be_undone()
    if "<" in text and (as_ftfy or _TAG.search(text)):
        document.evidence[_MARKUP] = NOTED
        return None
    return found if as_ftfy else _unquoted(found)


def _unquoted(found: References) -> References | None:
    """The references without those that are meant to be read; none if too many of them are."""
    kept = found.to_be_undone()
    if (len(found) - len(kept)) * 4 > len(found):
        return None
    if found.are_beside_characters():
        return None
    if kept.are_in_words():  # told many times faster than what a text is about
        return kept
    return None if kept.about() * 4 > len(kept) else kept


def _inside(document: Document, found: References) -> float:
    """The bits that what is escaped once more saves without the references."""
    made = found.replacements()
    bits = saved_inside(document, HtmlEscape.name, lines_replaced(document.text, made))
    return round(bits - _COST_INSIDE, 2)


def _evidence(found: References) -> float:
    saved = found.saved()
    sure, doubtful = np.minimum(saved + _LISTED, _MOST), np.minimum(saved, _MOST_IF_DOUBTFUL)
    return round(float(np.where(found.usual(), sure, doubtful).sum()) - _FIRST, 2)
