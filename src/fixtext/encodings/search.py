"""What stretches of a document were read with the wrong codec, with the evidence they have."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.codecs import codec
from fixtext.encodings.reversal import reverse
from fixtext.encodings.routes import LATIN, LATIN_ROUTES, ROUTES
from fixtext.encodings.surprise import bits_as_it_is, blocks
from fixtext.encodings.weighing import Reversal

__all__ = ["reversals"]

_ALL_OF_IT = 11.0
"""In 24,000 right texts of two to six characters, the best other reading saved 5 bits."""
_ROUTE = "route: "
_AGAIN = 9.0
"""Bits that a route proven elsewhere in the document spares the next stretch."""
_QUOTED = 30.0
"""Bits against a stretch that is more likely shown on purpose."""
_FEW = 2
_LONG = 80
_NEAR = 200
_SAME_LETTERS = 6
_OWN_SCRIPT = 14.0
_UNUSUAL, _FEW_CHARACTERS = 7.0, 14.0


def reversals(document: Document) -> list[Reversal]:
    """The stretches of a document that read better in another codec, ordered.

    What is proven in one place makes the same route likelier in the rest of the document.
    """
    codes = document.codes
    bits = document.recall(bits_as_it_is)
    found: list[Reversal] = []
    known = {route for route in document.evidence if route.startswith(_ROUTE)}
    for block in document.recall(blocks):
        part = slice(block.start, block.end)
        routes = LATIN_ROUTES if block.letters else ROUTES
        proven = {route.removeprefix(_ROUTE) for route in known}
        for one in reverse(document.model, codes[part], bits[part], proven, routes):
            low, high = one.start + block.start, one.end + block.start
            routes_here = {f"{_ROUTE}{route}" for route in one.routes}
            paid = one.bits * _variety(codes[low:high])
            paid += _AGAIN if routes_here <= known else -_place_cost(codes, low, high, one)
            paid -= _QUOTED if _is_quoted(document.text, low, high, one) else 0.0
            if paid >= document.options.min_bits:
                known |= routes_here
                document.evidence.update(dict.fromkeys(routes_here, paid))
            found.append(dataclasses.replace(one, start=low, end=high, bits=paid))
    return found


def _is_quoted(text: str, low: int, high: int, one: Reversal) -> bool:
    """Whether a text gives one word both right and garbled, as it does when it is about that.

    A byte order mark inside a text is none: there, its bytes are quoted as well.
    """
    if one.text == "\ufeff" and low:
        return True
    if np.count_nonzero(one.codes > 0x7F) > _FEW:
        return False
    start, end = low, high
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    word = text[start:low] + one.text + text[high:end]
    return len(word) > 1 and word in text


def _variety(codes: NDArray[np.uint32]) -> float:
    """The share of the evidence that is not the same over again: one word thrice proves it once."""
    high = (codes > 0x7F).astype(np.uint64)
    pairs = (codes[:-1].astype(np.uint64) << np.uint64(32) | codes[1:])[(high[:-1] & high[1:]) > 0]
    single = codes[codes > 0x7F]
    if single.size > _LONG:
        return 1.0
    if np.unique(single).size <= _FEW:
        return np.unique(single).size / max(single.size, 1)
    return np.unique(pairs).size / pairs.size if pairs.size else 1.0


def _place_cost(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> float:
    """Bits for where a stretch lies: the more text there is, the more places it could have.

    A text that is nothing but the stretch needs less: right text of a few rare characters alone
    hardly ever has another reading, so there the first such doubt is mostly right.

    Where the text around it is in the very letters of the wrong codec, a stretch of such letters
    is more likely a word or a name that the model does not know.
    """
    beyond_ascii = int(np.count_nonzero(codes > 0x7F))
    inside = int(np.count_nonzero(codes[low:high] > 0x7F))
    if inside >= beyond_ascii:
        return -_ALL_OF_IT if np.count_nonzero(one.codes > 0x7F) >= _FEW else 0.0
    cost = math.log2(beyond_ascii)
    if np.count_nonzero(one.codes > 0x7F) <= _FEW and one.routes[0].cost >= _UNUSUAL:
        cost += _FEW_CHARACTERS
    wrong = codec(one.routes[0].read)
    if wrong.single and wrong.label not in LATIN:
        around = np.concatenate((codes[max(0, low - _NEAR) : low], codes[high : high + _NEAR]))
        if np.count_nonzero(wrong.has(around) & (around > 0x7F)) >= _SAME_LETTERS:
            cost += _OWN_SCRIPT
    return cost
