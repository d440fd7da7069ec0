"""Repairing texts with one set of options: whole, in windows, in parts, or many at once."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Unpack

import numpy as np

from fixtext import compiled, language
from fixtext.batch import Batch
from fixtext.causes import explain_together
from fixtext.document import Document
from fixtext.encodings.clearing import LONG
from fixtext.errors import FindingError
from fixtext.forms.weighing import Replacement, saved
from fixtext.garbling import Garbling, Treatment, choose
from fixtext.options import checked
from fixtext.quick_look import QuickLook, is_found_right
from fixtext.rounds import Asked, Rounds
from fixtext.spans import Edit, Patchwork
from fixtext.types import CONVERSION, OptionArguments, Options
from fixtext.windows import PIECE, SHORT, WINDOW, batches, joined, lists, require_text, windows

if TYPE_CHECKING:
    from fixtext.findings import Finding, Report

__all__ = ["Fixer", "apply", "fixer"]

_Reported = tuple[str, Edit, tuple[int, int]]
"""Kind, edit, and where in the original, of what is only reported."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Repaired:
    """What a window became, what was done to it, if that is told, and what is only reported."""

    text: str
    patchwork: Patchwork | None
    reported: Sequence[_Reported]

    def findings(self) -> list[Finding]:
        """All of it as findings, in order, of what was told."""
        assert self.patchwork is not None
        original = self.patchwork.original
        findings = [patch.finding(original) for patch in self.patchwork.patches]
        findings += [edit.report(kind, span, original) for kind, edit, span in self.reported]
        findings.sort(key=lambda finding: (finding.start, finding.end))
        return [finding for finding in findings if finding.before != finding.after]


class Fixer:
    """Repairs texts with one set of options; safe to share between threads, and picklable.

    Takes the fields of :class:`fixtext.Options` as keyword arguments. Raises OptionError for an
    option that cannot be, ScriptError for an unknown script, ModelError for a model that cannot
    be read, TypeError for an unknown option.

    >>> Fixer(infer=False).fix("clean text")
    'clean text'
    """

    _window = WINDOW

    def __init__(self, **options: Unpack[OptionArguments]) -> None:
        self._set(checked(options))

    def _set(self, options: Options) -> None:
        self.options = options
        self._garblings = choose(options.profile, options.select, options.ignore)
        self._asked_of: dict[tuple[int, bool], Asked] = {}
        self._quick_look = QuickLook(options, functools.partial(self._asked, telling=False))
        if options.model is not None:
            language.load(options.model)  # one that cannot be read is told before any text is

    def __getstate__(self) -> Options:
        """Only the options travel between processes."""
        return self.options

    def __setstate__(self, options: Options) -> None:
        """Find the kinds again on the other side."""
        self._set(options)

    def __repr__(self) -> str:
        """The options."""
        return f"Fixer({self.options})"

    def fix(self, text: str) -> str:
        """The text with its damage repaired."""
        if self.options.html:
            return self.explain(text).text
        if not isinstance(text, str):
            require_text(text)
        if len(text) <= self._window:
            document = self._quick_look.document(text)
            if document is None or self._finds_nothing(document):
                return text
            return self._repair(document, telling=False).text
        evidence = self._surveyed(text)
        return "".join(
            self._repair(self._document(window, evidence), telling=False).text
            for _, window in self._windows(text)
        )

    def explain(self, text: str) -> Report:
        """The repaired text, and an account of what had happened to it."""
        if not self.options.html:
            return self._explain(text)
        from fixtext.markup import Page

        page = Page(require_text(text))
        report = self._explain(page.plain)
        findings = page.findings(report.findings)
        return dataclasses.replace(
            report, text=apply(text, findings), findings=tuple(findings), length=len(text)
        )

    def _explain(self, text: str) -> Report:
        from fixtext.findings import Report  # which a repair without an account needs not

        parts: list[str] = []
        findings: list[Finding] = []
        bits = 0.0
        evidence = self._surveyed(text)
        for start, window in self._windows(text):
            repaired, found = self._account(window, evidence)
            parts.append(repaired)
            bits += self._bits_of_damage(window, found)
            findings += [_moved(finding, start) for finding in found] if start else found
        causes = [(kind.name, kind.cause) for kind, _ in self._garblings if kind.cause]
        return Report(
            text="".join(parts),
            findings=tuple(findings),
            length=len(text),
            model=language.load(self.options.model).version,
            causes=explain_together(findings, causes),
            bits_of_damage=round(bits, 3),
        )

    def fix_stream(self, parts: Iterable[str]) -> Iterator[str]:
        r"""The repaired text of a document that comes in parts, in bounded memory.

        Parts of any size are joined to windows cut at line ends, the same that :meth:`fix` works
        through, so that it gives the same text: that of the whole up to 8 million code points; of
        what is longer, half a million at a time, and what is proven in one piece counts in those
        behind it. Pages, with ``html=True``, are taken whole.

        >>> "".join(Fixer().fix_stream(["caf\u00c3", "\u00a9 au lait\n", "b"]))
        'café au lait\nb'
        """
        if self.options.html:
            yield self.fix("".join(parts))
            return
        evidence: dict[str, float] = {}
        for window in joined(parts, self._window, self._piece):
            yield self._repair(self._document(window, evidence), telling=False).text

    def find_stream(self, parts: Iterable[str]) -> Iterator[tuple[str, list[Finding]]]:
        r"""The windows of a document that comes in parts, and what is found in each.

        Offsets count from the beginning of the window. Not for pages.

        >>> [(window, len(found)) for window, found in Fixer().find_stream(["caf\u00c3", "\u00a9"])]
        [('cafÃ©', 1)]
        """
        evidence: dict[str, float] = {}
        for window in joined(parts, self._window, self._piece):
            yield window, self._account(window, evidence)[1]

    def fix_many(self, texts: Iterable[str]) -> list[str]:
        """Each text repaired as a document of its own.

        Faster than one call for each text, since short ones are looked at together.
        """
        options = self.options
        if options.html or options.to or options.chain:
            return [self.fix(text) for text in texts]
        if compiled.IS_COMPILED:
            return [text for some in lists(texts) for text in self._fixed(some)]
        result: list[str] = []
        for some in batches(texts):
            fixed = list(some)
            short = [
                index
                for index, text in enumerate(some)
                if 0 < len(require_text(text)) <= min(SHORT, self._window)
            ]
            for index in set(range(len(some))).difference(short):
                fixed[index] = self.fix(some[index])
            if short:
                batch = Batch([some[index] for index in short], options)
                for index, document in self._damaged(batch):
                    # what was looked at is remembered, so that no search is done twice
                    repaired = self._repair(document, telling=False)
                    fixed[short[index]] = repaired.text
            result += fixed
        return result

    def _fixed(self, texts: list[str]) -> list[str]:
        """As :meth:`fix_many`, of texts of which one look tells which need more."""
        result = texts.copy()
        for place, document in self._quick_look.documents(texts, self._window):
            if document is None:
                result[place] = self.fix(texts[place])
            elif not self._finds_nothing(document):
                result[place] = self._repair(document, telling=False).text
        return result

    def _damaged(self, batch: Batch) -> Iterator[tuple[int, Document]]:
        """Those of many texts that have something to repair, with what was learnt of them."""
        garblings = [one for one, treatment in self._garblings if treatment is Treatment.REPAIR]
        suspects = np.stack([garbling.suspects(batch) for garbling in garblings], axis=1)
        for index in np.flatnonzero(suspects.any(axis=1)).tolist():
            document = Document(batch.texts[index], self.options, {})
            kinds = itertools.compress(garblings, suspects[index].tolist())
            if any(edit.after is not None for one in kinds for edit in one.find(document)):
                yield index, document

    def explain_many(self, texts: Iterable[str]) -> list[Report]:
        """A report on each text, as a document of its own."""
        return [self.explain(text) for text in texts]

    def _surveyed(self, text: str) -> dict[str, float]:
        """The evidence of a text before its first window: empty, unless it has several."""
        evidence: dict[str, float] = {}
        if len(require_text(text)) > self._window:
            document = Document(text, self.options, {})
            for garbling, _ in self._garblings:
                evidence.update(garbling.survey(document))
        return evidence

    def _windows(self, text: str) -> Iterator[tuple[int, str]]:
        """The windows of a text, and where each begins.

        All are one document: what is proven in one counts in those behind it.
        """
        whole = len(require_text(text)) <= self._window
        for start, end in windows(text, self._window if whole else self._piece):
            yield start, text[start:end]

    @property
    def _piece(self) -> int:
        return min(PIECE, self._window)

    def _account(self, text: str, evidence: dict[str, float]) -> tuple[str, list[Finding]]:
        # a function of its own, so that nothing of one window's work outlives it
        repaired = self._repair(self._document(text, evidence))
        return repaired.text, repaired.findings()

    def _document(self, text: str, evidence: dict[str, float]) -> Document:
        return Document(text, self.options, evidence)

    def _repair(self, document: Document, telling: bool = True) -> _Repaired:
        """What is done to a window; without telling, only what changes it is looked for."""
        told = telling or bool(self.options.to)
        rounds = Rounds(document, lambda seen: self._asked(seen, telling), told=told)
        rounds.run()
        patchwork, text = rounds.patchwork, rounds.document.text
        if patchwork is None:
            return _Repaired(text, None, ())
        # what is only reported counts in offsets of the text before the change of script
        reports = _reports(patchwork, rounds.reported)
        if self.options.to:
            from fixtext.conversion import conversion  # whose dictionaries few ask for

            edits = conversion(text, self.options, patchwork.boundaries())
            patchwork = patchwork.after(CONVERSION, edits, text)
            text = patchwork.text
            reports = _apart(reports, patchwork)
        return _Repaired(text, patchwork, reports)

    def _that_may_be_in(self, document: Document) -> Iterator[Garbling]:
        """The kinds that may be repaired in a text, as a glance tells."""
        asked = self._asked(document.seen, telling=False)
        return (garbling for _, garbling, _ in asked if garbling.may_be_in(document))

    def _finds_nothing(self, document: Document) -> bool:
        """Whether nothing is to be done with a text, as a glance tells, or the kinds say."""
        if self.options.to:
            return False
        some = self._that_may_be_in(document)
        if len(document.text) > LONG:  # where one is enough to look further
            return next(some, None) is None
        kinds = list(some)
        return not kinds or is_found_right(document, kinds)

    def _asked(self, seen: int, telling: bool) -> Asked:
        """The kinds that a text with these classes and signs can show, and their places."""
        asked = self._asked_of.get((seen, telling))
        if asked is None:
            asked = self._asked_of[seen, telling] = [
                (place, garbling, treatment)
                for place, (garbling, treatment) in enumerate(self._garblings)
                if garbling.signalled(seen) and (telling or treatment is not Treatment.REPORT)
            ]
        return asked

    def _bits_of_damage(self, text: str, findings: Sequence[Finding]) -> float:
        """What the repairs save, and the evidence of what is only reported."""
        damage = [finding for finding in findings if finding.damage]
        if not damage:
            return 0.0
        repairs = [
            Replacement(one.start, one.end, one.after) for one in damage if one.after is not None
        ]
        gain = saved(language.load(self.options.model), text, repairs)
        reported = sum(finding.bits for finding in damage if finding.after is None)
        return max(0.0, gain) + reported


def _moved(finding: Finding, by: int) -> Finding:
    return dataclasses.replace(finding, start=finding.start + by, end=finding.end + by)


def _reports(patchwork: Patchwork, reported: dict[str, Sequence[Edit]]) -> list[_Reported]:
    """What is only reported, where no repair and no other report stands."""
    edits = sorted(
        ((edit, kind) for kind, edits in reported.items() for edit in edits),
        key=lambda item: (item[0].start, item[0].end),
    )
    spans = patchwork.untouched([(edit.start, edit.end) for edit, _ in edits])
    reports: list[_Reported] = []
    for (edit, kind), span in zip(edits, spans, strict=True):
        if span and (not reports or reports[-1][2][1] <= span[0]):
            reports.append((kind, edit, span))
    return reports


def _apart(reports: Sequence[_Reported], patchwork: Patchwork) -> list[_Reported]:
    """The reports that touch no patch; both are ordered."""
    result: list[_Reported] = []
    patches = iter(patchwork.patches)
    patch = next(patches, None)
    for kind, edit, (start, end) in reports:
        while patch and patch.end <= start:
            patch = next(patches, None)
        if not (patch and patch.start < end):
            result.append((kind, edit, (start, end)))
    return result


def apply(text: str, findings: Iterable[Finding]) -> str:
    """The original text with findings applied: the text of the report that they come from.

    Raises FindingError if a finding does not fit the text.

    >>> from fixtext import Finding
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
def _cached(options: Options) -> Fixer:
    made = Fixer.__new__(Fixer)
    made.__setstate__(options)
    return made


def fixer(options: OptionArguments) -> Fixer:
    """The fixer for these options, made once."""
    return _cached(checked(options)) if options else _usual()


@functools.cache
def _usual() -> Fixer:
    """The fixer without options, which a right title takes hardly longer to pass than to check."""
    return _cached(checked({}))
