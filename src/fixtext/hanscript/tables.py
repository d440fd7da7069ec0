"""The generated tables of this package, read once when first needed."""

from __future__ import annotations

import functools
import os
from typing import Any

from numpy.typing import NDArray

from fixtext.tables import Table, array_of, read_table

__all__ = ["FILE", "MAINLAND", "REACH", "TAIWAN", "array", "load", "text"]

FILE = os.path.join(os.path.dirname(__file__), "data", "hanscript.table")
MAINLAND, TAIWAN = 1, 2
"""Whose word one of the regional vocabulary is: payloads of its trie."""
REACH = 0x33480
"""Up to where characters have other forms: the end of Unicode's ideographs."""


@functools.cache
def load() -> Table:
    """The package's own tables; raises TableError if the file is missing or damaged."""
    return read_table(FILE)


def array(name: str) -> NDArray[Any]:
    """One array by its name; raises TableError if the tables are of another version."""
    return array_of(load(), name, FILE, "python -m fixtext.hanscript.build")


def text(name: str) -> str:
    """An array of UTF-8 bytes as a string."""
    return array(name).tobytes().decode("utf-8")
