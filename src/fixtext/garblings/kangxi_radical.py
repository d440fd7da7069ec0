"""Radicals of dictionaries that stand for the ideographs that look like them.

What it looks like: nothing, which is the trouble: ``这个⼈``, ``中⽂``, ``受験の⽅``, ``⻑い`` show
as they should, and are not found when one searches for 人, 文, 方 or 長.

How it happens: a font has one glyph for the ideograph and for the radical. What reads a PDF file
that says only which glyphs it shows takes the first code point that has the glyph, and radicals
(U+2F00 to U+2FD5, U+2E80 to U+2EFF) come before ideographs.

How it is recognised: no keyboard has radicals, so that one next to an ideograph, kana or hangul
came from a glyph. It must fit there by the language model once it is an ideograph, and it proves
more with others in the document. ⼾ is the glyph of 戶, 户 or 戸, by the font; the one that fits
is taken.

What stays: radicals that a text is about. These stand alone, in quotation marks, in rows
(``⼀⼁⼂``), before 部, 偏 or 旁, or in a line that speaks of radicals, strokes or code points.

When the repair is a guess: never, since each radical is the form of one ideograph; but for ⼾.

References: Unicode Standard, chapter 18, "CJK and Kangxi Radicals"; the property
Equivalent_Unified_Ideograph of the Unicode Character Database.

>>> import fixtext
>>> fixtext.fix("这个⼈写的中⽂很好")
'这个人写的中文很好'
>>> fixtext.fix("部首⼈")
'部首⼈'
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.causes import GLYPHS_TO_TEXT
from fixtext.document import Document
from fixtext.forms.tables import radicals
from fixtext.forms.weighing import Replacement, holds, weigh
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["KangxiRadical"]

_RADICAL = "\u2e80-\u2ef3\u2f00-\u2fd5"
_LETTER = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_LETTER += "\U00020000-\U000323af"
_RUN = lazy_pattern(f"[{_RADICAL}]+")
_BESIDE = lazy_pattern(f"[{_LETTER}]")
_ROW = 4
"""So many radicals side by side, each behind the one before in Unicode, are a list of them."""
_NEAR = 120
"""Characters on each side in which a text says what it is about."""
_NAMED, _NAMED_BY_ITSELF = "偏旁", "部傍冠脚字"
_SUBJECT = lazy_pattern(
    "部首|画数|畫數|偏旁|字根|字形|筆畫|笔画|筆画|筆順|笔顺|康熙"
    "|(?:へん|べん|つくり|かんむり|にょう|がまえ)[)）」]"
    "|부수|강희|[Rr]adical|[Kk]ang-?[Xx]i|[Ss]troke|CJK|NFKC|[Uu]\\+?2[EF]|\\\\u2[EFef]"
)
_GLYPHS = {"⼾": "戶户戸"}
"""Radicals whose glyph fonts give to more than one ideograph."""

# bits
_NO_KEYBOARD_HAS_IT, _BOTH_SIDES, _EACH_MORE, _MOST_FROM_MORE = 16.0, 3.0, 2.0, 16.0
_PROVEN, _MOST_FROM_MODEL, _MISFIT = 8.0, 24.0, -4.0


class KangxiRadical(Garbling):
    """Radicals for ideographs."""

    name = "kangxi-radical"
    title = "radicals of dictionaries for the ideographs that look like them: ⽂ for 文"
    group = "character"
    lossless = True
    needs = ("mojibake", "byte-shift")
    signal = (Seen.RADICAL,)
    profiles = NEW
    cause = GLYPHS_TO_TEXT
    worst = ("\u2f42的", "\u2f3e")

    def find(self, document: Document) -> Sequence[Edit]:
        """The radicals within words."""
        if not holds(document, Seen.RADICAL, (0x2E80, 0x2FD5)):
            return []
        found, both_sides = _within_words(document)
        if not found:
            return []
        gains = weigh(document, found)
        fit = [gain > _MISFIT for gain in gains]
        shared = min(_EACH_MORE * (sum(fit) - 1), _MOST_FROM_MORE)
        shared += min(document.proven(self.cause), _PROVEN)
        edits = []
        for one, both, gain, fits in zip(found, both_sides, gains, fit, strict=True):
            bits = _NO_KEYBOARD_HAS_IT + _BOTH_SIDES * both + shared + min(gain, _MOST_FROM_MODEL)
            if fits and bits >= document.options.min_bits:
                edits.append(Edit(one.start, one.end, one.after, bits))
        return edits

    def garble(self, text: str, chance: random.Random) -> str:
        """Every ideograph that is a radical as well, within words."""
        forms = {ideograph: radical for radical, ideograph in reversed([*radicals().items()])}
        plain = {
            ord(ideograph): radical for ideograph, radical in forms.items() if ideograph != "戶"
        }
        garbled = text.translate(plain)
        return _RUN.sub(
            lambda run: run[0] if _is_within(garbled, run) else text[run.start() : run.end()],
            garbled,
        )


def _is_within(text: str, run: re.Match[str]) -> bool:
    """Whether radicals stand in a word, and are not what the text is about."""
    before, after = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
    if not (_BESIDE.match(before) or _BESIDE.match(after)):
        return False
    if run.end() - run.start() >= _ROW and list(run[0]) == sorted(set(run[0])):
        return False
    named = _NAMED if _BESIDE.match(before) else _NAMED + _NAMED_BY_ITSELF
    return not (after and after in named)


def _within_words(document: Document) -> tuple[list[Replacement], list[bool]]:
    """What the radicals within words would be, and whether letters stand on both sides."""
    text, forms = document.text, radicals()
    found: list[Replacement] = []
    both_sides: list[bool] = []
    line_end, subject = -1, False
    for run in _RUN.finditer(text):
        if run.start() >= line_end:
            line_end = text.find("\n", run.end())
            line_end = len(text) if line_end < 0 else line_end
            near = max(0, run.start() - _NEAR)
            near = max(text.rfind("\n", near, run.start()) + 1, near)
            subject = bool(_SUBJECT.search(text, near, min(line_end, run.end() + _NEAR)))
            line_end = min(line_end, run.end() + _NEAR)
        if subject or not _is_within(text, run):
            continue
        around = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
        for place in range(run.start(), run.end()):
            if text[place] in forms:
                found.append(_fitting(document, place, forms[text[place]]))
                both_sides.append(all(map(_BESIDE.match, around)))
    return found, both_sides


def _fitting(document: Document, place: int, form: str) -> Replacement:
    """The ideograph that a radical stands for here."""
    candidates = _GLYPHS.get(document.text[place], form)
    every = [Replacement(place, place + 1, candidate) for candidate in candidates]
    if len(every) == 1:
        return every[0]
    gains = [weigh(document, [one])[0] for one in every]
    return every[gains.index(max(gains))]
