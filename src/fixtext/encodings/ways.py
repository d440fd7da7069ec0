"""Every way that bytes can have gone: codecs that show a character, and the routes from each."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.routes import ROUTES, Route

__all__ = ["KINDRED", "NO_ROUTE", "Ways", "all_ways", "bytes_shown", "longest"]

NO_ROUTE = -1
"""The number of no route."""
KINDRED = ("iso-8859-1", PARTLY)
"""What shows nothing but Latin letters and controls, which are not looked at so."""
_SHARE, _LOSSY_SHARE = 0.45, 0.4
"""The part of the evidence that must be seen at a first look; less where bytes may be lost."""


class Ways(NamedTuple):
    """All routes; what each costs, and the part of the evidence that must be seen first.

    ``meant`` are all right codecs, and ``numbers``, by wrong codec, the routes to each of them.
    ``shown`` tells by code point of the BMP, in the bits of these codecs, which of them show it.
    """

    routes: tuple[Route, ...]
    costs: NDArray[np.float64]
    shares: NDArray[np.float64]
    meant: tuple[str, ...]
    numbers: dict[str, list[int]]
    shown: NDArray[np.uint32]


@functools.cache
def all_ways() -> Ways:
    """The routes of all codecs but those that show Latin letters and controls only."""
    routes = tuple(route for route in ROUTES if route.read not in KINDRED)
    meant = tuple(dict.fromkeys(route.meant for route in routes))
    wrong = dict.fromkeys(route.read for route in routes)
    place = {(route.read, route.meant): number for number, route in enumerate(routes)}
    numbers = {read: [place.get((read, label), NO_ROUTE) for label in meant] for read in wrong}
    shares = [_LOSSY_SHARE if route.meant == "utf-8" else _SHARE for route in routes]
    shown = np.zeros(0x10000, np.uint32)
    for bit, label in enumerate(wrong):
        shown[codec(label).to_bytes[: shown.size] > 0] |= np.uint32(1 << bit)
    # the last is no route: what is right as it is
    costs = np.array([*(route.cost for route in routes), np.inf])
    return Ways(routes, costs, np.array([*shares, 0.0]), meant, numbers, shown)


def longest(codes: NDArray[np.uint32], label: str) -> tuple[int, int]:
    """The longest stretch of a line that a codec has all characters of."""
    known = codec(label).to_bytes.take(codes, mode="clip").astype(np.bool_)
    if known.all():
        return 0, codes.size
    best = 0, 0
    start = 0
    for end in [*(~known & (codes > 0)).nonzero()[0].tolist(), codes.size]:
        if end - start > best[1] - best[0]:
            best = start, end
        start = end + 1
    return best


def bytes_shown(codes: NDArray[np.uint32], label: str) -> Iterator[bytes]:
    """The bytes that a codec shows as these characters, all of which it has.

    Where it has several pairs of bytes for a character, also with each of those.
    """
    yield codec(label).encode(codes).data.tobytes()
    if codec(label).single:
        return
    twins = codec(label).twins
    for place, code in enumerate(codes.tolist()):
        pairs = twins.get(code, ())
        if pairs:
            before, behind = (
                codec(label).encode(piece).data.tobytes()
                for piece in (codes[:place], codes[place + 1 :])
            )
            yield from (before + pair.to_bytes(2, "big") + behind for pair in pairs)
