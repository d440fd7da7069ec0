"""Speed as a multiple of what the same machine takes, in the same run, for two yardsticks.

The yardsticks are reading the text's bytes and looking up each of its code points in a table. All
take turns, the least seconds of the processor count, and something is slower only where it is so by
both yardsticks: one alone moves with the machine's memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np

import fixtext
from benchmarks.speed.texts import Texts

_ROUNDS = 7
_YARDSTICK_BYTES = 20_000_000
"""What a yardstick works on before the clock is read, so that the clock can tell."""
TOLERANCE = 1.4
"""How many times as slow as stored a text may be; runs on a busy machine differ by up to 1.25."""
DECODE, LOOK_UP = "bytes.decode", "table look-up"
Work = Callable[[], object]


def cases(texts: Texts) -> dict[str, tuple[str, Work]]:
    """What is guarded: the text that the yardsticks get, and the work on it."""

    def whole(text: str) -> tuple[str, Work]:
        return text, lambda: fixtext.fix(text)

    def each(several: list[str]) -> tuple[str, Work]:
        return "".join(several), lambda: [fixtext.fix(one) for one in several]

    strings = texts.short(300)
    return {
        "clean Chinese": whole(texts.clean("zh-Hans", 500_000)),
        "clean English": whole(texts.clean("en", 500_000)),
        "clean Japanese": whole(texts.clean("ja", 200_000)),
        "clean Russian": whole(texts.clean("ru", 200_000)),
        "UTF-8 read as Latin-1": whole(texts.utf_8_as_latin_1(200_000)),
        "UTF-8 read as Latin-1, 2 KB": whole(texts.utf_8_as_latin_1(2_000)),
        "GBK read as Latin-1": whole(texts.gbk_as_latin_1(100_000)),
        "UTF-8 read as GBK, lossy": whole(texts.utf_8_as_gbk_lossy(20_000)),
        "the founding page": whole(texts.page()),
        "Chinese pages": each(texts.pages("zh-Hans", 30, 1_000)),
        "French pages": each(texts.pages("fr", 30, 1_000)),
        "short strings, one by one": each(strings),
        "short strings, fix_many": ("".join(strings), lambda: fixtext.fix_many(strings)),
    }


def _decode(data: bytes, times: int) -> None:
    for _ in range(times):
        data.decode()


def _look_up(codes: np.ndarray, table: np.ndarray, times: int) -> None:
    for _ in range(times):
        table[codes]


def yardsticks(text: str) -> dict[str, tuple[Work, int]]:
    """What each yardstick does, and how many times over."""
    data = text.encode()
    codes = np.frombuffer(text.encode("utf-32-le"), np.dtype("<u4"))
    table = np.arange(0x110000, dtype=np.uint8)
    times = max(1, _YARDSTICK_BYTES // len(data))
    return {
        DECODE: (lambda: _decode(data, times), times),
        LOOK_UP: (lambda: _look_up(codes, table, times), times),
    }


def _seconds(work: Work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def ratios(text: str, work: Work, rounds: int = _ROUNDS) -> dict[str, float]:
    """How many times as long the work takes as each yardstick, by the least of some rounds."""
    measured = {name: (each, times) for name, (each, times) in yardsticks(text).items()}
    least = dict.fromkeys(("", *measured), float("inf"))
    work()
    for _ in range(rounds):
        least[""] = min(least[""], _seconds(work))
        for name, (each, times) in measured.items():
            least[name] = min(least[name], _seconds(each) / times)
    return {name: least[""] / least[name] for name in measured}


def measure(progress: Callable[[str], None] = lambda _: None) -> dict[str, dict[str, float]]:
    """The ratios of every case, on the project's own text."""
    results = {}
    for name, (text, work) in cases(Texts()).items():
        progress(name)
        results[name] = ratios(text, work)
    return results


def compare(
    stored: Mapping[str, Mapping[str, float]],
    now: Mapping[str, Mapping[str, float]],
    tolerance: float = TOLERANCE,
) -> list[str]:
    """What became slower by both yardsticks, or is not stored, a line for each."""
    changes = []
    for name, measured in now.items():
        before = stored.get(name)
        if before is None:
            changes.append(f"{name}: nothing is stored of it")
            continue
        times = [measured[yardstick] / before[yardstick] for yardstick in measured]
        if min(times) > tolerance:
            told = ", ".join(
                f"{before[yardstick]:.0f} -> {value:.0f} times {yardstick}"
                for yardstick, value in measured.items()
            )
            changes.append(f"{name}: {min(times):.2f} times as slow ({told})")
    return changes
