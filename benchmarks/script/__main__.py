"""The command: ``python -m benchmarks.script [PART ...] --data ../shared``."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.arguments import add_folders, add_parts, parsed
from benchmarks.output import PICTURES, can_draw, versions, write_json
from benchmarks.peers import Peers, requirements
from benchmarks.script.conversion import equal, first, opencc, speed
from benchmarks.script.detection import detect
from benchmarks.script.peers import PEERS
from benchmarks.script.plot import plot
from benchmarks.script.repair import clean, half, windows
from benchmarks.script.run import Run
from benchmarks.script.summary import print_summary, summary

_PARTS: dict[str, Callable[[Run], dict[str, Any]]] = {
    part.__name__: part for part in (half, windows, clean, detect, speed, first, equal, opencc)
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.script", description=__doc__)
    add_parts(parser, _PARTS)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("FIXTEXT_SHARED", "../shared")),
        help="the folder that holds corpora/",
    )
    add_folders(parser, "script.json and the plot")
    return parsed(parser, _PARTS)


def _write(results: dict[str, dict[str, Any]], folder: Path) -> None:
    about = {**versions(), "peers": requirements(PEERS)}
    rows = [dataclasses.asdict(row) for row in summary(results)]
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "script.json", {"versions": about, "summary": rows, **results})
    if can_draw():
        for suffix in PICTURES:
            plot(results, folder / f"script{suffix}")


def main() -> None:
    """Measure, print the tables, write the figures and the plot."""
    arguments = _arguments()
    with Peers(arguments.environments, PEERS) as peers:
        run = Run(arguments.data, peers)
        for name in arguments.part or _PARTS:
            run.results[name] = _PARTS[name](run)
    print_summary(summary(run.results))
    # Figures of two runs are not to stand in one file: only a whole run is kept.
    if set(run.results) == set(_PARTS):
        _write(run.results, arguments.results)
    else:
        print("not all parts were measured: no figures written", file=sys.stderr)


if __name__ == "__main__":
    main()
