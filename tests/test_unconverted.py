"""Traditional characters that a conversion to simplified left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from corpus import gold
from fixtext.hanscript import convert, simplified, traditional_candidates

TEXT = gold("zh-Hans")


def _traditional_form(character: str) -> str:
    """The one traditional form of a simplified character, or itself."""
    forms = traditional_candidates(character, regions=())
    return forms[0] if len(forms) == 1 and simplified(forms[0]) == character else character


CONVERTED = sorted(c for c in set(TEXT) if _traditional_form(c) != c and TEXT.count(c) > 1)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(CONVERTED), min_size=4, max_size=10, unique=True))
def test_what_a_table_lacked_is_converted(lacked: list[str]) -> None:
    mixed = TEXT.translate({ord(c): _traditional_form(c) for c in lacked})
    report = fixtext.explain(mixed, select="script-mix")
    assert report.text == TEXT
    assert {finding.kind for finding in report.findings} == {"script-mix"}


@given(st.lists(st.sampled_from(CONVERTED), max_size=2, unique=True))
def test_one_or_two_are_a_habit(lacked: list[str]) -> None:
    mixed = TEXT.translate({ord(c): _traditional_form(c) for c in lacked})
    assert fixtext.fix(mixed, select="script-mix") == mixed


@settings(max_examples=15)
@given(st.lists(st.sampled_from(CONVERTED), min_size=3, max_size=10, unique=True))
def test_who_writes_both_forms_is_no_converter(mixed: list[str]) -> None:
    text = TEXT
    for character in mixed:
        text = text.replace(character, _traditional_form(character), 1)
    assert fixtext.fix(text, select="script-mix") == text


def test_a_traditional_sentence_stays() -> None:
    quoted = convert(TEXT.split("。")[3], to="zh-Hant", source="zh-Hans")
    assert fixtext.fix(f"{TEXT}\n{quoted}。") == f"{TEXT}\n{quoted}。"


@pytest.mark.parametrize("text", ["", "中", "學", "學校裡", "學\n校\n裡"])
def test_short_text_proves_nothing(text: str) -> None:
    assert fixtext.fix(text, select="script-mix") == text
