"""What an account of a repair is made of: findings, their steps, and the report on a text."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fixtext.types import CONVERSION, DECLARED_CHARSET, ascii_visible

if TYPE_CHECKING:
    from fixtext.decoded import Decoded

__all__ = [
    "Candidate",
    "Cause",
    "Finding",
    "Inference",
    "Report",
    "Step",
    "inferred_in_words",
    "probability_in_words",
]


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a damaged stretch: the text, and its probability among the readings."""

    text: str
    probability: float


@dataclasses.dataclass(frozen=True, slots=True)
class Inference:
    """Text that was lost and is guessed, how likely the guess is, and what else it could be.

    ``start`` and ``end`` are code points in the finding's ``after``, where ``text`` stands.
    ``probability`` is the posterior, 0 to 1; ``others`` are the runners-up, most probable first.
    """

    start: int
    end: int
    text: str
    probability: float
    others: tuple[Candidate, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One replacement inside a finding: ``before`` at ``start:end`` becomes ``after``.

    Offsets are code points in the finding's text as the steps before this one left it.
    """

    kind: str
    start: int
    end: int
    before: str
    after: str
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One damaged stretch of the original text, and what it was.

    ``start`` and ``end`` are code points in the original. ``after`` is None where nothing can be
    restored: the stretch is reported and stays as it is. ``bits`` is the evidence. ``inferred``
    is true where information was lost and guessed. ``steps`` lead from ``before`` to ``after``;
    their kinds stand in the order in which they were undone, and ``kind`` is the first of them.
    ``candidates`` are other readings of the whole stretch, ``inferences`` the guesses in ``after``
    that can be pointed at, in their order.

    >>> finding = Finding("pinyin-annotation", 1, 5, "(yī)", "", 31.5)
    >>> finding.damage
    True
    """

    kind: str
    start: int
    end: int
    before: str
    after: str | None
    bits: float
    inferred: bool = False
    steps: tuple[Step, ...] = ()
    note: str = ""
    candidates: tuple[Candidate, ...] = ()
    inferences: tuple[Inference, ...] = ()

    @property
    def damage(self) -> bool:
        """False for a change that was asked for: of script, or of the charset that is declared."""
        return self.kind not in (CONVERSION, DECLARED_CHARSET)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of garbling that was undone here, in that order, each once."""
        return tuple(dict.fromkeys([self.kind, *(step.kind for step in self.steps)]))

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON data."""
        data = dataclasses.asdict(self)
        # what JSON gives back, so that the data are the same before and after it
        for name in ("steps", "candidates", "inferences"):
            data[name] = list(data[name])
        for inference in data["inferences"]:
            inference["others"] = list(inference["others"])
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that :meth:`to_dict` wrote."""
        fields = dict(data)
        fields["steps"] = tuple(Step(**step) for step in fields.get("steps", ()))
        fields["candidates"] = _candidates(fields.get("candidates", ()))
        fields["inferences"] = tuple(
            Inference(**{**item, "others": _candidates(item.get("others", ()))})
            for item in fields.get("inferences", ())
        )
        return cls(**fields)


def _candidates(data: Sequence[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(**item) for item in data)


@dataclasses.dataclass(frozen=True, slots=True)
class Cause:
    """One mechanism that explains findings of several kinds together."""

    name: str
    explanation: str
    kinds: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """A repaired text, and an account of what had happened to it.

    ``findings`` are ordered, non-overlapping stretches of the original, ``length`` code points
    long. ``causes`` are mechanisms that explain several kinds at once. ``model`` names the
    version of the language model that weighed the evidence. ``bits_of_damage`` is by how many bits
    the repaired text is shorter under that model than the original, plus the evidence of what
    could only be reported: 0 for clean text, so that a pipeline can filter by it.
    """

    text: str
    findings: tuple[Finding, ...]
    length: int
    model: str
    causes: tuple[Cause, ...] = ()
    bits_of_damage: float = 0.0
    decoded: Decoded | None = None

    @property
    def changed(self) -> bool:
        """True if the text is not what it was."""
        return any(f.after is not None and f.after != f.before for f in self.findings)

    @property
    def damaged_share(self) -> float:
        """The share of the original's code points that lie in a damaged stretch, 0 to 1."""
        damaged = sum(max(f.end - f.start, 1) for f in self.findings if f.damage)
        return min(1.0, damaged / max(self.length, 1))

    @property
    def counts(self) -> dict[str, int]:
        """How many findings each kind has a part in, most frequent first."""
        return dict(Counter(kind for f in self.findings for kind in f.kinds).most_common())

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON data; :meth:`from_dict` reads it."""
        return {
            "text": self.text,
            "changed": self.changed,
            "length": self.length,
            "model": self.model,
            "bits_of_damage": self.bits_of_damage,
            "damaged_share": round(self.damaged_share, 6),
            "counts": self.counts,
            "causes": [dataclasses.asdict(cause) for cause in self.causes],
            "findings": [finding.to_dict() for finding in self.findings],
            "decoded": dataclasses.asdict(self.decoded) if self.decoded else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """The report that :meth:`to_dict` wrote, also after a way through JSON."""
        from fixtext.decoded import Decoded  # of text that was given as bytes

        decoded = data.get("decoded")
        return cls(
            text=data["text"],
            findings=tuple(Finding.from_dict(finding) for finding in data["findings"]),
            length=data["length"],
            model=data["model"],
            causes=tuple(
                Cause(cause["name"], cause["explanation"], tuple(cause["kinds"]))
                for cause in data.get("causes", ())
            ),
            bits_of_damage=data["bits_of_damage"],
            decoded=Decoded.from_dict(decoded) if decoded else None,
        )

    def to_json(self) -> str:
        """The report as one line of JSON."""
        import json  # which reports alone need

        return json.dumps(self.to_dict(), ensure_ascii=True)

    def __str__(self) -> str:
        """The account in words: causes, counts, and every finding on a line."""
        if not self.findings:
            return "no damage found"
        lines = [f"{cause.explanation} ({', '.join(cause.kinds)})" for cause in self.causes]
        for kind, count in self.counts.items():
            found = [f for f in self.findings if kind in f.kinds]
            weakest = min(f.bits for f in found)
            lines.append(f"{kind}: {count} found, evidence {weakest:.0f} bits or more")
        lines += [_line(finding) for finding in self.findings]
        return "\n".join(lines)


def _line(finding: Finding) -> str:
    after = "(stays)" if finding.after is None else ascii_visible(finding.after)
    text = f"  {finding.start}-{finding.end}: {ascii_visible(finding.before)} -> {after}"
    text += f"  [{', '.join(finding.kinds)}; {finding.bits:.0f} bits"
    text += "; inferred]" if finding.inferred else "]"
    if finding.note:
        text += f"  {finding.note}"
    return f"{text}\n    {inferred_in_words(finding)}" if finding.inferences else text


def inferred_in_words(finding: Finding) -> str:
    """How many characters a finding infers, and how likely the least certain is; "" for none.

    >>> guess = Inference(0, 1, "件", 0.9312)
    >>> finding = Finding("lost-bytes", 0, 2, "�?", "件", 40.0, True, inferences=(guess,))
    >>> inferred_in_words(finding)
    '1 character inferred, with a probability of 0.931'
    """
    if not finding.inferences:
        return ""
    count = sum(inference.end - inference.start for inference in finding.inferences)
    least = probability_in_words(min(each.probability for each in finding.inferences))
    if count == 1:
        return f"1 character inferred, with a probability of {least}"
    return f"{count} characters inferred, the least certain with a probability of {least}"


def probability_in_words(probability: float) -> str:
    """A probability to three places, never more than it is: only certainty is 1.000.

    >>> probability_in_words(0.99999), probability_in_words(0.0002)
    ('0.999', 'under 0.001')
    """
    if 0 < probability < 0.001:
        return "under 0.001"
    return f"{math.floor(probability * 1000 + 1e-9) / 1000:.3f}"
