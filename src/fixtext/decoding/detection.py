"""Which encoding bytes are in: the one in which they are the likeliest text, in bits.

Each encoding reads a sample; what the language model gives the text, what bytes without a character
cost, and how common the encoding is make its description. The shortest wins, and by how much it
wins is the evidence. A label, a language or a domain makes some encodings likelier from the start.
"""

from __future__ import annotations

import dataclasses
import functools
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.decoding.reading import ENCODINGS, glance, read
from fixtext.scan import code_points

__all__ = [
    "DOUBLE_BYTE",
    "SINGLE_BYTE",
    "Weighed",
    "best_of",
    "bits_by_byte",
    "bits_of",
    "weigh",
    "weigh_single_byte",
]

STRAY = 32.0
"""Bits of a byte that makes no character."""

_REPEATED = 4.0
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

_SEPARATOR = np.full(3, 10, np.uint32)
_STANDS_FOR_STRAY = np.uint32(0xFFFD)
_WIDE_KANA = code_points(unicodedata.normalize("NFKC", "".join(map(chr, range(0xFF66, 0xFF9E)))))
SINGLE_BYTE = tuple(
    label
    for label, python in ENCODINGS.items()
    if label.startswith(("windows-", "iso-8859", "koi8", "ibm", "mac", "x-mac", "kz", "ptcp"))
)
_EBCDIC = ("ibm037", "ibm424", "ibm500", "ibm875", "ibm1026")


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """An encoding and what the sample costs in it, in bits; ``high`` is of that beyond ASCII."""

    label: str
    bits: float
    high: float


def weigh(
    sample: bytes, labels: Sequence[str], prior: Mapping[str, float] | None = None
) -> list[Weighed]:
    """What a sample costs in each of the encodings, the cheapest first."""
    rows = [code_points(glance(sample, label)) for label in labels]
    return _weighed(labels, rows, prior or {})


def weigh_single_byte(sample: bytes, prior: Mapping[str, float] | None = None) -> list[Weighed]:
    """What a sample costs in each single-byte encoding, the cheapest first."""
    labels = SINGLE_BYTE
    codes = _tables().take(np.frombuffer(sample, np.uint8), axis=1)
    if not _like_ebcdic(sample):
        keep = [at for at, label in enumerate(labels) if label not in _EBCDIC]
        codes, labels = codes[keep], tuple(labels[at] for at in keep)
    return _weighed(labels, list(codes), prior or {})


def best_of(weighed: Sequence[Weighed]) -> tuple[Weighed, float]:
    """The cheapest, and by how many bits it is cheaper than the next that reads another text."""
    best = weighed[0]
    others = [other.bits for other in weighed[1:]]
    return best, (others[0] - best.bits if others else 0.0)


def bits_of(texts: Sequence[str], stray: float = STRAY) -> NDArray[np.float64]:
    """What each text costs, with lone surrogates for bytes that make no character; float64 (n,).

    ``stray`` is what such a byte costs, in bits.
    """
    return np.array(_costs([code_points(text) for text in texts], stray)[0], np.float64)


def bits_by_byte(data: bytes, label: str, stray: float = STRAY) -> NDArray[np.float64]:
    """What each byte costs in an encoding of one to four bytes a character; float64 (n,).

    The cost of a character is that of its first byte.
    """
    reading = read(data, label)
    bits = np.zeros(len(data), np.float64)
    costs = _bits(code_points(reading.text), stray)
    at = 0
    for character, cost in zip(reading.text, costs.tolist(), strict=True):
        bits[min(at, len(data) - 1)] += cost
        at += _length(data, at, label, character)
    return bits


def _length(data: bytes, at: int, label: str, character: str) -> int:
    """How many bytes the character is made of that begins at an offset."""
    stray = "\udc00" <= character <= "\udcff"
    if stray or label in SINGLE_BYTE or at + 1 >= len(data) or data[at] < 0x81:
        return 1
    if label == "gbk":
        return 4 if 0x30 <= data[at + 1] <= 0x39 else 2
    if label == "shift_jis":
        return 1 if 0xA0 <= data[at] < 0xE0 else 2
    return 3 if label == "euc-jp" and data[at] == 0x8F else 2


def _weighed(
    labels: Sequence[str], rows: Sequence[NDArray[np.uint32]], prior: Mapping[str, float]
) -> list[Weighed]:
    total, high = _costs(rows)
    weighed = [
        Weighed(
            label, float(total[at]) + _COMMON.get(label, _RARE) - prior.get(label, 0.0), high[at]
        )
        for at, label in enumerate(labels)
    ]
    return sorted(weighed, key=lambda each: each.bits)


def _costs(
    rows: Sequence[NDArray[np.uint32]], stray: float = STRAY
) -> tuple[list[float], list[float]]:
    """Bits of each row of code points, and of what is beyond ASCII in it."""
    if not rows:
        return [], []
    parts = [part for row in rows for part in (_SEPARATOR, row)]
    codes = np.concatenate(parts)
    bits = _bits(codes, stray)
    ends = np.cumsum([len(row) + len(_SEPARATOR) for row in rows])
    starts = ends - np.array([len(row) for row in rows])
    total = _between(bits, starts, ends)
    bits[codes < 0x80] = 0
    return total, _between(bits, starts, ends)


def _bits(codes: NDArray[np.uint32], price: float = STRAY) -> NDArray[np.float32]:
    """Bits of each code point, float32 (n,); those for bytes without a character have a price."""
    codes = codes.copy()
    _widen_kana(codes)
    stray = np.flatnonzero(codes - np.uint32(0xDC00) < 0x100)
    codes[stray] = _STANDS_FOR_STRAY
    bits = language.load().score(codes)
    # the model knows of no rows of one character; any may be repeated
    repeated = np.flatnonzero(codes[1:] == codes[:-1]) + 1
    bits[repeated] = np.minimum(bits[repeated], _REPEATED)
    bits[stray] = price
    return bits


def _widen_kana(codes: NDArray[np.uint32]) -> None:
    """Half-width kana as the wide ones that they stand for, which the model knows better."""
    narrow = codes - np.uint32(0xFF66)
    at = np.flatnonzero(narrow < len(_WIDE_KANA))
    if len(at):
        codes[at] = _WIDE_KANA[narrow[at]]


def _between(
    bits: NDArray[np.float32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> list[float]:
    sums = np.concatenate(([0.0], np.cumsum(bits, dtype=np.float64)))
    between: list[float] = (sums[ends] - sums[starts]).tolist()
    return between


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
