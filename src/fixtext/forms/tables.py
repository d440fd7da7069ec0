"""Which character another stands for, from the generated table and from Python's codecs."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping

from fixtext.errors import TableError
from fixtext.tables import read_table

__all__ = ["FILE", "gbk_private_use", "hkscs_private_use", "radicals", "symbol_font"]

FILE = os.path.join(os.path.dirname(__file__), "data", "forms.table")


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


_GBK_ROWS = ((0xE5E5, 0xA3A0, 1), (0xE76C, 0xA2E3, 1), (0xE7C7, 0xA8BC, 1), (0xE7C8, 0xA8BF, 1),
             (0xE7E7, 0xA989, 13), (0xE815, 0xFE50, 47), (0xE844, 0xFE80, 33))  # fmt: skip
"""Where private use begins for how many pairs of GBK that have characters by now."""
_SINCE_GB18030_2005 = {
    0xE7C7: "\u1e3f",
    **dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
    **{0xE816: "𠂇", 0xE817: "𠂉", 0xE818: "𠃌", 0xE831: "𡗗", 0xE83B: "𢦏", 0xE855: "𤇾"},
    **{0xE81E: "龴", 0xE826: "龵", 0xE82B: "龶", 0xE82C: "龷", 0xE832: "龸"},
    **{0xE843: "龹", 0xE854: "龺", 0xE864: "龻"},
}
"""What Python's codec, which is of the year 2000, has in private use."""


@functools.cache
def gbk_private_use() -> Mapping[str, str]:
    """What GBK and GB 18030-2000 had in private use, and Unicode has as characters since.

    >>> gbk_private_use()["\ue7c7"], gbk_private_use()["\ue826"]
    ('ḿ', '龵')
    """
    forms = {}
    for code, pair, count in _GBK_ROWS:
        for more in range(count):
            character = (pair + more).to_bytes(2, "big").decode("gb18030", "ignore")
            if len(character) == 1 and not "\ue000" <= character <= "\uf8ff":
                forms[chr(code + more)] = character
    forms["\ue5e5"] = "\u3000"
    forms |= {chr(code): character for code, character in _SINCE_GB18030_2005.items()}
    return forms
