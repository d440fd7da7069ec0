"""Bytes to text: what encoding they are in, and where they are damaged or change it.

The order is that of browsers: BOM, transport, the page's own declaration, detection. But a label is
weighed against the bytes: it makes an encoding likelier, and a page that says utf-8 and is GBK is
read as GBK. Only what the caller gives is obeyed.
"""

from __future__ import annotations

from fixtext.decoded import Decoded
from fixtext.decoding.choice import CERTAIN, Choice, choose
from fixtext.decoding.declared import Declared
from fixtext.decoding.hints import declared_by, given_label
from fixtext.decoding.stream import Decoder
from fixtext.decoding.whole import Whole, read_whole

__all__ = ["Decoder", "decode"]


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
    >>> data = b"\xd2\xbd\xc1\xc6\xca\xfd\xbe\xdd"
    >>> decoded = decode(data, content_type="text/html; charset=utf-8")
    >>> decoded.text, decoded.encoding, decoded.source, decoded.conflict
    ('医疗数据', 'gbk', 'detected', True)
    """
    data = _as_bytes(data)
    if encoding is not None:
        choice, declared = Choice(given_label(data, encoding), "given", CERTAIN), Declared()
    else:
        declared = declared_by(data, content_type, language, url)
        choice = choose(data, declared)
    if choice.text is not None:
        whole = Whole(choice.text, choice.label)
    else:
        whole = read_whole(data, choice, declared, complete=complete)
    text, source = whole.text, "mixed" if whole.segments else choice.source
    if source != "mixed" and whole.label != choice.label:
        source = declared.source(whole.label)
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
