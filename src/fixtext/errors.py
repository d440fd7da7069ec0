"""The errors that fixtext raises: all of them are :class:`FixtextError`."""

from __future__ import annotations

__all__ = [
    "DecodeError",
    "FindingError",
    "FixtextError",
    "ModelError",
    "OptionError",
    "ScriptError",
    "TableError",
]


class FixtextError(Exception):
    """Anything that fixtext raises on purpose."""


class DecodeError(FixtextError, ValueError):
    """Bytes cannot be read as text; the message names the byte, or the label that is unknown."""


class OptionError(FixtextError, ValueError):
    """An option has a value that it cannot have; the message names those that it can."""


class ScriptError(FixtextError, ValueError):
    """A script tag is not one that fixtext knows; the message names those that it does."""


class FindingError(FixtextError, ValueError):
    """A list of findings does not belong to the text that it is applied to."""


class TableError(FixtextError):
    """A data file of fixtext is missing, damaged or of another version."""


class ModelError(TableError):
    """A language model's file is missing, damaged or of another version."""
