"""The front door: its functions agree, and refuse what cannot be."""

from __future__ import annotations

import dataclasses
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import fixtext
from corpus import gold, paragraphs, scraped
from fixtext import Candidate, Finding, Fixer, Inference, Options, Report
from fixtext.document import Document
from fixtext.errors import DecodeError, FindingError, ModelError, OptionError, ScriptError
from fixtext.garbling import Edit, Treatment
from tests.checks import check_report
from tests.toys import Echo, Ends, Holes, flat_model, toy_fixer

SHIPPED = Path(fixtext.__file__).parent / "language" / "data" / "language.table"

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
    chain = [("utf8", "gb2312"), "utf-8:latin-1"]
    fixer = Fixer(
        select=["script-mix"],
        ignore=("mojibake",),
        to="zh-TW",
        min_bits=3,
        infer=False,
        chain=chain,
        model=SHIPPED,
    )
    assert fixer.options == Options(
        select=("script-mix",),
        ignore=("mojibake",),
        to="zh-Hant-TW",
        min_bits=3.0,
        infer=False,
        chain=(("utf-8", "gbk"), ("utf-8", "windows-1252")),
        model=str(SHIPPED),
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
        ({"chain": [("utf-8", "klingon")]}, OptionError, "'klingon'; there are: .*euc-kr"),
        ({"chain": "utf-8"}, OptionError, "pair like utf-8:gbk.*'utf-8'"),
        ({"chain": [("utf-8", "gbk", "big5")]}, OptionError, "pair like utf-8:gbk"),
        ({"chain": ["utf-8:gbk"] * 5}, OptionError, "at most 4"),
        ({"model": ""}, OptionError, "path of a language model"),
        ({"model": b"model"}, OptionError, "path of a language model"),
        ({"model": 5}, OptionError, "path of a language model.*5"),
        ({"model": "no/such/file"}, ModelError, "no/such/file: cannot be read"),
        ({"model": __file__}, ModelError, "test_api.py: damaged"),
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


def test_what_a_kind_sees_of_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def find(self: Holes, document: Document) -> list[Edit]:
        seen.append(document.options.chain)
        return []

    monkeypatch.setattr(Holes, "find", find)
    monkeypatch.setattr("fixtext.pipeline.choose", lambda *_: ((Holes(), Treatment.REPAIR),))
    for chain in ([["utf-8", "gb18030"]], (("UTF8", "gbk"),), "utf-8:gbk"):
        seen.clear()
        fixtext.fix("text", chain=chain)  # lists in lists too, which cannot be hashed
        fixtext.explain("text", chain=chain)
        assert seen == [(("utf-8", "gbk"),)] * 2


def test_a_model_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = flat_model(tmp_path / "own.model")
    monkeypatch.chdir(tmp_path)
    fixer = Fixer(model="own.model")
    monkeypatch.chdir("/")  # a path means what it meant when it was given
    assert fixer.options.model == str(path)
    copy = pickle.loads(pickle.dumps(fixer))
    for report in (fixer.explain(DAMAGED), copy.explain(DAMAGED), fixtext.explain("", model=path)):
        assert report.model.startswith("own ")
    assert fixtext.explain(DAMAGED).model != fixer.explain(DAMAGED).model
    assert Document("", fixer.options, {}).model.version.startswith("own ")
    # what is weighed with it: to this model every character costs ten bits
    assert toy_fixer(Echo(), model=path).explain("a!b!").bits_of_damage == 20.0
    assert toy_fixer(Echo()).explain("a!b!").bits_of_damage != 20.0


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
    with pytest.raises(DecodeError, match="klingon"):
        fixtext.decode(b"a", encoding="klingon")


# what is inferred


def test_inferences_are_part_of_a_report() -> None:
    text = "a#b\n##\n#"
    report = toy_fixer(Holes()).explain(text)
    check_report(text, report)
    first, lost, last = report.findings
    others = (Candidate("y", 0.2), Candidate("z", 0.05))
    assert first.inferences == last.inferences == (Inference(1, 2, "x", 0.75, others),)
    assert first.candidates == (Candidate("<y>", 0.2), Candidate("<z>", 0.05))
    assert (lost.after, lost.inferences, lost.candidates) == (None, (), first.candidates)


def test_inferences_survive_json() -> None:
    report = toy_fixer(Holes()).explain("a#b")
    data = json.loads(report.to_json())
    assert data == report.to_dict()
    assert data["findings"][0]["inferences"] == [
        {
            **{"start": 1, "end": 2, "text": "x", "probability": 0.75},
            "others": [{"text": "y", "probability": 0.2}, {"text": "z", "probability": 0.05}],
        }
    ]
    again = Report.from_dict(data)
    assert again == report
    assert hash(again.findings[0].inferences) == hash(report.findings[0].inferences)
    for finding in data["findings"]:  # as reports were before there were inferences
        del finding["inferences"]
    assert Report.from_dict(data).findings[0].inferences == ()


def test_a_repair_asks_for_no_inference(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tests.toys.Inference", refuse)
    monkeypatch.setattr("tests.toys.Candidate", refuse)
    fixer = toy_fixer(Holes())
    assert fixer.fix("a#b##") == "a<x>b##"
    with pytest.raises(AssertionError):
        fixer.explain("a#b##")


def test_an_inference_that_is_changed_later_is_none() -> None:
    report = toy_fixer(Holes(), Ends()).explain("#")
    assert report.text == "[<x>]"
    assert [found.inferences[0].start for found in report.findings if found.inferences] == [1]
    converted = toy_fixer(Holes(), to="zh-Hant").explain("发#")
    assert len(converted.findings[-1].inferences) == 1


def test_a_report_in_words_says_what_was_inferred() -> None:
    lines = str(toy_fixer(Holes()).explain("a#b##")).splitlines()
    assert lines[1:] == [
        "  1-2: '#' -> '<x>'  [holes; 40 bits; inferred]  a hole",
        "    1 character inferred, with a probability of 0.750",
        "  3-5: '##' -> (stays)  [holes; 25 bits]",
    ]
    guesses = tuple(Inference(at, at + 1, "x", 0.5 + at / 10) for at in range(3))
    finding = Finding("holes", 0, 1, "#", "xxx", 40.0, True, inferences=guesses)
    report = Report("xxx", (finding,), 1, "model")
    assert "    3 characters inferred, the least certain with a probability of 0.500" in str(report)
