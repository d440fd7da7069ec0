"""Half-width kana: right ones stay, and fields that only look like them are EUC-JP."""

from __future__ import annotations

import pytest

import fixtext
from fixtext.document import Document
from fixtext.encodings.half_width_fields import half_width_fields
from fixtext.types import Options

RIGHT = [
    "ｵﾌﾘｺﾐｱﾘｶﾞﾄｳｺﾞｻﾞｲﾏｽ",
    "です。 ﾖｯﾃﾜｶﾙ これ",
    "です。 ｻﾚﾀｺﾄﾊｿﾉ これ",
    "です。 ｹﾙｺﾄﾆﾅﾘ､ これ",
    "･ｱ･ｲ･ｳ です",
    "ｱ､ｲ､ｳ､ｴ､ｵ",
    "･ｶ･ﾜ･ｲ･ｲ♪ です",
    "･ﾟ･*:.｡..｡.:*･ﾟ ありがとう ･ﾟ･ﾟ･",
    "(´･ω･`) です ｡ﾟ(ﾟ´Д`ﾟ)ﾟ｡",
    "ﾃﾚﾋﾞ･ﾗｼﾞｵ･ｵｰﾃﾞｨｵ",
]
WORDS = ["こと", "していた", "ことがない", "ビッチ監督は", "名跡となって", "が親心だ", "との協議"]


@pytest.mark.parametrize("text", RIGHT)
def test_right_half_width_kana_stay(text: str) -> None:
    assert fixtext.fix(text, ignore="halfwidth-kana") == text


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("before", ["昨日は店を開けました。", "部屋はきれいでした。", "1. "])
def test_fields_with_a_mark_before_each_kana_are_euc_jp(before: str, word: str) -> None:
    shown = word.encode("euc_jp").decode("cp932")
    text = f"{before} {{}} また明日来てください"
    report = fixtext.explain(text.format(shown))
    assert report.text == text.format(word)
    (finding,) = report.findings
    assert finding.kind == "mojibake"
    assert "EUC-JP" in finding.note


@pytest.mark.parametrize("times", [1, 20, 4000])
def test_long_fields_are_found_whole_wherever_they_stand(times: int) -> None:
    shown = ("ことがない" * times).encode("euc_jp").decode("cp932")
    text = f"{'部屋はきれいでした。' * 40} {shown} {'また来てください。' * 40}"
    fields = half_width_fields(Document(text, Options(), {}))
    assert [text[field.start : field.end] for field in fields] == [shown]
