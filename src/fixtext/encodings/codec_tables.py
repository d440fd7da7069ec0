"""The generated table of what codecs show and read, which :mod:`fixtext.encodings.build` makes."""

from __future__ import annotations

import functools
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixtext.tables import Table, array_of, read_table

__all__ = [
    "FILE",
    "FIRST_LEAD",
    "FIRST_TRAIL",
    "GRAMMAR_TRAIL",
    "HANGUL",
    "IDEOGRAPHS",
    "LAST",
    "SEVERAL",
    "STANDARDS",
    "array",
    "lacked_by",
]

FILE = os.path.join(os.path.dirname(__file__), "data", "codecs.table")
FIRST_LEAD, FIRST_TRAIL, LAST = 0x81, 0x40, 0xFE
"""The least byte that begins a pair, the least that ends one, and the last byte of both."""
GRAMMAR_TRAIL = 0x30
"""The least byte that ends a pair where other programs' pairs count as well."""
SEVERAL = 0xFFFFFFFF
"""Stands for bytes that make more than one character."""
IDEOGRAPHS, HANGUL = range(0x4E00, 0xA000), range(0xAC00, 0xD7A4)
STANDARDS = ("gb2312", "big5", "cp932", "euc_kr")
"""Python's names of the character sets, by bit, of which the table says what they lack."""


@functools.cache
def _load() -> Table:
    return read_table(FILE)


def array(name: str) -> NDArray[Any]:
    """One array by its name; raises TableError if the table is missing or of another version."""
    return array_of(_load(), name, FILE, "python -m fixtext.encodings.build")


@functools.cache
def lacked_by(standard: str, characters: str = "ideographs") -> NDArray[np.bool_]:
    """Which ideographs from U+4E00 on, or syllables of ``hangul``, a character set lacks.

    >>> [bool(lacked_by(standard)[ord("东") - 0x4E00]) for standard in ("gb2312", "big5")]
    [False, True]
    """
    bits = array(f"unwritten/{characters}")
    table: NDArray[np.bool_] = bits >> np.uint8(STANDARDS.index(standard)) & np.uint8(1) > 0
    table.setflags(write=False)
    return table
