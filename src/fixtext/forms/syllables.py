"""Hangul and kana that are in parts, in documents whose others are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from fixtext.document import Document
from fixtext.forms.weighing import Replacement, holds, weigh
from fixtext.lazy import lazy_pattern
from fixtext.scan import Seen

__all__ = ["letters_of_syllables", "parts_of_syllables"]

_JAMO = lazy_pattern(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uac00-\ud7a3][\u11a8-\u11c2]"
)
_OLD = lazy_pattern("[\u1113-\u1160\u1176-\u11a7\u11c3-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]")
_SYLLABLE = lazy_pattern("[\uac00-\ud7a3]")
_MARKED = lazy_pattern("[\u3046-\u307b\u30a6-\u30f2][\u3099\u309a]")
_VOICED = lazy_pattern(
    "["
    + "".join(
        character
        for character in map(chr, range(0x3041, 0x30FB))
        if len(unicodedata.normalize("NFD", character)) == 2
    )
    + "]"
)

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_ONE = f"([{_INITIALS}])([ㅏ-ㅣ])([{_FINALS}](?![ㅏ-ㅣ]))?"
_LETTERS = lazy_pattern(_ONE)
_ROW = lazy_pattern("[ㄱ-ㅣ]{4,400}")
_FIRST_LETTER, _LETTERS_OF_HANGUL = 0x3131, 0x32
_LESSON = lazy_pattern("[+=→(（:：/,·]")

_OF_ALL = 3
"""What is in parts is no more than so many times what is whole: else the text is, on purpose."""

# bits
_IN_PARTS, _EACH_MORE, _MOST_FROM_MORE = 22.0, 2.0, 30.0
_ONE_BY_ONE, _MOST_FROM_MODEL = -24.0, 60.0


def parts_of_syllables(document: Document) -> Iterator[tuple[Replacement, float]]:
    """Syllables of hangul, and kana with a mark, in parts, where others of the document are whole.

    With each the bits for it.
    """
    text = document.text
    if not document.shows(Seen.COMBINING):
        return
    for in_parts, whole, old, parts in (
        (_JAMO, _SYLLABLE, _OLD, (0x1100, 0x11FF)),
        (_MARKED, _VOICED, None, (0x3099, 0x309A)),
    ):
        if not holds(document, Seen.COMBINING, parts):
            continue
        found = [
            Replacement(match.start(), match.end(), after)
            for match in in_parts.finditer(text)
            if len(after := unicodedata.normalize("NFC", match[0])) == 1
        ]
        others = len(whole.findall(text))
        if not found or others * _OF_ALL < len(found) or (old and old.search(text)):
            continue
        bits = _IN_PARTS + min(_EACH_MORE * (len(found) - 1), _MOST_FROM_MORE)
        yield from ((one, bits) for one in found)


def letters_of_syllables(document: Document) -> Iterator[tuple[Replacement, float]]:
    """Rows of hangul letters, one by one, that are likely syllables; with the bits for each."""
    text = document.text
    if not holds(document, Seen.HANGUL_LETTER, (0x3131, 0x3163)):
        return
    found: list[Replacement] = []
    for row in _rows(document):
        around = text[max(row.start() - 1, 0) : row.start()] + text[row.end() : row.end() + 1]
        after = _composed(row[0])
        if len(after) > 1 and not _LESSON.search(around) and after not in text:
            found.append(Replacement(row.start(), row.end(), after))
    for one, gain in zip(found, weigh(document, found), strict=True):
        yield one, min(gain, _MOST_FROM_MODEL) + _ONE_BY_ONE


def _rows(document: Document) -> Iterator[re.Match[str]]:
    """Rows of four letters of hangul or more, looked for where four are."""
    last = _FIRST_LETTER + _LETTERS_OF_HANGUL
    letters = document.places(_FIRST_LETTER, last, Seen.HANGUL_LETTER)
    end = 0
    for place in letters[:-3][letters[3:] - letters[:-3] == 3].tolist():
        if place >= end:
            row = _ROW.match(document.text, place)
            assert row is not None  # four letters are there
            end = row.end()
            yield row


def _composed(row: str) -> str:
    """The syllables of a row of letters; nothing, if some are left over."""
    syllables: list[str] = []
    position = 0
    while position < len(row):
        match = _LETTERS.match(row, position)
        if not match:
            return ""
        initial, vowel, final = match.groups()
        code = _INITIALS.index(initial) * 21 + ord(vowel) - ord("ㅏ")
        syllables.append(chr(0xAC00 + code * 28 + (_FINALS.index(final) + 1 if final else 0)))
        position = match.end()
    return "".join(syllables)
