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
digit or space; or a line of them must stand for what is escaped in another way, as
``%26%2320013%3B`` does. ``+`` is a space in a line without spaces, other marks and ``%20``, if the
text is likelier so.

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

from fixtext.document import Document
from fixtext.escapes.context import Surroundings, line_at, urls
from fixtext.escapes.octets import LEGACY_COST, Octets, Unit, read_octets, unit_of
from fixtext.escapes.weighing import Proposal, is_text, savings, weigh, without_examples
from fixtext.escapes.wrapped import saved_inside
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["PercentEscape"]

_PLAIN = lazy_pattern(r"%(?!25)(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_COST, _COST_OF_ASCII = 12.0, 40.0
_ASCII_IN_FIELD = 8.0
_PLUS = lazy_pattern("%(?:25){0,4}2[bB]")
_MOST_OF_ASCII = 25.0
_FORMAT = lazy_pattern(r"%[-+#0]?\d*(?:\.\d+)?l{0,2}[sdioxXp@](?![0-9a-zA-Z])|%%|%\d*\.\d+[fge]")
_FIELD_OF = r"(?:[a-zA-Z0-9_.~!*'()+@-]|%s)++(?:%%[0-9a-fA-F]?)?[ \t\r]*"


class _Syntax(NamedTuple):
    """How escapes are written in a document: once, or with their own ``%`` escaped."""

    token: re.Pattern[str]
    run: re.Pattern[str]
    field: re.Pattern[str]


def _syntax(prefix: str) -> _Syntax:
    token = rf"{prefix}(?:[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}})"
    return _Syntax(
        lazy_pattern(rf"{prefix}(?:(?P<byte>[0-9a-fA-F]{{2}})|u(?P<unit>[0-9a-fA-F]{{4}}))"),
        lazy_pattern(rf"{token}(?:[@-~]?{token})*+"),
        lazy_pattern(_FIELD_OF % token),
    )


_ONCE, _AGAIN = _syntax("%"), _syntax("%(?:25){1,4}(?!25)")


class _Stretch(NamedTuple):
    """Escapes that stand together; a field is a line that is escaped as a whole."""

    start: int
    end: int
    field: bool


class _Escape(NamedTuple):
    start: int
    end: int
    after: str
    label: str
    field: bool


class PercentEscape(Garbling):
    """Percent escapes left in text."""

    name = "percent-escape"
    title = "percent escapes left in text: %E4%B8%AD, %u4E2D, %20"
    group = "escape"
    lossless = True
    local = True
    needs = ("byte-order-mark", "terminal-escape", "quoted-printable", "html-escape")
    signal = (Seen.ESCAPE | Seen.PERCENT_CODE,)
    near = Seen.PERCENT_CODE
    profiles = NEW
    worst = ("%E4%B8", ("%", "25"), "%3D\n")

    def find(self, document: Document) -> Sequence[Edit]:
        """The escapes outside of addresses that make text."""
        text = document.text
        if "%" not in text:
            return []
        syntax = _ONCE if _PLAIN.search(text) else _AGAIN
        stretches = _stretches(document, syntax)
        if not stretches:
            return []
        around = Surroundings(text, document)
        wide: list[tuple[Proposal, bool]] = []
        narrow: list[_Escape] = []
        for one in _escapes(document, stretches, syntax):
            if one.after.isascii() and not (one.field and _has_spaces(one.after)):
                narrow.append(one)
                continue
            doubt = 0.0 if one.label == "utf-8" else LEGACY_COST
            doubt += _ASCII_IN_FIELD if one.after.isascii() else 0.0
            example = around.quoted(one.start, one.end) or around.about(one.start, one.end)
            wide.append((Proposal(*one[:3], doubt), example))
        edits = weigh(document, without_examples(text, wide), _COST)
        fields = {one.start for one, _ in wide} & {one.start for one in stretches if one.field}
        bits = max((edit.bits for edit in edits if edit.start in fields), default=0.0)
        edits += list(_of_ascii(document, narrow, edits, bits or _of_inside(document, narrow)))
        return sorted(edits, key=lambda edit: edit.start)

    def garble(self, text: str, chance: random.Random) -> str:
        """Each line as a field of a form, or of an address, or as JavaScript escapes it."""
        style = chance.choice((_quoted, _quoted_plus, _escaped))
        return "\n".join(map(style, text.split("\n")))


def _quoted(line: str) -> str:
    from urllib.parse import quote

    return quote(line, safe="", errors="surrogatepass")


def _quoted_plus(line: str) -> str:
    from urllib.parse import quote_plus

    return _quoted(line) if line.isascii() else quote_plus(line, errors="surrogatepass")


def _escaped(line: str) -> str:
    def units(match: re.Match[str]) -> str:
        if match[0] < "\u0100":
            return f"%{ord(match[0]):02X}"
        data = match[0].encode("utf-16-be", "surrogatepass").hex().upper()
        return "".join(f"%u{data[place : place + 4]}" for place in range(0, len(data), 4))

    return re.sub(r"[^a-zA-Z0-9@*_.-]", units, line)


# What the escapes stand for.


def _stretches(document: Document, syntax: _Syntax) -> list[_Stretch]:
    """The escapes that are not in addresses or source code, by fields and by runs."""
    text = document.text
    around = Surroundings(text, document)
    result: list[_Stretch] = []
    spans: Iterator[tuple[int, int]] = iter(())
    start, end = -1, -1  # of the address that is not yet behind
    done, is_field = -1, False
    for run in syntax.run.finditer(text):
        if run.start() > done:
            line, done = line_at(text, run.start())
            spans = urls(text, line, done)
            is_field = syntax.field.fullmatch(text, line, done) is not None
            if is_field:
                last = len(text[line:done].rstrip())
                result.append(_Stretch(line, line + last, True))
        if is_field:
            continue
        while end <= run.start() and (span := next(spans, None)):
            start, end = span
        outside = end <= run.start() or start >= run.end()
        if outside and not around.code(run.start()):
            result.append(_Stretch(*run.span(), False))
    return result


def _escapes(
    document: Document, stretches: Sequence[_Stretch], syntax: _Syntax
) -> Iterator[_Escape]:
    """What each stretch stands for, if that is text.

    That is bytes, or code units where the document has ``%u``, unless they are UTF-8 by their form.
    """
    text = document.text
    shown = [
        _with_spaces(document, part, syntax) if one.field else part
        for one in stretches
        for part in (text[one.start : one.end],)
    ]
    by_units = any("%u" in each or "25u" in each for each in shown)
    units = [
        Unit(_bytes(each, syntax)) if one.field else unit_of(text, *one[:2], _bytes(each, syntax))
        for one, each in zip(stretches, shown, strict=True)
        if not by_units
    ]
    read = read_octets(units) if units else [_utf8(each, syntax) for each in shown]
    for one, each, found in zip(stretches, shown, read, strict=True):
        start, end, field = one
        octets = Octets(_code_units(each, syntax), "utf-8") if by_units and not found else found
        if octets is None:
            continue
        if octets.lead or octets.tail:
            places = [token.start() for token in syntax.token.finditer(text, start, end)]
            start = places[octets.lead]
            end = places[-octets.tail] if octets.tail else end
        if is_text(octets.text):
            yield _Escape(start, end + octets.taken, octets.text, octets.label, field)


def _bytes(run: str, syntax: _Syntax) -> bytes:
    shown = syntax.token.sub(lambda token: chr(int(token["byte"] or "0", 16)), run)
    return shown.encode("latin-1")


def _utf8(run: str, syntax: _Syntax) -> Octets | None:
    """The text of bytes that are UTF-8 beyond ASCII, and no code units."""
    if "%u" in run or "25u" in run:
        return None
    try:
        text = _bytes(run, syntax).decode()
    except UnicodeDecodeError:
        return None
    return None if text.isascii() else Octets(text, "utf-8")


def _code_units(run: str, syntax: _Syntax) -> str:
    shown = syntax.token.sub(lambda token: chr(int(token["byte"] or token["unit"], 16)), run)
    data = shown.encode("utf-16-le", "surrogatepass")
    return data.decode("utf-16-le", "surrogatepass")


def _with_spaces(document: Document, field: str, syntax: _Syntax) -> str:
    """A field with ``%20`` for its ``+``, if it has none and is likelier so."""
    if "+" not in field or "%20" in field or "%u" in field:
        return field
    if not _PLUS.search(field):  # else its own pluses are escaped, and the others are none
        plain = syntax.token.sub("x", field)
        bits = document.model.bits_many([plain, plain.replace("+", " ")])
        if bits[0] <= bits[1]:
            return field
    return field.replace("+", "%20")


def _has_spaces(text: str) -> bool:
    return " " in text.strip() or "\n" in text


# What stands for ASCII, which proves less.


def _of_inside(document: Document, found: Sequence[_Escape]) -> float:
    """Bits of fields of ASCII in which something else is escaped; zero if they are too few."""
    text = document.text
    fields = [(text[one.start : one.end], one.after) for one in found if one.field]
    bits = round(saved_inside(document, PercentEscape.name, fields) - _COST, 2)
    return bits if bits >= document.options.min_bits else 0.0


def _of_ascii(
    document: Document, found: Sequence[_Escape], proven: Sequence[Edit], of_fields: float
) -> Iterator[Edit]:
    """The escapes that stand for ASCII alone, if there are enough of them.

    In a line in which others were proven they need no further proof, nor in fields where fields
    have proven ``of_fields`` bits.
    """
    text = document.text
    bits = max((edit.bits for edit in proven), default=0.0)
    lines: list[tuple[int, int]] = []
    for edit in proven:
        if not lines or edit.start > lines[-1][1]:
            lines.append(line_at(text, edit.start))
    starts = [start for start, _ in lines]
    alone: list[_Escape] = []
    for one in found:
        index = bisect.bisect_right(starts, one.start) - 1
        beside = index >= 0 and one.start <= lines[index][1] and not _is_percentage(text, one)
        if beside or (one.field and of_fields):
            yield Edit(one.start, one.end, one.after, bits or of_fields)
        elif _touches_letters(text, one) and not _formats(text, one):
            alone.append(one)
    if not alone or not any(one.after.isspace() for one in alone):
        return
    saved = savings(document, [Proposal(*one[:3]) for one in alone]).clip(max=_MOST_OF_ASCII)
    total = round(float(saved.sum()) - _COST_OF_ASCII, 2)
    if total >= document.options.min_bits:
        yield from (Edit(one.start, one.end, one.after, total) for one in alone)


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
