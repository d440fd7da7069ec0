"""Which surprising blocks of a text may be out of step, before anything in them is read anew.

Bytes are lost there, or what makes no sense reads better one byte off: in one loop for all blocks
where loops are compiled, and closer then.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.blocks import Block
from fixtext.encodings.byte_grammar import DOUBLE_BYTE, grammar
from fixtext.encodings.byte_path import UNKNOWN
from fixtext.encodings.codecs import codec
from fixtext.encodings.first_look import ways_kept_open
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.left_unsure import are_unsure
from fixtext.encodings.out_of_step import may_be_better_off, units_off
from fixtext.encodings.repertoire import script_of
from fixtext.language import Model
from fixtext.scan import code_points

__all__ = [
    "BY_SCRIPT",
    "LEAST_OFF",
    "are_lost_or_marks",
    "is_lost_or_better_off",
    "is_surprising",
    "line_around",
    "may_be_off",
    "may_be_shifted",
    "soon_told",
]

BY_SCRIPT = {
    "kana": ("shift_jis", "euc-jp"),
    "hangul": ("euc-kr",),
    "hans": ("gbk",),
    "hant": ("big5", "gbk"),
    "han": ("gbk", "big5"),
}
_IN_LINE = 48
"""Characters on both sides of what is surprising that are laid out with it, of its line."""
LEAST_OFF = 22.0
"""Bits that text one byte off must save to be looked at, at least: an edit has to be paid for as
well."""
_SURPRISING = 14.0
"""Bits of surprise from which on a shift may be the reason."""
_OFF, _MOST_OFF = 8.0, 12.0
"""Bits that what is surprising must save one byte off, and that each of its characters costs then
at most."""
_LOST_OR_MARKS = np.array([UNKNOWN, *{mark_of(label) for label in DOUBLE_BYTE}], np.uint32)

_Codes = NDArray[np.uint32]


@functools.cache
def _lost_or_marks() -> NDArray[np.bool_]:
    table = np.zeros(0x10001, np.bool_)
    table[_LOST_OR_MARKS] = True
    return table


def are_lost_or_marks(codes: _Codes) -> NDArray[np.bool_]:
    """Which characters stand where bytes were lost."""
    return _lost_or_marks().take(codes, mode="clip")


def is_surprising(block: Block) -> bool:
    """Whether a shift may be the reason why a block surprises."""
    return not block.letters and block.bits >= _SURPRISING


def soon_told(
    model: Model, codes: _Codes, blocks: Sequence[Block], least: float = LEAST_OFF
) -> Iterable[int]:
    """Which blocks :func:`may_be_shifted` may be true of, in one loop where loops are compiled."""
    if model.scorer is None or not blocks:
        return [True] * len(blocks)
    edges = np.array([(block.start, block.end) for block in blocks], np.int64)
    return model.scorer.may_be_shifted(codes, edges, ways_kept_open(), units_off(least))


def may_be_shifted(
    model: Model, text: str, codes: _Codes, block: Block, least: float = LEAST_OFF
) -> bool:
    """Whether bytes are lost in a block of a text, or its cores surprise less one byte off.

    Where its line saves ``least`` bits then.
    """
    if not is_surprising(block):
        return False
    if are_lost_or_marks(codes[block.start : block.end]).any():
        return True
    return _are_better_off(model, text, codes, block, least)


def is_lost_or_better_off(document: Document, block: Block, least: float) -> bool:
    """As :func:`may_be_shifted` of a surprising block, where U+FFFD of a repair is no lost byte."""
    model, text, codes = document.model, document.text, document.codes
    return _lost_some(document, block) or _are_better_off(model, text, codes, block, least)


def _lost_some(document: Document, block: Block) -> bool:
    """Whether bytes are lost in a block, but those of which it is told what they can have been."""
    places = np.flatnonzero(are_lost_or_marks(document.codes[block.start : block.end]))
    return not are_unsure(document, places + block.start).all()


def _are_better_off(model: Model, text: str, codes: _Codes, block: Block, least: float) -> bool:
    """Whether a block's line saves so many bits one byte off, and its cores surprise less then."""
    low, high = line_around(text, block.start, block.end)
    labels = [
        label
        for label in BY_SCRIPT.get(script_of(codes[block.start : block.end]), ())
        if may_be_off(model, label, codes[low:high], least)
    ]
    every = itertools.product(block.cores, labels)
    return any(_saved_off(model, codes[low:high], label) >= _OFF for (low, high), label in every)


def _saved_off(model: Model, codes: _Codes, label: str) -> float:
    """The bits that some characters save, one byte off."""
    codes = codes[codec(label).has(codes)]
    data = codec(label).encode(codes).data.tobytes()
    off = code_points(data[1:-1].decode(codec(label).python, "replace"))
    return float(model.score(codes).sum() - np.minimum(model.score(off), _MOST_OFF).sum())


def may_be_off(model: Model, label: str, codes: _Codes, least: float) -> bool:
    """Whether some text may read better one byte off, as far as that is told."""
    return may_be_better_off(model, grammar(label), codes, least) != []


def line_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the line around a part of a text begins and ends, or not much further."""
    low = max(text.rfind("\n", max(0, start - _IN_LINE), start) + 1, start - _IN_LINE)
    behind = text.find("\n", end, end + _IN_LINE)
    return low, behind if behind >= 0 else min(len(text), end + _IN_LINE)
