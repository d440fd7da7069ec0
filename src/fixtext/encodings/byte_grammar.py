"""The grammar of a double-byte codec: which character begins at each byte, if one does.

Tables have what Python's codec has, and what other programs read besides: rows of windows-950 in
Big5, of JIS X 0213 and of NEC and IBM in Japanese, the euro sign of windows-936.
"""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codec_tables import FIRST_LEAD, GRAMMAR_TRAIL, LAST, array

__all__ = ["DOUBLE_BYTE", "READ_BY", "Grammar", "Natural", "grammar"]

READ_BY = {
    "gbk": ("gb18030",),
    "big5": ("big5hkscs", "cp950"),
    "shift_jis": ("cp932", "shift_jis_2004"),
    "euc-jp": ("euc_jp", "euc_jis_2004"),
    "euc-kr": ("cp949",),
}
"""What Python reads each codec with, by WHATWG's label, and what others read besides."""
DOUBLE_BYTE = tuple(READ_BY)
"""The WHATWG labels of the codecs that have a grammar."""


@dataclasses.dataclass(frozen=True, slots=True)
class Natural:
    """The character that begins at each byte: ``codes`` uint32 and ``lengths`` int64, shape (n,).

    Both are 0 where no character begins.
    """

    codes: NDArray[np.uint32]
    lengths: NDArray[np.int64]


class Grammar:
    """The characters of a double-byte codec by their bytes; get it with :func:`grammar`.

    ``single`` has the code points by byte, shape (256,); ``pairs`` by lead << 8 | trail, shape
    (65536,); 0 where no character is.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.single, self.pairs = _tables(label)

    @functools.cached_property
    def trails(self) -> tuple[tuple[int, ...], ...]:
        """For each lead byte, the code points of its pairs."""
        rows = self.pairs.reshape(256, 256)
        return tuple(tuple(row[row > 0].tolist()) for row in rows)

    @functools.cached_property
    def leads(self) -> tuple[tuple[int, ...], ...]:
        """For each trail byte, the code points of its pairs."""
        rows = self.pairs.reshape(256, 256).T
        return tuple(tuple(row[row > 0].tolist()) for row in rows)

    def natural(self, data: bytes) -> Natural:
        r"""The character that begins at each byte of some data, whatever came before.

        >>> grammar("gbk").natural("中a".encode("gbk")).lengths.tolist()
        [2, 2, 1]
        """
        values = np.frombuffer(data, np.uint8).astype(np.int64)
        codes = self.single[values]
        lengths = (codes > 0).astype(np.int64)
        lengths[values == 0] = 1
        paired = self.pairs[values[:-1] << 8 | values[1:]]
        two = np.flatnonzero(paired)
        codes[two] = paired[two]
        lengths[two] = 2
        self._add_long(data, values, codes, lengths)
        return Natural(codes, lengths)

    def _add_long(
        self,
        data: bytes,
        values: NDArray[np.int64],
        codes: NDArray[np.uint32],
        lengths: NDArray[np.int64],
    ) -> None:
        """The four bytes of GB 18030 and the three of EUC-JP."""
        if self.label == "gbk":
            digits = (values >= 0x30) & (values <= 0x39)
            possible = (values[:-3] > 0x80) & digits[1:-2] & (values[2:-1] > 0x80) & digits[3:]
            size = 4
        elif self.label == "euc-jp":
            possible, size = values[:-2] == 0x8F, 3
        else:
            return
        for place in np.flatnonzero(possible).tolist():
            for python in READ_BY[self.label]:
                character = data[place : place + size].decode(python, "ignore")
                if len(character) == 1:
                    codes[place], lengths[place] = ord(character), size
                    break


def _tables(label: str) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    pairs = np.zeros((256, 256), np.uint32)
    pairs[FIRST_LEAD : LAST + 1, GRAMMAR_TRAIL : LAST + 1] = array(f"{label}/grammar_pairs")
    pairs.setflags(write=False)
    return array(f"{label}/grammar_single"), pairs.ravel()


@functools.cache
def grammar(label: str) -> Grammar:
    """The grammar of a codec; its tables are made when they are first used.

    >>> chr(grammar("shift_jis").pairs[0x82A0])
    'あ'
    """
    if label not in READ_BY:
        raise LookupError(f"no double-byte codec {label!r}")
    return Grammar(label)
