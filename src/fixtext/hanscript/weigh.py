"""What each form of a family costs in its place, in bits, in a text that was damaged."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.families import Occurrences, canonical, families
from fixtext.hanscript.habit import Habit

__all__ = ["NO_FORM", "Weighed", "weigh"]

NO_FORM = 10.0
"""Bits against a character that traditional text does not have."""


@dataclasses.dataclass(frozen=True, slots=True)
class Weighed:
    """The forms that could stand at each occurrence: parallel arrays, cheapest form first.

    ``owner`` is an index into the occurrences, ``cost`` in bits, and ``first`` the index of each
    owner's cheapest form in these arrays.
    """

    owner: NDArray[np.int64]
    forms: NDArray[np.uint32]
    rendered: NDArray[np.uint32]
    cost: NDArray[np.float32]
    first: NDArray[np.int64]


def weigh(
    found: Occurrences, own: NDArray[np.uint32], habit: Habit, cost: NDArray[np.float32]
) -> Weighed:
    """Every form of every occurrence with its ``cost``, in the order of ``families().of``.

    ``own`` is what stands at the occurrences: a form that it is a variant of looks like it. Other
    forms look as ``habit`` says.
    """
    owner, forms = families().of(found.simple)
    rendered = habit.write(forms)
    kept = canonical()[own[owner]] == forms
    rendered[kept] = own[owner[kept]]
    order = np.lexsort((cost, owner))
    owner = owner[order]
    first = np.flatnonzero(np.append(True, np.diff(owner) > 0)) if len(owner) else owner
    return Weighed(owner, forms[order], rendered[order], cost[order], first)
