"""What the bytes of a few places of a text say in other codecs, and what that saves."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np

from fixtext import compiled
from fixtext.encodings.codecs import codec
from fixtext.encodings.decoders import Decoder, KeptOpen, kept_open
from fixtext.encodings.lattice import REPLACEMENT
from fixtext.encodings.python_codecs import with_unmeant_replaced
from fixtext.encodings.strictly import read
from fixtext.language import Model
from fixtext.language.layout import CONTEXT, UNITS
from fixtext.scan import code_points

__all__ = ["OtherReadings", "decoders"]

_BEHIND = 2
_MOST, _LOST = 14 * UNITS, 7 * UNITS
"""Units that a character of a reading counts at most, since a few at its ends may not be of it; and
one for bytes that make none."""

_Key = tuple[int, int, bytes]


class OtherReadings:
    """Readings of bytes that stand for parts of a text, each in all of some codecs.

    ``bits`` is what each character of the text costs, ``codecs`` are the labels of the codecs.
    """

    def __init__(self, text: str, bits: Sequence[float], codecs: tuple[str, ...]) -> None:
        self._text = text
        self._bits = bits
        self._codecs = codecs
        self._shown: dict[_Key, list[Sequence[int]]] = {}

    def add(self, start: int, end: int, data: bytes, numbers: Sequence[int]) -> None:
        """Read the bytes of ``start:end``; the numbers are those of the ways to each codec."""
        self._shown.setdefault((start, end, data), []).append(numbers)

    def saved(self, model: Model) -> dict[int, float]:
        """The bits that the readings of each way save in all, of those that save some."""
        saved: dict[int, float] = {}
        found = self._cheaper(model.scorer) if model.scorer else self._in_one_call(model)
        for key, units in found:
            start, end, data = key
            cost = self._cost(start, end)
            each = len(data) == end - start
            for index, new in units:
                bits = cost - new / UNITS
                if bits > 0.0 and not (each and _is_nothing(data, self._codecs[index])):
                    for numbers in self._shown[key]:
                        number = numbers[index]
                        saved[number] = saved.get(number, 0.0) + bits
        return saved

    def _cheaper(self, scorer: compiled.Scorer) -> Iterator[tuple[_Key, list[tuple[int, int]]]]:
        """The units of the readings that cost less than what is shown, by codec."""
        every = decoders(self._codecs)
        for key in self._shown:
            start, end, data = key
            before, behind = self._around(start, end)
            cost = self._cost(start, end)
            yield (
                key,
                scorer.cheaper_readings(data, every, before, behind, _MOST, _LOST, cost),
            )

    def _in_one_call(self, model: Model) -> Iterator[tuple[_Key, list[tuple[int, int]]]]:
        """The units of all readings, which are laid end to end, by codec."""
        texts: list[str] = []
        sizes: list[int] = []
        for start, end, data in self._shown:
            before, behind = self._around(start, end)
            for label in self._codecs:
                reading = _reading(data, label)
                texts += (before, reading, behind)
                sizes += (CONTEXT, len(reading) + len(behind))
        if not sizes:
            return
        codes = code_points("".join(texts))
        units = np.minimum(model.units(codes), _MOST)
        units[codes == REPLACEMENT] = _LOST
        edges = np.cumsum(sizes, dtype=np.int64) - np.array(sizes, np.int64)
        sums = np.add.reduceat(units, edges, dtype=np.int64)[1::2]
        rows = sums.reshape(len(self._shown), len(self._codecs)).tolist()
        for key, row in zip(self._shown, rows, strict=True):
            yield key, list(enumerate(row))

    def _around(self, start: int, end: int) -> tuple[str, str]:
        """What stands before a part and behind it."""
        before = "\n" * CONTEXT + self._text[max(start - CONTEXT, 0) : start]
        return before[-CONTEXT:], self._text[end : end + _BEHIND]

    def _cost(self, start: int, end: int) -> float:
        """The bits of a part as it stands, and of what is behind it."""
        behind = self._bits[end : end + _BEHIND]
        return sum(self._bits[start:end]) + sum(min(one, _MOST / UNITS) for one in behind)


def _is_nothing(data: bytes, label: str) -> bool:
    """Whether none of the bytes beyond ASCII, each of a character, makes one in another codec."""
    if codec(label).single:
        return False
    return _reading(data, label).replace("\ufffd", "").isascii()


def _reading(data: bytes, label: str) -> str:
    """Bytes in a codec, with U+FFFD for those that make no character."""
    text = read(data, label, "replace")
    return with_unmeant_replaced(text) if label == "shift_jis" else text


@functools.cache
def decoders(labels: tuple[str, ...]) -> tuple[Decoder | KeptOpen, ...]:
    """How each codec reads bytes."""
    return tuple(map(kept_open, labels))
