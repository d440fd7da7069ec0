"""Documents of which some lines went through one wrong reading, some through another, some none."""

from __future__ import annotations

import random

import pytest

import fixtext
from corpus import gold
from fixtext.encodings.codecs import codec
from tests.garbled import SENTENCES


def read_as(text: str, meant: str, read: str) -> str:
    """Text whose bytes were read with the wrong codec, as browsers read them."""
    wrong = codec(read)
    data = text.encode(codec(meant).python, "replace")
    if wrong.single:
        return "".join(chr(wrong.to_unicode[byte]) for byte in data)
    return data.decode(wrong.python, "replace")


def sentences(language: str) -> list[str]:
    """Different lines in a language: what has been seen before proves nothing new."""
    if language not in ("zh-Hant", "zh-Hans"):
        return SENTENCES[language]
    parts = gold(language).replace("\n", "").split("。")
    return list(dict.fromkeys(f"{part}。" for part in parts if len(part) > 8))


def document(language: str, usual: tuple[str, str], other: tuple[str, str], seed: int) -> list[str]:
    """The right lines of a document, and below them the garbled ones."""
    chance = random.Random(seed)
    right, garbled = [], []
    for turn, line in enumerate(chance.choices(sentences(language), k=24)):
        route = other if turn % 6 == 2 else usual if turn % 6 != 5 else None
        right.append(line)
        garbled.append(read_as(line, *route) if route else line)
    return ["\n".join(right), "\n".join(garbled)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("language", "usual", "other"),
    [
        ("ko", ("utf-8", "windows-1252"), ("euc-kr", "windows-1252")),
        ("ja", ("utf-8", "windows-1252"), ("shift_jis", "windows-1252")),
        ("zh-Hant", ("big5", "windows-1252"), ("utf-8", "windows-1252")),
        ("zh-Hans", ("gbk", "windows-1252"), ("utf-8", "windows-1252")),
        ("ru", ("utf-8", "windows-1251"), ("windows-1251", "windows-1252")),
    ],
)
def test_lines_of_two_readings_come_back(
    language: str, usual: tuple[str, str], other: tuple[str, str], seed: int
) -> None:
    right, garbled = document(language, usual, other, seed)
    assert fixtext.fix(garbled) == right


@pytest.mark.parametrize(
    ("language", "meant", "seed"),
    [("ja", "shift_jis", 0), ("ja", "shift_jis", 4), ("ja", "euc-jp", 0), ("ko", "euc-kr", 0)],
)
def test_a_stretch_does_not_reach_into_a_line_of_another_reading(
    language: str, meant: str, seed: int
) -> None:
    """What begins such a line may be characters in the reading of the lines before it, too."""
    chance = random.Random(seed)
    right, garbled = [], []
    for line in chance.choices(sentences(language), k=60):
        share = chance.random()
        codec_of_line = "utf-8" if share < 0.7 else meant if share < 0.9 else None
        right.append(line)
        garbled.append(read_as(line, codec_of_line, "windows-1252") if codec_of_line else line)
    assert fixtext.fix("\n".join(garbled)) == "\n".join(right)


@pytest.mark.parametrize("seed", range(4))
def test_lines_beside_some_that_lost_bytes_come_back(seed: int) -> None:
    right, garbled = document("zh-Hant", ("big5", "windows-1252"), ("utf-8", "gbk"), seed)
    fixed = fixtext.fix(garbled).split("\n")
    for turn, (line, wanted) in enumerate(zip(fixed, right.split("\n"), strict=True)):
        if turn % 6 != 2:  # what lost bytes is guessed, and may be wrong
            assert line == wanted


def test_letters_are_not_taken_for_others_of_their_alphabet() -> None:
    """KOI8-R and windows-1251 make letters of each other's letters, and both are the way back."""
    usual = [read_as(line, "koi8-r", "windows-1251") for line in SENTENCES["ru"] * 3]
    right = SENTENCES["ru"][1]
    usual[3] = read_as(right, "windows-1251", "koi8-r")
    assert fixtext.fix("\n".join(usual)).split("\n")[3] == right


def test_a_line_of_another_reading_is_not_guessed() -> None:
    """What loses bytes here and there does not take in a line that would lose half of them."""
    usual = [line.encode().decode("cp1252", "replace") for line in SENTENCES["ko"] * 4]
    right = SENTENCES["ko"][0]
    usual[5] = right.encode("euc-kr").decode("latin-1")
    assert fixtext.fix("\n".join(usual)).split("\n")[5] == right


def test_four_bytes_of_a_line_are_no_private_character() -> None:
    usual = [read_as(line, "utf-8", "windows-1252") for line in SENTENCES["ko"] * 4]
    right = "혁명이 시작되어 모든 나라에서 세력을 얻고 있습니다."
    usual[5] = right.encode("euc-kr").decode("latin-1")
    assert fixtext.fix("\n".join(usual)).split("\n")[5] == right
