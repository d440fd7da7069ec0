"""What the command writes: whole files or nothing, and bytes on standard output."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from fixtext.cli.inputs import Loaded, Source, require_regular
from fixtext.cli.places import places
from fixtext.cli.problems import CommandError, from_system

__all__ = [
    "encoded",
    "lone_surrogate",
    "print_bytes",
    "print_text",
    "rewrite",
    "targets",
    "write_new",
    "written_whole",
]

_POSIX = os.name == "posix"


def encoded(text: str, loaded: Loaded) -> bytes:
    """A text as UTF-8, with the BOM that the file had.

    Raises CommandError, which names the place, for a lone surrogate, which no encoding can hold.
    """
    try:
        return loaded.bom + text.encode()
    except UnicodeEncodeError as error:
        [(line, column)] = places(text, [error.start])
        character = text[error.start]
        raise lone_surrogate(loaded.source, character, f", at {line}:{column}") from error


def lone_surrogate(source: Source, character: str, place: str = "") -> CommandError:
    """The error that a result has what no encoding can hold, at a place that may be known."""
    what = f"the result has a lone surrogate, U+{ord(character):04X}{place}"
    remedy = "leave out the kind of repair that made it, with --ignore KINDS"
    return CommandError(source.name, what, remedy)


def print_text(text: str) -> None:
    """Put text on standard output, as UTF-8 whatever the locale says."""
    print_bytes(text.encode("utf-8", "backslashreplace"))


def print_bytes(data: bytes) -> None:
    """Put bytes on standard output, with no change to their line ends."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:  # a caller has put a text stream there
        sys.stdout.write(data.decode())
    else:
        buffer.write(data)


def rewrite(loaded: Loaded, data: bytes) -> None:
    """Put other bytes in the place of a file: at any moment the old file or the new one is there.

    Mode and owner stay. A symbolic link stays, and the file that it leads to is written. Raises
    CommandError if the file is not a regular one, has other hard links, is read-only, or is not
    what it was when it was read.
    """
    source = loaded.source
    if source.path is None or loaded.status is None:
        raise CommandError(source.name, "standard input cannot be written", "leave out --write")
    with _system_problems(source.name):
        target = Path(os.path.realpath(source.path, strict=True))
        status = target.stat()
        _refuse_odd(source.name, target, status)
        was = loaded.status
        if (status.st_ino, status.st_size, status.st_mtime_ns) != (
            was.st_ino,
            was.st_size,
            was.st_mtime_ns,
        ):
            raise CommandError(source.name, "it changed since it was read", "run this again")
        _replace(target, data, status)


def write_new(target: Path, data: bytes, name: str) -> None:
    """Write a file of a folder of results, and the folders that it needs; whole or not at all."""
    with _system_problems(name):
        target.parent.mkdir(parents=True, exist_ok=True)
        target = Path(os.path.realpath(target))
        status = target.stat() if target.exists() else None
        if status:
            _refuse_odd(name, target, status)
        _replace(target, data, status)


def targets(folder: Path, files: Iterable[Source]) -> dict[Source, Path]:
    """Where each file's result goes, below a folder.

    Raises CommandError if one would go onto an input, if two would go to one place, and for
    standard input, which has no name.
    """
    result: dict[Source, Path] = {}
    inputs = {_identity(file.path): file.name for file in files if file.path is not None}
    taken: dict[Path, str] = {}
    for file in files:
        if file.path is None:
            raise CommandError(file.name, "standard input has no name below --output", "use > FILE")
        target = folder / file.relative
        onto = inputs.get(_identity(target))
        if onto is not None:
            raise CommandError(onto, "--output would write onto this input", "give another DIR")
        if target in taken:
            what = f"its result would go where that of {taken[target]} goes"
            raise CommandError(file.name, what, "name the folder above both, or run this twice")
        taken[target] = file.name
        result[file] = target
    return result


def _identity(path: Path) -> object:
    """What is the same for two paths to one file, by whatever links."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return path.absolute()
    return status.st_dev, status.st_ino


def _refuse_odd(name: str, target: Path, status: os.stat_result) -> None:
    require_regular(name, target)
    if status.st_nlink > 1:
        what = f"it has {status.st_nlink} hard links, which writing would part"
        raise CommandError(name, what, "use --output DIR, or copy the file first")
    if not os.access(target, os.W_OK):
        raise CommandError(name, "it is read-only", "change its mode, or use --output DIR")


def written_whole(target: Path, write: Callable[[IO[bytes]], int]) -> int:
    """What a function that writes a file gives; the file is whole at the end, or not there."""
    with _system_problems(str(target)):
        like = target.stat() if target.exists() else None
        if like:
            _refuse_odd(str(target), target, like)
        with _beside(target, like) as file:
            return write(file)


def _replace(target: Path, data: bytes, like: os.stat_result | None) -> None:
    with _beside(target, like) as file:
        file.write(data)


@contextlib.contextmanager
def _beside(target: Path, like: os.stat_result | None) -> Iterator[IO[bytes]]:
    """A file beside the target; it is brought to the disk, then renamed over the target."""
    temporary = target.with_name(f".fixtext-{secrets.token_hex(8)}.tmp")
    mode = 0o666 if like is None else 0o600  # the umask takes its part of the first
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            if like is not None:
                _take_after(file.fileno(), like)
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


_BINARY = getattr(os, "O_BINARY", 0)  # Windows would translate line ends


def _take_after(descriptor: int, like: os.stat_result) -> None:
    """Owner first, since a change of owner may clear bits of the mode."""
    if not _POSIX:
        return
    with contextlib.suppress(PermissionError):  # only root may give a file away
        os.fchown(descriptor, like.st_uid, like.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(like.st_mode))


def _sync_folder(folder: Path) -> None:
    if not _POSIX:
        return
    with contextlib.suppress(OSError):  # the file is written; some file systems refuse this
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _system_problems(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise from_system(name, error) from error
