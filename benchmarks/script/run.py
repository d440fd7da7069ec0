"""What the parts of one run share."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from benchmarks.peers import Peers


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """Where the texts are, the peers, and the results so far, by part."""

    data: Path
    peers: Peers
    results: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
