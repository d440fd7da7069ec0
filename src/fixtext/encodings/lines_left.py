"""Lines that lost bytes, of a document whose other lines were all taken through one chain.

They went through that chain as well, so nothing has to be searched for, and they are looked at
while they stand among others of their kind: all of them together, and apart from right text.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import Costs
from fixtext.encodings.bulk import of_their_lines, undone
from fixtext.encodings.routes import PROVEN
from fixtext.encodings.weighing import Reversal, covered
from fixtext.scan import beyond_ascii, line_edges

__all__ = ["beyond_beside_lost", "is_all", "left_beside", "with_left_beside"]

_APART = np.array([0x0A, 0xFFFF, 0x0A], np.uint32)
"""What no codec shows: no stretch goes on over it, nor is joined with one behind it."""
_LOST = 0xFFFD
_LEAST, _AS_THE_REST = 8.0, 15.0
"""Bits that a stretch must save, and what the rest of the document says for it."""


def with_left_beside(document: Document, taken: Sequence[Reversal]) -> list[Reversal]:
    """The stretches taken, and those of lines with U+FFFD that went the same way, ordered.

    Where they leave nothing, the chain counts as undone in all of the document.
    """
    beside = left_beside(document, taken)
    document.pending = [one for one in beside if one.gaps]
    every = sorted([*taken, *beside], key=lambda one: one.start)
    if is_all(document.codes, every):
        document.undone |= {f"{PROVEN}{route}" for route in taken[0].routes}
    return every


def left_beside(document: Document, taken: Sequence[Reversal]) -> list[Reversal]:
    """The stretches of lines with U+FFFD that went through the chain of those taken, ordered.

    That most of the document did counts for each of them.
    """
    spans = _lines_with_lost(document.codes, taken)
    if not spans:
        return []
    pieces = [each for low, high in spans for each in (document.codes[low:high], _APART)]
    codes = np.concatenate(pieces)
    costs = Costs(document.model, codes)[:]
    sizes = np.array([high - low + _APART.size for low, high in spans])
    places = (np.cumsum(sizes) - sizes).tolist()
    chain = taken[0].routes
    # rare names are unlike the other lines, but hardly any bytes are UTF-8 by chance
    unlike = chain[-1].meant == "utf-8"
    some = undone(document.model, codes, costs, [chain], by_line=not unlike)
    found: list[Reversal] = []
    for one in of_their_lines(codes, costs, some):
        changed = one.trimmed(codes[one.start : one.end])  # line ends stay as they are
        index = bisect.bisect_right(places, changed.start) - 1
        low, high = spans[index]
        by = low - places[index]
        if one.bits >= _LEAST and changed.end + by <= high:
            bits = one.bits + _AS_THE_REST
            found.append(dataclasses.replace(changed.moved(by), bits=bits, raw=one.bits))
    return found


def beyond_beside_lost(codes: NDArray[np.uint32]) -> int:
    """How many characters beyond ASCII stand in lines with U+FFFD."""
    return sum(beyond_ascii(codes[low:high]) for low, high in _lines_with_lost(codes, ()))


def is_all(codes: NDArray[np.uint32], found: Sequence[Reversal]) -> bool:
    """Whether some stretches leave nothing beyond ASCII but in lines with U+FFFD."""
    rest = np.flatnonzero((codes > 0x7F) & ~covered(codes.size, found))
    ends = line_edges(codes)[1]
    lost = np.searchsorted(ends, np.flatnonzero(codes == _LOST))
    return bool(np.isin(np.searchsorted(ends, rest), lost).all())


def _lines_with_lost(codes: NDArray[np.uint32], taken: Sequence[Reversal]) -> list[tuple[int, int]]:
    """Where lines with U+FFFD begin and end, those that follow each other as one; none taken."""
    lost = np.flatnonzero(codes == _LOST)
    if not lost.size:
        return []
    lost = lost[~covered(codes.size, taken)[lost]]
    if not lost.size:
        return []
    lows, highs = line_edges(codes)
    which = np.unique(np.searchsorted(highs, lost))
    first = np.flatnonzero(np.append(True, np.diff(which) > 1))
    last = np.append(first[1:], which.size) - 1
    return list(zip(lows[which[first]].tolist(), highs[which[last]].tolist(), strict=True))
