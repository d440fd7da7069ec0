"""What a kind of garbling is, and the registry that finds every kind there is.

A kind is one file in :mod:`fixtext.garblings` with one subclass of :class:`Garbling`; its module
docstring is its manual page. Other packages add kinds through the entry point group
``fixtext.garblings``, whose entries name a subclass.
"""

from __future__ import annotations

import abc
import functools
import graphlib
import importlib
import importlib.metadata
import inspect
import pkgutil
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from fixtext.document import Document
from fixtext.errors import OptionError
from fixtext.scan import Seen
from fixtext.spans import Edit
from fixtext.types import Kind

__all__ = ["Edit", "Garbling", "Seen", "choose", "discover", "registry"]


class Garbling(abc.ABC):
    """A kind of garbling: how it is recognised, repaired, and made."""

    name: ClassVar[str]
    """A kebab-case noun for the damage."""
    title: ClassVar[str]
    """What happened, in one line."""
    lossless: ClassVar[bool]
    """Whether the repair of :meth:`garble` gives back exactly what went in."""
    reports_only: ClassVar[bool] = False
    """Whether nothing of this kind can be restored, so that it is found and never repaired."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Kinds that must be undone before this one; those that are not there don't matter."""
    signal: ClassVar[tuple[Seen, ...]]
    """The kind is looked for if the scan saw every class of one of these combinations."""
    cause: ClassVar[str | None] = None
    """The name of a mechanism (:mod:`fixtext.causes`) that explains this kind with others."""
    profiles: ClassVar[tuple[str, ...]] = ("faithful",)
    """The profiles that repair this kind."""

    @abc.abstractmethod
    def find(self, document: Document) -> Sequence[Edit]:
        """The repairs of this kind in a document, ordered and not overlapping."""

    @abc.abstractmethod
    def garble(self, text: str, chance: random.Random) -> str:
        """Clean text damaged in this way; the same chance gives the same damage."""

    def signalled(self, seen: Seen) -> bool:
        """Whether a text with these classes of characters can show this kind at all."""
        return any(seen & wanted == wanted for wanted in self.signal)

    @classmethod
    def describe(cls) -> Kind:
        """Name, title and manual page."""
        manual = inspect.cleandoc(sys.modules[cls.__module__].__doc__ or "")
        return Kind(cls.name, cls.title, cls.lossless, manual)


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
    for entry in importlib.metadata.entry_points(group="fixtext.garblings"):
        kind: type[Garbling] = entry.load()
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
) -> tuple[Garbling, ...]:
    """The kinds that a profile, a selection and a list of kinds to leave out come to.

    Raises OptionError for a profile or a kind that does not exist.
    """
    known = registry()
    profiles = sorted({name for kind in known.values() for name in kind.profiles})
    if profile not in profiles:
        raise OptionError(f"unknown profile {profile!r}; there are: {', '.join(profiles)}")
    left_out = set(ignore)
    selected = None if select is None else set(select)
    for name in sorted(left_out | (selected or set())):
        if name not in known:
            raise OptionError(f"unknown kind {name!r}; there are: {', '.join(known)}")
    return tuple(
        kind
        for name, kind in known.items()
        if name not in left_out
        and (profile in kind.profiles if selected is None else name in selected)
    )
