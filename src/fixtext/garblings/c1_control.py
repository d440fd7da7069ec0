r"""C1 controls that are characters of windows-1252, where mojibake leaves them alone.

What it looks like: nothing at all, or boxes: ``他\x93说\x94``, ``5 \x80``, ``don\x92t``, where
quotes, a euro sign and an apostrophe should be.

How it happens: bytes 80 to 9F are characters in windows-1252 and controls in ISO-8859-1. A text
in the first is read as the second, or ``&#146;`` is written for a byte instead of a code point,
and single characters of it get into other text.

How it is recognised: nobody writes C1 controls. In the profile ``faithful`` the language model must
find the document shorter with the characters of windows-1252 than with the controls, by the bits
that are asked for, all places together; the other profiles ask for it as ftfy does and HTML
demands.

What stays: 81, 8D, 8F, 90 and 9D, which windows-1252 does not have. In ``faithful`` a control
behind an accented capital or another control, which may be what is left of a character in UTF-8.
U+0085 in a text without any other line end, where it is one.

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

import numpy as np

from fixtext.document import Document
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.invisible import SHOWS_NOTHING
from fixtext.scan import code_points

__all__ = ["C1Control"]

_MEANT = {
    control: byte.decode("cp1252")
    for control in map(chr, range(0x80, 0xA0))
    if (byte := control.encode("latin-1")).decode("cp1252", "ignore")
}
_CONTROLS = re.compile(f"[{''.join(_MEANT)}]")
_LONE = re.compile(f"(?<![\xc2-\xf4\x80-\x9f])[{''.join(_MEANT)}](?![\x80-\x9f])")
_TO_MEANT = str.maketrans(_MEANT)
_TO_CONTROL = str.maketrans({meant: control for control, meant in _MEANT.items()})
_OTHER_LINE_END = re.compile("[\r\n\x80-\x84\x86-\x9f]")
_NEXT_LINES = 3
_CONTEXT = 8  # characters on each side that the language model looks at
_COST = 10.0
"""Bits: that bytes of windows-1252 get into other text happens to one document in a thousand."""


class C1Control(Garbling):
    """C1 controls as characters of windows-1252."""

    name = "c1-control"
    title = r"controls that are characters of windows-1252: \x93 for “"
    lossless = True
    group = "invisible"
    profiles = EVERYWHERE
    needs = ("mojibake", "lost-bytes", "byte-shift")
    signal = (Seen.C1,)

    def find(self, document: Document) -> Sequence[Edit]:
        """The controls that windows-1252 has a character for."""
        faithful = document.options.profile == "faithful"
        found = list((_LONE if faithful else _CONTROLS).finditer(document.text))
        if not found or _ends_lines(document.text):
            return []
        bits = _saved(document, found) if faithful else SHOWS_NOTHING
        if bits < document.options.min_bits:
            return []
        return [Edit(match.start(), match.end(), _MEANT[match[0]], bits) for match in found]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every character of windows-1252 that has a byte of 80 to 9F as that control."""
        return text.translate(_TO_CONTROL)


def _ends_lines(text: str) -> bool:
    """Whether U+0085 is the only line end of a text."""
    return text.count("\x85") >= _NEXT_LINES and not _OTHER_LINE_END.search(text)


def _saved(document: Document, found: Sequence[re.Match[str]]) -> float:
    """By how many bits the text is shorter with the characters, less what the accident costs."""
    places = [match.start() for match in found]
    around = "\n".join(
        document.text[max(place - _CONTEXT, 0) : place + _CONTEXT] for place in places
    )
    as_it_is = document.model.score(code_points(around))
    meant = document.model.score(code_points(around.translate(_TO_MEANT)))
    return round(float(np.sum(as_it_is) - np.sum(meant)) - _COST, 2)
