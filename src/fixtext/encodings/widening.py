"""From what is proven in a part of a text to more of it: routes, fields and whole lines."""

from __future__ import annotations

import abc
import itertools
from collections.abc import Sequence

from fixtext.document import Document
from fixtext.encodings.as_it_is import Costs
from fixtext.encodings.bulk import undone
from fixtext.encodings.kana_fields import stretches_in_half_width, stretches_of_euc_jp
from fixtext.encodings.routes import PROVEN
from fixtext.encodings.weighing import Reversal

__all__ = ["Widening"]

_LINE = 1000
"""Characters to either side of a stretch in which the ends of its line are looked for."""


class Widening(abc.ABC):
    """A search that takes whole lines through what was proven in parts of them."""

    document: Document
    bits: Costs
    found: list[Reversal]
    known: set[str]

    @abc.abstractmethod
    def add_all(self, several: Sequence[tuple[Reversal, int]]) -> None:
        """Weigh stretches that begin so many characters further on in the document, in order."""

    def add_fields(self) -> None:
        """Add the fields that are EUC-JP beside kana or look half-width, as they were weighed."""
        several = stretches_of_euc_jp(self.document), stretches_in_half_width(self.document)
        for one in itertools.chain.from_iterable(several):
            self.found.append(one)
            self.prove({f"{PROVEN}{one.routes[0]}"}, one.bits)

    def prove(self, routes: set[str], bits: float) -> None:
        """Let what has enough bits make its routes likelier."""
        if bits >= self.document.options.min_bits:
            self.known |= routes
            self.document.evidence.update(dict.fromkeys(routes, bits))

    def widen(self, first: int) -> None:
        """Take whole lines through the chains that were proven in parts of them."""
        least = self.document.options.min_bits
        near: dict[int, list[Reversal]] = {}
        _add_near(near, self.found)
        gone: set[int] = set()
        proven = [one for one in self.found[first:] if one.bits >= least]
        for low, high, routes in dict.fromkeys((*self._line(one), one.routes) for one in proven):
            part = slice(low, high)
            wider = undone(
                self.document.model, self.document.codes[part], self.bits[part], [routes]
            )
            there = {
                id(one): one
                for place in range(low // _LINE, high // _LINE + 1)
                for one in near.get(place, ())
                if id(one) not in gone and one.bits >= least
            }
            inside = [one for one in there.values() if one.start < high and low < one.end]
            same = all(
                one.routes == routes and low <= one.start and one.end <= high for one in inside
            )
            if same and sum(one.bits for one in wider) > sum(one.raw for one in inside):
                gone |= {id(one) for one in inside}
                before = len(self.found)
                self.add_all([(one, low) for one in wider])
                _add_near(near, self.found[before:])
        self.found = [one for one in self.found if id(one) not in gone]

    def _line(self, one: Reversal) -> tuple[int, int]:
        """Where the lines of a stretch begin and end, of long ones the part around it."""
        text = self.document.text
        low = text.rfind("\n", max(0, one.start - _LINE), one.start) + 1
        high = text.find("\n", one.end, one.end + _LINE)
        return (
            low or max(0, one.start - _LINE),
            high if high >= 0 else min(len(text), one.end + _LINE),
        )


def _add_near(near: dict[int, list[Reversal]], found: Sequence[Reversal]) -> None:
    """Enter stretches by the parts of the text that they reach into."""
    for one in found:
        for place in range(one.start // _LINE, one.end // _LINE + 1):
            near.setdefault(place, []).append(one)
