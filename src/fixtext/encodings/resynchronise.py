"""Damaged bytes of a known codec, read so that the damage does not spread.

A byte that is lost, put in or replaced in double-byte data shifts everything behind it, until an
ASCII character puts the reading right again: a decoder shows twenty wrong characters for one. Here
the reading goes on in step from where the damage is: at bytes that make no character, and where
text suddenly makes no sense to the language model. Elsewhere nothing is looked at twice.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fixtext.encodings.byte_grammar import DOUBLE_BYTE, Grammar, grammar
from fixtext.encodings.byte_path import UNKNOWN, Edge, Operation, best_paths
from fixtext.encodings.codecs import Decoding, codec
from fixtext.encodings.filling import Filling, Gap, fill
from fixtext.encodings.out_of_step import PERIODS, strays, suspicious
from fixtext.language import Model
from fixtext.scan import code_points, text_of

__all__ = ["ByteEdit", "Resynchronised", "resynchronise"]

_LEAST_PROBABILITY = 0.35
_BY_LEAD, _BY_TRAIL, _ASCII_FLIPPED, _FAR = 0.0, 1.0, 4.0, 6.0
"""Bits that it costs that a byte was the trail of an unknown one, the lead, an ASCII character of
which one bit was flipped; and that more than one bit of a pair was."""

_Codes = NDArray[np.uint32]
_LINE_ENDS = np.full(3, 10, np.uint32)


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
    decoding = codec(label).decode(np.frombuffer(data, np.uint8))
    rules = grammar(label)
    windows = suspicious(model, rules, data, decoding, least)
    bounds = [tuple(decoding.offsets[[start, end]].tolist()) for start, end in windows]
    paths = best_paths(model, rules, [data[low:high] for low, high in bounds])
    regions = [
        region
        for (start, end), path in zip(windows, paths, strict=True)
        for region in _regions(decoding, start, end, path)
    ]
    return _put_together(model, rules, data, decoding, regions, infer=infer, least=least)


def _by_itself(data: bytes, label: str) -> Resynchronised:
    """Text of a codec that is always in step, with U+FFFD for what makes no character."""
    decoding = codec(label).decode(np.frombuffer(data, np.uint8))
    stray = strays(decoding)
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


@dataclasses.dataclass(frozen=True, slots=True)
class _Region:
    """Characters ``start`` to ``end`` to be read anew; the edges count from byte ``low``."""

    start: int
    end: int
    low: int
    edges: Sequence[Edge]
    stray: bool


def _regions(decoding: Decoding, start: int, end: int, path: Sequence[Edge]) -> Iterator[_Region]:
    """Where the best way differs from the codec's own."""
    offsets = decoding.offsets[start : end + 1].tolist()
    low = offsets[0]
    codes = decoding.codes[start:end].tolist()
    own = {(at - low, code) for at, code in zip(offsets, codes, strict=False)}
    run: list[Edge] = []
    for edge in (*path, None):
        if edge and (edge.operation or (edge.start, edge.code) not in own):
            run.append(edge)
            continue
        if run:
            first = bisect.bisect_right(offsets, low + run[0].start) - 1
            last = bisect.bisect_left(offsets, low + run[-1].end)
            stray = any(0xDC80 <= code <= 0xDCFF for code in codes[first:last])
            yield _Region(start + first, start + last, low, run, stray)
            run = []


def _put_together(
    model: Model,
    rules: Grammar,
    data: bytes,
    decoding: Decoding,
    regions: Sequence[_Region],
    *,
    infer: bool,
    least: float,
) -> Resynchronised:
    """The text with those regions read anew that are worth it."""
    if not regions:
        return Resynchronised(text_of(decoding.codes))
    read = [_read(rules, data, region) for region in regions]
    fillings = _fill_all(model, decoding, regions, read)
    believed = _believed(model, decoding, regions, read, fillings, least)
    pieces: list[str] = []
    edits: list[ByteEdit] = []
    done = size = 0
    for region, edges, chosen, is_believed in zip(regions, read, fillings, believed, strict=True):
        if not is_believed:
            continue
        before = text_of(decoding.codes[done : region.start])
        pieces.append(before)
        size += len(before)
        done = region.end
        rest = iter(chosen)
        for edge, gap in edges:
            filling = next(rest) if gap else None
            text = _text(edge, filling, infer=infer)
            if edge.operation:
                edits.append(_edit(region, edge, text, size, filling if infer else None))
            pieces.append(text)
            size += len(text)
    pieces.append(text_of(decoding.codes[done:]))
    return Resynchronised("".join(pieces), tuple(edits))


_Read = Sequence[tuple[Edge, Gap | None]]


def _read(rules: Grammar, data: bytes, region: _Region) -> _Read:
    """The edges of a region, with what the unknown characters can be."""
    return [
        (
            edge,
            _options(rules, data[region.low + edge.start : region.low + edge.end])
            if edge.code == UNKNOWN
            else None,
        )
        for edge in region.edges
    ]


@functools.lru_cache(maxsize=4096)
def _options(rules: Grammar, data: bytes) -> Gap:
    """What a character can have been of which these bytes are left."""
    options: dict[int, float] = {}

    def add(codes: Sequence[int], cost: float) -> None:
        for code in codes:
            options[code] = min(cost, options.get(code, np.inf))

    if len(data) == 1:
        byte = data[0]
        add(rules.trails[byte], _BY_LEAD)
        add(rules.leads[byte], _BY_TRAIL)
        flipped = [byte ^ 1 << bit for bit in range(8)] if byte > 0x7F else []
        add([code for code in flipped if 0x20 <= code < 0x7F or code == 10], _ASCII_FLIPPED)
    else:
        lead, trail = data
        pair = lead << 8 | trail
        near = (int(rules.pairs[pair ^ 1 << bit]) for bit in range(16))
        add([code for code in near if code], 0.0)
        add(rules.trails[lead], _FAR)
        add(rules.leads[trail], _FAR)
    options = options or {UNKNOWN: 0.0}
    return Gap(tuple((code,) for code in options), tuple(options.values()))


def _fill_all(
    model: Model, decoding: Decoding, regions: Sequence[_Region], read: Sequence[_Read]
) -> list[list[Filling]]:
    """What the unknown characters most probably are, all regions in one go."""
    known: list[_Codes] = []
    gaps: list[Gap] = []
    piece: list[int] = []
    counts: list[int] = []
    for region, edges in zip(regions, read, strict=True):
        piece += decoding.codes[max(region.start - 3, 0) : region.start].tolist()
        for edge, gap in edges:
            if gap:
                known.append(np.array(piece, np.uint32))
                gaps.append(gap)
                piece = []
            elif edge.code:
                piece.append(edge.code)
        piece += (*decoding.codes[region.end : region.end + 3].tolist(), *_LINE_ENDS.tolist())
        counts.append(sum(gap is not None for _, gap in edges))
    known.append(np.array(piece, np.uint32))
    fillings = iter(fill(model, known, gaps))
    return [[next(fillings) for _ in range(count)] for count in counts]


def _believed(
    model: Model,
    decoding: Decoding,
    regions: Sequence[_Region],
    read: Sequence[_Read],
    fillings: Sequence[Sequence[Filling]],
    least: float,
) -> list[bool]:
    """Which regions save enough, or hold bytes that make no character."""
    texts: list[str] = []
    for region, edges, chosen in zip(regions, read, fillings, strict=True):
        before = text_of(decoding.codes[max(region.start - 3, 0) : region.start])
        behind = text_of(decoding.codes[region.end : region.end + 3])
        rest = iter(chosen)
        new = "".join(
            chr(next(rest).option[0]) if gap else chr(edge.code) if edge.code else ""
            for edge, gap in edges
        )
        now = text_of(decoding.codes[region.start : region.end])
        texts += (before + now + behind, before + new + behind)
    bits = _bits_once(model, texts)
    return [
        region.stray or saved >= least + sum(_PAID[edge.operation] for edge in region.edges)
        for region, saved in zip(regions, (bits[::2] - bits[1::2]).tolist(), strict=True)
    ]


_PAID = (0.0, 12.0, 20.0, 20.0, 20.0)
"""Bits that an edit costs beyond ``least``: of which byte it is, and of what it was or is."""


def _bits_once(model: Model, texts: Sequence[str]) -> NDArray[np.float64]:
    """The bits of each text, without those of what is repeated in it."""
    codes = code_points("".join(text + "\n\n\n" for text in texts))
    bits = model.score(codes).astype(np.float64)
    for period in range(1, PERIODS + 1):
        bits[period:][codes[period:] == codes[:-period]] = 0.0
    sizes = np.array([len(text) + 3 for text in texts])
    totals: NDArray[np.float64] = np.add.reduceat(bits, np.cumsum(sizes) - sizes)
    return totals


def _text(edge: Edge, filling: Filling | None, *, infer: bool) -> str:
    """What stands for an edge in the text."""
    if filling is None:
        return chr(edge.code) if edge.code else ""
    if not infer or filling.probability < _LEAST_PROBABILITY:
        return chr(UNKNOWN)
    return "".join(map(chr, filling.option))


def _edit(region: _Region, edge: Edge, text: str, place: int, filling: Filling | None) -> ByteEdit:
    start, end = region.low + edge.start, region.low + edge.end
    if edge.operation == Operation.PUT_INSIDE:
        return ByteEdit(start + 1, end - 1, "put-in", text, place)
    if edge.operation == Operation.PUT_IN:
        return ByteEdit(start, end, "put-in", text, place)
    kind: Literal["lost", "replaced"] = "lost" if edge.operation == Operation.LOST else "replaced"
    if filling is None:
        return ByteEdit(start, end, kind, text, place, 0.0)
    others = tuple(("".join(map(chr, option)), share) for option, share in filling.others)
    return ByteEdit(start, end, kind, text, place, filling.probability, others)
