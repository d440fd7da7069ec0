"""Whether a search of a short text would find nothing: told without searching.

In two of ten right titles a rare word surprises. No route makes sense of it, which the first look
of a search says, and it is in step, so that no kind that asks for what surprises has anything to
do with such a title.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.attempts import LEAST
from fixtext.encodings.blocks import Block, blocks, is_much
from fixtext.encodings.candidates import Part
from fixtext.encodings.circumstances import ALL_OF_IT
from fixtext.encodings.clearing import LONG, STRANGERS, doublings_of, enough_bits, is_rare, overview
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.routes import Route
from fixtext.encodings.screening import Screened
from fixtext.encodings.second_look import may_save
from fixtext.encodings.shifted import may_be_shifted
from fixtext.encodings.single_byte import may_be_known_to_ftfy
from fixtext.encodings.surprise import Enough, unexplained
from fixtext.language import Model
from fixtext.language.pair_screen import Overview
from fixtext.scan import Seen, beyond_ascii, code_points

__all__ = [
    "BORDERS_PAID",
    "FEW",
    "SHORT",
    "least_to_save",
    "nothing_explains",
    "nothing_explains_it",
    "routes_at_first_look",
    "would_find_nothing",
]

BORDERS_PAID = 10.0
"""Where a stretch begins and ends was paid for when it was found."""
FEW, SHORT = 150, 2000
"""Characters of blocks of a short text that are searched in full at once, since screening takes as
long; and those that a short text has."""
_LONG, _MUCH = 300, 100
"""Characters of a text that may be garbled as a whole, and of blocks that samples are taken of."""
_NOT_AT_ONCE = int(Seen.CONTROL | Seen.HALF_WIDTH_KANA | Seen.KANA_HANGUL)
_LATIN = int(Seen.LATIN)
"""Of what shows the first, one loop does not tell."""
_PART = 4
"""The part of a text that is surprising, at most, where most of it is right."""
_MOSTLY = 0.6
"""The part of a text's characters beyond ASCII that is nearly all of them."""


def would_find_nothing(document: Document) -> bool:
    """Whether no route, and no byte put in or lost, explains what surprises in a fresh text.

    False where that is not told, as of long texts.
    """
    if document.recall(nothing_explains_it):
        return True
    places = document.recall(blocks)
    if not places:
        return True
    if document.model.scorer is None or len(document.text) >= _LONG:
        return False
    whole = sum(block.end - block.start for block in places)
    if whole > _MUCH or any(block.letters for block in places):
        return False
    costs = document.recall(costs_as_it_is)
    beyond = beyond_ascii(document.codes)
    for block in places:
        part = Part(document.codes[block.start : block.end], costs[block.start : block.end])
        if routes_at_first_look(document, block, part, beyond) != []:
            return False
    return not (
        any(
            may_be_shifted(document.model, document.text, document.codes, block) for block in places
        )
        or may_be_known_to_ftfy(document.text, places)
    )


def nothing_explains_it(document: Document) -> bool:
    """As :func:`nothing_explains`, of a document."""
    if len(document.text) > LONG:
        return False
    shown, least = document.recall(overview), document.options.min_bits
    return nothing_explains(document.model, document.text, document.seen, shown, least)


def nothing_explains(model: Model, text: str, seen: int, shown: Overview, min_bits: float) -> bool:
    """Whether a search would find nothing in a short text that surprises, told by one loop.

    ``seen`` is what it shows, and ``shown`` how surprising it is at a glance. False where that loop
    does not tell.
    """
    codes = code_points(text)
    if not _is_for_one_loop(codes, seen, shown):
        return False
    beyond, size = shown.beyond, codes.size
    needed = least_to_save(1, 1, min_bits), least_to_save(0, beyond, min_bits)
    few = FEW if size < SHORT else 0
    found = unexplained(model, codes, shown, Enough(few, _MOSTLY * beyond, beyond, *needed))
    if found is None:
        return False
    places = [Block(start, end, False, bits, tuple(cores)) for start, end, bits, cores in found]
    whole = sum(place.end - place.start for place in places)
    if is_much(places, size) or _PART * whole > size >= _LONG:
        return False  # samples tell, or it may be garbled as a whole
    if shown.wide < beyond and may_be_known_to_ftfy(text, places):
        return False
    return not any(may_be_shifted(model, text, codes, block) for block in places)


def _is_for_one_loop(codes: NDArray[np.uint32], seen: int, shown: Overview) -> bool:
    """Whether a text may be worth a look for no other reason than what surprises in it."""
    beyond, latin = shown.beyond, seen & _LATIN != 0
    if seen & _NOT_AT_ONCE or not beyond or is_rare(beyond, codes.size):
        return False
    enough = enough_bits(beyond, shown.wide, doublings_of(beyond), latin=latin)
    return shown.surprise >= enough and not (latin and mixed_lines(codes, STRANGERS))


def routes_at_first_look(
    document: Document, block: Block, part: Part, beyond: int
) -> list[Route] | None:
    """The routes by which a block of a short text may save enough; None where that is not told.

    ``beyond`` are the characters of the text that are beyond ASCII.
    """
    inside = sum(beyond_ascii(part.codes[low:high]) for low, high in block.inside)
    needed = least_to_save(inside, beyond, document.options.min_bits, _MOSTLY)
    likely = likely_routes(document.model, part, block.inside, needed)
    if not likely:
        return likely
    screened = Screened(part, (part,), needed)
    return may_save(document.model, screened, likely, once=False)


def least_to_save(inside: int, beyond: int, min_bits: float, share: float = 1.0) -> float:
    """The bits that a stretch must save, by a route that is not known.

    It holds so many of the text's characters ``beyond`` ASCII; a ``share`` of them is all.
    """
    place = -ALL_OF_IT if inside >= share * beyond else math.log2(beyond)
    return max(min_bits - BORDERS_PAID + place, LEAST)
