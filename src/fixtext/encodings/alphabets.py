"""Which letters beyond ASCII go together in a language of the Latin script.

Code pages of Europe differ in some letters only, so a wrong one leaves most words as they are:
``osamìní`` for ``osamění``. What gives it away is that no language has both ``ì`` and ``í``.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.scan import line_edges

__all__ = [
    "Letters",
    "has_vietnamese",
    "letters_of_languages",
    "loops_of_letters",
    "mixed_lines",
    "strangers",
]

_ALPHABETS = {
    "French": "àâæçèéêëîïôœùûüÿ",
    "German": "äöüß",
    "Spanish": "áéíñóúü",
    "Portuguese": "àáâãçéêíóôõúü",
    "Italian": "àèéìíîòóùú",
    "Dutch": "áéëèêïíóöúü",
    "Danish": "åæøéóáü",
    "Swedish": "åäöéüà",
    "Finnish": "åäöšžé",
    "Estonian": "äõöüšž",
    "Icelandic": "áæéíðóöúýþ",
    "Faroese": "áæíðóøúý",
    "Catalan": "àçèéíïòóúü",
    "Welsh": "âêîôûŵŷäëïöüáéíóúẃ",
    "Irish": "áéíóú",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Polish": "ąćęłńóśźż",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţșț",
    "Croatian": "čćđšž",
    "Lithuanian": "ąčęėįšųūž",
    "Latvian": "āčēģīķļņšūž",
    "Turkish": "çğıöşüâîûİ",
    "Albanian": "çë",
    "Maltese": "àċġħìòùż",
    "Esperanto": "ĉĝĥĵŝŭ",
    "Vietnamese": "àáâãèéêìíòóôõùúýăđĩũơư",
}


@functools.cache
def _languages() -> NDArray[np.bool_]:
    """Which of the languages has each letter below U+0250, shape (0x250, languages)."""
    table = np.zeros((0x250, len(_ALPHABETS)), np.bool_)
    for column, letters in enumerate(_ALPHABETS.values()):
        for letter in letters + letters.upper():
            if ord(letter) < 0x250:
                table[ord(letter), column] = True
    table.setflags(write=False)
    return table


@functools.cache
def _compiled() -> compiled.Alphabets | None:
    return compiled.Alphabets(_languages()) if compiled.IS_COMPILED else None


_VIETNAMESE = list(_ALPHABETS).index("Vietnamese")
"""It has nearly every letter with an accent, but hardly a line without some of its own."""


def loops_of_letters() -> tuple[compiled.Alphabets, int]:
    """What is compiled, with the column of Vietnamese; where loops are."""
    alphabets = _compiled()
    assert alphabets is not None
    return alphabets, _VIETNAMESE


_OWN = np.zeros(0x251, np.bool_)
"""Letters of Vietnamese that hardly anybody else has, of those below U+0250."""
_OWN[[0x110, 0x111, 0x1A0, 0x1A1, 0x1AF, 0x1B0]] = True


def _vietnamese(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which letters only Vietnamese has, or hardly anybody else."""
    own: NDArray[np.bool_] = (codes >= 0x1EA0) & (codes < 0x1F00)
    return own | _OWN.take(codes, mode="clip")


def has_vietnamese(codes: NDArray[np.uint32]) -> bool:
    """Whether a text has letters that hardly any language but Vietnamese has."""
    alphabets = _compiled()
    if alphabets is not None:
        return alphabets.has_vietnamese(np.ascontiguousarray(codes, np.uint32))
    return bool(_vietnamese(codes).any())


_SELDOM_READ = ("Estonian", "Faroese", "Welsh", "Irish", "Albanian", "Maltese", "Esperanto")
"""Languages that the language model has read little or nothing of."""


class Letters(NamedTuple):
    """Which of the languages has each letter below U+0250, for who counts them in his own way.

    ``table`` is bool, shape (0x250, languages); the first ``well_read`` columns are languages that
    the language model knows. The column ``vietnamese`` counts only where one of the code points
    ``own`` is met.
    """

    table: NDArray[np.bool_]
    well_read: int
    vietnamese: int
    own: NDArray[np.int64]


@functools.cache
def letters_of_languages() -> Letters:
    """The letters of all languages, as :func:`strangers` counts them.

    >>> letters_of_languages().table[ord("ß")].tolist().count(True)
    1
    """
    order = sorted(range(len(_ALPHABETS)), key=lambda at: list(_ALPHABETS)[at] in _SELDOM_READ)
    well_read = len(_ALPHABETS) - len(_SELDOM_READ)
    return Letters(
        _languages()[:, order], well_read, order.index(_VIETNAMESE), np.flatnonzero(_OWN)
    )


def strangers(codes: NDArray[np.uint32], *, well_read: bool = False) -> int:
    """How many of the letters are foreign to the language that fits them best.

    ``well_read`` leaves out the languages that the language model hardly knows.

    >>> strangers(np.array([ord(letter) for letter in "osamìní je"], np.uint32))
    0
    >>> strangers(np.array([ord(letter) for letter in "pøeèkám bez potíží"], np.uint32))
    2
    """
    alphabets = _compiled()
    if alphabets is not None and not well_read:
        return alphabets.strangers(np.ascontiguousarray(codes, np.uint32), _VIETNAMESE)
    letters = codes[(codes >= 0xC0) & (codes < 0x250) & (codes != 0xD7) & (codes != 0xF7)]
    if not letters.size:
        return 0
    fitting = np.count_nonzero(_languages()[letters], axis=0)
    if not _vietnamese(codes).any():
        fitting[_VIETNAMESE] = 0
    if well_read:
        fitting = fitting[[name not in _SELDOM_READ for name in _ALPHABETS]]
    return int(letters.size - fitting.max())


def mixed_lines(
    codes: NDArray[np.uint32], *, vietnamese: bool | None = None
) -> list[tuple[int, int]]:
    """Start and end of each line with a letter that is foreign to the others.

    Vietnamese, which has nearly all of them, counts if the text has letters of its own, or as is
    said.
    """
    alphabets = _compiled()
    if alphabets is not None:
        codes = np.ascontiguousarray(codes, np.uint32)
        by_text = -1 if vietnamese is None else int(vietnamese)
        return alphabets.mixed_lines(codes, _VIETNAMESE, by_text)
    places = np.flatnonzero((codes >= 0xC0) & (codes < 0x250) & (codes != 0xD7) & (codes != 0xF7))
    if places.size < 2:
        return []
    starts, ends = line_edges(codes)
    line = np.searchsorted(ends, places)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    fitting = np.add.reduceat(_languages()[codes[places]], first, axis=0, dtype=np.int64)
    if not (_vietnamese(codes).any() if vietnamese is None else vietnamese):
        fitting[:, _VIETNAMESE] = 0
    counts = np.diff(first, append=places.size)
    mixed = line[first][counts - fitting.max(axis=1) > 0]
    return list(zip(starts[mixed].tolist(), ends[mixed].tolist(), strict=True))
