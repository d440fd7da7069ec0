"""What stretches of a document were read with the wrong codec, with the evidence they have."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import UNFINISHED, Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.at_once import taken_at_once, through_chain
from fixtext.encodings.attempts import LEAST
from fixtext.encodings.best_routes import best_of_each, union_of, union_of_best
from fixtext.encodings.blocks import Block, all_blocks, blocks, is_much
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.candidates import Part
from fixtext.encodings.changed_case import in_changed_case, is_in_one_case
from fixtext.encodings.circumstances import are_noise
from fixtext.encodings.codecs import codec
from fixtext.encodings.evidence import KNOWN_UTF8, evidence_in_place
from fixtext.encodings.explaining import TAKEN_AT_ONCE, UNDONE, Explaining
from fixtext.encodings.left_over import with_left_over
from fixtext.encodings.lines_left import lines_left, remember_left, with_left_beside
from fixtext.encodings.lost_at_once import blocks_beside, restored_at_once
from fixtext.encodings.quick_search import BORDERS_PAID, FEW, SHORT, routes_at_first_look
from fixtext.encodings.reversal import compete, reverse
from fixtext.encodings.routes import LATIN_ROUTES, PROVEN, ROUTES, Route
from fixtext.encodings.screening import Screened, promising
from fixtext.encodings.shifted import better_in_step
from fixtext.encodings.turns import MOST, MUCH, PART, PATIENCE, Turns
from fixtext.encodings.weighing import Reversal, covered
from fixtext.encodings.worth import Place, screened_block, worth_a_search
from fixtext.scan import Seen

__all__ = ["reversals"]

_AT_ONCE = 8000
_GIVEN_UP = "a search that nothing came of was ended"
_STRIKING = 50.0
"""Bits of surprise that are worth a look where most of the text was repaired already."""
_MUCH = 2000
_MANY, _FEW = 24, 8
"""Blocks that are many, and of which a few are searched before the others."""
_WEIGHED_AT_ONCE = 64
"""Stretches, of which no more than so many characters each are weighed."""

_ORDER = {route: place for place, route in enumerate(ROUTES)}


def reversals(document: Document) -> list[Reversal]:
    """The stretches of a document that read better in another codec, ordered.

    What is proven in one place makes the same route likelier in the rest of the document.
    """
    if document.pending:
        return [one for one in document.pending if isinstance(one, Reversal)]
    if document.options.chain:
        return through_chain(document)
    document.settled.discard(UNFINISHED)
    changed = document.recall(in_changed_case) if is_in_one_case(document) else []
    at_once = [] if changed else taken_at_once(document)
    if at_once:
        return _with_those_beside(document, at_once)
    search = _Search(document)
    places = search.explain_much(changed)
    if not (places or search.found):
        return []
    if len(places) > _MANY:
        places = search.look_at_some(places)
    search.look_at_all(places)
    search.add_fields()
    least = document.options.min_bits
    taken = document.settled & {TAKEN_AT_ONCE, UNDONE}
    if not taken and search.proven:
        search.look_at_all(search.left(document.recall(all_blocks)), again=True)
    proven = compete(search.proven)
    # of one byte off, a text makes sense in another codec
    doubted = [one for one in proven if one.routes[0].read in DOUBLE_BYTE]
    better = better_in_step(document, [(one.start, one.end, one.bits) for one in doubted])
    spared = {id(one) for one in itertools.compress(doubted, better)}
    spared |= {id(one) for one in _accents_apart(document, proven)}
    proven = [one for one in proven if id(one) not in spared]
    proven = with_left_over(document.model, document.codes, proven)
    doubtful = [one for one in search.found if one.bits < least]
    found = sorted(proven + doubtful, key=lambda one: one.start)
    document.pending = [one for one in found if one.gaps and one.bits >= least]
    document.undone |= search.known
    return found


def _with_those_beside(document: Document, at_once: list[Reversal]) -> list[Reversal]:
    """What was taken at once, and lines beside that lost bytes."""
    document.settled |= {UNDONE, UNFINISHED}
    remember_left(document, at_once)
    every = with_left_beside(document, at_once)
    if len(every) > len(at_once):
        document.settled.add(TAKEN_AT_ONCE)
    return every


def _accents_apart(document: Document, proven: Sequence[Reversal]) -> list[Reversal]:
    """Those of some stretches of other letters that are letters which came apart instead."""
    if not document.shows(Seen.ACCENT):
        return []
    some = [one for one in proven if codec(one.routes[-1].meant).single]
    from fixtext.forms.accents import better_on_letters

    better = better_on_letters(document, [(one.start, one.end, one.text) for one in some])
    return list(itertools.compress(some, better))


class _Search(Explaining):
    """What was found in a document so far, and the routes that this proves."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.bits = document.recall(costs_as_it_is)
        self.found: list[Reversal] = []
        self.beyond = document.beyond_ascii
        proven = {route for route in document.evidence if route.startswith(PROVEN)}
        self.known = proven - document.undone  # these are no likelier in what came out

    @property
    def proven(self) -> list[Reversal]:
        """What was found so far and is proven."""
        return [one for one in self.found if one.bits >= self.document.options.min_bits]

    def explain_much(self, changed: Sequence[Reversal]) -> list[Block]:
        """Add what is known of much of the text, and what was ``changed``; the blocks left then."""
        document = self.document
        lost = [] if changed else restored_at_once(document)
        if lost:
            self.add_all([(one, 0) for one in lost])
            document.settled |= {TAKEN_AT_ONCE, UNFINISHED}
            return blocks_beside(document, self.proven)
        places = document.recall(blocks)
        if not document.settled & {TAKEN_AT_ONCE, UNDONE}:  # else what is left went the same way
            changed = document.recall(in_changed_case)
        if changed:
            self.add_all([(one, 0) for one in changed])
            places = self.left(places)
        if TAKEN_AT_ONCE in document.settled:
            return self.explain([block for block in places if block.bits >= _STRIKING])
        if is_much(places, len(document.text)):
            if self.take_much(places):
                document.settled |= {TAKEN_AT_ONCE, UNFINISHED}
            return self.left(places)
        return self.explain(places) if UNDONE in document.settled else places

    def look_at_some(self, places: Sequence[Block]) -> list[Block]:
        """Search a few of many blocks, and add what the one route that they prove explains.

        Gives the others: where words are garbled all over a text, most went the same way.
        """
        step = len(places) // _FEW
        self.look_at_all(places[::step])
        rest = [block for number, block in enumerate(places) if number % step]
        return self.explain(self.left(rest)) if self.proven else rest

    def look_at_all(self, places: Sequence[Block], *, again: bool = False) -> None:
        """Search blocks for stretches, those of Latin letters for what changes letters only.

        ``again`` if nothing but what is proven elsewhere is a reason to.
        """
        for letters, routes in ((False, ROUTES), (True, LATIN_ROUTES)):
            some = [block for block in places if block.letters == letters]
            for first in range(0, len(some), _AT_ONCE):
                self._look_in_turns(some[first : first + _AT_ONCE], routes, again)

    def _look_in_turns(self, places: Sequence[Block], routes: Sequence[Route], again: bool) -> None:
        """Search blocks as long as something comes of it; all of them, unless they are very many.

        Only once: what comes of a document after that, others have to find.
        """
        size = sum(block.end - block.start for block in places)
        if size <= max(MUCH, min(len(self.document.text) // PART, MOST)):
            self.look(places, routes, again)
            return
        document = self.document
        costs = self.bits.of([(block.start, block.end) for block in places])
        screened = [
            screened_block(document, block, Part(document.codes[block.start : block.end], bits))
            for block, bits in zip(places, costs, strict=True)
        ]
        patience = 0 if _GIVEN_UP in document.settled else PATIENCE
        turns = Turns(document.model, screened, routes, patience)
        for turn in turns.taken(self._restored):
            self.look([places[index] for index in turn], routes, again)
        if turns.in_vain:
            document.settled.add(_GIVEN_UP)

    def _restored(self) -> int:
        """The characters in the stretches that were proven so far."""
        return sum(one.end - one.start for one in self.proven)

    def look(self, places: Sequence[Block], routes: Sequence[Route], again: bool = False) -> None:
        """Search some blocks for stretches that went through one of these routes.

        Where there is more text than a block, only what may be proven is searched in full; what is
        proven is a reason to look at the rest ``again``.
        """
        settled = self.document.settled
        rest: list[Place] = []
        costs = self.bits.of([(block.start, block.end) for block in places])
        for block, bits in zip(places, costs, strict=True):
            part = Part(self.document.codes[block.start : block.end], bits)
            key: object = (block.letters, part.codes.tobytes())
            if key not in settled and (key, frozenset(self.known)) not in settled:
                rest.append((key, block, part))
        if not rest:
            return
        before, first = len(self.found), frozenset(self.known)
        tried: frozenset[str] | None = None
        while rest and tried != frozenset(self.known):
            tried = frozenset(self.known)
            # text that comes back is screened once
            once = list({place[0]: index for index, place in enumerate(rest)}.values())
            good, likely = self._promising([rest[index] for index in once], routes, again)
            again = True
            keys = {rest[index][0] for index, is_good in zip(once, good, strict=True) if is_good}
            chosen = [key in keys for key, _, _ in rest]
            some = [place for place, is_chosen in zip(rest, chosen, strict=True) if is_chosen]
            rest = [place for place, is_chosen in zip(rest, chosen, strict=True) if not is_chosen]
            if some:
                self._search(some, routes, likely, first)
        self.widen(before)
        self._settle([(key, block) for key, block, _ in rest], before)

    def _search(
        self,
        places: Sequence[Place],
        routes: Sequence[Route],
        likely: Sequence[Route] | None,
        known: Iterable[str],
    ) -> None:
        """Search some blocks in full, by the ``likely`` routes; by the best for each if None."""
        before = len(self.found)
        proven = {route.removeprefix(PROVEN) for route in known}
        model = self.document.model
        # text that comes back is searched once
        once = {key: (part, block.inside) for key, block, part in places}
        parts = [part for part, _ in once.values()]
        if likely is None:
            by_known = [route for route in routes if str(route) in proven]
            each = [
                [*best, *(route for route in by_known if route not in best)]
                for best in best_of_each(model, list(once.values()), routes)
            ]
            several = reverse(model, parts, proven, union_of(each, routes), each=each)
        else:
            several = reverse(model, parts, proven, likely)
        found = dict(zip(once, several, strict=True))
        self.document.settled |= {key for key, stretches in found.items() if not stretches}
        every = [(one, block.start) for key, block, _ in places for one in found[key]]
        # the strongest first: what they prove, others need not
        self.add_all(sorted(every, key=lambda item: -item[0].bits))
        self._settle([(key, block) for key, block, _ in places], before)

    def _promising(
        self, places: Sequence[Place], routes: Sequence[Route], again: bool
    ) -> tuple[NDArray[np.bool_], Sequence[Route] | None]:
        """Which blocks may hold a stretch with enough evidence to be proven, and by which routes.

        By routes that are known anywhere in a block, by others where it is surprising; by these
        not ``again``. None for the routes that may be the best for each.
        """
        document, codes = self.document, self.document.codes
        known = frozenset(route.removeprefix(PROVEN) for route in self.known)
        proven = [route for route in routes if str(route) in known] if known else []
        few = sum(part.codes.size for _, _, part in places) < FEW
        if few and codes.size < SHORT:
            if again:
                return np.ones(len(places), np.bool_), proven
            return self._first_look(places, routes)
        least = document.options.min_bits - BORDERS_PAID
        by_known = max(least - KNOWN_UTF8, LEAST)
        whole = [Screened(part, (part,), by_known) for _, _, part in places]
        chosen = promising(document.model, whole, proven, cost=1.0)[0]
        for index in np.flatnonzero(chosen).tolist():
            block = places[index][1]
            chosen[index] = lines_left(document, block.start, block.end) != []
        # what may save a bit or two is much, what does is little
        some = np.flatnonzero(chosen)
        parts = [places[index][2] for index in some.tolist()]
        found = reverse(document.model, parts, known, proven, depth=1) if parts else []
        chosen[some] = [bool(several) for several in found]
        if not again:
            others = [route for route in routes if route not in proven] if proven else routes
            rest = np.flatnonzero(~chosen)
            others_of_them = [places[index] for index in rest.tolist()]
            chosen[rest[worth_a_search(document, others_of_them, others)]] = True
        return chosen, None

    def _first_look(
        self, places: Sequence[Place], routes: Sequence[Route]
    ) -> tuple[NDArray[np.bool_], Sequence[Route]]:
        """As :meth:`_promising`, of a short text."""
        every = np.ones(len(places), np.bool_)
        if self.known or any(block.letters for _, block, _ in places):
            return every, routes
        found = [
            routes_at_first_look(self.document, block, part, self.beyond)
            for _, block, part in places
        ]
        if None in found:
            parts = [(part, block.inside) for _, block, part in places]
            return every, union_of_best(self.document.model, parts, routes)
        through = {route for several in found for route in several or ()}
        worth = np.array([bool(several) for several in found], np.bool_)
        return worth, sorted(through, key=_ORDER.__getitem__)

    def _settle(self, looked_at: list[tuple[object, Block]], first: int) -> None:
        """Remember blocks in which nothing was proven; only further routes are a reason to look."""
        least = self.document.options.min_bits
        proven = sorted(one.start for one in self.found[first:] if one.bits >= least)
        known = frozenset(self.known)
        self.document.settled |= {
            (key, known)
            for key, block in looked_at
            if bisect.bisect_left(proven, block.start) == bisect.bisect_left(proven, block.end)
        }

    def add_all(self, several: Sequence[tuple[Reversal, int]]) -> None:
        """Weigh stretches that begin so many characters further on in the document, in order."""
        for first in range(0, len(several), _WEIGHED_AT_ONCE):
            some = [self._moved(*each) for each in several[first : first + _WEIGHED_AT_ONCE]]
            samples = []
            for one, _, _, part in some:
                stop = min(part.stop, part.start + _MUCH)
                samples.append((one.codes[: stop + 1], slice(part.start, stop)))
            noise = are_noise(self.document.model, samples)
            for each, is_noise in zip(some, noise, strict=True):
                if not is_noise:
                    self._add(*each)

    def _moved(self, one: Reversal, shift: int) -> tuple[Reversal, int, Reversal, slice]:
        """A stretch, where it begins in the document, and what of it changes, as part of it."""
        low = one.start + shift
        changed = one.moved(shift).trimmed(self.document.codes[low : one.end + shift])
        first = changed.start - low
        return one, low, changed, slice(first, first + changed.codes.size)

    def _add(self, one: Reversal, low: int, changed: Reversal, part: slice) -> None:
        """Weigh a stretch that begins at a place of the document, of which a part changes."""
        routes = {f"{PROVEN}{route}" for route in one.routes}
        known = routes <= self.known
        bits = evidence_in_place(self.document, one, low, changed, part, self.beyond, known=known)
        if bits is not None:
            self.prove(routes, bits)
            self.found.append(dataclasses.replace(changed, bits=bits, raw=one.bits))

    def left(self, places: Sequence[Block]) -> list[Block]:
        """The blocks that are not explained by what was found."""
        done = covered(self.document.codes.size, self.proven)
        return [block for block in places if not done[block.start : block.end].any()]
