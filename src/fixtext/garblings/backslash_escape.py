r"""Escapes of source code, with a backslash, that were left in text.

What it looks like: ``\u4e2d\u6587`` for 中文; ``\xe4\xb8\xad``, the bytes of UTF-8, or those of
GBK and the like; ``\346\226\207``, the same in octal, as git prints the names of files;
``\ud83d\ude00`` for an emoji in two halves of UTF-16; ``\U0001f600``, ``\u{1f600}``; any of these
with its backslash doubled; ``\n``, ``\t``, ``\"`` among them.

How it happens: a program prints a value as its language or JSON would write it, and that is taken
for the value; or a text is escaped twice and read once.

How it is recognised: what the escapes stand for must be text, and cost the language model at least
``min_bits`` less than they do, with what such damage costs. Places that prove it support others of
the document. Bytes are UTF-8 by their form, or else of the encoding in which all of them are the
likeliest text. ``\n``, ``\t``, ``\"`` and the like are turned back only in lines in which others
were.

What stays: source code, JSON, regular expressions, LaTeX, Windows' paths (``C:\users``), what is
in quotes, what stands near words such as Unicode or 转义, unless most of the document's text is
escaped. Of a character that was cut at either end, the rest stays as it is. Escapes of controls
and lone surrogates stay.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix(r"\u4f60\u597d\uff0c\u4e16\u754c", select="backslash-escape")
'你好，世界'

References: git-config(1), ``core.quotePath``; RFC 8259 for JSON's escapes.
"""

from __future__ import annotations

import bisect
import dataclasses
import random
import re
from collections.abc import Iterator, Sequence

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.escapes.context import Surroundings, line_at
from fixtext.escapes.octets import LEGACY_COST, read_octets, unit_of
from fixtext.escapes.weighing import Proposal, is_text, weigh, without_examples
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["BackslashEscape"]

_WORTH_A_LOOK = lazy_pattern(
    r"\\(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]|U00|x[89a-fA-F][0-9a-fA-F]|[23][0-7]{2})"
)
_TOKEN = lazy_pattern(
    r"(?<!\\)\\{1,4}(?:u(?P<unit>[0-9a-fA-F]{4})|u\{(?P<braced>[0-9a-fA-F]{1,6})\}"
    r"|U(?P<long>[0-9a-fA-F]{8})|x(?P<byte>[0-9a-fA-F]{2})|(?P<octal>[0-3][0-7]{2})"
    r"""|(?P<simple>r\\n|[nt"'/\\]))"""
)
_SIMPLE = {"n": "\n", "t": "\t", '"': '"', "'": "'", "/": "/", "\\": "\\"}
_WINDOWS_PATH = lazy_pattern(r"(?<![a-zA-Z])[a-zA-Z]:\\|\\\\[\w.-]+\\")
_GIT = lazy_pattern(r'[^"]{0,40}"(?:[^"\\]|\\.)*+"(?: (?:b/|=>|->|and) ?"[^"]*")?\s*')
_COST = 12.0
_BEYOND_ASCII = lazy_pattern("[^\x00-\x7f]+")


@dataclasses.dataclass(slots=True)
class _Piece:
    """Escapes beside each other that make characters together: a byte string, or one character."""

    start: int
    end: int
    data: bytes = b""
    text: str | None = None
    label: str = "utf-8"
    octal: bool = False


class BackslashEscape(Garbling):
    """Escapes with a backslash left in text."""

    name = "backslash-escape"
    title = r"escapes of source code left in text: \u4e2d, \xe4\xb8\xad, \344\270\255"
    group = "escape"
    lossless = True
    local = True
    needs = ("byte-order-mark", "terminal-escape", "quoted-printable")
    signal = (Seen.ESCAPE | Seen.BACKSLASH_CODE,)
    near = Seen.BACKSLASH_CODE
    profiles = NEW
    worst = (r"\u4e2d", r"a\n\u4e2d ", r"\xe4a")

    def find(self, document: Document) -> Sequence[Edit]:
        """The escapes that make text, and those of line ends and quotes in the same lines."""
        text = document.text
        if not any(matches(_WORTH_A_LOOK, text, "\\")):
            return []
        runs = list(_runs(text))
        _read_bytes(text, [piece for run in runs for piece in run])
        return _with_simple(text, weigh(document, _proposals(document, runs), _COST))

    def garble(self, text: str, chance: random.Random) -> str:
        """What is not ASCII as escapes: code units, or bytes of UTF-8, hexadecimal or octal."""
        style = chance.choice((r"\u%04x", r"\x%02x", r"\%03o"))

        def escaped(match: re.Match[str]) -> str:
            if "u" in style:
                data = match[0].encode("utf-16-be", "surrogatepass")
                units = zip(data[::2], data[1::2], strict=True)
                return "".join(style % (high << 8 | low) for high, low in units)
            return "".join(style % byte for byte in match[0].encode("utf-8", "surrogatepass"))

        return _BEYOND_ASCII.sub(escaped, text)


def _runs(text: str) -> Iterator[list[_Piece]]:
    """Escapes that stand beside each other; of what are bytes, with one ASCII character between.

    That character can be the second byte of one in a double-byte encoding.
    """
    run: list[_Piece] = []
    for match in matches(_TOKEN, text, "\\"):
        piece = _piece(match)
        if run:
            last = run[-1]
            gap = text[last.end : piece.start] if piece.start - last.end < 2 else None
            if last.data and piece.data and gap is not None and (not gap or "@" <= gap <= "~"):
                last.data += gap.encode() + piece.data
                last.end = piece.end
                continue
            if gap != "":
                yield run
                run = []
            elif _joined(last, piece):
                continue
        run.append(piece)
    if run:
        yield run


def _piece(match: re.Match[str]) -> _Piece:
    piece = _Piece(*match.span())
    if match["byte"]:
        piece.data = bytes.fromhex(match["byte"])
    elif match["octal"]:
        piece.data = bytes((int(match["octal"], 8),))
        piece.octal = True
    elif match["simple"]:
        piece.text = _SIMPLE.get(match["simple"], "\r\n")
    else:
        number = int(match["unit"] or match["braced"] or match["long"], 16)
        piece.text = chr(number) if number < 0x110000 else None
    return piece


def _joined(last: _Piece, piece: _Piece) -> bool:
    """Whether two escapes are the halves of a character, and are one now."""
    high, low = last.text or "", piece.text or ""
    if not ("\ud800" <= high <= "\udbff" and "\udc00" <= low <= "\udfff"):
        return False
    last.text = (high + low).encode("utf-16", "surrogatepass").decode("utf-16")
    last.end = piece.end
    return True


def _read_bytes(text: str, pieces: Sequence[_Piece]) -> None:
    """Give the pieces that are bytes their text, without the cut characters at their ends."""
    units = [piece for piece in pieces if piece.data]
    found = read_octets([unit_of(text, one.start, one.end, one.data) for one in units])
    for piece, octets in zip(units, found, strict=True):
        if octets is None:
            continue
        if octets.lead or octets.tail:
            places = [match.start() for match in _TOKEN.finditer(text, piece.start, piece.end)]
            piece.start = places[octets.lead]
            piece.end = places[-octets.tail] if octets.tail else piece.end
        piece.end += octets.taken
        piece.text, piece.label = octets.text, octets.label


def _proposals(document: Document, runs: Sequence[Sequence[_Piece]]) -> list[Proposal]:
    text = document.text
    around = Surroundings(text, document)
    found: list[tuple[Proposal, bool]] = []
    in_code = 0
    for run in runs:
        right = [piece for piece in run if piece.text is not None and is_text(piece.text)]
        made = "".join(piece.text or "" for piece in right)
        if made.isascii() or len(right) * 4 < len(run) * 3:
            continue
        start, end = right[0].start, right[-1].end
        if around.code(start) and not _is_file_of_git(text, run):
            in_code += 1
            continue
        after, position = "", start
        for piece in right:
            after += text[position : piece.start] + (piece.text or "")
            position = piece.end
        doubt = LEGACY_COST if any(map(_is_legacy, run)) else 0.0
        quoted = around.quoted(start, end) and not _is_file_of_git(text, run)
        example = quoted or around.about(start, end)
        found.append((Proposal(start, end, after, doubt), example))
    return without_examples(text, found, in_code)


def _is_legacy(piece: _Piece) -> bool:
    """Whether a legacy encoding makes other characters of the bytes than code points would."""
    return piece.label != "utf-8" and piece.text != piece.data.decode("latin-1")


def _is_file_of_git(text: str, run: Sequence[_Piece]) -> bool:
    """Whether the run is octal, and in quotes that its line has nothing behind."""
    if not any(piece.octal for piece in run):
        return False
    start, end = line_at(text, run[0].start)
    return _GIT.fullmatch(text, start, min(end, start + 4096)) is not None


def _with_simple(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits, and those of line ends, tabs and quotes in the same lines."""
    found = list(edits)
    starts = [edit.start for edit in edits]
    done = -1
    for edit in edits:
        if edit.start <= done:
            continue
        start, done = line_at(text, edit.start)
        if _WINDOWS_PATH.search(text, start, done):
            continue
        for match in _TOKEN.finditer(text, start, done):
            index = bisect.bisect_right(starts, match.start()) - 1
            if match["simple"] and (index < 0 or edits[index].end <= match.start()):
                after = _SIMPLE.get(match["simple"], "\r\n")
                found.append(Edit(*match.span(), after, edit.bits))
    return sorted(found, key=lambda edit: edit.start)
