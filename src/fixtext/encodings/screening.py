"""A quick look at what is surprising: can a stretch with enough evidence lie there at all?

Most of what surprises the model in right text is a rare character or two. There, no reading saves
what a repair must save, and the more text there is, the more that is. So each route is tried on
the surprising core of a block first, a few characters instead of some lines, all cores laid end to
end; only blocks whose cores promise a good part of the evidence are then searched in full.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import strangers
from fixtext.encodings.alternatives import EURO
from fixtext.encodings.attempts import Shown, attempts_of, score_texts
from fixtext.encodings.candidates import Part, Row, fresh, greatest, row_of
from fixtext.encodings.routes import LATIN, Route
from fixtext.encodings.weighing import Weighed, lenient_gains, weigh
from fixtext.language import Model

__all__ = ["promising"]

_SHARE = 0.45
"""The part of the evidence that its core must promise, at least, before losses are filled."""
_THIN = 6.0
_STRANGER, _MOST_STRANGERS = 5.0, 4

_Bits = NDArray[np.float64]


def promising(
    model: Model,
    parts: Sequence[Part],
    routes: Sequence[Route],
    needed: _Bits,
    cost: float | None = None,
) -> NDArray[np.bool_]:
    """Which of some parts a route may save enough bits on.

    ``needed`` is what a stretch must save in each part; ``cost`` is what every route costs, where
    it is not its own.
    """
    promise = np.zeros(len(parts), np.bool_)
    if not routes or not parts:
        return promise
    row = row_of(parts)
    extra = np.array([_STRANGER * min(strangers(part.codes), _MOST_STRANGERS) for part in parts])
    least = _SHARE * needed
    by_wrong: dict[str, list[Route]] = {}
    for route in routes:
        by_wrong.setdefault(route.read, []).append(route)
    seen: dict[tuple[int, bytes], set[str]] = {}
    for label, several in by_wrong.items():
        chosen = np.array(fresh(row, label, several, frozenset(), seen), np.int64)
        if not chosen.size:
            continue
        some = row if chosen.size == len(parts) else row_of([parts[index] for index in chosen])
        cheapest = min(route.cost for route in several) if cost is None else cost
        shown = Shown(some.codes, some.bits, label)
        saved = (least - extra)[chosen] + cheapest
        attempts = list(attempts_of(model, shown, several, some.starts, saved))
        scores = score_texts(model, [attempt.decoding.codes for attempt in attempts])
        for attempt, score in zip(attempts, scores, strict=True):
            route = attempt.route
            own = route.cost if cost is None else cost
            weighed = weigh(attempt, score, own, always=True)
            if weighed:
                both = route.meant in LATIN and route.read in LATIN
                enough = (least - extra if both else least)[chosen] + own
                promise[chosen] |= _most(weighed, some) >= enough
    return promise


def _most(weighed: Weighed, row: Row) -> _Bits:
    """The most that a stretch saves in each part, its route not paid."""
    most = greatest(weighed, row, weighed.gains)
    if weighed.lost is None or weighed.attempt.route.meant != "utf-8":
        return most
    # With too few whole characters for its gaps a stretch proves nothing; so what this adds where
    # there are enough, and takes away where there are not, leaves a bound of what counts.
    gains = lenient_gains(weighed)
    laid = weighed.attempt.shown.laid
    codes = weighed.attempt.decoding.codes[weighed.both[:-1]]
    whole = (codes > 0x7F) & ((codes < 0xDC80) | (codes > 0xDCFF))
    lost = weighed.lost > 0
    holes = (laid.holes > 0) & (laid.holes != EURO)
    edges = laid.offsets[np.stack((row.starts, row.ends), axis=1).ravel()]
    holed = np.add.reduceat(holes, edges, dtype=np.int64)[::2] > 0
    few = greatest(weighed, row, gains + _THIN * (3.0 * whole - lost))
    if not weighed.attempt.shown.wrong.single and not holed.all():
        fewer = greatest(weighed, row, gains + _THIN * (whole - 2.0 * lost))
        few = np.where(holed, few, fewer)
    return np.maximum(most, np.minimum(greatest(weighed, row, gains), few))
