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
import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fixtext.errors import ScriptError
from fixtext.hanscript.conversion import script_tag
from fixtext.hanscript.eligible import LINE_FEED, eligible_places
from fixtext.hanscript.families import (
    Occurrences,
    canonical,
    families,
    occurrences,
    simplify,
    single_forms,
)
from fixtext.hanscript.habit import Habit
from fixtext.hanscript.script import in_traditional
from fixtext.hanscript.weigh import NO_FORM, Weighed, weigh
from fixtext.scan import code_points, text_of

__all__ = ["Leftover", "leftovers"]


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


# A text whose author tells the members of a family apart was not converted without regard to
# words; each such family weighs so many bits against damage, and each that is wrong at most so
# many for it: damage touches several.
_DISTINGUISHED = 6.0
_CONVERTED = 2.5  # bits against, for a family whose members could have been left and are not
_CONVERTED_ALL = 10.0  # for all such families: some converters know some of them
_FAMILY = 12.0
_LOCAL = 2.0  # bits that a character must itself have, in a text that is damaged
_ALONE = 5.0  # bits for the form that the dictionary gives a character by itself, in such a text
_SHARED = 30.0  # bits that the other damage in a text adds at most
_FURTHEST = 25.0  # bits: what one character says at most
_NO_WORD = 0.4  # how much a form that no word asks for says of the whole text
_PRINTED = 3.0  # bits: some simplified characters are also variants that old prints have
_BORROWED = 2.5  # what evidence from elsewhere adds at most, by the text's own
_BLOCK = 500  # ideographs: a long text is also looked at in blocks of so many
# Families whose simplified member many write in traditional text too: no sign of damage.
_WEAK = np.array(
    [ord(c) for c in "周占托采咨游回念欲注折背尝叹彩抵毁巨鉴艳杯闲恒饥迹径并岩杰表系修辟"]
)


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
    region = _region(target, variant)
    codes = code_points(text)
    eligible = eligible_places(codes)
    if eligible is None:
        return []
    found = occurrences(simplify(codes)).within(eligible)
    stands, proposed = (canonical()[each[found.positions]] for each in (codes, found.proposal))
    if (stands == proposed).all():
        return []
    search = _Search(codes, eligible, Habit(codes, region), min_bits, proven)
    result = search.findings(found, 0, len(codes))
    if not result and np.count_nonzero(eligible) > 2 * _BLOCK:
        for start, end in _blocks(codes, eligible):
            result += search.findings(found.between(start, end), start, end)
    return result


def _blocks(codes: NDArray[np.uint32], eligible: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Starts and ends of blocks of whole lines of ``_BLOCK`` ideographs or a little more."""
    count = np.cumsum(eligible)
    ends = np.append(np.flatnonzero(codes == LINE_FEED) + 1, len(codes))
    number = count[np.minimum(ends, len(codes)) - 1] // _BLOCK
    cuts = ends[np.append(np.diff(number) > 0, True)].tolist()
    return itertools.pairwise([0, *cuts])


def _region(target: str, variant: str | None) -> str | None:
    tag = script_tag(target if variant is None else f"zh-Hant-{variant}")
    if tag == "zh-Hans":
        raise ScriptError("leftovers are looked for in traditional text, not in zh-Hans")
    return {"zh-Hant-TW": "tw", "zh-Hant-HK": "hk"}.get(tag)


@dataclasses.dataclass(frozen=True, slots=True)
class _Search:
    """What all questions about one text share."""

    codes: NDArray[np.uint32]
    eligible: NDArray[np.bool_]
    habit: Habit
    min_bits: float
    proven: float

    def margins(self, found: Occurrences, alone: float) -> tuple[Weighed, NDArray[np.float64]]:
        """The forms of some occurrences, and the bits for another one than each has."""
        own = self.codes[found.positions]
        weighed = weigh(found, own, self.habit, alone)
        return weighed, weighed.against(canonical()[own])

    def damage(self, found: Occurrences) -> float:
        """Evidence in bits that a stretch of text was converted without regard to words.

        A word that comes back counts once.
        """
        stands = canonical()[self.codes[found.positions]]
        proposed = canonical()[found.proposal[found.positions]]
        wrong = stands != proposed
        if len(set(found.simple[wrong].tolist())) * _FAMILY + self.proven < self.min_bits:
            return 0.0
        # One form a family is what such a conversion leaves; two are an author's.
        pairs = np.unique(np.stack((found.simple, stands), axis=1), axis=0)
        members, counts = np.unique(pairs[:, 0], return_counts=True)
        distinguished = members[counts > 1]
        aside = np.isin(found.simple, np.append(distinguished, _WEAK))
        doubtful = found.only(wrong & ~aside)
        _, margins = self.margins(doubtful, alone=0.0)
        margins[(doubtful.phrase < 0) & (margins < NO_FORM)] *= _NO_WORD
        foreign = in_traditional(self.codes[doubtful.positions])
        margins[(margins == NO_FORM) & (foreign < NO_FORM)] = _PRINTED
        words: dict[tuple[int, ...], float] = {}
        families_: dict[int, float] = {}
        for at, family, margin in zip(
            doubtful.positions.tolist(), doubtful.simple.tolist(), margins.tolist(), strict=True
        ):
            words[family, *self.codes[max(0, at - 1) : at + 2].tolist()] = margin
        for (family, *_), margin in words.items():
            families_[family] = min(_FAMILY, families_.get(family, 0.0) + margin)
        right = ~wrong & (stands != found.simple) & families().both[found.simple]
        against = _DISTINGUISHED * len(distinguished)
        converted = len(np.setdiff1d(found.simple[right], distinguished))
        against += min(_CONVERTED * converted, _CONVERTED_ALL)
        return sum(families_.values()) - against

    def findings(self, found: Occurrences, start: int, end: int) -> list[Leftover]:
        """The findings in a stretch of text, none if the stretch is not damaged."""
        if not len(found.positions):
            return []
        damage = self.damage(found)
        damage += min(self.proven, _BORROWED * max(damage, 0.0))
        if damage < self.min_bits:
            return []
        weighed, margins = self.margins(found, _ALONE)
        last = np.append(weighed.first[1:], len(weighed.owner))
        result = []
        for index in np.flatnonzero(margins >= _LOCAL).tolist():
            forms = text_of(weighed.rendered[weighed.first[index] : last[index]])
            word = found.word(index)
            at = int(found.positions[index])
            result.append(self._leftover(at, forms, word, float(margins[index]), damage))
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
