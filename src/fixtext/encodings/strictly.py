"""Whole lines in and out of a codec: its very bytes, or none.

Python's own codecs do the work wherever they have what is needed; the single-byte ones are written
from tables, since programs show bytes that a codec does not have in several ways.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import codec
from fixtext.scan import text_of

__all__ = ["lines_written", "python_name", "read", "written"]


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


def lines_written(
    text: str, codes: NDArray[np.uint32], label: str
) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and bytes of each line that is not all ASCII and that a codec shows so.

    Not of those with characters that it has several pairs of bytes for. ``codes`` are the text's.
    """
    wrong = codec(label)
    if wrong.single:
        data = wrong.to_bytes.take(codes, mode="clip")
        data[codes == 0] = 0
        absent = np.flatnonzero((data == 0) & (codes != 0) | (data > 0xFF))
        high = np.zeros(codes.size + 1, np.int32)
        np.cumsum(codes > 0x7F, out=high[1:])
        whole = data.astype(np.uint8).tobytes()
        ends = np.append(np.flatnonzero(codes == 0x0A), codes.size)
        starts = np.concatenate(([0], ends[:-1] + 1))
        good = np.searchsorted(absent, ends) == np.searchsorted(absent, starts)
        good &= high[ends] > high[starts]
        for start, end in zip(starts[good].tolist(), ends[good].tolist(), strict=True):
            yield start, end, whole[start:end]
        return
    twins = set(map(chr, wrong.twins))
    start = 0
    for line in text.split("\n"):
        if not line.isascii() and twins.isdisjoint(line):
            with contextlib.suppress(UnicodeEncodeError):
                yield start, start + len(line), line.encode(python_name(label))
        start += len(line) + 1


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
