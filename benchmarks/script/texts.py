"""The texts that are measured: corpora, half-converted text, large samples, random strings."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from fixtext.hanscript import convert, traditional_candidates

HAN = re.compile("[〇㐀-䶿一-鿿\U00020000-\U0002fffd]")
SIMPLIFIED = ("zh-Hans-gsd", "zh-Hans-reviews", "zh-Hans-ui")
TRADITIONAL = ("zh-Hant-TW-ui", "zh-Hant-HK-ui", "zh-Hant-HK", "zh-Hant-gsd", "zh-Hant-pud")
CLEAN = (*TRADITIONAL, "yue-Hant-HK", "lzh-Hant-kyoto", "lzh-poetry", "ja", "ko", *SIMPLIFIED)
ALL_LINES = 10**9
DOCUMENTS = (1, 30, ALL_LINES)
"""Lines of the documents that repair is measured on."""
_SAMPLE_BYTES = 5_000_000
_ONE_FORM: dict[str, str] = {}


def lines(data: Path, name: str) -> list[str]:
    path = data / "corpora" / f"{name}.txt"
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def chinese_lines(data: Path) -> list[str]:
    """Every line of every corpus of standard Chinese."""
    paths = sorted((data / "corpora").glob("zh-*.txt"))
    return [line for path in paths for line in lines(data, path.stem)]


def documents(all_lines: Sequence[str], size: int) -> Iterator[str]:
    for start in range(0, len(all_lines), size):
        yield "\n".join(all_lines[start : start + size])


def documents_name(size: int) -> str:
    return "all lines" if size == ALL_LINES else f"{size} line{'s'[: size > 1]}"


def half_convert(text: str) -> str:
    """Through simplified, then back only where a character has exactly one traditional form."""
    simple = convert(text, to="zh-Hans", source="zh-Hant-TW", strict="opencc")
    for char in set(simple) - set(_ONE_FORM):
        forms = traditional_candidates(char, regions=())
        one = len(forms) == 1
        _ONE_FORM[char] = (
            convert(forms[0], to="zh-TW", source="zh-Hant", strict="opencc") if one else char
        )
    return "".join(_ONE_FORM[char] for char in simple)


def _fill(text: str) -> str:
    while len(text.encode()) < _SAMPLE_BYTES:
        text += text
    return text.encode()[:_SAMPLE_BYTES].decode("utf-8", "ignore")


def samples(data: Path) -> dict[str, str]:
    """5 MB of simplified and of traditional text, the corpora over and over."""
    corpora = {"zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL}
    return {
        script: _fill("\n".join(line for name in names for line in lines(data, name)))
        for script, names in corpora.items()
    }


def random_texts(seed: int) -> list[str]:
    """Strings of Han characters, among them what configurations treat specially."""
    rng = random.Random(seed)
    pools = [
        [chr(c) for c in range(0x4E00, 0xA000)],
        [
            chr(c)
            for c in (*range(0x3400, 0x4DC0), *range(0xF900, 0xFB00), *range(0x20000, 0x2A6E0))
        ],
        [chr(c) for c in range(0x4E00, 0xA000) if len(traditional_candidates(chr(c))) > 1],
    ]
    special = "⿰⿱⿲⿾\ufe00\U000e0100\n，a"
    texts = []
    for _ in range(5000):
        pool = rng.choice(pools)
        text = [rng.choice(pool) for _ in range(rng.choice((3, 10, 40, 200)))]
        for _ in range(rng.choice((0, 0, 1, 5))):
            text[rng.randrange(len(text))] = rng.choice(special)
        texts.append("".join(text))
    return texts
