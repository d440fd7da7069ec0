"""How each codec shows U+FFFD that was written as UTF-8, and memory that nobody wrote to."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from fixtext.encodings.codecs import CODECS, codec
from fixtext.encodings.replaced import WRITTEN, Meaning, Reading

__all__ = ["readings"]

_READ, _FILLED = 10.0, 10.0
"""Bits that these accidents cost."""
_REPEATED_LETTER = 4.0


@functools.cache
def readings() -> tuple[Reading, ...]:
    """How each codec shows EF BF BD again and again, and how some show memory."""
    found: dict[str, Reading] = {}
    for label in CODECS:
        if label == "utf-8":
            continue
        shown = (WRITTEN * 2).decode(codec(label).python, "replace")
        note = f"U+FFFD written as UTF-8 and read as {label}: what stood here is gone"
        if codec(label).single:
            word = WRITTEN.decode(codec(label).python, "replace")
            pattern = f"{word}(?:\\S{{0,2}}?{word})*+"
            reading = word, re.compile(pattern), Meaning(note, _READ, frozenset(word))
        elif "\ufffd" in shown:
            reading = _half_width(label, note)
        else:
            reading = _double_byte(label, shown, note)
        found.setdefault(reading[0], reading)
    return (*found.values(), *_fills())


def _half_width(label: str, note: str) -> Reading:
    """Shift_JIS has nothing for EF BF, and reads BF BD, or BD alone, as half-width kana."""
    kana = WRITTEN.decode(codec(label).python, "ignore")
    unit = f"(?:[\ufffd・?]?{kana}|・{kana[-1]})"
    pattern = f"(?<![\uff66-\uff9f]){unit}(?:\\S{{0,2}}?{unit})*+(?![\uff66-\uff9f])"
    return kana[-1], re.compile(pattern), Meaning(note, _READ, frozenset(f"{kana}・\ufffd"))


def _double_byte(label: str, shown: str, note: str) -> Reading:
    """Three characters for two U+FFFD, and those that share a byte with the text around."""
    first, middle, last = shown[0], shown[1], shown[2]
    python = codec(label).python
    tails = {bytes((lead, WRITTEN[0])).decode(python, "ignore") for lead in range(0x81, 0xFF)}
    heads = {bytes((WRITTEN[2], trail)).decode(python, "ignore") for trail in range(0x40, 0xFF)}
    tail = "".join(sorted(one for one in tails if len(one) == 1 and one != middle))
    head = "".join(sorted(one for one in heads if len(one) == 1 and one != middle))
    pattern = (
        f"(?:{first}(?:{middle}{last}?|[{re.escape(head)}\ufffd?・]|(?![^\x00-\x7f]))"
        f"|[{middle}{re.escape(tail)}]{last})++"
    )
    dictated = frozenset((first, middle, last, "\ufffd"))
    meaning = Meaning(note, _READ, dictated, frozenset(head + tail), ends=first + last)
    return first, re.compile(pattern), meaning


def _fills() -> Iterator[Reading]:
    """What shows memory that a debugging runtime has filled with one byte."""
    kinds = {0xCC: "stack memory never set", 0xCD: "heap memory never set", 0xDD: "freed memory"}
    for byte, what in kinds.items():
        for label in ("gbk", "big5", "euc-kr"):
            one = bytes((byte, byte)).decode(codec(label).python)
            note = f"{what} (bytes {byte:02X}) read as {label}: no text ever stood here"
            word = re.compile(f"(?<!{one}){one}{{1,2}}(?!{one})")
            meaning = Meaning(note, _FILLED, frozenset(one), as_a_word=word)
            yield one * 3, re.compile(f"{one}{{3,}}+"), meaning
        one = bytes((byte,)).decode("latin-1")
        note = f"{what} (bytes {byte:02X}) read as latin-1: no text ever stood here"
        meaning = Meaning(note, _FILLED, frozenset(one), most_repeated=_REPEATED_LETTER)
        yield one * 6, re.compile(f"(?<![^\\W\\d_]){one}{{6,}}+"), meaning
