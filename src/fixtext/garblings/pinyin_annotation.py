"""A reading in pinyin, in brackets, glued behind some of the characters of a page.

What it looks like: ``國家健康醫(yī)療大數(shù)據(jù)中心``. Every occurrence of an annotated
character carries its reading, always the same one, and most of the annotated characters are
traditional ones. Which characters are annotated varies from page to page; sometimes the reading
stands twice, or without its tone: ``鼎(ding)(ding)``.

How it happens: a tool that converts pages to traditional Chinese looks characters up in a table
whose entries hold a reading beside the character, and writes out the whole entry. The tool works
on bytes (see byte-shift), folds punctuation (folded-punctuation) and converts character by
character (script-mix).

How it is recognised: the reading must be a listed one of the character before it. Nobody
annotates a common character in running text, least of all with its usual reading, nor the same
character again and again, so each of these adds evidence; an occurrence without the reading, or
with another one, takes some away. Only when the document as a whole has enough evidence is every
annotation in it removed. A stretch of it that was pasted from such a page may have enough by
itself: then its own annotations are removed. Letters with tones look like garbled ones, so that
readings go before mojibake is looked for; those that a repair of bytes brings to light follow,
where the same ones were removed.

What stays: readings of rare characters, given once, as in dictionaries and news (黟(yī)县,
重(chóng)慶); texts for learners in which every character carries its reading, or each new one where
it comes first; brackets that hold no reading of the character before them (公眾號(djkpai)).

When the repair is a guess: never. What stands in the brackets is removed, and nothing is lost
with it.
"""

from __future__ import annotations

import functools
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from fixtext.anchors import lines_with, places
from fixtext.causes import GBK_BYTE_EDITOR
from fixtext.document import Document
from fixtext.east_asian import IDEOGRAPHS
from fixtext.garbling import Edit, Garbling, RuledOut, Seen
from fixtext.hanscript.characters import (
    SIMPLIFIED_ONLY,
    TRADITIONAL_ONLY,
    character_classes,
    simplified,
)
from fixtext.language.layout import CONTEXT
from fixtext.lazy import lazy_pattern
from fixtext.readings import has_reading, readings, toneless
from fixtext.scan import code_points

__all__ = ["LETTERS", "PinyinAnnotation", "is_common"]

LETTERS = "a-zA-ZüÜêāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿɡ\u0300\u0301\u0304\u030c"
_FIRST_HAN = "\u3400"
_ANNOTATION = lazy_pattern(f"([{IDEOGRAPHS}])((?:[(（][{LETTERS}]{{1,8}}[)）])+)")
_NOT_CHINESE = lazy_pattern("[\u3041-\u30ff\u3131-\u318e\uac00-\ud7a3]")
_UNKNOWN = "\ue000"
"""A character behind which all are equally likely."""
_READING = lazy_pattern(f"[{LETTERS}]+")

# bits; see the manual page for what each stands for
_FAMILIAR, _TRADITIONAL, _COMMON, _RARE = 12.0, 7.0, 2.0, -4.0
_AGAIN, _MISSING, _OTHER, _TWICE, _TONELESS = 8.0, -8.0, -10.0, 10.0, -1.5
_UNUSUAL = -5.0
"""A reading that is not the first one listed, which the tool never gives, and a person may."""
_MOST_FROM_COMMON = 14.0
_SIMPLIFIED, _CONVERTED, _SAME = 13.0, 1.5, -4.0
"""Of simplified text: that it has readings for the usual characters at all; that those have another
traditional form, as on a page that was converted back; and that they have none, as in a text for
children, where any character may be new."""
_PASTED = -10.0
_FAMILIAR_AT = 15.0
"""What the language model asks for a character of which it does not know what it stands behind,
if every reader knows it: some thousand characters cost less."""
_LEARNER_SHARE = 0.7


@functools.lru_cache(maxsize=4096)
def _is_traditional(character: str) -> bool:
    return bool(character_classes(code_points(character))[0] & TRADITIONAL_ONLY)


@functools.lru_cache(maxsize=4096)
def _is_converted(character: str) -> bool:
    """Whether traditional and simplified script have different forms of it."""
    return bool(character_classes(code_points(character))[0] & (TRADITIONAL_ONLY | SIMPLIFIED_ONLY))


@functools.lru_cache(maxsize=4096)
def is_common(character: str) -> bool:
    """Whether a hanzi, simplified, is one of the 3,755 of GB 2312's first level.

    >>> is_common("醫"), is_common("黟")
    (True, False)
    """
    pair = simplified(character).encode("gb2312", "ignore")
    return len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7


class PinyinAnnotation(Garbling):
    """Readings glued behind characters."""

    name = "pinyin-annotation"
    title = "a reading in pinyin glued behind characters: 醫(yī)療"
    group = "layout"
    lossless = True
    needs = ()
    signal = (Seen.HAN | Seen.OPENING | Seen.READING,)
    cause = GBK_BYTE_EDITOR
    worst = ("中(zhōng)醫(yī)療", "中(z)")

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """Where no bracket may hold a reading."""
        return RuledOut.IF_NO_READING

    def find(self, document: Document) -> Sequence[Edit]:
        """The annotations, if the document has enough evidence for them as a whole."""
        found: Sequence[re.Match[str]] = list(_annotations(document))
        settled = document.settled
        known = [m for m in found if (self.name, m[1], m[2][1:-1]) in settled] if settled else []
        if known:  # what a repair of bytes brought to light of what was removed before
            bits = document.proven(self.cause)
            return [Edit(match.start(2), match.end(2), "", bits) for match in known]
        if not found or _for_learners(document.text, found):
            return []
        proven = min(document.proven(self.cause), 15.0)
        bits = _evidence(document, found, document.text) + proven
        if bits < document.options.min_bits:
            found = _pasted(document.text, found)
            bits = _evidence(document, found, _stretch(document.text, found)) + proven + _PASTED
        if not found or bits < document.options.min_bits:
            return []
        document.settled |= {(self.name, m[1], m[2][1:-1]) for m in found}
        return [Edit(match.start(2), match.end(2), "", bits) for match in found]

    def garble(self, text: str, chance: random.Random) -> str:
        """The most frequent characters that a conversion changes, a quarter at most, throughout.

        Where there are none, the most frequent of the others. Only Chinese is converted so.
        """
        if _NOT_CHINESE.search(text):
            return text
        counts = Counter(c for c in text if readings(c) and is_common(c))
        ranked = sorted(counts, key=lambda c: (not _is_converted(c), -counts[c], c))
        chosen = set(ranked[: min(chance.randint(8, 30), len(ranked) // 4)])
        return "".join(f"{c}({readings(c)[0]})" if c in chosen else c for c in text)


def _annotations(document: Document) -> Iterator[re.Match[str]]:
    """What looks like an annotation: brackets behind a character beyond ASCII are few."""
    text = document.text
    for place in places(text, "(", "（", within=document.parts_with(Seen.READING)):
        behind_han = place > 0 and text[place - 1] >= _FIRST_HAN
        match = _ANNOTATION.match(text, place - 1) if behind_han else None
        end = match.start() + _length_of_readings(match[0]) if match else place
        if match and end > place:
            part = end < match.end() and _ANNOTATION.match(text, place - 1, end)
            yield part or match


@functools.lru_cache(maxsize=4096)
def _length_of_readings(shown: str) -> int:
    """How long a character is with the brackets that hold its readings; behind may be others."""
    end = 1
    for one in _READING.finditer(shown, 1):
        if not has_reading(shown[0], one[0]):
            break
        end = one.end() + 1
    return end


def _for_learners(text: str, found: Sequence[re.Match[str]]) -> bool:
    """Whether nearly every character of the lines with readings has one: a text to learn from."""
    codes = code_points("".join(lines_with(text, found)))
    hanzi = int(np.count_nonzero((codes >= 0x3400) & (codes <= 0x9FFF)))
    return len(found) > _LEARNER_SHARE * hanzi


def _pasted(text: str, found: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """The annotations of the stretch in which most of these characters have one.

    None of them, if a person may have given each its reading where it first comes.
    """
    inside = {match.start(): index for index, match in enumerate(found)}
    best, least, total = (0, 0, 0), 0, 0
    begin, index = 0, -1
    for place in re.finditer(f"[{''.join({match[1] for match in found})}]", text):
        index = inside.get(place.start(), index)
        total += 1 if place.start() in inside else -1
        if total - least > best[0]:
            best = total - least, begin, index + 1
        if total < least:
            least, begin = total, index + 1
    chosen = found[best[1] : best[2]]
    characters = {match[1] for match in chosen}
    again = len(chosen) > len(characters)
    before = chosen[0].start() if chosen else 0
    return chosen if again or any(text.find(c, 0, before) >= 0 for c in characters) else []


def _stretch(text: str, found: Sequence[re.Match[str]]) -> str:
    return text[found[0].start() : found[-1].end()] if found else ""


def _evidence(document: Document, found: Sequence[re.Match[str]], text: str) -> float:
    """Bits for a tool's work against a person's annotations; negative speaks for the person.

    ``text`` is what the annotations stand in.
    """
    given: dict[str, dict[str, int]] = {}
    twice = 0
    shown = Counter([match.group(1, 2) for match in found])
    for (character, brackets), times in shown.items():
        every = _READING.findall(brackets)
        seen = given.setdefault(character, {})
        seen[every[0]] = seen.get(every[0], 0) + times
        twice += times if len(every) > 1 else 0
    counts = Counter(text)
    familiar = _familiar(document, given)
    bits = twice * _TWICE
    common, back = 0.0, _SIMPLIFIED
    for character, seen in given.items():
        times = sum(seen.values())
        reading = max(seen, key=seen.__getitem__)
        if not is_common(character):
            bits += _RARE
        elif not _is_usual(character, reading):
            bits += _UNUSUAL
        elif _is_traditional(character):
            bits += _FAMILIAR if character in familiar else _TRADITIONAL
        else:
            common += _COMMON
            if not _is_converted(character):
                back += _SAME
            elif character in familiar:
                back += _CONVERTED
        bits += _TONELESS if toneless(reading) == reading else 0.0
        bits += (times - 1) * _AGAIN
        bits += (counts[character] - times) * _MISSING + (len(seen) - 1) * _OTHER
    if common and not any(map(_is_traditional, given)):
        return bits + max(min(common, _MOST_FROM_COMMON), back)
    return bits + min(common, _MOST_FROM_COMMON)


def _is_usual(character: str, reading: str) -> bool:
    """Whether a reading, or one without its tone, is the first that is listed."""
    first = readings(character)[0]
    return unicodedata.normalize("NFC", reading.lower()) in (first, toneless(first))


def _familiar(document: Document, characters: Collection[str]) -> set[str]:
    """The characters that every reader knows, in traditional or simplified form."""
    forms = [
        (character, form) for character in characters for form in (character, simplified(character))
    ]
    unknown = _UNKNOWN * CONTEXT
    bits = document.model.bits_many([unknown, *(unknown + form for _, form in forms)])
    return {
        character
        for (character, _), cost in zip(forms, (bits[1:] - bits[0]).tolist(), strict=True)
        if cost <= _FAMILIAR_AT
    }
