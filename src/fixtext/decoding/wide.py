"""UTF-16 and UTF-32, with and without a BOM."""

from __future__ import annotations

import codecs

import numpy as np

from fixtext.decoding.detection import weigh

__all__ = ["bom_of", "wide_without_bom"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16, whose BOM it begins with
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"+/v8", "utf-7"),
    (b"+/v9", "utf-7"),
    (b"+/v+", "utf-7"),
    (b"+/v/", "utf-7"),
)
_MARKS = {bom[:1] for bom, _ in _BOMS}
_LOOKED_AT = 2048
_PASSABLE = 13.0
"""Bits a code unit; random units cost over 20."""
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\r\f\x0e\x0f\x1b")
_NARROW = ("utf-8", "gbk", "big5", "shift_jis", "euc-kr", "windows-1252", "windows-1251")


def bom_of(data: bytes) -> str | None:
    """The label of the encoding whose BOM the bytes begin with, or None."""
    if data[:1] not in _MARKS:
        return None
    marked = next((label for bom, label in _BOMS if data.startswith(bom)), None)
    if marked == "utf-32le" and not _plausible(data[4:_LOOKED_AT], "<u4"):
        return "utf-16le"
    return marked


def wide_without_bom(data: bytes) -> str | None:
    """UTF-16 or UTF-32, if the bytes are text in that and not in anything of fewer bytes.

    >>> wide_without_bom("一二三的字".encode("utf-16-be")), wide_without_bom("中文".encode())
    ('utf-16be', None)
    """
    head = data[:_LOOKED_AT]
    if head.translate(None, _CONTROLS) == head or not head.strip(b"\0"):
        return None
    for label, units in (("utf-32le", "<u4"), ("utf-32be", ">u4")):
        if len(head) >= 8 and _plausible(head, units):
            return label
    middle = len(data) // 4 * 2
    parts = [head[: len(head) // 2 * 2]]
    if len(data) > 4 * _LOOKED_AT:
        parts.append(data[middle : middle + _LOOKED_AT])
    sample = b"".join(parts)
    if len(sample) < 4:
        return None
    best = weigh(sample, ("utf-16le", "utf-16be", *_NARROW)).weighed[0]
    units_seen = max(1, len(sample) // 2)
    if not best.label.startswith("utf-16") or best.bits > _PASSABLE * units_seen + 20:
        return None
    return best.label


def _plausible(head: bytes, units: str) -> bool:
    """Whether all units of four bytes are code points, and not all of them NUL."""
    codes = np.frombuffer(head[: len(head) // 4 * 4], np.dtype(units))
    return bool(len(codes) and codes.any() and (codes < 0x110000).all())
