"""References of HTML: thousands of them at once, and the same as one by one."""

from __future__ import annotations

import re
import sys
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fixtext
from fixtext import compiled
from fixtext.document import Document
from fixtext.escapes import at_once, context
from fixtext.escapes.context import Surroundings, line_at
from fixtext.escapes.leaves import leaves
from fixtext.escapes.left_in_text import ABOUT, STEMS, Leaves
from fixtext.escapes.words import Words
from fixtext.garblings import html_escape
from fixtext.scan import code_points
from fixtext.types import Options
from tests.pure import both, needs_loops

_PIECES = [
    *("&", "#", "x", "X", ";", "amp;", "AMP;", "Amp;", "#38;", "#0000038;", "#x26;", "#X0026;"),
    *("20013", "4e2d", "d83d", "de00", "55357", "56832", "12345678", "123456789", "0", "39"),
    *("&#55357;&#56832;", "&#39;", "&quot;", "&amp;", "&amp;lt;", "&eacute;", "&ntilde", "&in;"),
    *("&Eacute;", "#12345;", "#xff1a;", "lt", "gt", "&hellip;", "&NotEqualTilde;", "…", "≂̸", "&&"),
    *("中", "a", "é", "ж", "'", '"', "“", "(", ")", " ", "\n", "/", "\0", "\ud83d", "\U0001f600"),
    *("word", "слово", "HTML", "html5", "Escape", "мнемоника", "СУЩНОСТЬ", "转义", 'x = "', "{"),
    *(" " * 20, "и так далее, " * 12),
]
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=2), max_size=30).map("".join)
_LINES = st.lists(
    st.sampled_from(
        [
            *(
                "{",
                "}",
                "\\",
                "^",
                "`",
                "``",
                "(",
                ")",
                "[",
                "]",
                "=",
                "+",
                "~",
                ">",
                '"',
                "'",
                "/",
            ),
            *("<", "%", "0", "x", "*", "?", ";", ":", ",", "b", "R", "f", " ", "\t", "\u3000"),
            *(
                ">>> ",
                "... ",
                "$ ",
                "% ",
                "# include",
                "import ",
                "print",
                "def",
                "\\d+",
                "ж",
                "中",
            ),
            *("\x1c", "\x85", "\u2028", "\n", "\r\n"),
        ]
    ),
    max_size=14,
).map("".join)


def _told(found: Any) -> list[Any]:
    """All that is told of the references of a text."""
    kept = found.to_be_undone()
    result: list[Any] = []
    for some in (found, kept):
        result += [len(some), some.edits(1.0), some.replacements(), some.usual().tolist()]
        result += [some.are_beside_characters(), some.are_in_words(), some.about()]
        result.append(some.saved().tolist())
    return result


@needs_loops
@given(text=_TEXTS)
def test_all_at_once_are_as_one_by_one(text: str) -> None:
    document = Document(text, Options(), {})
    found = at_once.references(document, [(0, len(text))])
    assert _told(found) == _told(Leaves(document, list(leaves(text))))


@needs_loops
@given(text=_TEXTS, edges=st.sets(st.integers(0, 60), max_size=6).map(sorted))
def test_they_begin_in_the_parts_that_are_asked_for(text: str, edges: list[int]) -> None:
    document = Document(text, Options(), {})
    edges = [min(edge, len(text)) for edge in edges]
    parts = list(zip(edges[::2], edges[1::2], strict=False))
    one_by_one = Leaves(document, list(leaves(text, parts)))
    assert at_once.references(document, parts).edits(1.0) == one_by_one.edits(1.0)


@needs_loops
def test_more_different_ones_than_are_kept_apart() -> None:
    text = "".join(f"&#{number};" for number in (*range(0x4E00, 0x6E00), *range(0x4E00, 0x4F00)))
    document = Document(text, Options(), {})
    found = at_once.references(document, [(0, len(text))])
    assert found.edits(1.0) == Leaves(document, list(leaves(text))).edits(1.0)


@given(text=_TEXTS)
def test_documents_are_decided_alike(text: str) -> None:
    with mock.patch.object(html_escape, "_are_many", return_value=True):
        ours, theirs = both(lambda: fixtext.explain(text, select="html-escape").findings)
    assert ours == theirs


@needs_loops
@given(text=_LINES)
def test_no_line_of_code_is_missed(text: str) -> None:
    document = Document(text, Options(), {})
    places = np.arange(len(text) + 1)
    found = Surroundings(text, document).code_at(document.codes, places)
    one_by_one = Surroundings(text, document)
    assert found.tolist() == [one_by_one.code(place) for place in places.tolist()]


@needs_loops
@pytest.mark.parametrize("pattern", ["\\s", "(?i:[bur])", "[0-9]", "'", ";"])
def test_any_character_may_stand_in_code(pattern: str) -> None:
    every = [chr(code) for code in range(0x3100) if chr(code) != "\n"]
    text = "\n".join(each for one in every for each in (f"({one}'", f"'{one}\"", f"a{one};"))
    document = Document(text, Options(), {})
    places = np.array([start for start, _ in _lines(text)])
    marked = np.zeros(places.size, np.bool_)
    compiled.mark_code_lines(document.codes, places, marked)
    for (start, end), may_be in zip(_lines(text), marked.tolist(), strict=True):
        assert may_be or not context._is_code(text, start, end)


def _lines(text: str) -> list[tuple[int, int]]:
    result = [line_at(text, 0)]
    while result[-1][1] < len(text):
        result.append(line_at(text, result[-1][1] + 1))
    return result


@needs_loops
@given(
    text=st.lists(st.sampled_from([*STEMS, *_PIECES, "ie", "s", "у", "ſ", "K"]), max_size=9).map(
        "".join
    ),
    low=st.integers(0, 9),
    upper=st.booleans(),
)
def test_no_word_about_references_is_missed(text: str, low: int, upper: bool) -> None:
    text = text.upper() if upper else text
    codes = code_points(text)
    parts = np.array([[min(low, len(text)), len(text)], [0, len(text) // 2]])
    for (start, end), found in zip(
        parts.tolist(), Words(STEMS).may_be_in(codes, parts).tolist(), strict=True
    ):
        assert found or not ABOUT.search(text, start, end)


@needs_loops
def test_letters_are_those_that_a_pattern_without_case_has() -> None:
    letters = sorted(set("".join(STEMS)))
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    for letter in letters:
        words = Words([letter * 2])
        alike = re.findall(letter, every, re.IGNORECASE)
        for one in alike:
            codes = code_points(one * 2)
            assert words.may_be_in(codes, np.array([[0, 2]])).all(), (letter, one)


@needs_loops
def test_wrong_arrays_are_told() -> None:
    codes, part, flags = code_points("a&lt;b"), np.array([0, 6]), np.zeros(1, np.bool_)
    for wrong, error in ((part + 1, "beyond"), (part - 1, "beyond"), (part[:1], "no end")):
        with pytest.raises(ValueError, match=error):
            compiled.references(codes, wrong)
        with pytest.raises(ValueError, match=error):
            Words(STEMS).may_be_in(codes, wrong)
    for wrong in (np.array([3, 2]), part - 1, part + 1):
        with pytest.raises(ValueError, match="ascend"):
            compiled.mark_code_lines(codes, wrong, np.zeros(2, np.bool_))
    with pytest.raises(ValueError, match="may_be has 1 items, not 2"):
        compiled.mark_code_lines(codes, part, flags)
    words = Words(STEMS)
    tables = words._letters, words._firsts, words._seconds
    with pytest.raises(ValueError, match="no size"):
        compiled.mark_words(codes, part, *tables, words._words.ravel()[:-1].copy(), flags)
