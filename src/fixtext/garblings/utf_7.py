r"""Text in UTF-7 that nobody decoded.

What it looks like: ``+Ti1lhw-`` for ``中文``, ``caf+AOk-`` for ``café``, ``+AD0-`` for ``=``.

How it happens: UTF-7 writes characters beyond ASCII as base64 of UTF-16 between ``+`` and ``-``,
for mail that could carry only ASCII. Few programs know it today, and browsers must not; so old
mail, news and web pages show it as it is.

How it is recognised: what stands behind the plus must be whole units of UTF-16 in base64, with
nothing but zeros left over; of what is base64 by chance, hardly any decodes to characters that
anyone writes. The characters must be shorter in bits by the model than the base64, for which at
most six bits a character are counted, as random base64 takes. All of a document's places count
together. Where that is not enough, what comes out may itself be escaped, or bytes in the wrong
order: then what is innermost counts.

>>> import fixtext
>>> fixtext.fix("+TgBOXVFrTl1edFGsYhFPT1coTgBOKlxxZ1E-")
'一九八九年冬我住在一个山村'

What stays: sums (``1+1``), telephone numbers, addresses with ``+`` for spaces, keys and files
in base64, and prose about UTF-7 whose single example proves nothing.

When the repair is a guess: never. ``+-`` becomes ``+`` only where the document is proven to be so.

References: RFC 2152.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from fixtext.anchors import matches
from fixtext.anchors import places as places_of
from fixtext.document import Document
from fixtext.escapes.weighing import bits_in_place, is_text
from fixtext.escapes.wrapped import lines_replaced, saved_inside
from fixtext.forms.weighing import Replacement
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["UTF7"]

_SHIFTED = lazy_pattern(r"\+(?:([A-Za-z0-9+/]{2,4000}+)(-?)(?!=)|-)")
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_MARK = "\ufeff"
_BEYOND = lazy_pattern("[^\x00-\x7f]+|\\+")

# bits; see the manual page
_MOST_AS_IT_IS, _EACH = 6.0, 8.0
_PROVEN = 60.0
_MAY_BE_INSIDE = ("mojibake", "flattened-ruby")
"""What costs as many bits as base64 does, and is no escape."""
_SIGNATURE = 20.0
"""That a text begins with a byte order mark in UTF-7."""


class _Place(NamedTuple):
    start: int
    end: int
    after: str
    bits: float


class UTF7(Garbling):
    """UTF-7 taken for ASCII."""

    name = "utf-7"
    title = "UTF-7 that was not decoded: +Ti1lhw- for 中文"
    group = "disguise"
    lossless = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
    )
    signal = (Seen.ESCAPE | Seen.SHIFTED,)
    worst = ("+Ti0-", "+-")

    def find(self, document: Document) -> Sequence[Edit]:
        """The shifted runs, if the document has enough evidence for them as a whole."""
        if "+" not in document.text:
            return []
        places = list(_places(document))
        total = sum(max(place.bits, 0.0) for place in places)
        if total < document.options.min_bits:
            return _wrapping(document, places)
        # In UTF-7 a plus sign is always the beginning of a run: where much is proven, all are runs.
        proven = total >= _PROVEN
        return [
            Edit(place.start, place.end, place.after, total)
            for place in places
            if place.bits > 0.0 or (proven and (place.after == "+" or is_text(place.after)))
        ]

    def garble(self, text: str, chance: random.Random) -> str:
        """Runs beyond ASCII, and plus signs, as UTF-7 has them."""
        return _BEYOND.sub(_shifted, text)


def _wrapping(document: Document, places: Sequence[_Place]) -> list[Edit]:
    """All of the runs, if what they stand for is escaped, or is bytes in the wrong order."""
    text = document.text
    signs = places_of(text, "+")
    if not places or any(True for _ in itertools.islice(signs, len(places), None)):
        return []  # a plus sign by itself is no UTF-7
    made = [Replacement(place.start, place.end, place.after) for place in places]
    inside = saved_inside(document, UTF7.name, lines_replaced(text, made), _MAY_BE_INSIDE)
    bits = round(inside - _EACH - _MOST_AS_IT_IS, 2)
    if bits < document.options.min_bits:
        return []
    return [Edit(place.start, place.end, place.after, bits) for place in places]


def _shifted(match: re.Match[str]) -> str:
    if match[0] == "+":
        return "+-"
    import base64  # which hardly a text needs

    data = match[0].encode("utf-16-be", "surrogatepass")
    return f"+{base64.b64encode(data).decode().rstrip('=')}-"


def _decoded(payload: str) -> str | None:
    """The characters of base64 of UTF-16; None if it is not whole, or holds what is no text."""
    left = len(payload) * 6 % 16
    if left >= 6:
        return None
    import base64  # which hardly a text needs

    data = base64.b64decode(payload + "=" * (-len(payload) % 4))
    size = len(payload) * 6 // 16 * 2
    if base64.b64encode(data[:size]).decode().rstrip("=") != payload:
        return None
    try:
        characters = data[:size].decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    controls = any((c < " " and c not in "\t\n\r") or "\x7f" <= c < "\xa0" for c in characters)
    return None if controls or not characters else characters


def _places(document: Document) -> Iterator[_Place]:
    text, model = document.text, document.model
    runs: list[tuple[re.Match[str], str]] = []
    for match in matches(_SHIFTED, text, "+", within=document.parts_with(Seen.SHIFTED)):
        if match[1] is None:
            runs.append((match, "+"))
            continue
        if not match[2] and _inside_base64(text, match.start()):
            continue
        characters = _decoded(match[1])
        if characters is None:
            continue
        runs.append((match, characters))
    most = _MOST_AS_IT_IS * np.array([len(match[0]) for match, _ in runs])
    shown = np.minimum(model.bits_many([match[0] for match, _ in runs]), most)
    read = bits_in_place(document, [_place_of(match, characters) for match, characters in runs])
    saved = shown - read - _EACH
    if runs and runs[0][0].start() == 0 and runs[0][1].startswith(_MARK):
        saved[0] += _SIGNATURE
    for (match, characters), bits in zip(runs, saved.tolist(), strict=True):
        worth = -1.0 if match[1] is None else bits
        yield _Place(match.start(), match.end(), characters, worth)


def _place_of(match: re.Match[str], characters: str) -> tuple[int, str]:
    """Where a run is weighed, and what: a byte order mark before the text is none of it."""
    return match.start(), characters if match.start() else characters.removeprefix(_MARK)


def _inside_base64(text: str, place: int) -> bool:
    return place > 0 and text[place - 1] in _BASE64
