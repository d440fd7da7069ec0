"""Work that is done once for a text, or for several, and that all kinds build on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Self, TypeVar, cast

from fixtext import language
from fixtext.types import Options

__all__ = ["Recalling"]

_Result = TypeVar("_Result")


class Recalling:
    """What is looked at with some options, and remembers what was worked out of it."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._recalled: dict[object, object] = {}

    @functools.cached_property
    def model(self) -> language.Model:
        """The language model that weighs evidence; loaded at the first use."""
        return language.load(self.options.model)

    def remember(self, work: Callable[[Self], _Result], result: _Result) -> None:
        """Take a result as what the work gives."""
        self._recalled[work] = result

    def recall(self, work: Callable[[Self], _Result]) -> _Result:
        """What the work gives; done once, for all kinds that build on it."""
        if work not in self._recalled:
            self._recalled[work] = work(self)
        return cast(_Result, self._recalled[work])
