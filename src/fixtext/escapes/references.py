"""Character references of HTML: what each stands for, also spelt as people and programs do."""

from __future__ import annotations

import functools

from fixtext.escapes.weighing import is_text
from fixtext.lazy import lazy_pattern

__all__ = ["REFERENCE", "code_point", "reference"]

_AMPERSAND = r"(?:amp|AMP|Amp|#0{0,5}38|#[xX]0{0,5}26);"
REFERENCE = lazy_pattern(
    rf"&(?P<again>(?:{_AMPERSAND})*+)"
    r"(?:#(?P<decimal>[0-9]{1,8}+)(?:;|(?![0-9]))"
    r"|#[xX](?P<hex>[0-9a-fA-F]{1,8}+)(?:;|(?![0-9a-zA-Z]))"
    r"|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}+);)?"
    r"|(?<![&#/])#(?:[xX](?P<bare_hex>[0-9a-fA-F]{4,5})|(?P<bare>[0-9]{4,5}));"
)
"""A reference, escaped any number of times; or one that lost its ``&``."""

_C1 = range(0x80, 0xA0)
"""Controls, references to which HTML takes for bytes of windows-1252."""


@functools.lru_cache(maxsize=1 << 14)
def code_point(number: int) -> str | None:
    """The character of a numeric reference, or None if it stands for none that text can have.

    >>> code_point(20013), code_point(0x92), code_point(0), code_point(0xD800)
    ('中', '’', None, None)
    """
    if number in _C1:
        return bytes((number,)).decode("cp1252", "ignore") or None
    if number > 0x10FFFF or number == 0x0D:
        return None
    character = chr(number)
    return character if is_text(character) else None


@functools.lru_cache(maxsize=4096)
def reference(name: str) -> str | None:
    """What a named reference stands for, also with its letters in another case; None for no name.

    Upper case gives the letter in upper case, as in a heading that a program put in capitals.

    >>> reference("eacute"), reference("EACUTE"), reference("NBSP") == chr(160), reference("nTILDE")
    ('é', 'É', True, None)
    """
    from html.entities import html5  # which text without references needs not

    known = html5.get(f"{name};")
    if known is not None:
        return known if is_text(known) else None
    meant = html5.get(f"{name.lower()};")
    if meant is None or len(name) < 2:
        return None
    if name.isupper():
        return meant.upper()
    return meant if name.istitle() and not meant.isalpha() else None
