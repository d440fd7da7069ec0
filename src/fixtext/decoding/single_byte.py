"""The encodings of one byte a character, all weighed at once.

They differ in some letters only, so letters beyond ASCII that no one language has together cost
more, and those of languages that the model has hardly read cost less.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.decoding.detection import SEPARATOR, Weighed, bits_of_codes, common_bits
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
_STRANGER = 6.0
"""Bits of a letter that no language has together with most of the others."""
_OF_A_LANGUAGE = np.float32(9.0)
"""Bits, at most, of a letter that a language has together with the others."""
_NEAR = 500.0
_GLANCE = 768
_FAR_BEHIND = 300.0


def weigh_single_byte(sample: bytes, prior: Mapping[str, float] | None = None) -> list[Weighed]:
    """What a sample costs in each single-byte encoding; the likeliest first."""
    ebcdic = _like_ebcdic(sample)
    chosen = [at for at, label in enumerate(SINGLE_BYTE) if ebcdic or label not in _EBCDIC]
    if len(sample) > 2 * _GLANCE:
        # most are far behind after a few lines
        first = _weigh(sample[:_GLANCE], chosen, prior or {})
        least = first[0].bits + _FAR_BEHIND
        near = {each.label for each in first if each.bits < least or each.label in (prior or ())}
        chosen = [at for at in chosen if SINGLE_BYTE[at] in near]
    return _weigh(sample, chosen, prior or {})


def _weigh(sample: bytes, chosen: Sequence[int], prior: Mapping[str, float]) -> list[Weighed]:
    """What a sample costs in some of the encodings, with the price of its letters."""
    data = np.frombuffer(sample, np.uint8)
    size = len(SEPARATOR) + len(data)
    codes = np.full((len(chosen), size), ord("\n"), np.uint32)
    codes[:, len(SEPARATOR) :] = _tables().codes[chosen].take(data, axis=1)
    costs = bits_of_codes(codes.ravel()).reshape(codes.shape)[:, len(SEPARATOR) :]
    sums = costs.sum(axis=1)
    labels = [SINGLE_BYTE[at] for at in chosen]
    bits = sums + [common_bits(label, prior) for label in labels]
    near = np.flatnonzero(bits < bits.min() + _NEAR)
    bits[near] += _letters(data, np.array(chosen)[near], costs[near])
    return sorted(map(Weighed, bits.tolist(), labels, sums.tolist()))


def _letters(
    data: NDArray[np.uint8], chosen: NDArray[np.int64], costs: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Bits to add for letters beyond ASCII: more for strangers, less for what goes together.

    ``costs`` are the bits of each byte in each of the chosen encodings.
    """
    tables, known = _tables(), letters_of_languages()
    counts = np.bincount(data, minlength=256)
    present = np.flatnonzero(counts)
    sums = counts[present].astype(np.float32) @ tables.counted[present]
    letters, own, fitting = np.split(sums.reshape(len(SINGLE_BYTE), -1)[chosen], (1, 2), axis=1)
    fitting[own[:, 0] == 0, known.vietnamese] = 0
    foreign = letters[:, 0] - fitting.max(axis=1)
    prices: NDArray[np.float64] = foreign.astype(np.float64) * _STRANGER
    # where they are of a language that the model does not know, it makes too much of them
    unread = np.flatnonzero(fitting.max(axis=1) > fitting[:, known.well_read].max(axis=1))
    if len(unread):
        dear = np.maximum(costs[unread] - _OF_A_LANGUAGE, 0)
        dear *= tables.letters[chosen[unread]].take(data, axis=1)
        prices[unread] -= dear.sum(axis=1)
    return prices


class _Tables(NamedTuple):
    """What the bytes of each encoding are.

    ``codes`` are code points, U+DC00 + byte for a byte that makes none, and ``letters`` says which
    of them are Latin letters beyond ASCII, both of shape (encodings, 256). ``counted`` has a row
    for each byte and in it, for each encoding, ones and zeros: whether it is such a letter, whether
    Vietnamese alone has it, and whether each of the languages has it.
    """

    codes: NDArray[np.uint32]
    letters: NDArray[np.bool_]
    counted: NDArray[np.float32]


@functools.cache
def _tables() -> _Tables:
    every = bytes(range(256))
    codes = np.stack([code_points(read(every, label).text) for label in SINGLE_BYTE])
    known = letters_of_languages()
    letters = (codes >= 0xC0) & (codes < len(known.table))
    languages = known.table[np.where(letters, codes, 0)]
    counted = (letters & (codes != 0xD7) & (codes != 0xF7), np.isin(codes, known.own))
    rows = np.concatenate((np.stack(counted, axis=2), languages), axis=2)
    by_byte = np.ascontiguousarray(rows.transpose(1, 0, 2), np.float32).reshape(256, -1)
    return _Tables(codes, letters, by_byte)


def _like_ebcdic(sample: bytes) -> bool:
    """Whether there are more of EBCDIC's spaces and letters than of ASCII's."""
    counts = np.bincount(np.frombuffer(sample, np.uint8), minlength=256)
    ascii_text = counts[0x20] + counts[0x61:0x7B].sum() + counts[0x0A]
    letters = sum(
        int(counts[low:high].sum()) for low, high in ((0x81, 0x8A), (0x91, 0x9A), (0xA2, 0xAA))
    )
    return bool(counts[0x40] + letters > 2 * ascii_text)
