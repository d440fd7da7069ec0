"""How the model's arrays are laid out: the one owner of the format, for model and trainer.

`characters`: one uint32 per code point of the BMP, then one per block of 256 code points of the
other planes, then one for whatever is above U+10FFFF::

    bits  0-15  symbol: the character as n-grams see it; 0 is never looked up
    bits 16-23  cost without context, in units of 1/8 bit
    bits 24-27  backoff after this symbol, in units of 3/4 bit
    bits 28-31  class: the kind of script

`transitions`: int16, what is added to the cost without context where a character of a class
follows one of another, in units of 1/8 bit, at 16 times the first class plus the second.

`pairs` and `pair_gains`: a direct-mapped hash table of two symbols, uint16 and uint8. A hash of a
pair is a permutation of 32 bits, so slot and check together know the pair, and no other is found::

    bits  0-1   backoff when this pair is a context, in units of 5/4 bit; 0: nothing extends it
    bits  2-15  check
    gain        bits by which the pair's last symbol is cheaper than by backoff, in units of 1/8

`ngrams`: the same for three and four symbols, uint16; one in a thousand that is not there is found
all the same, which is why gains are kept, not costs: a wrong gain changes little::

    bits  0-3   gain, in units of 5/8 bit
    bits  4-5   backoff
    bits  6-15  check
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BACKOFF_STEP",
    "BLOCKS_START",
    "CHARACTERS",
    "CLASSES",
    "CONTEXT",
    "FORMAT",
    "GAIN_STEP",
    "LEVEL_STEP",
    "NEWLINE",
    "NGRAM_CHECK",
    "PAIR_CHECK",
    "UNITS",
    "hash_ngrams",
    "hash_pairs",
    "locate",
    "pairs_of_hashes",
    "stored_hashes",
]

FORMAT = 1
UNITS = 8  # per bit
CONTEXT = 3  # code points
NEWLINE = 10
GAIN_STEP = 5  # units
LEVEL_STEP = 10  # units
BACKOFF_STEP = 6  # units
CLASSES = 16

BLOCKS_START = 0x10000
CHARACTERS = BLOCKS_START + 0x1000 + 1

PAIR_CHECK = np.uint16(0xFFFC)
NGRAM_CHECK = np.uint16(0xFFC0)

# Odd constants with well spread bits, those of xxHash32.
_PAIR = np.uint32(0x9E3779B1)
_PAIR_INVERSE = np.uint32(pow(0x9E3779B1, -1, 1 << 32))
_EARLIER = (np.uint32(0x85EBCA77), np.uint32(0xC2B2AE3D))
_SIXTEEN = np.uint32(16)
_SHIFT_SLOT = np.uint64(32)
_SHIFT_CHECK = np.uint64(16)


def hash_pairs(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Hashes of pairs of symbols, each pair another one."""
    hashes = first << _SIXTEEN
    hashes |= second
    hashes *= _PAIR
    return hashes


def hash_ngrams(
    shorter: NDArray[np.uint32], earlier: NDArray[np.uint32], order: int
) -> NDArray[np.uint32]:
    """Hashes of n-grams of 3 or 4 symbols, from those without the first, and the first."""
    hashes = earlier * _EARLIER[order - 3]
    hashes += shorter
    return hashes


def locate(
    hashes: NDArray[np.uint32], size: np.uint64, check_bits: np.uint16
) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Slots in a table of `size` slots, and the wanted bits of a check.

    The slot is the product of hash and size, shifted: Lemire, "Fast random integer generation in
    an interval" (2019). It needs no division, and the table's size may be any number. The check is
    what is shifted out, and tells hashes of the same slot apart.
    """
    product = hashes.astype(np.uint64)
    product *= size
    checks = (product >> _SHIFT_CHECK).astype(np.uint16)
    checks &= check_bits
    product >>= _SHIFT_SLOT
    return product.view(np.int64), checks


def stored_hashes(
    slots: NDArray[np.int64], checks: NDArray[np.uint16], size: int
) -> NDArray[np.uint32]:
    """The hashes of pairs that stand in a table's slots, from these and their checks.

    The inverse of :func:`locate`: as long as the table has more slots than a check leaves values
    open, only one hash fits.
    """
    product = slots.astype(np.uint64) << _SHIFT_SLOT
    product |= checks.astype(np.uint64) << _SHIFT_CHECK
    product += np.uint64(size - 1)
    return (product // np.uint64(size)).astype(np.uint32)


def pairs_of_hashes(
    hashes: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The two symbols of each pair, from its hash: the inverse of :func:`hash_pairs`.

    >>> first, second = np.array([20013], np.uint32), np.array([25991], np.uint32)
    >>> [symbols.tolist() for symbols in pairs_of_hashes(hash_pairs(first, second))]
    [[20013], [25991]]
    """
    both = hashes * _PAIR_INVERSE
    return both >> _SIXTEEN, both & np.uint32(0xFFFF)
