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
in such lines take twenty-five away; four in a long document in which they are one of thirty. A line
must be running text, which has punctuation or kana, or numbers, words or brackets that are not
spaced, as a heading that is spaced for looks has none; or be long; without punctuation it must have
a character twice, as lists of characters do not; and without the spaces it must be text, whose
characters explain each other by the model. What is proven so holds for all lines in which no two
ideographs touch. A part of a line counts as a line if ten and more are set apart in it, on both
sides of a mark, or twenty-four in a row, and hardly any beside it. The space may be of any width,
or several, up to four; if nearly all gaps are alike, a wider one is a space that there was.

What goes: the spaces between ideographs; and those between kana, marks, quotation marks, and
letters and digits of ASCII, where nearly all in these lines are set apart.

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
from fixtext.scan import text_of

__all__ = ["SpacedHanzi"]

_IDEOGRAPH, _SYLLABLE, _SIGN, _QUOTATION, _LETTER, _SORTS = 1, 2, 3, 4, 5, 6
"""Sorts of characters; 0 for all others."""
_QUOTATION_MARKS = np.array([ord(mark) for mark in "‘’“”…—·"], np.uint32)
"""Marks that are as wide as ideographs in Chinese, and narrow elsewhere."""
_GAPS = np.array([0x20, 0xA0, *range(0x2002, 0x200B), 0x3000], np.uint32)
_WIDEST_GAP = 4
"""What sets ideographs apart: so many spaces of any width."""
_ALIKE = 0.85
"""Of the gaps between ideographs, if they are of one kind."""
_NO_GAP = 0x2001
"""A space of another width, for one that sets nothing apart."""
_FEW_APART = 2
_FEWEST = 5
"""Spaces between two ideographs in a document, of which fewer prove nothing."""
_LONG = 24
"""So many in a line without punctuation are no heading."""
_LONG_PART = 10
"""So many in a part of a line in which no two ideographs touch did not come about by themselves."""
_RUNNING = lazy_pattern("[\u3041-\u3096。，、；！？]")
_RUNNING_ON = lazy_pattern(
    f"[{HAN_LETTERS}] [{HAN_LETTERS}] ?[。，；！？] ?[{HAN_LETTERS}] [{HAN_LETTERS}]"
)
"""A mark between spaced ideographs, as lists of characters do not have it."""
_UNSPACED = lazy_pattern(
    "[0-9A-Za-z]{2}|[|｜/／][（(]?[\u3400-\u9fff] |[\u3400-\u9fff][（(][\u3400-\u9fff] "
)
"""What a writer who spaces a heading for looks would space as well."""
_BETWEEN = lazy_pattern(f"(?<=[{HAN_LETTERS}])(?=[{HAN_LETTERS}])")
_NUMBER = lazy_pattern(
    "(?<=[\u3040-\u30ff\u3400-\u9fff])( ?)[0-9]+( ?)(?=[\u3040-\u30ff\u3400-\u9fff])"
)
_CLOSING = lazy_pattern(f"(?<=[{HAN_LETTERS}]) (?=[,:;!?)])")

# bits; see the manual page for what each stands for
_SPACED, _TOUCHING, _TOUCHING_NOW_AND_THEN = 2.0, 25.0, 4.0
_SURELY_SPACED, _TO_ONE_TOUCHING = 200, 30
"""Spaces in a document, and for each two ideographs that touch: words are not set apart so."""
_MOST_EACH = 12.0
"""What a character of text costs at most, on average, without the spaces."""
_LEAST_GAIN, _LEAST_GAIN_UNMARKED = 1.0, 2.5
"""Bits that each space must save; the second without punctuation, which lists lack."""


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
    is_part: bool = False
    """Whether it is a part of a line."""


class SpacedHanzi(Garbling):
    """Spaces between ideographs."""

    name = "spaced-hanzi"
    title = "a space between every two ideographs: 中 文 字 符"
    group = "layout"
    lossless = False
    local = True
    needs = ()
    signal = (Seen.HAN | Seen.SPACED,)
    near = Seen.SPACED
    worst = ("中 文 ",)

    def find(self, document: Document) -> Sequence[Edit]:
        """The spaces, if the document has enough evidence for them as a whole."""
        gaps = _gaps(document.codes)
        if gaps is None:
            return self._single(document)
        evened, origin = gaps
        found = self._single(document.excerpt(evened))
        return [Edit(int(origin[one.start]), int(origin[one.end]), "", one.bits) for one in found]

    def _single(self, document: Document) -> list[Edit]:
        """Single spaces that go."""
        lines = _lines(document)
        if not lines:
            return []
        each = _TOUCHING if _touch_at_all(lines) else _TOUCHING_NOW_AND_THEN
        against = each * sum(line.touching for line in lines)
        set_apart = [line for line in lines if not line.touching or each < _TOUCHING]
        most = _SPACED * sum(line.spaces + line.mixed for line in set_apart)
        if most - against < document.options.min_bits:
            return []
        bits = sum(_evidence(document, line) for line in set_apart) - against
        if bits < document.options.min_bits:
            return []
        around = any(line.mixed for line in lines)
        sorts = _sorts(document)
        apart = _apart(document.codes, sorts, set_apart)
        places: list[int] = []
        for line in set_apart:
            places += _spaces(document, line, sorts, apart, around)
        return [Edit(place, place + 1, "", bits) for place in sorted(set(places))]

    def garble(self, text: str, chance: random.Random) -> str:
        """A space between every two ideographs."""
        return _BETWEEN.sub(" ", text)


def _gaps(codes: NDArray[np.uint32]) -> tuple[str, NDArray[np.int64]] | None:
    """The text with a single space for what sets its ideographs apart, and where each place was.

    None where that is a single space already. If nearly all gaps are alike, wider ones are spaces
    that there were, and no gaps.
    """
    is_gap = np.isin(codes, _GAPS)
    if not is_gap.any():
        return None
    edges = np.flatnonzero(np.diff(is_gap, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    inside = (starts > 0) & (ends < len(codes)) & (ends - starts <= _WIDEST_GAP)
    starts, ends = starts[inside], ends[inside]
    between = (classes(codes[starts - 1]) == HAN) & (classes(codes[ends]) == HAN)
    kinds = (codes[starts] << 3) + (ends - starts).astype(np.uint32)
    values, counts = np.unique(kinds[between], return_counts=True)
    if counts.sum() < _FEWEST:
        return None
    usual = values[counts.argmax()]
    alike = counts.max() >= _ALIKE * counts.sum()
    if alike and usual == (0x20 << 3) + 1:
        return None
    gaps = kinds == usual if alike else np.ones(len(kinds), np.bool_)
    evened = codes.copy()
    evened[is_gap & (codes == 0x20)] = _NO_GAP
    evened[starts[gaps]] = 0x20
    kept = np.ones(len(codes) + 1, np.bool_)
    for offset in range(1, _WIDEST_GAP):
        kept[starts[gaps & (ends - starts > offset)] + offset] = False
    return text_of(evened[kept[:-1]]), np.flatnonzero(kept)


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
    lines: list[_Line] = []
    for row in rows.tolist():
        lines += _parts(_Line(*row), spaced, touching)
    return lines


def _parts(line: _Line, spaced: NDArray[np.int64], touching: NDArray[np.int64]) -> list[_Line]:
    """The parts of a line in which no two ideographs touch, if nothing is spaced beside them."""
    if not line.touching or line.spaces < _LONG_PART:
        return [line]
    low, high = np.searchsorted(touching, (line.start, line.end))
    edges = [line.start, *(touching[low:high] + 1).tolist(), line.end]
    inside = np.diff(np.searchsorted(spaced, edges)).tolist()
    parts = [
        _Line(start, end, count, 0, 0, True)
        for start, end, count in zip(edges, edges[1:], inside, strict=False)
        if count >= _LONG_PART
    ]
    beside = line.spaces - sum(part.spaces for part in parts)
    return parts if parts and beside <= len(parts) else [line]


def _kinds(document: Document) -> NDArray[np.uint8]:
    return classes(document.codes)


def _touch_at_all(lines: Sequence[_Line]) -> bool:
    """Whether ideographs touch too often for spaces that were forgotten."""
    spaces, touching = sum(line.spaces for line in lines), sum(line.touching for line in lines)
    return spaces < _SURELY_SPACED or touching * _TO_ONE_TOUCHING > spaces


def _evidence(document: Document, line: _Line) -> float:
    """The bits by which a line speaks for spaces that nobody typed."""
    count = line.spaces + line.mixed
    text = document.text[line.start : line.end]
    is_marked = _RUNNING.search(text) is not None
    runs = count >= _LONG or (_RUNNING_ON.search(text) if line.is_part else is_marked)
    runs = runs or (count >= _LONG_PART and not line.is_part and _UNSPACED.search(text))
    if not runs or _has_readings(document.text, line):
        return 0.0
    joined = "".join(text.split())
    model = document.model
    together = model.bits(joined)
    ideographs = [c for c in joined if c >= "\u3400"]
    is_list = not is_marked and len(set(ideographs)) == len(ideographs)  # where nothing comes twice
    if is_list or together > _MOST_EACH * len(joined):
        return 0.0
    gain = float(model.bits_many(list(joined)).sum()) - together
    least = _LEAST_GAIN if is_marked else _LEAST_GAIN_UNMARKED
    return min(gain, _SPACED * count) if gain >= least * count else 0.0


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


def _sorts(document: Document) -> NDArray[np.uint8]:
    """What each character is, as far as it matters to what stands beside it."""
    codes, kinds = document.codes, document.recall(_kinds)
    sorts = np.zeros(len(codes), np.uint8)
    sorts[(codes > 0x20) & (codes < 0x7F)] = _LETTER
    sorts[np.isin(codes, _QUOTATION_MARKS)] = _QUOTATION
    sorts[kinds == MARK] = _SIGN
    sorts[kinds == KANA] = _SYLLABLE
    sorts[kinds == HAN] = _IDEOGRAPH
    return sorts


def _apart(
    codes: NDArray[np.uint32], sorts: NDArray[np.uint8], lines: Sequence[_Line]
) -> NDArray[np.bool_]:
    """Of which two sorts characters are set apart in these lines: some are, and hardly two touch.

    Shape (sorts, sorts). Between ASCII and others a space is right, unless letters and digits are
    set apart from each other, too.
    """
    touching, spaced = np.zeros((2, _SORTS * _SORTS), np.int64)
    for line in lines:
        part, own = codes[line.start : line.end], sorts[line.start : line.end].astype(np.intp)
        touching += np.bincount(own[:-1] * _SORTS + own[1:], minlength=_SORTS * _SORTS)
        gaps = np.flatnonzero(part[1:-1] == 0x20)
        spaced += np.bincount(own[gaps] * _SORTS + own[gaps + 2], minlength=_SORTS * _SORTS)
    both = np.stack([touching, spaced]).reshape(2, _SORTS, _SORTS)
    touching, spaced = both + both.transpose(0, 2, 1)
    apart = _are_apart(touching, spaced)
    east_asian = slice(_IDEOGRAPH, _LETTER)
    for sort in (_SIGN, _QUOTATION):  # of which there may be one or two
        beside = touching[sort, east_asian].sum(), spaced[sort, east_asian].sum()
        if _are_apart(*beside) or (sort == _SIGN and apart[_SYLLABLE, _SYLLABLE]):
            apart[sort, east_asian] = apart[east_asian, sort] = True
    apart[_IDEOGRAPH, _IDEOGRAPH:_QUOTATION] = apart[_IDEOGRAPH:_QUOTATION, _IDEOGRAPH] = True
    if not apart[_LETTER, _LETTER]:
        apart[_LETTER] = apart[:, _LETTER] = False
    apart[0] = apart[:, 0] = False
    return np.asarray(apart, np.bool_)


def _are_apart(touching: NDArray[np.int64], spaced: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (spaced >= _FEW_APART) & (spaced > 10 * touching)


def _spaces(
    document: Document,
    line: _Line,
    sorts: NDArray[np.uint8],
    apart: NDArray[np.bool_],
    around: bool,
) -> Iterator[int]:
    """The places of the spaces in a line that go."""
    text = document.text
    if _has_readings(text, line):
        return
    codes, part = document.codes[line.start : line.end], sorts[line.start : line.end]
    gaps = np.flatnonzero(codes[1:-1] == 0x20) + 1
    yield from (gaps[apart[part[gaps - 1], part[gaps + 1]]] + line.start).tolist()
    yield from (m.start() for m in _CLOSING.finditer(text, line.start, line.end))
    if around:
        for match in _NUMBER.finditer(text, line.start, line.end):
            yield from (match.start(group) for group in (1, 2) if match[group])
