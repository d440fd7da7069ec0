"""Encodings that switch between character sets by escape sequences: ISO-2022 and HZ.

Each run between two switches is read by the eight-bit encoding of the same character set, so what
that knows beyond Python's codecs (the NEC and IBM rows) is known here too. Sources: RFC 1468, 1554
and 2237 (ISO-2022-JP and kin), RFC 1557 (ISO-2022-KR), RFC 1922 (ISO-2022-CN), RFC 1843 (HZ).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from fixtext.lazy import lazy_pattern

__all__ = ["LABELS", "label_of", "read", "state_after", "unfinished"]

LABELS = ("iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312")


class _Read(Protocol):
    """Text, and the offsets of the bytes that are no part of it."""

    @property
    def text(self) -> str: ...

    @property
    def stray(self) -> tuple[int, ...]: ...


_Reader = Callable[[bytes, str], _Read]

_HIGH = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in range(256))
"""Moves printing characters to the right half, where eight-bit encodings have them."""

_ISO_2022 = lazy_pattern(
    rb"\x1b(?P<set>\$[@AB]|\([BHIJ]|\$\([@ABCDOPQ]|\$\)[ACEG]|\$\*[HIJ]|\.[AF])|\x1bN|[\x0e\x0f]"
)
_LONGEST_SWITCH = 3
_ROMAN = str.maketrans("\\~", "¥‾")
_KANA = {
    **{byte: 0xFF40 + (byte & 0x7F) for byte in (*range(0x21, 0x60), *range(0xA1, 0xE0))},
    **{
        byte: 0xDC00 + byte
        for byte in (*range(0x60, 0x7F), *range(0x80, 0xA1), *range(0xE0, 0x100))
    },
}
"""What bytes are in the half-width kana of JIS X 0201, also if they have their high bit; those that
are none make no character."""
_SETS = {
    b"(B": "ascii",
    b"(H": "ascii",
    b"(J": "jis x 0201",
    b"(I": "kana",
    b"$@": "euc-jp",
    b"$B": "euc-jp",
    b"$(@": "euc-jp",
    b"$(B": "euc-jp",
    b"$(D": "jis x 0212",
    b"$(O": "jis x 0213",
    b"$(Q": "jis x 0213",
    b"$(P": "jis x 0213, plane 2",
    b"$A": "gbk",
    b"$(A": "gbk",
    b"$(C": "euc-kr",
}
_SHIFTED = {b"$)C": "euc-kr", b"$)A": "gbk", b"$)E": "gbk", b"$)G": "cns 11643"}
"""The sets that a shift-out then reaches."""

_HZ = lazy_pattern(rb"~(?:[{}~]|\r?\n)")

_HZ_END = lazy_pattern(rb"~\}|(?=[\r\n])")
_HZ_RUN = lazy_pattern(
    rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}|~\{(?:[\x21-\x77][\x21-\x7e]){8,}(?=[\r\n]|\Z)"
)


def label_of(data: bytes) -> str | None:
    r"""The label of the encoding whose switches are among the bytes, or None.

    >>> label_of(b"\x1b$B$3\x1b(B"), label_of(b"~{VPND~}"), label_of(b"plain")
    ('iso-2022-jp', 'hz-gb-2312', None)
    """
    for match in _ISO_2022.finditer(data):
        designated = match["set"] or b""
        if designated == b"$)C":
            return "iso-2022-kr"
        if designated[:2] in (b"$)", b"$*"):
            return "iso-2022-cn"
        if designated[:1] == b"$" or designated == b"(I":
            return "iso-2022-jp"
    return "hz-gb-2312" if _HZ_RUN.search(data) else None


def read(data: bytes, label: str, reader: _Reader) -> tuple[str, list[int]]:
    r"""The text, and the offsets of bytes that make no character, which are lone surrogates in it.

    ``reader`` reads runs in an eight-bit encoding.

    >>> from fixtext.decoding.reading import read
    >>> read(b"\x1b$B-!\x1b(B", "iso-2022-jp").text
    '①'
    """
    parts: list[str] = []
    stray: list[int] = []
    for start, end, charset in _hz(data) if label.startswith("hz") else _iso_2022(data, label):
        text, bad = _run(data[start:end], charset, reader)
        parts.append(text)
        stray += [start + offset for offset in bad]
    return "".join(parts), stray


def _run(run: bytes, charset: str, reader: _Reader) -> tuple[str, tuple[int, ...]]:
    if charset == "ascii":
        text = "".join(chr(byte if byte < 0x80 else 0xDC00 + byte) for byte in run)
        bad = tuple(at for at, byte in enumerate(run) if byte >= 0x80)
        return (run.decode(), ()) if run.isascii() else (text, bad)
    if charset == "jis x 0201":
        text, bad = _run(run, "ascii", reader)
        return text.translate(_ROMAN), bad
    if charset == "kana":
        text = run.decode("latin-1").translate(_KANA)
        return text, tuple(at for at, code in enumerate(map(ord, text)) if code & 0xFF00 == 0xDC00)
    if charset.startswith("jis x 021"):
        return _three_bytes(run, charset), ()
    if charset == "cns 11643":
        return "\ufffd" * (len(run) // 2), ()
    high = run.translate(_HIGH)
    read = reader(high, charset)
    return read.text, tuple(read.stray)


def _three_bytes(run: bytes, charset: str) -> str:
    high = run.translate(_HIGH)
    if charset == "jis x 0213":
        return high.decode("euc_jis_2004", "replace")
    codec = "euc_jis_2004" if "plane" in charset else "euc_jp"
    pairs = [high[at : at + 2] for at in range(0, len(high), 2)]
    return b"".join(b"\x8f" + pair for pair in pairs).decode(codec, "replace")


def _iso_2022(data: bytes, label: str) -> Iterator[tuple[int, int, str]]:
    """Runs of bytes, and the character set that each is of."""
    charset, out, start = "ascii", False, 0
    shifted = "gbk" if label == "iso-2022-cn" else "euc-kr"
    for match in _ISO_2022.finditer(data):
        yield start, match.start(), shifted if out else charset
        start = match.end()
        designated = match["set"]
        if designated in _SHIFTED:
            shifted = _SHIFTED[designated]
        elif designated is not None:
            charset = _SETS.get(designated, charset)
        else:
            out = match[0] == b"\x0e" and label != "iso-2022-jp"
    yield start, len(data), shifted if out else charset


def _hz(data: bytes) -> Iterator[tuple[int, int, str]]:
    start = 0
    while match := _HZ.search(data, start):
        yield start, match.start(), "ascii"
        start = match.end()
        if match[0] == b"~~":
            yield match.start(), match.start() + 1, "ascii"
        elif match[0] == b"~{":
            # a tilde may be half of a character, but no character begins with a brace
            end = _HZ_END.search(data, start)
            yield start, end.start() if end else len(data), "gbk"
            if end is None:
                return
            start = end.end()
    yield start, len(data), "ascii"


def unfinished(data: bytes, label: str) -> int:
    r"""How many bytes at the end are part of a switch, or of a character that goes on.

    >>> unfinished(b"\x1b$B$3$", "iso-2022-jp"), unfinished(b"a\x1b$", "iso-2022-jp")
    (1, 2)
    """
    begun = data.rfind(b"~" if label.startswith("hz") else b"\x1b", len(data) - _LONGEST_SWITCH)
    pattern = _HZ if label.startswith("hz") else _ISO_2022
    if begun >= 0 and not pattern.match(data, begun):
        return len(data) - begun
    *_, (start, end, charset) = _hz(data) if label.startswith("hz") else _iso_2022(data, label)
    return 0 if charset in ("ascii", "jis x 0201", "kana") else (end - start) % 2


def state_after(data: bytes, label: str) -> bytes:
    r"""The switches that what follows these bytes has to be read behind.

    >>> state_after(b"a\x1b$B$3", "iso-2022-jp"), state_after(b"~{VP~}", "hz-gb-2312")
    (b'\x1b$B', b'')
    """
    if label.startswith("hz"):
        *_, (_, end, charset) = _hz(data)
        return b"~{" if charset == "gbk" and end == len(data) else b""
    last: dict[str, bytes] = {}
    for match in _ISO_2022.finditer(data):
        last["shift" if match["set"] is None else "set"] = match[0]
    return b"".join(last.values())
