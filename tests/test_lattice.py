"""The parts of the way back, each against a slower way to the same result or a known answer."""

from __future__ import annotations

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
from fixtext.encodings.lattice import lay_out
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
