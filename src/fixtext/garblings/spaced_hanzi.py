"""A space between every two ideographs.

What it looks like: ``这 个 游 戏 的 玩 法 非 常 复 杂 。``, or, in Japanese, a space around every
kanji while kana stand together: ``一 般 ユーザー 用 のリンクを 見 ることができます``.

How it happens: text is taken from a PDF whose glyphs are set one by one, each with its place on
the page, and the program takes the distance between two of them for a space; or a font's widths are
missing, so that all ideographs seem narrower than they are. Text recognition does the same.

How it is recognised: by what never stands together. Where words are set apart, as in a segmented
corpus, half of the words have two characters or more, and these have no space in them; a line of
twenty ideographs of which no two touch did not come about by itself. Each space between two
ideographs, or between an ideograph and kana, adds at most two bits, and two ideographs that touch
in such lines take twenty-five away. A line must be running text, which has punctuation or kana, or
be long; and without the spaces it must be text, whose characters explain each other by the model.
What is proven so holds for all lines in which no two ideographs touch.

What stays: segmented text (``中文 分词 语料``), headings and names that are spaced for looks
(``目  次``, ``王 伟``), lists of characters, poems that are set in columns, characters over a line
of their readings, the spaces of Korean, and spaces between ideographs and Latin letters.

When the repair is a guess: never, but where a real space stood between two ideographs too, it goes
with the others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.document import Document
from fixtext.east_asian import HAN, HAN_LETTERS, KANA, MARK, classes
from fixtext.garbling import Edit, Garbling, Seen
from fixtext.lazy import lazy_pattern

__all__ = ["SpacedHanzi"]

_EAST_ASIAN = HAN | KANA | MARK
_FEWEST = 5
"""Spaces between two ideographs in a document, of which fewer prove nothing."""
_LONG = 24
"""So many in a line without punctuation are no heading."""
_RUNNING = lazy_pattern("[\u3041-\u3096。，、；！？]")
_BETWEEN = lazy_pattern(f"(?<=[{HAN_LETTERS}])(?=[{HAN_LETTERS}])")
_NUMBER = lazy_pattern(
    "(?<=[\u3040-\u30ff\u3400-\u9fff])( ?)[0-9]+( ?)(?=[\u3040-\u30ff\u3400-\u9fff])"
)
_CLOSING = lazy_pattern(f"(?<=[{HAN_LETTERS}]) (?=[,:;!?)])")

# bits; see the manual page for what each stands for
_SPACED, _TOUCHING = 2.0, 25.0
_LEAST_GAIN = 1.0


class _Line(NamedTuple):
    """A line with spaced ideographs."""

    start: int
    end: int
    spaces: int
    """Spaces between two ideographs."""
    touching: int
    """Ideographs that touch the next."""
    mixed: int
    """Spaces between ideographs and kana, where no ideograph touches a kana."""


class SpacedHanzi(Garbling):
    """Spaces between ideographs."""

    name = "spaced-hanzi"
    title = "a space between every two ideographs: 中 文 字 符"
    group = "layout"
    lossless = False
    local = True
    needs = ()
    signal = (Seen.HAN | Seen.SPACE | Seen.SPACED,)
    near = Seen.SPACED
    worst = ("中 文 ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The spaces, if the document has enough evidence for them as a whole."""
        lines = _lines(document)
        against = _TOUCHING * sum(line.touching for line in lines)
        most = _SPACED * sum(line.spaces + line.mixed for line in lines if not line.touching)
        if most - against < document.options.min_bits:
            return []
        bits = sum(_evidence(document, line) for line in lines if not line.touching) - against
        if bits < document.options.min_bits:
            return []
        kinds = document.recall(_kinds)
        kana_spaced = _kana_spaced(kinds, document.codes)
        around = any(line.mixed for line in lines)
        places: list[int] = []
        for line in lines:
            if not line.touching:
                places += _spaces(document, line, kinds, kana_spaced, around)
        return [Edit(place, place + 1, "", bits) for place in sorted(set(places))]

    def garble(self, text: str, chance: random.Random) -> str:
        """A space between every two ideographs."""
        return _BETWEEN.sub(" ", text)


def _lines(document: Document) -> list[_Line]:
    """The lines with ideographs that a single space sets apart."""
    codes = document.codes
    places = np.flatnonzero(codes == 0x20)
    places = places[(places > 0) & (places < len(codes) - 1)]
    if len(places) < _FEWEST:
        return []
    spaced = places[(classes(codes[places - 1]) == HAN) & (classes(codes[places + 1]) == HAN)]
    if len(spaced) < _FEWEST:
        return []
    breaks = np.flatnonzero(codes == 0x0A)
    kinds = document.recall(_kinds)
    touching = np.flatnonzero((kinds[1:] == HAN) & (kinds[:-1] == HAN))
    touches = np.flatnonzero(((kinds[1:] | kinds[:-1]) == HAN | KANA) & (kinds[1:] != kinds[:-1]))
    gaps = places[(kinds[places - 1] | kinds[places + 1]) == HAN | KANA]
    gaps = gaps[kinds[gaps - 1] != kinds[gaps + 1]]
    numbers = np.unique(np.searchsorted(breaks, spaced))
    edges = np.concatenate(([-1], breaks, [len(codes)]))
    starts, ends = edges[numbers] + 1, edges[numbers + 1]

    def counts(found: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many of these places are in each line."""
        result: NDArray[np.int64] = np.searchsorted(found, ends) - np.searchsorted(found, starts)
        return result

    mixed = np.where(counts(touches) > 0, 0, counts(gaps))
    rows = np.stack([starts, ends, counts(spaced), counts(touching), mixed], axis=1)
    return [_Line(*row) for row in rows.tolist()]


def _kinds(document: Document) -> NDArray[np.uint8]:
    return classes(document.codes)


def _evidence(document: Document, line: _Line) -> float:
    """The bits by which a line speaks for spaces that nobody typed."""
    count = line.spaces + line.mixed
    text = document.text[line.start : line.end]
    if (count < _LONG and not _RUNNING.search(text)) or _has_readings(document.text, line):
        return 0.0
    joined = "".join(text.split())
    model = document.model
    gain = float(model.bits_many(list(joined)).sum()) - model.bits(joined)
    return min(gain, _SPACED * count) if gain >= _LEAST_GAIN * count else 0.0


def _has_readings(text: str, line: _Line) -> bool:
    """Whether a line of as many Latin words stands over or under the line."""
    words = len(text[line.start : line.end].split())
    before = text[text.rfind("\n", 0, max(line.start - 1, 0)) + 1 : max(line.start - 1, 0)]
    end = text.find("\n", line.end + 1)
    after = text[line.end + 1 : end if end >= 0 else len(text)]
    return any(
        abs(len(other.split()) - words) <= words // 4 and max(other, default="\uffff") < "\u2e80"
        for other in (before, after)
        if other.strip()
    )


def _kana_spaced(kinds: NDArray[np.uint8], codes: NDArray[np.uint32]) -> bool:
    """Whether kana are set apart as well: so many are, and hardly two touch."""
    kana = kinds == KANA
    touching = int((kana[1:] & kana[:-1]).sum())
    spaced = int((kana[2:] & kana[:-2] & (codes[1:-1] == 0x20)).sum())
    return spaced >= 2 and spaced > 10 * touching


def _spaces(
    document: Document,
    line: _Line,
    kinds: NDArray[np.uint8],
    kana_spaced: bool,
    around: bool,
) -> Iterator[int]:
    """The places of the spaces in a line that go."""
    text = document.text
    if _has_readings(text, line):
        return
    codes, part = document.codes[line.start : line.end], kinds[line.start : line.end]
    gaps = np.flatnonzero(codes[1:-1] == 0x20) + 1
    left, right = part[gaps - 1], part[gaps + 1]
    both = ((left & _EAST_ASIAN) > 0) & ((right & _EAST_ASIAN) > 0)
    if not kana_spaced:
        both &= (left | right) & HAN > 0
    yield from (gaps[both] + line.start).tolist()
    if around:
        for match in _NUMBER.finditer(text, line.start, line.end):
            yield from (match.start(group) for group in (1, 2) if match[group])
        yield from (m.start() for m in _CLOSING.finditer(text, line.start, line.end))
