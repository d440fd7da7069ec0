"""Names of encodings: what Python or a browser knows one by, to the one label that it has here.

Browsers take several names for a superset of what they once meant
(https://encoding.spec.whatwg.org/#names-and-labels): latin-1 is windows-1252, gb2312 is gbk.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Iterable, Mapping

from fixtext.encodings.codecs import CODECS, codec
from fixtext.errors import OptionError

__all__ = ["MOST_READINGS", "chain_of", "codec_label", "find_label"]

MOST_READINGS = 4
"""A chain has at most so many wrong readings; what went through more is past telling."""

_PYTHON_NAMES = {
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-9": "windows-1254",
    "iso8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gbk",
    "cp950": "big5",
    "shift-jis": "shift_jis",
    "iso2022-jp": "iso-2022-jp",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16le",
    "utf-32": "utf-32le",
}
"""Python's name of a codec, with hyphens, to the label that browsers take it for."""

_BROWSER_NAMES = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "utf-16le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff",
    "utf-16be": "unicodefffe",
    "gbk": "csgb2312 gb_2312 gb_2312-80 x-gbk",
    "big5": "cn-big5 x-x-big5",
    "shift_jis": "windows-31j x-sjis",
    "euc-jp": "cseucpkdfmtjapanese x-euc-jp",
    "euc-kr": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949",
    "iso-8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i",
    "iso-8859-7": "sun_eu_greek",
    "iso-8859-8": "csiso88598e csiso88598i iso-8859-8-e iso-8859-8-i logical visual",
    "iso-8859-15": "csisolatin9",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8-ru",
    "macintosh": "csmacintosh mac x-mac-roman",
    "x-mac-cyrillic": "x-mac-ukrainian",
    "windows-874": "dos-874",
}
"""Labels of browsers that Python does not know, by the label that they mean."""

_ALIASES = _PYTHON_NAMES | {
    name: label for label, names in _BROWSER_NAMES.items() for name in names.split()
}
_SPELLINGS = ((re.compile(r"iso8859(\d+)"), r"iso-8859-\1"), (re.compile(r"x-cp(\d+)"), r"cp\1"))


def find_label(name: str, python: Mapping[str, str]) -> str | None:
    """The label among the keys of ``python`` that a name of an encoding means, or None.

    ``python`` gives Python's codec for each label that there is.

    >>> find_label("latin-1", {"windows-1252": "cp1252"})
    'windows-1252'
    """
    wanted = name.strip().lower()
    for spelling, usual in _SPELLINGS:
        if match := spelling.fullmatch(wanted):
            wanted = match.expand(usual)
    known = _python_name(wanted) or wanted
    labels = {_python_name(codec): label for label, codec in python.items()}
    choices = (_ALIASES.get(known), labels.get(known), wanted, known)
    return next((label for label in choices if label in python), None)


def _python_name(name: str) -> str | None:
    try:
        return codecs.lookup(name).name.replace("_", "-")
    except (LookupError, ValueError):  # ValueError: a name that no codec could have
        return None


@functools.lru_cache(maxsize=256)
def codec_label(name: str) -> str:
    """The label in ``CODECS`` for any name that Python or a browser knows an encoding by.

    Raises OptionError, which names the labels, for a name that means none of them.

    >>> codec_label("latin-1"), codec_label("gb18030"), codec_label("CP437")
    ('windows-1252', 'gbk', 'ibm437')
    """
    label = find_label(name, {label: codec(label).python for label in CODECS})
    if label is None:
        raise OptionError(f"unknown encoding {name!r}; there are: {', '.join(CODECS)}")
    return label


def chain_of(readings: Iterable[object] | str) -> tuple[tuple[str, str], ...]:
    """A chain of wrong readings in labels: what bytes were meant for, and what they were read as.

    Each reading is a pair of names, or one string with a colon between them; one string may hold
    several, with commas between. Raises OptionError for what is no such pair, for an unknown
    encoding, and for more than ``MOST_READINGS``.

    >>> chain_of([("utf8", "gb2312"), "utf-8:latin-1"])
    (('utf-8', 'gbk'), ('utf-8', 'windows-1252'))
    """
    if isinstance(readings, str):
        readings = readings.replace(",", " ").split()
    try:
        chain = tuple(_pair(reading) for reading in readings)
    except TypeError as error:
        raise _malformed(readings) from error
    if len(chain) > MOST_READINGS:
        raise OptionError(
            f"a chain has at most {MOST_READINGS} wrong readings, not {len(chain)}; "
            f"encodings: {', '.join(CODECS)}"
        )
    return chain


def _pair(reading: object) -> tuple[str, str]:
    parts = reading.split(":") if isinstance(reading, str) else reading
    if (
        not isinstance(parts, tuple | list)
        or len(parts) != 2
        or not all(isinstance(part, str) for part in parts)
    ):
        raise _malformed(reading)
    return codec_label(parts[0]), codec_label(parts[1])


def _malformed(reading: object) -> OptionError:
    return OptionError(
        f"a wrong reading in a chain is a pair like utf-8:gbk, what the bytes were meant for and "
        f"what they were read as, not {reading!r}; encodings: {', '.join(CODECS)}"
    )
