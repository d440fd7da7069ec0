"""Kana, and marks of Japanese, of half the width.

What it looks like: ``ﾊﾝｶｸ`` for ハンカク, ``ｶﾞｿﾘﾝ`` for ガソリン, ``完了｡`` for 完了。

How it happens: terminals, receipts and 8-bit character sets had no room for more, and their text
went on to where there is. A tool that converts a text in part leaves the rest: ``コンピｭータ``.

How it is recognised: people write half-width kana on purpose, in chat, in kaomoji, where a form
demands it. In faithful repair they are damage only in the middle of a word in full-width katakana,
in a document that has no others; and ``｡ ､ ｢ ｣ ･`` are, next to an ideograph or full-width kana in
a document that has no half-width kana and more of the full-width marks. Chinese has no use for any
of them, so that in a Chinese text without kana, one ``｡`` proves what takes several in Japanese.
The language model must find the result likelier. The other profiles turn all of them into
full-width ones. Marks of voice go together with their kana: ``ﾊﾟ`` is one character, パ.

What stays: in faithful repair, all that is half-width by itself, and marks in a text that speaks of
widths; everywhere but in the ftfy profile, a mark of voice without a kana (``(ﾟДﾟ)``).

When the repair is a guess: never; each has one full-width form.

References: JIS X 0201; Unicode Standard Annex #11, "East Asian Width".

>>> import fixtext
>>> fixtext.fix("新しいコンピｭータを買った")
'新しいコンピュータを買った'
>>> fixtext.fix("半角のﾊﾟｿｺﾝ", profile="search", select="halfwidth-kana")
'半角のパソコン'
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.east_asian import HAN, classes
from fixtext.forms.weighing import EQUIVALENT, Replacement, holds, weigh
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["HalfwidthKana"]

_HALF, _KANA = "\uff61-\uff9f", "\uff66-\uff9f"
_FULL = "\u3041-\u3096\u30a1-\u30fc"
_RUN = lazy_pattern(f"(?:[{_FULL}](?=[\uff9e\uff9f]))?[{_HALF}]+")
_ANY_KANA = lazy_pattern(f"[{_KANA}]")
_WITHIN = lazy_pattern(f"(?<=[\u30a1-\u30fc])[{_KANA}]{{1,3}}(?=[\u30a1-\u30fc])")
_MARK = lazy_pattern("[\uff61-\uff65]")
_FULL_MARKS = "。「」、・"
_BESIDE = lazy_pattern(f"[{_FULL}\u3400-\u4dbf\u4e00-\u9fff]")
_MARK_IN_CHINESE = lazy_pattern(
    "(?<=[0-9A-Za-z%\u3400-\u4dbf\u4e00-\u9fff％”’」』》〉）】〗)])[｡､｢｣]|(?<![(（])[｢｣]"
)
_ENOUGH_TO_TELL = 100_000
"""Code points of a text that tell its script."""
_ABOUT = lazy_pattern(
    "半角|半形|半宽|半寬|全角|全形|half-?width|full-?width|[Uu]\\+FF6", re.IGNORECASE
)
_IDEOGRAPHS_ABOUT = lazy_pattern("半[角形宽寬]|全[角形]")
_LETTERS_ABOUT = "halfw", "half-w", "fullw", "full-w", "u+ff6"
"""What all that the pattern finds holds, in small letters."""
_SMALL = lazy_pattern("(?<=[\u30a1-\u30fc])[ュョャッィェ](?=[\u30a1-\u30fc])")
_VOICED = {"\uff9e": "\u3099", "\uff9f": "\u309a"}
_TO_HALF = {
    unicodedata.normalize("NFKC", character): character
    for character in map(chr, range(0xFF61, 0xFF9E))
}

# bits
_HALF_CONVERTED, _MIXED, _EACH_MORE, _MOST_FROM_MORE = -10.0, -8.0, 5.0, 25.0
_ODD, _SO_MANY_MORE = 12.0, 4
"""A mark is odd where so many times as many are full-width."""
_IN_CHINESE = 8.0
"""No input method of Chinese writes them, and the model knows them from Japanese."""
_SURELY_CHINESE, _EACH_IDEOGRAPH = 30.0, 1.25
"""Against Japanese; lists of words of Japanese without kana reach one bit for each ideograph."""


class HalfwidthKana(Garbling):
    """Kana of half the width."""

    name = "halfwidth-kana"
    title = "kana of half the width: ﾊﾝｶｸ for ハンカク"
    group = "character"
    lossless = True
    needs = ("mojibake", "byte-shift")
    signal = (Seen.HALF_WIDTH_KANA,)
    profiles = EVERYWHERE
    worst = ("中｡", "コンピｭータ", "ﾊﾟ")

    def find(self, document: Document) -> Sequence[Edit]:
        """All of them; in faithful repair those that half a conversion left."""
        if not holds(document, Seen.HALF_WIDTH_KANA, (0xFF61, 0xFF9F)):
            return []
        if document.options.profile == "faithful":
            return _left_behind(document)
        combining = document.options.profile == "ftfy"
        edits = []
        for match in _RUN.finditer(document.text):
            after = _full_width(match[0], combining)
            if after != match[0]:
                edits.append(Edit(match.start(), match.end(), after, EQUIVALENT))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Some of the marks; a small kana in the middle of words."""
        if re.search(f"[{_FULL}{_KANA}]", text):
            return _SMALL.sub(lambda kana: _TO_HALF[kana[0]], text)
        return re.sub("[。、]", lambda mark: _at_times(mark[0], chance), text)


def _at_times(mark: str, chance: random.Random) -> str:
    return _TO_HALF[mark] if chance.random() < 0.2 else mark


def _full_width(run: str, combining: bool) -> str:
    """A run in full width; a mark of voice that nothing goes with is combining, or stays."""
    parts: list[str] = []
    for character in run:
        mark = _VOICED.get(character)
        whole = unicodedata.normalize("NFC", parts[-1] + mark) if mark and parts else ""
        if len(whole) == 1:
            parts[-1] = whole
        elif mark:
            parts.append(mark if combining else character)
        else:
            parts.append(unicodedata.normalize("NFKC", character))
    return "".join(parts)


def _left_behind(document: Document) -> list[Edit]:
    """What half a conversion left, by the document as a whole."""
    text = document.text
    if holds(document, Seen.HALF_WIDTH_KANA, (0xFF66, 0xFF9F)):
        return _with_evidence(document, list(_within_words(text)), _HALF_CONVERTED)
    odd = list(_odd_marks(document))
    is_odd = odd and _full_marks(text, _SO_MANY_MORE * len(odd))
    mixed = _with_evidence(document, odd, _MIXED + (_ODD if is_odd else 0.0))
    chinese = _with_evidence(document, _marks_in_chinese(document), _IN_CHINESE)
    # which of both it is takes longer to tell than that there is neither
    return chinese if (mixed or chinese) and _is_chinese(document) else mixed


def _with_evidence(document: Document, found: Sequence[Replacement], fixed: float) -> list[Edit]:
    """Those of some replacements that there is evidence for, of which all share ``fixed`` bits."""
    if not found:
        return []
    fixed += min(_EACH_MORE * (len(found) - 1), _MOST_FROM_MORE)
    edits = []
    for one, gain in zip(found, weigh(document, found), strict=True):
        if gain > 0 and gain + fixed >= document.options.min_bits:
            edits.append(Edit(one.start, one.end, one.after, gain + fixed))
    return edits


def _full_marks(text: str, enough: int) -> bool:
    """Whether a text has so many full-width marks; most have them soon."""
    few = sum(text.count(mark, 0, _ENOUGH_TO_TELL) for mark in _FULL_MARKS)
    return few >= enough or sum(map(text.count, _FULL_MARKS)) >= enough


def _within_words(text: str) -> Iterator[Replacement]:
    """Half-width kana in the middle of words, if the text has no others."""
    found = list(_WITHIN.finditer(text))
    if sum(len(match[0]) for match in found) != len(_ANY_KANA.findall(text)):
        return
    for match in found:
        start = match.start() - (match[0][0] in _VOICED)
        after = _full_width(text[start : match.end()], combining=False)
        if after != text[start : match.end()]:
            yield Replacement(start, match.end(), after)


def _is_chinese(document: Document) -> bool:
    """Whether a text is surely Chinese, all of it, and does not speak of the width of marks.

    Japanese without any kana, as in headlines, is not surely Chinese.
    """
    if _speaks_of_width(document.text[:_ENOUGH_TO_TELL]):
        return False
    from fixtext.hanscript.script import script_bits  # which hardly a text needs

    bits = script_bits(document.text[:_ENOUGH_TO_TELL])
    ideographs = np.count_nonzero(classes(document.codes[:_ENOUGH_TO_TELL]) == HAN)
    against_japanese = max(_SURELY_CHINESE, _EACH_IDEOGRAPH * ideographs)
    return bits["ja"] <= -against_japanese and bits["ko"] <= -_SURELY_CHINESE


def _speaks_of_width(text: str) -> bool:
    """Whether a text speaks of the width of characters; few texts have parts of what says so."""
    ideographs = any(any(matches(_IDEOGRAPHS_ABOUT, text, sign)) for sign in "半全")
    return (ideographs or _has_letters_about(text)) and _ABOUT.search(text) is not None


def _has_letters_about(text: str) -> bool:
    lower = text.lower()
    if "width" not in lower and "+ff6" not in lower:
        return False
    return any(word in lower for word in _LETTERS_ABOUT)


def _odd_marks(document: Document) -> Iterator[Replacement]:
    """Half-width marks in a text that has more of the full-width ones."""
    text, within = document.text, document.parts_with(Seen.HALF_WIDTH_KANA)
    marks = list(matches(_MARK, text, *map(chr, range(0xFF61, 0xFF66)), within=within))
    if not _full_marks(text, len(marks) + 1):
        return
    for match in marks:
        if _is_beside(text, match):
            yield Replacement(match.start(), match.end(), _full_width(match[0], False))


def _marks_in_chinese(document: Document) -> list[Replacement]:
    """Half-width marks behind words, or around them; none, if no ideograph is beside any."""
    text, within = document.text, document.parts_with(Seen.HALF_WIDTH_KANA)
    marks = list(matches(_MARK_IN_CHINESE, text, *"｡､｢｣", within=within))
    if not any(_is_beside(text, match) for match in marks):
        return []
    return [Replacement(*match.span(), _full_width(match[0], False)) for match in marks]


def _is_beside(text: str, mark: re.Match[str]) -> bool:
    """Whether an ideograph or full-width kana is beside a mark."""
    return bool(_BESIDE.search(text, max(mark.start() - 1, 0), mark.end() + 1))
