"""A second look at what is surprising: by which routes may a part of a text save enough?

The same bound as in :mod:`fixtext.encodings.screening`, but for words of mixed scripts, of one part
at a time and in one loop over its bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import UNIT
from fixtext.encodings.candidates import Part, fresh, grouped, is_half_repaired, row_of
from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.decoders import Decoder, KeptOpen, kept_open, kind_of
from fixtext.encodings.lattice import mark_of
from fixtext.encodings.routes import LATIN, ROUTES, Route
from fixtext.encodings.screening import Screened, Shown, at_most, forgiven, share_of_evidence
from fixtext.language import Model

__all__ = ["may_save", "may_save_bits", "may_save_by_any"]

_NOT_TOLD = -1
_ANY = -1e9
"""Bits that every stretch saves."""
_ROUNDED = 1e-6
"""Bits that sums in another order differ by at most."""


class _Group(NamedTuple):
    """The routes of a wrong codec, as compiled code takes them, in the order of right codecs.

    ``to_bytes`` are bytes by code point, ``mark`` is what the wrong codec shows where it makes no
    character, ``shown_by`` its kind. Of each route: how the right codec decodes, the share of the
    evidence that is enough, what the route costs in bits, and whether it changes Latin letters.
    ``first`` is the number of the first.
    """

    to_bytes: NDArray[np.uint16]
    mark: int
    shown_by: int
    decoders: tuple[Decoder | KeptOpen, ...]
    shares: NDArray[np.float64]
    costs: NDArray[np.float64]
    latin: NDArray[np.bool_]
    first: int


class _Asked(NamedTuple):
    """Every route; those that one loop tells of, by number and in groups; and the others."""

    every: tuple[Route, ...]
    routes: tuple[Route, ...]
    groups: tuple[_Group, ...]
    half_repaired: tuple[Route, ...]


def may_save(
    model: Model, each: Screened, routes: Sequence[Route], *, once: bool = True
) -> list[Route]:
    """The routes, of some, by which a stretch of a part, its whole a core, may save enough.

    At least those that :func:`fixtext.encodings.screening.promising` says when it is thorough;
    more of short texts, if what stands in a row does not count ``once``.
    """
    asked = _asked(tuple(routes))
    return list(_bounds(model, each.whole, asked, each.needed, forgiven(each), once=once))


def may_save_by_any(model: Model, each: Screened, routes: Sequence[Route]) -> list[Route]:
    """As :func:`may_save`; those by which the cores may, too, all of them together.

    Several cores promise much that what lies between them does not keep, and the other way round.
    """
    asked = _every() if routes is ROUTES else _asked(tuple(routes))
    strange = forgiven(each)
    is_all = len(each.cores) == 1 and each.cores[0].codes.size == each.whole.codes.size
    cores = () if is_all else each.cores
    whole = tuple(_bounds(model, each.whole, asked, each.needed, strange, cores=cores))
    if not whole or is_all:
        return list(whole)
    asked = _asked(whole)
    units = dict.fromkeys(whole, 0)
    for core in each.cores:
        for route, saved in _bounds(model, core, asked, _ANY, 0.0).items():
            units[route] += saved
    return [route for route in whole if units[route] * UNIT >= _least(route, each.needed, strange)]


def may_save_bits(
    model: Model, part: Part, routes: Sequence[Route], least: float
) -> frozenset[Route]:
    """The routes by which a stretch of a part may save so many bits, the route paid.

    What stands in a row counts each time: it may become what does not.
    """
    share = max(share_of_evidence(True), share_of_evidence(False))
    needed = (least - _ROUNDED) / share if least > 0.0 else _ANY
    found = _bounds(model, part, _asked(tuple(routes)), needed, 0.0, once=False)
    return frozenset(route for route, units in found.items() if units * UNIT - route.cost >= least)


def _least(route: Route, needed: float, strange: float) -> float:
    """The bits that a stretch must save by a route."""
    least = share_of_evidence(route.meant == "utf-8") * needed + route.cost
    return least - strange if route.meant in LATIN and route.read in LATIN else least


def _bounds(
    model: Model,
    part: Part,
    asked: _Asked,
    needed: float,
    strange: float,
    *,
    once: bool = True,
    cores: Sequence[Part] = (),
) -> dict[Route, int]:
    """The units that a stretch of a part saves at most, by the routes where these are enough.

    Routes by which the ``cores`` do not save as much together may be left out.
    """
    bounds: dict[Route, int] = {}
    unsure = [*asked.half_repaired]
    if model.scorer is None:
        unsure += asked.routes
    else:
        codes, units = _with_units(part)
        inside = [_with_units(core) for core in cores]
        found = model.scorer.may_save(codes, units, asked.groups, needed, strange, once, inside)
        for number, bound in found:
            bounds[asked.routes[number]] = bound
            if bound == _NOT_TOLD:
                unsure.append(asked.routes[number])
    for label, group in grouped(unsure).items():
        if label == PARTLY and not is_half_repaired(part.codes):
            for route in group.routes:
                bounds.pop(route, None)
            continue
        row, wrong = row_of([part]), codec(label)
        least = {route: _least(route, needed, strange) for route in group.routes}
        most = int(at_most(row, wrong)[0]) * UNIT
        told = most >= min(least.values()) and (
            label != PARTLY or fresh(row, label, group, frozenset(), {})
        )
        shown = Shown(model, row, wrong, once=once) if told else None
        for route in group.routes:
            bound = int(shown.most(codec(route.meant), mixed=False)[0]) if shown else 0
            if shown and bound * UNIT >= least[route]:
                bounds[route] = bound
            else:
                bounds.pop(route, None)
    if not bounds:
        return bounds
    return {route: bounds[route] for route in asked.every if route in bounds}


def _with_units(part: Part) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """The code points of a part and their units, as compiled code takes them."""
    units = np.rint(part.bits / UNIT).astype(np.int32)
    return np.ascontiguousarray(part.codes, np.uint32), units


@functools.cache
def _every() -> _Asked:
    return _asked.__wrapped__(ROUTES)


@functools.lru_cache(maxsize=1024)
def _asked(routes: tuple[Route, ...]) -> _Asked:
    half_repaired = tuple(route for route in routes if route.read == PARTLY)
    by_wrong = grouped([route for route in routes if route.read != PARTLY])
    groups: list[_Group] = []
    ordered: list[Route] = []
    for label, group in by_wrong.items():
        one = codec(label)
        groups.append(
            _Group(
                one.to_bytes,
                mark_of(label),
                kind_of(label),
                tuple(kept_open(route.meant) for route in group.routes),
                np.array([share_of_evidence(route.meant == "utf-8") for route in group.routes]),
                np.array([route.cost for route in group.routes]),
                np.array([route.meant in LATIN and label in LATIN for route in group.routes]),
                len(ordered),
            )
        )
        ordered += group.routes
    return _Asked(routes, tuple(ordered), tuple(groups), half_repaired)
