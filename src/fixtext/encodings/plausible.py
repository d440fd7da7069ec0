"""Which single-byte codecs make letters of some bytes: a look at the bytes alone."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import Codec
from fixtext.encodings.lattice import Bytes

__all__ = ["plausible"]

_SHARE = 0.6
"""Part of the odd bytes that must be letters."""


@functools.cache
def _kinds(right: Codec) -> NDArray[np.uint8]:
    """What each byte is, shape (256,): 2 a letter of the Latin script, 1 another one, 0 neither."""
    kinds = np.zeros(256, np.uint8)
    for byte in range(0x80, 0x100):
        character = chr(int(right.to_unicode[byte]))
        if unicodedata.category(character)[0] in "LM":
            kinds[byte] = 2 if "LATIN" in unicodedata.name(character, "") else 1
    return kinds


def plausible(
    laid: Bytes,
    rights: Sequence[Codec],
    odd: NDArray[np.bool_],
    starts: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """In which parts each codec makes letters of most of what is odd, shape (codecs, parts).

    ``odd`` tells the characters that count, ``starts`` where parts begin among them. Two letters
    beyond ASCII hardly stand side by side in the Latin script.
    """
    data = laid.data
    owner = np.repeat(np.arange(odd.size), np.diff(laid.offsets))
    high = data > 0x7F
    places = np.flatnonzero(high & odd[owner])
    part = np.searchsorted(starts, owner[places], side="right") - 1
    count = np.bincount(part[part >= 0], minlength=starts.size)
    result = np.zeros((len(rights), starts.size), np.bool_)
    around = np.concatenate(([False], high, [False]))
    lone = ~(around[places] | around[places + 2])
    for index, right in enumerate(rights):
        kinds = _kinds(right)[data[places]]
        letters = (kinds == 1) | (kinds == 2) & lone
        good = np.bincount(part, letters, minlength=starts.size)
        result[index] = (good >= _SHARE * count) & (count > 0)
    return result
