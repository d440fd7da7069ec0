"""What the parts of one run share."""

from __future__ import annotations

import dataclasses
from typing import Any

from benchmarks.peers import Peers
from benchmarks.speed.texts import Texts

ROUNDS, SCALE = 5, 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """The texts, the peers, how much is measured, and the results so far, by part.

    ``scale`` is what sizes are multiplied with; ``large`` asks for those that take long.
    """

    texts: Texts
    peers: Peers
    rounds: int = ROUNDS
    scale: float = SCALE
    large: bool = False
    results: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)

    def size(self, megabytes: float) -> int:
        """Bytes, at this run's scale."""
        return int(megabytes * 1e6 * self.scale)
