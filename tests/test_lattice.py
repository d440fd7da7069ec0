"""The parts of the way back, each against a slower way to the same result or a known answer."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtext import language
from fixtext.encodings.alphabets import strangers
from fixtext.encodings.candidates import Candidate, Part, candidates
from fixtext.encodings.codecs import CODECS, PARTLY, codec
from fixtext.encodings.filling import Gap, fill
from fixtext.encodings.lattice import bad_bytes, gaps_of_all, lay_out
from fixtext.encodings.mixture import mixture_bits
from fixtext.encodings.reversal import reverse
from fixtext.encodings.routes import ROUTES
from fixtext.encodings.segments import best_stretches
from fixtext.encodings.twins import read_with_twins
from fixtext.scan import code_points, text_of
from tests.garbled import SENTENCES, garbled, shown

MODEL = language.load()


# stretches

BITS = st.integers(-8, 8).map(float)
PAID = st.integers(0, 6).map(float)


@st.composite
def landscapes(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Gains, and borders in front of and behind them."""
    gains = draw(st.lists(BITS, min_size=1, max_size=12))
    borders = draw(st.lists(PAID, min_size=len(gains) + 1, max_size=len(gains) + 1))
    return gains, borders


def _most(gains: Sequence[float], borders: Sequence[float]) -> float:
    """What the best stretches gain together, found through every beginning of every end."""
    most = [0.0]
    for end in range(1, len(gains) + 1):
        stretches = (
            most[start] + sum(gains[start:end]) - borders[start] - borders[end]
            for start in range(end)
        )
        most.append(max(most[-1], *stretches))
    return most[-1]


@settings(max_examples=400)
@given(landscapes())
def test_best_stretches_gain_as_much_as_any(landscape: tuple[list[float], list[float]]) -> None:
    gains, borders = landscape
    found = best_stretches(np.array(gains), np.array(borders), 0.0)
    assert sum(gain for _, _, gain in found) == _most(gains, borders)


@settings(max_examples=200)
@given(landscapes(), st.integers(0, 9).map(float))
def test_best_stretches_are_what_they_say(
    landscape: tuple[list[float], list[float]], least: float
) -> None:
    gains, borders = landscape
    found = best_stretches(np.array(gains), np.array(borders), least)
    everything = best_stretches(np.array(gains), np.array(borders), 0.0)
    assert found == [one for one in everything if one[2] >= least]
    position = 0
    for start, end, gain in found:
        assert position <= start < end <= len(gains)
        assert gain == sum(gains[start:end]) - borders[start] - borders[end]
        position = end


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


# twins


@pytest.mark.parametrize("piece", ["，农民把", "孩子们在桥上"])
def test_of_two_byte_sequences_that_is_taken_which_reads_best(piece: str) -> None:
    """Hanja of several readings are one character when they were normalised."""
    wrong, right = codec("euc-kr"), codec("utf-8")
    data = piece.encode()
    read = text_of(wrong.decode(np.frombuffer(data, np.uint8)).codes)
    codes = code_points(unicodedata.normalize("NFC", read))
    laid = lay_out(codes, wrong)
    assert laid.data.tobytes() != data
    assert text_of(read_with_twins(MODEL, codes, laid, wrong, right).codes) == piece


def test_without_twins_the_bytes_are_those_of_the_codec() -> None:
    codes = code_points("鏂囦欢")
    laid = lay_out(codes, codec("gbk"))
    for label in ("gbk", "euc-jp"):
        read = read_with_twins(MODEL, codes, laid, codec(label), codec("utf-8"))
        assert text_of(read.codes) == "文件"


# letters that do not belong together, and words of mixed scripts


@pytest.mark.parametrize("language", ["fr", "de", "cs", "pl", "hu", "ro", "tr", "lt"])
def test_a_language_has_no_strangers(language: str) -> None:
    for sentence in SENTENCES[language]:
        assert strangers(code_points(sentence)) == 0


@pytest.mark.parametrize(
    ("language", "meant", "read"),
    [
        ("cs", "windows-1250", "windows-1252"),
        ("pl", "windows-1250", "windows-1252"),
        ("hu", "windows-1250", "windows-1252"),
        ("lt", "windows-1257", "windows-1252"),
        ("tr", "windows-1254", "windows-1250"),
        ("fr", "windows-1252", "windows-1250"),
    ],
)
def test_a_wrong_code_page_brings_strangers(language: str, meant: str, read: str) -> None:
    misread = [sentence.encode(meant).decode(read) for sentence in SENTENCES[language]]
    assert sum(strangers(code_points(text)) for text in misread) > 0


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("", []),
        ("é", [0]),
        ("plain", [0, 0, 0, 0, 0]),
        ("гr", [0, 5]),
        ("mオm", [0, 8, 0]),
        ("オmm", [0, 0, 0]),
        ("中文 of", [0] * 5),
        ("の们", [0, 8]),
        ("们们", [0, 0]),
        ("の国", [0, 0]),
        ("한a", [0, 0]),
    ],
)
def test_bits_of_mixed_words(text: str, expect: list[float]) -> None:
    assert mixture_bits(code_points(text)).tolist() == expect


# codecs

SHOWING = [label for label in CODECS if label != "utf-8"]


def _lost(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    lost: NDArray[np.bool_] = (codes >= 0xDC80) & (codes <= 0xDCFF)
    return lost


@given(st.sampled_from([*CODECS, PARTLY]), st.binary(max_size=40))
@settings(max_examples=400)
def test_every_byte_is_accounted_for(label: str, data: bytes) -> None:
    decoding = codec(label).decode(np.frombuffer(data, np.uint8))
    offsets = decoding.offsets.tolist()
    assert len(offsets) == decoding.codes.size + 1
    assert (offsets[0], offsets[-1]) == (0, len(data))
    assert offsets == sorted(offsets)
    lost = np.flatnonzero(_lost(decoding.codes))
    for code, start in zip(
        decoding.codes[lost].tolist(), decoding.offsets[lost].tolist(), strict=True
    ):
        assert code == 0xDC00 + data[start]


@pytest.mark.parametrize("label", SHOWING)
def test_what_a_codec_shows_gives_its_bytes_back(label: str) -> None:
    """Every byte and every pair, but for pairs that are another's twin.

    The euro sign of GB 18030 has two bytes; in Windows it has one, which is what is written.
    """
    one = codec(label)
    ambiguous = {pair for pairs in one.twins.values() for pair in pairs}
    shown_twice = {
        byte
        for byte in range(0x80, 0x100)
        if one.single and np.count_nonzero(one.to_unicode == one.to_unicode[byte]) > 1
    }
    trails = () if one.single else range(0x40, 0x100)
    for lead in range(0x80, 0x100):
        for data in (bytes((lead,)), *(bytes((lead, trail)) for trail in trails)):
            codes = one.decode(np.frombuffer(data, np.uint8)).codes
            if _lost(codes).any() or not one.has(codes).all():
                continue
            if int.from_bytes(data, "big") in ambiguous or shown_twice & set(data):
                continue
            back = one.encode(codes)
            if data != b"\xa2\xe3" or label != "gbk":
                assert back.data.tobytes() == data
            assert back.offsets[-1] == back.data.size


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffd"), max_size=30), st.data())
def test_half_repaired_text_gives_its_bytes_back(text: str, draw: st.DataObject) -> None:
    """Characters that windows-1252 has not can be left decoded, the others are shown by it."""
    one = codec(PARTLY)
    windows = codec("windows-1252")
    codes = code_points(text)
    mixed: list[int] = []
    for code in codes.tolist():
        data = np.frombuffer(chr(code).encode(), np.uint8)
        left = not windows.to_bytes.take(code, mode="clip") and 0x80 <= code < 0x10000
        if left and draw.draw(st.booleans()):
            mixed.append(code)
        else:
            mixed += windows.decode(data).codes.tolist()
    assert one.encode(np.array(mixed, np.uint32)).data.tobytes() == text.encode()


def test_an_unknown_codec_is_told() -> None:
    with pytest.raises(LookupError, match="unknown codec 'no-such'"):
        codec("no-such")


# several parts at once


_LIKELY = [route for route in ROUTES if route.cost <= 7]


def _best(found: Sequence[Candidate]) -> tuple[object, ...]:
    reversal = max((one.reversal for one in found), key=lambda reversal: reversal.bits)
    return reversal.start, reversal.end, reversal.text, reversal.routes, round(reversal.bits, 3)


def _part(text: str) -> Part:
    codes = code_points(text)
    return Part(codes, MODEL.score(codes).astype(np.float64))


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    return [_part(one.text) for route in _LIKELY[::3] if (one := garbled(route))]


@pytest.fixture(scope="module")
def alone(parts: list[Part]) -> list[tuple[object, ...]]:
    return [_best(candidates(MODEL, [part], _LIKELY, frozenset())[0]) for part in parts]


def test_some_parts_at_once_give_what_each_gives_alone(
    parts: list[Part], alone: list[tuple[object, ...]]
) -> None:
    for first in range(0, len(parts), 6):
        together = candidates(MODEL, parts[first : first + 6], _LIKELY, frozenset())
        assert [_best(several) for several in together] == alone[first : first + 6]


def test_parts_from_some_bits_on(parts: list[Part]) -> None:
    """What is not asked for is not told of; what is, stays what it is."""
    several = parts[:4]
    every = candidates(MODEL, several, _LIKELY, frozenset())
    best = [max((one.reversal for one in one_part), key=lambda one: one.bits) for one_part in every]
    asked = candidates(MODEL, several, _LIKELY, frozenset(), [one.bits for one in best])
    assert list(map(_best, asked)) == list(map(_best, every))
    assert sum(map(len, asked)) < sum(map(len, every))


def test_no_chain_is_followed_that_cannot_save_what_is_asked() -> None:
    text = shown_twice("名前を入力してください")
    part = _part(text)
    (whole,) = reverse(MODEL, [part])
    (asked,) = reverse(MODEL, [part], least=[whole[0].bits])
    assert [one.text for one in asked] == [one.text for one in whole]
    assert len(whole[0].routes) == 2
    (none,) = reverse(MODEL, [part], least=[10 * whole[0].bits])
    assert all(len(one.routes) == 1 for one in none)


def shown_twice(text: str) -> str:
    """Text in UTF-8 that was read as windows-1252 and saved as UTF-8, and that again."""
    once = text.encode().decode("latin-1")
    return once.encode().decode("latin-1")


def test_a_part_is_not_given_up_for_the_others() -> None:
    """A codec that makes nothing of most of the bytes is weighed where it does fit."""
    route = next(one for one in ROUTES if str(one) == "koi8-r read as shift_jis")
    texts = ["Thﾆｰ vi盻㌻ c盻ｧa trﾆｰ盻拵g m", *(shown(route, text) for text in SENTENCES["ru"])]
    parts = [_part(text) for text in texts]
    alone = candidates(MODEL, parts[:1], _LIKELY, frozenset())[0]
    assert _best(candidates(MODEL, parts, _LIKELY, frozenset())[0]) == _best(alone)
