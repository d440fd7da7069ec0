r"""Text in ISO-2022 or HZ whose switches between character sets were lost or ignored.

What it looks like: ``$3$s$K$A$O`` for ``こんにちは``, with what is left of the switches around it,
``$B$3$s$K$A$O(B`` or ``B$3$s$K$A$O(B``; ``~{VPND~}`` for ``中文``.

How it happens: these encodings write two printing ASCII characters for each character, between
escape sequences that say so. Programs that take the escape character for a control and drop it,
as old mail gateways, news servers and web forms do, or that know nothing of HZ, leave the pairs.

How it is recognised: pairs between ``$B`` and ``(B``, ``~{`` and ``~}``, or shift-out and
shift-in are read as the encoding has them; without the switches, a run of pairs with kana in it is
cut where it is worth the most. What is read must be shorter in bits by the model than the pairs,
for which no more is counted than a writer of random pairs would need, since the model knows little
of code; and what is left of the switches adds some. All of a document's places count together.

>>> import fixtext
>>> fixtext.fix("Subject: $B$3$s$K$A$O!\"@$3&$N3'$5$s!#(B")
'Subject: こんにちは、世界の皆さん。'

What stays: variables and formats in code (``$a$b$c``, ``%Y%m%d``), passwords, formulas, and pairs
whose reading is no text.

When the repair is a guess: never. The pairs hold all that the characters were.

References: RFC 1468, RFC 1557, RFC 1922, RFC 1843.
"""

from __future__ import annotations

import bisect
import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.anchors import matches
from fixtext.document import Document
from fixtext.escapes.weighing import bits_in_place
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.language.layout import CONTEXT
from fixtext.lazy import lazy_pattern
from fixtext.scan import code_points

__all__ = ["StrippedEscape"]

_ESCAPE = "(?:\x1b|\u241b|\ufffd|\\^\\[)?"
_OPENING = lazy_pattern(rf"{_ESCAPE}\$[@B]")
_CLOSING = lazy_pattern(rf"{_ESCAPE}\([BJ]")
_PRINTING = lazy_pattern("[!-~]*")
_PAIRED = lazy_pattern(r"~\{((?:[!-w][!-~]){1,3000}?)~\}|\x0e((?:[!-~]{2}){1,3000}?)\x0f")
_KANA = lazy_pattern(r"(?:[$%][!-v]){3}")
_BEFORE = lazy_pattern(f"{_ESCAPE}(?:\\$[@B]|[@B])$")
_READ_AS = ("iso-2022-jp", "hz-gb-2312", "iso-2022-kr")
_FRAMES = (("\x1b$B", "\x1b(B"), ("~{", "~}"), ("\x1b$)C\x0e", "\x0f"))
_SWITCH = (("(B", "$B"), ("~}", "~{"))
"""What ends a run, and what begins it, without escape characters."""

# bits; see the manual page
_FIRST, _SECOND, _FIRST_AGAIN = 5.5, 5.5, 1.5
_SWITCHES_OF_JAPANESE, _SWITCHES = 16.0, 18.0
"""What is left of two switches; those of Japanese are signs and letters of code as well."""
_BARE, _EACH = 8.0, 0.5
_LONGEST = 2000
"""Characters to either side of an anchor that are looked at."""
_RARE = 8.0
"""What is left of a run at its ends belongs to it, unless it costs more as characters."""
_FEWEST_DIFFERENT = 5
_FEWEST_SIGNS = 3
"""Kana begin with these signs, and three of them follow each other."""


_Bits = NDArray[np.float32]


class _Place(NamedTuple):
    start: int
    end: int
    after: str
    bits: float
    framed: bool


class StrippedEscape(Garbling):
    """Pairs of ISO-2022 and HZ taken for ASCII."""

    name = "stripped-escape"
    title = "ISO-2022 or HZ whose switches were dropped: $3$s$K$A$O for こんにちは"
    group = "disguise"
    lossless = True
    local = True
    needs = (
        "byte-order-mark",
        "terminal-escape",
        "utf-7",
    )
    signal = (Seen.ESCAPE | Seen.PAIRS_OF_ASCII, Seen.CONTROL | Seen.PAIRS_OF_ASCII)
    near = Seen.PAIRS_OF_ASCII
    worst = ("~{VP~}", "$B$3(B", "\x0e!!\x0f", "$")

    def find(self, document: Document) -> Sequence[Edit]:
        """The pairs, if they read better as characters than as they are."""
        text = document.text
        if not any(sign in text for sign in "$~%\x0e"):
            return []
        framed = list(_framed(document))
        total = sum(max(place.bits, 0.0) for place in framed)
        if total < document.options.min_bits:
            framed = []
        least = 0.0 if total < 100 else -20.0  # where much is proven, rare characters are too
        places = [place._replace(bits=total) for place in framed if place.bits > least]
        taken = [(place.start, place.end) for place in places]
        for place in _bare(document):
            if place.bits >= document.options.min_bits and not _overlaps(place, taken):
                places.append(place)
        places.sort()
        return [Edit(one.start, one.end, one.after, one.bits) for one in places]

    def garble(self, text: str, chance: random.Random) -> str:
        """Runs beyond ASCII as HZ has them, or ISO-2022-JP without its escape characters.

        Not in lines with characters that the encoding has not: no program wrote those so.
        """
        beyond = [c for c in text if c > "\x7f"]
        most = [sum(_encoded(c, index) is not None for c in beyond) for index in (0, 1)]
        index = int(most[1] > most[0])
        return "\n".join(_line_in_pairs(line, index) for line in text.split("\n"))


def _line_in_pairs(line: str, index: int) -> str:
    pairs = re.sub("[^\x00-\x7f]+", lambda match: _pairs_of(match[0], index), line)
    return pairs if pairs.isascii() else line


def _encoded(run: str, index: int) -> str | None:
    """A run's pairs, if the encoding has all of its characters."""
    try:
        data = run.encode("gb2312" if index else "euc_jp")
    except UnicodeEncodeError:
        return None
    return None if b"\x8e" in data or b"\x8f" in data else data.decode("latin-1")


def _pairs_of(run: str, index: int) -> str:
    parts: list[str] = []
    opened = False
    for character in run:
        data = _encoded(character, index)
        pair = "".join(chr(ord(byte) & 0x7F) for byte in data) if data else None
        if pair is not None and _characters(pair, index) != character:
            pair = None
        if (pair is not None) != opened:
            parts.append(
                ("~}", "~{")[pair is not None] if index else ("(B", "$B")[pair is not None]
            )
            opened = pair is not None
        parts.append(character if pair is None else pair)
    if opened:
        parts.append(_SWITCH[index][False])
    return "".join(parts)


def _characters(pairs: str, index: int) -> str:
    """What pairs are in the encoding; characters that it lacks are lone surrogates or U+FFFD."""
    from fixtext.decoding.reading import read

    start, end = _FRAMES[index]
    return read(f"{start}{pairs}{end}".encode("latin-1"), _READ_AS[index]).text


def _overlaps(place: _Place, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < place.end and place.start < end for start, end in taken)


def _as_they_are(document: Document, runs: Sequence[str]) -> tuple[_Bits, NDArray[np.int64]]:
    """The bits of each pair of some runs as ASCII, but no more than one would need for them.

    With it where in that each of the runs begins.
    """
    starts = np.cumsum([0, *(len(run) // 2 for run in runs)])[:-1]
    codes = code_points("".join(runs))
    between = "\n" * CONTEXT
    shown = document.model.per_character(between.join(runs))
    inside = np.repeat(np.arange(len(runs)) * CONTEXT, [len(run) for run in runs])
    bits: _Bits = shown[np.arange(len(codes)) + inside].reshape(-1, 2).sum(1)
    firsts = codes[::2]
    most = np.full(len(firsts), _FIRST + _SECOND, np.float32)
    again = np.flatnonzero(firsts[1:] == firsts[:-1]) + 1
    most[np.setdiff1d(again, starts, assume_unique=True)] = _FIRST_AGAIN + _SECOND
    return np.minimum(bits, most), starts


def _framed(document: Document) -> Iterator[_Place]:
    """Pairs between what is left of two switches, in order."""
    switched = "~{" in document.text or "\x0e" in document.text
    runs = (
        [
            (match.start(), match.end(), match[index], index)
            for match in _PAIRED.finditer(document.text)
            for index in (1, 2)
            if match[index]
        ]
        if switched
        else []
    )
    places: list[tuple[int, int, str, str]] = []
    switches: list[float] = []
    end = 0
    for start, stop, pairs, index in sorted([*_japanese(document.text), *runs]):
        after = _characters(pairs, index)
        if start < end or 2 * len(after) != len(pairs) or not _is_text(after):
            continue
        end = stop
        places.append((start, stop, pairs, after))
        switches.append(_SWITCHES if index else _SWITCHES_OF_JAPANESE)
    if not places:
        return
    read = bits_in_place(document, [(start, after) for start, _, _, after in places])
    as_they_are, starts = _as_they_are(document, [pairs for _, _, pairs, _ in places])
    saved = np.add.reduceat(as_they_are.astype(np.float64), starts) + switches - read
    for (start, stop, _, after), bits in zip(places, saved.tolist(), strict=True):
        yield _Place(start, stop, after, bits, True)


def _japanese(text: str) -> Iterator[tuple[int, int, str, int]]:
    """What stands between switches of ISO-2022-JP: start, end, pairs, and how they are read."""
    if "$" not in text or ("$B" not in text and "$@" not in text):
        return
    closing: tuple[list[re.Match[str]], list[re.Match[str]]] = [], []
    for match in matches(_CLOSING, text, "(B", "(J", before=2):
        closing[match.start() % 2].append(match)
    end = printing = 0
    for match in matches(_OPENING, text, "$B", "$@", before=2):
        start = match.end()
        if match.start() < end or not any(closing):
            continue
        if start > printing:  # where the printing characters end, looked up once for all of them
            run = _PRINTING.match(text, start)
            assert run is not None  # an empty run matches too
            printing = run.end()
        ends = closing[start % 2]
        place = bisect.bisect_right(ends, start, key=re.Match.start)
        if place < len(ends) and ends[place].start() <= printing:
            end = ends[place].end()
            yield match.start(), end, text[start : ends[place].start()], 0


def _is_text(characters: str) -> bool:
    return not any(c < " " or "\ud800" <= c <= "\uf8ff" or c == "\ufffd" for c in characters)


def _bare(document: Document) -> Iterator[_Place]:
    """Runs of pairs with kana among them, without their switches."""
    text = document.text
    if text.count("$") + text.count("%") < _FEWEST_SIGNS:
        return
    signs = (document.codes == ord("$")) | (document.codes == ord("%"))
    end = 0
    for place in np.flatnonzero(signs[:-5] & signs[2:-3] & signs[4:-1]).tolist():
        if place < end or not _KANA.match(text, place):
            continue
        behind = _PRINTING.match(text, place, place + _LONGEST)
        before = _PRINTING.match(text[max(end, place - _LONGEST) : place][::-1])
        assert behind is not None  # an empty run matches too
        assert before is not None
        end = behind.end()
        start = place - before.end() // 2 * 2
        found = _best_part(document, start, start + (end - start) // 2 * 2)
        if found:
            yield found


def _best_part(document: Document, start: int, end: int) -> _Place | None:
    """The part of a run of pairs that is worth the most as characters."""
    text = document.text
    if len({text[place : place + 2] for place in range(start, end, 2)}) < _FEWEST_DIFFERENT:
        return None
    characters = _characters(text[start:end], 0)
    if 2 * len(characters) != end - start:
        return None
    # a lone surrogate costs much, so that a run ends at a pair that is no character
    as_it_is, _ = _as_they_are(document, [text[start:end]])
    worth = as_it_is - document.model.per_character(characters) - _EACH
    sums = np.concatenate(([0.0], np.cumsum(worth, dtype=np.float64)))
    rises = sums - np.minimum.accumulate(sums)
    high = int(rises.argmax())
    low = int(sums[: high + 1].argmin())
    if sums[-1] - sums[high] > -_RARE and _is_text(characters[high:]):
        high = len(characters)
    if sums[low] > -_RARE and _is_text(characters[:low]):
        low = 0
    after = characters[low:high]
    if len(set(after)) < _FEWEST_DIFFERENT or not _is_text(after):
        return None
    bits = float(sums[high] - sums[low]) - _BARE
    first, last = start + 2 * low, start + 2 * high
    before = _BEFORE.search(text, max(first - 5, 0), first)
    behind = _CLOSING.match(text, last)
    return _Place(
        before.start() if before else first, behind.end() if behind else last, after, bits, False
    )
