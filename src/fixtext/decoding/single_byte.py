"""The encodings of one byte a character, all weighed at once.

They differ in some letters only, so letters beyond ASCII that no one language has together cost
more, and those of languages that the model has hardly read cost less.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.decoding.detection import SEPARATOR, Weighed, bits_of_glance, common_bits
from fixtext.decoding.reading import ENCODINGS, read
from fixtext.encodings.alphabets import letters_of_languages
from fixtext.scan import code_points

__all__ = ["SINGLE_BYTE", "weigh_single_byte"]

SINGLE_BYTE = tuple(
    label
    for label in ENCODINGS
    if label.startswith(("windows-", "iso-8859", "koi8", "ibm", "mac", "x-mac", "kz", "ptcp"))
)
_EBCDIC = ("ibm037", "ibm424", "ibm500", "ibm875", "ibm1026")
_EBCDIC_LETTERS = b"\x40" + bytes((*range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)))
_ASCII_LETTERS = b" \nabcdefghijklmnopqrstuvwxyz"
"""Lower-case letters and spaces."""
_STRANGER = 6.0
"""Bits of a letter that no language has together with most of the others."""
_OF_A_LANGUAGE = np.float32(9.0)
"""Bits, at most, of a letter that a language has together with the others."""
_NEAR = 500.0
_GLANCE = 768
_FAR_BEHIND = 300.0


def weigh_single_byte(
    sample: bytes, prior: Mapping[str, float] | None = None, most: float = math.inf
) -> list[Weighed]:
    """What a sample costs in the single-byte encodings, the likeliest first.

    Those that would cost more than ``most`` may be left out.
    """
    ebcdic = _like_ebcdic(sample)
    chosen = [at for at, label in enumerate(SINGLE_BYTE) if ebcdic or label not in _EBCDIC]
    if len(sample) > 2 * _GLANCE:
        # most are far behind after a few lines
        first = _weigh(sample[:_GLANCE], chosen, prior or {}, math.inf)
        least = first[0].bits + _FAR_BEHIND
        near = {each.label for each in first if each.bits < least or each.label in (prior or ())}
        chosen = [at for at in chosen if SINGLE_BYTE[at] in near]
    return _weigh(sample, chosen, prior or {}, most)


def _weigh(
    sample: bytes, chosen: Sequence[int], prior: Mapping[str, float], most: float
) -> list[Weighed]:
    """What a sample costs in some of the encodings, with the price of its letters."""
    tables, data = _tables(), np.frombuffer(sample, np.uint8)
    codes = np.full((len(chosen), len(SEPARATOR) + len(data)), ord("\n"), np.uint32)
    codes[:, len(SEPARATOR) :] = tables.codes[chosen].take(data, axis=1)
    costs = bits_of_glance(codes.ravel()).reshape(codes.shape)[:, len(SEPARATOR) :]
    sums = costs.sum(axis=1)
    bits = sums + [common_bits(SINGLE_BYTE[at], prior) for at in chosen]
    # what the letters of a language that the model does not know cost too much
    dear = np.maximum(costs - _OF_A_LANGUAGE, 0)
    dear *= tables.letters[chosen].take(data, axis=1)
    less = dear.sum(axis=1)
    possible = bits - less <= most
    if not possible.any():
        return []
    near = np.flatnonzero(possible & (bits < bits.min() + _NEAR))
    bits[near] += _letters(data, np.array(chosen)[near], less[near])
    labels = [SINGLE_BYTE[at] for at in chosen]
    return sorted(map(Weighed, bits.tolist(), labels, sums.tolist()))


def _letters(
    data: NDArray[np.uint8], chosen: NDArray[np.int64], less: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Bits to add for letters beyond ASCII: more for strangers, less for what goes together.

    ``less`` is by how much, in each of the chosen encodings, if the model does not know them.
    """
    tables, known = _tables(), letters_of_languages()
    counts = np.bincount(data, minlength=256)
    present = np.flatnonzero(counts)
    sums = counts[present].astype(np.float32) @ tables.counted[present]
    counted = sums.reshape(-1, len(SINGLE_BYTE))[:, chosen]
    letters, own, fitting = counted[0], counted[1], counted[2:]
    fitting[known.vietnamese] *= own > 0
    well_read = fitting[: known.well_read].max(axis=0)
    fits = np.maximum(well_read, fitting[known.well_read :].max(axis=0))
    prices: NDArray[np.float64] = np.multiply(letters - fits, _STRANGER, dtype=np.float64)
    return prices - np.where(fits > well_read, less, 0)


class _Tables(NamedTuple):
    """What the bytes of each encoding are.

    ``codes`` are code points, U+FFFD for a byte that makes none, and ``letters`` says which of them
    are Latin letters beyond ASCII, both of shape (encodings, 256). ``counted`` has a row for each
    byte and in it ones and zeros: in which encodings it is such a letter, in which it is one of
    Vietnamese alone, and in which it is one of each of the languages.
    """

    codes: NDArray[np.uint32]
    letters: NDArray[np.bool_]
    counted: NDArray[np.float32]


@functools.cache
def _tables() -> _Tables:
    every = bytes(range(256))
    codes = np.stack([code_points(read(every, label).replaced) for label in SINGLE_BYTE])
    known = letters_of_languages()
    letters = (codes >= 0xC0) & (codes < len(known.table))
    languages = known.table[np.where(letters, codes, 0)]
    counted = (letters & (codes != 0xD7) & (codes != 0xF7), np.isin(codes, known.own))
    rows = np.concatenate((np.stack(counted, axis=2), languages), axis=2)
    by_byte = np.ascontiguousarray(rows.transpose(1, 2, 0), np.float32).reshape(256, -1)
    return _Tables(codes, letters, by_byte)


def _like_ebcdic(sample: bytes) -> bool:
    """Whether there are more of EBCDIC's spaces and letters than of ASCII's."""
    ebcdic = len(sample) - len(sample.translate(None, _EBCDIC_LETTERS))
    return ebcdic > 2 * (len(sample) - len(sample.translate(None, _ASCII_LETTERS)))
