"""The plots: throughput as bars, time against size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.output import PICTURES, draw_bars, new_figure, save_figure


def _wrapped(text: str) -> str:
    """A name in lines that fit below a group of bars."""
    for before, after in ((" read as ", "\nread as "), (", ", "\n"), ("clean ", "clean\n")):
        text = text.replace(before, after)
    return text


def plot_throughput(results: Mapping[str, Any], path: Path) -> None:
    """Megabytes a second of each text by each way, as horizontal groups of bars."""
    figure, axes = new_figure(1, 1, (13, 6))
    names = [name for name in next(iter(results.values()))["rates"] if name != "bytes.decode"]
    groups = [_wrapped(text) for text in results]
    series = {name: [row["rates"][name] for row in results.values()] for name in names}
    draw_bars(
        axes, groups, {name: [each["median"] for each in some] for name, some in series.items()}
    )
    for name, bars in zip(names, axes.containers, strict=True):
        for bar, spread in zip(bars, series[name], strict=True):
            middle = bar.get_x() + bar.get_width() / 2
            axes.vlines(middle, spread["low"], spread["high"], color="black", linewidth=1)
    axes.set_yscale("log")
    axes.set_ylabel("MB of UTF-8 a second, log")
    axes.tick_params(axis="x", labelsize="small")
    axes.set_title("Repair in one thread: medians, least to most (python -m benchmarks.speed)")
    axes.legend(fontsize="small")
    save_figure(figure, path)


def plot_growth(results: Mapping[str, Any], path: Path) -> None:
    """Seconds against megabytes in one string, both logarithmic, and what linear would be."""
    figure, axes = new_figure(1, len(results), (3.6 * len(results), 4.2))
    panels = axes.flat if len(results) > 1 else [axes]
    for panel, (text, rows) in zip(panels, results.items(), strict=True):
        for name, points in rows.items():
            panel.plot(*zip(*points, strict=True), marker="o", markersize=3, label=name)
        sizes, seconds = zip(*rows["fixtext"], strict=True)
        linear = [seconds[-1] * size / sizes[-1] for size in sizes]
        panel.plot(sizes, linear, "--", color="grey", linewidth=1, label="linear")
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_title(text, fontsize="medium")
        panel.set_xlabel("MB of UTF-8 in one string")
        panel.set_ylabel("seconds")
        panel.legend(fontsize="small")
    figure.suptitle("Time against size (python -m benchmarks.speed)")
    save_figure(figure, path)


def plot(results: Mapping[str, dict[str, Any]], folder: Path) -> None:
    """Every plot of the parts that were measured, as SVG and PNG."""
    for suffix in PICTURES:
        if results.get("throughput"):
            plot_throughput(results["throughput"], folder / f"throughput{suffix}")
        if results.get("growth"):
            plot_growth(results["growth"], folder / f"growth{suffix}")
