"""Which shifts of double-byte text are believed: those that save more bits than chance would."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fixtext import language
from fixtext.decoding.detection import with_wide_kana
from fixtext.encodings.byte_grammar import grammar
from fixtext.encodings.byte_path import Edge, Operation, Stream
from fixtext.encodings.out_of_step import may_be_better_off
from fixtext.encodings.placing import Region
from fixtext.encodings.rereading import PAID, Rereading
from fixtext.encodings.resynchronise import Resynchronised, put_together, rereadings
from fixtext.language import Model

__all__ = ["BytesModel", "in_step", "joined_stream", "maybe_shifted"]

_LINE_END = np.array([10], np.uint32)

_LEAST = 14.0
"""Bits that a change must save where every byte makes a character, to be looked at."""
_CHANGED = (1000.0, 26.0, 8.0, 5.0, 4.0)
"""Bits that a shift must save, its edits paid for, by how many characters beyond ASCII it makes
senseless. In 5 MB of right text in all five encodings, old verse and kaomoji among it, the most
that anything saved was 21 bits with one such character, 5 with two, and none with more."""
_ASCII_AT_MOST = np.float32(12.0)
"""Bits of a character of ASCII: the model has read few tabs, tildes and letters beside hanzi."""
_EDIT = min(filter(None, PAID))
"""Bits that an edit costs, at least."""
_TO_THE_END = 26.0
"""Bits that it must save that a shift reaches the end, whose last byte is then no character cut in
two; that alone saves some 20."""


class BytesModel(Model):
    """The model as it weighs bytes: half-width kana are the wide ones, and ASCII is never rare."""

    __slots__ = ()

    def __init__(self, model: Model) -> None:
        for name in Model.__slots__:
            setattr(self, name, getattr(model, name))

    def score(self, codes: NDArray[np.uint32]) -> NDArray[np.float32]:
        """As the model has it, for wide kana, with ASCII at its price."""
        bits = super().score(with_wide_kana(codes))
        return np.minimum(bits, _ASCII_AT_MOST, out=bits, where=codes < 0x80)

    def cost(self, context: NDArray[np.uint32], char: NDArray[np.uint32]) -> NDArray[np.float32]:
        """As the model has it, for wide kana, with ASCII at its price."""
        bits = super().cost(with_wide_kana(context), with_wide_kana(char))
        return np.minimum(bits, _ASCII_AT_MOST, out=bits, where=char < 0x80)


def joined_stream(
    data: bytes,
    codes: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    parts: Sequence[tuple[int, int]],
) -> tuple[Stream, list[int]]:
    """Parts of a text, told in characters, with a line end between them, and where each begins."""
    pieces: list[bytes] = []
    characters: list[NDArray[np.uint32]] = []
    places: list[NDArray[np.int64]] = []
    starts: list[int] = []
    size = 0
    for first, last in parts:
        low, high = offsets[[first, last]].tolist()
        pieces.append(data[low:high])
        characters += (codes[first:last], _LINE_END)
        places.append(offsets[first : last + 1] - low + size)
        starts.append(size)
        size += high - low + 1
    joined = b"\n".join(pieces)
    stream = Stream(
        joined,
        np.concatenate(characters)[:-1],
        np.concatenate(places),
        np.zeros(len(joined), np.uint8),
    )
    return stream, starts


def maybe_shifted(codes: NDArray[np.uint32], label: str) -> list[tuple[int, int]] | None:
    """Where text of a double-byte encoding may be out of step, in characters.

    :func:`in_step` finds nothing elsewhere, unless bytes make no character there. None where that
    is not known.
    """
    rules = grammar(label)
    return may_be_better_off(
        language.load(),
        rules,
        codes,
        _CHANGED[-1] + _EDIT,
        again=_EDIT,
        of_ascii=float(_ASCII_AT_MOST),
        single=with_wide_kana(rules.single),
    )


def in_step(stream: Stream, label: str, *, cut: bool = False) -> Resynchronised:
    """Some bytes in step: with what makes no character read anew, and what is believed besides.

    With ``cut``, the last byte begins a character: it stays so unless a shift explains it.
    """
    found = rereadings(stream, label, _bytes_model(), _LEAST, _may_be_believed)
    believed = [one for one in found if one.stray or _is_shift(stream, one)]
    if cut and believed and believed[-1].end == len(stream.codes):
        last = believed.pop()
        if _is_shift_to_the_end(stream, last):
            believed.append(last)
    return put_together(stream, believed)


@functools.cache
def _bytes_model() -> BytesModel:
    """The shipped model, one for all files: what is known by it need not be found again."""
    return BytesModel(language.load())


def _may_be_believed(region: Region, *, stray: bool) -> bool:
    """Whether a stretch is worth filling: :func:`_is_shift` has no use for bytes only replaced."""
    return stray or any(_shifts(edge) for edge in region.edges)


def _shifts(edge: Edge) -> bool:
    return edge.operation not in (Operation.AS_IT_IS, Operation.REPLACED)


def _is_shift(stream: Stream, one: Rereading) -> bool:
    """Whether bytes that make characters are believed to be out of step.

    A byte that is only replaced would be a guess against what stands there.
    """
    if not any(_shifts(piece.edge) for piece in one.pieces):
        return False
    shifted = int((stream.codes[one.start : one.end] > 0x7F).sum())
    return one.bits >= _CHANGED[min(shifted, len(_CHANGED) - 1)]


def _is_shift_to_the_end(stream: Stream, one: Rereading) -> bool:
    """Whether a byte was lost before the end, rather than the character that ends it cut."""
    last = one.pieces[-1].edge
    return last.operation == Operation.AS_IT_IS and one.bits >= _TO_THE_END
