"""Which script a few hanzi are in."""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from benchmarks.output import print_table
from benchmarks.script.peers import IDENTIFIER
from benchmarks.script.run import Run
from benchmarks.script.texts import HAN, SIMPLIFIED, TRADITIONAL, lines
from fixtext.hanscript import script_of
from fixtext.hanscript.characters import readings, traditional_candidates

SIZES = (5, 10, 20)
_SCRIPTS = ("zh-Hans", "zh-Hant")
_UNDECIDED = ("zh", "und", "undecided")
_T = TypeVar("_T")
Detector = Callable[[Sequence[str]], list[str]]


@dataclasses.dataclass(frozen=True, slots=True)
class _Labelled:
    """Hanzi of a line or of a window of one, the line's label, and whether that is wrong."""

    hanzi: str
    truth: str
    mislabelled: bool


@functools.cache
def _script(character: str) -> str:
    """The only script that has a character by OpenCC's dictionaries; none if both do, or neither.

    Regional forms (群) are traditional ones. No weight of ours is asked: what a label is worth is
    not for what is measured to say.
    """
    simplified = character not in traditional_candidates(character)
    traditional = character not in readings("ts").get(character, (character,))
    return "" if simplified == traditional else _SCRIPTS[traditional]


def _is_mislabelled(hanzi: str, truth: str) -> bool:
    """Whether more characters are of the other script than of the label's.

    Among the reviews labelled simplified, some are in traditional script, all or half of them.
    """
    scripts = Counter(map(_script, hanzi))
    return any(scripts[script] > scripts[truth] for script in _SCRIPTS)


def _labelled_lines(run: Run) -> list[_Labelled]:
    found = []
    for names, truth in ((SIMPLIFIED, "zh-Hans"), (TRADITIONAL, "zh-Hant")):
        for line in (line for name in names for line in lines(run.data, name)):
            hanzi = "".join(HAN.findall(line))
            found.append(_Labelled(hanzi, truth, _is_mislabelled(hanzi, truth)))
    return found


def _windows(labelled: Sequence[_Labelled], size: int) -> list[_Labelled]:
    return [
        _Labelled(hanzi, line.truth, line.mislabelled or _is_mislabelled(hanzi, line.truth))
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
    """Windows that are wrong or undecided, and the mislabelled ones of all and of the wrong."""
    counts = Counter(windows=len(windows))
    for decided, window in zip(decisions, windows, strict=True):
        counts["mislabelled"] += window.mislabelled
        if decided in _UNDECIDED:
            counts["undecided"] += 1
        elif not decided.startswith(window.truth):
            counts["wrong"] += 1
            counts["wrong and mislabelled"] += window.mislabelled
    names = ("windows", "wrong", "undecided", "mislabelled", "wrong and mislabelled")
    return {name: counts[name] for name in names}


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
            for truth in _SCRIPTS:
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
                shares = (
                    share(counts, "wrong"),
                    wrong_of_right(counts),
                    share(counts, "undecided"),
                )
                windows = (str(counts[what]) for what in ("windows", "mislabelled"))
                rows.append((size, name, truth, *windows, *(f"{each:.2f}" for each in shares)))
    print_table(
        "Script of windows of some hanzi",
        (
            *("hanzi", "by", "script", "windows", "mislabelled"),
            *("wrong %", "wrong % without mislabelled", "undecided %"),
        ),
        rows,
        left=3,
    )


def share(counts: dict[str, int], what: str) -> float:
    """Of all windows, per cent."""
    return 100 * counts[what] / counts["windows"]


def wrong_of_right(counts: dict[str, int]) -> float:
    """What is wrong of the windows that are not mislabelled, per cent."""
    wrong = counts["wrong"] - counts["wrong and mislabelled"]
    return 100 * wrong / (counts["windows"] - counts["mislabelled"])
