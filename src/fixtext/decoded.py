"""What becomes of bytes: their text, and an account of how it was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

__all__ = ["ByteFinding", "Decoded", "Segment"]


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of bytes in one encoding: ``start`` and ``end`` are offsets in bytes."""

    start: int
    end: int
    encoding: str


@dataclasses.dataclass(frozen=True, slots=True)
class ByteFinding:
    """A place where bytes were damaged before they were decoded.

    ``kind`` is ``lost`` (bytes are gone), ``put-in`` (bytes are too many) or ``replaced`` (bytes
    are wrong, or make no character). ``start`` and ``end`` are offsets in bytes, the same for what
    was lost; ``text`` is what stands for them in the text, U+FFFD where nothing is known, and
    ``inferred`` is true where it is a guess.
    """

    kind: str
    start: int
    end: int
    text: str
    inferred: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes as text.

    ``encoding`` is a WHATWG label. ``source`` says how it was found: ``given`` by the caller,
    ``bom``, ``header`` (the transport's label, which the bytes bear out), ``meta`` (the page's),
    ``detected`` from the bytes, ``mixed`` (several encodings, of which this has most bytes), or
    ``default`` where nothing tells. ``bits`` is the evidence: by how many bits the next best
    encoding describes the bytes worse. ``declared`` is the label that transport or page gave.
    ``segments`` are the stretches of a mixed text, empty for all others; ``findings`` are damaged
    places, in offsets of bytes.
    """

    text: str
    encoding: str
    source: str
    bits: float = 0.0
    declared: str | None = None
    segments: tuple[Segment, ...] = ()
    findings: tuple[ByteFinding, ...] = ()

    @property
    def conflict(self) -> bool:
        """True where the bytes are in another encoding than is declared."""
        return self.declared is not None and self.declared != self.encoding

    @property
    def unread(self) -> int:
        """How many damaged places have U+FFFD in the text, since nothing is known of them."""
        return sum("\ufffd" in finding.text for finding in self.findings)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Decoded:
        """The account that ``dataclasses.asdict`` made data of, also after a way through JSON."""
        fields = dict(data)
        fields["segments"] = tuple(Segment(**each) for each in fields.get("segments", ()))
        fields["findings"] = tuple(ByteFinding(**each) for each in fields.get("findings", ()))
        return cls(**fields)
