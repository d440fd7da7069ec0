"""Damaged bytes of a known codec, read so that the damage does not spread.

A byte that is lost, put in or replaced in double-byte data shifts everything behind it, until an
ASCII character puts the reading right again: a decoder shows twenty wrong characters for one. Here
the reading goes on in step from where the damage is: at bytes that make no character, and where
text suddenly makes no sense to the language model. Elsewhere nothing is looked at twice.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np

from fixtext.encodings.byte_grammar import DOUBLE_BYTE, grammar
from fixtext.encodings.byte_path import UNKNOWN, Operation, Stream
from fixtext.encodings.codecs import codec
from fixtext.encodings.out_of_step import strays, suspicious
from fixtext.encodings.rereading import Piece, Rereading, Wanted, any_region, reread
from fixtext.language import Model
from fixtext.scan import text_of

__all__ = ["ByteEdit", "Resynchronised", "put_together", "rereadings", "resynchronise"]


@dataclasses.dataclass(frozen=True, slots=True)
class ByteEdit:
    """What happened to the bytes at ``start:end`` of the data, and what text stands for them.

    ``kind`` says what became of a byte. ``text`` stands at ``place``, in code points, of the text;
    it is U+FFFD where what was lost could not be told. ``probability`` is its posterior, 0 to 1,
    and ``others`` are the runners-up with theirs.
    """

    start: int
    end: int
    kind: Literal["lost", "put-in", "replaced"]
    text: str
    place: int
    probability: float = 1.0
    others: tuple[tuple[str, float], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Resynchronised:
    """Text, and the edits to its bytes that were taken back, in order."""

    text: str
    edits: tuple[ByteEdit, ...] = ()


def resynchronise(
    data: bytes, label: str, model: Model, *, infer: bool = True, least: float = 14.0
) -> Resynchronised:
    """The text of some bytes in a codec, brought back into step behind each damaged byte.

    ``label`` is a WHATWG label of a double-byte codec, or utf-8. Where every byte makes a
    character, an edit is believed if it saves ``least`` bits. Without ``infer`` U+FFFD stands for
    what is lost. Takes time in proportion to the data, and little where nothing is wrong.

    >>> from fixtext.language import load
    >>> data = "我们在这里学习中文，然后回家。".encode("gbk")
    >>> found = resynchronise(data[:8] + data[9:], "gbk", load())
    >>> found.text, found.edits[0].kind, found.edits[0].text
    ('我们在这里学习中文，然后回家。', 'lost', '里')
    """
    if label == "gb18030":
        label = "gbk"
    if label not in DOUBLE_BYTE:
        return _by_itself(data, label)
    values = np.frombuffer(data, np.uint8)
    decoding = codec(label).decode(values)
    stream = Stream(data, decoding.codes, decoding.offsets, np.zeros_like(values))
    found = rereadings(stream, label, model, least)
    return put_together(stream, [one for one in found if one.stray or one.bits >= least], infer)


def rereadings(
    stream: Stream, label: str, model: Model, least: float, wanted: Wanted = any_region
) -> list[Rereading]:
    """What some stretches of bytes become in step.

    Where every byte makes a character, only what may save ``least`` bits is looked at; which of the
    stretches are believed is for the caller to say, who can tell some by the edits alone.
    """
    rules = grammar(label)
    windows = suspicious(model, rules, stream, least)
    return reread(model, rules, stream, windows, wanted=wanted)


def put_together(stream: Stream, found: Sequence[Rereading], infer: bool = True) -> Resynchronised:
    """The text of a stream with some stretches read anew."""
    pieces: list[str] = []
    edits: list[ByteEdit] = []
    done = size = 0
    for one in found:
        pieces.append(text_of(stream.codes[done : one.start]))
        size += len(pieces[-1])
        done = one.end
        for piece in one.pieces:
            unknown = piece.filling is not None and not infer
            pieces.append(chr(UNKNOWN) if unknown else piece.sure)
            if piece.edge.operation:
                edits.append(_edit(piece, pieces[-1], size))
            size += len(pieces[-1])
    pieces.append(text_of(stream.codes[done:]))
    return Resynchronised("".join(pieces), tuple(edits))


def _edit(piece: Piece, text: str, place: int) -> ByteEdit:
    start, end, operation, _ = piece.edge
    if operation == Operation.PUT_INSIDE:
        return ByteEdit(start + 1, end - 1, "put-in", text, place)
    if operation == Operation.PUT_IN:
        return ByteEdit(start, end, "put-in", text, place)
    kind: Literal["lost", "replaced"] = "lost" if operation == Operation.LOST else "replaced"
    filling = piece.filling
    if filling is None:
        return ByteEdit(start, end, kind, text, place)
    others = tuple(("".join(map(chr, option)), share) for option, share in filling.others)
    return ByteEdit(start, end, kind, text, place, filling.probability, others)


def _by_itself(data: bytes, label: str) -> Resynchronised:
    """Text of a codec that is always in step, with U+FFFD for what makes no character."""
    decoding = codec(label).decode(np.frombuffer(data, np.uint8))
    stray = strays(decoding.codes)
    edits: list[ByteEdit] = []
    codes = decoding.codes.copy()
    codes[stray] = UNKNOWN
    first = stray & ~np.concatenate(([False], stray[:-1]))
    keep = first | ~stray
    places = np.cumsum(keep) - 1
    ends = np.flatnonzero(stray & ~np.concatenate((stray[1:], [False]))) + 1
    for place, end in zip(np.flatnonzero(first).tolist(), ends.tolist(), strict=True):
        low, high = decoding.offsets[[place, end]].tolist()
        edits.append(ByteEdit(low, high, "lost", chr(UNKNOWN), int(places[place])))
    return Resynchronised(text_of(codes[keep]), tuple(edits))
