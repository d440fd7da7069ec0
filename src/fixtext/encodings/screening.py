"""A quick look at what is surprising: can a stretch with enough evidence lie there at all?

Most of what surprises the model in right text is a rare character or two. There, no reading saves
what a repair must save, and the more text there is, the more that is. So each route is tried on
the surprising core of a block first, a few characters instead of some lines, all cores laid end to
end; only blocks whose cores promise a good part of the evidence are then searched in full.

What is reckoned here is a bound, in whole eighths of a bit: a new character counts where its last
byte is, wherever stretches may begin and end, and what only speaks against a reading is left out.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.alphabets import strangers
from fixtext.encodings.alternatives import EURO, MARK
from fixtext.encodings.as_it_is import UNIT, rows_of
from fixtext.encodings.attempts import CLEAN_BITS
from fixtext.encodings.candidates import Part, Row, fresh, grouped, row_of
from fixtext.encodings.codecs import CODECS, Codec, codec, stray_bytes
from fixtext.encodings.lattice import REPLACEMENT, lay_out, unknown_among
from fixtext.encodings.mixture import mixture_bits
from fixtext.encodings.plausible import plausible
from fixtext.encodings.routes import LATIN, Route
from fixtext.encodings.weighing import BESIDE_LOST, KNOWN_TO_LOST, LOST
from fixtext.language import Model

__all__ = [
    "MOST_FORGIVEN",
    "Screened",
    "Shown",
    "at_most",
    "forgiven",
    "forgiven_in",
    "promising",
    "share_of_evidence",
]

_SHARE, _LOSSY_SHARE = 0.8, 0.7
"""The part of the evidence that cores must promise, at least; the second where bytes may be lost,
since the characters that fill the gaps save bits as well."""
_FLUENT = 40
"""Units that what a character becomes costs in text, at least, on average."""
_STRANGER, _MOST_STRANGERS = 5.0, 4
MOST_FORGIVEN = _STRANGER * _MOST_STRANGERS
"""Bits that are forgiven to words of several languages, at most."""
_IMPOSSIBLE, _MOST, _SAME = -480, 192, -24
"""Units, as in weighing: what cannot be, the most where a byte is lost, what ASCII may lose."""
_LOST, _BESIDE_LOST = (int(bits / UNIT) for bits in (LOST, BESIDE_LOST))
_THIN = 48
_THIN_LOST = int(_THIN * KNOWN_TO_LOST)
_NO_BOUND = 1 << 24

_Bits = NDArray[np.float64]
_Sums = NDArray[np.int64]


@dataclasses.dataclass(frozen=True, slots=True)
class Screened:
    """A part of a text, its surprising cores, and the bits that a stretch of it must save."""

    whole: Part
    cores: Sequence[Part]
    needed: float

    @property
    def alone(self) -> Screened:
        """The same, all of the part its core."""
        return Screened(self.whole, (self.whole,), self.needed)


def promising(
    model: Model,
    screened: Sequence[Screened],
    routes: Sequence[Route],
    cost: float | None = None,
    *,
    thorough: bool = False,
) -> tuple[NDArray[np.bool_], list[Route]]:
    """In which parts a stretch may save enough, and by which of these routes it may.

    ``cost`` is what every route costs, where it is not its own. Unless
    ``thorough``, a part that one codec promises enough in is not tried with others.
    """
    promise = np.zeros(len(screened), np.bool_)
    found = promise.copy()
    by: list[Route] = []
    if not routes or not screened:
        return promise, by
    cores = [core for each in screened for core in each.cores]
    owner = np.repeat(np.arange(len(screened)), [len(each.cores) for each in screened])
    needed = np.array([each.needed for each in screened])
    strange: _Bits = np.array([forgiven(each) for each in screened])
    by_wrong: dict[str, list[Route]] = {}
    for route in sorted(routes, key=lambda route: route.meant != "utf-8"):
        by_wrong.setdefault(route.read, []).append(route)
    rows = _rows(cores)
    seen: dict[tuple[int, bytes], set[str]] = {}
    for label, all_of_them in by_wrong.items():
        places, row = rows[codec(label).single]
        if not places.size:
            continue
        most = _of_each(at_most(row, codec(label)), owner[places], promise.size)
        for lossy in (True, False):
            several = [route for route in all_of_them if (route.meant == "utf-8") == lossy]
            if not several:
                continue
            costs = [route.cost if cost is None else cost for route in several]
            least = share_of_evidence(lossy) * needed
            fewer = strange * (label in LATIN and not lossy)
            worth = (most >= least + min(costs) - fewer) & ~promise
            chosen = places[worth[owner[places]]]
            if not chosen.size:
                continue
            some = row_of([cores[index] for index in chosen.tolist()])
            group = grouped(several)[label]
            kept = fresh(some, label, group, frozenset(), seen, chosen.tolist())
            if not kept:
                continue
            if len(kept) < chosen.size:
                chosen = chosen[kept]
                some = row_of([cores[index] for index in chosen.tolist()])
            shown = Shown(model, some, codec(label))
            for route, own, saved in zip(several, costs, shown.saved(several), strict=True):
                enough = least + own - (fewer if route.meant in LATIN else 0.0)
                good = _of_each(saved, owner[chosen], promise.size) >= enough
                if good.any():
                    by.append(route)
                found |= good
            if not thorough:
                promise = found
    return found, by


def share_of_evidence(lossy: bool) -> float:
    """The part of the evidence that cores must promise at least: less where bytes may be lost."""
    return _LOSSY_SHARE if lossy else _SHARE


def forgiven(each: Screened) -> float:
    """The bits that need not be promised by routes of Latin letters, for words of several."""
    return forgiven_in(each.whole.codes)


def forgiven_in(codes: NDArray[np.uint32]) -> float:
    """As :func:`forgiven`, of a part of a text.

    >>> forgiven_in(np.array([ord(letter) for letter in "pøeèkám bez potíží"], np.uint32))
    10.0
    """
    return _STRANGER * min(strangers(codes), _MOST_STRANGERS)


def _rows(cores: Sequence[Part]) -> dict[bool, tuple[NDArray[np.int64], Row]]:
    """All cores laid end to end, and those with what a single-byte codec shows."""
    every = row_of(cores)
    letters = _with_letters(every)
    return {False: (np.arange(len(cores)), every), True: _some_of(cores, letters)}


def _some_of(cores: Sequence[Part], places: NDArray[np.int64]) -> tuple[NDArray[np.int64], Row]:
    """Places of cores, and these laid end to end."""
    some = [cores[index] for index in places.tolist()] or cores[:1]
    return places, row_of(some)


@functools.cache
def _letters() -> NDArray[np.bool_]:
    """The characters beyond ASCII of all single-byte codecs, over the BMP."""
    table = np.zeros(0x10000, np.bool_)
    for label in CODECS:
        if codec(label).single:
            table[codec(label).to_unicode[0x80:]] = True
    table[0x80:0xA0] = table[REPLACEMENT] = True
    table.setflags(write=False)
    return table


def _with_letters(row: Row) -> NDArray[np.int64]:
    """The parts with anything that a single-byte codec shows and that is odd."""
    odd = (row.bits > CLEAN_BITS) & _letters().take(row.codes, mode="clip")
    return np.flatnonzero(row.counts(odd))


def at_most(row: Row, wrong: Codec) -> _Sums:
    """The units that a stretch of each part saves if what it becomes is as good as text gets."""
    units = np.rint(row.bits / UNIT).astype(np.int64)
    gains = np.where(row.codes > 0x7F, units - _FLUENT, np.minimum(units, -_SAME))
    gains[~wrong.has(row.codes) & (row.codes != REPLACEMENT)] = _IMPOSSIBLE
    inside = np.zeros(row.codes.size, np.bool_)
    inside[rows_of(row.starts, row.ends)] = True
    gains[~inside] = -_NO_BOUND
    return _greatest(gains, (gains, gains), row.starts)


def _of_each(saved: _Sums, owner: NDArray[np.int64], size: int) -> _Bits:
    """The bits that the cores of each part save together."""
    return np.multiply(np.bincount(owner, saved, size), UNIT, dtype=np.float64)


class Shown:
    """Parts laid end to end as bytes of a wrong codec, with what their characters cost."""

    def __init__(self, model: Model, row: Row, wrong: Codec, *, once: bool = True) -> None:
        """``once`` if what stands in a row counts once, whatever it becomes."""
        self._model, self._wrong = model, wrong
        self._row = row
        self._laid = lay_out(row.codes, wrong)
        self._starts = self._laid.offsets[:-1]
        self._units = np.rint(row.bits / UNIT).astype(np.int32)
        codes = row.codes
        absent = ~wrong.has(codes) & (self._laid.holes[self._starts] == 0)
        self._low = np.where(codes < 0x80, _SAME, -_NO_BOUND)
        self._high = np.full(codes.size, _NO_BOUND)
        if once:
            self._high[1:][codes[1:] == codes[:-1]] = 0
        self._low[absent] = self._high[absent] = _IMPOSSIBLE
        inside = np.zeros(codes.size, np.bool_)
        inside[rows_of(row.starts, row.ends)] = True
        self._low[~inside] = self._high[~inside] = -_NO_BOUND

    def saved(self, routes: Sequence[Route]) -> Iterator[_Sums]:
        """The units that a stretch saves at most in each part, by each route."""
        rights = [codec(route.meant) for route in routes]
        letters = iter(self.letters([right for right in rights if right.single]))
        for right in rights:
            yield next(letters) if right.single else self.most(right)

    def most(self, right: Codec, *, mixed: bool = True) -> _Sums:
        """The units that a stretch saves at most in each part, the route not paid.

        If it is not ``mixed``, words of several scripts cost no more than others.
        """
        decoding = right.decode(self._laid.data)
        codes, offsets = decoding.codes, decoding.offsets
        size = self._laid.data.size
        lost = stray_bytes(codes)
        new = np.zeros(size, np.int32)
        new[offsets[1:] - 1] = self._model.units(codes)
        if mixed and right.label == "utf-8":  # what is none is mostly letters of many scripts
            new[offsets[1:] - 1] += (mixture_bits(codes) / UNIT).astype(np.int32)
        begins, bad = np.zeros((2, size), np.uint8)
        begins[offsets[:-1]] = 1
        bad[offsets[:-1][lost]] = 1
        # a step goes from one place where characters of both texts begin to the next
        both = np.flatnonzero(begins[self._starts])
        steps = self._starts[both]
        old = np.add.reduceat(self._units, both)
        limits = self._low[both], np.minimum.reduceat(self._high, both)
        starts = np.searchsorted(both, self._row.starts)
        losses = np.add.reduceat(bad, steps, dtype=np.int32)
        some_lost = losses > 0
        gains = old - np.add.reduceat(new, steps)
        most = _greatest(np.where(some_lost, _IMPOSSIBLE, gains), limits, starts)
        if right.label != "utf-8" or not lost.any():
            return most
        unknown = unknown_among(self._laid, decoding)
        bad[offsets[:-1][unknown]] = 2
        gone = np.add.reduceat(bad > 1, steps, dtype=np.int32)
        doubt = _LOST * gone + np.where(gone > 0, _BESIDE_LOST, _LOST) * (losses - gone)
        lenient = np.where(some_lost, np.minimum(old, _MOST) - doubt, gains).astype(np.int32)
        # With too few whole characters for its gaps a stretch proves nothing; so what this adds
        # where there are enough, and takes away where there are not, leaves a bound.
        begins[offsets[:-1][(codes < 0x80) | lost]] = 0
        whole = np.add.reduceat(begins, steps, dtype=np.int32)
        few = _greatest(lenient + _THIN * (3 * whole - some_lost), limits, starts)
        if not self._wrong.single:
            holes = (self._laid.holes > 0) & (self._laid.holes != EURO)
            edges = self._laid.offsets[self._row.edges]
            holed = np.add.reduceat(holes, edges, dtype=np.int64)[::2] > 0
            fewer = _greatest(lenient + _THIN * (whole - 2 * some_lost), limits, starts)
            few = np.where(holed, few, fewer)
            if holed.any():  # or with bytes enough that are known for those that are lost
                known = (self._laid.data > 0x7F) & (self._laid.holes == 0)
                two = gone + np.add.reduceat(self._laid.holes == MARK, steps, dtype=np.int32)
                more = _THIN * np.add.reduceat(known, steps, dtype=np.int32) - _THIN_LOST * two
                beside_them = _greatest(lenient + more, limits, starts)
                few = np.maximum(few, np.where(holed, beside_them, few))
        return np.maximum(most, np.minimum(few, _greatest(lenient, limits, starts)))

    def letters(self, rights: Sequence[Codec]) -> _Sums:
        """The units that single-byte codecs save at most, shape (codecs, parts)."""
        row, laid = self._row, self._laid
        result = np.zeros((len(rights), row.starts.size), np.int64)
        if not rights:
            return result
        likely = plausible(laid, rights, row.odd, row.starts)
        if self._wrong.label in LATIN:  # there signs become signs, and controls do
            likely[[right.label in LATIN for right in rights]] = True
        which, part = np.nonzero(likely)
        if not which.size:
            return result
        # the bytes of each part in each codec, with the line ends in front of it
        lows, highs = row.starts[part] - 3, row.ends[part]
        first, last = laid.offsets[lows], laid.offsets[highs]
        tables = np.stack([right.to_unicode for right in rights])
        codes = tables[np.repeat(which, last - first), laid.data[rows_of(first, last)]]
        old = rows_of(lows, highs)
        begins = self._starts[old] + np.repeat(np.cumsum(last - first) - last, highs - lows)
        new = np.add.reduceat(self._model.units(codes).astype(np.int32), begins)
        starts = np.cumsum(highs - lows) - (highs - lows)
        limits = self._low[old], self._high[old]
        result[which, part] = _greatest(self._units[old] - new, limits, starts)
        return result


def _greatest(gains: NDArray[np.int32], limits: tuple[_Sums, _Sums], starts: _Sums) -> _Sums:
    """The greatest sum of a stretch in each part, of gains within their limits."""
    sums = np.cumsum(np.minimum(np.maximum(gains, limits[0]), limits[1]))
    sums -= np.minimum.accumulate(sums)
    most: _Sums = np.maximum.reduceat(sums, starts)
    return most
