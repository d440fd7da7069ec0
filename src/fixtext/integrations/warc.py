"""WARC archives: a ``conversion`` record for each response whose text was not right UTF-8.

``fixtext warc IN.warc.gz -o OUT.warc.gz`` on the command line; everything that was in the archive
is kept as it was. Needs FastWARC: ``pip install 'fixtext[warc]'``.
"""

from __future__ import annotations

import collections
import gzip
import io
import uuid
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Unpack, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from fixtext.integrations.bodies import MOST_BYTES, Body, not_text, repaired
from fixtext.lazy import lazy_pattern
from fixtext.types import OptionArguments

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Counts", "convert_archive", "members"]

Counts = collections.Counter[str]
"""How often: ``records``, ``responses``, ``converted``, ``kind/NAME``, ``encoding/LABEL`` ..."""

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b\x08"
_VERSION = b"WARC/"
_LENGTH = lazy_pattern(rb"(?im)^Content-Length:\s*([0-9]{1,15})\s*$")
_TARGET = lazy_pattern(rb"(?im)^WARC-Target-URI:\s*(\S+)")


def convert_archive(
    source: IO[bytes], sink: IO[bytes], **options: Unpack[OptionArguments]
) -> tuple[Counts, list[str]]:
    """Copy an archive, with a conversion record behind each response that needs one.

    What is in the archive is copied byte by byte; an archive that is not compressed is gzipped,
    each record by itself. Returns the counts, and a line for whatever could not be worked on. An
    archive that is cut short is copied as far as it goes. Options are the fields of
    :class:`fixtext.Options`.
    """
    counts: Counts = collections.Counter()
    problems: list[str] = []
    head = source.read(len(_GZIP))
    whole = cast(IO[bytes], io.BufferedReader(_Joined(head, source)))
    if head == _GZIP:
        for packed, plain, problem in members(whole):
            sink.write(packed)
            if problem:
                problems.append(f"after {counts['records']} records: {problem}")
            if plain is not None:
                _work(plain, sink, counts, problems, options)
        return counts, problems
    for plain, problem in _records(whole):
        sink.write(gzip.compress(plain, mtime=0))
        if problem:
            problems.append(f"after {counts['records']} records: {problem}")
        else:
            _work(plain, sink, counts, problems, options)
    return counts, problems


class _Joined(io.RawIOBase):
    """A stream, with what was read of it already put back."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer with what was put back first."""
        room = memoryview(buffer).cast("B")
        data = self._head[: len(room)] or self._rest.read(len(room))
        self._head = self._head[len(data) :] if self._head else b""
        room[: len(data)] = data
        return len(data)


def members(
    source: IO[bytes], most: int = 2 * MOST_BYTES
) -> Iterator[tuple[bytes, bytes | None, str | None]]:
    """The members of a gzip stream: their bytes, what they unpack to, and what is wrong.

    Nothing is given for a member that is damaged, or unpacks to more than ``most`` bytes. Behind a
    damaged one, the next is looked for.
    """
    data, ended = b"", False
    while not ended or data:
        inflate = zlib.decompressobj(wbits=31)
        packed, plain, size = bytearray(), bytearray(), 0
        problem = None
        while not inflate.eof:
            if not data:
                data = source.read(_CHUNK) or b""
                ended = not data
            if ended:
                break
            try:
                made = inflate.decompress(data, _CHUNK)
            except zlib.error as error:
                problem = f"damaged gzip data ({error})"
                break
            used = len(data) - len(inflate.unconsumed_tail) - len(inflate.unused_data)
            packed += data[:used]
            data = inflate.unconsumed_tail or inflate.unused_data
            size += len(made)
            if size <= most:
                plain += made
        if problem:  # what is damaged stays as it is, up to where a member may begin again
            begins = data.find(_GZIP, 1)
            begins = begins if begins > 0 else len(data)
            packed += data[:begins]
            data = data[begins:]
        elif not inflate.eof and packed:
            problem = "the archive is cut short"
        elif size > most:
            problem = f"a record of more than {most >> 20} MB: not looked into"
        if packed:
            yield bytes(packed), None if problem else bytes(plain), problem


def _records(source: IO[bytes]) -> Iterator[tuple[bytes, str | None]]:
    """The records of an archive that is not compressed, and what is wrong with them.

    Where no record begins, whatever stands up to the next one is given as it is.
    """
    line = source.readline(_CHUNK)
    while line:
        if not line.startswith(_VERSION):
            lost = bytearray()
            while line and not line.startswith(_VERSION):
                lost += line
                line = source.readline(_CHUNK)
            if lost.strip():
                yield bytes(lost), f"{len(lost)} bytes that are no record"
            continue
        head = bytearray(line)
        while line.strip() and len(head) < _CHUNK:
            line = source.readline(_CHUNK)
            head += line
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        block = source.read(size) if size <= 2 * MOST_BYTES else b""
        if len(block) < size:
            long = f"a record of more than {2 * MOST_BYTES >> 20} MB: not looked into"
            yield bytes(head + block), "the archive is cut short" if block or not size else long
        else:
            yield bytes(head + block + b"\r\n\r\n"), None
        line = source.readline(_CHUNK)


def _work(
    plain: bytes, sink: IO[bytes], counts: Counts, problems: list[str], options: OptionArguments
) -> None:
    """Look at the records in some bytes, one as a rule, and write the conversions."""
    try:
        for record in ArchiveIterator(io.BytesIO(plain), auto_decode="all", quirks_mode=True):
            counts["records"] += 1
            if record.record_type == WarcRecordType.response and record.is_http:
                counts["responses"] += 1
                _convert(record, sink, counts, options)
    except (OSError, ValueError, EOFError) as error:
        counts["unreadable"] += 1
        found = _TARGET.search(plain[:_CHUNK])
        where = found[1].decode("utf-8", "replace") if found else f"record {counts['records']}"
        problems.append(f"{where}: {error}")


def _convert(record: WarcRecord, sink: IO[bytes], counts: Counts, options: OptionArguments) -> None:
    data = record.reader.read(MOST_BYTES + 1)  # what a bomb unpacks to is not read to its end
    headers = record.http_headers
    content_type = headers.get("Content-Type") if headers else None
    url = record.headers.get("WARC-Target-URI")
    if not_text(data, content_type) is not None:
        counts["not text"] += 1
        return
    body = repaired(data, content_type, url, **options)
    counts[f"encoding/{body.encoding}"] += 1
    counts["conflicts"] += body.conflict
    for kind, times in body.kinds.items():
        counts[f"kind/{kind}"] += times
    payload = body.utf8
    if payload != data:
        _write(_conversion(record, body, payload, content_type), sink)
        counts["converted"] += 1


def _conversion(
    original: WarcRecord, body: Body, payload: bytes, content_type: str | None
) -> WarcRecord:
    made = WarcRecord()
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"fixtext {original.record_id}")
    made.init_headers(record_type=WarcRecordType.conversion, record_urn=name.urn.encode())
    headers = made.headers
    for header in ("WARC-Target-URI", "WARC-Date"):
        if original.headers.get(header):
            headers[header] = original.headers[header]
    if original.record_id:
        headers["WARC-Refers-To"] = original.record_id
    mime = (content_type or "").split(";")[0].strip()
    mime = mime or ("text/html" if body.html else "text/plain")
    headers["Content-Type"] = f"{mime}; charset=utf-8"
    made.set_bytes_content(payload)
    return made


def _write(record: WarcRecord, sink: IO[bytes]) -> None:
    plain = io.BytesIO()
    record.write(plain)
    sink.write(gzip.compress(plain.getvalue(), mtime=0))
