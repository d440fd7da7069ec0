"""How much text is repaired in a second, in one thread: clean, garbled, in pages and in titles."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import fixtext
from benchmarks.output import print_table
from benchmarks.speed.rounds import (
    Spread,
    Way,
    decoded,
    interleave,
    megabytes,
    ours,
    ours_many,
    theirs,
    times_as_fast,
)
from benchmarks.speed.run import Run
from benchmarks.speed.texts import LANGUAGES

_CLEAN = {"zh-Hans": 5, "en": 5, "zh-Hant": 2, "ja": 2, "ko": 2, "ru": 2, "fr": 2}
"""Megabytes of each language."""
_SHORT = 10_000
_PAGES, _PAGE_SIZES = 200, (1_000, 4_000)
"""Pages of each language, and how many characters they have."""
_TRIAL = 50
_ROUND_SECONDS = 5.0
_CLEAN_BEFORE = 1_000
"""Characters that are repaired before the clock runs, so that tables are there."""
OURS = "fixtext"
DECODE = "bytes.decode"
MANY = "fixtext.fix_many"


def _texts(run: Run) -> dict[str, Callable[[], str]]:
    def clean(tag: str, size: int) -> Callable[[], str]:
        return lambda: run.texts.clean(tag, run.size(size))

    found = {f"clean {LANGUAGES[tag]}": clean(tag, size) for tag, size in _CLEAN.items()}
    return found | {
        "UTF-8 read as Latin-1": lambda: run.texts.utf_8_as_latin_1(run.size(2)),
        "GBK read as Latin-1": lambda: run.texts.gbk_as_latin_1(run.size(1)),
        "UTF-8 read as GBK, lossless": lambda: run.texts.utf_8_as_gbk(run.size(1)),
        "UTF-8 read as GBK, lossy": lambda: run.texts.utf_8_as_gbk_lossy(run.size(0.2)),
        "the founding page": run.texts.page,
    }


def throughput(run: Run) -> dict[str, Any]:
    """MB of UTF-8 a second, one thread, beside ftfy, plsfix and bytes.decode."""
    results: dict[str, Any] = {}
    for name, make in _texts(run).items():
        text = make()
        fixtext.fix(text[:_CLEAN_BEFORE])
        ways = {OURS: ours(text), DECODE: decoded(text)}
        ways |= {worker.peer.name: theirs(worker, text) for worker in run.peers.workers()}
        results[name] = _measured(run, ways, OURS) | {"megabytes": megabytes(text)}
    print_rates("Repair: MB of UTF-8 a second, one thread, median (least-most)", results)
    return results


def short(run: Run) -> dict[str, Any]:
    """Strings of 20 to 60 characters a second, one by one and many at once."""
    texts = run.texts.short(max(100, int(_SHORT * run.scale)))
    garbled = [text.encode().decode("latin-1") for text in texts]
    results: dict[str, Any] = {}
    for name, strings in {"clean": texts, "UTF-8 read as Latin-1": garbled}.items():
        some = _within_seconds(strings)
        ways = {OURS: ours(some), MANY: ours_many(some)}
        ways |= {worker.peer.name: theirs(worker, some) for worker in run.peers.workers()}
        results[name] = _measured(run, ways, MANY) | {"strings": len(some)}
    print_rates("Short strings: strings a second, one thread, median (least-most)", results)
    return results


def pages(run: Run) -> dict[str, Any]:
    """Right pages a second, each a document of its own, as a scraper has them."""
    results: dict[str, Any] = {}
    number = max(10, int(_PAGES * run.scale))
    for tag in _CLEAN:
        for size in _PAGE_SIZES:
            some = _within_seconds(run.texts.pages(tag, number, size))
            ways = {OURS: ours(some)}
            ways |= {worker.peer.name: theirs(worker, some) for worker in run.peers.workers()}
            told = {"pages": len(some), "megabytes": megabytes(some)}
            results[f"{LANGUAGES[tag]}, {size:,}"] = _measured(run, ways, OURS) | told
    print_rates("Right pages: pages a second, one thread, median (least-most)", results)
    return results


def _within_seconds(strings: list[str]) -> list[str]:
    """As many strings as are repaired one by one in the seconds that a round may take."""
    way = ours(strings[:_TRIAL])
    way.seconds(0)
    return strings[: max(_TRIAL, int(_ROUND_SECONDS * way.size / way.seconds(1)))]


def _measured(run: Run, ways: dict[str, Way], name: str) -> dict[str, Any]:
    rates = interleave(ways, run.rounds)
    return {
        "rates": {way: dataclasses.asdict(Spread.of(each)) for way, each in rates.items()},
        "times as fast": {
            way: dataclasses.asdict(each) for way, each in times_as_fast(rates, name).items()
        },
    }


def print_rates(title: str, results: dict[str, Any]) -> None:
    """Two tables: rates, and how many times as fast one way is as the others."""
    first = next(iter(results.values()))
    names, others = list(first["rates"]), list(first["times as fast"])
    (measured,) = set(names) - set(others)
    for heading, columns, part in (
        (title, names, "rates"),
        (f"Times as fast {measured} is as", others, "times as fast"),
    ):
        print_table(
            heading,
            ("text", *columns),
            (
                (text, *(str(Spread(**row[part][column])) for column in columns))
                for text, row in results.items()
            ),
        )
