"""Short texts together: what is told of many at once is what is told of each by itself."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext import Fixer, language
from fixtext.anchors import places
from fixtext.batch import Batch
from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.blocks import blocks
from fixtext.garbling import Treatment, registry
from fixtext.language.layout import NEWLINE, hash_pairs, locate, pairs_of_hashes, stored_hashes
from fixtext.options import checked
from fixtext.scan import SIGNS, Seen, code_points, flags, scan, scan_ascii
from fixtext.signs import glance
from tests.garbled import SENTENCES

LINES = [line for lines in SENTENCES.values() for line in lines]


def _titles() -> list[str]:
    """Pieces of sentences of all languages, some of them garbled by each kind."""
    chance = random.Random(5)
    titles: list[str] = []
    for line in LINES:
        start = chance.randrange(max(1, len(line) - 8))
        titles.append(line[start : start + chance.randint(1, 40)])
    damaged = [
        fixtext.garble(chance.choice(LINES), kind.name, seed=seed)
        for kind in fixtext.kinds()
        for seed in range(4)
    ]
    chance.shuffle(titles)
    return [*titles[:400], *damaged, ""]


def test_many_texts_are_fixed_as_each_by_itself() -> None:
    titles = _titles()
    fixed = fixtext.fix_many(titles)
    assert fixed == [fixtext.fix(title) for title in titles]
    assert sum(before != after for before, after in zip(titles, fixed, strict=True)) > 40


@given(
    st.lists(st.text(st.characters(codec="utf-16", exclude_categories=())) | st.sampled_from(LINES))
)
def test_any_texts_are_fixed_as_each_by_itself(texts: list[str]) -> None:
    assert fixtext.fix_many(texts) == [fixtext.fix(text) for text in texts]


@pytest.mark.parametrize("name", registry())
def test_what_a_kind_finds_is_a_suspect(name: str) -> None:
    titles = [title for title in _titles() if title]
    fixer = Fixer(select=name)
    batch = Batch(titles, fixer.options)
    kind = registry()[name]
    suspects = kind.suspects(batch)
    assert suspects.shape == (len(titles),)
    for title, suspect in zip(titles, suspects.tolist(), strict=True):
        document = Document(title, fixer.options, {})
        if not suspect and kind.signalled(document.seen):
            assert not [edit for edit in kind.find(document) if edit.after is not None]


@pytest.mark.parametrize("name", registry())
def test_what_a_kind_finds_shows_at_a_glance(name: str) -> None:
    kind, options, chance = registry()[name], Fixer(select=name).options, random.Random(name)
    pages = ["\n".join(chance.sample(LINES, 12)) for _ in range(12)]
    texts = [*_titles(), *pages, *(kind.garble(page, chance) for page in pages)]
    for text in texts:
        document = Document(text, options, {})
        shows = kind.signalled(document.seen) and kind.may_be_in(document)
        if not shows and kind.signalled(document.seen | SIGNS):
            assert not kind.find(Document(text, options, {}))


@given(st.text(st.characters(codec="utf-16", exclude_categories=())))
def test_a_glance_sees_every_class(text: str) -> None:
    seen = glance(text)
    assert seen & ~SIGNS == scan(code_points(text))
    assert seen & ~SIGNS == scan_ascii(text) if text.isascii() else True


def test_reports_are_no_reason_to_fix() -> None:
    assert fixtext.fix_many(["锟斤拷锟斤拷", "right"]) == ["锟斤拷锟斤拷", "right"]
    assert Treatment.REPORT is dict(Fixer()._garblings)[registry()["unrecoverable"]]


def test_a_stored_pair_is_known_by_its_slot_and_check() -> None:
    chance = np.random.default_rng(3)
    first, second = chance.integers(1, 1 << 16, (2, 5000), np.uint32)
    hashes = hash_pairs(first, second)
    for symbols, stored in zip((first, second), pairs_of_hashes(hashes), strict=True):
        assert np.array_equal(symbols, stored)
    slots, checks = locate(hashes, np.uint64(620_000), np.uint16(0xFFFC))
    assert np.array_equal(stored_hashes(slots, checks, 620_000), hashes)


def test_pairs_that_the_model_does_not_know_surprise_as_they_do_the_model() -> None:
    """Where the pair is unknown, the model looks no further; where it is known, it is cheaper."""
    model = language.load()
    codes = code_points("\n" + "涓枃瀛楃鎹㈣鍙屽瓧鑺傜紪鐮佷富瑕佹槸")
    surprise = model.screen.surprise(codes[:-1], codes[1:])
    units = model.units(codes[1:]).astype(int) - 12 * 8
    unknown = surprise > -24
    assert unknown.mean() > 0.9
    assert np.array_equal(surprise[unknown], np.clip(units, -24, 96)[unknown])


def test_costs_of_many_stretches_are_those_of_each() -> None:
    text = "\n".join(LINES)
    document = Document(text, checked({}), {})
    costs = document.recall(costs_as_it_is)
    found = [(start, start + 30) for start in range(0, len(text) - 40, 97)]
    found += [(start + 20, start + 60) for start, _ in found[::7]]
    found.sort()
    for (start, end), bits in zip(found, costs.of(found), strict=True):
        assert np.array_equal(bits, costs[start:end])


@pytest.mark.parametrize("line", ["锘挎槸涓€涓祴璇", "Ã©tÃ© Ã\u00a0 la", "ÖÐÎÄ×Ö·û"])
def test_damage_in_a_long_text_is_seen_among_right_text(line: str) -> None:
    chance = random.Random(1)
    lines = [chance.choice(LINES) for _ in range(400)]
    lines[200] = line
    text = "\n".join(lines)
    place = text.index(line)
    found = blocks(Document(text, checked({}), {}))
    assert any(one.start <= place + len(line) // 2 < one.end for one in found)


@given(st.text("ab&#;", max_size=40))
def test_places_are_those_of_the_signs(text: str) -> None:
    found = list(places(text, "&", "#;", "b"))
    assert found == sorted(
        place
        for sign in ("&", "#;", "b")
        for place in range(len(text))
        if text.startswith(sign, place)
    )


@given(st.lists(st.text(min_size=1), min_size=1))
def test_classes_of_each_text_in_a_batch(texts: list[str]) -> None:
    batch = Batch(texts, checked({}))
    every = [np.bitwise_or.reduce(flags(code_points(text))) for text in texts]
    assert batch.seen.tolist() == [int(seen) for seen in every]
    assert batch.codes[0] == NEWLINE
    wanted = Seen.HAN | Seen.MARK
    assert batch.signalled((wanted,)).tolist() == [bool(int(s) & wanted == wanted) for s in every]
