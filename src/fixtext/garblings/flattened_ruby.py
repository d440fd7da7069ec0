"""Readings that stood over characters as ruby, and stand behind them in the text now.

What it looks like: ``私(わたし)は毎日(まいにち)本(ほん)を読(よ)みます``; ``漢ㄏㄢˋ字ㄗˋ`` or
``漢(ㄏㄢˋ)``; ``國語(국어)``.

How it happens: a page or a book sets small readings over, or beside, its characters (ruby,
furigana, zhuyin). What takes the text out of it writes them behind what they belong to, in the
brackets that the page gives for programs without ruby, or without any.

How it is recognised: by the document. Ruby is on every word, or nearly; a writer who gives a
reading gives it once, to a name or a rare word. In Japanese, each word of kanji with its kana in
brackets adds two bits where hiragana goes on behind the bracket, since readings in brackets do not
stand inside words and before particles, and next to nothing elsewhere; each word of kanji without
one in these lines takes three away. Bopomofo must be a listed reading of the character before it,
which is worth four bits, and one more if that is one that every reader knows, but nothing if it
stands by itself, as in tables; one that is none takes six away. In Korean, a syllable for each
character adds one bit, and one more where the character was read so before.

What stays: a reading given now and then (``東京(とうきょう)``), lists of names with their
readings, glossaries and dictionaries, bopomofo in slang (``好ㄉ``), Aozora's ``漢字《かんじ》``,
and pinyin, which is for learners where every character has it (see pinyin-annotation).

When the repair is a guess: never. The readings are removed, and nothing is lost with them.

References: JIS X 4051 and the W3C's requirements for Japanese layout, on ruby; the HTML standard on
``rp``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.anchors import lines_with, matches
from fixtext.document import Document
from fixtext.east_asian import HAN, HAN_LETTERS, classes
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.garblings.pinyin_annotation import LETTERS, is_common
from fixtext.lazy import lazy_pattern
from fixtext.readings import has_reading, readings
from fixtext.readings.bopomofo import bopomofo_of, pinyin_of
from fixtext.scan import code_points

__all__ = ["FlattenedRuby"]

_KANA = lazy_pattern(
    f"([{HAN_LETTERS}]{{1,12}})([(（][\u3041-\u3096\u30a1-\u30f6ー]{{1,24}}[)）])([\u3041-\u3096])?"
)
_MOST_CHARACTERS = 8
_HANGUL = lazy_pattern(
    f"([{HAN_LETTERS}]{{1,{_MOST_CHARACTERS}}})([(（][\uac00-\ud7a3]{{1,8}}[)）])"
)
_SYLLABLE = "(?:[\u3105-\u3129]{1,3}[ˊˇˋ˙ˉ]?|˙[\u3105-\u3129]{1,3})"
_BOPOMOFO = lazy_pattern(
    f"([{HAN_LETTERS}])(?:[(（][{LETTERS}]{{1,8}}[)）])?([(（]{_SYLLABLE}[)）]|{_SYLLABLE})"
)
"""Between a character and its reading, one in pinyin may have been put later."""
_WORD = lazy_pattern(f"[{HAN_LETTERS}]+")
_CHARACTER = lazy_pattern(f"[{HAN_LETTERS}]")
_LAST = ord(HAN_LETTERS[-1])
_FIRST_BOPOMOFO, _LAST_BOPOMOFO = 0x3105, 0x3129
_BEFORE_BOPOMOFO = "(（˙"
"""What else a character with bopomofo may have right behind it."""
_KANA_HINT, _HANGUL_HINT, _BOPOMOFO_HINT = 1, 2, 4
_FEWEST = {_KANA_HINT: 5, _HANGUL_HINT: 5, _BOPOMOFO_HINT: 4}
"""Readings of each system, of which fewer prove nothing."""
_PART = 6
"""A pattern is tried bracket by bracket in so small a part of a text."""

# bits; see the manual page for what each stands for
_GOES_ON, _ENDS, _WITHOUT = 2.0, 0.25, 3.0
_LISTED, _FAMILIAR, _NOT_LISTED, _CHARACTER_WITHOUT = 4.0, 1.0, 6.0, 2.0
_EACH, _AGAIN, _UNEQUAL = 1.0, 1.0, 3.0
_PASTED = -12.0


class FlattenedRuby(Garbling):
    """Readings behind characters."""

    name = "flattened-ruby"
    title = "readings that were ruby, behind their characters: 読(よ)む, 漢ㄏㄢˋ字ㄗˋ"
    group = "layout"
    lossless = True
    needs = ()
    signal = (Seen.HAN | Seen.KANA_HANGUL | Seen.RUBY,)
    worst = ("漢ㄏㄢˋ", "読(よ)む")

    def find(self, document: Document) -> Sequence[Edit]:
        """The readings, if the document has enough evidence for them as a whole."""
        text = document.text
        edits: list[Edit] = []
        hints = _hints(document)
        for hint, pattern, bits_of in _SYSTEMS:
            if not hints & hint:
                continue
            found = _found(document, hint, pattern)
            if len(found) < _FEWEST[hint]:
                continue
            bits = bits_of(found, list(lines_with(text, found)))
            if bits < document.options.min_bits and hint == _BOPOMOFO_HINT:
                found = _densest(document.codes, found)
                bits = bits_of(found, _stretch(text, found)) + _PASTED if found else 0.0
            if bits >= document.options.min_bits:
                edits += [Edit(match.start(2), match.end(2), "", bits) for match in found]
        edits.sort(key=lambda edit: edit.start)
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Bopomofo behind each character that has a reading."""
        brackets = chance.choice(("{}", "({})"))
        return _CHARACTER.sub(lambda match: match[0] + _reading(match[0], brackets), text)


def _found(document: Document, hint: int, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """What a pattern finds in a document; of hangul only where a sign is, if that is hardly any."""
    text = document.text
    if hint == _BOPOMOFO_HINT:
        return _with_bopomofo(pattern, text, document.codes)
    if hint == _HANGUL_HINT and document.is_fresh:
        parts = document.parts_with(Seen.RUBY)  # each bracket before hangul is in one
        if sum(high - low for low, high in parts) * _PART <= len(text):
            return list(matches(pattern, text, "(", "（", before=_MOST_CHARACTERS, within=parts))
    return list(pattern.finditer(text))


def _with_bopomofo(
    pattern: re.Pattern[str], text: str, codes: NDArray[np.uint32]
) -> list[re.Match[str]]:
    """What the pattern of bopomofo finds, tried only where a character and a sign of it meet."""
    behind = (codes >= _FIRST_BOPOMOFO) & (codes <= _LAST_BOPOMOFO)
    for sign in _BEFORE_BOPOMOFO:
        behind |= codes == ord(sign)
    places = np.flatnonzero(behind[1:])
    found: list[re.Match[str]] = []
    end = 0
    for place in places[_are_han(codes[places])].tolist():
        match = pattern.match(text, place) if place >= end else None
        if match:
            found.append(match)
            end = match.end()
    return found


def _are_han(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters are what a pattern finds for ideographs."""
    han: NDArray[np.bool_] = (classes(codes) == HAN) & (codes <= _LAST)
    return han


def _hints(document: Document) -> int:
    """Which systems there can be enough of: readings in brackets, or bopomofo at all."""
    counts = dict.fromkeys(_FEWEST, 0)
    few = not document.is_fresh  # where few are no sign, others may be a reason to look
    parts = document.parts_with(Seen.RUBY, few=few)
    for low, high in parts:
        codes = document.codes[low : high + 1]  # what a bracket opens may be behind the part
        opening = np.flatnonzero((codes[:-1] == 0x28) | (codes[:-1] == 0xFF08))
        first, inside = codes[opening + 1], codes[: high - low]
        for hint, some, least, most in (
            (_KANA_HINT, first, 0x3041, 0x30F6),
            (_HANGUL_HINT, first, 0xAC00, 0xD7A3),
            (_BOPOMOFO_HINT, inside, _FIRST_BOPOMOFO, _LAST_BOPOMOFO),
        ):
            counts[hint] += int(np.count_nonzero((some >= least) & (some <= most)))
    return sum(hint for hint, count in counts.items() if count >= _FEWEST[hint])


def _reading(character: str, brackets: str) -> str:
    known = readings(character)
    bopomofo = bopomofo_of(known[0]) if known else None
    return brackets.format(bopomofo) if bopomofo else ""


def _densest(codes: NDArray[np.uint32], found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The readings of the stretch in which nearly all characters have one: it was pasted."""
    best, least, total = (0.0, 0, 0), 0.0, 0.0
    begin = 0
    before = np.concatenate(([0], np.cumsum(_are_han(codes))))
    starts, ends = np.array([(match.start(1), match.end()) for match in found]).T
    without = before[starts] - before[np.concatenate(([0], ends[:-1]))]
    for index, count in enumerate(without.tolist()):
        total -= _CHARACTER_WITHOUT * count
        if total <= least:
            least, begin = total, index
        total += _LISTED
        if total - least > best[0]:
            best = total - least, begin, index + 1
    return list(found[best[1] : best[2]])


def _stretch(text: str, found: Sequence[re.Match[str]]) -> list[str]:
    return [text[found[0].start() : found[-1].end()]]


def _kana(found: Sequence[re.Match[str]], lines: Sequence[str]) -> float:
    """Bits for ruby against readings that a writer gave."""
    words = sum(len(_WORD.findall(line)) for line in lines)
    going_on = sum(match[3] is not None for match in found)
    bits = _GOES_ON * going_on + _ENDS * (len(found) - going_on)
    return bits - _WITHOUT * (words - len(found))


def _bopomofo(found: Sequence[re.Match[str]], lines: Sequence[str]) -> float:
    """Bits for ruby against slang, and against a dictionary's entries; below nothing, at most."""
    characters = int(np.count_nonzero(_are_han(code_points("".join(lines)))))
    without = _CHARACTER_WITHOUT * (characters - len(found))
    most = (_LISTED + _FAMILIAR) * len(found) - without
    if most < 0:
        return most
    bits = 0.0
    end = -1
    for match in found:
        pinyin = pinyin_of(match[2].strip("()（）"))
        if pinyin is None or not has_reading(match[1], pinyin):
            bits -= _NOT_LISTED
        elif match.start() == end or _CHARACTER.match(match.string, match.end()):
            bits += _LISTED + _FAMILIAR * is_common(match[1])
        end = match.end()
    return bits - without


def _hangul(found: Sequence[re.Match[str]], lines: Sequence[str]) -> float:
    """Bits for ruby against the readings that a writer of mixed script gave."""
    bits = 0.0
    read: dict[str, str] = {}
    for match in found:
        syllables = match[2][1:-1]
        if len(syllables) != len(match[1]):
            bits -= _UNEQUAL
            continue
        for character, syllable in zip(match[1], syllables, strict=True):
            bits += _AGAIN if read.get(character) == syllable else 0.0
            read[character] = syllable
        bits += _EACH
    words = sum(len(_WORD.findall(line)) for line in lines)
    return bits - _WITHOUT * (words - len(found))


_Weigh = Callable[[Sequence[re.Match[str]], Sequence[str]], float]
_SYSTEMS: tuple[tuple[int, re.Pattern[str], _Weigh], ...] = (
    (_KANA_HINT, _KANA, _kana),
    (_HANGUL_HINT, _HANGUL, _hangul),
    (_BOPOMOFO_HINT, _BOPOMOFO, _bopomofo),
)
"""For each system of readings what there must be, what it looks like, and its evidence."""
