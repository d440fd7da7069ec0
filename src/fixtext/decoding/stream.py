"""Bytes that come in chunks: text as it becomes certain, in bounded memory."""

from __future__ import annotations

import dataclasses

from fixtext.decoded import ByteFinding, Segment
from fixtext.decoding import seven_bit
from fixtext.decoding.choice import CERTAIN, Choice, choose
from fixtext.decoding.declared import Declared
from fixtext.decoding.hints import declared_by, given_label
from fixtext.decoding.reading import CUT, read, unfinished
from fixtext.decoding.whole import Whole, read_whole
from fixtext.lazy import lazy_pattern

__all__ = ["Decoder"]

BLOCK = 1 << 18
"""Bytes that are read at once; what is shorter comes out as :func:`fixtext.decode` reads it."""

KEPT = 10_000
"""Findings and segments of which an account is kept; streams have no end, and memory has."""

_SLACK = 4096
_HIGH = lazy_pattern(rb"[\x80-\xff\x1b\x00]|~\{")


class Decoder:
    r"""Reads bytes that come in chunks of any size, and gives their text as it becomes certain.

    The encoding is weighed on the first 256 kilobytes that are not all ASCII, and then kept; after
    that each block is worked on by itself, so memory is bounded. Arguments are those of
    :func:`fixtext.decode`, and so is the text where the bytes are no more than one block.
    ``encoding`` and ``source`` are None until they are known; ``findings`` and ``segments`` are in
    offsets of all bytes, the first 10,000 of each, and ``unread`` counts all places that have
    U+FFFD in the text. Raises DecodeError for an unknown ``encoding``.

    >>> decoder = Decoder()
    >>> parts = [decoder.feed(b"\xd2\xbd\xc1"), decoder.feed(b"\xc6\xca\xfd\xbe\xdd")]
    >>> "".join(parts) + decoder.close()
    '医疗数据'
    >>> decoder.encoding, decoder.source
    ('gbk', 'detected')
    """

    def __init__(
        self,
        *,
        content_type: str | None = None,
        url: str | None = None,
        language: str | None = None,
        encoding: str | None = None,
    ) -> None:
        self._hints = (content_type, language, url)
        self._given = encoding
        if encoding is not None:
            given_label(b"", encoding)
        self._choice: Choice | None = None
        self._declared = Declared()
        self._held = bytearray()
        self._read = 0
        self._closed = False
        self.findings: list[ByteFinding] = []
        self.segments: list[Segment] = []
        self.unread = 0
        self._encodings: set[str] = set()

    @property
    def encoding(self) -> str | None:
        """The WHATWG label of the encoding, or None as long as it is not known."""
        if self._choice is None or len(self._encodings) != 1:
            return self._choice.label if self._choice else None
        return next(iter(self._encodings))  # all of it may be in the one beside that chosen

    @property
    def source(self) -> str | None:
        """How the encoding was found, as in :class:`fixtext.Decoded`, or None."""
        if self._choice is None:
            return None
        if len(self._encodings) > 1:
            return "mixed"
        label, choice = self.encoding, self._choice
        return self._declared.source(label) if label and label != choice.label else choice.source

    def feed(self, chunk: bytes) -> str:
        """The text that a further chunk makes certain, which may be none."""
        if self._closed:
            raise ValueError("the decoder is closed")
        self._held += chunk
        parts = []
        while len(self._held) >= BLOCK:
            parts.append(self._block(self._cut()))
        return "".join(parts)

    def close(self) -> str:
        """The rest of the text: no more bytes will come."""
        if self._closed:
            return ""
        self._closed = True
        return self._block(len(self._held), last=True)

    def _cut(self) -> int:
        """Where the first block of what is held ends, between two characters."""
        label = self._choice.label if self._choice else ""
        size = BLOCK
        if label.startswith(("utf-16", "utf-32")) or (not label and b"\0" in self._held[:64]):
            return size
        # not far before the end: what is cut off and the switches that are read again are less
        line = self._held.rfind(b"\n", size // 2, size) + 1
        if line:
            return line
        # one long line: a byte that is no part of a character, as near to the end as there is one
        start = max(size // 2, size - _SLACK)
        cuts = [match.end() for match in CUT.finditer(self._held, start, size)]
        return cuts[-1] if cuts else size

    def _block(self, size: int, *, last: bool = False) -> str:
        data = bytes(self._held[:size])
        first = self._read == 0
        choice = self._choose_once(data, last)
        if not last:
            data = data[: len(data) - _unfinished(data, choice.label)]
        del self._held[: len(data)]
        whole = (
            Whole(choice.text, choice.label)
            if choice.text is not None and len(data) == size
            else read_whole(data, choice, self._declared)
        )
        self._note(whole, len(data))
        self._read += len(data)
        if choice.label in seven_bit.LABELS:
            again = seven_bit.state_after(data, choice.label)
            self._held[:0] = again
            self._read -= len(again)
        text = whole.text
        return text.removeprefix("\ufeff") if first and choice.label.startswith("utf-") else text

    def _choose_once(self, data: bytes, last: bool) -> Choice:
        """The encoding, chosen on the first block that is not all ASCII."""
        if self._choice is None:
            self._declared, choice = self._choose(data)
            # ASCII tells nothing: it is read, but what comes later decides
            if last or choice.source != "default" or _HIGH.search(data):
                self._choice = choice
            return choice
        return dataclasses.replace(self._choice, text=None)

    def _choose(self, data: bytes) -> tuple[Declared, Choice]:
        if self._given is not None:
            return Declared(), Choice(given_label(data, self._given), "given", CERTAIN)
        declared = self._declared if self._read else declared_by(data, *self._hints)
        return declared, choose(data, declared)

    def _note(self, whole: Whole, size: int) -> None:
        """Keep what was found in a block, in offsets of all bytes."""
        self.unread += sum("\ufffd" in finding.text for finding in whole.findings)
        for finding in whole.findings[: max(0, KEPT - len(self.findings))]:
            start, end = finding.start + self._read, finding.end + self._read
            self.findings.append(dataclasses.replace(finding, start=start, end=end))
        if self._choice is None or not (size or (self._read and not self.segments)):
            return  # ASCII so far is of the encoding that comes behind it, if one does
        for segment in whole.segments or (Segment(0, size, whole.label),):
            self._encodings.add(segment.encoding)
            start = segment.start + self._read if self.segments else 0
            end = segment.end + self._read
            last = self.segments[-1] if self.segments else None
            # switches that are read again, since what follows needs them, overlap
            if last and last.encoding == segment.encoding and last.end >= start:
                start = self.segments.pop().start
            if len(self.segments) < KEPT:
                self.segments.append(Segment(start, end, segment.encoding))


def _unfinished(data: bytes, label: str) -> int:
    """How many bytes at the end of a block are the beginning of a character."""
    if label in seven_bit.LABELS:
        return seven_bit.unfinished(data, label)
    if not data or data[-1] < 0x30:
        return 0
    return unfinished(data, label, read(data, label))
