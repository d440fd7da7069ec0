"""Documents whose lines went through several readings: what comes back, beside each line alone.

    python -m benchmarks.several --data DIR [--seeds 4] [--show 10]

Of each language two documents a seed: one of which four lines in five went through one reading, one
in ten through another, and one in ten is right; and one whose lines went through six, about equally
often. Lines of which a reading loses bytes are left out. ``DIR`` holds text files whose names begin
with the tag of their language; without it, the project's own few sentences are garbled.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import fixtext
from fixtext.encodings.strictly import read, written

_SENTENCES = Path(__file__).parents[1] / "tests" / "cases" / "sentences.json"
_LINES = 120
_ROUTES = {
    "zh-Hans": (
        "utf-8>windows-1252 gbk>windows-1252 utf-8>gbk utf-8>windows-1251 gbk>big5 utf-8>shift_jis"
    ),
    "zh-Hant": (
        "big5>windows-1252 utf-8>windows-1252 utf-8>gbk big5>gbk utf-8>windows-1250 gbk>big5"
    ),
    "ja": (
        "shift_jis>windows-1252 utf-8>windows-1252 euc-jp>windows-1252 utf-8>shift_jis utf-8>gbk"
        " shift_jis>gbk"
    ),
    "ko": (
        "utf-8>windows-1252 euc-kr>windows-1252 utf-8>euc-kr euc-kr>windows-1251 utf-8>windows-1250"
        " euc-kr>gbk"
    ),
    "ru": (
        "utf-8>windows-1251 windows-1251>windows-1252 koi8-r>windows-1251 utf-8>windows-1252"
        " ibm866>windows-1251 windows-1251>koi8-r"
    ),
    "fr": (
        "utf-8>windows-1252 utf-8>windows-1250 utf-8>macintosh utf-8>ibm850 utf-8>windows-1251"
        " utf-8>iso-8859-2"
    ),
}
"""The usual reading first, then the other one."""


class _Line(NamedTuple):
    right: str
    garbled: str
    usual: bool


def texts(folder: Path | None, language: str) -> list[str]:
    """The lines of a language in a folder of texts, or the project's own sentences."""
    if folder is None:
        every: dict[str, list[str]] = json.loads(_SENTENCES.read_text("utf-8"))
        return every[language]
    paths = sorted(folder.glob(f"{language}*.txt"))
    return [line for path in paths for line in path.read_text("utf-8").split("\n") if line.strip()]


def _read_as(text: str, route: str) -> str | None:
    """Text after a wrong reading; None where that loses bytes, or changes nothing."""
    meant, wrong = route.split(">")
    try:
        garbled = read(written(text, meant), wrong)
        back = read(written(garbled, wrong), meant)
    except UnicodeError:
        return None
    return garbled if back == text != garbled else None


def _document(
    lines: Sequence[str], routes: Sequence[str], *, mixed: bool, seed: int
) -> list[_Line]:
    chance = random.Random(seed)
    found: list[_Line] = []
    for line in chance.sample(lines, min(len(lines), _LINES)):
        share = chance.random()
        route = routes[0] if share < 0.8 else routes[1] if share < 0.9 else None
        route = chance.choice(routes) if mixed else route
        garbled = _read_as(line, route) if route else line
        if garbled is not None:
            found.append(_Line(line, garbled, route == routes[0]))
    return found


def _measured(
    folder: Path | None, seeds: int, *, mixed: bool
) -> Iterator[tuple[str, list[tuple[_Line, bool, bool]]]]:
    """By language: each line, and whether it came back in its document, and alone."""
    for language, routes in _ROUTES.items():
        lines, results = texts(folder, language), []
        for seed in range(seeds):
            document = _document(lines, routes.split(), mixed=mixed, seed=seed)
            fixed = fixtext.fix("\n".join(line.garbled for line in document)).split("\n")
            alone = fixtext.fix_many([line.garbled for line in document])
            results += [
                (line, whole == line.right, part == line.right)
                for line, whole, part in zip(document, fixed, alone, strict=True)
            ]
        yield language, results


def main() -> None:
    """Print how many lines come back."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR")
    parser.add_argument("--seeds", type=int, default=4, metavar="N")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="lines missed to show")
    options = parser.parse_args()
    for mixed in (False, True):
        print("six readings:" if mixed else "one reading, a few lines of another, a few right:")
        total = [0, 0, 0]
        for language, results in _measured(options.data, options.seeds, mixed=mixed):
            inside, alone = sum(one for _, one, _ in results), sum(one for *_, one in results)
            others = [one for line, one, _ in results if not line.usual]
            print(
                f"  {language}: {inside} of {len(results)} come back, {alone} alone"
                f"; {sum(others)} of {len(others)} that are not of the usual reading"
            )
            total = [a + b for a, b in zip(total, (inside, alone, len(results)), strict=True)]
            for line, _, _ in [each for each in results if not each[1]][: options.show]:
                print(f"    {line.garbled[:60]!r}, want {line.right[:40]!r}")
        print(f"  all: {total[0]} of {total[2]}, {total[1]} alone")


if __name__ == "__main__":
    main()
