"""What Python's codecs make of each byte and of each pair of bytes, to make tables of."""

from __future__ import annotations

import functools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import FIRST_LEAD, FIRST_TRAIL, LAST
from fixtext.scan import code_points

__all__ = [
    "decoded_alone",
    "decoded_bytes",
    "decoded_pairs",
    "every_pair",
    "is_unmeant",
    "unwritten",
    "with_unmeant_replaced",
    "without_unmeant",
]

_UNMEANT, _OF_UNMEANT = 0xF8F0, np.array([0xA0, 0xFD, 0xFE, 0xFF], np.uint32)
"""The first of the characters that Python has from the Macintosh's codec, and their bytes."""
_REPLACED = dict.fromkeys(range(_UNMEANT, _UNMEANT + len(_OF_UNMEANT)), "\ufffd")


@functools.cache
def every_pair(first: int = FIRST_TRAIL) -> NDArray[np.uint16]:
    """Every pair of a lead byte 81 to FE and a trail byte up to FE, as one number."""
    leads = np.arange(FIRST_LEAD, LAST + 1, dtype=np.uint16) << np.uint16(8)
    return (leads[:, None] | np.arange(first, LAST + 1, dtype=np.uint16)).ravel()


def decoded_bytes(python: str) -> list[tuple[int, str]]:
    """The bytes beyond ASCII of which Python's codec makes a character each, and these.

    >>> dict(decoded_bytes("cp932"))[0xB1]
    'ｱ'
    """
    every = ((byte, bytes((byte,)).decode(python, "ignore")) for byte in range(0x80, 0x100))
    return [(byte, character) for byte, character in every if character]


def decoded_alone(python: str) -> NDArray[np.uint32]:
    """Code points by byte of a single-byte codec, shape (256,); U+DC80 to U+DCFF where it has none.

    >>> chr(decoded_alone("cp1252")[0xE9])
    'é'
    """
    return code_points(bytes(range(0x100)).decode(python, "surrogateescape"))


def unwritten(codes: Iterable[int], python: str) -> list[bool]:
    """Which characters Python's codec has no bytes for.

    >>> unwritten(range(0x4E2D, 0x4E2F), "gb2312")
    [False, True]
    """
    lines = "\n".join(map(chr, codes)).encode(python, "ignore").split(b"\n")
    return [not line for line in lines]


def decoded_pairs(python: str, errors: str = "ignore", first: int = FIRST_TRAIL) -> list[str]:
    """What Python's codec makes of each pair of a lead byte 81 to FE and a trail byte up to FE.

    In one call: a line end behind each pair ends whatever it began. In their order, the lead first.
    """
    pairs = every_pair(first)
    lines = np.full((pairs.size, 3), 0x0A, np.uint8)
    lines[:, 0] = pairs >> np.uint16(8)
    lines[:, 1] = pairs & np.uint16(0xFF)
    return lines.tobytes()[:-1].decode(python, errors).split("\n")


def is_unmeant(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points Python's windows-932 makes of A0, FD, FE and FF, which mean nothing there.

    No text is written with these private-use characters. One of the bytes stands for what is lost.
    """
    unmeant: NDArray[np.bool_] = codes - np.uint32(_UNMEANT) < len(_OF_UNMEANT)
    return unmeant


def without_unmeant(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """With lone surrogates for such bytes, as for all that make no character."""
    unmeant = is_unmeant(codes)
    if unmeant.any():
        codes = codes.copy()
        codes[unmeant] = 0xDC00 + _OF_UNMEANT[codes[unmeant] - _UNMEANT]
    return codes


def with_unmeant_replaced(text: str) -> str:
    """Text with U+FFFD for such bytes.

    >>> with_unmeant_replaced("a\uf8f3") == "a\ufffd"
    True
    """
    return text.translate(_REPLACED)
