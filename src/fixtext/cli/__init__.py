"""The command ``fixtext``: a thin skin over the library."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from fixtext.cli.arguments import parse
from fixtext.cli.commands import run
from fixtext.cli.problems import ERROR, complain
from fixtext.errors import FixtextError

__all__ = ["main"]

_INTERRUPTED = 128 + 2  # what a shell reports of a process that SIGINT ended
_PIPE_CLOSED = 128 + 13  # the same of SIGPIPE


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command, run with these arguments; ``sys.argv[1:]`` by default.

    0 is fine, 1 is that ``check`` found something, 2 is an error, each told in one line on
    standard error. Raises nothing.

    >>> main(["--version"])  # doctest: +ELLIPSIS
    fixtext ...
    0
    """
    try:
        code = run(parse(argv))
        sys.stdout.flush()
    except SystemExit as stop:  # argparse, after --help, --version or a usage error
        return stop.code if isinstance(stop.code, int) else ERROR
    except FixtextError as error:
        complain(str(error))
        return ERROR
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return _PIPE_CLOSED
    except OSError as error:  # files have been dealt with where they are used: standard output
        complain(f"standard output: {error.strerror or error}: nothing more was written to it")
        _drop_output()
        return ERROR
    return code


def _drop_output() -> None:
    """Spare the interpreter the vain attempt to flush standard output at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # standard output is no file
        return
