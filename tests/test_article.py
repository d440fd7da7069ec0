"""The founding page: it comes out as its gold texts say, and the gold texts stay as they are."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

import fixtext
from corpus import (
    ARTICLE,
    PATH,
    SCRIPTS,
    SHOWN_BY_PAGES,
    gold,
    paragraphs,
    read_rows,
    scraped,
)
from corpus.build import build, more_pages
from fixtext.garbling import Treatment, registry
from tests.checks import check_report

COUNTS = {
    "pinyin-annotation": 407,
    "folded-punctuation": 111,
    "script-mix": 38,
    "byte-shift": 1,
}
"""As counted by hand in corpus/article/README.md."""


def _differences(text: str, wanted: str) -> list[str]:
    """Every line that is not as wanted; an assertion on 3,000 hanzi shows none."""
    return [
        f"line {number}: {line!r} for {right!r}"
        for number, (line, right) in enumerate(
            zip(text.split("\n"), wanted.split("\n"), strict=True), 1
        )
        if line != right
    ]


def test_the_page_comes_out_traditional() -> None:
    assert _differences(fixtext.fix(scraped()), gold("zh-Hant")) == []


def test_the_page_comes_out_simplified() -> None:
    assert _differences(fixtext.fix(scraped(), to="zh-Hans"), gold("zh-Hans")) == []


@pytest.mark.parametrize(("source", "to"), [SCRIPTS, SCRIPTS[::-1]])
def test_the_gold_texts_convert_into_each_other_or_nearly(source: str, to: str) -> None:
    """Three 布 of the article are 佈 to dictionaries of words; nothing else may differ."""
    converted = fixtext.fix(gold(source), to="zh-Hant-TW" if to == "zh-Hant" else to)
    assert _differences(converted.replace("佈", "布"), gold(to)) == []


def test_each_kind_of_damage_is_named_with_its_count() -> None:
    report = fixtext.explain(scraped())
    check_report(scraped(), report)
    assert report.counts == COUNTS
    lines = str(report).split("\n")
    for kind, count in COUNTS.items():
        assert any(re.match(f"{kind}: {count} found, evidence [0-9]+ bits", line) for line in lines)


def test_one_cause_explains_all_four_kinds() -> None:
    (cause,) = fixtext.explain(scraped()).causes
    assert cause.name == "gbk-byte-editor"
    assert set(cause.kinds) == set(COUNTS)
    assert cause.explanation in str(fixtext.explain(scraped()))


def test_what_was_guessed_is_said_to_be() -> None:
    report = fixtext.explain(scraped())
    assert {f.kind for f in report.findings if f.inferred} >= {"byte-shift", "folded-punctuation"}
    assert not any(f.inferred for f in report.findings if f.kind == "pinyin-annotation")


def test_the_shifted_run() -> None:
    report = fixtext.explain(scraped())
    (finding,) = [f for f in report.findings if f.kind == "byte-shift"]
    assert finding.before.startswith("?!顿F")
    assert finding.after is not None
    assert finding.after.startswith("。《貴")


def test_the_account_is_the_same_with_a_script() -> None:
    """But for leftovers of the conversion, which in simplified text are right as they stand."""
    report = fixtext.explain(scraped(), to="zh-Hans")
    check_report(scraped(), report)
    others = ("pinyin-annotation", "folded-punctuation", "byte-shift")
    assert [report.counts[kind] for kind in others] == [COUNTS[kind] for kind in others]
    assert len(report.causes) == 1


@pytest.mark.parametrize("script", SCRIPTS)
def test_clean_paragraphs_never_change(script: str) -> None:
    texts = [gold(script), *paragraphs(gold(script))]
    assert fixtext.fix_many(texts) == texts


@pytest.mark.parametrize("script", SCRIPTS)
def test_clean_paragraphs_in_their_own_script_never_change(script: str) -> None:
    to = "zh-Hant" if script == "zh-Hant" else script
    texts = list(paragraphs(gold(script)))
    assert fixtext.fix_many(texts, to=to) == texts


def test_the_files_are_those_that_their_account_describes() -> None:
    account = (ARTICLE / "README.md").read_text("utf-8")
    described = dict(re.findall(r"^\| `([^`]+\.txt)` \|.*`([0-9a-f]{64})` \|$", account, re.M))
    assert len(described) == 3
    for name, digest in described.items():
        assert hashlib.sha256((ARTICLE / name).read_bytes()).hexdigest() == digest


def test_the_corpus_is_what_the_command_builds() -> None:
    assert build() == PATH.read_bytes(), "run python -m corpus.build, and look at what changed"


def test_the_corpus_is_in_order() -> None:
    rows = read_rows()
    assert len({row["id"] for row in rows}) == len(rows)
    repaired = {
        name for name, kind in registry().items() if kind.treatment("faithful") is Treatment.REPAIR
    }
    assert {row["kind"] for row in rows} == repaired
    assert all(row["garbled"] != row["clean"] for row in rows)
    assert all((row["route"] is not None) == (row["kind"] == "mojibake") for row in rows)
    assert PATH.stat().st_size < 5_000_000


def test_more_pages_are_a_hundred_of_each_kind_and_always_the_same() -> None:
    rows = list(more_pages())
    assert rows == list(more_pages())
    assert len({row["id"] for row in (*rows, *read_rows())}) == len(rows) + len(read_rows())
    counts = Counter(row["kind"] for row in rows)
    assert set(counts) == set(SHOWN_BY_PAGES)
    assert min(counts.values()) >= 100


def test_the_page_is_the_one_that_was_scraped(shared: Path) -> None:
    assert (ARTICLE / "scraped.txt").read_bytes() == (shared / "scraped-page.txt").read_bytes()


def test_clean_text_of_many_languages_stays(shared: Path) -> None:
    changed = []
    for path in sorted((shared / "corpora").glob("*.txt")):
        lines = path.read_text("utf-8").split("\n")[::40]
        # ru.txt has quotation marks that are still written as references: those are damage
        lines = [line for line in lines if "&#39;" not in line]
        changed += [
            (path.name, line, fixed)
            for line, fixed in zip(lines, fixtext.fix_many(lines), strict=True)
            if fixed != line
        ]
    assert changed == []
