"""Columns of values in which the strings are to be repaired."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from fixtext.pipeline import Fixer
from fixtext.types import OptionArguments

__all__ = ["fix_values", "fixer_of"]


@functools.lru_cache(maxsize=16)
def _fixer(options: tuple[tuple[str, Any], ...]) -> Fixer:
    return Fixer(**dict(options))


def fixer_of(options: OptionArguments) -> Fixer:
    """A fixer of some options, made once a process."""
    return _fixer(tuple(sorted((name, _frozen(value)) for name, value in options.items())))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def fix_values(values: Iterable[Any], fixer: Fixer) -> list[Any]:
    """The strings among some values repaired; nulls and other values stay.

    >>> fix_values(["cafÃ©", None, 3], Fixer())
    ['café', None, 3]
    """
    return [fixer.fix(value) if isinstance(value, str) else value for value in values]
