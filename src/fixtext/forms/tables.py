"""Which character another stands for, from the generated table and from Python's codecs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from fixtext.errors import TableError
from fixtext.tables import read_table

__all__ = ["FILE", "hkscs_private_use", "radicals", "symbol_font"]

FILE = Path(__file__).parent / "data" / "forms.table"


def _pairs(name: str) -> Mapping[str, str]:
    try:
        pairs = read_table(FILE).arrays[name].tolist()
    except KeyError:
        raise TableError(
            f"{FILE}: no array {name!r}: rebuild it with python -m fixtext.forms.build"
        ) from None
    return {chr(code): chr(value) for code, value in pairs}


@functools.cache
def radicals() -> Mapping[str, str]:
    """The ideograph of each Kangxi radical and radical of the supplement that has one.

    >>> radicals()["\u2f42"], radicals()["\u2ed3"]
    ('文', '长')
    """
    return _pairs("radicals")


@functools.cache
def symbol_font() -> Mapping[str, str]:
    """What Windows' private use code points for the Symbol font show.

    >>> symbol_font()["\uf061"], symbol_font()["\uf0b7"]
    ('α', '•')
    """
    return _pairs("symbol")


def _user_defined_big5() -> Mapping[str, str]:
    """Private use code points of Windows' code page 950, and the Big5 pairs that they stand for."""
    pairs: dict[str, bytes] = {}
    code = 0xE000
    for first, last in ((0xFA40, 0xFEFE), (0x8E40, 0xA0FE), (0x8140, 0x8DFE), (0xC6A1, 0xC8FE)):
        for pair in range(first, last + 1):
            if 0x40 <= pair & 0xFF <= 0x7E or 0xA1 <= pair & 0xFF <= 0xFE:
                pairs[chr(code)] = pair.to_bytes(2, "big")
                code += 1
    return {private: pair.decode("big5hkscs", "ignore") for private, pair in pairs.items()}


@functools.cache
def hkscs_private_use() -> Mapping[str, str]:
    """What code page 950 has in private use, and HKSCS has as characters.

    >>> hkscs_private_use()["\ue420"]
    '瞓'
    """
    return {private: text for private, text in _user_defined_big5().items() if len(text) == 1}
