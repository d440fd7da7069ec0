"""What may have stood in a hole, and what is filled in: the most probable of all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext import language
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import Gap, fill
from fixtext.encodings.lattice import bad_bytes, gaps_of_all, lay_out
from fixtext.scan import code_points, text_of

MODEL = language.load()


# fillings

OPTIONS = [(), *(tuple(map(ord, text)) for text in ("中", "国", "的", "文件", "é", "e ", "?"))]
KNOWN = st.sampled_from(["", "中", "这是", "我们的国家", "un ", "café", "\n"])


@st.composite
def gapped(draw: st.DrawFn) -> tuple[list[str], list[Gap]]:
    """Some known text with up to three gaps in it, few enough ways for all to be tried."""
    gaps = []
    for _ in range(draw(st.integers(1, 3))):
        options = draw(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=2, unique=True))
        gaps.append(Gap(tuple(options), tuple(float(draw(st.integers(0, 4))) for _ in options)))
    return [draw(KNOWN) for _ in range(len(gaps) + 1)], gaps


@settings(max_examples=150)
@given(gapped())
def test_fillings_are_the_most_probable_of_all(example: tuple[list[str], list[Gap]]) -> None:
    known, gaps = example
    weights: list[dict[int, float]] = [{} for _ in gaps]
    ways = list(itertools.product(*(range(len(gap.options)) for gap in gaps)))
    bits = []
    for way in ways:
        text = known[0]
        for gap, choice, behind in zip(gaps, way, known[1:], strict=True):
            text += "".join(map(chr, gap.options[choice])) + behind
        penalties = sum(gap.penalties[choice] for gap, choice in zip(gaps, way, strict=True))
        bits.append(MODEL.bits(text) + penalties)
    for way, cost in zip(ways, bits, strict=True):
        for weight, choice in zip(weights, way, strict=True):
            weight[choice] = weight.get(choice, 0.0) + 2.0 ** (min(bits) - cost)
    fillings = fill(MODEL, [code_points(text) for text in known], gaps)
    for filling, gap, weight in zip(fillings, gaps, weights, strict=True):
        total = sum(weight.values())
        assert filling.probability == pytest.approx(max(weight.values()) / total)
        chosen = gap.options.index(filling.option)
        assert weight[chosen] / total == pytest.approx(filling.probability)
        assert filling.penalty == gap.penalties[chosen]
        shares = dict(filling.others) | {filling.option: filling.probability}
        for option, share in shares.items():
            assert weight[gap.options.index(option)] / total == pytest.approx(share)


def test_nothing_to_fill() -> None:
    assert fill(MODEL, [code_points("中文")], []) == []


def test_gaps_are_filled_however_many_there_are() -> None:
    shown_as = [
        f"{chr(0xAC00 + 28 * number)}?".encode().decode("euc-kr", "replace")
        for number in range(200)
    ]
    lines = [line.replace("\ufffd", "??") + "\n" for line in shown_as]
    gaps = _gaps("".join(lines), "euc-kr")[1]
    assert gaps == [gap for line in lines for gap in _gaps(line, "euc-kr")[1]]
    assert sum(len(gap.options) > 1 for gap in gaps) > 90


def test_many_gaps_close_together_are_all_filled() -> None:
    gap = Gap(((0x4E2D,), (0x56FD,)), (0.0, 0.0))
    fillings = fill(MODEL, [code_points("")] * 101, [gap] * 100)
    assert len(fillings) == 100
    assert all(filling.option in gap.options for filling in fillings)


# what a hole may be


def _gaps(text: str, label: str) -> tuple[list[str], list[Gap]]:
    """The known pieces of a text, and the gaps between them."""
    wrong = codec(label)
    laid = lay_out(code_points(text), wrong)
    decoding = codec("utf-8").decode(laid.data)
    bad = bad_bytes(laid, decoding, wrong)
    size = laid.data.size
    read = gaps_of_all(MODEL, laid, decoding, bad, [(0, size, size)], wrong)
    known = [text_of(piece) for piece in np.split(read.known, read.piece_ends[:-1])]
    return known, [read.distinct[kind] for kind in read.kinds.tolist()]


@pytest.mark.parametrize(
    ("text", "label", "known", "options"),
    [
        pytest.param("鏂囦欢澶?", "gbk", ["文件", ""], ["夹"], id="a mark at the end"),
        pytest.param("鏂囦欢澶\ufffd", "gbk", ["文件", ""], ["夹"], id="a byte at the end"),
        pytest.param("鏂囦欢澶?濂藉惂", "gbk", ["文件", "好吧"], ["大 "], id="a swallowed space"),
        pytest.param("ä¸æ–‡", "windows-1252", ["", "文"], ["中"], id="a stripped soft hyphen"),
        pytest.param("æ±äº¬", "windows-1252", ["", "京"], ["東"], id="a stripped control"),
        pytest.param("Ã  la", "windows-1252", ["", " la"], ["à", "à "], id="a space for A0"),
        pytest.param("瑁仇3虫按", "gbk", ["裳", "水"], ["𣳳"], id="a folded digit"),
    ],
)
def test_what_a_hole_may_be(text: str, label: str, known: list[str], options: list[str]) -> None:
    pieces, (gap,) = _gaps(text, label)
    assert pieces == known
    found = {"".join(map(chr, option)) for option in gap.options}
    assert set(options) <= found
    assert all(penalty >= 0 for penalty in gap.penalties)


def test_bytes_that_are_whole_leave_no_hole() -> None:
    assert _gaps("浠栨瘡澶╂棭涓婅窇姝ュ崐灏忔椂", "gbk") == (["他每天早上跑步半小时"], [])


def test_a_mark_among_right_text_stands_for_itself() -> None:
    assert _gaps("what? yes", "gbk") == (["what? yes"], [])


def test_of_too_many_bytes_nothing_is_known() -> None:
    _, gaps = _gaps("\ufffd" * 40, "gbk")
    assert [gap.options for gap in gaps] == [((0xFFFD,),)]
