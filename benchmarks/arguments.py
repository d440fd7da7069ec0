"""What the commands of the benchmarks have in common."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path

from benchmarks.output import RESULTS
from benchmarks.peers import ENVIRONMENTS

__all__ = ["add_folders", "add_parts", "parsed"]


def add_parts(parser: argparse.ArgumentParser, parts: Mapping[str, object]) -> None:
    """Let the parts be named, each told by its docstring."""
    told = "; ".join(f"{name}: {part.__doc__}" for name, part in parts.items())
    parser.add_argument("part", nargs="*", metavar="PART", help=f"all of them if none. {told}")


def add_folders(parser: argparse.ArgumentParser, results: str) -> None:
    """Let folders be named: of the peers' environments, and of the results, told in words."""
    for name, default, text in (
        ("environments", ENVIRONMENTS, "where the peers' environments are made and kept"),
        ("results", RESULTS, f"where {results} go"),
    ):
        parser.add_argument(f"--{name}", type=Path, metavar="DIR", default=default, help=text)


def parsed(parser: argparse.ArgumentParser, parts: Collection[str]) -> argparse.Namespace:
    """The arguments; a part that there is not is an error."""
    arguments = parser.parse_args()
    if unknown := set(arguments.part) - set(parts):
        parser.error(f"no part {', '.join(sorted(unknown))}: choose from {', '.join(parts)}")
    return arguments
