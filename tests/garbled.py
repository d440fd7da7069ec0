"""Sentences of many languages, and what routes make of them."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fixtext.encodings.codecs import codec
from fixtext.encodings.routes import LATIN, Route
from fixtext.scan import code_points, text_of

SENTENCES: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("cases").joinpath("sentences.json").read_text("utf-8")
)
OTHER_ALPHABETS = {"ru", "uk", "el", "he", "ar", "th"}
WRITTEN_IN = {
    "gbk": ["zh-Hans"],
    "big5": ["zh-Hant"],
    "shift_jis": ["ja"],
    "euc-jp": ["ja"],
    "euc-kr": ["ko"],
}
"""Double-byte codecs have letters of many languages, but only these were written in them."""
HOLDS = {**WRITTEN_IN, "gbk": ["zh-Hans", "zh-Hant"]}
"""The same, with the traditional characters that GBK has as well."""
_FEWEST = 4
"""Characters beyond ASCII in a sentence, of which fewer prove nothing."""
_SHORTEST = 12
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_CEDILLAS = str.maketrans("șțȘȚ", "şţŞŢ")


class Garbled(NamedTuple):
    """A sentence that went through a route without losing a byte."""

    route: Route
    language: str
    clean: str
    text: str

    @property
    def group(self) -> str:
        """How such text can be told from right text."""
        if not codec(self.route.meant).single:
            return "characters as letters" if codec(self.route.read).single else "as characters"
        if not codec(self.route.read).single:
            return "letters as characters"
        if self.language in OTHER_ALPHABETS:
            return "another alphabet"
        latin = {self.route.meant, self.route.read} <= LATIN
        return "Latin code pages" if latin else "Latin letters as others"


def garbled(route: Route) -> Garbled | None:
    """One sentence, always the same, through a route; None if it can show none whole."""
    languages = WRITTEN_IN.get(route.meant, list(SENTENCES))
    every = [(language, sentence) for language in languages for sentence in SENTENCES[language]]
    random.Random(str(route)).shuffle(every)
    found = (_through(route, language, sentence) for language, sentence in every)
    return next(filter(None, found), None)


def _through(route: Route, language: str, sentence: str) -> Garbled | None:
    for form in _forms(sentence):
        for clean in _beginnings(form) if not codec(route.meant).single else (form,):
            shown = _lossless(route, clean)
            if shown and shown != clean:
                return Garbled(route, language, clean, shown)
    return None


def _forms(sentence: str) -> Iterator[str]:
    """A sentence, and as code pages without its letters write it."""
    yield sentence
    yield sentence.translate(_CEDILLAS)
    yield "".join(map(_tone_apart, sentence))


def _tone_apart(character: str) -> str:
    """A Vietnamese letter as windows-1258 has it: the tone is a character of its own."""
    letter = unicodedata.normalize("NFD", character)
    tones = "".join(mark for mark in letter if mark in _TONES)
    rest = "".join(mark for mark in letter if mark not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones


def _beginnings(sentence: str) -> Iterator[str]:
    """A sentence, and where its bytes end in half a character of the wrong codec, less of it."""
    for end in range(len(sentence), _SHORTEST - 1, -1):
        yield sentence[:end]


def _lossless(route: Route, clean: str) -> str | None:
    """What a route shows of a text, if every byte of it can be told from that."""
    if sum(character > "\x7f" for character in clean) < _FEWEST:
        return None
    meant, read = codec(route.meant), codec(route.read)
    try:
        data = clean.encode(meant.python)
    except UnicodeEncodeError:
        return None
    shown = read.decode(np.frombuffer(data, np.uint8)).codes
    if not read.has(shown).all() or read.encode(shown).data.tobytes() != data:
        return None
    return text_of(shown)


def shown(route: Route, text: str) -> str:
    """What a route shows of any text: ``?`` and U+FFFD stand for what is lost."""
    data = text.encode(codec(route.meant).python, "replace")
    return read_as(route.read, data)


def read_as(label: str, data: bytes) -> str:
    """Bytes as a codec shows them, U+FFFD for each that makes no character."""
    codes = codec(label).decode(np.frombuffer(data, np.uint8)).codes
    lost = (codes >= 0xDC80) & (codes <= 0xDCFF)
    return text_of(np.where(lost, np.uint32(0xFFFD), codes))


def hanzi(text: str) -> int:
    """How many ideographs a text has."""
    codes = code_points(text)
    return int(np.count_nonzero((codes >= 0x4E00) & (codes <= 0x9FFF)))
