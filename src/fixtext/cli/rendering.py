"""Reports as people read them: lines of styled pieces, plain unless they go to a terminal."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fixtext.cli.outputs import print_bytes, print_text
from fixtext.cli.places import places
from fixtext.decoded import Decoded
from fixtext.findings import Candidate, Finding, Report, inferred_in_words, probability_in_words
from fixtext.garbling import GROUPS, PROFILES
from fixtext.types import Kind, ascii_visible

__all__ = [
    "account",
    "decoding_account",
    "finding_lines",
    "kind_list",
    "kind_page",
    "kind_table",
    "show",
]

Line = list[tuple[str, str]]
"""Pieces of text, each with a style."""

_EXAMPLES = 3
_AROUND = 12
"""Code points of context to each side of a finding."""


def finding_lines(
    name: str, text: str, findings: Sequence[Finding], begin: tuple[int, int] = (1, 1)
) -> Iterator[str]:
    r"""A line for each finding, as compilers have them, for editors to jump to.

    ``begin`` is the line and column at which the text begins, if it is part of a longer one.

    >>> finding = Finding("folded-punctuation", 1, 2, ",", "，", 30.0)
    >>> list(finding_lines("a.txt", "中,文", [finding]))
    ["a.txt:1:2: folded-punctuation: ',' -> '，' (30 bits)"]
    """
    where = places(text, (finding.start for finding in findings), begin)
    for finding, (line, column) in zip(findings, where, strict=True):
        change = f"{ascii_visible(finding.before)} -> {_after(finding)}"
        yield f"{name}:{line}:{column}: {'+'.join(finding.kinds)}: {change} ({_evidence(finding)})"


def account(
    name: str,
    text: str,
    report: Report,
    titles: dict[str, str],
    *,
    every: bool,
    candidates: int | None = None,
) -> Iterator[Line]:
    """What happened to a text: causes, then counts and evidence, then before and after.

    ``candidates`` is how many other readings are shown of each finding and of each character that
    it infers; None is a line that says how much was inferred.
    """
    yield [(name, "bold"), (f": {_summary(report)}", "")]
    if report.decoded:
        decoded = report.decoded
        yield [(f"read as {decoded.encoding} ({decoded.source}); model {report.model}", "dim")]
    if not report.findings:
        return
    if report.causes:
        yield from ([], [("What happened", "bold")])
        for cause in report.causes:
            yield [(f"  {cause.explanation}:", "")]
            yield [(f"  {', '.join(cause.kinds)}", "cyan")]
    yield from ([], [("What was found", "bold")])
    yield from _counts(report, titles)
    shown = report.findings if every else _examples(report)
    heading = "Before and after" if len(shown) == len(report.findings) else "Examples"
    yield from ([], [(heading, "bold")])
    yield from _changes(text, report, {id(finding) for finding in shown}, candidates)
    if len(shown) < len(report.findings):
        note = f"{len(shown)} of {len(report.findings)} findings; --all shows every one"
        yield from ([], [(note, "dim")])


def decoding_account(name: str, decoded: Decoded, *, every: bool) -> Iterator[Line]:
    """How bytes became text: the encoding, the evidence, and the places that were damaged."""
    yield [(name, "bold"), (f": {len(decoded.text):,} characters of {decoded.encoding}", "")]
    how = f"{_SOURCES[decoded.source]}; evidence {decoded.bits:,.0f} bits"
    yield [(f"  {how}", "")]
    if decoded.conflict:
        yield [(f"  but it is declared as {decoded.declared}", "yellow")]
    for segment in decoded.segments[: None if every else _SEGMENTS]:
        yield [(f"  bytes {segment.start:,} to {segment.end:,}: {segment.encoding}", "")]
    shown = decoded.findings[: None if every else _SEGMENTS]
    for finding in shown:
        text = ascii_visible(finding.text)
        guess = ", a guess" if finding.inferred else ""
        where = f"  byte {finding.start:,}: {_DAMAGE[finding.kind]}, {text}{guess}"
        yield [(where, "")]
    more = len(decoded.findings) + len(decoded.segments) - len(shown)
    if not every and max(len(decoded.findings), len(decoded.segments)) > _SEGMENTS:
        yield [(f"  {more} more; --all shows every one", "dim")]


_SEGMENTS = 8
_SOURCES = {
    "given": "as it was given",
    "bom": "its BOM says so",
    "header": "as the transport declares",
    "meta": "as it declares",
    "detected": "its bytes are that",
    "mixed": "its bytes are that in most places, and another encoding in some",
    "default": "nothing tells, and all of it is ASCII",
}
_DAMAGE = {
    "lost": "bytes are lost before it",
    "put-in": "bytes that do not belong there",
    "replaced": "bytes that make no character",
}


def _summary(report: Report) -> str:
    size = f"{report.length:,} characters"
    damaged = sum(finding.damage for finding in report.findings)
    if not damaged:
        return f"{size}, no damage found"
    found = f"{damaged:,} damaged {'stretch' if damaged == 1 else 'stretches'}"
    share = f"{100 * report.damaged_share:.1f}% of the text"
    return f"{size}, {found} ({share}), {report.bits_of_damage:,.0f} bits of evidence"


def _counts(report: Report, titles: dict[str, str]) -> Iterator[Line]:
    width = max(map(len, report.counts))
    for kind, count in report.counts.items():
        found = [finding for finding in report.findings if kind in finding.kinds]
        guessed = sum(finding.inferred for finding in found)
        weakest, strongest = min(f.bits for f in found), max(f.bits for f in found)
        evidence = f"{weakest:.0f} to {strongest:.0f}" if strongest > weakest else f"{weakest:.0f}"
        facts = f"{count:>6,} found, {evidence} bits each"
        if guessed:
            facts += f", {guessed:,} inferred"
        yield [("  ", ""), (kind.ljust(width), "cyan"), (facts, "")]
        if title := titles.get(kind):
            yield [(f"  {' ' * width}        {title}", "dim")]


def _examples(report: Report) -> list[Finding]:
    """The first findings of each kind that findings begin with."""
    seen: Counter[str] = Counter()
    examples: list[Finding] = []
    for finding in report.findings:
        seen[finding.kind] += 1
        if seen[finding.kind] <= _EXAMPLES:
            examples.append(finding)
    return examples


def _changes(text: str, report: Report, wanted: set[int], candidates: int | None) -> Iterator[Line]:
    """Each wanted finding with the text around it, as it was and as it is."""
    where = places(text, (finding.start for finding in report.findings))
    starts = list(_starts(report.findings))
    guesses = iter(()) if candidates is None else _guesses(report, starts, candidates)
    for finding, start, (line, column) in zip(report.findings, starts, where, strict=True):
        guessed = list(itertools.islice(guesses, len(finding.inferences)))
        if id(finding) not in wanted:
            continue
        kinds = ", ".join(finding.kinds)
        yield [(f"  {line}:{column}  ", ""), (kinds, "cyan"), (f"  {_evidence(finding)}", "")]
        if finding.note:
            yield [(f"    {finding.note}", "dim")]
        yield [(f"    - {_around(text, finding.start, finding.end)}", "red")]
        if finding.after is None:
            yield [("    (stays as it is: what it was cannot be told)", "dim")]
        else:
            end = start + len(finding.after)
            yield [(f"    + {_around(report.text, start, end)}", "green")]
        if finding.inferences:
            yield [(f"    {inferred_in_words(finding)}", "dim")]
        yield from guessed
        for other in finding.candidates[: candidates or 0]:
            yield [(f"    or {_reading(_differing(finding, other))}", "dim")]


def _starts(findings: Iterable[Finding]) -> Iterator[int]:
    """Where each finding begins in the repaired text."""
    shift = 0
    for finding in findings:
        yield finding.start + shift
        shift += 0 if finding.after is None else len(finding.after) - len(finding.before)


def _guesses(report: Report, starts: Sequence[int], candidates: int) -> Iterator[Line]:
    """A line for each inferred text: its place in the repaired text, and what else it could be."""
    guesses = [
        (start + inference.start, inference)
        for finding, start in zip(report.findings, starts, strict=True)
        for inference in finding.inferences
    ]
    where = places(report.text, (offset for offset, _ in guesses))
    for (_, inference), (line, column) in zip(guesses, where, strict=True):
        chosen = _reading(Candidate(inference.text, inference.probability))
        others = ", ".join(_reading(other) for other in inference.others[:candidates])
        others = f"; or {others}" if others else ""
        yield [(f"    inferred at {line}:{column} of the repaired text: {chosen}{others}", "dim")]


def _differing(finding: Finding, other: Candidate) -> Candidate:
    """Another reading of a stretch, without most of what it begins with like the finding's own."""
    pairs = zip(finding.after or "", other.text, strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    cut = max(same - _AROUND, 0)
    text = f"…{other.text[cut:]}" if cut else other.text
    return Candidate(text, other.probability)


def _reading(candidate: Candidate) -> str:
    return f"{ascii_visible(candidate.text)} {probability_in_words(candidate.probability)}"


def _around(text: str, start: int, end: int) -> str:
    """A stretch with some of what stands around it in its lines."""
    low = max(start - _AROUND, text.rfind("\n", max(start - _AROUND, 0), start) + 1, 0)
    high = text.find("\n", end, end + _AROUND)
    if high < 0:
        high = min(end + _AROUND, len(text))
    return ascii_visible(text[low:high].rstrip("\r"), limit=120)


def _after(finding: Finding) -> str:
    return "(stays)" if finding.after is None else ascii_visible(finding.after)


def _evidence(finding: Finding) -> str:
    return f"{finding.bits:.0f} bits{', inferred' if finding.inferred else ''}"


def kind_list(kinds: Sequence[Kind]) -> Iterator[Line]:
    """A line for each kind: name, whether its repair is exact, and title."""
    width = max((len(kind.name) for kind in kinds), default=0)
    for kind in kinds:
        exact = "lossless" if kind.lossless else "lossy"
        yield [(kind.name.ljust(width), "cyan"), (f"  {exact:8}  ", "dim"), (kind.title, "")]


def kind_table(kinds: Sequence[Kind]) -> str:
    """The kinds and what each profile does with them, as a page of Markdown."""
    lines = ["# Kinds and profiles", "", "Written by `fixtext kinds --format markdown`.", ""]
    lines += [f"- `{name}`: {purpose}" for name, purpose in PROFILES.items()]
    heads = ("kind", *PROFILES, "what it is")
    for group, meaning in GROUPS.items():
        members = [kind for kind in kinds if kind.group == group]
        if not members:
            continue
        lines += ["", f"## {group}: {meaning}", "", f"| {' | '.join(heads)} |"]
        lines.append("|" + "---|" * len(heads))
        for kind in members:
            cells = [kind.profiles.get(profile, "off") for profile in PROFILES]
            title = kind.title.replace("|", "\\|")
            lines.append(f"| `{kind.name}` | {' | '.join(cells)} | {title} |")
    return "\n".join(lines) + "\n"


def kind_page(kind: Kind) -> Iterator[Line]:
    """A kind's manual page."""
    exact = "the repair is exact" if kind.lossless else "information is lost, and may be inferred"
    yield [(kind.name, "bold"), (f": {kind.title}", "")]
    yield [(f"{'lossless' if kind.lossless else 'lossy'}: {exact}", "dim")]
    for profile, treatment in kind.profiles.items():
        yield [(f"{profile}: {treatment}", "dim")]
    yield []
    for line in kind.manual.splitlines():
        yield [(line, "")]


def show(lines: Iterable[Line]) -> None:
    """Print the lines: in colours on a terminal, plain elsewhere."""
    if not sys.stdout.isatty():
        for line in lines:
            print_text("".join(text for text, _ in line) + "\n")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for line in lines:
        with console.capture() as capture:
            console.print(Text.assemble(*line), soft_wrap=True)
        print_bytes(capture.get().encode("utf-8", "backslashreplace"))
