"""Fields that are EUC-JP beside right kana, or look half-width, as stretches of a search."""

from __future__ import annotations

import math

import numpy as np

from fixtext.document import Document
from fixtext.encodings.as_it_is import costs_as_it_is
from fixtext.encodings.circumstances import is_quoted
from fixtext.encodings.half_width_fields import half_width_fields
from fixtext.encodings.lists import lists_some, was_a_list
from fixtext.encodings.routes import ROUTES
from fixtext.encodings.shared_kana import fields_of_euc_jp
from fixtext.encodings.weighing import Reversal

__all__ = ["stretches_in_half_width", "stretches_of_euc_jp"]

_SPACE = np.array([0x20], np.uint32)

_FROM_GBK, _FROM_SHIFT_JIS = (
    next(route for route in ROUTES if (route.meant, route.read) == ("euc-jp", read))
    for read in ("gbk", "shift_jis")
)


def stretches_of_euc_jp(document: Document) -> list[Reversal]:
    """The fields that :func:`fields_of_euc_jp` tells, but for what is listed or quoted."""
    found: list[Reversal] = []
    codes = document.codes
    for start, end, meant, bits in document.recall(fields_of_euc_jp):
        one = Reversal(start, end, meant, bits, (_FROM_GBK,), raw=bits)
        changed = one.trimmed(codes[start:end])
        if lists_some(codes[start:end]) or was_a_list(codes, start, end, one):
            continue
        if not is_quoted(document.text, changed):
            found.append(changed)
    return found


def stretches_in_half_width(document: Document) -> list[Reversal]:
    """The fields that :func:`half_width_fields` tells, with the bits that each saves."""
    fields = document.recall(half_width_fields)
    least = math.log2(max(len(fields), 1)) + _FROM_SHIFT_JIS.cost
    costs = document.recall(costs_as_it_is)
    found: list[Reversal] = []
    before = costs.of([(field.start, field.end) for field in fields])
    for (start, end, meant), bits_before in zip(fields, before, strict=True):
        alone = np.concatenate((_SPACE, meant, _SPACE))
        saved = float(bits_before.sum() - document.model.score(alone)[1:-1].sum())
        bits = saved - least
        one = Reversal(start, end, meant, bits, (_FROM_SHIFT_JIS,), raw=bits)
        if not (lists_some(document.codes[start:end]) or is_quoted(document.text, one)):
            found.append(one)
    return found
