"""The text that a kind of garbling looks at, with what has been learnt of it so far."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.scan import Seen, code_points, scan
from fixtext.types import Options

__all__ = ["Document"]

_Result = TypeVar("_Result")


class Document:
    """A text on its way through the kinds: the current text, and the evidence of the document.

    ``evidence`` holds, by cause (:mod:`fixtext.causes`), the bits by which kinds undone before
    have proven that the cause was at work in this document.
    """

    def __init__(self, text: str, options: Options, evidence: dict[str, float]) -> None:
        self.text = text
        self.options = options
        self.evidence = evidence
        self._recalled: dict[object, object] = {}

    @functools.cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code points, shape (len(text),)."""
        return code_points(self.text)

    @functools.cached_property
    def seen(self) -> Seen:
        """The classes of characters that the text holds."""
        return scan(self.codes)

    @property
    def model(self) -> language.Model:
        """The language model that weighs evidence; loaded at the first use."""
        return language.load(self.options.model)

    def recall(self, work: Callable[[Document], _Result]) -> _Result:
        """What the work gives for this document; done once, for all kinds that build on it."""
        if work not in self._recalled:
            self._recalled[work] = work(self)
        return cast(_Result, self._recalled[work])

    def proven(self, cause: str | None) -> float:
        """The bits of evidence for a cause in this document so far."""
        return self.evidence.get(cause, 0.0) if cause else 0.0
