"""What a page's layout leaves in text, and encodings in disguise: properties."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import fixtext
from fixtext.cids import COLLECTIONS, characters
from fixtext.document import LONG, Document
from fixtext.east_asian import width
from fixtext.garblings import flattened_ruby, hard_wrap
from fixtext.line_ends import (
    SENTENCE_END,
    begins_anew,
    blocks,
    broken,
    common_width,
    is_full,
    is_wrapped,
)
from fixtext.readings.bopomofo import bopomofo_of, pinyin_of
from fixtext.scan import code_points
from fixtext.wrapped_blocks import line_ends_of, most_of_blocks
from tests.checks import check_report
from tests.pure import both

SENTENCES: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("cases").joinpath("sentences.json").read_text("utf-8")
)
KINDS = (
    "spaced-hanzi",
    "hard-wrap",
    "flattened-ruby",
    "pdf-cid",
    "utf-16-bytes",
    "stripped-escape",
    "utf-7",
)
FIXER = fixtext.Fixer(select=KINDS)
EVERY = [sentence for sentences in SENTENCES.values() for sentence in sentences]

SCRAPS = [
    "中 文 ", "的 ", "\n", "$B", "(B", "$3$s$K", "+Ti1lhw-", "+-", "~{VPND~}", "\0", "a\0b\0",
    "獥楬", "愀戀", "ࣗ෼ͷҙ", "读(よ)む", "漢ㄏㄢˋ", "國(국)", "\ud800", " ", "\x0e", "\u3000",
]  # fmt: skip
MIXTURES = st.lists(st.one_of(st.text(), st.sampled_from(SCRAPS)), max_size=30).map("".join)


@given(MIXTURES)
def test_any_text_gives_a_report_that_holds_together(text: str) -> None:
    check_report(text, FIXER.explain(text))


@given(st.lists(st.sampled_from(EVERY), min_size=1, max_size=12), st.sampled_from(["\n", "\n\n"]))
def test_sentences_of_all_languages_stay(sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    assert FIXER.explain(text).findings == ()


@pytest.mark.parametrize("kind", ["flattened-ruby", "pdf-cid", "utf-16-bytes", "utf-7"])
@given(st.lists(st.sampled_from(SENTENCES["zh-Hant"]), min_size=2, max_size=6, unique=True))
def test_lossless_kinds_come_back(kind: str, sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert fixtext.fix(fixtext.garble(text, kind), select=kind) == text


@given(st.lists(st.sampled_from(SENTENCES["zh-Hans"]), min_size=2, max_size=6, unique=True))
def test_hz_comes_back(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert fixtext.fix(fixtext.garble(text, "stripped-escape"), select="stripped-escape") == text


@given(st.lists(st.sampled_from(SENTENCES["zh-Hans"]), min_size=2, max_size=6, unique=True))
def test_spaces_between_ideographs_go(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    fixed = fixtext.fix(fixtext.garble(text, "spaced-hanzi"), select="spaced-hanzi")
    assert re.sub("(?<=[一-鿿]) (?=[一-鿿])", "", text) == fixed


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_tables_of_glyph_ids_hold_characters_of_the_bmp(collection: str) -> None:
    table = characters(collection)
    assert len(table) > 18_000
    assert not ((table >= 0xD800) & (table < 0xF900)).any()


def test_bopomofo_and_pinyin_are_each_others_inverse() -> None:
    for pinyin in ["zhōng", "wén", "xué", "nǚ", "lüè", "yuán", "wēng", "xiōng", "shì", "ér", "yī"]:
        bopomofo = bopomofo_of(pinyin)
        assert bopomofo
        spelt = pinyin_of(bopomofo)
        assert spelt
        assert bopomofo_of(spelt) == bopomofo.rstrip("ˊˇˋ˙") + "˙"


def test_width_counts_cells() -> None:
    assert width("abc") == 3
    assert width("中文，ab") == 8


HANGUL = ["國(국)", "一二三四五六七八九（십）", "(가", "字((한)", "會(회)議(의)"]


@given(st.lists(st.sampled_from(HANGUL), min_size=5))  # fewer are no sign
def test_readings_in_hangul_are_found_by_their_brackets(readings: list[str]) -> None:
    filler = "오늘은 날씨가 좋네요.\n" * (LONG // (13 * 4))
    text = filler.join(["", *readings, *[""] * 4])
    document, hint = Document(text, fixtext.Options(), {}), flattened_ruby._HANGUL_HINT
    found = flattened_ruby._found(document, hint, flattened_ruby._HANGUL)
    expected = flattened_ruby._HANGUL.finditer(text)
    assert [match.span() for match in found] == [match.span() for match in expected]


@given(st.text(st.sampled_from("漢字〇ㄏㄢㄗˋ˙ˊ()（）abā\n𠀀㐀豈"), max_size=30))
def test_bopomofo_is_found_as_by_its_pattern(text: str) -> None:
    document, hint = Document(text, fixtext.Options(), {}), flattened_ruby._BOPOMOFO_HINT
    found = flattened_ruby._found(document, hint, flattened_ruby._BOPOMOFO)
    expected = flattened_ruby._BOPOMOFO.finditer(text)
    assert [match.span() for match in found] == [match.span() for match in expected]


_PARAGRAPHS = (
    "他们把船停在河湾里，沿着小路走到村口，看见几个孩子在树下玩。",
    "老人说今年的雨水比往年多，田里的稻子长得很好，可是山那边的果园让大风吹坏了不少树，收成要少一半。",
    "晚上大家坐在院子里吃饭，谈起去年冬天的大雪，那时路都断了，要等到三月才有人从城里来送信和粮食。",
    "第二天早上他们继续往山里走，翻过两座小山，中午到了一个只有几户人家的地方，在那里住了三天。",
)


@pytest.mark.parametrize("cells", [40, 42, 44, 46, 54, 56, 58])
def test_a_paragraph_that_fills_its_last_line_is_not_joined_to_the_next(cells: int) -> None:
    filled = [_filled(paragraph, cells) for paragraph in _PARAGRAPHS]
    wrapped = "\n".join(line for one in filled for line in broken(one, cells))
    assert fixtext.fix(wrapped, select="hard-wrap") == "\n".join(filled)


def _filled(paragraph: str, cells: int) -> str:
    """A paragraph that goes on until its last line is full."""
    size = -(-len(paragraph) // (cells // 2)) * (cells // 2)
    more = "那时候没有人知道以后会怎么样，只是每天看着天色做自己的事情"
    return paragraph[:-1] + "，" + more[: size - len(paragraph) - 1] + "。"


@pytest.mark.parametrize("cells", [36, 40, 44, 50])
def test_spaces_that_korean_lines_end_with_are_the_ones_there_were(cells: int) -> None:
    paragraphs = [" ".join(SENTENCES["ko"])] * 3
    wrapped = "\n\n".join("\n".join(broken(one, cells)) for one in paragraphs)
    assert fixtext.fix(wrapped, select="hard-wrap") == "\n\n".join(paragraphs)


@given(
    st.sampled_from(["  ", "\u3000", "\u00a0", "\u2002", "   "]),
    st.lists(st.sampled_from(SENTENCES["zh-Hans"]), min_size=1, max_size=3, unique=True),
)
def test_spaces_of_any_width_go(space: str, sentences: list[str]) -> None:
    text = "\n".join(sentences)
    spaced = "\n".join(space.join(sentence) for sentence in sentences)
    assert fixtext.fix(spaced, select="spaced-hanzi") == text


PIECES = [
    *"中a 、-（“①한か",
    "的是\u3000",
    "天地玄黄宇宙洪荒",
    "- ",
    "。",
    "\t",
    "\r",
    "\U00020000",
    "\ud800",
]


EDGES = [
    "",
    "",
    *PIECES,
    " " * 5,
    " " * 6,
    "「「（",
    "的」）。",
    "(([ab])).",
    "「",
    "（",
    "((",
    "ab.c",
    "，",
    "\u3000",
    "\x85",
    "한",
    " ",
    "» ",
]
LINES = st.builds(
    lambda begin, size, end: begin + "的" * size + end,
    st.sampled_from(EDGES),
    st.integers(0, 9),
    st.sampled_from(EDGES),
)
"""Lines of widths that are near each other, and what they may begin and end with."""


@given(lines=st.lists(LINES, min_size=2, max_size=12))
@example(lines=["     的", "     的"])
def test_the_line_ends_of_all_blocks_are_told_at_once(lines: list[str]) -> None:
    text = "\n".join(lines)
    every = list(blocks(text))
    ends = [one for block in every for one in block]
    told, in_numpy = both(lambda: line_ends_of(code_points(text)))
    for ours, theirs in zip(told, in_numpy, strict=True):
        assert ours.tolist() == theirs.tolist()
    assert told.cells.tolist() == [one.cells for one in ends]
    assert told.anew.tolist() == [begins_anew(one) for one in ends]
    assert told.sentence.tolist() == [one.before[-1] in SENTENCE_END for one in ends]
    assert [told.block.tolist().count(number) for number in sorted(set(told.block.tolist()))] == [
        len(block) for block in every
    ]
    for limit in range(1, 30):
        assert told.are_full(limit).tolist() == [is_full(one, limit) for one in ends]


@given(
    cells=st.sampled_from([24, 30, 40]),
    lines=st.lists(
        st.sampled_from([*SENTENCES["zh-Hans"], *SENTENCES["ja"], "", "", "甲  乙\t丙", "　一"]),
        min_size=3,
        max_size=30,
    ),
)
def test_what_blocks_tell_at_most_is_no_less_than_they_tell(cells: int, lines: list[str]) -> None:
    text = "\n".join(piece for line in lines for piece in broken(line, cells))
    every = list(blocks(text))
    limit = common_width([one for block in every for one in block])
    wrapped = [block for block in every if is_wrapped(block, limit)]
    assume(limit >= hard_wrap._NARROWEST)
    evidence = hard_wrap._evidence(Document(text, fixtext.Options(), {}), wrapped, limit)
    evidence -= hard_wrap._UNLIKE * (len(every) - len(wrapped))
    assert evidence <= most_of_blocks(code_points(text), hard_wrap.RULES) + 1e-6


@given(
    st.sampled_from([24, 30, 40, 60]),
    st.lists(st.sampled_from([*SENTENCES["zh-Hans"], *SENTENCES["ja"]]), min_size=3, max_size=30),
)
def test_what_lines_tell_at_most_is_no_less_than_they_tell(cells: int, lines: list[str]) -> None:
    text = "\n".join(piece for line in lines for piece in broken(line, cells))
    document = Document(text, fixtext.Options(), {})
    every = list(blocks(text))
    limit = common_width([one for block in every for one in block])
    wrapped = [block for block in every if is_wrapped(block, limit)]
    assume(limit >= hard_wrap._NARROWEST)
    evidence = hard_wrap._evidence(document, wrapped, limit)
    evidence -= hard_wrap._UNLIKE * (len(every) - len(wrapped))
    assert evidence <= hard_wrap._at_most(document) + 1e-6
