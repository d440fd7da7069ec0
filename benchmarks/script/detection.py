"""Which script a few hanzi are in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from benchmarks.output import print_table
from benchmarks.script.peers import IDENTIFIER
from benchmarks.script.run import Run
from benchmarks.script.texts import HAN, SIMPLIFIED, TRADITIONAL, lines
from fixtext.hanscript import SIMPLIFIED_ONLY, TRADITIONAL_ONLY, character_classes, script_of
from fixtext.scan import code_points

SIZES = (5, 10, 20)
_UNDECIDED = ("zh", "und", "undecided")
_T = TypeVar("_T")
Detector = Callable[[Sequence[str]], list[str]]


@dataclasses.dataclass(frozen=True, slots=True)
class _Labelled:
    """Hanzi of a line, the line's label, and whether their characters or its speak against it.

    Among the reviews labelled simplified, some are in traditional script, all or half of them.
    """

    hanzi: str
    truth: str
    doubtful: bool


def _is_doubtful(hanzi: str, truth: str) -> bool:
    classes = character_classes(code_points(hanzi))
    traditional, simple = (
        int(np.count_nonzero(classes & flag)) for flag in (TRADITIONAL_ONLY, SIMPLIFIED_ONLY)
    )
    return truth == "zh-Hans" and traditional > simple


def _labelled_lines(run: Run) -> list[_Labelled]:
    found = []
    for names, truth in ((SIMPLIFIED, "zh-Hans"), (TRADITIONAL, "zh-Hant")):
        for line in (line for name in names for line in lines(run.data, name)):
            hanzi = "".join(HAN.findall(line))
            found.append(_Labelled(hanzi, truth, _is_doubtful(hanzi, truth)))
    return found


def _windows(labelled: Sequence[_Labelled], size: int) -> list[_Labelled]:
    return [
        _Labelled(hanzi, line.truth, line.doubtful or _is_doubtful(hanzi, line.truth))
        for line in labelled
        for at in range(0, len(line.hanzi) - size + 1, size)
        for hanzi in (line.hanzi[at : at + size],)
    ]


def _ours(texts: Sequence[str]) -> list[str]:
    return [each.decided for each in script_of("\n".join(texts), by="line")]


def _detectors(run: Run) -> dict[str, Detector]:
    found: dict[str, Detector] = {"fixtext": _ours}
    if (worker := run.peers.get(IDENTIFIER)) is not None:
        found[IDENTIFIER] = lambda texts: list(worker.ask("identify", list(texts)))
    return found


def _count(decisions: Sequence[str], windows: Sequence[_Labelled]) -> dict[str, int]:
    """Windows that are wrong, those among them that are right but for the label, and undecided."""
    counts = {"windows": len(windows), "wrong": 0, "undecided": 0, "label noise": 0}
    for decided, window in zip(decisions, windows, strict=True):
        if decided in _UNDECIDED:
            counts["undecided"] += 1
        elif not decided.startswith(window.truth):
            counts["wrong"] += 1
            counts["label noise"] += window.doubtful and decided.startswith("zh-Hant")
    return counts


def detect(run: Run) -> dict[str, Any]:
    """The script of windows of some hanzi: wrong and undecided."""
    labelled = _labelled_lines(run)
    detectors = _detectors(run)
    results: dict[str, Any] = {}
    for size in SIZES:
        windows = _windows(labelled, size)
        row: dict[str, Any] = {}
        for name, detector in detectors.items():
            decisions = detector([window.hanzi for window in windows])
            row[name] = by_truth = {}
            for truth in ("zh-Hans", "zh-Hant"):
                chosen = [window.truth == truth for window in windows]
                by_truth[truth] = _count(_where(chosen, decisions), _where(chosen, windows))
            by_truth["both"] = _count(decisions, windows)
        results[str(size)] = row
    _print(results)
    return results


def _where(chosen: Sequence[bool], items: Sequence[_T]) -> list[_T]:
    return [item for taken, item in zip(chosen, items, strict=True) if taken]


def _print(results: dict[str, Any]) -> None:
    rows = []
    for size, row in results.items():
        for name, by_truth in row.items():
            for truth, counts in by_truth.items():
                shares = (f"{share(counts, what):.2f}" for what in ("wrong", "undecided"))
                noise = str(counts["label noise"])
                rows.append((size, name, truth, str(counts["windows"]), *shares, noise))
    print_table(
        "Script of windows of some hanzi",
        ("hanzi", "by", "script", "windows", "wrong %", "undecided %", "label noise"),
        rows,
        left=3,
    )


def share(counts: dict[str, int], what: str) -> float:
    """Of all windows, per cent."""
    return 100 * counts[what] / counts["windows"]
