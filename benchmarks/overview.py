"""Quality by kind beside the peers, of the corpus drawn from the article."""

from __future__ import annotations

import collections
import dataclasses
import importlib.metadata
import importlib.util
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.output import PICTURES, draw_bars, new_figure, print_table, save_figure
from benchmarks.peers import Peers
from benchmarks.repair import Harm, Quality
from corpus import Row, is_piece

_BATCH = 100
_TOGETHER = "all"
"""A severity under which the texts of all others may stand together."""
OURS = "fixtext"
FTFY, UNSTYLED = "ftfy", "ftfy unstyled"


def row_of(kind: str, severity: str) -> str:
    """The row that texts of a kind and severity stand in: less than what shows it has its own.

    >>> row_of("hard-wrap", "page"), row_of("hard-wrap", "title")
    ('hard-wrap', 'hard-wrap, pieces')
    """
    return f"{kind}, pieces" if is_piece(kind, severity) else kind


def by_kind(quality: Iterable[Quality]) -> dict[str, dict[str, int]]:
    """How many texts of each kind there are, how many each library restored exactly, and found."""
    kinds: dict[str, dict[str, int]] = {}
    for one in quality:
        if one.severity == _TOGETHER:
            continue
        name = row_of(one.kind, one.severity)
        row = kinds.setdefault(name, dict.fromkeys(("texts", "found", OURS, FTFY, UNSTYLED), 0))
        row["texts"] += one.texts
        row["found"] += one.found
        row[OURS] += one.exact
        row[FTFY] += one.ftfy_exact
        row[UNSTYLED] += one.ftfy_unstyled_exact
    return kinds


def exact_by_peer(rows: Iterable[Row], peers: Peers, name: str) -> dict[str, int] | None:
    """How many texts of each kind a peer restores exactly; None if it cannot be had."""
    worker = peers.get(name)
    if worker is None:
        return None
    exact: collections.Counter[str] = collections.Counter()
    every = list(rows)
    for start in range(0, len(every), _BATCH):
        batch = every[start : start + _BATCH]
        repaired = worker.ask("repair", [row["garbled"] for row in batch])
        for row, text in zip(batch, repaired, strict=True):
            exact[row_of(row["kind"], row["severity"])] += text == row["clean"]
    return dict(exact)


def names(kinds: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The libraries that were measured."""
    return [name for name in next(iter(kinds.values())) if name not in ("texts", "found")]


def share(part: int, whole: int) -> float:
    """Per cent."""
    return 100 * part / whole if whole else 0.0


def print_quality(kinds: Mapping[str, Mapping[str, int]]) -> None:
    """Exact restorations by kind, the whole corpus last."""
    total = {what: sum(row[what] for row in kinds.values()) for what in next(iter(kinds.values()))}
    print_table(
        "Restored exactly, % of the texts of each kind",
        ("kind", "texts", "found by fixtext", *names(kinds)),
        (
            (
                kind,
                str(row["texts"]),
                f"{share(row['found'], row['texts']):.1f}",
                *(f"{share(row[name], row['texts']):.1f}" for name in names(kinds)),
            )
            for kind, row in [*kinds.items(), ("all of them", total)]
        ),
    )


def print_harm(harm: Iterable[Harm]) -> None:
    print_table(
        "Clean text that was changed, texts",
        ("text", "texts", OURS, FTFY, UNSTYLED),
        (tuple(str(each) for each in dataclasses.astuple(one)) for one in harm),
    )


def plot_quality(kinds: Mapping[str, Mapping[str, int]], path: Path) -> None:
    """Exact restorations by kind beside the peers, as PNG or SVG."""
    figure, axes = new_figure(1, 1, (13, 5.5))
    shares = {
        name: [share(row[name], row["texts"]) for row in kinds.values()] for name in names(kinds)
    }
    draw_bars(axes, list(kinds), shares)
    axes.tick_params(axis="x", labelrotation=60, labelsize="small")
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right")
        label.set_rotation_mode("anchor")
    axes.set_ylabel("restored exactly, %")
    axes.set_title("Damage of each kind, repaired (python -m benchmarks)")
    axes.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    save_figure(figure, path)


def plot(results: Mapping[str, Any], folder: Path) -> None:
    """The plot as SVG and PNG."""
    for suffix in PICTURES:
        plot_quality(results["kinds"], folder / f"quality{suffix}")


def read_json(path: Path) -> dict[str, Any]:
    """Figures as they were written."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def installed(packages: Iterable[str]) -> list[str]:
    """The packages among some that are there, with their versions."""
    return [
        f"{name}=={importlib.metadata.version(name)}"
        for name in packages
        if importlib.util.find_spec(name.replace("-", "_")) is not None
    ]
