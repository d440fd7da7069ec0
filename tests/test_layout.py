"""What a page's layout leaves in text, and encodings in disguise: properties."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext.cids import COLLECTIONS, characters
from fixtext.document import LONG, Document
from fixtext.east_asian import width
from fixtext.garblings import flattened_ruby
from fixtext.readings.bopomofo import bopomofo_of, pinyin_of
from tests.checks import check_report

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
