"""The body of a response: whether it is text, and the text, decoded and repaired."""

from __future__ import annotations

import dataclasses
from typing import Unpack

from fixtext.api import fix_bytes
from fixtext.decoding.file_types import what_it_is
from fixtext.findings import Report
from fixtext.markup import looks_like_html
from fixtext.types import DECLARED_CHARSET, OptionArguments

__all__ = ["MOST_BYTES", "Body", "not_text", "repaired"]

MOST_BYTES = 64 << 20
"""Longer bodies are passed on as they are."""

_TEXT_TYPES = (
    "text/", "application/xhtml", "application/xml", "application/json", "application/ld+json",
    "application/javascript", "application/ecmascript", "application/rss", "application/atom",
    "application/x-javascript", "application/x-ndjson", "application/yaml", "message/",
)  # fmt: skip
_TEXT_SUFFIXES = ("+xml", "+json", "+yaml")
_UNTOLD = ("", "application/octet-stream", "application/x-unknown", "binary/octet-stream")
_PAGES = ("text/html", "application/xhtml+xml")


@dataclasses.dataclass(frozen=True, slots=True)
class Body:
    """A body's text, decoded and repaired, and how that came about."""

    text: str
    report: Report
    html: bool

    @property
    def encoding(self) -> str:
        """The encoding that the bytes were in, by its WHATWG label."""
        return self.report.decoded.encoding if self.report.decoded else "utf-8"

    @property
    def utf8(self) -> bytes:
        """The text as bytes; what no encoding can hold stays, so that nothing is lost."""
        return self.text.encode("utf-8", "surrogatepass")

    @property
    def conflict(self) -> bool:
        """Whether the bytes are in another encoding than a label says."""
        return bool(self.report.decoded and self.report.decoded.conflict)

    @property
    def kinds(self) -> dict[str, int]:
        """How often each kind of damage was found."""
        counts = self.report.counts
        return {kind: times for kind, times in counts.items() if kind != DECLARED_CHARSET}

    def account(self) -> dict[str, object]:
        """What was done, as plain data: encoding, label, counts by kind, findings."""
        decoded = self.report.decoded
        return {
            "encoding": self.encoding,
            "source": decoded.source if decoded else None,
            "declared": decoded.declared if decoded else None,
            "conflict": self.conflict,
            "kinds": self.kinds,
            "findings": self.report.to_dict()["findings"],
        }


def not_text(data: bytes, content_type: str | None = None) -> str | None:
    """Why a body is no text to be repaired, or None if it is.

    >>> not_text(b"<p>text</p>", "text/html"), not_text(b"GIF89a...", "text/html")
    (None, 'a GIF image')
    """
    mime = (content_type or "").split(";")[0].strip().lower()
    if not data:
        return "it is empty"
    if len(data) > MOST_BYTES:
        return f"it is longer than {MOST_BYTES >> 20} MB"
    named = mime.startswith(_TEXT_TYPES) or mime.endswith(_TEXT_SUFFIXES) or mime in _UNTOLD
    return what_it_is(data) if named else f"its type is {mime}"


def repaired(
    data: bytes,
    content_type: str | None = None,
    url: str | None = None,
    **options: Unpack[OptionArguments],
) -> Body:
    """The text of a body; a page (told by its type, else by its beginning) keeps its markup.

    >>> repaired("国家".encode("gbk"), "text/plain; charset=utf-8").text
    '国家'
    """
    mime = (content_type or "").split(";")[0].strip().lower()
    html = mime in _PAGES or (mime in _UNTOLD and looks_like_html("", data[:1024]))
    options.setdefault("html", html)
    report = fix_bytes(data, content_type=content_type, url=url, **options)
    return Body(report.text, report, bool(options["html"]))
