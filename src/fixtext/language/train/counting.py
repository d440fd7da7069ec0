"""Counting n-grams of symbols, with weights, in sorted arrays of packed keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext.language.layout import BLOCKS_START, CHARACTERS, CONTEXT, NEWLINE

__all__ = [
    "BREAK",
    "END",
    "ONE",
    "Counts",
    "Stream",
    "count",
    "encode_joined",
    "encode_lines",
    "encode_words",
]

# Weights are whole numbers of 1/64, so that sums do not depend on the order of addition.
ONE = 64
# What follows is not known: no n-gram crosses it, but the context before it was met once more.
BREAK = 1
# The text just ends here: the context before it was not met.
END = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Stream:
    """Symbols one after another (uint16), how much each position counts, and which count at all.

    The weight is one number for all, or an int64 for each; a position that is not predicted is
    only there as the context of the next ones.
    """

    symbols: NDArray[np.uint16]
    weight: int | NDArray[np.int64]
    predicted: NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """N-grams of one order: packed keys in ascending order (uint64), weights and times (int64).

    A key holds its symbols in 16 bits each, the last one lowest. Weights and times are in units of
    1/64; `times` is how often the n-gram was met, whatever that weighs. `contexts` and `totals`
    are the weights of the contexts of length order-1, including where an unknown symbol follows.
    """

    order: int
    keys: NDArray[np.uint64]
    weights: NDArray[np.int64]
    times: NDArray[np.int64]
    contexts: NDArray[np.uint64]
    totals: NDArray[np.int64]


def _symbols(text: str, symbols: NDArray[np.uint16]) -> NDArray[np.uint16]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4")).astype(
        np.int64
    )
    blocks = np.minimum((codes >> 8) + (BLOCKS_START - 0x100), CHARACTERS - 1)
    return symbols[np.where(codes < BLOCKS_START, codes, blocks)]


def encode_lines(lines: Iterable[str], weight: int, symbols: NDArray[np.uint16]) -> Stream:
    """Lines of running text; every third one begins as a text does, after three line ends."""
    start = "\n" * CONTEXT
    pieces = [start]
    for number, line in enumerate(lines):
        pieces.append(line)
        pieces.append("\n" if number % 3 else "\n\x02" + start)
    encoded = _symbols("".join(pieces), symbols)
    marks = np.flatnonzero(np.frombuffer("".join(pieces).encode("utf-32-le"), "<u4") == END)
    encoded[marks] = END
    predicted = np.ones(len(encoded), np.bool_)
    for step in range(1, CONTEXT + 1):  # line ends that only stand for the start
        predicted[marks[marks + step < len(encoded)] + step] = False
    predicted[:CONTEXT] = False
    return Stream(encoded, weight, predicted)


def encode_words(
    words: Sequence[str],
    weights: NDArray[np.int64],
    spaced: bool,
    symbols: NDArray[np.uint16],
    *,
    ended: bool,
) -> Stream:
    """Words of a list, each with its weight: between spaces, or with unknown neighbours.

    Without spaces, what follows is unknown, or told by another stream: the word is then `ended`.
    """
    left, right = (" ", " \x02") if spaced else ("", "\x02" if ended else "\x01")
    text = "".join([left + word + right for word in words])
    lengths = np.array([len(word) for word in words], np.int64) + len(left) + len(right)
    encoded = _symbols(text, symbols)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    for mark in (BREAK, END):
        encoded[codes == mark] = mark
    predicted = np.ones(len(encoded), np.bool_)
    if spaced:  # the space before a word
        predicted[np.cumsum(lengths) - lengths] = False
    return Stream(encoded, np.repeat(weights, lengths), predicted)


def encode_joined(
    pieces: Iterable[tuple[str, str]], weight: int, symbols: NDArray[np.uint16]
) -> Stream:
    """Words, each with what stands after it; predicted is what has another word in its context.

    These are the marks between words and the first characters of each word.
    """
    parts = ["\n" * CONTEXT]
    lengths = [CONTEXT]
    flags = [False]
    for word, join in pieces:
        parts.extend((word, join))
        near = min(len(word), CONTEXT - 1)
        lengths.extend((near, len(word) - near, len(join)))
        flags.extend((True, False, True))
    return Stream(_symbols("".join(parts), symbols), weight, np.repeat(flags, lengths))


_Tally = tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]


def _merge(keys: NDArray[np.uint64], *amounts: NDArray[np.int64]) -> _Tally:
    """Unique keys, and the sums of weights and times of each."""
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.flatnonzero(np.concatenate((keys[:1] == keys[:1], keys[1:] != keys[:-1])))
    weights, times = (
        np.add.reduceat(amount[order], starts) if len(keys) else amount for amount in amounts
    )
    return keys[starts], weights, times


def _pack(stream: NDArray[np.uint16], order: int) -> NDArray[np.uint64]:
    size = len(stream) - order + 1
    keys = np.zeros(size, np.uint64)
    for offset in range(order):
        keys <<= np.uint64(16)
        keys |= stream[offset : offset + size].astype(np.uint64)
    return keys


def _tally(keys: NDArray[np.uint64], weight: int | NDArray[np.int64]) -> _Tally:
    if isinstance(weight, int):
        unique, met = np.unique(keys, return_counts=True)
        return unique, met.astype(np.int64) * weight, met.astype(np.int64) * ONE
    # a word of a list stands for as many occurrences as it weighs
    return _merge(keys, weight, np.maximum(weight, ONE))


def _count_one(stream: Stream, order: int) -> list[_Tally]:
    """Keys, weights and times of n-grams, then of contexts."""
    symbols, weight = stream.symbols, stream.weight
    size = len(symbols) - order + 1
    if size <= 0:
        return [_tally(np.zeros(0, np.uint64), 1)] * 2
    plain = symbols > END
    inside = stream.predicted[order - 1 :].copy()
    for offset in range(order - 1):
        inside &= plain[offset : offset + size]
    keys = _pack(symbols, order)
    whole = inside & plain[order - 1 :]
    met = inside & (symbols[order - 1 :] != END)
    if isinstance(weight, int):
        return [_tally(keys[whole], weight), _tally(keys[met] >> np.uint64(16), weight)]
    weights = weight[order - 1 :]
    return [
        _tally(keys[whole], weights[whole]),
        _tally(keys[met] >> np.uint64(16), weights[met]),
    ]


def count(streams: Iterable[Stream], order: int, least: int) -> Counts:
    """The n-grams of one order over all streams; those of less weight than `least` are left out."""
    parts = [_count_one(stream, order) for stream in streams]
    keys, weights, times = _merge(*_joined(part[0] for part in parts))
    contexts, totals, _ = _merge(*_joined(part[1] for part in parts))
    keep = weights >= least
    return Counts(order, keys[keep], weights[keep], times[keep], contexts, totals)


def _joined(tallies: Iterable[_Tally]) -> _Tally:
    keys, weights, times = zip(*tallies, strict=True)
    return np.concatenate(keys), np.concatenate(weights), np.concatenate(times)


assert NEWLINE > END  # a line end is an ordinary symbol
