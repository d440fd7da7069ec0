"""Damage on damage, composed at random, and what comes back of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from benchmarks.composed import MOST, compositions, lossless, measure, texts
from tests.checks import check_report

NUMBER, SEED, LEAST = 250, 11, 0.97
"""The benchmark tries more: ``python -m benchmarks.composed -n 1000``."""


@pytest.fixture(scope="module")
def measured() -> tuple[dict[int, tuple[int, int]], list[tuple[str, ...]]]:
    return measure(NUMBER, SEED)


def test_nearly_all_of_what_is_composed_comes_back(
    measured: tuple[dict[int, tuple[int, int]], list[tuple[str, ...]]],
) -> None:
    rates, missed = measured
    right = sum(part for part, _ in rates.values())
    assert right >= LEAST * NUMBER, [names for names, *_ in missed]


def test_as_much_is_composed_of_three_kinds_as_can_be(
    measured: tuple[dict[int, tuple[int, int]], list[tuple[str, ...]]],
) -> None:
    rates, _ = measured
    assert set(rates) == set(range(1, MOST + 1))
    assert all(of >= NUMBER // 10 for _, of in rates.values())


def test_what_is_composed_is_told_in_its_order() -> None:
    seen: set[str] = set()
    for _, (clean, garbled, names) in zip(range(200), compositions(3), strict=False):
        assert garbled != clean
        assert len(set(names)) == len(names) <= MOST
        seen |= set(names)
    assert len(seen) > len(lossless()) // 2


@settings(max_examples=25)
@given(
    st.sampled_from(texts()),
    st.lists(st.sampled_from([kind.name for kind in fixtext.kinds()]), min_size=2, max_size=MOST),
    st.integers(0, 99),
)
def test_any_kinds_in_any_order_leave_a_report_that_holds_together(
    text: str, names: list[str], seed: int
) -> None:
    """Also kinds that lose something, on text that is none any more."""
    for name in names:
        text = fixtext.garble(text, name, seed=seed)
    report = fixtext.explain(text)
    check_report(text, report)
    assert fixtext.fix(text) == report.text
