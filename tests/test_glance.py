"""One look at a text, whole and in blocks, and what is looked for only near what it saw."""

from __future__ import annotations

import gc
import random
import weakref

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fixtext import document
from fixtext.document import Document
from fixtext.encodings.glance import suspicious
from fixtext.encodings.halves import BOTH_ASCII, COMMON, ODD_SHIFT, SMALL_SHIFT
from fixtext.garbling import registry
from fixtext.garblings import pdf_cid, utf_16_bytes
from fixtext.language.layout import UNITS
from fixtext.line_widths import line_widths, measured_lines
from fixtext.pipeline import Fixer
from fixtext.scan import Seen, code_points, scan
from fixtext.signs import BLOCK, glance, glance_by_blocks, trait_table
from tests.garbled import SENTENCES
from tests.pure import both, needs_loops, pure_model

LINES = [line for sentences in SENTENCES.values() for line in sentences]
OPTIONS = Fixer().options
STRADDLED = "……西部中心。?!顿F州省“十四五”"
MIXED = st.text(
    st.sampled_from("中文 的a,(か\nЯβאทกあ한ㄅ一愀戀ㄴ?&#%=E4\0+$\\ﾊ，“¤é"), max_size=80
)


def blocks_of(text: str) -> list[int]:
    found = glance_by_blocks(text)
    assert found is not None
    blocks: list[int] = found.blocks.tolist()
    return blocks


@needs_loops
@given(text=MIXED)
def test_blocks_show_what_the_text_does(text: str) -> None:
    found = glance_by_blocks(text)
    assert found is not None
    assert found.seen == glance(text)
    assert found.blocks.size == -(-len(text) // BLOCK)
    assert found.seen & ~int(np.bitwise_or.reduce(found.blocks, initial=0)) == 0


PIECES = [
    "a b,c(", "中文。", "中 文", "　　中", "ab\n", "\n", "é", "œ", "’", "слово ", "αβ", "ế",
    "가 나", "かな(かな)", "=E4", "%20", "\\u4e", "字(zi)", "?x", "?,中", "ㄅ", "愀戀挀",
    "\U00020000 \U00020001", "\ub003\ub103", "12 34 ", "....", "\x0e", "\0", "&amp;", "+Ti",
    "$3$s$K", "\ufeff", "\u3000\u3000\u3000", "中\u00a0文", "ħŋ", "ༀ", "\ud800", "ɾࣗ෼ͷ",
    "xyz" * 40, "一" * 60,
]  # fmt: skip


@needs_loops
@given(
    pieces=st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from((1, 2, 5, 40, 300))), max_size=40
    )
)
def test_long_texts_show_what_short_ones_do(pieces: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in pieces)
    found = glance_by_blocks(text)
    assert found is not None
    assert found.seen == glance(text)
    classes = [
        int(scan(code_points(text[low : low + BLOCK]))) for low in range(0, len(text), BLOCK)
    ]
    assert (found.blocks & np.uint64(0xFFFFFFFF)).tolist() == classes


@needs_loops
def test_a_sign_is_in_its_block() -> None:
    text = "中" * BLOCK + "%E4" + "文" * BLOCK + "a" * BLOCK
    assert [bool(block & Seen.PERCENT_CODE) for block in blocks_of(text)] == [
        False,
        True,
        *[False] * 2,
    ]
    found = glance_by_blocks(text)
    assert found is not None
    assert found.spans_with(Seen.PERCENT_CODE) == [(BLOCK, 2 * BLOCK)]
    assert found.spans_with(Seen.REFERENCE) == []
    all_ascii = "b" * BLOCK + "&amp;"
    assert [bool(block & Seen.REFERENCE) for block in blocks_of(all_ascii)] == [False, True]


@needs_loops
@given(text=MIXED, size=st.integers(0, 3))
def test_runs_of_glyph_ids_show(text: str, size: int) -> None:
    text += "ɾࣗ෼ͷҙݟ͕͋ͬͯ"[: 3 * size] + text
    if list(pdf_cid._runs(code_points(text))):
        assert glance(text) & Seen.MANY_BLOCKS


@needs_loops
@given(text=st.text(st.sampled_from("中文 か\n，a"), max_size=60))
def test_spaced_lines_show(text: str) -> None:
    found = registry()["spaced-hanzi"].find(Document(text, Fixer(min_bits=10).options, {}))
    if found:
        assert glance(text) & Seen.SPACED


@needs_loops
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(("中", "a", "中 ", "中文", " ", "", "中" * 20)), st.integers(1, 12)
        )
    ),
    end=st.sampled_from(("\n", "\r\n")),
)
def test_widths_of_lines_are_the_same_without_loops(lines: list[tuple[str, int]], end: str) -> None:
    codes = code_points("".join((line + end) * times for line, times in lines))
    ours, theirs = both(lambda: line_widths(codes, 20))
    assert ours == theirs


@needs_loops
@given(text=MIXED.map(lambda text: text * 3))
def test_rows_and_widths_are_the_same_without_loops(text: str) -> None:
    codes = code_points(text)
    ours, theirs = both(lambda: [each.tolist() for each in measured_lines(codes)])
    assert ours == theirs
    options = Fixer().options
    for flag, shift, bits, share in (
        (BOTH_ASCII, SMALL_SHIFT, 3, 1.1),
        (COMMON, ODD_SHIFT, 1, 0.25),
    ):
        ours_, theirs_ = both(
            lambda flag=flag, shift=shift, bits=bits, share=share: utf_16_bytes._rich_rows(  # type: ignore[misc]
                Document(text, options, {}), flag, shift, bits, share
            )
        )
        assert ours_ == theirs_


@needs_loops
@given(
    text=st.one_of(MIXED, st.text(st.sampled_from("涓枃鐨中文的ÖÐÎÄ龘龗"), max_size=60)),
    least=st.integers(1, 200),
)
def test_the_same_is_suspicious_without_loops(text: str, least: int) -> None:
    from fixtext import language

    codes = code_points(text)
    ours = language.load().screen.suspicious(codes, least).tolist()
    assert ours == pure_model().screen.suspicious(codes, least).tolist()


FEW_BEYOND = st.text(st.sampled_from("ab \n.-‘’“”…éÐÖÎ中한涓龘➤\U00020000\ud800"), max_size=60)


@needs_loops
@given(
    parts=st.lists(FEW_BEYOND, max_size=4), between=st.integers(0, 40), least=st.integers(1, 200)
)
@example(parts=["’", "’a’", "“a”"], between=0, least=1)
def test_the_same_is_suspicious_among_few_without_loops(
    parts: list[str], between: int, least: int
) -> None:
    from fixtext import language

    codes = code_points(("a" * between).join(parts))
    bits = least / UNITS
    ours = suspicious(language.load().screen, codes, bits, sparse=True).tolist()
    assert ours == suspicious(pure_model().screen, codes, bits, sparse=True).tolist()


@pytest.mark.parametrize("name", [name for name, kind in registry().items() if kind.near])
def test_near_its_signs_as_in_all(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind finds the same in a long text, whether it looks near what shows it or everywhere."""
    chance, fixer = random.Random(name), Fixer(select=name, profile="web")
    kind = registry()[name]
    clean = "\n".join(chance.choices(LINES, k=400))
    pages = ("\n".join(chance.sample(LINES, 6)) for _ in range(100))
    garbled = (kind.garble(page, chance) for page in pages)
    texts = (f"{clean}\n{page}\n{clean}" for page in (*garbled, STRADDLED))
    text = next(text for text in texts if fixer.fix(text) != text)
    everywhere = fixer.fix(text)
    monkeypatch.setattr(document, "LONG", 1000)
    assert fixer.fix(text) == everywhere


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "' + "a word " * 400 + r'\u4e2d\u6587", "url": "%E4%B8%AD%E6%96%87"}',
        "MIME-Version: 1.0\n\n" + "a word \n" * 400 + "=E4=B8=AD=E6=96=87=E5=AD=97=E7=AC=A6\n",
    ],
)
def test_what_a_long_text_is_counts_in_its_parts(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source of data and of mail is right as it is, also where its beginning is far away."""
    monkeypatch.setattr(document, "LONG", 1000)
    assert Fixer().fix(text) == text


def test_a_document_goes_with_its_last_user() -> None:
    """Without the collector, which runs late: a window's arrays would outlive many others."""
    one = Document("中" * 10, Fixer().options, {})
    part = one.excerpt("中")
    assert part.whole is one
    assert one.whole is one
    gone = weakref.ref(one)
    gc.disable()
    try:
        del one, part
        assert gone() is None
    finally:
        gc.enable()


@needs_loops
@given(
    lines=st.lists(
        st.sampled_from(["the same as before", "слово за слово", "中文字的", "1"]), max_size=4
    ),
    order=st.sampled_from(("little", "big", "none")),
    around=st.integers(0, 3),
)
def test_no_row_of_halves_is_passed_that_is_repaired(
    lines: list[str], order: str, around: int
) -> None:
    """What a loop tells of rows near where they end is no less than what is found in all."""
    text = "\n".join(lines)
    data = text.encode("utf-16-le") if order == "little" else text.encode("utf-16-be")
    shown = text if order == "none" else data.decode("utf-16-le", "replace")
    pairs = text.encode()[: len(text.encode()) // 2 * 2].decode("utf-16-le", "replace")
    for garbled in (shown, pairs, "中" * around + shown + "文" * around):
        document = Document(garbled, OPTIONS, {})
        found = [*utf_16_bytes._pairs(document), *utf_16_bytes._swapped(document)]
        scorer = document.model.scorer
        assert scorer is not None
        least = int(OPTIONS.min_bits * UNITS)
        every = [(place, place + 1) for place in range(len(garbled))]
        for parts in (every, [(0, len(garbled))]):
            edges = np.array(parts, np.int64).reshape(-1)
            told = scorer.may_be_halves(garbled, trait_table(), edges, least)
            assert told or not [edit for edit in found if edit.bits >= OPTIONS.min_bits]
