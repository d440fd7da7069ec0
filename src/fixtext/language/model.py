"""The model: bits per character of any text, looked up in memory-mapped arrays."""

from __future__ import annotations

import functools
import os
from _thread import allocate_lock  # threading takes a millisecond to import
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import compiled
from fixtext.errors import ModelError, TableError
from fixtext.language.layout import (
    BACKOFF_STEP,
    BLOCKS_START,
    CHARACTERS,
    CLASSES,
    CONTEXT,
    FORMAT,
    GAIN_STEP,
    LEVEL_STEP,
    NEWLINE,
    NGRAM_CHECK,
    PAIR_CHECK,
    UNITS,
    hash_ngrams,
    hash_pairs,
    locate,
)
from fixtext.language.pair_screen import PairScreen
from fixtext.scan import code_points, text_of
from fixtext.tables import read_table

__all__ = ["Model", "load"]

_FILE = os.path.join(os.path.dirname(__file__), "data", "language.table")
# Long enough to make numpy's overhead per call small, short enough for the caches.
_CHUNK = 1 << 15
_MOST_TOLD = 1e6
_LINE_STARTS = np.full(CONTEXT, NEWLINE, np.uint32)

_SYMBOL = np.uint32(0xFFFF)
_SHIFT_WEIGHTS = np.uint32(16)
_BYTE = np.uint16(0xFF)
_EIGHT = np.uint16(8)
_TWELVE = np.uint16(12)
_FOUR_BITS = np.uint16(15)
_PAIR_FOUND = np.uint16(1 << 2)
_NGRAM_FOUND = np.uint16(1 << 6)
_FOUR = np.uint16(4)
_GAIN = np.uint16(GAIN_STEP)
_LEVEL = np.uint16(LEVEL_STEP)
_BACKOFF = np.uint16(BACKOFF_STEP)
_BIT = np.float32(1 / UNITS)
_ARRAYS = {
    "characters": np.uint32,
    "transitions": np.int16,
    "pairs": np.uint16,
    "pair_gains": np.uint8,
    "ngrams": np.uint16,
}

_Codes = NDArray[np.uint32]
_Units = NDArray[np.uint16]
_Signed = NDArray[np.int16]
_Texts = tuple[_Codes, NDArray[np.int64], NDArray[np.int64]]


class Model:
    """How surprising text is, in bits, under a model of characters in context.

    A character costs the binary logarithm of one over its probability after the three code points
    before it; a text begins as after a line end. Safe to share between threads.

    >>> model = load()
    >>> model.bits("") == 0
    True
    >>> model.per_character("中文").shape
    (2,)
    """

    __slots__ = (
        "_characters",
        "_ngram_slots",
        "_ngrams",
        "_pair_gains",
        "_pair_slots",
        "_pairs",
        "_scorer",
        "_screen",
        "_transitions",
        "order",
        "path",
        "version",
    )

    version: str
    order: int
    path: str

    def __init__(
        self,
        path: str,
        version: str,
        characters: NDArray[np.uint32],
        transitions: NDArray[np.int16],
        pairs: NDArray[np.uint16],
        pair_gains: NDArray[np.uint8],
        ngrams: NDArray[np.uint16],
    ) -> None:
        self.path = path
        self.version = version
        self.order = CONTEXT + 1
        self._characters = characters
        self._transitions = transitions
        self._pairs = pairs
        self._pair_gains = pair_gains
        self._pair_slots = np.uint64(len(pairs))
        self._ngrams = ngrams
        self._ngram_slots = np.uint64(len(ngrams))
        self._screen: PairScreen | None = None
        self._scorer = (
            compiled.Scorer(characters, transitions, pairs, pair_gains, ngrams)
            if compiled.IS_COMPILED
            else None
        )

    def __reduce__(self) -> tuple[Callable[[str], Model], tuple[str]]:
        """Only the path travels between processes: they share the file."""
        return load, (self.path,)

    def __repr__(self) -> str:
        return f"<Model {self.version}>"

    def __fspath__(self) -> str:
        """The file that the model is in, so that a model can stand for it."""
        return self.path

    @property
    def scorer(self) -> compiled.Scorer | None:
        """The model's tables where compiled code reads them, if there is such code."""
        return self._scorer

    @property
    def screen(self) -> PairScreen:
        """What the model's pairs alone say of text; made at the first use, in 7 to 30 ms."""
        if self._screen is None:
            self._screen = PairScreen(
                self._characters, self._transitions, self._pairs, self._pair_gains
            )
        return self._screen

    def bits(self, text: str) -> float:
        """The bits that a text costs, the sum of :meth:`per_character`."""
        return float(self.score(code_points(text)).sum(dtype=np.float64))

    def per_character(self, text: str) -> NDArray[np.float32]:
        """The bits of each code point of a text, float32 of shape (len(text),)."""
        return self.score(code_points(text))

    def score(self, codes: NDArray[np.uint32]) -> NDArray[np.float32]:
        """The bits of each of an array of code points: uint32 (n,) to float32 (n,).

        Any uint32 is accepted; surrogates and what is no code point are expensive.
        """
        return np.multiply(self.units(codes), _BIT, dtype=np.float32)

    def units(self, codes: NDArray[np.uint32]) -> NDArray[np.int16]:
        """As :meth:`score`, in eighths of a bit: uint32 (n,) to int16 (n,)."""
        units = np.empty(len(codes), np.int16)
        if self._scorer is not None:
            self._scorer.units(np.ascontiguousarray(codes, np.uint32), units)
            return units
        for start in range(0, len(codes), _CHUNK):
            part = codes[max(0, start - CONTEXT) : start + _CHUNK]
            if start == 0:
                part = np.concatenate((_LINE_STARTS, part))
            units[start : start + _CHUNK] = self._units(part)
        return units

    def bits_many(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """The bits of each text, float64 of shape (len(texts),), as :meth:`bits` gives them."""
        lengths = np.array([len(text) for text in texts], np.int64)
        if self._scorer is not None:
            ends = np.cumsum(lengths)
            return self.bits_between(code_points("".join(texts)), ends - lengths, ends)
        separator = "\n" * CONTEXT
        codes = code_points(separator.join(texts))
        totals = np.concatenate(([0.0], np.cumsum(self.score(codes), dtype=np.float64)))
        starts = np.cumsum(lengths + CONTEXT) - lengths - CONTEXT
        bits: NDArray[np.float64] = totals[starts + lengths] - totals[starts]
        return bits

    def bits_between(
        self, codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The bits of each of the texts that lie between some places of an array of code points.

        float64 of shape (len(starts),); each costs what it does alone, as in :meth:`bits_many`.
        """
        if self._scorer is None:
            spans = zip(starts.tolist(), ends.tolist(), strict=True)
            return self.bits_many([text_of(codes[start:end]) for start, end in spans])
        units = np.empty(len(starts), np.int64)
        self._scorer.sums(np.ascontiguousarray(codes, np.uint32), starts, ends, units)
        return units.astype(np.float64) / UNITS

    def saved_between(
        self, texts: _Texts, back: _Texts, most: float = np.inf
    ) -> NDArray[np.float64]:
        """The bits that each of some texts saves by having been another, so many of them at most.

        Both are code points, and where each text starts and ends in them. Little is told of the
        first characters of each, much of all of them.
        """
        if self._scorer is None or most > _MOST_TOLD:
            return np.minimum(self.bits_between(*texts) - self.bits_between(*back), most)
        units = np.full(len(texts[1]), most * UNITS, np.int64)
        codes, after = (np.ascontiguousarray(each[0], np.uint32) for each in (texts, back))
        self._scorer.saved(codes, *texts[1:], after, *back[1:], units)
        return units.astype(np.float64) / UNITS

    def cost(self, context: NDArray[np.uint32], char: NDArray[np.uint32]) -> NDArray[np.float32]:
        """The bits of each `char` after its own `context`, for search over candidates.

        `context` is uint32 (n, 3), the latest code point last, filled up on the left with 10 where
        the text is shorter; `char` is uint32 (n,). The result is float32 (n,), the same numbers as
        :meth:`score` gives in running text.
        """
        if self._scorer is not None:
            bits: NDArray[np.float32] = np.empty(len(char), np.float32)
            before = np.ascontiguousarray(context, np.uint32)
            self._scorer.cost(before, np.ascontiguousarray(char, np.uint32), bits)
            return bits
        rows = np.empty((CONTEXT + 1, len(char)), np.uint32)
        rows[:CONTEXT] = context.T
        rows[CONTEXT] = char
        records = self._records(rows)
        symbols = records & _SYMBOL
        known = None if symbols.all() else symbols != 0
        weights = (records[2:] >> _SHIFT_WEIGHTS).astype(np.uint16)
        classes = weights >> _TWELVE
        pairs = hash_pairs(symbols[:-1], symbols[1:])
        triples = hash_ngrams(pairs[1:], symbols[:-2], 3)
        both = np.concatenate((triples, hash_ngrams(triples[1:], symbols[:1], 4)))
        pair_gains, pair_levels = self._find_pairs(pairs, known)
        found = self._find_ngrams(both)
        found[:2] *= pair_levels[:2] > 0
        if known is not None:
            found[:2] *= known[2:]
            found[2] *= known[3]
        gains = found & _FOUR_BITS
        level = found[0] >> _FOUR
        gains[2] *= level > 0
        units = (weights[1] & _BYTE).view(np.int16)
        units += (((weights[0] >> _EIGHT) & _FOUR_BITS) * _BACKOFF).view(np.int16)
        units += self._transitions.take((classes[0] << _FOUR) | classes[1])
        units -= pair_gains[2]
        units += ((pair_levels[1] + level) * _LEVEL).view(np.int16)
        units -= ((gains[1] + gains[2]) * _GAIN).view(np.int16)
        np.maximum(units, 0, out=units)
        bits = units * _BIT
        return bits

    def _records(self, codes: _Codes) -> _Codes:
        places = codes.astype(np.int64)
        if np.maximum.reduce(codes, None, initial=0) >= BLOCKS_START:
            blocks = np.minimum(
                (places >> 8) + (BLOCKS_START - (BLOCKS_START >> 8)), CHARACTERS - 1
            )
            places = np.where(places < BLOCKS_START, places, blocks)
        # clip: the places are right, and numpy then writes without a copy
        return self._characters.take(places, mode="clip")

    def _find_pairs(
        self, hashes: _Codes, known: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.uint8], _Units]:
        """Gain in units, and level, of pairs in the order of their first symbols."""
        slots, checks = locate(hashes, self._pair_slots, PAIR_CHECK)
        # clip: the slots are right, and numpy then writes without a copy
        checks ^= self._pairs.take(slots, mode="clip")
        hit = checks < _PAIR_FOUND
        if known is not None:
            hit &= known[:-1]
            hit &= known[1:]
        gains = self._pair_gains.take(slots, mode="clip")
        gains *= hit
        checks *= hit
        return gains, checks

    def _find_ngrams(self, hashes: _Codes) -> _Units:
        """Gain and level of n-grams, in 6 bits; 0 where they are not there."""
        slots, checks = locate(hashes, self._ngram_slots, NGRAM_CHECK)
        checks ^= self._ngrams.take(slots, mode="clip")
        checks *= checks < _NGRAM_FOUND
        return checks

    def _units(self, codes: _Codes) -> _Signed:
        """Units of 1/8 bit of each of codes[3:] after the three before it."""
        records = self._records(codes)
        symbols = records & _SYMBOL
        known = None if symbols.all() else symbols != 0
        records >>= _SHIFT_WEIGHTS
        weights = records.astype(np.uint16)
        classes = weights >> _TWELVE
        units = (weights & _BYTE).view(np.int16)[1:]
        weights >>= _EIGHT
        weights &= _FOUR_BITS
        weights *= _BACKOFF
        units += weights[:-1].view(np.int16)
        changes = classes[:-1] << _FOUR
        changes |= classes[1:]
        units += self._transitions.take(changes, mode="clip")
        hashes = hash_pairs(symbols[:-1], symbols[1:])
        gains, levels = self._find_pairs(hashes, known)
        units -= gains
        units = units[1:]
        levels = levels[:-1]
        hashes = hash_ngrams(hashes[1:], symbols[:-2], 3)
        found = self._find_ngrams(hashes)
        found *= levels > 0
        if known is not None:
            found *= known[2:]
        levels *= _LEVEL
        units += levels.view(np.int16)
        gains = found & _FOUR_BITS
        gains *= _GAIN
        units -= gains.view(np.int16)
        # Few contexts of three characters are kept, so only those are followed further.
        units = units[1:]
        found >>= _FOUR
        at = np.flatnonzero(found[:-1])
        if len(at):
            longest = self._find_ngrams(hash_ngrams(hashes[1:][at], symbols[at], 4))
            longest &= _FOUR_BITS
            if known is not None:
                longest *= known[CONTEXT:][at]
            longest *= _GAIN
            found[at] *= _LEVEL
            found[at] -= longest
            units += found[:-1].view(np.int16)
        np.maximum(units, 0, out=units)
        return units


def load(path: str | os.PathLike[str] | None = None) -> Model:
    """The model in a file, or the shipped one; read once, and mapped into memory.

    Raises fixtext.errors.ModelError where the file is missing, damaged or of another format.
    """
    with _LOCK:
        return _load(os.fspath(path) if path is not None else _FILE)


_LOCK = allocate_lock()


@functools.cache
def _load(path: str) -> Model:
    try:
        table = read_table(path)
    except TableError as error:
        raise ModelError(str(error)) from error
    header, arrays = table.header, table.arrays
    if (
        header.get("format") != FORMAT
        or any(name not in arrays or arrays[name].dtype != _ARRAYS[name] for name in _ARRAYS)
        or arrays["characters"].shape != (CHARACTERS,)
        or arrays["transitions"].shape != (CLASSES**2,)
        or not 0 < len(arrays["pairs"]) == len(arrays["pair_gains"])
        or not len(arrays["ngrams"]) > 0
        or not all(arrays[name].flags.aligned for name in _ARRAYS)
    ):
        raise ModelError(
            f"{path}: not a language model of format {FORMAT}: rebuild it with"
            " python -m fixtext.language.train"
        )
    version = f"{header.get('release', '?')} sha256:{str(header.get('sha256'))[:8]}"
    return Model(path, version, *(arrays[name] for name in _ARRAYS))
