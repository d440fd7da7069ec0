"""The bits that repairs save are told from the text around them alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtext import language
from fixtext.findings import Finding
from fixtext.forms.weighing import Replacement, saved
from fixtext.pipeline import apply

TEXT = st.text(st.sampled_from("中文 abc的\néа。"), max_size=60)
PIECES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 3), st.sampled_from(["", "字", "abé", None])),
    min_size=1,
    max_size=9,
)


@given(text=TEXT, pieces=PIECES)
def test_as_of_the_whole_text(text: str, pieces: list[tuple[int, int, str | None]]) -> None:
    findings: list[Finding] = []
    place = 0
    for skipped, size, after in pieces:
        start, end = place + skipped, place + skipped + size
        if end > len(text):
            break
        findings.append(Finding("x", start, end, text[start:end], after, 1.0))
        place = max(end, start + 1)
    if not findings:
        return
    model = language.load()
    repairs = [
        Replacement(one.start, one.end, one.after) for one in findings if one.after is not None
    ]
    told = saved(model, text, repairs)
    assert told == pytest.approx(model.bits(text) - model.bits(apply(text, findings)))
