"""The compiled loops over damaged bytes and their gaps: what numpy and Python give, bit for bit."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext import compiled
from fixtext.encodings.alternatives import (
    EURO,
    FOLDED,
    MARK,
    NOTHING,
    ONE,
    SPACE,
    Region,
    options_of,
)
from fixtext.encodings.beam import BEAM, shares_of
from fixtext.encodings.byte_grammar import grammar
from fixtext.encodings.byte_path import Stream, best_paths
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Gap, arrays_of, fill, fill_all
from fixtext.encodings.lattice import Bytes, bad_bytes, gaps_of_all
from fixtext.encodings.segments import best_stretches
from fixtext.language import Model, load
from fixtext.scan import code_points
from tests.pure import both, needs_loops, pure_model

pytestmark = needs_loops


@pytest.fixture(scope="module", name="pure")
def made_pure() -> Model:
    """A model that does without what is compiled."""
    return pure_model()


@given(
    gains=st.lists(st.one_of(st.integers(-9, 9).map(float), st.floats(-60, 60))),
    borders=st.lists(st.one_of(st.integers(0, 5).map(float), st.floats(0, 20)), min_size=1),
    least=st.floats(0, 30),
)
def test_the_same_stretches_are_the_best(
    gains: list[float], borders: list[float], least: float
) -> None:
    edges = np.resize(borders, len(gains) + 1)
    ours, theirs = both(lambda: best_stretches(np.array(gains, np.float64), edges, least))
    assert ours == theirs
    if len(gains) > 1:
        backwards = np.array(gains)[::-1]
        ours, theirs = both(lambda: best_stretches(backwards, edges, least))
        assert ours == theirs


@given(
    codes=st.lists(st.sampled_from("中文的a。é").map(lambda text: text.encode("gbk", "ignore"))),
    damage=st.lists(st.tuples(st.integers(0, 40), st.binary(max_size=2)), max_size=4),
    chance=st.randoms(use_true_random=False),
)
def test_the_way_through_bytes_is_the_same(
    codes: list[bytes], damage: list[tuple[int, bytes]], chance: random.Random
) -> None:
    data = b"".join(codes)
    for place, other in damage:
        data = data[:place] + other + data[place + chance.choice((0, 1)) :]
    decoding = codec("gbk").decode(np.frombuffer(data, np.uint8))
    kinds = [chance.choice((0, 0, 0, 1, 2, 3)) for _ in data]
    stream = Stream(data, decoding.codes, decoding.offsets, np.array(kinds, np.uint8))
    size = decoding.codes.size
    windows = [(0, size), (size // 2, size)]
    ours, theirs = both(lambda: best_paths(load(), grammar("gbk"), stream, windows))
    assert ours == theirs


_LOST = st.tuples(st.binary(min_size=1, max_size=1), st.sampled_from((0, 0, 0, ONE, MARK, MARK)))
_CHANGED = st.sampled_from(((b" ", SPACE), (b"a", FOLDED), (b"\x80", EURO)))
_KNOWN = st.sampled_from([(one.encode(), 0) for one in "中文字のé"])


@settings(max_examples=60)
@given(
    pieces=st.lists(st.one_of(_LOST, _CHANGED, _KNOWN), min_size=1, max_size=6),
    wrong=st.sampled_from(("gbk", "big5", "shift_jis", "euc-kr", "windows-1252")),
    following=st.sampled_from((NOTHING, 0x0A, 0x41, 0xE4)),
    script=st.sampled_from(("hans", "kana", "hangul", "letters")),
)
def test_what_holes_can_have_been_is_the_same(
    pieces: list[tuple[bytes, int]], wrong: str, following: int, script: str
) -> None:
    data = b"".join(piece for piece, _ in pieces)
    kinds = b"".join(bytes([kind]) * len(piece) for piece, kind in pieces)
    region = Region(data, kinds, following, (), script)
    ours, theirs = both(lambda: options_of.__wrapped__(load(), wrong, region))
    assert ours == theirs


def test_wrong_holes_are_told() -> None:
    ways_to_fill: Any = compiled.ways_to_fill
    table = np.zeros(0x10000)
    groups = np.zeros(17, np.int64)
    groups[1:] = 1
    hole = (0, 1, np.array([1, 0x41, 0], np.uint8), np.zeros(1), groups)
    prices = (table, table[:1024], table, 7.0, 2.5, 10, 10, 10, 10, 10)
    assert ways_to_fill(b"?", b"\x01", (hole,), *prices) == (((0x41,),), (2.5,))
    for data, kinds, holes in (
        (b"?", b"", (hole,)),
        (b"?" * 40, b"\x01" * 40, (hole,) * 40),
        (b"??", b"\x01\x01", (hole,)),
        (b"?", b"\x01", ((0, 5, *hole[2:]),)),
        (b"?", b"\x01", ((0, 1, hole[2], np.zeros(2), groups),)),
        (b"?", b"\x01", ((0, 1, *hole[2:4], groups[::-1].copy()),)),
    ):
        with pytest.raises((ValueError, IndexError)):
            ways_to_fill(data, kinds, holes, *prices)
    for place in range(5):
        limits = [10] * 5
        limits[place] = 0
        with pytest.raises(ValueError, match="less than one"):
            ways_to_fill(b"?", b"\x01", (hole,), *prices[:5], *limits)


def test_wrong_bytes_are_told() -> None:
    best_path: Any = compiled.best_path
    arrays = [np.zeros(2, np.int64), np.zeros((3, 2)), np.zeros(2, np.bool_)]
    arrays.append(np.zeros((2, 2, 6), np.float32))
    for place, array in enumerate(arrays):
        with pytest.raises(ValueError, match=r"items|no part"):
            best_path(*arrays[:place], array[:1].copy(), *arrays[place + 1 :], 0, 2, 4.0, 9.0, 9.0)
    for start, stop in ((-1, 1), (2, 1), (0, 3)):
        with pytest.raises(ValueError, match="no part"):
            best_path(*arrays, start, stop, 4.0, 9.0, 9.0)
    with pytest.raises(ValueError, match="no way"):
        best_path(*arrays, 0, 2, 4.0, 9.0, 9.0)
    assert best_path(*arrays, 1, 1, 4.0, 9.0, 9.0) == []


OPTIONS = st.lists(
    st.tuples(
        st.text(st.sampled_from("中国的文é ?"), max_size=4),
        st.one_of(st.integers(0, 9).map(lambda half: half / 2), st.floats(0, 60)),
    ),
    min_size=1,
    max_size=20,
)
GAPS = OPTIONS.map(
    lambda options: Gap(
        tuple(tuple(map(ord, text)) for text, _ in options),
        tuple(penalty for _, penalty in options),
    )
)


@given(
    gaps=st.lists(GAPS, min_size=1, max_size=4),
    order=st.lists(st.integers(0, 3), min_size=1, max_size=60),
    known=st.lists(st.text(st.sampled_from("中国的文é ?\n"), max_size=5), min_size=61, max_size=61),
    times=st.integers(1, 3),
)
def test_gaps_are_filled_alike(
    pure: Model, gaps: list[Gap], order: list[int], known: list[str], times: int
) -> None:
    several = [gaps[number % len(gaps)] for number in order] * times
    texts = [*known[: len(order)] * times, known[len(order)]]
    pieces = [code_points(text) for text in texts]
    arrays = arrays_of(pieces, several)
    ours, theirs = (shares_of(model, arrays) for model in (load(), pure))
    assert ours.kept.tolist() == theirs.kept.tolist()
    assert ours.options.tolist() == theirs.options.tolist()
    assert ours.shares.tobytes() == theirs.shares.tobytes()
    assert fill(load(), pieces, several) == fill(pure, pieces, several)


@given(
    pieces=st.lists(st.one_of(_LOST, _CHANGED, _KNOWN, st.just((b"\xc3 ", 0))), min_size=1),
    wrong=st.sampled_from(("gbk", "windows-1252")),
    cuts=st.lists(st.integers(0, 60), max_size=12),
    breaks=st.lists(st.integers(0, 60), max_size=2),
)
def test_gaps_of_spans_are_the_same(
    pieces: list[tuple[bytes, int]], wrong: str, cuts: list[int], breaks: list[int]
) -> None:
    data = np.frombuffer(b"".join(piece for piece, _ in pieces), np.uint8).copy()
    holes = np.array([kind for piece, kind in pieces for _ in piece], np.uint8)
    starts = sorted({0, *(cut for cut in cuts if cut < data.size)})
    laid = Bytes(data, holes, np.array([*starts, data.size], np.int64))
    decoding = codec("utf-8").decode(data)
    bad = bad_bytes(laid, decoding, codec(wrong))
    edges = sorted({0, data.size, *(place for place in breaks if place < data.size)})
    spans = [(low, high, data.size) for low, high in itertools.pairwise(edges)]
    ours, theirs = both(lambda: gaps_of_all(load(), laid, decoding, bad, spans, codec(wrong)))
    assert ours.known.tolist() == theirs.known.tolist()
    assert ours.piece_ends.tolist() == theirs.piece_ends.tolist()
    assert ours.counts.tolist() == theirs.counts.tolist()
    gaps = [[each.distinct[kind] for kind in each.kinds.tolist()] for each in (ours, theirs)]
    assert gaps[0] == gaps[1]
    alone = [gaps_of_all(load(), laid, decoding, bad, [span], codec(wrong)) for span in spans]
    assert gaps[0] == [each.distinct[kind] for each in alone for kind in each.kinds.tolist()]


def test_wrong_regions_are_told() -> None:
    alike_regions: Any = compiled.alike_regions
    data, holes, begins = (np.zeros(size, np.uint8) for size in (3, 3, 4))
    numbers = [np.array(places, np.int64) for places in ([0, 1], [1, 2], [-2, -2], [0, 0])]
    kinds = np.empty(2, np.int64)
    arrays: list[Any] = [data, holes, begins, *numbers, kinds]
    begins[:2] = 1
    assert alike_regions(*arrays) == 2  # one ends where a character does
    assert kinds.tolist() == [0, 1]
    for place, array in enumerate(arrays):
        short = array[:1].copy() if place else array[:0].copy()
        with pytest.raises(ValueError, match="fit each other"):
            alike_regions(*arrays[:place], short, *arrays[place + 1 :])
    for place, wrong in ((3, [-1, 1]), (3, [2, 1]), (4, [1, 4])):
        bad = np.array(wrong, np.int64)
        with pytest.raises(ValueError, match="fit each other"):
            alike_regions(*arrays[:place], bad, *arrays[place + 1 :])


@given(
    gaps=st.lists(GAPS, min_size=1, max_size=3),
    known=st.lists(st.text(st.sampled_from("中国的文é ?\n"), max_size=5), min_size=4, max_size=4),
)
def test_characters_of_all_gaps_are_as_probable_as_of_each(
    gaps: list[Gap], known: list[str]
) -> None:
    arrays = arrays_of([code_points(text) for text in known[: len(gaps) + 1]], gaps)
    fillings = fill_all(load(), gaps, arrays)
    every = fillings.of_characters(arrays, np.arange(len(gaps)))
    assert every.tolist() == [share for filling in fillings for share in filling.each]


def test_wrong_gaps_are_told() -> None:
    scorer: Any = load().scorer
    marginals: Any = compiled.marginals
    gap = Gap(((0x4E2D,), ()), (0.0, 1.0))
    gaps = arrays_of([code_points("中"), code_points("文")], [gap])
    first = np.ones(1, np.bool_)
    rows, counts = np.zeros((1, BEAM), np.int64), np.zeros(1, np.int64)
    arrays: list[Any] = [gaps.text, gaps.text_ends, first, gaps.kinds, gaps.kind_ends]
    arrays += [gaps.options, gaps.option_ends, gaps.penalties]
    arrays += [np.zeros((1, BEAM)), rows, rows.copy(), counts]
    scorer.best_ways(*arrays)
    assert counts.tolist() == [2]
    ways = [*arrays[9:12], first, arrays[8], rows.copy(), np.zeros((1, BEAM)), counts.copy()]
    calls: list[tuple[Any, list[Any]]] = [(scorer.best_ways, arrays), (marginals, ways)]
    for call, right in calls:
        with pytest.raises(TypeError, match="arrays are wanted"):
            call(*right[1:])
        for place, array in enumerate(right):
            for wrong in (array[:0], array.astype(np.complex128)):
                with pytest.raises(ValueError, match=r"fit each other|items of"):
                    call(*right[:place], np.ascontiguousarray(wrong), *right[place + 1 :])
    for place, wrong in ((1, [2, 1]), (1, [1, 3]), (3, [-1]), (3, [1]), (4, [3]), (6, [1, 9])):
        bad = np.array(wrong, np.int64)
        with pytest.raises(ValueError, match="fit each other"):
            scorer.best_ways(*arrays[:place], bad, *arrays[place + 1 :])
    for count in (-1, BEAM + 1):
        with pytest.raises(ValueError, match="fit each other"):
            marginals(*ways[:2], np.array([count]), *ways[3:])
    ways[0] += 99  # ways that there are none of
    marginals(*(np.repeat(array, 2, axis=0) for array in ways))


def test_wrong_borders_are_told() -> None:
    with pytest.raises(ValueError, match="borders has 3 items"):
        compiled.best_stretches(np.zeros(3), np.zeros(3), 1.0)
