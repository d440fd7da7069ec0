"""The plot: right texts by case, and speed by encoding and size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.output import draw_bars, new_figure, save_figure


def plot(path: Path, measured: Mapping[str, Any]) -> None:
    """Draw what was measured, as PNG or SVG by the name of the file."""
    figure, axes = new_figure(3, 1, (11, 12))
    _quality(axes[0], measured["quality"])
    long = {text: rates for text, rates in measured["speed"].items() if text.endswith(", 100 KB")}
    _logarithmic(axes[1], long, "Files of 100 KB", "MB a second, log")
    _logarithmic(axes[2], measured["titles"], "Titles of 6 to 20 characters", "µs a title, log")
    save_figure(figure, path)


def _quality(axes: Any, quality: Mapping[str, Mapping[str, tuple[int, int]]]) -> None:
    names = next(iter(quality.values()))
    shares = {
        name: [100 * row[name][0] / row[name][1] for row in quality.values()] for name in names
    }
    draw_bars(axes, list(quality), shares)
    axes.set_ylabel("right, %")
    axes.set_title("Bytes to text (python -m benchmarks.decode)")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize="small")


def _logarithmic(
    axes: Any, rates: Mapping[str, Mapping[str, float]], title: str, unit: str
) -> None:
    names = next(iter(rates.values()))
    groups = [text.removesuffix(", 100 KB").replace(", ", "\n") for text in rates]
    draw_bars(axes, groups, {name: [row[name] for row in rates.values()] for name in names})
    axes.set_yscale("log")
    axes.set_ylabel(unit)
    axes.set_title(title)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize="small")
