"""Letters of another alphabet that look the same.

What it looks like: nothing: ``pаypal`` with a Cyrillic а, ``Мoсква`` with a Latin o; ``人ロ`` with
the katakana ロ for the ideograph 口, ``コンピュ一タ`` with an ideograph for a long vowel.

How it happens: a keyboard was in the wrong mode for one letter; a reader of printed pages took one
for the other; somebody hides a word from a filter, or makes an address that looks like another.

How it is recognised: one alphabet has most letters of a word, all others have letters that look
like one of it, and the language model finds the word likelier once they are. Katakana must stand
next to ideographs in a text without other kana, an ideograph between katakana.

What is repaired: nothing. What was meant is told; but the letters may be what somebody meant, and
a name, an address or a code would be another.

What stays unreported: ``USB-кабель``, ``iPhone'ом``, words of which each part is of one alphabet;
``スタミナ力``.

References: Unicode Technical Standard #39, "Unicode Security Mechanisms".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

import numpy as np

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.forms.weighing import Replacement, holds, weigh
from fixtext.garbling import REPORTED, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["LIKE_LATIN", "Homoglyph"]

_CYRILLIC = dict(zip("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdqwABEKMHOPCTYXIJS", strict=True))
_GREEK = dict(zip("ονρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ovpABEZHIKMNOPTYX", strict=True))
LIKE_LATIN = frozenset(_CYRILLIC) | frozenset(_GREEK)
"""Letters of other alphabets that look like those of ASCII."""
_FROM_LATIN = {
    "Ѐ": {latin: other for other, latin in _CYRILLIC.items()},
    "Ͱ": {latin: other for other, latin in _GREEK.items()},
}
_TO_LATIN = {"Ѐ": _CYRILLIC, "Ͱ": _GREEK}

_WORD = lazy_pattern("[A-Za-z\u00c0-\u024f\u0370-\u04ff]+")
_LONGEST, _SHORTEST, _MOST_FOREIGN = 40, 4, 3

_IDEOGRAPH = dict(zip("ロエカニハタトチオー", "口工力二八夕卜千才一", strict=True))
_KATAKANA = {ideograph: katakana for katakana, ideograph in _IDEOGRAPH.items()}
_HAN = "[\u4e00-\u9fff]"
_IN_HAN = lazy_pattern(
    f"(?<={_HAN})[{''.join(_IDEOGRAPH)}](?={_HAN})|(?<![\u30a0-\u30ff])[ロエカニ](?={_HAN})|(?<={_HAN})[ロエカニ](?![\u30a0-\u30ff])"
)
_IN_KATAKANA = lazy_pattern(f"(?<=[\u30a1-\u30fc])[{''.join(_KATAKANA)}](?=[\u30a1-\u30fc])")
_KANA_ROWS = (0x3041, 0x3096), (0x30A1, 0x30FA)
_KANA = lazy_pattern("[\u3041-\u3096\u30a1-\u30fa]")

# bits
_WORD_COST, _EACH_MORE, _MOST_FROM_MORE = 0.0, 3.0, 15.0


class Homoglyph(Garbling):
    """Letters that look like others."""

    name = "homoglyph"
    title = "a letter of another alphabet that looks the same: pаypal with а of Cyrillic"
    group = "character"
    lossless = False
    needs = ("mojibake", "kangxi-radical", "combining-split")
    signal = (Seen.LETTER, Seen.HAN | Seen.KANA_HANGUL)
    profiles = REPORTED
    worst = ("p\u0430ypal ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The letters, each with the one that it looks like."""
        found = [*_of_words(document), *_of_ideographs(document)]
        found.sort(key=lambda one: one.start)
        gains = weigh(document, found)
        more = min(_EACH_MORE * (sum(gain > 8 for gain in gains) - 1), _MOST_FROM_MORE)
        edits: list[Edit] = []
        for one, gain in zip(found, gains, strict=True):
            bits = gain + more + _WORD_COST
            if gain > 8 and bits >= document.options.min_bits:
                edits.append(Edit(one.start, one.end, one.after, bits))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """One letter of each longer word from Cyrillic; some ideographs from katakana."""
        text = re.sub("[A-Za-z]{4,}", lambda word: _one_other(word[0], chance), text)
        if _KANA.search(text):
            return text
        return re.sub(f"(?<={_HAN})[口工力二](?={_HAN})", lambda one: _KATAKANA[one[0]], text)


def _one_other(word: str, chance: random.Random) -> str:
    forms = _FROM_LATIN["Ѐ"]
    places = [place for place, letter in enumerate(word) if letter in forms]
    if not places:
        return word
    place = chance.choice(places)
    return word[:place] + forms[word[place]] + word[place + 1 :]


def _block(letter: str) -> str:
    """The first character of the alphabet's block; that of Latin is A."""
    return "A" if letter < "Ͱ" else "Ͱ" if letter < "Ѐ" else "Ѐ"


def _mixed(document: Document) -> list[int]:
    """Where a letter of Latin and one of Greek or Cyrillic touch."""
    codes = document.codes
    latin = ((codes | 0x20) - 0x61) < 26
    other = (codes - 0x370) < 0x190
    touch = (latin[:-1] & other[1:]) | (other[:-1] & latin[1:])
    places: list[int] = np.flatnonzero(touch).tolist()
    return places


def _of_words(document: Document) -> Iterator[Replacement]:
    """The letters of words in which most are of another alphabet."""
    text, end = document.text, 0
    if not document.shows(Seen.LETTER):
        return
    for place in _mixed(document):
        if place < end:
            continue
        start = place
        while start > end and place - start < _LONGEST and _WORD.match(text[start - 1]):
            start -= 1
        word = _WORD.match(text, start, start + 2 * _LONGEST)
        if word:
            end = word.end()
            yield from _replacements(word)


def _replacements(word: re.Match[str]) -> Iterator[Replacement]:
    letters = word[0]
    blocks = [_block(letter) for letter in letters]
    if not _SHORTEST <= len(letters) <= _LONGEST or len(set(blocks)) != 2:
        return
    main = max(set(blocks), key=blocks.count)
    other = next(iter(set(blocks) - {main}))
    forms = _TO_LATIN.get(other, {}) if main == "A" else _FROM_LATIN[main] if other == "A" else {}
    foreign = [place for place, block in enumerate(blocks) if block == other]
    few = len(foreign) <= _MOST_FOREIGN and 2 * len(foreign) < len(letters)
    if few and all(letters[place] in forms for place in foreign):
        for place in foreign:
            yield Replacement(word.start() + place, word.start() + place + 1, forms[letters[place]])


def _of_ideographs(document: Document) -> Iterator[Replacement]:
    """Katakana among ideographs in a text without kana, and ideographs among katakana."""
    if not holds(document, Seen.KANA_HANGUL, (0x30A1, 0x30FC)):
        return
    text = document.text
    kana = sum(document.count(*rows, Seen.KANA_HANGUL) for rows in _KANA_ROWS)
    alike = sum(text.count(one) for one in _IDEOGRAPH if one != "ー")
    found: list[Replacement] = []
    if kana <= alike:  # else some are none of these
        every = matches(_IN_HAN, text, *_IDEOGRAPH)
        found = [Replacement(match.start(), match.end(), _IDEOGRAPH[match[0]]) for match in every]
    if len([one for one in found if text[one.start] != "ー"]) == kana:
        yield from found
    elif kana:
        for match in matches(_IN_KATAKANA, text, *_KATAKANA):
            yield Replacement(match.start(), match.end(), _KATAKANA[match[0]])
