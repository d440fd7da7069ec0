"""Whole lines in and out of a codec: its very bytes, or none.

Python's own codecs do the work wherever they have what is needed; the single-byte ones are written
from tables, since programs show bytes that a codec does not have in several ways.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codecs import codec
from fixtext.scan import line_edges, text_of

__all__ = ["Written", "lines_written", "python_name", "read", "written"]


def read(data: bytes, label: str, errors: str = "strict") -> str:
    """Bytes in a codec; raises UnicodeDecodeError where they make no text, unless told otherwise.

    >>> read(b"\\xd6\\xd0", "gbk")
    '中'
    """
    if codec(label).single:
        return codecs.charmap_decode(data, errors, _decoding_table(label))[0]
    return data.decode(codec(label).python, errors)


def written(text: str, label: str) -> bytes:
    """The bytes that a codec shows as this text; raises UnicodeEncodeError where there are none.

    >>> written("ÖÐ", "windows-1252")
    b'\\xd6\\xd0'
    """
    if codec(label).single:
        return codecs.charmap_encode(text, "strict", _encoding_table(label))[0]
    return text.encode(python_name(label))


class Written(NamedTuple):
    """Lines as bytes: where each starts and ends in the text, and all of them with line ends
    between them.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    data: bytes

    @property
    def lines(self) -> list[bytes]:
        """The bytes of each line."""
        return self.data.split(b"\n") if self.starts.size else []


def lines_written(text: str, codes: NDArray[np.uint32], label: str) -> Written:
    """The lines that are not all ASCII and that a codec shows so.

    Not those with characters that it has several pairs of bytes for. ``codes`` are the text's.

    >>> from fixtext.scan import code_points
    >>> text = "a\\nÃ©\\n中"
    >>> lines_written(text, code_points(text), "windows-1252").lines
    [b'\\xc3\\xa9']
    """
    if label == "gbk":
        return _written_with_table(codes, label)
    if not codec(label).single:
        return _written_in_pairs(text, label)
    starts, ends, whole = _written_in_bytes(codes, codec(label).to_bytes)
    if not starts.size:
        return Written(starts, ends, b"")
    # lines that follow each other are taken together
    breaks = np.flatnonzero(starts[1:] != ends[:-1] + 1)
    lows = starts[np.concatenate(([0], breaks + 1))].tolist()
    highs = ends[np.append(breaks, -1)].tolist()
    rows = [whole[low:high] for low, high in zip(lows, highs, strict=True)]
    return Written(starts, ends, b"\n".join(rows))


def _written_in_bytes(
    codes: NDArray[np.uint32], to_bytes: NDArray[np.uint16]
) -> tuple[NDArray[np.int64], NDArray[np.int64], bytes]:
    """Starts and ends of the lines that a single-byte codec has, and the bytes of all the text."""
    if compiled.IS_COMPILED:
        written = np.empty(codes.size, np.uint8)
        codes = np.ascontiguousarray(codes, np.uint32)
        edges = np.frombuffer(compiled.written_lines(codes, to_bytes, written), np.int64)
        # in order, as what looks them up takes them
        starts, ends = np.ascontiguousarray(edges.reshape(-1, 2).T)
        return starts, ends, written.tobytes()
    data = to_bytes.take(codes, mode="clip")
    data[codes == 0] = 0
    starts, ends = _lines_without(codes, (data == 0) & (codes != 0) | (data > 0xFF))
    return starts, ends, data.astype(np.uint8).tobytes()


def _lines_without(
    codes: NDArray[np.uint32], absent: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of the lines that are not all ASCII and have none of some characters."""
    places = np.flatnonzero(absent)
    high = np.zeros(codes.size + 1, np.int32)
    np.cumsum(codes > 0x7F, out=high[1:])
    starts, ends = line_edges(codes)
    good = np.searchsorted(places, ends) == np.searchsorted(places, starts)
    good &= high[ends] > high[starts]
    return starts[good], ends[good]


def _written_with_table(codes: NDArray[np.uint32], label: str) -> Written:
    """The lines of which each character is one pair, private-use ones among them.

    Python's own GBK has none for these, and its GB 18030 has some in four bytes.
    """
    if compiled.IS_COMPILED:
        data = np.empty(2 * codes.size, np.uint8)
        codes = np.ascontiguousarray(codes, np.uint32)
        told = compiled.written_pairs(codes, codec(label).to_bytes, data)
        numbers = np.frombuffer(told, np.int64)
        starts, ends = np.ascontiguousarray(numbers[:-1].reshape(-1, 2).T)
        return Written(starts, ends, data[: numbers[-1]].tobytes())
    pairs = codec(label).to_bytes.take(codes, mode="clip")
    starts, ends = _lines_without(codes, (codes > 0x7F) & (pairs <= 0xFF))
    if not starts.size:
        return Written(starts, ends, b"")
    # each line with the line end behind it, if it has one
    sizes = np.minimum(ends + 1, codes.size) - starts
    kept = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    shown = codec(label).encode(codes[kept]).data.tobytes()
    return Written(starts, ends, shown if ends[-1] == codes.size else shown[:-1])


def _written_in_pairs(text: str, label: str) -> Written:
    """The lines that a double-byte codec shows."""
    twins = set(map(chr, codec(label).twins))
    starts: list[int] = []
    ends: list[int] = []
    lines: list[bytes] = []
    start = 0
    for line in text.split("\n"):
        if not line.isascii() and twins.isdisjoint(line):
            with contextlib.suppress(UnicodeEncodeError):
                lines.append(line.encode(python_name(label)))
                starts.append(start)
                ends.append(start + len(line))
        start += len(line) + 1
    return Written(np.array(starts, np.int64), np.array(ends, np.int64), b"\n".join(lines))


def python_name(label: str) -> str:
    """Python's name of a codec, without what GB 18030 has in four bytes."""
    return "gbk" if label == "gbk" else codec(label).python


@functools.cache
def _decoding_table(label: str) -> str:
    """The characters of a single-byte codec, by byte."""
    return text_of(codec(label).to_unicode)


@functools.cache
def _encoding_table(label: str) -> dict[int, int]:
    """The bytes of a single-byte codec, by code point."""
    known = codec(label).to_bytes
    return {code: int(known[code]) for code in np.flatnonzero(known).tolist()} | {0: 0}
