"""Double-byte text that a single-byte codec showed, and of which bytes were stripped.

Browsers and editors show no soft hyphens, and make spaces of no-break ones; programs that clean
text strip both. In double-byte text these are halves of characters as usual as 画, 要 and 서, and
behind each everything is read one byte off, up to the next ASCII character, so that the right route
saves little, and none may seem right. Where much of a text is in a single-byte codec and no route
makes text of it as it stands, it is read with such bytes put back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import codec
from fixtext.encodings.pairs_with_holes import put_back
from fixtext.encodings.routes import Route
from fixtext.encodings.weighing import Reversal, covered
from fixtext.language import Model
from fixtext.scan import line_edges

__all__ = ["with_stripped"]

_FEWEST, _DENSE = 6, 0.25
"""Characters beyond ASCII, and their share of those that are no spaces, from which on so much of a
text is in a single-byte codec that it may be of pairs."""
_SHOWN = 0.95
"""The part of them that the codec must have."""
_ODD = 12.0
"""Bits of a character that may not be the one that was meant."""
_BY = ("windows-1252", "iso-8859-1", "windows-1254", "windows-1250", "windows-1251")
"""The codecs of which it is looked for."""

_LAST = 0x2FFF
"""No single-byte codec has a code point above."""

_Codes = NDArray[np.uint32]


def with_stripped(
    model: Model,
    part: Part,
    best: Sequence[Reversal],
    routes: Sequence[Route],
    known: frozenset[str],
) -> Iterator[Reversal]:
    """Readings of a part with stripped bytes put back, if the ``best`` ones make no text of it.

    ``known`` are routes that are proven already, and cost no more than a bit.
    """
    codes = part.codes
    done = covered(codes.size, best)
    edges = (each.tolist() for each in line_edges(codes))
    for start, end in zip(*edges, strict=True):
        line = slice(start, end)
        read = _may_be_shown_by(codes[line], [route.read for route in routes])
        inside = [one for one in best if start <= one.start and one.end <= end]
        if read is None or _is_explained(model, codes[line], done[line], inside):
            continue
        alone = Part(codes[line], part.bits[line])
        for route in routes:
            if route.read == read and route.meant in DOUBLE_BYTE:
                cost = 1.0 if str(route) in known else route.cost
                for one in put_back(model, alone, route, cost):
                    yield one.moved(start)


def _may_be_shown_by(codes: _Codes, among: Sequence[str]) -> str | None:
    """The codec ``among`` some, of one byte, that can have shown most of a text, if any can.

    Of several, the most usual one.
    """
    high = codes[codes > 0x7F]
    visible = int(np.count_nonzero(codes > 0x20))
    if high.size < _FEWEST or high.size < _DENSE * visible or high.max() > _LAST:
        return None
    some = [read for read in _BY if read in among]
    shares = [float(codec(read).has(high).mean()) for read in some]
    return some[int(np.argmax(shares))] if max(shares, default=0.0) >= _SHOWN else None


def _is_explained(
    model: Model, codes: _Codes, done: NDArray[np.bool_], inside: Sequence[Reversal]
) -> bool:
    """Whether readings cover what is beyond ASCII of a line, and nothing in them is odd."""
    if any(one.gaps for one in inside):
        return True
    if ((codes > 0x7F) & ~done).any():
        return False
    return not any((model.score(one.codes)[one.codes > 0x7F] > _ODD).any() for one in inside)
