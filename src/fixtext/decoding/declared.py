"""What a page says of its own encoding: its transport, its ``<meta>``, its XML declaration.

Browsers look for a declaration in the first 1,024 bytes
(https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding); pages that are
scraped have it later, so more is looked at here. What is found is what the page says, not yet what
its bytes are.
"""

from __future__ import annotations

import dataclasses
import re

from fixtext.lazy import lazy_pattern

__all__ = ["LOOKED_AT", "Declared", "declaration", "names_of"]

LOOKED_AT = 4096
"""Bytes at the beginning that are searched for a declaration."""

_NAME = rb"""["']?\s*(?P<name>[\w:.()-]+)"""
_SKIPPED = lazy_pattern(rb"<!--.*?(?:-->|\Z)|<(script|style|title)\b.*?(?:</\1|\Z)", re.S | re.I)
_XML = lazy_pattern(rb"""\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*""" + _NAME, re.I)
_META = lazy_pattern(rb"""<meta\b[^>]*?\bcharset\s*=\s*""" + _NAME, re.I)
_CSS = lazy_pattern(rb"""\A\s*@charset\s+""" + _NAME, re.I)
_HEADER_LINE = lazy_pattern(
    rb"""^.{0,3}content-type:[^\r\n]*?\bcharset\s*=\s*""" + _NAME, re.I | re.M
)
_CODING = lazy_pattern(rb"""\bcoding[:=]\s*""" + _NAME)
_TRANSPORT = lazy_pattern(r"""charset\s*=\s*["']?\s*([^\s"';,]+)""", re.I)


@dataclasses.dataclass(frozen=True, slots=True)
class Declared:
    """What was said of the encoding before the bytes were weighed; labels, and a language tag."""

    header: str | None = None
    meta: str | None = None
    language: str | None = None
    url: str | None = None

    @property
    def label(self) -> str | None:
        """What was declared first."""
        return self.header or self.meta

    def source(self, label: str) -> str:
        """Who named this label, if anybody did."""
        return "header" if label == self.header else "meta" if label == self.meta else "detected"


def declaration(data: bytes) -> str | None:
    """The name of the encoding that a page declares at its beginning, or None.

    >>> declaration(b'<!-- <meta charset="x"> --><meta charset="Big5">')
    'Big5'
    """
    head = data[:LOOKED_AT]
    lower = head.lower()
    if b"charset" not in lower and b"coding" not in lower:
        return None
    head = _SKIPPED.sub(lambda match: b" " * len(match[0]), head)
    found = (pattern.search(head) for pattern in (_XML, _META, _CSS, _HEADER_LINE))
    match = next(filter(None, found), None) or _coding(head)
    return match["name"].decode("ascii", "replace") if match else None


def _coding(head: bytes) -> re.Match[bytes] | None:
    """What a comment in the first two lines says, as in Python's source."""
    for line in head.split(b"\n", 2)[:2]:
        begin = line.find(b"#")
        if begin >= 0 and (match := _CODING.search(line, begin)):
            return match
    return None


def names_of(content_type: str | None) -> str | None:
    """The charset that a Content-Type names, or a bare label; None where there is none.

    >>> names_of("text/html; charset=gb2312"), names_of("gb2312"), names_of("text/html")
    ('gb2312', 'gb2312', None)
    """
    if not content_type:
        return None
    if match := _TRANSPORT.search(content_type):
        return match[1]
    bare = content_type.strip()
    return bare if bare and "/" not in bare and ";" not in bare else None
