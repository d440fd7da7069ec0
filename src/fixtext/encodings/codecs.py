"""Codecs as tables: characters to bytes and back, with every byte accounted for.

A :class:`Codec` encodes what a wrong codec showed, so it takes more than Python's codec of that
name does. The bytes that a code page leaves undefined are the C1 controls of the same number, as
in browsers; C1 controls are taken for any byte 0x80 to 0x9F, and so are the characters that
windows-1252 has there, since programs put these in for C1 controls. Windows-936's private-use
characters and ``€`` count as the bytes that they stand for.
"""

from __future__ import annotations

import codecs
import dataclasses
import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import array
from fixtext.encodings.python_codecs import decoded_alone, without_unmeant
from fixtext.scan import code_points

__all__ = [
    "CODECS",
    "PARTLY",
    "Codec",
    "Decoding",
    "Encoding",
    "codec",
    "stray_bytes",
]

_SINGLE = (
    *(f"windows-125{number}" for number in (2, 0, 1, 3, 4, 5, 6, 7, 8)),
    *("windows-874", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-8", "iso-8859-15"),
    *("koi8-r", "koi8-u", "macintosh", "x-mac-cyrillic", "ibm437", "ibm850", "ibm852", "ibm866"),
)
_MULTI = ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp")
CODECS = (*_SINGLE, *_MULTI, "utf-8")
"""The labels of all codecs: WHATWG's where it has one, IANA's otherwise."""

PARTLY = "windows-1252 and in part utf-8"
"""A half-repaired misreading: bytes shown by windows-1252, but runs that were UTF-8 decoded."""

_FURTHER = ("iso-8859-1", PARTLY)
"""What text is read with, but no page means, as browsers take the first for windows-1252."""

_BMP, _TWO_PLANES = 0x10001, 0x30000
"""How far the tables reach; for Big5-HKSCS, which has characters of plane 2, to its end."""

_PYTHON = {
    PARTLY: "cp1252",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "euc-jp": "euc_jp",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Encoding:
    """Bytes of a text, and where each of its characters begins among them.

    ``data`` is uint8, shape (n,); ``offsets`` is int64, shape (characters + 1,).
    """

    data: NDArray[np.uint8]
    offsets: NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Decoding:
    """Characters of a byte string, and where each begins among the bytes.

    A byte that makes no character is the lone surrogate U+DC00 + byte. ``codes`` is uint32, shape
    (characters,); ``offsets`` is int64, shape (characters + 1,).
    """

    codes: NDArray[np.uint32]
    offsets: NDArray[np.int64]


def stray_bytes(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points of a decoding stand for bytes that make no character, shape (n,)."""
    stray: NDArray[np.bool_] = (codes >= 0xDC80) & (codes <= 0xDCFF)
    return stray


class Codec:
    """One codec; get it with :func:`codec`."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.python = _PYTHON.get(label, label)
        self.single = label in _SINGLE or label in _FURTHER

    @functools.cached_property
    def to_unicode(self) -> NDArray[np.uint32]:
        """Code points by byte, shape (256,), of a single-byte codec; C1 where it has none."""
        table = decoded_alone(self.python)
        return np.where(stray_bytes(table), table & np.uint32(0xFF), table)

    @functools.cached_property
    def to_bytes(self) -> NDArray[np.uint16]:
        """Bytes by code point: one below 0x100, else two; 0 for none, as the last one has."""
        table = np.zeros(_TWO_PLANES if self.label == "big5" else _BMP, np.uint16)
        if self.single:
            self._add_single(table)
            if self.label == PARTLY:
                _add_utf8_pairs(table)
        else:
            table[self._array("shown")] = self._array("bytes")
        table[:0x80] = np.arange(0x80)
        return table

    @functools.cached_property
    def twins(self) -> dict[int, tuple[int, ...]]:
        """Code points with further pairs of bytes, and those pairs.

        They are NEC's and IBM's duplicates, and the hanja of several readings that Korean has
        several times, and which normalisation makes one.
        """
        twins: dict[int, tuple[int, ...]] = {}
        if self.single:
            return twins
        for code, pair in self._array("twins").tolist():
            twins[code] = (*twins.get(code, ()), pair)
        return twins

    def _array(self, name: str) -> NDArray[Any]:
        return array(f"{self.label}/{name}")

    def _add_single(self, table: NDArray[np.uint16]) -> None:
        high = np.arange(0x80, 0xA0)
        table[codec("windows-1252").to_unicode[high] if self.label != "windows-1252" else high] = (
            high
        )
        table[high] = high
        # The least byte of a character that has several is the last one that is put in.
        codes = self.to_unicode[:0x7F:-1]
        beyond = codes >= 0x80
        table[codes[beyond]] = np.arange(0xFF, 0x7F, -1)[beyond]

    @functools.cached_property
    def _lengths(self) -> NDArray[np.uint8]:
        """Bytes of a character of the BMP when this codec decodes it, shape (65536,)."""
        lengths = np.ones(0x10000, np.uint8)
        lengths[0x80:0xD800] = 2
        lengths[0xE000:] = 2
        if self.label == "utf-8":
            lengths[0x800:0xD800] = 3
            lengths[0xE000:] = 3
        elif self.label == "shift_jis":
            lengths[0xFF61:0xFFA0] = 1
            lengths[[0x80, 0xA0, 0xF8F0, 0xF8F1, 0xF8F2, 0xF8F3]] = 1
        elif self.label == "big5":  # four pairs of Big5-HKSCS make a letter and a mark on it
            lengths[[0x304, 0x30C]] = 0
        elif self.label in ("gbk", "euc-jp"):
            known = self.to_bytes
            long = 4 if self.label == "gbk" else 3
            unknown = np.flatnonzero(known[:0x10000] == 0)
            lengths[unknown[(unknown > 0x7F) & ((unknown < 0xD800) | (unknown > 0xDFFF))]] = long
            if self.label == "gbk":
                self._mend_gbk_lengths(lengths)
        return lengths

    def _mend_gbk_lengths(self, lengths: NDArray[np.uint8]) -> None:
        """What the table says of private use and ``€`` is Windows', not the codec's."""
        lengths[0xE000:0xF900] = 4
        pairs = self._array("pairs")
        lengths[pairs[(pairs >= 0xE000) & (pairs < 0xF900)]] = 2
        lengths[0x20AC] = 2

    def encode(self, codes: NDArray[np.uint32]) -> Encoding:
        """The bytes of code points, all of which must be in the codec (:meth:`has`)."""
        if self.label == PARTLY:
            return self._encode_partly(codes)
        packed = self.to_bytes.take(codes, mode="clip")
        two = packed > 0xFF
        offsets = np.zeros(codes.size + 1, np.int64)
        (two + np.int64(1)).cumsum(out=offsets[1:])
        data = np.empty(int(offsets[-1]), np.uint8)
        data[offsets[1:] - 1] = packed & 0xFF
        places = two.nonzero()[0]
        data[offsets.take(places)] = packed.take(places) >> 8
        return Encoding(data, offsets)

    def _encode_partly(self, codes: NDArray[np.uint32]) -> Encoding:
        """The windows-1252 byte of each character that has one, the UTF-8 bytes of the others."""
        packed = self.to_bytes.take(codes, mode="clip").astype(np.int64)
        wide = (codes > 0x7FF) & (packed > 0xFF)
        lengths = 1 + (packed > 0xFF) + wide.astype(np.int64)
        packed[wide] = _utf8_of_three(codes[wide].astype(np.int64))
        offsets = np.zeros(codes.size + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        data = np.empty(int(offsets[-1]), np.uint8)
        for place in range(1, 4):
            there = lengths >= place
            data[offsets[1:][there] - place] = (packed[there] >> 8 * (place - 1)) & 0xFF
        return Encoding(data, offsets)

    def has(self, codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which code points the codec can have shown."""
        known: NDArray[np.bool_] = self.to_bytes.take(codes, mode="clip") != 0
        return known | (codes < 0x80)

    def decode(self, data: NDArray[np.uint8]) -> Decoding:
        """The characters of bytes; bytes that make none are U+DC80 to U+DCFF."""
        if self.label == PARTLY:
            whole = codec("utf-8").decode(data)
            lost = stray_bytes(whole.codes)
            alone = self.to_unicode.take(whole.codes & 0xFF)
            return Decoding(np.where(lost, alone, whole.codes), whole.offsets)
        if self.single:
            offsets = np.arange(data.size + 1, dtype=np.int64)
            return Decoding(self.to_unicode[data], offsets)
        codes = code_points(data.tobytes().decode(self.python, "surrogateescape"))
        if self.label == "shift_jis":
            codes = without_unmeant(codes)
        decoding = Decoding(codes, self._offsets(codes, data))
        return _with_cesu(decoding) if self.label == "utf-8" else decoding

    def lengths(self, codes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """How many bytes the codec has read each code point from, shape (n,)."""
        lengths = self._lengths[np.minimum(codes, 0xFFFF)].astype(np.int64)
        lengths[codes > 0xFFFF] = 2 if self.label == "big5" else 4
        return lengths

    def _offsets(self, codes: NDArray[np.uint32], data: NDArray[np.uint8]) -> NDArray[np.int64]:
        offsets = np.zeros(codes.size + 1, np.int64)
        self.lengths(codes).cumsum(out=offsets[1:])
        if offsets[-1] != data.size:
            return self._slow_offsets(data, codes.size)
        return offsets

    def _slow_offsets(self, data: NDArray[np.uint8], count: int) -> NDArray[np.int64]:
        """Offsets found byte by byte, for what the table of lengths does not foresee."""
        decoder = codecs.getincrementaldecoder(self.python)("surrogateescape")
        offsets = np.zeros(count + 1, np.int64)
        place = begin = 0
        for at, byte in enumerate(data.tobytes(), 1):
            for _ in decoder.decode(bytes((byte,)), at == data.size):
                offsets[place] = begin
                place += 1
                begin = at
        offsets[place:] = data.size
        return offsets


def _with_cesu(decoding: Decoding) -> Decoding:
    """With surrogate pairs that were each written as three bytes (CESU-8) made one character."""
    codes = decoding.codes
    if codes.size < 6 or not (codes == 0xDCED).any():
        return decoding
    starts = np.flatnonzero((codes[:-5] == 0xDCED) & (codes[3:-2] == 0xDCED))
    rows = np.lib.stride_tricks.sliding_window_view(codes, 6)[starts].astype(np.int64) - 0xDC00
    pairs = (rows[:, 1] >> 4 == 0xA) & (rows[:, 4] >> 4 == 0xB)
    pairs &= (rows[:, 2] >> 6 == 2) & (rows[:, 5] >> 6 == 2)
    starts, found = starts[pairs], rows[pairs]
    if not starts.size:
        return decoding
    high = (found[:, 1] & 0xF) << 6 | found[:, 2] & 0x3F
    low = (found[:, 4] & 0xF) << 6 | found[:, 5] & 0x3F
    whole = codes.copy()
    whole[starts] = (0x10000 + (high << 10) + low).astype(np.uint32)
    keep = np.ones(codes.size, np.bool_)
    for behind in range(1, 6):
        keep[starts + behind] = False
    return Decoding(whole[keep], decoding.offsets[np.append(keep, True)])


def _utf8_of_three(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    lead, middle, last = 0xE0 | codes >> 12, 0x80 | codes >> 6 & 0x3F, 0x80 | codes & 0x3F
    return lead << 16 | middle << 8 | last


def _add_utf8_pairs(table: NDArray[np.uint16]) -> None:
    """The UTF-8 bytes of characters that the table has not; three bytes are told by their lead."""
    codes = np.arange(0x80, 0x800)
    codes = codes[table[codes] == 0]
    table[codes] = (0xC0 | codes >> 6) << 8 | 0x80 | codes & 0x3F
    wide = np.concatenate((np.arange(0x800, 0xD800), np.arange(0xE000, 0x10000)))
    wide = wide[table[wide] == 0]
    table[wide] = 0xE080
    table[0xFFFD] = 0


@functools.cache
def codec(label: str) -> Codec:
    """The codec of a label; its tables are made when they are first used.

    >>> codec("gbk").encode(code_points("中a")).data.tobytes()
    b'\\xd6\\xd0a'
    """
    if label not in CODECS and label not in _FURTHER:
        raise LookupError(f"unknown codec {label!r}")
    return Codec(label)
