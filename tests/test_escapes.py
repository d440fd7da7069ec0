"""Escapes that were left in text: what is turned back, what stays, and what never happens."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from corpus import gold, paragraphs
from fixtext.document import Document
from fixtext.escapes import context
from fixtext.escapes.context import Nearby, Surroundings, is_message, urls
from fixtext.escapes.octets import Unit, read_octets
from fixtext.escapes.references import REFERENCE
from fixtext.garbling import registry
from fixtext.pipeline import Fixer
from tests.checks import check_report

KINDS = [kind.name for kind in fixtext.kinds() if kind.group == "escape"]
LEFT = [name for name in KINDS if registry()[name].profiles]
SENTENCES = [
    "国家健康医疗大数据中心在这里成立，标志着我国医疗数据的建设进入了新的阶段。",
    "國家健康醫療大數據中心在這裡成立，標誌著建設進入了新的階段。",
    "これは日本語の文章です。文字化けはありません。",
    "한국어 문장은 띄어쓰기를 합니다. 오늘은 날씨가 좋네요.",
    "Сегодня хорошая погода, и мы пойдём гулять в парк.",
    "L’été dernier, nous avons mangé des crêpes à la crème près de l’église.",
    "Die Straße führt über die Brücke nach Köln; schöne Grüße!",
    "Ο καιρός είναι καλός σήμερα και θα πάμε μια βόλτα.",
    "Hôm nay trời đẹp, chúng tôi sẽ đi dạo trong công viên.",
]
PIECES = [
    *("&", "&amp;", "&amp;amp;", "&#", "&#20013;", "&#x4e2d;", "#xff1a;", "&lt;", "&eacute;", ";"),
    *("&#0;", "&#13;", "&#xd83d;", "&#xde00;", "&#55357;&#56832;", "&#129;", "<b>", "<"),
    *(
        "\\",
        "\\u4e2d",
        "\\u6587",
        "\\ud83d",
        "\\ude00",
        "\\xe4\\xb8\\xad",
        "\\xe4",
        "\\346\\226\\207",
    ),
    *(
        "\\n",
        '\\"',
        "\\\\u4e2d",
        "\\u0000",
        "\\u{1f600}",
        "\\U0001f600",
        "\\xd6\\xd0\\xce\\xc4",
        "C:\\",
    ),
    *("%", "%20", "%E4%B8%AD", "%E4", "%u4E2D", "%uD83D", "%25E4%25B8%25AD", "%D6%D0", "%00", "+"),
    *("=", "=E4=B8=AD", "=\n", "=3D", "=20\n", "=D6=D0=CE=C4", "=00", "=?", "?="),
    *("=?utf-8?B?5Lit5paH?=", "=?gb2312?Q?=CE=C4?=", "=?utf-8?B?AA==?=", "=?x?Q?=E9?=", " "),
    *(
        "中文",
        "é",
        " ",
        "\n",
        "\r\n",
        "abc ",
        "http://a.example/",
        "?q=",
        '"',
        "'",
        "\ud800",
        "xn--fiq228c",
    ),
]
MIXED = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@pytest.mark.parametrize("kind", LEFT)
@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("seed", range(6))
def test_an_escaped_sentence_is_restored(kind: str, sentence: str, seed: int) -> None:
    garbled = fixtext.garble(sentence, kind, seed=seed)
    assert garbled != sentence
    assert fixtext.fix(garbled) == sentence
    assert set(fixtext.explain(garbled, select="escape").counts) == {kind}


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(LEFT), st.integers(0, 99), st.data())
def test_an_escaped_paragraph_is_restored(kind: str, seed: int, data: st.DataObject) -> None:
    lines = [line for line in paragraphs(gold("zh-Hans")) if len(line) > 12]
    text = "\n".join(data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=4)))
    assert fixtext.fix(registry()[kind].garble(text, random.Random(seed))) == text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_clean_sentence_stays(sentence: str) -> None:
    for kind in KINDS:
        assert fixtext.explain(sentence, select=kind).findings == ()


@settings(deadline=None)
@given(MIXED)
def test_any_mixture_gets_a_report_that_holds_together(text: str) -> None:
    report = fixtext.explain(text)
    check_report(text, report)
    assert fixtext.fix(report.text) == report.text


@settings(deadline=None)
@given(MIXED, st.sampled_from(KINDS), st.sampled_from([0, 5, 20, 60]))
def test_evidence_is_as_much_as_was_asked_for(text: str, kind: str, bits: int) -> None:
    report = fixtext.explain(text, select=kind, min_bits=bits)
    assert all(finding.bits >= bits and not finding.inferred for finding in report.findings)


@settings(deadline=None)
@given(MIXED)
def test_no_control_and_no_lone_surrogate_is_made(text: str) -> None:
    made = set(fixtext.fix(text, select="escape")) - set(text) - set("\t\n\r")
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Cn") for one in made)


def test_references_are_right_in_markup_and_with_html() -> None:
    text = "caf&eacute; &#20013;&#25991; Procter &amp; Gamble"
    assert fixtext.fix(text) == "café 中文 Procter & Gamble"
    assert fixtext.fix(f"<p>{text}</p>") == f"<p>{text}</p>"
    assert fixtext.fix(text, html=True) == text


def test_one_decision_for_a_document() -> None:
    lines = ["a &amp; b", "1 &lt; 2", "caf&eacute;"] * 4
    assert "&amp;" not in fixtext.fix("\n".join(lines))
    assert fixtext.fix("\n".join([*lines, "<b>x</b>"])).count("&amp;") == 4
    assert fixtext.fix("\n".join(["<b>x</b>", *lines])).count("&amp;") == 4


def test_one_decision_for_all_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixtext.Fixer, "_window", 60)
    leaked = "caf&eacute; &amp; th&eacute; glac&eacute;\n" * 4
    assert fixtext.Fixer().fix(leaked + "2 &lt; 3") == "café & thé glacé\n" * 4 + "2 < 3"
    markup = f"<p>x &amp; y</p>\n{leaked}"
    assert fixtext.Fixer().fix(markup) == markup
    # ... whichever window it is that tells
    assert fixtext.Fixer().fix(f"2 &lt; 3\n\n{leaked}") == "2 < 3\n\n" + "café & thé glacé\n" * 4
    markup = f"{leaked}<p>x &amp; y</p>\n{leaked}"
    assert fixtext.Fixer().fix(markup) == markup
    assert fixtext.Fixer().explain(markup).text == markup


def test_a_stream_is_decided_by_the_first_part_that_has_references(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fixtext.Fixer, "_window", 60)
    leaked = "caf&eacute; &amp; th&eacute; glac&eacute;\n" * 4
    parts = ["a line without any\n" * 4, leaked, "2 &lt; 3\n"]
    fixed = "café & thé glacé\n" * 4 + "2 < 3\n"
    assert "".join(fixtext.Fixer().fix_stream(parts)) == parts[0] + fixed
    parts = ['the sign "&amp;"\n' + "a line without any\n" * 4, leaked]
    assert "".join(fixtext.Fixer().fix_stream(parts)) == "".join(parts)


def test_a_quoted_reference_stays_where_others_were_left() -> None:
    text = 'caf&eacute; th&eacute; "&amp;" glac&eacute; &agrave; la cr&egrave;me'
    assert fixtext.fix(text) == 'café thé "&amp;" glacé à la crème'


def test_the_profile_of_ftfy_takes_any_less_than_sign_for_markup() -> None:
    assert fixtext.fix("&lt;tag&gt;", profile="ftfy") == "<tag>"
    assert fixtext.fix("1 < 2 &amp; 3", profile="ftfy") == "1 < 2 &amp; 3"
    assert fixtext.fix("1 < 2 &amp; 3 &eacute;") == "1 < 2 & 3 é"


def test_punycode_only_on_request() -> None:
    assert fixtext.fix("xn--fiq228c.com") == "xn--fiq228c.com"
    assert fixtext.fix("xn--fiq228c.com", select="punycode") == "中文.com"
    assert fixtext.fix("xn--a-.com xn--99999999", select="punycode") == "xn--a-.com xn--99999999"


@pytest.mark.parametrize("encoding", ["gbk", "big5", "shift_jis", "euc_jp", "cp949", "cp1251"])
def test_bytes_of_legacy_encodings(encoding: str) -> None:
    text = {
        "gbk": "数据中心建设成果盘点",
        "big5": "數據中心建設成果盤點",
        "cp949": "한국어 문장은 띄어쓰기를",
        "cp1251": "Сегодня хорошая погода",
    }.get(encoding, "これは日本語の文章です")
    data = text.encode(encoding)
    percents = "".join(chr(b) if 0x30 <= b < 0x7F else f"%{b:02X}" for b in data)
    assert fixtext.fix(percents) == text
    assert fixtext.fix(repr(data)[2:-1]) == text
    quoted = "".join(chr(b) if 0x20 <= b < 0x7F and b != 0x3D else f"={b:02X}" for b in data)
    assert fixtext.fix(quoted) == text


def test_bytes_that_are_no_text() -> None:
    assert read_octets([]) == []
    assert read_octets([Unit(b"\xff")]) == [None]


def _document(text: str) -> Document:
    return Document(text, Fixer().options, {})


def test_surroundings() -> None:
    text = 'a "x" b\nx = "y"\nUnicode here, and z'
    around = Surroundings(text, _document(text))
    assert around.quoted(3, 4)
    assert not around.quoted(0, 1)
    assert not around.code(3)
    assert around.code(text.index("y"))
    assert around.about(text.index("z"), len(text))
    far = "far " * 40 + "z"
    assert not Surroundings(far, _document(far)).about(160, 161)


@settings(max_examples=500)
@given(st.text("{}[]()\"'`\\^;:,=+~!><%/*?0xbUrd1 -.$w\u4e2d", max_size=12))
def test_no_line_of_code_is_without_a_sign_of_it(line: str) -> None:
    if context._CODE.search(line):
        assert context._SIGN_OF_CODE.search(line)


def test_nearby_looks_at_no_part_twice() -> None:
    text = "word " + "." * 50 + "x" + "." * 50 + "x"
    words = Nearby(REFERENCE, text, 5)
    assert not words.beside(55, 56)
    text = "&lt; x &gt;" + " " * 20 + "x"
    words = Nearby(REFERENCE, text, 5)
    assert words.beside(5, 6)
    assert not words.beside(31, 32)


def test_addresses_and_messages() -> None:
    assert [*urls("no address, and/or none: a, b")] == [(12, 18)]
    assert [*urls("100% sure")] == []
    assert is_message(_document("MIME-Version: 1.0\n\nx"))
    assert not is_message(_document("a MIME-Version: 1.0"))
