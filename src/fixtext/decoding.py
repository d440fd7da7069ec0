"""Bytes to text: a BOM decides, then valid UTF-8, then charset-normalizer's answer.

Encodings have WHATWG labels on the outside and, on the inside, the superset codecs that browsers
use for them (https://encoding.spec.whatwg.org/): a page that says gb2312 is read as gb18030.
"""

from __future__ import annotations

import codecs
import functools

from fixtext.encodings.labels import find_label
from fixtext.errors import DecodeError
from fixtext.types import Decoded

__all__ = ["decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),  # before UTF-16, whose BOM it begins with
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)

_CODECS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_2",
    "euc-kr": "cp949",
    "ibm866": "cp866",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
}
"""The codec for each WHATWG label; UTF-32, which browsers do not read, is added."""


def decode(data: bytes, *, encoding: str | None = None) -> Decoded:
    r"""The text of some bytes, the WHATWG label of their encoding, and how that was found.

    ``encoding`` is a label that the caller knows to be right: it is obeyed, and the bytes' own
    BOM, if any, is left out of the text. ``source`` is ``given``, ``bom`` or ``detected``. Raises
    DecodeError, which names the byte, where the bytes cannot be read, and for an unknown label.

    >>> decode("醫療".encode())
    Decoded(text='醫療', encoding='utf-8', source='detected')
    >>> decode(b"\xd2\xbd\xc1\xc6", encoding="gb2312")
    Decoded(text='医疗', encoding='gbk', source='given')
    """
    marked = next((label for bom, label in _BOMS if data.startswith(bom)), None)
    if marked == "utf-32le" and len(data) % 4:
        marked = "utf-16le"
    if encoding is not None:
        label = _label(encoding)
        order_named = encoding.strip().lower().endswith(("le", "be"))
        if marked and not order_named and label[:6] == marked[:6]:
            label = marked  # "utf-16" leaves the byte order to the BOM
        return Decoded(_text(data, label), label, "given")
    if marked is not None:
        return Decoded(_text(data, marked), marked, "bom")
    try:
        return Decoded(data.decode(), "utf-8", "detected")
    except UnicodeDecodeError:
        label = _detected(data)
    return Decoded(_text(data, label), label, "detected")


@functools.lru_cache(maxsize=256)
def _label(encoding: str) -> str:
    """The WHATWG label for any name that Python or a browser knows an encoding by."""
    label = find_label(encoding, _CODECS)
    if label is None:
        raise DecodeError(
            f"unknown encoding {encoding!r}; labels look like utf-8, gb18030, big5, shift_jis, "
            "euc-kr, windows-1252, koi8-r"
        )
    return label


def _text(data: bytes, label: str) -> str:
    single_byte = label.startswith("windows-")
    try:
        text = data.decode(_CODECS[label], _C1_CONTROLS if single_byte else "strict")
    except UnicodeDecodeError as error:
        raise DecodeError(
            f"byte 0x{data[error.start]:02x} at offset {error.start} is not {label}"
        ) from error
    return text.removeprefix("\ufeff") if label.startswith("utf-") else text


def _detected(data: bytes) -> str:
    """The label for charset-normalizer's answer, which is sought among the WHATWG encodings."""
    import charset_normalizer

    candidates = [*_CODECS.values(), "gbk", "big5", "shift_jis", "euc_kr"]
    best = charset_normalizer.from_bytes(data, cp_isolation=candidates).best()
    if best is None:
        raise DecodeError("the bytes are in no encoding that can be told")
    return _label(best.encoding)


def _keep_c1(error: UnicodeError) -> tuple[str, int]:
    """Bytes 0x80 to 0x9F that a windows codec leaves undefined are C1 controls, as in browsers."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] < 0xA0:
        return chr(error.object[error.start]), error.start + 1
    raise error


_C1_CONTROLS = "fixtext-c1-controls"
codecs.register_error(_C1_CONTROLS, _keep_c1)
