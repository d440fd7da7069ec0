"""From counts to the model's two arrays: smoothing, choice of n-grams, and quantisation."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from fixtext.language.layout import (
    BACKOFF_STEP,
    BLOCKS_START,
    CLASSES,
    GAIN_STEP,
    LEVEL_STEP,
    NGRAM_CHECK,
    PAIR_CHECK,
    UNITS,
    hash_ngrams,
    hash_pairs,
    locate,
)
from fixtext.language.train.counting import ONE, Counts
from fixtext.language.train.symbols import classes, floor_costs, symbol_map

__all__ = ["Arrays", "Sizes", "estimate"]

_Bits = NDArray[np.float64]
_SIXTEEN = np.uint64(16)
_LAST = np.uint64(0xFFFF)
_LEAST_SAVED = 0.3


@dataclasses.dataclass(slots=True)
class _Order:
    """N-grams of one order with what smoothing says of them."""

    counts: Counts
    probability: _Bits  # of each n-gram, interpolated with all lower orders
    saved: _Bits  # bits that keeping it saves over the training text
    low: _Bits  # probability by the lower order


@dataclasses.dataclass(frozen=True, slots=True)
class Arrays:
    """The arrays of layout.py."""

    characters: NDArray[np.uint32]
    transitions: NDArray[np.int16]
    pairs: NDArray[np.uint16]
    pair_gains: NDArray[np.uint8]
    ngrams: NDArray[np.uint16]


@dataclasses.dataclass(frozen=True, slots=True)
class Sizes:
    """Slots of the two hash tables."""

    pairs: int
    ngrams: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """Stored n-grams of one order, as the model will read them."""

    keys: NDArray[np.uint64]
    probability: _Bits
    levels: NDArray[np.int64]


def _discount(counts: Counts) -> _Bits:
    """Absolute discounts that grow with the count, as in modified Kneser-Ney.

    Chen and Goodman, "An empirical study of smoothing techniques for language modeling" (1998).
    The count is how often an n-gram was met; the discount then weighs what one time weighs.
    """
    times = counts.times / ONE
    discount = (
        0.65 * np.minimum(times, 1)
        + 0.3 * np.clip(times - 1, 0, 1)
        + 0.25 * np.clip(times - 2, 0, 1)
    )
    return discount * counts.weights / counts.times


def _suffixes(keys: NDArray[np.uint64], order: int) -> NDArray[np.uint64]:
    return keys & np.uint64((1 << (16 * (order - 1))) - 1)


def _find(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Index of each key, or -1."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    index = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[index] == wanted, index, -1)


@dataclasses.dataclass(frozen=True, slots=True)
class _Unigrams:
    """Characters without context, as the model will read them."""

    symbols: NDArray[np.uint16]  # of each record
    classes: NDArray[np.uint8]  # of each record
    units: NDArray[np.int64]  # cost of each record
    probability: _Bits  # of each symbol
    class_of: NDArray[np.int64]  # of each symbol
    transitions: NDArray[np.int64]  # units, by two classes

    def after(self, keys: NDArray[np.uint64]) -> _Bits:
        """Probability of the last symbol of n-grams, knowing the class of the one before."""
        last = (keys & _LAST).astype(np.int64)
        before = ((keys >> _SIXTEEN) & _LAST).astype(np.int64)
        change = self.transitions[self.class_of[before], self.class_of[last]]
        probability: _Bits = self.probability[last] * 2.0 ** (-change / UNITS)
        return probability


def _unigrams(unigrams: Counts, pairs: Counts) -> _Unigrams:
    symbols, choices = symbol_map()
    kinds = classes()
    floors = floor_costs()
    share = np.zeros(1 << 16)
    share[unigrams.keys] = 0.97 * unigrams.weights / unigrams.weights.sum()
    met = (symbols > 0) & (share[symbols] > 0)
    costs = np.where(
        met, np.minimum(choices - np.log2(np.maximum(share[symbols], 1e-30)), floors), floors
    )
    units = np.clip(np.rint(costs * UNITS), 0, 255).astype(np.int64)
    each: _Bits = 2.0 ** (-units / UNITS)
    each[BLOCKS_START:-1] *= 256
    each[-1] = 0
    probability: _Bits = np.bincount(symbols, each, 1 << 16).astype(np.float64)
    class_of = np.zeros(1 << 16, np.int64)
    class_of[symbols] = kinds
    class_of[0] = 0
    transitions = _transitions(
        np.bincount(kinds, each, CLASSES).astype(np.float64), class_of, pairs
    )
    return _Unigrams(symbols, kinds, units, probability, class_of, transitions)


def _transitions(mass: _Bits, class_of: NDArray[np.int64], pairs: Counts) -> NDArray[np.int64]:
    """Units by which a class is dearer after another one than on its own.

    The discounts of the pairs are what backing off will have to spend, so they say how it is spent.
    """
    first = class_of[(pairs.keys >> _SIXTEEN).astype(np.int64)]
    second = class_of[(pairs.keys & _LAST).astype(np.int64)]
    counted = np.bincount(first * CLASSES + second, _discount(pairs), CLASSES**2)
    spent: _Bits = counted.reshape(CLASSES, CLASSES) + 20 * mass
    spent[:, 0] = 0
    shares = spent / spent.sum(axis=1, keepdims=True) * (1 - mass[0])
    ratio = np.where(shares > 0, shares / np.maximum(mass, 1e-12), 1.0)
    ratio[0] = 1.0  # nothing is known after what is no text
    change: NDArray[np.int64] = np.clip(np.rint(-np.log2(ratio) * UNITS), -120, 120).astype(
        np.int64
    )
    return change


def _interpolate(counts: Counts, low: _Bits, total_discount: _Bits) -> _Order:
    """Smooth one order over the next lower one."""
    at = _find(counts.contexts, counts.keys >> _SIXTEEN)
    totals = counts.totals[at] / ONE
    rest = total_discount[at] / totals
    seen = (counts.weights / ONE - _discount(counts)) / totals
    probability = seen + rest * low
    saved = counts.weights / ONE * np.log2(probability / (rest * low))
    return _Order(counts, probability, saved, low)


def _total_discount(counts: Counts, seen_mass: NDArray[np.int64]) -> _Bits:
    """Mass that each context leaves to the lower order: discounts, and whatever was not counted."""
    at = _find(counts.contexts, counts.keys >> _SIXTEEN)
    discounts = np.bincount(at, _discount(counts), len(counts.contexts))
    return discounts + (counts.totals - seen_mass) / ONE


def _smooth(orders: list[Counts], unigrams: _Unigrams) -> list[_Order]:
    smoothed: list[_Order] = []
    for counts in orders:
        at = _find(counts.contexts, counts.keys >> _SIXTEEN)
        kept = np.bincount(at, counts.weights, len(counts.contexts)).astype(np.int64)
        total_discount = _total_discount(counts, kept)
        if counts.order == 2:
            low = unigrams.after(counts.keys)
        else:
            below = smoothed[-1]
            index = _find(below.counts.keys, _suffixes(counts.keys, counts.order))
            low = np.where(
                index >= 0,
                below.probability[index],
                unigrams.after(counts.keys) * 0.25,
            )
        smoothed.append(_interpolate(counts, low, total_discount))
    return smoothed


def _hashes(keys: NDArray[np.uint64], order: int) -> NDArray[np.uint32]:
    symbols = [
        ((keys >> np.uint64(16 * place)) & _LAST).astype(np.uint32) for place in range(order)
    ]
    hashes = hash_pairs(symbols[1], symbols[0])
    for length in range(3, order + 1):
        hashes = hash_ngrams(hashes, symbols[length - 1], length)
    return hashes


def _slots(order: _Order, size: int) -> NDArray[np.int64]:
    return locate(_hashes(order.counts.keys, order.counts.order), np.uint64(size), NGRAM_CHECK)[0]


def _winners(
    saved: _Bits, slots: NDArray[np.int64], parents: NDArray[np.int64], size: int
) -> NDArray[np.bool_]:
    """Which entries get their slot: the one that saves most, and only beside its own context.

    A parent is the index of the context's entry, -1 for none needed, -2 for one that cannot be.
    """
    candidates = np.flatnonzero((saved > _LEAST_SAVED) & (parents != -2))
    alive = candidates[np.argsort(-saved[candidates], kind="stable")][: 4 * size]
    while True:
        _, first = np.unique(slots[alive], return_index=True)
        chosen = np.zeros(len(saved), np.bool_)
        chosen[alive[first]] = True
        orphan = chosen[alive] & (parents[alive] >= 0) & ~chosen[parents[alive]]
        if not orphan.any():
            return chosen
        alive = alive[~orphan]


def _choose(smoothed: list[_Order], sizes: Sizes) -> list[NDArray[np.bool_]]:
    """Which n-grams of each order are stored."""
    pairs, *longer = smoothed
    saved = [order.saved.copy() for order in smoothed]
    parents: list[NDArray[np.int64]] = []
    for index in range(len(smoothed) - 1, 0, -1):
        counts = smoothed[index].counts
        parent = _find(smoothed[index - 1].counts.keys, counts.keys >> _SIXTEEN)
        parents.insert(0, parent)
        worth = np.where(parent >= 0, saved[index] * 1.000001, -1)
        np.maximum.at(saved[index - 1], parent, worth)
    none = np.full(len(saved[0]), -1, np.int64)
    keep = _winners(saved[0], _slots(pairs, sizes.pairs), none, sizes.pairs)
    chosen = [keep]
    kept = np.where((parents[0] >= 0) & keep[parents[0]], -1, -2)
    offset = 0
    links = [kept]
    for index, parent in enumerate(parents[1:], 1):
        links.append(np.where(parent >= 0, parent + offset, -2))
        offset += len(saved[index])
    everything = _winners(
        np.concatenate(saved[1:]),
        np.concatenate([_slots(order, sizes.ngrams) for order in longer]),
        np.concatenate(links),
        sizes.ngrams,
    )
    chosen.extend(np.split(everything, np.cumsum([len(array) for array in saved[1:-1]])))
    return chosen


@dataclasses.dataclass(frozen=True, slots=True)
class _Tables:
    """The hash tables while they are filled."""

    pairs: NDArray[np.uint16]
    pair_gains: NDArray[np.uint8]
    ngrams: NDArray[np.uint16]

    def put(self, keys: NDArray[np.uint64], order: int, gains: NDArray[np.int64]) -> None:
        """Store n-grams with their gains, as codes."""
        table, bits = (self.pairs, PAIR_CHECK) if order == 2 else (self.ngrams, NGRAM_CHECK)
        slots, checks = locate(_hashes(keys, order), np.uint64(len(table)), bits)
        if order == 2:
            table[slots] = checks
            self.pair_gains[slots] = gains
        else:
            table[slots] = checks | gains.astype(np.uint16)

    def put_levels(self, keys: NDArray[np.uint64], order: int, levels: NDArray[np.int64]) -> None:
        """Store the backoff of n-grams that are contexts."""
        table, shift = (self.pairs, 0) if order == 2 else (self.ngrams, 4)
        slots, _ = locate(_hashes(keys, order), np.uint64(len(table)), PAIR_CHECK)
        table[slots] |= (levels << shift).astype(np.uint16)


def _backoff_and_scale(
    group: NDArray[np.int64],
    size: int,
    probability: _Bits,
    low: _Bits,
    step: int,
    least: int,
    most: int,
) -> tuple[NDArray[np.int64], _Bits]:
    """Quantised backoff of each context, and the probabilities that then sum to one with it."""
    explicit = np.bincount(group, probability, size)
    covered = np.bincount(group, low, size)
    left = np.maximum(1 - covered, 1e-3)
    exact = np.maximum(1 - explicit, 1e-3) / left
    quantised = np.clip(np.rint(-np.log2(exact) * UNITS / step), least, most).astype(np.int64)
    rest = np.minimum(2.0 ** (-quantised * step / UNITS) * left, 0.9)
    scale = np.clip((1 - rest) / np.maximum(explicit, 1e-9), 0.4, 2.5)
    return quantised, probability * scale[group]


def estimate(orders: list[Counts], sizes: Sizes) -> Arrays:
    """The model's arrays from the counts of orders 1, 2, 3 and 4."""
    unigrams = _unigrams(orders[0], orders[1])
    smoothed = _smooth(orders[1:], unigrams)
    chosen = _choose(smoothed, sizes)
    tables = _Tables(
        np.zeros(sizes.pairs, np.uint16),
        np.zeros(sizes.pairs, np.uint8),
        np.zeros(sizes.ngrams, np.uint16),
    )
    backoffs = np.zeros(1 << 16, np.int64)
    known: list[_Known] = []
    for order, keep in zip(smoothed, chosen, strict=True):
        length = order.counts.order
        keys = order.counts.keys[keep]
        contexts, group = np.unique(keys >> _SIXTEEN, return_inverse=True)
        low = _lower(keys, length, unigrams, backoffs, known)
        step, least, most = (BACKOFF_STEP, 0, 15) if length == 2 else (LEVEL_STEP, 1, 3)
        quantised, probability = _backoff_and_scale(
            group, len(contexts), order.probability[keep], low, step, least, most
        )
        backed_off = low * 2.0 ** (-quantised[group] * step / UNITS)
        step, least, most = (1, 0, 255) if length == 2 else (GAIN_STEP, 0, 15)
        gain = np.log2(probability / backed_off) * UNITS / step
        codes = np.clip(np.rint(gain), least, most).astype(np.int64)
        tables.put(keys, length, codes)
        if length == 2:
            backoffs[contexts.astype(np.int64)] = quantised
        else:
            tables.put_levels(contexts, length - 1, quantised)
            known[-1].levels[_find(known[-1].keys, contexts)] = quantised
        stored = backed_off * 2.0 ** (codes * step / UNITS)
        known.append(_Known(keys, stored, np.zeros(len(keys), np.int64)))
    records = _records(unigrams, backoffs, known[0].keys)
    transitions = unigrams.transitions.astype(np.int16).ravel()
    return Arrays(records, transitions, tables.pairs, tables.pair_gains, tables.ngrams)


def _lower(
    keys: NDArray[np.uint64],
    length: int,
    unigrams: _Unigrams,
    backoffs: NDArray[np.int64],
    known: list[_Known],
) -> _Bits:
    """Probability of each n-gram's last symbol one order lower, as the stored model gives it."""
    probability = unigrams.after(keys)
    for order in range(2, length):
        part = _suffixes(keys, order + 1)
        context = part >> _SIXTEEN
        if order == 2:
            backoff = 2.0 ** (-backoffs[context.astype(np.int64)] * BACKOFF_STEP / UNITS)
        else:
            parent = known[order - 3]
            at = _find(parent.keys, context)
            level = np.where(at >= 0, parent.levels[at], 0)
            backoff = 2.0 ** (-level * LEVEL_STEP / UNITS)
        at = _find(known[order - 2].keys, part)
        probability = np.where(at >= 0, known[order - 2].probability[at], probability * backoff)
    return probability


def _records(
    unigrams: _Unigrams, backoffs: NDArray[np.int64], pairs: NDArray[np.uint64]
) -> NDArray[np.uint32]:
    """Only symbols of stored pairs are visible: no other can be found by accident."""
    used = np.zeros(1 << 16, np.bool_)
    used[(pairs & _LAST).astype(np.int64)] = True
    used[(pairs >> _SIXTEEN).astype(np.int64)] = True
    visible = np.where(used[unigrams.symbols], unigrams.symbols, 0).astype(np.uint32)
    backoff = np.where(visible > 0, backoffs[visible], 0).astype(np.uint32)
    records: NDArray[np.uint32] = (
        visible
        | unigrams.units.astype(np.uint32) << np.uint32(16)
        | backoff << np.uint32(24)
        | unigrams.classes.astype(np.uint32) << np.uint32(28)
    )
    return records
