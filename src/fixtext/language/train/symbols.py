"""Characters as the model sees them: classes, and what a character never met costs."""

from __future__ import annotations

import math
import unicodedata

import numpy as np
from numpy.typing import NDArray

from fixtext.language.layout import BLOCKS_START, CHARACTERS, CLASSES

__all__ = ["EMOJI", "classes", "floor_costs", "symbol_map"]

# Private use code points are free to stand for classes: no n-gram holds them as characters.
EMOJI = 0xE001
_EMOJI_BLOCKS = (0x1F1, 0x1F3, 0x1F4, 0x1F5, 0x1F6, 0x1F9, 0x1FA)
_DIGIT_CHOICE = math.log2(10)
_EMOJI_CHOICE = 9.0  # some 1,800 of them, of which a few hundred are common

# Bits of a character that the training text does not hold, by general category.
_BY_CATEGORY = {
    "Cn": 27.0, "Co": 25.0, "Cs": 28.0, "Cc": 25.0, "Cf": 19.0, "Zl": 19.0, "Zp": 19.0,
    "Zs": 17.0, "Mn": 18.0, "Mc": 18.0, "Me": 20.0, "Sk": 19.0, "Sm": 18.0, "So": 18.5,
    "Sc": 18.0,
}  # fmt: skip
_ELSE = 18.5
_REPLACEMENT = 24.0
_OUTSIDE = 30.0


def _is_free(code: int, category: str) -> bool:
    """Whether n-grams may hold the character."""
    if code in (0x9, 0xA, 0xD):
        return True
    return category not in ("Cn", "Co", "Cs", "Cc") and code != 0xFFFD


def symbol_map() -> tuple[NDArray[np.uint16], NDArray[np.float64]]:
    """Symbol of each record of layout.CHARACTERS, and the bits of choosing a character within it.

    Symbol 0 is never looked up.
    """
    symbols = np.zeros(CHARACTERS, np.uint16)
    choices = np.zeros(CHARACTERS)
    for code in range(BLOCKS_START):
        character = chr(code)
        category = unicodedata.category(character)
        if not _is_free(code, category):
            continue
        symbols[code] = code
        if category == "Nd":
            symbols[code] = code - unicodedata.decimal(character)
            choices[code] = _DIGIT_CHOICE
    for block in _EMOJI_BLOCKS:
        symbols[BLOCKS_START + block - 0x100] = EMOJI
        choices[BLOCKS_START + block - 0x100] = _EMOJI_CHOICE
    return symbols, choices


# Classes of characters: what follows what, where the characters themselves were never met so.
_NONE, _SPACE, _DIGIT, _ASCII_LETTER, _LATIN, _CYRILLIC, _GREEK, _HAN = range(8)
_HIRAGANA, _KATAKANA, _HANGUL, _SEMITIC = range(8, 12)
_OTHER_LETTER, _ASCII_MARK, _WIDE_MARK, _OTHER_MARK = range(12, CLASSES)
_RANGES = (
    (0x0370, 0x03FF, _GREEK), (0x0400, 0x052F, _CYRILLIC), (0x0590, 0x08FF, _SEMITIC),
    (0x1100, 0x11FF, _HANGUL), (0x1D00, 0x1DBF, _LATIN), (0x1E00, 0x1EFF, _LATIN),
    (0x1F00, 0x1FFF, _GREEK), (0x2E80, 0x2FDF, _HAN), (0x3000, 0x3004, _WIDE_MARK),
    (0x3005, 0x3007, _HAN), (0x3008, 0x303F, _WIDE_MARK), (0x3041, 0x309F, _HIRAGANA),
    (0x30A0, 0x30FF, _KATAKANA), (0x3131, 0x318E, _HANGUL), (0x3400, 0x4DBF, _HAN),
    (0x4E00, 0x9FFF, _HAN), (0xAC00, 0xD7A3, _HANGUL), (0xF900, 0xFAFF, _HAN),
    (0xFB1D, 0xFDFF, _SEMITIC), (0xFE30, 0xFE4F, _WIDE_MARK), (0xFE70, 0xFEFC, _SEMITIC),
    (0xFF01, 0xFF5E, _WIDE_MARK), (0xFF5F, 0xFFEF, _OTHER_MARK),
)  # fmt: skip


def _class(code: int, category: str) -> int:
    if not _is_free(code, category):
        return _NONE
    if category == "Zs" or code < 0x20:
        return _WIDE_MARK if code == 0x3000 else _SPACE
    if code < 0x80:
        return {"N": _DIGIT, "L": _ASCII_LETTER}.get(category[0], _ASCII_MARK)
    for first, last, name in _RANGES:
        if first <= code <= last:
            return name
    if category[0] in "LM":
        return _LATIN if code < 0x0370 else _OTHER_LETTER
    return _OTHER_MARK


def classes() -> NDArray[np.uint8]:
    """Class of each record of layout.CHARACTERS; 0 for what is no text."""
    result = np.zeros(CHARACTERS, np.uint8)
    for code in range(BLOCKS_START):
        result[code] = _class(code, unicodedata.category(chr(code)))
    result[BLOCKS_START + 0x100 : BLOCKS_START + 0x224] = _HAN  # planes 2 and 3
    for block in _EMOJI_BLOCKS:
        result[BLOCKS_START + block - 0x100] = _OTHER_MARK
    return result


def _floor(code: int) -> float:
    category = unicodedata.category(chr(code))
    if code == 0xFFFD:
        return _REPLACEMENT
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return 28.0
    if 0x4E00 <= code <= 0x9FFF:
        return 19.5 if category != "Cn" else 27.0
    if 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF:
        return 21.0 if category != "Cn" else 27.0
    if 0xAC00 <= code <= 0xD7A3:
        return 19.0
    return _BY_CATEGORY.get(category, _ELSE)


def _floor_of_block(block: int) -> float:
    if block in _EMOJI_BLOCKS:
        return 15.0
    if 0x200 <= block <= 0x323:  # extensions B to H of the unified ideographs
        return 22.0
    if block >= 0xF00:
        return 26.0
    named = sum(unicodedata.category(chr((block << 8) + low)) != "Cn" for low in range(256))
    return 21.0 if named > 64 else 27.0


def floor_costs() -> NDArray[np.float64]:
    """Bits of each record of layout.CHARACTERS when it was never met in training."""
    costs = np.full(CHARACTERS, _OUTSIDE)
    costs[:BLOCKS_START] = [_floor(code) for code in range(BLOCKS_START)]
    costs[BLOCKS_START:-1] = [_floor_of_block(block) for block in range(0x100, 0x1100)]
    return costs
