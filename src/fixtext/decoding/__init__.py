"""Bytes to text: what encoding they are in, and where they are damaged or change it.

The order is that of browsers: BOM, transport, the page's own declaration, detection. But a label is
weighed against the bytes: it makes an encoding likelier, and a page that says utf-8 and is GBK is
read as GBK. Only what the caller gives is obeyed.
"""

from __future__ import annotations

import functools

from fixtext.decoded import Decoded
from fixtext.decoding.choice import CERTAIN, Choice, Declared, choose
from fixtext.decoding.declared import declaration, names_of
from fixtext.decoding.hints import known_label
from fixtext.decoding.whole import Whole, read_whole
from fixtext.decoding.wide import bom_of
from fixtext.errors import DecodeError

__all__ = ["decode"]


def decode(
    data: bytes,
    *,
    content_type: str | None = None,
    url: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    complete: bool = True,
) -> Decoded:
    r"""The text of some bytes, the WHATWG label of their encoding, and how that was found.

    ``content_type`` is the transport's header, ``url`` and ``language`` are hints, all weighed
    against the bytes. ``encoding`` is a label that the caller knows to be right: it is obeyed.
    ``complete=False`` says that the bytes are the beginning of more, so that a character cut at
    the end is left out and no damage. A BOM is no part of the text. Raises DecodeError for an
    unknown ``encoding``, and TypeError for what are no bytes; never for what the bytes are.

    >>> decode("醫療".encode()).text
    '醫療'
    >>> decoded = decode(b"\xd2\xbd\xc1\xc6\xca\xfd\xbe\xdd", content_type="text/html; charset=utf-8")
    >>> decoded.text, decoded.encoding, decoded.source, decoded.conflict
    ('医疗数据', 'gbk', 'detected', True)
    """
    data = _as_bytes(data)
    if encoding is not None:
        choice, declared = Choice(_given(data, encoding), "given", CERTAIN), Declared()
    else:
        declared = _declared(data, content_type, language, url)
        choice = choose(data, declared)
    if choice.text is not None:
        whole = Whole(choice.text, choice.label)
    else:
        whole = read_whole(data, choice, declared, complete=complete)
    text, source = whole.text, "mixed" if whole.segments else choice.source
    if choice.label.startswith("utf-"):
        text = text.removeprefix("\ufeff")
    bits = round(choice.bits, 3)
    return Decoded(text, whole.label, source, bits, declared.label, whole.segments, whole.findings)


def _as_bytes(data: object) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    raise TypeError(f"data must be bytes, not {type(data).__name__}")


def _declared(
    data: bytes, content_type: str | None, language: str | None, url: str | None
) -> Declared:
    header, meta = names_of(content_type), declaration(data)
    return Declared(
        known_label(header) if header else None,
        known_label(meta.name) if meta else None,
        language,
        url,
    )


def _given(data: bytes, encoding: str) -> str:
    """The label that a caller gives; "utf-16" leaves the byte order to the BOM."""
    label = _label(encoding)
    marked = bom_of(data)
    order_named = encoding.strip().lower().endswith(("le", "be"))
    if marked and not order_named and label[:6] == marked[:6]:
        return marked
    return label


@functools.lru_cache(maxsize=256)
def _label(encoding: str) -> str:
    label = known_label(encoding)
    if label is None:
        raise DecodeError(
            f"unknown encoding {encoding!r}; labels look like utf-8, gb18030, big5, shift_jis, "
            "euc-kr, windows-1252, koi8-r"
        )
    return label
