"""Tables of the double-byte encodings, by which compiled code reads them faster than a codec does.

They have what :func:`fixtext.decoding.reading.read` makes of single bytes, of pairs, and of
sequences of three and four bytes. Where they have nothing, the codec reads on: there are bytes that
make no character, and pairs of JIS X 0213, which tell how all others are read.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.decoding.beyond_python import GB_18030, MISREAD, as_browsers, big5_cells
from fixtext.scan import code_points

__all__ = ["ENOUGH", "decode_double_byte", "tables_of"]

ENOUGH = 16384
"""Bytes that are worth tables: those take a few milliseconds to make, for any number of files."""

_NOTHING = 0xDFFF
"""No character. The surrogates below it are numbers of further characters, in a table of their own
because they are two code points, or beyond U+FFFF."""
_FIRST_SURROGATE = 0xD800
_REPLACEMENT = 0xFFFD
_CODECS = {
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
}
_LEADS, _TRAILS, _CELLS = range(0x81, 0xFF), range(0x40, 0xFF), range(0xA1, 0xFF)
_LEADS_932 = (*range(0x81, 0xA0), *range(0xE0, 0xF0))
_TRAILS_932 = (*range(0x40, 0x7F), *range(0x80, 0xFD))

_Bytes = NDArray[np.uint8]
_Units = NDArray[np.uint16]
_Codes = NDArray[np.uint32]


def decode_double_byte(data: bytes, label: str) -> tuple[str, int] | None:
    """The text of the bytes before the first that no table has, and how many bytes those are.

    None where the encoding has no tables, or the bytes are too few, or nothing is compiled.
    """
    if len(data) < ENOUGH or label not in _CODECS or not compiled.IS_COMPILED:
        return None
    return _decoder(label).decode(data)


@functools.cache
def _decoder(label: str) -> compiled.DoubleByte:
    return compiled.DoubleByte(*tables_of(label))


def tables_of(label: str) -> tuple[_Units, _Units, _Codes, _Units, _Units]:
    """The characters of an encoding: of single bytes, of pairs, of those that are two code points
    or beyond U+FFFF, of three bytes, and of four.

    Where an encoding has no such characters, the table has one item.
    """
    single = np.full(0x100, _NOTHING, np.uint16)
    high = np.arange(0x80, 0x100, dtype=np.uint8)[:, np.newaxis]
    single[0x80:] = _units(_characters(high, label)[:, 0])
    threes = fours = np.full(1, _NOTHING, np.uint16)
    made = _pairs(label)
    made[single[_LEADS] != _NOTHING] = 0
    if _CODECS[label] == "gb18030":
        fours = _units(_of_today(_four_byte_codes(made)))
        made[..., 0] = _of_today(made[..., 0])
        single[0x80] = ord("€")
    elif label == "euc-jp":
        threes = _spread(_threes(label), _CELLS, _CELLS)
    units = _units(np.where(made[..., 1], 0, made[..., 0]))
    beyond = np.argwhere((units == _NOTHING) & (made[..., 0] > 0))
    units[tuple(beyond.T)] = np.arange(_FIRST_SURROGATE, _FIRST_SURROGATE + len(beyond))
    further = made[tuple(beyond.T)] if len(beyond) else np.zeros((1, 2), np.uint32)
    return single, _spread(units, _LEADS, _TRAILS), further.ravel(), threes, fours


def _units(codes: _Codes) -> _Units:
    """Code points below U+10000 as a table has them."""
    return np.where((codes > 0) & (codes < 0x10000), codes, _NOTHING).astype(np.uint16)


def _spread(units: _Units, leads: range, trails: range) -> _Units:
    """What leads and trails make, as a table of any two bytes."""
    table = np.full((0x100, 0x100), _NOTHING, np.uint16)
    table[leads.start : leads.stop, trails.start : trails.stop] = units
    return table.ravel()


def _sequences(leads: range | tuple[int, ...], trails: range | tuple[int, ...]) -> _Bytes:
    """Each lead byte with each trail byte, shape (leads, trails, 2)."""
    return np.stack(np.meshgrid(leads, trails, indexing="ij"), axis=2).astype(np.uint8)


def _characters(sequences: _Bytes, label: str, codec: str = "") -> _Codes:
    """What each sequence of bytes makes, one code point or two, shape (n, 2); zeros for nothing."""
    ended = np.pad(sequences, ((0, 0), (0, 1)), constant_values=ord("\n")).tobytes()
    text = as_browsers(ended.decode(codec or _CODECS[label], "replace"), label)
    codes = np.append(code_points(text), np.uint32(0))
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate(([0], ends[:-1] + 1))
    sizes = ends - starts
    made = np.stack((codes[starts], np.where(sizes > 1, codes[starts + 1], 0)), axis=1)
    made[(sizes > 2) | (made == _REPLACEMENT).any(axis=1)] = 0
    return made


def _pairs(label: str) -> _Codes:
    """What each pair makes, shape (leads, trails, 2)."""
    sequences = _sequences(_LEADS, _TRAILS)
    made = _characters(sequences.reshape(-1, 2), label).reshape(*sequences.shape)
    if label == "euc-jp":
        # row by row and cell by cell, windows-932 has the same characters, and more of them
        same = _characters(_sequences(_LEADS_932, _TRAILS_932).reshape(-1, 2), label, "cp932")
        same[(same[:, 0] >= 0xE000) & (same[:, 0] < 0xF900)] = 0
        cells = made[_CELLS[0] - _LEADS[0] :, _CELLS[0] - _TRAILS[0] :]
        missing = cells[..., 0] == 0
        cells[missing] = same.reshape(cells.shape)[missing]
    elif label == "big5":
        for pair, character in big5_cells().items():
            cell = made[pair[0] - _LEADS[0], pair[1] - _TRAILS[0]]
            if not cell[0]:
                cell[0] = ord(character)
    return made


def _threes(label: str) -> _Units:
    """What each pair of bytes makes behind 0x8F in EUC-JP, shape (rows, cells)."""
    pairs = _sequences(_CELLS, _CELLS)
    sequences = np.pad(pairs, ((0, 0), (0, 0), (1, 0)), constant_values=0x8F)
    made = _characters(sequences.reshape(-1, 3), label)
    units = _units(np.where(made[:, 1], 0, made[:, 0])).reshape(pairs.shape[:2])
    _, row, cell = MISREAD[label]
    units[row - _CELLS[0], cell - _CELLS[0]] = ord("～")
    return units


def _four_byte_codes(pairs: _Codes) -> _Codes:
    """Code points of four bytes in GB 18030 below U+10000: in order, those that are no pair."""
    codes = np.arange(0x80, 0x10000, dtype=np.uint32)
    is_surrogate = (codes >= _FIRST_SURROGATE) & (codes < 0xE000)
    return codes[~is_surrogate & ~np.isin(codes, pairs)]


def _of_today(codes: _Codes) -> _Codes:
    """Code points of GB 18030-2000 as those that Unicode has for them since."""
    changed = np.arange(0x10000, dtype=np.uint32)
    changed[list(GB_18030)] = [ord(code) for code in GB_18030.values()]
    return changed[codes]
