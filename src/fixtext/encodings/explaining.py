"""What is known of much of a text explains more of it, before that is searched by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fixtext.encodings.blocks import Block, is_much
from fixtext.encodings.bulk import of_their_lines, undone
from fixtext.encodings.codecs import codec
from fixtext.encodings.lines_left import explained, lines_about, lines_left, lines_of, of_the_rest
from fixtext.encodings.routes import PROVEN, ROUTES, Route
from fixtext.encodings.sampled_blocks import sampled
from fixtext.encodings.weighing import Reversal, covered
from fixtext.encodings.widening import Widening
from fixtext.excerpt import parted_codes
from fixtext.language.pair_screen import PUNCTUATION

__all__ = ["TAKEN_AT_ONCE", "UNDONE", "Explaining"]

TAKEN_AT_ONCE = "most of the text was taken through one chain"
UNDONE = "each line was taken through the chain of most of them"
"""What a document settles of which much was repaired at once."""
_LOST = 0xFFFD


class Explaining(Widening):
    """A search that begins with what went the same way as the rest."""

    def explain(self, places: Sequence[Block]) -> list[Block]:
        """Add what the one known route explains of the lines that it left: the other blocks.

        Where it is not known which these are, any line with letters that its wrong codec shows.
        """
        route, every = self._lines_left(places)
        if route is None:
            return list(places)
        lines = lines_of(every)
        self.add_all([(one, 0) for one in explained(self.document, lines, route)])
        return self._unexplained(places, every, self.found)

    def take_much(self, places: Sequence[Block]) -> bool:
        """Add what samples of blocks say that all of the text went through, if they say anything.

        Lines that were left when the others were taken say nothing new of the rest.
        """
        document = self.document
        model, codes = document.model, document.codes
        route, every = self._lines_left(places) if UNDONE in document.settled else (None, ())
        lines = lines_of(every)
        if route is not None and lines:
            known = explained(document, lines, route, cut=True)
            rest = self._unexplained(places, every, known)
            is_rest_much = len(rest) < len(places) and is_much(rest, codes.size)
            if is_rest_much and not sampled(model, codes, self.bits, rest):
                self.add_all([(one, 0) for one in of_the_rest(document, lines, route)])
                return bool(self.found)
        chains = sampled(model, codes, self.bits, places)
        if chains:
            costs, parted = self.bits[:], parted_codes(document)
            some = undone(model, parted, costs, chains, by_line=True)
            self.add_all([(one, 0) for one in of_their_lines(parted, costs, some)])
        return bool(self.found and self.known)

    def _lines_left(
        self, places: Sequence[Block]
    ) -> tuple[Route | None, Sequence[Sequence[tuple[int, int]]]]:
        """The one known route, None if there are others, and for each block the lines it left."""
        document, settled = self.document, self.document.settled
        is_left = UNDONE in settled
        known = document.evidence if TAKEN_AT_ONCE in settled and not is_left else self.known
        proven = [route for route in ROUTES if f"{PROVEN}{route}" in known]
        if len(proven) != 1:
            return None, ()
        route = proven[0]
        if is_left:
            return route, [lines_left(document, each.start, each.end) or [] for each in places]
        every = (lines_about(document.text, block.cores) for block in places)
        return route, [[line for line in some if self._may_show(route, line)] for some in every]

    def _may_show(self, route: Route, line: tuple[int, int]) -> bool:
        """Whether a line has letters that the wrong codec of a route shows, or U+FFFD."""
        codes = self.document.codes[slice(*line)]
        letters = codes[(codes > 0x7F) & ((codes < PUNCTUATION[0]) | (codes > PUNCTUATION[1]))]
        return bool((codec(route.read).has(letters) | (letters == _LOST)).any())

    def _unexplained(
        self,
        places: Sequence[Block],
        every: Sequence[Sequence[tuple[int, int]]],
        found: Iterable[Reversal],
    ) -> list[Block]:
        """The blocks that have no lines that were left, or some in which nothing was found."""
        document = self.document
        least = document.options.min_bits
        done = covered(document.codes.size, (one for one in found if one.bits >= least))
        return [
            block
            for block, those in zip(places, every, strict=True)
            if not those or not all(done[low:high].any() for low, high in those)
        ]
