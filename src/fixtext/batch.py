"""Many short texts at once: which kinds can be in which of them, told in a few calls.

Numpy's price is by the call, not by the character, and a title is a few dozen characters. So texts
are laid end to end, with line ends between, and looked at together; most are right, and that is all
that they cost.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.recall import Recalling
from fixtext.scan import SIGNS, Seen, code_points, flags
from fixtext.types import Options

__all__ = ["Batch"]

_BETWEEN = "\n\n\n"
"""What stands between two texts, and what the language model takes for the beginning of one."""


class Batch(Recalling):
    """Texts laid end to end: text ``i`` is at ``starts[i]:ends[i]`` of ``codes``.

    None of them may be empty.
    """

    def __init__(self, texts: Sequence[str], options: Options) -> None:
        super().__init__(options)
        self.texts = texts
        self.codes = code_points(_BETWEEN.join(["", *texts, ""]))
        sizes = np.array(list(map(len, texts)), np.int64)
        self.ends: NDArray[np.int64] = np.cumsum(sizes + len(_BETWEEN))
        self.starts: NDArray[np.int64] = self.ends - sizes

    @functools.cached_property
    def seen(self) -> NDArray[np.uint32]:
        """The classes of characters in each text, as :class:`Seen` has them; shape (texts,)."""
        return self.any_of(flags(self.codes))

    def any_of(self, each: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """What the values of a text's characters come to, ORed; shape (texts,)."""
        return np.bitwise_or.reduceat(each, self._edges)[::2]

    def most(self, each: NDArray[np.int32]) -> NDArray[np.int32]:
        """The greatest of the values of each text's characters, shape (texts,)."""
        return np.maximum.reduceat(each, self._edges)[::2]

    def total(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many characters of each text are so, shape (texts,)."""
        return np.add.reduceat(which, self._edges, dtype=np.int64)[::2]

    @functools.cached_property
    def _edges(self) -> NDArray[np.int64]:
        return np.stack((self.starts, self.ends), axis=1).ravel()

    def signalled(self, signal: Sequence[Seen]) -> NDArray[np.bool_]:
        """Which texts have every class of one of these combinations, shape (texts,).

        Signs, which are told of one text at a time, are taken for seen.
        """
        result = np.zeros(len(self.texts), np.bool_)
        for wanted in signal:
            classes = np.uint32(wanted & ~SIGNS)
            result |= self.seen & classes == classes
        return result
