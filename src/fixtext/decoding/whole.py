"""All of the bytes in the encoding that was chosen, and what does not fit it.

Lines that are in another encoding are read in that; where bytes were lost, put in or changed, a
double-byte text is read on from the best place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from fixtext.decoded import ByteFinding, Segment
from fixtext.decoding.choice import Choice, legacy_of
from fixtext.decoding.damaged import LONG, mended
from fixtext.decoding.declared import Declared
from fixtext.decoding.detection import DOUBLE_BYTE
from fixtext.decoding.mixed import lines_of_utf8, lines_with, mixed_segments, unlike_utf8
from fixtext.decoding.reading import LONGEST_CHARACTER, REPLACEMENT, Reading, read, unfinished
from fixtext.decoding.sampling import sample
from fixtext.decoding.single_byte import SINGLE_BYTE

__all__ = ["Whole", "read_whole"]

_LINES, _OF_A_LINE = 32, 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Whole:
    """The text of all bytes; ``label`` is the encoding of most of them."""

    text: str
    label: str
    segments: tuple[Segment, ...] = ()
    findings: tuple[ByteFinding, ...] = ()


def read_whole(data: bytes, choice: Choice, declared: Declared, *, complete: bool = True) -> Whole:
    """The text of bytes in the encoding that was chosen, or in that and another."""
    label = choice.label
    reading = read(data, label)
    segments: tuple[Segment, ...] = ()
    if choice.source != "given":
        label, segments = _mixed(data, label, reading, declared)
    if not segments:
        if label != choice.label:
            reading = read(data, label)
        text, findings = _mended(data, label, reading, complete=complete)
        return Whole(text, label, (), findings)
    texts, every = [], []
    for segment in segments:
        part = data[segment.start : segment.end]
        last = complete or segment.end < len(data)
        reading = read(part, segment.encoding)
        if len(data) > LONG and not reading.stray:
            texts.append(reading.text)  # as in a long file of one encoding
            continue
        text, findings = _mended(part, segment.encoding, reading, last)
        texts.append(text)
        every += [
            dataclasses.replace(
                each, start=each.start + segment.start, end=each.end + segment.start
            )
            for each in findings
        ]
    return Whole("".join(texts), _main(segments), segments, tuple(every))


def _mixed(
    data: bytes, label: str, reading: Reading, declared: Declared
) -> tuple[str, tuple[Segment, ...]]:
    """The encoding of the file, and its segments where it has another besides."""
    if label == "utf-8" and reading.stray and reading.stray[0] < len(data) - LONGEST_CHARACTER:
        lines = lines_with(data, reading.stray)
        legacy = legacy_of(unlike_utf8(_beginnings(data, lines)), declared)
        return _of_one(label, mixed_segments(data, label, legacy, lines))
    if label in DOUBLE_BYTE or label in SINGLE_BYTE:
        lines = lines_of_utf8(data, label)
        if lines:
            other = unlike_utf8(sample(data))
            legacy = legacy_of(other, declared) if other else label
            if segments := mixed_segments(data, legacy, legacy, lines):
                return _of_one(legacy, segments)
    return label, ()


def _of_one(label: str, segments: tuple[Segment, ...]) -> tuple[str, tuple[Segment, ...]]:
    """The encoding that a block of a long file is in if it is all in the other one of the two."""
    names = {segment.encoding for segment in segments}
    return (names.pop(), ()) if len(names) == 1 else (label, segments)


def _beginnings(data: bytes, lines: list[tuple[int, int]]) -> bytes:
    """The beginnings of the first of these lines."""
    return b"\n".join(data[start : min(end, start + _OF_A_LINE)] for start, end in lines[:_LINES])


def _main(segments: tuple[Segment, ...]) -> str:
    """The encoding of most bytes."""
    sizes: dict[str, int] = {}
    for segment in segments:
        sizes[segment.encoding] = sizes.get(segment.encoding, 0) + segment.end - segment.start
    return max(sizes, key=lambda label: sizes[label])


def _mended(
    data: bytes, label: str, reading: Reading, complete: bool = True
) -> tuple[str, tuple[ByteFinding, ...]]:
    """The text and what was damaged in it."""
    if complete and label not in DOUBLE_BYTE:
        return reading.replaced, tuple(_replaced(reading))
    begun, begun_reading = _without_cut_end(data, label, reading)
    if (
        complete
        and len(data) - len(begun) == 1
        and (anew := mended(data, label, reading, cut=True))
    ):
        return anew
    anew = mended(begun, label, begun_reading) if label in DOUBLE_BYTE else None
    text, findings = anew or (begun_reading.replaced, tuple(_replaced(begun_reading)))
    if not complete or len(begun) == len(data):
        return text, findings
    cut = ByteFinding("replaced", len(begun), len(data), REPLACEMENT)
    return text + REPLACEMENT, (*findings, cut)


def _without_cut_end(data: bytes, label: str, reading: Reading) -> tuple[bytes, Reading]:
    """Bytes and reading without the beginning of a character that ends the bytes."""
    cut = unfinished(data, label, reading)
    if not cut:
        return data, reading
    stray = tuple(place for place in reading.stray if place < len(data) - cut)
    return data[:-cut], Reading(reading.text[:-cut], stray)


def _replaced(reading: Reading) -> Iterator[ByteFinding]:
    """A finding for each run of bytes that make no character."""
    start = end = -1
    for place in reading.stray:
        if place == end:
            end += 1
            continue
        if start >= 0:
            yield ByteFinding("replaced", start, end, REPLACEMENT * (end - start))
        start, end = place, place + 1
    if start >= 0:
        yield ByteFinding("replaced", start, end, REPLACEMENT * (end - start))
