"""What each command does."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import fixtext
from fixtext.cli import rendering
from fixtext.cli.arguments import options
from fixtext.cli.inputs import STDIN, Loaded, Source, load, sources
from fixtext.cli.outputs import encoded, print_bytes, print_text, rewrite, targets, write_new
from fixtext.cli.problems import FINE, FOUND, CommandError, complain, shown
from fixtext.cli.unified import unified
from fixtext.decoding import decode
from fixtext.errors import OptionError
from fixtext.types import CONVERSION, Report

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """The exit code of the command that the arguments name.

    Raises FixtextError for what concerns more than one file; what is wrong with one is told on
    standard error, and the others are done.
    """
    if getattr(arguments, "encoding", None) is not None:
        decode(b"", encoding=arguments.encoding)  # an unknown label is one error, not one a file
    return _COMMANDS[arguments.command](arguments)


def _fix(arguments: argparse.Namespace) -> int:
    fixer = fixtext.Fixer(**options(arguments))
    paths = _paths(arguments)
    folder = None if arguments.output is None else _folder(arguments.output)
    many = arguments.write or arguments.diff or folder is not None
    if not many and (len(paths) > 1 or os.path.isdir(paths[0])):
        name, what = ("several paths", "they") if len(paths) > 1 else (shown(paths[0]), "a folder")
        remedy = "add --write, --output DIR or --diff"
        raise CommandError(name, f"{what} cannot go to standard output", remedy)
    if arguments.diff and arguments.format == "json":
        raise CommandError("--diff", "a diff is not JSON", "leave out --diff or --format json")
    if arguments.write and STDIN in paths:
        raise CommandError(STDIN, "standard input cannot be written in place", "leave out --write")
    work = _Work(arguments, paths, folder)
    goes_to = {} if folder is None else targets(folder, work.sources)
    for loaded in work:
        with work.told():
            report = _report(fixer, loaded)
            if arguments.write:
                _write(loaded, report)
            elif folder is not None:
                target = goes_to[loaded.source]
                write_new(target, encoded(report.text, loaded), shown(str(target)))
            if arguments.format == "json":
                _print_json(loaded, report)
            elif arguments.diff:
                _print_diff(loaded, report)
            elif not many:
                print_bytes(encoded(report.text, loaded))
    return work.code


def _write(loaded: Loaded, report: Report) -> None:
    if report.text == loaded.decoded.text:
        return  # a file without damage keeps its bytes, whatever their encoding
    rewrite(loaded, encoded(report.text, loaded))
    if loaded.decoded.encoding != "utf-8":
        complain(f"{loaded.source.name}: was {loaded.decoded.encoding}, is written as utf-8")


def _check(arguments: argparse.Namespace) -> int:
    fixer = fixtext.Fixer(**options(arguments))
    work = _Work(arguments, _paths(arguments))
    found = False
    for loaded in work:
        with work.told():
            report = _report(fixer, loaded)
            found = found or bool(report.findings)
            if arguments.format == "json":
                _print_json(loaded, report)
                continue
            text = loaded.decoded.text
            for line in rendering.finding_lines(loaded.source.name, text, report.findings):
                print_text(f"{line}\n")
    return work.code or (FOUND if found else FINE)


def _explain(arguments: argparse.Namespace) -> int:
    fixer = fixtext.Fixer(**options(arguments))
    loaded = _one(arguments)
    report = _report(fixer, loaded)
    if arguments.format == "json":
        _print_json(loaded, report)
        return FINE
    titles = {kind.name: kind.title for kind in fixtext.kinds()}
    titles[CONVERSION] = "a change of script that was asked for"
    name, text = loaded.source.name, loaded.decoded.text
    rendering.show(
        rendering.account(
            name, text, report, titles, every=arguments.all, candidates=arguments.candidates
        )
    )
    return FINE


def _kinds(arguments: argparse.Namespace) -> int:
    kinds = {kind.name: kind for kind in fixtext.kinds()}
    name = arguments.name
    if name is not None and name not in kinds:
        raise OptionError(f"unknown kind {name!r}; there are: {', '.join(kinds)}")
    chosen = list(kinds.values()) if name is None else [kinds[name]]
    if arguments.format == "json":
        for kind in chosen:
            print_text(json.dumps(dataclasses.asdict(kind)) + "\n")
    elif name is None:
        rendering.show(rendering.kind_list(chosen))
    else:
        rendering.show(rendering.kind_page(kinds[name]))
    return FINE


def _garble(arguments: argparse.Namespace) -> int:
    fixtext.garble("", arguments.kind)  # an unknown kind is told before anything is read
    loaded = _one(arguments)
    garbled = fixtext.garble(loaded.decoded.text, arguments.kind, seed=arguments.seed)
    print_bytes(encoded(garbled, loaded))
    return FINE


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "fix": _fix,
    "check": _check,
    "explain": _explain,
    "kinds": _kinds,
    "garble": _garble,
}


class _Work:
    """The files of one run, one after the other, and the exit code that they come to."""

    def __init__(
        self, arguments: argparse.Namespace, paths: list[str], output: Path | None = None
    ) -> None:
        self._encoding: str | None = arguments.encoding
        self._in_place: bool = getattr(arguments, "write", False)
        self.code = FINE
        self.sources, errors = sources(paths, None if output is None else os.path.realpath(output))
        for error in errors:
            with self.told():
                raise error

    def __iter__(self) -> Iterator[Loaded]:
        """Each file that can be read."""
        for source in self.sources:
            loaded = None
            with self.told():
                loaded = load(source, self._encoding, in_place=self._in_place)
            if loaded is not None:
                yield loaded

    @contextlib.contextmanager
    def told(self) -> Iterator[None]:
        """Around the work on one file: what is wrong with that is told, and ends it alone."""
        try:
            yield
        except CommandError as error:
            complain(str(error))
            self.code = max(self.code, error.code)


def _paths(arguments: argparse.Namespace) -> list[str]:
    paths: list[str] = arguments.paths or [_standard_input(arguments)]
    return paths


def _standard_input(arguments: argparse.Namespace) -> str:
    if sys.stdin.isatty():
        remedy = f"name a file, or - to type the text; see 'fixtext {arguments.command} --help'"
        raise CommandError(arguments.command, "no text to read", remedy)
    return STDIN


def _one(arguments: argparse.Namespace) -> Loaded:
    path = arguments.path or _standard_input(arguments)
    if os.path.isdir(path):
        raise CommandError(
            shown(path), "a folder, not a file", "name one file; check takes folders"
        )
    source = Source(STDIN) if path == STDIN else Source(shown(path), Path(path))
    return load(source, arguments.encoding)


def _folder(output: str) -> Path:
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise CommandError(shown(output), "not a folder", "give --output a folder, or a new name")
    return folder


def _report(fixer: fixtext.Fixer, loaded: Loaded) -> Report:
    return dataclasses.replace(fixer.explain(loaded.decoded.text), decoded=loaded.decoded)


def _print_json(loaded: Loaded, report: Report) -> None:
    print_text(json.dumps({"path": loaded.source.name, **report.to_dict()}) + "\n")


def _print_diff(loaded: Loaded, report: Report) -> None:
    for piece in unified(loaded.source.name, loaded.decoded.text, report.findings):
        print_text(piece)
