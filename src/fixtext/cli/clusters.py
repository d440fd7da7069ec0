"""``fixtext ray``: the tables of a path repaired on a cluster."""

from __future__ import annotations

import argparse
import os

from fixtext.cli.arguments import options
from fixtext.cli.outputs import print_text
from fixtext.cli.problems import FINE, CommandError, shown

__all__ = ["on_ray"]


def on_ray(arguments: argparse.Namespace) -> int:
    """Repair Parquet, JSONL or WARC into a folder, and tell the number of rows."""
    try:
        from fixtext.integrations.ray import repair_dataset
    except ImportError as error:
        remedy = "pip install 'fixtext[ray]'"
        raise CommandError("ray", f"Ray is not installed ({error})", remedy) from error
    if "://" not in arguments.input and not os.path.exists(arguments.input):
        raise CommandError(shown(arguments.input), "no such file or directory", "check the name")
    rows = repair_dataset(
        arguments.input,
        arguments.target,
        arguments.column,
        arguments.findings,
        max(1, arguments.workers),
        **options(arguments),
    )
    print_text(f"{shown(arguments.target)}: {rows} rows\n")
    return FINE
