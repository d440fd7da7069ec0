"""What is measured: repair of the corpus, harm to clean text, and speed, each beside ftfy's.

ftfy is measured twice: with its defaults, which also restyle right text (width of characters,
quotation marks), and with its restyling switched off, which is the fairer comparison.
"""

from __future__ import annotations

import dataclasses
import difflib
import itertools
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import ftfy

import fixtext
from corpus import SCRIPTS, Row, gold, paragraphs, scraped

__all__ = ["ALL", "Harm", "Quality", "Speed", "measure_harm", "measure_quality", "measure_speed"]

_UNSTYLED = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
)
_CASES = Path(__file__).parents[1] / "tests" / "cases"
_ENGLISH = Path(__file__).parents[1] / "LICENSE"
_SIZE = 1_000_000
ALL = "all"
"""The severity of a kind's texts taken together."""
_SIMILARITY_LIMIT = 500
"""Code points; for longer texts a comparison of all blocks would take minutes."""


@dataclasses.dataclass(slots=True)
class Quality:
    """How the texts of one kind and severity came out; counts of texts.

    ``characters`` is the mean share of the repaired and the clean text that is the same, 0 to 1.
    """

    kind: str
    severity: str
    lossless: bool
    texts: int = 0
    found: int = 0
    exact: int = 0
    characters: float = 0.0
    ftfy_exact: int = 0
    ftfy_unstyled_exact: int = 0


@dataclasses.dataclass(slots=True)
class Harm:
    """How many clean texts were changed."""

    name: str
    texts: int
    fixtext: int
    ftfy: int
    ftfy_unstyled: int


@dataclasses.dataclass(slots=True)
class Speed:
    """Megabytes (10**6 bytes of UTF-8) a second."""

    name: str
    megabytes: float
    fixtext: float
    ftfy: float


def _unstyled(text: str) -> str:
    return ftfy.fix_text(text, _UNSTYLED)


def measure_quality(rows: Iterable[Row]) -> list[Quality]:
    """The rows of the corpus repaired, by kind, severity and whether information was lost."""
    results: dict[tuple[str, str, bool], Quality] = {}
    for row in rows:
        report = fixtext.explain(row["garbled"])
        found, exact = row["kind"] in report.counts, report.text == row["clean"]
        characters = _similarity(report.text, row["clean"])
        theirs = ftfy.fix_text(row["garbled"]) == row["clean"]
        theirs_unstyled = _unstyled(row["garbled"]) == row["clean"]
        for severity in (row["severity"], ALL):
            key = (row["kind"], severity, row["lossless"])
            one = results.setdefault(key, Quality(*key))
            one.texts += 1
            one.found += found
            one.exact += exact
            one.characters += (characters - one.characters) / one.texts
            one.ftfy_exact += theirs
            one.ftfy_unstyled_exact += theirs_unstyled
    return [results[key] for key in sorted(results, key=lambda key: (key[0], not key[2], key[1]))]


def _similarity(text: str, clean: str) -> float:
    """The share of two texts that is the same, in the same order; line by line if they are long."""
    if text == clean:
        return 1.0
    if max(len(text), len(clean)) <= _SIMILARITY_LIMIT:
        blocks = difflib.SequenceMatcher(None, text, clean, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks) / max(len(text), len(clean))
    lines = list(itertools.zip_longest(text.split("\n"), clean.split("\n"), fillvalue=""))
    if len(lines) == 1:
        size = _SIMILARITY_LIMIT
        lines = [
            (text[at : at + size], clean[at : at + size])
            for at in range(0, max(len(text), len(clean)), size)
        ]
    same = sum(_similarity(one, other) * len(other) for one, other in lines if other)
    return same / len(clean)


def measure_harm() -> list[Harm]:
    """The article, its paragraphs, and the tests' negatives, through both libraries."""
    texts = {"the article, both scripts": [gold(script) for script in SCRIPTS]}
    for script in SCRIPTS:
        texts[f"paragraphs, {script}"] = list(dict.fromkeys(paragraphs(gold(script))))
    cases = [
        case
        for path in sorted(_CASES.glob("negative*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]
    texts["negative cases of the tests"] = [case["original"] for case in cases]
    return [_harm(name, clean) for name, clean in texts.items()]


def _harm(name: str, texts: list[str]) -> Harm:
    return Harm(
        name,
        len(texts),
        sum(fixed != text for fixed, text in zip(fixtext.fix_many(texts), texts, strict=True)),
        sum(ftfy.fix_text(text) != text for text in texts),
        sum(_unstyled(text) != text for text in texts),
    )


def measure_speed() -> list[Speed]:
    """Clean Chinese, clean English, and the page as scraped; both libraries in turn."""
    texts = {
        "clean Chinese, zh-Hant": _repeated(gold("zh-Hant") + "\n"),
        "clean Chinese, zh-Hans": _repeated(gold("zh-Hans") + "\n"),
        "clean English": _repeated(_ENGLISH.read_text("utf-8")),
        "the page as scraped": scraped(),
    }
    return [_speed(name, text) for name, text in texts.items()]


def _repeated(text: str) -> str:
    return text * max(1, _SIZE // len(text.encode()))


def _speed(name: str, text: str) -> Speed:
    megabytes = len(text.encode()) / 1e6
    fixtext.fix(text[:1000])  # tables are loaded before the clock runs
    runs = [(_seconds(fixtext.fix, text), _seconds(ftfy.fix_text, text)) for _ in range(3)]
    ours, theirs = (min(seconds) for seconds in zip(*runs, strict=True))
    return Speed(name, megabytes, megabytes / ours, megabytes / theirs)


def _seconds(repair: Callable[[str], str], text: str) -> float:
    start = time.perf_counter()
    repair(text)
    return time.perf_counter() - start
