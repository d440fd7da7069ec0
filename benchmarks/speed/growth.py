"""How the time grows with the size of one string."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import fixtext
from benchmarks.output import print_table
from benchmarks.speed.rounds import Way, figure, megabytes, ours, theirs
from benchmarks.speed.run import Run

_SIZES = (0.001, 0.004, 0.016, 0.064, 0.25, 1, 4, 16)
_LARGE = (32, 64, 100)
_SECONDS, _LARGE_SECONDS = 30.0, 300.0
"""A way that took longer than this is not asked about the next size."""
_TURNS = 3
_LARGEST = 4
"""Sizes that tell how the time grows; on small ones it is what comes before that counts."""
_SHORT_SECONDS = 2.0
"""What takes less than this is measured some times, and the least counts."""


def growth(run: Run) -> dict[str, Any]:
    """Seconds against size, from 1 KB up to 16 MB in one string, with --large 100."""
    makers: dict[str, Callable[[int], str]] = {
        "clean Chinese": lambda size: run.texts.clean("zh-Hans", size),
        "clean English": lambda size: run.texts.clean("en", size),
        "UTF-8 read as Latin-1": run.texts.utf_8_as_latin_1,
        "UTF-8 read as GBK, lossy": run.texts.utf_8_as_gbk_lossy,
    }
    sizes = (*_SIZES, *(_LARGE if run.large else ()))
    results: dict[str, Any] = {}
    for name, make in makers.items():
        rows: dict[str, list[tuple[float, float]]] = {}
        for size in sizes:
            text = make(run.size(size))
            fixtext.fix(text[:1000])
            for way, each in _ways(run, text).items():
                seen = rows.setdefault(way, [])
                if not seen or seen[-1][1] < (_LARGE_SECONDS if run.large else _SECONDS):
                    seen.append((megabytes(text), _least(each)))
        results[name] = rows
    _print(results, [size * run.scale for size in sizes])
    return results


def _ways(run: Run, text: str) -> dict[str, Way]:
    ways = {"fixtext": ours(text)}
    if megabytes(text) <= run.scale * _SIZES[-1]:
        ways |= {worker.peer.name: theirs(worker, text, math.inf) for worker in run.peers.workers()}
    return ways


def _least(way: Way) -> float:
    seen: list[float] = []
    for turn in range(1, _TURNS + 1):
        seen.append(way.seconds(turn))
        if sum(seen) > _SHORT_SECONDS:
            break
    return min(seen)


def power(points: list[tuple[float, float]]) -> float:
    """By which power of the size the seconds grow: 1 is linear; NaN for fewer than two sizes."""
    if len(points) < 2:
        return math.nan
    xs, ys = ([math.log(each) for each in column] for column in zip(*points, strict=True))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return above / sum((a - x) ** 2 for a in xs)


def _print(results: dict[str, Any], sizes: Sequence[float]) -> None:
    longest = max(len(points) for rows in results.values() for points in rows.values())
    print_table(
        "Seconds by size of one string, MB of UTF-8 (about); power: 1 is linear",
        ("text", "by", *(f"{size:g}" for size in sizes[:longest]), "power"),
        (
            (
                text,
                name,
                *(figure(seconds) for _, seconds in points),
                *("-" for _ in range(longest - len(points))),
                f"{power(points[-_LARGEST:]):.2f}",
            )
            for text, rows in results.items()
            for name, points in rows.items()
        ),
        left=2,
    )
