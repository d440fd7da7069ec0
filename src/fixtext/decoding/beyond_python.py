"""What browsers read in bytes and Python's codecs do not, or otherwise.

For each encoding: the codec that does most of the work, what is made of bytes that it has no
character for, and the signs that it reads as other code points than browsers do
(https://encoding.spec.whatwg.org/). Where browsers have no character either, pairs of JIS X 0213
are read.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import NamedTuple

from fixtext.decoding.big5_cells import RUNS
from fixtext.lazy import lazy_pattern

__all__ = [
    "FURTHER",
    "GB_18030",
    "JIS_2004",
    "MISREAD",
    "OTHER_CODEC",
    "Found",
    "as_browsers",
    "big5_cells",
]

OTHER_CODEC = {"gbk": "gbk", "gb18030": "gbk"}
"""Of Python's GB 18030 and GBK, the latter has nothing that browsers read otherwise."""
JIS_2004 = {"shift_jis": "shift_jis_2004", "euc-jp": "euc_jis_2004"}
MISREAD = {"euc-jp": b"\x8f\xa2\xb7"}
"""Bytes that Python reads as ``~``, and browsers as the full-width one."""

_SIGNS = {
    "euc-jp": ("〜‖−¢£¬", "～∥－￠￡￢"),
    "euc_jis_2004": ("〜‖−¢£¬", "～∥－￠￡￢"),
    "shift_jis_2004": ("〜‖−¢£¬¥‾", "～∥－￠￡￢\\~"),
    "koi8-u": ("╝╬", "ўЎ"),
}
"""Signs of Python's codecs, none of which has two places there, and those that browsers show."""


class Found(NamedTuple):
    """What bytes are, where they end, and whether only JIS X 0213 has them."""

    text: str
    end: int
    of_2004: bool = False


def as_browsers(text: str, encoding: str) -> str:
    """A text as Python's codec gives it, with the signs that browsers show.

    >>> as_browsers("1〜2", "euc-jp")
    '1～2'
    """
    for sign, shown in zip(*_SIGNS.get(encoding, ("", "")), strict=True):
        text = text.replace(sign, shown)
    return text


_FOURS = lazy_pattern(rb"(?:[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]){1,64}")
"""As many as are read at once: few enough that it does not matter if one is no character."""
_IDEOGRAPHS = "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
GB_18030 = str.maketrans(
    {
        "\ue5e5": "\u3000",
        "\ue7c7": "\u1e3f",
        "\u1e3f": "\ue7c7",
        **dict(zip(map(chr, range(0xE78D, 0xE797)), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
        **dict(zip(_IDEOGRAPHS, "龴龵龶龷龸龹龺龻", strict=True)),
    }
)
"""Private use of GB 18030-2000 for what Unicode has since."""


def _gbk(data: bytes, start: int) -> Found | None:
    if data[start] == 0x80:
        return Found("€", start + 1)
    fours = _FOURS.match(data, start)
    end = fours.end() if fours else start + 2
    with contextlib.suppress(UnicodeDecodeError):
        return Found(data[start:end].decode("gb18030").translate(GB_18030), end)
    return _pair(data, start, "gb18030", 4) if fours else None


@functools.cache
def big5_cells() -> dict[bytes, str]:
    """The characters of further pairs of Big5, by the pair."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    cells: dict[bytes, str] = {}
    for first, run in RUNS.items():
        row, cell = first >> 8, trails.index(first & 0xFF)
        for character in run:
            cells[bytes((row, trails[cell]))] = character
            row, cell = (row, cell + 1) if cell + 1 < len(trails) else (row + 1, 0)
    return cells


def _big5(data: bytes, start: int) -> Found | None:
    text = big5_cells().get(data[start : start + 2])
    return Found(text, start + 2) if text else None


def _shift_jis(data: bytes, start: int) -> Found | None:
    return _pair(data, start, JIS_2004["shift_jis"], of_2004=True)


def _pair(
    data: bytes, start: int, codec: str, length: int = 2, *, of_2004: bool = False
) -> Found | None:
    try:
        return Found(data[start : start + length].decode(codec), start + length, of_2004)
    except UnicodeDecodeError:
        return None


def _euc_jp(data: bytes, start: int) -> Found | None:
    """What EUC-JP has in browsers and not in Python, from the cells of windows-932.

    Rows are 94 cells; two of them share a lead byte in Shift_JIS.
    """
    pair = data[start : start + 2]
    if len(pair) == 2 and min(pair) > 0xA0 and max(pair) < 0xFF:
        row, cell = pair[0] - 0xA1, pair[1] - 0xA1
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
        found = _pair(bytes((lead, trail)), 0, "cp932")
        if found and not 0xE000 <= ord(found.text) < 0xF900:
            return Found(found.text, start + 2)
    for length in (2, 3):
        if found := _pair(data, start, JIS_2004["euc-jp"], length, of_2004=True):
            return found
    return None


def _c1(data: bytes, start: int) -> Found | None:
    """Bytes 0x80 to 0x9F that a code page leaves undefined are C1 controls, as in browsers."""
    return Found(chr(data[start]), start + 1) if 0x80 <= data[start] < 0xA0 else None


def _windows_1255(data: bytes, start: int) -> Found | None:
    return Found("\u05ba", start + 1) if data[start] == 0xCA else _c1(data, start)


FURTHER: dict[str, Callable[[bytes, int], Found | None]] = {
    "gbk": _gbk,
    "gb18030": _gbk,
    "big5": _big5,
    "shift_jis": _shift_jis,
    "euc-jp": _euc_jp,
    "windows-874": _c1,
    **{f"windows-{page}": _c1 for page in range(1250, 1259)},
    "windows-1255": _windows_1255,
}
"""What is made of bytes that the codec of an encoding has no character for."""
