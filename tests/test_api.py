"""The front door: its functions agree, and refuse what cannot be."""

from __future__ import annotations

import dataclasses
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import fixtext
from corpus import gold, paragraphs, scraped
from fixtext import Finding, Fixer, Options
from fixtext.errors import DecodeError, FindingError, OptionError, ScriptError
from tests.checks import check_report

DAMAGED = "國家健康醫(yī)療大數(shù)據(jù)中心,醫(yī)療數(shù)據(jù)"
REPAIRED = "國家健康醫療大數據中心，醫療數據"


def test_every_public_name_is_there() -> None:
    for name in fixtext.__all__:
        assert getattr(fixtext, name) is not None


def test_all_entry_points_agree() -> None:
    assert fixtext.fix(DAMAGED) == REPAIRED
    report = fixtext.explain(DAMAGED)
    assert report.text == REPAIRED
    check_report(DAMAGED, report)
    texts = [DAMAGED, "", "clean", *paragraphs(scraped())[:8]]
    assert fixtext.fix_many(texts) == [fixtext.fix(text) for text in texts]
    assert fixtext.explain_many(texts) == [fixtext.explain(text) for text in texts]
    assert Fixer().fix_many(iter(texts)) == fixtext.fix_many(texts)


def test_each_text_of_a_batch_is_its_own_document() -> None:
    lines = paragraphs(scraped())
    assert fixtext.fix_many([scraped(), *lines])[1:] == fixtext.fix_many(lines)


def test_a_fixer_keeps_its_options() -> None:
    fixer = Fixer(select=["script-mix"], ignore=("mojibake",), to="zh-TW", min_bits=3, infer=False)
    assert fixer.options == Options(
        select=("script-mix",), ignore=("mojibake",), to="zh-Hant-TW", min_bits=3.0, infer=False
    )
    copy = pickle.loads(pickle.dumps(fixer))
    assert copy.options == fixer.options
    assert repr(copy) == repr(fixer)


def test_names_of_kinds_may_stand_in_one_string() -> None:
    assert Fixer(select="script-mix, mojibake").options.select == ("script-mix", "mojibake")
    assert Fixer(ignore="script-mix").options.ignore == ("script-mix",)


def test_one_fixer_serves_many_threads() -> None:
    fixer = Fixer()
    texts = [DAMAGED, scraped(), gold("zh-Hans"), "Ã©tÃ© Ã  la plage, cafÃ©s fermÃ©s"] * 3
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fixer.fix, texts)) == fixer.fix_many(texts)


def test_select_and_ignore() -> None:
    page = scraped()
    only = fixtext.fix(page, select="pinyin-annotation")
    assert "yī" not in only
    assert "簽約!" in only
    without = fixtext.fix(page, ignore=("pinyin-annotation",))
    assert "yī" in without
    assert "簽約！" in without
    assert fixtext.explain(page, select=()).findings == ()


@pytest.mark.parametrize(
    ("to", "expect"),
    [
        ("zh-Hant", "皇后的頭髮後面有一個鼠標"),
        ("zh-Hant-TW", "皇后的頭髮後面有一個鼠標"),
        ("zh-Hans", "皇后的头发后面有一个鼠标"),
    ],
)
def test_the_result_in_one_script(to: str, expect: str) -> None:
    text = "皇后的头发后面有一个鼠标"
    report = fixtext.explain(text, to=to)
    assert report.text == expect == fixtext.fix(text, to=to)
    check_report(text, report)
    assert report.bits_of_damage == 0.0
    assert report.damaged_share == 0.0
    assert not any(finding.damage for finding in report.findings)


def test_a_fixer_for_a_script_is_done_after_one_go() -> None:
    for to in ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"):
        once = fixtext.fix(scraped(), to=to)
        assert fixtext.fix(once, to=to) == once


@pytest.mark.parametrize(
    ("options", "error", "named"),
    [
        ({"profile": "bold"}, OptionError, "'bold'"),
        ({"select": "script-mixed"}, OptionError, "'script-mixed'"),
        ({"ignore": ["nothing"]}, OptionError, "'nothing'"),
        ({"min_bits": -1}, OptionError, "-1"),
        ({"min_bits": float("nan")}, OptionError, "nan"),
        ({"min_bits": "20"}, OptionError, "'20'"),
        ({"to": "zh-Latn"}, ScriptError, "zh-Latn"),
        ({"too": "zh-Hans"}, TypeError, "'too'"),
    ],
)
def test_options_that_cannot_be(
    options: dict[str, Any], error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named):
        fixtext.fix("text", **options)
    with pytest.raises(error, match=named):
        Fixer(**options)


@pytest.mark.parametrize("text", [b"bytes", None, 5, ["text"]])
def test_only_str_is_text(text: Any) -> None:
    with pytest.raises(TypeError, match="must be str"):
        fixtext.fix(text)


def test_kinds_that_do_not_exist_cannot_be_made() -> None:
    with pytest.raises(OptionError, match="'nothing'"):
        fixtext.garble("text", "nothing")


def test_findings_of_another_text_are_refused() -> None:
    findings = fixtext.explain(DAMAGED).findings
    with pytest.raises(FindingError, match="does not fit"):
        fixtext.apply(REPAIRED, findings)
    with pytest.raises(FindingError, match="does not fit"):
        fixtext.apply(DAMAGED, reversed(findings))


def test_what_is_only_reported_stays() -> None:
    reported = Finding("mojibake", 1, 2, "b", None, 30.0)
    assert fixtext.apply("abc", [reported]) == "abc"


def test_results_are_frozen() -> None:
    report = fixtext.explain(DAMAGED)
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.text = ""  # type: ignore[misc]  # that mypy says so is the point


def test_a_report_tells_how_damaged_a_text_is() -> None:
    clean, damaged = fixtext.explain(gold("zh-Hant")), fixtext.explain(scraped())
    assert (clean.bits_of_damage, clean.damaged_share, clean.changed) == (0.0, 0.0, False)
    assert damaged.bits_of_damage > 1000
    assert 0.3 < damaged.damaged_share < 0.5
    assert damaged.changed
    assert damaged.model
    assert damaged.model == clean.model


def test_one_garbled_stretch_and_its_offsets() -> None:
    text = "Der Plan: MÃ¼ller fÃ¤hrt spÃ¤ter nach KÃ¶ln zurÃ¼ck."
    report = fixtext.explain(text)
    assert report.text == "Der Plan: Müller fährt später nach Köln zurück."
    check_report(text, report)


def test_decode_and_fix() -> None:
    decoded = fixtext.decode(scraped().encode())
    assert decoded.text == scraped()
    assert fixtext.fix(decoded.text) == fixtext.fix(scraped())
    with pytest.raises(DecodeError, match="0xff"):
        fixtext.decode(b"a\xff", encoding="utf-8")
