"""Texts by language, and what is made of them: pages, titles, long files, damaged bytes."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from fixtext.decoding.beyond_python import as_browsers
from fixtext.decoding.hints import known_label

_ARTICLE = Path(__file__).parents[2] / "corpus" / "article"
CODECS = {
    "zh-Hans": ("gb18030", "utf-8"),
    "zh-Hant": ("big5hkscs", "gb18030", "utf-8"),
    "ja": ("cp932", "euc_jp", "utf-8"),
    "ko": ("cp949", "utf-8"),
    "ru": ("cp1251", "koi8_r", "utf-8"),
    "fr": ("cp1252", "utf-8"),
    "pl": ("cp1250", "iso8859_2", "utf-8"),
}
"""Python's codecs that texts of a language are written in."""
_OUTSIDE = {
    "zh-Hans": "zh-Hans-gsd",
    "zh-Hant": "zh-Hant-gsd",
    "ja": "ja",
    "ko": "ko",
    "ru": "ru",
    "fr": "fr",
    "pl": "pl",
}


def texts() -> dict[str, list[str]]:
    """Lines by language."""
    found = {
        tag: (_ARTICLE / f"gold.{tag}.txt").read_text("utf-8").splitlines()
        for tag in ("zh-Hans", "zh-Hant")
    }
    if folder := os.environ.get("FIXTEXT_SHARED"):
        for tag, name in _OUTSIDE.items():
            path = Path(folder) / "corpora" / f"{name}.txt"
            if path.exists():
                found[tag] = found.get(tag, []) + path.read_text("utf-8").splitlines()
    return {tag: [line for line in lines if len(line) > 20] for tag, lines in found.items()}


def cases(rng: random.Random, count: int) -> Iterator[tuple[str, str, bytes]]:
    """What is measured, the right text, and its bytes."""
    for tag, lines in texts().items():
        for codec in CODECS[tag]:
            for _ in range(count):
                yield from _cases(rng, lines, codec)


def _cases(rng: random.Random, lines: list[str], codec: str) -> Iterator[tuple[str, str, bytes]]:
    piece = "\n".join(rng.choices(lines, k=12)).encode(codec, "ignore")
    text = piece.decode(codec)
    right = _as_browsers(text, codec)
    yield "3 KB", right, piece
    title = text[: rng.randint(8, 20)].strip()
    if sum(character > "\x7f" for character in title) >= 4:
        yield "titles", _as_browsers(title, codec), title.encode(codec)
    high = [at for at, byte in enumerate(piece) if byte > 0x7F]
    if codec == "utf-8" or len(high) < 20:
        return
    at = rng.choice(high)
    yield "one byte lost", right, piece[:at] + piece[at + 1 :]
    yield "one FF put in", right, piece[:at] + b"\xff" + piece[at:]
    half = text.split("\n")
    first, second = "\n".join(half[:6]) + "\n", "\n".join(half[6:])
    mixed = first.encode() + second.encode(codec)
    yield "half UTF-8", first + _as_browsers(second, codec), mixed


def _as_browsers(text: str, codec: str) -> str:
    """With the signs that the readers show: Python's codec has a few others."""
    return as_browsers(text, known_label(codec) or codec)


def titles(lines: list[str], codec: str, count: int, rng: random.Random) -> list[bytes]:
    """Stretches of 6 to 20 characters, four of them or more beyond ASCII."""
    found: list[bytes] = []
    while len(found) < count:
        line, size = rng.choice(lines), rng.randint(6, 20)
        start = rng.randrange(max(1, len(line) - size))
        title = line[start : start + size].encode(codec, "ignore").decode(codec).strip()
        if sum(character > "\x7f" for character in title) >= 4:
            found.append(title.encode(codec))
    return found


def long_text(lines: list[str], codec: str, size: int, rng: random.Random) -> bytes:
    """Lines in any order, of so many bytes in all, or one character less."""
    parts: list[bytes] = []
    while sum(map(len, parts)) < size:
        parts.append("\n".join(rng.choices(lines, k=1000)).encode(codec, "ignore") + b"\n")
    return b"".join(parts)[:size].decode(codec, "ignore").encode(codec)
