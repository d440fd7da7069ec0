"""Names and acronyms, which the model does not know, stay as they are where they stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.encodings.names import may_be_names
from fixtext.scan import code_points

FAMILY = "王李张刘陈杨黄赵吴周徐孙唐姜游雷汤赖邵阎陳張劉廖"
GIVEN = "伟芳娜敏磊洋杰涛明超兰霞皓眉笛辉翱芷蕊骏瑾硕睿晟稷粲葶煦雅婷怡君家豪"
NAMES = st.builds(
    lambda family, rest: family + rest,
    st.sampled_from(FAMILY),
    st.text(st.sampled_from(GIVEN), min_size=1, max_size=2),
)


@given(NAMES)
def test_a_name_by_itself_stays(name: str) -> None:
    assert fixtext.fix(name) == name


@given(names=st.lists(NAMES, min_size=1, max_size=4), mark=st.sampled_from(["\n", "、", ", ", " "]))
def test_names_with_signs_between_them_are_told(names: list[str], mark: str) -> None:
    text = code_points(mark.join(names))
    assert may_be_names(text, 0, text.size)
    assert not may_be_names(text, 1, text.size), "it begins inside of a name"


def test_what_is_no_name_is_still_repaired() -> None:
    garbled = "笢恅"
    assert garbled == "中文".encode("gbk").decode("big5")
    assert not may_be_names(code_points(garbled), 0, 2)
    assert fixtext.fix(garbled) == "中文"


def test_a_name_is_read_anew_where_the_reading_is_known() -> None:
    assert fixtext.fix("唐杰", chain=[("gbk", "euc-kr")]) == "有所"


@pytest.mark.parametrize(
    "text",
    ["НЛМК", "КНР", "НИПИ НГ Петон", "Ърчо", "Тсонґа", "Τσιωλξ", "Φωλεάς", "Żółtek", "Çöpçü"],
)
def test_words_and_acronyms_by_themselves_stay(text: str) -> None:
    assert fixtext.fix(text) == text


def test_names_stay_among_lines_of_other_letters() -> None:
    text = "唐杰\n徐皓\nНЛМК\nКНР\n中间件"
    assert fixtext.fix(text) == text


@pytest.mark.parametrize("text", ["Kuhаr brzе hrаnе", "Prоfеsоr pjevanja - privаtni čаsоvi"])
def test_letters_that_look_like_others_are_no_bytes_of_these(text: str) -> None:
    assert {finding.kind for finding in fixtext.explain(text).findings} <= {"homoglyph"}


def test_letters_of_an_alphabet_that_are_no_words_are_still_repaired() -> None:
    for right, meant, read in (("привет", "koi8-r", "cp1251"), ("программа", "cp1251", "koi8-r")):
        assert fixtext.fix(right.encode(meant).decode(read)) == right
