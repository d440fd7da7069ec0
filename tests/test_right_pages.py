"""What loops tell of right pages is what a search of them comes to."""

from __future__ import annotations

from random import Random

import ftfy.badness
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.at_once import taken_at_once
from fixtext.encodings.candidates import Part
from fixtext.encodings.clearing import clear_at_a_glance, overview
from fixtext.encodings.codecs import codec
from fixtext.encodings.first_look import ways_kept_open
from fixtext.encodings.quick_search import Told, nothing_explains_it, told_by_loops
from fixtext.encodings.routes import LATIN_ROUTES, ROUTES
from fixtext.encodings.screening import Screened, forgiven
from fixtext.encodings.search import reversals
from fixtext.encodings.second_look import may_save
from fixtext.encodings.shifted import shifted
from fixtext.encodings.single_byte import may_be_bad
from fixtext.encodings.surprise import asked_of_short
from fixtext.encodings.throughout import is_garbled
from fixtext.garbling import registry
from fixtext.language import load
from fixtext.line_ends import broken
from fixtext.options import checked
from fixtext.page_look import page_look
from fixtext.scan import code_points
from tests.garbled import SENTENCES
from tests.pure import needs_loops

OPTIONS = checked({})
LINES = [line for lines in SENTENCES.values() for line in lines]
RARE = (
    *("Škoda", "Ærøskøbing", "Þórður", "œuvre", "Dvořák", "šťěňě", "ĳs", "ÿ", "¿qué?", "«Ñandú»"),
    *("龘饣樂", "蟣蝨", "侯らなければ", "뷁쀍", "ёжъ", "ﾀﾞ", "①②", "–", "…", "ł", "\x91", "\ufffd"),
)
BAD = "".join(ftfy.badness.MOJIBAKE_CATEGORIES.values()) + "ÃÂÎÐØÙ√œŒšžЂаВ中のaZ ,\n"


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Right lines of one language, cut and turned, with rare or garbled words in some."""
    some = SENTENCES[draw(st.sampled_from(sorted(SENTENCES)))]
    lines: list[str] = []
    for _ in range(draw(st.integers(2, 16))):
        line = draw(st.sampled_from(some))
        turn = draw(st.integers(0, len(line)))
        line = line[turn:] + line[:turn]
        word = draw(st.sampled_from(("", "", *RARE)))
        if draw(st.integers(0, 12)) == 0:
            route = draw(st.sampled_from(ROUTES))
            data = draw(st.sampled_from(LINES))[:6].encode(codec(route.meant).python, "replace")
            word = data.decode(codec(route.read).python, "replace")
        place = draw(st.integers(0, len(line)))
        lines.append(line[:place] + word + line[place:])
    return "\n".join(lines)


@needs_loops
@given(text=pages())
@settings(max_examples=300, deadline=None)
def test_where_no_route_explains_anything_a_search_finds_nothing(text: str) -> None:
    document = Document(text, OPTIONS, {})
    shown = document.recall(overview)
    told = told_by_loops(load(), text, document.seen, shown, OPTIONS.min_bits)
    fresh = Document(text, OPTIONS, {})
    if told is not Told.A_ROUTE_MAY:
        assert reversals(fresh) == []
    if told is Told.NOTHING_EXPLAINS_IT:
        assert shifted(fresh) == []


@needs_loops
@given(text=pages())
@settings(deadline=None)
def test_what_weak_blocks_lack_is_what_no_route_saves(text: str) -> None:
    model, codes = load(), code_points(text)
    document = Document(text, OPTIONS, {})
    beyond, wide, _ = document.recall(overview)
    assert model.scorer is not None
    asked = asked_of_short(beyond, len(text), wide)
    found = model.scorer.unexplained(
        *(text, *asked), *(0, beyond, beyond, 8.0, 14.0), ways_kept_open(), False, []
    )
    costs = document.recall(costs_as_it_is)
    for start, end, _, lacking in found[1] if found else ():
        part = Part(codes[start:end], costs[start:end])
        needed = 8.0 if np.count_nonzero(part.codes > 0x7F) >= beyond else 14.0
        screened = Screened(part, (part,), needed)
        if lacking > forgiven(screened) + 1e-6:
            assert not may_save(model, screened, LATIN_ROUTES)


@needs_loops
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cs", "ďábelské ódy úpěl"),
        ("tr", "şöför ğ"),
        ("vi", "khuỷu nguệch"),
        ("ru", "ёжъ"),
        ("ko", "뷁쀍"),
        ("ja", "蟣蝨"),
        ("zh-Hans", "饕餮"),
    ],
)
def test_right_pages_with_rare_words_are_told_at_once(name: str, words: str) -> None:
    text = "\n".join(SENTENCES[name] * 4)
    document = Document(f"{text}\n{words}\n{text}", OPTIONS, {})
    assert not document.recall(clear_at_a_glance)
    assert document.recall(nothing_explains_it)


@given(text=pages())
@settings(deadline=None)
def test_what_is_not_garbled_as_a_whole_is_not_taken_at_once(text: str) -> None:
    if not is_garbled(load().screen, code_points(text)):
        assert taken_at_once(Document(text, OPTIONS, {})) == []


@given(text=st.text(st.sampled_from(BAD), max_size=8))
@settings(max_examples=2000)
def test_what_is_bad_has_neighbours_that_may_be(text: str) -> None:
    if ftfy.badness.is_bad(text):
        assert may_be_bad(text)


@st.composite
def laid_out(draw: st.DrawFn) -> str:
    """Lines of East Asian text, some cut at a width, or of one character each, or folded."""
    sentences = [*SENTENCES["zh-Hans"], *SENTENCES["ja"], *SENTENCES["ko"]]
    lines = draw(st.lists(st.sampled_from(sentences), min_size=1, max_size=12))
    cells = draw(st.sampled_from((0, 0, 24, 30, 40, 60)))
    if cells:
        lines = [piece for line in lines for piece in broken(line, cells)]
    if draw(st.booleans()):
        lines = [draw(st.sampled_from(("", "", " ", "　"))) + line for line in lines]
    if draw(st.integers(0, 4)) == 0:
        lines += list(draw(st.sampled_from(sentences)))
    text = draw(st.sampled_from(("\n", "\n", "\r\n", "\n\n"))).join(lines)
    return registry()["folded-punctuation"].garble(text, Random(0)) if draw(st.booleans()) else text


@needs_loops
@settings(max_examples=300)
@given(text=laid_out())
def test_what_layout_rules_out_is_not_found(text: str) -> None:
    look, codes = page_look(OPTIONS.min_bits), code_points(text)
    for name, may_be in (
        ("hard-wrap", look.may_be_wrapped(codes)),
        ("folded-punctuation", look.may_be_folded(codes)),
    ):
        found = registry()[name].find(Document(text, OPTIONS, {}))
        assert may_be or not found


@needs_loops
def test_layout_rules_out_right_text_and_nothing_else() -> None:
    look = page_look(OPTIONS.min_bits)
    right = code_points("\n".join(SENTENCES["zh-Hans"]))
    assert not look.may_be_wrapped(right)
    assert not look.may_be_folded(right)
    cut = "\n".join(piece for line in SENTENCES["zh-Hans"] for piece in broken(line, 40))
    assert look.may_be_wrapped(code_points(cut))
    assert look.may_be_wrapped(code_points("\n".join(SENTENCES["ja"][0])))
    folded = registry()["folded-punctuation"].garble(
        "我们说：你们听，好吗？好！（他）走；来。" * 20, Random(0)
    )
    assert look.may_be_folded(code_points(folded))
