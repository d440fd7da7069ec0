"""Bytes that are no text: nothing is made of them, and the search for it ends."""

from __future__ import annotations

import random

import pytest

import fixtext
from fixtext.document import Document
from fixtext.encodings import rereading, search, shifted, turns
from fixtext.encodings.blocks import Block
from fixtext.encodings.byte_grammar import Grammar
from fixtext.encodings.byte_path import Stream
from fixtext.encodings.rereading import Rereading
from fixtext.encodings.routes import Route
from fixtext.language import Model
from fixtext.types import Options
from tests.garbled import SENTENCES

NOISE = bytes(random.Random(5).choices(range(0xA0, 0x100), k=1500)).decode("latin-1")


@pytest.fixture(name="searched")
def count_searched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters are searched at a time."""
    sizes: list[int] = []
    look = search._Search.look

    def counted(
        self: search._Search, places: list[Block], routes: list[Route], again: bool = False
    ) -> None:
        sizes.append(sum(place.end - place.start for place in places))
        look(self, places, routes, again)

    monkeypatch.setattr(search._Search, "look", counted)
    return sizes


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much is little."""
    monkeypatch.setattr(search, "MUCH", 100)
    monkeypatch.setattr(turns, "MUCH", 100)
    monkeypatch.setattr(turns, "_TURN", 100)


@pytest.mark.parametrize("seed", range(5))
def test_bytes_with_controls_are_no_text(seed: int) -> None:
    chance = random.Random(seed)
    text = bytes(chance.randrange(256) for _ in range(2000)).decode("latin-1")
    assert not fixtext.explain(text, select=["mojibake", "lost-bytes", "byte-shift"]).findings


@pytest.mark.usefixtures("little")
def test_noise_is_given_up(searched: list[int]) -> None:
    between = "\n" + "all right words here\n" * 8
    lines = between.join(NOISE[place : place + 50] for place in range(0, len(NOISE), 50))
    fixtext.fix(lines, select=["mojibake"])
    assert len(searched) > 1
    assert 0 < sum(searched) < len(NOISE)


def test_a_page_of_noise_is_given_up(searched: list[int]) -> None:
    chance = random.Random(7)
    lines = [bytes(chance.choices(range(0xA0, 0x100), k=60)).decode("latin-1") for _ in range(80)]
    fixtext.fix("\n".join(lines), select=["mojibake"])
    assert 0 < sum(searched) < 0.8 * 60 * 80


@pytest.mark.usefixtures("little")
def test_garbled_text_is_restored_turn_after_turn(searched: list[int]) -> None:
    sentences = SENTENCES["zh-Hans"][:3]
    pieces = [
        text for sentence in sentences for text in (sentence.encode().decode("cp437"), "ok\n")
    ]
    clean = "".join(text for sentence in sentences for text in (sentence, "ok\n"))
    assert fixtext.fix("".join(pieces)) == clean


def test_noise_is_not_brought_into_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of random ideographs, nothing makes sense one byte off: the first of them tell."""
    chance = random.Random(2)
    text = "".join(chance.choices([chr(code) for code in range(0x4E00, 0x9FA5)], k=60_000))
    document = Document(text, Options(), {})
    looked_at: list[int] = []

    def reread(
        model: Model, rules: Grammar, stream: Stream, windows: list[tuple[int, int]]
    ) -> list[Rereading]:
        looked_at.append(sum(high - low for low, high in windows))
        return rereading.reread(model, rules, stream, windows)

    monkeypatch.setattr(shifted, "reread", reread)
    assert not any(shifted.in_step(document, [(0, len(text))]))
    assert 0 < sum(looked_at) < len(text)
