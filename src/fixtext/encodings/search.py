"""What stretches of a document were read with the wrong codec, with the evidence they have."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.codecs import codec
from fixtext.encodings.reversal import Reversal, reverse
from fixtext.encodings.routes import LATIN, LATIN_ROUTES, ROUTES
from fixtext.encodings.surprise import bits_as_it_is, blocks

__all__ = ["reversals"]

_SOMEWHERE = 2.0
_FEW = 2
_LONG = 80
_NEAR = 200
_SAME_LETTERS = 6
_OWN_SCRIPT = 14.0


def reversals(document: Document) -> list[Reversal]:
    """The stretches of a document that read better in another codec, ordered.

    What is proven in one place makes the same route likelier in the rest of the document.
    """
    codes = document.codes
    bits = document.recall(bits_as_it_is)
    found: list[Reversal] = []
    known: set[str] = set()
    for block in document.recall(blocks):
        part = slice(block.start, block.end)
        routes = LATIN_ROUTES if block.letters else ROUTES
        for one in reverse(document.model, codes[part], bits[part], known, routes):
            low, high = one.start + block.start, one.end + block.start
            paid = one.bits * _variety(codes[low:high]) - _place_cost(codes, low, high, one)
            if paid >= document.options.min_bits:
                known |= {str(route) for route in one.routes}
            found.append(dataclasses.replace(one, start=low, end=high, bits=paid))
    return found


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
    """Bits for where a stretch lies: none for all of the text, more the more there is of it.

    Where the text around it is in the very letters of the wrong codec, a stretch of such letters
    is more likely a word or a name that the model does not know.
    """
    beyond_ascii = int(np.count_nonzero(codes > 0x7F))
    inside = int(np.count_nonzero(codes[low:high] > 0x7F))
    if inside >= beyond_ascii:
        return 0.0
    cost = _SOMEWHERE + math.log2(beyond_ascii)
    wrong = codec(one.routes[0].read)
    if wrong.single and wrong.label not in LATIN:
        around = np.concatenate((codes[max(0, low - _NEAR) : low], codes[high : high + _NEAR]))
        if np.count_nonzero(wrong.has(around) & (around > 0x7F)) >= _SAME_LETTERS:
            cost += _OWN_SCRIPT
    return cost
