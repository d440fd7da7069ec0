r"""Line ends of other systems, and line ends that were doubled.

What it looks like: ``one\r\ntwo``, ``one\rtwo``, ``one\u2028two``, ``one\x85two``, ``one\x0btwo``;
``one\r\r\ntwo`` at every line end of a document.

How it happens: Windows ends lines with CR LF, the old Macintosh with CR, mainframes with U+0085;
word processors write U+2028 or VT for a new line and FF for a new page. A program on Windows that
writes ``\r\n`` to a file in text mode gets ``\r\r\n``.

How it is recognised: by itself; the profiles ``web`` and ``search`` make LF of each, ``ftfy`` of
those that ftfy does. In the profile ``faithful`` only what is plainly an accident is repaired: if
every line of a document, three or more, ends in ``\r\r\n``, it becomes ``\r\n``.

What stays: in ``faithful``, line ends of every other form.

When the repair is a guess: never, but which form it was is lost.

>>> import fixtext
>>> fixtext.fix("one\r\ntwo\u2028three", profile="web")
'one\ntwo\nthree'
>>> fixtext.fix("one\r\r\ntwo\r\r\nthree\r\r\n")
'one\r\ntwo\r\nthree\r\n'

References: Unicode Standard Annex 14; "Newline" in Wikipedia.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.invisible import SHOWS_NOTHING
from fixtext.lazy import lazy_pattern

__all__ = ["LineBreak"]

_OF_OTHER_SYSTEMS = lazy_pattern("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_THAT_FTFY_KNOWS = lazy_pattern("\r\n?|[\x85\u2028\u2029]")
_DOUBLED = lazy_pattern("\r\r\n")
_DOUBLED_OR_OTHER = lazy_pattern(f"{_DOUBLED.pattern}|{_OF_OTHER_SYSTEMS.pattern}")
_LEAST = 3
_EACH = 10.0
"""Bits of each line that ends in CR CR LF: a program that writes CR alone does so now and then."""


class LineBreak(Garbling):
    """Line ends of other systems as LF, and doubled ones as they were."""

    name = "line-break"
    title = r"line ends of other systems, or doubled: \r\r\n for \r\n"
    lossless = False
    group = "invisible"
    profiles = EVERYWHERE
    needs = ("mojibake", "lost-bytes", "byte-shift", "c1-control")
    signal = (Seen.CONTROL,)
    worst = ("\r\r\n", "\x85")

    def find(self, document: Document) -> Sequence[Edit]:
        """The line ends that the profile does not want."""
        text = document.text
        doubled = _is_doubled(document)
        if document.options.profile == "faithful":
            if not doubled:
                return []
            bits = min(_EACH * text.count("\r\r\n"), SHOWS_NOTHING)
            if bits < document.options.min_bits:
                return []
            return [
                Edit(match.start(), match.start() + 1, "", bits)
                for match in _DOUBLED.finditer(text)
            ]
        if document.options.min_bits > SHOWS_NOTHING:
            return []
        known = document.options.profile == "ftfy"
        pattern = _THAT_FTFY_KNOWS if known else _DOUBLED_OR_OTHER if doubled else _OF_OTHER_SYSTEMS
        return [
            Edit(match.start(), match.end(), "\n", SHOWS_NOTHING)
            for match in pattern.finditer(text)
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """Every line end doubled, as a program in text mode does."""
        if "\r" in text or text.count("\n") < _LEAST:
            return text
        return text.replace("\n", "\r\r\n")


def _is_doubled(document: Document) -> bool:
    """Whether every line end of a text, and not only a few, is CR CR LF."""
    text = document.text
    parts = document.parts_with(Seen.CONTROL)
    if not any(text.find("\r\r\n", low, high + 1) >= 0 for low, high in parts):
        return False  # which is told sooner than how often it is
    count = text.count("\r\r\n")
    return count >= _LEAST and count == text.count("\n") and 2 * count == text.count("\r")
