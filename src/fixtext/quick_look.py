"""Most short texts are right, and one look tells: this is all that they pay for."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from fixtext import compiled, language
from fixtext.document import Document, heeds_signs
from fixtext.encodings.alphabets import loops_of_letters
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
from fixtext.encodings.shared_kana import FEW_KANA, may_have_fields, other_reading
from fixtext.garbling import BY_A_LOOK, Garbling, RuledOut
from fixtext.language.layout import UNITS
from fixtext.language.pair_screen import Overview
from fixtext.rounds import Asked
from fixtext.scan import class_table, code_points
from fixtext.signs import trait_table
from fixtext.types import Options

__all__ = ["QuickLook", "is_found_right"]

if TYPE_CHECKING:
    from fixtext.compiled._loops import (
        Leftovers,
        PageLook,
        QuickSearch,
        TextLook,
        Unexplained,
        WeaklyUnexplained,
    )

    _Found = bool | tuple[list[Unexplained], list[WeaklyUnexplained]] | None

_FIRST = 3
"""So many texts are looked at without what this needs: a process may have no more of them."""
_NO_FLAGS = np.zeros(1, np.uint8)
_NOT_KNOWN = np.zeros(0, np.uint16)
_IS_TOLD, _BY_SURPRISE, _BY_TRADITION, _BY_HALVES, _BY_READING = 1, 2, 4, 8, 16
_BY_WIDTHS, _BY_MARKS = 32, 64
"""Of a rule: a look tells whether texts are right; and what is a reason to look closer: anything
surprising, some traditional characters, what signs may stand for, or how the text is laid out."""

Left = tuple[int, Document | None]
"""The place of a text among many, and the text as a document; None if nobody looked."""


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
        self._rules: dict[int, int] = {}
        self._kinds: dict[tuple[int, bool], Sequence[Garbling]] = {}
        self._model: language.Model | None = None
        self._look: Callable[[str], TextLook | None] | None = None
        self._loops: compiled.QuickLook | None = None
        self._flags, self._flag, self._enough = _NO_FLAGS, 0, 1
        self._meant = _NOT_KNOWN
        self._leftovers: Leftovers | None = None
        self._page_look: PageLook | None = None
        self._search: QuickSearch | None = None
        self._knows_bad = False

    def document(self, text: str) -> Document | None:
        """A text as a document, which knows what the look told; None if the text is right."""
        look = self._look
        if look is None or len(text) > LONG:
            self._get_ready()
            return Document(text, self._options, {})
        told = look(text)
        return None if told is None else self._closer(text, told)

    def documents(self, texts: list[str], most: int) -> Iterator[Left]:
        """Those of many texts that are not told to be right, with their places.

        Nobody looks at what is longer than ``most``.
        """
        loops = self._loops
        if loops is None:
            self._get_ready()
            yield from ((place, None) for place in range(len(texts)))
            return
        for place, told in loops.look_at_each(texts, min(most, LONG)):
            document = self._closer(texts[place], told) if told else None
            if document is not None or not told:
                yield place, document

    def _get_ready(self) -> None:
        """Make what the look needs, once enough texts went without it."""
        if self._left:
            self._left -= 1
        elif self._can_tell and self._look is None:
            self._model = language.load(self._options.model)
            self._open()

    def _open(self) -> None:
        """Make the loops, with the tables that texts so far have asked for."""
        model = self._model
        assert model is not None
        assert model.scorer is not None
        assert model.screen.loops is not None  # since loops are compiled
        least = math.ceil(self._options.min_bits * UNITS)
        lengths = (HARDLY_ANY, NOT_FEW, NOT_LONG, FEW_KANA, self._enough, least)
        loops = compiled.QuickLook(
            model.screen.loops,
            model.scorer,
            self._rules,
            class_table(),
            trait_table(),
            self._flags,
            self._flag,
            units_by_wide(),
            lengths,
            self._meant,
            *loops_of_letters(),
            self._leftovers,
            self._page_look,
            self._search,
        )
        self._loops, self._look = loops, loops.look

    def _closer(self, text: str, told: TextLook) -> Document | None:
        """As :meth:`document`, of a text that the look does not tell to be right."""
        seen, beyond, wide, highest, traditional, must_ask, found = told
        is_traditional = traditional >= self._enough or self._flags is _NO_FLAGS
        rule = self._rules[seen] if seen in self._rules else self._rule(seen)
        if traditional >= self._enough and self._leftovers is None and rule & _BY_TRADITION:
            from fixtext.hanscript.at_a_glance import leftovers_at_a_glance  # as above

            self._leftovers = leftovers_at_a_glance(self._options.min_bits)
            self._open()
        if self._page_look is None and rule & (_BY_WIDTHS | _BY_MARKS):
            from fixtext.page_look import page_look  # as above

            self._page_look = page_look(self._options.min_bits)
            self._open()
        if self._meant is _NOT_KNOWN and may_have_fields(seen, beyond):
            self._meant = other_reading()
            self._open()
        if must_ask or (rule & _BY_TRADITION and is_traditional):
            rule = 0  # that is for the kinds to tell
        if rule and (found is True or not rule & _BY_SURPRISE):
            return None
        document = Document.looked_at(text, self._options, seen)
        at_a_glance = Overview(beyond, wide, highest / UNITS)
        document.remember(overview, at_a_glance)
        is_right = found is True
        if not is_right:
            model = self._model
            assert model is not None  # since it was looked at
            is_clear = found is False and shows_nothing(
                seen, at_a_glance, lambda: code_points(text), model, proven=False
            )
            document.remember(clear_at_a_glance, is_clear)
            if found is False and not rule:
                return document
            is_right = is_clear or self._nothing_explains(model, document, found)
        if not is_right:
            return document
        document.remember(nothing_surprises, True)
        if rule:  # all others are told by the look
            return None
        kinds = self._to_ask(seen, is_traditional)
        return None if _find_nothing(document, kinds) else document

    def _nothing_explains(self, model: language.Model, document: Document, found: _Found) -> bool:
        """Whether nothing explains what surprises in a text; the document knows what is told."""
        from fixtext.encodings import quick_search  # which hardly a text needs

        shown, least = document.recall(overview), self._options.min_bits
        text = model, document.text, document.seen, shown, least
        if isinstance(found, bool):
            told = quick_search.told_by_loops(*text)
            if self._search is None and model.scorer is not None:
                self._search = quick_search.search_of_any(least)
                self._open()
        else:
            told = quick_search.told_by_unexplained(*text, found)
            if shown.wide < shown.beyond and not self._knows_bad:
                self._search, self._knows_bad = quick_search.search_of_any(least, bad=True), True
                self._open()
        if told is quick_search.Told.NOTHING_EXPLAINS_IT:
            return True
        if told is quick_search.Told.NO_ROUTE_DOES:
            quick_search.remember_no_route(document)
            document.remember(nothing_surprises, False)
        else:
            document.remember(quick_search.nothing_explains_it, False)
        return document.recall(nothing_surprises)

    def _to_ask(self, seen: int, is_traditional: bool) -> Sequence[Garbling]:
        """The kinds that may be in a text with these classes and signs though nothing surprises."""
        key = seen, is_traditional
        if key not in self._kinds:
            untold = BY_A_LOOK | RuledOut.IF_NOT_TRADITIONAL * is_traditional
            self._kinds[key] = [
                kind
                for _, kind, _ in self._asked(seen)
                if kind.ruled_out(seen, self._options.profile) & untold
            ]
        return self._kinds[key]

    def _rule(self, seen: int) -> int:
        """What must be so of a text with these classes and signs; none where that is not told."""
        kinds = [garbling for _, garbling, _ in self._asked(seen)]
        outs = [kind.ruled_out(seen, self._options.profile) for kind in kinds]
        out = functools.reduce(operator.or_, outs, RuledOut.ALWAYS)
        tradition = bool(out & RuledOut.IF_NOT_TRADITIONAL)
        if tradition and self._flags is _NO_FLAGS:
            from fixtext.hanscript import characters  # whose tables other texts need not

            self._flag, self._enough = characters.TRADITIONAL_ONLY, characters.ENOUGH_TRADITIONAL
            self._flags = characters.class_table()
            self._open()
            return 0  # the flags were not counted in this text
        rule = 0
        if not out & RuledOut.NOT_TOLD:
            surprise = bool(out & RuledOut.IF_NOTHING_SURPRISES)
            rule = _IS_TOLD | _BY_SURPRISE * surprise | _BY_TRADITION * tradition
            rule |= _BY_HALVES if out & RuledOut.IF_HALVES_STAY else 0
            rule |= _BY_READING if out & RuledOut.IF_NO_READING else 0
            rule |= _BY_WIDTHS if out & RuledOut.IF_NOT_WRAPPED else 0
            rule |= _BY_MARKS if out & RuledOut.IF_NOT_FOLDED else 0
        self._rules[seen] = rule
        return rule


def is_found_right(document: Document, kinds: Sequence[Garbling]) -> bool:
    """Whether none of the kinds that may be in a short text finds anything to repair.

    They are asked where nothing surprises, so that none has to search; what they find they find
    again, in the document that knows nothing of this.
    """
    if len(document.text) > LONG or not document.recall(nothing_surprises):
        return False
    return _find_nothing(document, kinds)


def _find_nothing(document: Document, kinds: Sequence[Garbling]) -> bool:
    """As :func:`is_found_right`, of a text in which nothing surprises."""
    if not kinds:
        return True
    from fixtext.encodings.blocks import (  # which hardly a title needs
        Block,
        blocks,
        blocks_without_controls,
    )

    trial = Document.looked_at(document.text, document.options, document.seen)
    trial.remember(nothing_surprises, True)
    none: list[Block] = []
    trial.remember(blocks, none)
    trial.remember(blocks_without_controls, none)
    return not any(edit.after is not None for kind in kinds for edit in kind.find(trial))
