"""Whether a conversion may have left anything in a short text, told by one loop.

Most right text is told so: what its words say against the forms that stand there is not enough, and
it is traditional by the rest.
"""

from __future__ import annotations

import functools

from fixtext import compiled
from fixtext.hanscript.characters import (
    ENOUGH_TRADITIONAL,
    SIMPLIFIED_ONLY,
    TRADITIONAL_ONLY,
    class_table,
)
from fixtext.hanscript.conversion import dictionary
from fixtext.hanscript.eligible import QUOTATION, told_apart
from fixtext.hanscript.evidence import LOCAL
from fixtext.hanscript.families import simplification
from fixtext.hanscript.neighbours import load, no_doubt
from fixtext.hanscript.repair import doubt_enough
from fixtext.hanscript.unconverted import FEWEST, SHARE
from fixtext.hanscript.weigh import NO_FORM

__all__ = ["leftovers_at_a_glance"]


@functools.lru_cache(maxsize=16)
def leftovers_at_a_glance(min_bits: float) -> compiled.Leftovers:
    """The loop, where nothing is proven, and so many bits are enough."""
    return compiled.Leftovers(
        simplification().loops,
        dictionary("st").loops,
        load().loops,
        told_apart(),
        class_table(),
        int(SIMPLIFIED_ONLY),
        int(TRADITIONAL_ONLY),
        (ENOUGH_TRADITIONAL, QUOTATION, FEWEST, SHARE),
        no_doubt(LOCAL),
        NO_FORM,
        doubt_enough(min_bits, 0.0),
    )
