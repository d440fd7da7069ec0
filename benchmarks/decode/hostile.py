"""Bytes made to be slow: how the time grows with them.

    python -m benchmarks.decode.hostile [--sizes 1 2 4 8] [--only NAME ...]

Each is read by ``fixtext.decode`` and fed to ``Decoder``; where time is linear, twice the bytes
take twice the time.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator

import fixtext
from benchmarks.decode.texts import long_text, texts
from benchmarks.output import print_table

_CHUNK = 65_537
_ROWS = {
    "NULs": b"\0",
    "FF": b"\xff",
    "80": b"\x80",
    "81": b"\x81",
    "8F": b"\x8f",
    "beginnings of UTF-8": b"\xe4\xb8",
    "surrogates in UTF-8": b"\xed\xa0\x80",
    "four bytes beyond Unicode": b"\xe3\x32\x9a\x36",
    "four bytes of GB 18030": b"\x81\x39\xee\x39",
    "<meta charset=": b"<meta charset=",
    "# coding": b"coding#",
    "switches of ISO-2022-JP": b"\x1b$B\x1b(B",
    "shift-out and shift-in": b"\x1b$)C\x0e\x0f",
    "HZ": b"~{VP~}",
    "a tilde of EUC-JP": b"\x8f\xa2\xb7",
    "pairs of JIS X 0213": b"\x81\xad\x83\x41",
    "GBK and UTF-8 by turns": "中文".encode("gb18030") + "中文".encode(),
    "UTF-8 and a lone byte": "中文".encode() + b"\xd6 ",
}
"""A few bytes over and over."""


def inputs(size: int) -> Iterator[tuple[str, bytes]]:
    """Each input by name, of so many bytes or a few more."""
    for name, row in _ROWS.items():
        yield name, row * (size // len(row) + 1)
    rng, lines = random.Random(1), texts()["zh-Hans"]
    yield "random bytes", rng.randbytes(size)
    yield "random bytes beyond ASCII", bytes(0x80 | byte for byte in rng.randbytes(size))
    gbk = long_text(lines, "gb18030", size, rng)
    yield "GBK in one line", gbk.replace(b"\n", b"")
    for every in (100, 1000):
        damaged = bytearray(gbk)
        del damaged[::every]
        yield f"GBK, each {every}th byte lost", bytes(damaged)
    by_turns = (line.encode(("utf-8", "gb18030")[at % 2]) for at, line in enumerate(lines))
    mixed = b"\n".join(by_turns) + b"\n"
    yield "lines of UTF-8 and GBK by turns", mixed * (size // len(mixed) + 1)


def _decode(data: bytes) -> None:
    fixtext.decode(data)


def _stream(data: bytes) -> None:
    decoder = fixtext.Decoder()
    for at in range(0, len(data), _CHUNK):
        decoder.feed(data[at : at + _CHUNK])
    decoder.close()


def _seconds(work: Callable[[bytes], None], data: bytes) -> float:
    start = time.process_time()
    work(data)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=float, nargs="+", default=[1.0, 2.0], metavar="MB")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these inputs")
    arguments = parser.parse_args()
    fixtext.decode("中文".encode("gb18030") * 9)
    sizes = [int(size * 1_000_000) for size in arguments.sizes]
    rows: dict[str, list[float]] = {}
    for work in (_decode, _stream):
        for size in sizes:
            for name, data in inputs(size):
                if not arguments.only or name in arguments.only:
                    way = "" if work is _decode else ", as a stream"
                    rows.setdefault(name + way, []).append(_seconds(work, data))
    print_table(
        "Bytes made to be slow: seconds of the processor",
        ("input", *(f"{size / 1e6:g} MB" for size in sizes), "last by the one before"),
        (
            (
                name,
                *(f"{each:.3f}" for each in seconds),
                f"{seconds[-1] / seconds[-2]:.2f}" if len(seconds) > 1 else "",
            )
            for name, seconds in sorted(rows.items(), key=lambda row: -row[1][-1])
        ),
    )


if __name__ == "__main__":
    main()
