"""What is left of a document of which most lines were taken through one chain.

What is surprising in it still is most often right, or went the same way and was cut off, so the
known routes are tried first. Others are tried where these do not explain what is very surprising.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fixtext.encodings.attempts import score_texts
from fixtext.encodings.candidates import Part
from fixtext.encodings.reversal import reverse
from fixtext.encodings.routes import Route
from fixtext.encodings.surprise import Block
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model

__all__ = ["by_known_first"]

_SURPRISING = 15.0
"""Bits of surprise from which on routes are tried that are not known."""
_EXPLAINED = 0.9
"""Share of what is surprising in a block that the known routes must explain, so that no other is
tried."""
_FLUENT, _PLENTY = 12.0, 100.0
"""Bits that a character may cost then, and that are so many that nothing else will save more."""


def by_known_first(
    model: Model,
    blocks: Sequence[Block],
    parts: Sequence[Part],
    known: set[str],
    routes: Sequence[Route],
) -> list[list[Reversal]]:
    """The best stretches of some blocks, whose texts these parts are, by the known routes or any.

    For each part those that :func:`fixtext.encodings.reversal.reverse` gives.
    """
    usual = [route for route in routes if str(route) in known]
    found = reverse(model, parts, known, usual, depth=1)
    left = [
        index
        for index, (block, part) in enumerate(zip(blocks, parts, strict=True))
        if block.bits >= _SURPRISING and not _explains(model, found[index], part, block.inside)
    ]
    every = reverse(model, [parts[index] for index in left], known, routes) if left else []
    for index, several in zip(left, every, strict=True):
        found[index] = several
    return found


def _explains(
    model: Model, found: Sequence[Reversal], part: Part, inside: Sequence[tuple[int, int]]
) -> bool:
    """Whether some stretches are nearly all that is surprising in a part, and text by then."""
    odd = np.zeros(part.codes.size, np.bool_)
    for low, high in inside:
        odd[low:high] = part.codes[low:high] > 0x7F
    explained = 0
    for one in found:
        if one.bits >= _PLENTY or _is_text(model, one):
            explained += int(np.count_nonzero(odd[one.start : one.end]))
    return explained >= _EXPLAINED * int(np.count_nonzero(odd))


def _is_text(model: Model, one: Reversal) -> bool:
    """Whether a stretch is text that nothing was lost of."""
    beyond = one.codes > 0x7F
    if one.gaps or not beyond.any():
        return False
    return bool(score_texts(model, [one.codes])[0][beyond].mean() <= _FLUENT)
