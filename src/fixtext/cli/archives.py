"""``fixtext warc``: a web archive, copied with its texts repaired."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import IO

from fixtext.cli.arguments import options
from fixtext.cli.inputs import STDIN
from fixtext.cli.outputs import print_text, written_whole
from fixtext.cli.problems import FINE, FOUND, CommandError, complain, from_system, shown

__all__ = ["warc"]


def warc(arguments: argparse.Namespace) -> int:
    """Copy an archive with conversion records, and tell the counts; 1 if something was unreadable.

    The result is whole or not there: it is written beside its place, and moved there at the end.
    """
    try:
        from fixtext.integrations.warc import convert_archive
    except ImportError as error:
        remedy = "pip install 'fixtext[warc]'"
        raise CommandError("warc", f"FastWARC is not installed ({error})", remedy) from error

    def convert(sink: IO[bytes]) -> int:
        with _opened(arguments.archive) as source:
            counts, problems = convert_archive(source, sink, **options(arguments))
        for problem in problems:
            complain(f"{shown(arguments.archive)}: {problem}")
        lines = (f"{count:>8}  {name}\n" for name, count in sorted(counts.items()) if count)
        report = "".join(lines)
        if arguments.output == STDIN:
            sys.stderr.write(report)
        else:
            print_text(report)
        return FOUND if problems else FINE

    if arguments.output == STDIN:
        return convert(sys.stdout.buffer)
    target = Path(arguments.output)
    if arguments.archive != STDIN and target.exists() and target.samefile(arguments.archive):
        remedy = "name another file with -o: the originals are worth keeping"
        raise CommandError(shown(arguments.output), "it is the archive itself", remedy)
    return written_whole(target, convert)


def _opened(path: str) -> IO[bytes]:
    if path == STDIN:
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    try:
        return open(path, "rb")
    except OSError as error:
        raise from_system(shown(path), error) from error
