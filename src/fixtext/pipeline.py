"""The only loop: find, repair, repeat until nothing changes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Unpack, cast

from fixtext import language
from fixtext.causes import explain_together
from fixtext.conversion import conversion_edits
from fixtext.document import Document
from fixtext.errors import FindingError, OptionError
from fixtext.garbling import Garbling, choose
from fixtext.hanscript import convert, script_tag
from fixtext.spans import Edit, Patchwork
from fixtext.types import CONVERSION, Finding, OptionArguments, Options, Report

__all__ = ["Fixer", "apply", "fixer"]

ROUNDS = 8
"""At most so many rounds over the kinds; damage is rarely stacked deeper than three."""
_DEFAULTS = Options()


def _names(value: Iterable[str] | str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else tuple(value)


class Fixer:
    """Repairs texts with one set of options; safe to share between threads, and picklable.

    Takes the fields of :class:`fixtext.Options` as keyword arguments. Raises OptionError for an
    option that cannot be, ScriptError for an unknown script, TypeError for an unknown option.

    >>> Fixer(infer=False).fix("clean text")
    'clean text'
    """

    def __init__(self, **options: Unpack[OptionArguments]) -> None:
        unknown = sorted(set(options) - set(OptionArguments.__annotations__))
        if unknown:
            known = ", ".join(OptionArguments.__annotations__)
            raise TypeError(f"unknown option {unknown[0]!r}; there are: {known}")
        select = options.get("select")
        to = options.get("to")
        min_bits = options.get("min_bits", _DEFAULTS.min_bits)
        if not isinstance(min_bits, int | float) or not min_bits >= 0:
            raise OptionError(f"min_bits must be a number of bits, 0 or more, not {min_bits!r}")
        self.options = Options(
            profile=options.get("profile", _DEFAULTS.profile),
            select=None if select is None else _names(select),
            ignore=_names(options.get("ignore", ())),
            to=None if to is None else script_tag(to),
            min_bits=float(min_bits),
            infer=bool(options.get("infer", _DEFAULTS.infer)),
        )
        self._garblings = self._choose()

    def _choose(self) -> tuple[Garbling, ...]:
        return choose(self.options.profile, self.options.select, self.options.ignore)

    def __getstate__(self) -> Options:
        """Only the options travel between processes."""
        return self.options

    def __setstate__(self, options: Options) -> None:
        """Find the kinds again on the other side."""
        self.options = options
        self._garblings = self._choose()

    def __repr__(self) -> str:
        """The options."""
        return f"Fixer({self.options})"

    def fix(self, text: str) -> str:
        """The text with its damage repaired."""
        return self._repair(text)[0].text

    def explain(self, text: str) -> Report:
        """The repaired text, and an account of what had happened to it."""
        patchwork, reported = self._repair(text)
        findings = sorted(
            [patch.finding(text) for patch in patchwork.patches] + reported,
            key=lambda finding: (finding.start, finding.end),
        )
        findings = [finding for finding in findings if finding.before != finding.after]
        causes = [(kind.name, kind.cause) for kind in self._garblings if kind.cause]
        return Report(
            text=patchwork.text,
            findings=tuple(findings),
            length=len(text),
            model=language.load().version,
            causes=explain_together(findings, causes),
            bits_of_damage=_bits_of_damage(text, findings),
        )

    def fix_many(self, texts: Iterable[str]) -> list[str]:
        """Each text repaired as a document of its own."""
        return [self.fix(text) for text in texts]

    def explain_many(self, texts: Iterable[str]) -> list[Report]:
        """A report on each text, as a document of its own."""
        return [self.explain(text) for text in texts]

    def _repair(self, text: str) -> tuple[Patchwork, list[Finding]]:
        if not isinstance(text, str):
            raise TypeError(f"a text must be str, not {type(text).__name__}; decode bytes first")
        patchwork = Patchwork(text)
        evidence: dict[str, float] = {}
        document = Document(text, self.options, evidence)
        reported: dict[str, Sequence[Edit]] = {}
        for _ in range(ROUNDS):
            before = document
            for garbling in self._garblings:
                if not garbling.signalled(document.seen):
                    continue
                edits = garbling.find(document)
                reported[garbling.name] = [edit for edit in edits if edit.after is None]
                edits = [edit for edit in edits if edit.after is not None]
                if edits:
                    if garbling.cause:
                        strongest = max(edit.bits for edit in edits)
                        evidence[garbling.cause] = max(document.proven(garbling.cause), strongest)
                    patchwork = patchwork.after(garbling.name, edits, document.text)
                    document = Document(patchwork.text, self.options, evidence)
            if document is before:
                break
        if self.options.to:
            converted = convert(document.text, to=self.options.to)
            edits = conversion_edits(
                document.text, converted, self.options.to, patchwork.boundaries()
            )
            # what is only reported counts in offsets of the text before the change of script
            findings = _reports(patchwork, reported)
            patchwork = patchwork.after(CONVERSION, edits, document.text)
            return patchwork, _apart(findings, patchwork)
        return patchwork, _reports(patchwork, reported)


def _apart(findings: Sequence[Finding], patchwork: Patchwork) -> list[Finding]:
    """The findings that touch no patch; both are ordered."""
    result: list[Finding] = []
    patches = iter(patchwork.patches)
    patch = next(patches, None)
    for finding in findings:
        while patch and patch.end <= finding.start:
            patch = next(patches, None)
        if not (patch and patch.start < finding.end):
            result.append(finding)
    return result


def _bits_of_damage(text: str, findings: Sequence[Finding]) -> float:
    """What the repairs save, and the evidence of what is only reported."""
    damage = [finding for finding in findings if finding.damage]
    if not damage:
        return 0.0
    model = language.load()
    saved = model.bits(text) - model.bits(apply(text, damage))
    reported = sum(finding.bits for finding in damage if finding.after is None)
    return round(max(0.0, saved) + reported, 3)


def _reports(patchwork: Patchwork, reported: dict[str, Sequence[Edit]]) -> list[Finding]:
    """What is only reported, where no repair and no other report stands."""
    edits = sorted(
        ((edit, kind) for kind, edits in reported.items() for edit in edits),
        key=lambda item: (item[0].start, item[0].end),
    )
    spans = patchwork.untouched([(edit.start, edit.end) for edit, _ in edits])
    findings: list[Finding] = []
    for (edit, kind), span in zip(edits, spans, strict=True):
        if span and (not findings or findings[-1].end <= span[0]):
            before = patchwork.original[span[0] : span[1]]
            findings.append(Finding(kind, *span, before, None, edit.bits, note=edit.note))
    return findings


def apply(text: str, findings: Iterable[Finding]) -> str:
    """The original text with findings applied: the text of the report that they come from.

    Raises FindingError if a finding does not fit the text.

    >>> apply("醫(yī)療", [Finding("pinyin-annotation", 1, 5, "(yī)", "", 30.0)])
    '醫療'
    """
    parts: list[str] = []
    position = 0
    for finding in findings:
        if finding.start < position or text[finding.start : finding.end] != finding.before:
            raise FindingError(
                f"the finding at {finding.start}-{finding.end} does not fit this text; "
                "apply findings to the very text that they were found in, in their order"
            )
        after = finding.before if finding.after is None else finding.after
        parts += (text[position : finding.start], after)
        position = finding.end
    parts.append(text[position:])
    return "".join(parts)


@functools.lru_cache(maxsize=64)
def _cached(options: tuple[tuple[str, object], ...]) -> Fixer:
    return Fixer(**cast(OptionArguments, dict(options)))


def fixer(options: OptionArguments) -> Fixer:
    """The fixer for these options, made once."""
    frozen = {name: tuple(v) if isinstance(v, list) else v for name, v in options.items()}
    return _cached(tuple(sorted(frozen.items())))
