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
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.escapes.context import Nearby, Surroundings
from fixtext.escapes.references import REFERENCE, code_point, reference
from fixtext.escapes.weighing import savings
from fixtext.escapes.wrapped import lines_replaced, saved_inside
from fixtext.forms.weighing import Replacement
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
# what a word begins with comes first, small and great: a place with anything else is passed at once
_ABOUT = lazy_pattern(
    "|".join(
        (
            *(
                rf"{first}(?<![.\w].)(?i:{rest})"
                for small, rest in (
                    ("h", r"tml5?\b|tmlspecialchars\b"),
                    ("x", r"html5?\b|ml\b"),
                    ("s", r"gml\b"),
                    ("e", r"ntit(?:y|ies)\b|scap(?:e|es|ed|ing)\b"),
                    ("c", r"haracter references?\b"),
                    ("u", r"nescap\w+\b"),
                    ("m", r"arkup\b|arkdown\b"),
                )
                for first in (small, small.upper())
            ),
            *(
                f"{first}(?i:{rest})"
                for small, rest in (("с", "ущност"), ("м", "немоник"), ("э", "кранир"))
                for first in (small, small.upper())
            ),
            "实体|實體|转义|轉義|エスケープ|実体参照|文字参照|特殊文字|엔티티|이스케이프",
        )
    )
)
_ABOUT_WITHIN = 120
_PLAIN_AMPERSAND = lazy_pattern("&(?![a-zA-Z#])")
_FIRST = 4.0
_LISTED = 6.0
"""Bits of a name that is on the list, or of a number that makes a character, beyond its letters."""
_MOST, _MOST_IF_DOUBTFUL = 40.0, 8.0
_SHORT_NAME = 6
_COST_INSIDE = 12.0
_EMBEDDED = 6
_NEAR = 12
_LEAK, _MARKUP = "html-escape: left in text", "html-escape: markup"
_STAYS = "html-escape: not enough to tell"
"""What was decided of a document, for its windows to come."""
_NEW_WINDOW = "html-escape: this window was looked at"
_ENOUGH = 1 << 16
"""References that are enough to decide by."""

_SPECIAL = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


class _Leaf(NamedTuple):
    start: int
    end: int
    after: str
    usual: bool
    """Whether people and programs write it; ``&in;`` and ``&or;`` hardly anyone does."""


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
        every = list(_references(text, document.parts_with(Seen.REFERENCE)))
        found, bits = _decided(document, every)
        return [Edit(one.start, one.end, one.after, bits) for one in found]

    def survey(self, document: Document) -> Mapping[str, float]:
        """What the whole of a document decides, by the first of its references and by any tag."""
        if not document.options.html and ("&" in document.text or "#" in document.text):
            _decided(document, list(itertools.islice(_references(document.text), _ENOUGH)))
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


# What references there are.


def _references(text: str, within: Sequence[tuple[int, int]] | None = None) -> Iterator[_Leaf]:
    """Every reference that stands for something, those of UTF-16's halves by twos.

    They may be known to begin ``within`` some parts of the text.
    """
    half: re.Match[str] | None = None
    end_of_bare = -1
    # a sign that never stands without the other is not looked for by itself
    parts = [(0, len(text))] if within is None else within
    alone = any(text.count("#", *part) != text.count("&#", *part) for part in parts)
    signs = ("&", "#") if alone else ("&",)
    for match in matches(REFERENCE, text, *signs, within=within):
        told = _told(match[0])
        if told is not None:
            after, size, usual = told
            if after:
                start = match.start()
                yield _Leaf(start, start + size, after, usual)
            continue
        number = _number(match)
        if match["bare"] or match["bare_hex"]:
            before = text[max(0, match.start() - 1) : match.start()]
            begins = match.start() != end_of_bare and not before.isalpha()
            follows = text[match.end() : match.end() + 1] == "#"
            end_of_bare = match.end()
            if (begins and not follows) or number is None or number < 0xA0:
                continue
        if number is not None and 0xD800 <= number < 0xDC00:
            half = match
            continue
        if number is not None and 0xDC00 <= number < 0xE000:
            high = _number(half) if half and half.end() == match.start() else None
            if half and high is not None:
                whole = 0x10000 + ((high - 0xD800) << 10) + (number - 0xDC00)
                character = code_point(whole)
                if character:
                    yield _Leaf(half.start(), match.end(), character, True)
            half = None
            continue
        leaf = _leaf(match, number)
        if leaf:
            yield leaf


@functools.lru_cache(maxsize=4096)
def _told(shown: str) -> tuple[str, int, bool] | None:
    """What a reference stands for by itself, how much of it does, and whether it is usual.

    None where what stands beside it says more; an empty text, if it stands for nothing.
    """
    match = REFERENCE.fullmatch(shown)
    if match is None or match["bare"] or match["bare_hex"]:
        return None
    number = _number(match)
    if number is not None and 0xD800 <= number < 0xE000:
        return None
    leaf = _leaf(match, number)
    return (leaf.after, leaf.end, leaf.usual) if leaf else ("", 0, False)


def _number(match: re.Match[str]) -> int | None:
    decimal, hexadecimal = match["decimal"] or match["bare"], match["hex"] or match["bare_hex"]
    if decimal:
        return int(decimal)
    return int(hexadecimal, 16) if hexadecimal else None


def _leaf(match: re.Match[str], number: int | None) -> _Leaf | None:
    if number is not None:
        after = code_point(number)
        ended = match[0].endswith(";") or number >= 0xA0
        if after is not None and ended:
            return _Leaf(*match.span(), after, True)
    elif match["name"]:
        after = reference(match["name"])
        if after is not None:
            usual = len(match["name"]) >= _SHORT_NAME or _is_usual(match["name"], after)
            return _Leaf(*match.span(), after, usual)
    if match["again"]:  # escaped itself, whatever stands behind it
        return _Leaf(match.start(), match.start() + 1 + len(match["again"]), "&", True)
    return None


@functools.cache
def _by_name() -> Mapping[int, str]:
    """The names of HTML 4, by what they stand for."""
    from html.entities import name2codepoint

    return {code: name for name, code in name2codepoint.items() if code > 0x7F}


def _is_usual(name: str, after: str) -> bool:
    """Whether a short name is one of HTML 4, and no word that is a sign of mathematics."""
    from html.entities import name2codepoint  # which text without references needs not

    known = name.lower() in name2codepoint
    return after.isascii() or (
        known and not (len(name) < 4 and unicodedata.category(after[0]) == "Sm")
    )


# Whether they were left in plain text.


def _decided(document: Document, every: Sequence[_Leaf]) -> tuple[Sequence[_Leaf], float]:
    """The references that are to be turned back, all or none, and the bits for that.

    What is decided holds for the windows to come.
    """
    found = _left(document, every)
    bits = _evidence(document, found) if found else 0.0
    if bits < document.options.min_bits and not document.evidence.get(_MARKUP):
        inside = _inside(document, every)
        found, bits = (every, inside) if inside > bits else (found, bits)
    bits = max(document.evidence.get(_LEAK, 0.0), bits)
    if not found or bits < document.options.min_bits:
        if every:
            document.evidence[_STAYS] = 1.0
        return [], 0.0
    document.evidence[_LEAK] = bits
    document.evidence.pop(_STAYS, None)
    return found, bits


def _left(document: Document, found: Sequence[_Leaf]) -> Sequence[_Leaf]:
    """The references that were left in text; none if the document is markup, or about it."""
    text = document.text
    if not found or document.evidence.get(_MARKUP):
        return []
    as_ftfy = document.options.profile == "ftfy"
    if document.evidence.get(_LEAK):
        around = Surroundings(text, document)
        return found if as_ftfy else [one for one in found if not _is_meant(around, one)]
    if "<" in text and (as_ftfy or _TAG.search(text)):
        document.evidence[_MARKUP] = 1.0
        return []
    return found if as_ftfy else _unquoted(document, found)


def _unquoted(document: Document, found: Sequence[_Leaf]) -> list[_Leaf]:
    """The references without those that are meant to be read; none if too many of them are."""
    text = document.text
    around = Surroundings(text, document)
    kept = [one for one in found if not _is_meant(around, one)]
    if (len(found) - len(kept)) * 4 > len(found):
        return []
    if _are_beside_characters(text, found):
        return []
    if _are_in_words(text, kept):  # told many times faster than what a text is about
        return kept
    return [] if _about(text, kept) * 4 > len(kept) else kept


def _is_meant(around: Surroundings, one: _Leaf) -> bool:
    """Whether a reference is there to be read as it is."""
    return around.code(one.start) or around.quoted(one.start, one.end)


def _about(text: str, found: Sequence[_Leaf]) -> int:
    """How many references have words near them that tell that the text is about such."""
    spans: list[tuple[int, int]] = []
    for one in found:
        low, high = max(0, one.start - _ABOUT_WITHIN), one.end + _ABOUT_WITHIN
        if spans and low <= spans[-1][1]:
            spans[-1] = spans[-1][0], high
        else:
            spans.append((low, high))
    if not any(_ABOUT.search(text, low, high) for low, high in spans):
        return 0  # in most texts, of which each part was looked at once
    words = Nearby(_ABOUT, text, _ABOUT_WITHIN)
    return sum(words.beside(one.start, one.end) for one in found)


def _are_in_words(text: str, found: Sequence[_Leaf]) -> bool:
    """Whether several references are letters inside words of an alphabet, or in a row."""
    count = 0
    last = -1
    for start, end, after, _ in found:
        is_letter = after.isalpha()
        if is_letter or after in "'’":
            before, behind = text[max(0, start - 1) : start], text[end : end + 1]
            inside = before.isalpha() and before < "\u2e80" and behind.isalpha()
            count += (inside and behind < "\u2e80") or (is_letter and start == last)
            if count >= _EMBEDDED:
                return True
        last = end if is_letter else -1
    return False


def _are_beside_characters(text: str, found: Sequence[_Leaf]) -> bool:
    """Whether half of the references, or more, have their characters nearby."""
    others = (True for one in found if not _beside_its_character(text, one))
    enough = len(found) // 2 + 1
    return sum(itertools.islice(others, enough)) < enough


def _beside_its_character(text: str, one: _Leaf) -> bool:
    """Whether the character that is no letter stands nearby as well, as in a list of references."""
    start, end, after, _ = one
    if after.isalnum() or after.isspace():
        return False
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if after == "&":
        return bool(_PLAIN_AMPERSAND.search(before) or _PLAIN_AMPERSAND.search(behind))
    return after in before or after in behind


def _inside(document: Document, found: Sequence[_Leaf]) -> float:
    """The bits that what is escaped once more saves without the references."""
    made = [Replacement(one.start, one.end, one.after) for one in found]
    bits = saved_inside(document, HtmlEscape.name, lines_replaced(document.text, made))
    return round(bits - _COST_INSIDE, 2)


def _evidence(document: Document, found: Sequence[_Leaf]) -> float:
    saved = savings(document, found)
    usual = np.array([one.usual for one in found], np.bool_)
    sure, doubtful = np.minimum(saved + _LISTED, _MOST), np.minimum(saved, _MOST_IF_DOUBTFUL)
    return round(float(np.where(usual, sure, doubtful).sum()) - _FIRST, 2)
