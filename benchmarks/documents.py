"""Documents that went through one reading from end to end: how fast each is repaired, how well.

    python -m benchmarks.documents --data DIR [--size 10000] [--language ja ...] [--style mark]
                                   [--after lower | upper | strip]

Of each language and each usual chain, a document of so many code points; where bytes are lost, as
Python shows it (U+FFFD for a byte) and as Windows does (a mark for a pair). ``--after`` is what was
done to it then: its letters made small, as search engines do, or capital, and then no case counts,
since that of ASCII is gone; or its controls taken out. The slowest is printed first: MB (10**6
bytes of UTF-8) of garbled text in a second of processor time, and the lines that come back. ``DIR``
holds text files whose names begin with the tag of their language; without it, the project's own few
sentences are garbled, which flatters what remembers.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import fixtext
from benchmarks.several import texts
from fixtext.encodings.codecs import codec
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.strictly import python_name, read

_CHAINS = {
    "zh-Hans": (
        "utf-8>gbk utf-8>big5 utf-8>shift_jis utf-8>euc-kr utf-8>windows-1252 utf-8>windows-1251"
        " gbk>windows-1252 gbk>windows-1254 gbk>big5 gbk>euc-kr gbk>shift_jis"
        " utf-8>windows-1252>utf-8>windows-1252 utf-8>gbk>utf-8>windows-1252"
    ),
    "zh-Hant": "utf-8>gbk utf-8>big5 utf-8>windows-1252 big5>gbk big5>windows-1252 gbk>big5",
    "ja": "utf-8>shift_jis utf-8>gbk utf-8>windows-1252 shift_jis>windows-1252 shift_jis>gbk",
    "ko": "utf-8>euc-kr utf-8>gbk utf-8>windows-1252 euc-kr>windows-1252 euc-kr>gbk",
    "ru": "utf-8>windows-1251 utf-8>windows-1252 koi8-r>windows-1251 windows-1251>windows-1252",
    "fr": (
        "utf-8>windows-1252 utf-8>macintosh utf-8>windows-1250 utf-8>gbk"
        " utf-8>windows-1252>utf-8>windows-1252"
    ),
    "cs": "utf-8>windows-1252 utf-8>windows-1250 utf-8>iso-8859-2 windows-1250>windows-1252",
    "el": "utf-8>windows-1253 utf-8>windows-1252 iso-8859-7>windows-1252",
    "th": "utf-8>windows-874 windows-874>windows-1252",
    "vi": "utf-8>windows-1252",
}
_STYLES = ("replace", "mark")


def without_controls(text: str) -> str:
    """A text of which a program took out the C1 controls.

    >>> without_controls("\u00e9\u0085\u00a0")
    '\u00e9\xa0'
    """
    return "".join(char for char in text if not "\x80" <= char <= "\x9f")


_AFTER: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "strip": without_controls,
}


class _Row(NamedTuple):
    speed: float
    language: str
    chain: str
    style: str
    lossy: bool
    whole: float


def _shown(data: bytes, label: str, style: str) -> str:
    """Bytes in a wrong codec, with what stands for those that make nothing."""
    wrong = codec(label)
    if wrong.single:
        return read(data, label)
    if style == "replace":
        return data.decode(python_name(label), "replace")
    parts: list[str] = []
    while data:
        try:
            parts.append(data.decode(python_name(label)))
            break
        except UnicodeDecodeError as error:
            parts += (data[: error.start].decode(python_name(label)), chr(mark_of(label)))
            data = data[error.start + 2 :]
    return "".join(parts)


def _garbled(text: str, chain: str, style: str) -> str | None:
    """Text after each pair of wrong readings; None where the first codec cannot hold it."""
    labels = chain.split(">")
    try:
        for meant, wrong in zip(labels[::2], labels[1::2], strict=True):
            text = _shown(text.encode(python_name(meant)), wrong, style)
    except UnicodeEncodeError:
        return None
    return text


def _document(folder: Path | None, language: str, size: int) -> str:
    chance = random.Random(size)
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        every = texts(folder, language)
        lines += chance.sample(every, len(every))
    return "\n".join(lines)[:size]


def _measured(
    folder: Path | None,
    languages: Sequence[str],
    styles: Sequence[str],
    size: int,
    after: Callable[[str], str],
) -> Iterator[_Row]:
    for language in languages:
        text = _document(folder, language, size)
        for chain in _CHAINS[language].split():
            seen: set[str] = set()
            for style in styles:
                garbled = _garbled(text, chain, style)
                if garbled is None or garbled in seen:
                    continue
                garbled = after(garbled)
                seen.add(garbled)
                start = time.process_time()
                fixed = fixtext.fix(garbled)
                seconds = time.process_time() - start
                lines, back = set(text.split("\n")), fixed
                if after in (str.lower, str.upper):  # what case ASCII letters had, nobody can tell
                    lines, back = {line.lower() for line in lines}, fixed.lower()
                came_back = sum(line in back for line in lines)
                speed = len(garbled.encode()) / 1e6 / seconds
                lossy = any(garbled.count(sign) > text.count(sign) for sign in "\ufffd?・")
                whole = came_back / len(lines)
                yield _Row(speed, language, chain, style, lossy, whole)


def main() -> None:
    """Print a line for each document, the slowest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--size", type=int, default=10_000, metavar="N")
    parser.add_argument("--language", nargs="+", default=[*_CHAINS], choices=[*_CHAINS])
    parser.add_argument("--style", nargs="+", default=_STYLES, choices=_STYLES)
    parser.add_argument("--after", choices=_AFTER, help="what was done to the text then")
    options = parser.parse_args()
    fixtext.fix("é" * 3)
    after = _AFTER.get(options.after, str)
    rows = _measured(options.data, options.language, options.style, options.size, after)
    for row in sorted(rows):
        lost = f"bytes lost ({row.style})" if row.lossy else "no byte lost"
        print(
            f"{row.speed:8.3f} MB/s  {row.language:8} {row.chain:40} {lost:20}"
            f" {row.whole:6.1%} of lines"
        )


if __name__ == "__main__":
    main()
