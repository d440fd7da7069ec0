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
    Characters,
    class_table,
)
from fixtext.hanscript.families import families

__all__ = [
    "LINE_FEED",
    "QUOTATION",
    "count_sorts",
    "eligible_places",
    "marked",
    "may_be_mixed",
    "told_apart",
]

LINE_FEED = 10
_KANA_RANGE, _HANGUL_RANGE = (0x3041, 0x3100), (0xAC00, 0xD7A4)
_TRADITIONAL, _SIMPLIFIED, _KANA, _HANGUL, _IDEOGRAPH = (np.uint8(1 << bit) for bit in range(5))
_OF_TEXTS = (_TRADITIONAL, _SIMPLIFIED, _KANA, _HANGUL)
_OF_CLAUSES = (_TRADITIONAL, _SIMPLIFIED, _KANA, _IDEOGRAPH)
QUOTATION = 2  # characters that are only simplified make a line or clause a quotation


def eligible_places(
    codes: NDArray[np.uint32], characters: Characters | None = None
) -> NDArray[np.bool_] | None:
    """The ideographs among which damage is looked for, a mask; None if the text is not traditional.

    Not in lines that are more simplified than traditional, or Japanese, nor in such clauses: they
    are quotations. What counts as simplified are characters that have one traditional form. It may
    be known which ``characters`` these are.
    """
    counts = count_sorts(codes, characters)
    if counts[0] < max(ENOUGH_TRADITIONAL, 2 * counts[1], *counts[2:]):
        return None
    mask, traditional = marked(codes)
    return None if traditional < max(ENOUGH_TRADITIONAL, 2 * counts[1], counts[2]) else mask


def marked(codes: NDArray[np.uint32]) -> tuple[NDArray[np.bool_], int]:
    """The ideographs that are not in quotations, and what is only traditional in such lines."""
    if compiled.IS_COMPILED:
        mask = np.empty(len(codes), np.bool_)
        table = told_apart()
        return mask, compiled.mark_eligible(np.ascontiguousarray(codes), table, QUOTATION, mask)
    told = told_apart().take(codes, mode="clip")
    traditional, simple, kana, han = ((told & flag) != 0 for flag in _OF_CLAUSES)
    lines = np.cumsum(codes == LINE_FEED)
    simples, traditionals, kanas = (_counts(lines, each) for each in (simple, traditional, kana))
    good = (kanas == 0) & ~_is_quotation(simples, traditionals)
    enough = int(traditionals[good].sum())
    clauses = np.cumsum(~han)
    simples, traditionals = (_counts(clauses, each) for each in (simple, traditional))
    quoted = _is_quotation(simples, traditionals)
    return good[lines] & ~quoted[clauses] & han, enough


def count_sorts(codes: NDArray[np.uint32], characters: Characters | None = None) -> list[int]:
    """How many are only traditional, only simplified, kana and hangul."""
    table = told_apart()
    if characters is not None:
        return characters.flagged(table, *_OF_TEXTS)
    if compiled.IS_COMPILED:
        return compiled.count_flags(np.ascontiguousarray(codes, np.uint32), table)[:4]
    told = table.take(codes, mode="clip")
    return [int(np.count_nonzero(told & flag)) for flag in _OF_TEXTS]


@functools.cache
def told_apart() -> NDArray[np.uint8]:
    """Of each code point, which of these it is."""
    classes = class_table()
    simple = (classes & SIMPLIFIED_ONLY) != 0
    simple &= families().number[: simple.size] == 0
    table = np.zeros(classes.size, np.uint8)
    table[(classes & TRADITIONAL_ONLY) != 0] |= _TRADITIONAL
    table[simple] |= _SIMPLIFIED
    table[(classes & HAN) != 0] |= _IDEOGRAPH
    table[slice(*_KANA_RANGE)] |= _KANA
    table[slice(*_HANGUL_RANGE)] |= _HANGUL
    table[-1] = 0
    table.setflags(write=False)
    return table


def may_be_mixed(batch: Batch) -> NDArray[np.bool_]:
    """Which of many texts can be traditional, or simplified with traditional leftovers.

    Shape (texts,).
    """
    told = told_apart().take(batch.codes, mode="clip")
    traditional, simple = (batch.total((told & flag) != 0) for flag in (_TRADITIONAL, _SIMPLIFIED))
    result: NDArray[np.bool_] = traditional >= ENOUGH_TRADITIONAL
    return result & ((traditional >= 2 * simple) | (traditional > ENOUGH_TRADITIONAL))


def _is_quotation(simples: NDArray[np.int64], traditionals: NDArray[np.int64]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (simples >= QUOTATION) & (simples > traditionals)
    return result


def _counts(groups: NDArray[np.int64], which: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.bincount(groups[which], minlength=int(groups[-1]) + 1)
