"""How codecs read bytes, as the compiled loops take it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.codec_tables import FIRST_LEAD, FIRST_TRAIL, LAST, array
from fixtext.encodings.codecs import codec

__all__ = ["Decoder", "KeptOpen", "decoder", "kept_open", "kind_of"]

_SINGLE, _DOUBLE, _GBK = range(3)
_FOUR = 0xFFFFFFFE
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
    single = array(f"{label}/single")
    threes = _square(array("euc-jp/threes"), 0xA1, 0xA1).ravel() if label == "euc-jp" else None
    return one.python, single, _pairs(label), threes


def _pairs(label: str) -> _Table:
    """What each pair of bytes makes; 0 for nothing, and all ones where it takes a closer look."""
    table = _square(array(f"{label}/pairs"), FIRST_LEAD, FIRST_TRAIL)
    if label == "gbk":
        table[FIRST_LEAD : LAST + 1, 0x30:0x3A] = _FOUR
    table.setflags(write=False)
    return table.ravel()


def _square(pairs: _Table, row: int, column: int) -> _Table:
    """What pairs of bytes make by both bytes, shape (256, 256), of a part of that."""
    table = np.zeros((0x100, 0x100), np.uint32)
    table[row : row + pairs.shape[0], column : column + pairs.shape[1]] = pairs
    return table
