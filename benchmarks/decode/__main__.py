"""The command: ``python -m benchmarks.decode [--json FILE] [--plot FILE]``."""

from __future__ import annotations

import argparse
from pathlib import Path

import benchmarks.decode
from benchmarks.decode.plot import plot
from benchmarks.decode.quality import Quality, measure_quality
from benchmarks.decode.readers import OURS
from benchmarks.decode.speed import (
    BARE,
    Rates,
    measure_speed,
    measure_streams,
    measure_titles,
    times_as_fast,
)
from benchmarks.output import print_table, write_json

_PEER = "charset-normalizer"


def _print_quality(quality: Quality) -> None:
    names = list(next(iter(quality.values())))
    print_table(
        "Bytes to text: right, %",
        ("case", "texts", *names),
        (
            (case, str(row[OURS][1]), *(f"{100 * good / of:.1f}" for good, of in row.values()))
            for case, row in quality.items()
        ),
    )


def _print_rates(title: str, rates: Rates, *, compared: bool = False) -> None:
    """A row for each text; with ``compared``, how many times as fast we are as two others."""
    names = list(next(iter(rates.values())))
    peers = [peer for peer in (_PEER, BARE) if compared and peer in names]
    print_table(
        title,
        ("text", *names, *(f"x {peer}" for peer in peers)),
        (
            (
                text,
                *(f"{rate:.1f}" for rate in row.values()),
                *(f"{times_as_fast(row, peer):.2f}" for peer in peers),
            )
            for text, row in rates.items()
        ),
    )


def main() -> None:
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description=(benchmarks.decode.__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--plot", type=Path, help="draw the figures to this file, PNG or SVG")
    parser.add_argument("-n", type=int, default=10, help="texts of each language and encoding")
    arguments = parser.parse_args()
    quality = measure_quality(arguments.n)
    titles, speed, streams = measure_titles(), measure_speed(), measure_streams()
    _print_quality(quality)
    _print_rates("Bytes to text: µs a title of 6 to 20 characters", titles)
    _print_rates("Bytes to text: MB a second", speed, compared=True)
    _print_rates("Streams through Decoder", streams)
    measured = {"quality": quality, "titles": titles, "speed": speed, "streams": streams}
    if arguments.json:
        write_json(arguments.json, measured)
    if arguments.plot:
        plot(arguments.plot, measured)


if __name__ == "__main__":
    main()
