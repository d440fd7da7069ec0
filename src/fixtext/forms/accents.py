"""Accents that stand beside the letters that they belong to."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator, Sequence

from fixtext.anchors import places
from fixtext.document import Document
from fixtext.forms.weighing import Replacement
from fixtext.lazy import lazy_pattern
from fixtext.scan import SPACING_ACCENTS, Seen

__all__ = ["ACCENTS", "accents_beside_letters", "better_on_letters"]

_MARKS = "\u0301\u0308\u0302\u0303\u030c\u0306\u0307\u030a\u030b\u0327\u0328"
ACCENTS = dict(zip(SPACING_ACCENTS, _MARKS, strict=True))
"""The combining mark of each accent by itself."""

_LETTER = "[A-Za-z\u00c0-\u024f]"
_ACCENT = f"[{''.join(ACCENTS)}]"
_IS_LETTER = lazy_pattern(_LETTER)
_WITHIN = lazy_pattern(f"{_LETTER}{_ACCENT}{_LETTER}")
_APART = lazy_pattern(f"(?P<letter>{_LETTER}) (?P<mark>[\u0300-\u030c\u0327\u0328])(?= ?{_LETTER})")
_APART_FROM = (0x300, 0x328)
"""The first and the last mark that may stand behind a space; no matter what lies between."""
_DOTLESS = {"\u0131": "i", "\u0237": "j"}
_ACUTE = "\u00b4"
_CONTEXT = 4

# bits
_COST, _LIKELY, _EACH_MORE, _MOST_FROM_MORE = -6.0, 12.0, 3.0, 15.0
_PLAIN = 8.0
"""How much likelier a letter may be without its accent: that is how the model learnt some names."""
_APOSTROPHE = -5.0
"""Less than this, and the writer took the accent for an apostrophe."""
_MANY, _MOSTLY, _LIKELY_AMONG_MANY = 5, 0.9, 5.0
"""In a document with many accents that mostly stand on one side of their letters, less proves."""
_PROVEN, _PLAIN_AMONG_PROVEN = 2, 8.0
"""So many accents by themselves prove what all are, and then others may be this unlikely: that no
word of the model has the letter says little of names, and of languages that it hardly knows."""
_MARGIN, _MARGIN_AMONG_ACCENTS, _MARGIN_AMONG_APOSTROPHES = 9.0, 5.0, 25.0


@dataclasses.dataclass(frozen=True, slots=True)
class _Way(Replacement):
    """A way to take an accent; ``behind`` if the letter that it goes on is behind it."""

    behind: bool


@dataclasses.dataclass(frozen=True, slots=True)
class _Accent:
    """An accent by itself: what it may be, and what it is if it is no accent."""

    ways: Sequence[_Way]
    rival: str
    acute: bool

    def only(self, *, behind: bool) -> _Accent:
        """Without the ways that take it the other way round."""
        ways = [way for way in self.ways if way.behind is behind]
        return dataclasses.replace(self, ways=ways)


@dataclasses.dataclass(frozen=True, slots=True)
class _Weighed:
    """The best way to take an accent, what it saves, and by how much it beats its rival."""

    way: _Way
    bits: float
    margin: float
    acute: bool

    def likely(self, bits: float, margin: float) -> bool:
        """Whether it saves so much, and, if it could be an apostrophe, beats that by so much."""
        return self.bits >= bits and self.margin >= (margin if self.acute else 0.0)

    def likely_among_proven(self) -> bool:
        """Whether it saves enough where others have proven what accents are; no acute ones."""
        return not self.acute and self.bits >= _LIKELY and self.margin >= -_PLAIN_AMONG_PROVEN


def accents_beside_letters(document: Document) -> list[tuple[Replacement, float]]:
    """The accents that the model wants on a letter beside them, and the bits for that."""
    every = _accents(document)
    weighed = _weighed(document, every)
    acute = [one for one in weighed if one.acute]
    margin = _MARGIN
    if any(one.margin < _APOSTROPHE for one in acute):
        margin = _MARGIN_AMONG_APOSTROPHES
    elif any(one.margin >= _MARGIN for one in weighed):
        margin = _MARGIN_AMONG_ACCENTS
    likely = [one for one in weighed if one.likely(_LIKELY, margin)]
    behind = sum(one.way.behind for one in likely)
    if margin == _MARGIN_AMONG_ACCENTS and len(likely) >= _MANY:
        if behind >= _MOSTLY * len(likely):
            every = [accent.only(behind=True) for accent in every]
        elif behind <= (1 - _MOSTLY) * len(likely):
            every = [accent.only(behind=False) for accent in every]
        weighed = _weighed(document, [accent for accent in every if accent.ways])
        likely = [one for one in weighed if one.likely(_LIKELY_AMONG_MANY, _APOSTROPHE)]
    if len(likely) >= _PROVEN and len({one.way.behind for one in likely}) == 1:
        side, known = likely[0].way.behind, set(map(id, likely))
        likely = [
            one
            for one in weighed
            if id(one) in known or (one.way.behind is side and one.likely_among_proven())
        ]
    more = min(_EACH_MORE * (len(likely) - 1), _MOST_FROM_MORE)
    return [(one.way, one.bits + more) for one in likely]


def better_on_letters(document: Document, stretches: Sequence[tuple[int, int, str]]) -> list[bool]:
    """Whether each stretch, given with what it may have been, makes more sense with its accents on.

    Letters that came apart look like those of another code page: ``Lˆang`` is lâng, not löang.
    """
    if not any(_holds_accent(document.text[start:end]) for start, end, _ in stretches):
        return [False] * len(stretches)
    found = [one for one, bits in accents_beside_letters(document) if bits > 0]
    return [_is_better(document, found, *stretch) for stretch in stretches]


def _is_better(
    document: Document, found: Sequence[Replacement], start: int, end: int, other: str
) -> bool:
    """Whether some accents on their letters make more sense than what a stretch may have been."""
    inside = [one for one in found if start <= one.end and one.start <= end]
    if not inside:
        return False
    text = document.text
    low, high = min(start, inside[0].start), max(end, inside[-1].end)
    parts, place = [], low
    for one in inside:
        parts += [text[place : one.start], one.after]
        place = one.end
    ours = "".join(parts) + text[place:high]
    theirs = text[low:start] + other + text[end:high]
    before, behind = text[max(low - _CONTEXT, 0) : low], text[high : high + _CONTEXT]
    bits = document.model.bits_many([before + ours + behind, before + theirs + behind]).tolist()
    return bool(bits[0] < bits[1])


def _holds_accent(text: str) -> bool:
    return any(accent in text for accent in ACCENTS)


def _weighed(document: Document, every: Sequence[_Accent]) -> list[_Weighed]:
    text = document.text
    texts: list[str] = []
    for accent in every:
        start, end = accent.ways[0].start, accent.ways[0].end
        before, behind = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
        shown = (text[start:end], accent.rival, *(way.after for way in accent.ways))
        texts += (before + one + behind for one in shown)
    bits = iter(document.model.bits_many(texts).tolist() if texts else [])
    result: list[_Weighed] = []
    for accent in every:
        as_it_is, rival, *costs = next(bits), next(bits), *(next(bits) for _ in accent.ways)
        best = min(costs)
        margin = rival - best + (0.0 if accent.acute else _PLAIN)
        way = accent.ways[costs.index(best)]
        result.append(_Weighed(way, as_it_is - best + _COST, margin, accent.acute))
    return result


def _accents(document: Document) -> list[_Accent]:
    """The accents by themselves, and the combining marks behind a space, in order."""
    found = [*_spacing(document), *_combining(document)]
    return sorted(found, key=lambda accent: accent.ways[0].start)


def _spacing(document: Document) -> Iterator[_Accent]:
    text = document.text
    there = list(places(text, *ACCENTS, within=document.parts_with(Seen.ACCENT)))
    spaced = not any(_WITHIN.match(text, place - 1) for place in there if place)
    for place in there:
        ways, rival = _beside(text, place, spaced)
        if ways:
            yield _Accent(ways, rival, text[place] == _ACUTE)


def _combining(document: Document) -> Iterator[_Accent]:
    if not document.shows(Seen.COMBINING):
        return
    text = document.text
    for place in document.places(*_APART_FROM, Seen.COMBINING).tolist():
        match = _APART.match(text, place - 2) if text[max(place - 1, 0)] == " " else None
        if match and match.start("mark") == place:
            letter = unicodedata.normalize("NFC", match["letter"] + match["mark"])
            if len(letter) == 1:
                way = _Way(match.start(), match.end(), letter, behind=False)
                yield _Accent([way], match["letter"], False)


def _beside(text: str, place: int, spaced: bool) -> tuple[list[_Way], str]:
    """The ways to take an accent, and what is likely if it is none.

    It goes on the letter behind it, or, inside a word and at its end, on the letter before it.
    Only where no accent of the text is inside a word is ``spaced`` true: a space before one may
    then be there for nothing.
    """
    accent, mark = text[place], ACCENTS[text[place]]
    gap = place > 1 and text[place - 1] == " "
    start = place - 1 - gap
    left = text[start] if start >= 0 and _IS_LETTER.match(text[start]) else ""
    start = start if left else place
    right = text[place + 1 : place + 2]
    right = right if _IS_LETTER.match(right) else ""
    end = place + 1 + len(right)
    ways: list[_Way] = []
    on_right = unicodedata.normalize("NFC", _DOTLESS.get(right, right) + mark)
    if right and len(on_right) == 1:
        if spaced or not gap:
            ways.append(_Way(start, end, left + on_right, behind=True))
        if left and gap:
            ways.append(_Way(start, end, f"{left} {on_right}", behind=True))
    on_left = unicodedata.normalize("NFC", left + mark)
    inside = not gap and text[max(start - 1, 0) : start].isalpha()
    if left and len(on_left) == 1 and inside:
        ways.append(_Way(start, end, on_left + right, behind=False))
    return ways, text[start:end].replace(accent, "'" if accent == _ACUTE else "")
