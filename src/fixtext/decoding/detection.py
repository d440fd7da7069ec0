"""Which encoding bytes are in: the one in which they are the likeliest text, in bits.

Each encoding reads a sample; what the language model gives the text, what bytes without a character
cost, and how common the encoding is make its description. The shortest wins, and by how much it
wins is the evidence. A label, a language or a domain makes some encodings likelier from the start.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.decoding.reading import ENCODINGS, STRAY, glance, is_stray, read
from fixtext.encodings.alphabets import strangers
from fixtext.scan import code_points

__all__ = [
    "DOUBLE_BYTE",
    "SINGLE_BYTE",
    "Ranking",
    "bits_by_byte",
    "bits_of",
    "bits_of_codes",
    "weigh",
    "weigh_single_byte",
    "with_wide_kana",
]

_STRAY_BITS = 32.0
"""Bits of a byte that makes no character."""

_REPEATED = np.float32(4.0)
"""Bits, at most, of a character that stands behind another of its kind."""

DOUBLE_BYTE = ("gbk", "big5", "shift_jis", "euc-jp", "euc-kr")
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
_STRANGER = 6.0
"""Bits of a letter that no language has together with most of the others."""
_OF_A_LANGUAGE = 9.0
"""Bits, at most, of a letter that a language has together with the others."""
_NEAR = 500.0
_GLANCE = 768
_FAR_BEHIND = 300.0
_SEPARATOR = "\n\n\n"
_STANDS_FOR_STRAY = np.uint32(0xFFFD)
_WIDE_KANA = code_points(unicodedata.normalize("NFKC", "".join(map(chr, range(0xFF66, 0xFF9E)))))
SINGLE_BYTE = tuple(
    label
    for label in ENCODINGS
    if label.startswith(("windows-", "iso-8859", "koi8", "ibm", "mac", "x-mac", "kz", "ptcp"))
)
_EBCDIC = ("ibm037", "ibm424", "ibm500", "ibm875", "ibm1026")


class Weighed(NamedTuple):
    """An encoding, what the sample costs in it with all that speaks for it, and without."""

    bits: float
    label: str
    text_bits: float


class Ranking(NamedTuple):
    """Encodings, the likeliest first; ``high`` is the bits of what is beyond ASCII in that."""

    weighed: list[Weighed]
    high: float

    @property
    def evidence(self) -> float:
        """By how many bits the first is cheaper than the next that reads another text."""
        best = self.weighed[0]
        others = (each.bits for each in self.weighed[1:] if each.text_bits != best.text_bits)
        return next(others, best.bits) - best.bits


def weigh(
    sample: bytes, labels: Sequence[str], prior: Mapping[str, float] | None = None
) -> Ranking:
    """What a sample costs in each of the encodings."""
    codes, edges = _joined([glance(sample, label) for label in labels])
    bits = _bits(with_wide_kana(codes))
    bits[codes == _STANDS_FOR_STRAY] = _STRAY_BITS
    return _ranked(labels, codes, edges, bits, prior or {})


def weigh_single_byte(sample: bytes, prior: Mapping[str, float] | None = None) -> Ranking:
    """What a sample costs in each single-byte encoding."""
    ebcdic = _like_ebcdic(sample)
    labels = [label for label in SINGLE_BYTE if ebcdic or label not in _EBCDIC]
    if len(sample) > 2 * _GLANCE:
        # most are far behind after a few lines
        first = _weigh_single_byte(sample[:_GLANCE], labels, prior).weighed
        least = first[0].bits + _FAR_BEHIND
        labels = [each.label for each in first if each.bits < least or each.label in (prior or ())]
    return _weigh_single_byte(sample, labels, prior)


def _weigh_single_byte(
    sample: bytes, labels: Sequence[str], prior: Mapping[str, float] | None
) -> Ranking:
    tables = _tables()[[SINGLE_BYTE.index(label) for label in labels]]
    size = len(_SEPARATOR) + len(sample)
    codes = np.full(len(labels) * size + 1, ord("\n"), np.uint32)
    rows = codes[:-1].reshape(len(labels), size)
    rows[:, len(_SEPARATOR) :] = tables.take(np.frombuffer(sample, np.uint8), axis=1)
    starts = np.arange(len(labels)) * size
    edges = np.stack((starts, starts + len(_SEPARATOR)), axis=1).ravel()
    bits = bits_of_codes(codes)
    ranking = _ranked(labels, codes, np.append(edges, len(codes) - 1), bits, prior or {})
    texts = rows[:, len(_SEPARATOR) :]
    costs = bits[:-1].reshape(len(labels), size)[:, len(_SEPARATOR) :]
    return _one_alphabet(ranking, dict(zip(labels, zip(texts, costs, strict=True), strict=True)))


def _one_alphabet(
    ranking: Ranking, rows: Mapping[str, tuple[NDArray[np.uint32], NDArray[np.float32]]]
) -> Ranking:
    """The ranking when letters of no one language together have their price.

    The model does not know every language; letters beyond ASCII give most of them away.
    """
    least = ranking.weighed[0].bits
    weighed = [
        each._replace(bits=each.bits + _letters(*rows[each.label]))
        if each.bits < least + _NEAR
        else each
        for each in ranking.weighed
    ]
    return Ranking(sorted(weighed), ranking.high)


def _letters(codes: NDArray[np.uint32], bits: NDArray[np.float32]) -> float:
    """Bits to add for letters beyond ASCII: more for strangers, less for what goes together."""
    letters = np.flatnonzero((codes >= 0xC0) & (codes < 0x250))
    foreign = strangers(codes[letters])
    if foreign >= strangers(codes[letters], well_read=True):
        return _STRANGER * foreign
    # they are of a language that the model does not know: it makes too much of them
    return _STRANGER * foreign - float(np.maximum(bits[letters] - _OF_A_LANGUAGE, 0).sum())


def bits_of(texts: Sequence[str], stray: float = _STRAY_BITS) -> NDArray[np.float64]:
    """What each text costs, with lone surrogates for bytes that make no character; float64 (n,).

    ``stray`` is what such a byte costs, in bits.
    """
    if not texts:
        return np.zeros(0)
    codes, edges = _joined(texts)
    sums = np.concatenate(([0.0], np.cumsum(bits_of_codes(codes, stray), dtype=np.float64)))
    bits: NDArray[np.float64] = sums[edges[2::2]] - sums[edges[1::2]]
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
    if STRAY.match(character) or label in SINGLE_BYTE or at + 1 >= len(data) or data[at] < 0x81:
        return 1
    if label == "gbk":
        return 4 if 0x30 <= data[at + 1] <= 0x39 else 2
    if label == "shift_jis":
        return 1 if 0xA0 <= data[at] < 0xE0 else 2
    return 3 if label == "euc-jp" and data[at] == 0x8F else 2


def _joined(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Texts between line ends as one array of code points; where those and the texts begin."""
    codes = code_points(_SEPARATOR + _SEPARATOR.join(texts) + "\n")
    edges: list[int] = []
    at = 0
    for text in texts:
        edges += (at, at + len(_SEPARATOR))
        at += len(_SEPARATOR) + len(text)
    return codes, np.array([*edges, at])


def _ranked(
    labels: Sequence[str],
    codes: NDArray[np.uint32],
    edges: NDArray[np.int64],
    bits: NDArray[np.float32],
    prior: Mapping[str, float],
) -> Ranking:
    """Encodings by what their rows of code points cost; each row stands behind a separator."""
    totals = np.add.reduceat(bits, edges)[1::2].tolist()
    weighed = [
        Weighed(total + _COMMON.get(label, _RARE) - prior.get(label, 0.0), label, total)
        for label, total in zip(labels, totals, strict=True)
    ]
    best = labels.index(min(weighed).label)
    start, end = edges[2 * best + 1 : 2 * best + 3].tolist()
    high = bits[start:end][codes[start:end] >= 0x80].sum(dtype=np.float64)
    return Ranking(sorted(weighed), float(high))


def bits_of_codes(codes: NDArray[np.uint32], price: float = _STRAY_BITS) -> NDArray[np.float32]:
    """Bits of each code point, float32 (n,); those for bytes without a character have a price."""
    if codes.max(initial=0) < _FIRST_SURROGATE:
        return _bits(codes)
    codes = with_wide_kana(codes)
    stray = is_stray(codes)
    bits = _bits(np.where(stray, _STANDS_FOR_STRAY, codes))
    bits[stray] = price
    return bits


def _bits(codes: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Bits of each code point; the model knows of no rows of one character, but any may be."""
    bits = language.load().score(codes)
    np.minimum(bits[1:], _REPEATED, out=bits[1:], where=codes[1:] == codes[:-1])
    return bits


def with_wide_kana(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Code points with wide kana for half-width ones, which the model knows better."""
    narrow = codes - np.uint32(0xFF66)
    which = narrow < len(_WIDE_KANA)
    if not which.any():
        return codes
    return np.where(which, _WIDE_KANA.take(narrow, mode="clip"), codes)


@functools.cache
def _tables() -> NDArray[np.uint32]:
    """Code points by encoding and byte, shape (encodings, 256); U+DC00 + byte for none."""
    every = bytes(range(256))
    return np.stack([code_points(read(every, label).text) for label in SINGLE_BYTE])


def _like_ebcdic(sample: bytes) -> bool:
    """Whether there are more of EBCDIC's spaces and letters than of ASCII's."""
    counts = np.bincount(np.frombuffer(sample, np.uint8), minlength=256)
    ascii_text = counts[0x20] + counts[0x61:0x7B].sum() + counts[0x0A]
    letters = sum(
        int(counts[low:high].sum()) for low, high in ((0x81, 0x8A), (0x91, 0x9A), (0xA2, 0xAA))
    )
    return bool(counts[0x40] + letters > 2 * ascii_text)
