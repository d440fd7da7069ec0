"""Long files to standard output in bounded memory: read, decoded and repaired piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

import fixtext
from fixtext.cli.inputs import Source, chunks, require_text
from fixtext.cli.memory import sparing_memory
from fixtext.cli.outputs import lone_surrogate, print_bytes, print_text
from fixtext.cli.places import ways_on
from fixtext.cli.problems import complain
from fixtext.cli.rendering import finding_lines
from fixtext.decoding import Decoder
from fixtext.decoding.file_types import LOOKED_AT
from fixtext.findings import Finding

__all__ = ["LONG", "Head", "check_to_output", "decode_to_output", "fix_to_output"]

LONG = 16_000_000
"""Bytes; what is shorter is worked on as a whole."""


class Head:
    """The first bytes of a file, read to see whether it is long; the rest is read later."""

    def __init__(self, source: Source, encoding: str | None) -> None:
        self.source = source
        self._rest = chunks(source)
        self._parts: list[bytes] = []
        size = 0
        for part in self._rest:
            self._parts.append(part)
            size += len(part)
            if size > LONG:
                break
        self.long = size > LONG
        first = self._parts[0] if self._parts else b""
        require_text(source, first[:LOOKED_AT], encoding)
        self.first = first
        self.bom = codecs.BOM_UTF8 if first.startswith(codecs.BOM_UTF8) else b""

    def chunks(self) -> Iterator[bytes]:
        """All bytes of a file, a part at a time, once."""
        while self._parts:
            yield self._parts.pop(0)
        yield from self._rest


def fix_to_output(head: Head, encoding: str | None, fixer: fixtext.Fixer) -> None:
    """Put the repaired text of a long file on standard output, as UTF-8."""
    decoder = Decoder(encoding=encoding)
    if head.bom:
        print_bytes(head.bom)
    _print(head.source, fixer.fix_stream(_text(decoder, head.chunks())))
    tell_unread(head.source, decoder)


def check_to_output(head: Head, encoding: str | None, fixer: fixtext.Fixer) -> Iterator[Finding]:
    """Put a line for each finding in a long file on standard output, and give the finding."""
    decoder = Decoder(encoding=encoding)
    begin = (1, 1)
    parts = sparing_memory(_text(decoder, head.chunks()))
    for window, findings in fixer.find_stream(parts):
        for line in finding_lines(head.source.name, window, findings, begin):
            print_text(f"{line}\n")
        begin = ways_on(window, begin)
        yield from findings
    tell_unread(head.source, decoder)


def decode_to_output(head: Head, encoding: str | None) -> None:
    """Put the text of a file on standard output, as UTF-8."""
    decoder = Decoder(encoding=encoding)
    _print(head.source, _text(decoder, head.chunks()))
    tell_unread(head.source, decoder)


def tell_unread(source: Source, account: Decoder | fixtext.Decoded) -> None:
    """Say on standard error what bytes could not be read, if any."""
    unread = account.unread
    if unread:
        places = "1 place" if unread == 1 else f"{unread:,} places"
        first = next((each.start for each in account.findings if "\ufffd" in each.text), None)
        where = "" if first is None else f", the first at byte {first}"
        complain(
            f"{source.name}: {places} could not be read as {account.encoding}{where}: "
            "U+FFFD stands there"
        )


def _text(decoder: Decoder, parts: Iterable[bytes]) -> Iterator[str]:
    for part in parts:
        yield decoder.feed(part)
    yield decoder.close()


def _print(source: Source, parts: Iterable[str]) -> None:
    for part in sparing_memory(parts):
        try:
            print_bytes(part.encode())
        except UnicodeEncodeError as error:
            raise lone_surrogate(source, part[error.start]) from error
