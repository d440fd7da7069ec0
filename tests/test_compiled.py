"""The compiled loops: what numpy gives, bit for bit, and errors where arrays are wrong."""

from __future__ import annotations

import json
import os
import pickle
import random
import subprocess
import sys
from typing import Any, TypeVar
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings import alphabets, as_it_is, shared_kana, surprise
from fixtext.encodings.alphabets import has_vietnamese, mixed_lines, strangers
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import CODECS, codec
from fixtext.encodings.decoders import decoder
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.mixture import mixture_bits
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.strictly import read
from fixtext.hanscript import eligible
from fixtext.language import Model, load
from fixtext.language.model import _CHUNK
from fixtext.scan import code_points
from tests.garbled import SENTENCES, garbled
from tests.pure import both, needs_loops, pure_model

_Result = TypeVar("_Result")

pytestmark = needs_loops

TEXTS = (
    "",
    "\n",
    "中文 text，日本語の文章。한국어\n",
    "涓枃 ÖÐÎÄ ƒtƒ@ƒCƒ‹ caf\u00c3\u00a9 naïve",
    "osamìní pøeèkám bez potíží\nčeština\nTiếng Việt",
    "侯らなければいけない",
    "\ud800\udfff\ufffd\ue000\x85\x00\U0010ffff\U00020000中",
)
ANY = st.lists(
    st.one_of(st.integers(0, 0xFFFFFFFF), st.sampled_from("中文のéì\n a,£字ﾊñ").map(ord))
)
LATIN = st.text(st.sampled_from("aé ìíøčşţ\nưĂạçß×÷ABC"), max_size=60)


def array(codes: list[int]) -> NDArray[np.uint32]:
    return np.array(codes, np.uint32)


@pytest.fixture(scope="module", name="pure")
def made_pure() -> Model:
    """A model that does without what is compiled."""
    ours, model = load(), pure_model()
    assert ours.scorer is not None
    assert ours.screen._compiled is not None
    assert model.screen._compiled is None
    return model


@given(codes=ANY.map(array))
def test_any_number_costs_the_same(pure: Model, codes: NDArray[np.uint32]) -> None:
    assert load().units(codes).tolist() == pure.units(codes).tolist()
    assert load().score(codes).tobytes() == pure.score(codes).tobytes()


@given(codes=ANY.map(array))
def test_any_number_is_as_surprising(pure: Model, codes: NDArray[np.uint32]) -> None:
    ours, theirs = load().screen, pure.screen
    assert ours.overview(codes) == theirs.overview(codes)
    assert ours.surprise_along(codes).tolist() == theirs.surprise_along(codes).tolist()
    places = [0, codes.size // 3, codes.size]
    assert ours.sampled(codes, places, 7) == theirs.sampled(codes, places, 7)
    backwards = codes[::-1]
    assert ours.surprise(codes, backwards).tolist() == theirs.surprise(codes, backwards).tolist()


def test_the_same_pairs_are_known(pure: Model) -> None:
    ours, theirs = load().screen._known, pure.screen._known
    assert ours.any()
    assert (ours == theirs).all()


@pytest.mark.parametrize("text", TEXTS)
def test_texts_cost_the_same(pure: Model, text: str) -> None:
    for codes in (code_points(text), code_points(text * 50)[::3]):
        assert load().units(codes).tolist() == pure.units(codes).tolist()
        assert load().screen.overview(codes) == pure.screen.overview(codes)
    assert load().bits(text) == pure.bits(text)


@pytest.mark.parametrize("more", [-4, -3, -2, -1, 0, 1, 2, 3, 4])
def test_sizes_around_a_chunk(pure: Model, more: int) -> None:
    codes = code_points("".join(TEXTS) * (2 * _CHUNK // 100))[: _CHUNK + more]
    assert codes.size == _CHUNK + more
    assert (load().units(codes) == pure.units(codes)).all()
    assert (load().screen.surprise_along(codes) == pure.screen.surprise_along(codes)).all()


@given(texts=st.lists(st.one_of(st.text(), st.text(st.sampled_from("中文的 a\n")))))
def test_many_texts_cost_the_same(pure: Model, texts: list[str]) -> None:
    bits = load().bits_many(texts)
    assert bits.tolist() == pure.bits_many(texts).tolist() == [load().bits(text) for text in texts]


@given(lines=st.lists(st.one_of(st.text(), st.text(st.sampled_from("中文的 a")))))
def test_parts_of_a_text_cost_what_they_do_alone(pure: Model, lines: list[str]) -> None:
    ends = np.cumsum([len(line) + 2 for line in lines], dtype=np.int64) - 2
    starts = ends - np.array([len(line) for line in lines], np.int64)
    codes = code_points("\n\n".join(lines))
    alone = [pure.bits(line) for line in lines]
    for model in (load(), pure):
        assert model.bits_between(codes, starts, ends).tolist() == alone


@given(st.one_of(st.text(), st.text(st.sampled_from("aéΩжбא あーの中们讠한ﾊ😀\n"))))
def test_words_of_mixed_scripts_cost_the_same(text: str) -> None:
    ours, theirs = both(lambda: mixture_bits(code_points(text)))
    assert ours.tolist() == theirs.tolist()


def test_tables_of_chance(pure: Model) -> None:
    """Whatever is in a file, sums wrap around as numpy's do."""
    chance = np.random.default_rng(5)
    for _ in range(5):
        tables = (
            chance.integers(0, 1 << 32, 69633, np.uint32),
            chance.integers(-(1 << 15), 1 << 15, 256, np.int16),
            chance.integers(0, 1 << 16, 37, np.uint16),
            chance.integers(0, 1 << 8, 37, np.uint8),
            chance.integers(0, 1 << 16, 41, np.uint16),
        )
        ours = Model(pure.path, "", *tables)
        with mock.patch.object(compiled, "IS_COMPILED", False):
            theirs = Model(pure.path, "", *tables)
        codes = chance.integers(0, 0x30000, 3000, np.uint32)
        edges = np.arange(0, 3001, 100)
        lines = codes, edges[:-1], edges[1:]
        back = codes[::-1], edges[:-1], edges[1:]
        told = ours.saved_between(lines, back, 500.0)
        assert told.tolist() == theirs.saved_between(lines, back, 500.0).tolist()
        assert (ours.units(codes) == theirs.units(codes)).all()


def test_unaligned_code_points(pure: Model) -> None:
    data = b"\0" + code_points("中文 text" * 9).tobytes()
    codes = np.frombuffer(data, np.uint32, offset=1)
    assert load().units(codes).tolist() == pure.units(codes).tolist()


@given(codes=st.one_of(LATIN.map(code_points), ANY.map(array)))
def test_lines_are_as_mixed(codes: NDArray[np.uint32]) -> None:
    for vietnamese in (None, True, False):
        ours = mixed_lines(codes, vietnamese=vietnamese)
        with mock.patch.object(alphabets, "_compiled", return_value=None):
            assert ours == mixed_lines(codes, vietnamese=vietnamese)
    with mock.patch.object(alphabets, "_compiled", return_value=None):
        theirs = has_vietnamese(codes)
    assert has_vietnamese(codes) == theirs
    foreign = strangers(codes)
    with mock.patch.object(alphabets, "_compiled", return_value=None):
        assert foreign == strangers(codes)


@given(codes=st.one_of(st.text("の中侯涓〖aé \n").map(code_points), ANY.map(array)))
def test_fields_are_read_alike(codes: NDArray[np.uint32]) -> None:
    ours = shared_kana._fields(codes)
    with mock.patch.object(compiled, "IS_COMPILED", False):
        assert ours == shared_kana._fields(codes)


MIXED = st.text(
    st.one_of(
        st.sampled_from("aéЖ中们の字ガ→─±×\x85、 \n"),
        st.sampled_from("ﾊﾟㄅㄚˇ\u05d0\u05b8۞ｱ"),
        st.sampled_from("ㄏㄢˋㄅ˙"),
        st.characters(),
    ),
    max_size=80,
)
SPARSE = st.lists(st.sampled_from(["中", "a中", "中b", "plain words and more of them, ", "£ "]))


@given(text=st.one_of(MIXED, MIXED.map(lambda text: text[:3] * 9), SPARSE.map("".join)))
def test_costs_are_the_same(text: str) -> None:
    codes = code_points(text)
    ours, theirs = both(lambda: as_it_is._units_and_traits(load(), codes))
    assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]
    lonely, as_lonely = both(lambda: as_it_is._lonely(codes))
    assert lonely.tolist() == as_lonely.tolist()
    assert lonely.dtype == as_lonely.dtype


@given(text=MIXED, weight=st.sampled_from([0.7, 1.0, 2.0]), many=st.booleans())
def test_surprise_is_the_same(text: str, weight: float, many: bool) -> None:
    units, traits = as_it_is._units_and_traits(load(), code_points(text))
    ours, theirs = both(lambda: surprise._surprise(units, traits, weight, many))
    assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]


@given(
    gains=st.lists(st.one_of(st.integers(-9, 9), st.integers(-(1 << 15), (1 << 15) - 1))),
    least=st.floats(0.5, 60),
    fewest=st.integers(1, 2),
    chance=st.randoms(use_true_random=False),
)
def test_the_same_stretches_are_high(
    gains: list[int], least: float, fewest: int, chance: random.Random
) -> None:
    signed = np.array(gains, np.int16)
    codes = array([chance.choice((0x61, 0x4E2D)) for _ in gains])
    with mock.patch.object(surprise, "_DROP", 0.25):
        ours, theirs = both(lambda: surprise._rising(codes, signed, least, fewest))
    assert ours == theirs


@given(
    text=st.text(st.sampled_from("涓枃鐨勮姹夊瓧中文的字ァ、a兀嗀縺"), min_size=1, max_size=20),
    low=st.integers(0, 9),
)
def test_the_same_routes_are_likely(pure: Model, text: str, low: int) -> None:
    codes = code_points(text)
    part = Part(codes, load().score(codes).astype(np.float64))
    for needed in (6.0, 25.0, 60.0):
        for size in (12, 40):  # a long one is looked at in pieces
            cores = [(min(low, len(text) - 1), min(low + size, len(text)))]
            ours = likely_routes(load(), part, cores, needed)
            assert ours == likely_routes(pure, part, cores, needed)


@given(
    language=st.sampled_from(sorted(SENTENCES)),
    which=st.integers(0, 100),
    garbled_by=st.sampled_from([None, *ROUTES]),
    start=st.integers(0, 30),
    odd=st.tuples(
        st.integers(0, 30), st.sampled_from(["", "?", "\ufffd", "・", "⑴", "﨑", "\n樂", ",樂-/"])
    ),
    longer=st.sampled_from([0, 12]),
)
def test_the_same_routes_are_likely_in_sentences(
    pure: Model,
    language: str,
    which: int,
    garbled_by: Route | None,
    start: int,
    odd: tuple[int, str],
    longer: int,
) -> None:
    text = SENTENCES[language][which % len(SENTENCES[language])]
    if garbled_by:
        data = text.encode(codec(garbled_by.meant).python, "replace")
        text = data.decode(codec(garbled_by.read).python, "replace")
    codes = code_points(text[: odd[0]] + odd[1] + text[odd[0] :])
    part = Part(codes, load().score(codes).astype(np.float64))
    places = [start, start + 6 + longer, start + 9 + longer, start + 15 + 2 * longer]
    low, high, then, last = (min(place, codes.size) for place in places)
    for needed in (2.0, 20.0):
        ours = likely_routes(load(), part, [(low, high), (then, last)], needed)
        assert ours == likely_routes(pure, part, [(low, high), (then, last)], needed)


def test_a_model_travels_by_its_path() -> None:
    assert pickle.loads(pickle.dumps(load())) is load()


def test_wrong_arrays_are_told() -> None:
    codes, units = np.zeros(4, np.uint32), np.zeros(4, np.int16)
    model, screen = load(), load().screen
    tables: list[Any] = [model._characters, model._transitions, model._pairs, model._pair_gains]
    tables.append(model._ngrams)
    make: Any = compiled.Scorer
    scorer = make(*tables)
    wrong: Any = np.zeros(4, np.uint64)
    with pytest.raises(ValueError, match="units has 4 items, not 3"):
        scorer.units(codes[:3], units)
    with pytest.raises(ValueError, match="items of 8 bytes"):
        scorer.units(wrong, units)
    with pytest.raises(ValueError, match="contiguous"):
        scorer.units(codes[::2], units[:2])
    with pytest.raises(ValueError, match="read-only"):
        scorer.units(codes[:1], screen._transitions[:1])
    starts, ends, sums = np.array([0, 2]), np.array([2, 4]), np.zeros(2, np.int64)
    scorer.sums(codes, starts, ends, sums)
    for first, last in ((starts, ends + 1), (starts, ends - 4), (starts - 1, ends)):
        with pytest.raises(ValueError, match="do not lie where"):
            scorer.sums(codes, first, last, sums)
    with pytest.raises(ValueError, match="sums has 1 items, not 2"):
        scorer.sums(codes, starts, ends, sums[:1])
    told = codes, starts, ends
    scorer.saved(*told, *told, sums)
    assert sums.tolist() == [0, 0]
    with pytest.raises(ValueError, match="do not lie where"):
        scorer.saved(*told, codes, starts, ends + 1, sums)
    with pytest.raises(ValueError, match="highs has 1 items, not 2"):
        scorer.saved(*told, codes, starts, ends[:1], sums)
    with pytest.raises(ValueError, match="not aligned"):
        scorer.units(codes[:1], np.zeros(3, np.uint8)[1:].view(np.int16))
    for place in range(len(tables)):
        with pytest.raises(ValueError, match="has"):
            make(*tables[:place], tables[place][:0], *tables[place + 1 :])
    with pytest.raises(ValueError, match="of one size"):
        make(*tables[:3], tables[3][:-1], tables[4])
    with pytest.raises(TypeError, match="tables are wanted"):
        make(*tables[:3])
    with pytest.raises(ValueError, match="records has 3 items"):
        compiled.Screen(codes[:3], screen._without_marks, screen._transitions, screen._known)
    with pytest.raises(ValueError, match="languages has"):
        compiled.Alphabets(np.zeros(0x250 + 1, np.bool_))
    set_pairs: Any = compiled.set_likely_pairs
    with pytest.raises(ValueError, match="bits has 4 items"):
        set_pairs(np.zeros(1 << 16, np.uint32), *tables[1:4], np.zeros(4, np.uint8))
    with pytest.raises(ValueError, match="gains has 3 items"):
        compiled.high_stretches(codes, units[:3], 1.0, 1.0, 1)


def test_wrong_decoders_are_told() -> None:
    scorer: Any = load().scorer
    utf8, few = decoder("utf-8"), array([1])
    for wrong, error in (
        (("utf-8", few, None, None), ValueError),
        (("utf-8", None, None), TypeError),
        ((3, None, None, None), TypeError),
        (("\ud800", None, None, None), UnicodeEncodeError),
    ):
        with pytest.raises(error):
            scorer.cheaper_readings(b"abc", (utf8, wrong), "", "", 9, 9, 99.0)
    with pytest.raises(ValueError, match="characters around"):
        scorer.cheaper_readings(b"abc", (utf8,), "", "long" * 9, 9, 9, 99.0)
    assert scorer.cheaper_readings(b"", (utf8,), "", "", 9, 9, 99.0) == [(0, 0)]


@given(data=st.binary(max_size=24), label=st.sampled_from(CODECS))
def test_bytes_are_read_as_the_codecs_do(pure: Model, data: bytes, label: str) -> None:
    scorer = load().scorer
    assert scorer is not None
    found = scorer.cheaper_readings(data, (decoder(label),), "\n\n\n", "", 1000, 7, 1e6)
    codes = code_points(read(data, label, "replace"))
    units = pure.units(codes)
    units[codes == REPLACEMENT] = 7
    assert found == [(0, int(units.sum(dtype=np.int64)))]


_EXPLAIN = """
import json, sys
import fixtext
from fixtext import compiled
texts = json.load(sys.stdin)
each = [[repr(one) for one in fixtext.explain(text).findings] for text in texts]
print(json.dumps([compiled.IS_COMPILED, each, fixtext.fix_many(texts)]))
"""


def _explained(texts: list[str], pure: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-c", _EXPLAIN],
        input=json.dumps(texts),
        env={**os.environ, "FIXTEXT_PURE": pure},
        capture_output=True,
        text=True,
        check=True,
    )
    result: list[Any] = json.loads(done.stdout)
    return result


def test_findings_are_the_same() -> None:
    clean = [sentences[0] for sentences in SENTENCES.values()]
    shown = [one.text for route in ROUTES[::24] if (one := garbled(route))]
    texts = [*clean, *(text[:30] for text in clean), *shown, *(text[:25] for text in shown)]
    texts += ["\n".join(clean), *TEXTS]
    is_compiled, *ours = _explained(texts, "0")
    is_still_compiled, *theirs = _explained(texts, "1")
    assert (is_compiled, is_still_compiled) == (True, False)
    assert ours == theirs


@given(codes=ANY.map(array))
def test_flags_are_counted_as_without_loops(codes: NDArray[np.uint32]) -> None:
    ours, theirs = both(lambda: eligible.count_sorts(codes))
    assert ours == theirs
