"""Every route of the table taken there and back, chains of them, and bytes that mean nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fixtext
from fixtext import language
from fixtext.encodings.codecs import CODECS
from fixtext.encodings.routes import ROUTES
from tests.checks import check_report
from tests.garbled import SENTENCES, Garbled, garbled, hanzi, read_as, shown

LEAST = {
    "characters as letters": 1.0,
    "as characters": 0.85,
    "letters as characters": 0.9,
    "another alphabet": 0.97,
    "Latin letters as others": 0.85,
    "Latin code pages": 0.8,
}
"""Share of sentences that come out exactly, by group, as measured: one sentence a route.

Most of the others come out in part: a word of which few letters are garbled proves little.
"""
MOST_CHANGED = {"windows-1252": 1.0, "gbk": 0.1, "shift_jis": 0.45, "koi8-r": 0.05}
MOST_CHINESE = {"windows-1252": 0.3, "gbk": 0.05, "shift_jis": 0.25, "koi8-r": 0.0}
"""Share of random byte strings that are changed at all, and that hold more hanzi than before.

Nearly every string of random bytes has a pair in it that is UTF-8, and windows-1252 shows them all.
"""
STRINGS = 40
"""Of random bytes, for each codec."""


@pytest.fixture(scope="module")
def sentences() -> list[Garbled]:
    return [found for route in ROUTES if (found := garbled(route))]


@pytest.fixture(scope="module")
def fixed(sentences: list[Garbled]) -> list[str]:
    return fixtext.fix_many(sentence.text for sentence in sentences)


def test_the_sentences_are_right() -> None:
    for name, several in SENTENCES.items():
        assert len(set(several)) == 3
        for sentence in several:
            assert fixtext.explain(sentence).findings == (), name


def test_most_routes_can_show_a_sentence_whole(sentences: list[Garbled]) -> None:
    """Bytes that are no letter of the wrong codec leave some code pages without a sentence."""
    assert len(sentences) > 0.85 * len(ROUTES)
    assert {sentence.route.meant for sentence in sentences} == {route.meant for route in ROUTES}
    assert {sentence.language for sentence in sentences} == set(SENTENCES)
    assert {sentence.group for sentence in sentences} == set(LEAST)


@pytest.mark.parametrize("group", LEAST)
def test_every_route_there_and_back(group: str, sentences: list[Garbled], fixed: list[str]) -> None:
    pairs = [
        (sentence, text)
        for sentence, text in zip(sentences, fixed, strict=True)
        if sentence.group == group
    ]
    failed = [str(sentence.route) for sentence, text in pairs if text != sentence.clean]
    assert len(failed) <= (1 - LEAST[group]) * len(pairs), failed


def test_what_is_restored_stays(sentences: list[Garbled], fixed: list[str]) -> None:
    """Sentences that were restored exactly are left alone: they are right, and known to be."""
    restored = {
        text for sentence, text in zip(sentences, fixed, strict=True) if text == sentence.clean
    }
    assert fixtext.fix_many(sorted(restored)) == sorted(restored)


# chains

CHAINS = st.lists(st.sampled_from(ROUTES), min_size=1, max_size=3)
WRITTEN = st.sampled_from([*SENTENCES["zh-Hans"], *SENTENCES["zh-Hant"], *SENTENCES["fr"]])


@st.composite
def chained(draw: st.DrawFn) -> tuple[str, str]:
    """A sentence, and what up to three routes make of it; those that only give ``?`` are left."""
    clean = text = draw(WRITTEN)
    for route in draw(CHAINS):
        through = shown(route, text)
        if through.count("?") + through.count("\ufffd") <= len(through) // 3:
            text = through
    return clean, text


def _bits(text: str) -> float:
    """What a text costs without U+FFFD, of which there are more where fewer bytes are guessed."""
    return language.load().bits(text.replace("\ufffd", ""))


@settings(max_examples=30)
@given(chained())
def test_a_chain_is_undone_or_the_text_gets_no_worse(example: tuple[str, str]) -> None:
    clean, text = example
    report = fixtext.explain(text)
    check_report(text, report)
    if report.text != clean:
        assert _bits(report.text) <= _bits(text)
        assert fixtext.fix(report.text) == report.text


@settings(max_examples=30)
@given(chained())
def test_without_inference_a_chain_shows_nothing_inferred(example: tuple[str, str]) -> None:
    report = fixtext.explain(example[1], infer=False)
    assert not any(finding.inferred for finding in report.findings)


@pytest.mark.parametrize(
    ("garbled", "proven"),
    [
        (
            "nous irons Ã la mer, Ã moins d'une tempÃªte",
            "nous irons à la mer, à moins d'une tempête",
        ),
        ("Å odien lÄ«st, bet rÄ«t bÅ«s saule", "Šodien līst, bet rīt būs saule"),
        ("Ð\u009dÐ¾Ð²Ð¾Ñ\ufffdÑ‚Ð¸ Ð´Ð½Ñ\ufffd", "Ново\ufffdти дн\ufffd"),
    ],
)
def test_without_inference_a_space_is_no_guess_but_a_lost_byte_is(
    garbled: str, proven: str
) -> None:
    assert fixtext.explain(garbled, infer=False).text == proven


# bytes that mean nothing


@pytest.mark.parametrize("label", MOST_CHANGED)
def test_random_bytes_are_seldom_turned_into_text(label: str) -> None:
    chance = random.Random(label)
    texts = []
    for _ in range(STRINGS):
        size = chance.randrange(20, 61)
        texts.append(read_as(label, bytes(chance.randrange(0x80, 0x100) for _ in range(size))))
    pairs = list(zip(texts, fixtext.fix_many(texts), strict=True))
    changed = sum(fixed != text for text, fixed in pairs)
    chinese = sum(hanzi(fixed) > hanzi(text) for text, fixed in pairs)
    assert changed <= MOST_CHANGED[label] * STRINGS
    assert chinese <= MOST_CHINESE[label] * STRINGS


@given(st.sampled_from(CODECS), st.binary(max_size=60))
@settings(max_examples=40)
def test_any_bytes_as_any_codec_give_a_report_that_holds_together(label: str, data: bytes) -> None:
    text = read_as(label, data)
    check_report(text, fixtext.explain(text))


# text made to be slow; how the time grows is for python -m benchmarks.adversarial


def _random_code_points(size: int) -> str:
    chance = random.Random(4)
    codes = (chance.randrange(0x80, 0x110000) for _ in range(size // 4))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def _marks(mark: str, size: int) -> str:
    return "".join(f"{character}{mark}" for character in "涓枃鏂囦欢澶" * (size // 21))


SLOW = {
    "one garbled character repeated": "ä¸\xad" * 20_000,
    "alternating scripts": "aя中カ한αעا" * 5_000,
    "random code points": _random_code_points(100_000),
    "U+FFFD behind every character": _marks("\ufffd", 50_000),
    "? behind every character": _marks("?", 2_000),
    "random bytes as windows-1252": read_as(
        "windows-1252", bytes(byte | 0x80 for byte in random.Random(6).randbytes(2_000))
    ),
}
"""Some 100 kB each; less of what takes seconds a kilobyte."""


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_text_made_to_be_slow_comes_to_an_end(text: str) -> None:
    assert isinstance(fixtext.fix(text), str)
