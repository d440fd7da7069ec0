"""What is made when it is first asked for: the names of packages (PEP 562), and patterns.

A process that only converts, say, then loads no more than that; and of the patterns of all kinds,
which take longer to compile than a page does to read, most texts need a few.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import AnyStr, cast

__all__ = ["lazy_pattern", "names_of"]


def names_of(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """``__getattr__`` and ``__dir__`` of a package: ``homes`` are modules and their public names.

    >>> get, list_names = names_of("fixtext", {"fixtext.hanscript": ["convert"]})
    >>> get("convert").__name__, "convert" in list_names()
    ('convert', True)
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def get(name: str) -> object:
        home = home_of.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(home), name)
        setattr(sys.modules[package], name, value)
        return value

    def list_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of})

    return get, list_names


class _Pattern:
    """A pattern that is compiled when something of it is first asked for."""

    def __init__(self, source: object, flags: int) -> None:
        self._made = source, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        source, flags = self._made
        compiled = re.compile(cast(str, source), flags)
        for known in _ATTRIBUTES:  # from now on, no call goes through here
            setattr(self, known, getattr(compiled, known))
        return getattr(compiled, name)


_ATTRIBUTES = [name for name in dir(re.Pattern) if not name.startswith("__")]


def lazy_pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile``, but compiled at the first use.

    >>> lazy_pattern("a+").findall("aa b a")
    ['aa', 'a']
    """
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))
