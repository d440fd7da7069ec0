r"""A byte order mark at the beginning of the text, or of a line where files were joined.

What it looks like: nothing at all; but the first column of a table is called ``\ufeffname``, the
script doesn't start, JSON cannot be read. Where files were joined one stands in the middle. Or its
three bytes in UTF-8 were read with another codec: ``ï»¿name``, ``∩╗┐name``, ``п»їname``.

How it happens: Windows programs put U+FEFF before the text as a signature of UTF-8 or UTF-16; a
program that reads UTF-8 takes it for a character, and ``cat`` joins files with their signatures.

How it is recognised: U+FEFF at the beginning of the text or of a line. As a character it keeps a
line from breaking between its neighbours, and there is nothing before it there. At the beginning of
the text also what single-byte codecs show of its bytes, which begins no word of any language.

What stays: in the profile ``faithful``, U+FEFF inside of a line; zero-width is for it. The profile
``ftfy`` removes it everywhere, as ftfy does.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("\ufeffname,age")
'name,age'
>>> fixtext.fix("∩╗┐name,age")
'name,age'

References: the Unicode Standard, section 23.8; "Byte order mark" in Wikipedia.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtext.anchors import places
from fixtext.document import Document
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.invisible import SHOWS_NOTHING, removals
from fixtext.lazy import lazy_pattern
from fixtext.signs import SHOWN_MARKS

__all__ = ["ByteOrderMark"]

_MARK = "\ufeff"
_AT_A_BEGINNING = lazy_pattern("(?:^|(?<=[\n\r\x85\u2028\u2029]))\ufeff+")
_ANYWHERE = lazy_pattern("\ufeff+")
_PARAGRAPH = lazy_pattern(r"(?<=\n)(?=\w)")


class ByteOrderMark(Garbling):
    """Byte order marks removed."""

    name = "byte-order-mark"
    title = r"a byte order mark before the text: \ufeffname,age"
    lossless = True
    group = "invisible"
    profiles = EVERYWHERE
    needs = ()
    signal = (Seen.CONTROL, Seen.LATIN | Seen.SHOWN_MARK, Seen.LETTER | Seen.SHOWN_MARK)
    worst = ("\ufeff\n",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The marks at the beginning of the text and of lines."""
        text = document.text
        if text.startswith(SHOWN_MARKS) and document.options.min_bits <= SHOWS_NOTHING:
            return [Edit(0, len(_MARK.encode()), "", SHOWS_NOTHING)]
        if not document.shows(Seen.CONTROL):
            return []
        if next(places(text, _MARK, within=document.parts_with(Seen.CONTROL)), None) is None:
            return []
        anywhere = document.options.profile == "ftfy"
        return removals(document, _ANYWHERE if anywhere else _AT_A_BEGINNING, SHOWS_NOTHING)

    def garble(self, text: str, chance: random.Random) -> str:
        """One before the text, and before some of the lines."""
        if not text or text.startswith(_MARK):
            return text
        joined = _PARAGRAPH.sub(lambda match: _MARK if chance.random() < 0.1 else "", text)
        return _MARK + joined
