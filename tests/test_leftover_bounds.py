"""What can speak for leftovers at most: never less than what is found, and the same findings."""

from __future__ import annotations

import dataclasses
import itertools
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext import compiled
from fixtext.garbling import registry
from fixtext.hanscript import bounds as module
from fixtext.hanscript import convert, repair
from fixtext.hanscript.bounds import Bounds, bounds
from fixtext.hanscript.conversion import dictionary
from fixtext.hanscript.eligible import eligible_places
from fixtext.hanscript.families import occurrences, simplification, simplify
from fixtext.hanscript.neighbours import load
from fixtext.hanscript.repair import leftovers, leftovers_among
from fixtext.scan import code_points
from tests.garbled import SENTENCES
from tests.pure import both, needs_loops
from tests.test_hanscript_compiled import CHINESE, TEXTS, TRADITIONAL

pytestmark = needs_loops

DAMAGE = "關于規范的建筑，此后并無余地\n系統設計師說頭發很重要，皇后准備了面條"
# Words that simplify their characters in other ways than these are alone, and parts of them.
VARIABLE = st.sampled_from(
    ("於丹", "於是", "李昇", "瞭解", "明瞭", "乾坤", "乾杯", "藉口", "徵", "計畫")
)
# Families of which an author has both members.
CHOSEN = (
    "皇后在范仲淹以後，于丹對於規範，余光中還有多餘的制度與製造，他只有一隻，干預乾淨的里程在這裡"
)
LINES = st.lists(
    st.one_of(st.sampled_from(TRADITIONAL), TEXTS, VARIABLE, st.just(DAMAGE)), max_size=12
)
LONG = st.one_of(CHINESE, LINES.map("\n".join), LINES.map("".join))


def told(text: str, enough: float) -> Bounds | None:
    return bounds(code_points(text), enough)


@given(text=LONG, min_bits=st.sampled_from((3.0, 8.0, 20.0)))
def test_nothing_speaks_for_more_damage_than_the_bounds(text: str, min_bits: float) -> None:
    codes, most = code_points(text), told(text, min_bits)
    eligible = eligible_places(codes)
    if most is None:
        return
    if eligible is None:
        assert most.whole == 0
        assert not len(most.blocks)
        return
    assert most.marked == np.count_nonzero(eligible)
    found = occurrences(simplify(codes), eligible)
    search = repair._Search(codes, eligible, found, None, min_bits, 0.0)
    assert search.damage(0, len(found.positions)) <= most.whole + 0.01
    cuts = repair._blocks(codes, eligible).tolist()
    for start, end in itertools.pairwise(cuts):
        first, last = np.searchsorted(found.positions, (start, end)).tolist()
        if search.damage(first, last) >= min_bits + 0.01:
            assert [start, end] in most.blocks.tolist()


@given(text=LONG, min_bits=st.sampled_from((3.0, 8.0, 20.0)), proven=st.sampled_from((0.0, 2.5)))
def test_the_findings_are_the_same_with_the_bounds(
    text: str, min_bits: float, proven: float
) -> None:
    codes = code_points(text)
    most = bounds(codes, repair.doubt_enough(min_bits, proven))
    ours = leftovers_among(codes, min_bits=min_bits, proven=proven, told=most)
    assert ours == leftovers_among(codes, min_bits=min_bits, proven=proven)


def right_lines(count: int) -> list[str]:
    every = [*SENTENCES["zh-Hant"], *(convert(line, to="zh-TW") for line in SENTENCES["zh-Hans"])]
    return [CHOSEN, *(every[place % len(every)] for place in range(count))]


@pytest.mark.parametrize("place", [0, 90, 150])
def test_one_damaged_block_of_a_long_text_is_looked_at_alone(place: int) -> None:
    lines = right_lines(200)
    damaged = registry()["script-mix"].garble("\n".join(lines[1:20]), random.Random(1))
    text = "\n".join([*lines[:place], damaged, *lines[place:]])
    most = told(text, 19.99)
    assert most is not None
    assert most.whole < 0
    assert 1 <= len(most.blocks) <= 2
    ours, theirs = both(lambda: leftovers(text))
    assert ours == theirs
    assert ours
    assert leftovers("\n".join(lines)) == []


def test_right_text_has_nothing() -> None:
    most = told("\n".join(right_lines(300)), 19.99)
    assert most is not None
    assert most.whole < 19.99
    assert not len(most.blocks)
    assert not most.may_be_simplified


def test_what_the_loop_does_not_tell() -> None:
    empty = told("", 20.0)
    assert empty is not None
    assert (empty.whole, len(empty.blocks), empty.marked) == (0.0, 0, 0)
    for text in ("汉字简化的文章", "⿰木木，國語的漢字"):
        assert told(text, 20.0) is None
    assert told("國語的漢字", 0.0) is None


def test_rows_of_symbols_are_those_of_phrases() -> None:
    trie = dictionary("ts").phrases
    phrases = [trie.phrase(slot) for slot in np.flatnonzero(trie.payload).tolist()]
    for count in (2, 3):
        rows = {
            tuple(one[at : at + count]) for one in phrases for at in range(len(one) - count + 1)
        }
        assert set(map(tuple, trie.rows(count).T.tolist())) == rows


def test_wrong_tables_are_refused() -> None:
    good: list[Any] = [
        *module._tables(),
        module._inverse(load().plain),
        *(*module._phrases(), *module._contexts()),
    ]

    def loop(tables: list[Any], block: int = 500) -> compiled.LongLeftovers:
        loops = simplification().loops, dictionary("st").loops, load().loops
        parts: Any = tuple(tables)
        return compiled.LongLeftovers(
            *(*loops, parts, (2, 2, block), 1.4, 10.0, (6.0, 12.0, 24.0, 2.5, 10.0))
        )

    assert loop(good).most_in(code_points("國語"), 20.0) == (0.0, b"", 2, False)
    with pytest.raises(ValueError, match="one character or more"):
        loop(good, 0)
    for place, wrong, message in (
        (1, np.full_like(good[1], 0xFFFFFFFF), "stands for no family"),
        (3, good[3][:-1], "inverse has"),
        (8, good[8][:-1], "not in order"),
        (9, good[9] + 1, "not in order"),
    ):
        with pytest.raises(ValueError, match=message):
            loop([*good[:place], wrong, *good[place + 1 :]])
    with pytest.raises(TypeError):
        loop(good).most_in(code_points("國語"))  # type: ignore[call-arg]


def test_a_finding_is_where_it_was() -> None:
    lines = right_lines(150)
    text = "\n".join([*lines, DAMAGE, *lines])
    for each in leftovers(text):
        assert text[each.start : each.end] == each.before
        assert dataclasses.astuple(each)[:2] == (each.start, each.start + 1)
