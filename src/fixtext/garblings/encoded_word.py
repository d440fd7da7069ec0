r"""Encoded words of mail headers that were left in text.

What it looks like: ``=?utf-8?B?5Lit5paH?=`` for 中文, ``=?iso-8859-1?Q?caf=E9?=``; several in a row
for one text, also where a character begins in one and ends in the next.

How it happens: a subject, a name or the name of an attachment is stored or shown as it stands in
the mail's header; or a program cut the bytes of a text into words without regard to characters.

How it is recognised: by its form. Words that only space divides are one text, and bytes of words
with the same charset and encoding are joined before they are decoded. The charset may be any; where
the bytes are none of its text, the language model tells what they are. What comes out must be text.

What stays: words of an unknown charset that are not text in any; the source of a message, with its
headers, where they are right; what is in quotes, or near words such as RFC 2047,
unless most of the text is encoded.

When the repair is a guess: never.

>>> import fixtext
>>> fixtext.fix("=?utf-8?b?5Li?= =?utf-8?b?t5paH?= (=?gb2312?Q?=CE=C4?=)", select="encoded-word")
'中文 (文)'

References: RFC 2047.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fixtext.document import Document
from fixtext.escapes.context import Surroundings, is_message
from fixtext.escapes.weighing import Proposal, is_text, weigh, without_examples
from fixtext.garbling import NEW, Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["EncodedWord"]

_WORD = lazy_pattern(
    r"=\?(?P<charset>[\w.:-]{1,40})(?:\*[a-zA-Z-]{1,20})?\?(?P<encoding>[bBqQ])\?"
    r"(?P<payload>[!->@-~]*+(?:\?(?!=)[!->@-~]*+)*+)\?="
)
_SPACE = lazy_pattern(r"[ \t]*+(?:\r?\n[ \t]++)?")
_TOKEN = lazy_pattern(rb"=([0-9A-Fa-f]{2})")
_COST = 4.0
_BYTES_OF_A_WORD = 42
"""Base64 of so many, with charset and marks, is less than the 75 characters of a word."""
_NEAR = 80
_ABOUT = lazy_pattern(
    r"\bRFC ?\d{3,4}|\bencoded[- ]words?\b|\bMIME\b|\bcharsets?\b|\bbase64\b|编码|編碼|解码|解碼"
    r"|エンコード|デコード|인코딩|кодировк|кодир",
    re.IGNORECASE,
)
_PART_OF_WORD = lazy_pattern(r"=\?\S*|\S*\?=")
_LEAST_MARGIN = 10.0


class _Text(NamedTuple):
    """Words of one charset and encoding that follow each other."""

    start: int
    end: int
    charset: str
    payloads: list[tuple[str, str]]
    """Encoding and payload of each."""


class EncodedWord(Garbling):
    """Encoded words of mail headers left in text."""

    name = "encoded-word"
    title = "encoded words of mail headers left in text: =?utf-8?B?5Lit5paH?="
    group = "escape"
    lossless = True
    local = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
    )
    signal = (Seen.ESCAPE | Seen.ENCODED_WORD,)
    near = Seen.ENCODED_WORD
    profiles = NEW
    worst = ("=?utf-8?Q?", "=?x?b?5?=")

    def find(self, document: Document) -> Sequence[Edit]:
        """The words that make text, those that follow each other as one."""
        text = document.text
        if "=" not in text or "=?" not in text or "?=" not in text or is_message(document):
            return []
        around = Surroundings(text, document)
        found: list[tuple[Proposal, bool]] = []
        for words in _rows(text):
            decoded = [_decoded(one) for one in words]
            if any(one is None for one in decoded):
                continue
            start, end = words[0].start, words[-1].end
            example = around.quoted(start, end) or _is_told_of(text, start, end)
            after = "".join(one or "" for one in decoded)
            found.append((Proposal(start, end, after), example))
        return weigh(document, without_examples(text, found), _COST)

    def garble(self, text: str, chance: random.Random) -> str:
        """In each line, from the first to the last character that is not ASCII.

        Spaces before that are encoded as well, since they would continue the line before.
        """
        encode = chance.choice((_in_base64, _in_hexadecimal))

        def encoded(match: re.Match[str]) -> str:
            data = match[0].encode("utf-8", "surrogatepass")
            parts = range(0, len(data), _BYTES_OF_A_WORD)
            return " ".join(encode(data[place : place + _BYTES_OF_A_WORD]) for place in parts)

        return re.sub("(?m:^[ \t]+)?[^\x00-\x7f](?:[^\r\n]*[^\x00-\x7f])?", encoded, text)


def _in_base64(data: bytes) -> str:
    import base64  # which hardly a text needs

    return f"=?utf-8?B?{base64.b64encode(data).decode()}?="


def _in_hexadecimal(data: bytes) -> str:
    shown = "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"={byte:02X}"
        for byte in data
    )
    return f"=?utf-8?Q?{shown}?="


def _rows(text: str) -> Iterator[list[_Text]]:
    """Words that only space divides; those of the same charset, and after the same way, as one."""
    row: list[_Text] = []
    for match in _WORD.finditer(text):
        payload = (match["encoding"].upper(), match["payload"])
        word = _Text(*match.span(), match["charset"].lower(), [payload])
        space = _SPACE.match(text, row[-1].end) if row else None
        if not (space and space.end() == word.start):
            if row:
                yield row
            row = [word]
        elif row[-1].charset == word.charset:
            row[-1].payloads.append(payload)
            row[-1] = row[-1]._replace(end=word.end)
        else:
            row.append(word)
    if row:
        yield row


def _is_told_of(text: str, start: int, end: int) -> bool:
    """Whether the text nearby, but for other words, is about mail."""
    near = f"{text[max(0, start - _NEAR) : start]} {text[end : end + _NEAR]}"
    return _ABOUT.search(_PART_OF_WORD.sub("", near)) is not None


def _decoded(words: _Text) -> str | None:
    parts: list[bytes] = []
    held = ""
    for encoding, payload in words.payloads:
        if encoding == "Q":
            quoted = payload.replace("_", " ").encode("ascii", "ignore")
            part: bytes | None = _TOKEN.sub(lambda token: bytes((int(token[1], 16),)), quoted)
        elif len((held + payload).rstrip("=")) % 4 and not payload.endswith("="):
            held += payload  # base64 that was cut anywhere goes on in the next word
            continue
        else:
            part, held = _from_base64(held + payload), ""
        if part is None:
            return None
        parts.append(part)
    if held:
        part = _from_base64(held)
        if part is None:
            return None
        parts.append(part)
    return _text(b"".join(parts), words.charset)


def _from_base64(payload: str) -> bytes | None:
    import base64  # which hardly a text needs
    import binascii

    kept = payload.rstrip("=")
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4), validate=True)
    except binascii.Error:
        return None


def _text(data: bytes, charset: str) -> str | None:
    from fixtext.decoding import decode
    from fixtext.decoding.reading import ENCODINGS, read
    from fixtext.encodings.labels import find_label

    label = find_label(charset, ENCODINGS)
    if label is not None:
        reading = read(data, label)
        if not reading.stray and is_text(reading.text):
            return reading.text
    decoded = decode(data)
    if data.isascii() or decoded.bits < _LEAST_MARGIN or decoded.findings or decoded.segments:
        return None
    return decoded.text if is_text(decoded.text) else None
