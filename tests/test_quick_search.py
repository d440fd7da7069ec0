"""What loops tell of short texts that surprise is what a search of them comes to."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext import compiled
from fixtext.document import Document
from fixtext.encodings.blocks import blocks
from fixtext.encodings.clearing import nothing_surprises, overview
from fixtext.encodings.codecs import codec
from fixtext.encodings.first_look import ways_kept_open
from fixtext.encodings.quick_search import Told, told_by_loops
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.search import reversals
from fixtext.encodings.shifted import shifted
from fixtext.encodings.single_byte import (
    bad_signs,
    looks_bad,
    may_be_bad,
    may_be_known_to_ftfy,
)
from fixtext.language import load
from fixtext.options import checked
from fixtext.pipeline import Fixer
from fixtext.scan import code_points
from tests.garbled import SENTENCES
from tests.pure import needs_loops

pytestmark = needs_loops
LINES = [line for lines in SENTENCES.values() for line in lines]
CHINESE = [line for name in ("zh-Hans", "zh-Hant") for line in SENTENCES.get(name, LINES)]
OPTIONS = checked({})
ODD = "钥 \t饣樂①﨑癿？・?%sŪ—“”鎭嬲龘A\ufffd🙂𠀀"
READ_OFTEN = 1000


@st.composite
def titles(draw: st.DrawFn) -> str:
    """Right lines cut and turned, with something odd or garbled in them."""
    line = draw(st.sampled_from(CHINESE))[: draw(st.integers(1, 60))]
    turn = draw(st.integers(0, 6))
    line = line[turn:] + line[:turn]
    odd = draw(st.text(st.sampled_from(ODD), max_size=4))
    route = draw(st.none() | st.sampled_from(ROUTES))
    if route:
        other = draw(st.sampled_from(LINES))[: draw(st.integers(1, 12))]
        data = other.encode(codec(route.meant).python, "replace")
        odd += data.decode(codec(route.read).python, "replace")
    place = draw(st.integers(0, len(line)))
    return line[:place] + odd + line[place:]


@given(text=titles())
@settings(max_examples=300)
def test_where_no_route_explains_anything_a_search_finds_nothing(text: str) -> None:
    document = Document(text, OPTIONS, {})
    shown = document.recall(overview)
    told = told_by_loops(load(), text, document.seen, shown, OPTIONS.min_bits)
    if told is not Told.A_ROUTE_MAY:
        assert reversals(Document(text, OPTIONS, {})) == []


@st.composite
def out_of_step(draw: st.DrawFn) -> str:
    """Lines that a double-byte codec shows with bytes lost or put in, with some ASCII."""
    name = draw(st.sampled_from(("gbk", "big5", "euc-kr")))
    line = draw(st.sampled_from(LINES))[: draw(st.integers(4, 60))]
    data = bytearray(line.encode(name, "ignore"))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(data)))
        more = draw(st.sampled_from((b"", b"a", b"[%]", b"\xa1", b"\xd5")))
        data[place : place + (not more)] = more
    return data.decode(name, "ignore")


@given(text=out_of_step())
@settings(max_examples=300)
def test_what_nothing_explains_is_in_step(text: str) -> None:
    document = Document(text, OPTIONS, {})
    shown = document.recall(overview)
    told = told_by_loops(load(), text, document.seen, shown, OPTIONS.min_bits)
    if told is Told.NOTHING_EXPLAINS_IT:
        assert shifted(document) == []


@given(text=titles())
def test_the_document_of_a_look_is_repaired_as_any(text: str) -> None:
    fixer = Fixer()
    for _ in range(5):
        fixer.fix("國語")
    assert fixer.fix(text) == fixer.explain(text).text == fixer.fix_many([text])[0]


def test_a_right_title_with_a_rare_word_is_told_at_once() -> None:
    for text in ("杠反斜", "泰茨洛加", "历 %lu 个提交 已遍", "持堆AM仅支", "肉→_→没有", "圭乌拉"):
        document = Document(text, OPTIONS, {})
        assert document.recall(nothing_surprises), text


def new_scorer() -> compiled.Scorer:
    """A scorer of the model that has read nothing yet."""
    model = load()
    tables = (model._characters, model._transitions, model._pairs, model._pair_gains)
    return compiled.Scorer(*tables, model._ngrams)


@pytest.fixture(scope="module", name="often")
def read_often() -> compiled.Scorer:
    """A scorer that has read so many lines that it keeps what bytes cost at least."""
    scorer, codes = new_scorer(), code_points("涓枃鐨勮")
    bits = load().score(codes).astype(np.float64)
    for _ in range(READ_OFTEN):
        scorer.likely_routes(codes, bits, [(0, 4)], 6.0, ways_kept_open())
    return scorer


@given(
    text=st.text(
        st.sampled_from("涓枃鐨勮姹夊瓧中文的字ァ、a兀嗀縺é“樂金—Я?\ufffd"), min_size=1, max_size=20
    ),
    low=st.integers(0, 9),
    size=st.integers(1, 12),
    needed=st.sampled_from([2.0, 6.0, 25.0, 60.0]),
)
@settings(max_examples=200)
def test_the_same_routes_are_likely_when_many_were_read(
    often: compiled.Scorer, text: str, low: int, size: int, needed: float
) -> None:
    codes = code_points(text)
    bits = load().score(codes).astype(np.float64)
    cores = [(min(low, len(text) - 1), min(low + size, len(text)))]
    once = new_scorer().likely_routes(codes, bits, cores, needed, ways_kept_open())
    assert often.likely_routes(codes, bits, cores, needed, ways_kept_open()) == once


@given(text=st.text(st.sampled_from("Ã©â€œ”…‘·°žš中aÐŒ\x99♪é—«»ö ")) | titles())
def test_what_may_look_bad_has_signs_of_it(text: str) -> None:
    signs = [int(bad_signs()[ord(each)]) if each < "\U00010000" else 0 for each in text]
    told = any(sign & 2 for sign in signs) or any(
        one & other & 1 for one, other in itertools.pairwise(signs)
    )
    assert told or not may_be_bad(text)


@given(text=titles(), route=st.sampled_from(ROUTES))
def test_what_does_not_look_bad_is_nothing_that_ftfy_knows(text: str, route: Route) -> None:
    garbled = text.encode(codec(route.meant).python, "replace")
    for each in (text, garbled.decode(codec(route.read).python, "replace")):
        if not looks_bad(each):
            assert not may_be_known_to_ftfy(each, Document(each, OPTIONS, {}).recall(blocks))
