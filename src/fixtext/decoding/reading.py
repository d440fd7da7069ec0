"""Bytes as one encoding reads them: every byte accounted for, none skipped, nothing raised.

Encodings have WHATWG labels on the outside and, on the inside, the superset codecs that browsers
use for them (https://encoding.spec.whatwg.org/): a page that says gb2312 is read as gb18030.
What Python's codecs lack, or read otherwise, is added (``beyond_python.py``).
"""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import functools
import threading

import numpy as np
from numpy.typing import NDArray

from fixtext.decoding import seven_bit
from fixtext.decoding.beyond_python import FURTHER, JIS_2004, MISREAD, OTHER_CODEC, as_browsers
from fixtext.decoding.double_byte import decode_double_byte
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points

__all__ = [
    "CUT",
    "ENCODINGS",
    "LONGEST_CHARACTER",
    "REPLACEMENT",
    "STRAY",
    "Reading",
    "glance",
    "is_stray",
    "legible",
    "read",
    "text_as",
    "unfinished",
]

CUT = lazy_pattern(rb"[\x00-\x2f]")
"""Bytes that no encoding of one to four bytes a character has inside a character but as digits."""
LONGEST_CHARACTER = 4
"""Bytes."""
REPLACEMENT = "\ufffd"
_REPLACED, _SQUARE = REPLACEMENT.encode(), "\u25a1".encode()
STRAY = lazy_pattern("[\udc00-\udcff]")
"""What stands for a byte that makes no character."""

ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "utf-7": "utf-7",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "johab": "johab",
    "iso-2022-kr": "iso2022_kr",
    "iso-2022-cn": "iso2022_cn",
    "hz-gb-2312": "hz",
    "ibm866": "cp866",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-874": "cp874",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"ibm{page}": f"cp{page}" for page in (437, 720, 737, 775, 850, 852, 855, 857, 858)},
    **{f"ibm{page}": f"cp{page}" for page in (860, 861, 862, 863, 864, 865, 869, 1125)},
    **{f"ibm{page:03}": f"cp{page:03}" for page in (37, 424, 500, 875, 1026)},
    **{f"x-mac-{name}": f"mac_{name}" for name in ("greek", "iceland", "latin2", "turkish")},
    "koi8-t": "koi8_t",
    "kz-1048": "kz1048",
    "ptcp154": "ptcp154",
}
"""Python's codec for each label: WHATWG's where it has one, IANA's or Python's name otherwise."""

_HALF_OF_FOUR = lazy_pattern(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe]?\Z")


@dataclasses.dataclass(frozen=True, slots=True)
class Reading:
    """Text, and the bytes that are no part of it.

    A byte that makes no character is the lone surrogate U+DC00 + byte in ``text``, and ``stray``
    has the offset in bytes of each, in order.
    """

    text: str
    stray: tuple[int, ...] = ()

    @property
    def replaced(self) -> str:
        """The text with U+FFFD for each byte that makes no character."""
        return legible(self.text) if self.stray else self.text


def legible(text: str) -> str:
    """The text with U+FFFD in place of what stands for bytes that make no character."""
    return STRAY.sub(REPLACEMENT, text)


def is_stray(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which code points stand for bytes that make no character, shape (n,)."""
    stray: NDArray[np.bool_] = codes - np.uint32(0xDC00) < 0x100
    return stray


def unfinished(data: bytes, label: str, reading: Reading) -> int:
    """How many bytes at the end are the beginning of a character.

    >>> data = "中文".encode()[:-1]
    >>> unfinished(data, "utf-8", read(data, "utf-8"))
    2
    """
    count = 0
    while count < min(len(reading.stray), LONGEST_CHARACTER - 1):
        if reading.stray[-1 - count] != len(data) - 1 - count:
            break
        count += 1
    # the second byte of four is a digit, which by itself is one
    match = _HALF_OF_FOUR.search(data, max(0, len(data) - 3)) if label == "gbk" else None
    if match and match.start() in reading.stray[-2:]:
        return len(data) - match.start()
    return count


def read(data: bytes, label: str) -> Reading:
    r"""The bytes as the encoding of a label reads them; never raises.

    >>> read(b"\x80\xd2\xbd\xff", "gbk")
    Reading(text='€医\udcff', stray=(3,))
    """
    if label in seven_bit.LABELS:
        text, stray = seven_bit.read(data, label, _read)
        return Reading(text, tuple(stray))
    return _read(data, label)


def text_as(data: bytes, label: str) -> str:
    """The text of :func:`read`, where nobody asks which bytes make no character."""
    return data.decode("utf-8", "surrogateescape") if label == "utf-8" else read(data, label).text


def glance(data: bytes, label: str) -> str:
    """The text of :func:`read`, faster and nearly the same, with U+FFFD for what makes none.

    What Python's codecs lack is not there: for weighing encodings against each other.
    """
    if label in seven_bit.LABELS:
        return read(data, label).replaced
    if label == "utf-8" and _REPLACED in data:
        data = data.replace(_REPLACED, _SQUARE)  # it is a character of the text
    return data.decode(ENCODINGS[label], "replace")


def _utf8(data: bytes) -> Reading:
    """As :func:`_read`, but without a call for each byte that makes no character."""
    text = data.decode("utf-8", "surrogateescape")
    codes = code_points(text)
    stray = is_stray(codes)
    # a character takes a byte, and one more from each of these code points on
    sizes = np.ones(len(codes), np.int64)
    for more in (0x80, 0x800, 0x10000):
        sizes += codes >= more
    sizes[stray] = 1
    return Reading(text, tuple((np.cumsum(sizes) - sizes)[stray].tolist()))


def _read(data: bytes, label: str) -> Reading:
    if label == "utf-8":
        with contextlib.suppress(UnicodeDecodeError):
            return Reading(data.decode())
        return _utf8(data)
    if decoded := decode_double_byte(data, label):
        text, end = decoded
        if end == len(data):
            return Reading(text)
        if label not in JIS_2004:  # whose further pairs tell how all others are read
            rest = _by_codec(data[end:], label)
            return Reading(text + rest.text, tuple(end + place for place in rest.stray))
    return _by_codec(data, label)


def _by_codec(data: bytes, label: str) -> Reading:
    misread = MISREAD.get(label)
    if misread and misread in data:
        return _around(data, label, misread)
    _STATE.stray, _STATE.of_2004 = [], False
    text = data.decode(OTHER_CODEC.get(label, ENCODINGS[label]), _handler(label))
    stray = tuple(_STATE.stray)
    if _STATE.of_2004 and not stray:
        # some pairs are of JIS X 0213 alone: then all are, where it reads them
        with contextlib.suppress(UnicodeDecodeError):
            codec = JIS_2004[label]
            return Reading(as_browsers(data.decode(codec), codec))
    return Reading(as_browsers(text, label), stray)


def _around(data: bytes, label: str, misread: bytes) -> Reading:
    """As :func:`_by_codec`, piece by piece between bytes that stand for a full-width tilde."""
    texts: list[str] = []
    stray: list[int] = []
    start = 0
    for part in data.split(misread):
        reading = _by_codec(part, label)
        texts.append(reading.text)
        stray += [start + place for place in reading.stray]
        start += len(part) + len(misread)
    return Reading("\uff5e".join(texts), tuple(stray))


class _State(threading.local):
    """Where the decoding that is under way in a thread met bytes that make no character."""

    stray: list[int]
    of_2004: bool


_STATE = _State()


@functools.cache
def _handler(label: str) -> str:
    """The name of the error handler of an encoding, registered when it is first asked for."""
    further = FURTHER.get(label)

    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        data, start = error.object, error.start
        if further is not None and (found := further(data, start)):
            _STATE.of_2004 |= found.of_2004
            return found.text, found.end
        end = max(error.end, start + 1) if label.startswith("utf-") else start + 1
        _STATE.stray.extend(range(start, end))
        return "".join(chr(0xDC00 + byte) for byte in data[start:end]), end

    name = f"fixtext-{label}"
    codecs.register_error(name, handle)
    return name
