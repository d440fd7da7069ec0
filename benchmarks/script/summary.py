"""One table of what was asked for, what fixtext does, and what the best of the peers does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benchmarks.output import print_table
from benchmarks.script.conversion import STRICT
from benchmarks.script.detection import share, wrong_of_right
from benchmarks.script.peers import OFFICIAL, PEERS
from benchmarks.script.texts import ALL_LINES, documents_name

ASKED_HALF = 0.5
ASKED_RATE = 60.0
ASKED_RATIO = 3.0
ASKED_FIRST = 40.0
ASKED_SHARES = {
    "5": {"wrong": 0.5, "undecided": 15.0},
    "10": {"wrong": 0.1, "undecided": 4.0},
    "20": {"wrong": 0.05, "undecided": 1.0},
}
_NONE = "-"
_PEERS = frozenset(peer.name for peer in PEERS)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What is measured, what was asked for, ours, and the best peer with its name."""

    what: str
    asked: str
    ours: str
    best_peer: str = _NONE


def _best(
    figures: Mapping[str, float], choose: Callable[..., str], form: str, names: frozenset[str]
) -> str:
    peers = {name: figure for name, figure in figures.items() if name in names}
    if not peers:
        return _NONE
    best = choose(peers, key=peers.__getitem__)
    return f"{format(peers[best], form)} ({best})"


def _half(result: dict[str, Any]) -> Iterator[Row]:
    for size, row in result.items():
        wrong = {name: each["wrong"] for name, each in row.items()}
        names = frozenset(wrong) - {"fixtext", "as it is"}
        # What is asked for is asked of a text as a whole.
        asked = f"{ASKED_HALF}" if size == documents_name(ALL_LINES) else _NONE
        yield Row(
            f"half-converted, documents of {size}: wrong per 1,000 hanzi",
            asked,
            f"{wrong['fixtext']:.2f}",
            _best(wrong, min, ".2f", names),
        )


def _windows(result: dict[str, Any]) -> Iterator[Row]:
    total = {
        what: sum(row[what] for row in result.values()) for what in next(iter(result.values()))
    }
    windows = f"{total['windows']:,}"
    yield Row(f"mixes found in {windows} half-converted windows", _NONE, f"{total['found']:,}")
    yield Row(f"mixes found in {windows} clean windows", _NONE, f"{total['alarms']:,}")


def _clean(result: dict[str, Any]) -> Iterator[Row]:
    yield Row("findings in clean text", "0", str(sum(sum(row.values()) for row in result.values())))


def _detect(result: dict[str, Any]) -> Iterator[Row]:
    for size, row in result.items():
        for what, asked in ASKED_SHARES[size].items():
            shares = {name: share(each["both"], what) for name, each in row.items()}
            ours = f"{shares['fixtext']:.2f}"
            if what == "wrong":
                ours += f" ({wrong_of_right(row['fixtext']['both']):.2f} without mislabelled)"
            yield Row(
                f"script of {size} hanzi: {what} %",
                f"{asked:g}",
                ours,
                _best(shares, min, ".2f", _PEERS),
            )


def _speed(result: dict[str, Any]) -> Iterator[Row]:
    for name, rates in result["conversion"].items():
        best = _best(rates, max, ".0f", _PEERS)
        yield Row(f"{name} strict: MB/s", f"{ASKED_RATE:g}", f"{rates[STRICT]:.0f}", best)
        yield Row(f"{name}: MB/s", f"{ASKED_RATE:g}", f"{rates['fixtext']:.0f}", best)
        if OFFICIAL in rates:
            ratios = {each: rate / rates[OFFICIAL] for each, rate in rates.items()}
            yield Row(
                f"{name} strict: times as fast as official OpenCC",
                f"{ASKED_RATIO:g}",
                f"{ratios[STRICT]:.1f}",
                _best(ratios, max, ".1f", _PEERS - {OFFICIAL}),
            )


def _first(result: dict[str, Any]) -> Iterator[Row]:
    milliseconds = {name: row["first"] for name, row in result.items()}
    yield Row(
        "first conversion: ms",
        f"{ASKED_FIRST:g}",
        f"{milliseconds['fixtext']:.0f}",
        _best(milliseconds, min, ".0f", _PEERS),
    )


def _equal(result: dict[str, Any]) -> Iterator[Row]:
    if result:
        different = sum(row["different"] for row in result.values())
        texts = sum(row["texts"] for row in result.values())
        yield Row(f"strict, other than official OpenCC, of {texts:,} results", "0", str(different))


_ROWS: dict[str, Callable[[dict[str, Any]], Iterator[Row]]] = {
    "half": _half,
    "windows": _windows,
    "clean": _clean,
    "detect": _detect,
    "speed": _speed,
    "first": _first,
    "equal": _equal,
}


def summary(results: Mapping[str, dict[str, Any]]) -> list[Row]:
    """The rows of the parts that were measured."""
    return [row for part, rows in _ROWS.items() if part in results for row in rows(results[part])]


def print_summary(rows: list[Row]) -> None:
    print_table(
        "Simplified and traditional Chinese: what was asked for, and what is",
        ("what", "asked", "ours", "best peer"),
        (dataclasses.astuple(row) for row in rows),
    )
