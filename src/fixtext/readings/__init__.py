"""Readings of hanzi in pinyin, from a table built out of pypinyin.

``python -m fixtext.readings.build`` makes the table; only the builder needs pypinyin.
"""

from __future__ import annotations

import functools
import os
import unicodedata

import numpy as np

from fixtext.tables import Table, read_table

__all__ = ["has_reading", "readings", "toneless", "with_reading"]

PATH = os.path.join(os.path.dirname(__file__), "data", "readings.bin")
_TONES = {0x300, 0x301, 0x304, 0x30C}  # grave, acute, macron, caron


@functools.cache
def _table() -> Table:
    return read_table(PATH)


@functools.cache
def _lists() -> tuple[str, ...]:
    return tuple(bytes(_table().arrays["lists"]).decode().split("\n"))


@functools.lru_cache(maxsize=4096)
def readings(character: str) -> tuple[str, ...]:
    """The readings of one hanzi, most common first, with tone marks; () if none are known.

    >>> readings("數")[:2]
    ('shù', 'shǔ')
    """
    code = ord(character)
    codes = _table().arrays["codes"]
    place = int(np.searchsorted(codes, code))
    if place == codes.size or codes[place] != code:
        return ()
    return tuple(_lists()[int(_table().arrays["list_of"][place])].split(","))


@functools.lru_cache(maxsize=4096)
def toneless(reading: str) -> str:
    """A reading without its tone mark, in lower case, ü kept.

    >>> toneless("Lǜ"), toneless("shù")
    ('lü', 'shu')
    """
    marks = unicodedata.normalize("NFD", reading.lower())
    return unicodedata.normalize("NFC", "".join(c for c in marks if ord(c) not in _TONES))


@functools.lru_cache(maxsize=4096)
def has_reading(character: str, reading: str) -> bool:
    """Whether a hanzi is read so; a reading without a tone mark stands for any tone.

    >>> has_reading("數", "shù"), has_reading("數", "shu"), has_reading("數", "yī")
    (True, True, False)
    """
    reading = unicodedata.normalize("NFC", reading.lower())
    plain = toneless(reading)
    for known in readings(character):
        if known == reading:
            return True
        if reading == plain and toneless(known).replace("ü", "v") == plain.replace("ü", "v"):
            return True
    return False


@functools.lru_cache(maxsize=1024)
def with_reading(reading: str) -> frozenset[str]:
    """All hanzi that are read so.

    >>> "謹" in with_reading("jǐn")
    True
    """
    wanted = {index for index, item in enumerate(_lists()) if reading in item.split(",")}
    table = _table().arrays
    chosen = np.isin(table["list_of"], np.array(sorted(wanted), np.uint16))
    return frozenset(map(chr, table["codes"][chosen].tolist()))
