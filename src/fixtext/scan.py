"""The one scan: which classes of characters a text holds. All that clean text pays for.

Each code point has class flags in a table; the scan is one look-up of all code points
and one OR over the result.
"""

from __future__ import annotations

import enum
import functools
import operator
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled

__all__ = [
    "SIGNS",
    "SPACING_ACCENTS",
    "UNICODE",
    "Seen",
    "beyond_ascii",
    "chunks",
    "class_table",
    "code_points",
    "flags",
    "line_breaks",
    "line_edges",
    "scan",
    "scan_ascii",
    "text_of",
]


UNICODE = 0x110000
"""How many code points there are."""

_LINE_FEED = 0x0A
_MARKS = ",:;!()"
_ESCAPES = "&\\%=+~$#"
_LINE_BREAKS = "\t\n"


_CHUNK = 1 << 15
"""Code points that are looked at at once: few enough for a core's cache."""
_PLAIN = bytes(range(0x20, 0x7F)) + b"\t\n"


class Seen(enum.IntFlag):
    """The classes of characters that a scan tells apart."""

    NOTHING = 0
    HAN = 1
    """Ideographs, of all blocks."""
    KANA_HANGUL = 2
    """Kana, bopomofo, hangul."""
    QUESTION = 4
    """``?``, U+FFFD, katakana middle dot: what stands where bytes were lost."""
    MARK = 8
    """ASCII punctuation that full-width marks are folded to: ``, : ; ! ( )``."""
    STOP = 16
    """``。`` and ``、``."""
    NUL = 128
    """NUL, which is a control too."""
    LATIN = 32
    """Letters and signs of U+0080 to U+024F, and what single-byte codecs have beyond them."""
    LETTER = 64
    """Letters of other alphabets, U+0370 to U+1FFF."""
    ESCAPE = 256
    """What escapes begin with: ``& \\ % = + ~ $ #``."""
    CONTROL = 512
    """Controls of ASCII but tab and line feed; U+0085, U+2028, U+2029; byte order marks."""
    INVISIBLE = 1024
    """Zero-width characters, soft hyphens, marks of direction, tags, variation selectors."""
    COMPATIBLE = 2048
    """What has a compatibility form: radicals, half and full width, ligatures, circled letters."""
    COMBINING = 4096
    """Combining marks, and jamo that compose to syllables."""
    LINE_FEED = 8192
    SPACE = 16384
    C1 = 32768
    """U+0080 to U+009F."""
    SURROGATE = 65536
    PRIVATE_USE = 131072
    HALF_WIDTH_KANA = 262144
    """Kana and marks of half the width."""
    COMPATIBILITY_IDEOGRAPH = 524288
    ACCENT = 2097152
    """Accents that stand by themselves: `´`, `¨` and the like."""
    HANGUL_LETTER = 4194304
    """Letters of hangul one by one, not in syllables."""
    RADICAL = 1048576
    """Radicals by themselves, which are no ideographs."""
    OPENING = 8388608
    """Opening brackets, of both widths."""
    BEYOND_ASCII = 1 << 24
    """Any character that ASCII does not have."""

    # Signs: what stands beside what. Each says that a kind may be there, with its class.
    PERCENT_CODE = 1 << 32
    """``%E4``, ``%u4E2D``; not ``%04d``."""
    QUOTED_BYTE = 1 << 33
    """``=E4``, or ``=`` at the end of a line."""
    ENCODED_WORD = 1 << 34
    """``=?``."""
    REFERENCE = 1 << 35
    """``&amp``, ``&#20013``, ``#x4E2D``."""
    BACKSLASH_CODE = 1 << 36
    r"""``\\u4e2d``, ``\\xe4``, ``\\344``."""
    SHIFTED = 1 << 37
    """``+Ti1lhw``, ``+-``."""
    PAIRS_OF_ASCII = 1 << 38
    """``$B``, ``~{``, ``$3$s$K``, or a shift out."""
    SPACED = 1 << 39
    """Several spaces between two ideographs."""
    READING = 1 << 40
    """``字(zi)``."""
    RUBY = 1 << 41
    """Several brackets that begin with kana or hangul, or bopomofo."""
    COMMAS = 1 << 42
    """Several commas of ASCII."""
    WRAPPED = 1 << 43
    """Several line ends between letters of East Asia."""
    HALVES = 1 << 44
    """A row of characters whose two bytes may be two of ASCII, or may have changed places."""
    STRADDLED = 1 << 45
    """``?!顿``, ``?j``: a mark beside what may have lost half a character."""
    SHOWN_MARK = 1 << 46
    """Something at the beginning that may be a byte order mark in the wrong codec."""
    MANY_BLOCKS = 1 << 47
    """Letters of several alphabets side by side, which may be glyph ids."""


SIGNS = ~((1 << 32) - 1) & functools.reduce(operator.or_, Seen)
"""All signs, which are taken for seen where nobody looked."""


def _ranges() -> Iterator[tuple[int, int, Seen]]:
    yield 0x80, 0x24F, Seen.LATIN
    yield 0x2B0, 0x2FF, Seen.LATIN
    yield 0x300, 0x36F, Seen.LETTER
    yield 0x370, 0x10FF, Seen.LETTER
    yield 0x1E00, 0x1FFF, Seen.LATIN
    yield 0x2000, 0x22FF, Seen.LATIN
    yield 0x2300, 0x25FF, Seen.LATIN
    yield 0x2E80, 0x2FDF, Seen.HAN
    yield 0x3040, 0x318F, Seen.KANA_HANGUL
    yield 0x3400, 0x4DBF, Seen.HAN
    yield 0x4E00, 0x9FFF, Seen.HAN
    yield 0xAC00, 0xD7A3, Seen.KANA_HANGUL
    yield 0xF900, 0xFAFF, Seen.HAN
    yield 0xFB00, 0xFB06, Seen.LATIN
    yield 0xFF61, 0xFF9F, Seen.KANA_HANGUL
    yield 0x20000, 0x323AF, Seen.HAN
    yield 0x80, 0x9F, Seen.C1
    yield 0xD800, 0xDFFF, Seen.SURROGATE
    yield 0xE000, 0xF8FF, Seen.PRIVATE_USE
    yield 0xF0000, 0x10FFFF, Seen.PRIVATE_USE
    yield 0xFF61, 0xFF9F, Seen.HALF_WIDTH_KANA
    yield 0xF900, 0xFAFF, Seen.COMPATIBILITY_IDEOGRAPH
    yield 0x2F800, 0x2FA1F, Seen.COMPATIBILITY_IDEOGRAPH
    yield 0x2E80, 0x2FD5, Seen.RADICAL
    for accent in SPACING_ACCENTS:
        yield ord(accent), ord(accent), Seen.ACCENT
    yield 0x3131, 0x3163, Seen.HANGUL_LETTER
    yield 0x00, 0x00, Seen.NUL
    yield 0x00, 0x1F, Seen.CONTROL
    yield 0x7F, 0x7F, Seen.CONTROL
    yield 0x85, 0x85, Seen.CONTROL
    yield 0x2028, 0x2029, Seen.CONTROL
    yield 0xFEFF, 0xFEFF, Seen.CONTROL
    for low, high in _INVISIBLE:
        yield low, high, Seen.INVISIBLE
    for low, high in _COMPATIBLE:
        yield low, high, Seen.COMPATIBLE
    for low, high in _COMBINING:
        yield low, high, Seen.COMBINING


SPACING_ACCENTS = "\u00b4\u00a8\u02c6\u02dc\u02c7\u02d8\u02d9\u02da\u02dd\u00b8\u02db"
"""Accents that stand by themselves."""
_INVISIBLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFC), (0xE0000, 0xE0FFF),
)  # fmt: skip
_COMPATIBLE = (
    (0xA0, 0xA0), (0x1C4, 0x1CC), (0x1F1, 0x1F3), (0x2000, 0x200A), (0x202F, 0x202F),
    (0x205F, 0x205F), (0x2100, 0x214F), (0x2460, 0x24FF), (0x2E80, 0x2FDF), (0x3000, 0x3000),
    (0x3131, 0x318E), (0x3200, 0x33FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE10, 0xFEFC),
    (0xFF01, 0xFFEE), (0x1D400, 0x1D7FF), (0x1F100, 0x1F1FF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_COMBINING = (
    (0x300, 0x36F), (0x483, 0x489), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670),
    (0x93C, 0x93C), (0x9BC, 0x9BE), (0x9D7, 0x9D7), (0xB3C, 0xB57), (0x1100, 0x11FF),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x3099, 0x309A), (0xFE20, 0xFE2F),
)  # fmt: skip


@functools.cache
def _table() -> NDArray[np.uint32]:
    table = np.zeros(UNICODE, np.uint32)
    for low, high, seen in _ranges():
        table[low : high + 1] |= np.uint32(seen)
    table[0xFFFD] = Seen.QUESTION
    table[0x80:] |= np.uint32(Seen.BEYOND_ASCII)
    table[[ord(char) for char in _LINE_BREAKS]] = 0
    for characters, seen in (
        ("?？・", Seen.QUESTION),
        (_MARKS, Seen.MARK),
        ("。、", Seen.STOP),
        (_ESCAPES, Seen.ESCAPE),
        ("\n", Seen.LINE_FEED),
        ("(（", Seen.OPENING),
        (" ", Seen.SPACE),
    ):
        for character in characters:
            table[ord(character)] |= np.uint32(seen)
    table.setflags(write=False)
    return table


def code_points(text: str) -> NDArray[np.uint32]:
    """The text as an array of code points, shape (len(text),), lone surrogates included.

    >>> code_points("a中").tolist()
    [97, 20013]
    """
    if compiled.IS_COMPILED:
        return np.frombuffer(compiled.code_points(text), np.uint32)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def text_of(codes: NDArray[np.uint32]) -> str:
    """The text of an array of code points, lone surrogates included.

    >>> text_of(code_points("a中"))
    'a中'
    """
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def chunks(codes: NDArray[np.uint32]) -> Iterator[NDArray[np.uint32]]:
    """The code points in parts that stay in a core's cache, whatever is made of them.

    >>> [part.size for part in chunks(np.zeros(40000, np.uint32))]
    [32768, 7232]
    """
    return (codes[start : start + _CHUNK] for start in range(0, codes.size, _CHUNK))


def line_edges(codes: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the lines of a text begin, and where they end, in code points, shapes (lines,).

    >>> [each.tolist() for each in line_edges(code_points("a\\nbc\\n"))]
    [[0, 2, 5], [1, 4, 5]]
    """
    breaks = line_breaks(codes)
    return np.concatenate(([0], breaks + 1)), np.append(breaks, codes.size)


def line_breaks(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where the line feeds of a text are, in code points.

    >>> line_breaks(code_points("a\\nbc\\n")).tolist()
    [1, 4]
    """
    if compiled.IS_COMPILED:
        found = compiled.line_breaks(np.ascontiguousarray(codes, np.uint32))
        return np.frombuffer(found, np.int64)
    return np.flatnonzero(codes == _LINE_FEED)


def beyond_ascii(codes: NDArray[np.uint32]) -> int:
    """How many of the code points are beyond ASCII.

    >>> beyond_ascii(code_points("a中"))
    1
    """
    if compiled.IS_COMPILED:
        return compiled.beyond_ascii(np.ascontiguousarray(codes, np.uint32))
    if codes.size <= _CHUNK:
        return int(np.count_nonzero(codes > 0x7F))
    return sum(int(np.count_nonzero(part > 0x7F)) for part in chunks(codes))


def class_table() -> NDArray[np.uint32]:
    """The classes of each code point, as the numbers of :class:`Seen`; shape (0x110000,)."""
    return _table()


def scan_ascii(text: str) -> Seen:
    """As :func:`scan`, of a text that is all ASCII; nearly free.

    >>> scan_ascii("what?")
    <Seen.QUESTION: 4>
    """
    seen = Seen.QUESTION if "?" in text else Seen.NOTHING
    if any(mark in text for mark in _MARKS):
        seen |= Seen.MARK
    if any(mark in text for mark in _ESCAPES):
        seen |= Seen.ESCAPE
    if "\n" in text:
        seen |= Seen.LINE_FEED
    if " " in text:
        seen |= Seen.SPACE
    if "(" in text:
        seen |= Seen.OPENING
    controls = text.encode("ascii").translate(None, _PLAIN)
    if "\0" in text:
        seen |= Seen.NUL
    return seen | Seen.CONTROL if controls else seen


def flags(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The classes of each code point, as the numbers of :class:`Seen`; shape (n,).

    >>> flags(code_points("。a")).tolist()
    [16777232, 0]
    """
    # clip: no code point is beyond the table, and numpy then writes without a copy
    return _table().take(codes, mode="clip")


def scan(codes: NDArray[np.uint32]) -> Seen:
    """The classes of characters among these code points.

    >>> scan(code_points("中文。"))
    <Seen.HAN|STOP|BEYOND_ASCII: 16777233>
    """
    seen = 0
    for part in chunks(codes):
        seen |= int(np.bitwise_or.reduce(flags(part)))
    return Seen(seen)
