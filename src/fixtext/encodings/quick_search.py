"""Whether a search of a short text would find nothing: told without searching.

In two of ten right titles a rare word surprises. No route makes sense of it, which the first look
of a search says, and it is in step, so that no kind that asks for what surprises has anything to
do with such a title.
"""

from __future__ import annotations

import enum
import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.alphabets import mixed_lines
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.attempts import LEAST
from fixtext.encodings.blocks import Block, blocks, is_much_of
from fixtext.encodings.candidates import Part
from fixtext.encodings.circumstances import ALL_OF_IT
from fixtext.encodings.clearing import (
    LONG,
    NOT_AT_ONCE,
    doublings_of,
    enough_bits,
    is_rare,
    overview,
)
from fixtext.encodings.first_look import likely_routes, ways_kept_open
from fixtext.encodings.half_width_fields import half_width_fields
from fixtext.encodings.routes import Route
from fixtext.encodings.screening import Screened
from fixtext.encodings.second_look import may_save
from fixtext.encodings.shared_kana import fields_of_euc_jp, may_have_fields, read_as_euc_jp
from fixtext.encodings.shifted_blocks import may_be_shifted
from fixtext.encodings.single_byte import bad_signs, looks_bad, may_be_known_to_ftfy
from fixtext.encodings.surprise import SCALE, asked_of_any, asked_of_short
from fixtext.encodings.throughout import is_garbled
from fixtext.encodings.weak_blocks import lack_too_little
from fixtext.language import Model
from fixtext.language.pair_screen import Overview
from fixtext.lazy import lazy_pattern
from fixtext.scan import Seen, beyond_ascii, code_points

__all__ = [
    "BORDERS_PAID",
    "FEW",
    "ODD_SIGN",
    "SHORT",
    "Told",
    "least_to_save",
    "nothing_explains_it",
    "remember_no_route",
    "routes_at_first_look",
    "search_of_any",
    "told_by_loops",
    "told_by_unexplained",
    "would_find_nothing",
]

if TYPE_CHECKING:
    from fixtext.compiled._loops import QuickSearch, Unexplained, WaysKeptOpen, WeaklyUnexplained
    from fixtext.encodings.weighing import Reversal

_Codes = NDArray[np.uint32]

BORDERS_PAID = 10.0
"""Where a stretch begins and ends was paid for when it was found."""
FEW, SHORT = 150, 2000
"""Characters of blocks of a short text that are searched in full at once, since screening takes as
long; and those that a short text has."""
_LONG, _MUCH = 300, 100
"""Characters of a text that may be garbled as a whole, and of blocks that samples are taken of."""
_LATIN, _KANA_HANGUL = int(Seen.LATIN), int(Seen.KANA_HANGUL)
_PART = 4
"""The part of a text that is surprising, at most, where most of it is right."""
_FEWEST_CHANGED, _LEAST_CHANGED, _LEAST_IN_LATIN = 4, 25.0, 20.0
"""Characters beyond ASCII that are not wide, and bits of surprise, of text that may have been
garbled and had its letters changed then, and of such with Latin letters beyond ASCII."""
ODD_SIGN = lazy_pattern(
    "[\x80-\x9f\xa1-\xaa\xac-\xba\xbc-\xbf\u2020-\u2025\u2027-\u2115\u2117-\u25ff\u201a\u201e]"
)
"""Signs of code pages that hardly stand in a title: not quotation marks, dashes and the like."""
_MOSTLY = 0.6
"""The part of a text's characters beyond ASCII that is nearly all of them."""


def would_find_nothing(document: Document) -> bool:
    """Whether no route, and no byte put in or lost, explains what surprises in a fresh text.

    False where that is not told, as of long texts.
    """
    if document.recall(nothing_explains_it):
        return True
    if len(document.text) > LONG and is_garbled(document.model.screen, document.codes):
        return False  # it is taken at once, so that its blocks are not asked for
    places = document.recall(blocks)
    return not places or _nothing_is_likely(document, places)


def _nothing_is_likely(document: Document, places: Sequence[Block]) -> bool:
    """Whether looks at the blocks of a text leave nothing that explains any."""
    not_told = document.model.scorer is None or len(document.text) >= _LONG
    if not_told or document.recall(fields_of_euc_jp) or document.recall(half_width_fields):
        return False
    whole = sum(block.end - block.start for block in places)
    if whole > _MUCH or any(block.letters for block in places):
        return False
    if _may_be_in_changed_case(document.text, document.seen, document.recall(overview)):
        return False
    costs = document.recall(costs_as_it_is)
    beyond = document.beyond_ascii
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


class Told(enum.Enum):
    """What loops tell of a short text that surprises."""

    NOTHING_EXPLAINS_IT = enum.auto()
    NO_ROUTE_DOES = enum.auto()
    """A shift may, or what ftfy knows."""
    A_ROUTE_MAY = enum.auto()


def nothing_explains_it(document: Document) -> bool:
    """Whether a search would find nothing in a short text that surprises, told by one loop.

    False where that loop does not tell. Where no route explains anything, the document knows.
    """
    if len(document.text) > LONG:
        return False
    shown, least = document.recall(overview), document.options.min_bits
    told = told_by_loops(document.model, document.text, document.seen, shown, least)
    if told is Told.NO_ROUTE_DOES:
        remember_no_route(document)
    return told is Told.NOTHING_EXPLAINS_IT


def remember_no_route(document: Document) -> None:
    """Let a document know that no route explains anything in it."""
    from fixtext.encodings.search import reversals  # which builds on this

    none: list[Reversal] = []
    document.remember(reversals, none)


def told_by_loops(model: Model, text: str, seen: int, shown: Overview, min_bits: float) -> Told:
    """What loops tell of a short text.

    ``seen`` is what it shows, and ``shown`` how surprising it is at a glance.
    """
    kana = seen & _KANA_HANGUL != 0
    if not _is_for_one_loop(text, seen, shown):
        return Told.A_ROUTE_MAY
    mixed = mixed_lines(code_points(text)) if seen & _LATIN else []
    found = _unexplained(model, text, shown, min_bits, mixed, kana=kana)
    return told_by_unexplained(model, text, seen, shown, min_bits, found)


def told_by_unexplained(
    model: Model,
    text: str,
    seen: int,
    shown: Overview,
    min_bits: float,
    found: tuple[list[Unexplained], list[WeaklyUnexplained]] | None,
) -> Told:
    """As :func:`told_by_loops`, of a text of which the first loop has told already."""
    beyond, wide, _ = shown
    if found is None or _may_be_in_changed_case(text, seen, shown):
        return Told.A_ROUTE_MAY
    strong = [
        Block(start, end, False, gain / SCALE, tuple(cores))
        for start, end, gain, cores, *_ in found[0]
    ]
    fields = may_have_fields(seen, beyond)
    if not (strong or found[1] or fields):
        return Told.NOTHING_EXPLAINS_IT
    codes = code_points(text)
    if (
        (fields and read_as_euc_jp(model, codes, min_bits))
        or _is_for_a_closer_look(model, codes, strong, found[1])
        or lack_too_little(codes, _lacking(*found))
    ):
        return Told.A_ROUTE_MAY
    off = [block for block, (*_, is_off, _) in zip(strong, found[0], strict=True) if is_off]
    if (wide < beyond and _may_be_known_to_ftfy(text, strong, found[1])) or any(
        may_be_shifted(model, text, codes, block) for block in off
    ):
        return Told.NO_ROUTE_DOES
    return Told.NOTHING_EXPLAINS_IT


def _may_be_in_changed_case(text: str, seen: int, shown: Overview) -> bool:
    """Whether a short text may be garbled, and its letters small or capital.

    So much surprises in it, and there are signs of code pages.
    """
    least = _LEAST_IN_LATIN if seen & _LATIN else _LEAST_CHANGED
    if shown.beyond - shown.wide < _FEWEST_CHANGED or shown.surprise < least:
        return False
    return ODD_SIGN.search(text) is not None


def _unexplained(
    model: Model,
    text: str,
    shown: Overview,
    min_bits: float,
    mixed: list[tuple[int, int]],
    *,
    kana: bool,
) -> tuple[list[Unexplained], list[WeaklyUnexplained]] | None:
    """The blocks in which no route explains anything; None where one may, or that is not told.

    ``mixed`` are lines with letters of several languages.
    """
    if model.scorer is None:
        return None
    beyond, wide, _ = shown
    size = len(text)
    asked = asked_of_short(beyond, size, wide)
    enough = _enough_for(beyond, size < SHORT, min_bits)
    in_brief = size <= _MUCH and not kana and (wide >= beyond or not looks_bad(text))
    return model.scorer.unexplained(text, *asked, *enough, in_brief, mixed)


def _lacking(
    strong: Sequence[Unexplained], weak: Sequence[WeaklyUnexplained]
) -> list[tuple[int, int, float]]:
    """Starts and ends of blocks, and the bits that they lack if nothing is forgiven."""
    found = [(start, end, lacking) for start, end, *_, lacking in strong]
    return found + [(start, end, lacking) for start, end, _, lacking in weak]


def _may_be_known_to_ftfy(
    text: str, strong: Sequence[Block], weak: Sequence[WeaklyUnexplained]
) -> bool:
    """Whether a line of one of these blocks looks bad to ftfy."""
    every = [*strong, *(Block(start, end, True, 0.0, ()) for start, end, _, _ in weak)]
    return may_be_known_to_ftfy(text, sorted(every, key=lambda block: block.start))


def _is_for_a_closer_look(
    model: Model, codes: _Codes, strong: Sequence[Block], weak: Sequence[WeaklyUnexplained]
) -> bool:
    """Whether a search may come to more than what a look at each block of a text tells.

    Samples of it may tell of the rest, or it may be garbled as a whole.
    """
    size = codes.size
    whole = sum(place.end - place.start for place in strong)
    cores = sum(high - low for place in strong for low, high in place.cores)
    whole += sum(end - start for start, end, _, _ in weak)
    cores += sum(inside for _, _, inside, _ in weak)
    if is_much_of(len(strong) + len(weak), whole, cores, size):
        return True
    return _PART * whole > size >= _LONG and is_garbled(model.screen, codes)


def search_of_any(min_bits: float, *, bad: bool = False) -> QuickSearch:
    """What a quick look takes to search short texts.

    With ``bad``, also what looks bad to ftfy.
    """
    asked = asked_of_any()
    every = range(1, LONG + 1)  # characters beyond ASCII
    *_, needed_then, _, ways = _enough_for(1, True, min_bits)
    needed = np.array([0.0, *(least_to_save(0, beyond, min_bits) for beyond in every)])
    doublings = np.array([0.0, *map(doublings_of, every)])
    signs = bad_signs() if bad else np.zeros(0, np.uint8)
    tables = *asked[:5], needed, doublings, signs
    lengths = (FEW, _MUCH, asked.many, asked.sparse, SHORT)
    return *tables, asked.levels, asked.by_doublings, lengths, _MOSTLY, needed_then, ways


_Enough = tuple[int, float, float, float, float, "WaysKeptOpen"]


@functools.lru_cache(maxsize=4096)
def _enough_for(beyond: int, is_short: bool, min_bits: float) -> _Enough:
    """What blocks of a text must save that has so many characters beyond ASCII.

    As loops take it: as many characters as cores tell of, and how many beyond ASCII are nearly all
    of the text's, in these and in all of a block; the bits where they are as many, and else.
    """
    needed = least_to_save(1, 1, min_bits), least_to_save(0, beyond, min_bits)
    few = FEW if is_short else 0
    return few, _MOSTLY * beyond, beyond, *needed, ways_kept_open()


def _is_for_one_loop(text: str, seen: int, shown: Overview) -> bool:
    """Whether a text may be worth a look for no other reason than what surprises in it."""
    beyond, latin = shown.beyond, seen & _LATIN != 0
    if seen & NOT_AT_ONCE or not beyond or is_rare(beyond, len(text)):
        return False
    enough = enough_bits(beyond, shown.wide, doublings_of(beyond), latin=latin)
    return shown.surprise >= enough


def routes_at_first_look(
    document: Document, block: Block, part: Part, beyond: int
) -> list[Route] | None:
    """The routes by which a block of a short text may save enough; None where that is not told.

    ``beyond`` are the characters of the text that are beyond ASCII. Told once for each block: a
    search begins with what was asked before it.
    """
    told = document.recall(_first_looks)
    key = part.codes.tobytes(), part.bits.tobytes(), tuple(block.inside), beyond
    if key not in told:
        told[key] = _first_look(document, block, part, beyond)
    return told[key]


_Asked = tuple[bytes, bytes, tuple[tuple[int, int], ...], int]


def _first_looks(_: Document) -> dict[_Asked, list[Route] | None]:
    return {}


def _first_look(document: Document, block: Block, part: Part, beyond: int) -> list[Route] | None:
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
