"""The command: ``python -m benchmarks [--json FILE] [--only quality|speed]``."""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

import fixtext
from benchmarks.repair import Harm, Quality, Speed, measure_harm, measure_quality, measure_speed
from corpus import read_rows
from fixtext import language

_WIDTH = 130
"""Of the tables where there is no terminal to ask."""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _quality_table(results: list[Quality]) -> Table:
    table = Table(title="Repair of the corpus drawn from the article", title_justify="left")
    for column in ("kind", "severity", "loses nothing"):
        table.add_column(column)
    for column in (
        "texts",
        "found %",
        "exact %",
        "characters %",
        "ftfy exact %",
        "ftfy unstyled exact %",
    ):
        table.add_column(column, justify="right")
    for one in results:
        table.add_row(
            one.kind,
            one.severity,
            "yes" if one.lossless else "no",
            str(one.texts),
            _percent(one.found, one.texts),
            _percent(one.exact, one.texts),
            f"{100 * one.characters:.1f}",
            _percent(one.ftfy_exact, one.texts),
            _percent(one.ftfy_unstyled_exact, one.texts),
        )
    return table


def _harm_table(results: list[Harm]) -> Table:
    table = Table(title="Clean text that was changed", title_justify="left")
    table.add_column("text")
    for column in ("texts", "fixtext %", "ftfy %", "ftfy unstyled %"):
        table.add_column(column, justify="right")
    for one in results:
        shares = (one.fixtext, one.ftfy, one.ftfy_unstyled)
        table.add_row(one.name, str(one.texts), *(_percent(part, one.texts) for part in shares))
    return table


def _speed_table(results: list[Speed]) -> Table:
    table = Table(title="Speed, MB of UTF-8 a second, best of three", title_justify="left")
    table.add_column("text")
    for column in ("MB", "fixtext", "ftfy", "times as fast"):
        table.add_column(column, justify="right")
    for one in results:
        ratio = f"{one.fixtext / one.ftfy:.2f}"
        size = f"{one.megabytes:.3f}"
        table.add_row(one.name, size, f"{one.fixtext:.2f}", f"{one.ftfy:.2f}", ratio)
    return table


def main() -> None:
    """Measure, print the tables, and write the numbers if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to a file")
    parser.add_argument("--only", choices=("quality", "speed"), help="measure one of the two")
    arguments = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    data: dict[str, object] = {
        "fixtext": fixtext.__version__,
        "model": language.load().version,
        "ftfy": importlib.metadata.version("ftfy"),
        "python": platform.python_version(),
    }
    console.print(", ".join(f"{name} {version}" for name, version in data.items()))
    if arguments.only != "speed":
        quality = measure_quality(track(read_rows(), "repairing", console=console, transient=True))
        harm = measure_harm()
        console.print(_quality_table(quality), _harm_table(harm))
        data["quality"] = [dataclasses.asdict(one) for one in quality]
        data["harm"] = [dataclasses.asdict(one) for one in harm]
    if arguments.only != "quality":
        speed = measure_speed()
        console.print(_speed_table(speed))
        data["speed"] = [dataclasses.asdict(one) for one in speed]
    if arguments.json:
        text = json.dumps(data, ensure_ascii=False, indent=2)
        arguments.json.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
