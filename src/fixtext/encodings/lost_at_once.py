"""Long text of which nearly every line lost bytes: restored at once, and looked at afterwards.

Text that lost a byte in every few characters is all surprising, and to find out where takes longer
than to restore it. Hardly any bytes but those of UTF-8 are characters of it; so where what comes
back is nearly all of the text, and is text, nothing else needs to be tried.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.blocks import Block, blocks
from fixtext.encodings.bulk import of_their_lines, undone
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import codec
from fixtext.encodings.gone_controls import lacks_controls
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.sampled_blocks import is_of_utf8
from fixtext.encodings.throughout import SAMPLE, sample_places
from fixtext.encodings.weighing import Reversal, covered
from fixtext.excerpt import parted_codes
from fixtext.scan import Seen, beyond_ascii, line_edges

__all__ = ["MOSTLY_LOST", "blocks_beside", "restored_at_once"]

MOSTLY_LOST = "most of the text is garbled, and stands in lines that lost bytes"
"""What a document settles of which no line may be decoded as it stands."""
_NEARLY_ALL = 0.97
"""The part of the characters beyond ASCII that must come back."""
_FLUENT = 13.0
"""Bits that a character of what comes back costs at most, on average, with gaps and edges."""
_MUCH = 2000
"""Characters that tell of what bytes are gone in all of the text."""
_APART = "\n" * 26
"""Line ends between lines over which no block reaches."""


def restored_at_once(document: Document) -> list[Reversal]:
    """The stretches that one reading of UTF-8 restores, if they are nearly all of a long text."""
    if not document.is_long or MOSTLY_LOST not in document.settled or _lacks_controls(document):
        return []
    document.settled.discard(MOSTLY_LOST)  # which it is no more, or is not told so
    codes = document.codes
    route = _route(codes)
    if route is None:
        return []
    costs = document.recall(costs_as_it_is)[:]
    parted = parted_codes(document)
    some = undone(document.model, parted, costs, [(route,)], by_line=True)
    found = of_their_lines(parted, costs, some)
    inside = covered(codes.size, found)
    beyond = codes > 0x7F
    if np.count_nonzero(beyond & inside) < _NEARLY_ALL * np.count_nonzero(beyond):
        return []
    before, saved = float(costs[inside].sum()), sum(one.bits for one in found)
    made = sum(beyond_ascii(one.codes) for one in found)
    return found if before - saved <= _FLUENT * made else []


def _lacks_controls(document: Document) -> bool:
    """Whether so many bytes are gone that what comes back would be a guess."""
    return document.shows(Seen.LATIN) and lacks_controls(document.codes[:_MUCH])


def _route(codes: NDArray[np.uint32]) -> Route | None:
    """The one route from UTF-8 through a double-byte codec that samples of a text can be of."""
    parts = [codes[place : place + SAMPLE] for place in sample_places(codes.size)]
    samples = [Part(part, np.zeros(part.size)) for part in parts]
    fit = [route for route in ROUTES if route.meant == "utf-8" and is_of_utf8(samples, route)]
    return fit[0] if len(fit) == 1 and not codec(fit[0].read).single else None


def blocks_beside(document: Document, found: Iterable[Reversal]) -> list[Block]:
    """The blocks of lines of which some stretches leave characters beyond ASCII."""
    codes, text = document.codes, document.text
    left = np.flatnonzero((codes > 0x7F) & ~covered(codes.size, found))
    if not left.size:
        return []
    lows, highs = line_edges(codes)
    which = np.unique(np.searchsorted(highs, left))
    lines = list(zip(lows[which].tolist(), highs[which].tolist(), strict=True))
    excerpt = document.excerpt(_APART.join(text[low:high] for low, high in lines))
    sizes = np.array([high - low + len(_APART) for low, high in lines])
    places = np.cumsum(sizes) - sizes
    every = blocks(excerpt)
    rows = np.searchsorted(places, [block.cores[0][0] for block in every], side="right") - 1
    moved = (
        _moved(block, int(places[row]), *lines[row])
        for block, row in zip(every, rows.tolist(), strict=True)
    )
    inside = covered(codes.size, found)
    return [block for block in moved if not inside[block.start : block.end].any()]


def _moved(block: Block, place: int, low: int, high: int) -> Block:
    """A block of a line that is at a place of an excerpt, in the document, where the line is."""
    by = low - place

    def within(start: int, end: int) -> tuple[int, int]:
        return min(max(start + by, low), high), max(min(end + by, high), low)

    cores = tuple(within(*core) for core in block.cores)
    return Block(*within(block.start, block.end), block.letters, block.bits, cores)
