"""Traditional characters that are not the ones their words need.

The damage: a converter went character by character, and wherever one simplified character stands
for several traditional ones (a *family*, see ``families``), it left the simplified one (關于, 規范)
or always took the same (繫統, 皇後). So in a damaged text every member of a family looks alike.

The evidence: OpenCC's words and the character model say what each member costs as it stands, more
than the best of its family does. A text whose author chose has both members of some families,
each in its place; that speaks against damage. Only where the whole text speaks for damage are its
single characters repaired, so that a lone 發布 or 云 in a right text stays.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.errors import ScriptError
from fixtext.hanscript.bounds import Bounds, bounds
from fixtext.hanscript.characters import Characters
from fixtext.hanscript.conversion import script_tag
from fixtext.hanscript.discourse import shared
from fixtext.hanscript.eligible import LINE_FEED, eligible_places, marked
from fixtext.hanscript.evidence import (
    BLOCK,
    CONVERTED,
    CONVERTED_ALL,
    DISTINGUISHED,
    FAMILY,
    LOCAL,
    OLD,
    PICKED,
    weak,
)
from fixtext.hanscript.families import (
    Occurrences,
    canonical,
    families,
    occurrences,
    simplify,
    single_forms,
    styled,
)
from fixtext.hanscript.habit import Habit
from fixtext.hanscript.neighbours import doubt, form_bits, is_common, standing
from fixtext.hanscript.script import in_traditional
from fixtext.hanscript.weigh import NO_FORM, weigh
from fixtext.scan import code_points, text_of

__all__ = ["Leftover", "doubt_enough", "leftovers", "leftovers_among"]


@dataclasses.dataclass(frozen=True, slots=True)
class Leftover:
    """One character that does not fit: ``start:end`` are code points, ``bits`` the evidence.

    ``candidates`` are all that could stand there, the best first; ``phrase`` is the word of the
    dictionary that speaks for ``after``, as the text has it.
    """

    start: int
    end: int
    before: str
    after: str
    candidates: tuple[str, ...]
    phrase: str | None
    bits: float


_ROUNDING = 0.01  # bits
_SHARED = 30.0  # bits that the other damage in a text adds at most
_FURTHEST = 25.0  # bits: what one character says at most
_PRINTED = 3.0  # bits: some simplified characters are also variants that old prints have
_CLEAR = 2.5  # bits that the other form must be ahead by in a family that is style elsewhere
_WINDOW = 512  # code points in which a line's end is looked for first
_BORROWED = 2.5  # what evidence from elsewhere adds at most, by the text's own


def leftovers(
    text: str,
    target: str = "zh-Hant",
    variant: str | None = None,
    min_bits: float = 20.0,
    proven: float = 0.0,
) -> list[Leftover]:
    """The characters of a traditional text that a conversion left or chose wrongly.

    Empty for a text that is not traditional. Lines and quotations in simplified Chinese and in
    Japanese stay. ``variant`` (``"TW"`` or ``"HK"``) says which regional forms the repairs have;
    without it they follow ``target``, and then the text's own habit. Findings have ``min_bits``
    of evidence or more. ``proven`` is evidence from elsewhere, in bits, that the text was converted
    without regard to words. Raises ScriptError for a ``target`` that is not traditional.

    >>> [(each.before, each.after) for each in leftovers("關于規范的建筑，此后并無余地")]
    [('于', '於'), ('范', '範'), ('筑', '築'), ('后', '後'), ('并', '並'), ('余', '餘')]
    >>> leftovers("皇后與公里，范仲淹與于丹，發布與布局")
    []
    """
    codes = code_points(text)
    told = bounds(codes, doubt_enough(min_bits, proven))
    return leftovers_among(codes, target, variant, min_bits, proven, told=told)


def leftovers_among(
    codes: NDArray[np.uint32],
    target: str = "zh-Hant",
    variant: str | None = None,
    min_bits: float = 20.0,
    proven: float = 0.0,
    characters: Characters | None = None,
    told: Bounds | None = None,
) -> list[Leftover]:
    """As :func:`leftovers`, of code points; it may be known what ``characters`` these are.

    ``told`` is what they may have at most, as far as that is known.
    """
    region = _region(target, variant)
    enough = doubt_enough(min_bits, proven)
    if told is not None and told.whole < enough:
        if not len(told.blocks) or told.marked <= 2 * BLOCK:
            return []
        if 2 * int(np.diff(told.blocks).sum()) < len(codes):
            return _in_blocks(codes, told.blocks.tolist(), region, min_bits, proven)
    eligible = eligible_places(codes, characters)
    if eligible is None:
        return []
    found = occurrences(simplify(codes, characters), eligible)
    # All that may speak for damage, before anything speaks against it: see _Search.wrong.
    if doubt(found, codes, LOCAL, NO_FORM, enough) < enough:
        return []
    search = _Search(codes, eligible, found, region, min_bits, proven)
    result = search.findings(0, len(codes))
    if not result and search.may_find and np.count_nonzero(eligible) > 2 * BLOCK:
        for start, end in search.promising(_blocks(codes, eligible)):
            result += search.findings(start, end)
    return result


def _in_blocks(
    codes: NDArray[np.uint32],
    blocks: list[list[int]],
    region: str | None,
    min_bits: float,
    proven: float,
) -> list[Leftover]:
    """The findings in some blocks of whole lines, where there are none in the whole text."""
    result, habit = [], functools.cache(lambda: Habit(codes, region))
    for start, end in blocks:
        # the lines beside it are what neighbours and their words may reach into
        begin, stop = _line_before(codes, start), _line_behind(codes, end)
        part = codes[begin:stop]
        eligible, _ = marked(part)
        eligible[: start - begin] = eligible[end - begin :] = False
        found = occurrences(simplify(part), eligible)
        search = _Search(part, eligible, found, region, min_bits, proven, habit)
        result += [
            dataclasses.replace(each, start=each.start + begin, end=each.end + begin)
            for each in search.findings(start - begin, end - begin)
        ]
    return result


def _line_before(codes: NDArray[np.uint32], start: int) -> int:
    """Where the line begins that ends before a place."""
    window = _WINDOW
    while start > 0:
        begin = max(0, start - window)
        ends = np.flatnonzero(codes[begin : start - 1] == LINE_FEED)
        if len(ends):
            return begin + int(ends[-1]) + 1
        if not begin:
            break
        window *= 2
    return 0


def _line_behind(codes: NDArray[np.uint32], end: int) -> int:
    """Where the line ends that begins at a place."""
    window = _WINDOW
    while end < len(codes):
        ends = np.flatnonzero(codes[end : end + window] == LINE_FEED)
        if len(ends):
            return end + int(ends[0]) + 1
        if end + window >= len(codes):
            break
        window *= 2
    return len(codes)


def doubt_enough(min_bits: float, proven: float) -> float:
    """The bits that all that may speak for damage must come to, if it is to be looked at."""
    return max(min_bits - proven, min_bits / (1.0 + _BORROWED)) - _ROUNDING


def _blocks(codes: NDArray[np.uint32], eligible: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where blocks of whole lines begin, of ``BLOCK`` ideographs or a little more; and the end."""
    if compiled.IS_COMPILED:
        return np.frombuffer(compiled.blocks_of_lines(codes, eligible, BLOCK), np.int64)
    count = np.cumsum(eligible)
    ends = np.append(np.flatnonzero(codes == LINE_FEED) + 1, len(codes))
    number = count[np.minimum(ends, len(codes)) - 1] // BLOCK
    return np.append(0, ends[np.append(np.diff(number) > 0, True)])


def _region(target: str, variant: str | None) -> str | None:
    tag = script_tag(target if variant is None else f"zh-Hant-{variant}")
    if tag == "zh-Hans":
        raise ScriptError("leftovers are looked for in traditional text, not in zh-Hans")
    return {"zh-Hant-TW": "tw", "zh-Hant-HK": "hk"}.get(tag)


class _Search:
    """What all questions about one text, or a part of one with a habit, share."""

    def __init__(
        self,
        codes: NDArray[np.uint32],
        eligible: NDArray[np.bool_],
        found: Occurrences,
        region: str | None,
        min_bits: float,
        proven: float,
        habit: Callable[[], Habit] | None = None,
    ) -> None:
        self.habit_of_all = habit
        self.codes, self.eligible, self.found, self.region = codes, eligible, found, region
        self.min_bits, self.proven = min_bits, proven
        self.stands = canonical()[codes[found.positions]]
        self.margins = self._margins()
        self.family = families().number[found.simple].astype(np.int64)
        left = self.stands == found.simple
        # What a conversion may have made: a simplified form that few others write, or a form that
        # is common enough to be taken for all.
        self.left = left
        self.styled = styled()[found.simple]
        signs = np.where(left, ~weak()[self.family], is_common(self.stands)) & ~self.styled
        self.wrong = (self.margins >= LOCAL) & signs & self._are_in_words()
        self.right = (self.margins == 0) & families().both[found.simple]
        self.most = np.append(
            0.0, np.cumsum(np.where(self.wrong, self.margins, 0.0), dtype=np.float64)
        )

    def _are_in_words(self) -> NDArray[np.bool_]:
        """Which occurrences are beside another ideograph: those of lists say nothing."""
        beside = np.concatenate(([False], self.eligible, [False]))
        places = self.found.positions
        return beside[places] | beside[places + 2]

    @property
    def may_find(self) -> bool:
        """Whether there is evidence enough in the whole text, before anything speaks against it."""
        return float(self.most[-1]) + self.proven >= self.min_bits

    @functools.cached_property
    def habit(self) -> Habit:
        """How the text writes what can be written in several ways."""
        return self.habit_of_all() if self.habit_of_all else Habit(self.codes, self.region)

    def _margins(self) -> NDArray[np.float32]:
        """Bits by which the best form of each occurrence beats the one that stands there."""
        bits = standing(self.found, self.codes)
        others = np.isnan(bits)
        foreign = in_traditional(self.codes[self.found.positions[others]])
        bits[others] = np.where(foreign < NO_FORM, _PRINTED, NO_FORM)
        return bits

    def damage(self, first: int, last: int) -> float:
        """Evidence in bits that a stretch of text was converted without regard to words.

        The stretch is given by its first occurrence and the one after its last.
        """
        # One form a family is what such a conversion leaves; two are an author's.
        family, left = self.family[first:last], self.left[first:last]
        members = np.zeros((len(families().begins), 2), np.bool_)
        members[family, left.astype(np.int8)] = True
        distinguished = members[:, 0] & members[:, 1]
        open_ = ~distinguished[family]
        wrong, right = self.wrong[first:last] & open_, self.right[first:last] & open_
        damage = -DISTINGUISHED * np.count_nonzero(distinguished)
        for choice, most in ((left, FAMILY), (~left, PICKED)):
            evidence = self.evidence((np.flatnonzero(wrong & choice) + first).tolist(), most)
            against = CONVERTED * len(set(family[right & ~choice].tolist()))
            damage += max(evidence - min(against, CONVERTED_ALL), 0.0)
        return float(damage)

    def promising(self, cuts: NDArray[np.int64]) -> list[tuple[int, int]]:
        """The stretches between some places in which there may be enough evidence."""
        most = self.most[np.searchsorted(self.found.positions, cuts)]
        kept = np.flatnonzero(np.diff(most) + self.proven >= self.min_bits)
        return list(zip(cuts[kept].tolist(), cuts[kept + 1].tolist(), strict=True))

    def evidence(self, indexes: list[int], most: float) -> float:
        """The sum of what some occurrences say: a word once, a family so many bits at most."""
        words: dict[tuple[int, ...], float] = {}
        for index in indexes:
            at, family = int(self.found.positions[index]), int(self.found.simple[index])
            word = family, *self.codes[max(0, at - 1) : at + 2].tolist()
            words[word] = float(self.margins[index])
        sums: dict[int, float] = {}
        for (family, *_), margin in words.items():
            group = OLD[0] if family in OLD else family
            sums[group] = min(most, sums.get(group, 0.0) + margin)
        return sum(sums.values())

    def findings(self, start: int, end: int) -> list[Leftover]:
        """The findings in a stretch of text, none if the stretch is not damaged."""
        first, last = np.searchsorted(self.found.positions, (start, end)).tolist()
        if self.most[last] - self.most[first] + self.proven < self.min_bits:
            return []
        damage = self.damage(first, last)
        damage += min(self.proven, _BORROWED * max(damage, 0.0))
        if damage < self.min_bits:
            return []
        found = self.found.only(slice(first, last))
        cost = shared(found, form_bits(found))
        weighed = weigh(found, self.codes[found.positions], self.habit, cost)
        margins = self.margins[first:last].copy()
        # A word that comes again in a text of one style says nothing new: no cost is shared.
        clear = self.left[first:last] & (margins >= _CLEAR) & (self.habit.region == "tw")
        kept = self.styled[first:last] & ~clear
        owner, forms = families().of(found.simple)
        own = np.flatnonzero(forms == self.stands[first:last][owner])
        margins[owner[own]] = cost[own]
        ends = np.append(weighed.first[1:], len(weighed.owner))
        result = []
        for index in np.flatnonzero((margins >= LOCAL) & ~kept).tolist():
            rendered = text_of(weighed.rendered[weighed.first[index] : ends[index]])
            word = found.word(index)
            at, margin = int(found.positions[index]), float(margins[index])
            result.append(self._leftover(at, rendered, word, margin, damage))
        alone, after = single_forms(self.codes[start:end], self.habit)
        for at, form in zip((alone + start).tolist(), text_of(after), strict=True):
            if self.eligible[at]:
                result.append(self._leftover(at, form, None, NO_FORM, damage))
        return sorted(
            (each for each in result if each.bits >= self.min_bits), key=lambda each: each.start
        )

    def _leftover(
        self, at: int, forms: str, word: tuple[int, int] | None, margin: float, damage: float
    ) -> Leftover:
        local = min(margin, _FURTHEST)
        return Leftover(
            start=at,
            end=at + 1,
            before=chr(self.codes[at]),
            after=forms[0],
            candidates=tuple(forms),
            phrase=text_of(self.codes[slice(*word)]) if word else None,
            bits=round(local + min(max(damage - local, 0.0), _SHARED), 2),
        )
