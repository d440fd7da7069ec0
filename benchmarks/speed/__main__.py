"""The command: ``python -m benchmarks.speed [PART ...] [--data DIR] [--large]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.arguments import add_folders, add_parts, parsed
from benchmarks.output import can_draw, versions, write_json
from benchmarks.peers import Peers, requirements
from benchmarks.repairers import PEERS
from benchmarks.speed.growth import growth
from benchmarks.speed.plot import plot
from benchmarks.speed.processes import jobs, memory, start
from benchmarks.speed.run import ROUNDS, SCALE, Run
from benchmarks.speed.texts import Texts
from benchmarks.speed.throughput import pages, short, throughput

PARTS: dict[str, Callable[[Run], dict[str, Any]]] = {
    part.__name__: part for part in (throughput, pages, short, start, memory, jobs, growth)
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    add_parts(parser, PARTS)
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="text files whose names begin with their language (zh-Hans-1.txt); otherwise the"
        " project's own text",
    )
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, metavar="N", help="rounds of each figure"
    )
    parser.add_argument(
        "--scale", type=float, default=SCALE, metavar="F", help="multiply sizes: 0.1 is a quick try"
    )
    parser.add_argument("--large", action="store_true", help="a file of 1 GB, strings of 100 MB")
    add_folders(parser, "speed.json and the plots")
    return parsed(parser, PARTS)


def measure(parts: list[str], run: Run, results: Path) -> None:
    """Measure some parts, or all if none is named; a run of all of them is written."""
    for name in parts or PARTS:
        run.results[name] = PARTS[name](run)
    # Figures of two runs are not to stand in one file: only a whole run is kept.
    if set(run.results) != set(PARTS):
        print("not all parts were measured: no figures written", file=sys.stderr)
        return
    results.mkdir(parents=True, exist_ok=True)
    described = {
        **versions(),
        "peers": requirements(PEERS),
        "measured on": run.texts.source,
        "command": _command(run),
    }
    write_json(results / "speed.json", {"about": described, **run.results})
    if can_draw():
        plot(run.results, results)


def _command(run: Run) -> str:
    """What to type for the same again."""
    chosen = {
        "--data DIR": not run.texts.own,
        f"--rounds {run.rounds}": run.rounds != ROUNDS,
        f"--scale {run.scale:g}": run.scale != SCALE,
        "--large": run.large,
    }
    options = (option for option, is_chosen in chosen.items() if is_chosen)
    return " ".join(("python -m benchmarks.speed", *options))


def main() -> None:
    """Measure, print the tables, write the figures and the plots."""
    arguments = _arguments()
    texts = Texts(arguments.data)
    print(f"measured on {texts.source}")
    with Peers(arguments.environments, PEERS) as peers:
        run = Run(texts, peers, arguments.rounds, arguments.scale, arguments.large)
        measure(arguments.part, run, arguments.results)


if __name__ == "__main__":
    main()
