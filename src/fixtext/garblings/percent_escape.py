r"""Percent escapes of addresses that were left in text.

What it looks like: ``%E4%B8%AD%E6%96%87`` for 中文, in UTF-8, or ``%D6%D0%CE%C4`` in GBK and the
like; ``%u4E2D``, as JavaScript's ``escape`` writes it; ``Hello%20World%21``; ``+`` for spaces in a
field that is escaped as a whole; ``%20`` for the spaces of a page; all of these with ``%`` escaped
once more: ``%25E4%25B8%25AD``.

How it happens: a field of a form, a file's name or a parameter of an address is taken for text
before it is decoded, or decoded once less than it was encoded.

How it is recognised: bytes beyond ASCII must make text, and cost the language model at least
``min_bits`` less than their escapes do, with what such damage costs. Places that prove it support
others of the document, and in a line that has one, ``%2C`` and the like are turned back as well. Of
escapes that stand for ASCII alone, such as ``%20``, there must be several that touch letters and no
digit or space. ``+`` is a space in a line without spaces, other marks and ``%20``, if the text is
likelier so.

What stays: escapes in addresses, paths, queries and forms (``?q=%E4%B8%AD``, ``/wiki/%E4%B8%AD``),
since there they are right; source code; formats (``%20s``); ``100%20``, Turkish ``%20``; text that
tells of encodings, unless most of it is escaped. Escapes of controls stay.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("%E4%BD%A0%E5%A5%BD%2C%20world", select="percent-escape")
'你好, world'

References: RFC 3986, section 2.1; ECMA-262, annex B.2.1, for ``escape``; the WHATWG URL Standard
for ``+`` in forms.
"""

from __future__ import annotations

import bisect
import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from fixtext.document import Document
from fixtext.escapes.context import Surroundings, line_at, urls
from fixtext.escapes.octets import LEGACY_COST, read_octets, unit_of
from fixtext.escapes.weighing import Proposal, is_text, savings, weigh, without_examples
from fixtext.garbling import NEW, Edit, Garbling, Seen

__all__ = ["PercentEscape"]

_PLAIN = re.compile(r"%(?!25)(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_COST, _COST_OF_ASCII, _COST_OF_FIELD = 12.0, 40.0, 20.0
_MOST_OF_ASCII = 25.0
_FORMAT = re.compile(r"%[-+#0]?\d*(?:\.\d+)?l{0,2}[sdioxXp@](?![0-9a-zA-Z])|%%|%\d*\.\d+[fge]")
_FIELD_OF = r"(?:[a-zA-Z0-9_.~!*'()+@-]|{})++\s?"


class _Syntax(NamedTuple):
    """How escapes are written in a document: once, or with their own ``%`` escaped."""

    token: re.Pattern[str]
    run: re.Pattern[str]
    field: re.Pattern[str]


def _syntax(prefix: str) -> _Syntax:
    token = rf"{prefix}(?:[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}})"
    return _Syntax(
        re.compile(rf"{prefix}(?:(?P<byte>[0-9a-fA-F]{{2}})|u(?P<unit>[0-9a-fA-F]{{4}}))"),
        re.compile(rf"{token}(?:[@-~]?{token})*+"),
        re.compile(_FIELD_OF.format(token)),
    )


_ONCE, _AGAIN = _syntax("%"), _syntax("%(?:25){1,4}(?!25)")


class _Escape(NamedTuple):
    start: int
    end: int
    after: str
    label: str = "utf-8"


class PercentEscape(Garbling):
    """Percent escapes left in text."""

    name = "percent-escape"
    title = "percent escapes left in text: %E4%B8%AD, %u4E2D, %20"
    group = "escape"
    lossless = True
    signal = (Seen.ESCAPE,)
    profiles = NEW

    def find(self, document: Document) -> Sequence[Edit]:
        """The escapes outside of addresses that make text."""
        text = document.text
        if "%" not in text:
            return []
        syntax = _ONCE if _PLAIN.search(text) else _AGAIN
        matches = list(syntax.run.finditer(text))
        if not matches:
            return []
        matches = _outside(matches, urls(text))
        around = Surroundings(text)
        matches = [match for match in matches if not around.code(match.start())]
        wide: list[tuple[Proposal, bool]] = []
        narrow: list[_Escape] = []
        for one in _escapes(text, matches, syntax):
            if one.after.isascii():
                narrow.append(one)
                continue
            doubt = 0.0 if one.label == "utf-8" else LEGACY_COST
            example = around.quoted(one.start, one.end) or around.about(one.start, one.end)
            wide.append((Proposal(*one[:3], doubt), example))
        edits = weigh(document, without_examples(text, wide), _COST)
        lines = _Lines(text, edits, syntax)
        return sorted(
            [*edits, *_of_ascii(document, narrow, lines), *lines.pluses(document)],
            key=lambda edit: edit.start,
        )

    def garble(self, text: str, chance: random.Random) -> str:
        """Each line as a field of a form, or of an address, or as JavaScript escapes it."""
        style = chance.choice((_quoted, _quoted_plus, _escaped))
        return "\n".join(map(style, text.split("\n")))


def _quoted(line: str) -> str:
    return quote(line, safe="", errors="surrogatepass")


def _quoted_plus(line: str) -> str:
    return _quoted(line) if line.isascii() else quote_plus(line, errors="surrogatepass")


def _escaped(line: str) -> str:
    def units(match: re.Match[str]) -> str:
        if match[0] < "\u0100":
            return f"%{ord(match[0]):02X}"
        data = match[0].encode("utf-16-be", "surrogatepass").hex().upper()
        return "".join(f"%u{data[place : place + 4]}" for place in range(0, len(data), 4))

    return re.sub(r"[^a-zA-Z0-9@*_.-]", units, line)


# What the escapes stand for.


def _outside(
    matches: Sequence[re.Match[str]], spans: Iterator[tuple[int, int]]
) -> list[re.Match[str]]:
    """The matches that no span has a part in; both are ordered."""
    result = []
    start, end = next(spans, (-1, -1))
    for match in matches:
        while end >= 0 and end <= match.start():
            start, end = next(spans, (-1, -1))
        if end < 0 or start >= match.end():
            result.append(match)
    return result


def _escapes(text: str, matches: Sequence[re.Match[str]], syntax: _Syntax) -> Iterator[_Escape]:
    """What each run stands for, if that is text: bytes, or code units where one has ``%u``."""
    pure = [match for match in matches if "u" not in match[0]]
    units = [unit_of(text, *match.span(), _bytes(match[0], syntax)) for match in pure]
    read = dict(zip((match.start() for match in pure), read_octets(units), strict=True))
    for match in matches:
        start, end = match.span()
        if start not in read:
            after = _code_units(match[0], syntax)
            if is_text(after):
                yield _Escape(start, end, after)
            continue
        octets = read[start]
        if octets is None:
            continue
        if octets.lead or octets.tail:
            places = [token.start() for token in syntax.token.finditer(text, start, end)]
            start = places[octets.lead]
            end = places[-octets.tail] if octets.tail else end
        if is_text(octets.text):
            yield _Escape(start, end + octets.taken, octets.text, octets.label)


def _bytes(run: str, syntax: _Syntax) -> bytes:
    shown = syntax.token.sub(lambda token: chr(int(token["byte"], 16)), run)
    return shown.encode("latin-1")


def _code_units(run: str, syntax: _Syntax) -> str:
    shown = syntax.token.sub(lambda token: chr(int(token["byte"] or token["unit"], 16)), run)
    data = shown.encode("utf-16-le", "surrogatepass")
    return data.decode("utf-16-le", "surrogatepass")


# What stands for ASCII, which proves less.


class _Lines:
    """The lines in which escapes beyond ASCII were turned back."""

    def __init__(self, text: str, edits: Sequence[Edit], syntax: _Syntax) -> None:
        self.text = text
        self.syntax = syntax
        self.bits = max((edit.bits for edit in edits), default=0.0)
        self.spans: list[tuple[int, int]] = []
        for edit in edits:
            if not self.spans or edit.start > self.spans[-1][1]:
                self.spans.append(line_at(text, edit.start))
        self._starts = [start for start, _ in self.spans]
        self._any_field = any(self.is_field(span) for span in self.spans)
        self._last: tuple[tuple[int, int], bool] = ((-1, -1), False)

    def is_field(self, span: tuple[int, int]) -> bool:
        """Whether a line is escaped as a whole: it has nothing that would have been escaped."""
        return self.syntax.field.fullmatch(self.text, *span) is not None

    def in_field(self, place: int) -> bool:
        """Whether a place is in such a line; ask for places in their order."""
        (start, end), is_field = self._last
        if not start <= place <= end:
            span = line_at(self.text, place)
            is_field = self.is_field(span)
            self._last = (span, is_field)
        return is_field

    def proven(self, place: int) -> bool:
        """Whether a place is in a line with proven escapes, or in a field beside such fields."""
        index = bisect.bisect_right(self._starts, place) - 1
        inside = index >= 0 and place <= self.spans[index][1]
        return inside or (self._any_field and self.in_field(place))

    def pluses(self, document: Document) -> Iterator[Edit]:
        """``+`` as spaces, in fields that are likelier with them."""
        for start, end in self.spans:
            line = self.text[start:end]
            if "+" not in line or "%20" in line or not self.is_field((start, end)):
                continue
            decoded = self.syntax.token.sub("x", line)
            bits = document.model.bits_many([decoded, decoded.replace("+", " ")])
            if bits[1] < bits[0]:
                for match in re.finditer(r"\+", line):
                    place = start + match.start()
                    yield Edit(place, place + 1, " ", self.bits)


def _of_ascii(document: Document, found: Sequence[_Escape], lines: _Lines) -> list[Edit]:
    """The escapes that stand for ASCII alone, if there are enough of them."""
    text = document.text
    result = [
        Edit(one.start, one.end, one.after, lines.bits)
        for one in found
        if lines.bits and lines.proven(one.start) and not _is_percentage(text, one)
    ]
    taken = {edit.start for edit in result}
    alone = [
        one
        for one in found
        if one.start not in taken and _touches_letters(text, one) and not _formats(text, one)
    ]
    if not alone:
        return result
    fields = all(lines.in_field(one.start) for one in alone)
    saved = savings(document, [Proposal(*one[:3]) for one in alone]).clip(max=_MOST_OF_ASCII)
    bits = round(float(saved.sum()) - (_COST_OF_FIELD if fields else _COST_OF_ASCII), 2)
    if bits >= document.options.min_bits and any(one.after.isspace() for one in alone):
        result += [Edit(one.start, one.end, one.after, bits) for one in alone]
    return result


def _is_percentage(text: str, one: _Escape) -> bool:
    """Whether spaces say that this is a number with a sign."""
    sides = text[max(0, one.start - 1) : one.start] + text[one.end : one.end + 1]
    return any(side in " \t" for side in sides)


def _touches_letters(text: str, one: _Escape) -> bool:
    before, behind = text[max(0, one.start - 1) : one.start], text[one.end : one.end + 1]
    sides = before + behind
    return any(map(str.isalpha, sides)) and not (
        before.isdigit() or any(side.isspace() and side != "\n" for side in sides)
    )


def _formats(text: str, one: _Escape) -> bool:
    """Whether formats of ``printf`` stand nearby."""
    return _FORMAT.search(text, max(0, one.start - 80), one.end + 80) is not None
