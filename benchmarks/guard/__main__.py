"""The command: ``python -m benchmarks.guard [--quality] [--update] [--tolerance F]``.

Without options, speed: exits with 1 if something is slower than stored by more than the tolerance.
With ``--quality``, found and exact counts on a small corpus of every kind: exits with 1 if any
count is another than stored. ``--update`` stores what is measured instead.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.guard import quality, speed
from benchmarks.output import RESULTS, print_table, versions, write_json

STORED = RESULTS / "guard.json"


def stored(path: Path = STORED) -> dict[str, Any]:
    """What is stored; nothing where there is no file."""
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _quality(before: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    counts = quality.measure(_tell)
    print_table(
        "A small corpus of every kind",
        ("kind", "texts", "found", "exact"),
        ((name, str(one.texts), str(one.found), str(one.exact)) for name, one in counts.items()),
    )
    return (
        {name: dataclasses.asdict(one) for name, one in counts.items()},
        quality.compare(before, counts),
    )


def _speed(before: dict[str, Any], tolerance: float) -> tuple[dict[str, Any], list[str]]:
    measured = speed.measure(_tell)
    print_table(
        "Times as long as the yardsticks take, and how much of what is stored",
        ("text", speed.DECODE, speed.LOOK_UP, "to stored"),
        (
            (
                name,
                *(f"{each:.0f}" for each in row.values()),
                f"{min(row[each] / before[name][each] for each in row):.2f}"
                if name in before
                else "-",
            )
            for name, row in measured.items()
        ),
    )
    return measured, speed.compare(before, measured, tolerance)


def _tell(name: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{name}", end="\r", file=sys.stderr, flush=True)


def main() -> int:
    """Measure, and compare or store."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.guard",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quality", action="store_true", help="quality, not speed")
    parser.add_argument("--update", action="store_true", help="store what is measured")
    parser.add_argument(
        "--tolerance",
        type=float,
        default=speed.TOLERANCE,
        metavar="F",
        help=f"how many times as slow as stored a text may be ({speed.TOLERANCE})",
    )
    arguments = parser.parse_args()
    part = "quality" if arguments.quality else "speed"
    before = stored()
    known = before.get(part, {})
    now, changes = _quality(known) if arguments.quality else _speed(known, arguments.tolerance)
    if arguments.update:
        write_json(STORED, {**before, part: now, f"{part} of": versions()})
        print(f"stored in {STORED.name}")
        return 0
    for line in changes:
        print(line, file=sys.stderr)
    if changes:
        again = "--quality --update" if arguments.quality else "--update"
        print(
            f"{part} is not what is stored; if that is meant, python -m benchmarks.guard {again}"
            " stores what is now, to be committed with the change",
            file=sys.stderr,
        )
    return 1 if changes else 0


if __name__ == "__main__":
    sys.exit(main())
