"""Words of mixed scripts: what the language model, with its few characters of context, misses.

A letter of another alphabet inside a word (``mオme``, ``гruppa``) is nearly always a wrong reading.
Chinese, Japanese and Korean stand beside Latin words without a space, but a single one of their
characters hardly ever stands between two Latin letters. A hanzi that no Japanese character set has
is a wrong reading where kana are near.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codec_tables import IDEOGRAPHS, lacked_by

__all__ = [
    "KANA",
    "foreign_table",
    "mixed_words",
    "mixture_bits",
    "mixture_tables",
    "near_kana",
    "script_table",
]

_FOREIGN_KANJI = 8.0
_NEAR, _SEVERAL = 6, 2
_MIXED_WORD = 5.0
_ISLAND = 8.0
_WITHOUT_A_SPACE = 8.0
_COSTS = np.array([_FOREIGN_KANJI, _MIXED_WORD, _WITHOUT_A_SPACE, _ISLAND])
_LATIN, _CJK, _GREEK = 1, 2, 3
KANA = 0x3041, 0x30FE
"""The first and the last kana."""
_ALPHABETS = (
    (0x0041, 0x005A, _LATIN), (0x0061, 0x007A, _LATIN), (0x00C0, 0x00D6, _LATIN),
    (0x00D8, 0x00F6, _LATIN), (0x00F8, 0x024F, _LATIN), (0x1E00, 0x1EFF, _LATIN),
    (0x0370, 0x03FF, _GREEK), (0x0400, 0x052F, 4), (0x0530, 0x058F, 5), (0x0590, 0x05FF, 6),
    (0x0600, 0x06FF, 7), (0x0900, 0x0DFF, 8), (0x0E00, 0x0E7F, 9), (0x10A0, 0x10FF, 10),
    (0x3041, 0x30FA, _CJK), (0x30FC, 0x30FF, _CJK), (0x3400, 0x4DBF, _CJK),
    (0x4E00, 0x9FFF, _CJK), (0xAC00, 0xD7A3, _CJK), (0xFF66, 0xFF9D, _CJK),
)  # fmt: skip


@functools.cache
def script_table() -> NDArray[np.uint8]:
    """The script of each code point of the BMP: 1 Latin, 2 Chinese and its neighbours, 0 none."""
    table = np.zeros(0x10000, np.uint8)
    for low, high, script in _ALPHABETS:
        table[low : high + 1] = script
    table.setflags(write=False)
    return table


@functools.cache
def foreign_table() -> NDArray[np.bool_]:
    """Which of the BMP are ideographs that no Japanese character set has, shape (65536,)."""
    table = np.zeros(0x10000, np.bool_)
    table[IDEOGRAPHS.start : IDEOGRAPHS.stop] = lacked_by("cp932")
    table.setflags(write=False)
    return table


def _near(which: NDArray[np.bool_], places: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    """The places that have so many of these within a few characters."""
    sums = np.zeros(which.size + 1, np.int32)
    np.cumsum(which, dtype=np.int32, out=sums[1:])
    high = np.minimum(places + _NEAR + 1, which.size)
    near: NDArray[np.bool_] = sums[high] - sums[np.maximum(places - _NEAR, 0)] >= least
    return near


def near_kana(codes: NDArray[np.uint32], kana: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where ideographs that no Japanese character set has stand near several kana."""
    foreign = np.flatnonzero(foreign_table().take(codes, mode="clip"))
    return foreign[_near(kana, foreign, _SEVERAL)]


def mixture_tables() -> tuple[
    NDArray[np.uint8], NDArray[np.bool_], NDArray[np.float64], int, int, int
]:
    """What compiled code takes to tell what words of mixed scripts cost."""
    return script_table(), foreign_table(), _COSTS, *KANA, _NEAR


def mixture_bits(codes: NDArray[np.uint32]) -> NDArray[np.float64]:
    """The bits to add to each code point that mixes scripts within a word, shape (n,).

    >>> mixture_bits(np.array([0x6D, 0x30AA, 0x6D], np.uint32)).tolist()
    [0.0, 8.0, 0.0]
    """
    if compiled.IS_COMPILED:
        bits = np.empty(codes.size)
        codes = np.ascontiguousarray(codes, np.uint32)
        compiled.mixture(codes, *mixture_tables(), bits)
        return bits
    bits = np.zeros(codes.size)
    if codes.size < 2 or not (codes > 0x7F).any():
        return bits
    script = script_table().take(codes, mode="clip")
    before, here = script[:-1], script[1:]
    kana = (codes >= KANA[0]) & (codes <= KANA[1])
    if kana.any():
        foreign = np.flatnonzero(foreign_table().take(codes, mode="clip"))
        bits[foreign[_near(kana, foreign, 1)]] = _FOREIGN_KANJI
    change = (before != here) & (before > 0) & (here > 0)
    bits[1:][change & (before != _CJK) & (here != _CJK)] = _MIXED_WORD
    bits[1:][change & (before > _GREEK) & (here == _CJK)] = _WITHOUT_A_SPACE
    bits[1:][change & (before == _CJK) & (here > _GREEK)] = _WITHOUT_A_SPACE
    island = (script[:-2] == _LATIN) & (script[1:-1] == _CJK) & (script[2:] == _LATIN)
    bits[1:-1][island] = _ISLAND
    return bits


def mixed_words(codes: NDArray[np.uint32]) -> int:
    """How often letters of two alphabets meet in a text.

    >>> mixed_words(np.array([ord(character) for character in "Mёд и дM"], np.uint32))
    2
    """
    script = script_table().take(codes, mode="clip")
    before, here = script[:-1], script[1:]
    alphabets = (before > 0) & (before != _CJK) & (here > 0) & (here != _CJK)
    return int(np.count_nonzero(alphabets & (before != here)))
