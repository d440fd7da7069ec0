"""Most short texts are right, and one look tells: this is all that they pay for."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from fixtext import compiled, language
from fixtext.document import Document, heeds_signs
from fixtext.encodings.clearing import (
    LONG,
    clear_at_a_glance,
    nothing_surprises,
    overview,
    shows_nothing,
)
from fixtext.garbling import RuledOut
from fixtext.language.pair_screen import Overview
from fixtext.rounds import Asked
from fixtext.scan import class_table, code_points
from fixtext.signs import trait_table
from fixtext.types import Options

__all__ = ["QuickLook"]

_FIRST = 3
"""So many texts are looked at without what this needs: a process may have no more of them."""
_NO_FLAGS = np.zeros(1, np.uint8)


class _Rule(NamedTuple):
    """A text is right only if nothing in it surprises, and only if it is not traditional."""

    surprise: bool
    tradition: bool


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
        self._flags, self._flag, self._enough = _NO_FLAGS, 0, 1

    def document(self, text: str) -> Document | None:
        """A text as a document, which knows what the look told; None if the text is right."""
        if not self._can_tell or self._left or len(text) > LONG:
            self._left = max(self._left - 1, 0)
            return Document(text, self._options, {})
        model = language.load(self._options.model)
        found = model.screen.look(text, class_table(), trait_table(), self._flags, self._flag)
        assert found is not None  # since loops are compiled
        seen, shown, traditional = found
        rule = self._rules[seen] if seen in self._rules else self._rule(seen)
        if rule is not None and rule.tradition and traditional >= self._enough:
            rule = None  # that is for the kind to tell
        if rule is not None and not rule.surprise:
            return None
        is_clear = shows_nothing(seen, shown, lambda: code_points(text), model, proven=False)
        if rule is not None and (is_clear or self._nothing_explains(model, text, seen, shown)):
            return None
        document = Document.looked_at(text, self._options, seen)
        document.remember(overview, shown)
        document.remember(clear_at_a_glance, is_clear)
        if rule is None:
            return document
        from fixtext.encodings.quick_search import nothing_explains_it  # which was loaded for this

        document.remember(nothing_explains_it, False)
        return None if document.recall(nothing_surprises) else document

    def _nothing_explains(
        self, model: language.Model, text: str, seen: int, shown: Overview
    ) -> bool:
        from fixtext.encodings.quick_search import nothing_explains  # which hardly a text needs

        return nothing_explains(model, text, seen, shown, self._options.min_bits)

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
            return None  # the flags were not counted in this text
        rule = _Rule(bool(out & RuledOut.IF_NOTHING_SURPRISES), tradition)
        self._rules[seen] = None if out & RuledOut.NOT_TOLD else rule
        return self._rules[seen]
