"""Where one loop says that a search would find nothing, a search does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.blocks import blocks
from fixtext.encodings.clearing import overview
from fixtext.encodings.quick_search import nothing_explains, would_find_nothing
from fixtext.encodings.search import reversals
from fixtext.encodings.shifted import shifted
from fixtext.encodings.single_byte import known_to_ftfy
from fixtext.pipeline import Fixer
from tests.garbled import SENTENCES

LINES = [line for sentences in SENTENCES.values() for line in sentences]
CUTS = st.tuples(st.sampled_from(LINES), st.integers(0, 60), st.integers(2, 60)).map(
    lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
)
CODECS = st.sampled_from(["gb18030", "utf-8", "big5", "cp932", "cp949", "euc_jp", "latin-1"])
TEXTS = st.one_of(
    CUTS,
    st.text(st.sampled_from("中文國語醫钦尕…—“”（），?a ・\ufffd锛鐨勬")),
    st.tuples(CUTS, CODECS, CODECS).map(
        lambda route: route[0].encode(route[1], "ignore").decode(route[2], "replace")
    ),
)
RARE = ["披萨不是太好吃", "伊乔语", "冷面兜黏糊了"]

pytestmark = pytest.mark.skipif(not compiled.IS_COMPILED, reason="fixtext was built without loops")


def fresh(text: str) -> Document:
    return Document(text, Fixer().options, {})


def one_loop_says_so(text: str) -> bool:
    document = fresh(text)
    shown, least = document.recall(overview), document.options.min_bits
    return nothing_explains(document.model, text, document.seen, shown, least)


@given(text=TEXTS)
def test_nothing_is_what_a_search_finds(text: str) -> None:
    document = fresh(text)
    if text and (one_loop_says_so(text) or would_find_nothing(fresh(text))):
        assert not reversals(document)
        assert not shifted(document)
        assert not list(known_to_ftfy(document, document.recall(blocks)))


@pytest.mark.parametrize("text", RARE)
def test_rare_words_are_told_by_one_loop(text: str) -> None:
    assert fresh(text).recall(blocks)
    assert one_loop_says_so(text)


@pytest.mark.parametrize("text", ["涓枃鐨勫瓧", "縺薙ｓ縺ｫ縺｡縺ｯ", "鏂囦欢澶?", "ÖÐÎÄ"])
def test_what_may_be_garbled_is_for_a_search(text: str) -> None:
    assert not one_loop_says_so(text)
    assert not would_find_nothing(fresh(text))
