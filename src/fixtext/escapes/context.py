"""Where escapes are right: in addresses, in source code, in quotes, in texts about escapes."""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.lazy import lazy_pattern

__all__ = ["Nearby", "Surroundings", "is_message", "line_at", "urls"]

_NEAR = 80
_LONGEST_WORD = 24
_PATH = r"[^\s<>\"'`“”‘’«»\u3000-\u303f\uff00-\uff60\u4e00-\u9fff]"
_URL = lazy_pattern(
    rf"(?<![a-zA-Z0-9])[a-zA-Z][a-zA-Z0-9+.-]{{1,15}}://{_PATH}*+"
    rf"|(?<![a-zA-Z0-9])(?:www\.|mailto:|magnet:|data:|javascript:|file:|tel:){_PATH}++"
    rf"|(?<![\w.-])(?:[a-zA-Z0-9-]{{1,63}}\.){{1,5}}[a-zA-Z]{{2,10}}(?::\d{{1,5}})?[/?]{_PATH}++"
    rf"|(?<![\w%.~-])[\w.~-]{{1,64}}/(?=[\w%.~-]){_PATH}*+|\]\({_PATH}++"
    rf"|(?<![\w%])\.{{0,2}}/(?=[\w%.~-]){_PATH}*+"
    rf"|(?<![\w-])[\w-]{{1,40}}\*\d{{0,3}}\*?=[^\s;,]++"
    rf"|(?:[?&]|(?<![\w%.-]))[\w.\[\]%-]{{1,64}}=(?![\s=]){_PATH}*+"
)
"""An address, a path, a query, a parameter of mail: all that percent escapes are made for."""

_BEGINS_CODE = lazy_pattern(
    r"\s*(?:>>>|\.\.\.\s|[$%]\s|#\s*(?:include|define)|import\s|from\s+\w+\s+import"
    r"|(?:def|class|var|let|const|public|private|static|fn|func|function|return|elif)\b"
    r"|(?:print|echo|printf|console|assert|sed|grep|perl|awk|tr)\b"
    r"|[bBuUrR]{0,2}(?:\"[^\"\s]*\"|'[^'\s]*')[)\]\\]*\s*$)"
)
_CODE = lazy_pattern(
    r"(?:^|[\s)])[{}]\s*$|[)\]\"'];\s*$"
    r"|[\w)\]]\s*(?::?=|==|!=|\+=|=~|=>|\+)\s*[bBuUrRfF]{0,2}[\"'`]"
    r"|[(\[{]\s*[bBuUrRfF]{0,2}[\"'`]|(?<![a-zA-Z])[bBuUrRfF]{1,2}[\"']"
    r"|[\"'],\s*$|\b0[xX][0-9a-fA-F]{2,8}\b"
    r"|[\"']\s*[)\]}+]|\"\s*:\s*[\"\[{\d]"
    r"|\\[dwsSWDB](?:[+*?{\])]|\\)|\(\?[:=!<]|\[\^?\\|\[[^\]\n]{0,40}-\\[uxU]"
    r"|\^[^\s^]{1,200}\$(?=\s|$)|\\[a-zA-Z]{2,30}\{(?!\d)|(?<![:/])//(?:\s|$)|/\*|(?<!`)`(?!`)[^`\n]{0,80}[\\&%=]|<%|%>",
    re.MULTILINE,
)
_SIGN_OF_CODE = lazy_pattern(
    r"[{}\\^`)\](\[=+~>\"'/<%0](?:(?<=[{}\\^])|(?<=[)\]]);|(?<=\()\?|(?<=/)[/*]|(?<=<)%|(?<=%)>"
    r"|(?<=0)[xX]|(?<=`)(?<!``)(?!`)|(?<=[(\[=+~>])\s*[bBuUrRfF]{0,2}[\"'`]"
    r"|(?<=[\"'])\s*(?:[)\]}+:;]|,\s*$)|(?<=[bBuUrRfF][\"']))",
    re.MULTILINE,
)
"""What every match of the pattern of code has. That one is tried at each place of a line, which
takes ten times as long; most lines of text have none of this."""
_JSON = lazy_pattern(r"\s*[{\[]\s*(?:[\"{\[]|\d|true|false|null)")

_ABOUT = lazy_pattern(
    r"\b(?:unicode|utf-?8|utf-?16|gbk|gb2312|ascii|latin-?1|escap(?:e|es|ed|ing)|unescape\w*"
    r"|encod(?:e|ed|ing|ings|er)|decod(?:e|ed|ing|er)|regex\w*|regexp|regular expression"
    r"|code ?points?|hexadecimal|octal|backslash|byte sequence|bytes|string literal|syntax"
    r"|json|javascript|python|java|printf|urlencode\w*|url-encod\w*|percent-encod\w*"
    r"|quoted-printable|rfc ?\d{3,4}|mojibake|punycode)\b"
    r"|转义|轉義|编码|編碼|解码|解碼|字符串|字串|正则|正規表|乱码|亂碼|字节|位元組|十六进制|十六進"
    r"|エスケープ|エンコード|デコード|文字コード|文字列|正規表現|文字化け"
    r"|이스케이프|인코딩|디코딩|문자열|정규식|кодировк|экранир|кодир|юникод|байт",
    re.IGNORECASE,
)
_MESSAGE = lazy_pattern(
    r"^(?:MIME-Version|Content-Transfer-Encoding):[ \t]", re.MULTILINE | re.IGNORECASE
)
_HEADER_ENDS = ("ersion:", "ERSION:", "ncoding:", "NCODING:")
_BEGINNING = 1 << 16
"""Code points in which the headers of a message are."""
_OPENING = frozenset("\"'`“‘«「『《〈【„")
_CLOSING = frozenset("\"'`”’»」』》〉】“")


def urls(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Starts and ends of the addresses in a text, or in whole lines of it, in order.

    >>> text = "see https://a.example/%E4%B8%AD here, or ?q=%20"
    >>> [text[start:end] for start, end in urls(text)]
    ['https://a.example/%E4%B8%AD', '?q=%20']
    """
    for match in _URL.finditer(text, start, len(text) if end is None else end):
        yield match.span()


def is_message(document: Document) -> bool:
    """Whether a document is the source of a mail message, in which mail's escapes are right.

    It may be an excerpt: then the beginning of the whole is looked at as well.
    """
    return _has_headers(document.text) or document.whole.recall(_begins_with_headers)


def _begins_with_headers(document: Document) -> bool:
    return _has_headers(document.text[:_BEGINNING])


def _has_headers(text: str) -> bool:
    there = any(name in text for name in _HEADER_ENDS)  # many times faster than the pattern
    return there and _MESSAGE.search(text) is not None


def _is_json(document: Document) -> bool:
    text = document.text
    return _JSON.match(text) is not None and text.rstrip()[-1:] in ("}", "]")


def line_at(text: str, place: int) -> tuple[int, int]:
    """Start and end of the line that a place is in."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)


def _is_code(text: str, start: int, end: int) -> bool:
    """Whether a line is source code, or has a regular expression."""
    if _BEGINS_CODE.match(text, start, end):
        return True
    has_sign = _SIGN_OF_CODE.search(text, start, end) is not None
    return has_sign and _CODE.search(text, start, end) is not None


class Nearby:
    """Whether a pattern's matches stand near places of a text; ask for places in their order.

    No part of the text is looked at twice.
    """

    def __init__(self, pattern: re.Pattern[str], text: str, within: int) -> None:
        self._pattern = pattern
        self._text = text
        self._within = within
        self._looked_to = 0
        self._found: collections.deque[tuple[int, int]] = collections.deque()

    def beside(self, start: int, end: int) -> bool:
        """Whether a match stands so many characters before or behind a stretch, not in it."""
        low, high = max(0, start - self._within), end + self._within
        while self._found and self._found[0][0] < low:
            self._found.popleft()
        if high > self._looked_to:
            last = self._found[-1][1] if self._found else 0
            place = max(low, last, self._looked_to - _LONGEST_WORD)
            self._found += (m.span() for m in self._pattern.finditer(self._text, place, high))
            self._looked_to = high
        found = self._found
        return bool(found) and any(last <= start or first >= end for first, last in found)


class Surroundings:
    """What stands around the escapes of a text; ask for places in their order.

    Each line is looked at once. The text may be an excerpt of a ``document``, which is JSON or not.
    """

    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.is_json = document.whole.recall(_is_json)
        self._line = (0, -1)
        self._code = False
        self._words = Nearby(_ABOUT, text, _NEAR)

    def code(self, place: int) -> bool:
        """Whether the line of this place is source code, or a regular expression."""
        if self.is_json:
            return True
        if not self._line[0] <= place <= self._line[1]:
            self._line = line_at(self.text, place)
            start, end = self._line
            self._code = _is_code(self.text, start, end)
        return self._code

    def code_at(self, codes: NDArray[np.uint32], places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """As :meth:`code`, of ascending places of the text, whose code points are given."""
        marked = np.ones(places.size, np.bool_)
        if not self.is_json and compiled.IS_COMPILED:
            compiled.mark_code_lines(codes, np.ascontiguousarray(places), marked)
        marked[marked] = [self.code(place) for place in places[marked].tolist()]
        return marked

    def quoted_at(
        self, codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """As :meth:`quoted`, of stretches of the text, whose code points are given."""
        inside = (starts > 0) & (ends < codes.size)
        opened = np.isin(codes.take(starts - 1, mode="clip"), list(map(ord, _OPENING)))
        closed = np.isin(codes.take(ends, mode="clip"), list(map(ord, _CLOSING)))
        both: NDArray[np.bool_] = inside & opened & closed
        return both

    def about(self, start: int, end: int) -> bool:
        """Whether words near a stretch tell that the text is about escapes and encodings."""
        return self._words.beside(start, end)

    def quoted(self, start: int, end: int) -> bool:
        """Whether a stretch stands between quotes, as what is quoted for its own sake does."""
        before, behind = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        return before in _OPENING and behind in _CLOSING
