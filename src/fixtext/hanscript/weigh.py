"""What each form of a family costs in its place, by the words of OpenCC's dictionaries, in bits.

The language model has no say here. Half of what it knows is simplified text, where every form
of a family is the simplified one, so it finds 大于 likelier than 大於; measured on half-converted
text, listening to it made more characters wrong.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.families import Occurrences, canonical, families
from fixtext.hanscript.habit import Habit

__all__ = ["NO_FORM", "Weighed", "weigh"]

NO_FORM = 10.0
"""Bits against a character that traditional text does not have."""

_WORD = 4.0  # bits that a word of two characters in OpenCC's dictionary says
_LONGER = 2.0  # and each character that it has more,
_LONGEST = 4  # up to so many
# Bits against what stands there if damage would look so: the simplified form of a family that has
# others, or a form that is not its word's.
_LIKE_DAMAGE = 4.0


def _word_bits(found: Occurrences, alone: float) -> NDArray[np.float64]:
    """Bits by which the dictionary speaks for its own form at each occurrence.

    ``alone`` where no word covers it; the longer the word, the more it says.
    """
    covered = found.phrase >= 0
    lengths = np.zeros(len(found.phrase), np.int64)
    lengths[covered] = found.spans.lengths[found.phrase[covered]]
    return np.where(covered, _WORD + _LONGER * np.minimum(lengths - 2, _LONGEST), alone)


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """The forms that could stand at each occurrence: parallel arrays, cheapest form first.

    ``owner`` is an index into the occurrences, ``cost`` in bits, and ``first`` the index of each
    owner's cheapest form in these arrays.
    """

    owner: NDArray[np.int64]
    forms: NDArray[np.uint32]
    rendered: NDArray[np.uint32]
    cost: NDArray[np.float64]
    first: NDArray[np.int64]

    def against(self, forms: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Bits by which each occurrence's cheapest form is better than one of ``forms``.

        ``NO_FORM`` where that is no form of the occurrence's family at all.
        """
        index = np.flatnonzero(self.forms == forms[self.owner])
        margins = np.full(len(forms), NO_FORM)
        margins[self.owner[index]] = self.cost[index] - self.cost[self.first[self.owner[index]]]
        return margins


def weigh(found: Occurrences, own: NDArray[np.uint32], habit: Habit, alone: float) -> Weighed:
    """The cost of every form of every occurrence.

    ``own`` is what stands at the occurrences: a form that it is a variant of looks like it. Other
    forms look as ``habit`` says. ``alone`` is what the dictionary's form is worth in bits where no
    word speaks for it.
    """
    owner, forms = families().of(found.simple)
    rendered = habit.write(forms)
    kept = canonical()[own[owner]] == forms
    rendered[kept] = own[owner[kept]]
    proposed = canonical()[found.proposal[found.positions[owner]]] == forms
    left = forms == found.simple[owner]
    against_word = ~proposed & (found.phrase[owner] >= 0)
    cost = np.where(kept & (left | against_word), _LIKE_DAMAGE, 0.0)
    cost += np.where(proposed, 0.0, _word_bits(found, alone)[owner])
    order = np.lexsort((cost, owner))
    owner = owner[order]
    first = np.flatnonzero(np.append(True, np.diff(owner) > 0)) if len(owner) else owner
    return Weighed(owner, forms[order], rendered[order], cost[order], first)
