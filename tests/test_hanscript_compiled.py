"""The compiled loops over Chinese: what numpy gives, bit for bit; errors for wrong arrays."""

from __future__ import annotations

import functools
import math
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.document import Document
from fixtext.garbling import registry
from fixtext.hanscript import convert, leftovers, repair, script_of
from fixtext.hanscript.at_a_glance import leftovers_at_a_glance
from fixtext.hanscript.conversion import dictionary
from fixtext.hanscript.eligible import eligible_places
from fixtext.hanscript.evidence import LOCAL
from fixtext.hanscript.families import families, occurrences, simplify, styled
from fixtext.hanscript.neighbours import doubt, load, standing
from fixtext.hanscript.trie import FIRST
from fixtext.hanscript.weigh import NO_FORM
from fixtext.options import checked
from fixtext.scan import code_points
from tests.garbled import SENTENCES
from tests.pure import both, needs_loops

pytestmark = needs_loops

TRADITIONAL = [
    *SENTENCES["zh-Hant"],
    *(convert(line, to="zh-Hant-TW") for line in SENTENCES["zh-Hans"]),
]

WORDS = (
    *(
        "皇后",
        "以后",
        "头发",
        "发现",
        "关系",
        "系统",
        "一九九零年",
        "乾坤",
        "干杯",
        "面条",
        "只有一只",
    ),
    *("范仲淹", "规范", "發布", "制造", "複製", "於是", "于", "里", "這裡", "山谷", "台灣", "裏面"),
    *(
        "關于規范的建筑，此后并無余地",
        "軟體",
        "软件",
        "髮",
        "說",
        "为",
        "㐷",
        "\U00020000",
        "⿰木",
        "⿱",
    ),
    *(
        "\n",
        "\n\n",
        "。",
        "，",
        " ",
        "a",
        "Z",
        "7",
        "の",
        "カ",
        "한",
        "\0",
        "\ud800",
        "臺",
        "着",
        "著",
    ),
)
DICTIONARIES = ("st", "ts", "tw", "hk", "tw-reverse", "hk-reverse")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
HAN = st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=60)
CHINESE = st.one_of(TEXTS, HAN, st.tuples(TEXTS, HAN).map("".join))


def numbers(text: str) -> NDArray[np.uint32]:
    return code_points(text).copy()


@given(text=CHINESE, name=st.sampled_from(DICTIONARIES), other=st.sampled_from(DICTIONARIES))
def test_a_dictionary_makes_the_same_of_a_text(text: str, name: str, other: str) -> None:
    codes = numbers(text)
    _, segments = dictionary(other).apply(codes)
    for borders in (None, segments):
        for frozen in (None, codes % 3 == 0):
            ours, theirs = both(functools.partial(dictionary(name).apply, codes, borders, frozen))
            assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]


@given(text=CHINESE, all_places=st.booleans())
def test_members_of_families_are_the_same(text: str, all_places: bool) -> None:
    simple = simplify(numbers(text))
    places = None if all_places else simple % 3 > 0
    ours, theirs = both(lambda: occurrences(simple, places))
    assert ours.positions.tolist() == theirs.positions.tolist()
    for one, other in ((ours.proposal, theirs.proposal), (ours.words, theirs.words)):
        assert one[ours.positions].tolist() == other[ours.positions].tolist()
    indexes = range(len(ours.positions))
    assert list(map(ours.word, indexes)) == list(map(theirs.word, indexes))


@given(text=CHINESE)
def test_forms_are_as_likely(text: str) -> None:
    simple = simplify(numbers(text))
    ours, theirs = both(lambda: load().odds(occurrences(simple)))
    assert ours.tobytes() == theirs.tobytes()


@given(text=CHINESE)
def test_what_stands_is_as_likely(text: str) -> None:
    codes = numbers(text)
    ours, theirs = both(lambda: standing(occurrences(simplify(codes)), codes))
    assert np.array_equal(ours, theirs, equal_nan=True)


@given(text=CHINESE, to=st.sampled_from(("zh-Hant", "zh-TW", "zh-HK", "zh-Hans")))
def test_conversion_is_the_same(text: str, to: str) -> None:
    for source in (None, "zh-Hans", "zh-TW"):
        ours, theirs = both(functools.partial(convert, text, to=to, source=source))
        assert ours == theirs


@given(text=CHINESE)
def test_the_same_places_are_eligible(text: str) -> None:
    ours, theirs = both(lambda: eligible_places(numbers(text)))
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert ours.tolist() == theirs.tolist()


@given(text=st.tuples(TEXTS, TEXTS).map("關于規范的建筑，此后并無余地\n".join))
def test_no_more_speaks_for_damage_than_what_is_in_doubt(text: str) -> None:
    codes = numbers(text)
    eligible = eligible_places(codes)
    if eligible is not None:
        found = occurrences(simplify(codes), eligible)
        most = repair._Search(codes, eligible, found, None, 20.0, 0.0).most[-1]
        assert doubt(found, codes, LOCAL, NO_FORM, math.inf) >= most - 1e-3


@given(text=st.one_of(CHINESE, st.sampled_from(TRADITIONAL)), min_bits=st.sampled_from((8.0, 20.0)))
def test_where_a_glance_finds_nothing_left_there_is_nothing(text: str, min_bits: float) -> None:
    if not leftovers_at_a_glance(min_bits).may_be_in(numbers(text)):
        document = Document(text, checked({"min_bits": min_bits}), {})
        assert not registry()["script-mix"].find(document)


def test_a_glance_tells_that_right_lines_have_nothing_left() -> None:
    glance = leftovers_at_a_glance(20.0)
    assert not any(glance.may_be_in(numbers(line)) for line in TRADITIONAL)
    assert glance.may_be_in(numbers("關于規范的建筑，此后并無余地"))


@given(text=CHINESE, size=st.integers(1, 9))
def test_blocks_are_the_same(text: str, size: int) -> None:
    codes = numbers(text + "字")
    with mock.patch.object(repair, "BLOCK", size):
        ours, theirs = both(lambda: repair._blocks(codes, codes % 3 > 0))
    assert ours.tolist() == theirs.tolist()


@given(text=CHINESE)
def test_the_same_characters_are_in_families(text: str) -> None:
    simple = simplify(numbers(text))
    for places in (None, simple % 2 == 0):
        ours, theirs = both(functools.partial(occurrences, simple, places))
        assert ours.positions.tolist() == theirs.positions.tolist()


@given(text=CHINESE)
def test_the_script_is_the_same(text: str) -> None:
    ours, theirs = both(lambda: (script_of(text), script_of(text, by="line")))
    assert ours == theirs


@given(text=st.tuples(TEXTS, TEXTS).map("關于規范的建筑，此后并無余地\n".join))
def test_leftovers_are_the_same(text: str) -> None:
    ours, theirs = both(lambda: leftovers(text, min_bits=8.0))
    assert ours == theirs


def test_numbers_that_are_no_characters_stay() -> None:
    codes = np.array([0xFFFFFFFF, ord("发"), 0x110000, ord("国")], np.uint32)
    result, words = dictionary("st").apply(codes)
    assert result.tolist() == [0xFFFFFFFF, ord("發"), 0x110000, ord("國")]
    assert not words.any()


def test_arrays_of_the_wrong_size_are_refused() -> None:
    codes, words = numbers("头发"), np.full(2, 2 | FIRST, np.uint8)
    loops, forms = dictionary("st").loops, load().loops
    short = np.zeros(1, np.uint8)
    for parts in (
        (codes, None, None, codes, short),
        (codes, short, None, codes, words),
        (codes, None, short.astype(np.bool_), codes, words),
        (codes, None, None, codes[:1], words),
    ):
        with pytest.raises(ValueError, match="items, not 2"):
            loops.apply(*parts)
    for places in ([2], [-1]):
        with pytest.raises(ValueError, match="not in the text"):
            forms.doubt(*(codes, codes, codes, words, np.array(places)), 1.4, 10.0, 20.0)
    with pytest.raises(ValueError, match="mask has 1 items"):
        loops.members(codes, families().number, short.astype(np.bool_), codes, words)
    with pytest.raises(ValueError, match="mask has 1 items"):
        compiled.blocks_of_lines(codes, short.astype(np.bool_), 2)
    with pytest.raises(ValueError, match="one character or more"):
        compiled.blocks_of_lines(codes, words > 0, 0)
    odds = np.empty(4, np.float32)
    with pytest.raises(ValueError, match="not in the text"):
        forms.odds(codes, codes, words, np.array([2]), odds)
    with pytest.raises(ValueError, match="odds has 4 items, not 1"):
        forms.standing(codes, codes, codes, words, np.array([1]), odds)
    with pytest.raises(ValueError, match="odds has 4 items"):
        forms.odds(codes, codes, words, np.array([0, 1]), odds)
    with pytest.raises(ValueError, match="words has 1 items"):
        forms.revise(codes, codes.copy(), short, styled(), 0.8, 2.0)
