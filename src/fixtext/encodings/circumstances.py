"""What speaks for and against a reading besides the bits that it saves: where it stands, how few
characters prove it, whether it is quoted, and whether it is text at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.distinct import distinct
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.codecs import codec
from fixtext.encodings.lists import are_ascii_letters, are_letters
from fixtext.encodings.mixture import mixed_words
from fixtext.encodings.routes import LATIN
from fixtext.encodings.weighing import IDEOGRAPHIC, Reversal
from fixtext.language import Model
from fixtext.lazy import lazy_pattern
from fixtext.scan import beyond_ascii, code_points, text_of

__all__ = [
    "ALL_OF_IT",
    "all_alone",
    "are_noise",
    "divides_words",
    "in_capitals",
    "is_noise",
    "is_pointed",
    "is_quoted",
    "latin_only",
    "made_unlike",
    "mended_case",
    "place_cost",
    "variety",
]

ALL_OF_IT = 15.0
"""In 97,000 right lines, alone, the best other reading of a whole one lacked ten bits and more; two
bits more, and pieces of right Japanese of four characters change."""
_FEW = 2
_LEAST_OF_FEW = 4.0
"""Bits that two ideographs must save that are all of a text."""
_LONG = 80
_NOISE, _NOISE_FEW, _NOISE_FEW_IDEOGRAPHS = 13.0, 4.0, 13.0
"""Bits that a character of a text costs at most, and what so few as one may cost together more."""
_APART = 6
"""Line ends between texts of which none has a say in what another one costs."""
_AGAIN = 8.0
"""The most that a character says which is the same as the one before."""
_CAPITAL_INSIDE = 6.0
_MIXED_WORD, _TRADE_MARK = 16.0, 24.0
_TRADE_MARKED = lazy_pattern("[A-Z]{2}[\u00c0-\u00d6\u00d8-\u00de]\u2122$")
_TRADE_MARK_SIZE = 5  # with a line end
_CAPITALS = 30.0
_QUOTED_NEAR = 20_000
"""How far from a garbled word it is looked for as it should be, in code points."""
_NEAR = 200
_SAME_LETTERS = 6
_OWN_SCRIPT = 14.0
_HEBREW, _POINTS = (0x5D0, 0x5EA), (0x5B0, 0x5C7)
_FEWEST_POINTED, _MOST_POINTS = 2, 3
"""Letters of a word, at least; and points of one of them, at most."""
_SOFT_HYPHEN = 0xAD
_UNUSUAL, _FEW_CHARACTERS = 7.0, 14.0
"""What a route costs that is seldom met, and bits against few characters that went through it."""
_SIGNS_IN_WORDS = 6.0
"""Bits for signs inside of words that become letters of these: box drawing is not written there."""


def is_noise(model: Model, whole: NDArray[np.uint32], part: slice) -> bool:
    """Whether what came out, a part of the whole, is hardly more of a text than what was there."""
    (noise,) = are_noise(model, [(whole, part)])
    return noise


def are_noise(model: Model, several: Sequence[tuple[NDArray[np.uint32], slice]]) -> list[bool]:
    """The same of several, weighed in one go."""
    letters = [_letters(whole[part]) for whole, part in several]
    told = [index for index, some in enumerate(letters) if some.any()]
    bits = score_texts(model, [several[index][0] for index in told], apart=_APART)
    result = [False] * len(several)
    for index, costs in zip(told, bits, strict=True):
        result[index] = _is_noise(*several[index], letters[index], costs)
    return result


def _letters(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    return (codes >= 0xC0) & (codes < 0x2000) | (codes >= 0x2E80) & (codes < 0xFE00)


def _is_noise(
    whole: NDArray[np.uint32],
    part: slice,
    letters: NDArray[np.bool_],
    bits: NDArray[np.float64],
) -> bool:
    """The same, by which characters of the part are letters, and what those of the whole cost."""
    codes = whole[part]
    few = _NOISE_FEW_IDEOGRAPHS if (codes >= 0x2E80).any() else _NOISE_FEW
    again = np.flatnonzero(whole[1:] == whole[:-1]) + 1
    bits[again] = np.minimum(bits[again], _AGAIN)  # 坨坨 is a word, however rare 坨 is
    most = _NOISE + few / int(np.count_nonzero(letters))
    if bits[part][letters].mean() <= most:
        return False
    # behind a letter that is meant, the model knows how the word goes on
    places = np.flatnonzero(letters & (codes < 0x2000)) + part.start
    behind = places[places + 1 < whole.size] + 1
    behind = behind[are_ascii_letters(whole[behind])]
    told = np.concatenate((np.flatnonzero(letters) + part.start, behind))
    return bool(bits[told].mean() > most)


def all_alone(one: Reversal, part: slice) -> bool:
    """Whether signs only became others, or letters that stand by themselves.

    One letter among signs is a face as people draw them: ``(｡･ω･｡)``.

    Of UTF-8, which hardly any bytes are by chance, only letters of other alphabets that were
    ideographs: strokes, which stand in lists, are bytes of Arabic letters.
    """
    codes, route = one.codes, one.routes[-1]
    if latin_only(one):
        return False
    changed = codes[part]
    if route.meant == "utf-8":
        beyond = changed[changed > 0x7F]
        if codec(route.read).single or not ((beyond >= 0x370) & (beyond < 0x2000)).all():
            return False
        return _stand_alone(codes, part)
    letters = (changed >= 0xC0) & (changed < 0x2000) | (changed >= 0x3041)
    signs = (changed >= 0x2000) & (changed < 0x2E80)
    if not letters.any() or np.count_nonzero(letters) == 1 < np.count_nonzero(signs):
        return True
    if not codec(route.meant).single:
        return False
    return _stand_alone(codes, part)


def _stand_alone(codes: NDArray[np.uint32], part: slice) -> bool:
    """Whether some letters beyond ASCII are in a part of a text, and none is beside another."""
    beyond = (codes >= 0xC0) & (codes < 0x2000) & (codes != 0xD7) & (codes != 0xF7)
    letters = np.concatenate(([False], beyond | are_ascii_letters(codes), [False]))
    changed = np.flatnonzero(beyond[part]) + part.start
    return bool(changed.size) and not (letters[changed] | letters[changed + 2]).any()


def is_pointed(codes: NDArray[np.uint32], low: int, high: int) -> bool:
    """Whether a stretch is of Hebrew letters with their points, which other bytes hardly make.

    The language model knows little of such text, which is that of the Bible, and of primers.
    """
    part = codes[low:high][codes[low:high] > 0x7F]
    if not part.size or not _HEBREW[0] <= part[0] <= _HEBREW[1]:
        return False  # as nearly all of them
    letters = (part >= _HEBREW[0]) & (part <= _HEBREW[1])
    points = (part >= _POINTS[0]) & (part <= _POINTS[1])
    places = np.flatnonzero(letters)
    if places.size < _FEWEST_POINTED or not (letters | points).all():
        return False
    each = np.diff(places, append=part.size) - 1
    return bool(points.any() and each.max() <= _MOST_POINTS)


def divides_words(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> bool:
    """Whether much of what changed were soft hyphens inside of words, where they are at home.

    Of what is as long as before a third is much, of other stretches more than half: in UTF-8, one
    stands behind the letter that its lead byte looks like.
    """
    around = np.concatenate(([0], codes[max(0, low - 1) : high + 1], [0]))
    before = codes[low:high]
    same = before.size == one.codes.size
    changed = np.flatnonzero(before != one.codes if same else before > 0x7F)
    much = changed.size / 3 if same else changed.size / 2 + 0.5
    soft = changed[before[changed] == _SOFT_HYPHEN]
    if soft.size < much:
        return False
    first = 1 + low - max(0, low - 1)
    letters = are_ascii_letters(around) | (around >= 0xC0) & (around < 0x2000)
    inside = letters[soft + first - 1] & letters[soft + first + 1]
    return bool(np.count_nonzero(inside) >= much)


def is_quoted(text: str, one: Reversal) -> bool:
    """Whether a text gives one word both right and garbled, as it does when it is about that.

    A byte order mark inside a text is none: there, its bytes are quoted as well.
    """
    low, high = one.start, one.end
    if one.codes.size == 1 and one.text == "\ufeff" and low:
        return True
    if beyond_ascii(one.codes) > _FEW:
        return False
    start, end = low, high
    while start > max(0, low - _LONG) and text[start - 1].isalnum():
        start -= 1
    while end < min(len(text), high + _LONG) and text[end].isalnum():
        end += 1
    word = text[start:low] + one.text + text[high:end]
    return len(word) > 1 and text.find(word, max(0, low - _QUOTED_NEAR), high + _QUOTED_NEAR) >= 0


def made_unlike(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> float:
    """Bits against a reading that leaves words as no one writes them.

    Letters of two alphabets in one word, where it changed letters for letters; or a small letter
    behind capitals, where there was the name of a trade mark.
    """
    route = one.routes[-1]
    if codec(route.meant).single and codec(route.read).single and not latin_only(one):
        before, behind = codes[max(0, low - 2) : low], codes[high : high + 1]
        after = np.concatenate((before, one.codes, behind))
        more = mixed_words(after) - mixed_words(codes[max(0, low - 2) : high + 1])
        return _MIXED_WORD * max(0, more)
    last = codes[max(0, low - 2, high - _TRADE_MARK_SIZE) : high]
    return _TRADE_MARK if _TRADE_MARKED.search(text_of(last)) else 0.0


def mended_case(before: NDArray[np.uint32], one: Reversal) -> float:
    """Bits for a reading in UTF-8 that takes a capital out of the middle of a word.

    ``before`` are the characters of the stretch. No word is written PoÄŤkej, as the model, which
    looks at three characters, cannot know.
    """
    if one.routes[-1].meant != "utf-8" or not _has_capital_within(text_of(before)):
        return 0.0
    return 0.0 if _has_capital_within(one.text) else _CAPITAL_INSIDE


def _has_capital_within(text: str) -> bool:
    """Whether a capital beyond ASCII stands behind a small letter."""
    lower = text.lower()
    if text == lower:
        return False  # as in most scripts
    places: Sequence[int] = range(len(text))
    if len(lower) == len(text):
        places = np.flatnonzero(code_points(text) != code_points(lower)).tolist()
    before = {text[place - 1] for place in places if place}
    small = {character for character in before if character.islower()}
    return bool(small) and any(
        text[place] > "\x7f" and text[place].isupper() and text[place - 1] in small
        for place in places
        if place
    )


def in_capitals(model: Model, codes: NDArray[np.uint32], one: Reversal) -> float:
    """Bits against other capitals of the Latin script, where small letters would be against them.

    The model has met few words in capitals, but knows them in small letters.
    """
    if not latin_only(one):
        return 0.0
    before, after = text_of(codes), one.text
    if after != after.upper() or before != before.upper():
        return 0.0
    bits = [model.bits(text.replace("\u0130", "i").lower()) for text in (before, after)]
    return _CAPITALS if bits[1] > bits[0] else 0.0


def variety(codes: NDArray[np.uint32]) -> float:
    """The share of the evidence that is not the same over again: one word thrice proves it once."""
    places = np.flatnonzero(codes > 0x7F)
    if places.size > _LONG:
        return 1.0
    if distinct(codes[places]).size <= _FEW:  # each counts as often as it stands in another word
        around = np.concatenate(([0], codes, [0])).astype(np.int64)
        words = around[places] << 42 | around[places + 1] << 21 | around[places + 2]
        return distinct(words).size / max(places.size, 1)
    high = (codes > 0x7F).astype(np.uint64)
    pairs = (codes[:-1].astype(np.uint64) << np.uint64(32) | codes[1:])[(high[:-1] & high[1:]) > 0]
    return distinct(pairs).size / pairs.size if pairs.size else 1.0


def latin_only(one: Reversal) -> bool:
    """Whether only letters of the Latin script were changed for each other."""
    return {one.routes[-1].meant, one.routes[-1].read} <= LATIN


def _is_all(codes: NDArray[np.uint32], inside: int, one: Reversal) -> bool:
    """Whether the stretch is all there is, or of a kind that has ASCII letters in it."""
    ascii_letters = int(np.count_nonzero(are_ascii_letters(codes)))
    return ascii_letters <= 2 * inside or one.routes[-1].meant == "utf-8" or latin_only(one)


def _are_of_words(codes: NDArray[np.uint32], low: int, high: int, one: Reversal) -> bool:
    """Whether signs inside of words, where no one writes any, became letters of these in UTF-8."""
    if one.routes[0].meant != "utf-8" or len(one.routes) > 1:
        return False
    changed = one.trimmed(codes[low:high])
    start, end = low + changed.start - one.start, low + changed.end - one.start
    beyond = changed.codes[changed.codes > 0x7F]
    if not ((beyond >= 0xC0) & (beyond < 0x250) & (beyond != 0xD7) & (beyond != 0xF7)).all():
        return False
    if are_letters(codes[start : start + 1]).any():
        return False
    around = np.concatenate((codes[max(0, start - 1) : start], codes[end : end + 1]))
    return bool(are_ascii_letters(around).any())


def place_cost(codes: NDArray[np.uint32], low: int, high: int, one: Reversal, beyond: int) -> float:
    """Bits for where a stretch lies: the more text there is, the more places it could have.

    A text that is nothing but the stretch needs less: right text of a few rare characters alone
    hardly ever has another reading, so there the first such doubt is mostly right.

    Where the text around it is in the very letters of the wrong codec, a stretch of such letters
    is more likely a word or a name that the model does not know.

    ``beyond`` is how many characters of the text are beyond ASCII.
    """
    inside = beyond_ascii(codes[low:high])
    if inside >= beyond:
        several = beyond_ascii(one.codes) >= _FEW
        few = distinct(codes[low:high][codes[low:high] > 0x7F]).size <= _FEW
        if few and one.bits < _LEAST_OF_FEW and one.routes[0].read in IDEOGRAPHIC:
            return 0.0
        return -ALL_OF_IT if several and _is_all(codes, inside, one) else 0.0
    cost = math.log2(beyond)
    if beyond_ascii(one.codes) <= _FEW and one.routes[0].cost >= _UNUSUAL:
        cost += -_SIGNS_IN_WORDS if _are_of_words(codes, low, high, one) else _FEW_CHARACTERS
    wrong = codec(one.routes[0].read)
    if wrong.single and wrong.label not in LATIN:
        around = np.concatenate((codes[max(0, low - _NEAR) : low], codes[high : high + _NEAR]))
        if np.count_nonzero(wrong.has(around) & (around > 0x7F)) >= _SAME_LETTERS:
            cost += _OWN_SCRIPT
    return cost
