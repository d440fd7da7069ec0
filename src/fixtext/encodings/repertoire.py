"""The script of a text with gaps, and the characters that those who write it have.

The bytes around a gap leave several characters to choose from, of which some are of another
language: a text with kana has no hanzi that Japan never had, a text in simplified characters no
traditional ones. The model, with its three characters back, does not see that; the text does.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import HANGUL, array, lacked_by
from fixtext.encodings.codecs import stray_bytes
from fixtext.language import Model
from fixtext.language.layout import CONTEXT
from fixtext.scan import code_points

__all__ = [
    "DRAWN",
    "foreign_to",
    "lacking",
    "likely_characters",
    "likely_rows",
    "read_all",
    "script_of",
    "scripts_of",
]

_Bits = NDArray[np.float64]
_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]

_COMMON = {
    "han": "的了是在",
    "hans": "的了是在",
    "hant": "的了是在",
    "kana": "のてい、",
    "hangul": "이다는 ",
    "letters": "\n eа",
}
"""Characters of each script behind which most others can stand."""
_FOREIGN = 6.0
"""Bits that a character costs that writers of the script do not have."""
DRAWN = 7.0
"""Lines and boxes are cheap where others stand near, and hardly ever get lost alone."""
_PARTS_OF_SYLLABLES = (0x1100, 0x1200), (0x3131, 0x318F), (0xA960, 0xA980), (0xD7B0, 0xD800)
_TIMES = 3
"""How many more characters of one script there must be than of the other."""


def script_of(codes: _Codes) -> str:
    """The script that most of a text is in, as far as filling its gaps wants to know.

    >>> script_of(np.array([ord(character) for character in "这是文"], np.uint32))
    'hans'
    """
    (script,) = scripts_of(codes, np.array([0]), np.array([codes.size]))
    return script


def scripts_of(codes: _Codes, starts: _Places, ends: _Places) -> list[str]:
    """The same of several parts of a text.

    >>> codes = np.array([ord(character) for character in "这是文のです a"], np.uint32)
    >>> scripts_of(codes, np.array([0, 3, 7]), np.array([3, 6, 8]))
    ['hans', 'kana', 'letters']
    """
    kinds = _kinds_of_scripts().take(codes, mode="clip")
    result: list[str] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        counts = np.bincount(kinds[start:end], minlength=_HANGUL + 1).tolist()
        _, han, hant, hans, neither, kana, hangul = counts
        ideographs = han + hant + hans + neither
        result.append(_script(hangul, kana, ideographs, hant + neither, hans + neither))
    return result


_KANA, _HANGUL = 5, 6


@functools.cache
def _kinds_of_scripts() -> NDArray[np.uint8]:
    """Of the BMP, 1 and what standards lack each ideograph; the kinds of kana and syllables."""
    kinds = np.zeros(0x10000, np.uint8)
    kinds[0x4E00:0xA000] = lacking() + 1
    kinds[0x3041:0x3100] = _KANA
    kinds[0xAC00:0xD7A4] = _HANGUL
    kinds.setflags(write=False)
    return kinds


def _script(hangul: int, kana: int, ideographs: int, traditional: int, simplified: int) -> str:
    """The script of a text with so many syllables, kana and ideographs, some only of one script."""
    if not hangul + kana + ideographs:
        return "letters"
    if hangul > kana + ideographs:
        return "hangul"
    if 3 * kana > ideographs:
        return "kana"
    if simplified > _TIMES * traditional:
        return "hans"
    return "hant" if traditional > _TIMES * simplified else "han"


@functools.cache
def lacking() -> NDArray[np.uint8]:
    """Which national standards lack each ideograph from U+4E00 on, as bits; shape (20992,).

    The first is of GB 2312, the second of Big5.
    """
    return array("unwritten/ideographs") & np.uint8(3)


@functools.cache
def foreign_to(script: str) -> _Bits:
    """The bits that each character of the BMP costs more in such a text, shape (65536,)."""
    table = np.zeros(0x10000)
    ideographs = table[0x4E00:0xA000]
    if script == "kana":
        ideographs[lacked_by("cp932")] = _FOREIGN
    elif script == "hans":
        ideographs[lacked_by("gb2312") & ~lacked_by("big5")] = _FOREIGN
    elif script == "hant":
        ideographs[lacked_by("big5") & ~lacked_by("gb2312")] = _FOREIGN
    elif script == "hangul":
        ideographs[lacked_by("euc_kr")] = _FOREIGN
        for low, high in _PARTS_OF_SYLLABLES:
            table[low:high] = _FOREIGN
        table[HANGUL.start : HANGUL.stop][lacked_by("euc_kr", "hangul")] = _FOREIGN
    table.setflags(write=False)
    return table


@functools.lru_cache(maxsize=8)
def likely_characters(model: Model, script: str) -> _Bits:
    """What each character of the BMP costs at the least behind some very common ones."""
    costs = [_behind(model, context) for context in map(ord, _COMMON[script])]
    least: _Bits = np.min(np.stack(costs), axis=0).astype(np.float64)
    least += foreign_to(script)
    least[0] = 0.0  # stands for no character
    return least


@functools.lru_cache(maxsize=8)
def likely_rows(model: Model, script: str) -> _Bits:
    """The least that any of 64 characters in a row costs so, which one more byte tells apart."""
    least: _Bits = likely_characters(model, script).reshape(-1, 64).min(axis=1)
    return least


def _behind(model: Model, context: int) -> NDArray[np.float32]:
    """What each character of the BMP costs behind three times another one, shape (65536,)."""
    rows = np.full((0x10000, CONTEXT + 1), context, np.uint32)
    rows[:, CONTEXT] = np.arange(0x10000)
    return model.score(rows.ravel())[CONTEXT :: CONTEXT + 1]


def read_all(ways: Mapping[bytes, float], script: str) -> tuple[_Codes, _Bits]:
    """Bytes that are UTF-8 as texts of a script, and what they and their characters cost.

    Each text is a row of code points, the shorter ones with 0 behind them. All are decoded in one
    call; those are left out of which some bytes make no character.
    """
    some = [data for data in ways if 0 not in data]
    whole = b"".join([data + b"\0" for data in some]).decode("utf-8", "surrogateescape")
    if not some:
        return np.empty((0, 0), np.uint32), np.empty(0)
    codes = code_points(whole)
    costs = foreign_to(script).take(codes, mode="clip")
    costs[(codes >= 0x2500) & (codes < 0x25A0)] += DRAWN
    costs[stray_bytes(codes)] = np.inf
    between = codes == 0
    costs[between] = 0.0
    starts = np.flatnonzero(np.concatenate(([True], between[:-1])))
    sizes = np.flatnonzero(between) - starts
    more = np.add.reduceat(costs, starts)
    good = more < np.inf
    starts, sizes = starts[good], sizes[good]
    rows = np.zeros((starts.size, int(sizes.max(initial=0))), np.uint32)
    for place in range(rows.shape[1]):
        has = sizes > place
        rows[has, place] = codes[starts[has] + place]
    every = np.fromiter((ways[data] for data in some), np.float64, len(some))
    return rows, every[good] + more[good]
