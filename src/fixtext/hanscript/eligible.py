"""Where in a text conversion may have gone wrong: in Chinese that is traditional by the rest."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.batch import Batch
from fixtext.hanscript.characters import (
    ENOUGH_TRADITIONAL,
    HAN,
    SIMPLIFIED_ONLY,
    TRADITIONAL_ONLY,
    character_classes,
    class_table,
)
from fixtext.hanscript.families import families

__all__ = ["LINE_FEED", "eligible_places", "may_be_mixed"]

LINE_FEED = 10
_KANA, _HANGUL = (0x3041, 0x3100), (0xAC00, 0xD7A4)
_QUOTATION = 2  # characters that are only simplified make a line or clause a quotation


def eligible_places(codes: NDArray[np.uint32]) -> NDArray[np.bool_] | None:
    """The ideographs among which damage is looked for, a mask; None if the text is not traditional.

    Not in lines that are more simplified than traditional, or Japanese, nor in such clauses: they
    are quotations. What counts as simplified are characters that have one traditional form.
    """
    counts = _counted(codes)
    if counts[0] < max(ENOUGH_TRADITIONAL, 2 * counts[1], *counts[2:]):
        return None
    classes = character_classes(codes)
    traditional = (classes & TRADITIONAL_ONLY) != 0
    simple = (classes & SIMPLIFIED_ONLY) != 0
    simple[simple] = families().number.take(codes[simple]) == 0
    kana = (codes >= _KANA[0]) & (codes < _KANA[1])
    han = (classes & HAN) != 0
    lines = np.cumsum(codes == LINE_FEED)
    simples, traditionals, kanas = (_counts(lines, each) for each in (simple, traditional, kana))
    good = (kanas == 0) & ~_is_quotation(simples, traditionals)
    if traditionals[good].sum() < max(ENOUGH_TRADITIONAL, 2 * simples.sum(), kanas.sum()):
        return None
    clauses = np.cumsum(~han)
    simples, traditionals = (_counts(clauses, each) for each in (simple, traditional))
    quoted = _is_quotation(simples, traditionals)
    mask: NDArray[np.bool_] = good[lines] & ~quoted[clauses] & han
    return mask


def _counted(codes: NDArray[np.uint32]) -> list[int]:
    """How many are only traditional, only simplified, kana and hangul."""
    table = _told_apart()
    if compiled.IS_COMPILED:
        return compiled.count_flags(np.ascontiguousarray(codes, np.uint32), table)[:4]
    flags = table.take(codes, mode="clip")
    return [int(np.count_nonzero(flags & np.uint8(1 << bit))) for bit in range(4)]


@functools.cache
def _told_apart() -> NDArray[np.uint8]:
    """Of each code point: bit 0, only traditional; 1, only simplified; 2, kana; 3, hangul."""
    classes = class_table()
    table: NDArray[np.uint8] = ((classes & TRADITIONAL_ONLY) != 0).astype(np.uint8)
    simple = (classes & SIMPLIFIED_ONLY) != 0
    simple &= families().number[: simple.size] == 0
    table |= simple.astype(np.uint8) << np.uint8(1)
    table[slice(*_KANA)] |= np.uint8(4)
    table[slice(*_HANGUL)] |= np.uint8(8)
    table[-1] = 0
    table.setflags(write=False)
    return table


def may_be_mixed(batch: Batch) -> NDArray[np.bool_]:
    """Which of many texts can be traditional, or simplified with traditional leftovers.

    Shape (texts,).
    """
    classes = character_classes(batch.codes)
    simple = (classes & SIMPLIFIED_ONLY) != 0
    simple[simple] = families().number.take(batch.codes[simple]) == 0
    traditional = batch.total((classes & TRADITIONAL_ONLY) != 0)
    result: NDArray[np.bool_] = traditional >= ENOUGH_TRADITIONAL
    return result & ((traditional >= 2 * batch.total(simple)) | (traditional > ENOUGH_TRADITIONAL))


def _is_quotation(simples: NDArray[np.int64], traditionals: NDArray[np.int64]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (simples >= _QUOTATION) & (simples > traditionals)
    return result


def _counts(groups: NDArray[np.int64], which: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(groups[which], minlength=int(groups[-1]) + 1)
