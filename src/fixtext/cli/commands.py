"""What each command does."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import fixtext
from fixtext.cli import rendering
from fixtext.cli.archives import warc
from fixtext.cli.arguments import options
from fixtext.cli.clusters import on_ray
from fixtext.cli.inputs import STDIN, Loaded, Source, load, read_as_text, sources
from fixtext.cli.jobs import Action, in_processes, told
from fixtext.cli.outputs import encoded, print_bytes, print_text, rewrite, targets, write_new
from fixtext.cli.problems import FINE, FOUND, CommandError, complain, shown
from fixtext.cli.streaming import (
    Head,
    check_to_output,
    decode_to_output,
    fix_to_output,
    tell_unread,
)
from fixtext.cli.unified import unified
from fixtext.decoding import decode
from fixtext.errors import OptionError
from fixtext.findings import Finding, Report
from fixtext.markup import looks_like_html, saying_utf8
from fixtext.types import CONVERSION, DECLARED_CHARSET

__all__ = ["action", "run"]


def run(arguments: argparse.Namespace) -> int:
    """The exit code of the command that the arguments name.

    Raises FixtextError for what concerns more than one file; what is wrong with one is told on
    standard error, and the others are done.
    """
    if getattr(arguments, "encoding", None) is not None:
        decode(b"", encoding=arguments.encoding)  # an unknown label is one error, not one a file
    return _COMMANDS[arguments.command](arguments)


def _fix(arguments: argparse.Namespace) -> int:
    fixers = _Fixers(arguments)
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
    if not many and arguments.format == "text":
        return _fix_one(arguments, fixers, paths[0])
    work = _Work(paths, folder)
    goes_to = {} if folder is None else targets(folder, work.sources)
    work.run(arguments, fixers, goes_to)
    return work.code


def _fix_file(
    arguments: argparse.Namespace, fixers: _Fixers, source: Source, target: Path | None
) -> None:
    """Repair one of several files."""
    loaded = load(source, arguments.encoding, in_place=arguments.write)
    report = fixers.written(loaded)
    if arguments.write:
        _write(loaded, report)
    elif target is not None:
        write_new(target, encoded(report.text, loaded), shown(str(target)))
    if arguments.format == "json":
        _print_json(loaded, report)
    elif arguments.diff:
        _print_diff(loaded, report)
    if not arguments.write:
        tell_unread(loaded.source, loaded.decoded)


def _fix_one(arguments: argparse.Namespace, fixers: _Fixers, path: str) -> int:
    """Repair one file or standard input to standard output, a long one piece by piece."""
    head = Head(_source(path), arguments.encoding)
    if head.long and not fixers.is_page(head.source, head.first):
        fix_to_output(head, arguments.encoding, fixers.of_text)
        return FINE
    data = b"".join(head.chunks())
    loaded = read_as_text(head.source, data, None, arguments.encoding)
    print_bytes(encoded(fixers.written(loaded).text, loaded))
    tell_unread(loaded.source, loaded.decoded)
    return FINE


def _write(loaded: Loaded, report: Report) -> None:
    repaired = (finding for finding in report.findings if finding.after is not None)
    if all(finding.kind == DECLARED_CHARSET for finding in repaired):
        return  # a file without damage keeps its bytes, whatever their encoding
    if loaded.decoded.unread:
        what = f"{loaded.decoded.unread} places could not be read as {loaded.decoded.encoding}"
        remedy = "use --output DIR, which keeps this file, or > FILE"
        raise CommandError(loaded.source.name, what, remedy)
    rewrite(loaded, encoded(report.text, loaded))
    if loaded.decoded.encoding != "utf-8":
        complain(f"{loaded.source.name}: was {loaded.decoded.encoding}, is written as utf-8")


def _decode(arguments: argparse.Namespace) -> int:
    head = Head(_source(arguments.path or _standard_input(arguments)), arguments.encoding)
    if not arguments.explain and arguments.format == "text":
        decode_to_output(head, arguments.encoding)
        return FINE
    decoded = decode(b"".join(head.chunks()), encoding=arguments.encoding)
    name = head.source.name
    if arguments.format == "json":
        print_text(json.dumps({"path": name, **dataclasses.asdict(decoded)}) + "\n")
    else:
        rendering.show(rendering.decoding_account(name, decoded, every=arguments.all))
    return FINE


def _check(arguments: argparse.Namespace) -> int:
    fixers = _Fixers(arguments)
    work = _Work(_paths(arguments))
    found = work.run(arguments, fixers, {})
    return work.code or (FOUND if found else FINE)


def _check_file(arguments: argparse.Namespace, fixers: _Fixers, source: Source) -> bool:
    """Whether there is something to repair in a file, or, if strict, to report."""
    found = False
    for finding in _checked(arguments, fixers, source):
        found = found or arguments.strict or finding.after is not None
    return found


def action(arguments: argparse.Namespace) -> Action:
    """What a command does with each of several files."""
    return _action(arguments, _Fixers(arguments))


def _action(arguments: argparse.Namespace, fixers: _Fixers) -> Action:
    def act(source: Source, target: Path | None) -> bool:
        if arguments.command == "check":
            return _check_file(arguments, fixers, source)
        _fix_file(arguments, fixers, source, target)
        return False

    return act


def _checked(arguments: argparse.Namespace, fixers: _Fixers, source: Source) -> Iterator[Finding]:
    """What is found in a file, a long one piece by piece; it is told on standard output."""
    head = Head(source, arguments.encoding)
    as_text = arguments.format != "json"
    if as_text and head.long and not fixers.is_page(source, head.first):
        yield from check_to_output(head, arguments.encoding, fixers.of_text)
        return
    loaded = read_as_text(source, b"".join(head.chunks()), None, arguments.encoding)
    report = fixers.report(loaded)
    if as_text:
        text = loaded.decoded.text
        for line in rendering.finding_lines(source.name, text, report.findings):
            print_text(f"{line}\n")
    else:
        _print_json(loaded, report)
    yield from report.findings


def _explain(arguments: argparse.Namespace) -> int:
    fixers = _Fixers(arguments)
    loaded = _one(arguments)
    report = fixers.report(loaded)
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
    elif arguments.format == "markdown":
        print_text(rendering.kind_table(chosen))
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


class _Fixers:
    """The fixer for each file: pages are told by name or beginning, or as the user says."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        given = options(arguments)
        self._html: bool | None = given.get("html")
        given["html"] = False
        self.of_text = fixtext.Fixer(**given)
        given["html"] = True
        self._of_pages = fixtext.Fixer(**given)

    def is_page(self, source: Source, data: bytes) -> bool:
        """Whether a file that begins with this is worked on as a page."""
        return looks_like_html(source.name, data) if self._html is None else self._html

    def report(self, loaded: Loaded) -> Report:
        """What is found in a file."""
        page = self.is_page(loaded.source, loaded.data)
        fixer = self._of_pages if page else self.of_text
        return dataclasses.replace(fixer.explain(loaded.decoded.text), decoded=loaded.decoded)

    def written(self, loaded: Loaded) -> Report:
        """What is found in a file that is written as UTF-8, which a page then has to say."""
        report = self.report(loaded)
        if not self.is_page(loaded.source, loaded.data):
            return report
        return saying_utf8(report, loaded.decoded.text)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "fix": _fix,
    "check": _check,
    "explain": _explain,
    "kinds": _kinds,
    "garble": _garble,
    "decode": _decode,
    "warc": warc,
    "ray": on_ray,
}


class _Work:
    """The files of one run, and the exit code that they come to."""

    def __init__(self, paths: list[str], output: Path | None = None) -> None:
        self._codes = [FINE]
        self.sources, errors = sources(paths, None if output is None else os.path.realpath(output))
        for error in errors:
            with told(self._codes):
                raise error

    @property
    def code(self) -> int:
        """The worst that happened."""
        return max(self._codes)

    def run(
        self, arguments: argparse.Namespace, fixers: _Fixers, goes_to: Mapping[Source, Path]
    ) -> bool:
        """Do what the command does with each file; whether something was found in any."""
        files = [(source, goes_to.get(source)) for source in self.sources]
        found = False
        if arguments.jobs > 1 and len(files) > 1 and all(source.path for source, _ in files):
            for outcome in in_processes(arguments, files, arguments.jobs):
                print_bytes(outcome.output)
                sys.stderr.write(outcome.errors)
                self._codes.append(outcome.code)
                found = found or outcome.found
            return found
        act = _action(arguments, fixers)
        for source, target in files:
            with told(self._codes):
                found = act(source, target) or found
        return found


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
    return load(_source(path), arguments.encoding)


def _source(path: str) -> Source:
    if os.path.isdir(path):
        raise CommandError(
            shown(path), "a folder, not a file", "name one file; check takes folders"
        )
    return Source(STDIN) if path == STDIN else Source(shown(path), Path(path))


def _folder(output: str) -> Path:
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise CommandError(shown(output), "not a folder", "give --output a folder, or a new name")
    return folder


def _print_json(loaded: Loaded, report: Report) -> None:
    print_text(json.dumps({"path": loaded.source.name, **report.to_dict()}) + "\n")


def _print_diff(loaded: Loaded, report: Report) -> None:
    for piece in unified(loaded.source.name, loaded.decoded.text, report.findings):
        print_text(piece)
