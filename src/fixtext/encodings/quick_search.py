"""Whether a search of a short text would find nothing: told without searching.

In two of ten right titles a rare word surprises. No route makes sense of it, which the first look
of a search says, and it is in step, so that no kind that asks for what surprises has anything to
do with such a title.
"""

from __future__ import annotations

import math

from fixtext.document import Document
from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.attempts import LEAST
from fixtext.encodings.blocks import Block, blocks
from fixtext.encodings.candidates import Part
from fixtext.encodings.circumstances import ALL_OF_IT
from fixtext.encodings.clearing import STRANGERS, doublings_of, enough_bits
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.routes import Route
from fixtext.encodings.screening import Screened
from fixtext.encodings.second_look import may_save
from fixtext.encodings.shifted import may_be_shifted
from fixtext.encodings.single_byte import looks_bad_to_ftfy, may_be_known_to_ftfy
from fixtext.encodings.surprise import unexplained
from fixtext.language import Model
from fixtext.language.pair_screen import Overview
from fixtext.scan import Seen, beyond_ascii, code_points

__all__ = [
    "BORDERS_PAID",
    "FEW",
    "least_to_save",
    "nothing_explains",
    "routes_at_first_look",
    "would_find_nothing",
]

BORDERS_PAID = 10.0
"""Where a stretch begins and ends was paid for when it was found."""
FEW = 150
"""Characters of a short text that are searched in full at once: screening takes as long."""
_LONG, _MUCH = 300, 100
"""Characters of a text that may be garbled as a whole, and of blocks that samples are taken of."""
_NOT_AT_ONCE = int(Seen.CONTROL | Seen.HALF_WIDTH_KANA | Seen.KANA_HANGUL)
_LATIN = int(Seen.LATIN)
"""Of what shows the first, one loop does not tell."""
_OF_A_TITLE = 1.0
"""In a short text all that is surprising bears witness, so one reading need not tell as much."""
_MOSTLY = 0.6
"""The part of a text's characters beyond ASCII that is nearly all of them."""


def would_find_nothing(document: Document) -> bool:
    """Whether no route, and no byte put in or lost, explains what surprises in a fresh text.

    False where that is not told, as of long texts.
    """
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
        or may_be_known_to_ftfy(document, places)
    )


def nothing_explains(model: Model, text: str, seen: int, shown: Overview, min_bits: float) -> bool:
    """Whether a search would find nothing in a short text that surprises, told by one loop.

    ``seen`` is what it shows, and ``shown`` how surprising it is at a glance. False where that loop
    does not tell.
    """
    if len(text) >= _LONG or seen & _NOT_AT_ONCE:
        return False
    beyond, latin = shown.beyond, seen & _LATIN != 0
    enough = enough_bits(beyond, shown.wide, doublings_of(beyond), latin=latin)
    if shown.surprise < enough:
        return False  # it is worth a look for another reason
    codes = code_points(text)
    if latin and mixed_lines(codes, STRANGERS):
        return False
    needed = least_to_save(1, 1, min_bits), least_to_save(0, beyond, min_bits)
    found = unexplained(model, codes, shown, _MUCH, (_MOSTLY * beyond, *needed))
    if found is None or (found and shown.wide < beyond and looks_bad_to_ftfy(text)):
        return False
    return not any(
        may_be_shifted(model, text, codes, Block(start, end, False, bits, tuple(cores)))
        for start, end, bits, cores in found
    )


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
    screened = Screened(part, (part,), _OF_A_TITLE * needed)
    return may_save(document.model, screened, likely, once=False)


def least_to_save(inside: int, beyond: int, min_bits: float, share: float = 1.0) -> float:
    """The bits that a stretch must save, by a route that is not known.

    It holds so many of the text's characters ``beyond`` ASCII; a ``share`` of them is all.
    """
    place = -ALL_OF_IT if inside >= share * beyond else math.log2(beyond)
    return max(min_bits - BORDERS_PAID + place, LEAST)
