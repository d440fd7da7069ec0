"""Builds the table of what codecs show and read: ``python -m fixtext.encodings.build``.

Source: the codecs that Python comes with, as they are in the Python that runs this; and windows-936
for its private use. For each double-byte codec by its WHATWG label, with ``/`` between:

- ``shown`` and ``bytes``: code points beyond ASCII, ascending, and the bytes of each; one byte
  below 0x100, else two;
- ``twins``: rows of a code point and a further pair of bytes that is shown as it;
- ``single`` and ``pairs``: the code point by byte, and by lead byte from 0x81 and trail byte from
  0x40; 0 for nothing, and all ones where several characters are made;
- ``grammar_single`` and ``grammar_pairs``: the same, from trail byte 0x30, with what other programs
  read besides.

``unwritten`` has, by ideograph from U+4E00 and by syllable from U+AC00, the bits of
:data:`fixtext.encodings.codec_tables.STANDARDS` that lack it.
"""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import READ_BY
from fixtext.encodings.codec_tables import (
    FILE,
    FIRST_LEAD,
    GRAMMAR_TRAIL,
    HANGUL,
    IDEOGRAPHS,
    LAST,
    SEVERAL,
    STANDARDS,
)
from fixtext.encodings.python_codecs import (
    decoded_bytes,
    decoded_pairs,
    every_pair,
    is_unmeant,
    unwritten,
)
from fixtext.scan import code_points
from fixtext.tables import write_table

__all__ = ["arrays", "build"]

_SHOWN = {
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "euc-jp": "euc_jp",
}
"""Python's codec of each label."""
_MOST = 0x2FFFF
"""Big5-HKSCS has characters of plane 2."""
_Table = dict[int, int]


def build() -> None:
    """Write the table beside the package's module."""
    header = {
        "name": "what codecs show and read",
        "source": f"the codecs of Python {platform.python_version()}",
        "licence": "PSF-2.0",
    }
    write_table(FILE, header, arrays())


def arrays() -> dict[str, NDArray[Any]]:
    """All arrays of the table by name, as Python's codecs have them now."""
    made: dict[str, NDArray[Any]] = {}
    for label, python in _SHOWN.items():
        table, twins = _shown(label, python)
        codes = sorted(table)
        made[f"{label}/shown"] = np.array(codes, np.uint32)
        made[f"{label}/bytes"] = np.array([table[code] for code in codes], np.uint16)
        rows = [(code, pair) for code, pairs in twins.items() for pair in pairs]
        made[f"{label}/twins"] = np.array(rows, np.uint32).reshape(-1, 2)
    for label, python in _SHOWN.items():
        made[f"{label}/single"] = _single(python)
        pairs = _characters(decoded_pairs(python, "surrogateescape"))
        made[f"{label}/pairs"] = pairs.reshape(LAST + 1 - FIRST_LEAD, -1)
    made["euc-jp/threes"] = _threes()
    shown = set(made["shift_jis/shown"][made["shift_jis/bytes"] > 0xFF].tolist())
    for label in READ_BY:
        single, read = _grammar(label, shown)
        made[f"{label}/grammar_single"], made[f"{label}/grammar_pairs"] = single, read
    known = [bool(each) for each in decoded_pairs("gbk")]
    made["gbk/known"] = np.array(known, np.uint8).reshape(LAST + 1 - FIRST_LEAD, -1)
    for name, characters in (("ideographs", IDEOGRAPHS), ("hangul", HANGUL)):
        bits = np.zeros(len(characters), np.uint8)
        for bit, standard in enumerate(STANDARDS):
            bits |= np.array(unwritten(characters, standard), np.uint8) << np.uint8(bit)
        made[f"unwritten/{name}"] = bits
    return made


def _shown(label: str, python: str) -> tuple[_Table, dict[int, tuple[int, ...]]]:
    """The bytes of each character beyond ASCII, and further pairs of those that have several."""
    alone = dict(decoded_bytes(python))
    table = {0x80 + place: 0x80 + place for place in _without_character(label, alone)}
    table |= {ord(character): byte for byte, character in alone.items()}
    if label == "gbk":
        table |= _private_use()
    twins: dict[int, list[int]] = {}
    made = decoded_pairs(python)
    for character, pair in zip(made, every_pair().tolist(), strict=True):
        if len(character) == 1 and 0x80 <= ord(character) < _MOST:
            _add(table, twins, python, ord(character), pair)
    if label == "gbk":
        table[0x20AC] = 0x80  # as browsers and Windows show this byte
    if label == "euc-kr":
        _add_normalised(table, twins)
    if label == "euc-jp":
        table |= {0xFF61 + byte - 0xA1: 0x8E00 | byte for byte in range(0xA1, 0xE0)}
    kept = {
        code: tuple(pair for pair in pairs if pair > 0xFF)
        for code, pairs in twins.items()
        if table[code] > 0xFF
    }
    return table, {code: pairs for code, pairs in kept.items() if pairs}


def _without_character(label: str, alone: dict[int, str]) -> list[int]:
    """The bytes, less 0x80, that are shown as the C1 controls or Latin letters of their number."""
    odd = (0x80, 0xFF, 0xA0, 0xFD, 0xFE) if label == "shift_jis" else (0x80, 0xFF)
    return [byte - 0x80 for byte in odd if byte not in alone]


def _add(table: _Table, twins: dict[int, list[int]], python: str, code: int, pair: int) -> None:
    """A pair for a character; of several, the codec itself writes only one."""
    before = table.get(code)
    if before is None:
        table[code] = pair
    elif before == pair:
        return  # Windows' private use of it is the codec's own
    elif chr(code).encode(python, "ignore") == pair.to_bytes(2, "big"):
        twins.setdefault(code, []).append(before)
        table[code] = pair
    else:
        twins.setdefault(code, []).append(pair)


def _private_use() -> _Table:
    """Windows-936's private-use characters for the pairs that GBK leaves to users."""
    high = [(lead, trail) for lead in range(0xAA, 0xB0) for trail in range(0xA1, 0xFF)]
    high += [(lead, trail) for lead in range(0xF8, 0xFF) for trail in range(0xA1, 0xFF)]
    low = [*range(0x40, 0x7F), *range(0x80, 0xA1)]
    high += [(lead, trail) for lead in range(0xA1, 0xA8) for trail in low]
    return {0xE000 + place: lead << 8 | trail for place, (lead, trail) in enumerate(high)}


def _add_normalised(table: _Table, twins: dict[int, list[int]]) -> None:
    """The pairs of compatibility ideographs, for the ideographs that they are normalised to."""
    for code in range(0xF900, 0xFB00):
        normal = ord(unicodedata.normalize("NFC", chr(code))[0])
        if normal == code or code not in table:
            continue
        if normal not in table:
            table[normal] = table[code]
        else:
            twins.setdefault(normal, []).append(table[code])


def _single(python: str) -> NDArray[np.uint32]:
    single = np.zeros(0x100, np.uint32)
    for byte, character in decoded_bytes(python):
        single[byte] = ord(character)
    single[is_unmeant(single)] = 0
    return single


def _threes() -> NDArray[np.uint32]:
    """What two bytes make behind 0x8F in EUC-JP; 0 for nothing."""
    places = range(0xA1, 0xFF)
    lines = b"\n".join(bytes((0x8F, row, cell)) for row in places for cell in places)
    return _characters(lines.decode("euc_jp", "surrogateescape").split("\n")).reshape(94, 94)


def _characters(made: Iterable[str]) -> NDArray[np.uint32]:
    """The one character that bytes make each time, which may be several, or stray bytes."""
    codes = code_points("".join(each + "\n" for each in made))
    ends = np.flatnonzero(codes == 0x0A)
    starts = np.concatenate(([0], ends[:-1] + 1))
    stray = np.add.reduceat((codes >= 0xDC80) & (codes <= 0xDCFF), starts, dtype=np.int64)
    several = np.where(ends - starts == 1, codes[starts], np.uint32(SEVERAL))
    return np.where(stray > 0, np.uint32(0), several)


def _grammar(label: str, shown: set[int]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    single = np.zeros(0x100, np.uint32)
    single[:0x80] = np.arange(0x80)
    pairs = np.zeros((LAST + 1 - FIRST_LEAD, LAST + 1 - GRAMMAR_TRAIL), np.uint32)
    for python in READ_BY[label]:
        for byte, character in decoded_bytes(python):
            if not single[byte] and character.isprintable():
                single[byte] = ord(character)
        made = [ord(each[0]) if each else 0 for each in decoded_pairs(python, first=GRAMMAR_TRAIL)]
        found = np.array(made, np.uint32).reshape(pairs.shape)
        found[(found <= 0x7F) | (single[FIRST_LEAD : LAST + 1, None] > 0)] = 0
        pairs[pairs == 0] = found[pairs == 0]
    if label == "gbk":
        single[0x80] = 0x20AC
    if label == "euc-jp":
        _add_cells(pairs, shown)
    return single, pairs


def _add_cells(pairs: NDArray[np.uint32], shown: set[int]) -> None:
    """What browsers read in EUC-JP and Python does not, from the cells of windows-932."""
    for row in range(94):
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        for cell in range(94):
            trail = cell + (0x9F if row % 2 else 0x40 if cell < 63 else 0x41)
            place = row + 0xA1 - FIRST_LEAD, cell + 0xA1 - GRAMMAR_TRAIL
            if not pairs[place]:
                character = bytes((lead, trail)).decode("cp932", "ignore")
                if len(character) == 1 and ord(character) in shown:
                    pairs[place] = ord(character)


if __name__ == "__main__":
    build()
