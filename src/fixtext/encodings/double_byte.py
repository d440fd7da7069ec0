"""The pairs of GBK: which two bytes are which character, and which byte is what part.

Tables come from Python's gb18030 codec, the superset that browsers read gbk and gb2312 with.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import SEVERAL, array

__all__ = ["FIRST", "LAST", "pair_of", "pair_table"]

FIRST, LAST = 0x81, 0xFE
"""The range of a lead byte; a trail byte is 0x40 to 0xFE without 0x7F."""


@functools.cache
def pair_table() -> NDArray[np.uint32]:
    """Code points by lead and trail byte, shape (256, 256); 0 where no character is."""
    table = np.zeros((256, 256), np.uint32)
    codes = array("gbk/pairs")
    private_use = (codes >= 0xE000) & (codes <= 0xF8FF)
    table[FIRST : LAST + 1, 0x40 : LAST + 1] = np.where(
        private_use | (codes < 0x80) | (codes == SEVERAL), 0, codes
    )
    table.setflags(write=False)
    return table


def pair_of(character: str) -> tuple[int, int] | None:
    """The two bytes of a character in GBK; None if it has not two.

    >>> [hex(byte) for byte in pair_of("貴")]
    ['0xd9', '0x46']
    """
    try:
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return (encoded[0], encoded[1]) if len(encoded) == 2 else None
