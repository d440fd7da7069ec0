"""Text whose bytes are gone: found however it was read, reported, and left as it is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from corpus import gold, scraped
from fixtext import Finding
from fixtext.encodings.codecs import CODECS, codec
from tests.checks import check_report

KIND = "unrecoverable"
WRITTEN = "\ufffd".encode()
OTHERS = [label for label in CODECS if label != "utf-8"]
DOUBLE = [label for label in OTHERS if not codec(label).single and label != "shift_jis"]


def found(text: str, min_bits: float = 20.0) -> tuple[Finding, ...]:
    report = fixtext.explain(text, select=KIND, min_bits=min_bits)
    check_report(text, report)
    assert report.text == text
    return report.findings


@pytest.mark.parametrize("label", OTHERS)
def test_lost_text_is_known_in_every_codec(label: str) -> None:
    shown = (WRITTEN * 4).decode(codec(label).python, "replace")
    (finding,) = found(f"x = {shown}\n")
    assert finding.before == shown
    assert finding.after is None
    assert "what stood here is gone" in finding.note


@given(
    st.sampled_from(DOUBLE),
    st.integers(0, 2),
    st.integers(4, 30),
    st.integers(0, 2),
)
def test_at_any_phase_and_cut_anywhere(label: str, begin: int, times: int, end: int) -> None:
    data = WRITTEN * times
    shown = data[begin : len(data) - end].decode(codec(label).python, "ignore")
    findings = found(shown)
    assert sum(len(finding.before) for finding in findings) >= len(shown) - 2


@given(
    st.lists(st.sampled_from("中文数据库的连接失败请重试"), min_size=6, max_size=40).map("".join)
)
def test_gbk_that_was_saved_as_utf_8(text: str) -> None:
    lost = text.encode("gbk").decode("utf-8", "replace")
    (finding, *_) = found(lost)
    assert "\ufffd" in finding.before
    shown = lost.encode().decode("gbk", "replace")
    assert any("gbk" in finding.note for finding in found(shown))


@given(st.text('\ufffd锟斤拷?ab 烫屯ÌÍï¿½嚙踝蕭占쏙옙・ｿｽ«»"乱码\n', max_size=80))
def test_any_mixture_is_reported_and_stays(text: str) -> None:
    for finding in found(text):
        assert finding.bits >= 20.0
        assert finding.note


@given(st.integers(1, 60))
def test_more_of_it_is_never_less_evidence(times: int) -> None:
    for unit in ("\ufffd", "锟斤拷", "屯屯屯"):
        (less,), (more,) = found(unit * times), found(unit * (times + 1))
        assert less.bits <= more.bits


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("caf\ufffd", "a decoder met bytes"),
        ("锟斤拷", "UTF-8 and read as gbk"),
        ("??? ????? ??", "a character set lacked"),
        ("烫烫烫", "stack memory"),
        ("屯屯屯", "heap memory"),
        ("葺葺葺", "freed memory"),
        ("ÌÌÌÌÌÌ", "latin-1"),
    ],
)
def test_the_note_says_what_happened(text: str, meaning: str) -> None:
    (finding,) = found(text)
    assert finding.before == text.removeprefix("caf")
    assert meaning in finding.note


@pytest.mark.parametrize(
    ("plain", "example"),
    [
        ("锟斤拷", "“锟斤拷”"),
        ("程序锟斤拷退出", "程序出现锟斤拷乱码"),
        ("caf\ufffd", "mojibake such as caf\ufffd"),
        ("屯屯屯屯", "屯屯屯屯与烫烫烫烫"),
    ],
)
def test_an_example_must_prove_more(plain: str, example: str) -> None:
    (finding,) = found(plain)
    assert all(other.bits < finding.bits - 20 for other in found(example, min_bits=0))


def test_where_it_is_proven_it_costs_less() -> None:
    assert not found("print ???? ???? ok")
    assert len(found("??? ????? ??\nprint ???? ???? ok")) >= 1
    assert not found("图片锟今")
    assert [finding.before for finding in found("图片锟叫割工锟斤拷锟斤拷")] == [
        "锟叫",
        "锟斤拷锟斤拷",
    ]


@pytest.mark.parametrize(
    "text", ["锘縰sing System;", "what????", "OK?好的", "???", "拷贝", "哈哈哈哈"]
)
def test_what_is_not_lost(text: str) -> None:
    assert not found(text)


def test_the_article_has_none() -> None:
    assert not found(gold("zh-Hant"))
    assert not found(gold("zh-Hans"))
    assert KIND not in fixtext.explain(scraped()).counts


@pytest.mark.parametrize("unit", ["?", "\ufffd", "锟斤拷", "烫", "Ì", "ï¿½", "\ufffda"])
def test_a_megabyte_is_one_finding(unit: str) -> None:
    text = unit * (1_000_000 // len(unit.encode()))
    start = time.perf_counter()
    report = fixtext.explain(text, select=KIND)
    assert time.perf_counter() - start < 20
    (finding,) = report.findings
    assert finding.end - finding.start >= len(text) - 1


@pytest.mark.parametrize(
    "unit", ["a??? ", "Name: ????? x\n", "锟革", "革拷", "?/", "a?? " + " " * 50]
)
def test_a_megabyte_of_what_nearly_is(unit: str) -> None:
    text = unit * (300_000 // len(unit.encode()))
    start = time.perf_counter()
    fixtext.explain(text, select=KIND)
    assert time.perf_counter() - start < 20


def test_clean_lines_have_none(shared: Path) -> None:
    lines = 0
    reported = []
    for path in sorted((shared / "corpora").glob("*.txt")):
        text = path.read_text("utf-8")
        lines += text.count("\n")
        reported += [finding.before for finding in found(text)]
    assert lines > 10_000
    assert reported == ["\ufffd\ufffd"]  # one word of the Spanish texts is indeed damaged


# UTF-8 of which C1 controls were taken out


def stripped(text: str) -> str:
    shown = text.encode().decode("latin-1")
    return "".join(char for char in shown if not "\x80" <= char <= "\x9f")


@pytest.mark.parametrize(
    "text",
    [
        "本项目的文档在这里，欢迎大家参加讨论。",
        "このプロジェクトの文書はここにあります。",
        "이 프로젝트의 문서는 여기에 있습니다. 누구나 토론에 참여할 수 있습니다.",
        "Документация проекта находится здесь, приглашаем к обсуждению.",
        "Η τεκμηρίωση του έργου βρίσκεται εδώ, ελάτε στη συζήτηση.",
    ],
)
def test_stripped_utf_8_is_told_of_and_stays(text: str) -> None:
    line = stripped(text)
    for garbled in (line, f"{line}\n" * 40, f"README\n\n{line}\n{line}\n", f"déjà vu\n{line}"):
        report = fixtext.explain(garbled)
        check_report(garbled, report)
        assert report.text == fixtext.fix(garbled) == garbled
        assert {one.kind for one in report.findings} == {KIND}
        assert all("C1 controls" in str(one.note) for one in report.findings)


@pytest.mark.parametrize("meant", ["utf-8", "gb18030", "euc_kr", "euc_jp", "koi8_r", "iso8859_7"])
def test_what_lost_nothing_is_no_stripped_utf_8(meant: str) -> None:
    texts = {
        "euc_kr": "여기에 문서가 있습니다",
        "euc_jp": "文書はここにあります",
        "koi8_r": "здесь находится документация проекта",
        "iso8859_7": "βρίσκεται εδώ η τεκμηρίωση του έργου",
    }
    text = texts.get(meant, "文档在这里，欢迎参加讨论")
    assert fixtext.fix(text.encode(meant).decode("latin-1")) == text
