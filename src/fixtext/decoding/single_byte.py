"""The encodings of one byte a character, all weighed at once.

They differ in some letters only, so letters beyond ASCII that no one language has together cost
more, and those of languages that the model has hardly read cost less.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
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
_GLANCES = (512, 1536)
"""Bytes of a sample after which those encodings are left out that are far behind."""
_FAR_BEHIND = 300.0


def weigh_single_byte(
    sample: bytes,
    prior: Mapping[str, float] | None = None,
    most: float = math.inf,
    begun: Sequence[Weighed] = (),
) -> list[Weighed]:
    """What a sample costs in the single-byte encodings, the likeliest first.

    Those that would cost more than ``most`` may be left out. Those that are far behind in the
    beginning cost as much more. ``begun`` is what the beginning costs, where that was weighed
    already: it stays that if all that are not far behind make the same text of the sample.
    """
    if begun:
        chosen = [SINGLE_BYTE.index(each.label) for each in begun]
    else:
        ebcdic = _like_ebcdic(sample)
        chosen = [at for at, label in enumerate(SINGLE_BYTE) if ebcdic or label not in _EBCDIC]
    behind: list[tuple[float, Weighed]] = []
    for first in _beginnings(sample, prior or {}, chosen, begun):
        least = first[0].bits
        far = {
            each.label: each
            for each in first
            if each.bits >= least + _FAR_BEHIND and each.label not in (prior or ())
        }
        chosen[:] = [at for at in chosen if SINGLE_BYTE[at] not in far]
        behind += [(each.bits - least, each) for each in far.values()]
        if first is begun and not any(_read_alike(sample, chosen)):
            return list(begun)
    weighed = _weigh(sample, chosen, prior or {}, most)
    if weighed:
        weighed += [each._replace(bits=weighed[0].bits + more) for more, each in behind]
    return sorted(weighed)


def _beginnings(
    sample: bytes, prior: Mapping[str, float], chosen: list[int], begun: Sequence[Weighed]
) -> Iterator[Sequence[Weighed]]:
    """What longer and longer beginnings cost in the encodings that are still among the chosen."""
    if begun:
        yield begun
    for size in _GLANCES:
        if len(sample) > 2 * size and len(chosen) > 1:
            yield _weigh(sample[:size], chosen, prior, math.inf)


def _read_alike(sample: bytes, chosen: Sequence[int]) -> list[int]:
    """For each of the encodings, the number of the text that it makes of a sample."""
    present = np.flatnonzero(np.bincount(np.frombuffer(sample, np.uint8), minlength=0x100))
    numbers: dict[bytes, int] = {}
    rows = _tables().codes[np.ix_(np.array(chosen), present)]
    return [numbers.setdefault(row.tobytes(), len(numbers)) for row in rows]


def _weigh(
    sample: bytes, chosen: Sequence[int], prior: Mapping[str, float], most: float
) -> list[Weighed]:
    """What a sample costs in some of the encodings, with the price of its letters."""
    tables, data = _tables(), np.frombuffer(sample, np.uint8)
    counts = np.bincount(data, minlength=0x100)
    present = np.flatnonzero(counts)
    row_of = _read_alike(sample, chosen)
    rows = [chosen[row_of.index(number)] for number in range(max(row_of) + 1)]
    codes = np.full((len(rows), len(SEPARATOR) + len(data)), ord("\n"), np.uint32)
    codes[:, len(SEPARATOR) :] = tables.codes[rows].take(data, axis=1)
    costs = bits_of_glance(codes.ravel()).reshape(codes.shape)[:, len(SEPARATOR) :]
    sums = costs.sum(axis=1)[row_of]
    bits = sums + [common_bits(SINGLE_BYTE[at], prior) for at in chosen]
    # what the letters of a language that the model does not know cost too much
    dear = np.maximum(costs - _OF_A_LANGUAGE, 0)
    dear *= tables.letters[rows].take(data, axis=1)
    less = dear.sum(axis=1)[row_of]
    possible = bits - less <= most
    if not possible.any():
        return []
    near = np.flatnonzero(possible & (bits < bits.min() + _NEAR))
    bits[near] += _letters(counts[present], present, np.array(chosen)[near], less[near])
    labels = [SINGLE_BYTE[at] for at in chosen]
    return sorted(map(Weighed, bits.tolist(), labels, sums.tolist()))


def _letters(
    counts: NDArray[np.int64],
    present: NDArray[np.int64],
    chosen: NDArray[np.int64],
    less: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Bits to add for letters beyond ASCII: more for strangers, less for what goes together.

    There are so many of the bytes ``present``. ``less`` is by how much, in each of the chosen
    encodings, if the model does not know them.
    """
    tables, known = _tables(), letters_of_languages()
    counted = np.matmul(counts.astype(np.float32), tables.counted[np.ix_(chosen, present)]).T
    letters, own, fitting = counted[0], counted[1], counted[2:]
    fitting[known.vietnamese] *= own > 0
    well_read = fitting[: known.well_read].max(axis=0)
    fits = np.maximum(well_read, fitting[known.well_read :].max(axis=0))
    prices: NDArray[np.float64] = np.multiply(letters - fits, _STRANGER, dtype=np.float64)
    return prices - np.where(fits > well_read, less, 0)


class _Tables(NamedTuple):
    """What the bytes of each encoding are.

    ``codes`` are code points, U+FFFD for a byte that makes none, and ``letters`` says which of them
    are Latin letters beyond ASCII, both of shape (encodings, 256). ``counted`` has ones and zeros,
    of shape (encodings, 256, 2 + languages): whether the byte is such a letter, whether one of
    Vietnamese alone, and whether one of each of the languages.
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
    return _Tables(codes, letters, rows.astype(np.float32))


def _like_ebcdic(sample: bytes) -> bool:
    """Whether there are more of EBCDIC's spaces and letters than of ASCII's."""
    ebcdic = len(sample) - len(sample.translate(None, _EBCDIC_LETTERS))
    return ebcdic > 2 * (len(sample) - len(sample.translate(None, _ASCII_LETTERS)))
