"""Fields that look like half-width kana and are EUC-JP: ``､ｳ､ﾈ`` for こと, read as Shift_JIS.

The bytes of kana in EUC-JP are ``､`` or ``･`` and one more, so that every other character of a
field is such a mark. Half-width kana surprise the language model as much as kana do, and marks
among them little; but no one sets a mark before each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.encodings.as_it_is import joined_rows, rows_of
from fixtext.encodings.codecs import codec, stray_bytes
from fixtext.encodings.familiar import HALF_WIDTH_KANA, as_hiragana, in_full_width
from fixtext.language import Model
from fixtext.scan import Seen

__all__ = ["HalfWidthField", "half_width_fields", "is_spelt_out"]

_KANA_LEADS = (0xA4, 0xA5)
_MARKS_OF_VOICE = (0xDE, 0xDF)
"""What stands behind a dot in ornaments, ``･ﾟ･ﾟ``."""
_FEWEST = 2
"""Kana of a field, all different: of 11,500 right pieces of half-width kana one has as many."""
_FIRST, _LAST_LEAD = 0xA1, 0xFC
_AROUND, _FARTHER, _FAR = 32, 8, 10_000
"""How far around half-width kana fields end, mostly; how many times as far is looked where one may
go on; and from how far on all of the text is looked at."""
_HIGHER = 0xE0
"""Bytes of EUC-JP from here on make ideographs with the next one in Shift_JIS."""


_DOTS, _FEWEST_DOTS = (0xFF61, 0xFF64, 0xFF65), 2
_SPELLING = 8.0
"""Bits for setting a mark between the kana of a word, or of a list."""


class HalfWidthField(NamedTuple):
    """A field ``start:end`` of a text, in code points, and what it is in EUC-JP."""

    start: int
    end: int
    codes: NDArray[np.uint32]


def half_width_fields(document: Document) -> list[HalfWidthField]:
    """The fields of a document that may be EUC-JP, by the marks among half-width kana.

    >>> from fixtext.scan import text_of
    >>> from fixtext.types import Options
    >>> fields = half_width_fields(Document("開店 ､ｳ､ﾈ 夜", Options(), {}))
    >>> [(field.start, field.end, text_of(field.codes)) for field in fields]
    [(3, 7, 'こと')]
    >>> half_width_fields(Document("開店 ﾃｽﾄ､ﾒﾓ 夜", Options(), {}))
    []
    """
    if not document.shows(Seen.HALF_WIDTH_KANA):
        return []
    fields: list[HalfWidthField] = []
    for start, end in _rows(document):
        codes = document.codes[start:end]
        meant = _as_kana(codes)
        if meant is not None and not is_spelt_out(document.model, codes, meant):
            fields.append(HalfWidthField(start, end, meant))
    return fields


def _rows(document: Document) -> Iterator[tuple[int, int]]:
    """The rows of characters that may be of fields, with half-width kana in them.

    Without one, the bytes of ideographs make pairs as they do in Shift_JIS, and none is kana.
    """
    codes = document.codes
    places = document.places(*HALF_WIDTH_KANA, Seen.HALF_WIDTH_KANA)
    around = _AROUND
    while places.size:
        lows, highs = joined_rows(places, places + 1, around, codes.size)
        if around > _FAR:
            lows, highs = np.array([0]), np.array([codes.size])
        some = rows_of(lows, highs)
        may_be = _may_be(codes[some])
        ends = np.cumsum(highs - lows)
        cut = may_be[ends - 1] & (highs < codes.size)
        cut |= may_be[ends - (highs - lows)] & (lows > 0)
        if cut.any():  # a row may go on
            around *= _FARTHER
            continue
        turns = np.flatnonzero(np.diff(may_be, prepend=False, append=False)).reshape(-1, 2)
        starts, lasts = some[turns[:, 0]], some[turns[:, 1] - 1]
        held = np.searchsorted(places, lasts, side="right") > np.searchsorted(places, starts)
        yield from zip(starts[held].tolist(), (lasts[held] + 1).tolist(), strict=True)
        return


def _may_be(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which characters may be of a field."""
    shown = codec("shift_jis").to_bytes.take(codes, mode="clip")
    leads = shown >> 8
    may_be = (codes >= HALF_WIDTH_KANA[0]) & (codes <= HALF_WIDTH_KANA[1])
    may_be |= (leads >= _HIGHER) & (leads <= _LAST_LEAD) & (shown & 0xFF >= _FIRST)
    return may_be


def is_spelt_out(model: Model, codes: NDArray[np.uint32], meant: NDArray[np.uint32]) -> bool:
    """Whether half-width kana with marks between them make a better text than what is ``meant``.

    >>> from fixtext.language import load
    >>> from fixtext.scan import code_points
    >>> is_spelt_out(load(), code_points("･ｶ･ﾜ･ｲ･ｲ"), code_points("ザボゲゲ"))
    True
    """
    dots = np.isin(codes, _DOTS)
    if np.count_nonzero(dots) < _FEWEST_DOTS:
        return False
    rest = codes[~dots]
    half = (rest >= HALF_WIDTH_KANA[0]) & (rest <= HALF_WIDTH_KANA[1])
    if not half.all() or not half.size:
        return False
    full, marks = in_full_width(rest, half)
    word = full[~marks]
    forms = word, as_hiragana(word, np.ones(word.size, np.bool_))
    bits = min(float(model.score(form).sum()) for form in forms)
    return bits + _SPELLING <= float(model.score(meant).sum())


def _as_kana(codes: NDArray[np.uint32]) -> NDArray[np.uint32] | None:
    """What characters of Shift_JIS are in EUC-JP, if their bytes are, and several are kana."""
    if codes.size < 2 * _FEWEST:
        return None
    data = codec("shift_jis").encode(codes).data
    if data.size % 2:
        return None
    first, second = data[::2], data[1::2]
    kana = np.isin(first, _KANA_LEADS) & ~np.isin(second, _MARKS_OF_VOICE)
    if np.unique(second[kana]).size < _FEWEST:
        return None
    decoded = codec("euc-jp").decode(data)
    return None if stray_bytes(decoded.codes).any() else decoded.codes
