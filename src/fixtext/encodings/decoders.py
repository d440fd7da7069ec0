"""How codecs read bytes, as the compiled loops take it."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codecs import codec
from fixtext.encodings.python_codecs import decoded_bytes, decoded_pairs, is_unmeant
from fixtext.scan import code_points

__all__ = ["Decoder", "KeptOpen", "decoder", "kept_open", "kind_of"]

_SINGLE, _DOUBLE, _GBK = range(3)
_SEVERAL, _FOUR = 0xFFFFFFFF, 0xFFFFFFFE
_Table = NDArray[np.uint32]

Decoder = tuple[str, _Table | None, _Table | None, _Table | None]
"""Python's name of a codec, and its code points by byte, shape (256,); by pair of bytes, and by the
two bytes behind 0x8F, both of shape (65536,)."""


if TYPE_CHECKING:
    from fixtext.compiled._loops import KeptOpen
else:
    KeptOpen = object


@functools.cache
def kept_open(label: str) -> Decoder | KeptOpen:
    """A decoder that compiled code need not open each time; as it is where nothing is compiled."""
    return compiled.keep_open(decoder(label)) if compiled.IS_COMPILED else decoder(label)


def kind_of(label: str) -> int:
    """What kind of codec one is: with single bytes (0), with pairs (1), or GBK (2)."""
    return _SINGLE if codec(label).single else _GBK if label == "gbk" else _DOUBLE


@functools.cache
def decoder(label: str) -> Decoder:
    """How a codec reads bytes; its tables are made when it is first asked for.

    >>> chr(decoder("shift_jis")[2][0x82A0])
    'あ'
    """
    one = codec(label)
    if label == "utf-8":
        return one.python, None, None, None
    if one.single:
        return one.python, one.to_unicode, None, None
    single = np.zeros(0x100, np.uint32)
    for byte, character in decoded_bytes(one.python):
        single[byte] = ord(character)
    single[is_unmeant(single)] = 0
    return one.python, single, _pairs(one.python), _threes() if label == "euc-jp" else None


def _pairs(python: str) -> _Table:
    """What each pair of bytes makes; 0 for nothing, and all ones where it takes a closer look."""
    table = np.zeros((0x100, 0x100), np.uint32)
    characters = _characters(decoded_pairs(python, "surrogateescape"))
    table[0x81:0xFF, 0x40:0xFF] = characters.reshape(0x7E, 0xBF)
    if python == "gb18030":
        table[0x81:0xFF, 0x30:0x3A] = _FOUR
    table.setflags(write=False)
    return table.ravel()


def _threes() -> _Table:
    """What two bytes make behind 0x8F in EUC-JP; 0 for nothing."""
    table = np.zeros((0x100, 0x100), np.uint32)
    places = range(0xA1, 0xFF)
    lines = b"\n".join(bytes((0x8F, row, cell)) for row in places for cell in places)
    made = lines.decode("euc_jp", "surrogateescape").split("\n")
    table[0xA1:0xFF, 0xA1:0xFF] = _characters(made).reshape(94, 94)
    table.setflags(write=False)
    return table.ravel()


def _characters(made: Iterable[str]) -> _Table:
    """The one character that bytes make each time, which may be several, or stray bytes."""
    codes = code_points("".join(each + "\n" for each in made))
    ends = np.flatnonzero(codes == 0x0A)
    starts = np.concatenate(([0], ends[:-1] + 1))
    stray = np.add.reduceat((codes >= 0xDC80) & (codes <= 0xDCFF), starts, dtype=np.int64)
    several = np.where(ends - starts == 1, codes[starts], np.uint32(_SEVERAL))
    return np.where(stray > 0, np.uint32(0), several)
