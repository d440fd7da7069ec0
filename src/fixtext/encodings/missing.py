"""A byte gone without a trace from double-byte text: everything behind it is read one byte off.

Programs strip no-break spaces, soft hyphens and C1 controls from text that windows-1252 and its
kin showed. In UTF-8 the gap shows at once (:mod:`lattice`); in a double-byte codec the characters
behind it are other characters, until an ASCII one puts the reading right again. So each byte that
can have been stripped is put back at each place, and the text that this gives is weighed.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alternatives import stripped
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.codecs import codec
from fixtext.encodings.filling import AllFilled, Filling
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model

__all__ = ["with_missing"]

_LONGEST = 160
_FLUENT = 9.0
_GONE = 7.0
_LEAST = 4.0
_RUNNERS_UP = 4


def with_missing(model: Model, one: Reversal, codes: NDArray[np.uint32]) -> Reversal | None:
    """A stretch with one byte put back that was stripped; None where that saves too little.

    ``codes`` are the code points of the stretch as they stand.
    """
    route = one.routes[0]
    wrong, right = codec(route.read), codec(route.meant)
    if len(one.routes) > 1 or one.gaps or not wrong.single or right.single:
        return None
    high = one.codes > 0x7F
    if right.label == "utf-8" or not high.any() or not wrong.has(codes).all():
        return None
    now = score_texts(model, [one.codes])[0]
    data = wrong.encode(codes).data
    if data.size > _LONGEST or now[high].mean() < _FLUENT:
        return None
    places = np.flatnonzero(np.append(data, 0) > 0x7F)
    tries = [(place, byte) for place in places.tolist() for byte in stripped(route.read)]
    if not tries:
        return None
    readings = [right.decode(np.insert(data, place, byte)) for place, byte in tries]
    bits = np.array([score.sum() for score in score_texts(model, [r.codes for r in readings])])
    order = np.argsort(bits, kind="stable")
    best = int(order[0])
    saved = float(now.sum() - bits[best]) - _GONE - math.log2(len(tries))
    if saved < _LEAST:
        return None
    at = int(np.searchsorted(readings[best].offsets, tries[best][0], side="right")) - 1
    text = readings[best].codes
    shares = np.exp2(bits[best] - bits)
    others = tuple(
        ((int(readings[index].codes[at]),), float(shares[index] / shares.sum()))
        for index in order[1 : _RUNNERS_UP + 1].tolist()
        if at < readings[index].codes.size and readings[index].codes[at] != text[at]
    )
    share = float(1.0 / shares.sum())
    filling = Filling((int(text[at]),), share, _GONE, (share,), others)
    return dataclasses.replace(
        one,
        codes=text,
        bits=one.bits + saved,
        gaps=1,
        fillings=AllFilled.of([(at, at + 1)], [filling]),
        within=None,
    )
