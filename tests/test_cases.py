"""The cases in ``tests/cases``: what must come out of a text, one JSON file a group.

``in-the-wild`` was met on a page; ``synthetic`` was made for a mechanism; ``negative`` must stay as
it is; ``known-failure`` should come out so and does not yet: one that begins to pass must move.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

import fixtext
from fixtext.garbling import registry
from tests.checks import check_report


class Case(TypedDict):
    label: str
    original: str
    expect: str
    note: str
    kind: NotRequired[str]
    """A kind of garbling that must be among the findings."""


CASES = Path(__file__).with_name("cases")
POSITIVE = ("in-the-wild", "synthetic")


def _read(group: str) -> list[Case]:
    return [case for path in _files(group) for case in _cases(path)]


def _files(group: str) -> list[Path]:
    """The group's file, and those of single rooms: ``synthetic-escapes.json``."""
    return sorted(CASES.glob(f"{group}*.json"))


def _cases(path: Path) -> list[Case]:
    cases: list[Case] = json.loads(path.read_text("utf-8"))
    return cases


def _params(*groups: str) -> list[object]:
    return [pytest.param(case, id=case["label"]) for group in groups for case in _read(group)]


@pytest.mark.parametrize("group", [*POSITIVE, "negative", "known-failure"])
def test_the_files_are_in_order(group: str) -> None:
    cases = _read(group)
    labels = [case["label"] for case in cases]
    assert len(set(labels)) == len(labels)
    for case in cases:
        assert set(case) <= {"label", "kind", "original", "expect", "note"}
        assert case["label"]
        assert case["note"]
        stays = group == "negative" or (group in POSITIVE and registry()[case["kind"]].reports_only)
        assert (case["original"] == case["expect"]) == stays
        assert ("kind" in case) == (group in POSITIVE) or group == "known-failure"
        assert case.get("kind") in {None, *(kind.name for kind in fixtext.kinds())}
    for path in _files(group):
        text = path.read_text("utf-8")
        assert text == json.dumps(_cases(path), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("case", _params(*POSITIVE))
def test_what_is_damaged_is_repaired(case: Case) -> None:
    report = fixtext.explain(case["original"])
    assert report.text == case["expect"]
    assert case["kind"] in report.counts
    check_report(case["original"], report)
    assert fixtext.fix(report.text) == report.text


@pytest.mark.parametrize("case", _params("negative"))
def test_what_is_right_stays(case: Case) -> None:
    assert fixtext.explain(case["original"]).findings == ()
    assert fixtext.fix(case["original"]) == case["expect"] == case["original"]


@pytest.mark.xfail(raises=AssertionError, strict=True)
@pytest.mark.parametrize("case", _params("known-failure"))
def test_known_failures(case: Case) -> None:
    assert fixtext.fix(case["original"]) == case["expect"]
