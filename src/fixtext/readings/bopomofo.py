"""Bopomofo (zhuyin) to pinyin and back, by the rules of Hanyu Pinyin's spelling.

Source: ISO 7098 and the table of the two systems that any dictionary carries.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Mapping

from fixtext.readings import toneless

__all__ = ["bopomofo_of", "pinyin_of"]

_INITIALS = {
    "ㄅ": "b", "ㄆ": "p", "ㄇ": "m", "ㄈ": "f", "ㄉ": "d", "ㄊ": "t", "ㄋ": "n", "ㄌ": "l",
    "ㄍ": "g", "ㄎ": "k", "ㄏ": "h", "ㄐ": "j", "ㄑ": "q", "ㄒ": "x", "ㄓ": "zh", "ㄔ": "ch",
    "ㄕ": "sh", "ㄖ": "r", "ㄗ": "z", "ㄘ": "c", "ㄙ": "s",
}  # fmt: skip
_FINALS = {
    "": "i", "ㄚ": "a", "ㄛ": "o", "ㄜ": "e", "ㄝ": "ê", "ㄞ": "ai", "ㄟ": "ei", "ㄠ": "ao",
    "ㄡ": "ou", "ㄢ": "an", "ㄣ": "en", "ㄤ": "ang", "ㄥ": "eng", "ㄦ": "er", "ㄧ": "i",
    "ㄧㄚ": "ia", "ㄧㄛ": "io", "ㄧㄝ": "ie", "ㄧㄞ": "iai", "ㄧㄠ": "iao", "ㄧㄡ": "iu",
    "ㄧㄢ": "ian", "ㄧㄣ": "in", "ㄧㄤ": "iang", "ㄧㄥ": "ing", "ㄨ": "u", "ㄨㄚ": "ua",
    "ㄨㄛ": "uo", "ㄨㄞ": "uai", "ㄨㄟ": "ui", "ㄨㄢ": "uan", "ㄨㄣ": "un", "ㄨㄤ": "uang",
    "ㄨㄥ": "ong", "ㄩ": "ü", "ㄩㄝ": "üe", "ㄩㄢ": "üan", "ㄩㄣ": "ün", "ㄩㄥ": "iong",
}  # fmt: skip
_ALONE = {
    "iu": "you", "ui": "wei", "un": "wen", "ong": "weng", "iong": "yong", "i": "yi", "in": "yin",
    "ing": "ying", "u": "wu",
}  # fmt: skip
_TONES = {"\u0304": "", "\u0301": "ˊ", "\u030c": "ˇ", "\u0300": "ˋ"}


def _spelt(initial: str, final: str) -> str:
    """A syllable as pinyin spells it, without its tone."""
    sound = _FINALS[final]
    if initial:
        first = _INITIALS[initial]
        return first + (sound.replace("ü", "u") if first in ("j", "q", "x") else sound)
    if sound in _ALONE:
        return _ALONE[sound]
    if sound[0] == "i":
        return "y" + sound[1:]
    if sound[0] == "u":
        return "w" + sound[1:]
    return "yu" + sound[1:] if sound[0] == "ü" else sound


def _syllables() -> Iterator[tuple[str, str]]:
    for final in _FINALS:
        if final:
            yield final, _spelt("", final)
        for initial in _INITIALS if final else "ㄓㄔㄕㄖㄗㄘㄙ":
            yield initial + final, _spelt(initial, final)


@functools.cache
def _to_pinyin() -> Mapping[str, str]:
    return dict(_syllables())


@functools.cache
def _to_bopomofo() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for bopomofo, pinyin in _syllables():
        table.setdefault(pinyin, bopomofo)
    return table


def pinyin_of(bopomofo: str) -> str | None:
    """A syllable in pinyin, without its tone; None if it is no syllable.

    >>> pinyin_of("ㄏㄢˋ"), pinyin_of("˙ㄉㄜ"), pinyin_of("ㄅㄆ")
    ('han', 'de', None)
    """
    return _to_pinyin().get(bopomofo.strip("ˊˇˋ˙ˉ"))


def bopomofo_of(pinyin: str) -> str | None:
    """A syllable of pinyin with its tone mark in bopomofo; None if it cannot be written so.

    >>> bopomofo_of("hàn"), bopomofo_of("yī"), bopomofo_of("nǚ")
    ('ㄏㄢˋ', 'ㄧ', 'ㄋㄩˇ')
    """
    syllable = _to_bopomofo().get(toneless(pinyin))
    if syllable is None:
        return None
    marks = [_TONES[c] for c in unicodedata.normalize("NFD", pinyin) if c in _TONES]
    return syllable + (marks[0] if marks else "˙")
