"""What is known of much of a text, and what that explains of the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import fixtext
from fixtext import document
from fixtext.document import NOTED, Document
from fixtext.encodings import quick_search
from fixtext.encodings.clearing import LONG
from fixtext.encodings.filling import Filled
from fixtext.encodings.quick_search import would_find_nothing
from fixtext.encodings.search import _Search, reversals
from fixtext.encodings.weighing import Reversal
from fixtext.encodings.worth import Place
from fixtext.options import checked
from fixtext.scan import code_points
from tests.checks import check_report
from tests.garbled import SENTENCES

MARK = "\N{REPLACEMENT CHARACTER}"
PLAIN = (
    "The boat left at noon, and nobody was there to see it go.",
    "She kept the letters in a box under the stairs for thirty years.",
    "Most of the village had gone to the market by then.",
    "Nothing in the report says who paid for the second bridge.",
    "He asked for a window seat and slept through the whole journey.",
)
QUOTED = (
    "It’s the third winter that the lake hasn’t frozen over.",
    "They wouldn’t say where the money came from…",
    "The café on the corner doesn’t open before nine.",
    "Last year’s harvest – the best in a decade – was sold in a week.",
    "Nobody’s surprised that the train’s late again.",
)
"""Sentences with what single-byte codecs show of UTF-8."""


def test_words_garbled_all_over_a_text_are_not_all_searched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pairs = [pair for pair in zip(PLAIN * 3, QUOTED * 3, strict=True) for _ in range(4)]
    every = (line for plain, odd in pairs for line in (*[plain] * 9, odd))
    lines = [f"{number}. {line}" for number, line in enumerate(every)]
    searched: list[int] = []
    search = _Search._search

    def counted(self: _Search, places: Sequence[Place], *rest: Any) -> None:
        searched.append(len(places))
        search(self, places, *rest)

    monkeypatch.setattr(_Search, "_search", counted)
    bad = [line.encode().decode("windows-1252") for line in lines]
    assert fixtext.fix("\n".join(bad)).split("\n") == lines
    assert sum(searched) < sum(not line.isascii() for line in bad) // 3


@pytest.mark.parametrize("apart", [90, 130])
def test_few_garbled_words_in_a_long_text_are_repaired(apart: int) -> None:
    """Only the lines around them are looked at, and no stretch goes on from some to the next."""
    lines = [f"{number}. {PLAIN[number % len(PLAIN)]}" for number in range(2000)]
    lines[::apart] = [
        f"{line} {QUOTED[at % len(QUOTED)]}" for at, line in enumerate(lines[::apart])
    ]
    text = "\n".join(lines)
    assert len(text) > document.LONG
    bad = text.encode().decode("windows-1252")
    assert fixtext.fix(bad) == text
    report = fixtext.explain(bad)
    check_report(bad, report)
    assert report.text == text


def test_a_garbled_text_is_not_looked_through_for_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick_search, "blocks", pytest.fail)
    garbled = "\n".join(SENTENCES["zh-Hans"] * 30).encode().decode("latin-1")
    assert len(garbled) > LONG
    assert not would_find_nothing(Document(garbled, checked({}), {}))


def test_what_is_noted_is_no_evidence() -> None:
    for bits, is_fresh in ((NOTED, True), (25.0, False)):
        assert Document("a", checked({}), {"html-escape: markup": bits}).is_fresh is is_fresh


@pytest.fixture(scope="module", name="lossy")
def made_lossy() -> list[Reversal]:
    """Stretches with gaps: of ideographs, of letters, and with a mark at the end that stays."""
    text = "\n".join(SENTENCES["zh-Hant"])
    bad = f"{text.encode().decode('cp1252', 'replace')}\nä¸­å\x9b½{MARK}{MARK}"
    found = reversals(Document(bad, checked({}), {}))
    return [one for one in found if one.gaps]


def marked_if(
    which: Callable[[Filled], bool], one: Reversal
) -> Callable[[Filled], NDArray[np.uint32]]:
    """A mark for some gaps, and for the others what was put in for them."""
    mark = code_points(MARK)
    return lambda filled: mark if which(filled) else one.codes[filled.start : filled.end]


@pytest.mark.parametrize(
    "which",
    [
        lambda filled: True,
        lambda filled: False,
        lambda filled: filled.filling.option[:1] < (0x4E00,),
        lambda filled: filled.start % 3 == 0,
    ],
)
def test_gaps_are_marked_by_number_as_one_by_one(
    lossy: list[Reversal], which: Callable[[Filled], bool]
) -> None:
    assert sum(one.gaps for one in lossy) > 9
    for one in lossy:
        gaps = [number for number, filled in enumerate(one.fillings) if which(filled)]
        ours, theirs = one.marked(gaps), one.refilled(marked_if(which, one))
        assert ours.text == theirs.text
        assert list(ours.fillings) == list(theirs.fillings)


def test_fillings_are_made_by_number(lossy: list[Reversal]) -> None:
    for one in lossy:
        every = list(one.fillings)
        assert one.fillings.places.tolist() == [[each.start, each.end] for each in every]
        assert list(one.fillings.those(range(1, len(every), 2))) == every[1::2]
