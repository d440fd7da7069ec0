r"""C1 controls that are characters of windows-1252, where mojibake leaves them alone.

What it looks like: nothing at all, or boxes: ``他\x93说\x94``, ``5 \x80``, ``don\x92t``, where
quotes, a euro sign and an apostrophe should be.

How it happens: bytes 80 to 9F are characters in windows-1252 and controls in ISO-8859-1. A text
in the first is read as the second, or ``&#146;`` is written for a byte instead of a code point,
and single characters of it get into other text.

How it is recognised: nobody writes C1 controls. In the profile ``faithful`` the language model must
find the document shorter with the characters of windows-1252 than with the controls, by the bits
that are asked for, all places together; that quotation marks open and close in turn is evidence
as well. The other profiles ask for it as ftfy does and HTML demands.

What stays: 81, 8D, 8F, 90 and 9D, which windows-1252 does not have. In ``faithful`` a control
behind an accented capital or another control, which may be what is left of a character in UTF-8;
but dashes, dots and closing marks stand together (``\x97\x97``, ``\x85\x94``). U+0085 in a text
without any other line end, where it is one.

When the repair is a guess: never; the byte is the same.

>>> import fixtext
>>> fixtext.fix("他\x93说\x94了，她\x93听\x94了。")
'他“说”了，她“听”了。'

References: the HTML Standard on numeric character references; "C0 and C1 control codes" in
Wikipedia; ftfy's documentation of ``fix_c1_controls``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.forms.weighing import Replacement, weigh
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.invisible import SHOWS_NOTHING
from fixtext.lazy import lazy_pattern

__all__ = ["C1Control", "explains"]

_MEANT = {
    control: byte.decode("cp1252")
    for control in map(chr, range(0x80, 0xA0))
    if (byte := control.encode("latin-1")).decode("cp1252", "ignore")
}
_CONTROLS = lazy_pattern(f"[{''.join(_MEANT)}]")
_LONE = lazy_pattern(
    rf"(?<![\xc2-\xf4\x80-\x9f])(?:([\x85\x96\x97])\1*+[\x92\x94]?|[{''.join(_MEANT)}])(?![\x80-\x9f])"
)
_TO_MEANT = str.maketrans(_MEANT)
_TO_CONTROL = str.maketrans({meant: control for control, meant in _MEANT.items()})
_OTHER_LINE_END = lazy_pattern("[\r\n\x80-\x84\x86-\x9f]")
_LINE_ENDS = lazy_pattern("\x85+")
_NEXT_LINES = 3
_OPENING = {"\x91": "\x92", "\x93": "\x94"}

# bits
_COST = -16.0
"""That bytes of windows-1252 get into other text happens to one document in a thousand; but nobody
writes C1 controls at all, while the model holds for one in some ten thousands whatever it has never
seen: a text in which one stands alone is damaged, and what is meant must only fit in."""
_PAIRED = 9.0
"""Of two controls in a line, out of 27 there are, that they are a pair of quotation marks."""


class C1Control(Garbling):
    """C1 controls as characters of windows-1252."""

    name = "c1-control"
    title = r"controls that are characters of windows-1252: \x93 for “"
    lossless = True
    group = "invisible"
    profiles = EVERYWHERE
    needs = ("mojibake", "lost-bytes", "byte-shift")
    signal = (Seen.C1,)
    worst = ("\x93中\x94", "\x85")

    def find(self, document: Document) -> Sequence[Edit]:
        """The controls that windows-1252 has a character for."""
        faithful = document.options.profile == "faithful"
        pattern = _LONE if faithful else _CONTROLS
        # all of a match, and what may stand behind it, are such controls
        parts = document.parts_with(Seen.C1)
        found = [match for part in parts for match in pattern.finditer(document.text, *part)]
        if not found or _ends_lines(document.text):
            return []
        bits = _saved(document, found) if faithful else SHOWS_NOTHING
        if bits < document.options.min_bits:
            return []
        return [Edit(*match.span(), match[0].translate(_TO_MEANT), bits) for match in found]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every character of windows-1252 that has a byte of 80 to 9F as that control."""
        return text.translate(_TO_CONTROL)


def explains(text: str, start: int, end: int, after: str) -> bool:
    r"""Whether a change is of this kind, or what changes is nothing but what it undoes.

    >>> explains("太慢了\x85\x85", 3, 5, "厖"), explains("Ã\x83Â\xad", 0, 4, "í")
    (True, False)
    """
    if len(after) != end - start and text[start : start + 1] not in _MEANT:
        return False  # not all are controls, and what they mean is as long as they are
    controls = len(_CONTROLS.findall(text, start, end))
    if not controls or (controls < end - start and text[start:end].translate(_TO_MEANT) != after):
        return False
    return controls == sum(len(match[0]) for match in _LONE.finditer(text, start, end))


def _ends_lines(text: str) -> bool:
    """Whether U+0085 is the only line end of a text; dots stand together."""
    return not _OTHER_LINE_END.search(text) and len(_LINE_ENDS.findall(text)) >= _NEXT_LINES


def _saved(document: Document, found: Sequence[re.Match[str]]) -> float:
    """By how many bits the text is shorter with the characters, less what the accident costs."""
    meant = [Replacement(*match.span(), match[0].translate(_TO_MEANT)) for match in found]
    gains = sum(weigh(document, meant))
    return round(gains + _PAIRED * _pairs(document.text, found) - _COST, 2)


def _pairs(text: str, found: Sequence[re.Match[str]]) -> int:
    """How many quotation marks are open when the mark that closes them comes, in their line."""
    pairs = 0
    closing, place = "", 0
    for match in found:
        control = match[0][-1]
        if closing and "\n" in text[place : match.start()]:
            closing = ""
        place = match.end()
        if control == closing:
            pairs += 1
            closing = ""
        else:
            closing = _OPENING.get(control, closing)
    return pairs
