"""Samples of a text of which much is garbled, searched in full for the chains that garbled it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.as_it_is import Costs
from fixtext.encodings.attempts import score_texts
from fixtext.encodings.best_routes import union_of_best
from fixtext.encodings.blocks import Block
from fixtext.encodings.candidates import Part
from fixtext.encodings.codecs import PARTLY, codec
from fixtext.encodings.first_look import likely_routes
from fixtext.encodings.lattice import REPLACEMENT, lay_out
from fixtext.encodings.reversal import reverse
from fixtext.encodings.routes import ROUTES, Route
from fixtext.encodings.screening import Screened, promising
from fixtext.encodings.weighing import Reversal
from fixtext.language import Model
from fixtext.scan import beyond_ascii

__all__ = ["is_of_utf8", "sampled"]

_SAMPLES = 4
_SAMPLE_SIZE = 240
_CHAINS = 3
_LEAST, _SHARE = 30.0, 0.1
"""Bits that a chain must save on the samples to be tried on the rest; of what the best saves."""
_COMMON, _COMMON_IF_SHORT = 7.0, 11.0
"""What a route may cost to be tried first; of a short text, what is unusual may be all there is."""
_LONG, _NEARLY_ALL = 6000, 0.9
_EXPLAINED, _FLUENT, _TO_GAPS = 0.8, 13.0, 3
"""Share of the samples that the usual routes must explain, what a character then may cost, and how
many there are to each gap: five of the bytes of UTF-8 are none of windows-1252's, as every fourth
character has one."""
_SHOWN, _VALID = 0.95, 0.5
"""Share of the characters that a codec must have to have shown some text, and of the bytes that
must be characters of UTF-8 to be nothing else."""

_Codes = NDArray[np.uint32]


def sampled(
    model: Model, codes: _Codes, bits: Costs, blocks: Sequence[Block]
) -> list[tuple[Route, ...]]:
    """The chains that samples of these blocks have gone through, the likeliest first."""
    wide = [block for block in blocks if not block.letters] or list(blocks)
    places = np.linspace(0, len(wide) - 1, _SAMPLES).astype(int).tolist()
    samples: list[Part] = []
    saved: dict[tuple[Route, ...], float] = {}
    screened: list[Screened] = []
    inside: list[list[tuple[int, int]]] = []
    chosen = [wide[index] for index in dict.fromkeys(places)]
    for block in chosen:
        part = _sample(block, bits)
        samples.append(Part(codes[part], bits[part]))
        cores = block.cores_of(samples[-1], part.start)
        screened.append(Screened(samples[-1], cores, _LEAST))
        inside.append(block.inside_of(part))
    routes: Sequence[Route]
    if _sparse(screened):
        likely: set[Route] = set()
        for block, sample, odd in zip(chosen, samples, inside, strict=True):
            by = None if block.letters else likely_routes(model, sample, odd, _LEAST)
            likely.update(ROUTES if by is None else by)
        some = [route for route in ROUTES if route in likely]
        routes = promising(model, screened, some, thorough=True)[1]
        if not routes:
            return []
    else:
        parts = [(part, [(0, part.codes.size)]) for part in samples]
        routes = union_of_best(model, parts, ROUTES)
    short = codes.size <= _LONG
    covered: dict[tuple[Route, ...], int] = {}
    found = _searched(model, samples, routes, _COMMON_IF_SHORT if short else _COMMON)
    for several, sample in zip(found, samples, strict=True):
        for one in several:
            saved[one.routes] = saved.get(one.routes, 0.0) + one.bits
            beyond = int(np.count_nonzero(sample.codes[one.start : one.end] > 0x7F))
            covered[one.routes] = covered.get(one.routes, 0) + beyond
    if short:  # what a route can make of a part of it proves nothing of the rest
        every = sum(beyond_ascii(part.codes) for part in samples)
        saved = {
            routes: bits for routes, bits in saved.items() if covered[routes] >= _NEARLY_ALL * every
        }
    ranked = sorted(saved, key=lambda routes: -saved[routes])[:_CHAINS]
    least = max(_LEAST, _SHARE * saved[ranked[0]]) if ranked else 0.0
    return [routes for routes in ranked if saved[routes] >= least]


def _sparse(screened: Sequence[Screened]) -> bool:
    """Whether little of some text is surprising, as it is in right text with odd words."""
    odd = sum(core.codes.size for each in screened for core in each.cores)
    return 2 * odd < sum(each.whole.codes.size for each in screened)


def _searched(
    model: Model, samples: Sequence[Part], routes: Sequence[Route], common: float
) -> list[list[Reversal]]:
    """What the samples went through: first by the common ones of these routes, then by any.

    By none but that from UTF-8, if their bytes are nearly all of it, as no others are by chance;
    code pages with nearly the same letters show the same.
    """
    usual = [route for route in routes if route.cost <= common]
    from_utf8 = [route for route in usual if is_of_utf8(samples, route)]
    one_way = len(from_utf8) == 1 or all(codec(route.read).single for route in from_utf8)
    for some in (from_utf8, usual) if from_utf8 and one_way else (usual,):
        found = reverse(model, samples, routes=some, depth=1)
        if _are_explained(model, samples, found):
            break
    else:
        return reverse(model, samples, routes=routes)
    chosen = {one.routes[0] for several in found for one in several}
    alike = _alike(routes, chosen)
    return reverse(model, samples, routes=alike, depth=1) if len(alike) > len(chosen) else found


def is_of_utf8(samples: Sequence[Part], route: Route) -> bool:
    """Whether a route is from UTF-8, and most bytes of some samples are characters of that.

    Those of lost bytes and beside them are none.
    """
    if route.meant != "utf-8" or route.read == PARTLY:
        return False
    wrong, codes = codec(route.read), np.concatenate([part.codes for part in samples])
    told = codes[(codes > 0x7F) & (codes != REPLACEMENT)]
    if np.count_nonzero(wrong.has(told)) < _SHOWN * told.size:
        return False
    data = lay_out(codes, wrong).data
    high = int(np.count_nonzero(data > 0x7F))
    valid = data.tobytes().decode("utf-8", "ignore").encode()
    made = int(np.count_nonzero(np.frombuffer(valid, np.uint8) > 0x7F))
    return high > 0 and made >= _VALID * high


def _are_explained(
    model: Model, samples: Sequence[Part], found: Sequence[Sequence[Reversal]]
) -> bool:
    """Whether stretches of some samples are nearly all of them, and text."""
    odd = explained = 0
    for part, several in zip(samples, found, strict=True):
        odd += beyond_ascii(part.codes)
        for one in several:
            high = one.codes > 0x7F
            count = int(np.count_nonzero(high))
            bits = score_texts(model, [one.codes])[0][high]
            if count > _TO_GAPS * one.gaps and bits.mean() < _FLUENT:
                explained += int(np.count_nonzero(part.codes[one.start : one.end] > 0x7F))
    return explained >= _EXPLAINED * odd


def _alike(routes: Sequence[Route], chosen: Collection[Route]) -> list[Route]:
    """Some routes, and those through the code pages that have nearly the same letters.

    Of which one is far more usual than the other, and explains all but a few letters as well.
    """
    meant = {route.meant for route in chosen if codec(route.read).single}
    return [
        route
        for route in routes
        if route in chosen or (route.meant in meant and codec(route.read).single)
    ]


def _sample(block: Block, bits: Costs) -> slice:
    """The most surprising part of a block."""
    if block.end - block.start <= _SAMPLE_SIZE:
        return slice(block.start, block.end)
    sums = np.concatenate(([0.0], np.cumsum(bits[block.start : block.end])))
    start = block.start + int(np.argmax(sums[_SAMPLE_SIZE:] - sums[:-_SAMPLE_SIZE]))
    return slice(start, start + _SAMPLE_SIZE)
