"""What a whole document says of its words: beside the same character stands the same form.

A word that comes again is nearly always written as before, while what stands around it changes:
複製檔案 is hardly in doubt, 複製 before a comma is, where 制 is far commoner (限制, 控制). So
occurrences of a family that have a neighbour in common share what their places say (W. Gale,
K. Church and D. Yarowsky, "One Sense per Discourse", 1992).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.characters import HAN, character_classes
from fixtext.hanscript.families import Occurrences, families
from fixtext.hanscript.neighbours import KINDS, MOST_FORMS, beside, contexts

__all__ = ["shared"]

_MOST = np.float32(6)  # bits: what one place says at most to others


def shared(found: Occurrences, cost: NDArray[np.float32]) -> NDArray[np.float32]:
    """Costs of forms, where occurrences with the same neighbour are of one mind.

    ``cost`` is in the order of ``families().of``, and so is the result. An occurrence's own place
    counts as much as all those with its left neighbour, and all those with its right one. These
    depend on one another, so ``n`` say as much as the root of ``n`` that do not.
    """
    if not len(cost):
        return cost
    owner, _ = families().of(found.simple)
    first = np.searchsorted(owner, np.arange(len(found.positions)))
    form = np.arange(len(owner)) - first[owner]
    own = np.minimum(cost, _MOST)
    total = cost.copy()
    hashes = contexts(found.simplified, found.positions)
    characters = beside(found.simplified, found.positions)
    for row, kind in enumerate(("left", "right")):
        _, group, sizes = np.unique(
            hashes[KINDS.index(kind)], return_inverse=True, return_counts=True
        )
        place = group[owner] * MOST_FORMS + form
        sums = np.bincount(place, own)[place] / np.sqrt(sizes)[group[owner]]
        ideograph = (character_classes(characters[row]) & HAN) != 0
        total += np.where(ideograph[owner], sums, own).astype(np.float32)
    total -= np.minimum.reduceat(total, first)[owner]
    result: NDArray[np.float32] = total / np.float32(3)
    return result
