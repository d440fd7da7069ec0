"""What speaks for a conversion without regard to words, and what against it, in bits."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from fixtext.hanscript.families import families

__all__ = [
    "BLOCK",
    "CONVERTED",
    "CONVERTED_ALL",
    "DISTINGUISHED",
    "FAMILY",
    "LOCAL",
    "OLD",
    "PICKED",
    "weak",
]

# A text whose author tells the members of a family apart was not converted without regard to
# words; each such family weighs so many bits against damage, and each that is wrong at most so
# many for it: damage touches several.
DISTINGUISHED = 6.0
CONVERTED = 2.5
"""Bits against, for a family whose members could have been left and are not."""
CONVERTED_ALL = 10.0
"""For all such families: some converters know some of them."""
FAMILY = 12.0
"""For a family of which a simplified member stands where another is likelier, at most."""
PICKED = 24.0
"""For one of which another member does."""
LOCAL = 0.5
"""Bits that a character must itself have, in a text that is damaged."""
OLD = tuple(ord(c) for c in "后余于云")
"""Families whose simplified member stands for itself in literary Chinese: they count as one."""
BLOCK = 500
"""Ideographs: a long text is also looked at in blocks of so many."""
# Families whose simplified member many write in traditional text too: no sign of damage.
_WEAK = "烟周占托采咨游回念欲注折背尝叹彩抵毁巨鉴艳杯闲恒饥迹径并岩杰表系修辟"


@functools.cache
def weak() -> NDArray[np.bool_]:
    """Which families, by number, are no sign of damage."""
    table = np.zeros(len(families().begins), np.bool_)
    table[families().number[[ord(char) for char in _WEAK]]] = True
    return table
