"""What a kind of garbling is, and the registry that finds every kind there is.

A kind is one file in :mod:`fixtext.garblings` with one subclass of :class:`Garbling`; its module
docstring is its manual page. Other packages add kinds through the entry point group
``fixtext.garblings``, whose entries name a subclass.
"""

from __future__ import annotations

import abc
import enum
import functools
import graphlib
import importlib
import inspect
import pkgutil
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from fixtext import plugins
from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.clearing import nothing_surprises
from fixtext.errors import OptionError
from fixtext.hanscript.characters import has_traditional
from fixtext.scan import Seen
from fixtext.spans import Edit
from fixtext.types import Kind

__all__ = [
    "EVERYWHERE",
    "FOLDED",
    "GROUPS",
    "NEW",
    "ON_REQUEST",
    "PROFILES",
    "REPORTED",
    "TIDY",
    "WRAPPINGS",
    "Edit",
    "Garbling",
    "RuledOut",
    "Seen",
    "Treatment",
    "choose",
    "discover",
    "registry",
]

_GROUP = "fixtext.garblings"

PROFILES = {
    "faithful": "what is damage, nothing else: right text stays as it is",
    "web": "for scrapers: also controls, invisible characters, NFC and line ends",
    "search": "for indexing: also width and case folding, and compatibility forms",
    "ftfy": "what ftfy does by default, for those who move over",
}
"""The profiles there are, and what each is for."""

GROUPS = {
    "encoding": "bytes that were read with the wrong codec, lost or shifted",
    "disguise": "bytes of an encoding with escapes or wide units, taken for text",
    "escape": "characters that are still written as escapes",
    "character": "characters that stand for others",
    "invisible": "characters that show nothing",
    "layout": "spaces, line ends and readings that a page's layout left in its text",
    "script": "characters of another script of Chinese than the text is in",
}
"""The groups of kinds, each of which can be selected or ignored as a whole."""


WRAPPINGS = frozenset({"escape", "disguise"})
"""Groups of kinds in which a text is wrapped as a whole, whatever had happened to it before."""


class Treatment(enum.Enum):
    """What a profile does with a kind; what is off in it is not looked for."""

    REPAIR = "repairs"
    REPORT = "reports only"


class RuledOut(enum.IntFlag):
    """What rules a kind out in a text, as far as its classes and signs tell."""

    ALWAYS = 0
    IF_NOTHING_SURPRISES = 1
    IF_NOT_TRADITIONAL = 2
    """If it has too few characters that are only traditional."""
    NOT_TOLD = 4
    """It must be asked."""
    IF_HALVES_STAY = 8
    """If no row of characters saves as much as it must when its bytes are swapped, or ASCII."""
    IF_NO_READING = 16
    """If no bracket behind an ideograph may hold a reading."""
    IF_NOT_WRAPPED = 32
    """If the widths of lines tell too little of a program that cut them."""
    IF_NOT_FOLDED = 64
    """If the marks of ASCII tell too little of a program that folded them, against those that are
    not folded."""


BY_A_LOOK = (
    RuledOut.NOT_TOLD
    | RuledOut.IF_HALVES_STAY
    | RuledOut.IF_NO_READING
    | RuledOut.IF_NOT_WRAPPED
    | RuledOut.IF_NOT_FOLDED
)
"""What is not told unless by a look at short texts (:mod:`fixtext.quick_look`)."""

EVERYWHERE: Mapping[str, Treatment] = dict.fromkeys(PROFILES, Treatment.REPAIR)
"""For damage that ftfy repairs too."""
NEW: Mapping[str, Treatment] = dict.fromkeys(("faithful", "web", "search"), Treatment.REPAIR)
"""For damage that a text proves, and that ftfy does not know."""
REPORTED: Mapping[str, Treatment] = dict.fromkeys(("faithful", "web", "search"), Treatment.REPORT)
"""For damage that nothing undoes."""
TIDY: Mapping[str, Treatment] = dict.fromkeys(("web", "search", "ftfy"), Treatment.REPAIR)
"""For what is right in some texts, and in the way of scrapers."""
FOLDED: Mapping[str, Treatment] = {"search": Treatment.REPAIR}
"""For what is right, and in the way of an index."""
ON_REQUEST: Mapping[str, Treatment] = {}
"""For what must be selected by name."""


class Garbling(abc.ABC):
    """A kind of garbling: how it is recognised, repaired, and made."""

    name: ClassVar[str]
    """A kebab-case noun for the damage."""
    title: ClassVar[str]
    """What happened, in one line."""
    lossless: ClassVar[bool]
    """Whether the repair of :meth:`garble` gives back exactly what went in."""
    group: ClassVar[str]
    """One of ``GROUPS``."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Kinds that must be undone before this one; those that are not there don't matter."""
    signal: ClassVar[tuple[Seen, ...]]
    """The kind is looked for if the scan saw every class of one of these combinations."""
    worst: ClassVar[tuple[str | tuple[str, str], ...]] = ()
    """Pieces of text that are the most work for it when they are repeated without end; of a pair,
    the second is, behind the first. ``python -m benchmarks.adversarial`` takes the time."""
    local: ClassVar[bool] = False
    """Whether a repair elsewhere in a long text is no reason to look at a part of it again, unless
    it has proven more of the ``cause``."""
    near: ClassVar[Seen] = Seen.NOTHING
    """Classes and signs near which it stands: in a long text it is looked for only in lines around
    these. With none of them named, it is looked for everywhere."""
    looks_with: ClassVar[str | None] = None
    """A kind before it that finds for both, and leaves what is of this one pending."""
    again: ClassVar[bool] = False
    """Whether it is asked again before the kinds behind it, where it repaired most of a text at
    once: the rest looks like damage of theirs. With ``looks_with``, that kind is asked again."""
    cause: ClassVar[str | None] = None
    """The name of a mechanism (:mod:`fixtext.causes`) that explains this kind with others."""
    profiles: ClassVar[Mapping[str, Treatment]] = NEW
    """What each profile does with this kind; it is off in those that are not named."""

    @property
    def reports_only(self) -> bool:
        """Whether nothing of this kind can be restored, so that it is found and never repaired."""
        return bool(self.profiles) and Treatment.REPAIR not in self.profiles.values()

    def treatment(self, profile: str) -> Treatment | None:
        """What a profile does with this kind; None where it is off."""
        return self.profiles.get(profile)

    @abc.abstractmethod
    def find(self, document: Document) -> Sequence[Edit]:
        """The repairs of this kind in a document, ordered and not overlapping."""

    @abc.abstractmethod
    def garble(self, text: str, chance: random.Random) -> str:
        """Clean text damaged in this way; the same chance gives the same damage."""

    def survey(self, document: Document) -> Mapping[str, float]:
        """The evidence for what must be decided by the whole of a document.

        Asked before the first window of a text that is too long to be worked on at once; nothing is
        decided so by default.
        """
        return {}

    def signalled(self, seen: int) -> bool:
        """Whether a text with these classes and signs can show this kind at all."""
        return any(seen & wanted == wanted for wanted in self.signal)

    def may_be_in(self, document: Document) -> bool:
        """Whether this kind is worth a closer look, told of a document that has its signal.

        Where it is not, nothing is found; most kinds find that out as fast.
        """
        if type(self).ruled_out is Garbling.ruled_out:
            return True  # and nobody has to look what a part of a text shows
        out = self.ruled_out(document.seen, document.options.profile)
        told = functools.partial(int.__and__, out)  # as of Document.shows: flags are slow
        return (
            told(BY_A_LOOK) != 0  # which looks at short texts alone
            or (told(RuledOut.IF_NOTHING_SURPRISES) != 0 and not document.recall(nothing_surprises))
            or (told(RuledOut.IF_NOT_TRADITIONAL) != 0 and has_traditional(document.codes))
        )

    def ruled_out(self, seen: int, profile: str) -> RuledOut:
        """What rules it out by itself in a text with these classes and signs."""
        return RuledOut.NOT_TOLD

    def suspects(self, batch: Batch) -> NDArray[np.bool_]:
        """Which of many texts can show this kind, shape (texts,).

        What is not a suspect here is never repaired when it is looked at by itself.
        """
        return batch.signalled(self.signal)

    @classmethod
    def describe(cls) -> Kind:
        """Name, title and manual page."""
        manual = inspect.cleandoc(sys.modules[cls.__module__].__doc__ or "")
        profiles = {name: treatment.value for name, treatment in cls.profiles.items()}
        return Kind(cls.name, cls.title, cls.lossless, manual, cls.group, profiles)


def discover() -> dict[str, Garbling]:
    """Every kind, in the order in which they are undone: walked anew at each call."""
    package = importlib.import_module("fixtext.garblings")
    found: dict[str, Garbling] = {}
    for module_info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        for item in vars(module).values():
            if (
                isinstance(item, type)
                and issubclass(item, Garbling)
                and not inspect.isabstract(item)
            ):
                found[item.name] = item()
    for kind in plugins.load(_GROUP):
        found[kind.name] = kind()
    return _ordered(found)


@functools.cache
def registry() -> Mapping[str, Garbling]:
    """Every kind by name, in the order in which they are undone; found once a process."""
    return discover()


def _ordered(found: Mapping[str, Garbling]) -> dict[str, Garbling]:
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for name in sorted(found):
        sorter.add(name, *sorted(need for need in found[name].needs if need in found))
    return {name: found[name] for name in sorter.static_order()}


def choose(
    profile: str, select: Iterable[str] | None, ignore: Iterable[str]
) -> tuple[tuple[Garbling, Treatment], ...]:
    """The kinds that a profile, a selection and what to leave out come to, and their treatment.

    Kinds are selected and left out by name or by group. Raises OptionError for a profile, a kind
    or a group that does not exist.
    """
    known = registry()
    if profile not in PROFILES:
        raise OptionError(f"unknown profile {profile!r}; there are: {', '.join(PROFILES)}")
    left_out = set(ignore)
    selected = None if select is None else set(select)
    groups = {*GROUPS, *(kind.group for kind in known.values())}
    for name in sorted(left_out | (selected or set())):
        if name not in known and name not in groups:
            there = f"{', '.join(known)}; and the groups {', '.join(sorted(groups))}"
            raise OptionError(f"unknown kind {name!r}; there are: {there}")
    chosen = []
    for kind in known.values():
        names = {kind.name, kind.group}
        treatment = kind.treatment(profile)
        if selected is not None:
            named = bool(names & selected)
            always = Treatment.REPORT if kind.reports_only else Treatment.REPAIR
            treatment = (treatment or always) if named else None
        if treatment is not None and not names & left_out:
            chosen.append((kind, treatment))
    return tuple(chosen)
