"""Peers, each in a pinned version, in an environment and a process of its own.

Some share a module's name with each other, and one has the name of a library that fixtext itself
needs. They are only run: nothing of theirs is imported here, as some are under the GPL.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

_WORKER = Path(__file__).with_name("worker.py")
_INSTALL_SECONDS = 600
ENVIRONMENTS = Path(__file__).parents[1] / ".benchmark-environments"
"""Where the peers' environments are made and kept."""
_ISOLATED = ("-I", "-X", "utf8")  # -I: neither this folder nor PYTHONPATH can hide a peer's modules


@dataclasses.dataclass(frozen=True, slots=True)
class Peer:
    """A package, what is installed for it, and how it is tried.

    ``first`` is a whole program that does once what the peer is for; the worker is asked ``trial``
    to see that the peer can be used at all.
    """

    name: str
    requirements: tuple[str, ...]
    first: str
    trial: tuple[object, ...]


def _environment(peer: Peer, folder: Path) -> Path:
    """The Python of the peer's environment, which is made on first use."""
    versions = "-".join(peer.requirements).replace("==", "-")
    place = (folder / str(sys.implementation.cache_tag) / versions).absolute()
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # Written last, so that what was interrupted is made again.
    complete = place / "complete"
    if not complete.exists():
        print(f"making an environment of {', '.join(peer.requirements)}", file=sys.stderr)
        venv.create(place, clear=True, symlinks=os.name != "nt", with_pip=True)
        install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run(
            (*install, *peer.requirements),
            check=True,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
        )
        complete.touch()
    return python


class Worker:
    """A peer's process, which answers one question after the other."""

    def __init__(self, peer: Peer, python: Path) -> None:
        self.peer = peer
        self.python = (str(python), *_ISOLATED)
        # A file, since nobody would read a pipe while an answer is waited for.
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._process = subprocess.Popen(
            (*self.python, str(_WORKER), peer.name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )

    def ask(self, *question: object) -> Any:
        """The answer to an action and its arguments; OSError if the process has ended."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps(question), file=process.stdin, flush=True)
        if answer := process.stdout.readline():
            return json.loads(answer)
        self._errors.seek(0)
        told = self._errors.read().strip().splitlines()
        raise OSError(told[-1] if told else "the process ended")

    def close(self) -> None:
        # What was not answered is not waited for: an interrupted run ends at once.
        self._process.kill()
        self._process.communicate()
        self._errors.close()


class Peers:
    """The workers of the peers, each started when first asked for.

    A peer that cannot be installed or run is told once, and left out.
    """

    def __init__(self, folder: Path, peers: Sequence[Peer]) -> None:
        self.peers = tuple(peers)
        self._folder = folder
        self._workers: dict[str, Worker | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers.values():
            if worker is not None:
                worker.close()

    def get(self, name: str) -> Worker | None:
        """A peer's worker, or None if it cannot be had."""
        if name not in self._workers:
            (peer,) = (each for each in self.peers if each.name == name)
            try:
                self._workers[name] = self._start(peer)
            except (OSError, subprocess.SubprocessError) as error:
                self._workers[name] = None
                print(f"{name} is left out: {_reason(error)}", file=sys.stderr)
        return self._workers[name]

    def workers(self) -> list[Worker]:
        """The workers of all that can be had."""
        workers = (self.get(peer.name) for peer in self.peers)
        return [worker for worker in workers if worker is not None]

    def _start(self, peer: Peer) -> Worker:
        worker = Worker(peer, _environment(peer, self._folder))
        try:
            worker.ask(*peer.trial)
        except OSError:
            worker.close()
            raise
        return worker


def _reason(error: Exception) -> str:
    """The last line of what was said, which is where pip and Python name the error."""
    told = str(error)
    if isinstance(error, subprocess.CalledProcessError):
        told = error.stderr.strip() or told
    return told.splitlines()[-1]


def requirements(peers: Sequence[Peer]) -> list[str]:
    """What is installed, with versions."""
    return [requirement for peer in peers for requirement in peer.requirements]
