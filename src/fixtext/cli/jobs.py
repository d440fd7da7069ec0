"""Many files in several processes: what each does and says is as with one."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from fixtext.cli.inputs import Source
from fixtext.cli.problems import FINE, CommandError, complain

__all__ = ["Action", "Outcome", "in_processes", "told"]

Action = Callable[[Source, Path | None], bool]
"""What is done with a file and where its result goes; whether something was found."""
_AT_ONCE = 16
"""Files that a process is given at once, at most."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What the work on one file put out and complained of, and what it came to."""

    output: bytes
    errors: str
    code: int
    found: bool


@contextlib.contextmanager
def told(codes: list[int]) -> Iterator[None]:
    """Around the work on one file: what is wrong with that is told, and ends it alone."""
    try:
        yield
    except CommandError as error:
        complain(str(error))
        codes.append(error.code)


_ready: list[Action] = []
"""In a process of its own: what it does with each file."""


def _begin(arguments: argparse.Namespace) -> None:
    """Get ready in a new process, unless it is a copy of one that was."""
    from fixtext.cli.commands import action  # which asks for this module

    if not _ready:
        _ready.append(action(arguments))


def _done(work: tuple[Source, Path | None]) -> Outcome:
    """Work on one file, and keep what it puts out for the process that asked."""
    output = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    errors = io.StringIO()
    codes = [FINE]
    found = False
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors), told(codes):
        found = _ready[0](*work)
    output.flush()
    assert isinstance(output.buffer, io.BytesIO)
    return Outcome(output.buffer.getvalue(), errors.getvalue(), max(codes), found)


def in_processes(
    arguments: argparse.Namespace, files: Sequence[tuple[Source, Path | None]], jobs: int
) -> Iterator[Outcome]:
    """What the command comes to for each file, in order, in so many processes.

    Raises CommandError if a process ends before its time.
    """
    import concurrent.futures  # which most commands need not, and take as long as all of ours
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool

    each = max(1, min(_AT_ONCE, len(files) // (4 * jobs)))
    context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
    if context.get_start_method() == "fork":
        _begin(arguments)  # once, for all of them
    pool = concurrent.futures.ProcessPoolExecutor(
        min(jobs, len(files)),
        context,
        _begin,
        (arguments,),
    )
    try:
        yield from pool.map(_done, files, chunksize=each)
    except BrokenProcessPool as error:
        what = "a process ended before its time, perhaps for want of memory"
        raise CommandError("--jobs", what, "run this again with fewer, or without") from error
    finally:
        _ready.clear()
        pool.shutdown(cancel_futures=True)


def _may_fork() -> bool:
    """Whether a copy of this process is a sound one, which begins its work at once.

    Not beside threads, whose locks a copy would hold for ever; nor on macOS, whose libraries have
    some.
    """
    return sys.platform == "linux" and threading.active_count() == 1
