"""The text of an HTML page without its markup, and findings on it as findings on the page.

Tags, comments, doctypes, scripts and styles are no text: each stands as one line end in what is
repaired, so nothing is read across them, and what is glued to its base in ``<ruby>`` is the ruby
annotation that it is. No repair makes markup or breaks an entity.
"""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Iterator, Sequence

from fixtext.findings import Finding, Report, Step
from fixtext.lazy import lazy_pattern
from fixtext.types import DECLARED_CHARSET

__all__ = ["Page", "looks_like_html", "saying_utf8"]

_RAW = "script|style|xmp|iframe|noembed|noframes|plaintext"
# every alternative runs to the end of the text or fails at the next "<": the work is linear
_MARKUP = lazy_pattern(
    rf"<!--(?s:.*?)(?:-->|\Z)"
    rf"|<!\[CDATA\[(?s:.*?)(?:\]\]>|\Z)"
    rf"|<(?P<raw>{_RAW})\b(?s:.*?)(?:</(?P=raw)\s*>|\Z)"
    rf"""|</?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*+>"""
    rf"|<[!?/][^>]*>",
    re.IGNORECASE,
)
_ENTITY = lazy_pattern(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")
_SPECIAL = lazy_pattern("[<>&]")
_CHARSET = lazy_pattern(
    r"""(?:<meta\b[^<>]*?\bcharset\s*=\s*["']?\s*|\A\s*<\?xml\b[^<>]*?\bencoding\s*=\s*["'])"""
    r"([\w:.-]+)",
    re.IGNORECASE,
)
_LOOKED_AT = 4096


class Page:
    """A page, and its text: ``plain`` has one line end for each run of markup.

    >>> page = Page("<p>caf\\u00c3\\u00a9 <b>x</b>")
    >>> page.plain
    '\\ncafÃ© \\nx\\n'
    """

    def __init__(self, html: str) -> None:
        self.html = html
        parts: list[str] = []
        self._plain_starts: list[int] = []
        self._html_starts: list[int] = []
        size = 0
        for start, end, text in self._parts():
            self._plain_starts.append(size)
            self._html_starts.append(start)
            parts.append(html[start:end] if text else "\n")
            size += end - start if text else 1
        self._plain_starts.append(size)
        self._html_starts.append(len(html))
        self.plain = "".join(parts)

    def _parts(self) -> Iterator[tuple[int, int, bool]]:
        """The text and the markup of the page, in turn: start, end, and whether it is text."""
        position = markup = 0
        for match in _MARKUP.finditer(self.html):
            if match.start() > position:
                if position > markup:
                    yield markup, position, False
                yield position, match.start(), True
                markup = match.start()
            position = match.end()
        if position > markup:
            yield markup, position, False
        if len(self.html) > position:
            yield position, len(self.html), True

    def findings(self, found: Sequence[Finding]) -> list[Finding]:
        """Findings on ``plain`` as findings on the page; none of them touches markup."""
        return [moved for finding in found for moved in self._moved(finding)]

    def _moved(self, finding: Finding) -> Iterator[Finding]:
        part = bisect.bisect_right(self._plain_starts, finding.start) - 1
        part = min(part, len(self._plain_starts) - 2)
        start = self._at(finding.start)
        if finding.end <= self._plain_starts[part + 1] and self._inside(start, finding):
            if _safe(finding.before, finding.after):
                end = start + finding.end - finding.start
                yield dataclasses.replace(finding, start=start, end=end)
        elif finding.after is not None:
            yield from self._lines(finding, finding.after)

    def _inside(self, start: int, finding: Finding) -> bool:
        return self.html.startswith(finding.before, start)

    def _at(self, plain: int) -> int:
        """The place in the page of an offset in its text."""
        part = bisect.bisect_right(self._plain_starts, plain) - 1
        return self._html_starts[part] + plain - self._plain_starts[part]

    def _lines(self, finding: Finding, after: str) -> Iterator[Finding]:
        """A finding that reaches over markup, as one for each line of it."""
        old, new = finding.before.split("\n"), after.split("\n")
        if len(old) != len(new):
            return  # a line end was part of the damage: here that was markup
        position = finding.start
        for before, repaired in zip(old, new, strict=True):
            if before != repaired and _safe(before, repaired):
                yield dataclasses.replace(
                    finding,
                    start=self._at(position),
                    end=self._at(position) + len(before),
                    before=before,
                    after=repaired,
                    steps=(Step(finding.kind, 0, len(before), before, repaired, finding.note),),
                    candidates=(),
                    inferences=(),
                )
            position += len(before) + 1


def _safe(before: str, after: str | None) -> bool:
    """Whether a repair leaves entities as they are and makes no markup."""
    if after is None:
        return True
    if not _SPECIAL.search(after) and not _SPECIAL.search(before):
        return True
    same = _ENTITY.findall(before) == _ENTITY.findall(after)
    return same and _SPECIAL.findall(before) == _SPECIAL.findall(after)


def saying_utf8(report: Report, original: str) -> Report:
    """The report on a page, with the charset that the page declares made utf-8."""
    finding = declared_charset(original)
    if finding is None:
        return report
    before = [other for other in report.findings if other.end <= finding.start]
    shift = sum(len(other.after or other.before) - len(other.before) for other in before)
    start, end = finding.start + shift, finding.end + shift
    text = report.text[:start] + "utf-8" + report.text[end:]
    findings = (*before, finding, *report.findings[len(before) :])
    return dataclasses.replace(report, text=text, findings=findings)


def declared_charset(html: str) -> Finding | None:
    """What makes a page say utf-8; None if it says that, or nothing.

    >>> declared_charset('<meta charset="gb2312">').after
    'utf-8'
    """
    match = _CHARSET.search(html, 0, _LOOKED_AT)
    if match is None or match[1].lower() in ("utf-8", "utf8"):
        return None
    return Finding(
        DECLARED_CHARSET, *match.span(1), match[1], "utf-8", 0.0, note="written as UTF-8"
    )


def looks_like_html(name: str, head: bytes) -> bool:
    """Whether a file is a page, by its name or by what it begins with.

    >>> looks_like_html("a.html", b""), looks_like_html("a.txt", b"<b>")
    (True, False)
    """
    if name.lower().endswith((".html", ".htm", ".xhtml", ".shtml")):
        return True
    return bool(_PAGE.match(head[:_LOOKED_AT]))


_PAGE = lazy_pattern(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
