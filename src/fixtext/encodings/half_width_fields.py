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
_HIGHER = 0xE0
"""Bytes of EUC-JP from here on make ideographs with the next one in Shift_JIS."""


_DOTS, _FEWEST_DOTS = (0xFF61, 0xFF64, 0xFF65), 2
_FEW = 32
"""Where rows of half-width kana are fewer than one in so many characters, each is looked at."""
_SPELLING = 8.0
"""Bits for setting a mark between the kana of a word, or of a list."""
_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]


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
    codes = document.codes
    fields: list[HalfWidthField] = []
    for start, end in _rows(codes, document.places(*HALF_WIDTH_KANA, Seen.HALF_WIDTH_KANA)):
        meant = _as_kana(codes[start:end])
        if meant is not None and not is_spelt_out(document.model, codes[start:end], meant):
            fields.append(HalfWidthField(start, end, meant))
    return fields


def _rows(codes: _Codes, kana: _Places) -> Iterator[tuple[int, int]]:
    """The rows of characters that may be a field, each with some of these half-width kana.

    Without these, no byte of it is the first one of kana.
    """
    starts = kana[np.diff(kana, prepend=-2) > 1]
    if starts.size * _FEW > codes.size:
        turns = np.flatnonzero(np.diff(_may_be(codes), prepend=False, append=False)).tolist()
        yield from zip(turns[::2], turns[1::2], strict=True)
        return
    done = 0
    for place in starts.tolist():
        if place >= done:
            before = done
            done = place + _length(codes[place:])
            yield place - _length(codes[before:place][::-1]), done


def _may_be(codes: _Codes) -> NDArray[np.bool_]:
    """Which characters Shift_JIS has for bytes that are all of EUC-JP's ideographs and kana."""
    shown = codec("shift_jis").to_bytes.take(codes, mode="clip")
    leads = shown >> 8
    two = (leads >= _HIGHER) & (leads <= _LAST_LEAD) & (shown & 0xFF >= _FIRST)
    return two | (codes >= HALF_WIDTH_KANA[0]) & (codes <= HALF_WIDTH_KANA[1])


def _length(codes: _Codes) -> int:
    """How many of the first characters may be of a field."""
    first, size = 0, _FEW
    while first < codes.size:
        others = np.flatnonzero(~_may_be(codes[first : first + size]))
        if others.size:
            return first + int(others[0])
        first, size = first + size, 2 * size
    return codes.size


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
