"""Long texts, which are worked through in windows: nothing of that shows but the memory."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from corpus import gold, paragraphs, scraped
from fixtext import Finding, Fixer, Report, pipeline
from fixtext.windows import WINDOW, windows
from tests.checks import check_report
from tests.test_properties import CUTS, MIXED
from tests.toys import Echo, Ends, Holes, toy_fixer

LINES = st.lists(st.sampled_from(["a#b", "##", "#", "ab", "", "#" * 5, "long line"])).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r", " "]).map(lambda end: end.join(lines))
)
SIZES = st.integers(1, 40)


def windowed(size: int, to: str | None = None) -> Fixer:
    fixer = Fixer(to=to)
    fixer._window = size
    return fixer


def pieces(text: str, size: int) -> list[str]:
    return [text[start:end] for start, end in windows(text, size)]


def one_after_the_other(reports: list[Report]) -> Report:
    """The report on texts that follow each other, each of them a document of its own."""
    findings: list[Finding] = []
    start = 0
    for report in reports:
        findings += [
            dataclasses.replace(found, start=found.start + start, end=found.end + start)
            for found in report.findings
        ]
        start += report.length
    return dataclasses.replace(
        reports[0],
        text="".join(report.text for report in reports),
        findings=tuple(findings),
        length=start,
        bits_of_damage=sum(report.bits_of_damage for report in reports),
    )


# where windows are cut


@pytest.mark.parametrize(
    ("text", "size", "expect"),
    [
        ("", 3, [""]),
        ("abc", 3, ["abc"]),
        ("ab\n", 3, ["ab\n"]),
        ("abcd", 3, ["abc", "d"]),
        ("a\nb\ncd\n", 4, ["a\nb\n", "cd\n"]),
        ("a\nb\ncd\n", 3, ["a\n", "b\n", "cd\n"]),
        ("a\nbcdefg\nh", 3, ["a\n", "bcd", "efg", "\nh"]),
        ("a\rb\rc", 4, ["a\rb\r", "c"]),
        ("ab\r\ncd\r\n", 3, ["ab\r", "\n", "cd\r", "\n"]),  # too small to hold a line and its end
        ("a\r\nb\r\n", 4, ["a\r\n", "b\r\n"]),
        ("a\rb\r\n", 4, ["a\r", "b\r\n"]),
        ("a\rb\r\n", 3, ["a\r", "b\r\n"]),
    ],
)
def test_windows_are_cut_at_line_ends(text: str, size: int, expect: list[str]) -> None:
    assert pieces(text, size) == expect


@given(st.text("ab\r\n"), SIZES)
def test_windows_are_the_text(text: str, size: int) -> None:
    parts = pieces(text, size)
    assert "".join(parts) == text
    assert all(0 < len(part) <= size for part in parts) or text == ""
    for part in parts[:-1]:
        assert part.endswith(("\n", "\r")) or len(part) == size


def test_windows_are_large() -> None:
    assert Fixer._window == WINDOW == 8_000_000


# what comes of them


@given(LINES, SIZES)
def test_each_window_is_repaired_as_by_itself(text: str, size: int) -> None:
    whole, windows = toy_fixer(Holes(), Ends()), toy_fixer(Holes(), Ends(), window=size)
    report = windows.explain(text)
    check_report(text, report)
    expected = one_after_the_other(whole.explain_many(pieces(text, size)))
    assert report.bits_of_damage == pytest.approx(expected.bits_of_damage, abs=0.1)
    assert dataclasses.replace(report, bits_of_damage=expected.bits_of_damage) == expected
    assert windows.fix(text) == report.text


@given(LINES, SIZES)
def test_where_windows_meet_does_not_matter(text: str, size: int) -> None:
    lines = text.replace("\r", "\n")
    longest = max(map(len, lines.splitlines(keepends=True)), default=1)
    whole, windows = toy_fixer(Holes()), toy_fixer(Holes(), window=longest + size)
    report = windows.explain(lines)
    assert report.findings == whole.explain(lines).findings
    assert report.text == whole.fix(lines)


def test_a_text_of_one_window_is_not_cut() -> None:
    text = "a#\nb#\n"
    fixer = toy_fixer(Ends(), window=len(text))
    assert fixer.fix(text) == f"[{text}]"
    assert fixer.fix(f"{text}c") == f"[{text}][c]"


def test_evidence_is_carried_forward() -> None:
    text = "?a\n!b\n?c\n"
    assert toy_fixer(Echo()).fix(text) == "a\nb\nc\n"
    assert toy_fixer(Echo(), window=3).fix(text) == "?a\nb\nc\n"
    # ... and not from one text to the next
    assert toy_fixer(Echo(), window=3).fix_many([text, "?c\n"]) == ["?a\nb\nc\n", "?c\n"]


@settings(max_examples=25)
@given(MIXED | CUTS, st.integers(3, 60))
def test_a_report_from_windows_holds_together(text: str, size: int) -> None:
    fixer = windowed(size)
    report = fixer.explain(text)
    check_report(text, report)
    assert fixer.fix(text) == report.text


@pytest.mark.parametrize("size", [1500, 4000])
def test_the_page_inwindows(size: int) -> None:
    report = windowed(size).explain(scraped())
    check_report(scraped(), report)
    lines = zip(paragraphs(report.text), paragraphs(gold("zh-Hant")), strict=True)
    right = [repaired == clean for repaired, clean in lines]
    assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize("to", ["zh-Hans", "zh-Hant-TW"])
def test_a_script_inwindows(to: str) -> None:
    text = "皇后的头发后面\n有一个鼠标\n國家醫(yī)療\n后面##的头发\n" * 3
    whole, windows = Fixer(to=to), windowed(12, to)
    report = windows.explain(text)
    check_report(text, report)
    assert report.text == windows.fix(text)
    parts = [whole.fix(part) for part in pieces(text, 12)]
    assert report.text == "".join(parts)
    assert fixtext.convert(report.text, to=to) == report.text


# what comes in parts


@given(LINES, SIZES, SIZES)
def test_a_stream_has_the_windows_of_the_whole(text: str, size: int, part: int) -> None:
    parts = [text[at : at + part] for at in range(0, len(text), part)]
    fixer = toy_fixer(Holes(), Ends(), window=size)
    assert "".join(fixer.fix_stream(parts)) == fixer.fix(text)
    windows = list(fixer.find_stream(parts))
    assert "".join(window for window, _ in windows) == text
    start, found = 0, []
    for window, findings in windows:
        found += [
            dataclasses.replace(each, start=each.start + start, end=each.end + start)
            for each in findings
        ]
        start += len(window)
    assert tuple(found) == fixer.explain(text).findings


def test_what_is_longer_than_a_window_is_cut_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "PIECE", 4)
    fixer = toy_fixer(Ends(), window=8)
    for text, fixed in (
        ("a\nb\nc\nd\n", "[a\nb\nc\nd\n]"),
        ("a\nb\nc\nd\ne", "[a\nb\n][c\nd\n][e]"),
    ):
        assert fixer.fix(text) == fixed
        assert "".join(fixer.fix_stream(text)) == fixed


def test_evidence_is_carried_through_a_stream() -> None:
    assert "".join(toy_fixer(Echo(), window=3).fix_stream(["?a\n!", "b\n?c\n"])) == "?a\nb\nc\n"
