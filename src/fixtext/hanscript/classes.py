"""Which script each character speaks for: the part of the build that weighs characters.

Everything follows from tables: OpenCC's dictionaries say what simplifies to what, and the
standards' character sets say what a script can write at all. GB 2312 is simplified Chinese, Big5
traditional (its first level the 5,401 characters in everyday use), JIS X 0208 Japanese.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

__all__ = [
    "HONGKONG_FORM",
    "JAPANESE_ONLY",
    "ONE_TO_MANY",
    "SIMPLIFIED_ONLY",
    "TAIWAN_FORM",
    "TRADITIONAL_ONLY",
    "character_table",
]

SIMPLIFIED_ONLY = 2
TRADITIONAL_ONLY = 4
TAIWAN_FORM = 8
HONGKONG_FORM = 16
ONE_TO_MANY = 32
JAPANESE_ONLY = 64

UNIT = 8
"""Weights are stored in eighths of a bit."""

# What a character costs, in bits, in a script that does not use it. A foreign quotation, a name
# or a slip puts one in a thousand or so into any text, and each script has a few thousand.
_FOREIGN = 10.0
_RARE = 6.0  # in a script's character set, but not what its dictionaries know it to use
_EVERYDAY = 3.0  # in the everyday level of its set

Entries = Mapping[str, tuple[str, ...]]


def _encodes(char: str, codec: str) -> bytes:
    try:
        return char.encode(codec)
    except UnicodeEncodeError:
        return b""


def _big5_level(char: str) -> int:
    """1 for everyday characters of Big5, 2 for its others, 0 for those it lacks."""
    data = _encodes(char, "big5")
    return 0 if len(data) != 2 else 1 if data < b"\xc6\xa1" else 2


def _gb2312_level(char: str) -> int:
    data = _encodes(char, "gb2312")
    return 0 if len(data) != 2 else 1 if data < b"\xd8\xa1" else 2


def character_table(
    st: Entries, ts: Entries, tw: Entries, hk: Entries, shinjitai: Entries, phrases: Entries
) -> dict[str, tuple[int, int, int, int]]:
    """Flags, and what the character costs in Hans, Hant and ja (eighths of a bit), by character.

    ``st``, ``ts``, ``tw`` and ``hk`` are OpenCC's characters with all their readings,
    ``shinjitai`` the Japanese ones, ``phrases`` simplified to traditional.
    """
    standard = {value for values in st.values() for value in values}
    regional = {value for entries in (tw, hk) for values in entries.values() for value in values}
    traditional = standard | regional | set(tw) | set(hk)
    simplified = {value for values in ts.values() for value in values}
    forms = {
        TAIWAN_FORM: {v[0] for k, v in tw.items() if v[0] not in (k, hk.get(k, (k,))[0])},
        HONGKONG_FORM: {v[0] for k, v in hk.items() if v[0] not in (k, tw.get(k, (k,))[0])},
    }
    # What only Taiwan writes otherwise, and Hong Kong had to add to Big5: 裏, 着.
    kept = {
        k for k, v in tw.items() if k != v[0] and not _big5_level(k) and _encodes(k, "big5hkscs")
    } - set(hk)
    forms[TAIWAN_FORM] -= standard
    forms[HONGKONG_FORM] = forms[HONGKONG_FORM] - standard | kept
    shares = _own_shares(st, phrases)
    old = {value for key, values in shinjitai.items() for value in values if key not in values}
    japanese = {chr(c) for c in range(0x4E00, 0xA000) if len(_encodes(chr(c), "shift_jis")) == 2}
    table = {}
    for char in sorted(set(st) | set(ts) | regional | japanese | set(shinjitai)):
        flags = sum(flag for flag, chars in forms.items() if char in chars)
        hans = hant = 0.0
        own = st.get(char, (char,))
        if char in st and char not in traditional:
            flags |= SIMPLIFIED_ONLY
            hant = (_FOREIGN, _EVERYDAY, _RARE)[_big5_level(char)]
            if char in japanese:  # as old as the traditional form: 黄, 却, 来
                hant = min(hant, _RARE)
        elif char in st and len(own) > 1:
            flags |= ONE_TO_MANY
            hant = min(_EVERYDAY, -math.log2(shares.get(char, 1.0)))
        elif char in ts and char not in simplified and char not in ts[char]:
            flags |= TRADITIONAL_ONLY
            hans = (_FOREIGN, _EVERYDAY, _RARE)[_gb2312_level(char)]
        elif char in ts and char not in ts[char]:
            hans = _EVERYDAY
        elif ts.get(char, char)[0] != char:
            # simplified but for some words: 於 in a name, 乾 in 乾隆
            hans = (_RARE, 0.0, _EVERYDAY)[_gb2312_level(char)]
        if char in japanese and not (flags or _gb2312_level(char) or _big5_level(char)):
            flags = JAPANESE_ONLY
            hans = hant = _FOREIGN
        ja = 0.0 if char in japanese else _FOREIGN
        if char in old:
            ja = _RARE
        if flags or hans or hant or ja:
            table[char] = (flags, round(hans * UNIT), round(hant * UNIT), round(ja * UNIT))
    return table


def _own_shares(st: Entries, phrases: Entries) -> dict[str, float]:
    """For simplified characters that are also traditional: how often they stay, by phrases."""
    stays: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    for key, values in phrases.items():
        for before, after in zip(key, values[0], strict=True):
            if len(st.get(before, ())) > 1:
                all_[before] += 1
                stays[before] += before == after
    return {char: (stays[char] + 1) / (count + 1) for char, count in all_.items()}
