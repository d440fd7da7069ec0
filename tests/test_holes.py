"""Bytes lost on every route between codecs of several bytes, and the edges of what is restored."""

from __future__ import annotations

import difflib

import numpy as np
import pytest

import fixtext
from fixtext import language
from fixtext.document import Document
from fixtext.encodings.blocks import blocks
from fixtext.encodings.byte_grammar import DOUBLE_BYTE
from fixtext.encodings.codecs import codec
from fixtext.encodings.pairs_with_holes import can_be_filled
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.shared_kana import read_as_euc_jp
from fixtext.scan import code_points
from fixtext.types import Options
from tests.checks import check_report
from tests.garbled import SENTENCES, WRITTEN_IN

MODEL = language.load()
MEANT = {"utf-8": ["zh-Hans", "zh-Hant", "ja", "ko"], **WRITTEN_IN}
LOSSY = [route for route in ROUTES if route.meant in MEANT and route.read in DOUBLE_BYTE]
LEAST = {"gbk": 0.9, "shift_jis": 0.9, "euc-kr": 0.8, "big5": 0.05, "euc-jp": 0.0}
"""Share of characters that come out right, by the codec that the bytes were read with.

Big5 has no character for half of the bytes of other codecs, EUC-JP for nearly all: what is left of
them tells nothing.
"""


def _garbled(route: Route) -> list[tuple[str, str]]:
    """Sentences, and what a route makes of them, where that loses bytes."""
    pairs = []
    for name in MEANT[route.meant]:
        for sentence in SENTENCES[name]:
            data = sentence.encode(codec(route.meant).python, "ignore")
            clean = data.decode(codec(route.meant).python)
            bad = data.decode(codec(route.read).python, "replace")
            if "\ufffd" in bad:
                pairs.append((clean, bad))
    return pairs


def _alike(text: str, clean: str) -> float:
    return difflib.SequenceMatcher(None, text, clean, autojunk=False).ratio()


@pytest.mark.parametrize("route", LOSSY, ids=str)
def test_most_characters_come_back_on_every_route_that_loses_bytes(route: Route) -> None:
    alike = []
    for clean, bad in _garbled(route):
        report = fixtext.explain(bad)
        check_report(bad, report)
        after = _alike(report.text, clean)
        assert after >= _alike(bad, clean), (bad, report.text)
        if 2 * bad.count("\ufffd") < len(bad):  # where most of it is gone, nothing is known
            alike.append(after)
    if alike:
        assert float(np.mean(alike)) >= LEAST[route.read], alike


def test_what_is_filled_in_double_byte_text_is_told_as_inferred() -> None:
    bad = "會議改到明天下午三點舉行，請大家準時出席。".encode("big5").decode("gbk", "replace")
    report = fixtext.explain(bad)
    (finding,) = report.findings
    assert finding.kinds == ("lost-bytes",)
    assert finding.inferred
    assert all(0 < one.probability <= 1 for one in finding.inferences)
    assert "\ufffd" in fixtext.fix(bad, infer=False)


@pytest.mark.parametrize("read", ["cp1252", "cp1250", "cp1253"])
def test_bytes_that_a_single_byte_codec_lacks_are_filled(read: str) -> None:
    """Of Shift_JIS, they begin punctuation and many kanji."""
    same = size = 0
    for sentence in SENTENCES["ja"]:
        garbled = sentence.encode("cp932").decode(read, "replace")
        report = fixtext.explain(garbled)
        check_report(garbled, report)
        same += sum(
            block.size
            for block in difflib.SequenceMatcher(
                None, sentence, report.text, autojunk=False
            ).get_matching_blocks()
        )
        size += len(sentence)
        assert any(finding.inferred for finding in report.findings) or "\ufffd" not in garbled
        assert not any("\ue000" <= character <= "\uf8ff" for character in report.text)
    assert same >= 0.93 * size


def test_holes_are_filled_only_where_pairs_are_meant() -> None:
    lost = code_points("中\ufffd文")
    assert can_be_filled(Route("big5", "gbk", 0.0), lost)
    assert not can_be_filled(Route("big5", "gbk", 0.0), code_points("中文"))
    assert not can_be_filled(Route("utf-8", "gbk", 0.0), lost)
    assert not can_be_filled(Route("utf-8", "windows-1252", 0.0), lost)
    assert can_be_filled(Route("gbk", "windows-1252", 0.0), lost)
    assert not can_be_filled(Route("gbk", "windows-1252", 0.0), code_points("中?文"))
    assert not can_be_filled(Route("gbk", "koi8-r", 0.0), lost)  # which has them all
    assert can_be_filled(Route("euc-jp", "shift_jis", 0.0), code_points("､・"))


# edges


@pytest.mark.parametrize(
    ("meant", "read", "clean", "behind"),
    [
        ("gbk", "big5hkscs", "会议改期", "找出原因"),
        ("gbk", "big5hkscs", "今天下雨", "米粉和面"),
        ("gbk", "big5hkscs", "天气不错", "在家休息"),
    ],
)
def test_a_stretch_ends_where_the_right_text_begins(
    meant: str, read: str, clean: str, behind: str
) -> None:
    bad = clean.encode(meant).decode(read)
    assert fixtext.fix(f"我们收到通知 {bad} {behind}") == f"我们收到通知 {clean} {behind}"


# kana that EUC-JP and GBK share


@pytest.mark.parametrize(
    "clean", ["明日の会議に行きます", "駅まで歩いて行った", "夜は雨が降ります"]
)
def test_ideographs_between_right_kana_are_read_anew(clean: str) -> None:
    bad = clean.encode("euc-jp").decode("gbk")
    assert bad != clean
    assert read_as_euc_jp(MODEL, code_points(bad))
    assert not read_as_euc_jp(MODEL, code_points(clean))
    assert fixtext.fix(bad) == clean


@pytest.mark.parametrize(
    ("bad", "clean"),
    [
        ("きしない讳で", "きしない私で"),
        ("を积っており", "を持っており"),
    ],
)
def test_ideographs_foreign_to_kana_tell(bad: str, clean: str) -> None:
    assert clean.encode("euc-jp").decode("gbk") == bad
    assert fixtext.fix(bad) == clean


def test_a_field_of_right_text_is_read_anew() -> None:
    right, clean = "昭和が最も輝いていた頃", "夜は雨が降ります"
    bad = clean.encode("euc-jp").decode("gbk")
    for separator in (" ", "\n"):
        text = separator.join((right, bad, right * 4))
        assert fixtext.fix(text) == separator.join((right, clean, right * 4))


@pytest.mark.parametrize(
    "text", ["优の良品", "奶の茶", "汤の味", "鸟の巢", "宝の贝", "刘さん", "习さん", "风の谷"]
)
def test_chinese_names_with_kana_stay(text: str) -> None:
    assert fixtext.explain(text, select="mojibake").findings == ()


def test_fragments_of_right_japanese_stay() -> None:
    for sentence in SENTENCES["ja"]:
        for size in (4, 6, 8, 16):
            for start in range(len(sentence) - size):
                fragment = sentence[start : start + size]
                assert fixtext.explain(fragment, select="mojibake").findings == ()


def test_half_width_kana_are_looked_at_when_they_say_nothing() -> None:
    bad = "議長就任".encode("euc-jp").decode("cp932")
    assert all("\uff61" <= character <= "\uff9f" for character in bad)
    assert blocks(Document(bad, Options(), {}))
    for right in ("ﾊﾟｿｺﾝ", "ﾀﾞｳﾝﾛｰﾄﾞ", "ﾃﾚﾋﾞ ﾗｼﾞｵ", "ｱﾘｶﾞﾄｳ"):
        assert fixtext.explain(right).findings == ()


@pytest.mark.parametrize(
    "text", ["彈性限制", "專案根", "區塊裝置", "列規律", "使用 IPv4 或 IPv6 來連線"]
)
def test_a_few_characters_of_which_most_lost_a_byte_come_back(text: str) -> None:
    """No whole character need promise anything, where the bytes beside the lost ones do."""
    bad = text.encode().decode("gbk", "replace")
    assert "\ufffd" in bad
    report = fixtext.explain(bad)
    check_report(bad, report)
    assert report.text == text
