r"""Quoted-printable of mail that was left in text.

What it looks like: ``=E4=B8=AD=E6=96=87`` for 中文, in UTF-8, or ``=D6=D0=CE=C4`` in GBK and the
like, where the second byte of a character can be a letter: ``=B7e``; ``caf=E9``; ``=3D`` for
``=``; lines of at most 76 characters that end with ``=`` and go on in the next.

How it happens: mail, or a contact's card, is stored or shown without its transfer encoding undone.

How it is recognised: the bytes of a line, with those that it continues in, must make text, and cost
the language model at least ``min_bits`` less than as it is, with what such damage costs. Bytes are
UTF-8 by their form, or else of the encoding in which all of the document's are the likeliest text.
Where it is proven, ``=3D``, ``=20`` at line ends and soft line breaks are undone in lines of
ASCII as well; without that, only many soft line breaks at the width of mail prove it, or that
what was encoded is itself escaped in another way.

What stays: the source of a message, with its headers, where it is right; ``a=30``, ``x=E9``, since
lone bytes of a legacy encoding must be letters within words; what is in quotes, and texts about
mail, unless most of the text is encoded.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("=E4=BD=A0=E5=A5=BD=EF=BC=8C=E4=B8=\n=96=E7=95=8C", select="quoted-printable")
'你好，世界'

References: RFC 2045, section 6.7.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.escapes.context import Surroundings, is_message
from fixtext.escapes.octets import LEGACY_COST, Octets, Unit, read_octets, unit_of
from fixtext.escapes.weighing import Proposal, is_text, weigh, without_examples
from fixtext.escapes.wrapped import saved_inside
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["QuotedPrintable"]

_WORTH_A_LOOK = lazy_pattern(r"=(?:[89A-Fa-f][0-9A-Fa-f]|\r?\n)")
_LOGICAL_LINE = lazy_pattern(
    r"(?:[^\n=]++|=(?![ \t]*\r?\n))*+(?:=[ \t]*\r?\n(?:[^\n=]++|=(?![ \t]*\r?\n))*+)*+"
)
_TOKEN = lazy_pattern(r"=(?:([0-9A-Fa-f]{2})|[ \t]*\r?\n)")
_NO_TOKEN = lazy_pattern(r"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[0-9A-Fa-f]?\r?\Z)")
_RUN = lazy_pattern(
    r"(?:=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n))++"
    r"(?:[@-~](?==(?:[89A-Fa-f][0-9A-Fa-f]|[ \t]*\r?\n))(?:=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n))++)*+"
)
"""Escapes; and single letters between them, which can be second bytes of legacy encodings."""
_HIGH = lazy_pattern(r"=[89A-Fa-f][0-9A-Fa-f]")
_LONE = lazy_pattern(r"(?<!=[0-9A-Fa-f][0-9A-Fa-f])=[89A-Fa-f][0-9A-Fa-f](?!=[0-9A-Fa-f])")
_LONE_IN_WORD = lazy_pattern(r"(?<=[a-zA-Z])=[89A-Fa-f][0-9A-Fa-f](?=[a-z])")
_LOWER = lazy_pattern(r"=(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
_SOFT = lazy_pattern(r"(?:\A|(?<=\n))[^\n]{68,75}=\r?\n")
_FULL = lazy_pattern(r"(?:\A|(?<=\n))[^\n]{74}[0-9A-Za-z]=\r?\n(?=[0-9A-Za-z])")
"""A line of the full 76 characters that ends within a word."""
_USUAL_ASCII = lazy_pattern(
    r"=(?:3D|[ \t]*\r?\n|(?:20|09)(?=\r?(?:\n|\Z))|(?<![^\n]=)(?:2E|46|2D))"
)
_COST = 12.0
_SOFT_BREAK, _LEAST_BREAKS = 10.0, 3
_FULL_BREAK = 17.0
_WIDTH = 76
_FEW = 6


class _Line(NamedTuple):
    """A line with those that it continues in, or a run of escapes in one that is not all so."""

    start: int
    end: int
    whole: bool


class QuotedPrintable(Garbling):
    """Mail's transfer encoding left in text."""

    name = "quoted-printable"
    title = "quoted-printable of mail left in text: =E4=B8=AD, lines that end with ="
    group = "escape"
    lossless = True
    local = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
    )
    signal = (Seen.ESCAPE | Seen.QUOTED_BYTE,)
    near = Seen.QUOTED_BYTE
    profiles = NEW
    worst = ("=E4=B8=AD=\n", "=E4a")

    def find(self, document: Document) -> Sequence[Edit]:
        """The lines that make text, and those of ASCII that are encoded like them."""
        text = document.text
        if not any(matches(_WORTH_A_LOOK, text, "=")) or is_message(document):
            return []
        lines = list(_lines(text))
        high = [line for line in lines if _HIGH.search(text, line.start, line.end)]
        edits = weigh(document, _proposals(document, high), _COST)
        bits = max((edit.bits for edit in edits), default=0.0) or _of_breaks(text, lines)
        if bits < document.options.min_bits:
            bits = _of_inside(document, lines)
        if not bits or bits < document.options.min_bits:
            return edits
        low = [line for line in lines if line.whole and line not in set(high)]
        edits += _of_ascii(text, low, bits)
        return sorted(edits, key=lambda edit: edit.start)

    def garble(self, text: str, chance: random.Random) -> str:
        """The bytes of UTF-8, or of GBK if it has all characters, in lines of 76."""
        encoding = chance.choice(("utf-8", "gbk"))
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            data = text.encode("utf-8", "surrogatepass")
        return "\n".join(map(_encoded, data.split(b"\n")))


def _encoded(line: bytes) -> str:
    parts: list[str] = []
    width = 0
    for place, byte in enumerate(line):
        printable = 0x20 <= byte < 0x7F and byte != 0x3D
        if printable and not (byte == 0x20 and place == len(line) - 1):
            part = chr(byte)
        else:
            part = f"={byte:02X}"
        if width + len(part) > _WIDTH - 1:
            parts.append("=\n")
            width = 0
        parts.append(part)
        width += len(part)
    return "".join(parts)


def _lines(text: str) -> Iterator[_Line]:
    """The lines with escapes; of those that are not encoded as a whole, the runs of escapes."""
    # The first "=" of a logical line is in its first line, since it is what joins it to the next.
    place = text.find("=")
    while place >= 0:
        match = _LOGICAL_LINE.match(text, text.rfind("\n", 0, place) + 1)
        assert match is not None  # an empty line matches too
        start, end = match.span()
        place = text.find("=", max(end, place + 1))
        if match[0].isascii() and not _NO_TOKEN.search(match[0]):
            yield _Line(start, end, True)
        else:
            for run in _RUN.finditer(text, start, end):
                yield _Line(*run.span(), False)


def _bytes(line: str) -> bytes:
    return _TOKEN.sub(lambda token: chr(int(token[1], 16)) if token[1] else "", line).encode(
        "latin-1"
    )


def _proposals(document: Document, lines: Sequence[_Line]) -> list[Proposal]:
    """What each line would be, if that is text."""
    text = document.text
    around = Surroundings(text, document)
    units = [
        Unit(data) if line.whole else unit_of(text, line.start, line.end, data)
        for line in lines
        for data in (_bytes(text[line.start : line.end]),)
    ]

    def may_be_mail(index: int) -> bool:
        line = lines[index]
        return not _is_no_mail(text[line.start : line.end], around, line.start)

    found: list[tuple[Proposal, bool]] = []
    for line, octets in zip(lines, read_octets(units, may_be_mail), strict=True):
        if octets is None or not is_text(octets.text):
            continue
        proposal = _proposal(text, line, octets)
        if octets.label != "utf-8":
            if _is_no_mail(text[line.start : line.end], around, line.start):
                continue
            proposal = proposal._replace(doubt=LEGACY_COST)
        quoted = around.quoted(proposal.start, proposal.end)
        example = quoted or around.about(proposal.start, proposal.end)
        found.append((proposal, example))
    return without_examples(text, found)


def _proposal(text: str, line: _Line, octets: Octets) -> Proposal:
    """The change of a line, without what it leaves at either end."""
    start, end = line.start, line.end + octets.taken
    if octets.lead or octets.tail:
        places = [match.start() for match in _TOKEN.finditer(text, start, end) if match[1]]
        start = places[octets.lead]
        end = places[-octets.tail] if octets.tail else end
    after = octets.text
    same = _same(text[start:end], after)
    start, after = start + same, after[same:]
    same = _same(text[start:end][::-1], after[::-1])
    return Proposal(start, end - same, after[: len(after) - same])


def _same(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _is_no_mail(shown: str, around: Surroundings, place: int) -> bool:
    """Whether a few bytes of a legacy encoding can be something else."""
    if _LOWER.search(shown) is not None or _are_values(shown):
        return True
    return len(_HIGH.findall(shown)) < _FEW and around.code(place)


def _are_values(shown: str) -> bool:
    """Whether the bytes stand alone and not in words, as in ``a=E9, b=F0``."""
    lone = len(_LONE.findall(shown))
    return lone == len(_HIGH.findall(shown)) and 3 * len(_LONE_IN_WORD.findall(shown)) < lone


def _of_breaks(text: str, lines: Sequence[_Line]) -> float:
    """Bits of soft line breaks at the width of mail, in lines that are right in all else."""
    whole = [text[line.start : line.end] for line in lines if line.whole]
    breaks = sum(len(_SOFT.findall(line)) for line in whole)
    full = sum(len(_FULL.findall(line)) for line in whole)
    if breaks < _LEAST_BREAKS and full < breaks:
        return 0.0
    return max(_SOFT_BREAK * breaks, _FULL_BREAK * full) - _COST


def _of_inside(document: Document, lines: Sequence[_Line]) -> float:
    """Bits of lines of ASCII in which something else is escaped."""
    shown = [document.text[line.start : line.end] for line in lines if line.whole]
    pairs = [(one, data.decode()) for one in shown for data in (_bytes(one),) if data.isascii()]
    saved = saved_inside(document, QuotedPrintable.name, pairs)
    full = sum(len(_FULL.findall(one)) for one in shown) if saved else 0
    return round(saved + _FULL_BREAK * full - _COST, 2)


def _of_ascii(text: str, lines: Sequence[_Line], bits: float) -> Iterator[Edit]:
    """The escapes that mail writes in lines of ASCII."""
    for line in lines:
        broken = "\n" in text[line.start : line.end]
        pattern = _TOKEN if broken else _USUAL_ASCII
        for match in pattern.finditer(text, line.start, line.end):
            after = "" if match[0].endswith("\n") else chr(int(match[0][1:], 16))
            if is_text(after):
                yield Edit(*match.span(), after, bits)
