"""What other installed packages add, found by their entry points.

Nearly always there is nothing, and to find that out with :mod:`importlib.metadata` would take
longer than all else that the first text needs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from typing import Any

__all__ = ["load"]

_INSTALLED, _ENTRY_POINTS = (".dist-info", ".egg-info"), "entry_points.txt"


def load(group: str) -> Iterator[Any]:
    """What the entry points of a group name, loaded.

    >>> list(load("fixtext.no such group"))
    []
    """
    if not _may_be_named(group):
        return
    import importlib.metadata

    for entry in importlib.metadata.entry_points(group=group):
        yield entry.load()


def _may_be_named(group: str) -> bool:
    """Whether some installed package may have entry points of a group.

    Looks through the folders that packages are installed in; what is elsewhere may be anything.
    """
    for finder in sys.meta_path:
        if finder is not PathFinder and hasattr(finder, "find_distributions"):
            return True
    return any(_names(folder, group.encode()) for folder in dict.fromkeys(sys.path))


def _names(folder: str, group: bytes) -> bool:
    try:
        with os.scandir(folder or os.curdir) as entries:
            installed = [
                one.path for one in entries if one.name.endswith((".dist-info", ".egg-info"))
            ]
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False
    return any(group in _content(os.path.join(path, _ENTRY_POINTS)) for path in installed)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
