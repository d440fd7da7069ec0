"""Damaged bytes: the damage stays where it is, and what is right stays as it is."""

from __future__ import annotations

import difflib
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtext import language
from fixtext.encodings.byte_grammar import DOUBLE_BYTE, grammar
from fixtext.encodings.codecs import codec
from fixtext.encodings.resynchronise import resynchronise
from tests.garbled import HOLDS, SENTENCES

MODEL = language.load()


def _page(label: str) -> bytes:
    """The sentences of the languages that are written in a codec."""
    lines = [line for name in HOLDS[label] for line in SENTENCES[name]]
    python = codec(label).python
    return "\n".join(lines).encode(python, "ignore")


def _off(text: str, clean: str) -> int:
    blocks = difflib.SequenceMatcher(None, text, clean, autojunk=False).get_matching_blocks()
    return max(len(text), len(clean)) - sum(block.size for block in blocks)


@pytest.mark.parametrize("label", DOUBLE_BYTE)
def test_clean_bytes_are_read_as_they_are(label: str) -> None:
    data = _page(label)
    found = resynchronise(data, label, MODEL)
    assert found.text == data.decode(codec(label).python)
    assert not found.edits


@pytest.mark.parametrize("label", DOUBLE_BYTE)
@pytest.mark.parametrize("damage", ["lost", "put in", "flipped"])
def test_a_damaged_byte_costs_few_characters(label: str, damage: str) -> None:
    data = _page(label)
    clean = data.decode(codec(label).python)
    chance = random.Random(damage)
    high = [place for place, byte in enumerate(data) if byte > 0x7F]
    near = 0
    tries = 40
    for _ in range(tries):
        place = chance.choice(high)
        put = {
            "lost": b"",
            "put in": b"\xff" + data[place : place + 1],
            "flipped": bytes((data[place] ^ 1 << chance.randrange(8),)),
        }[damage]
        found = resynchronise(data[:place] + put + data[place + 1 :], label, MODEL)
        near += _off(found.text, clean) <= 3
    assert near >= 0.95 * tries


@settings(max_examples=200)
@given(st.sampled_from(DOUBLE_BYTE), st.binary(max_size=80))
def test_any_bytes_are_read(label: str, data: bytes) -> None:
    found = resynchronise(data, label, MODEL)
    assert not any("\ud800" <= character <= "\udfff" for character in found.text)
    done = place = 0
    for edit in found.edits:
        assert done <= edit.start < edit.end <= len(data)
        assert place <= edit.place <= len(found.text)
        assert found.text.startswith(edit.text, edit.place)
        done, place = edit.end, edit.place + len(edit.text)


def test_without_inference_what_is_lost_is_unknown() -> None:
    data = _page("gbk")
    found = resynchronise(data[:101] + data[102:], "gbk", MODEL, infer=False)
    assert "\ufffd" in found.text or not found.edits
    assert all(edit.kind == "put-in" or edit.text == "\ufffd" for edit in found.edits)


def test_utf8_is_in_step_by_itself() -> None:
    found = resynchronise("中文\n好".encode().replace(b"\xad", b""), "utf-8", MODEL)
    assert found.text == "\ufffd文\n好"
    assert [(edit.start, edit.end, edit.kind) for edit in found.edits] == [(0, 2, "lost")]


@pytest.mark.parametrize("label", DOUBLE_BYTE)
def test_the_grammar_knows_every_pair_of_the_codec(label: str) -> None:
    rules, python = grammar(label), codec(label).python
    for lead in range(0x81, 0xFF):
        if bytes((lead,)).decode(python, "ignore"):
            continue
        row = np.flatnonzero(rules.pairs[lead << 8 : (lead + 1) << 8])
        for trail in range(0x40, 0xFF):
            character = bytes((lead, trail)).decode(python, "ignore")
            if len(character) == 1 and character > "\x7f":
                assert trail in row
                assert rules.pairs[lead << 8 | trail] == ord(character)
