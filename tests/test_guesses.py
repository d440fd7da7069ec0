"""Which guesses are put in, and where the mark of a loss stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fixtext
from tests.checks import check_report
from tests.garbled import SENTENCES

MARK = "\N{REPLACEMENT CHARACTER}"
RUSSIAN = "Русский язык".encode().decode("cp1252", "replace")
MEANT_OTHERWISE = {"Bremer/Mccoy – DrÃ¥ber": "Bremer/Mccoy – Dråber"}
"""A negative of ftfy's whose label says what it was meant to be; it came back on its evidence."""


def test_a_lost_letter_stays_marked_and_is_told() -> None:
    report = fixtext.explain(RUSSIAN)
    check_report(RUSSIAN, report)
    assert report.text == f"Ру{MARK}{MARK}кий {MARK}зык"
    (finding,) = report.findings
    assert finding.kind == "lost-bytes"
    assert not finding.inferred
    told = [one.others[0].text for one in finding.inferences if one.text == MARK]
    assert told == ["с", "с", "я"]
    assert all(report.text[finding.start :][one.start] == one.text for one in finding.inferences)


def test_letters_are_put_in_for_those_who_ask() -> None:
    report = fixtext.explain(RUSSIAN, infer_letters=True)
    assert report.text == "Русский язык"
    assert report.findings[0].inferred
    assert fixtext.explain(RUSSIAN, infer_letters=True, infer=False) == fixtext.explain(
        RUSSIAN, infer=False
    )


def test_question_marks_for_lost_bytes_are_marks_and_real_ones_stay() -> None:
    assert fixtext.fix("He said â€œgo onâ€? and left") == f"He said “go on{MARK} and left"
    assert fixtext.fix("He said â€œgo onâ€\x9d? and left") == "He said “go on”? and left"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "ja", "ko"])
def test_characters_of_east_asia_are_put_in(language: str) -> None:
    for sentence in SENTENCES[language]:
        bad = sentence.encode().decode("cp1252", "replace")
        if MARK in bad:
            fixed = fixtext.explain(bad)
            assert fixed.text == fixtext.fix(bad, infer_letters=True)
            assert fixed.text.count(MARK) < bad.count(MARK)
            assert any(finding.inferred for finding in fixed.findings)


def test_the_cases_of_ftfy_hold_by_default(shared: Path) -> None:
    lines = (shared / "conformance" / "ftfy_cases.jsonl").read_text("utf-8").strip("\n").split("\n")
    cases = [case for case in map(json.loads, lines) if case["source"].endswith(".json")]
    cases = [case for case in cases if case["kind"] in ("pos", "neg")]
    assert len(cases) == 151
    for case in cases:
        fixed = fixtext.fix(case["original"])
        if case["original"] in MEANT_OTHERWISE:
            assert fixed == MEANT_OTHERWISE[case["original"]]
        else:
            assert fixed in (case["expect"], case["expect_encoding"]), case["label"]
