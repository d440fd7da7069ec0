"""What the command reads: paths, walked where they are folders, and the text of each file."""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fixtext.cli.problems import FINE, CommandError, from_system, shown
from fixtext.decoded import Decoded
from fixtext.decoding import decode
from fixtext.decoding.file_types import LOOKED_AT, what_it_is

__all__ = [
    "STDIN",
    "Loaded",
    "Source",
    "chunks",
    "load",
    "read_as_text",
    "require_regular",
    "require_text",
    "sources",
]

STDIN = "-"
_CHUNK = 1 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or standard input, whose ``path`` is None.

    ``relative`` is its path below the folder that was named, or its bare name.
    """

    name: str
    path: Path | None = None
    relative: Path = Path()
    walked: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """A file as it was read."""

    source: Source
    data: bytes
    decoded: Decoded
    status: os.stat_result | None

    @property
    def bom(self) -> bytes:
        """The UTF-8 BOM that the text had, which a rewritten text keeps."""
        marked = self.decoded.encoding == "utf-8" and self.data.startswith(codecs.BOM_UTF8)
        return codecs.BOM_UTF8 if marked else b""


def sources(
    paths: Iterable[str], leave_out: str | None = None
) -> tuple[list[Source], list[CommandError]]:
    """The files that paths come to, in order, and what is wrong with the others.

    Folders are walked: sorted, without hidden files, without links, without the folder
    ``leave_out``, which is a real path.
    """
    found: list[Source] = []
    problems: list[CommandError] = []
    for path in paths:
        if path == STDIN:
            found.append(Source(STDIN))
        elif os.path.isdir(path):
            inside = sorted(_walk(path, leave_out, problems), key=lambda file: file.parts)
            if not inside:
                problems.append(CommandError(shown(path), "a folder without files", "name files"))
            top = Path(path)
            found += [Source(shown(str(f)), f, f.relative_to(top), walked=True) for f in inside]
        else:
            found.append(Source(shown(path), Path(path), Path(Path(path).name)))
    return found, problems


def _walk(top: str, leave_out: str | None, problems: list[CommandError]) -> Iterator[Path]:
    def note(error: OSError) -> None:
        problems.append(from_system(shown(str(error.filename)), error))

    for folder, folders, files in os.walk(top, onerror=note):
        folders[:] = [
            name
            for name in folders
            if name[0] != "." and os.path.realpath(os.path.join(folder, name)) != leave_out
        ]
        for name in files:
            file = Path(folder, name)
            if name[0] != "." and stat.S_ISREG(file.lstat().st_mode):
                yield file


def load(source: Source, encoding: str | None, *, in_place: bool = False) -> Loaded:
    """A file's bytes and text.

    Raises CommandError if it cannot be read or is not text; with the code FINE if it is not text
    and was only met in a folder. A file to be written ``in_place`` must be a regular one: to open
    another may wait for ever.
    """
    if in_place and source.path is not None and os.path.exists(source.path):
        require_regular(source.name, source.path)
    data, status = _read(source)
    require_text(source, data[:LOOKED_AT], encoding)
    return read_as_text(source, data, status, encoding)


def read_as_text(
    source: Source, data: bytes, status: os.stat_result | None, encoding: str | None
) -> Loaded:
    """The text of a file's bytes; raises CommandError if they are not in the encoding given."""
    decoded = decode(data, encoding=encoding)
    if decoded.unread and encoding is not None:
        raise _does_not_fit(source, data, decoded)
    return Loaded(source, data, decoded, status)


def require_text(source: Source, head: bytes, encoding: str | None) -> None:
    """Raise CommandError if a file begins like what is not text; FINE if it was met in a folder."""
    what = what_it_is(head)
    if what is None:
        return
    if source.walked and not (encoding or "").lower().startswith(("utf-16", "utf-32", "utf16")):
        raise CommandError(source.name, f"not text: {what}", "skipped", FINE)
    if encoding is None:
        remedy = "if it is text, give its encoding with -e LABEL"
        raise CommandError(source.name, f"not text: {what}", remedy)


def _does_not_fit(source: Source, data: bytes, decoded: Decoded) -> CommandError:
    place = next(each for each in decoded.findings if "\ufffd" in each.text)
    byte = f"byte 0x{data[place.start]:02x}" if place.start < len(data) else "the end"
    what = f"{byte} at offset {place.start} is not {decoded.encoding}"
    return CommandError(source.name, what, "give another with -e, or -e auto to read what can be")


def chunks(source: Source) -> Iterator[bytes]:
    """The bytes of a file or of standard input, a megabyte at a time."""
    try:
        with contextlib.ExitStack() as stack:
            file = sys.stdin.buffer if source.path is None else source.path.open("rb")
            if source.path is not None:
                stack.enter_context(file)
            while chunk := file.read(_CHUNK):
                yield chunk
    except (OSError, ValueError) as error:
        raise from_system(source.name, error) from error


def require_regular(name: str, path: Path) -> None:
    """Raise CommandError unless the path leads to a regular file."""
    if not path.is_file():
        raise CommandError(name, "not a regular file", "use > FILE to write the result elsewhere")


def _read(source: Source) -> tuple[bytes, os.stat_result | None]:
    try:
        if source.path is None:
            return sys.stdin.buffer.read(), None
        with source.path.open("rb") as file:
            return file.read(), os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        raise from_system(source.name, error) from error
