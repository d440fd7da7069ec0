"""What spares a long document work: sharper signs, what is counted once, and bounds."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fixtext import language, lines_of_one
from fixtext import line_widths as of_lines
from fixtext.document import LONG, Document
from fixtext.encodings import as_it_is, blocks, single_byte, surprise
from fixtext.encodings.halves import BOTH_ASCII, COMMON, ODD_SHIFT, SMALL_SHIFT
from fixtext.escapes.leaves import leaves
from fixtext.garblings import (
    folded_punctuation,
    halfwidth_kana,
    hard_wrap,
    percent_escape,
    pinyin_annotation,
    utf_16_bytes,
)
from fixtext.hanscript import characters
from fixtext.hanscript.characters import Characters, counted, how_many
from fixtext.line_widths import line_widths, measured_lines
from fixtext.pipeline import Fixer
from fixtext.scan import Seen, beyond_ascii, code_points, flags, line_breaks, line_edges
from fixtext.signs import BLOCK, glance, glance_by_blocks
from fixtext.wrapped_blocks import most_of_blocks
from fixtext.wrapped_widths import most_of_widths
from tests.pure import both, needs_loops, pure_model

OPTIONS = Fixer().options
ANY = st.text(st.sampled_from("中文国國的a (,か\n\r\t한￼\U00020000\U0010ffff\ud800"), max_size=60)
LONG_ENOUGH = st.tuples(st.integers(0, 3 * BLOCK), ANY, st.integers(0, 2 * BLOCK), ANY)


def filled(parts: tuple[int, str, int, str], filling: str) -> str:
    """Short texts with others between them, so that they lie somewhere in a block."""
    return filling * parts[0] + parts[1] + filling * parts[2] + parts[3]


@needs_loops
@given(parts=LONG_ENOUGH, filling=st.sampled_from("中a\n"))
def test_lines_and_characters_are_the_same_without_loops(
    parts: tuple[int, str, int, str], filling: str
) -> None:
    codes = code_points(filled(parts, filling))
    ours, theirs = both(lambda: line_breaks(codes).tolist())
    assert ours == theirs
    ours_, theirs_ = both(lambda: [each.tolist() for each in measured_lines(codes)])
    assert ours_ == theirs_
    counted_, others = both(lambda: line_widths(codes, 20))
    assert counted_ == others


@needs_loops
@given(
    lines=st.lists(
        st.text(st.sampled_from("中文字，。！한ーa 　\r\t"), max_size=24), min_size=1, max_size=20
    ),
    narrowest=st.integers(1, 24),
    wide=st.sampled_from(("", "中" * 30000)),
)
def test_wrapped_lines_tell_the_same_without_loops(
    lines: list[str], narrowest: int, wide: str
) -> None:
    codes = code_points("\n".join([*lines, wide]))
    rules = hard_wrap.RULES._replace(narrowest=narrowest)
    ours, theirs = both(lambda: most_of_widths(codes, rules))
    assert ours == theirs
    wrapped, others = both(lambda: most_of_blocks(codes, rules))
    assert wrapped == others


@needs_loops
@given(text=ANY)
def test_code_points_are_the_same_without_loops(text: str) -> None:
    ours, theirs = both(lambda: code_points(text).tolist())
    assert ours == theirs == list(map(ord, text))
    beyond = both(lambda: beyond_ascii(code_points(text * 40)))
    assert set(beyond) == {40 * sum(not each.isascii() for each in text)}


@needs_loops
@given(
    line=st.text(st.sampled_from("中文,，（！?:;!(“。《한a ")),
    times=st.integers(1, 12),
    filling=st.sampled_from("中한"),
    proven=st.booleans(),
)
def test_folded_marks_are_worth_the_same_without_loops(
    line: str, times: int, filling: str, proven: bool
) -> None:
    text = (line + "\n") * times + filling * LONG + line
    ours, theirs = both(lambda: folded_punctuation._at_most(Document(text, OPTIONS, {}), proven))
    assert ours == theirs


@needs_loops
@given(text=ANY)
def test_characters_are_counted_the_same_without_loops(text: str) -> None:
    codes = code_points(text * 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(characters, "_MANY", 0)
        ours, theirs = both(lambda: [each.tolist() for each in counted(codes)] if text else [])
    assert ours == theirs
    known = Characters(*np.unique(codes, return_counts=True))
    flags = characters.SIMPLIFIED_ONLY, characters.TRADITIONAL_ONLY, characters.HAN
    assert known.flagged(characters.class_table(), *flags) == how_many(codes, *flags)
    if text:
        assert [known.count(each) for each in "中,の"] == [3 * text.count(each) for each in "中,の"]


@needs_loops
@given(
    parts=st.tuples(
        st.integers(0, 2 * BLOCK),
        st.text(st.sampled_from("涓枃鐨中文的ÖÐÎÄ龘龗 a"), max_size=60),
        st.integers(0, BLOCK),
        st.text(st.sampled_from("涓枃鐨中文的ÖÐÎÄ龘龗 a"), max_size=60),
    ),
    filling=st.sampled_from("的龘a"),
    least=st.integers(1, 200),
)
def test_the_same_is_suspicious_in_long_texts(
    parts: tuple[int, str, int, str], filling: str, least: int
) -> None:
    codes = code_points(filled(parts, filling))
    ours = language.load().screen.suspicious(codes, least).tolist()
    assert ours == pure_model().screen.suspicious(codes, least).tolist()


ROW = st.text(
    st.sampled_from("涓枃鐨中文的ÖÐÎÄ龘龗 a\n.»¼×—“➤かｶ゛ㄅˇ한국Привет\x85\ud800\U00020000"),
    max_size=40,
)


@needs_loops
@given(
    rows=st.lists(st.tuples(ROW, st.integers(0, 200)), max_size=8),
    filling=st.sampled_from(["的", "그리고 ", "и так далее ", "and ", "的a"]),
    proven=st.booleans(),
)
@example(rows=[("ÖÐÎÄ", 100), ("涓枃鐨", 60), ("➤ÖÐ", 0)], filling="and ", proven=False)
@example(rows=[("", 100), ("涓枃鐨", 200), ("龘龗涓枃", 9)], filling="的", proven=False)
@example(rows=[("ｾﾒｵｼ涓枃", 99), ("涓枃鐨", 99), ("ｾﾒｵｼ", 9)], filling="的", proven=False)
def test_the_same_is_surprising_near_places_without_loops(
    rows: list[tuple[str, int]], filling: str, proven: bool
) -> None:
    text = "".join(row + (filling * count)[:count] for row, count in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surprise, "LONG", 4)
        patch.setattr(surprise, "_LEAST", 1.0)
        one, other = (Document(text, OPTIONS, {}) for _ in range(2))
        ours = surprise.surprising(one, one.beyond_ascii, proven=proven)
        patch.setattr(surprise, "_told", lambda *_: None)
        assert ours == surprise.surprising(other, other.beyond_ascii, proven=proven)


@needs_loops
def test_places_are_in_the_text_and_ascending() -> None:
    scorer, codes = language.load().scorer, code_points("中文" * 50)
    traits, foreign, strongly, weakly, *_ = surprise.asked_of_short(100, 100, 100)
    tables = traits, foreign, strongly, weakly
    assert scorer is not None
    for places in ([3, 2], [-1], [100]):
        with pytest.raises(ValueError, match="the places are not"):
            scorer.surprising_near(
                codes, *tables, np.array(places, np.int64), 24, 10.0, 12.0, 10.0, True
            )


@needs_loops
@given(
    before=st.integers(0, 2 * BLOCK),
    row=st.text(st.sampled_from("愀戀挀搀攀摡慢㄀一中"), max_size=3 * BLOCK),
    behind=st.sampled_from(["", "\n", "中" * BLOCK, "a" * 2 * BLOCK]),
)
def test_rows_of_halves_show_wherever_they_lie(before: int, row: str, behind: str) -> None:
    """Many blocks are passed without a look at each character; the sign is the same."""
    text = "a" * before + row + behind
    shown = glance_by_blocks(text)
    assert shown is not None
    document = Document(text, OPTIONS, {})
    found = [
        *utf_16_bytes._rich_rows(document, BOTH_ASCII, SMALL_SHIFT, 3, 1.1),
        *utf_16_bytes._rich_rows(document, COMMON, ODD_SHIFT, 1, 0.25),
    ]
    ends = {min(end, len(text) - 1) // BLOCK for _, end in found}
    signs = np.flatnonzero(shown.blocks & np.uint64(Seen.HALVES)).tolist()
    assert ends == set(signs)


@needs_loops
@given(
    text=st.lists(
        st.sampled_from(
            ["醫", "字", "a", "(", ")", "（", "）", "yī", "zi", "abcdefgh", "\u0301", "1"]
        ),
        max_size=12,
    ).map("".join)
)
@example("醫(yī)療")
@example("字（abcdefgh）（zi）")
def test_what_looks_like_an_annotation_has_its_sign(text: str) -> None:
    if pinyin_annotation._ANNOTATION.search(text):
        assert glance(text) & Seen.READING


@given(
    codes=st.lists(st.sampled_from(range(0x20)), min_size=1, max_size=4),
    beside=st.sampled_from(["", "中", "a", " ", "1", "\n"]),
    field=st.booleans(),
)
def test_percent_codes_that_make_a_text_have_their_sign(
    codes: list[int], beside: str, field: bool
) -> None:
    """All of them are looked at where nothing tells of signs."""
    escapes = "".join(f"%{code:02x}" for code in codes)
    text = escapes if field else f"中文{beside}{escapes}{beside}中文"
    document = Document(text * 8, OPTIONS, {})
    if percent_escape.PercentEscape().find(document):
        assert glance(text) & Seen.PERCENT_CODE


@given(
    text=st.lists(
        st.sampled_from(
            ["半", "角", "half", "HALF", "-", "Width", "width", "U+", "u+", "FF6", "全形"]
        ),
        max_size=5,
    ).map("".join)
)
def test_words_about_width_are_found_as_by_the_pattern(text: str) -> None:
    found = halfwidth_kana._ABOUT.search(text) is not None
    assert halfwidth_kana._speaks_of_width(text) == found


@given(
    lines=st.lists(
        st.sampled_from(
            ["中", "字 ", "的\t", "\r", "中文", "", " ", "文" + " " * 20, "a\r", "中文 字"]
        ),
        max_size=60,
    ),
    behind=st.sampled_from(["", "\n", "中"]),
)
@example(["中"] * 9 + ["文" + " " * 20], "")
@example(["中文"] + ["中"] * 9 + ["文" + " " * 20], "")
def test_lines_of_one_character_are_found_as_by_the_pattern(lines: list[str], behind: str) -> None:
    """In rows of ten short lines, of which nine hold one character, and nowhere else."""
    text = "\n".join(lines) + behind
    codes = code_points(text)
    starts, ends = line_edges(codes)
    found = [each.span() for each in lines_of_one.lines_of_one(text, line_widths(codes, 1).short)]
    wanted = []
    short = (ends - starts < of_lines._SHORT).tolist()
    first = 0
    while first < len(short):
        last = first
        while last < len(short) and short[last]:
            last += 1
        if last - first >= of_lines._FEWEST_SHORT:
            high = int(ends[min(last, len(short) - 1)])
            rows = lines_of_one._ONE_EACH.finditer(text, int(starts[first]), high)
            wanted += [each.span() for each in rows]
        first = last + 1
    assert found == wanted


@given(text=st.text(st.sampled_from("中,;:(!?，。、a"), max_size=120))
def test_folded_marks_have_no_more_evidence_than_they_may(text: str) -> None:
    document = Document(text, OPTIONS, {})
    marks = dict(folded_punctuation._folded(text))
    evidence = folded_punctuation._evidence(document, Counter(marks.values()), False)
    assert evidence <= max(folded_punctuation._at_most(document, False), 0.0) + 1e-9


@pytest.mark.parametrize("least", [1, 40])
@given(text=st.text(st.sampled_from("ﾊﾟﾞｶﾝ｡中文的語かשָׁלוֹםבְرَ abc\n1"), max_size=60))
def test_what_is_unfamiliar_costs_the_same_wherever_it_stands(least: int, text: str) -> None:
    """Only what is near is asked of the model, and not all of a text."""
    model, filling = language.load(), "的" * least
    alone = as_it_is._units_and_traits(model, code_points(filling + text))[0]
    longer = filling + text + filling + "ﾊﾟ"
    among = as_it_is._units_and_traits(model, code_points(longer))[0]
    inside = max(len(filling) + len(text) - as_it_is.MARGIN, 0)
    assert alone[:inside].tolist() == among[:inside].tolist()


@given(
    text=st.text(st.sampled_from("中文国國语語か한a🙂"), max_size=40),
    controls=st.lists(st.sampled_from("\0\x01\x02\x03"), max_size=6).map("".join),
)
def test_what_is_no_text_is_told_by_its_controls(text: str, controls: str) -> None:

    whole = text + controls + text
    document = Document(whole, OPTIONS, {})
    every = [blocks.Block(at, at + 5, False, 1.0, ()) for at in range(0, len(whole), 5)]
    kept = blocks._of_text(document, every)
    binary = [blocks._is_binary(document.codes[one.start : one.end]) for one in every]
    assert kept == [one for one, is_binary in zip(every, binary, strict=True) if not is_binary]


def test_what_looks_bad_to_ftfy_has_a_class_that_is_asked_for() -> None:
    pattern = single_byte._bad_neighbours()
    assert pattern is not None
    begins = re.compile(pattern.pattern[: pattern.pattern.index(")") + 1])
    every = np.array([code for code in range(0x30000) if begins.match(chr(code))], np.uint32)
    assert every.size > 100
    shown = flags(every) & np.uint32(single_byte._BAD) > 0
    assert list(map(chr, every[~shown].tolist())) == [single_byte._LOST]


@needs_loops
@given(
    before=st.integers(0, 2 * BLOCK),
    text=st.lists(
        st.sampled_from(
            ["&", "#", "x", "4e2d", "20013", ";", "amp", "lt", "&#55357;", "&#56832;", "中"]
        ),
        max_size=12,
    ).map("".join),
)
def test_references_begin_where_their_sign_is(before: int, text: str) -> None:
    text = "中" * before + text
    found = glance_by_blocks(text)
    assert found is not None
    parts = found.spans_with(Seen.REFERENCE)
    assert list(leaves(text, parts)) == list(leaves(text))
