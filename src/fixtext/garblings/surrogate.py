r"""Surrogate code points: halves of characters, or bytes that Python kept.

What it looks like: ``\ud83d\ude00`` for U+1F600, two code points where one character should be;
``caf\udcc3\udca9`` for ``café``. Neither can be written as UTF-8, and programs die of them.

How it happens, in two ways. JavaScript, Java, and JSON with ``\u`` escapes write a character beyond
U+FFFF as two units of UTF-16; a program that takes each unit for a character leaves both. Or Python
reads bytes as ASCII with the error handler ``surrogateescape``, as it does with file names and
standard input where no locale is set: each byte from 80 to FF becomes one of U+DC80 to U+DCFF.

How it is recognised: by themselves. No text holds a surrogate; a high one before a low one is a
character, and bytes in a row that are UTF-8 are characters too. One that is neither, half of a pair
or a byte of another encoding, is reported and stays.

What stays: UTF-8 of surrogates that was read as some other codec (CESU-8) is mojibake's.

When the repair is a guess: never. Every code point comes from exactly one pair, and every UTF-8
text from exactly one row of bytes.

>>> import fixtext
>>> fixtext.fix("\ud83d\ude00 caf\udcc3\udca9")
'😀 café'

References: the Unicode Standard, section 23.6; PEP 383 for ``surrogateescape``.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.garbling import EVERYWHERE, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["Surrogate"]

_SURROGATE = lazy_pattern("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]+|[\ud800-\udfff]")
_BEYOND_ASCII = lazy_pattern("[^\x00-\x7f]+")
_BEYOND_BMP = lazy_pattern("[\U00010000-\U0010ffff]")

# bits: no text holds a surrogate, so that the first alone is proof of an accident; what follows
# from it, a low half behind a high one or one byte behind another, is proof of which
_FIRST, _PAIR, _EACH_BYTE = 24.0, 36.0, 8.0


class Surrogate(Garbling):
    """Pairs of surrogates joined, and bytes that Python kept read as UTF-8."""

    name = "surrogate"
    title = r"halves of characters, or bytes that Python kept: \ud83d\ude00 for 😀"
    lossless = True
    group = "invisible"
    profiles = EVERYWHERE
    needs = ("mojibake", "lost-bytes")
    signal = (Seen.SURROGATE,)
    worst = ("\ud83d", "\udcc3\udca9")

    def find(self, document: Document) -> Sequence[Edit]:
        """The pairs and bytes that are characters; the others are only reported."""
        edits = (_edit(match) for match in _SURROGATE.finditer(document.text))
        return [edit for edit in edits if edit.bits >= document.options.min_bits]

    def garble(self, text: str, chance: random.Random) -> str:
        """Characters beyond U+FFFF as pairs; where there are none, others as kept bytes."""
        if _BEYOND_BMP.search(text):
            return _BEYOND_BMP.sub(_as_pair, text)
        return _BEYOND_ASCII.sub(_as_bytes, text)


def _edit(match: re.Match[str]) -> Edit:
    shown = match[0]
    if len(shown) == 2 and "\ud800" <= shown[0] <= "\udbff":
        joined = shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        return Edit(match.start(), match.end(), joined, _FIRST + _PAIR, note="UTF-16")
    if all("\udc80" <= kept <= "\udcff" for kept in shown):
        read = _utf8(shown)
        if read is not None:
            bits = _FIRST + _EACH_BYTE * len(shown)
            return Edit(match.start(), match.end(), read, bits, note="bytes of UTF-8")
        note = "bytes that Python kept, not of UTF-8"
    else:
        note = "half of a pair of surrogates; the other half is gone"
    return Edit(match.start(), match.end(), None, _FIRST + _PAIR, note=note)


def _utf8(kept: str) -> str | None:
    try:
        return kept.encode("ascii", "surrogateescape").decode("utf-8")
    except UnicodeDecodeError:
        return None


def _as_pair(match: re.Match[str]) -> str:
    unit = ord(match[0]) - 0x10000
    return chr(0xD800 + (unit >> 10)) + chr(0xDC00 + (unit & 0x3FF))


def _as_bytes(match: re.Match[str]) -> str:
    data = match[0].encode("utf-8", "surrogatepass")
    return data.decode("ascii", "surrogateescape")
