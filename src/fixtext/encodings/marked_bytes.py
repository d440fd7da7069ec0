"""The bytes of a text that a double-byte codec showed, with holes where it showed marks instead.

U+FFFD stands for one byte that is not known; a mark of Windows, if it is one, for a pair of which
neither is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_path import FIRST, HOLE, ONE, SECOND, UNKNOWN
from fixtext.encodings.codecs import Codec
from fixtext.encodings.lattice import mark_of

__all__ = ["MarkedBytes", "marked_bytes"]


class MarkedBytes(NamedTuple):
    """Bytes and holes, uint8 of shape (n,), and where each character begins, (characters + 1,)."""

    data: NDArray[np.uint8]
    holes: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def marked_bytes(
    codes: NDArray[np.uint32], shown_by: Codec, may_be_mark: NDArray[np.bool_]
) -> tuple[MarkedBytes, NDArray[np.bool_]]:
    """The bytes of a text, and which of its characters are marks, of those that may be."""
    lost = codes == UNKNOWN
    marks = (codes == mark_of(shown_by.label)) & may_be_mark
    plain = np.where(lost | marks, 0x20, codes)
    packed = shown_by.to_bytes.take(plain, mode="clip").astype(np.int64)
    two = packed > 0xFF
    offsets = np.concatenate(([0], np.cumsum(np.where(marks | two, 2, 1))))
    data = np.empty(int(offsets[-1]), np.uint8)
    data[offsets[1:] - 1] = packed & 0xFF
    data[offsets[:-1][two]] = packed[two] >> 8
    holes = np.zeros(data.size, np.uint8)
    holes[offsets[:-1][lost]] = ONE
    holes[offsets[:-1][marks]] = FIRST
    holes[offsets[1:][marks] - 1] = SECOND
    data[holes > 0] = HOLE
    return MarkedBytes(data, holes, offsets), marks
