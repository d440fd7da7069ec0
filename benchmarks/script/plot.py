"""The one plot: speed, first conversion, detection and repair beside the peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.output import draw_bars, new_figure, save_figure
from benchmarks.script.detection import share
from benchmarks.script.summary import ASKED_FIRST, ASKED_HALF, ASKED_RATE, ASKED_SHARES

_ASKED = {"color": "black", "linestyle": "--", "linewidth": 1, "label": "asked"}


def _speed(axes: Any, result: dict[str, Any]) -> None:
    rows = result["conversion"]
    names = next(iter(rows.values()))
    draw_bars(axes, list(rows), {name: [row[name] for row in rows.values()] for name in names})
    axes.axhline(ASKED_RATE, **_ASKED)
    axes.set_yscale("log")
    axes.set_ylabel("MB of UTF-8 a second, log")
    axes.set_title("Conversion")
    _legend(axes)


def _first(axes: Any, result: dict[str, Any]) -> None:
    # In two lines, so that a long name does not push the axes aside.
    names = [name.replace("-python-", "-python-\n") for name in result]
    bars = axes.barh(names, [row["first"] for row in result.values()])
    axes.axvline(ASKED_FIRST, **_ASKED)
    plate = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    axes.bar_label(bars, fmt="%.0f", padding=4, fontsize="small", bbox=plate)
    axes.margins(x=0.1)
    axes.invert_yaxis()
    axes.set_xlabel("ms")
    axes.set_title("First conversion of a process")
    _legend(axes)


def _detect(axes: Any, result: dict[str, Any]) -> None:
    groups = [f"{what}\n{size} hanzi" for what in ("wrong", "undecided") for size in result]
    names = next(iter(result.values()))

    def shares(name: str) -> list[float]:
        return [
            share(row[name]["both"], what)
            for what in ("wrong", "undecided")
            for row in result.values()
        ]

    draw_bars(axes, groups, {name: shares(name) for name in names})
    asked = [ASKED_SHARES[size][what] for what in ("wrong", "undecided") for size in result]
    places = axes.get_xticks()
    axes.hlines(asked, [at - 0.45 for at in places], [at + 0.45 for at in places], **_ASKED)
    axes.set_yscale("log")
    axes.set_ylabel("windows, %, log")
    axes.set_title("Script of windows")
    axes.tick_params(axis="x", labelsize="small")
    _legend(axes)


def _half(axes: Any, result: dict[str, Any]) -> None:
    names = [name for name in next(iter(result.values())) if name != "as it is"]
    series = {name: [row[name]["wrong"] for row in result.values()] for name in names}
    draw_bars(axes, [f"documents of\n{size}" for size in result], series)
    axes.axhline(ASKED_HALF, **_ASKED)
    axes.set_yscale("log")
    axes.set_ylabel("wrong per 1,000 hanzi, log")
    axes.set_title("Half-converted Taiwan text, repaired")
    _legend(axes)


def _legend(axes: Any) -> None:
    # Below the axes, where it hides no bar, whatever their heights.
    axes.legend(fontsize="x-small", loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=4)


_PANELS: dict[str, Callable[[Any, dict[str, Any]], None]] = {
    "speed": _speed,
    "first": _first,
    "detect": _detect,
    "half": _half,
}


def plot(results: Mapping[str, dict[str, Any]], path: Path) -> None:
    """Draw the parts that were measured, as PNG or SVG."""
    figure, axes = new_figure(2, 2, (12, 9))
    for panel, (part, draw) in zip(axes.flat, _PANELS.items(), strict=True):
        if results.get(part):
            draw(panel, results[part])
        else:
            panel.set_axis_off()
    figure.suptitle("Simplified and traditional Chinese (python -m benchmarks.script)")
    save_figure(figure, path)
