"""Kana that EUC-JP and GBK have at the same places: what stays right when one is read as the other.

A short Japanese text then shows right kana, and other ideographs between them. One or two of these
are nothing that would surprise the language model, as any might be meant; but all of them together
are bytes of EUC-JP, which those of right Japanese text hardly ever are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings.mixture import KANA
from fixtext.language import Model

__all__ = ["reads_as_euc_jp"]

_FIRST = 0xA1
_LEAST = 12.0
"""Bits that the other reading of a short text must save to be looked at. Of 2,900 fragments of
right Japanese text that have another reading, of three to twelve characters, none saved so many."""

_Codes = NDArray[np.uint32]


def reads_as_euc_jp(model: Model, codes: _Codes) -> bool:
    """Whether a short text with kana is shorter, in bits, when its bytes in GBK are EUC-JP's.

    >>> from fixtext.language import load
    >>> from fixtext.scan import code_points
    >>> reads_as_euc_jp(load(), code_points("侯らなければいけない"))
    True
    """
    from fixtext.encodings.codecs import codec, stray_bytes  # which text without kana needs not

    wrong, right = codec("gbk"), codec("euc-jp")
    if not _is_in_rows(codes, wrong.to_bytes):
        return False
    meant = right.decode(wrong.encode(codes).data).codes
    if stray_bytes(meant).any():
        return False
    saved = model.score(codes).sum() - model.score(meant).sum()
    return bool(saved >= _LEAST)


def _is_in_rows(codes: _Codes, pairs: NDArray[np.uint16]) -> bool:
    """Whether a text has kana and others beyond ASCII, all of them in the rows of EUC.

    ``pairs`` are the bytes of each code point in a codec that shares these rows.
    """
    if compiled.IS_COMPILED:
        return compiled.is_in_rows(np.ascontiguousarray(codes, np.uint32), pairs, _FIRST)
    high = codes > 0x7F
    kana = (codes >= KANA[0]) & (codes <= KANA[1])
    if not kana.any() or not (high & ~kana).any():
        return False
    both = pairs.take(codes[high], mode="clip")
    return not ((both >> 8 < _FIRST) | (both & 0xFF < _FIRST)).any()
