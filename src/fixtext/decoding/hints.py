"""What makes an encoding likelier before a byte is looked at: labels, languages, domains."""

from __future__ import annotations

import functools
import re

from fixtext.decoding.declared import Declared, declaration, names_of
from fixtext.decoding.reading import ENCODINGS
from fixtext.decoding.wide import bom_of
from fixtext.encodings.labels import find_label
from fixtext.errors import DecodeError
from fixtext.lazy import lazy_pattern

__all__ = ["declared_by", "given_label", "known_label", "prior"]

_NAMED = {label: python for label, python in ENCODINGS.items() if label != "utf-7"}
"""UTF-7 is never believed: text that is not in it could be taken for markup."""

_LABEL = 20.0
_OFTEN_A_DEFAULT = 8.0
"""Bits of a label that servers and editors give to what they have not looked at."""
_LANGUAGE = 6.0
_DOMAIN = 3.0

_LANGUAGES = {
    "zh": "gbk big5",
    "ja": "shift_jis euc-jp",
    "ko": "euc-kr johab",
    "ru": "windows-1251 koi8-r ibm866 x-mac-cyrillic iso-8859-5",
    "uk": "windows-1251 koi8-u ibm1125",
    "bg": "windows-1251",
    "sr": "windows-1251 windows-1250",
    "cs": "windows-1250 iso-8859-2 ibm852",
    "sk": "windows-1250 iso-8859-2 ibm852",
    "pl": "windows-1250 iso-8859-2 ibm852",
    "hu": "windows-1250 iso-8859-2 ibm852",
    "ro": "windows-1250 iso-8859-2 iso-8859-16",
    "hr": "windows-1250 iso-8859-2",
    "sl": "windows-1250 iso-8859-2",
    "el": "windows-1253 iso-8859-7 ibm737",
    "tr": "windows-1254 ibm857",
    "he": "windows-1255 iso-8859-8",
    "ar": "windows-1256 iso-8859-6",
    "fa": "windows-1256",
    "lt": "windows-1257 iso-8859-13",
    "lv": "windows-1257 iso-8859-13",
    "et": "windows-1257 windows-1252",
    "vi": "windows-1258",
    "th": "windows-874",
}
_SCRIPTS = {"hans": "gbk", "cn": "gbk", "sg": "gbk", "hant": "big5", "tw": "big5", "hk": "big5"}
_DOMAINS = {
    "cn": "zh-cn",
    "tw": "zh-tw",
    "hk": "zh-hk",
    "jp": "ja",
    "kr": "ko",
    "ua": "uk",
    "cz": "cs",
    "gr": "el",
    "il": "he",
    "sa": "ar",
    "eg": "ar",
    "ir": "fa",
    "ee": "et",
    "vn": "vi",
    **{code: code for code in ["ru", "bg", "sk", "pl", "hu", "ro", "hr", "tr", "lt", "lv", "th"]},
}
_HOST = lazy_pattern(r"^[a-z][a-z0-9+.-]*://(?:[^/@?#]*@)?([^/:?#]+)", re.I)


@functools.lru_cache(maxsize=256)
def known_label(name: str) -> str | None:
    """The label here for any name that Python or a browser knows an encoding by, or None."""
    label = find_label(name, _NAMED)
    return "gbk" if label == "gb18030" else label


def prior(
    labels: tuple[str | None, ...], language: str | None, url: str | None
) -> dict[str, float]:
    """Bits by which encodings are likelier, by label.

    ``labels`` are what transport and page declare; two that agree count twice.

    >>> prior(("big5",), "zh-Hant", None)
    {'big5': 26.0}
    """
    bits: dict[str, float] = {}

    def add(label: str, more: float) -> None:
        bits[label] = bits.get(label, 0.0) + more

    for label in labels:
        if label is not None:
            add(label, _OFTEN_A_DEFAULT if label == "windows-1252" else _LABEL)
    for label in _of_language(language):
        add(label, _LANGUAGE)
    if url and (match := _HOST.match(url)):
        for label in _of_language(_DOMAINS.get(match[1].rsplit(".", 1)[-1].lower())):
            add(label, _DOMAIN)
    return bits


def _of_language(tag: str | None) -> tuple[str, ...]:
    if not tag:
        return ()
    first, *rest = re.split("[-_]", tag.lower())
    if first == "zh" and (one := next((_SCRIPTS[part] for part in rest if part in _SCRIPTS), None)):
        return (one,)
    return tuple(_LANGUAGES.get(first, "").split())


def declared_by(
    data: bytes, content_type: str | None, language: str | None, url: str | None
) -> Declared:
    """What transport and page declare, and the hints."""
    header, meta = names_of(content_type), declaration(data)
    return Declared(
        known_label(header) if header else None,
        known_label(meta) if meta else None,
        language,
        url,
    )


def given_label(data: bytes, encoding: str) -> str:
    """The label that a caller gives; "utf-16" leaves the byte order to the BOM.

    Raises DecodeError for an unknown one.
    """
    label = _label(encoding)
    marked = bom_of(data)
    order_named = encoding.strip().lower().endswith(("le", "be"))
    if marked and not order_named and label[:6] == marked[:6]:
        return marked
    return label


@functools.lru_cache(maxsize=256)
def _label(encoding: str) -> str:
    label = known_label(encoding)
    if label is None:
        raise DecodeError(
            f"unknown encoding {encoding!r}; labels look like utf-8, gb18030, big5, shift_jis, "
            "euc-kr, windows-1252, koi8-r"
        )
    return label
