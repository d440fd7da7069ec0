"""How results come out: as a table, as JSON, as a figure."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import fixtext
from fixtext import language

_WIDTH = 130
"""Of the tables where there is no terminal to ask."""
PICTURES = (".svg", ".png")
"""What each plot is drawn as."""
RESULTS = Path(__file__).with_name("results")


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1
) -> None:
    """A table on standard output, its first ``left`` columns of words, the others of figures."""
    table = Table(title=title, title_justify="left")
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at < left else "right")
    for row in rows:
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)


def versions() -> dict[str, str]:
    """Of what is measured, and of what it runs on."""
    return {
        "fixtext": fixtext.__version__,
        "model": language.load().version,
        "numpy": importlib.metadata.version("numpy"),
        "python": platform.python_version(),
    }


def write_json(path: Path, results: object) -> None:
    path.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


def can_draw() -> bool:
    """Whether plots can be drawn; tells what is missing if not."""
    if importlib.util.find_spec("matplotlib") is None:
        print("no plot: matplotlib is in the extra 'benchmarks'", file=sys.stderr)
        return False
    return True


def new_figure(rows: int, columns: int, size: tuple[float, float]) -> tuple[Any, Any]:
    """A figure and its axes, drawn without a screen."""
    import matplotlib

    matplotlib.use("agg")
    # The same figures are to give the same SVG.
    matplotlib.rcParams["svg.hashsalt"] = "fixtext"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(rows, columns, figsize=size)
    return figure, axes


def draw_bars(
    axes: Any, groups: Sequence[str], series: dict[str, list[float]], spread: float = 0.8
) -> None:
    """Groups of bars side by side, one of each series in each group."""
    width = spread / len(series)
    for turn, (name, heights) in enumerate(series.items()):
        places = [at + turn * width for at in range(len(groups))]
        axes.bar(places, heights, width, label=name)
    axes.set_xticks([at + spread / 2 - width / 2 for at in range(len(groups))], list(groups))


def save_figure(figure: Any, path: Path) -> None:
    """The figure as PNG or SVG, by the name of the file."""
    figure.tight_layout()
    figure.savefig(path, dpi=120, metadata={"Date": None} if path.suffix == ".svg" else None)
