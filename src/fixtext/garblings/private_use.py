"""Characters in private use, where a character set or a font had something that Unicode has too.

What it looks like: ``\\ue420`` for 瞓, ``\\ue5e5\\ue5e5`` where a paragraph is indented,
``\\uf0b7`` before the items of a list, ``5 \\uf0b1 2`` for ``5 ± 2``. Mostly one sees a box, or
nothing.

How it happens, in three ways. Windows reads the characters that Hong Kong added to Big5 (HKSCS) as
characters of the user, which it puts from U+E000 on. GBK and GB 18030-2000 had characters that
Unicode lacked then, and put them from U+E5E5 on; an ideographic space is among them. Word
processors put what is set in the fonts Symbol and Wingdings at U+F020 to U+F0FF.

How it is recognised: HKSCS and GBK, by an ideograph in private use between two others, in a text
whose other ideographs the character set has, where the one that was meant fits by the language
model; more of them prove more. Spaces, in pairs where a line begins. Fonts, by what stands where a
list's items begin, or between two numbers; once a document proves the font, its Greek letters and
signs are restored too. A character between two small letters of a Latin word was a letter of a
font: ``of\\uf001ce``; the two that stood for fi and fl are restored, others are only reported.

What stays: the icons of web fonts and the emoji of old telephones, which stand beside words; what
no table has, as it may mean anything.

When the repair is a guess: a font's bullet may have had another shape.

References: the Hong Kong Supplementary Character Set; GB 18030-2005 and -2022, whose tables say
which code points left private use; Python's codecs ``big5hkscs`` and ``gb18030``.

>>> import fixtext
>>> fixtext.fix("\\uf0b7 eggs\\n\\uf0b7 milk")
'• eggs\\n• milk'
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping

from fixtext.document import Document
from fixtext.forms.tables import gbk_private_use, hkscs_private_use, symbol_font
from fixtext.forms.weighing import Replacement, holds, weigh
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["PrivateUse"]

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_BETWEEN = lazy_pattern(f"(?<={_HAN})[\ue000-\uf848](?={_HAN})")
_BESIDE = lazy_pattern(f"(?<={_HAN})[\ue000-\uf848]|[\ue000-\uf848](?={_HAN})")
_INDENT = lazy_pattern("^\ue5e5{2,8}(?!\ue5e5)", re.MULTILINE)
_BULLETS = "\uf06c\uf06e\uf06f\uf071\uf072\uf075\uf076\uf0a7\uf0b7\uf0d8\uf0fc\uf0fe"
_BULLET = lazy_pattern(f"[{_BULLETS}](?=[ \t\u3000])")
_MARGIN = 20
_OPERATORS = "\uf02b\uf02d\uf03c-\uf03e\uf0a3\uf0b0\uf0b1\uf0b3\uf0b4\uf0b8\uf0b9\uf0bb"
_SIGN = lazy_pattern(f"(?:(?<=[0-9])|(?<=[0-9] ))[{_OPERATORS}](?= ?[0-9]|C\\b)")
_FONT = lazy_pattern("[\uf020-\uf0fe]")
_WITHIN = lazy_pattern("(?<=[a-z])[\ue000-\uf8ff](?=[a-z])")
_SIGNS = frozenset("•±×÷≤≥≠≈→←↔⇒⇔∞∂√∑∏∫∈∉∩∪⊂⊃∀∃∇∅°λμσπαβγδεθφχψωΔΩΣΦΨ")

_WINGDINGS = {
    "\uf06c": "●", "\uf06e": "■", "\uf06f": "□", "\uf071": "❑", "\uf072": "❒", "\uf075": "◆",
    "\uf076": "❖", "\uf0a7": "▪", "\uf0b7": "•", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0fe": "☑",
}  # fmt: skip
"""What the bullets show; all are of Wingdings, but for the round one, which is Symbol's."""
_LONE = lazy_pattern(f"(?<!\\w)[{''.join(_SIGNS)}](?!\\w)|(?<=[0-9])[±×÷°]|[±×÷](?=[0-9])")
"""Signs, and Greek letters that are no part of a word."""
_LIGATURES = {"\uf001": "fi", "\uf002": "fl"}
_FONT_LETTER = "a letter of a font, whose meaning is not known"

# bits
_BETWEEN_IDEOGRAPHS, _EACH_MORE, _MOST_FROM_MORE, _MOST_FROM_MODEL = 12.0, 3.0, 15.0, 12.0
_PROVE_THE_SET = 2
"""So many that fit between ideographs tell what those at the ends of clauses are."""
_INDENTED, _LISTED, _NUMBERS, _REPORTED, _JOINED = 22.0, 12.0, 22.0, 24.0, 4.0
_ROUND = 10.0
"""No web font has an icon at the round bullet's place."""
_PROVES_FONT = 30.0


class PrivateUse(Garbling):
    """Characters in private use."""

    name = "private-use"
    title = "private use of an old character set or font: U+F0B7 for •"
    group = "character"
    lossless = False
    needs = ("mojibake", "byte-shift")
    signal = (Seen.PRIVATE_USE,)
    profiles = NEW
    worst = ("中\ue420", "\uf0b7 \n")

    def find(self, document: Document) -> list[Edit]:
        """What is known, and fits; what was a letter, and is not known."""
        if not holds(document, Seen.PRIVATE_USE, (0xE000, 0xF8FF)):
            return []
        found: dict[int, Edit] = {}
        for edit in (
            *_of_character_sets(document),
            *_indents(document),
            *_of_fonts(document),
            *_letters(document),
        ):
            if edit.bits >= document.options.min_bits:
                found.setdefault(edit.start, edit)
        return [found[start] for start in sorted(found)]

    def garble(self, text: str, chance: random.Random) -> str:
        """What HKSCS has and Big5 has not, spaces that indent, and the signs of Symbol."""
        private = {
            ord(character): code
            for code, character in hkscs_private_use().items()
            if not character.encode("big5", "ignore") and _is_ideograph(character)
        }
        if not _all_in(text, "big5hkscs"):
            private = {}
        signs = {sign: code for code, sign in symbol_font().items() if sign in _SIGNS}
        text = re.sub("^\u3000\u3000", "\ue5e5\ue5e5", text, flags=re.MULTILINE)
        return _LONE.sub(lambda one: signs.get(one[0], one[0]), text.translate(private))


def _is_ideograph(character: str) -> bool:
    return character >= "\U00020000" or "\u3400" <= character <= "\u9fff"


def _matches(document: Document, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins in private use."""
    for place in document.recall(_places):
        match = pattern.match(document.text, place)
        if match:
            yield match


def _places(document: Document) -> list[int]:
    """Where private use is."""
    places: list[int] = document.places(0xE000, 0xF8FF, Seen.PRIVATE_USE).tolist()
    return places


def _begins_a_line(text: str, place: int) -> bool:
    before = text[max(place - _MARGIN, 0) : place]
    return not before.rsplit("\n", 1)[-1].strip(" \t") and (len(before) < _MARGIN or "\n" in before)


def _of_character_sets(document: Document) -> Iterator[Edit]:
    """Ideographs of HKSCS and GBK between others."""
    text = document.text
    places = [match.start() for match in _matches(document, _BETWEEN)]
    if not places:
        return
    best: list[tuple[Replacement, float]] = []
    known: Mapping[str, str] = {}
    for encoding, forms in (("big5hkscs", hkscs_private_use()), ("gbk", gbk_private_use())):
        if _all_in(text, encoding):
            fits = list(_fitting(document, places, forms))
            if sum(bits for _, bits in fits) > sum(bits for _, bits in best):
                best, known = fits, forms
    shared = min(_EACH_MORE * (len(best) - 1), _MOST_FROM_MORE) + _BETWEEN_IDEOGRAPHS
    for one, gain in best:
        yield Edit(one.start, one.end, one.after, shared + min(gain, _MOST_FROM_MODEL))
    if len(best) < _PROVE_THE_SET:
        return
    beside = [match.start() for match in _matches(document, _BESIDE)]
    for one, gain in _fitting(document, beside, known):
        yield Edit(one.start, one.end, one.after, shared + min(gain, _MOST_FROM_MODEL))


def _all_in(text: str, encoding: str) -> bool:
    """Whether a character set has all ideographs of a text."""
    ideographs = "".join(set(re.findall(_HAN, text)))
    return bool(ideographs.encode(encoding, "ignore").decode(encoding, "ignore") == ideographs)


def _fitting(
    document: Document, places: list[int], forms: Mapping[str, str]
) -> Iterator[tuple[Replacement, float]]:
    """The ideographs that fit by the model, and by how many bits."""
    found = [
        Replacement(place, place + 1, forms[document.text[place]])
        for place in places
        if _is_ideograph(forms.get(document.text[place], " "))
    ]
    for one, gain in zip(found, weigh(document, found), strict=True):
        if gain > 0:
            yield one, gain


def _indents(document: Document) -> Iterator[Edit]:
    for match in _matches(document, _INDENT):
        yield Edit(match.start(), match.end(), "\u3000" * len(match[0]), _INDENTED + len(match[0]))


def _of_fonts(document: Document) -> Iterator[Edit]:
    """Bullets of lists, and signs between numbers; if these prove the font, all of it."""
    text = document.text
    bullets = [
        match for match in _matches(document, _BULLET) if _begins_a_line(text, match.start())
    ]
    signs = list(_matches(document, _SIGN))
    bits = _LISTED * len(bullets) + _ROUND * any(match[0] == "\uf0b7" for match in bullets)
    bits = min(bits + _NUMBERS * len(signs), 80.0)
    known = symbol_font()
    places = {match.start() for match in bullets}
    for match in bullets:
        yield Edit(match.start(), match.end(), _WINGDINGS[match[0]], bits)
    for match in _matches(document, _FONT) if signs or bits > _PROVES_FONT else ():
        if match.start() not in places and known.get(match[0], " ") in _SIGNS | set("+−<=>"):
            yield Edit(match.start(), match.end(), known[match[0]], bits)


def _letters(document: Document) -> Iterator[Edit]:
    """What stands inside Latin words."""
    places = list(_matches(document, _WITHIN))
    found = [
        Replacement(match.start(), match.end(), _LIGATURES[match[0]])
        for match in places
        if match[0] in _LIGATURES
    ]
    for one, gain in zip(found, weigh(document, found), strict=True):
        yield Edit(one.start, one.end, one.after, gain + _JOINED)
    for match in places:
        if match[0] not in _LIGATURES:
            yield Edit(match.start(), match.end(), None, _REPORTED, note=_FONT_LETTER)
