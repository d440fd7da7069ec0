"""Which script a text is in: shares, and evidence in bits.

Each character costs some bits in a script that does not write it (see ``classes``); what a text
costs in one script less than in the next best is the evidence for it. Kana and hangul speak for
Japanese and Korean, and Chinese characters without any kana against Japanese. In lines that this
hardly decides, a simplified character that traditional text has too (后, 里) costs there what its
neighbours say (see ``neighbours``): little in 皇后, much in 以后. There words that are said in one
region only (字串, 字符串) count too.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.hanscript import tables
from fixtext.hanscript.characters import (
    HAN,
    HONGKONG_FORM,
    TAIWAN_FORM,
    character_classes,
    class_table,
)
from fixtext.hanscript.classes import UNIT
from fixtext.hanscript.neighbours import left_bits
from fixtext.hanscript.trie import Trie, leftmost
from fixtext.scan import UNICODE, code_points, line_edges

__all__ = [
    "ScriptShares",
    "costs",
    "decided_by_line",
    "in_traditional",
    "script_bits",
    "script_of",
]

_SCRIPTS = ("zh-Hans", "zh-Hant", "ja", "ko")
_DECISIONS = (*_SCRIPTS, "zh-Hant-TW", "zh-Hant-HK", "zh", "und")
_SIMPLIFIED, _TRADITIONAL, _TAIWAN, _HONGKONG, _EITHER, _NEITHER = 0, 1, 4, 5, 6, 7
# Bits by which a script must lead: at least, for each letter, and at most. In a longer text there
# are more places at which a lone word of the other region can stand by chance.
_DECIDES, _DECIDES_EACH, _DECIDES_MOST = 1.0, 0.2, 2.0
_CLOSE = 6.0  # bits: where the scripts are closer than this, neighbours are looked at
_DECIDES_REGION = 6.0  # regional forms are also variants that anyone may write
_REGIONAL_FORM = 3.0  # bits that each of them says
_REGIONAL_WORD = 1.5  # bits against simplified that 字串 says, and against traditional 字符串
_KANA = ((0x3041, 0x3097), (0x309D, 0x30A0), (0x30A1, 0x30FB), (0x30FC, 0x3100), (0xFF66, 0xFF9E))
_HANGUL = ((0x1100, 0x1200), (0x3131, 0x318F), (0xAC00, 0xD7A4))

# Bits: kana or hangul where a script has none; a character of Japanese or Korean that is neither
# (about 4 of 10 characters of Japanese are ideographs, fewer in Korean).
_FOREIGN_LETTER = 6.0
_FIRST_LETTER = 0x1100
_IDEOGRAPH_IN_JAPANESE = 1.0
_IDEOGRAPH_IN_KOREAN = 5.0


@dataclasses.dataclass(frozen=True, slots=True)
class ScriptShares:
    """In which script a text is.

    ``shares`` are parts of its ideographs, kana and hangul, 0 to 1, by script (and ``und``: they
    could be either). ``bits`` is the evidence for each script against the next best. ``decided``
    is the script; ``zh`` if it is Chinese that could be simplified or traditional, ``und`` if
    there is nothing to go by.
    """

    shares: Mapping[str, float]
    bits: Mapping[str, float]
    decided: str


@functools.cache
def costs() -> NDArray[np.float32]:
    """What a character costs in each of zh-Hans, zh-Hant, ja, ko: float32 (characters, 4), bits."""
    table = np.zeros((UNICODE, len(_SCRIPTS)), np.float32)
    characters = tables.array("classes/characters")
    han = np.flatnonzero(class_table() & HAN)
    table[han, 2] = _IDEOGRAPH_IN_JAPANESE
    table[han, 3] = _IDEOGRAPH_IN_KOREAN
    for column, name in enumerate(("hans", "hant", "ja")):
        table[characters, column] += tables.array(f"classes/{name}") / np.float32(UNIT)
    for start, end in _KANA:
        table[start:end] = (_FOREIGN_LETTER, _FOREIGN_LETTER, 0, 2 * _FOREIGN_LETTER)
    for start, end in _HANGUL:
        table[start:end] = (2 * _FOREIGN_LETTER, 2 * _FOREIGN_LETTER, 2 * _FOREIGN_LETTER, 0)
    return table


def in_traditional(codes: NDArray[np.uint32]) -> NDArray[np.float32]:
    """What characters cost in traditional Chinese, in bits."""
    result: NDArray[np.float32] = costs()[codes, _TRADITIONAL]
    return result


@overload
def script_of(text: str, by: None = None) -> ScriptShares: ...
@overload
def script_of(text: str, by: Literal["line"]) -> list[ScriptShares]: ...
def script_of(text: str, by: str | None = None) -> ScriptShares | list[ScriptShares]:
    """The script of a text, or of each of its lines (``by="line"``, split at line feeds).

    >>> script_of("简体字").decided, script_of("繁體字").decided, script_of("山水").decided
    ('zh-Hans', 'zh-Hant', 'zh')
    >>> [each.decided for each in script_of("ひらがな\\nplain", by="line")]
    ['ja', 'und']
    """
    if by not in (None, "line"):
        raise ValueError(f"by must be None or 'line', not {by!r}")
    sums, letters, forms = _by_line(text)
    if by == "line":
        return _decide(sums, letters, forms)
    return _document(sums, letters, forms)


def script_bits(text: str) -> Mapping[str, float]:
    """The evidence for each script that :func:`script_of` has of a text, without shares of lines.

    >>> script_bits("简体字") == script_of("简体字").bits
    True
    """
    return _whole(*_by_line(text)).bits


def decided_by_line(text: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which lines of a text are traditional Chinese, and which are Japanese or Korean.

    As :func:`script_of` decides; a line of Chinese that could be either is as the whole text is.

    >>> [each.tolist() for each in decided_by_line("繁體字和漢語\\n山水\\n日本の発展")]
    [[True, True, False], [False, False, True]]
    """
    lines = _by_line(text)
    (whole,) = _numbers(*(each.sum(axis=0, keepdims=True) for each in lines)).tolist()
    numbers = _numbers(*lines)
    tags = [_DECISIONS[whole] if tag in ("zh", "und") else tag for tag in _DECISIONS]
    traditional = np.array([tag.startswith("zh-Hant") for tag in tags])
    foreign = np.array([tag in ("ja", "ko") for tag in tags])
    return traditional[numbers], foreign[numbers]


def _by_line(
    text: str,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """For each line: costs by script, number of letters that count, Taiwan's and Hong Kong's."""
    codes = code_points(text)
    starts, ends = line_edges(codes)
    sums, letters, forms = _added(codes, ends)
    _look_closer(codes, starts, sums)
    return sums, letters, forms


def _added(
    codes: NDArray[np.uint32], ends: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """As :func:`_by_line`, by the characters alone; ``ends`` are those of lines."""
    count = len(ends)
    sums = np.zeros((count, len(_SCRIPTS)))
    forms = np.zeros((count, 2), np.int64)
    if compiled.IS_COMPILED:
        letters = np.zeros(count, np.int64)
        flags = HAN, TAIWAN_FORM, HONGKONG_FORM
        tables_ = class_table(), costs().reshape(-1)
        compiled.add_scripts(codes, *tables_, *flags, sums.reshape(-1), letters, forms.reshape(-1))
        return sums, letters, forms
    relevant = np.flatnonzero(codes >= _FIRST_LETTER)
    line = np.searchsorted(ends, relevant)
    chosen = codes[relevant]
    classes = character_classes(chosen)
    cost = costs()
    known = ((classes & HAN) != 0) | (cost[chosen].any(axis=1))
    line, chosen, classes = line[known], chosen[known], classes[known]
    for column in range(len(_SCRIPTS)):
        sums[:, column] = np.bincount(line, cost[chosen, column], count)
    letters = np.bincount(line, minlength=count)
    for column, flag in enumerate((TAIWAN_FORM, HONGKONG_FORM)):
        other = TAIWAN_FORM | HONGKONG_FORM
        forms[:, column] = np.bincount(line, (classes & other) == flag, count)
    return sums, letters, forms


def _look_closer(
    codes: NDArray[np.uint32], starts: NDArray[np.int64], sums: NDArray[np.float64]
) -> None:
    """Changes what lines cost in traditional Chinese, where that hardly decides."""
    close = np.abs(sums[:, _SIMPLIFIED] - sums[:, _TRADITIONAL]) < _CLOSE
    close &= sums[:, :2].min(axis=1) <= sums[:, 2:].min(axis=1)
    if not close.any():
        return
    lengths = np.diff(np.append(starts, len(codes)))
    chosen = np.repeat(close, lengths)
    # Each line with its line feed; the last one has none.
    lines = codes[chosen]
    number = np.repeat(np.flatnonzero(close), lengths[close])
    left, bits = left_bits(lines)
    known = in_traditional(lines[left])
    change = np.minimum(bits, _FOREIGN_LETTER) - known
    sums[:, _TRADITIONAL] += np.bincount(number[left], change, len(sums))
    words = leftmost(_vocabulary().longest(lines))
    for side, column in ((tables.MAINLAND, _TRADITIONAL), (tables.TAIWAN, _SIMPLIFIED)):
        found = number[words.starts[words.payloads == side]]
        sums[:, column] += _REGIONAL_WORD * np.bincount(found, minlength=len(sums))


@functools.cache
def _vocabulary() -> Trie:
    parts = ("alphabet", "base", "check", "payload")
    return Trie.of(*(tables.array(f"vocabulary/{part}") for part in parts))


def _tags(
    sums: NDArray[np.float64], letters: NDArray[np.int64], forms: NDArray[np.int64]
) -> list[str]:
    """The script of each of some stretches of text, from their sums."""
    return [_DECISIONS[each] for each in _numbers(sums, letters, forms).tolist()]


def _numbers(
    sums: NDArray[np.float64], letters: NDArray[np.int64], forms: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The same, as places in ``_DECISIONS``."""
    order = np.argsort(sums, axis=1, kind="stable")
    ranked = np.take_along_axis(sums, order[:, :2], axis=1)
    lead = ranked[:, 1] - ranked[:, 0]
    regional = _REGIONAL_FORM * (forms[:, 0] - forms[:, 1])
    chinese = (order[:, :2] <= 1).all(axis=1)
    decides = lead >= np.clip(_DECIDES_EACH * letters, _DECIDES, _DECIDES_MOST)
    number = np.where(decides, order[:, 0], np.where(chinese, _EITHER, _NEITHER))
    strong = (number == _TRADITIONAL) & (lead >= _DECIDES_REGION)
    number[strong & (regional >= _DECIDES_REGION)] = _TAIWAN
    number[strong & (-regional >= _DECIDES_REGION)] = _HONGKONG
    number[letters == 0] = _NEITHER
    return number


def _decide(
    sums: NDArray[np.float64], letters: NDArray[np.int64], forms: NDArray[np.int64]
) -> list[ScriptShares]:
    """Each of some stretches of text by itself, from their sums."""
    # The two cheapest of each row: the best of the others is one of them.
    least = np.sort(sums, axis=1)[:, :2]
    others = np.where(sums == least[:, :1], least[:, 1:], least[:, :1])
    evidence = others - sums
    regional = _REGIONAL_FORM * (forms[:, 0] - forms[:, 1])
    traditional = evidence[:, _TRADITIONAL]
    taiwan, hongkong = np.minimum(traditional, regional), np.minimum(traditional, -regional)
    table = np.column_stack((evidence, taiwan, hongkong)).tolist()
    result = []
    for tag, row, count in zip(_tags(sums, letters, forms), table, letters.tolist(), strict=True):
        share = "und" if tag == "zh" else tag
        bits = dict(zip(_DECISIONS, row, strict=False))
        result.append(ScriptShares({share: 1.0} if count else {}, bits, tag))
    return result


def _whole(
    sums: NDArray[np.float64], letters: NDArray[np.int64], forms: NDArray[np.int64]
) -> ScriptShares:
    """All of it as one stretch of text."""
    return _decide(
        sums.sum(axis=0, keepdims=True),
        letters.sum(keepdims=True),
        forms.sum(axis=0, keepdims=True),
    )[0]


def _document(
    sums: NDArray[np.float64], letters: NDArray[np.int64], forms: NDArray[np.int64]
) -> ScriptShares:
    """The whole, with the shares of its lines; undecided lines follow the whole."""
    whole = _whole(sums, letters, forms)
    counts: dict[str, int] = {}
    spoken = letters > 0
    numbers = _numbers(sums, letters, forms)[spoken]
    totals = np.bincount(numbers, letters[spoken], len(_DECISIONS))
    kinds, first = np.unique(numbers, return_index=True)
    for number in kinds[np.argsort(first)].tolist():
        line = _DECISIONS[number]
        tag = whole.decided if line in ("zh", "und") or whole.decided.startswith(line) else line
        tag = "und" if tag == "zh" else tag
        counts[tag] = counts.get(tag, 0) + int(totals[number])
    total = sum(counts.values())
    shares = {tag: count / total for tag, count in sorted(counts.items(), key=lambda x: -x[1])}
    return ScriptShares(shares, whole.bits, whole.decided)
