"""Which parts of a text may have one of some words: told many times faster than by a pattern."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled

__all__ = ["Words"]

_KNOWN, _LETTERS, _LONGEST = 0x10000, 256, 16
"""Code points that may be letters of words, letters that are told apart, and letters of a word; the
same are in loops."""
_OTHERS = {
    "i": "\u0130\u0131", "k": "\u212a", "s": "\u017f", "в": "\u1c80", "д": "\u1c81",
    "о": "\u1c82", "с": "\u1c83", "т": "\u1c84\u1c85", "ъ": "\u1c86",
}  # fmt: skip
"""What a pattern that ignores case takes for a letter, beside its capital."""


class Words:
    """Up to 64 words, told by up to 16 letters, in either case: they are given in small letters.

    >>> from fixtext.scan import code_points
    >>> words, codes = Words(["entit", "escap"]), code_points("No identity. No eScApe.")
    >>> words.may_be_in(codes, np.array([[0, 11], [0, 8], [12, 23]])).tolist()
    [True, False, True]
    """

    def __init__(self, words: Sequence[str]) -> None:
        letters = sorted(set("".join(words)))
        numbers = {letter: number for number, letter in enumerate(letters, 1)}
        self._letters = np.zeros(_KNOWN, np.uint8)
        for letter, number in numbers.items():
            alike = letter + letter.upper() + _OTHERS.get(letter, "")
            self._letters[list(map(ord, alike))] = number
        self._firsts, self._seconds = np.zeros((2, _LETTERS), np.uint64)
        self._words = np.zeros((len(words), _LONGEST), np.uint8)
        for place, word in enumerate(words):
            told = [numbers[letter] for letter in word[:_LONGEST]]
            self._words[place, : len(told)] = told
            self._firsts[told[0]] |= np.uint64(1 << place)
            self._seconds[told[1]] |= np.uint64(1 << place)

    def may_be_in(self, codes: NDArray[np.uint32], parts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which parts of a text may have a word: starts and ends (parts, 2) to shape (parts,).

        All of them where loops are not compiled.
        """
        found = np.ones(len(parts), np.bool_)
        if compiled.IS_COMPILED:
            tables = self._letters, self._firsts, self._seconds, self._words
            compiled.mark_words(codes, np.ascontiguousarray(parts, np.int64), *tables, found)
        return found
