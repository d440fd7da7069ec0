"""What the Encoding Standard makes of bytes, as digests that a test compares ours with.

    npm pack text-encoding@0.7.0 && tar xzf text-encoding-0.7.0.tgz
    python -m tests.whatwg digests package/lib/encoding-indexes.js > tests/cases/whatwg.json
    python -m tests.whatwg cells package/lib/encoding-indexes.js

The indexes of the standard (https://encoding.spec.whatwg.org/#indexes, CC0) are in that package,
and as ``indexes.json`` in the standard's own repository; either file will do. The package has them
of 2017: the 18 cells of GB 18030 that changed since are brought up to date. ``cells`` prints those
of Big5 that Python's Big5-HKSCS has not.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

Index = list[int | None]
Mapped = dict[bytes, str]

MULTI_BYTE = ("gbk", "big5", "euc-kr", "shift_jis", "euc-jp", "iso-2022-jp")
_OF_2022 = {
    **dict(zip(range(7182, 7189), (0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE17)), strict=True)),
    **dict(zip((7201, 7202, 7208), range(0xFE17, 0xFE1A), strict=True)),
    **dict(
        zip(
            (23775, 23783, 23788, 23789, 23795, 23812, 23829, 23845),
            range(0x9FB4, 0x9FBC),
            strict=True,
        )
    ),
}
"""Pointers of index gb18030 and their code points since GB 18030-2022 was adopted."""
_BIG5_PAIRS = {1133: "\xca\u0304", 1135: "\xca\u030c", 1164: "\xea\u0304", 1166: "\xea\u030c"}
_FOURS = (*range(0, 39420, 97), 7457, 39419, *range(189_000, 1_237_576, 4999), 1_237_575)
"""Pointers of the four-byte sequences that are looked at."""


def read_indexes(path: Path) -> dict[str, Index]:
    """The indexes in a file, by name; ``gb18030-ranges`` is left to :func:`ranges_of`."""
    text = path.read_text("utf-8")
    start = re.search(r'\{\s*"big5"', text)
    assert start is not None, f"{path} has no indexes"
    text = re.sub(r",\s*\}", "}", text[start.start() :])
    indexes: dict[str, Index] = json.JSONDecoder().raw_decode(text)[0]
    for pointer, code in _OF_2022.items():
        indexes["gb18030"][pointer] = code
    return indexes


def single_byte(index: Index) -> Mapped:
    codes = [*range(0x80), *index]
    return {bytes((byte,)): chr(code) for byte, code in enumerate(codes) if code is not None}


def _ascii() -> Mapped:
    return {bytes((byte,)): chr(byte) for byte in range(0x80)}


def _pairs(index: Index, leads: range, trails: tuple[int, ...]) -> Iterator[tuple[int, bytes, str]]:
    """Pointer, bytes and character of each cell, in rows of as many cells as there are trails."""
    for row, lead in enumerate(leads):
        for cell, trail in enumerate(trails):
            pointer = row * len(trails) + cell
            code = index[pointer] if pointer < len(index) else None
            if code is not None:
                yield pointer, bytes((lead, trail)), chr(code)


def _gbk(indexes: Mapping[str, Index]) -> Mapped:
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFF))
    cells = _pairs(indexes["gb18030"], range(0x81, 0xFF), trails)
    mapped = {**_ascii(), b"\x80": "€", **{pair: text for _, pair, text in cells}}
    ranges: list[list[int]] = indexes["gb18030-ranges"]  # type: ignore[assignment]
    for pointer in _FOURS:
        first, code = max(each for each in ranges if each[0] <= pointer)
        four = bytes(
            (
                0x81 + pointer // 12600,
                0x30 + pointer // 1260 % 10,
                0x81 + pointer // 10 % 126,
                0x30 + pointer % 10,
            )
        )
        mapped[four] = "\ue7c7" if pointer == 7457 else chr(code + pointer - first)
    return mapped


def _big5(indexes: Mapping[str, Index]) -> Mapped:
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    index = list(indexes["big5"])
    for pointer in _BIG5_PAIRS:
        index[pointer] = 0
    cells = _pairs(index, range(0x81, 0xFF), trails)
    return {**_ascii(), **{pair: _BIG5_PAIRS.get(at, text) for at, pair, text in cells}}


def _euc_kr(indexes: Mapping[str, Index]) -> Mapped:
    trails = tuple(range(0x41, 0xFF))
    cells = _pairs(indexes["euc-kr"], range(0x81, 0xFF), trails)
    return {**_ascii(), **{pair: text for _, pair, text in cells}}


def _shift_jis(indexes: Mapping[str, Index]) -> Mapped:
    trails = (*range(0x40, 0x7F), *range(0x80, 0xFD))
    index = indexes["jis0208"][:11280] + [None] * (11280 - len(indexes["jis0208"]))
    index[8836:10716] = range(0xE000, 0xE000 + 1880)
    mapped = {**_ascii(), b"\x80": "\x80"}
    mapped |= {bytes((byte,)): chr(0xFF61 + byte - 0xA1) for byte in range(0xA1, 0xE0)}
    for pointer, pair, text in _pairs(index, range(0x81, 0xBD), trails):
        lead = pair[0] if pointer < 31 * len(trails) else pair[0] + 0x40
        mapped[bytes((lead, pair[1]))] = text
    return mapped


def _euc_jp(indexes: Mapping[str, Index]) -> Mapped:
    high = range(0xA1, 0xFF)
    mapped = _ascii()
    mapped |= {bytes((0x8E, byte)): chr(0xFF61 + byte - 0xA1) for byte in range(0xA1, 0xE0)}
    mapped |= {pair: text for _, pair, text in _pairs(indexes["jis0208"], high, tuple(high))}
    three = _pairs(indexes["jis0212"], high, tuple(high))
    return mapped | {b"\x8f" + pair: text for _, pair, text in three}


def _iso_2022_jp(indexes: Mapping[str, Index]) -> Mapped:
    """Each character behind the escape sequence that it needs."""
    low = range(0x21, 0x7F)
    mapped = {key: text for key, text in _ascii().items() if key not in (b"\x0e", b"\x0f", b"\x1b")}
    for byte in low:
        mapped[b"\x1b(J" + bytes((byte,))] = {0x5C: "¥", 0x7E: "‾"}.get(byte, chr(byte))
    for byte in range(0x21, 0x60):
        mapped[b"\x1b(I" + bytes((byte,))] = chr(0xFF61 + byte - 0x21)
    for _, pair, text in _pairs(indexes["jis0208"], low, tuple(low)):
        mapped[b"\x1b$B" + pair] = text
    return mapped


def mapping(indexes: Mapping[str, Index], label: str) -> Mapped:
    """The sequences of bytes that are one character in an encoding, and that character."""
    makers = (_gbk, _big5, _euc_kr, _shift_jis, _euc_jp, _iso_2022_jp)
    if label in MULTI_BYTE:
        return makers[MULTI_BYTE.index(label)](indexes)
    return single_byte(indexes[label])


def candidates(label: str) -> Iterator[bytes]:
    """Every sequence that could be a character: all of one byte and of two, and the longer ones."""
    yield from (bytes((byte,)) for byte in range(256))
    if label == "iso-2022-jp":
        low = range(0x21, 0x7F)
        yield from (bytes((*b"\x1b(J", byte)) for byte in low)
        yield from (bytes((*b"\x1b(I", byte)) for byte in range(0x21, 0x60))
        yield from (bytes((*b"\x1b$B", lead, trail)) for lead in low for trail in low)
    elif label in MULTI_BYTE:
        yield from (bytes((lead, trail)) for lead in range(0x80, 0x100) for trail in range(256))
    if label == "euc-jp":
        high = range(0xA1, 0xFF)
        yield from (bytes((0x8F, lead, trail)) for lead in high for trail in high)
    if label == "gbk":
        yield from (four for four in _gbk_fours())


def _gbk_fours() -> Iterator[bytes]:
    for pointer in dict.fromkeys(_FOURS):
        lead, second = 0x81 + pointer // 12600, 0x30 + pointer // 1260 % 10
        yield bytes((lead, second, 0x81 + pointer // 10 % 126, 0x30 + pointer % 10))


def digest(mapped: Mapping[bytes, str]) -> dict[str, object]:
    """How many sequences are mapped, and the SHA-256 of all in order: hexadecimal, a line each."""
    lines = "".join(
        f"{key.hex()} {' '.join(f'{ord(each):04X}' for each in text)}\n"
        for key, text in sorted(mapped.items())
    )
    return {"sequences": len(mapped), "sha256": hashlib.sha256(lines.encode()).hexdigest()}


def _cells(indexes: Mapping[str, Index]) -> None:
    """Print what Python's Big5-HKSCS lacks."""
    for pair, text in sorted(_big5(indexes).items()):
        with contextlib.suppress(UnicodeDecodeError):
            pair.decode("big5hkscs")
            continue
        print(f"0x{pair.hex().upper()}: {text!r}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Digests of the Encoding Standard's mappings")
    parser.add_argument("what", choices=("digests", "cells"))
    parser.add_argument("indexes", type=Path)
    arguments = parser.parse_args()
    indexes = read_indexes(arguments.indexes)
    if arguments.what == "cells":
        _cells(indexes)
        return
    labels = [*(name for name, index in indexes.items() if len(index) == 128), *MULTI_BYTE]
    about = (
        "Digests of what the Encoding Standard (https://encoding.spec.whatwg.org/) makes of bytes, "
        "computed from its indexes, which are CC0, by python -m tests.whatwg digests; how, and "
        "from which file, is told in tests/whatwg.py."
    )
    digests = {label: digest(mapping(indexes, label)) for label in sorted(labels)}
    print(json.dumps({"about": about, "digests": digests}, indent=1))


if __name__ == "__main__":
    main()
