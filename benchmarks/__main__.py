"""The command: ``python -m benchmarks [PART ...] [--data DIR]``.

Everything that is measured beside peers, each in a pinned version, on the same texts in the same
run: tables are printed, figures and plots go to ``benchmarks/results``.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks import overview
from benchmarks.arguments import add_folders, add_parts, parsed
from benchmarks.decode.plot import plot as plot_decoding
from benchmarks.output import PICTURES, can_draw, versions, write_json
from benchmarks.peers import Peers, requirements
from benchmarks.repair import measure_harm, measure_quality
from benchmarks.repairers import PEERS
from corpus import read_rows
from corpus.build import more_pages

_DETECTORS = ("charset-normalizer", "chardet", "chardetng-py")
_CORPORA, _SHARED = "corpora", "FIXTEXT_SHARED"
"""The folder that parts share, and the variable that names the one above it."""


def quality(arguments: argparse.Namespace) -> None:
    """Texts of each kind restored exactly, beside ftfy and plsfix; clean text that was changed."""
    rows = [*read_rows(), *more_pages()][:: arguments.every]
    measured = measure_quality(track(rows, "repairing", transient=True))
    kinds = overview.by_kind(measured)
    with Peers(arguments.environments, PEERS) as peers:
        exact = overview.exact_by_peer(rows, peers, "plsfix")
    for kind, row in kinds.items():
        if exact is not None:
            row["plsfix"] = exact[kind]
    harm = measure_harm()
    overview.print_quality(kinds)
    overview.print_harm(harm)
    results: dict[str, Any] = {
        "about": {
            **versions(),
            "peers": requirements(PEERS),
            "measured on": "corpus/article.jsonl and corpus.build.more_pages()",
            "command": "python -m benchmarks quality",
        },
        "kinds": kinds,
        "severities": [dataclasses.asdict(one) for one in measured],
        "harm": [dataclasses.asdict(one) for one in harm],
    }
    write_json(arguments.results / "quality.json", results)
    if can_draw():
        overview.plot(results, arguments.results)


def decode(arguments: argparse.Namespace) -> None:
    """Bytes to text, beside charset-normalizer, chardet and chardetng."""
    command = [sys.executable, "-m", "benchmarks.decode", "-n", str(arguments.n)]
    path = arguments.results / "decode.json"
    _run([*command, "--json", str(path)], arguments)
    if can_draw():
        measured = overview.read_json(path)
        for suffix in PICTURES:
            plot_decoding(arguments.results / f"decode{suffix}", measured)
        write_json(path, {"about": _about_decoding(arguments), **measured})


def _about_decoding(arguments: argparse.Namespace) -> dict[str, object]:
    outside = f" and text files of a folder ({_CORPORA})" if _shared(arguments) else ""
    return {
        **versions(),
        "peers": overview.installed(_DETECTORS),
        "measured on": f"the article{outside}",
        "command": f"python -m benchmarks.decode -n {arguments.n}",
    }


def script(arguments: argparse.Namespace) -> None:
    """Simplified and traditional Chinese, beside OpenCC, zhconv-rs and others."""
    shared = _shared(arguments)
    if shared is None:
        print(f"script is left out: it needs --data .../{_CORPORA}", file=sys.stderr)
        return
    folders = ("--environments", str(arguments.environments), "--results", str(arguments.results))
    command = [sys.executable, "-m", "benchmarks.script", "--data", str(shared)]
    _run([*command, *folders], arguments)


def speed(arguments: argparse.Namespace) -> None:
    """Time and memory, beside ftfy, plsfix and bytes.decode."""
    command = [sys.executable, "-m", "benchmarks.speed", "--rounds", str(arguments.rounds)]
    command += ["--scale", str(arguments.scale), *(["--large"] if arguments.large else [])]
    command += ["--data", str(arguments.data)] if arguments.data else []
    command += ["--environments", str(arguments.environments)]
    _run([*command, "--results", str(arguments.results)], arguments)


def _run(command: list[str], arguments: argparse.Namespace) -> None:
    """A part in a process of its own: what one holds in memory does not slow the next one."""
    environment = {name: value for name, value in os.environ.items() if name != _SHARED}
    if (folder := _shared(arguments)) is not None:
        environment[_SHARED] = str(folder)
    subprocess.run(command, check=True, env=environment)


def _shared(arguments: argparse.Namespace) -> Path | None:
    """The folder that holds corpora/, if it is that which was named."""
    data: Path | None = arguments.data
    return data.absolute().parent if data is not None and data.name == _CORPORA else None


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    part.__name__: part for part in (quality, decode, script, speed)
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_parts(parser, PARTS)
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help=f"a folder {_CORPORA}/ of text files whose names begin with their language; script"
        " needs it, the others measure on the project's own text without it",
    )
    parser.add_argument("--large", action="store_true", help="speed: 1 GB, strings of 100 MB")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of speed")
    parser.add_argument("--scale", type=float, default=1.0, metavar="F", help="sizes of speed")
    parser.add_argument("-n", type=int, default=10, help="decode: texts of each encoding")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="quality: take every Nth row only"
    )
    add_folders(parser, "figures and plots")
    return parsed(parser, PARTS)


def main() -> None:
    """Measure the parts one after the other."""
    arguments = _arguments()
    arguments.results.mkdir(parents=True, exist_ok=True)
    for name in arguments.part or PARTS:
        PARTS[name](arguments)


if __name__ == "__main__":
    main()
