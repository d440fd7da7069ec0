"""The search of a short text in one loop: the stretches that numpy finds, route by route."""

from __future__ import annotations

from collections.abc import Sequence
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.encodings import bulk
from fixtext.encodings.as_it_is import UNIT
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.best_routes import _saved_by_each, best_routes
from fixtext.encodings.bulk import undone
from fixtext.encodings.candidates import (
    Candidate,
    Part,
    _in_one_loop,
    _of_some,
    _share_of,
    candidates,
    grouped,
)
from fixtext.encodings.codecs import codec
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.short_search import Asked, tries_kept_open
from fixtext.encodings.weighing import Reversal
from fixtext.language import load
from fixtext.scan import code_points
from tests.garbled import SENTENCES
from tests.pure import needs_loops, pure_model

MODEL = load()
PURE = pure_model() if compiled.IS_COMPILED else MODEL
LINES = [line for lines in SENTENCES.values() for line in lines]
ODD = st.tuples(
    st.integers(0, 60), st.sampled_from("?\ufffd・€a中éﾊ\ue000\u3000\0\n𠀀\x85 \xa0\n\n")
)


def garbled(text: str, by: Route, odd: tuple[int, str]) -> Part:
    """A part of a text that went through a route, with something put in."""
    data = text.encode(codec(by.meant).python, "replace")
    text = data.decode(codec(by.read).python, "replace")
    codes = code_points(text[: odd[0]] + odd[1] + text[odd[0] :])
    return Part(codes, score_texts(MODEL, [codes])[0])


def lines_of(several: list[tuple[str, Route]], odd: tuple[int, str]) -> Part:
    """Lines that each went through a route, with something put in."""
    pieces = [garbled(text, by, odd).codes for text, by in several]
    codes = np.concatenate([piece for each in pieces for piece in (code_points("\n"), each)])
    return Part(codes, score_texts(MODEL, [codes])[0])


def both_ways(
    parts: list[Part],
    routes: Sequence[Route],
    known: frozenset[str] = frozenset(),
    needed: float = 0.0,
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What one loop finds in parts, and what numpy does, of each part in turn."""
    least = np.full(len(parts), needed)
    asked = Asked(least, np.array([_share_of(part) for part in parts]), known)
    ours = _in_one_loop(MODEL, parts, routes, asked)
    assert ours is not None
    theirs = list(_of_some(MODEL, parts, grouped(routes), known, least))
    found = (
        [(index, *as_told(one)) for index, one in sorted(each, key=lambda item: item[0])]
        for each in (ours, theirs)
    )
    return next(found), next(found)


def as_told(candidate: Candidate) -> tuple[object, ...]:
    """All that a candidate says of itself."""
    within = candidate.reversal.within
    settled = within() if within else None
    attempt = candidate.attempt() if candidate.reversal.gaps else None
    return (
        of_a_stretch(candidate.reversal),
        settled and of_a_stretch(settled),
        candidate.shift,
        candidate.stop,
        attempt and (attempt.decoding.codes.tobytes(), attempt.bad.tobytes()),
    )


def of_a_stretch(one: Reversal) -> tuple[object, ...]:
    """The numbers and the text of a stretch."""
    return one.start, one.end, one.text, one.bits, one.routes, one.gaps, one.unheard, one.shift


@needs_loops
@given(
    text=st.sampled_from(LINES),
    by=st.sampled_from(ROUTES),
    odd=ODD,
    routes=st.lists(st.sampled_from(ROUTES), min_size=1, max_size=60, unique=True),
    known=st.booleans(),
    needed=st.sampled_from((0.0, 8.0, 30.0)),
)
@settings(max_examples=300, deadline=None)
def test_one_loop_finds_what_numpy_does(
    text: str, by: Route, odd: tuple[int, str], routes: list[Route], known: bool, needed: float
) -> None:
    proven = frozenset(map(str, routes[:2])) if known else frozenset[str]()
    ours, theirs = both_ways([garbled(text, by, odd)], routes, proven, needed)
    assert ours == theirs


@needs_loops
@given(
    several=st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(ROUTES), st.integers(1, 80)),
        min_size=2,
        max_size=4,
    ),
    odd=ODD,
    needed=st.sampled_from((0.0, 20.0)),
)
@settings(max_examples=150, deadline=None)
def test_several_parts_are_searched_the_same(
    several: list[tuple[str, Route, int]],
    odd: tuple[int, str],
    needed: float,
) -> None:
    parts = [garbled(text[:size], by, odd) for text, by, size in several]
    ours, theirs = both_ways(parts, ROUTES, frozenset(), needed)
    assert ours == theirs


@needs_loops
@given(
    several=st.lists(
        st.tuples(st.sampled_from(LINES), st.sampled_from(ROUTES)), min_size=2, max_size=5
    ),
    odd=ODD,
    routes=st.lists(st.integers(0, 4), min_size=1, max_size=2),
)
@settings(max_examples=150, deadline=None)
def test_lines_are_searched_the_same(
    several: list[tuple[str, Route]], odd: tuple[int, str], routes: list[int]
) -> None:
    # most of them in one way, so that stretches go on from line to line
    first = [by for _, by in several]
    each = [(text, first[routes[0] % len(first)]) for text, _ in several[:-1]] + several[-1:]
    part = lines_of(each, odd)
    ours, theirs = both_ways([part], ROUTES)
    assert ours == theirs


@needs_loops
@given(text=st.sampled_from(LINES), by=st.sampled_from(ROUTES), odd=ODD)
@settings(max_examples=60, deadline=None)
def test_all_routes_are_searched_the_same(text: str, by: Route, odd: tuple[int, str]) -> None:
    part = garbled(text, by, odd)
    ours, theirs = (candidates(model, [part], ROUTES, frozenset())[0] for model in (MODEL, PURE))
    assert list(map(as_told, ours)) == list(map(as_told, theirs))


@needs_loops
@given(
    text=st.sampled_from(LINES), by=st.sampled_from(ROUTES), odd=ODD, other=st.sampled_from(ROUTES)
)
@settings(max_examples=150, deadline=None)
def test_what_a_known_route_explains_is_the_same(
    text: str, by: Route, odd: tuple[int, str], other: Route
) -> None:
    part = garbled(text, by, odd)
    for chain in ([by], [other], [other, by]):
        ours = undone(MODEL, part.codes, part.bits, [chain])
        with mock.patch.object(bulk, "found_by", return_value=None):
            theirs = undone(MODEL, part.codes, part.bits, [chain])
        assert list(map(of_a_stretch, ours)) == list(map(of_a_stretch, theirs))


@needs_loops
@given(
    text=st.sampled_from(LINES),
    by=st.sampled_from(ROUTES),
    odd=ODD,
    edges=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_the_best_routes_are_the_same(
    text: str, by: Route, odd: tuple[int, str], edges: list[tuple[int, int]]
) -> None:
    part = garbled(text, by, odd)
    size = part.codes.size
    spans = [(min(low, high, size - 1), min(max(low, high), size - 1)) for low, high in edges]
    cores = [(low, high + 1) for low, high in spans]
    ours, theirs = (_saved_by_each(model, part, cores) for model in (MODEL, PURE))
    assert (ours == theirs).all()
    assert best_routes(MODEL, part, cores, ROUTES) == best_routes(PURE, part, cores, ROUTES)


ASKED = Asked(np.zeros(1), np.zeros(1), frozenset())


@needs_loops
def test_what_is_too_long_is_left_to_numpy() -> None:
    part = garbled("Ã©té " * 500, ROUTES[0], (0, "a"))
    assert _in_one_loop(MODEL, [part], ROUTES, ASKED) is None


@needs_loops
@pytest.mark.parametrize(
    ("low", "high", "number"), [(-1, 2, 0), (3, 2, 0), (1, 5, 0), (1, 2, len(ROUTES))]
)
def test_what_is_out_of_bounds_is_refused(low: int, high: int, number: int) -> None:
    scorer = MODEL.scorer
    assert scorer is not None
    codes, bits, none = np.full(4, 10, np.uint32), np.zeros(4), np.zeros(1)
    numbers, known = np.array([number], np.int32), np.zeros(1, np.bool_)
    edges, tries = np.array([low, high], np.int64), tries_kept_open()
    with pytest.raises(ValueError, match=r"within the text|no route"):
        scorer.candidates(codes, bits, edges, tries, numbers, known, none, none, False, _read)


def _read(
    number: int, data: bytes | None, names: tuple[int, ...]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    raise AssertionError((number, data, names))


@given(text=st.sampled_from(LINES))
@settings(max_examples=40)
def test_costs_are_whole_units(text: str) -> None:
    """Sums of them are the same in any order, which loops rely on."""
    units = score_texts(MODEL, [code_points(text)])[0] / UNIT
    assert (units == np.rint(units)).all()


def test_without_loops_there_is_none() -> None:
    part = garbled(LINES[0], ROUTES[0], (0, "a"))
    assert _in_one_loop(PURE, [part], ROUTES, ASKED) is None
