"""Most short texts are right, and one look tells: this is all that they pay for."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled, language
from fixtext.document import Document, heeds_signs
from fixtext.encodings.clearing import (
    HARDLY_ANY,
    LONG,
    NOT_FEW,
    NOT_LONG,
    clear_at_a_glance,
    nothing_surprises,
    overview,
    shows_nothing,
    units_by_wide,
)
from fixtext.encodings.shared_kana import FEW_KANA, may_have_fields
from fixtext.garbling import Garbling, RuledOut
from fixtext.language.layout import UNITS
from fixtext.language.pair_screen import Look, Overview
from fixtext.rounds import Asked
from fixtext.scan import Seen, class_table, code_points
from fixtext.signs import trait_table
from fixtext.types import Options

__all__ = ["QuickLook", "is_found_right"]

_FIRST = 3
"""So many texts are looked at without what this needs: a process may have no more of them."""
_NO_FLAGS = np.zeros(1, np.uint8)
_ANY_NUMBER = LONG + 1
"""More characters than a text has that is looked at."""
_NOT_BY_PAIRS = int(Seen.LATIN | Seen.HALF_WIDTH_KANA)
"""Of what shows these, pairs alone do not tell."""
_KANA_HANGUL = int(Seen.KANA_HANGUL)

_Tables = tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint8], int]


class _Rule(NamedTuple):
    """What makes a text right: as many characters beyond ASCII, and so little surprise.

    ``surprise`` if anything surprising is a reason to look closer; ``traditional`` is the number of
    traditional characters from which on a kind must be asked. The pairs of a text with ``fewest``
    characters beyond ASCII or more tell it right if they surprise by less than the units for the
    number of its wide ones, ``enough``, of which the last are those for that many and more.
    """

    surprise: bool
    traditional: int
    fewest: int
    enough: Sequence[int]
    most: int


class QuickLook:
    """What one compiled look says of short texts, for all that are repaired with some options.

    ``asked`` tells the kinds that a text with some classes and signs can show. A text is right if
    each of them would say that it may not be in it.
    """

    def __init__(self, options: Options, asked: Callable[[int], Asked]) -> None:
        self._options = options
        self._asked = asked
        plain = not (options.to or options.html or options.chain)
        self._can_tell = plain and compiled.IS_COMPILED and heeds_signs(options)
        self._left = _FIRST
        self._rules: dict[int, _Rule | None] = {}
        self._model: language.Model | None = None
        self._look: Look | None = None
        self._tables: _Tables | None = None
        self._flags, self._flag, self._enough = _NO_FLAGS, 0, 1

    def document(self, text: str) -> Document | None:
        """A text as a document, which knows what the look told; None if the text is right."""
        look, tables = self._look, self._tables
        if look is None or tables is None or len(text) > LONG:
            self._get_ready()
            return Document(text, self._options, {})
        # what is nearly all that a right title pays for stands here in one piece
        seen, beyond, wide, highest, traditional = look(text, *tables)
        rule = self._rules.get(seen)
        if rule is not None:
            surprise, many, fewest, enough, most = rule
            if traditional < many and (
                not surprise
                or (
                    highest < enough[wide if wide < most else most]
                    and beyond >= fewest
                    and (beyond >= NOT_FEW or len(text) < NOT_LONG)
                )
            ):
                return None
        return self._closer(text, seen, (beyond, wide, highest), traditional)

    def _get_ready(self) -> None:
        """Make what the look needs, once enough texts went without it."""
        if self._left:
            self._left -= 1
        elif self._can_tell and self._look is None:
            self._tables = (class_table(), trait_table(), self._flags, self._flag)
            self._model = language.load(self._options.model)
            self._look = self._model.screen.look

    def _closer(
        self, text: str, seen: int, shown: tuple[int, int, int], traditional: int
    ) -> Document | None:
        """As :meth:`document`, of a text of which pairs alone do not tell that it is right."""
        rule = self._rules[seen] if seen in self._rules else self._rule(seen)
        if rule is not None and traditional >= rule.traditional:
            rule = None  # that is for the kind to tell
        if rule is not None and not rule.surprise:
            return None
        model, (beyond, wide, highest) = self._model, shown
        assert model is not None  # since it was looked at
        at_a_glance = Overview(beyond, wide, highest / UNITS)
        is_clear = shows_nothing(seen, at_a_glance, lambda: code_points(text), model, proven=False)
        if rule is not None and is_clear:
            return None
        document = Document.looked_at(text, self._options, seen)
        document.remember(overview, at_a_glance)
        document.remember(clear_at_a_glance, is_clear)
        return None if rule is not None and self._nothing_explains(model, document) else document

    def _nothing_explains(self, model: language.Model, document: Document) -> bool:
        """Whether nothing explains what surprises in a text; the document knows what is told."""
        from fixtext.encodings import quick_search  # which hardly a text needs

        shown, least = document.recall(overview), self._options.min_bits
        told = quick_search.told_by_loops(model, document.text, document.seen, shown, least)
        if told is quick_search.Told.NOTHING_EXPLAINS_IT:
            return True
        if told is quick_search.Told.NO_ROUTE_DOES:
            quick_search.remember_no_route(document)
            document.remember(nothing_surprises, False)
        else:
            document.remember(quick_search.nothing_explains_it, False)
        return document.recall(nothing_surprises)

    def _rule(self, seen: int) -> _Rule | None:
        """What must be so of a text with these classes and signs; None where that is not told."""
        kinds = [garbling for _, garbling, _ in self._asked(seen)]
        outs = [kind.ruled_out(seen, self._options.profile) for kind in kinds]
        out = functools.reduce(operator.or_, outs, RuledOut.ALWAYS)
        tradition = bool(out & RuledOut.IF_NOT_TRADITIONAL)
        if tradition and self._flags is _NO_FLAGS:
            from fixtext.hanscript import characters  # whose tables other texts need not

            self._flag, self._enough = characters.TRADITIONAL_ONLY, characters.ENOUGH_TRADITIONAL
            self._flags = characters.class_table()
            self._tables = (class_table(), trait_table(), self._flags, self._flag)
            return None  # the flags were not counted in this text
        if out & RuledOut.NOT_TOLD:
            self._rules[seen] = None
            return None
        fewest = FEW_KANA + 1 if seen & _KANA_HANGUL else HARDLY_ANY + 1
        if seen & _NOT_BY_PAIRS or may_have_fields(seen, FEW_KANA + 1):
            fewest = _ANY_NUMBER
        enough = units_by_wide()
        rule = _Rule(
            bool(out & RuledOut.IF_NOTHING_SURPRISES),
            self._enough if tradition else _ANY_NUMBER,
            fewest,
            enough,
            len(enough) - 1,
        )
        self._rules[seen] = rule
        return rule


def is_found_right(document: Document, kinds: Sequence[Garbling]) -> bool:
    """Whether none of the kinds that may be in a short text finds anything to repair.

    They are asked where nothing surprises, so that none has to search; what they find they find
    again, in the document that knows nothing of this.
    """
    if len(document.text) > LONG or not document.recall(nothing_surprises):
        return False
    from fixtext.encodings.blocks import Block, blocks  # which hardly a title needs

    trial = Document.looked_at(document.text, document.options, document.seen)
    trial.remember(nothing_surprises, True)
    none: list[Block] = []
    trial.remember(blocks, none)
    return not any(edit.after is not None for kind in kinds for edit in kind.find(trial))
