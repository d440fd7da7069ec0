"""What can go wrong, and the one line in which it is told."""

from __future__ import annotations

import errno
import sys

from fixtext.errors import FixtextError

__all__ = ["ERROR", "FINE", "FOUND", "CommandError", "complain", "from_system", "shown"]

FINE, FOUND, ERROR = 0, 1, 2
"""The exit codes: all well, ``check`` found something, an error."""

_REMEDIES = {
    errno.ENOENT: "check the name",
    errno.ENOTDIR: "check the name",
    errno.EACCES: "check its permissions and those of its folder",
    errno.EPERM: "check its permissions and those of its folder",
    errno.EROFS: "give a folder that can be written with --output DIR",
    errno.ENOSPC: "make room, then run this again",
    errno.EDQUOT: "make room, then run this again",
    errno.ENAMETOOLONG: "give a shorter name",
    errno.ELOOP: "name the file itself, not a link to it",
    errno.EISDIR: "name a file",
}


class CommandError(FixtextError):
    """Something is wrong: with which file or argument, what it is, and what to do.

    ``code`` is the exit code that it leads to; FINE for what is only worth a word.
    """

    def __init__(self, name: str, what: str, remedy: str, code: int = ERROR) -> None:
        """Put the three together."""
        super().__init__(f"{name}: {what}: {remedy}")
        self.code = code


def from_system(name: str, error: OSError | ValueError) -> CommandError:
    """The problem that the operating system reported of a file."""
    if isinstance(error, ValueError):  # a NUL in the name
        return CommandError(name, str(error), "check the name")
    what = error.strerror or str(error)
    return CommandError(
        name, what[:1].lower() + what[1:], _REMEDIES.get(error.errno or 0, "check it")
    )


def shown(path: str) -> str:
    r"""A path as it can stand in one line: as it is, or escaped if it holds what cannot be shown.

    >>> shown("a b.txt"), shown("a\nb")
    ('a b.txt', "'a\\nb'")
    """
    return path if path and path.isprintable() else ascii(path)


def complain(message: str) -> None:
    """Say something in one line on standard error, with the command's name in front."""
    sys.stderr.write(f"fixtext: {' '.join(message.splitlines())}\n")
