"""Routes: which codec the bytes were meant for, and which they were read with.

A route costs bits: the less often it happens, the more evidence it must have. The costs follow how
often the codecs are the default of a system or a program; together the routes' probabilities make
less than one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from fixtext.encodings.codecs import PARTLY, codec

__all__ = ["LATIN", "LATIN_ROUTES", "PROVEN", "ROUTES", "Route"]

_ANY = 2.0
_HALF_REPAIRED = 4.0
_CONTROLS = 2.0
"""What windows-1252 has in place of C1 controls is read as these every day."""
_LETTER_FOR_LETTER = 8.0
"""Between two single-byte codecs every text has a reading, so few letters prove little."""
LATIN = {
    *("windows-1250", "windows-1252", "windows-1254", "windows-1257", "windows-1258"),
    *("iso-8859-1", "iso-8859-2", "iso-8859-15"),
}
"""Code pages of the Latin script, which share most of their letters."""
_FAR_AWAY, _UNHEARD_OF = 3.0, 6.0
_WESTERN = {"windows-1252", "iso-8859-15", "macintosh", "ibm437", "ibm850"}
_WIDESPREAD = {
    *("windows-1250", "windows-1251", "windows-1253", "windows-1254", "windows-1257"),
    *("windows-874", "iso-8859-1", "iso-8859-2", "koi8-r"),
}
"""Code pages that East Asian text is seen in now and then."""
_MEANT = {
    "utf-8": 1.0,
    "gbk": 2.0,
    "shift_jis": 2.5,
    "big5": 3.0,
    "euc-kr": 3.0,
    "euc-jp": 3.0,
    "windows-1251": 3.5,
    "windows-1252": 4.5,
    "windows-1250": 3.5,
    "koi8-r": 4.5,
    "ibm866": 5.0,
    "windows-1253": 5.0,
    "windows-1254": 5.0,
    "windows-1255": 5.0,
    "windows-874": 5.0,
    "iso-8859-2": 5.5,
    "iso-8859-7": 5.5,
    "windows-1256": 5.5,
    "windows-1257": 6.0,
    "windows-1258": 6.0,
    "koi8-u": 6.0,
    "iso-8859-5": 6.0,
    "iso-8859-8": 6.5,
    "iso-8859-15": 6.5,
    "macintosh": 6.0,
    "x-mac-cyrillic": 7.0,
    "ibm437": 6.5,
    "ibm850": 6.5,
    "ibm852": 6.5,
}
_READ = {
    "windows-1252": 1.0,
    "gbk": 2.0,
    "shift_jis": 2.5,
    "windows-1251": 3.0,
    "big5": 3.0,
    "euc-kr": 3.0,
    "windows-1250": 3.5,
    "windows-1254": 3.5,
    "macintosh": 4.0,
    "ibm437": 4.0,
    "ibm850": 4.5,
    "koi8-r": 4.5,
    "windows-874": 4.5,
    "ibm866": 4.5,
    "windows-1253": 4.5,
    "iso-8859-2": 5.0,
    "windows-1257": 5.0,
    "windows-1258": 5.0,
    "windows-1255": 5.0,
    "windows-1256": 5.0,
    "iso-8859-15": 5.0,
    "iso-8859-7": 5.5,
    "iso-8859-5": 6.0,
    "koi8-u": 6.0,
    "ibm852": 6.0,
    "x-mac-cyrillic": 6.5,
    "iso-8859-8": 6.5,
    "euc-jp": 4.5,
}


PROVEN = "route: "
"""What a route that a document has proven begins with, among its evidence."""

_NAMES = {
    "utf-8": "UTF-8",
    "gbk": "GBK",
    "big5": "Big5",
    "shift_jis": "Shift_JIS",
    "euc-jp": "EUC-JP",
    "euc-kr": "EUC-KR",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "macintosh": "Mac Roman",
    "x-mac-cyrillic": "Mac Cyrillic",
    "ibm437": "code page 437",
    "ibm850": "code page 850",
    "ibm852": "code page 852",
    "ibm866": "code page 866",
    **{f"iso-8859-{part}": f"ISO-8859-{part}" for part in (1, 2, 5, 7, 8, 15)},
    PARTLY: "windows-1252, and partly as UTF-8",
}
"""What people call the codecs."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Route:
    """Bytes that were ``meant`` for one codec and were ``read`` with another.

    Each is one object, and equal to itself only: sets of hundreds of them are made all the time.

    >>> str(Route("utf-8", "gbk", 3.0))
    'utf-8 read as gbk'
    """

    meant: str
    read: str
    cost: float
    then: str = ""
    """What else happened to what was shown, in words."""

    def __str__(self) -> str:
        """The route by its labels."""
        return f"{self.meant} read as {self.read}{self.then}"

    @property
    def account(self) -> str:
        """What happened, in words.

        >>> Route("utf-8", "gbk", 3.0).account
        'UTF-8 bytes were read as GBK'
        """
        meant, read = (_NAMES.get(label, label) for label in (self.meant, self.read))
        return f"{meant} bytes were read as {read}{self.then}"


def _unusual(meant: str, read: str) -> float:
    """What it costs that a route only changes letters, or that two far countries meet in it."""
    if not codec(read).single:
        return 0.0
    if codec(meant).single:
        return 0.0 if {meant, read} <= LATIN else _LETTER_FOR_LETTER
    if meant == "utf-8" or read in _WESTERN:
        return 0.0
    return _FAR_AWAY if read in _WIDESPREAD else _UNHEARD_OF


def _routes() -> Iterator[Route]:
    for meant in ("gbk", "big5", "shift_jis", "euc-kr", "euc-jp"):
        yield Route(meant, PARTLY, _ANY + _MEANT[meant] + _HALF_REPAIRED)
    yield Route("windows-1252", "iso-8859-1", _CONTROLS)
    for read, read_cost in _READ.items():
        for meant, meant_cost in _MEANT.items():
            if meant != read:
                yield Route(meant, read, _ANY + meant_cost + read_cost + _unusual(meant, read))


ROUTES = tuple(_routes())
"""Every route there is, by wrong codec."""

LATIN_ROUTES = tuple(route for route in ROUTES if {route.meant, route.read} <= LATIN)
"""The routes that change letters of the Latin script for each other."""
