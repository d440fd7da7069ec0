"""Measuring in rounds that take turns, so that what else the machine does hits all alike."""

from __future__ import annotations

import dataclasses
import math
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import fixtext
from benchmarks.peers import Worker
from benchmarks.worker import fresh

Text = str | list[str]
_TRIAL = 4_000
"""Code points that tell roughly how fast a peer is; one tenth of the strings of a list."""
_DECODED = 10_000_000
"""Bytes that are decoded before the clock is read again."""
_PEER_SECONDS = 2.0
"""A peer gets the beginning of a text, if the whole would take it longer than this."""


def figure(value: float) -> str:
    """Three digits that count, and no more, without powers of ten.

    >>> figure(1234.5), figure(12.34), figure(0.001234)
    ('1,234', '12.3', '0.00123')
    """
    if not value:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:,.{max(0, digits)}f}"


@dataclasses.dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds, the least and the most."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        if self.low == self.high:
            return figure(self.median)
        return f"{figure(self.median)} ({figure(self.low)}-{figure(self.high)})"


@dataclasses.dataclass(frozen=True, slots=True)
class Way:
    """One way to work on a text: the seconds of a turn, and how much it works on."""

    seconds: Callable[[int], float]
    size: float


def megabytes(text: Text) -> float:
    """10**6 bytes of UTF-8; a lone surrogate counts three bytes."""
    texts = [text] if isinstance(text, str) else text
    return sum(len(each.encode("utf-8", "surrogatepass")) for each in texts) / 1e6


def amount(text: Text) -> float:
    """Megabytes of a text; how many strings of a list."""
    return megabytes(text) if isinstance(text, str) else len(text)


def here(work: Callable[[Any], object], text: Text) -> Way:
    """A function of this process."""

    def seconds(turn: int) -> float:
        made = fresh(text, turn)
        start = time.perf_counter()
        work(made)
        return time.perf_counter() - start

    return Way(seconds, amount(text))


def ours(text: Text) -> Way:
    """``fixtext.fix``, of a list on each string by itself."""
    if isinstance(text, str):
        return here(fixtext.fix, text)
    return here(lambda texts: [fixtext.fix(one) for one in texts], text)


def ours_many(texts: list[str]) -> Way:
    """``fixtext.fix_many`` of a list of strings."""
    return here(lambda some: fixtext.fix_many(list(some)), texts)


def decoded(text: str) -> Way:
    """``bytes.decode`` of the text's UTF-8: what reading it costs before anything is done."""
    data = text.encode("utf-8", "surrogatepass")
    times = max(1, _DECODED // len(data))  # a page alone takes less than the clock can tell

    def seconds(_: int) -> float:
        start = time.perf_counter()
        for _ in range(times):
            data.decode("utf-8", "surrogatepass")
        return (time.perf_counter() - start) / times

    return Way(seconds, len(data) / 1e6)


def theirs(worker: Worker, text: Text, limit: float = _PEER_SECONDS) -> Way:
    """A peer's repair of the text, or of as much of it as takes the limit of seconds or less."""
    trial = text[:_TRIAL] if isinstance(text, str) else text[: max(1, len(text) // 10)]
    worker.ask("keep", trial)
    worker.ask("time repair", 0)  # tables are loaded, patterns compiled
    share = limit / max(1e-9, worker.ask("time repair", 1))
    part = text[: int(min(len(text), len(trial) * max(1.0, share)))]
    kept: list[bool] = []

    def seconds(turn: int) -> float:
        if not kept:
            worker.ask("keep", part)
            kept.append(True)
        return float(worker.ask("time repair", turn))

    return Way(seconds, amount(part))


def interleave(ways: Mapping[str, Way], rounds: int) -> dict[str, list[float]]:
    """How much each way does in a second, in each round."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(1, rounds + 1):
        for name, way in ways.items():
            rates[name].append(way.size / way.seconds(turn))
    return rates


def times_as_fast(rates: Mapping[str, list[float]], name: str) -> dict[str, Spread]:
    """How many times as fast one way is as each of the others, round by round."""
    return {
        other: Spread.of([a / b for a, b in zip(rates[name], theirs, strict=True)])
        for other, theirs in rates.items()
        if other != name
    }
