"""Which encoding bytes are in: the one in which they are the likeliest text, in bits.

Each encoding reads a sample; what the language model gives the text, what bytes without a character
cost, and how common the encoding is make its description. The shortest wins, and by how much it
wins is the evidence. A label, a language or a domain makes some encodings likelier from the start.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.decoding.reading import STRAY, glance, is_stray, read
from fixtext.scan import code_points

__all__ = [
    "DOUBLE_BYTE",
    "SEPARATOR",
    "Ranking",
    "Weighed",
    "bits_by_byte",
    "bits_of",
    "bits_of_codes",
    "bits_of_glance",
    "common_bits",
    "margin_of",
    "weigh",
    "with_wide_kana",
]

_STRAY_BITS = 32.0
"""Bits of a byte that makes no character."""

_REPEATED = np.float32(4.0)
"""Bits, at most, of a character that stands behind another of its kind."""

DOUBLE_BYTE = ("gbk", "big5", "shift_jis", "euc-jp", "euc-kr")
_OF_SEVERAL = (*DOUBLE_BYTE, "johab")
"""Encodings in which a character may be several bytes, for :func:`bits_by_byte`."""
_COMMON = {
    "utf-8": 0.0,
    **dict.fromkeys(DOUBLE_BYTE, 2.0),
    **dict.fromkeys(("utf-16le", "utf-16be"), 6.0),
    "windows-1252": 2.0,
    "windows-1251": 3.0,
    **{f"windows-{page}": 4.0 for page in (1250, 1253, 1254, 1255, 1256, 1257, 1258, 874)},
    "koi8-r": 4.0,
    "koi8-u": 5.0,
    **{f"iso-8859-{part}": 5.0 for part in (2, 5, 7, 15)},
    **{f"iso-8859-{part}": 7.0 for part in (3, 4, 6, 8, 10, 13, 14, 16)},
    "ibm866": 6.0,
    "ibm437": 9.0,
    "ibm850": 9.0,
    "macintosh": 8.0,
    "x-mac-cyrillic": 8.0,
    "johab": 14.0,
    "ibm037": 12.0,
    "ibm500": 14.0,
}
_RARE = 24.0
"""What an encoding costs that is not among the common ones, in bits."""

_FIRST_SURROGATE = 0xD800
SEPARATOR = "\n\n\n"
_STANDS_FOR_STRAY = np.uint32(0xFFFD)
_FIRST_NARROW = np.uint32(0xFF66)
_NARROW = "".join(map(chr, range(0xFF66, 0xFF9E)))
_TO_WIDE = np.append(
    code_points(unicodedata.normalize("NFKC", _NARROW)) - code_points(_NARROW), np.uint32(0)
)
"""What is to be added to each half-width kana, modulo 2 to the 32nd, to give the wide one."""


class Weighed(NamedTuple):
    """An encoding, what the sample costs in it with all that speaks for it, and without."""

    bits: float
    label: str
    text_bits: float


class Ranking(NamedTuple):
    """Encodings, the likeliest first, and the code points of that one's text with their bits."""

    weighed: list[Weighed]
    codes: NDArray[np.uint32]
    bits: NDArray[np.float32]

    @property
    def high(self) -> float:
        """The bits of what is beyond ASCII in the likeliest text."""
        return float(self.bits[self.codes >= 0x80].sum(dtype=np.float64))


def margin_of(weighed: Sequence[Weighed]) -> float:
    """By how many bits the first is cheaper than the next that reads another text."""
    best = weighed[0]
    for each in weighed:
        if each.text_bits != best.text_bits:
            return each.bits - best.bits
    return 0.0


def weigh(
    sample: bytes, labels: Sequence[str], prior: Mapping[str, float] | None = None
) -> Ranking:
    """What a sample costs in each of the encodings."""
    codes, edges = _joined([glance(sample, label) for label in labels])
    bits = bits_of_glance(with_wide_kana(codes))
    totals = np.add.reduceat(bits, edges)[1::2].tolist()
    weighed = [
        Weighed(total + common_bits(label, prior), label, total)
        for label, total in zip(labels, totals, strict=True)
    ]
    weighed.sort()
    best = 2 * labels.index(weighed[0].label)
    text = slice(edges[best + 1], edges[best + 2])
    return Ranking(weighed, codes[text], bits[text])


def common_bits(label: str, prior: Mapping[str, float] | None) -> float:
    """What an encoding costs before a byte is looked at: less if it is common, or expected."""
    common = _COMMON.get(label, _RARE)
    return common - prior.get(label, 0.0) if prior else common


def bits_of(texts: Sequence[str], stray: float = _STRAY_BITS) -> NDArray[np.float64]:
    """What each text costs, with lone surrogates for bytes that make no character; float64 (n,).

    ``stray`` is what such a byte costs, in bits.
    """
    if not texts:
        return np.zeros(0)
    codes, edges = _joined(texts)
    sums = np.concatenate(([0.0], np.cumsum(bits_of_codes(codes, stray), dtype=np.float64)))
    bits: NDArray[np.float64] = sums[edges[2::2]] - sums[edges[1:-1:2]]
    return bits


def bits_by_byte(data: bytes, label: str, stray: float = _STRAY_BITS) -> NDArray[np.float64]:
    """What each byte costs in an encoding of one to four bytes a character; float64 (n,).

    The cost of a character is that of its first byte.
    """
    reading = read(data, label)
    bits = np.zeros(len(data), np.float64)
    costs = bits_of_codes(code_points(reading.text), stray)
    at = 0
    for character, cost in zip(reading.text, costs.tolist(), strict=True):
        bits[min(at, len(data) - 1)] += cost
        at += _length(data, at, label, character)
    return bits


def _length(data: bytes, at: int, label: str, character: str) -> int:
    """How many bytes the character is made of that begins at an offset."""
    if STRAY.match(character) or label not in _OF_SEVERAL or at + 1 >= len(data) or data[at] < 0x81:
        return 1
    if label == "gbk":
        return 4 if 0x30 <= data[at + 1] <= 0x39 else 2
    if label == "shift_jis":
        return 1 if 0xA0 <= data[at] < 0xE0 else 2
    return 3 if label == "euc-jp" and data[at] == 0x8F else 2


def _joined(texts: Sequence[str]) -> tuple[NDArray[np.uint32], list[int]]:
    """Texts between line ends as one array of code points; where those and the texts begin."""
    codes = code_points(SEPARATOR + SEPARATOR.join(texts) + "\n")
    edges: list[int] = []
    at = 0
    for text in texts:
        edges += (at, at + len(SEPARATOR))
        at += len(SEPARATOR) + len(text)
    edges.append(at)
    return codes, edges


def bits_of_codes(codes: NDArray[np.uint32], price: float = _STRAY_BITS) -> NDArray[np.float32]:
    """Bits of each code point, float32 (n,); those for bytes without a character have a price."""
    if codes.max(initial=0) < _FIRST_SURROGATE:
        return _bits(codes)
    codes = with_wide_kana(codes)
    stray = is_stray(codes)
    bits = _bits(np.where(stray, _STANDS_FOR_STRAY, codes))
    bits[stray] = price
    return bits


def bits_of_glance(codes: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Bits of each code point, float32 (n,); U+FFFD is a byte that makes no character."""
    bits = _bits(codes)
    np.copyto(bits, _STRAY_BITS, where=codes == _STANDS_FOR_STRAY)
    return bits


def _bits(codes: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Bits of each code point; the model knows of no rows of one character, but any may be."""
    bits = language.load().score(codes)
    again = np.flatnonzero(codes[1:] == codes[:-1]) + 1
    bits[again] = np.minimum(bits[again], _REPEATED)
    return bits


def with_wide_kana(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Code points with wide kana for half-width ones, which the model knows better."""
    # all other code points are beyond the table and get its last entry, which is nothing
    return codes + _TO_WIDE.take(codes - _FIRST_NARROW, mode="clip")
