"""The arguments of the command; the options of repair come from :class:`fixtext.Options`."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, cast

import fixtext
from fixtext.cli.configuration import NAME, configured
from fixtext.cli.problems import ERROR, complain
from fixtext.types import OptionArguments, Options

__all__ = ["options", "parse"]

_HELP = {
    "profile": (
        "NAME",
        "the set of kinds to repair: faithful (damage, nothing else), web, search or ftfy",
    ),
    "select": ("KINDS", "only these kinds or groups, separated by commas; may be repeated"),
    "ignore": ("KINDS", "all but these kinds or groups, separated by commas; may be repeated"),
    "to": ("TAG", "bring the text into one script: zh-Hans, zh-Hant, zh-Hant-TW, zh-Hant-HK"),
    "vocabulary": ("REGION", "with --to: the words of TW, HK or CN too (鼠标, 滑鼠), by opencc"),
    "min_bits": ("BITS", "the evidence that a repair must have (20: right text is hit 1 in 2**20)"),
    "infer": ("", "repair only what the text proves; guess no lost information"),
    "infer_letters": ("", "guess letters of alphabets too, where U+FFFD marks a lost byte"),
    "chain": (
        "MEANT:READ",
        "what the bytes were meant for and what they were read as, such as utf-8:gbk, if you know "
        "it; several, in the order in which they happened, separated by commas; may be repeated",
    ),
    "html": ("", "pages: leave markup alone (told by a file's name and beginning otherwise)"),
    "model": ("FILE", "a language model made by python -m fixtext.language.train"),
}
"""Metavar and help for each field of Options: all that a new option needs here."""

_TOLD_OTHERWISE = ("html",)
"""Fields that are true or false by what a file is like, unless the user says."""

_EXIT_CODES = "exit codes: 0 fine, 1 check found something, 2 an error"


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line, like all others of the command."""

    def error(self, message: str) -> NoReturn:
        complain(f"{message}: see '{self.prog} --help'")
        raise SystemExit(ERROR)


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The arguments, with ``command`` as the name of the command."""
    parser = _Parser(
        prog="fixtext",
        description="Repairs damaged text: says what happened, proves it, and undoes it.",
        epilog=_EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"fixtext {fixtext.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_fix(
        _command(commands, "fix", "repair text: standard input or one file to standard output")
    )
    _add_check(_command(commands, "check", "list what is damaged; exit 1 if it can be repaired"))
    _add_explain(_command(commands, "explain", "tell what happened to a text, with evidence"))
    _add_kinds(_command(commands, "kinds", "list the kinds of garbling, or one kind's manual page"))
    _add_decode(_command(commands, "decode", "read a file in whatever encoding, print it as UTF-8"))
    _add_garble(_command(commands, "garble", "damage clean text in the way of a kind"))
    _add_warc(_command(commands, "warc", "copy a web archive, with its texts repaired"))
    _add_ray(_command(commands, "ray", "repair the tables of a path on a Ray cluster"))
    return parser.parse_args(argv)


def options(arguments: argparse.Namespace) -> OptionArguments:
    """The options of repair: those of the project, and over them those that were given."""
    given = {name: getattr(arguments, name) for name in _fields() if hasattr(arguments, name)}
    project = {} if arguments.isolated else configured(Path.cwd())
    return cast(OptionArguments, project | given)


def _fields() -> dict[str, dataclasses.Field[object]]:
    return {field.name: field for field in dataclasses.fields(Options)}


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, summary: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=_EXIT_CODES,
        allow_abbrev=False,
    )


def _add_fix(parser: argparse.ArgumentParser) -> None:
    _add_paths(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--write", action="store_true", help="repair the files where they are")
    where.add_argument("--output", metavar="DIR", help="write the repaired files below DIR")
    where.add_argument("--diff", action="store_true", help="print what would change; write nothing")
    _add_jobs(parser)
    _add_format(parser)
    _add_options(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_paths(parser)
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 for what is only reported, too"
    )
    _add_jobs(parser)
    _add_format(parser)
    _add_options(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    _add_path(parser)
    parser.add_argument("--all", action="store_true", help="show every finding, not examples")
    parser.add_argument(
        "--candidates",
        metavar="N",
        type=_count,
        help="show up to N other readings of what is shown, and of each character inferred in it",
    )
    _add_format(parser)
    _add_options(parser)


def _add_kinds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the kind to print the page of")
    _add_format(parser, "markdown")


def _add_decode(parser: argparse.ArgumentParser) -> None:
    _add_path(parser)
    parser.add_argument(
        "--explain", action="store_true", help="tell the encoding and how it was found instead"
    )
    parser.add_argument("--all", action="store_true", help="tell every damaged place")
    _add_format(parser)


def _add_garble(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="the kind of damage (see: fixtext kinds)")
    _add_path(parser)
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="same N, same damage")


def _add_warc(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="IN.warc.gz", help="the archive; - is standard input")
    parser.add_argument(
        "-o", "--output", metavar="OUT.warc.gz", required=True, help="- is standard output"
    )
    _add_options(parser)


def _add_ray(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("input", metavar="INPUT", help="Parquet, JSONL or WARC: a file or a folder")
    parser.add_argument("target", metavar="OUTPUT", help="the folder of results")
    parser.add_argument("--column", default="text", help="the column that holds the text")
    parser.add_argument(
        "--findings", action="store_true", help="add columns that tell what was found"
    )
    parser.add_argument("--workers", type=_count, default=2, metavar="N", help="N at most; 2")
    _add_options(parser)


def _add_paths(parser: argparse.ArgumentParser) -> None:
    text = "files and folders; - or none is standard input"
    parser.add_argument("paths", nargs="*", metavar="PATH", help=text)
    _add_encoding(parser)


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-j", "--jobs", type=_count, default=1, metavar="N", help="work on N files at a time; 1"
    )


def _add_path(parser: argparse.ArgumentParser) -> None:
    text = "a file; - or none is standard input"
    parser.add_argument("path", nargs="?", metavar="PATH", help=text)
    _add_encoding(parser)


def _add_encoding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-e",
        "--encoding",
        metavar="LABEL",
        type=lambda label: None if label == "auto" else label,
        help="the encoding of the input, such as gb18030; auto (the default) finds it out",
    )


def _add_format(parser: argparse.ArgumentParser, *others: str) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json", *others),
        default="text",
        help="json: one line of JSON for each text, with the report",
    )


def _add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each field of Options, shaped by the field's default and type.

    What is not given is not in the result, so that the library's defaults hold.
    """
    group = parser.add_argument_group("repair")
    group.add_argument(
        "--isolated", action="store_true", help=f"leave the [tool.fixtext] of {NAME} unread"
    )
    for name, field in _fields().items():
        flag = name.replace("_", "-")
        metavar, text = _HELP.get(name, (name.upper(), ""))
        if isinstance(field.default, bool):
            both = name in _TOLD_OTHERWISE
            group.add_argument(
                f"--no-{flag}" if field.default else f"--{flag}",
                dest=name,
                action=argparse.BooleanOptionalAction
                if both
                else "store_false"
                if field.default
                else "store_true",
                default=argparse.SUPPRESS,
                help=text,
            )
            continue
        several = "tuple" in str(field.type)
        group.add_argument(
            f"--{flag}",
            dest=name,
            metavar=metavar,
            action="extend" if several else "store",
            type=_names if several else float if isinstance(field.default, float) else str,
            default=argparse.SUPPRESS,
            help=text,
        )


def _names(value: str) -> list[str]:
    names = value.replace(",", " ").split()
    if not names:
        raise argparse.ArgumentTypeError("nothing is named")
    return names


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"a number, 0 or more, not {value!r}")
    return int(value)
