"""Double-byte text that lost, gained or changed single bytes: how much of it comes back.

``python -m benchmarks.byte_damage`` damages lines of the article's gold texts, and of the corpora
in ``$FIXTEXT_SHARED/corpora`` if there are any, one byte each, and reads them again: in the same
codec, or (``--wrong``) in another one. Characters are right that stand in both texts in the same
order.
"""

from __future__ import annotations

import argparse
import difflib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

import fixtext
from corpus import gold

_CORPORA = {
    "zh-Hans": ("zh-Hans-gsd", "zh-Hans-reviews", "zh-Hans-ui"),
    "zh-Hant": ("zh-Hant-gsd", "zh-Hant-pud", "zh-Hant-TW-ui"),
    "ja": ("ja",),
    "ko": ("ko",),
}
_SAME = (
    ("zh-Hans", "gb18030"),
    ("zh-Hant", "big5hkscs"),
    ("zh-Hant", "gb18030"),
    ("ja", "cp932"),
    ("ja", "euc_jp"),
    ("ko", "cp949"),
)
_WRONG = (
    ("zh-Hans", "gb18030", "cp1252"),
    ("zh-Hans", "gb18030", "latin-1"),
    ("zh-Hans", "gb18030", "big5hkscs"),
    ("zh-Hans", "gb18030", "cp949"),
    ("zh-Hant", "big5hkscs", "gb18030"),
    ("zh-Hant", "big5hkscs", "cp1252"),
    ("ja", "cp932", "gb18030"),
    ("ja", "cp932", "cp1252"),
    ("ja", "euc_jp", "cp1252"),
    ("ja", "euc_jp", "gb18030"),
    ("ko", "cp949", "gb18030"),
    ("ko", "cp949", "cp1252"),
)
_DAMAGES = ("lost", "put in", "replaced")
_SHORTEST, _LONGEST = 12, 150
"""Code points of a line."""


class Way(NamedTuple):
    """A language, the codec that its bytes are in, the one they are read with, and how it shows
    bytes that make no character: as ``python`` does (U+FFFD), or as ``windows`` (``?`` for two)."""

    language: str
    right: str
    wrong: str
    style: str


def lines_of(language: str) -> list[str]:
    """Lines of a language, none twice."""
    lines: list[str] = []
    if language.startswith("zh"):
        lines += gold(language).splitlines()
    shared = os.environ.get("FIXTEXT_SHARED")
    for name in _CORPORA[language] if shared else ():
        path = Path(str(shared)) / "corpora" / f"{name}.txt"
        if path.exists():
            lines += path.read_text("utf-8").splitlines()
    usual = (line for line in lines if _SHORTEST <= len(line) <= _LONGEST)
    return [line for line in dict.fromkeys(usual) if sum(map(_is_wide, line)) > len(line) // 2]


def _is_wide(character: str) -> bool:
    return character > "\u2e80"


def damaged(data: bytes, damage: str, chance: random.Random) -> bytes:
    """The data with one byte of its double-byte characters lost, put in or replaced."""
    place = chance.choice([place for place, byte in enumerate(data) if byte > 0x7F])
    new = bytes((chance.randrange(0x21, 0x100),))
    if damage == "lost":
        return data[:place] + data[place + 1 :]
    return data[:place] + new + data[place + (damage == "replaced") :]


def shown(data: bytes, codec: str, style: str) -> str:
    """What a program shows for bytes that it takes to be in a codec."""
    if codec == "cp1252":
        one = (bytes((byte,)) for byte in data)
        return "".join(byte.decode(codec, "replace").replace("\ufffd", "") for byte in one)
    if style == "python":
        return data.decode(codec, "replace")
    out: list[str] = []
    place = 0
    while place < len(data):
        for size in (1, 2, 4, 3):
            try:
                out.append(data[place : place + size].decode(codec))
            except UnicodeDecodeError:
                continue
            place += size
            break
        else:
            out.append("・" if codec == "cp932" else "?")
            place += 2
    return "".join(out)


def right_characters(text: str, clean: str) -> int:
    """How many characters stand in both, in the same order."""
    blocks = difflib.SequenceMatcher(None, text, clean, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def _ways(*, wrong: bool) -> Iterator[Way]:
    if wrong:
        for language, right, read in _WRONG:
            styles = ("stripped",) if read == "cp1252" else ("python", "windows")
            yield from (Way(language, right, read, style) for style in styles)
        return
    for language, codec in _SAME:
        yield from (Way(language, codec, codec, style) for style in ("python", "windows"))


def main() -> None:
    """Print one row for each language, codec, style and kind of damage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100, help="lines a row")
    parser.add_argument("--wrong", action="store_true", help="read in another codec")
    parser.add_argument("--show", type=int, default=0, help="print so many misses a row")
    arguments = parser.parse_args()
    console = Console(width=130)
    table = Table(title="Characters right, %, and lines whole", title_justify="left")
    for column in ("language", "bytes in", "read as", "shown as", "damage"):
        table.add_column(column)
    for column in ("lines", "before %", "after %", "whole before", "whole after", "worse"):
        table.add_column(column, justify="right")
    for way in _ways(wrong=arguments.wrong):
        lines = lines_of(way.language)
        for damage in _DAMAGES if lines else ():
            table.add_row(*way, damage, *_measured(way, damage, lines, arguments))
    console.print(table)


def _measured(
    way: Way, damage: str, lines: list[str], arguments: argparse.Namespace
) -> tuple[str, ...]:
    chance = random.Random(f"{way} {damage}")
    before = after = every = whole_before = whole_after = worse = shows = 0
    some = chance.sample(lines, min(arguments.lines, len(lines)))
    for line in some:
        data = line.encode(way.right, "ignore")
        clean = data.decode(way.right)
        bad = shown(damaged(data, damage, chance), way.wrong, way.style)
        fixed = fixtext.fix(bad)
        right_before, right_after = right_characters(bad, clean), right_characters(fixed, clean)
        before += right_before
        after += right_after
        every += max(len(clean), 1)
        whole_before += bad == clean
        whole_after += fixed == clean
        worse += right_after < right_before
        if right_after < len(clean) - 1 and shows < arguments.show:
            shows += 1
            print(f"{way} {damage}\n  {bad!r}\n  -> {fixed!r}\n  want {clean!r}")
    return (
        str(len(some)),
        f"{100 * before / max(every, 1):.1f}",
        f"{100 * after / max(every, 1):.1f}",
        str(whole_before),
        str(whole_after),
        str(worse),
    )


if __name__ == "__main__":
    main()
